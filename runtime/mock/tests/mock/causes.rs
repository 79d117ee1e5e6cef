//! Mistakes that clients make when they sign, and what those are told who made them.

use ackgen_mock::wire::bytes::Bytes;
use ackgen_mock::wire::jiff::SignedDuration;
use ackgen_mock::wire::signing::{Scheme, presented, verify};
use ackgen_mock::{AccessKey, Server};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{KeyInit as _, Mac as _};
use http::Request;
use sha2::Digest as _;

use crate::admin::ask;
use crate::support::{builder, form, get, now, post, send, signed, signed_at, signed_by, with};

fn mock() -> Server {
    let other = AccessKey::new("other", "othersecret");
    builder().access_key(AccessKey::default()).access_key(other).start_blocking().unwrap()
}

/// Sends requests, each of which is refused with a code, and told why.
fn told(code: &str, rows: Vec<(Request<Bytes>, &str)>) {
    let mock = mock();
    for (request, cause) in rows {
        let answer = send(&mock, &request);
        assert_eq!((answer.field("Code"), answer.field("Recommend")), (code.to_owned(), cause.to_owned()), "{request:?}");
        assert!(!answer.body.contains("testsecret") && !answer.body.contains("othersecret"), "{}", answer.body);
    }
}

/// How a client signs that does it in its own way.
struct Way {
    string: fn(&str) -> String,
    sha1: bool,
    key: &'static str,
    write: fn(&[u8]) -> String,
}

const ROA: Way = Way { string: str::to_owned, sha1: true, key: "testsecret", write: in_base64 };
const ACS3: Way = Way { string: digested, sha1: false, key: "testsecret", write: in_hexadecimal };
const RPC: Way = Way { key: "testsecret&", ..ROA };

fn in_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn in_hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As the guide's own example does it.
fn in_both(bytes: &[u8]) -> String {
    in_base64(in_hexadecimal(bytes).as_bytes())
}

fn digested(canonical: &str) -> String {
    format!("ACS3-HMAC-SHA256\n{}", in_hexadecimal(&sha2::Sha256::digest(canonical)))
}

/// The request with a signature that is made in another way.
fn forged(request: Request<Bytes>, scheme: Scheme, way: &Way) -> Request<Bytes> {
    let request = signed(request, scheme);
    let said = presented(&request).unwrap();
    let string = (way.string)(&verify(&request, &said, &AccessKey::default().secret).string_to_sign);
    let bytes = if way.sha1 {
        let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(way.key.as_bytes()).unwrap();
        mac.update(string.as_bytes());
        mac.finalize().into_bytes().to_vec()
    } else {
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(way.key.as_bytes()).unwrap();
        mac.update(string.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    replaced(request, &said.signature, &(way.write)(&bytes))
}

/// The request with another signature in place of its own.
fn replaced(mut request: Request<Bytes>, old: &str, new: &str) -> Request<Bytes> {
    if let Some(authorization) = request.headers().get("authorization") {
        let authorization = authorization.to_str().unwrap().replace(old, new);
        return with(request, "authorization", &authorization);
    }
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let target = request.uri().to_string().replace(&encoded(old), &encoded(new));
    *request.uri_mut() = target.parse().unwrap();
    let body = String::from_utf8(request.body().to_vec()).unwrap().replace(&encoded(old), &encoded(new));
    *request.body_mut() = body.into();
    request
}

/// Something that is called as the scheme is for.
fn called(scheme: Scheme) -> Request<Bytes> {
    get(if matches!(scheme, Scheme::Roa | Scheme::Acs3) { "/song" } else { "/?Who=Bob" })
}

/// Signed for one target, sent to another.
fn moved(target: &str, sent: &str, scheme: Scheme) -> Request<Bytes> {
    let mut request = signed(get(target), scheme);
    *request.uri_mut() = sent.parse().unwrap();
    request
}

#[test]
fn another_secret() {
    let mut rows = Vec::new();
    for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Rpc, Scheme::Asapi] {
        let by = |secret: &str| signed_by(called(scheme), scheme, now(), &AccessKey::new("testid", secret), None);
        rows.extend([
            (by("othersecret"), "the request names testid but is signed with the secret of other"),
            (by("testsecret\n"), "the client's secret for testid ends with a space or a line break"),
            (by("testsecret\r\n"), "the client's secret for testid ends with a space or a line break"),
            (by(" testsecret"), "the client's secret for testid begins with a space or a line break"),
            (by("\"testsecret\""), "the client's secret for testid is in quotation marks"),
        ]);
    }
    told("SignatureDoesNotMatch", rows);
}

#[test]
fn another_way_from_the_string_to_the_signature() {
    const HEX_IN_BASE64: &str =
        "the signature is the base64 text of hexadecimal digits; it must be the base64 text of the bytes themselves";
    const MISSING: &str = "the key of the HMAC must be the secret with an ampersand behind it; the ampersand is missing";
    const APPENDED: &str = "the key of the HMAC has an ampersand appended, which only calls by name want";
    let roa = |way: Way| forged(get("/animals?page_size=7"), Scheme::Roa, &way);
    let acs3 = |way: Way| forged(get("/song"), Scheme::Acs3, &way);
    let rpc = |way: Way| forged(form("/", "Who=Bob"), Scheme::Rpc, &way);
    let asapi = |way: Way| forged(form("/", "Who=Bob"), Scheme::Asapi, &Way { sha1: way.sha1, ..way });
    const ASAPI: Way = Way { sha1: false, ..RPC };
    told(
        "SignatureDoesNotMatch",
        vec![
            (roa(Way { write: in_both, ..ROA }), HEX_IN_BASE64),
            (roa(Way { write: in_both, key: "wrong", ..ROA }), HEX_IN_BASE64),
            (rpc(Way { write: in_both, ..RPC }), HEX_IN_BASE64),
            (asapi(Way { write: in_both, ..ASAPI }), HEX_IN_BASE64),
            (
                roa(Way { write: in_hexadecimal, ..ROA }),
                "the signature is written in hexadecimal digits; it must be the base64 text of the bytes themselves",
            ),
            (
                acs3(Way { write: in_base64, ..ACS3 }),
                "the signature is the base64 text of the bytes themselves; it must be written in hexadecimal digits",
            ),
            (
                acs3(Way { write: |bytes| in_hexadecimal(bytes).to_uppercase(), ..ACS3 }),
                "the hexadecimal digits of the signature must be small letters",
            ),
            (
                acs3(Way { string: str::to_owned, ..ACS3 }),
                "the canonical request was signed; what must be signed is the name of the scheme and the digest of that",
            ),
            (roa(Way { key: "testsecret&", ..ROA }), APPENDED),
            (acs3(Way { key: "testsecret&", ..ACS3 }), APPENDED),
            (rpc(Way { key: "testsecret", ..RPC }), MISSING),
            (asapi(Way { key: "testsecret", ..ASAPI }), MISSING),
            (roa(Way { sha1: false, ..ROA }), "the signature is made with HMAC-SHA256; it must be made with HMAC-SHA1"),
            (rpc(Way { sha1: false, ..RPC }), "the signature is made with HMAC-SHA256; it must be made with HMAC-SHA1"),
            (acs3(Way { sha1: true, ..ACS3 }), "the signature is made with HMAC-SHA1; it must be made with HMAC-SHA256"),
            (asapi(Way { sha1: true, ..ASAPI }), "the signature is made with HMAC-SHA1; it must be made with HMAC-SHA256"),
        ],
    );
}

#[test]
fn a_signature_that_is_not_encoded() {
    let found = |is_wanted: fn(&str) -> bool| {
        let mut requests = (0..).map(|number| signed(get(&format!("/?Who=Bob{number}")), Scheme::Rpc));
        requests.find(|request| is_wanted(&presented(request).unwrap().signature)).unwrap()
    };
    let raw = |mut request: Request<Bytes>| {
        *request.uri_mut() = request.uri().to_string().replace("%2B", "+").parse().unwrap();
        request
    };
    let request = found(|signature| signature[1..].contains('+'));
    let in_front = found(|signature| signature.starts_with('+'));
    let mut twice = request.clone();
    *twice.uri_mut() = request.uri().to_string().replace("%2B", "%252B").replace("%3D", "%253D").replace("%2F", "%252F").parse().unwrap();
    told(
        "SignatureDoesNotMatch",
        vec![
            (raw(request.clone()), "the signature arrived with blanks for its plus signs: it must be percent-encoded where it is sent"),
            (raw(in_front), "the signature arrived with blanks for its plus signs: it must be percent-encoded where it is sent"),
            (twice, "the signature is percent-encoded once too often"),
        ],
    );
}

#[test]
fn another_header() {
    let posted = |scheme| signed(post("/animals", r#"{"name":"Bob"}"#), scheme);
    let roa = || signed(get("/song"), Scheme::Roa);
    let mut undigested = posted(Scheme::Roa);
    undigested.headers_mut().remove("content-md5");
    const ACCEPT: &str = "the header accept was nothing when the request was signed and arrived as \"*/*\"";
    told(
        "SignatureDoesNotMatch",
        vec![
            (with(roa(), "accept", "*/*"), ACCEPT),
            (
                with(posted(Scheme::Roa), "content-type", "text/plain"),
                "the header content-type was \"application/json\" when the request was signed and arrived as \"text/plain\"",
            ),
            (
                with(posted(Scheme::Acs3), "content-type", "application/json; charset=utf-8"),
                "the header content-type was \"application/json\" when the request was signed and arrived as \"application/json; charset=utf-8\"",
            ),
            (
                with(signed(get("/song"), Scheme::Acs3), "host", "zoo.example:8080"),
                "the header host was \"zoo.example\" when the request was signed and arrived as \"zoo.example:8080\"",
            ),
            (undigested, "the header content-md5 was \"z63+a7elzlUIKYltviOfLw==\" when the request was signed and arrived as nothing"),
            (with(roa(), "x-acs-extra", "1"), "the header x-acs-extra was not signed; every header that begins with x-acs- must be"),
            (with(signed(get("/song"), Scheme::Acs3), "x-acs-extra", "1"), "SignedHeaders must name x-acs-extra, too"),
        ],
    );
}

#[test]
fn another_target() {
    const UNSORTED: &str = "the query was signed in the order in which it was sent; it must be sorted by name";
    const ENCODED: &str = "the query was signed with its values encoded; this scheme signs them decoded";
    let roa = |target: &str, string| forged(get(target), Scheme::Roa, &Way { string, ..ROA });
    let acs3 = |target: &str, string| forged(get(target), Scheme::Acs3, &Way { string, ..ACS3 });
    let mut called = signed(post("/animals", ""), Scheme::Roa);
    *called.method_mut() = http::Method::PUT;
    told(
        "SignatureDoesNotMatch",
        vec![
            (roa("/animals?page_size=7&kinds=a", |right| right.replace("kinds=a&page_size=7", "page_size=7&kinds=a")), UNSORTED),
            (
                acs3("/animals?page_size=7&kinds=a", |right| digested(&right.replace("kinds=a&page_size=7", "page_size=7&kinds=a"))),
                UNSORTED,
            ),
            (moved("/animals?kinds=%255B%2522a%2520b%2522%255D", "/animals?kinds=%5B%22a%20b%22%5D", Scheme::Roa), ENCODED),
            (
                roa("/animals?page_size=7&kinds=%5B%5D", |right| right.replace("kinds=[]&page_size=7", "page_size=7&kinds=%5B%5D")),
                "the query was signed as it was sent; it must be sorted by name, and its values decoded",
            ),
            (
                acs3("/animals?kinds=%5B%5D", |right| digested(&right.replace("%5B%5D", "[]"))),
                "the values were signed decoded; this scheme signs them percent-encoded",
            ),
            (
                acs3("/animals?kinds=%5B%5D", |right| digested(&right.replace("%5B%5D", "%255B%255D"))),
                "the query was signed with its values encoded once too often",
            ),
            (
                acs3("/animals?kinds=a%20b", |right| digested(&right.replace("a%20b", "a+b"))),
                "the values were encoded as in a form; a blank must be %20, an asterisk %2A, and a tilde stays",
            ),
            (moved("/animals", "/animals?page_size=7", Scheme::Acs3), "the query was not signed"),
            (moved("/animals", "/animals?page_size=7", Scheme::Roa), "the query was not signed"),
            (
                moved("/animals/a", "/roa/animals/a", Scheme::Roa),
                "the path that was signed is /animals/a, the path that was called /roa/animals/a",
            ),
            (
                moved("/roa/animals/a", "/animals/a", Scheme::Roa),
                "the path that was signed is /roa/animals/a, the path that was called /animals/a",
            ),
            (moved("/song/", "/song", Scheme::Acs3), "the path that was signed is /song/, the path that was called /song"),
            (called, "the method that was signed is POST, the method that was called PUT"),
            (roa("/song", |right| format!("{right}\n")), "there must be no line break at the end of what is signed"),
        ],
    );
}

#[test]
fn other_parameters() {
    let mut rows = Vec::new();
    for (scheme, sha1) in [(Scheme::Rpc, true), (Scheme::Asapi, false)] {
        let by_name = |string| forged(get("/?Who=a%20b*&Action=OpenGate"), scheme, &Way { string, sha1, ..RPC });
        let mut extra = signed(get("/?Who=Bob"), scheme);
        *extra.uri_mut() = format!("{}&Code=sesame", extra.uri()).parse().unwrap();
        let mut called = signed(get("/?Who=Bob"), scheme);
        *called.method_mut() = http::Method::POST;
        rows.extend([
            (
                by_name(|right| {
                    let parameters = right.strip_prefix("GET&%2F&").unwrap().split("%26").map(str::to_owned).collect::<Vec<_>>();
                    let (who, others): (Vec<_>, Vec<_>) = parameters.into_iter().partition(|one| one.starts_with("Who"));
                    let order = [
                        "Action",
                        "Version",
                        "Format",
                        "AccessKeyId",
                        "SignatureMethod",
                        "SignatureVersion",
                        "SignatureNonce",
                        "Timestamp",
                        "Product",
                        "SignatureType",
                    ];
                    let sent = order.iter().filter_map(|name| others.iter().find(|one| one.starts_with(&format!("{name}%3D"))));
                    format!("GET&%2F&{}", who.iter().chain(sent).cloned().collect::<Vec<_>>().join("%26"))
                }),
                "the parameters were signed in the order in which they were sent; they must be sorted by name",
            ),
            (
                by_name(|right| right.replace("%253A", "%3A").replace("%2520", "%20").replace("%252A", "%2A")),
                "the values were signed decoded; this scheme signs them percent-encoded",
            ),
            (
                by_name(|right| right.replace("%2520", "%2B").replace("%252A", "%2A")),
                "the values were encoded as in a form; a blank must be %20, an asterisk %2A, and a tilde stays",
            ),
            (
                by_name(|right| {
                    let (head, parameters) = right.split_at("GET&%2F&".len());
                    format!("{head}{}", percent_encoding::percent_decode_str(parameters).decode_utf8().unwrap())
                }),
                "the parameters were encoded once; joined, they must be encoded once more",
            ),
            (by_name(|right| right.replace("GET&%2F&", "GET&/&")), "the slash in what is signed must be encoded: %2F"),
            (extra, "the parameter Code was not signed"),
            (called, "the method that was signed is GET, the method that was called POST"),
        ]);
    }
    told("SignatureDoesNotMatch", rows);

    // Where a gateway has a path.
    let way = Way { string: |right| right.replace("&%2F&", "&%2Fasapi%2Fv3&"), sha1: false, ..RPC };
    let request = forged(get("/asapi/v3?Who=Bob"), Scheme::Asapi, &way);
    let pasted = format!("GET {} HTTP/1.1\nhost: zoo.example\n\n", request.uri());
    let explained = send(&mock(), &ask("POST", "/_mock/explain", &pasted)).json();
    assert_eq!(explained["likely_cause"], "the path /asapi/v3 was signed; calls by name sign / wherever they are sent");
}

#[test]
fn another_body() {
    const MD5: &str = "the header must be the base64 text of the MD5 digest of the body; ";
    const SHA256: &str = "the header must be the SHA-256 digest of the body in hexadecimal digits; ";
    const OTHER: &str = "it is that of another body, or something changed the body on the way";
    let roa = |digest: &str| with(signed(post("/animals", "{}"), Scheme::Roa), "content-md5", digest);
    let acs3 = |digest: &str| with(signed(post("/animals", "{}"), Scheme::Acs3), "x-acs-content-sha256", digest);
    let empty = in_hexadecimal(&sha2::Sha256::digest(""));
    let rows = [
        (roa("1B2M2Y8AsgTpgAmY7PhCfg=="), MD5, "it is that of an empty body"),
        (roa("99914b932bd37a50b983c5e7c90ae93b"), MD5, "it is written in hexadecimal digits"),
        (roa(&in_base64(b"99914b932bd37a50b983c5e7c90ae93b")), MD5, "it is the base64 text of hexadecimal digits"),
        (roa("abc"), MD5, OTHER),
        (acs3(&empty), SHA256, "it is that of an empty body"),
        (acs3(&in_base64(&sha2::Sha256::digest("{}"))), SHA256, "it is written in base64"),
        (acs3(&in_hexadecimal(&sha2::Sha256::digest("{}\n"))), SHA256, "it is that of the body with a line break at its end"),
        (acs3("abc"), SHA256, OTHER),
    ];
    let rows: Vec<_> = rows.into_iter().map(|(request, wanted, cause)| (request, format!("{wanted}{cause}"))).collect();
    told("ContentMD5NotMatched", rows.iter().map(|(request, cause)| (request.clone(), cause.as_str())).collect());
}

#[test]
fn another_time() {
    let dated = |minutes, scheme| signed_at(called(scheme), scheme, now() + SignedDuration::from_mins(minutes));
    let mut rows = Vec::new();
    for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Rpc, Scheme::Asapi] {
        rows.extend([
            (
                dated(-21, scheme),
                "the request says 2026-11-23T09:22:17Z, which is 21m behind the mock's clock, 2026-11-23T09:43:17Z; 15m are tolerated",
            ),
            (
                dated(8 * 60, scheme),
                "the request says 2026-11-23T17:43:17Z, which is 8h ahead of the mock's clock, 2026-11-23T09:43:17Z, as if local time \
                 were sent in place of UTC; 15m are tolerated",
            ),
        ]);
    }
    told("InvalidTimeStamp.Expired", rows);
}

/// Who says what was signed is told both: where it differs, and why.
#[test]
fn a_cause_and_a_difference() {
    let mock = mock();
    let request = moved("/animals", "/animals?page_size=7", Scheme::Roa);
    let said = verify(&request, &presented(&request).unwrap(), &AccessKey::default().secret).string_to_sign.replace("?page_size=7", "");
    let said = percent_encoding::utf8_percent_encode(&said, percent_encoding::NON_ALPHANUMERIC).to_string();
    let cause = send(&mock, &with(request, "x-mock-string-to-sign", &said)).field("Recommend");
    assert!(cause.starts_with("the query was not signed; line 1") && cause.ends_with("the client \"/animals\""), "{cause}");
}

//! Known answers of the vendor's own signers, and what must verify beside them.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::http::Request;
use ackgen_wire::jiff::Timestamp;
use ackgen_wire::serde_json::{self, Value};
use ackgen_wire::signing::{AuthorizationError, Credentials, Scheme, SigningContext, explain, presented, redacted, sign, verify};

const ROA_AT: &str = "2015-12-16T11:18:47Z";
const RPC_AT: &str = "2026-11-23T09:43:17Z";

fn vectors() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/signing.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the vectors are there")).expect("the vectors are JSON")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
}

/// `a=1&b=2` as a client that is not ours would encode it.
fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let part = |text: &str| {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    pairs.map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials { access_key_id: "testid".into(), access_key_secret: "testsecret".into(), security_token: token.map(Into::into) }
}

fn request_of(vector: &Value) -> Request<Bytes> {
    let uri = match vector["url"].as_str() {
        Some(url) => url.to_owned(),
        None => format!("{}?{}", text(vector, "path"), encoded(entries(&vector["query"]))),
    };
    let mut builder = Request::builder().method(text(vector, "method")).uri(uri);
    for (name, value) in entries(&vector["headers"]) {
        builder = builder.header(name, value);
    }
    builder.body(Bytes::from(text(vector, "body").to_owned())).expect("the vector is a request")
}

fn form_of(vector: &Value) -> Request<Bytes> {
    let body = encoded(entries(&vector["parameters"]));
    Request::builder()
        .method(text(vector, "method"))
        .uri("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .expect("a form")
}

fn context<'a>(at: &str, source: &'a Value, nonce: &'a str) -> SigningContext<'a> {
    SigningContext {
        operation: text(source, "Action"),
        product: text(source, "Product"),
        version: source["Version"].as_str().unwrap_or("2015-12-15"),
        region: source["RegionId"].as_str(),
        at: at.parse::<Timestamp>().expect("a time"),
        nonce,
    }
}

#[test]
fn known_answers() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 11);
    for vector in &vectors {
        let name = text(vector, "name");
        match text(vector, "scheme") {
            "ROA HMAC-SHA1" => roa(vector),
            "ACS3-HMAC-SHA256" => acs3(vector),
            "RPC HMAC-SHA1" => by_name(vector, Scheme::Rpc),
            "ASAPI RPC HMAC-SHA256" => by_name(vector, Scheme::Asapi),
            other => panic!("{name}: {other} has no test"),
        }
    }
}

fn roa(vector: &Value) {
    let name = text(vector, "name");
    let mut request = request_of(vector);
    let token = vector["headers"]["x-acs-security-token"].as_str();
    let nonce = text(&vector["headers"], "x-acs-signature-nonce");
    let signed = sign(&mut request, Scheme::Roa, &credentials(token), &context(ROA_AT, vector, nonce)).expect(name);
    assert_eq!(signed.string_to_sign, text(vector, "string_to_sign"), "{name}");
    assert_eq!(request.headers()["authorization"], text(vector, "authorization"), "{name}");
    let found = presented(&request).expect(name);
    assert_eq!((found.scheme, found.signature.as_str(), found.nonce.as_deref()), (Scheme::Roa, text(vector, "signature"), Some(nonce)));
    assert_eq!(found.instant, Some(ROA_AT.parse().expect("a time")));
    assert!(verify(&request, &found, &"testsecret".into()).valid, "{name}");
    assert!(!verify(&request, &found, &"another".into()).valid, "{name}");
}

fn acs3(vector: &Value) {
    let name = text(vector, "name");
    let mut request = request_of(vector);
    request.headers_mut().insert("authorization", text(vector, "authorization").parse().expect("a header"));
    let found = presented(&request).expect(name);
    let verdict = verify(&request, &found, &"testsecret".into());
    assert!(verdict.valid, "{name}: {}", verdict.string_to_sign);
    *request.body_mut() = Bytes::from_static(b"altered");
    let verdict = verify(&request, &found, &"testsecret".into());
    assert!(!verdict.valid && !verdict.body_matches, "{name}");
}

fn by_name(vector: &Value, scheme: Scheme) {
    let name = text(vector, "name");
    let parameters = &vector["parameters"];
    let mut request = form_of(vector);
    let signed =
        sign(&mut request, scheme, &credentials(None), &context(RPC_AT, parameters, text(parameters, "SignatureNonce"))).expect(name);
    assert_eq!(signed.string_to_sign, text(vector, "string_to_sign"), "{name}");
    let found = presented(&request).expect(name);
    assert_eq!((found.scheme, found.signature.as_str()), (scheme, text(vector, "signature")), "{name}");
    let verdict = verify(&request, &found, &"testsecret".into());
    assert!(verdict.valid);
    assert_eq!(verdict.string_to_sign, signed.string_to_sign);
}

#[test]
fn parameters_may_be_in_the_query_and_in_the_form() {
    for scheme in [Scheme::Rpc, Scheme::Asapi] {
        let mut request = Request::post("/?a=b%20c").body(Bytes::from_static(b"d=e")).expect("a request");
        request.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().expect("a header"));
        sign(&mut request, scheme, &credentials(Some("token")), &context(RPC_AT, &Value::Null, "n")).expect("signed");
        let body = String::from_utf8(request.body().to_vec()).expect("text");
        let moved = Request::post(format!("/?{body}&{}", request.uri().query().unwrap_or_default())).body(Bytes::new()).expect("a request");
        for request in [request, moved] {
            let found = presented(&request).expect("signed");
            assert_eq!(found.security_token, Some("token".into()));
            assert!(verify(&request, &found, &"testsecret".into()).valid);
        }
    }
}

#[test]
fn a_format_that_is_asked_for_stays() {
    for (uri, body, format) in [("/", "a=1", "JSON"), ("/?Format=XML", "a=1", "XML"), ("/", "a=1&Format=XML", "XML")] {
        for scheme in [Scheme::Rpc, Scheme::Asapi] {
            let form = Request::builder().method("POST").uri(uri).header("content-type", "application/x-www-form-urlencoded");
            let mut request = form.body(Bytes::from(body)).expect("a form");
            let source = serde_json::json!({ "Action": "Sing", "Product": "Bird", "RegionId": "cn-north" });
            sign(&mut request, scheme, &credentials(None), &context(ROA_AT, &source, "n-1")).expect("it is signed");
            let sent = format!("{}&{}", request.uri().query().unwrap_or_default(), String::from_utf8_lossy(request.body()));
            let formats: Vec<_> = sent.split('&').filter_map(|pair| pair.strip_prefix("Format=")).collect();
            assert_eq!(formats, [format], "{uri} {body} {scheme}");
            assert!(verify(&request, &presented(&request).expect("a signature"), &"testsecret".into()).valid);
        }
    }
}

#[test]
fn signed_requests_verify_in_every_scheme() {
    let targets = [
        "https://host.example/",
        "https://host.example/a%20b/%E4%B8%AD?x=1&x=0&empty=&bare&q=a%2Bb%20c&%E4%B8%AD=%25",
        "https://host.example?z",
    ];
    for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Rpc, Scheme::Asapi] {
        for target in targets {
            for (method, body) in [("GET", ""), ("PUT", "{}")] {
                let mut request = Request::builder()
                    .method(method)
                    .uri(target)
                    .header("content-type", "application/json; charset=utf-8")
                    .body(Bytes::from(body))
                    .expect("a request");
                let credentials = credentials(Some("token"));
                sign(&mut request, scheme, &credentials, &context(RPC_AT, &Value::Null, "n")).expect("signed");
                let once = request.clone();
                let found = presented(&request).expect("signed");
                assert_eq!((found.scheme, found.nonce.as_deref()), (scheme, Some("n")));
                assert!(verify(&request, &found, &credentials.access_key_secret).valid, "{scheme} {method} {target}");
                sign(&mut request, scheme, &credentials, &context(RPC_AT, &Value::Null, "n")).expect("signed");
                assert_eq!((request.uri(), request.headers()), (once.uri(), once.headers()), "signing twice is signing once");
            }
        }
    }
}

/// As other SDKs sign: no nonce, a digest of nothing, a region in the query, a parameter without a value.
#[test]
fn other_sdks_verify() {
    let mut node = Request::get("/quota").body(Bytes::new()).expect("a request");
    for (name, value) in [
        ("accept", "application/json"),
        ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
        ("content-type", "application/json; charset=utf-8"),
        ("date", "Wed, 16 Dec 2015 11:18:47 GMT"),
        ("x-acs-version", " 2015-12-15\t"),
        ("x-acs-tabbed", "a\tb"),
    ] {
        node.headers_mut().insert(name, value.parse().expect("a header"));
    }
    node.headers_mut().append("x-acs-tabbed", "c".parse().expect("a header"));
    let mut python = Request::get("/quota?RegionId=&z=1").body(Bytes::new()).expect("a request");
    python.headers_mut().insert("date", "Wed, 16 Dec 2015 11:18:47 GMT".parse().expect("a header"));
    let head = "GET\napplication/json\n1B2M2Y8AsgTpgAmY7PhCfg==\napplication/json; charset=utf-8\nWed, 16 Dec 2015 11:18:47 GMT\n";
    let cases = [
        (node, format!("{head}x-acs-tabbed:a b,c\nx-acs-version:2015-12-15\n/quota")),
        (python, "GET\n\n\n\nWed, 16 Dec 2015 11:18:47 GMT\n/quota?RegionId=&z=1".to_owned()),
    ];
    for (mut request, string_to_sign) in cases {
        request.headers_mut().insert("authorization", "acs id:x".parse().expect("a header"));
        let found = presented(&request).expect("signed");
        assert_eq!(found.nonce, None);
        let verdict = verify(&request, &found, &"testsecret".into());
        assert!(!verdict.valid && verdict.body_matches);
        assert_eq!(verdict.string_to_sign, string_to_sign);
    }
}

/// Otherwise a header could be added to a request on its way.
#[test]
fn an_added_header_does_not_verify() {
    let mut request = Request::get("https://host.example/").body(Bytes::new()).expect("a request");
    sign(&mut request, Scheme::Acs3, &credentials(None), &context(RPC_AT, &Value::Null, "n")).expect("signed");
    request.headers_mut().insert("x-unsigned", "1".parse().expect("a header"));
    let found = presented(&request).expect("signed");
    assert!(verify(&request, &found, &"testsecret".into()).valid);
    request.headers_mut().insert("x-acs-added", "1".parse().expect("a header"));
    assert!(!verify(&request, &found, &"testsecret".into()).valid);
}

#[test]
fn what_is_not_signed_says_so() {
    let with = |authorization: &str| Request::get("/").header("authorization", authorization).body(Bytes::new()).expect("a request");
    assert_eq!(presented(&Request::get("/").body(Bytes::new()).expect("a request")), Err(AuthorizationError::Missing));
    assert_eq!(presented(&with("Bearer abc")), Err(AuthorizationError::Scheme("Bearer".into())));
    assert_eq!(presented(&with("acs id")), Err(AuthorizationError::Malformed("access key id and signature")));
    assert_eq!(presented(&with("ACS3-HMAC-SHA256 Credential=a")), Err(AuthorizationError::Malformed("Signature")));
}

#[test]
fn differences_are_located_without_telling_tokens() {
    let difference = explain("GET\na\nx-acs-security-token:one\n/", "GET\na\nx-acs-security-token:two\n/").expect("they differ");
    assert_eq!((difference.line, difference.server.as_deref()), (3, Some("x-acs-security-token:***")));
    assert!(!difference.to_string().contains("one") && !difference.to_string().contains("two"));
    let difference = explain("POST&%2F&a%3D1%26b%3D2", "POST&%2F&a%3D1%26b%3D3").expect("they differ");
    assert_eq!((difference.line, difference.client.as_deref()), (2, Some("b%3D3")));
    assert_eq!(explain("a\nb", "a\nb"), None);
    assert_eq!(redacted("POST&%2F&SecurityToken%3Dabc%26b%3D2"), "POST&%2F&SecurityToken%3D***%26b%3D2");
}

//! Who is let in, and what those are told who are not.

use ackgen_mock::AccessKey;
use ackgen_mock::wire::jiff::SignedDuration;
use ackgen_mock::wire::signing::Scheme;

use crate::support::{Answer, builder, form, get, mock, now, post, request, send, signed, signed_at, signed_by, with};

const MISMATCH: &str = "Specified signature is not matched with our calculation. server string to sign is:";

/// An error, and what to do about it.
fn refusal(answer: &Answer) -> (u16, String, String) {
    (answer.status, answer.field("Code"), answer.field("Recommend"))
}

#[test]
fn every_scheme_is_let_in() {
    let mock = mock();
    let animal = r#"{ "name": "Bob" }"#;
    for (request, status) in [
        (signed(get("/animals?page_size=7&kinds=%5B%22a%20b%22%5D"), Scheme::Roa), 200),
        (signed(post("/animals", animal), Scheme::Roa), 201),
        (signed(get("/roa/animals"), Scheme::Roa), 200),
        (signed(get("/animals?page_size=7"), Scheme::Acs3), 200),
        (signed(post("/animals", animal), Scheme::Acs3), 201),
        (signed(form("/", "Who=Bob"), Scheme::Rpc), 200),
        (signed(get("/?Who=Bob"), Scheme::Rpc), 200),
        (signed(with(post("/?Who=Bob", ""), "x-acs-action", "OpenGate"), Scheme::Acs3), 200),
    ] {
        let answer = send(&mock, &request);
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

#[test]
fn the_gateway_of_names_is_let_in() {
    let mock = builder().start_blocking().unwrap();
    let mut request = signed(form("/asapi/v3", "Who=Bob"), Scheme::Asapi);
    // Signed for the other service, which is not behind this gateway: past the signature, it is not found.
    assert_eq!(send(&mock, &request).error(), (404, "InvalidApi.NotFound".to_owned()));
    *request.uri_mut() = "/".parse().unwrap();
    assert_eq!(send(&mock, &request).field("Who"), "Bob");
}

#[test]
fn without_a_signature_nobody_is() {
    let mock = mock();
    let unsigned = |request| send(&mock, &request);
    assert_eq!(unsigned(get("/song")).error(), (400, "MissingSignature".to_owned()));
    assert_eq!(unsigned(with(get("/song"), "authorization", "Basic abc")).error(), (400, "InvalidSignatureMethod".to_owned()));
    assert_eq!(unsigned(with(get("/song"), "authorization", "acs testid")).error(), (400, "IncompleteSignature".to_owned()));
    assert_eq!(
        unsigned(with(get("/song"), "authorization", "ACS3-HMAC-SHA256 Credential=testid")).error(),
        (400, "IncompleteSignature".to_owned())
    );
    assert_eq!(unsigned(with(get("/song"), "authorization", "acs testid:abc")).error(), (400, "MissingDate".to_owned()));
}

#[test]
fn an_unknown_key_is_told_which_are_known() {
    let stranger = AccessKey::new("stranger", "testsecret");
    let answer = send(&mock(), &signed_by(get("/song"), Scheme::Roa, now(), &stranger, None));
    assert_eq!(
        refusal(&answer),
        (404, "InvalidAccessKeyId.NotFound".to_owned(), "the mock knows: testid, and the temporary keys that it issued itself".to_owned())
    );
}

#[test]
fn a_wrong_secret_is_answered_with_the_string_to_sign() {
    let mock = mock();
    let forger = AccessKey::new("testid", "wrong");
    let answer = send(&mock, &signed_by(get("/animals?page_size=7"), Scheme::Roa, now(), &forger, None));
    assert_eq!(answer.error(), (403, "SignatureDoesNotMatch".to_owned()));
    let message = answer.field("Message");
    let string = message.strip_prefix(MISMATCH).unwrap();
    assert!(
        string.starts_with("GET\n\n\n\nMon, 23 Nov 2026 09:43:17 GMT\nx-acs-") && string.ends_with("\n/animals?page_size=7"),
        "{string}"
    );
    assert!(answer.field("Recommend").contains("x-mock-string-to-sign"));
    for scheme in [Scheme::Acs3, Scheme::Rpc] {
        let request = if scheme == Scheme::Rpc { form("/", "Who=Bob") } else { get("/song") };
        assert_eq!(send(&mock, &signed_by(request, scheme, now(), &forger, None)).error(), (403, "SignatureDoesNotMatch".to_owned()));
    }
    assert!(!answer.body.contains("testsecret") && !answer.body.contains("wrong"));
}

#[test]
fn the_first_line_that_differs_is_shown() {
    let mock = mock();
    let forged = signed_by(get("/animals?page_size=7"), Scheme::Roa, now(), &AccessKey::new("testid", "wrong"), None);
    let string = send(&mock, &forged).field("Message").strip_prefix(MISMATCH).unwrap().to_owned();
    let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let told = |string: &str| send(&mock, &with(forged.clone(), "x-mock-string-to-sign", &encode(string))).field("Recommend");
    assert_eq!(told(&string), "both sides sign the same string, so the client has another secret for testid");
    assert!(
        told(&string.replace("page_size=7", "page_size=8"))
            .ends_with("the server has \"/animals?page_size=7\", the client \"/animals?page_size=8\"")
    );
}

#[test]
fn secrets_stay_out_of_the_string_to_sign() {
    let forger = AccessKey::new("testid", "wrong");
    let request = signed_by(form("/", "Who=Bob&Code=open+sesame%26"), Scheme::Rpc, now(), &forger, None);
    let message = send(&mock(), &request).field("Message");
    assert!(message.contains("%26Code%3D***%26") && message.contains("%26Who%3DBob"), "{message}");
    assert!(!message.contains("sesame"));
}

#[test]
fn a_date_that_is_off_is_refused() {
    let mock = mock();
    let dated = |minutes, scheme| send(&mock, &signed_at(get("/song"), scheme, now() + SignedDuration::from_mins(minutes)));
    for scheme in [Scheme::Roa, Scheme::Acs3] {
        assert_eq!((dated(15, scheme).status, dated(-15, scheme).status), (200, 200));
        assert_eq!(dated(16, scheme).error(), (400, "InvalidTimeStamp.Expired".to_owned()));
    }
    assert_eq!(
        dated(-16, Scheme::Roa).field("Recommend"),
        "the request says 2026-11-23T09:27:17Z, which is 16m behind the mock's clock, 2026-11-23T09:43:17Z; 15m are tolerated"
    );
    let undated = with(signed(get("/song"), Scheme::Roa), "date", "yesterday");
    assert_eq!(send(&mock, &undated).error(), (400, "InvalidTimeStamp.Format".to_owned()));
}

#[test]
fn a_nonce_is_good_for_once() {
    let mock = mock();
    for request in [signed(get("/song"), Scheme::Roa), signed(get("/song"), Scheme::Acs3), signed(get("/?Who=Bob"), Scheme::Rpc)] {
        assert_eq!(send(&mock, &request).status, 200);
        assert_eq!(send(&mock, &request).error(), (400, "SignatureNonceUsed".to_owned()));
    }
    // A forged request uses up nobody's nonce.
    let good = signed(get("/song"), Scheme::Roa);
    assert_eq!(send(&mock, &with(good.clone(), "authorization", "acs testid:forged")).status, 403);
    assert_eq!(send(&mock, &good).status, 200);
}

#[test]
fn a_body_that_changed_is_refused() {
    let mock = mock();
    for (scheme, header) in [(Scheme::Roa, "Content-MD5"), (Scheme::Acs3, "x-acs-content-sha256")] {
        let mut request = signed(post("/animals", r#"{"name":"Bob"}"#), scheme);
        *request.body_mut() = r#"{"name":"Bot"}"#.into();
        let answer = send(&mock, &request);
        assert_eq!(answer.error(), (400, "ContentMD5NotMatched".to_owned()));
        assert!(answer.field("Message").contains(header));
    }
    // A digest of nothing is right where there is no body.
    let mut request = request("GET", "/song", "");
    request.headers_mut().insert("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==".parse().unwrap());
    assert_eq!(send(&mock, &signed(request, Scheme::Acs3)).status, 200);
}

#[test]
fn a_strict_mock_wants_a_nonce_and_what_is_documented() {
    let (lenient, strict) = (mock(), builder().strict(true).start_blocking().unwrap());
    let mut bare = signed(get("/song"), Scheme::Acs3);
    // Signed without it, as some SDKs do.
    bare.headers_mut().remove("x-acs-signature-nonce");
    let bare = {
        let authorization = bare.headers()["authorization"].to_str().unwrap().replace("x-acs-signature-nonce;", "");
        let unsigned = with(bare, "authorization", &authorization);
        let presented = ackgen_mock::wire::signing::presented(&unsigned).unwrap();
        let secret = AccessKey::default().secret;
        let canonical = ackgen_mock::wire::signing::verify(&unsigned, &presented, &secret).string_to_sign;
        let signature = acs3(&canonical, secret.expose());
        with(unsigned, "authorization", &authorization.replace(&presented.signature, &signature))
    };
    assert_eq!(send(&lenient, &bare).status, 200);
    assert_eq!(send(&strict, &bare).error(), (400, "MissingSignatureNonce".to_owned()));
    assert_eq!(send(&strict, &signed(get("/song"), Scheme::Roa)).status, 200);
    assert_eq!(send(&strict, &signed(form("/", "Who=Bob"), Scheme::Rpc)).status, 200);
    assert_eq!(send(&strict, &signed(post("/animals/a/meals", r#"[{"food":"hay"}]"#), Scheme::Roa)).status, 202);
    for (request, message) in [
        (post("/animals", r#"{"name":"Bob","leggs":4}"#), "leggs is not documented; did you mean `legs`?"),
        (get("/animals?pagesize=7"), "pagesize is not documented; did you mean `page_size`?"),
        (post("/animals", r#"{"name":"Bob","coat":"fru"}"#), "coat is one of fur, feathers, but \"fru\" was sent; did you mean `fur`?"),
        (post("/animals", r#"{"name":"Bob","coats":["fur","Scales"]}"#), "coats[1] is one of fur, feathers, but \"Scales\" was sent"),
        (post("/animals/a/meals", r#"[{"food":"hay","fodo":1}]"#), "meals[0].fodo is not documented; did you mean `food`?"),
    ] {
        assert!(send(&lenient, &signed(request.clone(), Scheme::Roa)).status < 300);
        let refused = send(&strict, &signed(request, Scheme::Roa));
        assert_eq!((refused.status, refused.field("Message")), (400, message.to_owned()));
    }
}

/// A path says what is called, whatever headers say; a strict mock wants them to say the same.
#[test]
fn a_strict_mock_wants_headers_that_fit_the_call() {
    let (lenient, strict) = [false, true].map(|strict| builder().authentication(false).strict(strict).start_blocking().unwrap()).into();
    for (name, value, code) in [
        ("x-acs-version", "2020-01-01", None),
        ("x-acs-version", "1.20.4", Some("InvalidVersion")),
        ("x-acs-action", "GetOldest", None),
        ("x-acs-action", "GetAnimal", Some("InvalidParameter")),
    ] {
        for target in ["/animals/oldest", "/roa/animals/oldest"] {
            let request = with(get(target), name, value);
            assert_eq!(send(&lenient, &request).status, 200);
            let answer = send(&strict, &request);
            assert_eq!((answer.status, answer.json()["Code"].as_str()), (if code.is_some() { 400 } else { 200 }, code), "{name}: {value}");
        }
    }
}

/// The signature over a canonical request.
fn acs3(canonical: &str, secret: &str) -> String {
    use hmac::{KeyInit as _, Mac as _};
    use sha2::Digest as _;
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("ACS3-HMAC-SHA256\n{}", hexadecimal(&sha2::Sha256::digest(canonical))).as_bytes());
    hexadecimal(&mac.finalize().into_bytes())
}

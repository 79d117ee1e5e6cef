//! Why a signature is wrong, of a request that somebody pastes.

use ackgen_mock::AccessKey;
use ackgen_mock::wire::bytes::Bytes;
use ackgen_mock::wire::signing::Scheme;
use http::Request;
use serde_json::{Value, json};

use crate::admin::ask;
use crate::support::{form, get, mock, now, post, send, signed, signed_by, with};

/// As it goes over the wire.
fn raw(request: &Request<Bytes>) -> String {
    let headers = request.headers().iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap())).collect::<String>();
    format!("{} {} HTTP/1.1\n{headers}\n{}", request.method(), request.uri(), String::from_utf8_lossy(request.body()))
}

fn curl(request: &Request<Bytes>) -> String {
    let headers = request.headers().iter().map(|(name, value)| format!(" -H '{name}: {}'", value.to_str().unwrap())).collect::<String>();
    let body = String::from_utf8_lossy(request.body());
    let data = if body.is_empty() { String::new() } else { format!(" --data-binary '{body}'") };
    format!("curl -X {} 'http://zoo.example{}' -H 'accept:'{headers}{data}", request.method(), request.uri())
}

fn explained(text: &str) -> Value {
    let answer = send(&mock(), &ask("POST", "/_mock/explain", text));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[test]
fn a_good_signature_is_good() {
    for request in [
        signed(get("/animals?page_size=7"), Scheme::Roa),
        signed(post("/animals", r#"{ "name": "Bob" }"#), Scheme::Acs3),
        signed(form("/", "Who=Bob"), Scheme::Rpc),
    ] {
        for text in [raw(&request), curl(&request)] {
            let explained = explained(&text);
            assert_eq!(
                (&explained["accepted"], &explained["likely_cause"], &explained["date"]),
                (&json!(true), &Value::Null, &json!("good")),
                "{text}\n{explained:#}"
            );
            assert_eq!(explained["signature"], explained["expected_signature"]);
        }
    }
}

#[test]
fn a_wrong_one_is_explained() {
    let by = |secret: &str| signed_by(get("/animals?page_size=7"), Scheme::Roa, now(), &AccessKey::new("testid", secret), None);
    let spaced = explained(&raw(&by("testsecret ")));
    assert_eq!(spaced["likely_cause"], "the client's secret for testid ends with a space or a line break");
    assert_eq!(
        (&spaced["accepted"], &spaced["scheme"], &spaced["access_key_id"]),
        (&json!(false), &json!("ROA HMAC-SHA1"), &json!("testid"))
    );
    assert_ne!(spaced["signature"], spaced["expected_signature"]);
    let wrong = raw(&by("wrong"));
    let string = explained(&wrong)["string_to_sign"].as_str().unwrap().to_owned();
    let said = json!({ "request": wrong, "string_to_sign": string.replace("page_size=7", "page_size=8") });
    let differs = explained(&said.to_string());
    assert_eq!(differs["difference"]["server"], "/animals?page_size=7");
    assert_eq!(differs["difference"]["client"], "/animals?page_size=8");
    let body = explained(&raw(&signed(post("/animals", r#"{ "name": "Bob" }"#), Scheme::Roa)).replace("Bob", "Eve"));
    assert_eq!(body["body_matches"], false);
    let late =
        explained(&raw(&signed_by(get("/song"), Scheme::Roa, now() + std::time::Duration::from_secs(3600), &AccessKey::default(), None)));
    assert!(late["date"].as_str().unwrap().contains("1h ahead of the mock's clock"), "{late}");
    // The token is a secret.
    let token = raw(&with(by("wrong"), "x-acs-security-token", "topsecret"));
    let answer = send(&mock(), &ask("POST", "/_mock/explain", &token));
    assert_eq!(answer.json()["error"]["code"], "InvalidSecurityToken.MismatchWithAccessKey");
    assert!(!answer.body.contains("topsecret"));
}

#[test]
fn what_cannot_be_explained_says_why() {
    for (text, code) in [
        ("", "NoRequest"),
        ("hello", "NoRequest"),
        ("GET /song HTTP/1.1\n\n", "MissingSignature"),
        ("curl h -H 'authorization: acs nobody:x'", "InvalidAccessKeyId.NotFound"),
    ] {
        let answer = send(&mock(), &ask("POST", "/_mock/explain", text));
        assert_eq!(answer.json()["error"]["code"], code, "{text}");
    }
}

/// A request is explained as often as one likes: no nonce is used up.
#[test]
fn explaining_uses_nothing_up() {
    let mock = mock();
    let request = signed(get("/song"), Scheme::Roa);
    send(&mock, &ask("POST", "/_mock/explain", &raw(&request)));
    assert_eq!(send(&mock, &request).status, 200);
    assert_eq!(send(&mock, &ask("POST", "/_mock/explain", &raw(&request))).json()["accepted"], true);
    assert_eq!(mock.calls("*").len(), 1);
}

//! Temporary credentials: issued by an answer, good for a while.

use std::time::Duration;

use ackgen_mock::wire::signing::Scheme;
use ackgen_mock::{AccessKey, Reply, Request, VirtualClock};

use crate::support::{Answer, builder, form, get, now, send, signed, signed_at, signed_by};
use crate::zoo::{self, Gate, OpenGateInput, OpenGateOutput, Pass};

/// The key and the token in an answer.
fn pass(answer: &Answer) -> (AccessKey, String) {
    let json = answer.json();
    let text = |name: &str| json["Pass"][name].as_str().unwrap().to_owned();
    (AccessKey::new(text("Id"), text("Secret")), text("Token"))
}

#[test]
fn credentials_are_good_until_they_expire() {
    let clock = VirtualClock::at(now());
    let mock = builder().clock(clock.clone()).start_blocking().unwrap();
    let issued = send(&mock, &signed(form("/", "Who=Bob"), Scheme::Rpc));
    assert_eq!(issued.json()["Pass"]["Until"], "2026-11-23T10:43:17Z");
    let (key, token) = pass(&issued);
    for scheme in [Scheme::Roa, Scheme::Acs3] {
        let answer = send(&mock, &signed_by(get("/animals/tenant"), scheme, now(), &key, Some(&token)));
        assert_eq!(answer.field("name"), "testid", "a session is of the tenant that it was issued to: {}", answer.body);
    }
    assert_eq!(send(&mock, &signed_by(form("/", "Who=Bob"), Scheme::Rpc, now(), &key, Some(&token))).status, 200);

    clock.advance(Duration::from_secs(3600));
    let late = signed_by(get("/song"), Scheme::Roa, now() + Duration::from_secs(3600), &key, Some(&token));
    assert_eq!(send(&mock, &late).error(), (400, "InvalidSecurityToken.Expired".to_owned()));
    let again = pass(&send(&mock, &signed_at(form("/", "Who=Bob"), Scheme::Rpc, now() + Duration::from_secs(3600))));
    assert_ne!(again.0.id, key.id);
}

#[test]
fn a_key_and_its_token_belong_together() {
    let mock = builder().start_blocking().unwrap();
    let (key, token) = pass(&send(&mock, &signed(form("/", "Who=Bob"), Scheme::Rpc)));
    let call = |key: &AccessKey, token| send(&mock, &signed_by(get("/song"), Scheme::Roa, now(), key, token)).error();
    assert_eq!(call(&key, None), (400, "MissingSecurityToken".to_owned()));
    assert_eq!(call(&key, Some("of somebody else")), (400, "InvalidSecurityToken.MismatchWithAccessKey".to_owned()));
    assert_eq!(call(&AccessKey::default(), Some(&token)), (400, "InvalidSecurityToken.MismatchWithAccessKey".to_owned()));
    let forged = send(&mock, &signed_by(get("/song"), Scheme::Roa, now(), &AccessKey::new(key.id, "wrong"), Some(&token)));
    assert_eq!(forged.error(), (403, "SignatureDoesNotMatch".to_owned()));
    assert!(forged.field("Message").contains("x-acs-security-token:***") && !forged.body.contains(&token));
}

#[test]
fn a_handler_may_issue_its_own() {
    struct Issuer;
    impl Gate for Issuer {
        async fn open_gate(&self, _: &Request, input: OpenGateInput) -> Reply<OpenGateOutput> {
            let pass = Pass { id: "STS.own".to_owned(), secret: Some("own".into()), token: Some("token".into()), ..Pass::default() };
            Ok(OpenGateOutput { who: input.who, pass: Some(pass), ..OpenGateOutput::default() })
        }
    }
    let mock = builder().handler(zoo::handler(Issuer)).start_blocking().unwrap();
    assert_eq!(send(&mock, &signed(form("/", "Who=Bob"), Scheme::Rpc)).status, 200);
    assert_eq!(send(&mock, &signed_by(get("/song"), Scheme::Roa, now(), &AccessKey::new("STS.own", "own"), Some("token"))).status, 200);
}

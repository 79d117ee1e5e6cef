//! Looking at requests and answers, and changing them.

use std::sync::{Arc, Mutex};

use ackgen_client::wire::Secret;
use ackgen_client::wire::bytes::Bytes;
use ackgen_client::wire::http::{HeaderValue, Request, StatusCode};
use ackgen_client::wire::serde_json::{self, Value, json};
use ackgen_client::wire::signing::{presented, verify};
use ackgen_client::{Attempt, BoxError, Error, ErrorKind, Interceptor, RawResponse, Reply, Scheme};

use crate::library::{KEY_SECRET, book, library_with, refusal};

/// Notes what it is asked about, and adds a header at each stage.
#[derive(Clone, Debug, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, stage: &str, attempt: &Attempt<'_>, detail: impl ToString) {
        let note = format!("{stage} {} {}: {}", attempt.operation, attempt.number, detail.to_string());
        self.0.lock().unwrap().push(note);
    }
}

impl Interceptor for Notes {
    fn before_signing(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        self.note("sign", attempt, request.headers().contains_key("authorization"));
        request.headers_mut().insert("x-acs-early", "1".parse()?);
        Ok(())
    }

    fn before_sending(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        self.note("send", attempt, request.headers().contains_key("authorization"));
        request.headers_mut().insert("late", "1".parse()?);
        Ok(())
    }

    fn after_receiving(&self, attempt: &Attempt<'_>, response: &mut RawResponse) -> Result<(), BoxError> {
        self.note("receive", attempt, response.status().as_u16());
        Ok(())
    }

    fn after_failure(&self, attempt: &Attempt<'_>, error: &Error) {
        self.note("failure", attempt, format!("{:?}", error.kind()));
    }
}

#[tokio::test]
async fn they_see_every_attempt_at_every_stage() {
    let notes = Notes::default();
    let scene = library_with([refusal(500, ""), book("b1")], |builder| builder.interceptor(notes.clone()));
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(
        *notes.0.lock().unwrap(),
        [
            "sign GetBook 1: false",
            "send GetBook 1: true",
            "receive GetBook 1: 500",
            "failure GetBook 1: Service",
            "sign GetBook 2: false",
            "send GetBook 2: true",
            "receive GetBook 2: 200",
        ]
    );
    let request = scene.request();
    let signature = presented(&request).unwrap();
    assert!(verify(&request, &signature, &Secret::from(KEY_SECRET)).valid, "what was added early is signed");
    assert_eq!(scene.header("late").as_deref(), Some("1"));
}

#[derive(Debug)]
struct Refuse;

impl Interceptor for Refuse {
    fn before_signing(&self, _: &Attempt<'_>, _: &mut Request<Bytes>) -> Result<(), BoxError> {
        Err("not today".into())
    }
}

#[tokio::test]
async fn they_can_end_a_call() {
    let scene = library_with([book("b1")], |builder| builder.interceptor(Refuse));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Interceptor, "GetBook: an interceptor refused: not today"));
    assert_eq!(error.cause().unwrap().to_string(), "not today");
    assert_eq!(scene.count(), 0);
}

/// Unpacks what a gateway has put around answers, and refuses those that say that they are old.
#[derive(Debug)]
struct Unpack;

impl Interceptor for Unpack {
    fn after_receiving(&self, _: &Attempt<'_>, response: &mut RawResponse) -> Result<(), BoxError> {
        if response.header("warning").is_some() {
            return Err("it is old".into());
        }
        let body: Value = serde_json::from_slice(response.body())?;
        let status = body["status"].as_u64().and_then(|status| StatusCode::from_u16(status as u16).ok());
        response.set_status(status.ok_or("no status")?);
        response.set_body(body["body"].to_string());
        response.headers_mut().insert("x-acs-request-id", HeaderValue::from_static("R-7"));
        Ok(())
    }
}

#[tokio::test]
async fn they_can_change_what_was_received() {
    let packed = |status: u16, body: Value| Reply::json(200, json!({ "status": status, "body": body }).to_string());
    let replies = [packed(200, json!({ "id": "b1" })), packed(404, json!({ "Code": "NoBook", "Message": "none" }))];
    let scene = library_with(replies, |builder| builder.interceptor(Unpack));
    assert_eq!(scene.client.get_book("b1").send().await.unwrap().id, "b1");
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.is_not_found() && error.request_id() == Some("R-7"), "{error}");

    let scene = library_with([Reply::truncated(503, "{", 9), packed(200, json!({ "id": "b1" }))], |builder| builder.interceptor(Unpack));
    assert_eq!(scene.client.get_book("b1").send().await.unwrap().id, "b1", "they are not asked about what is not all there");
}

#[tokio::test]
async fn what_they_refuse_stays_in_the_error() {
    let old = Reply::json(201, "{}").header("warning", "110").header("x-acs-request-id", "R-8");
    let scene = library_with([old], |builder| builder.interceptor(Unpack));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id(), error.status()), (ErrorKind::Interceptor, Some("R-8"), Some(StatusCode::CREATED)));
    assert_eq!(error.to_string(), "GetBook: an interceptor refused: it is old (request id R-8)");
    assert_eq!(error.response().unwrap().body(), "{}");
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn they_are_told_of_attempts_without_an_answer() {
    let notes = Notes::default();
    let scene = library_with([Reply::refused(), Reply::silence()], |builder| builder.interceptor(notes.clone()).max_attempts(2));
    scene.client.get_book("b1").send().await.unwrap_err();
    let failures: Vec<_> = notes.0.lock().unwrap().iter().filter(|note| note.starts_with("failure")).cloned().collect();
    assert_eq!(failures, ["failure GetBook 1: Connect", "failure GetBook 2: Timeout"]);
}

/// Calls another host than the client does.
#[derive(Debug)]
struct Elsewhere(Option<&'static str>);

impl Interceptor for Elsewhere {
    fn before_signing(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        *request.uri_mut() = "https://other.example:8443/books/b2".parse()?;
        if let Some(host) = self.0 {
            request.headers_mut().insert("host", HeaderValue::from_static(host));
        }
        Ok(())
    }
}

#[tokio::test]
async fn the_host_follows_the_uri_unless_they_say_otherwise() {
    for (host, sent) in [(None, "other.example:8443"), (Some("front.example"), "front.example")] {
        let scene = library_with([book("b2"), Reply::refused()], |builder| {
            builder.interceptor(Elsewhere(host)).signing(Scheme::Acs3).max_attempts(1)
        });
        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.header("host").as_deref(), Some(sent));
        let request = scene.request();
        assert!(verify(&request, &presented(&request).unwrap(), &Secret::from(KEY_SECRET)).valid);
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert!(error.to_string().contains("no connection to other.example:8443"), "{error}");
    }
}

/// Leaves the host out of what is sent.
#[derive(Debug)]
struct Relative;

impl Interceptor for Relative {
    fn before_signing(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        *request.uri_mut() = "/books/b2".parse()?;
        Ok(())
    }
}

#[tokio::test]
async fn the_host_stays_where_the_uri_has_none() {
    let scene = library_with([book("b2")], |builder| builder.interceptor(Relative));
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.header("host").as_deref(), Some("library.example"));
}

//! Looking at requests and answers, and changing them.

use std::sync::{Arc, Mutex};

use ackgen_client::wire::Secret;
use ackgen_client::wire::bytes::Bytes;
use ackgen_client::wire::http::Request;
use ackgen_client::wire::signing::{presented, verify};
use ackgen_client::{Attempt, BoxError, ErrorKind, Interceptor, RawResponse};

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

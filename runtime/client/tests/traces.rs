//! What is told to `tracing`. It is a program of its own, as `tracing` remembers for a whole program who listens.

#[allow(dead_code)]
#[path = "behaviour/library.rs"]
mod library;

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use ackgen_client::wire::serde_json::json;
use ackgen_client::{Call, CallOptions, Reply, Verdict};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::library::{GetBookInput, KEY_SECRET, book, library, refusal};

/// Notes all fields of all spans and events.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Fields<'a>(&'a str, &'a Notes);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.1.0.lock().unwrap().push(format!("{} {}={value:?}", self.0, field.name()));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ackgen_client")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(span.metadata().name(), self));
        Id::from_u64(if span.metadata().name() == "call" { 1 } else { 2 })
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut Fields(if span.into_u64() == 1 { "call" } else { "attempt" }, self));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(event.metadata().level().as_str(), self));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_have_operation_attempt_status_request_id_and_latency() {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    let scene = library([refusal(503, "Busy").header("retry-after", "2"), book("b1").header("x-acs-request-id", "R-2")]);
    scene.client.get_book("b1").send().await.unwrap();
    drop(guard);
    let notes = notes.0.lock().unwrap().join("\n");
    for note in [
        r#"call service="library""#,
        r#"call operation="GetBook""#,
        "call attempts=2",
        "call status=200",
        r#"call request_id="R-2""#,
        "call latency_ms=2000",
        "attempt number=1",
        "attempt status=503",
        r#"attempt request_id="R-1""#,
        "attempt number=2",
        "attempt status=200",
        r#"attempt request_id="R-2""#,
        "attempt latency_ms=0",
        "DEBUG pause_ms=2000",
    ] {
        assert!(notes.lines().any(|line| line == note), "{note} in\n{notes}");
    }
}

/// What goes wrong on the way is told, and with it what the service says, which quotes what it was sent.
#[tokio::test]
async fn no_secret_is_told_of_what_is_tried_again() {
    const SENT: [&str; 3] = [KEY_SECRET, "tok/en+1", "Hunter+2"];
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    let quoting = |secrets: &[&str]| {
        let body = json!({ "Code": "Busy", "Message": format!("came: {}", secrets.join(", ")), "given": secrets });
        Reply::json(503, body.to_string())
    };
    let scene = library([quoting(&SENT), book("b1"), quoting(&SENT[..1]), book("b1")]);
    let call = scene.client.raw("ChangeLock").path("PUT", "/books/b1/lock").parameter("access_token", SENT[1]);
    call.json(&json!({ "lock_password": SENT[2] })).send().await.unwrap();
    // A waiter tells of it, too, where it is what a poll comes to.
    let call: Call<GetBookInput> = scene.client.get_book("b1").configure(CallOptions::new().max_attempts(1)).into();
    call.wait_until(|_| Verdict::Done).await.unwrap();
    drop(guard);
    let notes = notes.0.lock().unwrap().join("\n");
    for note in ["DEBUG message=trying again", "DEBUG message=a poll failed; going on"] {
        assert!(notes.lines().any(|line| line == note), "{note} in\n{notes}");
    }
    assert!(notes.contains("came: ***, ***, ***") && notes.lines().any(|line| line.ends_with("came: ***")), "{notes}");
    for secret in SENT {
        assert!(!notes.contains(secret), "{secret} in\n{notes}");
    }
}

#[cfg(feature = "tcp")]
#[test]
fn that_certificates_are_not_verified_is_said_loudly() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    for skip in [false, true] {
        let credentials = ackgen_client::Credentials::new("LTAI5tExample", KEY_SECRET);
        let builder =
            crate::library::Library::builder().endpoint("https://library.example.internal").region("cn-beijing").credentials(credentials);
        builder.dangerously_skip_tls_verification(skip).build().unwrap();
        let warnings =
            notes.0.lock().unwrap().iter().filter(|note| note.starts_with("WARN message=TLS CERTIFICATES ARE NOT VERIFIED")).count();
        assert_eq!(warnings, usize::from(skip));
    }
}

//! What goes wrong on purpose.

use std::io::{self, Read as _, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ackgen_mock::wire::jiff::SignedDuration;
use ackgen_mock::wire::signing::Scheme;
use ackgen_mock::{AccessKey, Fault, Server, Sleep};
use serde_json::{Value, json};

use crate::admin::ask;
use crate::support::{builder, connect, get, mock, now, open, post, read_all, send, send_raw, signed, signed_at, signed_by};

const SONG: &[u8] = b"GET /song HTTP/1.1\r\nhost: zoo.example\r\nconnection: close\r\n\r\n";

/// The statuses of calls in a row.
fn statuses(mock: &Server, target: &str, calls: usize) -> Vec<u16> {
    (0..calls).map(|_| send(mock, &get(target)).status).collect()
}

#[test]
fn calls_are_selected() {
    let busy = || Fault::refuse(503, "Busy", "later");
    for (fault, expected) in [
        (busy(), [503, 503, 503, 503, 503]),
        (busy().on("Sing").times(2), [503, 503, 200, 200, 200]),
        (busy().on("S*g").after(1).times(1), [200, 503, 200, 200, 200]),
        (busy().on("GetAnimal"), [200, 200, 200, 200, 200]),
        (busy().sequence([true, true, false]), [503, 503, 200, 503, 503]),
        (busy().after(1).sequence([false, true]), [200, 200, 503, 200, 503]),
        (busy().probability(0.0), [200, 200, 200, 200, 200]),
        (busy().tenant("nobody*"), [200, 200, 200, 200, 200]),
        (busy().tenant("def*").times(1), [503, 200, 200, 200, 200]),
    ] {
        let mock = open();
        mock.fault(fault.clone());
        assert_eq!(statuses(&mock, "/song", 5), expected, "{fault:?}");
    }
}

#[test]
fn chance_comes_from_the_seed() {
    let told = |seed| {
        let mock = builder().authentication(false).seed(seed).fault(Fault::refuse(503, "Busy", "later").probability(0.5)).start_blocking();
        statuses(&mock.unwrap(), "/song", 64)
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
    let failed = told(1).iter().filter(|status| **status == 503).count();
    assert!((16..48).contains(&failed), "{failed}");
}

#[test]
fn the_first_fault_that_has_something_to_do_does_it() {
    let mock = open();
    mock.fault(Fault::refuse(404, "NotYet", "wait").times(1));
    let second = mock.fault(Fault::refuse(500, "Broken", "sorry").times(2));
    assert_eq!(statuses(&mock, "/song", 2), [404, 500]);
    mock.remove_fault(second);
    assert_eq!(statuses(&mock, "/song", 1), [200]);
}

#[test]
fn one_fault_goes_wrong_in_several_ways() {
    let (sorry, busy) = (Fault::refuse(500, "Broken", "sorry"), Fault::throttle(Duration::from_secs(5)));
    let mock = open();
    mock.fault(Fault::in_turn([Some(sorry), Some(busy), None]).on("Sing").after(1).times(3));
    assert_eq!(statuses(&mock, "/song", 7), [200, 500, 429, 200, 500, 200, 200]);
    let told = r#"{ "operation": "Sing", "sequence": [{ "status": 500 }, { "retry_after": "5s" }, "pass"] }"#;
    let mock = open();
    assert_eq!(send(&mock, &ask("POST", "/_mock/faults", told)).status, 201);
    assert_eq!(statuses(&mock, "/song", 4), [500, 429, 200, 500]);
    let listed = send(&mock, &ask("GET", "/_mock/faults", "")).json()["faults"][0].clone();
    let turns = &listed["sequence"];
    assert_eq!((&turns[0]["status"], &turns[1]["retry_after"], &turns[2]), (&json!(500), &json!("5s"), &json!("pass")));
    // What is listed can be sent again, but for what it is called and counts.
    let mut again = listed.clone();
    again.as_object_mut().unwrap().retain(|field, _| !["number", "seen", "applied"].contains(&field.as_str()));
    assert_eq!(send(&mock, &ask("POST", "/_mock/faults", &again.to_string())).json()["faults"][0]["sequence"], listed["sequence"]);
    // A turn that is said to fail has to be told how.
    for bad in [r#"{ "sequence": [{ "status": 500 }, "fail"] }"#, r#"{ "sequence": [{}] }"#, r#"{ "sequence": ["pass"] }"#] {
        assert_eq!(send(&mock, &ask("POST", "/_mock/faults", bad)).status, 400, "{bad}");
    }
}

#[test]
fn a_refusal_is_the_services() {
    let mock = open();
    mock.fault(Fault::throttle(Duration::from_millis(1500)).on("Sing"));
    let answer = send(&mock, &get("/song"));
    assert_eq!((answer.error(), answer.headers["retry-after"].to_str().unwrap()), ((429, "Throttling".to_owned()), "2"));
    assert_eq!(answer.field("RequestId").len(), 36);
}

#[test]
fn a_tenant_is_who_the_request_says() {
    let other = AccessKey::new("other", "secret");
    let mock = builder().access_key(AccessKey::default()).access_key(other.clone()).start_blocking().unwrap();
    mock.fault(Fault::refuse(503, "Busy", "later").tenant("other"));
    assert_eq!(send(&mock, &signed(get("/song"), Scheme::Roa)).status, 200);
    assert_eq!(send(&mock, &signed_by(get("/song"), Scheme::Roa, now(), &other, None)).status, 503);
}

/// Notes how long it is asked to wait, and does not.
#[derive(Clone, Default)]
struct Impatient(Arc<Mutex<Vec<Duration>>>);

impl Sleep for Impatient {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn answers_are_held_back() {
    let sleep = Impatient::default();
    let mock = builder().authentication(false).sleep(sleep.clone()).start_blocking().unwrap();
    mock.fault(Fault::delay(Duration::from_secs(3600)).on("Sing").times(1));
    mock.fault(Fault::refuse(503, "Busy", "later").delayed(Duration::from_secs(5)).times(1));
    assert_eq!(statuses(&mock, "/song", 3), [200, 503, 200]);
    assert_eq!(*sleep.0.lock().unwrap(), [Duration::from_secs(3600), Duration::from_secs(5)]);
}

#[test]
fn a_connection_is_reset() {
    let mock = open();
    mock.fault(Fault::reset().times(1));
    let mut stream = connect(&mock);
    stream.write_all(SONG).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn a_body_breaks_off() {
    let mock = open();
    mock.fault(Fault::truncated().times(1));
    let answer = String::from_utf8(send_raw(&mock, SONG)).unwrap();
    assert!(answer.contains("content-length: 6\r\n") && answer.ends_with("\r\n\r\ntra"), "{answer}");
}

#[test]
fn a_body_cannot_be_read() {
    let mock = open();
    mock.fault(Fault::malformed().times(1));
    let answer = send(&mock, &get("/animals/a-1"));
    assert_eq!((answer.status, answer.headers["content-length"].to_str().unwrap()), (200, answer.body.len().to_string().as_str()));
    assert!(serde_json::from_str::<Value>(&answer.body).is_err(), "{}", answer.body);
}

#[test]
fn a_body_is_empty() {
    let mock = open();
    mock.fault(Fault::empty().on("FeedAnimal"));
    let answer = send(&mock, &post("/animals/a-1/meals", r#"[{ "food": "hay" }]"#));
    assert_eq!((answer.status, answer.body.as_str(), answer.headers.contains_key("content-type")), (202, "", false));
}

#[test]
fn an_answer_never_comes() {
    let mock = open();
    mock.fault(Fault::never());
    let mut given_up = connect(&mock);
    given_up.write_all(SONG).unwrap();
    let mut patient = connect(&mock);
    patient.write_all(SONG).unwrap();
    while mock.calls("Sing").len() < 2 {
        std::thread::yield_now();
    }
    assert_eq!(mock.calls("Sing")[0].status(), None);
    drop(given_up);
    // Two are left: that of the patient one, and the one that asks.
    while !send(&mock, &ask("GET", "/_mock/metrics", "")).body.contains("\nmock_connections 2\n") {
        std::thread::yield_now();
    }
    // A shutdown does not wait for it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(mock.shutdown());
    assert!(read_all(patient).is_empty());
}

#[test]
fn the_clock_seems_off() {
    let mock = mock();
    mock.fault(Fault::skew(SignedDuration::from_mins(-20)).on("Sing"));
    let refused = send(&mock, &signed(get("/song"), Scheme::Roa));
    assert_eq!(refused.error(), (400, "InvalidTimeStamp.Expired".to_owned()));
    assert_eq!(refused.headers["date"], "Mon, 23 Nov 2026 09:23:17 GMT");
    // A client that corrects its clock by the answer is let in.
    assert_eq!(send(&mock, &signed_at(get("/song"), Scheme::Roa, now() - Duration::from_secs(1200))).status, 200);
    assert_eq!(send(&mock, &signed(get("/animals/a-1"), Scheme::Roa)).status, 200);
}

#[test]
fn an_operation_is_performed_or_not() {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::zoo::{OpenGateInput, OpenGateOutput};

    let opened = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&opened);
    let mock = builder()
        .authentication(false)
        .on(move |_, input: OpenGateInput| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move { Ok(OpenGateOutput { who: input.who, ..OpenGateOutput::default() }) }
        })
        .start_blocking()
        .unwrap();
    let busy = || Fault::refuse(503, "Busy", "later").times(1);
    for (fault, performed) in [
        (busy(), 0),
        (busy().performed(), 1),
        (Fault::reset().times(1), 0),
        (Fault::reset().performed().times(1), 1),
        (Fault::truncated().times(1), 1),
        (Fault::malformed().times(1), 1),
        (Fault::empty().times(1), 1),
        (Fault::delay(Duration::ZERO).times(1), 1),
    ] {
        opened.store(0, Ordering::Relaxed);
        mock.fault(fault.clone());
        send_raw(&mock, b"GET /?Action=OpenGate&Who=Bob HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n");
        assert_eq!(opened.load(Ordering::Relaxed), performed, "{fault:?}");
    }
}

/// How a fault is told over HTTP, and what it is shown as.
#[test]
fn faults_are_added_over_http() {
    let mock = open();
    let add = |fault: &Value| send(&mock, &ask("POST", "/_mock/faults", &fault.to_string()));
    for (fault, shown) in [
        (
            json!({ "status": 503, "code": "Busy", "message": "later", "operation": "Sing", "times": 1 }),
            json!({ "operation": "Sing", "times": 1, "status": 503, "code": "Busy", "message": "later" }),
        ),
        (
            json!({ "retry_after": "5s", "sequence": ["fail", "pass"] }),
            json!({ "operation": "*", "sequence": ["fail", "pass"], "status": 429, "code": "Throttling", "retry_after": "5s",
                    "message": "Request was denied due to request throttling." }),
        ),
        (json!({ "latency": "1m 30s", "tenant": "t*" }), json!({ "operation": "*", "tenant": "t*", "latency": "90s" })),
        (json!({ "skew": "-20m", "probability": 0.5 }), json!({ "operation": "*", "probability": 0.5, "skew": "20m ago" })),
        (json!({ "answer": "reset", "performed": true }), json!({ "operation": "*", "answer": "reset", "performed": true })),
        (json!({ "answer": "empty", "status": 202 }), json!({ "operation": "*", "answer": "empty", "status": 202, "performed": true })),
    ] {
        let answer = add(&fault);
        assert_eq!(answer.status, 201, "{}", answer.body);
        let mut added = answer.json()["faults"][0].clone();
        let number = added.as_object_mut().unwrap().shift_remove("number").unwrap();
        let counted = ["seen", "applied"].map(|name| added.as_object_mut().unwrap().shift_remove(name).unwrap());
        assert_eq!((&added, counted), (&shown, [json!(0), json!(0)]), "{fault}");
        // What is shown can be told again.
        assert_eq!(add(&added).status, 201, "{added}");
        assert_eq!(send(&mock, &ask("DELETE", &format!("/_mock/faults/{number}"), "")).status, 200);
    }
    assert_eq!(send(&mock, &ask("GET", "/_mock/faults", "")).json()["faults"].as_array().unwrap().len(), 6);
    send(&mock, &ask("DELETE", "/_mock/faults", ""));
    assert_eq!(statuses(&mock, "/song", 1), [200]);
    for (fault, message) in [
        (json!({}), "the fault does nothing; say what goes wrong"),
        (json!({ "operation": "Song", "status": 500 }), "no operation is called Song"),
        (json!({ "answer": "lost" }), "an answer is not \"lost\""),
        (json!({ "status": 200 }), "a call is refused with a status from 400 to 599, not 200; a canned answer may have another"),
        (json!({ "answer": "reset", "code": "Busy" }), "an answer that is broken has no code, message or retry_after"),
        (json!({ "status": 500, "sequence": [] }), "sequence is empty: nothing would be done in no turn"),
        (json!({ "status": 500, "sequence": ["fial"] }), "a turn of a sequence is not \"fial\""),
        (json!({ "status": 500, "probability": 2 }), "probability is from 0 to 1, not 2"),
        (json!({ "status": 500, "timse": 2 }), "there is no timse"),
        (json!([{ "status": 500 }, { "status": 5 }]), "status is a status from 200 to 599, not 5"),
    ] {
        let answer = add(&fault);
        assert_eq!((answer.status, answer.json()["error"]["message"].as_str().unwrap()), (400, message), "{fault}");
    }
    // Not even the good one of a list was added.
    assert_eq!(send(&mock, &ask("GET", "/_mock/faults", "")).json(), json!({ "faults": [] }));
}

#[test]
#[should_panic(expected = "no operation is called Song; allowed: Sing")]
fn a_fault_of_no_operation_is_a_mistake() {
    open().fault(Fault::reset().on("Song"));
}

#[test]
fn a_reset_leaves_what_was_there_from_the_start() {
    let first = Fault::refuse(503, "Busy", "later").times(1);
    let mock = builder().authentication(false).fault(first).start_blocking().unwrap();
    mock.fault(Fault::refuse(500, "Broken", "sorry"));
    assert_eq!(statuses(&mock, "/song", 2), [503, 500]);
    mock.reset().unwrap();
    assert_eq!(statuses(&mock, "/song", 2), [503, 200]);
    assert!(builder().fault(Fault::reset().on("Song")).start_blocking().is_err());
}

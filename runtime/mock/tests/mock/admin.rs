//! What a mock can be asked and told over HTTP beside the service's calls.

use std::time::Duration;

use ackgen_mock::wire::bytes::Bytes;
use ackgen_mock::wire::signing::Scheme;
use ackgen_mock::{Server, VirtualClock};
use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, builder, get, mock, now, open, post, request, send, signed, signed_at, with};

/// A request as tools send it.
pub fn ask(method: &str, target: &str, body: &str) -> Request<Bytes> {
    with(request(method, target, body), "host", "127.0.0.1:8080")
}

fn told(mock: &Server, target: &str, body: &Value) -> Value {
    let answer = send(mock, &ask("POST", target, &body.to_string()));
    assert!(answer.status < 300, "{}", answer.body);
    answer.json()
}

fn problem(answer: &Answer) -> (u16, String, Value) {
    let error = &answer.json()["error"];
    (answer.status, error["message"].as_str().unwrap().to_owned(), error["allowed"].clone())
}

#[test]
fn it_lists_what_it_can_do() {
    let mock = mock();
    let api = send(&mock, &ask("GET", "/_mock/api", "")).json()["api"].as_array().unwrap().clone();
    assert!(api.contains(&json!({ "method": "GET", "path": "/_mock/api", "about": "This list." })));
    for route in &api {
        // Whatever is listed is there: no other answer than this one says so.
        let path = route["path"].as_str().unwrap();
        let other = send(&mock, &ask("BREW", path, ""));
        assert_eq!((other.status, other.headers.contains_key("allow")), (405, true), "{path}: {}", other.body);
        assert!(other.headers["allow"].to_str().unwrap().contains(route["method"].as_str().unwrap()), "{path}");
    }
    assert_eq!(send(&mock, &ask("GET", "/_mock/health", "")).json(), json!({ "status": "ok" }));
    let page = send(&mock, &ask("GET", "/_mock/", ""));
    assert_eq!((page.status, &page.headers["content-type"].to_str().unwrap()[..9]), (200, "text/html"));
}

#[test]
fn a_mistake_is_told_with_what_is_allowed() {
    let mock = mock();
    let wrong = |method: &str, target: &str, body: &str| problem(&send(&mock, &ask(method, target, body)));
    let (status, message, allowed) = wrong("GET", "/_mock/clok", "");
    assert_eq!((status, &allowed[0]), (404, &json!("/_mock/clock")), "{message}");
    assert_eq!(wrong("POST", "/_mock/clock", "{").0, 400);
    for (body, message, allowed) in [
        (r#"{ "advanse": "1m" }"#, "there is no advanse", json!(["freeze", "set", "advance", "speed", "follow", "resume"])),
        (r#"{ "advance": "soon" }"#, "advance is a number of seconds, or a duration such as \"1m 30s\", not \"soon\"", Value::Null),
        (r#"{ "speed": 0, "freeze": true }"#, "speed is a number above zero", Value::Null),
        (r#"{ "set": 7 }"#, "set is a time such as 2026-11-23T09:43:17Z, not 7", Value::Null),
        (r#"{ "freeze": true, "resume": true }"#, "freeze stops the clock, follow and resume let it run: only one of them", Value::Null),
        ("[]", "an object is needed, not []", Value::Null),
    ] {
        assert_eq!(wrong("POST", "/_mock/clock", body), (400, message.to_owned(), allowed), "{body}");
    }
    // Nothing of it was done.
    assert!(!mock.clock().is_frozen());
    assert_eq!(wrong("GET", "/_mock/state/unicorn", "").1, "there is no resource unicorn");
}

#[test]
fn a_page_of_somebody_else_is_refused() {
    let mock = mock();
    let sent = |host: &str, name: &'static str, value: &str| {
        send(&mock, &with(with(ask("POST", "/_mock/clock", "{\"advance\":60}"), "host", host), name, value)).status
    };
    for (host, name, value, status) in [
        ("127.0.0.1:8080", "accept", "*/*", 200),
        ("localhost:8080", "origin", "http://localhost:8080", 200),
        ("localhost:8080", "origin", "https://localhost:8080", 200),
        ("localhost:8080", "sec-fetch-site", "same-origin", 200),
        ("mock:8080", "accept", "*/*", 200),
        ("localhost:8080", "origin", "http://localhost:9090", 403),
        ("localhost:8080", "origin", "http://evil.example", 403),
        ("localhost:8080", "origin", "null", 403),
        ("localhost:8080", "sec-fetch-site", "cross-site", 403),
        ("localhost:8080", "sec-fetch-site", "same-site", 403),
        // A name that was made to point here.
        ("evil.example:8080", "origin", "http://evil.example:8080", 403),
        ("evil.example", "accept", "*/*", 403),
    ] {
        let before = mock.clock().now();
        assert_eq!(sent(host, name, value), status, "{host} {name}: {value}");
        assert_eq!(mock.clock().now() == before, status == 403);
    }
}

#[test]
fn a_token_may_be_demanded() {
    let mock = builder().admin_token("open sesame").start_blocking().unwrap();
    let ask = |name: &'static str, value: &str| send(&mock, &with(with(get("/_mock/clock"), "host", "mock.example"), name, value));
    assert_eq!(problem(&ask("accept", "*/*")).1, "a token is needed");
    assert_eq!(ask("authorization", "Bearer guess").status, 401);
    assert_eq!(ask("x-mock-token", "guess").status, 401);
    // Whoever knows it may call the host as they like.
    assert_eq!(ask("authorization", "Bearer open sesame").status, 200);
    assert_eq!(ask("x-mock-token", "open sesame").status, 200);
    assert_eq!(send(&mock, &get("/_mock/health")).status, 200);
}

#[test]
fn it_can_be_turned_off() {
    let mock = builder().admin(false).start_blocking().unwrap();
    assert_eq!(send(&mock, &ask("GET", "/_mock/clock", "")).error(), (404, "InvalidApi.NotFound".to_owned()));
    // Whoever watches over the process can still ask whether it runs.
    assert_eq!(["/_mock/health", "/_mock/ready"].map(|path| send(&mock, &ask("GET", path, "")).status), [200, 200]);
    assert_eq!(send(&mock, &ask("GET", "/_mock/", "")).error().0, 404);
}

#[test]
fn it_draws_no_ids() {
    let id = |asked: usize| {
        let mock = open();
        (0..asked).for_each(|_| drop(send(&mock, &ask("GET", "/_mock/state", ""))));
        send(&mock, &get("/song")).headers["x-acs-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(id(0), id(3));
}

#[test]
fn the_clock_is_moved() {
    let mock = builder().frozen_at(now()).start_blocking().unwrap();
    let clock = |body: Value| told(&mock, "/_mock/clock", &body);
    assert_eq!(clock(json!({ "advance": "1h 30m" }))["now"], "2026-11-23T11:13:17Z");
    assert_eq!(clock(json!({ "advance": 0.5 }))["now"], "2026-11-23T11:13:17.5Z");
    assert_eq!(clock(json!({ "set": "2027-01-01T00:00:00Z", "advance": "1s" }))["now"], "2027-01-01T00:00:01Z");
    assert_eq!(send(&mock, &get("/song")).headers["date"], "Fri, 01 Jan 2027 00:00:01 GMT");
    let running = clock(json!({ "resume": true, "speed": 30 }));
    assert_eq!((&running["frozen"], &running["speed"]), (&json!(false), &json!(30.0)));
    mock.reset().unwrap();
    assert_eq!(mock.clock().now(), now());
}

#[test]
fn a_clock_that_runs_is_moved_and_stopped() {
    let source = VirtualClock::at(now());
    let mock = builder().clock(source.clone()).start_blocking().unwrap();
    let clock = mock.clock();
    let seconds = |seconds| now() + Duration::from_secs(seconds);
    clock.advance(Duration::from_secs(60));
    source.advance(Duration::from_secs(1));
    assert_eq!(clock.now(), seconds(61));
    clock.freeze();
    source.advance(Duration::from_secs(100));
    assert_eq!(clock.now(), seconds(61));
    clock.advance(Duration::from_secs(9));
    assert_eq!(clock.now(), seconds(70));
    clock.resume();
    source.advance(Duration::from_secs(5));
    assert_eq!(clock.now(), seconds(75));
    clock.set(seconds(10));
    source.advance(Duration::from_secs(5));
    assert_eq!((clock.now(), clock.is_frozen()), (seconds(15), false));
    clock.follow();
    assert_eq!(clock.now(), ackgen_mock::Clock::now(&source));
}

/// Callers' clocks do not move with the mock's.
#[test]
fn a_signature_is_dated_by_either_clock() {
    let mock = mock();
    mock.clock().advance(Duration::from_secs(3600));
    assert_eq!(send(&mock, &signed(get("/song"), Scheme::Roa)).status, 200);
    assert_eq!(send(&mock, &signed_at(get("/song"), Scheme::Roa, now() + Duration::from_secs(3600))).status, 200);
    let neither = send(&mock, &signed_at(get("/song"), Scheme::Roa, now() + Duration::from_secs(1800)));
    assert_eq!(neither.error(), (400, "InvalidTimeStamp.Expired".to_owned()));
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let mut limits = ackgen_mock::Limits::default();
    limits.body = 64;
    let mock = builder().limits(limits).start_blocking().unwrap();
    // Of whoever may use the API, much more is taken: a snapshot is larger than any call.
    let large = with(post("/_mock/clock", &"x".repeat(100)), "host", "localhost");
    assert_eq!(send(&mock, &large).status, 400);
    let answer = send(&mock, &with(large, "origin", "http://elsewhere.example"));
    assert_eq!(answer.status, 403);
    assert_eq!(send(&mock, &signed(post("/song", &"x".repeat(100)), Scheme::Roa)).status, 413);
}

#[test]
fn what_happened_is_counted() {
    let mock = builder().fault(ackgen_mock::Fault::refuse(503, "Busy", "later").on("GetOldest")).start_blocking().unwrap();
    for request in [signed(get("/song"), Scheme::Roa), get("/song"), get("/animals/oldest"), get("/nothing"), get("/nothing")] {
        send(&mock, &request);
    }
    let answer = send(&mock, &ask("GET", "/_mock/metrics", ""));
    assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    for line in [
        "# TYPE mock_calls_total counter",
        "mock_calls_total{operation=\"Sing\",status=\"200\"} 1",
        "mock_calls_total{operation=\"Sing\",status=\"400\"} 1",
        "mock_calls_total{operation=\"GetOldest\",status=\"503\"} 1",
        "mock_calls_total{operation=\"\",status=\"404\"} 2",
        "mock_call_duration_seconds_bucket{le=\"0.0001\"} 5",
        "mock_call_duration_seconds_bucket{le=\"+Inf\"} 5",
        "mock_call_duration_seconds_count 5",
        "mock_faults_total{operation=\"GetOldest\",fault=\"refusal\"} 1",
        "mock_authentication_failures_total{code=\"MissingSignature\"} 1",
        "mock_connections_total 6",
    ] {
        assert!(answer.body.lines().any(|known| known == line), "{line}\n{}", answer.body);
    }
}

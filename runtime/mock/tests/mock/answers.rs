//! What is answered: validation, formats, examples, refusals of handlers.

use std::time::Duration;

use ackgen_mock::wire::signing::Scheme;
use ackgen_mock::{AccessKey, Refusal, Reply, Request, WireForm};
use serde_json::json;

use crate::support::{builder, form, get, mock, now, open, post, send, signed_by, with};
use crate::zoo::{self, Gate, OpenGateInput, OpenGateOutput};

#[test]
fn every_violation_is_named() {
    let answer = send(&open(), &post("/animals", r#"{ "name": "much too long", "legs": -1, "password": "short" }"#));
    assert_eq!(answer.error(), (400, "InvalidParameter".to_owned()));
    let message = answer.field("Message");
    for part in ["name must", "much too long", "legs must", "-1", "password must", "a secret"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert!(!message.contains("short"));
}

#[test]
fn what_is_missing_or_of_another_kind_is_named() {
    let message = |request| send(&open(), &request).field("Message");
    assert_eq!(message(post("/animals", "{}")), "name must be given");
    assert_eq!(message(get("/animals?page_size=many")), "page_size must be an integer of 32 bits, but \"many\" was sent");
    assert_eq!(message(get("/animals?page_size=101")), "page_size must be at most 100, but 101 was sent");
    assert_eq!(message(post("/animals/a-1/meals", r#"[{}]"#)), "meals[0].food must be given");
    assert_eq!(message(form("/", "Action=OpenGate&Who=x")), "Who must have at least 2 characters, but \"x\" was sent");
}

#[test]
fn what_a_refused_request_does_not_keep_to_goes_by_its_ids() {
    let mock = open();
    let findings = |request| {
        let answer = send(&mock, &request);
        let found = answer.headers.get("x-mock-finding").map_or("", |value| value.to_str().unwrap()).to_owned();
        assert_eq!(found, mock.calls("*").last().unwrap().findings().join(", "));
        found
    };
    let several = post("/animals", r#"{ "name": "much too long", "legs": -1 }"#);
    assert_eq!(findings(several), "CreateAnimal.body.name, CreateAnimal.body.legs");
    assert_eq!(findings(get("/animals?page_size=101")), "ListAnimals.query.page_size");
    // A field of the items of a list, said once.
    assert_eq!(findings(post("/animals/a-1/meals", "[{}, {}]")), "FeedAnimal.body.meals.food");
    assert_eq!(findings(post("/animals", "{")), "CreateAnimal");
    assert_eq!(findings(get("/animals?page_size=7")), "");
    assert_eq!(findings(get("/nothing")), "");
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    let mock = open();
    for body in ["{", "[]", "7", "\u{0}", "<a>"] {
        let answer = send(&mock, &post("/animals", body));
        assert_eq!(answer.error(), (400, "InvalidParameter".to_owned()), "{body}");
    }
    assert_eq!(send(&mock, &with(post("/animals", "<a>"), "content-type", "application/xml")).status, 400);
}

#[test]
fn an_example_fits_the_call() {
    let mock = open();
    let created = send(&mock, &post("/animals", r#"{ "name": "Bob", "legs": 2, "password": "12345678" }"#));
    assert_eq!(created.status, 201);
    assert_eq!(created.json()["name"], "Bob");
    assert_eq!(created.json()["legs"], 2);
    assert_eq!(created.json()["request_id"], created.headers["x-acs-request-id"].to_str().unwrap());
    // A secret that was sent is not said again.
    assert_eq!(created.json()["password"], "of the example");
    let logs = send(&mock, &get("/animals/a-9/logs")).json();
    assert_eq!(logs, json!([{ "animal_id": "a-9", "text": "woke up" }, { "animal_id": "a-9", "text": "slept" }]));
    let list = send(&mock, &get("/animals?page_size=7")).json();
    assert_eq!((&list["page_size"], &list["animals"][0]["animal_id"]), (&json!(7), &json!("a-0")));
}

#[test]
fn every_answer_has_a_request_id_and_the_date_of_the_clock() {
    let mock = open();
    for target in ["/song", "/nothing", "/animals/teapot", "/animals/bomb"] {
        let answer = send(&mock, &get(target));
        assert_eq!(answer.headers["x-acs-request-id"].len(), 36, "{target}");
        assert_eq!(answer.headers["date"], "Mon, 23 Nov 2026 09:43:17 GMT", "{target}");
    }
    let list = send(&mock, &get("/animals"));
    assert_eq!(list.field("RequestId"), list.headers["x-acs-request-id"].to_str().unwrap());
}

#[test]
fn request_ids_come_from_the_seed() {
    let ids = |seed| {
        let mock = builder().authentication(false).seed(seed).start_blocking().unwrap();
        [0, 1].map(|_| send(&mock, &get("/song")).headers["x-acs-request-id"].to_str().unwrap().to_owned())
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
    assert_ne!(ids(1)[0], ids(1)[1]);
}

#[test]
fn json_or_xml_as_the_caller_asks() {
    let mock = open();
    let xml = send(&mock, &with(get("/animals/a-1"), "accept", "application/xml"));
    assert_eq!(xml.headers["content-type"], "application/xml; charset=utf-8");
    assert!(xml.body.contains("<GetAnimalResponse><animal_id>a-1</animal_id><name>Ada</name>"), "{}", xml.body);
    let json = send(&mock, &with(get("/animals/a-1"), "accept", "application/octet-stream"));
    assert_eq!(json.headers["content-type"], "application/json; charset=utf-8");
    let refused = send(&mock, &with(get("/nothing"), "accept", "application/xml"));
    assert!(refused.body.contains("<Error><RequestId>") && refused.body.contains("<Code>InvalidApi.NotFound</Code>"), "{}", refused.body);
    // A call by name says it in a parameter.
    assert!(send(&mock, &form("/", "Action=OpenGate&Who=Bob&Format=XML")).body.contains("<Who>Bob</Who>"));
    assert!(send(&mock, &form("/", "Action=OpenGate&Format=xml")).body.contains("<Error>"));
    // An XML body is read, too.
    let created = send(
        &mock,
        &with(
            post("/animals", "<CreateAnimalRequest><name>Bob</name><legs>2</legs></CreateAnimalRequest>"),
            "content-type",
            "application/xml",
        ),
    );
    assert_eq!((created.status, created.field("name")), (201, "Bob".to_owned()));
}

#[test]
fn a_text_is_no_json() {
    let song = send(&open(), &get("/song"));
    assert_eq!((song.headers["content-type"].to_str().unwrap(), song.body.as_str()), ("text/plain; charset=utf-8", "tra la"));
}

#[test]
fn the_documented_form_is_another() {
    let live = open();
    let documented = builder().authentication(false).wire(WireForm::Documented).start_blocking().unwrap();
    assert!(send(&live, &get("/animals/a-1/logs")).json().is_array());
    assert_eq!(send(&documented, &get("/animals/a-1/logs")).json()["data"][1]["text"], "slept");
    let meal = post("/animals/a-1/meals", r#"[{ "food": "hay" }]"#);
    let fed = send(&live, &meal);
    assert_eq!((fed.status, fed.field("RequestId").len()), (202, 36));
    let fed = send(&documented, &meal);
    assert_eq!((fed.status, fed.body.as_str()), (202, ""));
    let fed = send(&live, &with(meal, "accept", "application/xml"));
    assert!(fed.body.contains("<FeedAnimalResponse><RequestId>"), "{}", fed.body);
}

#[test]
fn a_handler_may_refuse() {
    let answer = send(&open(), &get("/animals/teapot"));
    assert_eq!(answer.error(), (418, "Teapot".to_owned()));
    assert_eq!(answer.headers["retry-after"], "2");
    assert_eq!((answer.field("Message"), answer.field("HostId")), ("short and stout".to_owned(), "zoo.example".to_owned()));
    assert_eq!(send(&open(), &get("/animals/odd")).error(), (500, "Odd".to_owned()));
}

#[test]
fn a_handler_that_panics_is_an_error_of_the_server() {
    let mock = open();
    let answer = send(&mock, &get("/animals/bomb"));
    assert_eq!(answer.error(), (500, "InternalError".to_owned()));
    assert_eq!(answer.field("Message"), "the handler of GetAnimal panicked");
    assert_eq!(send(&mock, &get("/animals/a-1")).status, 200);
}

#[test]
fn a_method_may_be_overridden() {
    struct Guard;
    impl Gate for Guard {
        async fn open_gate(&self, request: &Request, input: OpenGateInput) -> Reply<OpenGateOutput> {
            if input.keys == ["skeleton"] {
                return Err(Refusal::new(403, "NoPermission", format!("not with that, {}", input.who)));
            }
            zoo::Documented.open_gate(request, input).await
        }
    }
    let mock = builder().authentication(false).handler(zoo::handler(Guard)).start_blocking().unwrap();
    let refused = send(&mock, &form("/", "Action=OpenGate&Who=Bob&Keys.1=skeleton"));
    assert_eq!((refused.error(), refused.field("Message")), ((403, "NoPermission".to_owned()), "not with that, Bob".to_owned()));
    assert_eq!(send(&mock, &form("/", "Action=OpenGate&Who=Bob&Keys.1=iron")).field("Who"), "Bob");
    // The other service is served as before.
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn callers_have_tenants() {
    let key = AccessKey::new("shared", "secret").tenant("both");
    let mock = builder().access_key(AccessKey::default()).access_key(key.clone()).start_blocking().unwrap();
    let tenant = |key: &AccessKey| send(&mock, &signed_by(get("/animals/tenant"), Scheme::Roa, now(), key, None)).field("name");
    assert_eq!(tenant(&AccessKey::default()), "testid");
    assert_eq!(tenant(&key), "both");
    // Without authentication a caller is who it says.
    assert_eq!(send(&open(), &get("/animals/tenant")).field("name"), "default");
    assert_eq!(send(&open(), &with(get("/animals/tenant"), "authorization", "acs me:x")).field("name"), "me");
}

#[test]
fn a_mock_says_where_it_is_and_who_may_call() {
    let mock = mock();
    assert_eq!(mock.url(), format!("http://{}", mock.address()));
    assert_eq!(mock.access_key().id, "testid");
    assert_eq!(mock.clock().now(), now());
    assert!(!format!("{mock:?} {:?}", mock.access_key()).contains("testsecret"));
    assert_eq!(Refusal::new(503, "Busy", "later").retry_after(Duration::from_secs(1)).retry_after, Some(Duration::from_secs(1)));
}

//! Answers in place of the mock's own.

use std::sync::Arc;
use std::time::Duration;

use ackgen_mock::{Canned, Refusal, Request, Server};
use serde_json::json;

use crate::admin::ask;
use crate::support::{builder, form, get, open, post, send};
use crate::zoo::{OpenGateInput, OpenGateOutput};

#[test]
fn a_closure_answers_or_lets_the_mock() {
    let mock = open();
    mock.on(|request: Arc<Request>, input: OpenGateInput| async move {
        match input.who.as_str() {
            "Eve" => Err(Refusal::new(403, "NoPermission", "not you")),
            "Ada" => Ok(OpenGateOutput { who: "my lady".to_owned(), ..OpenGateOutput::default() }),
            _ => request.otherwise().await,
        }
    });
    let opened = |who: &str| send(&mock, &form("/", &format!("Action=OpenGate&Who={who}")));
    assert_eq!(opened("Eve").error(), (403, "NoPermission".to_owned()));
    assert_eq!(opened("Ada").field("Who"), "my lady");
    assert_eq!(opened("Bob").field("Who"), "Bob");
    // What is not valid does not come to it.
    assert_eq!(opened("A").status, 400);
    mock.reset().unwrap();
    assert_eq!(opened("Eve").field("Who"), "Eve");
}

#[test]
fn a_closure_may_panic() {
    let mock = builder()
        .authentication(false)
        .on(|_, input: OpenGateInput| {
            assert_ne!(input.who, "Bomb", "it went off");
            async { Ok(OpenGateOutput::default()) }
        })
        .start_blocking()
        .unwrap();
    assert_eq!(send(&mock, &form("/", "Action=OpenGate&Who=Bomb")).error(), (500, "InternalError".to_owned()));
    assert_eq!(send(&mock, &form("/", "Action=OpenGate&Who=Bob")).status, 200);
}

#[test]
fn answers_are_canned() {
    let mock = open();
    mock.answer(Canned::value(json!({ "animal_id": "a-1", "name": "Canned" })).on("GetAnimal").with(json!({ "AnimalId": "a-1" })).times(2));
    mock.answer(Canned::refuse(409, "Asleep", "do not wake it").on("Get*").sequence([true, false]));
    let names = |target: &str| {
        let answer = send(&mock, &get(target));
        if answer.status == 200 { answer.field("name") } else { answer.field("Code") }
    };
    assert_eq!([0, 1, 2, 3].map(|_| names("/animals/a-1")), ["Canned", "Canned", "Asleep", "Ada"]);
    assert_eq!([0, 1].map(|_| names("/animals/a-2")), ["Asleep", "Ada"]);
    let number = mock.answer(Canned::value(json!(null)).on("FeedAnimal").status(200));
    let feed = || send(&mock, &post("/animals/a-1/meals", r#"[{ "food": "hay" }]"#)).status;
    assert_eq!(feed(), 200);
    mock.remove_answer(number);
    assert_eq!(feed(), 202);
}

#[test]
fn a_canned_refusal_says_when_to_come_back() {
    let mock = open();
    mock.answer(Canned::refuse(429, "Throttling", "too many").retry_after(Duration::from_secs(3)).on("GetAnimal").times(1));
    let wait = |mock: &Server| send(mock, &get("/animals/a-1")).headers["retry-after"].to_str().unwrap().to_owned();
    assert_eq!(wait(&mock), "3");
    let told = r#"{ "operation": "GetAnimal", "status": 503, "code": "Busy", "retry_after": "2s" }"#;
    let added = send(&mock, &ask("POST", "/_mock/answers", told)).json();
    assert_eq!((wait(&mock), &added["answers"][0]["retry_after"]), ("2".to_owned(), &json!("2s")));
    assert_eq!(send(&mock, &ask("POST", "/_mock/answers", r#"{ "value": {}, "retry_after": 1 }"#)).status, 400);
}

#[test]
fn answers_are_canned_over_http() {
    let mock = open();
    let add = |answer: &str| send(&mock, &ask("POST", "/_mock/answers", answer));
    let added = add(r#"[{ "operation": "GetAnimal", "with": { "AnimalId": "a-1" }, "value": { "name": "Canned" } },
                        { "operation": "GetAnimal", "code": "Gone", "status": 410, "times": 1 }]"#);
    assert_eq!(added.status, 201, "{}", added.body);
    assert_eq!(send(&mock, &get("/animals/a-1")).field("name"), "Canned");
    assert_eq!([0, 1].map(|_| send(&mock, &get("/animals/a-2")).status), [410, 200]);
    let listed = send(&mock, &ask("GET", "/_mock/answers", "")).json();
    assert_eq!(
        listed["answers"][0],
        json!({ "number": 1, "operation": "GetAnimal", "with": { "AnimalId": "a-1" }, "value": { "name": "Canned" }, "seen": 1, "applied": 1 })
    );
    assert_eq!(send(&mock, &ask("DELETE", "/_mock/answers/1", "")).status, 200);
    assert_eq!(send(&mock, &get("/animals/a-1")).field("name"), "Ada");
    let missing = send(&mock, &ask("DELETE", "/_mock/answers/1", ""));
    assert_eq!((missing.status, &missing.json()["error"]["allowed"]), (404, &json!(["2"])));
    for (answer, message) in [
        (r#"{ "value": 1, "code": "X" }"#, "an answer has either a value or a code"),
        (r#"{ "value": 1, "status": 500 }"#, "an answer with a value has a status below 400"),
        (r#"{ "operation": "Get" }"#, "no operation is called Get"),
        (r#"{ "sequence": [], "code": "X" }"#, "sequence is empty"),
    ] {
        let said = add(answer).json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(said.starts_with(message), "{answer}: {said}");
    }
}

/// A typing error would have the answer never come, or come as nothing that the operation answers.
#[test]
fn a_canned_answer_has_to_fit_its_operations() {
    let mock = open();
    let add = |answer: serde_json::Value| {
        let answer = send(&mock, &ask("POST", "/_mock/answers", &answer.to_string()));
        (answer.status, answer.json()["error"].clone())
    };
    for (answer, message) in [
        (json!({ "operation": "GetAnimal", "value": { "legs": "x", "name": {} } }), "name must be a text"),
        (json!({ "operation": "GetAnimal", "value": { "legs": "x", "name": {} } }), "; legs must be an integer"),
        (json!({ "operation": "GetAnimal", "value": [1] }), "the value must be an object"),
        (json!({ "operation": "ListAnimals", "value": { "animals": [{ "legs": true }] } }), "animals[0].legs must be an integer"),
        (json!({ "operation": "ListLogs", "value": [{ "text": "a" }, { "text": [] }, 5] }), "[1].text must be a text"),
        (json!({ "operation": "ListLogs", "value": [{ "text": "a" }, { "text": [] }, 5] }), "[2] must be an object"),
    ] {
        let (status, error) = add(answer.clone());
        assert!(status == 400 && error["message"].as_str().unwrap().contains(message), "{answer}: {error}");
    }
    let (status, error) = add(json!({ "operation": "GetAnimal", "with": { "animalid": "a-1" }, "value": {} }));
    assert_eq!((status, &error["allowed"]), (400, &json!(["AnimalId"])));
    let (status, error) = add(json!({ "operation": "*Animal*", "with": { "animalid": "a-1" }, "value": {} }));
    assert_eq!((status, &error["allowed"][0]), (400, &json!("AnimalId")));
    for answer in [
        // Some operation has it, or could answer it.
        json!({ "operation": "*Animal*", "with": { "AnimalId": "a-1" }, "value": { "name": "A" } }),
        json!({ "operation": "*Animal*", "value": { "animals": [] } }),
        json!({ "operation": "GetAnimal", "value": { "legs": "4" } }),
        json!({ "operation": "FeedAnimal", "status": 200 }),
        json!({ "operation": "GetAnimal", "code": "X", "status": 500 }),
    ] {
        assert_eq!(add(answer.clone()).0, 201, "{answer}");
    }
}

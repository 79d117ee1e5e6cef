//! What is expected of calls, and what is said when others came.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use crate::admin::ask;
use crate::support::{builder, form, get, open, post, send};

#[test]
fn what_is_expected_may_come() {
    let mock = open();
    mock.expect("Sing").times(2);
    mock.expect("CreateAnimal").with(json!({ "name": "Bob" }));
    mock.expect("*Animal").at_least(1).at_most(2).tenant("def*");
    mock.expect("GetOldest").never();
    mock.expect("GetAnimal").answered(418);
    for request in [get("/song"), get("/song"), post("/animals", r#"{ "name": "Bob", "legs": 2 }"#), get("/animals/teapot")] {
        send(&mock, &request);
    }
    mock.verify();
}

#[test]
fn what_came_close_is_shown() {
    let mock = open();
    send(&mock, &post("/animals", r#"{ "name": "Bob" }"#));
    mock.expect("CreateAnimal").times(1).with(json!({ "name": "Ada", "legs": 4, "password": "something" }));
    mock.expect("Sing").never();
    mock.expect("ListAnimals");
    for request in [
        get("/song"),
        post("/animals", r#"{ "name": "Ada", "password": "something else" }"#),
        post("/animals", r#"{ "name": "Bob", "legs": 4, "password": "something" }"#),
    ] {
        send(&mock, &request);
    }
    let unmet = mock.check().unwrap_err().to_string();
    assert_eq!(
        unmet,
        r#"3 expectations are not met

CreateAnimal: expected once, came never

  close was call 4, CreateAnimal, answered with 201
               expected      came
    operation  CreateAnimal  CreateAnimal
    name       "Ada"         "Bob"         <- differs
    legs       4             4
    password   "***"         "***"

  close was call 3, CreateAnimal, answered with 201
               expected      came
    operation  CreateAnimal  CreateAnimal
    name       "Ada"         "Ada"
    legs       4             nothing       <- differs
    password   "***"         "***"         <- differs

Sing: expected never, came once
  call 2, Sing, answered with 200

ListAnimals: expected once at least, came never

  close was call 4, CreateAnimal, answered with 201
               expected     came
    operation  ListAnimals  CreateAnimal  <- differs

  close was call 3, CreateAnimal, answered with 201
               expected     came
    operation  ListAnimals  CreateAnimal  <- differs
"#
    );
    assert_eq!(format!("{:?}", mock.check().unwrap_err()), unmet);
    mock.reset().unwrap();
    mock.verify();
}

#[test]
fn a_mock_that_is_dropped_panics_unless_something_else_did() {
    let unmet = || {
        let mock = open();
        mock.expect("Sing");
        mock
    };
    let said = catch_unwind(|| drop(unmet())).unwrap_err();
    assert_eq!(
        said.downcast_ref::<String>().unwrap(),
        "1 expectation is not met\n\nSing: expected once at least, came never\n  no call came at all\n"
    );
    let other = catch_unwind(AssertUnwindSafe(|| {
        let _mock = unmet();
        panic!("something else");
    }));
    assert_eq!(*other.unwrap_err().downcast_ref::<&str>().unwrap(), "something else");
}

#[test]
#[should_panic(expected = "no operation is called Song; allowed: Sing")]
fn an_operation_that_there_is_not_cannot_be_expected() {
    open().expect("Song");
}

#[test]
fn a_journal_without_room_is_no_proof() {
    let mock = builder().authentication(false).journal(1).start_blocking().unwrap();
    mock.expect("Sing").times(2);
    (0..2).for_each(|_| drop(send(&mock, &get("/song"))));
    let unmet = mock.check().unwrap_err().to_string();
    assert!(unmet.contains("expected 2 times, came once\n"), "{unmet}");
    assert!(unmet.contains("the journal had no room for calls up to number 1"), "{unmet}");
    mock.reset().unwrap();
    // Nothing came that was not to come, as far as is known.
    mock.expect("GetOldest").never();
    (0..2).for_each(|_| drop(send(&mock, &get("/song"))));
    let unmet = mock.check().unwrap_err().to_string();
    assert!(unmet.contains("expected never, came never of the calls that are still known, which proves nothing\n"), "{unmet}");
    assert!(unmet.contains("--journal CALLS") && unmet.ends_with("up to 16 MiB of messages\n"), "{unmet}");
    mock.reset().unwrap();
}

#[test]
fn calls_are_verified_over_http() {
    let mock = open();
    send(&mock, &form("/", "Action=OpenGate&Who=Bob&Keys.1=iron"));
    let verify = |expected: Value| {
        let answer = send(&mock, &ask("POST", "/_mock/verify", &expected.to_string()));
        (answer.status, answer.json())
    };
    let (status, met) =
        verify(json!([{ "operation": "OpenGate", "with": { "Who": "Bob" }, "times": 1 }, { "operation": "Sing", "at_most": 3 }]));
    assert_eq!((status, &met["met"], &met["expectations"][0]["came"]), (200, &json!(true), &json!(1)));
    let (status, unmet) = verify(json!({ "operation": "OpenGate", "with": { "Who": "Bob", "Keys": ["gold"] } }));
    assert_eq!((status, &unmet["met"], &unmet["expectations"][0]["came"]), (409, &json!(false), &json!(0)));
    assert!(unmet["message"].as_str().unwrap().contains("Keys       [\"gold\"]  [\"iron\"]  <- differs"), "{unmet:#}");
    assert_eq!(verify(json!({ "operation": "OpenGate", "since": 1 })).0, 409);
    for (expected, message) in [
        (json!({ "times": 1, "at_least": 1 }), "times is exact"),
        (json!({ "at_least": 1, "at_most": 0 }), "at_least is 1 and at_most is 0"),
        (json!({ "operation": "OpenGate", "with": { "who": "Bob" } }), "with has who, which the input of OpenGate has not"),
        (json!({ "with": { "nobody": "Bob" } }), "with has nobody, which the input of * has not"),
    ] {
        let (status, answer) = verify(expected);
        assert!(status == 400 && answer["error"]["message"].as_str().unwrap().starts_with(message), "{answer}");
    }
    assert_eq!(verify(json!({ "with": { "Who": "Bob" } })).0, 200);
}

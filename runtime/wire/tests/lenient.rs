//! What is read as what. Each row is a type, what is sent, and what is written again, or the error.

mod things;

use std::collections::BTreeMap;

use ackgen_wire::serde_json::{self, Value, json};
use ackgen_wire::{Duration, Json, Secret, Timestamp, View, Wire};
use things::{Disk, State, Thing};

/// Reads and writes again.
fn again<T: Wire>(sent: &str) -> Result<Value, String> {
    let mut deserializer = serde_json::Deserializer::from_str(sent);
    let value = T::read(&mut deserializer).map_err(|error| error.to_string())?;
    match value.view() {
        View::Absent => Ok(json!("absent")),
        view => serde_json::to_value(view).map_err(|error| error.to_string()),
    }
}

#[test]
fn values() {
    type Row = (fn(&str) -> Result<Value, String>, &'static str, Value);
    let rows: &[Row] = &[
        (again::<String>, r#""a""#, json!("a")),
        (again::<String>, "7.7", json!("7.7")),
        (again::<String>, "2.0", json!("2.0")),
        (again::<String>, "18446744073709551615", json!("18446744073709551615")),
        (again::<String>, "true", json!("true")),
        (again::<String>, "null", json!("")),
        (again::<i64>, r#""5""#, json!(5)),
        (again::<i64>, r#"" 5.0 ""#, json!(5)),
        (again::<i64>, "5.0", json!(5)),
        (again::<i64>, "-9223372036854775808", json!(i64::MIN)),
        (again::<i32>, "2147483647", json!(i32::MAX)),
        (again::<f64>, r#""1e3""#, json!(1000.0)),
        (again::<f64>, "3", json!(3.0)),
        (again::<bool>, r#""TRUE""#, json!(true)),
        (again::<bool>, r#""false""#, json!(false)),
        (again::<bool>, "0", json!(false)),
        (again::<bool>, "1", json!(true)),
        (again::<()>, r#"{"a": [1, {}]}"#, json!(null)),
        (again::<Option<i64>>, "null", json!("absent")),
        (again::<Option<i64>>, r#""""#, json!("absent")),
        (again::<Option<bool>>, r#""""#, json!("absent")),
        (again::<Option<String>>, r#""""#, json!("")),
        (again::<Option<Disk>>, r#""""#, json!("absent")),
        (again::<Option<Vec<i64>>>, r#""""#, json!("absent")),
        (again::<Option<Vec<i64>>>, "[]", json!([])),
        (again::<Vec<i64>>, "7", json!([7])),
        (again::<Vec<i64>>, r#"["7", 8]"#, json!([7, 8])),
        (again::<Vec<i64>>, r#""[7, 8]""#, json!([7, 8])),
        (again::<Vec<i64>>, "null", json!([])),
        (again::<Vec<String>>, r#""a""#, json!(["a"])),
        (again::<Vec<String>>, r#""[a""#, json!(["[a"])),
        (again::<Vec<String>>, r#""""#, json!([])),
        (again::<Vec<Disk>>, r#"{"category": "ssd"}"#, json!([{"category": "ssd"}])),
        (again::<BTreeMap<String, i64>>, r#"{"a": "1"}"#, json!({"a": 1})),
        (again::<BTreeMap<String, i64>>, "null", json!({})),
        (again::<BTreeMap<String, i64>>, r#""""#, json!({})),
        (again::<Disk>, "null", json!({"category": ""})),
        (again::<Disk>, r#"{"size": "20", "x": [1], "category": 7, "a": null}"#, json!({"category": "7", "size": 20, "x": [1], "a": null})),
        (again::<State>, r#""running""#, json!("running")),
        (again::<State>, r#""odd""#, json!("odd")),
        (again::<Secret>, "7", json!("7")),
        (again::<Timestamp>, r#""yesterday""#, json!("yesterday")),
        (again::<Duration>, r#""3h""#, json!("3h")),
        (again::<Json<Value>>, r#"{"b": 1, "a": [2]}"#, json!(r#"{"b":1,"a":[2]}"#)),
        (again::<Json<Value>>, r#""{ }""#, json!("{ }")),
        (again::<Value>, r#"{"b": [1, null, "x"]}"#, json!({"b": [1, null, "x"]})),
        (again::<Value>, "[18446744073709551615, 123456789012345678901234567890]", json!([u64::MAX, 1.2345678901234568e29])),
    ];
    for (number, (read, sent, expected)) in rows.iter().enumerate() {
        assert_eq!(read(sent).as_ref(), Ok(expected), "row {number}: {sent}");
    }
}

#[test]
fn errors_name_the_place_and_shorten_the_value() {
    let long = "x".repeat(100);
    let sent_long = format!(r#"{{"disks": [{{"encrypted": {long:?}}}]}}"#);
    let rows = [
        (r#"{"disks": [{}, {"encrypted": "maybe"}]}"#, r#"Thing.disks[1].encrypted: expected a boolean, found "maybe""#),
        (r#"{"count": 18446744073709551615}"#, "Thing.count: expected a 64-bit integer, found 18446744073709551615"),
        (r#"{"count": 1.5}"#, "Thing.count: expected a 64-bit integer, found 1.5"),
        (r#"{"disks": [[]]}"#, "Thing.disks[0]: expected an object, found a list"),
        (r#"{"name": {}}"#, "Thing.name: expected a text, found an object"),
        (r#"{"password": [ "hush" ]}"#, "Thing.password: expected a text, found a list"),
        (r#"{"labels": "hush"}"#, "Thing.labels: expected an object, found a text"),
        (r#"{"labels": {"a": {}}}"#, "Thing.labels.a: expected a text, found an object"),
        ("7", "Thing: expected an object, found 7"),
        (&sent_long, &format!(r#"Thing.disks[0].encrypted: expected a boolean, found "{}…""#, "x".repeat(40))),
    ];
    for (sent, expected) in rows {
        let error = serde_json::from_str::<Thing>(sent).expect_err(sent).to_string();
        let message = error.split(" at line ").next().unwrap_or_default();
        assert_eq!(message, expected, "{sent}");
    }
    let error = serde_json::from_value::<Thing>(json!({"count": "x"})).expect_err("no number");
    assert_eq!(error.to_string(), r#"Thing.count: expected a 64-bit integer, found "x""#);
}

#[test]
fn secrets_do_not_print() {
    let thing: Thing = serde_json::from_str(r#"{"password": "hush", "meta": "{\"category\": \"ssd\"}"}"#).expect("it is lenient");
    assert!(!format!("{thing:?}").contains("hush"));
    assert_eq!(Secret::from("hush").to_string(), "***");
    assert_eq!(serde_json::to_value(&thing).expect("it can be written")["password"], "hush");
    assert!(Secret::from("a") == Secret::from("a") && Secret::from("a") != Secret::from("ab"));
}

#[test]
fn what_names_say_is_secret_does_not_print() {
    let sent = r#"{"name": "a", "adminPassword": "hush", "login": {"Token": ["hush"], "user": "me"}, "secret": null, "list": [{"private_key": "hush"}]}"#;
    let thing: Thing = serde_json::from_str(sent).expect("it is lenient");
    let shown = format!("{thing:?} {thing:#?} {:?}", thing.extra);
    assert!(!shown.contains("hush") && shown.contains("***") && shown.contains("me"), "{shown}");
    assert_eq!(thing.extra["adminPassword"], "hush");
    assert_eq!(serde_json::to_value(&thing).expect("it can be written")["login"]["Token"][0], "hush");

    let config = Json::<Value>::from(sent);
    let shown = format!("{config:?} {config:#?}");
    assert!(!shown.contains("hush") && shown.contains("***") && shown.contains("me"), "{shown}");
    assert_eq!(config.raw(), sent);
}

#[test]
fn json_inside_a_text() {
    let disk = Disk { category: "ssd".into(), ..Disk::default() };
    for raw in [r#"{"category":"ssd"}"#, r#"{\"category\":\"ssd\"}"#, r#""{\"category\":\"ssd\"}""#] {
        assert_eq!(Json::<Disk>::from(raw).parse().as_ref(), Ok(&disk), "{raw}");
        assert_eq!(Json::<Disk>::from(raw).raw(), raw);
    }
    assert_eq!(Json::from_value(&disk).raw(), r#"{"category":"ssd"}"#);
    let error = Json::<Disk>::from(r#"{"size": "big"}"#).parse().expect_err("no number");
    assert!(error.to_string().starts_with(r#"$.size: expected a 64-bit integer, found "big""#), "{error}");
}

#[test]
fn times_and_lengths() {
    let utc = Timestamp::from("2020-09-11T02:10:54Z").instant();
    assert!(utc.is_some());
    assert_eq!(Timestamp::from("2020-09-11T10:10:54+08:00").instant(), utc);
    assert_eq!(Timestamp::from("2020-09-11T10:10:54").instant(), None);
    assert_eq!(utc.map(Timestamp::from), Some("2020-09-11T02:10:54Z".into()));
    let seconds = |text: &str| Duration::from(text).parse().map(|length| length.as_secs_f64());
    let rows = [
        ("3h", Some(10800.0)),
        ("1h30m", Some(5400.0)),
        ("15m", Some(900.0)),
        ("90s", Some(90.0)),
        ("1.5h", Some(5400.0)),
        ("250ms", Some(0.25)),
    ];
    for (text, expected) in rows {
        assert_eq!(seconds(text), expected, "{text}");
    }
    for text in ["", "h", "3", "3x", "-3h", "3 h", ".h", "99999999999999999999h"] {
        assert_eq!(seconds(text), None, "{text}");
    }
    for (length, text) in [(5400, "1h30m"), (90, "1m30s"), (0, "0s")] {
        assert_eq!(Duration::from(std::time::Duration::from_secs(length)).as_str(), text);
    }
}

#[test]
fn open_enums() {
    assert_eq!("running".parse(), Ok(State::Running));
    assert_eq!(State::from("odd".to_owned()), State::Unknown("odd".into()));
    assert_eq!(State::default().as_str(), "");
    assert_eq!(format!("{:>8}", State::Initial), " initial");
    assert_ne!(State::Unknown("running".into()), State::Running);
}

//! Every generated type keeps what it does not know, hides what is secret, and reads what is left out.
//!
//! Values are made of the tables that describe the types, so that what is new in the spec is tested as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration as StdDuration;

use ack_client::types::{Cluster, ClusterState, MasterUrl};
use ack_client::wire::serde_json::{self, Value, json};
use ack_client::wire::{Json, Kind, Schema};
use ack_client::{Client, Duration, Timestamp};
use ackgen_tests::operations;

/// What stands where a secret is.
const SECRET: &str = "hush-hush";

#[test]
fn answers_of_tomorrow_survive() {
    for erased in operations::all() {
        let Some(kind) = erased.operation.response.kind.filter(|_| !erased.operation.response.text) else { continue };
        let answer = sample(&kind, 0);
        let through = (erased.through)(Some("application/json"), answer.to_string().as_bytes());
        assert_eq!(through, Ok(answer), "{}", erased.operation.name);
    }
}

#[test]
fn answers_may_leave_out_everything() {
    for erased in operations::all() {
        let Some(kind) = erased.operation.response.kind.filter(|_| !erased.operation.response.text) else { continue };
        for answer in ["".to_owned(), "null".to_owned(), nulls(&kind).to_string()] {
            let read = (erased.through)(Some("application/json"), answer.as_bytes());
            assert!(read.is_ok(), "{} answers {answer}: {read:?}", erased.operation.name);
        }
    }
}

#[test]
fn secrets_are_not_shown() {
    let mut hidden = 0;
    for erased in operations::all() {
        let input = record(erased.operation.input, 0);
        let answer = erased.operation.response.kind.map_or(Value::Null, |kind| sample(&kind, 0));
        for (value, shown) in [input.clone(), answer.clone()].iter().zip((erased.debug)(input, answer).expect("a value is read")) {
            assert!(!shown.contains(SECRET), "{} shows a secret: {shown}", erased.operation.name);
            hidden += value.to_string().matches(SECRET).count();
        }
    }
    assert!(hidden > 5, "there are secrets: {hidden}");
}

#[test]
fn structs_can_grow() {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/client/src");
    let mut grown = 0;
    for file in rust_files(&types) {
        let text = fs::read_to_string(&file).expect("a file can be read");
        let declarations =
            text.split("#[derive(").skip(1).filter(|declaration| declaration.contains("pub struct") || declaration.contains("pub enum"));
        for declaration in declarations {
            let head = declaration.split('{').next().unwrap_or_default();
            let is_builder = head.contains("#[must_use");
            assert!(is_builder || head.contains("#[non_exhaustive]"), "{}: {head}", file.display());
            grown += usize::from(!is_builder);
        }
    }
    assert!(grown > 100, "there are types: {grown}");
}

#[test]
fn json_in_a_text_is_read_typed_or_raw() {
    let text = r#"{"api_server_endpoint":"https://1.2.3.4:6443","dashboard_endpoint":"","x-new":1}"#;
    let cluster: Cluster = serde_json::from_value(json!({ "master_url": text, "meta_data": "not JSON" })).expect("a cluster");
    let url = cluster.master_url.expect("there is one");
    assert_eq!(url.raw(), text);
    let parsed = url.parse().expect("it is JSON");
    assert_eq!(parsed.api_server_endpoint.as_deref(), Some("https://1.2.3.4:6443"));
    assert_eq!(parsed.extra["x-new"], 1);
    assert_eq!(Json::<MasterUrl>::from_value(&parsed).parse(), Ok(parsed));
    let metadata = cluster.meta_data.expect("there is one");
    assert_eq!(metadata.raw(), "not JSON", "an answer never fails for what is inside of a text");
    assert!(metadata.parse().is_err());
}

#[test]
fn every_json_in_a_text_has_a_type() {
    let mut found = Vec::new();
    for erased in operations::all() {
        let answer = erased.operation.response.kind;
        let kinds = erased.operation.input.fields.iter().map(|field| (field.name, field.kind));
        for (name, kind) in kinds.chain(answer.map(|kind| ("", kind))) {
            texts_with_json(name, &kind, &mut found);
        }
    }
    for name in ["master_url", "meta_data", "resource_info", "options", "config"] {
        assert!(found.contains(&name), "{name} is JSON in a text: {found:?}");
    }
}

#[test]
fn times_are_types_and_keep_the_text() {
    let cluster: Cluster = serde_json::from_value(json!({ "created": "2020-08-25T11:25:35+08:00", "updated": "soon" })).expect("a cluster");
    let created = cluster.created.clone().expect("there is one");
    assert_eq!(created.as_str(), "2020-08-25T11:25:35+08:00");
    assert_eq!(created.instant().expect("a time").to_string(), "2020-08-25T03:25:35Z");
    let updated = cluster.updated.clone().expect("there is one");
    assert_eq!((updated.as_str(), updated.instant()), ("soon", None));
    assert_eq!(serde_json::to_value(&cluster).expect("JSON")["updated"], "soon");

    let window: ack_client::types::MaintenanceWindow = serde_json::from_value(json!({ "duration": "3h" })).expect("a window");
    assert_eq!(window.duration.as_ref().map(Duration::as_str), Some("3h"));
    assert_eq!(window.duration.and_then(|duration| duration.parse()), Some(StdDuration::from_secs(3 * 3600)));
    assert_eq!(
        Timestamp::from("2020-08-25T11:25:35Z").instant(),
        created.instant().map(|instant| instant + StdDuration::from_secs(8 * 3600))
    );
}

#[test]
fn enums_are_open() {
    let cluster: Cluster = serde_json::from_value(json!({ "state": "hibernating" })).expect("a cluster");
    assert_eq!(cluster.state, ClusterState::Unknown("hibernating".to_owned()));
    assert_eq!(serde_json::to_value(&cluster).expect("JSON")["state"], "hibernating");
}

/// What people have at hand is what setters take.
#[test]
fn setters_take_what_is_at_hand() {
    let client = Client::builder().endpoint("https://ack.example").build().expect("a client");
    let (text, zones) = ("demo".to_owned(), vec!["a".to_owned()]);
    let call = client
        .create_cluster()
        .name(&text)
        .name("demo")
        .name(text)
        .cluster_type("Tomorrows")
        .cluster_type(ack_client::types::ClusterType::Kubernetes);
    let call = call.worker_vswitch_ids(["v1", "v2"]).worker_vswitch_ids(zones).login_password("Hello1234!");
    assert_eq!(call.input().name.as_deref(), Some("demo"));
}

fn sample(kind: &Kind, depth: usize) -> Value {
    match kind {
        Kind::String | Kind::Enum(_) => "never-heard-of".into(),
        Kind::Timestamp | Kind::Duration => "some day".into(),
        Kind::Secret => SECRET.into(),
        Kind::Boolean => true.into(),
        Kind::Integer | Kind::Long => 7.into(),
        Kind::Number => 0.5.into(),
        Kind::List(item) => json!([sample(item, depth)]),
        Kind::Map(value) => json!({ "key": sample(value, depth) }),
        // Whatever is inside, as it is not looked at until somebody asks.
        Kind::Json(inner) => sample(inner, depth).to_string().into(),
        Kind::Record(schema) => record(schema, depth + 1),
        Kind::Any => json!({ "any": [1, null] }),
    }
}

fn record(schema: &'static Schema, depth: usize) -> Value {
    let fields = schema.fields.iter().filter(|_| depth < 8);
    let mut record: serde_json::Map<_, _> = fields.map(|field| (field.name.to_owned(), sample(&field.kind, depth))).collect();
    record.insert("x-of-tomorrow".to_owned(), json!({ "a": [1] }));
    Value::Object(record)
}

/// The same with nothing in it but nulls.
fn nulls(kind: &Kind) -> Value {
    match kind {
        Kind::Record(schema) => Value::Object(schema.fields.iter().map(|field| (field.name.to_owned(), Value::Null)).collect()),
        Kind::List(item) => json!([nulls(item), null]),
        Kind::Map(value) => json!({ "key": nulls(value), "none": null }),
        _ => Value::Null,
    }
}

/// The names of fields that hold JSON in a text.
fn texts_with_json(name: &'static str, kind: &Kind, found: &mut Vec<&'static str>) {
    match kind {
        Kind::Json(_) => found.push(name),
        Kind::List(inner) | Kind::Map(inner) => texts_with_json(name, inner, found),
        Kind::Record(schema) => schema.fields.iter().for_each(|field| texts_with_json(field.name, &field.kind, found)),
        _ => {}
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder can be listed").map(|entry| entry.expect("a folder can be listed").path());
    entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

//! What holds for all values and all bytes.

mod things;

use std::collections::BTreeMap;

use ackgen_wire::bytes::Bytes;
use ackgen_wire::http::{HeaderValue, Request};
use ackgen_wire::serde_json::{self, Value};
use ackgen_wire::signing::{presented, verify};
use ackgen_wire::{
    Duration, Extra, Format, Json, Kind, ServiceError, Timestamp, View, Wire, decode_request, decode_response, encode_call, encode_request,
    encode_response, validate, validate_input, xml,
};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::string::string_regex;
use things::{ASSUME, Assume, Disk, PUT_DISKS, PUT_DISKS_INPUT, PutDisks, State, THING, Thing, UPDATE, UPDATE_THING, UpdateThing};

static ITEMS: Kind = Kind::Record(&THING);

fn disk() -> impl Strategy<Value = Disk> {
    (".*", of(any::<i64>()), of(any::<bool>())).prop_map(|(category, size, encrypted)| Disk {
        category,
        size,
        encrypted,
        extra: Extra::default(),
    })
}

fn thing() -> impl Strategy<Value = Thing> {
    let texts = (".*", ".*", of(".*"), of(".*"), of(".*"));
    let numbers = (any::<i64>(), of(proptest::num::f64::NORMAL));
    let lists = (vec(".+", 0..4), of(vec(disk(), 0..3)), of(btree_map(".*", ".*", 0..4)));
    (texts, numbers, lists).prop_map(|((name, state, password, meta, r#type), (count, ratio), (tags, disks, labels))| Thing {
        name,
        state: State::from(state),
        ratio,
        count,
        tags,
        disks,
        labels,
        password: password.map(Into::into),
        meta: meta.map(Json::from),
        r#type,
        ..Thing::default()
    })
}

fn update() -> impl Strategy<Value = UpdateThing> {
    let query = (of(vec(".*", 1..4)), of(vec("[^,\\[]+", 1..4)), of(any::<bool>()), of(any::<i64>()), of("[ -~]*"));
    (".+", query, of(".*"), of(vec(disk(), 0..3))).prop_filter("dots are no path", |(id, ..)| id != "." && id != "..").prop_map(
        |(id, (ids, zones, dry_run, page, caller), name, disks)| UpdateThing {
            id,
            ids,
            zones,
            dry_run,
            page,
            caller,
            name,
            disks,
            extra: Extra::default(),
        },
    )
}

/// What may be JSON, and an object more often than by chance.
fn any_json() -> impl Strategy<Value = String> {
    const VALUE: &str = r#"(\{\}|\[\]|\[\{"name":[0-9]\}\]|"[a-z]{0,3}"|[0-9]|null|true)"#;
    let object = format!(r#"\{{("name"|"disks"|"count"|"meta"|"labels"|"[a-z]{{0,3}}"):{VALUE}(,("tags"|"any"|"ratio"):{VALUE})?\}}"#);
    let tokens = r#"(\{|\}|\[|\]|"name":|"disks":|"[a-z]{0,3}"|[0-9]|,|null|:){0,20}"#;
    prop_oneof![string_regex(&object).expect("a pattern"), string_regex(tokens).expect("a pattern")]
}

/// The value without the characters that XML cannot carry.
fn printable(value: &Value) -> Value {
    let allowed =
        |c: char| if matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..) { c } else { char::REPLACEMENT_CHARACTER };
    match value {
        Value::String(text) => text.chars().map(allowed).collect::<String>().into(),
        Value::Array(items) => items.iter().map(printable).collect(),
        Value::Object(fields) => Value::Object(fields.iter().map(|(name, value)| (name.clone(), printable(value))).collect()),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_survive(thing in thing()) {
        let text = serde_json::to_string(&thing).expect("it can be written");
        prop_assert_eq!(&serde_json::from_str::<Thing>(&text).expect("it was written"), &thing);
        let value = serde_json::to_value(&thing).expect("it can be written");
        prop_assert_eq!(&serde_json::from_value::<Thing>(value).expect("it was written"), &thing);
    }

    #[test]
    fn requests_survive(update in update()) {
        let request = encode_request(&update).expect("it can be encoded");
        let value = decode_request(&UPDATE, &request).expect("it was encoded");
        prop_assert_eq!(serde_json::from_value::<UpdateThing>(value).expect("it was encoded"), update);
    }

    #[test]
    fn forms_survive(role in ".*", disks in of(vec(disk(), 1..3))) {
        let assume = Assume { role, disks, extra: Extra::default() };
        // By name, to the service itself and through a gateway that takes all calls by name.
        for request in [encode_request(&assume), encode_call(&assume)] {
            let value = decode_request(&ASSUME, &request.expect("it can be encoded")).expect("it was encoded");
            prop_assert_eq!(&serde_json::from_value::<Assume>(value).expect("it was encoded"), &assume);
        }
    }

    #[test]
    fn calls_by_name_carry_every_location(update in update()) {
        // A form has no empty list.
        let update = UpdateThing { disks: update.disks.filter(|disks| !disks.is_empty()), ..update };
        let request = encode_call(&update).expect("it can be encoded");
        let value = decode_request(&UPDATE, &request).expect("it was encoded");
        prop_assert_eq!(serde_json::from_value::<UpdateThing>(value).expect("it was encoded"), update);
    }

    #[test]
    fn bodies_of_one_value_survive(disks in vec(disk(), 0..4)) {
        let put = PutDisks { disks, extra: Extra::default() };
        let value = decode_request(&PUT_DISKS, &encode_request(&put).expect("it can be encoded")).expect("it was encoded");
        prop_assert_eq!(serde_json::from_value::<PutDisks>(value).expect("it was encoded"), put);
    }

    #[test]
    fn answers_survive(thing in thing(), documented: bool) {
        // One element whose text is a JSON array reads as that array.
        prop_assume!(thing.tags.len() != 1 || !thing.tags[0].trim_start().starts_with('['));
        let value = serde_json::to_value(&thing).expect("it can be written");
        for (format, value) in [(Format::Json, value.clone()), (Format::Xml, printable(&value))] {
            let (content_type, body) = encode_response(&UPDATE, &value, format, documented, None);
            let read: Thing = decode_response(&UPDATE, Some(content_type), &body).expect("it was written");
            prop_assert_eq!(read, serde_json::from_value::<Thing>(value).expect("it was written"));
        }
    }

    #[test]
    fn names_survive_xml(labels in btree_map(".*", "[a-z]*", 0..5)) {
        let thing = Thing { labels: Some(labels), ..Thing::default() };
        let value = serde_json::to_value(&thing).expect("it can be written");
        let read = xml::read(&xml::write(&value, "R", "item"), &Kind::Record(&THING), "R", None).expect("it was written");
        prop_assert_eq!(&read["labels"], &value["labels"]);
    }

    #[test]
    fn lengths_survive(length: std::time::Duration) {
        let length = std::time::Duration::new(length.as_secs() % (1 << 33), length.subsec_nanos());
        prop_assert_eq!(Duration::from(length).parse(), Some(length));
    }

    #[test]
    fn no_bytes_panic(body in vec(any::<u8>(), 0..200), text in ".*", header in vec(any::<u8>(), 0..60), kind in 0..3_usize) {
        let content_type = ["application/json", "application/xml", "application/x-www-form-urlencoded"][kind];
        let _ = decode_response::<Thing>(&UPDATE, Some(content_type), &body);
        let _ = decode_response::<Vec<Disk>>(&PUT_DISKS, Some(content_type), text.as_bytes());
        let _ = decode_response::<BTreeMap<String, i64>>(&ASSUME, Some(content_type), text.as_bytes());
        let _ = ServiceError::parse(400, &body);
        let _ = ServiceError::parse(400, text.as_bytes()).encode(Format::Xml);
        let _ = (Timestamp::from(&text).instant(), Duration::from(&text).parse(), Json::<Thing>::from(&text).parse().is_ok());
        let _ = Format::from_accept(&text);
        let mut request = Request::post("/things/1?a=%zz&ids.9=%ff&disks.0.x").header("content-type", content_type).body(Bytes::from(body)).expect("a request");
        for (operation, schema) in [(&UPDATE, &UPDATE_THING), (&PUT_DISKS, &PUT_DISKS_INPUT)] {
            if let Ok(value) = decode_request(operation, &request) {
                let _ = validate(schema, &value);
            }
        }
        for prefix in ["", "acs ", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b;c,Signature="] {
            let bytes = [prefix.as_bytes(), &header].concat();
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                request.headers_mut().insert("authorization", value.clone());
                request.headers_mut().insert("x-acs-date", value);
                if let Ok(found) = presented(&request) {
                    prop_assert!(!verify(&request, &found, &"secret".into()).valid);
                }
            }
        }
    }

    #[test]
    fn xml_like_text_does_not_panic(text in "(<[a-c]/?>|</[a-c]>|&[a-z#0-9]{0,4};|[a-c ]|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?|<!DOCTYPE){0,30}") {
        let _ = xml::read(&text, &Kind::Record(&THING), "a", None);
        let _ = xml::read(&text, &Kind::List(&ITEMS), "a", Some("b"));
        let _ = xml::read(&text, &Kind::Any, "a", None);
    }

    #[test]
    fn any_json_validates(text in any_json()) {
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let found = validate(&THING, &value);
            prop_assert_eq!(validate_input(&THING, View::of(&value)), found);
            if let Ok(thing) = serde_json::from_value::<Thing>(value) {
                let written = serde_json::to_value(&thing).expect("it can be written");
                prop_assert_eq!(validate_input(&THING, thing.view()), validate_input(&THING, View::of(&written)));
            }
        }
    }
}

//! What a schema refuses, in words.

use std::collections::BTreeMap;

use ackgen_wire::serde_json::{self, Value, json};
use ackgen_wire::{
    Body, CharacterClass, Condition, Count, Extra, Field, Idempotency, Input, Json, Kind, Limit, Location, Network, Operation, Response,
    Rule, Schema, Secret, Service, ServiceStyle, Wire, pattern, validate, validate_input,
};

static INNER: Schema = Schema::new(
    "Inner",
    &[
        Field::new("size", Kind::Long).required().limits(&[Limit::Min(20), Limit::Max(500)]),
        Field::new("secret", Kind::Secret).limits(&[Limit::MinLength(8), Limit::Forbidden("\"")]),
    ],
);
const NETWORKS: &[Network] =
    &[Network::v4([10, 0, 0, 0], 8).prefixes(16, 24), Network::v4([192, 168, 0, 0], 16), Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8)];
const CLASSES: &[CharacterClass] = &[CharacterClass::Upper, CharacterClass::Lower, CharacterClass::Digit, CharacterClass::Special];
static OUTER: Schema = Schema::new(
    "Outer",
    &[
        Field::new("name", Kind::String)
            .required()
            .limits(&[Limit::MaxLength(5), Limit::Pattern(pattern!(r"[a-z\p{Script=Han}-]+|\p{Script=Han}"))]),
        Field::new("disks", Kind::List(&Kind::Record(&INNER))).limits(&[Limit::MinItems(1), Limit::MaxItems(2), Limit::UniqueBy("size")]),
        Field::new("zones", Kind::List(&Kind::String)).limits(&[Limit::NotPrefix(&["x-"]), Limit::NotContain(&["://"])]),
        Field::new("cidr", Kind::String).limits(&[Limit::Cidrs(NETWORKS)]),
        Field::new("classes", Kind::String).limits(&[Limit::CharacterClasses(3, CLASSES)]),
        Field::new("on", Kind::Boolean),
        Field::new("why", Kind::String).limits(&[Limit::RequiredWhen(Condition { field: "on", values: &["true"] })]),
        Field::new("small", Kind::Integer).limits(&[Limit::OnlyWhen(Condition { field: "on", values: &["false"] })]),
        Field::new("number", Kind::Number),
        Field::new("map", Kind::Map(&Kind::Long)),
        Field::new("meta", Kind::Json(&Kind::Record(&INNER))),
        Field::new("state", Kind::Enum(&["a"])),
        Field::new("a", Kind::Any),
        Field::new("b", Kind::Any),
    ],
)
.rules(&[Rule { count: Count::AtMostOne, fields: &["a", "b"] }]);

/// A struct that has all of these fields.
#[derive(Clone, Debug, Default, PartialEq)]
struct Outer {
    name: Option<String>,
    disks: Option<Vec<Inner>>,
    zones: Option<Vec<String>>,
    cidr: Option<String>,
    classes: Option<String>,
    on: Option<bool>,
    why: Option<String>,
    small: Option<i32>,
    number: Option<f64>,
    map: Option<BTreeMap<String, i64>>,
    meta: Option<Json<Value>>,
    state: Option<String>,
    a: Option<Value>,
    b: Option<Value>,
    extra: Extra,
}
ackgen_wire::record!(Outer: OUTER {
    name: "name", disks: "disks", zones: "zones", cidr: "cidr", classes: "classes", on: "on", why: "why", small: "small",
    number: "number", map: "map", meta: "meta", state: "state", a: "a", b: "b",
});

#[derive(Clone, Debug, Default, PartialEq)]
struct Inner {
    size: Option<i64>,
    secret: Option<Secret>,
    extra: Extra,
}
ackgen_wire::record!(Inner: INNER { size: "size", secret: "secret" });

/// The struct of a value, if it holds that as it is.
fn held(value: &Value) -> Option<Outer> {
    let outer: Outer = serde_json::from_value(value.clone()).ok()?;
    (serde_json::to_value(&outer).ok()? == *value).then_some(outer)
}

/// An input of whatever fields.
#[derive(Clone, Default)]
struct Anything {
    extra: Extra,
}
ackgen_wire::record!(Anything: OUTER {});
static OPERATION: Operation = Operation {
    name: "Anything",
    methods: &["POST"],
    path: "/",
    idempotency: Idempotency::ReadOnly,
    input: &OUTER,
    body: Body::Fields,
    response: Response { statuses: &[200], kind: None, text: false, placeholder: None },
    pagination: None,
    credentials: None,
};
static SERVICE: Service =
    Service { name: "anything", product: "Anything", version: "1", style: ServiceStyle::Roa, operations: &[&OPERATION] };

impl Input for Anything {
    type Output = ();
    const OPERATION: &'static Operation = &OPERATION;
    fn service() -> &'static Service {
        &SERVICE
    }
}

#[test]
fn violations() {
    let rows = [
        (json!({"name": "ok"}), None),
        (json!({"name": "名-a", "on": "false", "small": "7", "number": "1.5", "state": "new", "cidr": "10.1.0.0/16"}), None),
        (json!({"name": "a", "disks": {"size": "20"}, "meta": "{\\\"size\\\": 20}", "map": {"a": "1"}, "zones": "[\"a\"]"}), None),
        (json!({"name": "a", "cidr": "192.168.3.0/24", "classes": "aB1", "why": null}), None),
        (json!({"name": "a", "cidr": "fd12:3456::/32"}), None),
        (json!([]), Some(("not-an-object", "the input must be an object, but a list of 0 was sent"))),
        (json!({}), Some(("required", "name must be given"))),
        (json!({"name": null}), Some(("required", "name must be given"))),
        (json!({"name": "abcdef"}), Some(("too-long", r#"name must have at most 5 characters, but "abcdef" was sent"#))),
        (json!({"name": "a b"}), Some(("pattern", r#"name must match [a-z\p{Script=Han}-]+|\p{Script=Han}, but "a b" was sent"#))),
        (json!({"name": "a", "disks": [{"size": 5}]}), Some(("too-small", "disks[0].size must be at least 20, but 5 was sent"))),
        (json!({"name": "a", "disks": [{"size": "999"}]}), Some(("too-large", r#"disks[0].size must be at most 500, but "999" was sent"#))),
        (
            json!({"name": "a", "disks": [{"size": "big"}]}),
            Some(("not-an-integer", r#"disks[0].size must be an integer of 64 bits, but "big" was sent"#)),
        ),
        (json!({"name": "a", "disks": [{}]}), Some(("required", "disks[0].size must be given"))),
        (json!({"name": "a", "disks": []}), Some(("too-few-items", "disks must have at least 1 item, but a list of 0 was sent"))),
        (
            json!({"name": "a", "disks": [{"size": 20}, {"size": 20}]}),
            Some(("not-unique", "disks[1].size must differ from that of all other items, but 20 was sent")),
        ),
        (
            json!({"name": "a", "disks": [{"size": 20, "secret": "hush"}]}),
            Some(("too-short", "disks[0].secret must have at least 8 characters, but a secret was sent")),
        ),
        (json!({"name": "a", "disks": ["hush"]}), Some(("not-an-object", "disks[0] must be an object, but a text was sent"))),
        (
            json!({"name": "a", "zones": ["a", "x-a"]}),
            Some(("forbidden-prefix", r#"zones[1] must not begin with "x-", but "x-a" was sent"#)),
        ),
        (json!({"name": "a", "zones": ["a://b"]}), Some(("forbidden-text", r#"zones[0] must not contain "://", but "a://b" was sent"#))),
        (
            json!({"name": "a", "cidr": "10.0.0.0/8"}),
            Some(("cidr", r#"cidr must be an address block in 10.0.0.0/8/16-24 or 192.168.0.0/16 or fd00::/8, but "10.0.0.0/8" was sent"#)),
        ),
        (
            json!({"name": "a", "cidr": "10.0.0.1"}),
            Some(("cidr", r#"cidr must be an address block in 10.0.0.0/8/16-24 or 192.168.0.0/16 or fd00::/8, but "10.0.0.1" was sent"#)),
        ),
        (
            json!({"name": "a", "cidr": "fe00::/8"}),
            Some(("cidr", r#"cidr must be an address block in 10.0.0.0/8/16-24 or 192.168.0.0/16 or fd00::/8, but "fe00::/8" was sent"#)),
        ),
        (
            json!({"name": "a", "classes": "aB"}),
            Some((
                "character-classes",
                r#"classes must have characters of at least 3 of: A to Z, a to z, digits, special characters, but "aB" was sent"#,
            )),
        ),
        (json!({"name": "a", "on": "True"}), Some(("required-when", "why must be given when on is true"))),
        (json!({"name": "a", "on": "yes"}), Some(("not-a-boolean", r#"on must be true or false, but "yes" was sent"#))),
        (
            json!({"name": "a", "small": 4294967296_i64}),
            Some(("not-an-integer", "small must be an integer of 32 bits, but 4294967296 was sent")),
        ),
        (json!({"name": "a", "number": {}}), Some(("not-a-number", "number must be a number, but an object was sent"))),
        (json!({"name": "a", "map": {"x": "y"}}), Some(("not-an-integer", r#"map.x must be an integer of 64 bits, but "y" was sent"#))),
        (json!({"name": "a", "meta": "{"}), Some(("not-json", "meta must be a text of JSON, but a text of 1 character was sent"))),
        (json!({"name": "a", "meta": "{\"size\": 1}"}), Some(("too-small", "meta.size must be at least 20, but 1 was sent"))),
        (json!({"name": "a", "state": []}), Some(("not-a-text", "state must be a text, but a list of 0 was sent"))),
        (json!({"name": "a", "a": 1, "b": 2}), Some(("at-most-one", "the input must have at most one of a, b, but a, b was sent"))),
    ];
    let mut structs = 0;
    for (value, expected) in rows {
        let violations = validate(&OUTER, &value);
        let found: Vec<_> = violations.iter().map(|violation| (violation.code, violation.to_string())).collect();
        let expected: Vec<_> = expected.into_iter().map(|(code, text)| (code, text.to_owned())).collect();
        assert_eq!(found, expected, "{value}");
        if let Some(outer) = held(&value) {
            assert_eq!(validate_input(&OUTER, outer.view()), violations, "the same, of a struct");
            structs += 1;
        }
        if let Value::Object(fields) = value {
            let input = Anything { extra: fields.into() };
            assert_eq!(validate_input(&OUTER, input.view()), violations, "the same, of an input");
        }
    }
    assert!(structs > 15, "many of these are held by the struct: {structs}");
}

#[test]
fn what_is_no_value_outside_of_a_body_is_for_the_caller_to_know() {
    static PLACES: Schema = Schema::new(
        "Places",
        &[
            Field::new("id", Kind::String).at(Location::Path).required(),
            Field::new("role", Kind::String).at(Location::Query).required(),
            Field::new("tenant", Kind::String).at(Location::Header).required(),
            Field::new("filter", Kind::String).at(Location::Query),
            Field::new("note", Kind::String).required(),
        ],
    );
    let id = |sent: &str| format!(r#"id must be neither empty nor dots, but "{sent}" was sent"#);
    let empty = |name: &str| format!(r#"{name} must not be empty, but "" was sent"#);
    for (value, expected) in [
        (json!({"id": "a", "role": "b", "tenant": "c", "filter": "", "note": ""}), vec![]),
        (json!({"id": "", "role": "", "tenant": "", "note": ""}), vec![id(""), empty("role"), empty("tenant")]),
        (json!({"id": "..", "role": ".", "tenant": ".", "note": "."}), vec![id("..")]),
    ] {
        let Value::Object(fields) = value else { unreachable!() };
        let input = Anything { extra: fields.into() };
        let found: Vec<_> = validate_input(&PLACES, input.view()).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn what_would_have_no_effect_is_for_the_caller_to_know() {
    let refused = "small must be left out unless on is false, but 7 was sent";
    for (value, expected) in [
        (json!({"name": "a", "small": 7}), None),
        (json!({"name": "a", "small": 7, "on": "False"}), None),
        (json!({"name": "a", "small": 7, "on": true, "why": "so"}), Some(refused)),
        (json!({"name": "a", "small": null, "on": true, "why": "so"}), None),
    ] {
        assert_eq!(validate(&OUTER, &value), [], "a service takes it: {value}");
        let outer: Outer = serde_json::from_value(value.clone()).expect("it is one");
        let Value::Object(fields) = value else { unreachable!() };
        let input = Anything { extra: fields.into() };
        for view in [input.view(), outer.view()] {
            let found: Vec<_> = validate_input(&OUTER, view).iter().map(ToString::to_string).collect();
            assert_eq!(found, Vec::from_iter(expected.map(str::to_owned)));
        }
    }
}

/// Types that hold more than their fields may.
#[derive(Default)]
struct Wide {
    text: Option<Value>,
    small: Option<i64>,
    flags: Vec<Option<bool>>,
    texts: Option<Vec<String>>,
    extra: Extra,
}
static WIDE: Schema = Schema::new(
    "Wide",
    &[
        Field::new("text", Kind::String),
        Field::new("small", Kind::Integer),
        Field::new("flags", Kind::List(&Kind::Boolean)),
        Field::new("texts", Kind::List(&Kind::Integer)),
    ],
);
ackgen_wire::record!(Wide: WIDE { text: "text", small: "small", flags: "flags", texts: "texts" });

#[test]
fn what_a_type_does_not_promise_is_checked() {
    let flags = vec![None];
    let texts = Some(vec!["a".to_owned()]);
    let wide = Wide { text: Some(json!([])), small: Some(i64::MAX), flags, texts, extra: Extra::default() };
    let violations = validate_input(&WIDE, wide.view());
    let paths: Vec<_> = violations.iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["text", "small", "flags[0]", "texts[0]"]);
}

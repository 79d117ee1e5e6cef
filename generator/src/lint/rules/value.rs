//! What values tell about the types of their fields.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::Severity;
use crate::lint::finding::Findings;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{self, Field, Owner, Spec};
use crate::lint::words;
use crate::model::{EnumValue, EvidenceKind, Kind, Service, Shape, Type};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "no-example",
        title: "a value of a table has no example",
        text: "Tables print an example in every row. It tells more than a type does, and the mock answers with it.",
        wrong: "state: { type: string, evidence: table, … }",
        right: "state: { type: string, evidence: table, example: running, … }",
        severity: Severity::Note,
        fixable: false,
        check: Check::Fields(no_example),
    },
    Rule {
        id: "loose-type",
        title: "every example of a text has a form that there is a type for",
        text: "A point in time is a `timestamp`, JSON in a text is `json<T>`: the client then hands over something better than a \
               text, and the reference says what to expect.",
        wrong: "created: { type: string, example: \"2020-08-25T11:25:35+08:00\", … }",
        right: "created: { type: timestamp, example: \"2020-08-25T11:25:35+08:00\", … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(loose_type),
    },
    Rule {
        id: "example-breaks-form",
        title: "an example of a text has not the form that its type stands for",
        text: "A `timestamp` is a point in time as RFC 3339 writes it, a `duration` is `3h` or `1h30m`, and the text of a `json<T>` holds \
               a `T`. The client cannot read anything else. Where the guide prints it so, keep the example in `printed`, or the type is \
               a `string`.",
        wrong: "created: { type: timestamp, example: 2020-08-25 11:25:35, … }",
        right: "created: { type: timestamp, example: \"2020-08-25T11:25:35+08:00\", … }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Fields(breaks_form),
    },
    Rule {
        id: "secret-as-text",
        title: "a field has the name of a secret and the type of a text",
        text: "A `secret` never reaches a log, a debug print or the journal of the mock. A text does.",
        wrong: "login_password: { type: string, … }",
        right: "login_password: { type: secret, … }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Fields(secret_as_text),
    },
    Rule {
        id: "missing-unit",
        title: "a number is named after a length of time or a size, and has no unit",
        text: "Nobody can guess whether 60 are seconds or minutes. A unit is data: `unit: seconds`.",
        wrong: "timeout: { type: integer, … }",
        right: "timeout: { type: integer, unit: seconds, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(missing_unit),
    },
    Rule {
        id: "enum-as-text",
        title: "a text has the name and the examples of a field that is an enum elsewhere",
        text: "Most often the enum was described after this field was. If the values really differ, suppress this with the reason.",
        wrong: "Disk:  category: { type: DiskCategory, … }\nImage: category: { type: string, example: cloud_ssd, … }",
        right: "Disk:  category: { type: DiskCategory, … }\nImage: category: { type: DiskCategory, example: cloud_ssd, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(enum_as_text),
    },
];

fn no_example(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let is_of_table = field.field.evidence.iter().any(|evidence| evidence.kind == EvidenceKind::Table);
    // Tables of common headers have no column for it.
    let is_common = matches!(field.owner, Owner::EveryRequest | Owner::EveryAnswer);
    if is_of_table && !is_common && field.field.examples.is_empty() && is_simple(field, &field.field.kind) {
        let finding = findings.add(&field.subject, format!("`{}` has no example", field.field.wire)).at(field.field.at, "this field");
        finding.help("add the one that the table prints");
    }
}

/// Whether an example is one value, or a list of such: structs are put together from the examples of their fields.
fn is_simple(field: &Field<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::List(item) => is_simple(field, item),
        Kind::Named(id) => matches!(field.service.get(*id).shape, Shape::Enum(_)),
        Kind::Map(_) | Kind::Json(_) | Kind::Any => false,
        _ => true,
    }
}

fn loose_type(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let texts: Vec<&str> = field.field.examples.iter().filter_map(|(_, example)| example.as_str()).collect();
    if field.field.kind != Kind::String || texts.is_empty() || texts.len() < field.field.examples.len() {
        return;
    }
    let better = if texts.iter().all(|text| is_timestamp(text)) {
        "timestamp"
    } else if texts.iter().all(|text| is_structured(text)) {
        "json<…>"
    } else {
        return;
    };
    let finding = findings.add(&field.subject, format!("the examples of `{}` are those of a `{better}`", field.field.wire));
    finding.at(field.written.r#type.span, format!("could be `{better}`")).at(field.field.examples_at[0], "the first example");
}

fn breaks_form(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    for ((_, example), at) in field.field.examples.iter().zip(&field.field.examples_at) {
        if let Some(reason) = other_form(field.service, &field.field.kind, example) {
            let message = format!("an example of `{}` has another form than its type: {reason}", field.field.wire);
            findings.add(&field.subject, message).at(*at, "this example").at(field.written.r#type.span, "the type");
        }
    }
}

/// Why a text has not the form that its type stands for.
fn other_form(service: &Service, kind: &Kind, example: &Value) -> Option<String> {
    match (kind, example) {
        (Kind::List(item), Value::Array(values)) => values.iter().find_map(|value| other_form(service, item, value)),
        (Kind::Map(item), Value::Object(values)) => values.values().find_map(|value| other_form(service, item, value)),
        // A masked text is none of what it masks.
        (_, Value::String(text)) if text.contains("**") => None,
        (Kind::Timestamp, Value::String(text)) => (!is_timestamp(text)).then(|| format!("`{text}` is no point in time")),
        (Kind::Duration, Value::String(text)) => (!is_duration(text)).then(|| format!("`{text}` is no duration")),
        (Kind::Json(inner), Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(value) => crate::resolve::misfit_of(service, inner, &value),
            Err(_) => Some("it is no JSON".to_owned()),
        },
        _ => None,
    }
}

/// Whether a text is numbers, each with a unit: `1h30m`.
fn is_duration(text: &str) -> bool {
    let is_unit = |part: &str| matches!(part, "d" | "h" | "m" | "s");
    let mut parts = text.split_inclusive(|character: char| character.is_ascii_alphabetic()).peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let digits = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
            digits > 0 && is_unit(&part[digits..])
        })
}

/// `2020-08-25T11:25:35+08:00`: without a zone it is no point in time.
fn is_timestamp(text: &str) -> bool {
    let shape: String = text.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    let zone = shape.strip_prefix("0000-00-00T00:00:00").map(|rest| rest.trim_start_matches(['.', '0']));
    zone.is_some_and(|zone| matches!(zone, "Z" | "+00:00" | "-00:00"))
}

fn is_structured(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object() || value.is_array())
}

fn secret_as_text(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let name = words::of_name(&field.field.wire);
    let has = |word: &str| name.iter().any(|part| part == word);
    let ends_with = |ending: &[&str]| {
        name.len() >= ending.len() && name[name.len() - ending.len()..].iter().zip(ending).all(|(part, word)| part == word)
    };
    let is_secret = ["password", "passwd", "passphrase", "kubeconfig"].into_iter().any(|word| ends_with(&[word]))
        || ends_with(&["secret"])
        || ends_with(&["private", "key"])
        || ends_with(&["security", "token"])
        || ends_with(&["access", "token"]);
    // A name or an id of a secret is none.
    if field.field.kind == Kind::String && is_secret && !has("name") && !has("id") {
        let finding = findings.add(&field.subject, format!("`{}` is a secret by its name", field.field.wire));
        finding.at(field.written.r#type.span, "should be `secret`").at(field.field.at, "the name");
    }
}

const MEASURED: [&str; 16] = [
    "seconds",
    "secs",
    "minutes",
    "mins",
    "hours",
    "days",
    "milliseconds",
    "millis",
    "timeout",
    "interval",
    "ttl",
    "bytes",
    "gb",
    "gib",
    "mb",
    "bandwidth",
];

fn missing_unit(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let is_number = matches!(field.field.kind, Kind::Integer | Kind::Long | Kind::Number);
    let last = words::of_name(&field.field.wire).pop().unwrap_or_default();
    if is_number && field.field.unit.is_none() && MEASURED.contains(&last.as_str()) {
        let finding = findings.add(&field.subject, format!("`{}` measures something, in no unit", field.field.wire));
        finding.at(field.field.at, "this number").help("say which, for example `unit: seconds`");
    }
}

/// A field, the enum that it holds, and the enum's values.
type EnumField<'a> = (&'a Field<'a>, &'a Type, &'a [EnumValue]);

fn enum_as_text(spec: &Spec<'_>, service: &spec::Service<'_>, findings: &mut Findings) {
    let of_service = || spec.fields.iter().filter(|field| std::ptr::eq(field.service, service.service));
    let mut enums: HashMap<&str, Vec<EnumField<'_>>> = HashMap::new();
    for field in of_service() {
        if let Kind::Named(id) = field.field.kind
            && let definition = field.service.get(id)
            && let Shape::Enum(values) = &definition.shape
        {
            enums.entry(&field.field.wire).or_default().push((field, definition, values));
        }
    }
    for field in of_service().filter(|field| field.field.kind == Kind::String && !field.field.examples.is_empty()) {
        let texts: Vec<&str> = field.field.examples.iter().filter_map(|(_, example)| example.as_str()).collect();
        let all_in = |values: &[EnumValue]| texts.iter().all(|text| values.iter().any(|value| value.wire == *text));
        let mut of_name = enums.get(field.field.wire.as_str()).into_iter().flatten();
        if let Some((other, definition, _)) = of_name.find(|(_, _, values)| all_in(values)) {
            let message = format!("`{}` is a text here and a `{}` elsewhere", field.field.wire, definition.name);
            let finding = findings.add(&field.subject, message).at(field.written.r#type.span, "a text");
            finding
                .at(other.written.r#type.span, format!("a `{}`", definition.name))
                .help("use the enum, or suppress this with the reason");
        }
    }
}

//! Keys of fields: those without effect, and those that contradict each other.

use serde_json::Value as Json;

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::layout;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Field, Owner, Spec};
use crate::model::{Kind, Limit, Location};
use crate::names;
use crate::source::Span;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "key-without-effect",
        title: "a key of a field changes nothing",
        text: "`false` where that is assumed, `plain` where only requests carry the field, `required` and `default` where only \
               answers do, a Rust name that the wire name gives anyway. Readers look for a reason that is not there.",
        wrong: "size: { type: long, required: false, … }",
        right: "size: { type: long, … }",
        severity: Severity::Warning,
        fixable: true,
        check: Check::Fields(without_effect),
    },
    Rule {
        id: "contradicting-keys",
        title: "two keys of a field contradict each other",
        text: "What has to be sent has no default and needs no condition. One of the two keys is misread.",
        wrong: "size: { type: long, required: true, default: 10, … }",
        right: "size: { type: long, default: 10, … }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Fields(contradicting),
    },
    Rule {
        id: "printed-equals-truth",
        title: "`printed` tells what the spec says anyway",
        text: "`printed` is for what the guide prints otherwise. Where both are the same, either the difference has been resolved, \
               or one of the two was copied.",
        wrong: "ClusterId: { type: string, printed: ClusterId, … }",
        right: "ClusterId: { type: string, … }",
        severity: Severity::Warning,
        fixable: true,
        check: Check::Fields(printed),
    },
];

fn without_effect(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let written = field.written;
    let (input, output) = (field.in_input(), field.in_output());
    let mut found: Vec<(&str, &str, Span)> = Vec::new();
    if let Some(required) = &written.required {
        match (required.value, input) {
            (false, _) => found.push(("required", "a field is optional anyway", required.span)),
            (true, false) => found.push(("required", "no request carries the field", required.span)),
            (true, true) => {}
        }
    }
    if let Some(plain) = &written.plain {
        match (plain.value, output) {
            (false, _) => found.push(("plain", "a field is not plain anyway", plain.span)),
            (true, false) => found.push(("plain", "no answer carries the field", plain.span)),
            (true, true) => {}
        }
    }
    if let Some(default) = written.default.as_ref().filter(|_| !input) {
        found.push(("default", "no request carries the field, so nobody can leave it out", default.span));
    }
    if let Some(style) = written.style.as_ref().filter(|style| style.value == "json") {
        found.push(("style", "lists are JSON anyway", style.span));
    }
    if let Some(rust) = written.rust.as_ref().filter(|rust| rust.value == names::field(&field.field.wire)) {
        found.push(("rust", "the wire name gives the same", rust.span));
    }
    let is_container = matches!(field.field.kind, Kind::List(_) | Kind::Map(_) | Kind::Json(_));
    let is_body = written.name.is_some();
    if let Some(placeholder) = written.placeholder.as_ref().filter(|_| !is_container && !is_body) {
        found.push(("placeholder", "only lists and maps have one", placeholder.span));
    }
    for (key, reason, at) in found {
        let finding = findings.add(&field.subject, format!("`{key}` changes nothing: {reason}")).at(at, "has no effect");
        if let Some(edit) = removal(spec, written.span, key) {
            finding.fix([edit]);
        }
    }
}

fn removal(spec: &Spec<'_>, map: Span, key: &str) -> Option<Edit> {
    let text = &spec.sources[map.file.0].text;
    layout::removal(text, spec.map_at(map)?, key).map(Edit::remove)
}

fn contradicting(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let Some(required) = field.written.required.as_ref().filter(|required| required.value) else { return };
    let mut clash = |other: &str, at: Span, reason: &str| {
        let message = format!("`{}` is required and has `{other}`: {reason}", field.field.wire);
        findings.add(&field.subject, message).at(at, format!("`{other}`")).at(required.span, "`required`");
    };
    if let Some(default) = field.field.default_at.filter(|_| field.in_input()) {
        clash("default", default, "what must be sent is never assumed");
    }
    for (limit, at) in field.field.limits.iter().zip(&field.field.limits_at) {
        match limit {
            Limit::RequiredWhen(_) => clash("required_when", *at, "it is required in any case"),
            Limit::OnlyWhen(_) => clash("only_when", *at, "it must be sent even where it has no effect"),
            _ => {}
        }
    }
}

fn printed(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let Some(printed) = &field.written.printed else { return };
    let same: Vec<_> = printed.cells.iter().filter(|(cell, text)| is_truth(field, &cell.value, &text.value)).collect();
    for (cell, text) in &same {
        let message = format!("the printed {} of `{}` is the one that the spec has", cell.value, field.field.wire);
        let finding = findings.add(&field.subject, message).at(text.span, "the same");
        let whole = same.len() == printed.cells.len();
        let edit = match whole {
            true => removal(spec, field.written.span, "printed"),
            false => {
                spec.map_at(field.written.span).and_then(|map| map.get("printed")).and_then(|cells| removal(spec, cells.span, &cell.value))
            }
        };
        if let Some(edit) = edit {
            finding.fix([edit]);
        }
        if whole {
            break;
        }
    }
}

/// Whether a printed cell is what the spec says.
fn is_truth(field: &Field<'_>, cell: &str, printed: &str) -> bool {
    let own = field.field;
    let is = |value: &Json| match value {
        Json::String(text) => text == printed,
        other => format!("{other}") == printed,
    };
    match cell {
        "name" => own.wire == printed,
        "type" => field.written.r#type.value.eq_ignore_ascii_case(printed),
        "required" => own.required.to_string() == printed,
        "default" => own.default.as_ref().is_some_and(is),
        "example" => matches!(own.examples.as_slice(), [(_, only)] if is(only)),
        "location" => {
            let location = match own.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
                Location::Body => "body",
            };
            matches!(field.owner, Owner::Input(_)) && location.eq_ignore_ascii_case(printed)
        }
        _ => false,
    }
}

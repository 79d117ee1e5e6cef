//! Structs and enums beside each other.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::layout;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Definition, Service, Spec};
use crate::model::{Content, Count, Field, Limit, Shape, Struct, Type};
use crate::names;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "near-duplicate-type",
        title: "two types have the same fields or the same values",
        text: "One type of two names is two types in the client, with conversions between them. Use one of them for both, unless \
               they only look alike by chance; then suppress this and say so.",
        wrong: "- name: NodeLabel\n  fields: { key: …, value: … }\n- name: PoolLabel\n  fields: { key: …, value: … }",
        right: "- name: Label\n  fields: { key: …, value: … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(near_duplicates),
    },
    Rule {
        id: "needless-variant-name",
        title: "a value of an enum is given the Rust name that it has anyway",
        text: "`rust` is for values whose own casing collides or reads badly.",
        wrong: "delete_failed: { en: …, zh: …, rust: DeleteFailed }",
        right: "delete_failed: { en: …, zh: … }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Definitions(needless_variant),
    },
    Rule {
        id: "pointless-rule",
        title: "a rule counts a field that is always there",
        text: "A required field beside `at_most_one` or `exactly_one` forbids all the others; beside `at_least_one` it makes the \
               rule hold always. Either the field is not required, or the rule is misread.",
        wrong: "rules:\n  - { at_most_one: [password, key_pair], … }     # and password is required",
        right: "rules:\n  - { at_most_one: [password, key_pair], … }     # and neither is required",
        severity: Severity::Error,
        fixable: false,
        check: Check::Services(pointless_rules),
    },
];

fn near_duplicates(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let mut by_names: HashMap<Vec<&str>, Vec<&Type>> = HashMap::new();
    for definition in &service.service.types {
        let alike = by_names.entry(member_names(definition)).or_default();
        if let Some(twin) = alike.iter().find(|other| are_alike(definition, other)) {
            let what = if matches!(definition.shape, Shape::Struct(_)) { "fields" } else { "values" };
            let message = format!("`{}` and `{}` have the same {what}", twin.name, definition.name);
            let subject = format!("{}/{}", service.subject, definition.name);
            let finding = findings.add(&subject, message).at(definition.at, "the second").at(twin.at, "the first");
            finding.help("use one of them for both, or suppress this with the reason");
        }
        alike.push(definition);
    }
}

/// What the fields or values of a type are called, in the order of the alphabet.
fn member_names(definition: &Type) -> Vec<&str> {
    let mut names: Vec<&str> = match &definition.shape {
        Shape::Struct(shape) => shape.fields.iter().map(|field| field.wire.as_str()).collect(),
        Shape::Enum(values) => values.iter().map(|value| value.wire.as_str()).collect(),
    };
    names.sort_unstable();
    names
}

/// Whether two types whose members have the same names are the same otherwise.
fn are_alike(one: &Type, other: &Type) -> bool {
    match (&one.shape, &other.shape) {
        (Shape::Struct(one), Shape::Struct(other)) => {
            let alike = |field: &Field, other: &Field| {
                field.wire == other.wire
                    && field.kind == other.kind
                    && field.required == other.required
                    && same_limits(&field.limits, &other.limits)
            };
            one.fields.len() > 1 && one.fields.iter().all(|field| other.fields.iter().any(|twin| alike(field, twin)))
        }
        (Shape::Enum(one), Shape::Enum(_)) => one.len() > 1,
        _ => false,
    }
}

/// Conditions know where they stand, which makes no difference.
fn same_limits(one: &[Limit], other: &[Limit]) -> bool {
    let alike = |pair: (&Limit, &Limit)| match pair {
        (Limit::OnlyWhen(one), Limit::OnlyWhen(other)) | (Limit::RequiredWhen(one), Limit::RequiredWhen(other)) => {
            one.field == other.field && one.values == other.values
        }
        (one, other) => one == other,
    };
    one.len() == other.len() && one.iter().zip(other).all(alike)
}

fn needless_variant(spec: &Spec<'_>, definition: &Definition<'_>, findings: &mut Findings) {
    for (wire, value) in definition.written.values.iter().flat_map(|values| &values.0) {
        let Some(rust) = value.rust.as_ref().filter(|rust| rust.value == names::variant(&wire.value)) else { continue };
        let finding = findings
            .add(&definition.subject, format!("`{}` is called `{}` in Rust anyway", wire.value, rust.value))
            .at(rust.span, "needless");
        let text = &spec.sources[value.span.file.0].text;
        if let Some(span) = spec.map_at(value.span).and_then(|map| layout::removal(text, map, "rust")) {
            finding.fix([Edit::remove(span)]);
        }
    }
}

fn pointless_rules(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let name = |of: &str| format!("{}/{of}", service.subject);
    for definition in &service.service.types {
        if let Shape::Struct(shape) = &definition.shape {
            check_rules(&name(&definition.name), shape, findings);
        }
    }
    for operation in &service.service.operations {
        check_rules(&name(&operation.name), &operation.input, findings);
        if let Content::Fields(shape) = &operation.response.content {
            check_rules(&name(&operation.name), shape, findings);
        }
    }
}

fn check_rules(subject: &str, shape: &Struct, findings: &mut Findings) {
    for rule in shape.rules.iter().filter(|rule| rule.count != Count::AllOrNone) {
        for (name, at) in rule.fields.iter().zip(&rule.fields_at) {
            if let Some(field) = shape.fields.iter().find(|field| field.wire == *name && field.required) {
                let message = format!("the rule counts `{name}`, which is always there");
                findings.add(subject, message).at(*at, "counted here").at(field.at, "required");
            }
        }
    }
}

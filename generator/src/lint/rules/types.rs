//! Structs and enums beside each other.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::layout;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Definition, Service, Spec};
use crate::lint::words;
use crate::model::{Content, Count, Field, Limit, Location, Shape, Struct, Type};
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
        id: "inconsistent-name",
        title: "fields beside each other are spelt in different ways",
        text: "Most are `like_this` and one is `likeThis`: either it was mistyped, or the service does it, too. Names of the wire are \
               facts, so where it does, suppress this with the reason.",
        wrong: "fields: { node_count: …, node_size: …, nodeState: … }",
        right: "fields: { node_count: …, node_size: …, node_state: … }",
        severity: Severity::Note,
        fixable: false,
        check: Check::Services(names_beside),
    },
    Rule {
        id: "undocumented-value",
        title: "what a value of an enum means is its name once more",
        text: "Whoever looks a value up has read its name already. Say what it is to have it: what has happened, what can be done \
               then, how it differs from the value beside it.",
        wrong: "delete_failed: { en: Delete failed., zh: 删除失败。 }",
        right: "delete_failed: { en: The cluster could not be deleted; it can be tried again., zh: 删除集群失败，可以重试。 }",
        severity: Severity::Note,
        fixable: false,
        check: Check::Definitions(undocumented_values),
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

fn names_beside(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let subject = |name: &str| format!("{}/{name}", service.subject);
    for definition in &service.service.types {
        if let Shape::Struct(shape) = &definition.shape {
            check_names(&subject(&definition.name), &shape.fields.iter().collect::<Vec<_>>(), findings);
        }
    }
    for operation in &service.service.operations {
        for location in [Location::Path, Location::Query, Location::Body] {
            let here: Vec<&Field> = operation.input.fields.iter().filter(|field| field.location == location).collect();
            check_names(&subject(&operation.name), &here, findings);
        }
        if let Content::Fields(shape) = &operation.response.content {
            check_names(&subject(&operation.name), &shape.fields.iter().collect::<Vec<_>>(), findings);
        }
    }
}

fn check_names(subject: &str, fields: &[&Field], findings: &mut Findings) {
    let spelt: Vec<(&str, &Field)> = fields.iter().filter_map(|field| Some((spelling(&field.wire)?, *field))).collect();
    let count = |of: &str| spelt.iter().filter(|(spelling, _)| *spelling == of).count();
    let Some(usual) = SPELLINGS.into_iter().max_by_key(|of| count(of)) else { return };
    let mut odd = spelt.iter().filter(|(spelling, _)| *spelling != usual).map(|(_, field)| *field).peekable();
    // Where there is no majority, nobody knows which is right.
    if let Some(first) = odd.peek().filter(|_| count(usual) * 2 > spelt.len()) {
        let at = first.at;
        let names: Vec<String> = odd.map(|field| format!("`{}`", field.wire)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let message = format!("{} {verb} spelt otherwise than the fields beside, which are `{usual}`", crate::diagnostic::words(&names));
        findings.add(subject, message).at(at, "this one");
    }
}

/// Ways to spell names of several words.
const SPELLINGS: [&str; 4] = ["camelCase", "PascalCase", "kebab-case", "snake_case"];

/// The way in which a name of several words is spelt; one of a single word may be of any.
fn spelling(name: &str) -> Option<&'static str> {
    let has = |of: fn(char) -> bool| name.chars().any(of);
    let (upper, lower) = (has(|letter| letter.is_ascii_uppercase()), has(|letter| letter.is_ascii_lowercase()));
    match (name.contains('_'), name.contains('-'), upper) {
        (true, false, false) => Some("snake_case"),
        (false, true, false) => Some("kebab-case"),
        (false, false, true) if lower && name.starts_with(|first: char| first.is_ascii_lowercase()) => Some("camelCase"),
        (false, false, true) if lower => Some("PascalCase"),
        _ => None,
    }
}

/// Words that add nothing to the name of a value.
const FILLERS: [&str; 6] = ["the", "a", "an", "it", "is", "are"];

fn undocumented_values(_: &Spec<'_>, definition: &Definition<'_>, findings: &mut Findings) {
    for (wire, value) in definition.written.values.iter().flat_map(|values| &values.0) {
        let said = words::words(&value.en.value).into_iter().map(|(_, word)| word.to_ascii_lowercase());
        let said: Vec<String> = said.filter(|word| !FILLERS.contains(&word.as_str())).collect();
        if said == words::of_name(&wire.value) {
            let message = format!("the meaning of `{}` is its name once more", wire.value);
            let finding = findings.add(&format!("{}.{}", definition.subject, wire.value), message);
            finding.at(value.en.span, "says nothing new").at(wire.span, "the name");
        }
    }
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

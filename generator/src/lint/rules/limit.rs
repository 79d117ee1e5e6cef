//! Limits: whether values keep them, and whether texts say them once more.

use serde_json::Value;

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Field, Spec};
use crate::lint::words;
use crate::model::network::Network;
use crate::model::{CharacterClass, Kind, Limit};
use crate::source::{Span, Written};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "example-breaks-limit",
        title: "an example breaks a limit of its own field",
        text: "Either the limit is misread or the example is misprinted; the mock would refuse what the reference shows. Where \
               the guide itself says both, an erratum tells which holds. Masked examples (`****`) are not measured.",
        wrong: "count: { type: integer, max: 100, example: 500, … }",
        right: "count: { type: integer, max: 100, example: 50, … }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Fields(example),
    },
    Rule {
        id: "default-breaks-limit",
        title: "a default breaks a limit of its own field",
        text: "The service cannot assume what it would refuse: one of the two is misread.",
        wrong: "count: { type: integer, min: 1, default: 0, … }",
        right: "count: { type: integer, min: 0, default: 0, … }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Fields(default),
    },
    Rule {
        id: "doc-repeats-default",
        title: "a description says the default once more",
        text: "The default is data: the reference, the client and the OpenAPI document print it from there. Said twice, one of the \
               two will be wrong one day.",
        wrong: "count: { type: integer, default: 3, doc: { en: Number of nodes; 3 by default., … }, … }",
        right: "count: { type: integer, default: 3, doc: { en: Number of nodes., … }, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(repeats_default),
    },
    Rule {
        id: "doc-repeats-limit",
        title: "a description says a limit once more",
        text: "Limits are data: the reference, the client, the mock and the OpenAPI document take them from there. Said twice, one \
               of the two will be wrong one day.",
        wrong: "name: { type: string, max_length: 63, doc: { en: A name of at most 63 characters., … }, … }",
        right: "name: { type: string, max_length: 63, doc: { en: Name of the cluster., … }, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(repeats_limit),
    },
    Rule {
        id: "doc-repeats-unit",
        title: "a description says the unit once more",
        text: "The unit is data, and printed beside the value. Said twice, one of the two will be wrong one day.",
        wrong: "timeout: { type: integer, unit: seconds, doc: { en: When to give up, in seconds., … }, … }",
        right: "timeout: { type: integer, unit: seconds, doc: { en: When to give up., … }, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(repeats_unit),
    },
    Rule {
        id: "pattern-anchors",
        title: "a pattern has anchors that say nothing",
        text: "A pattern matches the whole text anyway. Anchors make readers wonder whether the others match a part.",
        wrong: "name: { type: string, pattern: '^[a-z]+$', … }",
        right: "name: { type: string, pattern: '[a-z]+', … }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Fields(anchors),
    },
];

fn example(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    for ((_, value), at) in field.field.examples.iter().zip(&field.field.examples_at) {
        check(field, value, *at, "an example", findings);
    }
}

fn default(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    if let (Some(value), Some(at)) = (&field.field.default, field.field.default_at) {
        check(field, value, at, "the default", findings);
    }
}

fn check(field: &Field<'_>, value: &Value, at: Span, what: &str, findings: &mut Findings) {
    for (limit, limit_at) in field.field.limits.iter().zip(&field.field.limits_at) {
        if let Some(reason) = breach(limit, &field.field.kind, value) {
            let message = format!("{what} of `{}` breaks a limit: {reason}", field.field.wire);
            findings.add(&field.subject, message).at(at, "this value").at(*limit_at, "the limit");
        }
    }
}

/// How a value breaks a limit.
fn breach(limit: &Limit, kind: &Kind, value: &Value) -> Option<String> {
    if let (Kind::List(item), Value::Array(values)) = (kind, value) {
        let count = values.len() as i64;
        return match limit {
            Limit::MinItems(least) => (count < *least).then(|| format!("it has {count} items, fewer than {least}")),
            Limit::MaxItems(most) => (count > *most).then(|| format!("it has {count} items, more than {most}")),
            Limit::UniqueBy(key) => repeated(values, key),
            _ => values.iter().find_map(|value| breach(limit, item, value)),
        };
    }
    match value {
        Value::Number(number) => {
            let value = number.as_f64()?;
            match limit {
                Limit::Min(least) => (value < *least as f64).then(|| format!("{number} is less than {least}")),
                Limit::Max(most) => (value > *most as f64).then(|| format!("{number} is more than {most}")),
                _ => None,
            }
        }
        // A masked text has neither the length nor the characters of the real one.
        Value::String(text) if !text.contains("**") => text_breach(limit, text),
        _ => None,
    }
}

fn repeated(values: &[Value], key: &str) -> Option<String> {
    let keys: Vec<_> = values.iter().filter_map(|value| value.get(key)).collect();
    let twice = keys.iter().enumerate().find(|(index, value)| keys[..*index].contains(value));
    twice.map(|(_, value)| format!("`{key}` is {value} twice"))
}

fn text_breach(limit: &Limit, text: &str) -> Option<String> {
    let length = text.chars().count() as i64;
    match limit {
        Limit::MinLength(least) => (length < *least).then(|| format!("it has {length} characters, fewer than {least}")),
        Limit::MaxLength(most) => (length > *most).then(|| format!("it has {length} characters, more than {most}")),
        Limit::Pattern(pattern) if !pattern.contains(r"\p{") => {
            let pattern = regex_lite::Regex::new(&format!(r"\A(?:{pattern})\z")).ok()?;
            (!pattern.is_match(text)).then(|| "it does not match the pattern".to_owned())
        }
        Limit::Cidrs(networks) => (!networks.iter().filter_map(|network| Network::parse(network)).any(|network| network.has(text)))
            .then(|| "it lies in none of the networks".to_owned()),
        Limit::CharacterClasses(least, of) => {
            let count = of.iter().filter(|class| text.chars().any(|character| is_of(**class, character))).count() as i64;
            (count < *least).then(|| format!("it has characters of {count} classes, not of {least}"))
        }
        Limit::Forbidden(forbidden) => {
            text.chars().find(|character| forbidden.contains(*character)).map(|character| format!("it has `{character}`"))
        }
        Limit::NotPrefix(prefixes) => {
            prefixes.iter().find(|prefix| text.starts_with(*prefix)).map(|prefix| format!("it begins with `{prefix}`"))
        }
        Limit::NotContain(parts) => parts.iter().find(|part| text.contains(*part)).map(|part| format!("it contains `{part}`")),
        _ => None,
    }
}

fn is_of(class: CharacterClass, character: char) -> bool {
    match class {
        CharacterClass::Upper => character.is_ascii_uppercase(),
        CharacterClass::Lower => character.is_ascii_lowercase(),
        CharacterClass::Letter => character.is_ascii_alphabetic(),
        CharacterClass::Digit => character.is_ascii_digit(),
        CharacterClass::Special => character.is_ascii_punctuation(),
    }
}

fn repeats_default(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let Some(default) = &field.field.default else { return };
    let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
    for (text, signs) in [(&field.written.doc.en, &["default"][..]), (&field.written.doc.zh, &["默认", "缺省"][..])] {
        // Said in one clause, if it is meant.
        let clauses = text.value.split_inclusive(['.', ';', '。', '；', '，', ',']);
        let says = |clause: &&str| signs.iter().any(|sign| clause.to_lowercase().contains(sign)) && mentions(clause, &default);
        if let Some(clause) = clauses.into_iter().find(says) {
            let message = format!("the description of `{}` says its default once more", field.field.wire);
            let place = spec.place_of(text, clause.trim());
            findings.add(&field.subject, message).at(place, "take it out").at(field.field.default_at.unwrap_or(place), "the default");
        }
    }
}

/// Whether a text has a value as a word of its own.
fn mentions(text: &str, value: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    let is_end = |character: Option<char>| character.is_none_or(|character| !is_part(character) || character == '.');
    !value.is_empty()
        && text
            .match_indices(value)
            .any(|(at, _)| !text[..at].chars().next_back().is_some_and(is_part) && is_end(text[at + value.len()..].chars().next()))
}

const BOUNDS: [&str; 14] = [
    "between",
    "at least",
    "at most",
    "up to",
    "no more",
    "not more",
    "no fewer",
    "maximum",
    "minimum",
    "characters",
    "exceed",
    "range",
    "limit",
    "than",
];
const CHINESE_BOUNDS: [&str; 11] = ["至少", "最多", "至多", "不超过", "不少于", "不得超过", "之间", "范围", "最大", "最小", "字符"];

fn repeats_limit(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    for (limit, at) in field.field.limits.iter().zip(&field.field.limits_at) {
        let Some(number) = limit.size().map(|number| number.to_string()) else { continue };
        let says = |text: &Written<String>, signs: &[&str]| {
            let lower = text.value.to_lowercase();
            signs.iter().any(|sign| lower.contains(sign)) && words::numbers(&text.value).contains(&number.as_str())
        };
        for (text, signs) in [(&field.written.doc.en, &BOUNDS[..]), (&field.written.doc.zh, &CHINESE_BOUNDS[..])] {
            if says(text, signs) {
                let message = format!("the description of `{}` says a limit once more", field.field.wire);
                findings.add(&field.subject, message).at(spec.place_of(text, &number), "take it out").at(*at, "the limit");
                return;
            }
        }
    }
}

fn repeats_unit(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let Some(unit) = &field.written.unit else { return };
    let (en, zh) = (format!("in {}", unit.value), "单位");
    for (text, sign) in [(&field.written.doc.en, en.as_str()), (&field.written.doc.zh, zh)] {
        if text.value.contains(sign) {
            let message = format!("the description of `{}` says its unit once more", field.field.wire);
            findings.add(&field.subject, message).at(spec.place_of(text, sign), "take it out").at(unit.span, "the unit");
            return;
        }
    }
}

fn anchors(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let Some(pattern) = &field.written.pattern else { return };
    let value = pattern.value.as_str();
    let escapes = value.strip_suffix('$').map_or(0, |rest| rest.len() - rest.trim_end_matches('\\').len());
    let (start, end) = (value.starts_with('^'), value.ends_with('$') && escapes % 2 == 0);
    if !start && !end {
        return;
    }
    let finding =
        findings.add(&field.subject, format!("the pattern of `{}` has anchors, and matches the whole text anyway", field.field.wire));
    finding.at(pattern.span, "take them out");
    let raw = spec.text_at(pattern.span);
    let quotes = usize::from(raw.starts_with(['"', '\'']));
    let last = pattern.span.start + raw.len() - quotes;
    let span = |start, end| Span { start, end, ..pattern.span };
    let mut edits = Vec::new();
    if start {
        edits.push(Edit::remove(span(pattern.span.start + quotes, pattern.span.start + quotes + 1)));
    }
    if end {
        edits.push(Edit::remove(span(last - 1, last)));
    }
    finding.fix(edits);
}

//! Fields: their types, limits and rules.

use std::collections::BTreeMap;

use super::evidence::{evidence, sections};
use super::lower::choice;
use super::review;
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{CharacterClass, Condition, Count, Field, Kind, Limit, Location, Rule, Style, Text, TypeId};
use crate::names;
use crate::source::{self, NamedItems, Span, Written};

/// What fields are read against: the names of the service's types, and the sections of their owner.
pub struct Fields<'a> {
    /// Names of the service's types.
    pub types: &'a BTreeMap<&'a str, usize>,
    /// Sections of the operation or type that owns the fields.
    pub sections: &'a [String],
}

/// A text in both languages.
pub fn text(written: &source::Text) -> Text {
    Text { en: written.en.value.trim().to_owned(), zh: written.zh.value.trim().to_owned() }
}

impl Fields<'_> {
    /// Reads a map of fields.
    pub fn named(&self, written: Option<&NamedItems<source::Field>>, location: Location, diagnostics: &mut Diagnostics) -> Vec<Field> {
        let items = written.map(|named| named.0.as_slice()).unwrap_or_default();
        for (key, field) in items {
            if let Some(name) = &field.name {
                let diagnostic = Diagnostic::error("unknown-key", "only a body that is one value has the key `name`");
                diagnostics.push(
                    diagnostic
                        .at(name.span, "unknown key")
                        .help(format!("this field is called `{}` already; for another name in Rust: `rust: …`", key.value)),
                );
            }
        }
        items.iter().map(|(name, field)| self.field(name, field, location, diagnostics)).collect()
    }

    /// Reads a field.
    pub fn field(&self, name: &Written<String>, field: &source::Field, location: Location, diagnostics: &mut Diagnostics) -> Field {
        let mut examples: Vec<_> = field.example.iter().map(|example| (None, example.to_json())).collect();
        let by_section: Vec<_> = field.examples.iter().flat_map(|named| &named.0).collect();
        sections(&by_section.iter().map(|(section, _)| section.clone()).collect::<Vec<_>>(), diagnostics);
        examples.extend(by_section.iter().map(|(section, value)| (Some(section.value.clone()), value.to_json())));
        let kind = self.kind(&field.r#type, diagnostics);
        // What an unknown type can be limited by is unknown too.
        let (limits_at, limits) = if kind.is_some() { limits(field, diagnostics).into_iter().unzip() } else { Default::default() };
        Field {
            at: name.span,
            wire: name.value.clone(),
            rust: field.rust.as_ref().map_or_else(|| names::field(&name.value), |rust| rust.value.clone()),
            kind: kind.unwrap_or(Kind::Any),
            location,
            style: field
                .style
                .as_ref()
                .map_or(Style::Json, |style| choice(style, &[("json", Style::Json), ("comma", Style::Comma)], diagnostics)),
            doc: review::marked(Some(text(&field.doc)), field.unreviewed.as_ref()).unwrap_or_default(),
            evidence: evidence(&field.evidence, self.sections, diagnostics),
            required: field.required.as_ref().is_some_and(|required| required.value),
            plain: field.plain.as_ref().is_some_and(|plain| plain.value),
            default: field.default.as_ref().map(source::Node::to_json),
            default_at: field.default.as_ref().map(|default| default.span),
            examples,
            examples_at: field.example.iter().chain(by_section.iter().map(|(_, value)| value)).map(|value| value.span).collect(),
            unit: field.unit.as_ref().map(|unit| unit.value.clone()),
            limits,
            limits_at,
            printed: field
                .printed
                .iter()
                .flat_map(|printed| &printed.cells)
                .map(|(cell, printed)| (cell.value.clone(), printed.value.clone()))
                .collect(),
            deprecated: field.deprecated.as_ref().map(text),
            placeholder: field.placeholder.as_ref().map(|placeholder| placeholder.value.clone()),
            set_by_client: field.set_by.as_ref().is_some_and(|by| choice(by, &[("client", true)], diagnostics)),
            errata: Vec::new(),
        }
    }

    /// Reads rules.
    pub fn rules(&self, rules: &[source::Rule], diagnostics: &mut Diagnostics) -> Vec<Rule> {
        let counts = [
            ("at_most_one", Count::AtMostOne),
            ("exactly_one", Count::ExactlyOne),
            ("at_least_one", Count::AtLeastOne),
            ("all_or_none", Count::AllOrNone),
        ];
        let rules = rules.iter().map(|rule| Rule {
            at: rule.span,
            count: choice(&rule.count, &counts, diagnostics),
            fields: rule.fields.iter().map(|field| field.value.clone()).collect(),
            fields_at: rule.fields.iter().map(|field| field.span).collect(),
            evidence: evidence(&rule.evidence, self.sections, diagnostics),
            doc: text(&rule.doc),
        });
        rules.collect()
    }

    /// Reads a type: `string`, `list<Tag>`, `json<MasterUrl>` … `None` for one that there is not.
    pub fn kind(&self, written: &Written<String>, diagnostics: &mut Diagnostics) -> Option<Kind> {
        let text = written.value.trim();
        // An empty one was missing, which has been said.
        if text.is_empty() {
            return None;
        }
        if text.matches('<').count() > MAX_NESTING {
            let message = format!("a type nests at most {MAX_NESTING} containers");
            diagnostics.push(
                Diagnostic::error("wrong-shape", message)
                    .at(written.span, "nests more")
                    .help("give what is inside a name: a struct in types/*.yaml"),
            );
            return None;
        }
        let unknown = match self.parse(text) {
            Ok(kind) => return Some(kind),
            Err(unknown) => unknown,
        };
        if let Some((_, meant)) = ELSEWHERE.iter().find(|(name, _)| unknown.eq_ignore_ascii_case(name)) {
            let diagnostic =
                Diagnostic::error("missing-reference", format!("there is no type `{unknown}`")).at(written.span, "unknown type");
            diagnostics.push(diagnostic.help(format!("here it is called {meant}")));
            return None;
        }
        let scalars = SCALARS.iter().map(|(name, _)| *name);
        let help = did_you_mean(&unknown, scalars.clone().chain(["list<T>", "map<T>", "json<T>"]).chain(self.types.keys().copied()));
        let help = help.unwrap_or_else(|| {
            let scalars: Vec<_> = scalars.map(|name| format!("`{name}`")).collect();
            format!("there are {}, `list<T>`, `map<T>`, `json<T>`, and the types of this service's types/*.yaml", scalars.join(", "))
        });
        diagnostics.push(
            Diagnostic::error("missing-reference", format!("there is no type `{unknown}`")).at(written.span, "unknown type").help(help),
        );
        None
    }

    fn parse(&self, text: &str) -> Result<Kind, String> {
        if let Some((_, kind)) = SCALARS.iter().find(|(name, _)| *name == text) {
            return Ok(kind.clone());
        }
        type Container = fn(Box<Kind>) -> Kind;
        for (prefix, container) in [("list<", Kind::List as Container), ("map<", Kind::Map), ("json<", Kind::Json)] {
            if let Some(inner) = text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>')) {
                return Ok(container(Box::new(self.parse(inner.trim())?)));
            }
        }
        self.types.get(text).map(|index| Kind::Named(TypeId(*index))).ok_or_else(|| text.to_owned())
    }
}

const SCALARS: [(&str, Kind); 9] = [
    ("string", Kind::String),
    ("boolean", Kind::Boolean),
    ("integer", Kind::Integer),
    ("long", Kind::Long),
    ("number", Kind::Number),
    ("timestamp", Kind::Timestamp),
    ("duration", Kind::Duration),
    ("secret", Kind::Secret),
    ("any", Kind::Any),
];

/// What other languages call these types.
const ELSEWHERE: [(&str, &str); 12] = [
    ("int", "`integer` (32 bits) or `long` (64 bits)"),
    ("int32", "`integer`"),
    ("int64", "`long`"),
    ("float", "`number`"),
    ("double", "`number`"),
    ("bool", "`boolean`"),
    ("str", "`string`"),
    ("text", "`string`"),
    ("date", "`timestamp`"),
    ("datetime", "`timestamp`"),
    ("array", "`list<T>`"),
    ("object", "`map<T>`, `any`, or a struct in types/*.yaml"),
];

const CLASSES: [(&str, CharacterClass); 5] = [
    ("upper", CharacterClass::Upper),
    ("lower", CharacterClass::Lower),
    ("letter", CharacterClass::Letter),
    ("digit", CharacterClass::Digit),
    ("special", CharacterClass::Special),
];

/// How deep lists, maps and JSON texts may nest in one type.
const MAX_NESTING: usize = 8;

/// The limits of a field, each with the place where it was written.
fn limits(field: &source::Field, diagnostics: &mut Diagnostics) -> Vec<(Span, Limit)> {
    let number =
        |written: &Option<Written<i64>>, limit: fn(i64) -> Limit| written.as_ref().map(|written| (written.span, limit(written.value)));
    let texts = |written: &[Written<String>], limit: fn(Vec<String>) -> Limit| {
        written.first().map(|first| (first.span, limit(written.iter().map(|written| written.value.clone()).collect())))
    };
    let word = |written: &Option<Written<String>>, limit: fn(String) -> Limit| {
        written.as_ref().map(|written| (written.span, limit(written.value.clone())))
    };
    let classes = field.character_classes.as_ref().map(|classes| {
        let of = classes.of.iter().map(|class| choice(class, &CLASSES, diagnostics)).collect();
        (classes.at_least.span, Limit::CharacterClasses(classes.at_least.value, of))
    });
    let mut conditional = |written: &Option<source::Condition>, limit: fn(Condition) -> Limit| {
        written.as_ref().map(|written| (written.field.span, limit(condition(written, diagnostics))))
    };
    let limits = [
        number(&field.min, Limit::Min),
        number(&field.max, Limit::Max),
        number(&field.min_length, Limit::MinLength),
        number(&field.max_length, Limit::MaxLength),
        number(&field.min_items, Limit::MinItems),
        number(&field.max_items, Limit::MaxItems),
        word(&field.pattern, Limit::Pattern),
        texts(&field.cidrs, Limit::Cidrs),
        classes,
        word(&field.forbidden, Limit::Forbidden),
        texts(&field.not_prefix, Limit::NotPrefix),
        texts(&field.not_contain, Limit::NotContain),
        word(&field.unique_by, Limit::UniqueBy),
        conditional(&field.only_when, Limit::OnlyWhen),
        conditional(&field.required_when, Limit::RequiredWhen),
    ];
    limits.into_iter().flatten().collect()
}

fn condition(written: &source::Condition, diagnostics: &mut Diagnostics) -> Condition {
    if written.equals.is_some() == written.r#in.is_some() {
        let diagnostic = Diagnostic::error("wrong-shape", "a condition has either `equals` or `in`");
        diagnostics.push(diagnostic.at(written.field.span, "this condition").help("`{ field: …, equals: … }` or `{ field: …, in: […] }`"));
    }
    let values: Vec<_> = written.equals.iter().chain(written.r#in.iter().flatten()).collect();
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Condition {
        field: written.field.value.clone(),
        values: values.iter().map(|node| text(node.to_json())).collect(),
        at: (written.field.span, values.iter().map(|node| node.span).collect()),
    }
}

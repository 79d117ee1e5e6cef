//! Fields: their types, limits and rules.

use super::evidence::evidence;
use super::lower::choice;
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{CharacterClass, Condition, Count, Field, Kind, Limit, Location, Rule, Style, Text, TypeId};
use crate::names;
use crate::source::{self, NamedItems, Written};

/// What fields are read against: the names of the service's types, and the sections of their owner.
pub struct Fields<'a> {
    /// Names of the service's types.
    pub types: &'a [&'a str],
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
        items.iter().map(|(name, field)| self.field(name, field, location, diagnostics)).collect()
    }

    /// Reads a field.
    pub fn field(&self, name: &Written<String>, field: &source::Field, location: Location, diagnostics: &mut Diagnostics) -> Field {
        let mut examples: Vec<_> = field.example.iter().map(|example| (None, example.to_json())).collect();
        let by_section = field.examples.iter().flat_map(|named| &named.0);
        examples.extend(by_section.map(|(section, value)| (Some(section.value.clone()), value.to_json())));
        Field {
            at: name.span,
            wire: name.value.clone(),
            rust: field.rust.as_ref().map_or_else(|| names::field(&name.value), |rust| rust.value.clone()),
            kind: self.kind(&field.r#type, diagnostics),
            location,
            style: field.style.as_ref().map_or(Style::Json, |style| {
                choice(style, &[("json", Style::Json), ("comma", Style::Comma)], diagnostics)
            }),
            doc: text(&field.doc),
            evidence: evidence(&field.evidence, self.sections, diagnostics),
            required: field.required.as_ref().is_some_and(|required| required.value),
            plain: field.plain.as_ref().is_some_and(|plain| plain.value),
            default: field.default.as_ref().map(source::Node::to_json),
            examples,
            unit: field.unit.as_ref().map(|unit| unit.value.clone()),
            limits: limits(field, diagnostics),
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
            evidence: evidence(&rule.evidence, self.sections, diagnostics),
            doc: text(&rule.doc),
        });
        rules.collect()
    }

    /// Reads a type: `string`, `list<Tag>`, `json<MasterUrl>` …
    pub fn kind(&self, written: &Written<String>, diagnostics: &mut Diagnostics) -> Kind {
        match self.parse(written.value.trim()) {
            Ok(kind) => kind,
            Err(unknown) => {
                let known = SCALARS.iter().map(|(name, _)| *name).chain(["list<T>", "map<T>", "json<T>"]).chain(self.types.iter().copied());
                let help = did_you_mean(&unknown, known).unwrap_or_else(|| {
                    "a scalar, `list<T>`, `map<T>`, `json<T>`, or a type of this service's types/*.yaml".to_owned()
                });
                diagnostics.push(Diagnostic::error("missing-reference", format!("there is no type `{unknown}`")).at(written.span, "unknown type").help(help));
                Kind::Any
            }
        }
    }

    fn parse(&self, text: &str) -> Result<Kind, String> {
        if let Some((_, kind)) = SCALARS.iter().find(|(name, _)| *name == text) {
            return Ok(kind.clone());
        }
        let containers: [(&str, fn(Box<Kind>) -> Kind); 3] = [("list<", Kind::List), ("map<", Kind::Map), ("json<", Kind::Json)];
        for (prefix, container) in containers {
            if let Some(inner) = text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>')) {
                return Ok(container(Box::new(self.parse(inner.trim())?)));
            }
        }
        let index = self.types.iter().position(|name| *name == text);
        index.map(|index| Kind::Named(TypeId(index))).ok_or_else(|| text.to_owned())
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

const CLASSES: [(&str, CharacterClass); 5] = [
    ("upper", CharacterClass::Upper),
    ("lower", CharacterClass::Lower),
    ("letter", CharacterClass::Letter),
    ("digit", CharacterClass::Digit),
    ("special", CharacterClass::Special),
];

fn limits(field: &source::Field, diagnostics: &mut Diagnostics) -> Vec<Limit> {
    let number = |written: &Option<Written<i64>>, limit: fn(i64) -> Limit| written.as_ref().map(|written| limit(written.value));
    let texts = |written: &[Written<String>], limit: fn(Vec<String>) -> Limit| {
        (!written.is_empty()).then(|| limit(written.iter().map(|written| written.value.clone()).collect()))
    };
    let word = |written: &Option<Written<String>>, limit: fn(String) -> Limit| written.as_ref().map(|written| limit(written.value.clone()));
    let classes = field.character_classes.as_ref().map(|classes| {
        let of = classes.of.iter().map(|class| choice(class, &CLASSES, diagnostics)).collect();
        Limit::CharacterClasses(classes.at_least.value, of)
    });
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
        field.only_when.as_ref().map(|written| Limit::OnlyWhen(condition(written))),
        field.required_when.as_ref().map(|written| Limit::RequiredWhen(condition(written))),
    ];
    limits.into_iter().flatten().collect()
}

fn condition(written: &source::Condition) -> Condition {
    let values = written.equals.iter().chain(written.r#in.iter().flatten());
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Condition { field: written.field.value.clone(), values: values.map(|node| text(node.to_json())).collect() }
}

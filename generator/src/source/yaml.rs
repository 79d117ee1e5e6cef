//! YAML as a tree in which every key and every value knows where it stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

use super::{FileId, SourceFile, Span};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A YAML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// A text, number or boolean.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written.
    Map(Vec<Entry>),
}

/// A text, number or boolean.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// As YAML reads it.
    pub json: serde_json::Value,
    /// As written; what a number or boolean looks like before YAML reads it.
    pub text: String,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Value {
    /// What to call it in a message.
    pub fn description(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Scalar(scalar) => match scalar.json {
                serde_json::Value::Bool(_) => "a boolean",
                serde_json::Value::Number(_) => "a number",
                _ => "a text",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

impl Node {
    /// The same value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Scalar(scalar) => scalar.json.clone(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => {
                let entries = entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json()));
                serde_json::Value::Object(entries.collect())
            }
        }
    }
}

/// Parses a file. An empty file is an empty list of nothing: [`Value::Null`].
pub fn parse(file: FileId, source: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Node> {
    // Generous for a spec written by hand, small for a bomb.
    let budget = serde_saphyr::budget! { max_aliases: 0, max_anchors: 0, max_depth: 64, max_nodes: 4_000_000, max_events: 8_000_000 };
    let options = serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<RawValue>>(&source.text, options) {
        Ok(raw) => Some(locate(file, &source.text, raw)),
        Err(error) => {
            let at = error.location().map_or(Span::start_of(file), |location| {
                let start = byte_offset(&source.text, location.line(), location.column());
                Span { file, start, end: start + 1 }
            });
            let message = error.to_string();
            // The location is said by the frame; only the reason is wanted here.
            let reason = message.split_once("column ").and_then(|(_, rest)| rest.split_once(": ")).map_or(&*message, |(_, reason)| reason);
            let reason = reason.lines().next().unwrap_or(reason);
            let reason = reason.split(", set DuplicateKeyPolicy").next().unwrap_or(reason);
            diagnostics.push(Diagnostic::error("invalid-yaml", format!("this is not the YAML that a spec is written in: {reason}")).at(at, "here"));
            None
        }
    }
}

/// A value as the deserializer hands it over, before its place in the file is looked up.
enum RawValue {
    Null,
    Scalar(serde_json::Value),
    List(Vec<Spanned<RawValue>>),
    Map(Vec<(Spanned<String>, Spanned<RawValue>)>),
}

fn locate(file: FileId, text: &str, raw: Spanned<RawValue>) -> Node {
    let span = span_of(file, text, raw.referenced);
    let value = match raw.value {
        RawValue::Null => Value::Null,
        RawValue::Scalar(json) => {
            let written = match &json {
                serde_json::Value::String(string) => string.clone(),
                _ => text.get(span.start..span.end).unwrap_or_default().to_owned(),
            };
            Value::Scalar(Scalar { json, text: written })
        }
        RawValue::List(items) => Value::List(items.into_iter().map(|item| locate(file, text, item)).collect()),
        RawValue::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| Entry {
                    key_span: span_of(file, text, key.referenced),
                    key: key.value,
                    node: locate(file, text, value),
                })
                .collect(),
        ),
    };
    Node { span, value }
}

fn span_of(file: FileId, text: &str, location: serde_saphyr::Location) -> Span {
    match location.span().byte_offset() {
        Some(start) => {
            let start = start as usize;
            let length = location.span().byte_len().unwrap_or_default() as usize;
            Span { file, start, end: start + length }
        }
        None => {
            let start = byte_offset(text, location.line(), location.column());
            Span { file, start, end: start }
        }
    }
}

/// Where a line and a column, both counted from one, lie in a text.
fn byte_offset(text: &str, line: u64, column: u64) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let rest = &text[line_start..];
    line_start + rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(offset, _)| offset)
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_none<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(RawValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(RawValue::Map(entries))
    }
}

//! A draft as YAML.

use serde_json::Value;

use super::tree::{Field, Word};
use super::types::{Definition, Shape, Typed};
use super::{Drafted, Line, value};
use crate::guide::description::{self, Measure};
use crate::names;
use crate::scaffold::{TEXT, quoted};

/// Writes what becomes of rows.
pub struct Writer<'a> {
    /// Tells lines of the guide.
    pub lines: &'a Line,
    /// Whether what is printed stands beside it.
    pub quotes: bool,
    /// Counts what is written.
    pub drafted: &'a mut Drafted,
}

impl Writer<'_> {
    /// A type.
    pub fn definition(&mut self, definition: &Definition) -> String {
        let section = definition.sections.iter().map(|section| super::scalar_section(section)).collect::<Vec<_>>().join(", ");
        let mut text = format!("- name: {}\n  unreviewed: true\n  section: [{section}]\n  doc: {TEXT}\n", definition.name);
        match &definition.shape {
            Shape::Enum(values) => {
                text.push_str("  evidence: table\n  values:\n");
                values.iter().for_each(|value| text.push_str(&format!("    {}: {TEXT}\n", scalar(value))));
            }
            Shape::Struct(fields) => {
                text.push_str("  fields:\n");
                fields.iter().for_each(|field| text.push_str(&self.field(field, "    ")));
            }
        }
        text
    }

    /// A field, below the key of all of them.
    pub fn field(&mut self, typed: &Typed, indent: &str) -> String {
        format!(
            "{indent}{}:{}\n{}",
            scalar(&typed.field.name),
            self.printed_at(&typed.field),
            self.keys(typed, &format!("{indent}  "), &[])
        )
    }

    /// Where a row stands, as a comment.
    fn printed_at(&self, field: &Field) -> String {
        format!(" # line {}", self.lines.of_place(field.at))
    }

    /// The keys of a field.
    pub fn keys(&mut self, typed: &Typed, indent: &str, more: &[(&str, String)]) -> String {
        let field = &typed.field;
        let mut doubts = field.doubts.clone();
        let mut keys: Vec<(&str, String)> = more.to_vec();
        keys.push(("type", typed.kind.clone()));
        if field.required == Some(true) || field.location == Some("path") {
            keys.push(("required", "true".to_owned()));
        }
        let limits = limits(typed, &mut doubts);
        keys.extend(limits.iter().map(|(key, limit)| (*key, limit.to_string())));
        if let Some(default) = default(typed, &limits, &mut doubts) {
            keys.push(("default", json(&default)));
        }
        keys.push(("doc", TEXT.to_owned()));
        keys.push(("evidence", "table".to_owned()));
        match typed.examples.as_slice() {
            [] => {}
            [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => keys.push(("example", json(first))),
            all => {
                let all: Vec<String> = all.iter().map(|(section, value)| format!("{}: {}", scalar(section), json(value))).collect();
                keys.push(("examples", format!("{{ {} }}", all.join(", "))));
            }
        }
        let printed: Vec<String> = typed.printed.iter().map(|(cell, text)| format!("{cell}: {}", scalar(text))).collect();
        if !printed.is_empty() {
            keys.push(("printed", format!("{{ {} }}", printed.join(", "))));
        }
        doubts.dedup();
        if !doubts.is_empty() {
            keys.push(("unreviewed", scalar(&doubts.join("; "))));
        }
        self.drafted.fields += 1;
        self.drafted.doubts += doubts.len();
        let mut text = String::new();
        if self.quotes && !field.description.is_empty() {
            text.push_str(&format!("{indent}# {}\n", field.description.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        keys.iter().for_each(|(key, value)| text.push_str(&format!("{indent}{key}: {value}\n")));
        text
    }
}

/// The limits that a description gives.
fn limits(typed: &Typed, doubts: &mut Vec<String>) -> Vec<(&'static str, i64)> {
    let Some(range) = description::range(&typed.field.description) else { return Vec::new() };
    let keys = match (range.of, typed.kind.as_str()) {
        (_, kind) if kind.starts_with("list<") => ["min_items", "max_items"],
        (Measure::Value, "integer" | "long" | "number") => ["min", "max"],
        (Measure::Length, "string") => ["min_length", "max_length"],
        _ => {
            doubts.push(format!("the range {}~{} is none of its type", range.least, range.greatest));
            return Vec::new();
        }
    };
    if range.least > range.greatest {
        doubts.push(format!("the range {}~{} holds nothing", range.least, range.greatest));
        return Vec::new();
    }
    keys.into_iter().zip([range.least, range.greatest]).collect()
}

/// The default that a description gives.
fn default(typed: &Typed, limits: &[(&str, i64)], doubts: &mut Vec<String>) -> Option<Value> {
    let printed = description::default(&typed.field.description)?;
    let is_scalar = matches!(typed.field.word, Word::Scalar(_));
    let value = value::fitting(&typed.kind, &printed.word).filter(|_| is_scalar);
    let is_inside = |value: &Value| match value.as_i64() {
        Some(number) => limits.iter().all(|(key, limit)| if key.starts_with("min") { number >= *limit } else { number <= *limit }),
        None => true,
    };
    let value = value.filter(is_inside);
    if value.is_none() {
        doubts.push(format!("the default `{}` is none of its type", printed.word));
    }
    value
}

/// A value as YAML that every reader takes for the same.
pub fn json(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text as YAML.
pub fn scalar(text: &str) -> String {
    match names::is_identifier(text) && text.len() < 60 {
        true => quoted(text),
        false => Value::from(text).to_string(),
    }
}

//! YAML as a tree in which every key and every value knows where it stands.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, Spanned};

use super::{FileId, SourceFile, Span};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// Where the key stands whose value it is, if it is one.
    pub key_span: Option<Span>,
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
                serde_json::Value::Number(ref number) if number.is_f64() => "a number with a fraction",
                serde_json::Value::Number(ref number) if !number.is_i64() => "a number that is too large",
                serde_json::Value::Number(_) => "a number",
                _ => "a text",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Whether it is a blank text, or a list or map of nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Scalar(scalar) => scalar.json.as_str().is_some_and(|text| text.trim().is_empty()),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }
}

impl Node {
    /// The value under a key, if it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node),
            _ => None,
        }
    }

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

/// How the library says that it found a tab.
const TAB: &str = "found a tab";

/// How deep lists and maps may nest.
const MAX_DEPTH: usize = 32;

/// Parses a file. An empty file is an empty list of nothing: [`Value::Null`].
pub fn parse(file: FileId, source: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Node> {
    // What a file is read with puts this mark in place of bytes that are not UTF-8.
    if let Some(start) = source.text.find(char::REPLACEMENT_CHARACTER) {
        let span = Span { file, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() };
        let diagnostic = Diagnostic::error("not-utf8", format!("`{}` is not UTF-8", source.path));
        diagnostics.push(diagnostic.at(span, "the first bytes that are not").help("save the file as UTF-8"));
        return None;
    }
    // Wherever it stands, in a comment too: reviewers would read something else than the generator does.
    if let Some((start, character)) =
        source.text.char_indices().skip_while(|first| *first == (0, BYTE_ORDER_MARK)).find(|(_, character)| is_hidden(*character))
    {
        diagnostics.push(hidden(character, Span { file, start, end: start + character.len_utf8() }));
        return None;
    }
    // Generous for a spec written by hand, small for a bomb.
    let budget =
        serde_saphyr::budget! { max_aliases: 0, max_anchors: 0, max_depth: MAX_DEPTH, max_nodes: 4_000_000, max_events: 8_000_000 };
    let options = serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<RawValue>>(&source.text, options) {
        Ok(raw) => {
            let mut locator = Locator { file, text: &source.text, diagnostics, hides: false };
            let node = locator.locate(raw, None);
            (!locator.hides).then_some(node)
        }
        Err(error) => {
            diagnostics.push(refusal(file, source, &error));
            None
        }
    }
}

/// Says why a file could not be parsed, in the words of somebody who writes specs.
fn refusal(file: FileId, source: &SourceFile, error: &serde_saphyr::Error) -> Diagnostic {
    use serde_saphyr::Error as Yaml;
    use serde_saphyr::budget::BudgetBreach as Breach;
    let (reason, help) = match error {
        Yaml::Budget { breach: Breach::Anchors { .. } | Breach::Aliases { .. }, .. }
        | Yaml::UnknownAnchor { .. }
        | Yaml::MergeKeyNotAllowed { .. } => (
            "anchors, aliases and merge keys are not part of the spec language".to_owned(),
            Some("write it out, or describe it once as a type in types/*.yaml; a text that begins with `&` or `*` needs quotes"),
        ),
        Yaml::Budget { breach: Breach::Depth { .. }, .. } => too_deep(),
        Yaml::Budget { .. } => ("the file is too large".to_owned(), Some("split it: every file of types/ and operations/ is read")),
        Yaml::MultipleDocuments { .. } => {
            ("it holds more than one YAML document".to_owned(), Some("take out the `---` between them, or use two files"))
        }
        Yaml::NonFiniteFloat { .. } => ("a number has to be finite".to_owned(), Some("put quotes around it if it is a text")),
        Yaml::NullIntoString { .. } | Yaml::Unexpected { expected: "string scalar", .. } => ("a key has to be a text".to_owned(), None),
        other => {
            let message = other.to_string();
            // The frame says where; only the reason is wanted here.
            let reason = message.rsplit_once(" at line ").map_or(&*message, |(reason, _)| reason);
            match reason {
                "recursion limit exceeded" => too_deep(),
                _ if reason.contains(TAB) => ("it is indented with a tab".to_owned(), Some("indent with spaces")),
                _ if reason.contains("parsing a flow") => {
                    (reason.to_owned(), Some("inside of `[…]` and `{…}` a text with one of `,[]{}` needs quotes"))
                }
                _ => (reason.to_owned(), None),
            }
        }
    };
    let at = error.location().map_or(Span::start_of(file), |location| {
        let mut start = byte_offset(&source.text, location.line(), location.column());
        if error.to_string().contains(TAB) {
            // The library points at what the tab comes after.
            start += source.text[start..].find('\t').unwrap_or_default();
        }
        let end = source.text[start..].chars().next().map_or(start, |character| start + character.len_utf8());
        Span { file, start, end }
    });
    let message = format!("`{}` cannot be read: {reason}", source.path);
    Diagnostic::error("invalid-yaml", message).at(at, "here").help_if(help.map(str::to_owned))
}

fn too_deep() -> (String, Option<&'static str>) {
    (format!("lists and maps nest deeper than {MAX_DEPTH} levels"), None)
}

/// A value as the deserializer hands it over, before its place in the file is looked up.
enum RawValue {
    Null,
    Scalar(serde_json::Value),
    List(Vec<Spanned<RawValue>>),
    Map(Vec<(Spanned<String>, Spanned<RawValue>)>),
}

/// Looks up where values stand, and complains about keys that a map has twice.
struct Locator<'a> {
    file: FileId,
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
    /// Whether a text has a character that cannot be seen.
    hides: bool,
}

impl Locator<'_> {
    fn locate(&mut self, raw: Spanned<RawValue>, key_span: Option<Span>) -> Node {
        let span = self.span(raw.referenced);
        let value = match raw.value {
            RawValue::Null => Value::Null,
            RawValue::Scalar(json) => {
                self.check(json.as_str().unwrap_or_default(), span);
                let written = match &json {
                    serde_json::Value::String(string) => string.clone(),
                    _ => self.text.get(span.start..span.end).unwrap_or_default().to_owned(),
                };
                Value::Scalar(Scalar { json, text: written })
            }
            RawValue::List(items) => Value::List(items.into_iter().map(|item| self.locate(item, None)).collect()),
            RawValue::Map(entries) => Value::Map(self.entries(entries)),
        };
        Node { span, key_span, value }
    }

    fn entries(&mut self, raw: Vec<(Spanned<String>, Spanned<RawValue>)>) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(raw.len());
        let mut first_of: HashMap<String, Span> = HashMap::new();
        for (key, value) in raw {
            let key_span = self.span(key.referenced);
            self.check(&key.value, key_span);
            let node = self.locate(value, Some(key_span));
            if let Some(first) = first_of.get(&key.value) {
                let diagnostic = Diagnostic::error("duplicate-key", format!("the key `{}` is here twice", key.value))
                    .at(key_span, "the second")
                    .at(*first, "the first")
                    .help("keep one of them");
                self.diagnostics.push(diagnostic);
                continue;
            }
            first_of.insert(key.value.clone(), key_span);
            entries.push(Entry { key: key.value, key_span, node });
        }
        entries
    }

    /// A text may have escapes for what the file itself may not have.
    fn check(&mut self, text: &str, at: Span) {
        if let Some(character) = text.chars().find(|character| is_hidden(*character)) {
            self.diagnostics.push(hidden(character, at));
            self.hides = true;
        }
    }

    fn span(&self, location: serde_saphyr::Location) -> Span {
        span_of(self.file, self.text, location)
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether nobody sees a character: it controls a terminal, turns the direction of what follows, ends lines for some
/// readers only, or is a tag that no font shows.
pub(crate) fn is_hidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | BYTE_ORDER_MARK | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

fn hidden(character: char, at: Span) -> Diagnostic {
    let message = format!("nobody sees the character U+{:04X}", u32::from(character));
    let help = "take it out: control characters, marks of direction and the like have no place in a spec";
    Diagnostic::error("invalid-character", message).at(at, "here").help(help)
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

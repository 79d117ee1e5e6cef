//! How YAML is laid out: quotes, blocks and braces, which a tree of values does not keep.

use crate::source::{Entry, Node, Span, Value};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block behind `|` or `>`.
    Block,
}

/// How the scalar at a place is written.
pub fn style(text: &str, span: Span) -> Style {
    if text[span.start..].starts_with(['"', '\'']) {
        return Style::Quoted;
    }
    let before = &text[..span.start];
    let Some((above, _)) = before.rsplit_once('\n').filter(|(_, indent)| indent.trim().is_empty()) else { return Style::Plain };
    // What introduces a block ends the nearest line above that is not blank.
    let header = above.trim_end().rsplit(['\n', ' ']).next().unwrap_or_default();
    match header.strip_prefix(['|', '>']) {
        Some(rest) if rest.chars().all(|mark| matches!(mark, '+' | '-' | '0'..='9')) => Style::Block,
        _ => Style::Plain,
    }
}

/// One past the last byte of a value, braces and brackets included.
pub fn end(text: &str, node: &Node) -> usize {
    let closing = |inner: Option<&Node>, bracket: char| {
        let from = inner.map_or(node.span.start + 1, |inner| end(text, inner));
        text[from..].find(bracket).map_or(from, |offset| from + offset + 1)
    };
    match &node.value {
        Value::Map(entries) if is_flow(text, node) => closing(entries.last().map(|entry| &entry.node), '}'),
        Value::List(items) if is_flow(text, node) => closing(items.last(), ']'),
        Value::Map(entries) => entries.last().map_or(node.span.end, |entry| end(text, &entry.node)),
        Value::List(items) => items.last().map_or(node.span.end, |item| end(text, item)),
        Value::Null | Value::Scalar(_) => {
            let start = node.span.start;
            start + text.get(start..node.span.end).unwrap_or_default().trim_end().len()
        }
    }
}

/// Whether a map or a list is written in braces or brackets.
pub fn is_flow(text: &str, node: &Node) -> bool {
    match node.value {
        Value::Map(_) => text[node.span.start..].starts_with('{'),
        Value::List(_) => text[node.span.start..].starts_with('['),
        Value::Null | Value::Scalar(_) => false,
    }
}

/// Where the line that holds a place begins.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |offset| offset + 1)
}

/// Where the line that holds a place ends, before its line break.
pub fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |offset| at + offset)
}

/// The stretch to take out in order to remove an entry of a map, unless that would leave the map empty or take
/// something else along.
pub fn removal(text: &str, map: &Node, key: &str) -> Option<Span> {
    let Value::Map(entries) = &map.value else { return None };
    let index = entries.iter().position(|entry| entry.key == key).filter(|_| entries.len() > 1)?;
    let entry = &entries[index];
    let file = map.span.file;
    if is_flow(text, map) {
        return Some(match (index.checked_sub(1), entries.get(index + 1)) {
            (_, Some(next)) => Span { file, start: entry.key_span.start, end: next.key_span.start },
            (Some(previous), None) => Span { file, start: end(text, &entries[previous].node), end: end(text, &entry.node) },
            (None, None) => return None,
        });
    }
    whole_lines(text, entry)
}

/// The lines of an entry, where it shares none of them with anything else, not even a comment.
fn whole_lines(text: &str, entry: &Entry) -> Option<Span> {
    let start = line_start(text, entry.key_span.start);
    let last = end(text, &entry.node).max(entry.key_span.end);
    let stop = line_end(text, last);
    let alone = text[start..entry.key_span.start].trim().is_empty() && text[last..stop].trim().is_empty();
    alone.then(|| Span { file: entry.key_span.file, start, end: (stop + 1).min(text.len()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{FileId, SourceFile, parse};

    const TEXT: &str = "\
plain: a text
quoted: 'a {text}'
folded: >-
  a text
  of two lines

kept: |2
    indented
below:
  the text
flow: { one: 1, two: { three: [a, \"}\"] } }   # a comment }
items:
  - { first: x }
  - second: y
";

    fn tree() -> Node {
        let file = SourceFile { path: "a.yaml".to_owned(), text: TEXT.to_owned() };
        parse(FileId(0), &file, &mut Diagnostics::default()).expect("it is YAML")
    }

    #[test]
    fn scalars_have_styles() {
        let tree = tree();
        let style = |key: &str| style(TEXT, tree.get(key).expect("it is there").span);
        assert_eq!([style("plain"), style("quoted"), style("below")], [Style::Plain, Style::Quoted, Style::Plain]);
        assert_eq!([style("folded"), style("kept")], [Style::Block, Style::Block]);
    }

    #[test]
    fn values_end_behind_their_brackets() {
        let tree = tree();
        let written = |key: &str| {
            let node = tree.get(key).expect("it is there");
            &TEXT[node.span.start..end(TEXT, node)]
        };
        assert_eq!(written("flow"), "{ one: 1, two: { three: [a, \"}\"] } }");
        assert_eq!(written("quoted"), "'a {text}'");
        assert_eq!(written("folded"), "a text\n  of two lines");
    }

    #[test]
    fn entries_come_out_whole_or_not_at_all() {
        let tree = tree();
        let without = |map: &Node, key: &str| {
            let span = removal(TEXT, map, key)?;
            let mut text = TEXT.to_owned();
            text.replace_range(span.start..span.end, "");
            parse(FileId(0), &SourceFile { path: "a.yaml".to_owned(), text }, &mut Diagnostics::default()).map(|node| node.to_json())
        };
        let flow = tree.get("flow").expect("it is there");
        assert_eq!(without(flow, "one").expect("it can be taken out")["flow"], serde_json::json!({ "two": { "three": ["a", "}"] } }));
        assert_eq!(without(flow, "two").expect("it can be taken out")["flow"], serde_json::json!({ "one": 1 }));
        let mut rest = tree.to_json();
        rest.as_object_mut().expect("it is a map").shift_remove("folded");
        assert_eq!(without(&tree, "folded"), Some(rest));
        // The comment would go with it; the map would be empty; there is no such key.
        assert_eq!(without(&tree, "flow"), None);
        assert_eq!(without(flow.get("two").expect("it is there"), "three"), None);
        assert_eq!(without(flow, "four"), None);
    }
}

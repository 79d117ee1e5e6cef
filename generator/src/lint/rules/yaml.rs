//! How the YAML itself is written.

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::layout::{self, Style};
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{File, Scalar, Spec};
use crate::source::{Entry, FileId, Node, Span, Value};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "unquoted-scalar",
        title: "a text without quotes that readers of YAML take for something else",
        text: "A version such as 1.10 is a number to most readers of YAML, and loses its zero; 2015-12-15 is a date to some, `no` \
               and `off` are booleans, 12:30:00 and 010 are numbers. This generator reads them as they are written, other tools \
               that read the spec do not. Where a text is due, quotes leave no doubt.",
        wrong: "version: 2015-12-15",
        right: "version: \"2015-12-15\"",
        severity: Severity::Warning,
        fixable: true,
        check: Check::Scalars(unquoted),
    },
    Rule {
        id: "trailing-blank",
        title: "a line ends in blanks",
        text: "They cannot be seen, and every editor that takes them out changes lines that nobody meant to change.",
        wrong: "name: shop   ",
        right: "name: shop",
        severity: Severity::Note,
        fixable: true,
        check: Check::Files(trailing_blanks),
    },
    Rule {
        id: "line-ending",
        title: "a file mixes or lacks line breaks",
        text: "Lines end in a line feed alone, the last one too, and no blank lines follow it: otherwise differences show up where \
               nothing was changed.",
        wrong: "name: shop⏎\n⏎\n⏎",
        right: "name: shop⏎",
        severity: Severity::Note,
        fixable: true,
        check: Check::Files(line_endings),
    },
    Rule {
        id: "long-flow-map",
        title: "a map in braces is too long for its line",
        text: "Braces are for what is seen at a glance. Beyond 140 characters a map is easier to read, and to review, with a line \
               for each key.",
        wrong: "doc: { en: A text that goes on and on …, zh: … }",
        right: "doc:\n  en: A text that goes on and on …\n  zh: …",
        severity: Severity::Note,
        fixable: true,
        check: Check::Files(long_flow_maps),
    },
];

/// The longest line.
const WIDTH: usize = 140;

fn unquoted(spec: &Spec<'_>, scalar: &Scalar<'_>, findings: &mut Findings) {
    let node = scalar.node;
    let Value::Scalar(value) = &node.value else { return };
    if spec.style_of(node.span) != Style::Plain {
        return;
    }
    let written = spec.text_at(node.span);
    let taken_for = match &value.json {
        serde_json::Value::String(_) => mistaken(written),
        serde_json::Value::Bool(_) if scalar.wants_text => Some("a boolean"),
        serde_json::Value::Number(_) if scalar.wants_text => Some("a number"),
        _ => None,
    };
    if let Some(taken_for) = taken_for {
        let finding = findings.add(&scalar.subject, format!("without quotes, `{written}` is {taken_for} to some readers of YAML"));
        finding.at(node.span, "a text").help(format!("write `\"{written}\"`"));
        finding.fix([Edit::replace(node.span, format!("\"{written}\""))]);
    }
}

/// What a text is to some reader of YAML, 1.1 or 1.2, other than a text.
fn mistaken(text: &str) -> Option<&'static str> {
    let is_digits = |part: &str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
    match text.to_ascii_lowercase().as_str() {
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" => return Some("a boolean"),
        "null" | "~" => return Some("nothing"),
        ".inf" | "-.inf" | ".nan" => return Some("a number"),
        _ => {}
    }
    // 2015-12-15, alone or with a time behind it.
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    if matches!(parts.as_slice(), [year, month, day] if year.len() == 4 && [*year, *month, *day].into_iter().all(is_digits)) {
        return Some("a date");
    }
    // 12:30:00 counts in sixties.
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 1 && parts.iter().all(|part| is_digits(part)) {
        return Some("a number");
    }
    let body = text.trim_start_matches(['-', '+']);
    let is_grouped = body.starts_with(|first: char| first.is_ascii_digit()) && body.contains('_') && is_digits(&body.replace('_', ""));
    let is_radix = ["0x", "0o", "0b"].iter().any(|prefix| {
        body.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|digit| digit.is_ascii_hexdigit()))
    });
    let is_decimal = body.parse::<f64>().is_ok() && body.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    (is_grouped || is_radix || is_decimal).then_some("a number")
}

fn trailing_blanks(_: &Spec<'_>, file: &File<'_>, findings: &mut Findings) {
    for (start, line) in lines(&file.source.text) {
        let kept = line.trim_end_matches([' ', '\t']).len();
        if kept < line.len() {
            let span = Span { file: file.id, start: start + kept, end: start + line.len() };
            findings.add(&file.source.path, "the line ends in blanks").at(span, "take them out").reform([Edit::remove(span)]);
        }
    }
}

fn line_endings(_: &Spec<'_>, file: &File<'_>, findings: &mut Findings) {
    let text = &file.source.text;
    let path = &file.source.path;
    let span = |start, end| Span { file: file.id, start, end };
    let returns: Vec<_> = text.match_indices("\r\n").map(|(at, _)| span(at, at + 1)).collect();
    if let Some(first) = returns.first() {
        let finding = findings.add(path, format!("{} lines end in a carriage return", returns.len())).at(*first, "the first");
        finding.reform(returns.iter().map(|span| Edit::remove(*span)));
        return;
    }
    let kept = text.trim_end_matches('\n').len();
    if !text.is_empty() && kept == text.len() {
        let last = layout::line_start(text, kept);
        findings
            .add(path, "the last line has no line break")
            .at(span(last, kept), "the last line")
            .reform([Edit::replace(span(kept, kept), "\n")]);
    } else if text.len() > kept + 1 {
        let rest = span(kept + 1, text.len());
        findings.add(path, "blank lines end the file").at(rest, "take them out").reform([Edit::remove(rest)]);
    }
}

/// Lines without their breaks, each with the byte at which it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

fn long_flow_maps(_: &Spec<'_>, file: &File<'_>, findings: &mut Findings) {
    let mut maps = Vec::new();
    flow_maps(&file.source.text, file.tree, &mut maps);
    let text = &file.source.text;
    for map in maps {
        let (start, stop) = (layout::line_start(text, map.span.start), layout::line_end(text, map.span.start));
        let length = text[start..stop].chars().count();
        if length > WIDTH {
            // The whole of it would not fit into a frame either.
            let span = Span { end: map.span.start + 1, ..map.span };
            let finding = findings.add(&file.source.path, format!("a line of {length} characters holds a map in braces"));
            finding.at(span, format!("at most {WIDTH} characters")).help("give each key a line of its own");
            if let Some(block) = as_block(text, file.id, map) {
                finding.reform([block]);
            }
        }
    }
}

/// The outermost maps in braces.
fn flow_maps<'a>(text: &str, node: &'a Node, maps: &mut Vec<&'a Node>) {
    match &node.value {
        Value::Map(_) if layout::is_flow(text, node) => maps.push(node),
        Value::Map(entries) => entries.iter().for_each(|entry| flow_maps(text, &entry.node, maps)),
        Value::List(items) if !layout::is_flow(text, node) => items.iter().for_each(|item| flow_maps(text, item, maps)),
        Value::List(_) | Value::Scalar(_) | Value::Null => {}
    }
}

/// A map in braces with a line for each key, if it is on one line, and there is nothing beside it but the key or the
/// hyphen that it belongs to.
fn as_block(text: &str, file: FileId, map: &Node) -> Option<Edit> {
    let Value::Map(entries) = &map.value else { return None };
    let (start, stop) = (map.span.start, layout::end(text, map));
    if text[start..stop].contains('\n') || stop != layout::line_end(text, stop) {
        return None;
    }
    let line = layout::line_start(text, start);
    let before = &text[line..start];
    let written = |entry: &Entry| {
        let key = &text[entry.key_span.start..entry.key_span.end];
        format!("{key}: {}", &text[entry.node.span.start..layout::end(text, &entry.node)])
    };
    let lines: Vec<String> = entries.iter().map(written).collect();
    match map.key_span {
        // Behind a key, on lines of their own.
        Some(key) if text[line..key.start].trim().is_empty() => {
            let indent = format!("\n{}", " ".repeat(key.start - line + 2));
            let start = line + before.trim_end().len();
            Some(Edit::replace(Span { file, start, end: stop }, format!("{indent}{}", lines.join(&indent))))
        }
        // Behind the hyphen of a list, the first on the same line.
        None if before.trim() == "-" => {
            let indent = format!("\n{}", " ".repeat(before.len()));
            Some(Edit::replace(Span { file, start, end: stop }, lines.join(&indent)))
        }
        _ => None,
    }
}

//! A guide's text, taken apart into numbered sections, the operations that they describe and their tables.
//!
//! ```text
//! table        tab-separated lines to rows, damage undone
//! fold         words and values, as far as damage lets them be told apart
//! description  what can be read in a description for certain: defaults, ranges, values
//! ```

pub mod description;
pub mod fold;
pub mod table;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex_lite::Regex;

use self::fold::{compact, searched};
use self::table::{Table, Tables};

/// A text with its place in the guide, in bytes.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A section.
#[derive(Debug)]
pub struct Section {
    /// Its number: `2.2.1`.
    pub number: String,
    /// Its title.
    pub title: Piece,
    /// The operation that it describes.
    pub operation: Option<Piece>,
    /// The request lines that it gives.
    pub requests: Vec<RequestLine>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Lines that look like rows, but of a table without a header.
    pub strays: Vec<Piece>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// All of it, to be searched.
    pub text: String,
}

/// An example of a section.
#[derive(Debug)]
pub struct Example {
    /// What it is called, in one word.
    pub title: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// `POST /things/[ThingId] HTTP/1.1`.
#[derive(Debug)]
pub struct RequestLine {
    /// The methods, as printed.
    pub methods: Vec<String>,
    /// The path, as printed.
    pub path: String,
    /// Where it is printed.
    pub place: Piece,
    /// Whether it is that of an example.
    pub example: bool,
}

/// The part of a section that a line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Before any other part.
    Introduction,
    /// How a request begins.
    Syntax,
    /// The parameters of a request.
    Request,
    /// The fields of an answer.
    Response,
    /// The error codes.
    Errors,
    /// Examples, and whatever else has no table of interest.
    Example,
}

/// A line with its place.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    start: usize,
}

/// Takes a guide apart. What comes before the first section, the table of contents among it, is left out.
pub fn read(text: &str) -> Vec<Section> {
    let lines = lines(text);
    let headings = headings(&lines);
    let mut sections = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).map_or(lines.len(), |next| next.line);
        // A chapter's own heading only ends the section before it.
        if heading.number.len() > 1 {
            sections.push(section(heading, &lines[heading.line + 1..end]));
        }
    }
    sections
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let trimmed = body.trim_start_matches(['\u{c}', '\u{feff}']);
        lines.push(Line { text: trimmed, start: start + body.len() - trimmed.len() });
        start += line.len();
    }
    lines
}

struct Heading {
    line: usize,
    number: Vec<u32>,
    title: Piece,
}

/// `2.3.5.1. title` or `3.title`.
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[#*\s]*(\d{1,3}(?:\.\d{1,3})*)\.(\s*)([^\s\d].*)$").expect("a fixed pattern"));

/// The headings: of each number the last one (a table of contents has them too), in ascending order.
fn headings(lines: &[Line<'_>]) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut known = BTreeSet::new();
    for (line, Line { text, start }) in lines.iter().enumerate().rev() {
        let Some(captures) = HEADING.captures(text).filter(|_| !text.contains('\t')) else { continue };
        let number: Vec<u32> = captures[1].split('.').filter_map(|part| part.parse().ok()).collect();
        // `3. title` is an item of a list; a chapter is written without the blank.
        if number.len() == 1 && !captures[2].is_empty() {
            continue;
        }
        let of_line = captures.get(3).expect("the pattern has three groups");
        let title = Piece {
            text: of_line.as_str().trim_end_matches(['*', '#', ' ']).to_owned(),
            start: start + of_line.start(),
            end: start + of_line.end(),
        };
        if known.insert(number.clone()) {
            found.push(Heading { line, number, title });
        }
    }
    found.reverse();
    let mut ascending: Vec<Heading> = Vec::new();
    for index in 0..found.len() {
        let heading = &found[index];
        // A chapter is one only if its first section comes next; a paragraph may begin with a number too.
        let followed = || found.get(index + 1).is_some_and(|next| next.number.len() > 1 && next.number[0] == heading.number[0]);
        let rises = ascending.last().is_none_or(|last| last.number < heading.number);
        if rises && (heading.number.len() > 1 || followed()) {
            ascending.push(Heading { line: heading.line, number: heading.number.clone(), title: heading.title.clone() });
        }
    }
    ascending
}

fn section(heading: &Heading, lines: &[Line<'_>]) -> Section {
    let number: Vec<_> = heading.number.iter().map(u32::to_string).collect();
    let mut part = Part::Introduction;
    let mut fenced = false;
    let mut name = None;
    let mut requests = Vec::new();
    let mut tables = Tables::default();
    let mut described = false;
    let mut examples: Vec<Example> = Vec::new();
    for line in lines {
        if line.text.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if let Some(next) = part_of(line.text).filter(|_| !fenced) {
            described |= matches!(next, Part::Syntax | Part::Request);
            part = next;
            if next == Part::Example {
                examples.push(Example { title: compact(line.text), lines: Vec::new() });
            }
            continue;
        }
        match part {
            Part::Introduction if name.is_none() => name = called(line),
            Part::Syntax | Part::Example => requests.extend(request_line(line, part == Part::Example)),
            _ => {}
        }
        if let (Part::Example, Some(example)) = (part, examples.last_mut()) {
            example.lines.push(line.text.to_owned());
        }
        if !fenced && line.text.contains('\t') {
            tables.line(part, line.text, line.start);
        }
    }
    let title = &heading.title;
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(|letter| letter.is_ascii_alphanumeric())
    };
    let operation = name.or_else(|| is_name(&title.text).then(|| title.clone())).filter(|_| described);
    let (tables, strays) = tables.finish();
    let text: String = lines.iter().flat_map(|line| [line.text, "\n"]).collect();
    Section { number: number.join("."), title: title.clone(), operation, requests, tables, strays, examples, text: searched(&text) }
}

/// The part that a line is the title of.
fn part_of(line: &str) -> Option<Part> {
    if line.contains('\t') || line.len() > 60 {
        return None;
    }
    let title = compact(line);
    match title.trim_matches(['#', '*', ':']) {
        "请求语法" | "请求行" | "请求格式" => Some(Part::Syntax),
        "请求参数" | "请求体" | "请求体参数" => Some(Part::Request),
        "返回数据" | "返回结果" | "返回参数" | "响应参数" | "返回体参数" => Some(Part::Response),
        "错误码" | "错误代码" => Some(Part::Errors),
        "请求头" | "请求头部" => Some(Part::Introduction),
        title if title.ends_with("示例") => Some(Part::Example),
        _ => None,
    }
}

static CALLED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"调用\s*([A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)*)").expect("a fixed pattern"));

/// The name in `调用Name…`.
fn called(line: &Line<'_>) -> Option<Piece> {
    let name = CALLED.captures(line.text)?.get(1)?;
    Some(Piece { text: compact(name.as_str()), start: line.start + name.start(), end: line.start + name.end() })
}

static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*((?:GET|POST|PUT|DELETE|PATCH|HEAD)(?:\s*[|/,]\s*(?:GET|POST|PUT|DELETE|PATCH|HEAD))*)\s+(/\S*)")
        .expect("a fixed pattern")
});

fn request_line(line: &Line<'_>, example: bool) -> Option<RequestLine> {
    let captures = REQUEST.captures(line.text)?;
    let path = captures[2].split('?').next().unwrap_or_default().to_owned();
    let methods = captures[1].split(['|', '/', ',']).map(|method| method.trim().to_owned()).collect();
    let (start, end) = (line.start + captures.get(1)?.start(), line.start + captures.get(2)?.end());
    Some(RequestLine { methods, path, place: Piece { text: line.text.trim().to_owned(), start, end }, example })
}

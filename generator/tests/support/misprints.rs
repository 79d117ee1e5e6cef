//! A guide with one cell, number, value or request changed: what an audit has to notice.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// A guide that differs from another one in one place.
pub struct Misprint {
    /// What was changed.
    pub what: &'static str,
    /// The line, from one.
    pub line: usize,
    /// The line as it is now.
    pub text: String,
    /// All of it.
    pub guide: String,
}

/// Each misprint of the requests and the tables.
pub fn of(guide: &str) -> Vec<Misprint> {
    let lines: Vec<&str> = guide.lines().collect();
    let mut misprints = Vec::new();
    // The table of contents, and what there is before the tables, is not compared.
    for (index, line) in lines.iter().enumerate() {
        for (what, text) in of_line(line) {
            let (before, after) = (lines[..index].join("\n"), lines[index + 1..].join("\n"));
            let guide = format!("{before}\n{text}\n{after}\n");
            misprints.push(Misprint { what, line: index + 1, text, guide });
        }
    }
    misprints
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

fn of_line(line: &str) -> Vec<(&'static str, String)> {
    static REQUEST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(GET|POST|PUT|DELETE)( /[a-z]\S*)( HTTP)"));
    if let Some(request) = REQUEST.captures(line) {
        let rest = &line[request.get(2).map_or(0, |path| path.end())..];
        return vec![("method", format!("PATCH{}{rest}", &request[2])), ("path", format!("{}{}s{rest}", &request[1], &request[2]))];
    }
    let cells: Vec<&str> = line.split('\t').collect();
    let is_type = |cell: &&str| matches!(*cell, "String" | "Long" | "Integer" | "Boolean" | "Array" | "Struct");
    let (Some(kind), Some(last)) = (cells.iter().position(is_type), cells.len().checked_sub(1)) else { return Vec::new() };
    if kind != 1 || last < 3 || cells[0].is_empty() {
        return Vec::new();
    }
    let with = |at: usize, text: String| {
        cells.iter().enumerate().map(|(index, cell)| if index == at { text.as_str() } else { *cell }).collect::<Vec<_>>().join("\t")
    };
    let mut changed = vec![("name", with(0, format!("{}_too", cells[0])))];
    changed.push(("type", with(kind, if cells[kind] == "Long" { "String" } else { "Long" }.to_owned())));
    for (index, cell) in cells.iter().enumerate().take(last) {
        match *cell {
            "Path" | "Query" | "Body" => changed.push(("location", with(index, "Header".to_owned()))),
            "是" => changed.push(("required", with(index, "否".to_owned()))),
            "否" => changed.push(("required", with(index, "是".to_owned()))),
            cell if index + 1 == last && index > kind && !cell.is_empty() && cell != "无" => {
                changed.push(("example", with(index, format!("9{cell}9"))))
            }
            _ => {}
        }
    }
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|[^A-Za-z0-9_./-])(\d+)"));
    static VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(r"([ ●•。:])([A-Za-z][A-Za-z0-9_]+)( ?:[^/])"));
    static DEFAULT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(默认值?[:为] ?)([A-Za-z0-9_]+)( ?。)"));
    let number = |captures: &Captures<'_>| format!("{}{}", &captures[1], captures[2].parse::<u64>().map_or(7, |number| number + 7));
    let word = |captures: &Captures<'_>| format!("{}{}y{}", &captures[1], &captures[2], &captures[3]);
    changed.extend(each(&NUMBER, cells[last], number).map(|text| ("number", with(last, text))));
    changed.extend(each(&VALUE, cells[last], word).map(|text| ("value", with(last, text))));
    changed.extend(each(&DEFAULT, cells[last], word).map(|text| ("default", with(last, text))));
    changed
}

/// A text with one match replaced, for each.
fn each<'t>(pattern: &'t Regex, text: &'t str, replace: impl Fn(&Captures<'_>) -> String + 't) -> impl Iterator<Item = String> + 't {
    pattern.captures_iter(text).map(move |captures| {
        let of = captures.get(0).expect("it matches");
        format!("{}{}{}", &text[..of.start()], replace(&captures), &text[of.end()..])
    })
}

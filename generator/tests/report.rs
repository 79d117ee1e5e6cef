//! What was found, in each of the formats that programs read: `report/<format>.txt` is what a report looks like.
//!
//! `BLESS=1 cargo test -p ackgen --test report` writes down what it looks like now.

use std::path::Path;
use std::{env, fs};

use ackgen::input;
use ackgen::lint::lint;
use ackgen::report::Format;
use ackgen::source::SourceFile;

/// A spec with a finding of several places, one with a fix, and text that formats have to escape.
fn files() -> Vec<SourceFile> {
    let mut files = input::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/base")).expect("the base can be read");
    let item = "- name: FetchOrder\n  section: 1.1.1\n  http: GET /orders\n  idempotency: read_only\n  summary: { en: Fetch one order, zh: 查询单个订单 }\n  query:\n";
    let field = |name: &str, rest: &str| {
        format!("    {name}: {{ type: string, doc: {{ en: Text 100%., zh: 文本 100%。 }}, evidence: table, {rest} }}\n")
    };
    let fields = [field("a", "example: no"), field("b|c", "rust: b_c, example: x")].concat();
    let orders = files.iter_mut().find(|file| file.path.ends_with("orders.yaml")).expect("it is in the base");
    orders.text = format!("{item}{fields}");
    files
}

#[test]
fn formats_are_as_written_down() {
    let files = files();
    let found = lint(&files, None, "2026-01-01").unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "", false)));
    for name in Format::NAMES {
        let text = found.report(&files, "spec").write(name.parse().expect("it is a format"), false);
        // How many rules looked changes with every one that is added.
        let count = found.rules.len();
        let text = text.replace(&format!("{count} rules"), "N rules").replace(&format!("\"rules\": {count}"), "\"rules\": \"N\"");
        // So does a rule's place among them.
        let text = without_numbers_after(&text, "\"ruleIndex\": ");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/report/{name}.txt"));
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::create_dir_all(path.parent().expect("it is in a folder"))
                .and_then(|()| fs::write(&path, &text))
                .expect("it can be written");
        }
        // Of SARIF, what it says about the rules is what `explain` says, and changes with it.
        let part = |text: &str| text.split_once("\"columnKind\"").map_or(text, |(_, rest)| rest).to_owned();
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(part(&text), part(&expected), "{}", path.display());
    }
}

#[test]
fn sarif_names_every_rule() {
    let files = files();
    let found = lint(&files, None, "2026-01-01").unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "", false)));
    let log: serde_json::Value = serde_json::from_str(&found.report(&files, "spec").write(Format::Sarif, false)).expect("it is JSON");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("it has rules");
    assert_eq!(rules.len(), ackgen::lint::rules().count());
    for result in run["results"].as_array().expect("it has results") {
        let index = result["ruleIndex"].as_u64().expect("it has a rule") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn a_format_that_there_is_not_is_refused() {
    assert_eq!("xml".parse::<Format>(), Err("the formats are terminal, json, markdown, sarif, github".to_owned()));
}

/// A text with `N` in place of each number that follows a label.
fn without_numbers_after(text: &str, label: &str) -> String {
    let mut parts = text.split(label);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}{label}N{}", part.trim_start_matches(|character: char| character.is_ascii_digit())))
}

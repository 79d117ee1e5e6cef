//! The JSON Schemas that are committed are those of the types, and say what the generator says.

use std::fs;
use std::path::{Path, PathBuf};

use ackgen::input;
use ackgen::schema::{self, Kind};
use ackgen::source::SourceFile;

#[test]
fn the_committed_schemas_are_fresh() {
    let folder = manifest().join("../spec/schema");
    for file in schema::files() {
        let committed = fs::read_to_string(folder.join(&file.path)).unwrap_or_default();
        assert!(committed == file.text, "spec/schema/{} is stale: `cargo run -- schema --out spec/schema`", file.path);
    }
    let committed = fs::read_dir(folder).expect("the folder is there").count();
    assert_eq!(committed, schema::files().len(), "spec/schema holds something else");
}

#[test]
fn every_file_of_the_spec_names_its_schema() {
    for file in input::read(&manifest().join("../spec")).expect("the spec can be read") {
        let first = file.text.lines().next().unwrap_or_default();
        assert_eq!(format!("{first}\n"), ackgen::scaffold::modeline(&file.path), "the first line of spec/{}", file.path);
    }
}

/// Where the schema lists a few words, the generator accepts those and no others.
#[test]
fn words_are_those_that_are_accepted() {
    let operation =
        |rest: &str| format!("- name: Fetch\n  section: 1.1.1\n  http: GET /x\n  summary: {{ en: Fetch it, zh: 查询 }}\n{rest}");
    let field = |rest: &str| {
        operation(&format!(
            "  idempotency: read_only\n  query:\n    x: {{ type: list<string>, doc: {{ en: X., zh: 甲。 }}, evidence: table, {rest} }}\n"
        ))
    };
    let service = |rest: &str| format!("{}{rest}\n", text("shop/service.yaml"));
    let orders = "shop/operations/orders.yaml";
    let cases = [
        ("service", "/definitions/Service/properties/style/enum", "shop/service.yaml", service("").replace("roa", "wrong")),
        (
            "service",
            "/definitions/Signing/properties/scheme/enum",
            "shop/service.yaml",
            service("signing: [{ scheme: wrong, doc: { en: How., zh: 如何。 }, evidence: sdk }]"),
        ),
        ("operations", "/definitions/Operation/properties/idempotency/enum", orders, operation("  idempotency: wrong\n")),
        ("operations", "/definitions/Field/properties/style/enum", orders, field("style: wrong")),
        (
            "operations",
            "/definitions/CharacterClasses/properties/of/anyOf/0/enum",
            orders,
            field("character_classes: { at_least: 1, of: [wrong] }"),
        ),
    ];
    for (kind, pointer, path, text) in cases {
        let schema = Kind::named(kind).expect("there is such a kind").schema();
        let words: Vec<String> = serde_json::from_value(schema.pointer(pointer).expect(pointer).clone()).expect("they are texts");
        let mut files = base();
        files.iter_mut().filter(|file| file.path == path).for_each(|file| file.text.clone_from(&text));
        let said = ackgen::load(&files).expect_err("`wrong` is no word").render(&files, "", false);
        let line = said.lines().find(|line| line.contains("`wrong`") && line.starts_with("error")).unwrap_or_else(|| panic!("{said}"));
        let mut accepted: Vec<&str> = line.split('`').skip(1).step_by(2).filter(|word| *word != "wrong").collect();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        accepted.sort_unstable();
        words.sort_unstable();
        assert_eq!(words, accepted, "{pointer}: {line}");
    }
}

fn base() -> Vec<SourceFile> {
    input::read(&manifest().join("tests/lint/base")).expect("the base can be read")
}

fn text(path: &str) -> String {
    base().into_iter().find(|file| file.path == path).expect("it is in the base").text
}

fn manifest() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

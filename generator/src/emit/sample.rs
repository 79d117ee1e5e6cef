//! A spec of a few lines, for the unit tests of the emitters.

use crate::model::Model;
use crate::source::SourceFile;

const PRODUCT: &str = "{ name: zoo, version: 0.1.0, title: { en: Zoo, zh: 动物园 }, services: [zoo] }";
const SERVICE: &str = r#"
name: zoo
title: { en: Zoo, zh: 动物园 }
doc: { en: Animals., zh: 动物。 }
product: Zoo
version: "1"
source: { title: { en: Guide, zh: 手册 }, product_version: v1, document: "1" }
groups: { animals: { en: Animals, zh: 动物, doc: { en: Them., zh: 它们。 } } }
"#;

/// A service of this style with these types and operations, each a list in YAML.
pub fn model(style: &str, types: &str, operations: &str) -> Model {
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let files = [
        file("product.yaml", PRODUCT.to_owned()),
        file("zoo/service.yaml", format!("{SERVICE}style: {style}\n")),
        file("zoo/types/animals.yaml", types.to_owned()),
        file("zoo/operations/animals.yaml", operations.to_owned()),
    ];
    crate::load(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "", false)))
}

/// A struct of section 2, described in section 1 as well, with these fields.
pub fn structure(name: &str, fields: &[String]) -> String {
    format!("- name: {name}\n  section: [\"1\", \"2\"]\n  doc: {{ en: It., zh: 它。 }}\n  fields:\n{}", indent(fields))
}

/// An operation of section 2 with these further keys.
pub fn operation(name: &str, http: &str, keys: &str) -> String {
    let keys = keys.lines().map(|line| format!("  {line}\n")).collect::<String>();
    format!("- name: {name}\n  section: \"2\"\n  http: {http}\n  idempotency: idempotent\n  summary: {{ en: Do, zh: 做 }}\n{keys}")
}

/// A body that is an object of these fields, and what binds them together.
pub fn body(fields: &[String], rules: &str) -> String {
    format!("body:\n  fields:\n{}rules: [{rules}]", indent(fields))
}

/// A field: its name and the keys that matter.
pub fn field(name: &str, keys: &str) -> String {
    format!("{name}: {{ {keys}, doc: {{ en: It., zh: 它。 }}, evidence: table }}")
}

fn indent(fields: &[String]) -> String {
    fields.iter().map(|field| format!("    {field}\n")).collect()
}

//! How long the pipeline takes on the real spec, and whether it grows linearly with the number of operations.
//!
//! `cargo bench -p ackgen`

use std::path::Path;

use ackgen::source::SourceFile;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// The spec of this repository.
fn real_spec() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    ackgen::input::read(&root).expect("the spec can be read")
}

/// An invented spec of so many operations, each with a few parameters and a struct of its own.
fn invented_spec(operations: usize) -> Vec<SourceFile> {
    let text = "{ en: A thing., zh: 东西。 }";
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let types: String = (0..operations)
        .map(|index| {
            format!(
                "- name: Thing{index}\n  section: 1.{index}\n  doc: {text}\n  fields:\n    id: {{ type: string, plain: true, doc: {text}, evidence: table, example: a }}\n    \
                 size: {{ type: long, min: 1, max: 9, doc: {text}, evidence: table, example: 3 }}\n"
            )
        })
        .collect();
    let calls: String = (0..operations)
        .map(|index| {
            format!(
                "- name: GetThing{index}\n  section: 1.{index}\n  http: GET /things{index}/{{Id}}\n  idempotency: read_only\n  summary: {text}\n  path:\n    \
                 Id: {{ type: string, required: true, doc: {text}, evidence: table, example: a }}\n  query:\n    \
                 verbose: {{ type: boolean, doc: {text}, evidence: table, example: true }}\n  response: {{ type: Thing{index} }}\n"
            )
        })
        .collect();
    let service = format!(
        "name: things\ntitle: {text}\ndoc: {text}\nproduct: Things\nversion: \"2026-01-01\"\nstyle: roa\nsource: {{ title: {text}, product_version: \"1\", document: \"1\" }}\n\
         groups: {{ things: {{ en: Things, zh: 东西, doc: {text} }} }}\n"
    );
    vec![
        file("product.yaml", format!("name: things\nversion: 0.1.0\ntitle: {text}\nservices: [things]\n")),
        file("things/operations/things.yaml", calls),
        file("things/service.yaml", service),
        file("things/types/things.yaml", types),
    ]
}

#[divan::bench]
fn load_real(bencher: Bencher<'_, '_>) {
    let files = real_spec();
    bencher.bench(|| ackgen::load(black_box(&files)).map(|_| ()).map_err(|_| ()));
}

#[divan::bench]
fn generate_real(bencher: Bencher<'_, '_>) {
    let files = real_spec();
    bencher.bench(|| ackgen::generate(black_box(&files)).map(|_| ()).map_err(|_| ()));
}

#[divan::bench(args = [10, 100, 1000], sample_count = 10)]
fn generate_invented(bencher: Bencher<'_, '_>, operations: usize) {
    let files = invented_spec(operations);
    let generated = ackgen::generate(&files).map(|_| ()).map_err(|diagnostics| diagnostics.render(&files, "spec", false));
    assert_eq!(generated, Ok(()));
    bencher.bench(|| ackgen::generate(black_box(&files)).map(|_| ()).map_err(|_| ()));
}

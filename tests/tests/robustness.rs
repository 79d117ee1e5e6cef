//! Whatever a spec's files hold, it is answered with files or with diagnostics, never with a panic.

use std::fmt::Write as _;
use std::path::Path;

use ackgen::source::SourceFile;

/// The spec that says everything that can be said.
fn shapes() -> Vec<SourceFile> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/shapes/spec");
    ackgen::input::read(&spec).expect("the spec can be read")
}

/// The same spec with another text in one of its files.
fn with_text(files: &[SourceFile], index: usize, text: String) -> Vec<SourceFile> {
    let mut files = files.to_vec();
    files[index].text = text;
    files
}

/// Reads a spec, and renders what is said about it; returns how many diagnostics there are.
fn errors_of(files: &[SourceFile]) -> usize {
    ackgen::load(files).map_or_else(
        |diagnostics| {
            assert!(!diagnostics.render(files, "spec", true).is_empty());
            diagnostics.len()
        },
        |_| 0,
    )
}

/// A spec of one file, `product.yaml`, that holds this.
fn product(text: impl Into<String>) -> Vec<SourceFile> {
    vec![SourceFile { path: "product.yaml".to_owned(), text: text.into() }]
}

#[test]
fn a_spec_without_one_of_its_lines() {
    let files = shapes();
    for (index, file) in files.iter().enumerate() {
        let lines: Vec<_> = file.text.split_inclusive('\n').collect();
        for left_out in 0..lines.len() {
            let text = [&lines[..left_out], &lines[left_out + 1..]].concat().concat();
            errors_of(&with_text(&files, index, text));
        }
    }
}

#[test]
fn a_spec_that_ends_too_early() {
    let files = shapes();
    for (index, file) in files.iter().enumerate() {
        for (end, _) in file.text.char_indices().step_by(101) {
            errors_of(&with_text(&files, index, file.text[..end].to_owned()));
        }
    }
}

#[test]
fn a_spec_with_a_file_in_place_of_another() {
    let files = shapes();
    for index in 0..files.len() {
        for other in &files {
            errors_of(&with_text(&files, index, other.text.clone()));
        }
    }
}

#[test]
fn a_spec_without_one_of_its_files() {
    let files = shapes();
    for index in 0..files.len() {
        let mut files = files.clone();
        let removed = files.remove(index);
        let is_needed = removed.path.contains("/types/") || removed.path.contains("/operations/") || removed.path.ends_with("service.yaml");
        assert!(errors_of(&files) > 0 || !is_needed, "nothing is said about the missing {}", removed.path);
    }
    assert_eq!(errors_of(&[]), 1);
}

#[test]
fn lines_end_as_on_windows() {
    let mut files = shapes();
    for file in &mut files {
        file.text = file.text.replace('\n', "\r\n");
    }
    assert_eq!(errors_of(&files), 0);
}

#[test]
fn texts_that_nest() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        for depth in [33, 1_000, 100_000] {
            assert!(errors_of(&product(open.repeat(depth) + &close.repeat(depth))) > 0);
        }
    }
    let mut indented = String::new();
    for depth in 0..2_000 {
        let _ = writeln!(indented, "{}a:", " ".repeat(depth));
    }
    assert_eq!(errors_of(&product(indented)), 1);
}

#[test]
fn a_type_that_nests() {
    let files = shapes();
    let index = files.iter().position(|file| file.path == "museum/types/page.yaml").expect("there is such a file");
    let kind = "list<".repeat(200_000) + "string" + &">".repeat(200_000);
    let text = files[index].text.replacen("type: long", &format!("type: {kind}"), 1);
    assert_eq!(errors_of(&with_text(&files, index, text)), 1);
}

#[test]
fn aliases_that_multiply() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{aliases}]");
    }
    assert_eq!(errors_of(&product(bomb)), 1);
}

#[test]
fn texts_that_are_large() {
    // One huge text; then very many keys, all unknown.
    assert!(errors_of(&product(format!("name: {}\n", "x".repeat(2_000_000)))) > 0);
    let keys: String = (0..500).map(|number| format!("key{number}: 1\n")).collect();
    assert!(errors_of(&product(keys)) >= 500);
}

#[test]
fn bytes_that_mean_nothing() {
    for text in
        ["\0", "\u{feff}", "\u{fffd}", "%YAML 9.9\n---\n", "---\n...\n", "\t", "!!binary x", "&", "*", "<<: *a", "\"\\uD800\"", "{", "'"]
    {
        assert!(errors_of(&product(text)) > 0, "nothing is said about {text:?}");
    }
}

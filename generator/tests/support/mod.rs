//! What the tests of hostile input share: specs on disk, the program, and specs with other texts in them.
// Each test uses some of it.
#![allow(dead_code)]

pub mod anything;
pub mod cases;
pub mod skeleton;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ackgen::source::SourceFile;
use serde_json::Value;

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The spec in a folder of the repository.
pub fn spec(folder: &str) -> Vec<SourceFile> {
    ackgen::input::read(&repository().join(folder)).expect("a spec of the repository can be read")
}

/// Writes a spec to a folder.
pub fn write(folder: &Path, files: &[SourceFile]) {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, &file.text).expect("a file can be written");
    }
}

/// Copies what is in a folder over what is in another one.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
}

/// The program, in a folder.
pub fn ackgen(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ackgen"));
    command.current_dir(folder);
    command
}

/// `ackgen generate`.
pub fn generate(folder: &Path, arguments: &[&str]) -> Output {
    ackgen(folder).arg("generate").args(arguments).output().expect("the program runs")
}

/// What a run said.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder, by its path inside.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                files.insert(path.strip_prefix(folder).expect("it is inside").to_owned(), bytes);
            }
        }
    }
    files
}

/// The same spec with other texts: each text in two languages is replaced. YAML comes back as JSON, which it is too.
pub fn with_texts(files: &[SourceFile], replace: impl Fn(&str) -> String) -> Vec<SourceFile> {
    let other = |file: &SourceFile| {
        let mut value: Value = serde_saphyr::from_str(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
        walk(&mut value, &replace);
        SourceFile { path: file.path.clone(), text: value.to_string() }
    };
    files.iter().map(other).collect()
}

fn walk(value: &mut Value, replace: &impl Fn(&str) -> String) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if key == "en" || key == "zh" => *text = replace(text),
                    value => walk(value, replace),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, replace)),
        _ => {}
    }
}

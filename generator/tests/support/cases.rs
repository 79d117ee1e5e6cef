//! Specs that differ by a few lines: `diff/base/`, and what a case changes in it.
//!
//! A change is blocks with a blank line between them. The first line of a block is a path. Behind it stand the lines that go,
//! with `-` before each, and those that come in their place, with `+`; what goes has to be there exactly once, and need not be
//! whole lines. Without lines that go, the others come at the end of the file, which need not be there yet. `(gone)` takes a
//! file away, `(now PATH)` moves it.

use std::fs;
use std::path::{Path, PathBuf};

use ackgen::input;
use ackgen::source::SourceFile;

/// Two specs, and where what is expected of them is written down.
pub struct Case {
    /// The folder's name: that of a rule, and behind two hyphens what is particular about it.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The spec as it was: the base, changed by `before.txt` if there is one.
    pub old: Vec<SourceFile>,
    /// The spec as it is: the old one, changed by `change.txt`.
    pub new: Vec<SourceFile>,
}

/// Where the cases are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

/// The name of every case.
pub fn names() -> Vec<String> {
    let folders = fs::read_dir(root()).expect("the cases can be listed");
    let names = folders.map(|entry| entry.expect("a case can be listed").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name != "base").collect();
    names.sort();
    names
}

/// Reads a case.
pub fn read(name: &str) -> Result<Case, String> {
    let folder = root().join(name);
    let base = input::read(&root().join("base")).map_err(|error| error.to_string())?;
    let change = |file: &str| fs::read_to_string(folder.join(file)).map_err(|error| format!("{}: {error}", folder.join(file).display()));
    let old = match folder.join("before.txt").exists() {
        true => changed(&base, &change("before.txt")?)?,
        false => base,
    };
    let new = changed(&old, &change("change.txt")?)?;
    Ok(Case { name: name.to_owned(), folder, old, new })
}

fn changed(files: &[SourceFile], change: &str) -> Result<Vec<SourceFile>, String> {
    let mut files = files.to_vec();
    for block in change.split("\n\n") {
        let mut lines = block.trim_end_matches('\n').lines();
        let path = lines.next().unwrap_or_default();
        let lines: Vec<&str> = lines.collect();
        let index = files.iter().position(|file| file.path == path);
        let with = |mark: char| lines.iter().filter_map(|line| line.strip_prefix(mark)).collect::<Vec<_>>().join("\n");
        match (lines.as_slice(), index) {
            (["(gone)"], Some(index)) => drop(files.remove(index)),
            ([only], Some(index)) if only.starts_with("(now ") => {
                files[index].path = only.trim_start_matches("(now ").trim_end_matches(')').to_owned();
            }
            (_, index) if with('-').is_empty() => {
                let index = index.unwrap_or_else(|| {
                    files.push(SourceFile { path: path.to_owned(), text: String::new() });
                    files.len() - 1
                });
                files[index].text.push_str(&format!("{}\n", with('+')));
            }
            (_, Some(index)) => {
                let text = &mut files[index].text;
                match text.matches(&with('-')).count() {
                    1 => *text = text.replace(&with('-'), &with('+')),
                    count => return Err(format!("{path} has this {count} times:\n{}", with('-'))),
                }
            }
            (_, None) => return Err(format!("there is no {path}")),
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

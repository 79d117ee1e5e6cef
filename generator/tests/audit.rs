//! Each folder of `audit/` is a test: a small guide, and what an audit finds in it.
//!
//! - `guide.txt` is the guide.
//! - `spec/` is what the case puts in place of the files of `base/`.
//! - `findings.txt` is everything that is found, and what was compared.
//!
//! `BLESS=1 cargo test -p ackgen --test audit` writes down what is found in each as what is expected of it.
//!
//! The guide that the spec is curated from is not part of the repository. Where it is, at `../shared/guide` or where
//! the variable `GUIDE` says, the whole spec is held against it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use ackgen::audit::{Audit, RULES, audit};
use ackgen::input;
use ackgen::source::{FileId, SourceFile};
use libtest_mimic::{Arguments, Failed, Trial};

const BLESS: &str = "BLESS=1 cargo test -p ackgen --test audit";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![Trial::test("every_rule_has_a_case", every_rule_has_a_case).with_ignored_flag(is_blessing())];
    for folder in cases() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(Trial::test(name, move || check(&folder)));
    }
    match guides() {
        guides if guides.is_empty() => {
            println!("no guide at {}: the spec itself is not audited (set GUIDE to a file or a folder)", guide_folder().display())
        }
        guides => trials.extend(
            guides.into_iter().map(|guide| Trial::test(format!("the spec agrees with {}", guide.display()), move || agrees(&guide))),
        ),
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(folder: &Path) -> Result<(), Failed> {
    let text = found(folder)?;
    let expected = folder.join("findings.txt");
    if is_blessing() {
        return Ok(fs::write(expected, text)?);
    }
    let written = fs::read_to_string(&expected).map_err(|error| format!("{}: {error}; run `{BLESS}`", expected.display()))?;
    match written == text {
        true => Ok(()),
        false => Err(format!("not as in {}; if it is right, run `{BLESS}`\n\n{text}", expected.display()).into()),
    }
}

/// What is found in a case's guide, as a person reads it.
fn found(folder: &Path) -> Result<String, Failed> {
    let mut files = input::read(&root().join("base"))?;
    let own = folder.join("spec");
    if own.exists() {
        let own = input::read(&own)?;
        files.retain(|file| own.iter().all(|own| own.path != file.path));
        files.extend(own);
        files.sort_by(|one, other| one.path.cmp(&other.path));
    }
    let guide = fs::read_to_string(folder.join("guide.txt"))?;
    let audit = audit_of(&guide, &files)?;
    files.iter_mut().for_each(|file| file.path = format!("spec/{}", file.path));
    files.push(SourceFile { path: "guide.txt".to_owned(), text: guide });
    let mut text = audit.findings.frames(&files, "", false);
    for tally in &audit.tallies {
        let [request, answer, other] = [tally.request, tally.response, tally.other].map(|rows| format!("{}/{}", rows.guide, rows.spec));
        let operation = tally.operation.as_deref().unwrap_or("-");
        text.push_str(&format!("{} {operation}: request {request}, answer {answer}, other {other}\n", tally.section));
    }
    text.push_str(&format!(
        "{} operations, {} rows, {} facts, {} findings\n",
        audit.operations(),
        audit.rows(),
        audit.facts,
        audit.findings.len()
    ));
    Ok(text)
}

fn audit_of(guide: &str, files: &[SourceFile]) -> Result<Audit, Failed> {
    let model = ackgen::load(files).map_err(|diagnostics| format!("the spec is wrong:\n\n{}", diagnostics.render(files, "spec", false)))?;
    Ok(audit(guide, FileId(files.len()), &model))
}

fn every_rule_has_a_case() -> Result<(), Failed> {
    let mut all = String::new();
    for folder in cases() {
        all.push_str(&fs::read_to_string(folder.join("findings.txt"))?);
    }
    let missing: Vec<_> = RULES.iter().filter(|rule| !all.contains(&format!("[{}]", rule.id))).map(|rule| rule.id).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no case for {}", missing.join(", ")).into()) }
}

/// The repository's own spec against the guide that it is curated from.
fn agrees(guide: &Path) -> Result<(), Failed> {
    let mut files = input::read(&repository().join("spec"))?;
    let text = fs::read_to_string(guide)?;
    let audit = audit_of(&text, &files)?;
    if audit.findings.is_empty() {
        return Ok(());
    }
    files.push(SourceFile { path: guide.to_string_lossy().into_owned(), text });
    Err(format!("{} findings:\n\n{}", audit.findings.len(), audit.findings.frames(&files, "", false)).into())
}

/// The guides that are here, if any.
fn guides() -> Vec<PathBuf> {
    let place = guide_folder();
    if place.is_file() {
        return vec![place];
    }
    let mut texts: Vec<PathBuf> = fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    texts.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.sort();
    texts
}

fn guide_folder() -> PathBuf {
    env::var_os("GUIDE").map_or_else(|| repository().join("../shared/guide"), PathBuf::from)
}

fn cases() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root()).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join("guide.txt").exists());
    folders.sort();
    folders
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn is_blessing() -> bool {
    env::var_os("BLESS").is_some()
}

//! Each folder of `audit/` is a test: a small guide, and what an audit finds in it.
//!
//! - `guide.txt` is the guide.
//! - `spec/` is what the case puts in place of the files of `base/`.
//! - `findings.txt` is everything that is found, and what was compared.
//!
//! `BLESS=1 cargo test -p ackgen --test audit` writes down what is found in each as what is expected of it.
//!
//! The guide that the spec is curated from is not part of the repository. Where it is, at `../shared/guide` or where
//! the variable `GUIDE` says, the whole spec is held against it; and with `MISPRINTS=10`, against every tenth of the
//! guides that differ from it by one cell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use ackgen::audit::{Audit, RULES, audit};
use ackgen::input;
use ackgen::source::{FileId, SourceFile};
use libtest_mimic::{Arguments, Failed, Trial};

#[path = "support/misprints.rs"]
mod misprints;

const BLESS: &str = "BLESS=1 cargo test -p ackgen --test audit";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("every_rule_has_a_case", every_rule_has_a_case).with_ignored_flag(is_blessing()),
        Trial::test("line_endings_and_marks_change_nothing", line_endings_and_marks_change_nothing),
        Trial::test("a_guide_may_be_cut_anywhere", a_guide_may_be_cut_anywhere),
        Trial::test("every_misprint_is_found", every_misprint_is_found),
        Trial::test("the_program_says_what_it_found", the_program_says_what_it_found),
    ];
    for folder in cases() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(Trial::test(name, move || check(&folder)));
    }
    match guides() {
        guides if guides.is_empty() => {
            println!("no guide at {}: the spec itself is not audited (set GUIDE to a file or a folder)", guide_folder().display())
        }
        guides => trials.extend(guides.into_iter().flat_map(|guide| {
            let name = guide.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let whole = guide.clone();
            let misprints = Trial::test(format!("misprints_of_{name}"), move || misprints_of(&guide));
            let agrees = Trial::test(format!("the_spec_agrees_with_{name}"), move || agrees(&whole));
            [agrees, misprints.with_ignored_flag(every_nth().is_none())]
        })),
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

fn line_endings_and_marks_change_nothing() -> Result<(), Failed> {
    let files = input::read(&root().join("base"))?;
    let guide = fs::read_to_string(root().join("damage/guide.txt"))?;
    let changed = format!("\u{feff}{}", guide.replace('\n', "\r\n"));
    let (one, other) = (audit_of(&guide, &files)?, audit_of(&changed, &files)?);
    assert_eq!((one.facts, one.findings.len()), (other.facts, other.findings.len()));
    Ok(())
}

/// Whatever is missing is a finding, never a panic.
fn a_guide_may_be_cut_anywhere() -> Result<(), Failed> {
    let mut files = input::read(&root().join("base"))?;
    let guide = fs::read_to_string(root().join("damage/guide.txt"))?;
    let whole = audit_of(&guide, &files)?.facts;
    files.push(SourceFile { path: "guide.txt".to_owned(), text: String::new() });
    // In the last row, nothing but an example can be lost; an empty one says nothing.
    let end = guide.trim_end().rfind('\n').unwrap_or(guide.len());
    for (place, _) in guide.char_indices().step_by(23).take_while(|(place, _)| *place < end) {
        let (before, after) = guide.split_at(place);
        for part in [before, after] {
            let audit = audit_of(part, &files[..files.len() - 1])?;
            files.last_mut().expect("the guide was added").text = part.to_owned();
            let frames = audit.findings.frames(&files, "", false);
            assert!(audit.facts == whole || !frames.is_empty(), "nothing is said about a guide that is cut at byte {place}");
        }
    }
    Ok(())
}

/// Whatever one cell of a guide says otherwise is a finding.
fn every_misprint_is_found() -> Result<(), Failed> {
    let guide = fs::read_to_string(root().join("agrees/guide.txt"))?;
    let missed = missed(&guide, &input::read(&root().join("base"))?, 1)?;
    if missed.is_empty() { Ok(()) } else { Err(missed.into()) }
}

/// The misprints that nothing is said about, and how many there are of each kind.
fn missed(guide: &str, files: &[SourceFile], every: usize) -> Result<String, Failed> {
    let model = ackgen::load(files).map_err(|diagnostics| diagnostics.render(files, "spec", false))?;
    let (mut missed, mut counts) = (String::new(), BTreeMap::<&str, (usize, usize)>::new());
    for misprint in misprints::of(guide).into_iter().step_by(every) {
        let found = !audit(&misprint.guide, FileId(files.len()), &model).findings.is_empty();
        let count = counts.entry(misprint.what).or_default();
        *count = (count.0 + usize::from(found), count.1 + 1);
        if !found {
            missed.push_str(&format!("{} of line {}: {}\n", misprint.what, misprint.line, misprint.text));
        }
    }
    println!("{}", counts.iter().map(|(what, (found, all))| format!("{what} {found}/{all}")).collect::<Vec<_>>().join(", "));
    Ok(missed)
}

fn misprints_of(guide: &Path) -> Result<(), Failed> {
    let missed = missed(&fs::read_to_string(guide)?, &input::read(&repository().join("spec"))?, every_nth().unwrap_or(1))?;
    print!("{missed}");
    Ok(())
}

/// Which misprints of a real guide are tried: there are thousands.
fn every_nth() -> Option<usize> {
    env::var("MISPRINTS").ok()?.parse().ok().filter(|every| *every > 0)
}

fn the_program_says_what_it_found() -> Result<(), Failed> {
    let run = |case: &str| {
        let arguments = ["audit", &format!("{case}/guide.txt"), "--spec", "base", "--rows"];
        Command::new(env!("CARGO_BIN_EXE_ackgen")).args(arguments).current_dir(root()).output()
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();

    let agrees = run("agrees")?;
    assert_eq!((agrees.status.code(), text(&agrees.stderr).as_str()), (Some(0), ""));
    let said = text(&agrees.stdout);
    assert!(said.ends_with("4 operations, 35 rows, 188 facts compared: no findings\n"), "{said}");
    assert!(said.contains("2.2.1    CreateStation                        request 10/11, answer 2/2, other 2/2\n"), "{said}");

    let differs = run("cells")?;
    assert_eq!(differs.status.code(), Some(1));
    let said = text(&differs.stderr);
    assert!(said.contains("--> cells/guide.txt:") && said.contains("::: base/stations/operations/stations.yaml:"), "{said}");

    let formatted = Command::new(env!("CARGO_BIN_EXE_ackgen"))
        .args(["audit", "cells/guide.txt", "--spec", "base", "--format", "json"])
        .current_dir(root())
        .output()?;
    let report: serde_json::Value = serde_json::from_slice(&formatted.stdout)?;
    assert_eq!((formatted.status.code(), report["command"].as_str()), (Some(1), Some("audit")), "{report}");
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() > 10), "{report}");

    // An audit that compared nothing did not succeed, and neither did one without a guide.
    assert_eq!(run("nothing")?.status.code(), Some(1));
    let nowhere = run("nowhere")?;
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(text(&nowhere.stderr).starts_with("error: nowhere/guide.txt: "), "{}", text(&nowhere.stderr));
    Ok(())
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

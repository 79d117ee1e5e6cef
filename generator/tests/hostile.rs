//! Each folder of `hostile/` is a spec that means harm: bombs, damaged encodings, names that are paths or code. Each is
//! answered in time with a clear diagnostic, or with files that hold nothing but what the generator says.
//!
//! `spec/` is laid over the spec that the cases of tests/ share. `outcome.txt` says what becomes of it: the codes of the
//! diagnostics and how often each occurs, or `generated`. `BLESS=1 cargo test -p ackgen --test hostile` writes it down.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::{files, said, skeleton};
use tempfile::TempDir;

/// How long a run may take, which is many times what the longest one does.
const IN_TIME: Duration = Duration::from_secs(20);

#[test]
fn each_spec_comes_to_what_is_expected_of_it() {
    let mut report = String::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut cases: Vec<_> = fs::read_dir(&folder).expect("there are cases").flatten().map(|entry| entry.path()).collect();
    cases.sort();
    assert!(cases.len() > 50, "{} cases", cases.len());
    for case in cases {
        let outcome = outcome_of(&case);
        let expected = case.join("outcome.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(expected, outcome).expect("it can be written");
        } else {
            let expected = fs::read_to_string(expected).unwrap_or_default();
            if outcome != expected {
                let _ = writeln!(report, "{}: expected\n{expected}found\n{outcome}", case.display());
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Runs the program on a case as somebody at a terminal does.
fn outcome_of(case: &Path) -> String {
    let sandbox = TempDir::new().expect("a temporary folder can be made");
    let spec = sandbox.path().join("spec");
    support::write(&spec, &support::spec("tests/base"));
    support::copy(&case.join("spec"), &spec);
    let before = files(&spec);
    let run = in_time(sandbox.path());
    assert_clear(case, &run);
    let names: Vec<_> = fs::read_dir(sandbox.path()).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
    assert!(names.iter().all(|name| name == "spec" || name == "generated"), "{}: {names:?}", case.display());
    assert_eq!(files(&spec), before, "{}: the spec is only read", case.display());
    let generated = sandbox.path().join("generated");
    if run.status.success() {
        skeleton::of(&files(&generated));
        return "generated\n".to_owned();
    }
    assert!(!generated.exists(), "{}: nothing is written", case.display());
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    for line in said(&run).lines() {
        if let Some((code, _)) = line.strip_prefix("error[").and_then(|rest| rest.split_once("]: ")) {
            *codes.entry(code.to_owned()).or_default() += 1;
        }
    }
    assert!(!codes.is_empty(), "{}: {}", case.display(), said(&run));
    codes.iter().map(|(code, count)| format!("{code} {count}\n")).collect()
}

/// A run with little memory, that is ended when it takes too long.
fn in_time(folder: &Path) -> Output {
    let started = Instant::now();
    // Memory in KiB. Where there is no such limit, it is not what is tested.
    let script = r#"ulimit -v 2000000 2>/dev/null; exec "$0" generate"#;
    let child = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_ackgen")])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let output = child.and_then(|child| child.wait_with_output()).expect("a shell runs");
    assert!(started.elapsed() < IN_TIME, "it took {:?}", started.elapsed());
    output
}

/// What is said is short, and does nothing to a terminal; no panic is among it.
fn assert_clear(case: &Path, run: &Output) {
    let text = said(run);
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}: {:?} {text}", case.display(), run.status);
    assert!(!text.contains("panicked"), "{}: {text}", case.display());
    let dangerous = text.chars().find(|character| {
        character.is_control() && *character != '\n'
            || ('\u{202a}'..='\u{202e}').contains(character)
            || ('\u{2066}'..='\u{2069}').contains(character)
    });
    assert_eq!(dangerous, None, "{}", case.display());
    assert!(text.len() < 1 << 20, "{}: {} bytes", case.display(), text.len());
}

//! `ackgen diff` as somebody at a terminal meets it: folders and revisions, formats, how it ends.

mod support;

use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use serde_json::Value;
use support::cases;
use tempfile::TempDir;

/// A repository with the base of the cases in its first commit, and what a case changes in its folder.
struct Sandbox(TempDir);

impl Sandbox {
    fn of(case: &str) -> Self {
        let sandbox = Self(TempDir::new().expect("a temporary folder can be made"));
        let case = cases::read(case).unwrap_or_else(|error| panic!("{error}"));
        support::write(&sandbox.path("spec"), &case.old);
        sandbox.git(&["init", "--quiet"]);
        sandbox.git(&["add", "."]);
        sandbox.git(&["commit", "--quiet", "--message", "First"]);
        support::write(&sandbox.path("spec"), &case.new);
        sandbox
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn git(&self, arguments: &[&str]) {
        let who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").args(who).args(arguments).current_dir(self.0.path()).status().expect("git runs");
        assert!(done.success(), "git {arguments:?}");
    }

    fn diff(&self, arguments: &[&str]) -> Output {
        support::ackgen(self.0.path()).arg("diff").args(arguments).output().expect("the program runs")
    }

    fn code(&self, arguments: &[&str]) -> Option<i32> {
        self.diff(arguments).status.code()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_revision_is_read_as_a_folder_is() {
    let sandbox = Sandbox::of("field-removed");
    let case = cases::read("field-removed").unwrap_or_else(|error| panic!("{error}"));
    support::write(&sandbox.path("before"), &case.old);
    let by_folder = sandbox.diff(&["before", "spec", "--format", "changelog"]);
    assert!(stdout(&by_folder).contains("`CreateOrder.body.note` is gone"), "{}", stdout(&by_folder));
    for revision in ["HEAD", "HEAD:spec", "HEAD:spec/"] {
        let by_revision = sandbox.diff(&[revision, "--format", "changelog"]);
        assert_eq!(stdout(&by_revision), stdout(&by_folder), "{revision}: {}", support::said(&by_revision));
    }
    // Where it runs does not matter, nor what the other side is.
    let below = support::ackgen(&sandbox.path("spec")).args(["diff", "HEAD", "--spec", "../spec"]).output().expect("the program runs");
    assert_eq!(below.status.code(), Some(2), "a folder outside of where it runs has no name in the revision");
    assert!(support::said(&below).contains("REVISION:path/to/spec"), "{}", support::said(&below));
    assert_eq!(sandbox.code(&["HEAD", "HEAD"]), Some(0));
    let place = stdout(&sandbox.diff(&["HEAD"]));
    assert!(
        place.contains("--> spec/shop/operations/orders.yaml:1:9") && place.contains("HEAD:spec/shop/operations/orders.yaml:11:7"),
        "{place}"
    );
}

#[test]
fn it_fails_on_what_it_is_told() {
    let sandbox = Sandbox::of("enum-value-added--output");
    let code = |arguments: &[&str]| sandbox.code(&[&["HEAD"], arguments].concat());
    // A new value is risky for callers, and compatible for the others.
    assert_eq!([code(&[]), code(&["--fail-on", "risky"]), code(&["--fail-on", "compatible"])], [Some(0), Some(1), Some(1)]);
    assert_eq!(code(&["--fail-on", "risky", "--audience", "crate,mock"]), Some(0));
    assert_eq!(code(&["--fail-on", "crate=risky"]), Some(0));
    assert_eq!(code(&["--fail-on", "crate=compatible"]), Some(1));
    assert_eq!(
        code(&["--fail-on", "compatible", "--fail-on", "crate=none", "--fail-on", "mock=none", "--fail-on", "callers=breaking"]),
        Some(0)
    );
    assert_eq!(code(&["--fail-on", "everybody=risky"]), Some(2));
}

#[test]
fn what_cannot_be_compared_is_no_agreement() {
    let sandbox = Sandbox::of("field-removed");
    let refusals = [
        ("nonsense", "error: `nonsense` is neither a folder nor a revision that git knows here\n"),
        ("HEAD:nonsense", "error: there is no folder `nonsense` at the revision `HEAD`\n"),
        ("--output=x", "unexpected argument"),
    ];
    for (old, expected) in refusals {
        let run = sandbox.diff(&[old]);
        assert_eq!(run.status.code(), Some(2), "{old}");
        assert!(support::said(&run).contains(expected), "{}", support::said(&run));
    }
    let without_git = support::ackgen(sandbox.0.path()).args(["diff", "HEAD"]).env("PATH", "").output().expect("the program runs");
    assert_eq!(without_git.status.code(), Some(2));
    assert!(support::said(&without_git).contains("`git`, which is not installed"), "{}", support::said(&without_git));

    fs::write(sandbox.path("spec/product.yaml"), "name: demo\n").expect("a file can be written");
    let wrong = sandbox.diff(&["HEAD"]);
    assert_eq!((wrong.status.code(), stdout(&wrong)), (Some(2), String::new()));
    assert!(
        support::said(&wrong).contains("error[missing-key]") && support::said(&wrong).contains("spec/product.yaml:1"),
        "{}",
        support::said(&wrong)
    );
}

#[test]
fn a_suppression_is_read_from_the_new_spec() {
    let sandbox = Sandbox::of("field-removed");
    let config = "suppressions:\n  - { rule: field-removed, at: shop/CreateOrder.body.note, reason: Nobody ever sent it. }\n";
    fs::write(sandbox.path("spec/.diff.yaml"), config).expect("a file can be written");
    let run = sandbox.diff(&["HEAD"]);
    assert_eq!(run.status.code(), Some(0));
    assert!(stdout(&run).contains("no findings, 1 suppressed"), "{}", stdout(&run));
    // Once the change is in both, the suppression has had its day.
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "--quiet", "--message", "Second"]);
    let run = sandbox.diff(&["HEAD"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(stdout(&run).contains("spec/.diff.yaml:2:32"), "{}", stdout(&run));
}

/// `report/diff.<format>.txt` is what a report looks like.
#[test]
fn formats_are_as_written_down() {
    let sandbox = Sandbox::of("type-replaced");
    let count = ackgen::diff::rules().count();
    for format in ["terminal", "json", "markdown", "github", "changelog", "history"] {
        let text = stdout(&sandbox.diff(&["HEAD", "--format", format]));
        // How many rules looked changes with every one that is added.
        let text = text.replace(&format!("{count} rules"), "N rules").replace(&format!("\"rules\": {count}"), "\"rules\": \"N\"");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/report/diff.{format}.txt"));
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::write(&path, &text).expect("it can be written");
        }
        assert_eq!(text, fs::read_to_string(&path).unwrap_or_default(), "{}", path.display());
    }
}

#[test]
fn sarif_points_into_both_specs() {
    let sandbox = Sandbox::of("field-removed");
    let log: Value = serde_json::from_str(&stdout(&sandbox.diff(&["HEAD", "--format", "sarif"]))).expect("it is JSON");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(ackgen::diff::rules().count()));
    let result = &run["results"][0];
    let uri = |location: &Value| location["physicalLocation"]["artifactLocation"]["uri"].as_str().map(str::to_owned);
    assert_eq!(uri(&result["locations"][0]).as_deref(), Some("spec/shop/operations/orders.yaml"));
    assert_eq!(uri(&result["relatedLocations"][0]).as_deref(), Some("HEAD%3Aspec/shop/operations/orders.yaml"));
    assert_eq!(result["properties"]["levels"], serde_json::json!({ "callers": "risky", "crate": "breaking", "mock": "breaking" }));
    assert_eq!(run["properties"]["version"]["step"], "major");
}

/// Compared is what is said, in whatever order and layout: the spec of this repository is no exception.
#[test]
fn the_real_spec_is_as_it_is() {
    let files = support::spec("spec");
    let model = ackgen::load(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "", false)));
    let changes = ackgen::diff::compare(&model, &model);
    assert!(changes.all.is_empty(), "{:?}", changes.all);
    assert!(changes.items > 1000, "only {} things were compared", changes.items);
    assert_eq!(changes.next_version(), changes.old_version);
}

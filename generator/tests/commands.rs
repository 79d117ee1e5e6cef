//! The commands around a spec as somebody at a terminal meets them: what they say, what they change, how they end.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder with a small spec in it, in which the program runs.
struct Sandbox(TempDir);

/// What a run came to.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Sandbox {
    fn new() -> Self {
        let sandbox = Self(TempDir::new().expect("a temporary folder can be made"));
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/base");
        for file in ackgen::input::read(&base).expect("the base can be read") {
            sandbox.write(&format!("spec/{}", file.path), &file.text);
        }
        sandbox
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output =
            Command::new(env!("CARGO_BIN_EXE_ackgen")).args(arguments).current_dir(self.0.path()).output().expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).expect("it can be read")
    }

    /// Makes one change in a file.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        self.write(path, &text.replace(from, to));
    }
}

const ORDERS: &str = "spec/shop/operations/orders.yaml";

#[test]
fn lint_says_how_much_it_looked_at() {
    let run = Sandbox::new().run(&["lint"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let words: Vec<_> = run.stdout.split_whitespace().collect();
    let [rules, "rules,", items, "items:", "no", "findings"] = words[..] else { panic!("{}", run.stdout) };
    assert!(rules.parse::<usize>().is_ok_and(|rules| rules > 40) && items.parse::<usize>().is_ok_and(|items| items > 40), "{}", run.stdout);
}

#[test]
fn lint_fails_on_what_it_is_told() {
    let sandbox = Sandbox::new();
    sandbox.edit(ORDERS, "en: Fetch one order,", "en: Fetch one order.,");
    let code = |fail_on: &str| sandbox.run(&["lint", "--fail-on", fail_on]).code;
    assert_eq!([code("error"), code("warning"), code("note")], [Some(0), Some(1), Some(1)]);
    assert_eq!(sandbox.run(&["lint"]).code, Some(1));
}

#[test]
fn lint_of_nothing_fails() {
    let sandbox = Sandbox::new();
    let off: String = ackgen::lint::rules().map(|rule| format!("  {}: \"off\"\n", rule.id)).collect();
    sandbox.write("spec/.lint.yaml", &format!("severities:\n{off}"));
    let run = sandbox.run(&["lint"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), "error: nothing was checked: .lint.yaml turns every rule off\n"));
}

#[test]
fn lint_mends_and_leaves_the_rest_alone() {
    let sandbox = Sandbox::new();
    let before = sandbox.read(ORDERS);
    sandbox.edit(ORDERS, "en: Fetch one order,", "en: Fetch one order.,");
    sandbox.edit(ORDERS, "en: Id of the order.,", "en: Id  of the order,");
    let run = sandbox.run(&["lint", "--fix"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "3 mended\n"), "{}", run.stdout);
    assert_eq!(sandbox.read(ORDERS), before);
}

#[test]
fn lint_of_a_wrong_spec_says_what_is_wrong() {
    let sandbox = Sandbox::new();
    sandbox.edit(ORDERS, "read_only", "harmless");
    let run = sandbox.run(&["lint", "--fix"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.starts_with("error[unknown-value]"), "{}", run.stderr);
    // Programs that read a report find the mistakes in it.
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert!(run.code == Some(1) && run.stdout.contains("\"id\": \"unknown-value\""), "{}", run.stdout);
}

#[test]
fn explain_lists_and_explains() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["explain", "short-doc"]);
    assert!(run.code == Some(0) && run.stdout.starts_with("short-doc: ") && run.stdout.contains("Wrong:"), "{}", run.stdout);
    let list = sandbox.run(&["explain"]).stdout;
    assert!(["missing-key", "short-doc", "name-differs"].iter().all(|id| list.contains(id)), "{list}");
    let run = sandbox.run(&["explain", "short-dog"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), "error: nothing is called `short-dog`: did you mean `short-doc`?\n"));
}

#[test]
fn new_adds_and_never_overwrites() {
    let sandbox = Sandbox::new();
    let arguments = ["new", "type", "Parcel", "--file", "parcels", "--section", "1.2"];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.starts_with("wrote "), "{}", run.stdout);
    assert!(sandbox.read("spec/shop/types/parcels.yaml").contains("- name: Parcel\n"));
    let run = sandbox.run(&arguments);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), "error: `Parcel` is described in shop/types/parcels.yaml already\n"));
    // A file that is no part of the spec is none to add to.
    sandbox.write("spec/bank/service.txt", "mine");
    fs::create_dir(sandbox.0.path().join("spec/bank/service.yaml")).expect("a folder can be made");
    let run = sandbox.run(&["new", "service", "bank", "--group", "accounts"]);
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert_eq!(sandbox.read("spec/bank/service.txt"), "mine");
    assert!(!sandbox.read("spec/product.yaml").contains("bank"));
}

#[test]
fn schema_prints_and_writes() {
    let sandbox = Sandbox::new();
    let printed = sandbox.run(&["schema", "types"]).stdout;
    assert_eq!(sandbox.run(&["schema", "--out", "schemas"]).code, Some(0));
    assert_eq!(sandbox.read("schemas/types.json"), printed);
    let list = sandbox.run(&["schema"]).stdout;
    assert!(list.contains("types") && list.contains("*/types/*.yaml"), "{list}");
    assert_eq!(sandbox.run(&["schema", "tpyes"]).code, Some(2));
}

#[test]
fn shells_and_manuals_know_every_command() {
    let sandbox = Sandbox::new();
    let commands = ["generate", "audit", "lint", "explain", "new", "schema", "completions", "man"];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = sandbox.run(&["completions", shell]);
        assert!(run.code == Some(0) && commands.iter().all(|command| run.stdout.contains(command)), "{shell}");
    }
    let manual = sandbox.run(&["man"]).stdout;
    assert!(manual.contains("\n\\fBackgen new operation\\fR [\\fB\\-\\-spec"), "{manual}");
    assert!(commands.iter().all(|command| manual.contains(&format!(".TH ackgen-{command} "))), "{manual}");
}

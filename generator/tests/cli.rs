//! `ackgen generate` as somebody at a terminal meets it: what it says, what it writes, what it leaves alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

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
        let minimal = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/minimal/spec");
        for file in ackgen::input::read(&minimal).expect("the minimal spec can be read") {
            sandbox.write(&format!("spec/{}", file.path), &file.text);
        }
        sandbox
    }

    /// One in which everything has been generated.
    fn generated() -> Self {
        let sandbox = Self::new();
        assert_eq!(sandbox.generate(&[]).code, Some(0));
        sandbox
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output =
            Command::new(env!("CARGO_BIN_EXE_ackgen")).args(arguments).current_dir(self.0.path()).output().expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    fn generate(&self, arguments: &[&str]) -> Run {
        self.run(&[&["generate"], arguments].concat())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file is there")
    }

    fn exists(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// Changes a file of the spec.
    fn edit_spec(&self, path: &str, from: &str, to: &str) {
        let path = format!("spec/{path}");
        let text = self.read(&path);
        assert!(text.contains(from), "{path} does not have {from:?}");
        self.write(&path, &text.replace(from, to));
    }

    /// Everything below a folder, by path.
    fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.expect("a folder can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).expect("the file is there"));
                }
            }
        }
        files
    }
}

/// The summary without the time that it took, which varies.
fn without_time(summary: &str) -> &str {
    summary.rsplit_once(", ").map_or(summary, |(summary, _)| summary)
}

/// How many files a summary says were written.
fn written(run: &Run) -> usize {
    let (before, _) = run.stdout.split_once(" files written").expect("the summary says what was written");
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn help_says_what_there_is_to_say() {
    let run = Sandbox::new().generate(&["--help"]);
    assert_eq!(run.code, Some(0));
    assert_eq!(
        run.stdout,
        "\
Write everything that is generated from the spec

Usage: ackgen generate [OPTIONS]

Options:
      --spec <DIR>  The spec's folder [default: spec]
      --out <DIR>   The folder to write to [default: generated]
      --check       Write nothing; name each file that is not as it should be, and fail if there is
                    one
      --unreviewed  Generate from what is marked as `unreviewed`, too. What is generated from it
                    says so
      --watch       Stay, and do it again whenever the spec changes
  -h, --help        Print help
"
    );
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = Sandbox::new();
    let first = sandbox.generate(&[]);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert_eq!(first.stderr, "");
    let files = sandbox.files("generated");
    assert_eq!(
        without_time(&first.stdout),
        format!("1 operations, 0 types, 0 fields, 0 errata: {} files written, 0 unchanged, 0 removed", files.len())
    );

    let second = sandbox.generate(&[]);
    assert_eq!(second.code, Some(0));
    assert_eq!(
        without_time(&second.stdout),
        format!("1 operations, 0 types, 0 fields, 0 errata: 0 files written, {} unchanged, 0 removed", files.len())
    );
    assert_eq!(sandbox.files("generated"), files);
}

/// What is built out of it, then, is built no second time: `cargo` goes by when files were written.
#[test]
fn a_second_run_touches_neither_file_nor_folder() {
    let sandbox = Sandbox::generated();
    let mut paths: BTreeSet<PathBuf> = BTreeSet::new();
    for path in sandbox.files("generated").keys() {
        paths.extend(path.ancestors().take_while(|path| *path != sandbox.0.path()).map(Path::to_owned));
    }
    // Long ago, so that no clock is too coarse to tell.
    let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in &paths {
        fs::File::open(path).and_then(|file| file.set_modified(before)).expect("a time can be set");
    }
    assert_eq!(sandbox.generate(&[]).code, Some(0));
    for path in &paths {
        let written = path.metadata().and_then(|found| found.modified()).expect("it is still there");
        assert_eq!(written, before, "{} was touched", path.display());
    }
}

#[test]
fn folders_can_be_told() {
    let sandbox = Sandbox::generated();
    fs::rename(sandbox.path("spec"), sandbox.path("elsewhere")).expect("a folder can be renamed");
    assert_eq!(sandbox.generate(&["--spec", "elsewhere", "--out", "deep/down"]).code, Some(0));
    let inside = |folder: &str| {
        let files = sandbox.files(folder).into_iter();
        files.map(|(path, bytes)| (path.strip_prefix(sandbox.path(folder)).expect("it is inside").to_owned(), bytes)).collect::<Vec<_>>()
    };
    assert_eq!(inside("deep/down"), inside("generated"));
}

#[test]
fn a_check_of_what_is_as_it_should_be_succeeds() {
    let sandbox = Sandbox::generated();
    let files = sandbox.files("generated");
    let run = sandbox.generate(&["--check"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.stdout, format!("{} files are up to date\n", files.len()));
    assert_eq!(sandbox.files("generated"), files);
}

#[test]
fn a_check_names_each_file_that_differs_and_writes_nothing() {
    let sandbox = Sandbox::generated();
    // The group gets another name, which leaves a file behind, and a newer version makes manifests stale.
    sandbox.edit_spec("hello/service.yaml", "greetings:", "greeting:");
    fs::rename(sandbox.path("spec/hello/operations/greetings.yaml"), sandbox.path("spec/hello/operations/greeting.yaml"))
        .expect("a file can be renamed");
    sandbox.edit_spec("product.yaml", "version: 0.1.0", "version: 0.2.0");
    sandbox.write("generated/client/src/lib.rs", "// By hand.\n");
    let files = sandbox.files("generated");

    let run = sandbox.generate(&["--check"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let said: Vec<_> = run.stderr.lines().collect();
    for line in [
        "  stale  generated/client/Cargo.toml",
        " edited  generated/client/src/lib.rs",
        " orphan  generated/client/src/greetings.rs",
        "missing  generated/client/src/greeting.rs",
        "what was edited by hand is lost then: move it to the spec or a template first",
    ] {
        assert!(said.contains(&line), "{line:?} is not in\n{}", run.stderr);
    }
    assert!(run.stderr.contains(" files differ from what the spec says; run `cargo run -- generate`\n"), "{}", run.stderr);
    assert_eq!(sandbox.files("generated"), files);
}

#[test]
fn a_check_says_which_command_mends_other_folders() {
    let sandbox = Sandbox::generated();
    fs::rename(sandbox.path("spec"), sandbox.path("api")).expect("a folder can be renamed");
    sandbox.write("generated/client/Cargo.toml", "");
    let run = sandbox.generate(&["--spec", "api", "--check"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        "\x20edited  generated/client/Cargo.toml
1 file differs from what the spec says; run `cargo run -- generate --spec api`
what was edited by hand is lost then: move it to the spec or a template first
"
    );
}

#[test]
fn what_differs_is_mended_and_nothing_else_is_touched() {
    let sandbox = Sandbox::generated();
    let files = sandbox.files("generated");
    sandbox.write("generated/client/Cargo.toml", "# By hand.\n");
    fs::remove_file(sandbox.path("generated/openapi.json")).expect("it is there");
    let run = sandbox.generate(&[]);
    assert_eq!((run.code, written(&run)), (Some(0), 2), "{}", run.stdout);
    assert_eq!(sandbox.files("generated"), files);
}

#[test]
fn orphans_go_and_the_folders_that_they_leave_empty() {
    let sandbox = Sandbox::generated();
    let of_group =
        |files: BTreeMap<PathBuf, Vec<u8>>| files.into_keys().filter(|path| path.to_string_lossy().contains("greetings")).count();
    assert!(of_group(sandbox.files("generated")) > 0);
    sandbox.edit_spec("hello/service.yaml", "greetings:", "greeting:");
    fs::rename(sandbox.path("spec/hello/operations/greetings.yaml"), sandbox.path("spec/hello/operations/greeting.yaml"))
        .expect("a file can be renamed");

    let run = sandbox.generate(&[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stdout.contains(" 0 removed"), "{}", run.stdout);
    assert_eq!(of_group(sandbox.files("generated")), 0);
    assert!(!sandbox.exists("generated/reference/en/hello/greetings"), "the folder is empty, and gone");
    assert_eq!(sandbox.generate(&["--check"]).code, Some(0));
}

#[test]
fn what_was_not_generated_is_left_alone() {
    let sandbox = Sandbox::generated();
    sandbox.write("generated/notes.txt", "mine");
    sandbox.write("generated/client/src/greetings/extra.rs", "mine");
    // A manifest is a text that anybody can change: it does not make files outside of the folder ours.
    sandbox.write("precious.txt", "mine");
    let manifest = sandbox.read("generated/.ackgen");
    let outside = sandbox.path("precious.txt");
    sandbox.write("generated/.ackgen", &format!("{manifest}0123456789abcdef ../precious.txt\n0123456789abcdef {}\n", outside.display()));

    assert_eq!(sandbox.generate(&[]).code, Some(0));
    assert_eq!(sandbox.generate(&["--check"]).code, Some(0));
    for path in ["generated/notes.txt", "generated/client/src/greetings/extra.rs", "precious.txt"] {
        assert_eq!(sandbox.read(path), "mine");
    }
}

#[test]
fn what_is_in_the_way_is_not_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("generated/client/Cargo.toml", "mine");
    let check = sandbox.generate(&["--check"]);
    assert_eq!(check.code, Some(1));
    assert!(check.stderr.contains("foreign  generated/client/Cargo.toml\n"), "{}", check.stderr);
    assert!(check.stderr.ends_with("what is foreign was not generated: move it out of the way first\n"), "{}", check.stderr);

    let run = sandbox.generate(&[]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "error: generated/client/Cargo.toml is in the way: it was not generated; move it, or remove it\n");
    assert_eq!(sandbox.files("generated").len(), 1, "nothing was written");
    assert_eq!(sandbox.read("generated/client/Cargo.toml"), "mine");
}

#[test]
fn a_lost_manifest_is_written_again() {
    let sandbox = Sandbox::generated();
    let files = sandbox.files("generated");
    fs::remove_file(sandbox.path("generated/.ackgen")).expect("it is there");
    let run = sandbox.generate(&[]);
    assert_eq!((run.code, written(&run)), (Some(0), 1));
    assert_eq!(sandbox.files("generated"), files);
}

#[test]
fn a_wrong_spec_changes_nothing() {
    for existing in [true, false] {
        let sandbox = if existing { Sandbox::generated() } else { Sandbox::new() };
        let files = sandbox.files("generated");
        sandbox.edit_spec("hello/operations/greetings.yaml", "idempotency: idempotent", "idempotency: always");
        for arguments in [&[][..], &["--check"]] {
            let run = sandbox.generate(arguments);
            assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
            assert_eq!(
                run.stderr,
                "\
error[unknown-value]: expected `read_only`, `idempotent` or `not_idempotent`, found `always`
 --> spec/hello/operations/greetings.yaml:4:16
  |
4 |   idempotency: always
  |                ^^^^^^ unknown value

1 error; nothing was written
"
            );
        }
        assert_eq!(sandbox.exists("generated"), existing);
        assert_eq!(sandbox.files("generated"), files);
    }
}

#[test]
fn a_spec_that_is_not_there_is_named() {
    let sandbox = Sandbox::new();
    let run = sandbox.generate(&["--spec", "nowhere"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "error: the spec cannot be read: nowhere: No such file or directory (os error 2)\n");

    sandbox.write("empty/notes.txt", "");
    let run = sandbox.generate(&["--spec", "empty/"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        "\
error[missing-file]: the spec has no `product.yaml`
 |
 = help: create `product.yaml`, or say where the spec is: `--spec DIR`

1 error; nothing was written
"
    );
    assert!(!sandbox.exists("generated"));
}

#[test]
fn an_unknown_option_is_explained() {
    let run = Sandbox::new().generate(&["--chekc"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("a similar argument exists: '--check'"), "{}", run.stderr);
}

#[test]
fn a_file_in_place_of_a_folder_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("generated", "a file");
    let run = sandbox.generate(&[]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.starts_with("error: generated/"), "{}", run.stderr);
    assert_eq!(sandbox.read("generated"), "a file");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let sandbox = Sandbox::generated();
    let files = sandbox.files("generated");
    sandbox.write("outside/keep.txt", "mine");
    let client = sandbox.path("generated/client");
    fs::remove_dir_all(&client).expect("it is there");
    std::os::unix::fs::symlink(sandbox.path("outside"), &client).expect("a link can be made");

    let run = sandbox.generate(&[]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "error: generated/client is a symbolic link; generated files stay inside the output folder\n");
    assert_eq!(sandbox.files("outside").len(), 1, "nothing was written through the link");

    // A link in place of a file is replaced by the file; what it leads to stays.
    fs::remove_file(&client).expect("the link can be removed");
    assert_eq!(sandbox.generate(&[]).code, Some(0));
    let manifest = sandbox.path("generated/client/Cargo.toml");
    fs::remove_file(&manifest).expect("it is there");
    std::os::unix::fs::symlink(sandbox.path("outside/keep.txt"), &manifest).expect("a link can be made");
    assert_eq!(sandbox.generate(&[]).code, Some(0));
    assert_eq!(sandbox.read("outside/keep.txt"), "mine");
    assert_eq!(sandbox.files("generated"), files);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("generated")).expect("a folder can be made");
    let allow = |mode| fs::set_permissions(sandbox.path("generated"), fs::Permissions::from_mode(mode)).expect("permissions can be set");
    allow(0o555);
    // Whoever may do everything is not kept out.
    let is_kept_out = fs::create_dir(sandbox.path("generated/probe")).is_err();
    let run = sandbox.generate(&[]);
    allow(0o755);
    if is_kept_out {
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.starts_with("error: generated/"), "{}", run.stderr);
        assert!(run.stderr.contains("Permission denied"), "{}", run.stderr);
        assert!(sandbox.files("generated").is_empty(), "nothing was written");
    }
}

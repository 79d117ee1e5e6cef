//! What cargo-semver-checks calls breaking, diff calls breaking: for every case of `diff/`, in both directions, the client is
//! generated before and after, documented as JSON, and given to cargo-semver-checks.
//!
//! It needs that program, which takes minutes to build: `ACKGEN_SEMVER_CHECKS` says where it is. Without it nothing is held
//! against anything, and the tests say that they were ignored. `tests/semver/run` installs it.
//!
//! Only the generated crate is documented; the runtime below it is checked once for all. What is the same before and after is
//! not looked at.

mod support;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, OnceLock};
use std::{env, fs};

use ackgen::diff::{self, Audience, Level};
use ackgen::source::SourceFile;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use support::cases;
use tempfile::TempDir;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let program = env::var_os("ACKGEN_SEMVER_CHECKS").map(PathBuf::from);
    let is_ignored = program.is_none();
    let checker = Arc::new(Checker { program: program.unwrap_or_default(), runtime: OnceLock::new(), documented: Mutex::default() });
    let each = cases::names().into_iter().map(|name| {
        let checker = Arc::clone(&checker);
        Trial::test(name.clone(), move || checker.check(&name)).with_ignored_flag(is_ignored)
    });
    let mut trials: Vec<Trial> = each.collect();
    let sees = Arc::clone(&checker);
    trials.push(Trial::test("it_sees_what_is_gone", move || sees.sees_what_is_gone()).with_ignored_flag(is_ignored));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The files of a generated client crate.
type Client = Vec<(String, String)>;

struct Checker {
    program: PathBuf,
    /// The runtime's metadata, and the folder of those that it needs.
    runtime: OnceLock<(PathBuf, PathBuf)>,
    /// Documentation of clients that were met before, most of all of the base.
    documented: Mutex<HashMap<Client, Arc<Documented>>>,
}

/// A crate's documentation as JSON.
struct Documented {
    _folder: TempDir,
    json: PathBuf,
}

impl Checker {
    fn check(&self, name: &str) -> Result<(), Failed> {
        let case = cases::read(name)?;
        self.compare(&case.old, &case.new)?;
        self.compare(&case.new, &case.old)
    }

    /// Where this tool finds a breaking change, ours has to find one; the reverse is not so, as it does not look at types.
    fn compare(&self, old: &[SourceFile], new: &[SourceFile]) -> Result<(), Failed> {
        let (before, after) = (client(old)?, client(new)?);
        if before == after || is_breaking(old, new)? {
            return Ok(());
        }
        match self.breaking(&before, &after)? {
            None => Ok(()),
            Some(said) => Err(format!("cargo-semver-checks finds a breaking change where diff finds none:\n{said}").into()),
        }
    }

    /// A tool that finds nothing anywhere would agree with everything.
    fn sees_what_is_gone(&self) -> Result<(), Failed> {
        for name in ["operation-removed", "field-removed--output", "type-removed", "enum-value-removed", "required-field-added"] {
            let case = cases::read(name)?;
            if self.breaking(&client(&case.old)?, &client(&case.new)?)?.is_none() {
                return Err(format!("cargo-semver-checks finds nothing in `{name}`").into());
            }
        }
        Ok(())
    }

    /// What cargo-semver-checks says, if it finds that a minor version would not do.
    fn breaking(&self, before: &Client, after: &Client) -> Result<Option<String>, Failed> {
        let (before, after) = (self.documented(before)?, self.documented(after)?);
        let mut command = Command::new(&self.program);
        command.args(["semver-checks", "check-release", "--release-type", "minor", "--color", "never", "--baseline-rustdoc"]);
        let output = command.arg(&before.json).arg("--current-rustdoc").arg(&after.json).output()?;
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        match (output.status.success(), said.contains("--- failure ")) {
            (true, false) => Ok(None),
            (false, true) => Ok(Some(said)),
            _ => Err(format!("cargo-semver-checks did not check:\n{said}").into()),
        }
    }

    fn documented(&self, client: &Client) -> Result<Arc<Documented>, Failed> {
        if let Some(documented) = self.documented.lock().expect("no other test has failed in here").get(client) {
            return Ok(Arc::clone(documented));
        }
        let documented = Arc::new(self.document(client)?);
        self.documented.lock().expect("no other test has failed in here").insert(client.clone(), Arc::clone(&documented));
        Ok(documented)
    }

    fn document(&self, client: &Client) -> Result<Documented, Failed> {
        let folder = TempDir::new()?;
        for (path, text) in client {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            fs::write(path, text)?;
        }
        let (runtime, dependencies) = self.runtime.get_or_init(runtime);
        let mut command = Command::new("rustdoc");
        // Documentation as JSON is not stable; cargo-semver-checks asks for it in the same way.
        command.env("RUSTC_BOOTSTRAP", "1").args(["-Z", "unstable-options", "--output-format", "json"]);
        command.args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--crate-name",
            "client",
            "--crate-version",
            "1.2.3",
            "--cap-lints",
            "allow",
        ]);
        command.arg("--extern").arg(format!("ackgen_client={}", runtime.display()));
        command.arg("-L").arg(format!("dependency={}", dependencies.display()));
        command.arg("--out-dir").arg(folder.path()).arg(folder.path().join("client/src/lib.rs"));
        let output = command.output()?;
        let json = folder.path().join("client.json");
        match output.status.success() && json.exists() {
            true => Ok(Documented { _folder: folder, json }),
            false => Err(format!("rustdoc fails:\n{}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }
}

/// Whether diff finds something that breaks users of the crate.
fn is_breaking(old: &[SourceFile], new: &[SourceFile]) -> Result<bool, Failed> {
    let load = |files: &[SourceFile]| ackgen::load(files).map_err(|diagnostics| diagnostics.frames(files, "", false));
    let changes = diff::compare(&load(old)?, &load(new)?);
    Ok(changes.all.iter().any(|change| change.level(Audience::Crate) == Some(Level::Breaking)))
}

fn client(files: &[SourceFile]) -> Result<Client, Failed> {
    let (_, files) = ackgen::generate(files).map_err(|diagnostics| diagnostics.frames(files, "", false))?;
    let sources = files.into_iter().filter(|file| file.path.starts_with("client/src/"));
    Ok(sources.map(|file| (file.path, file.text)).collect())
}

/// Checks the runtime, without the transport, which no generated code speaks of.
fn runtime() -> (PathBuf, PathBuf) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command.args(["check", "--quiet", "--package", "ackgen-client", "--no-default-features", "--message-format", "json"]);
    let output = command.arg("--manifest-path").arg(manifest).output().expect("cargo runs");
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let artifact = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let is_runtime = message["target"]["name"] == "ackgen_client" && message["reason"] == "compiler-artifact";
        let files = message["filenames"].as_array().filter(|_| is_runtime)?;
        files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".rmeta")).map(PathBuf::from)
    });
    let artifact = artifact.unwrap_or_else(|| panic!("the runtime cannot be checked:\n{}", String::from_utf8_lossy(&output.stderr)));
    let dependencies = artifact.parent().expect("it is in a folder").to_owned();
    (artifact, dependencies)
}

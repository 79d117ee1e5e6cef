//! Each folder of `cases/` is a test: a small spec, and what comes of it.
//!
//! - `spec/` is the spec. One without a `product.yaml` is laid over `base/`, so that it shows only what it is about.
//! - `diagnostics.txt` is everything that is said about a spec that is wrong.
//! - `expected/` is everything that is generated from a spec that is right, but for the site's theme, which no spec changes.
//!
//! `BLESS=1 cargo test -p ackgen-tests --test cases` writes down what comes of each spec as what is expected of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use ackgen::input;
use ackgen::source::SourceFile;
use libtest_mimic::{Arguments, Failed, Trial};
use snapbox::Data;
use snapbox::report::{Palette, write_diff};

const BLESS: &str = "BLESS=1 cargo test -p ackgen-tests --test cases";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // While the cases are being written down, what they show is not yet there.
    let every_diagnostic = Trial::test("every_diagnostic_has_a_case", every_diagnostic_has_a_case).with_ignored_flag(is_blessing());
    let mut trials = vec![every_diagnostic];
    for folder in folders(&root().join("cases")) {
        let name = name_of(&folder);
        trials.push(Trial::test(name.clone(), move || Case { name, folder }.check()));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A folder with a spec and what is expected of it.
struct Case {
    name: String,
    folder: PathBuf,
}

/// What comes of a spec.
enum Outcome {
    /// It is wrong, and this is said about it.
    Refused(String),
    /// It is right, and these files are generated from it.
    Generated(BTreeMap<String, String>),
}

impl Case {
    fn check(&self) -> Result<(), Failed> {
        let (diagnostics, expected) = (self.folder.join("diagnostics.txt"), self.folder.join("expected"));
        match self.outcome()? {
            // A case that changes sides is a mistake whatever was wanted, so no blessing helps.
            Outcome::Refused(text) if expected.exists() => Err(format!("the spec is wrong:\n\n{text}").into()),
            Outcome::Generated(_) if diagnostics.exists() => Err("nothing is said about the spec, which should be wrong".into()),
            Outcome::Refused(text) if is_blessing() => Ok(fs::write(diagnostics, text)?),
            Outcome::Refused(text) => {
                self.compare(&BTreeMap::from([("diagnostics.txt".to_owned(), text)]), &self.folder, |path| path == "diagnostics.txt")
            }
            Outcome::Generated(files) if is_blessing() => Ok(replace(&expected, &files)?),
            Outcome::Generated(files) => self.compare(&files, &expected, |_| true),
        }
    }

    fn outcome(&self) -> Result<Outcome, Failed> {
        let files = self.spec()?;
        Ok(match ackgen::generate(&files) {
            Ok((_, files)) => {
                let files = files.into_iter().filter(|file| !file.path.starts_with("site/theme/"));
                Outcome::Generated(files.map(|file| (file.path, file.text)).collect())
            }
            Err(diagnostics) => Outcome::Refused(diagnostics.render(&files, "spec", false)),
        })
    }

    /// The spec: as it is where it has a `product.yaml`, otherwise laid over the one that such cases share.
    fn spec(&self) -> Result<Vec<SourceFile>, Failed> {
        let mut files = input::read(&self.folder.join("spec"))?;
        if !files.iter().any(|file| file.path == "product.yaml") {
            let mut shared = input::read(&root().join("base"))?;
            shared.retain(|shared| !files.iter().any(|file| file.path == shared.path));
            files.append(&mut shared);
            files.sort_by(|one, other| one.path.cmp(&other.path));
        }
        Ok(files)
    }

    /// Compares what came of the spec with what is below a folder, as far as that is expected of the spec.
    fn compare(&self, actual: &BTreeMap<String, String>, folder: &Path, is_expected: fn(&str) -> bool) -> Result<(), Failed> {
        let mut expected = BTreeMap::new();
        read_below(folder, "", &mut expected)?;
        expected.retain(|path, _| is_expected(path));
        let mut report = String::new();
        for (path, text) in actual {
            match expected.remove(path) {
                Some(known) if known == *text => {}
                Some(known) => {
                    let (known, text) = (Data::text(known), Data::text(text.clone()));
                    write_diff(&mut report, &known, &text, Some(&format!("expected {path}")), Some(&"actual"), Palette::color())?;
                }
                None => writeln!(report, "{path} is not there")?,
            }
        }
        for path in expected.keys() {
            writeln!(report, "{path} is left over")?;
        }
        if report.is_empty() {
            return Ok(());
        }
        Err(format!("{}\n{report}\nif this is how it should be: {BLESS} {}", folder.display(), self.name).into())
    }
}

/// Every code that a diagnostic about a spec has in the generator's sources has a case of its name, which shows it.
fn every_diagnostic_has_a_case() -> Result<(), Failed> {
    let mut sources = BTreeMap::new();
    read_below(&root().join("../generator/src"), "", &mut sources)?;
    let mut report = BTreeSet::new();
    let is_about_specs = |path: &str| path.starts_with("source") || path.starts_with("resolve");
    for (path, source) in sources.iter().filter(|(path, _)| is_about_specs(path)) {
        let calls: Vec<_> = source.split("Diagnostic::error(").skip(1).map(str::trim_start).collect();
        if calls.iter().any(|call| !call.starts_with('"') && !call.split(',').next().is_some_and(|code| code.ends_with(".code"))) {
            report.insert(format!("{path}: a diagnostic's code is a literal, so that it can be found here"));
        }
        // Some find out what is wrong first, `Problem { code: "…" }`, and where it is afterwards.
        let found_out = source.split(" code: ").skip(1);
        let literals = calls.into_iter().chain(found_out).filter_map(|place| place.strip_prefix('"')?.split_once('"'));
        for (code, _) in literals {
            let shown = fs::read_to_string(root().join("cases").join(code).join("diagnostics.txt")).unwrap_or_default();
            if !shown.contains(&format!("error[{code}]: ")) {
                report.insert(format!("{path}: no case cases/{code}/ shows the diagnostic `{code}`"));
            }
        }
    }
    if report.is_empty() {
        return Ok(());
    }
    let report: Vec<_> = report.into_iter().collect();
    Err(format!("{}\n\nadd the folder with a spec/ that is wrong in this way, then: {BLESS}", report.join("\n")).into())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_blessing() -> bool {
    env::var_os("BLESS").is_some_and(|value| value == "1")
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Every file below a folder, by its path inside of it; none where there is no such folder.
fn read_below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), Failed> {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        let name = format!("{prefix}{}", name_of(&path));
        if path.is_dir() {
            read_below(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, String::from_utf8_lossy(&fs::read(&path)?).into_owned());
        }
    }
    Ok(())
}

/// Puts these files in place of whatever a folder holds.
fn replace(folder: &Path, files: &BTreeMap<String, String>) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

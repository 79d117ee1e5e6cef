//! Each folder of `lint/` is a test of the rule that it is called after: a small spec, and what is found in it.
//!
//! - `spec/` is what the case puts in place of the files of `base/`, in which nothing is found. A `.lint.yaml` in it is
//!   the configuration.
//! - `expected.txt` is what is found: nothing but what the rule is about.
//! - `fixed/` are the files that mending changes, as they are afterwards; of rules that can be mended only.
//!
//! `BLESS=1 cargo test -p ackgen --test lint` writes down what is found in each as what is expected of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use ackgen::diagnostic::Severity;
use ackgen::input;
use ackgen::lint::{self, CONFIG, Report, Rule};
use ackgen::report::Format;
use ackgen::source::SourceFile;
use libtest_mimic::{Arguments, Failed, Trial};

const BLESS: &str = "BLESS=1 cargo test -p ackgen --test lint";

/// The day on which the tests run.
const TODAY: &str = "2026-01-01";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("every_folder_is_a_rule", every_folder_is_a_rule),
        Trial::test("nothing_is_found_in_the_base", nothing_is_found_in_the_base),
        Trial::test("a_suppression_silences_one_finding", a_suppression_silences_one_finding),
        Trial::test("a_severity_can_be_changed", a_severity_can_be_changed),
        Trial::test("the_real_spec_is_clean", the_real_spec_is_clean),
    ];
    trials.extend(lint::rules().map(|rule| Trial::test(rule.id, move || check(rule))));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(rule: &Rule) -> Result<(), Failed> {
    let mut case = Case::of(rule.id)?;
    let report = case.lint()?;
    if report.findings.is_empty() {
        return Err(format!("nothing is found in {}", case.folder.display()).into());
    }
    // What a suppression does not silence any more is found again.
    let is_other = |code: &str| code != rule.id && rule.id != "expired-suppression";
    if let Some(other) = report.findings.iter().find(|finding| is_other(finding.diagnostic.code)) {
        return Err(format!("`{}` is found as well: {}", other.diagnostic.code, other.diagnostic.message).into());
    }
    // How much was looked at changes with every rule that is added.
    let found = text(&case, &report);
    let found = found.trim_end().rsplit_once('\n').map_or("", |(found, _)| found.trim_end());
    case.compare("expected.txt", &format!("{found}\n"))?;
    case.check_fix(rule, &report)
}

/// A spec and its configuration.
struct Case {
    folder: PathBuf,
    files: Vec<SourceFile>,
    config: Option<SourceFile>,
}

impl Case {
    fn of(name: &str) -> Result<Self, Failed> {
        let folder = root().join(name);
        let mut files = input::read(&root().join("base"))?;
        let spec = folder.join("spec");
        let own = if name == "base" { Vec::new() } else { input::read(&spec)? };
        files.retain(|file| own.iter().all(|own| own.path != file.path));
        files.extend(own);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let config = fs::read_to_string(spec.join(CONFIG)).ok().map(|text| SourceFile { path: CONFIG.to_owned(), text });
        Ok(Self { folder, files, config })
    }

    fn lint(&self) -> Result<Report, Failed> {
        let report = lint::lint(&self.files, self.config.as_ref(), TODAY);
        report.map_err(|diagnostics| diagnostics.render(&self.all(), "spec", false).into())
    }

    /// The files and the configuration, as findings number them.
    fn all(&self) -> Vec<SourceFile> {
        self.files.iter().chain(&self.config).cloned().collect()
    }

    /// What mending changes is expected, leaves nothing more to mend, and is there if the rule says so.
    fn check_fix(&mut self, rule: &Rule, report: &Report) -> Result<(), Failed> {
        let mended = report.mend(&self.all());
        if rule.fixable != (mended.count > 0) {
            return Err(format!(
                "{} findings were mended; the rule says that it {} be",
                mended.count,
                if rule.fixable { "can" } else { "cannot" }
            )
            .into());
        }
        for changed in mended.files {
            self.compare(&format!("fixed/{}", changed.path), &changed.text)?;
            self.files.iter_mut().filter(|file| file.path == changed.path).for_each(|file| file.text.clone_from(&changed.text));
        }
        match self.lint()?.findings.iter().find(|finding| finding.fix.is_some()) {
            Some(left) => Err(format!("this could still be mended: {}", left.diagnostic.message).into()),
            None => Ok(()),
        }
    }

    fn compare(&self, name: &str, text: &str) -> Result<(), Failed> {
        let path = self.folder.join(name);
        if env::var_os("BLESS").is_some_and(|value| value == "1") {
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            return Ok(fs::write(path, text)?);
        }
        let written = fs::read_to_string(&path).map_err(|error| format!("{}: {error}; run `{BLESS}`", path.display()))?;
        match written == text {
            true => Ok(()),
            false => Err(format!("not as in {}; if it is right, run `{BLESS}`\n\n{text}", path.display()).into()),
        }
    }
}

fn every_folder_is_a_rule() -> Result<(), Failed> {
    let rules: BTreeSet<String> = lint::rules().map(|rule| rule.id.to_owned()).chain(["base".to_owned()]).collect();
    let names = fs::read_dir(root())?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let folders = names.collect::<Result<BTreeSet<String>, std::io::Error>>()?;
    match folders == rules {
        true => Ok(()),
        false => Err(format!("folders and rules differ: {:?}", folders.symmetric_difference(&rules)).into()),
    }
}

fn nothing_is_found_in_the_base() -> Result<(), Failed> {
    let case = Case::of("base")?;
    let report = case.lint()?;
    match report.findings.is_empty() && report.items > 0 {
        true => Ok(()),
        false => Err(text(&case, &report).into()),
    }
}

fn a_suppression_silences_one_finding() -> Result<(), Failed> {
    let mut case = Case::of("doc-restates-name")?;
    let before = case.lint()?;
    let first = &before.findings[0];
    let config = format!(
        "suppressions:\n  - {{ rule: {}, at: {}, reason: A test., until: \"{TODAY}\" }}\n",
        first.diagnostic.code,
        first.diagnostic.about.as_deref().unwrap_or_default()
    );
    case.config = Some(SourceFile { path: CONFIG.to_owned(), text: config });
    let after = case.lint()?;
    match (before.findings.len() - after.findings.len(), after.suppressed) {
        (1, 1) => Ok(()),
        _ => Err(text(&case, &after).into()),
    }
}

fn a_severity_can_be_changed() -> Result<(), Failed> {
    let mut case = Case::of("short-doc")?;
    let mut found = |severity: &str| {
        let config = format!("severities: {{ short-doc: {severity} }}\n");
        case.config = Some(SourceFile { path: CONFIG.to_owned(), text: config });
        case.lint().map(|report| text(&case, &report))
    };
    match (found("error")?.contains("error[short-doc]"), found("off")?.contains("[short-doc]")) {
        (true, false) => Ok(()),
        _ => Err("the configuration has no effect".into()),
    }
}

/// The spec of this repository, as the command has it, on a day before any suppression runs out.
fn the_real_spec_is_clean() -> Result<(), Failed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let files = input::read(&folder)?;
    let config = fs::read_to_string(folder.join(CONFIG)).ok().map(|text| SourceFile { path: CONFIG.to_owned(), text });
    let case = Case { folder, files, config };
    let report = case.lint()?;
    match report.fails(Severity::Warning) {
        false => Ok(()),
        true => Err(text(&case, &report).into()),
    }
}

/// A report as a terminal shows it.
fn text(case: &Case, report: &Report) -> String {
    report.report(&case.all(), "spec").write(Format::Terminal, false)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint")
}

//! `ackgen diff`: what is different between two specs, and what that means to whom.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use ackgen::diff::{self, Audience, CONFIG, Difference, Level, SpecVersion};
use ackgen::input;
use ackgen::report::{self, Report};
use ackgen::source::SourceFile;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::{revision, today};

/// What it is told.
#[derive(Args)]
#[command(after_long_help = HELP)]
pub struct Options {
    /// The spec as it was: a folder, or a revision of git (`main`, `v0.1.0`, `HEAD~3`, `main:path/to/spec`).
    old: String,
    /// The spec as it is: a folder or a revision. The folder of `--spec` where it is left out.
    new: Option<String>,
    /// The spec's folder: what is compared with, and where a revision holds it unless it says so itself.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// How to write what is found.
    #[arg(long, default_value = "terminal", value_parser = PossibleValuesParser::new(formats()).try_map(|name| name.parse::<Format>()))]
    format: Format,
    /// Fail if something is as bad as this, or worse; for one audience only as in `crate=risky`. Can be given several times.
    #[arg(long, value_name = "[AUDIENCE=]LEVEL", default_value = "breaking")]
    fail_on: Vec<FailOn>,
    /// Look at what reaches these only. Can be given several times, or with commas.
    #[arg(long, value_name = "AUDIENCE", value_delimiter = ',', value_parser = PossibleValuesParser::new(Audience::NAMES).map(|name| Audience::named(&name).unwrap_or(Audience::Callers)))]
    audience: Vec<Audience>,
}

const HELP: &str = "\
Audiences:
  callers  requests written for the old spec, sent to the service as the new one describes it
  crate    programs written for the old client crate, compiled with the new one
  mock     tests written against the old mock, run against the new one

Levels, the worst first:
  breaking, risky, compatible, documentation; `--fail-on none` never fails

Formats:
  terminal, json, markdown, sarif, github (annotations of a pull request); changelog: a section to be pasted under
  `Unreleased`; history: the newest entry of each service's changes.yaml, which the reference prints

Exit codes:
  0  compared, and nothing is as bad as --fail-on says
  1  compared, and something is, or a suppression in .diff.yaml has run out or silences nothing
  2  not compared: a spec is wrong or not there, git is missing, the command line is wrong

`.diff.yaml` in the folder of the new spec holds suppressions, one by one, each with a reason and, if need be, its last day.
`ackgen explain RULE` says what a rule means and what it is to each audience.";

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// As any report.
    Report(report::Format),
    /// As a section of a change log.
    Changelog,
    /// As entries of `changes.yaml`.
    History,
}

fn formats() -> Vec<&'static str> {
    report::Format::NAMES.into_iter().chain(["changelog", "history"]).collect()
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "changelog" => Ok(Self::Changelog),
            "history" => Ok(Self::History),
            name => name.parse().map(Self::Report),
        }
    }
}

/// When to fail.
#[derive(Clone, Copy, Debug)]
struct FailOn {
    audience: Option<Audience>,
    level: Option<Level>,
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (audience, level) = match text.split_once('=') {
            None => (None, text),
            Some((audience, level)) => {
                let named = Audience::named(audience).ok_or_else(|| format!("the audiences are {}", Audience::NAMES.join(", ")))?;
                (Some(named), level)
            }
        };
        match (level, Level::named(level)) {
            ("none", _) => Ok(Self { audience, level: None }),
            (_, Some(level)) => Ok(Self { audience, level: Some(level) }),
            (_, None) => Err(format!("the levels are {} and none", Level::NAMES.join(", "))),
        }
    }
}

/// Where a spec is read from, with what goes before its paths, and its files.
struct Spec {
    root: String,
    files: Vec<SourceFile>,
    config: Option<SourceFile>,
}

/// What it ends with where nothing could be compared.
const NOT_COMPARED: u8 = 2;

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    compare(options).or_else(|error| {
        anstream::eprintln!("error: {error}");
        Ok(ExitCode::from(NOT_COMPARED))
    })
}

fn compare(options: &Options) -> io::Result<ExitCode> {
    let old = read(&options.old, &options.spec)?;
    let new = match &options.new {
        Some(new) => read(new, &options.spec)?,
        None => folder(&options.spec)?,
    };
    let audiences = if options.audience.is_empty() { Audience::ALL.to_vec() } else { options.audience.clone() };
    let versions = [&old, &new].map(|spec| SpecVersion { files: &spec.files, root: &spec.root });
    let found = match diff::diff(versions[0], versions[1], new.config.as_ref(), &today(), &audiences) {
        Ok(found) => found,
        Err(mistakes) => {
            match options.format {
                Format::Report(report::Format::Terminal) | Format::Changelog | Format::History => {
                    anstream::eprint!("{}", mistakes.diagnostics.frames(&mistakes.files, "", io::stderr().is_terminal()));
                }
                Format::Report(format) => {
                    anstream::print!("{}", Report::of_mistakes("diff", &mistakes.diagnostics, &mistakes.files, "").write(format, false));
                }
            }
            return Err(io::Error::other("nothing was compared: a spec is wrong"));
        }
    };
    if !found.has_looked() {
        return Err(io::Error::other("nothing was compared"));
    }
    match options.format {
        Format::Report(format) => anstream::print!("{}", found.report().write(format, io::stdout().is_terminal())),
        Format::History => anstream::print!("{}", diff::history(&found.changes)),
        Format::Changelog => anstream::print!("{}", diff::changelog(&found.changes)),
    }
    Ok(if fails(&found, &options.fail_on, &audiences) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether an audience has something as bad as what is said for it, or for all.
fn fails(found: &Difference, fail_on: &[FailOn], audiences: &[Audience]) -> bool {
    audiences.iter().any(|audience| {
        let own = fail_on.iter().rev().find(|on| on.audience == Some(*audience));
        let general = || fail_on.iter().rev().find(|on| on.audience.is_none());
        let level = own.or_else(general).and_then(|on| on.level);
        level.is_some_and(|level| found.fails(*audience, level))
    })
}

/// A spec in a folder or at a revision.
fn read(named: &str, spec: &Path) -> io::Result<Spec> {
    if Path::new(named).is_dir() {
        return folder(Path::new(named));
    }
    let (root, files) = revision::read(named, spec)?;
    Ok(Spec { root, files, config: None })
}

fn folder(path: &Path) -> io::Result<Spec> {
    let root = path.to_string_lossy().trim_end_matches('/').to_owned();
    Ok(Spec { root, files: input::read(path)?, config: input::read_one(path, CONFIG)? })
}

//! `ackgen generate`: write everything that is generated from a spec.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use ackgen::input;
use ackgen::model::{Model, Unreviewed};
use ackgen::output::{self, Difference};
use ackgen::report::place;
use ackgen::source::SourceFile;
use clap::Args;

use super::complain;
use super::watch::watch;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The spec's folder.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// The folder to write to.
    #[arg(long, value_name = "DIR", default_value = "generated")]
    out: PathBuf,
    /// Write nothing; name each file that is not as it should be, and fail if there is one.
    #[arg(long)]
    check: bool,
    /// Generate from what is marked as `unreviewed`, too. What is generated from it says so.
    #[arg(long)]
    unreviewed: bool,
    /// Stay, and do it again whenever the spec changes.
    #[arg(long, conflicts_with = "check")]
    watch: bool,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    if !options.watch {
        return once(options);
    }
    // A mistake is said, and waits for the next change like everything else.
    let act = || {
        if let Err(error) = once(options) {
            anstream::eprintln!("error: {error}");
        }
        anstream::eprintln!("watching {}", options.spec.display());
    };
    watch(&options.spec, act).map(|never| match never {})
}

fn once(options: &Options) -> io::Result<ExitCode> {
    let Options { spec, out, check, .. } = options;
    let started = Instant::now();
    let sources = input::read(spec)?;
    let (model, files) = match ackgen::generate(&sources) {
        Ok(generated) => generated,
        Err(diagnostics) => return Ok(complain(&diagnostics, &sources, spec)),
    };
    let drafts: Vec<&Unreviewed> = model.unreviewed().collect();
    if !drafts.is_empty() {
        say_unreviewed(&drafts, &sources, spec, options.unreviewed);
        if !options.unreviewed {
            return Ok(ExitCode::FAILURE);
        }
    }
    let plan = output::plan(out, files)?;
    if *check {
        return Ok(report_check(&plan, spec, out));
    }
    let summary = Summary::of(&model, &plan);
    plan.write()?;
    anstream::println!("{summary}, {} ms", started.elapsed().as_millis());
    Ok(ExitCode::SUCCESS)
}

/// Nothing is generated from a draft in silence.
fn say_unreviewed(drafts: &[&Unreviewed], sources: &[SourceFile], spec: &Path, is_allowed: bool) {
    const SHOWN: usize = 5;
    let severity = if is_allowed { "warning" } else { "error" };
    let items = if drafts.len() == 1 { "1 item of the spec is a draft" } else { "items of the spec are drafts" };
    let count = if drafts.len() == 1 { String::new() } else { format!("{} ", drafts.len()) };
    anstream::eprintln!("{severity}[unreviewed]: {count}{items} that nobody has reviewed");
    for draft in drafts.iter().take(SHOWN) {
        let place = place::of(sources, draft.at);
        let file = sources.get(draft.at.file.0).map_or_else(|| spec.to_owned(), |source| spec.join(&source.path));
        let why = draft.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        anstream::eprintln!("  {}:{}:{}  {}{why}", file.display(), place.line, place.column, draft.subject);
    }
    if drafts.len() > SHOWN {
        anstream::eprintln!("  and {} more", drafts.len() - SHOWN);
    }
    if !is_allowed {
        anstream::eprintln!("`ackgen lint` lists them; `--unreviewed` generates from them all the same, and marks what comes of it");
    }
}

fn report_check(plan: &output::Plan, spec: &Path, out: &Path) -> ExitCode {
    if plan.differences.is_empty() {
        anstream::println!("{} files are up to date", plan.unchanged);
        return ExitCode::SUCCESS;
    }
    for (path, difference) in &plan.differences {
        anstream::eprintln!("{difference:>7}  {}", out.join(path).display());
    }
    let mut command = "cargo run -- generate".to_owned();
    for (flag, value, default) in [("--spec", spec, "spec"), ("--out", out, "generated")] {
        if value != Path::new(default) {
            command.push_str(&format!(" {flag} {}", value.display()));
        }
    }
    let differ = match plan.differences.len() {
        1 => "1 file differs".to_owned(),
        many => format!("{many} files differ"),
    };
    anstream::eprintln!("{differ} from what the spec says; run `{command}`");
    if plan.count(Difference::Edited) > 0 {
        anstream::eprintln!("what was edited by hand is lost then: move it to the spec or a template first");
    }
    if plan.count(Difference::Foreign) > 0 {
        anstream::eprintln!("what is foreign was not generated: move it out of the way first");
    }
    ExitCode::FAILURE
}

/// What a run did, in a line.
struct Summary(String);

impl Summary {
    fn of(model: &Model, plan: &output::Plan) -> Self {
        let count = |each: fn(&ackgen::model::Service) -> usize| model.services.iter().map(each).sum::<usize>();
        let removed = plan.count(Difference::Orphan);
        Self(format!(
            "{} operations, {} types, {} fields, {} errata: {} files written, {} unchanged, {removed} removed",
            count(|service| service.operations.len()),
            count(|service| service.types.len()),
            count(|service| service.fields().count()),
            count(|service| service.errata.len()),
            plan.differences.len() - removed,
            plan.unchanged,
        ))
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

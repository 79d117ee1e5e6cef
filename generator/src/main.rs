//! The command line: the only place that touches disk.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use ackgen::model::Model;
use ackgen::output::{self, Difference};
use ackgen::source::SourceFile;
use clap::{Parser, Subcommand};

/// Generates a Rust client, a mock server, a reference and an OpenAPI document from one spec.
#[derive(Parser)]
#[command(name = "ackgen", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write everything that is generated from the spec.
    Generate {
        /// The spec's folder.
        #[arg(long, value_name = "DIR", default_value = "spec")]
        spec: PathBuf,
        /// The folder to write to.
        #[arg(long, value_name = "DIR", default_value = "generated")]
        out: PathBuf,
        /// Write nothing; name each file that is not as it should be, and fail if there is one.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let Command::Generate { spec, out, check } = Arguments::parse().command;
    match generate(&spec, &out, check) {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(spec: &Path, out: &Path, check: bool) -> io::Result<ExitCode> {
    let started = Instant::now();
    let sources = read_spec(spec)?;
    let (model, files) = match ackgen::generate(&sources) {
        Ok(generated) => generated,
        Err(diagnostics) => {
            let root = spec.to_string_lossy();
            anstream::eprint!("{}", diagnostics.render(&sources, &root, io::stderr().is_terminal()));
            return Ok(ExitCode::FAILURE);
        }
    };
    let plan = output::plan(out, files)?;
    if check {
        return Ok(report_check(&plan, spec, out));
    }
    let summary = Summary::of(&model, &plan);
    plan.write()?;
    anstream::println!("{summary}, {} ms", started.elapsed().as_millis());
    Ok(ExitCode::SUCCESS)
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
    let edited = match plan.count(Difference::Edited) {
        0 => "",
        _ => "\nwhat was edited by hand is lost then: move it to the spec or a template first",
    };
    anstream::eprintln!("{} files differ from what the spec says; run `{command}`{edited}", plan.differences.len());
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

/// Every YAML file of the spec's folder and its service folders, in the order of their paths.
fn read_spec(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    read_folder(root, "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    let explain = |error: io::Error, path: &Path| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    for entry in fs::read_dir(folder).map_err(|error| explain(error, folder))? {
        let entry = entry.map_err(|error| explain(error, folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Links are followed for files, not for folders: a folder could hold itself.
        if entry.file_type().map_err(|error| explain(error, &path))?.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".yaml") {
            let bytes = fs::read(&path).map_err(|error| explain(error, &path))?;
            let text = String::from_utf8(bytes).map_err(|_| io::Error::other(format!("{}: not UTF-8", path.display())))?;
            files.push(SourceFile { path: name, text });
        }
    }
    Ok(())
}

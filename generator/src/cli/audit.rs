//! `ackgen audit`: hold a spec against the text of its guide.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ackgen::audit::{Audit, Rows, Tally};
use ackgen::input;
use ackgen::report::Format;
use ackgen::source::{FileId, SourceFile};
use clap::Args;

use super::{complain_as, formats};

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The text of the guide, as it came out of a PDF.
    guide: PathBuf,
    /// The spec's folder.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// How to write what is found.
    #[arg(long, default_value = "terminal", value_parser = formats())]
    format: Format,
    /// List how many rows each section has, in the guide and in the spec; on a terminal.
    #[arg(long)]
    rows: bool,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    let sources = input::read(&options.spec)?;
    let model = match ackgen::load(&sources) {
        Ok(model) => model,
        Err(diagnostics) => return Ok(complain_as(options.format, "audit", &diagnostics, &sources, &options.spec)),
    };
    let guide = read(&options.guide)?;
    let audit = ackgen::audit::audit(&guide, FileId(sources.len()), &model);

    // Findings point into the spec and into the guide: every path is whole.
    let whole = |source: SourceFile| SourceFile { path: options.spec.join(&source.path).to_string_lossy().into_owned(), text: source.text };
    let mut files: Vec<SourceFile> = sources.into_iter().map(whole).collect();
    files.push(SourceFile { path: options.guide.to_string_lossy().into_owned(), text: guide });
    if options.format == Format::Terminal {
        anstream::eprint!("{}", audit.findings.frames(&files, "", io::stderr().is_terminal()));
        if options.rows {
            audit.tallies.iter().for_each(|tally| anstream::println!("{}", line(tally)));
        }
        anstream::println!("{}", summary(&audit));
    } else {
        anstream::print!("{}", audit.report(&files).write(options.format, false));
    }
    Ok(if audit.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A guide.
pub fn read(path: &Path) -> io::Result<String> {
    let explain = |error: &dyn std::fmt::Display| io::Error::other(format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(|error| explain(&error))?;
    String::from_utf8(bytes).map_err(|_| explain(&"not a text in UTF-8"))
}

/// How many rows a section has.
fn line(tally: &Tally) -> String {
    let parts = [("request", tally.request), ("answer", tally.response), ("other", tally.other)];
    let parts = parts.into_iter().filter(|(_, rows)| rows.guide + rows.spec > 0);
    let parts: Vec<String> = parts.map(|(title, Rows { guide, spec })| format!("{title} {guide}/{spec}")).collect();
    format!("{:8} {:36} {}", tally.section, tally.operation.as_deref().unwrap_or("-"), parts.join(", "))
}

/// What was compared, in a line.
fn summary(audit: &Audit) -> String {
    let findings = match audit.findings.len() {
        0 => "no findings".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    format!("{} operations, {} rows, {} facts compared: {findings}", audit.operations(), audit.rows(), audit.facts)
}

//! The subcommands, a file each.

pub mod audit;
pub mod diff;
pub mod draft;
pub mod explain;
pub mod generate;
pub mod lint;
pub mod new;
mod revision;
pub mod schema;
pub mod shell;
mod watch;

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use ackgen::diagnostic::Diagnostics;
use ackgen::report::{Format, Report};
use ackgen::source::SourceFile;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Says what is wrong with a spec.
fn complain(diagnostics: &Diagnostics, sources: &[SourceFile], spec: &Path) -> ExitCode {
    let root = spec.to_string_lossy();
    anstream::eprint!("{}", diagnostics.render(sources, root.trim_end_matches('/'), io::stderr().is_terminal()));
    ExitCode::FAILURE
}

/// The same of a spec that a command was to look at, in its format.
fn complain_as(format: Format, command: &str, diagnostics: &Diagnostics, sources: &[SourceFile], spec: &Path) -> ExitCode {
    if format == Format::Terminal {
        return complain(diagnostics, sources, spec);
    }
    let root = spec.to_string_lossy();
    let mistakes = Report::of_mistakes(command, diagnostics, sources, root.trim_end_matches('/'));
    anstream::print!("{}", mistakes.write(format, false));
    ExitCode::FAILURE
}

/// Reads the name of a format.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::NAMES).try_map(|name| name.parse::<Format>())
}

/// Replaces a file as a whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".ackgen-").tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    // It is like the file that it replaces.
    if let Ok(metadata) = fs::metadata(path) {
        temporary.as_file().set_permissions(metadata.permissions())?;
    }
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Today, year first.
fn today() -> String {
    jiff::Timestamp::now().strftime("%F").to_string()
}

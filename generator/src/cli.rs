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
use ackgen::source::SourceFile;

/// Says what is wrong with a spec.
fn complain(diagnostics: &Diagnostics, sources: &[SourceFile], spec: &Path) -> ExitCode {
    let root = spec.to_string_lossy();
    anstream::eprint!("{}", diagnostics.render(sources, root.trim_end_matches('/'), io::stderr().is_terminal()));
    ExitCode::FAILURE
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

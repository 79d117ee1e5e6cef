//! The subcommands, a file each.

pub mod audit;
pub mod generate;
pub mod lint;

use std::io::{self, IsTerminal as _};
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

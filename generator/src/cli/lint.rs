//! `ackgen lint`: style and quality of a spec, beyond what makes it wrong.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use ackgen::diagnostic::Severity;
use ackgen::input;
use ackgen::lint::{self, CONFIG};
use ackgen::report::Format;
use ackgen::source::SourceFile;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::{complain_as, formats, replace, today};

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The spec's folder. Its `.lint.yaml` holds severities and suppressions.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// How to write what is found.
    #[arg(long, default_value = "terminal", value_parser = formats())]
    format: Format,
    /// Fail if there is something as bad as this, or worse.
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = PossibleValuesParser::new(["error", "warning", "note"]).map(|name| Severity::named(&name).unwrap_or(Severity::Note)))]
    fail_on: Severity,
    /// Mend what can be mended for certain; everything else in the files is kept to the byte.
    #[arg(long)]
    fix: bool,
}

/// How often files are mended again because two fixes met at one place.
const ROUNDS: usize = 10;

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    let root = options.spec.to_string_lossy();
    let today = today();
    let mut mended = 0;
    for _ in 0..ROUNDS {
        let files = input::read(&options.spec)?;
        let config = input::read_one(&options.spec, CONFIG)?;
        let all: Vec<SourceFile> = files.iter().chain(&config).cloned().collect();
        let found = match lint::lint(&files, config.as_ref(), &today) {
            Ok(found) => found,
            Err(diagnostics) => return Ok(complain_as(options.format, "lint", &diagnostics, &all, &options.spec)),
        };
        let fixes = if options.fix { found.mend(&all) } else { lint::Mended::default() };
        if fixes.count > 0 {
            for file in &fixes.files {
                replace(&options.spec.join(&file.path), &file.text)?;
            }
            mended += fixes.count;
            continue;
        }
        if !found.has_looked() {
            return Err(io::Error::other(format!("nothing was checked: {CONFIG} turns every rule off")));
        }
        if options.fix {
            anstream::eprintln!("{mended} mended");
        }
        let colours = io::stdout().is_terminal();
        anstream::print!("{}", found.report(&all, root.trim_end_matches('/')).write(options.format, colours));
        return Ok(if found.fails(options.fail_on) { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    Err(io::Error::other("the fixes undo each other; please report this with the spec"))
}

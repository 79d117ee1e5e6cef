//! `ackgen lint`: style and quality of a spec, beyond what makes it wrong.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use ackgen::diagnostic::Diagnostics;
use ackgen::input;
use ackgen::lint::{self, Report};
use ackgen::source::SourceFile;
use clap::Args;

use super::complain;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The spec's folder.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
    /// Mend what can be mended for certain; everything else in the files is kept to the byte.
    #[arg(long)]
    fix: bool,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    let mut sources = input::read(&options.spec)?;
    let config = fs::read_to_string(options.spec.join(".lint.yaml")).ok().map(|text| SourceFile { path: ".lint.yaml".into(), text });
    let report = lint::lint(&sources, config.as_ref(), "2026-11-24");
    sources.extend(config);
    let report = match report {
        Ok(r) => r,
        Err(d) => return Ok(complain(&d, &sources, &options.spec)),
    };
    let mut d = Diagnostics::default();
    for f in &report.findings {
        d.push(f.diagnostic.clone());
    }
    anstream::eprint!("{}", d.frames(&sources, &options.spec.to_string_lossy(), io::stderr().is_terminal()));
    if options.fix {
        let m = report.mend(&sources);
        for f in &m.files {
            fs::write(options.spec.join(&f.path), &f.text)?;
        }
        println!("mended {}", m.count);
    }
    println!("{} rules {} items {} findings", report.rules, report.items, report.findings.len());
    Ok(ExitCode::SUCCESS)
}

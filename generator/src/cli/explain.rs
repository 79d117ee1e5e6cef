//! `ackgen explain`: what a finding means.

use std::io;
use std::process::ExitCode;

use ackgen::explain::{chapters, explain};
use clap::Args;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The id of a finding, as it stands in brackets. Without one, every id is listed.
    id: Option<String>,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    match &options.id {
        None => list(),
        Some(id) => match explain(id) {
            Ok(explanation) => anstream::print!("{explanation}"),
            Err(help) => {
                let help = help.unwrap_or_else(|| "`ackgen explain` lists them".to_owned());
                return Err(io::Error::other(format!("there is no finding `{id}`: {help}")));
            }
        },
    }
    Ok(ExitCode::SUCCESS)
}

fn list() {
    for chapter in chapters() {
        anstream::println!("{}\n", chapter.title);
        for explanation in chapter.explanations {
            anstream::println!("  {:24} {}", explanation.id, explanation.title);
        }
        anstream::println!();
    }
}

//! `ackgen explain`: what a finding means, and what the spec says of a thing.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use ackgen::explain::{chapters, explain, item};
use ackgen::input;
use clap::Args;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The id of a finding, as it stands in brackets; or of something in the spec: an operation, a type, an erratum, an error, or
    /// a field by its anchor in the reference, as in `CreateOrder.body.name`, `Order.name` or `header.Date`. Without one, every
    /// finding is listed.
    id: Option<String>,
    /// The spec's folder.
    #[arg(long, value_name = "DIR", default_value = "spec")]
    spec: PathBuf,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    match &options.id {
        None => list(),
        Some(id) => match explain(id) {
            Ok(explanation) => anstream::print!("{explanation}"),
            Err(help) => {
                if let Some(told) = of_spec(options, id)? {
                    anstream::print!("{told}");
                    return Ok(ExitCode::SUCCESS);
                }
                let help = help.unwrap_or_else(|| "`ackgen explain` lists them".to_owned());
                return Err(io::Error::other(format!("there is no finding `{id}`: {help}")));
            }
        },
    }
    Ok(ExitCode::SUCCESS)
}

/// What the spec says of the id, where there is a spec.
fn of_spec(options: &Options, id: &str) -> io::Result<Option<String>> {
    if !options.spec.is_dir() {
        return Ok(None);
    }
    let sources = input::read(&options.spec)?;
    Ok(ackgen::load(&sources).ok().and_then(|model| item(&model, &sources, id)))
}

fn list() {
    for chapter in chapters() {
        anstream::println!("{}\n", chapter.title);
        let width = chapter.explanations.iter().map(|explanation| explanation.id.len()).max().unwrap_or_default();
        for explanation in chapter.explanations {
            anstream::println!("  {:width$}  {}", explanation.id, explanation.title);
        }
        anstream::println!();
    }
}

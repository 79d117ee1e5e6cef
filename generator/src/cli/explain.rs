//! `ackgen explain`: what a finding means, and what the spec says of a thing.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use ackgen::explain::{chapters, explain, item, nearest};
use ackgen::input;
use clap::Args;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The id of a finding, as it stands in brackets; or of something in the spec: an operation, a type, an erratum, an error, or
    /// a field by its anchor in the reference, as in `CreateOrder.body.name`, `Order.name` or `header.Date`; or a link into the
    /// reference. Without one, every finding is listed.
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
            Err(nearest) => match of_spec(options, id)? {
                Ok(told) => anstream::print!("{told}"),
                Err(help) => {
                    let help = nearest.or(help).unwrap_or_else(|| "`ackgen explain` lists the findings".to_owned());
                    return Err(io::Error::other(format!("nothing is called `{id}`: {help}")));
                }
            },
        },
    }
    Ok(ExitCode::SUCCESS)
}

/// What the spec says of the id, where there is a spec; or what may help.
fn of_spec(options: &Options, id: &str) -> io::Result<Result<String, Option<String>>> {
    let spec = options.spec.display();
    if !options.spec.is_dir() {
        return Ok(Err(Some(format!("there is no finding like it, and no spec in {spec}"))));
    }
    let sources = input::read(&options.spec)?;
    Ok(match ackgen::load(&sources) {
        Ok(model) => item(&model, &sources, id).ok_or_else(|| nearest(&model, id)),
        Err(_) => Err(Some(format!("there is no finding like it, and {spec} has mistakes, which `ackgen generate` tells"))),
    })
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

//! `ackgen schema`: the JSON Schemas of the files of a spec.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use ackgen::schema::{self, KINDS, Kind};
use clap::Args;
use clap::builder::PossibleValuesParser;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The kind of file whose schema to print. Without one, all kinds are listed.
    #[arg(value_parser = PossibleValuesParser::new(KINDS.iter().map(|kind| kind.name)))]
    kind: Option<String>,
    /// Write the schemas of all kinds into a folder instead.
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    out: Option<PathBuf>,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    if let Some(folder) = &options.out {
        fs::create_dir_all(folder)?;
        for file in schema::files() {
            fs::write(folder.join(&file.path), &file.text)?;
        }
        anstream::println!("{} schemas written to {}", KINDS.len(), folder.display());
    } else if let Some(kind) = options.kind.as_deref().and_then(Kind::named) {
        anstream::print!("{}", kind.text());
    } else {
        KINDS.iter().for_each(|kind| anstream::println!("{:12} {}", kind.name, kind.files));
    }
    Ok(ExitCode::SUCCESS)
}

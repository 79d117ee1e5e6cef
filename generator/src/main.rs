//! The command line.

mod cli;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cli::{audit, generate, lint};

/// Generates a Rust client, a mock server, a reference and an OpenAPI document from one spec.
#[derive(Parser)]
#[command(name = "ackgen", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write everything that is generated from the spec.
    Generate(generate::Options),
    /// Hold the spec against the text of the guide that it was curated from, row by row.
    Audit(audit::Options),
    /// Look for what could be better in the spec: prose, examples, names, layout.
    Lint(lint::Options),
}

fn main() -> ExitCode {
    let done = match &Arguments::parse().command {
        Command::Generate(options) => generate::run(options),
        Command::Audit(options) => audit::run(options),
        Command::Lint(options) => lint::run(options),
    };
    done.unwrap_or_else(|error| {
        anstream::eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

//! The command line.

mod cli;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use cli::{audit, diff, draft, explain, generate, lint, new, schema, shell};

/// A fifth of generating is allocating, with what the system has for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Make a first spec out of a guide's tables, everything in it marked as unreviewed.
    Draft(draft::Options),
    /// Look for what could be better in the spec: prose, examples, names, layout.
    Lint(lint::Options),
    /// Say what is different between two specs, and what that means to callers, users of the crate and of the mock.
    Diff(diff::Options),
    /// Say what a finding means, with an example of wrong and right.
    Explain(explain::Options),
    /// Make a first draft of an operation, a type or a service.
    New(new::Options),
    /// Print the JSON Schema of a kind of file of a spec.
    Schema(schema::Options),
    /// Print what a shell completes the command line by.
    Completions(shell::Completions),
    /// Print the manual page.
    Man,
}

fn main() -> ExitCode {
    let done = match &Arguments::parse().command {
        Command::Generate(options) => generate::run(options),
        Command::Audit(options) => audit::run(options),
        Command::Draft(options) => draft::run(options),
        Command::Lint(options) => lint::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Explain(options) => explain::run(options),
        Command::New(options) => new::run(options),
        Command::Schema(options) => schema::run(options),
        Command::Completions(options) => shell::completions(options, Arguments::command()),
        Command::Man => shell::manual(Arguments::command()),
    };
    done.unwrap_or_else(|error| {
        anstream::eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

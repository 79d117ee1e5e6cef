//! `ackgen completions` and `ackgen man`: what shells and readers of manuals want to know about the command line.

use std::io;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

/// What `completions` is told.
#[derive(Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

/// Prints what a shell completes by.
pub fn completions(options: &Completions, mut command: Command) -> io::Result<ExitCode> {
    let mut text = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(options.shell, &mut command, name, &mut text);
    print(&text)
}

/// Prints the manual page: that of the program, and behind it those of its subcommands.
pub fn manual(mut command: Command) -> io::Result<ExitCode> {
    // Gives every command below the name that it is called by.
    command.build();
    let mut text = Vec::new();
    pages(&command, &mut text)?;
    print(&text)
}

fn pages(command: &Command, text: &mut Vec<u8>) -> io::Result<()> {
    let source = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone()).source(source).render(text)?;
    let is_told = |subcommand: &&Command| !subcommand.is_hide_set() && subcommand.get_name() != "help";
    command.get_subcommands().filter(is_told).try_for_each(|subcommand| pages(subcommand, text))
}

fn print(text: &[u8]) -> io::Result<ExitCode> {
    use io::Write as _;
    // A pipe that nobody reads to the end is no mistake.
    match io::stdout().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(ExitCode::SUCCESS),
    }
}

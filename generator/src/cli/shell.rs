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
pub fn manual(command: Command) -> io::Result<ExitCode> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        let name = format!("{}-{}", command.get_name(), subcommand.get_name());
        clap_mangen::Man::new(subcommand.clone().display_name(name)).render(&mut text)?;
    }
    print(&text)
}

fn print(text: &[u8]) -> io::Result<ExitCode> {
    use io::Write as _;
    // A pipe that nobody reads to the end is no mistake.
    match io::stdout().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(ExitCode::SUCCESS),
    }
}

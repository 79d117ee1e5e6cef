//! `ackgen draft`: a first spec out of a guide's tables.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ackgen::draft::{self, draft};
use clap::Args;

use super::audit::read;

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The text of the guide, as it came out of a PDF.
    guide: PathBuf,
    /// The folder to write the spec to; it must not be there, or be empty.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What the product and its main service are called: small letters, digits, underscores.
    #[arg(long)]
    name: String,
    /// Put the guide's descriptions beside what was made of them, as comments. They are the guide's words: take them out
    /// before anybody else sees them.
    #[arg(long)]
    quotes: bool,
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    let out = &options.out;
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(io::Error::other(format!("{} is not empty; a draft is written over nothing", out.display())));
    }
    let guide = read(&options.guide)?;
    let settings = draft::Options { name: &options.name, quotes: options.quotes };
    let drafted = draft(&guide, &settings).map_err(|message| io::Error::other(format!("{}: {message}", options.guide.display())))?;
    for file in &drafted.files {
        write(&out.join(&file.path), &file.text)?;
    }
    anstream::println!(
        "{} operations, {} types, {} fields drafted, all of them unreviewed; {} doubts",
        drafted.operations,
        drafted.types,
        drafted.fields,
        drafted.doubts
    );
    if let Err(problems) = ackgen::load(&drafted.files) {
        let root = out.to_string_lossy();
        anstream::eprint!("{}", problems.frames(&drafted.files, root.trim_end_matches('/'), io::stderr().is_terminal()));
        anstream::println!("{} mistakes in the guide are left to be decided", problems.len());
    }
    anstream::println!("`ackgen lint --spec {}` lists what is to be done", out.display());
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let explain = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(explain)?;
    }
    let mut created = fs::File::create_new(path).map_err(explain)?;
    created.write_all(text.as_bytes()).map_err(explain)
}

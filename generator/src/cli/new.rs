//! `ackgen new`: a first draft of an operation, a type or a service.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ackgen::input;
use ackgen::scaffold::{Item, scaffold};
use ackgen::source::SourceFile;
use clap::{Args, Subcommand};

/// What it is told.
#[derive(Args)]
pub struct Options {
    /// The spec's folder.
    #[arg(long, value_name = "DIR", default_value = "spec", global = true)]
    spec: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// An operation, behind the others of its group.
    Operation {
        /// Its name, as the service calls it.
        name: String,
        /// Its group: the file of operations that it goes into.
        #[arg(long)]
        group: String,
        /// The section of the guide that describes it.
        #[arg(long)]
        section: String,
        /// Method and path: "GET /clusters/{ClusterId}".
        #[arg(long)]
        http: String,
        /// Its service; the main one unless given.
        #[arg(long)]
        service: Option<String>,
    },
    /// A struct, or with values an enum, behind the others of its file.
    Type {
        /// Its name, as Rust names types.
        name: String,
        /// The file of types that it goes into, without extension.
        #[arg(long)]
        file: String,
        /// The section of the guide that describes it.
        #[arg(long)]
        section: String,
        /// The values that make it an enum.
        #[arg(long, value_delimiter = ',')]
        values: Vec<String>,
        /// Its service; the main one unless given.
        #[arg(long)]
        service: Option<String>,
    },
    /// A service, in a folder of its own.
    Service {
        /// Its name: the folder, and the module in Rust.
        name: String,
        /// Its first group of operations.
        #[arg(long)]
        group: String,
        /// How operations are addressed: by path, or by a parameter.
        #[arg(long, default_value = "roa", value_parser = ["roa", "rpc"])]
        style: String,
    },
}

/// Runs it.
pub fn run(options: &Options) -> io::Result<ExitCode> {
    let item = match &options.what {
        What::Operation { name, group, section, http, service } => Item::Operation {
            name: name.clone(),
            service: service.clone(),
            group: group.clone(),
            section: section.clone(),
            http: http.clone(),
        },
        What::Type { name, file, section, values, service } => Item::Type {
            name: name.clone(),
            service: service.clone(),
            file: file.clone(),
            section: section.clone(),
            values: values.clone(),
        },
        What::Service { name, group, style } => Item::Service { name: name.clone(), group: group.clone(), style: style.clone() },
    };
    let files = input::read(&options.spec)?;
    let is_known = |file: &SourceFile| files.iter().any(|known| known.path == file.path);
    let mut drafts = scaffold(&files, &item).map_err(io::Error::other)?;
    // What may be refused comes first.
    drafts.sort_by_key(is_known);
    for file in drafts {
        let known = is_known(&file);
        write(&options.spec, &file, known)?;
        anstream::println!("{} {}", if known { "added to" } else { "wrote" }, options.spec.join(&file.path).display());
    }
    if let Item::Type { name, .. } = &item {
        anstream::println!("give a field the type `{name}`: one that nothing uses is an error");
    }
    anstream::println!("`ackgen lint` lists every text that is still to be written");
    Ok(ExitCode::SUCCESS)
}

/// Writes a file. One that was not read must not be there; one that was is replaced as a whole or not at all.
fn write(spec: &Path, file: &SourceFile, known: bool) -> io::Result<()> {
    let path = spec.join(&file.path);
    let explain = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(explain)?;
    }
    if known {
        return super::replace(&path, &file.text).map_err(explain);
    }
    let mut created = fs::File::create_new(&path).map_err(explain)?;
    created.write_all(file.text.as_bytes()).map_err(explain)
}

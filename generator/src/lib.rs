//! `ackgen` turns one curated spec of an HTTP API into a Rust client, a mock server, a reference and an OpenAPI
//! document. [`generate`] is pure: files in, files or diagnostics out. Only `input` and `output` touch disk.
//!
//! ```text
//! input    the spec's folder, read
//! source   YAML as written, every value with its position
//! resolve  named passes, each a rule of the spec language; all mistakes collected
//! model    the API, resolved
//! emit     model to files, one emitter an artefact
//! output   comparing with what is there, writing whole or not at all
//! ```

pub mod audit;
pub mod diagnostic;
pub mod emit;
pub mod input;
pub mod model;
pub mod names;
pub mod output;
mod resolve;
pub mod source;

use diagnostic::Diagnostics;
use model::Model;
use output::File;
use source::SourceFile;

/// Reads and resolves a spec.
pub fn load(files: &[SourceFile]) -> Result<Model, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let model = source::read(files, &mut diagnostics).and_then(|source| resolve::resolve(&source, &mut diagnostics));
    match model {
        Some(model) if diagnostics.is_empty() => Ok(model),
        _ => Err(diagnostics),
    }
}

/// Everything that is generated from a spec.
pub fn generate(files: &[SourceFile]) -> Result<(Model, Vec<File>), Diagnostics> {
    let model = load(files)?;
    let files = emit::all(&model);
    Ok((model, files))
}

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
pub mod diff;
pub mod draft;
pub mod emit;
pub mod explain;
mod guide;
pub mod ids;
pub mod input;
pub mod lint;
pub mod model;
pub mod names;
pub mod output;
mod parallel;
pub mod report;
mod resolve;
pub mod scaffold;
pub mod schema;
pub mod source;
pub mod suppression;

use diagnostic::Diagnostics;
use model::Model;
use output::File;
use source::{Source, SourceFile};

/// Reads and resolves a spec.
pub fn load(files: &[SourceFile]) -> Result<Model, Diagnostics> {
    resolved(files).map(|(_, model)| model)
}

/// A spec as written, and what it was resolved to.
fn resolved(files: &[SourceFile]) -> Result<(Source, Model), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let source = source::read(files, &mut diagnostics);
    let model = source.as_ref().and_then(|source| resolve::resolve(source, &mut diagnostics));
    match source.zip(model) {
        Some(resolved) if diagnostics.is_empty() => Ok(resolved),
        _ => Err(diagnostics),
    }
}

/// Everything that is generated from a spec.
pub fn generate(files: &[SourceFile]) -> Result<(Model, Vec<File>), Diagnostics> {
    let model = load(files)?;
    let files = emit::all(&model);
    Ok((model, files))
}

//! From the model to files: one emitter an artefact, all of the same signature, none calling another.

mod client;
mod code;
pub mod example;
mod manifest;
mod mock;
mod openapi;
pub(crate) mod prose;
mod reference;
mod rust;
#[cfg(test)]
mod sample;
mod spans;

use crate::model::Model;
use crate::output::File;

/// Every file, sorted by path.
pub fn all(model: &Model) -> Vec<File> {
    let emitters: [fn(&Model) -> Vec<File>; 5] =
        [client::generate, mock::generate, reference::generate, openapi::generate, manifest::generate];
    let mut files: Vec<File> = emitters.iter().flat_map(|generate| generate(model)).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

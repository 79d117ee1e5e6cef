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
use crate::parallel;

/// Every file, sorted by path.
pub fn all(model: &Model) -> Vec<File> {
    // What takes longest comes first.
    let emitters: [fn(&Model) -> Vec<File>; 5] =
        [reference::generate, client::generate, mock::generate, openapi::generate, manifest::generate];
    let mut files: Vec<File> = parallel::map(&emitters, |generate| generate(model)).into_iter().flatten().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

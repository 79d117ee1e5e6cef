//! The spec of this repository, read and resolved.

use std::path::Path;

use ackgen::model::Model;
use ackgen::source::SourceFile;

/// Every file of the spec's folder.
pub fn files() -> Vec<SourceFile> {
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"))
}

/// Every YAML file below a folder, in the order of their paths.
pub fn below(root: &Path) -> Vec<SourceFile> {
    ackgen::input::read(root).expect("a spec's folder can be read")
}

/// The model of the spec.
pub fn model() -> Model {
    ackgen::load(&files()).expect("the spec of this repository is right")
}

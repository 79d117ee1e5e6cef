//! The client crate: types, inputs, request builders and the tables that the runtime reads.

mod operations;
mod root;
mod schema;
mod tour;
mod types;

use super::rust::Paths;
use crate::model::Model;
use crate::output::File;

/// Every file of the crate but its manifest, which is another emitter's.
pub fn generate(model: &Model) -> Vec<File> {
    let mut files = vec![root::crate_root(model)];
    files.extend(tour::readme(model));
    for paths in Paths::of(model) {
        if !paths.is_main() {
            files.push(root::service_module(model, paths));
        }
        files.extend(types::generate(paths));
        files.extend(operations::generate(paths));
        files.extend(schema::generate(paths));
    }
    files
}

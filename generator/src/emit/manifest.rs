//! The manifests of the generated crates.

use tera::{Context, Tera};

use crate::model::Model;
use crate::output::File;

/// A `Cargo.toml` for each crate.
pub fn generate(model: &Model) -> Vec<File> {
    let title = &model.title.en;
    vec![
        manifest(model, "client/Cargo.toml", include_str!("../../../templates/client.toml"), &format!("Client of {title}")),
        manifest(model, "mock/Cargo.toml", include_str!("../../../templates/mock.toml"), &format!("Mock server of {title}")),
    ]
}

fn manifest(model: &Model, path: &str, template: &str, description: &str) -> File {
    let mut view = Context::new();
    view.insert("name", &model.name);
    view.insert("version", &model.version);
    let mut operations = model.services.iter().flat_map(|service| &service.operations);
    if operations.any(|operation| operation.kubeconfig.is_some()) {
        view.insert("kubeconfig", &true);
    }
    // A JSON text is a TOML text.
    view.insert("description", &serde_json::Value::from(description).to_string());
    match Tera::one_off(template, &view, false) {
        Ok(text) => File::new(path, text),
        Err(error) => unreachable!("the template of {path} does not fit its view: {error}"),
    }
}

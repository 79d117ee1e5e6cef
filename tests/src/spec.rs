//! The spec of this repository, read and resolved.

use std::fs;
use std::path::Path;

use ackgen::model::Model;
use ackgen::source::SourceFile;

/// Every file of the spec's folder.
pub fn files() -> Vec<SourceFile> {
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec"))
}

/// Every YAML file below a folder, in the order of their paths.
pub fn below(root: &Path) -> Vec<SourceFile> {
    fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
        for entry in fs::read_dir(folder).expect("a spec's folder can be listed") {
            let path = entry.expect("a spec's folder can be listed").path();
            let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files);
            } else if name.ends_with(".yaml") {
                files.push(SourceFile { path: name, text: fs::read_to_string(&path).expect("a spec is UTF-8") });
            }
        }
    }
    let mut files = Vec::new();
    collect(root, "", &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The model of the spec.
pub fn model() -> Model {
    ackgen::load(&files()).expect("the spec of this repository is right")
}

//! The spec as written: every value with its position, nothing resolved, nothing assumed.

mod read;
mod spec;
mod yaml;

pub use read::Written;
pub use spec::*;
pub use yaml::{Entry, Node, Scalar, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// A file of the spec, handed in by whoever reads the disk.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path inside the spec's folder, with forward slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// A file's number in the list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// A stretch of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The very beginning of a file.
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }
}

/// A spec as written.
#[derive(Debug)]
pub struct Source {
    /// `product.yaml`.
    pub product: Product,
    /// The services' folders, in the order in which `product.yaml` names them.
    pub services: Vec<ServiceSource>,
}

/// A service's folder as written.
#[derive(Debug)]
pub struct ServiceSource {
    /// `service.yaml`.
    pub service: Service,
    /// The items of `types/*.yaml`, files in the order of their names, each with its file's name.
    pub types: Vec<(Written<String>, TypeDef)>,
    /// The items of `operations/<group>.yaml`, each with its file's name: its group.
    pub operations: Vec<(Written<String>, Operation)>,
    /// The items of `errata.yaml`.
    pub errata: Vec<Erratum>,
}

/// Reads every file. `None` when something essential could not be read; the diagnostics say what.
pub fn read(files: &[SourceFile], diagnostics: &mut Diagnostics) -> Option<Source> {
    let product: Product = read::file(files, "product.yaml", diagnostics)?;
    let mut services = Vec::new();
    let mut known = vec!["product.yaml".to_owned(), "README.md".to_owned()];
    for name in &product.services {
        services.push(read_service(files, name, &mut known, diagnostics));
    }
    reject_strays(files, &known, diagnostics);
    let services = services.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Source { product, services })
}

fn read_service(
    files: &[SourceFile],
    name: &Written<String>,
    known: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Option<ServiceSource> {
    let folder = &name.value;
    let service_path = format!("{folder}/service.yaml");
    if !files.iter().any(|file| file.path == service_path) {
        let diagnostic = Diagnostic::error("missing-file", format!("the service `{folder}` has no `{service_path}`"))
            .at(name.span, "named here")
            .help(format!("create `{service_path}`, or take `{folder}` out of `services`"));
        diagnostics.push(diagnostic);
        known.extend(files.iter().map(|file| &file.path).filter(|path| path.starts_with(&format!("{folder}/"))).cloned());
        return None;
    }
    let service: Option<Service> = read::file(files, &service_path, diagnostics);
    known.push(service_path);

    let types = read_items(files, &format!("{folder}/types/"), known, diagnostics);
    let operations = read_items(files, &format!("{folder}/operations/"), known, diagnostics);
    let errata_path = format!("{folder}/errata.yaml");
    let mut errata = Vec::new();
    if files.iter().any(|file| file.path == errata_path) {
        errata = read::list::<Erratum>(files, &errata_path, diagnostics);
        known.push(errata_path);
    }
    Some(ServiceSource { service: service?, types, operations, errata })
}

/// The items of every file of a folder, each with its file's name without the extension.
fn read_items<T: read::FromNode>(
    files: &[SourceFile],
    folder: &str,
    known: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Written<String>, T)> {
    let mut items = Vec::new();
    for path in paths_below(files, folder) {
        let name = path[folder.len()..].trim_end_matches(".yaml").to_owned();
        let file = FileId(files.iter().position(|file| file.path == path).unwrap_or_default());
        let of_file = read::list::<T>(files, &path, diagnostics);
        items.extend(of_file.into_iter().map(|item| (Written { span: Span::start_of(file), value: name.clone() }, item)));
        known.push(path);
    }
    items
}

fn paths_below(files: &[SourceFile], folder: &str) -> Vec<String> {
    let mut paths: Vec<_> = files
        .iter()
        .map(|file| &file.path)
        .filter(|path| path.strip_prefix(folder).is_some_and(|rest| rest.ends_with(".yaml") && !rest.contains('/')))
        .cloned()
        .collect();
    paths.sort();
    paths
}

/// A file that nobody reads is a file whose facts are lost: say so.
fn reject_strays(files: &[SourceFile], known: &[String], diagnostics: &mut Diagnostics) {
    for (index, file) in files.iter().enumerate() {
        if file.path.ends_with(".yaml") && !known.contains(&file.path) {
            diagnostics.push(
                Diagnostic::error("stray-file", format!("nothing reads `{}`", file.path))
                    .at(Span::start_of(FileId(index)), "this file is not part of any service")
                    .help("name its service in product.yaml, or move it to types/ or operations/ of a service"),
            );
        }
    }
}

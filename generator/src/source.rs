//! The spec as written: every value with its position, nothing resolved, nothing assumed.

pub(crate) mod read;
pub mod resources;
pub(crate) mod schema;
mod spec;
pub(crate) mod yaml;

pub use read::Written;
pub use spec::*;
pub use yaml::{Entry, Node, Scalar, Value, parse};

use self::read::Files;
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};

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
    /// The items of `waiters.yaml`.
    pub waiters: Vec<Waiter>,
    /// `resources.yaml`, if there is one.
    pub resources: Option<resources::Resources>,
    /// The items of `errata.yaml`.
    pub errata: Vec<Erratum>,
    /// The items of `changes.yaml`.
    pub changes: Vec<Release>,
}

/// Reads every file. `None` when something essential could not be read; the diagnostics say what.
///
/// A service of which a file could not be read at all is left out: half a service would only be blamed for what the
/// file holds.
pub fn read(files: &[SourceFile], diagnostics: &mut Diagnostics) -> Option<Source> {
    let files = &mut Files::parse(files);
    let product: Product = read::file(files, "product.yaml", diagnostics)?;
    if product.services.is_empty() {
        let diagnostic = Diagnostic::error("no-service", "the product has no service");
        diagnostics.push(diagnostic.at(product.name.span, "this product").help("name the folder of one: `services: […]`"));
    }
    let mut services: Vec<ServiceSource> = Vec::new();
    let mut known = vec!["product.yaml".to_owned()];
    for (index, name) in product.services.iter().enumerate() {
        if let Some(first) = product.services[..index].iter().find(|first| first.value == name.value) {
            let diagnostic = Diagnostic::error("duplicate-name", format!("the product has the service `{}` twice", name.value));
            diagnostics.push(diagnostic.at(name.span, "the second").at(first.span, "the first"));
            continue;
        }
        services.extend(read_service(files, name, &mut known, diagnostics));
    }
    // A folder that no name leads to may be the one that a misspelt name means.
    if product.services.iter().all(|name| service_folders(files.sources).any(|folder| folder == name.value)) {
        reject_strays(files.sources, &known, diagnostics);
    }
    Some(Source { product, services })
}

fn read_service(
    files: &mut Files<'_>,
    name: &Written<String>,
    known: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Option<ServiceSource> {
    let folder = &name.value;
    let service_path = format!("{folder}/service.yaml");
    if files.id(&service_path).is_none() {
        let help = did_you_mean(folder, service_folders(files.sources))
            .unwrap_or_else(|| format!("create it, or take `{folder}` out of `services`"));
        let diagnostic = Diagnostic::error("missing-file", format!("the service `{folder}` has no `{service_path}`"));
        diagnostics.push(diagnostic.at(name.span, "named here").help(help));
        return None;
    }
    let service: Option<Service> = read::file(files, &service_path, diagnostics);
    known.push(service_path);

    let types = read_items(files, &format!("{folder}/types/"), known, diagnostics);
    let operations = read_items(files, &format!("{folder}/operations/"), known, diagnostics);
    let waiters = read_optional(files, format!("{folder}/waiters.yaml"), known, diagnostics);
    let errata = read_optional(files, format!("{folder}/errata.yaml"), known, diagnostics);
    let changes = read_optional(files, format!("{folder}/changes.yaml"), known, diagnostics);
    let resources_path = format!("{folder}/resources.yaml");
    let resources = files.id(&resources_path).and_then(|_| read::file(files, &resources_path, diagnostics));
    known.push(resources_path);
    let service = service?;
    if !service.name.value.is_empty() && service.name.value != *folder {
        let diagnostic =
            Diagnostic::error("wrong-folder", format!("the service in the folder `{folder}` calls itself `{}`", service.name.value));
        diagnostics.push(diagnostic.at(service.name.span, format!("should be `{folder}`")).at(name.span, "the folder, named here"));
    }
    Some(ServiceSource {
        service,
        types: types?,
        operations: operations?,
        waiters: waiters?,
        resources,
        errata: errata?,
        changes: changes?,
    })
}

/// The items of a file that a service may lack.
fn read_optional<T: read::FromNode>(
    files: &mut Files<'_>,
    path: String,
    known: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<T>> {
    if files.id(&path).is_none() {
        return Some(Vec::new());
    }
    let items = read::list(files, &path, diagnostics);
    known.push(path);
    items
}

/// The folders that hold a service, named by the product or not.
fn service_folders(files: &[SourceFile]) -> impl Iterator<Item = &str> {
    files.iter().filter_map(|file| file.path.strip_suffix("/service.yaml"))
}

/// The items of every file of a folder, each with its file's name without the extension. `None` when one of the
/// files could not be read.
fn read_items<T: read::FromNode>(
    files: &mut Files<'_>,
    folder: &str,
    known: &mut Vec<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(Written<String>, T)>> {
    let mut items = Some(Vec::new());
    for path in paths_below(files.sources, folder) {
        let name = path[folder.len()..].trim_end_matches(".yaml").to_owned();
        let file = files.id(&path).unwrap_or(FileId(0));
        match (read::list::<T>(files, &path, diagnostics), &mut items) {
            (Some(of_file), Some(items)) => {
                items.extend(of_file.into_iter().map(|item| (Written { span: Span::start_of(file), value: name.clone() }, item)));
            }
            _ => items = None,
        }
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
    for (index, file) in files.iter().enumerate().filter(|(_, file)| !known.contains(&file.path)) {
        let folder = file.path.split_once('/').map(|(folder, _)| folder);
        let help = match (file.path.strip_suffix(".yml"), folder) {
            (Some(stem), _) => format!("call it `{stem}.yaml`"),
            (None, Some(folder)) if known.iter().any(|known| known.starts_with(&format!("{folder}/"))) => {
                format!(
                    "a service has `service.yaml`, `types/*.yaml`, `operations/*.yaml`, `waiters.yaml`, `resources.yaml`, `errata.yaml` and `changes.yaml`: move it to one of these in `{folder}`"
                )
            }
            (None, Some(folder)) => format!("name `{folder}` under `services` in product.yaml, or take the folder away"),
            (None, None) => "move it into the folder of a service".to_owned(),
        };
        let diagnostic = Diagnostic::error("stray-file", format!("nothing reads `{}`", file.path));
        diagnostics.push(diagnostic.at(Span::start_of(FileId(index)), "its facts would be lost").help(help));
    }
}

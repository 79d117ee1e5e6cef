//! Every parameter of a path is described, and every described one is in the path.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, closest};
use crate::model::{Field, Kind, Location, Operation, Service, ServiceStyle};
use crate::source::Span;

/// Checks every operation's path.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let mut routes: HashMap<(String, String), Span> = HashMap::new();
    // Without a path something has been said about it already.
    for operation in service.operations.iter().filter(|operation| !operation.path.is_empty()) {
        parameters(operation, diagnostics);
        // The operations of a service of parameters share one path.
        if service.style == ServiceStyle::Rpc {
            continue;
        }
        for method in &operation.methods {
            let route = (method.clone(), shape(&operation.path));
            let first = *routes.entry(route).or_insert(operation.path_at);
            if first != operation.path_at {
                let diagnostic = Diagnostic::error("duplicate-route", format!("two operations answer to `{method} {}`", operation.path))
                    .at(operation.path_at, "the second")
                    .at(first, "the first");
                diagnostics.push(diagnostic.help("no request could be told apart; names of parameters make no difference"));
            }
        }
    }
}

fn parameters(operation: &Operation, diagnostics: &mut Diagnostics) {
    let in_path = names(&operation.path);
    let described: Vec<&Field> = operation.input.fields.iter().filter(|field| field.location == Location::Path).collect();
    let mut misspelt: Vec<&str> = Vec::new();
    for (index, name) in in_path.iter().enumerate() {
        if in_path[..index].contains(name) {
            let diagnostic =
                Diagnostic::error("path-mismatch", format!("the path of `{}` has the parameter `{name}` twice", operation.name));
            diagnostics.push(diagnostic.at(operation.path_at, "this path").help("give the second another name"));
            continue;
        }
        let Some(field) = described.iter().find(|field| field.wire == *name) else {
            let unused = described.iter().filter(|field| !in_path.contains(&field.wire.as_str()));
            let meant = closest(name, unused.clone().map(|field| field.wire.as_str()));
            let message = format!("the path of `{}` has a parameter `{name}` that is not described", operation.name);
            let mut diagnostic = Diagnostic::error("path-mismatch", message).at(operation.path_at, "in this path");
            if let Some(field) = unused.clone().find(|field| Some(field.wire.as_str()) == meant) {
                diagnostic = diagnostic.at(field.at, "is it this one?").help(format!("write `{name}` in both places, or `{}`", field.wire));
                misspelt.push(field.wire.as_str());
            } else {
                diagnostic = diagnostic.help(format!("describe it: `path: {{ {name}: … }}`"));
            }
            diagnostics.push(diagnostic);
            continue;
        };
        if matches!(field.kind, Kind::List(_) | Kind::Map(_)) {
            let diagnostic = Diagnostic::error("wrong-shape", format!("`{name}` is in a path, which holds no lists or maps"));
            diagnostics.push(diagnostic.at(field.at, "this parameter").help("make it a `string`, a number or an enum"));
        }
    }
    let surplus = |field: &&Field| !in_path.contains(&field.wire.as_str()) && !misspelt.contains(&field.wire.as_str());
    for field in described.into_iter().filter(surplus) {
        let message = format!("`{}` is not in the path of `{}`", field.wire, operation.name);
        let diagnostic =
            Diagnostic::error("path-mismatch", message).at(field.at, "described as a path parameter").at(operation.path_at, "the path");
        diagnostics.push(diagnostic.help(format!("put `{{{}}}` into the path, or the parameter under `query` or `headers`", field.wire)));
    }
}

/// The names in braces.
fn names(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// The path with every parameter alike, as a router sees it.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

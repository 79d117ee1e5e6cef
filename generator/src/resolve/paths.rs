//! Every parameter of a path is described, and every described one is in the path.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Field, Location, Operation, Service, ServiceStyle};
use crate::source::Span;

/// Checks every operation's path.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let mut routes: HashMap<(String, String), Span> = HashMap::new();
    for operation in &service.operations {
        parameters(operation, diagnostics);
        // The operations of a service of parameters share one path.
        if service.style == ServiceStyle::Rpc {
            continue;
        }
        for method in &operation.methods {
            let route = (method.clone(), shape(&operation.path));
            if let Some(first) = routes.insert(route, operation.at) {
                let diagnostic = Diagnostic::error("duplicate-route", format!("two operations answer to `{method} {}`", operation.path))
                    .at(operation.at, "the second")
                    .at(first, "the first");
                diagnostics.push(diagnostic);
            }
        }
    }
}

fn parameters(operation: &Operation, diagnostics: &mut Diagnostics) {
    let in_path = names(&operation.path);
    let described: Vec<&Field> = operation.input.fields.iter().filter(|field| field.location == Location::Path).collect();
    for name in &in_path {
        if !described.iter().any(|field| field.wire == *name) {
            let message = format!("the path of `{}` has a parameter `{name}` that is not described", operation.name);
            let help = did_you_mean(name, described.iter().map(|field| field.wire.as_str())).unwrap_or_else(|| format!("describe it: `path: {{ {name}: … }}`"));
            diagnostics.push(Diagnostic::error("path-mismatch", message).at(operation.at, format!("its path is `{}`", operation.path)).help(help));
        }
    }
    for field in described {
        if !in_path.contains(&field.wire.as_str()) {
            let message = format!("`{}` is not in the path of `{}`", field.wire, operation.name);
            let help = did_you_mean(&field.wire, in_path.iter().copied())
                .unwrap_or_else(|| format!("the path is `{}`: put `{{{}}}` into it, or the parameter elsewhere", operation.path, field.wire));
            diagnostics.push(Diagnostic::error("path-mismatch", message).at(field.at, "described as a path parameter").help(help));
        }
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

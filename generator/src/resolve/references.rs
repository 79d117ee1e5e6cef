//! Paths into parameters and answers lead somewhere.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Content, Field, Kind, Operation, Service, Shape};

/// Checks every pagination and every place of credentials.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    for operation in &service.operations {
        if let Some(pagination) = &operation.pagination {
            for parameter in [&pagination.page, &pagination.size] {
                if !operation.input.fields.iter().any(|field| field.wire == *parameter) {
                    let help = did_you_mean(parameter, operation.input.fields.iter().map(|field| field.wire.as_str()));
                    let message = format!("the pagination of `{}` speaks of the parameter `{parameter}`, which it does not have", operation.name);
                    diagnostics.push(Diagnostic::error("missing-reference", message).at(operation.at, "this operation").help_if(help));
                }
            }
            let items = in_answer(service, operation, &pagination.items, diagnostics);
            if items.is_some_and(|field| !matches!(field.kind, Kind::List(_))) {
                let message = format!("`{}` in the answer of `{}` is not a list", pagination.items, operation.name);
                diagnostics.push(Diagnostic::error("wrong-shape", message).at(operation.at, "its pagination needs one"));
            }
            in_answer(service, operation, &pagination.total, diagnostics);
        }
        if let Some(paths) = &operation.credentials {
            for path in [&paths.access_key_id, &paths.access_key_secret, &paths.security_token, &paths.expires] {
                in_answer(service, operation, path, diagnostics);
            }
        }
    }
}

/// The field that a dotted path leads to in an operation's answer.
fn in_answer<'a>(service: &'a Service, operation: &'a Operation, path: &str, diagnostics: &mut Diagnostics) -> Option<&'a Field> {
    let mut fields: &[Field] = match &operation.response.content {
        Content::Fields(shape) => &shape.fields,
        Content::Value(kind) => fields_of(service, kind),
        Content::Empty => &[],
    };
    let mut found = None;
    for name in path.split('.') {
        found = fields.iter().find(|field| field.wire == name);
        let Some(field) = found else {
            let help = did_you_mean(name, fields.iter().map(|field| field.wire.as_str()));
            let message = format!("`{path}` leads nowhere in the answer of `{}`", operation.name);
            diagnostics.push(Diagnostic::error("missing-reference", message).at(operation.at, "this operation").help_if(help));
            return None;
        };
        fields = fields_of(service, &field.kind);
    }
    found
}

fn fields_of<'a>(service: &'a Service, kind: &Kind) -> &'a [Field] {
    match kind.named().map(|id| &service.get(id).shape) {
        Some(Shape::Struct(shape)) => &shape.fields,
        _ => &[],
    }
}

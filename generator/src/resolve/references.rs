//! Paths into parameters and answers lead somewhere.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::model::{Content, CredentialPaths, Field, Kind, Operation, Service, Shape, Waiter};
use crate::source::Span;

/// Checks every pagination, every waiter, every sample, every echo, and every place of credentials and of a kubeconfig.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    for waiter in &service.waiters {
        check_waiter(service, waiter, diagnostics);
    }
    for operation in &service.operations {
        if let Some(pagination) = &operation.pagination {
            let [page_at, size_at, items_at, total_at, next_at] = pagination.at;
            check_parameter(operation, &pagination.page, page_at, diagnostics);
            check_parameter(operation, &pagination.size, size_at, diagnostics);
            let items = in_answer(service, operation, &pagination.items, items_at, diagnostics);
            if items.is_some_and(|field| !matches!(field.kind, Kind::List(_))) {
                let message = format!("`{}` in the answer of `{}` is not a list", pagination.items, operation.name);
                let diagnostic = Diagnostic::error("wrong-shape", message).at(items_at, "a pagination goes through a list");
                diagnostics.push(diagnostic.help("`items` is the path of the list, `total` that of the number of items on all pages"));
            }
            for (path, at) in [(&pagination.total, total_at), (&pagination.next, next_at)] {
                let field = path.as_ref().and_then(|path| in_answer(service, operation, path, at, diagnostics));
                check_counter(field, at, diagnostics);
            }
        }
        if let Some(paths) = &operation.credentials {
            let written = [&paths.access_key_id, &paths.access_key_secret, &paths.security_token, &paths.expires];
            for (path, at) in written.into_iter().zip(paths.at) {
                in_answer(service, operation, path, at, diagnostics);
            }
            check_role(operation, paths, diagnostics);
        }
        for echo in &operation.echoes {
            let [path_at, text_at] = echo.at;
            in_answer(service, operation, &echo.path, path_at, diagnostics);
            echo.parameters().for_each(|name| check_parameter(operation, name, text_at, diagnostics));
        }
        for (path, at) in &operation.sample {
            in_input(service, operation, path, *at, diagnostics);
        }
        if let Some((path, at)) = &operation.kubeconfig {
            check_kubeconfig(in_answer(service, operation, path, *at, diagnostics), *at, diagnostics);
        }
    }
}

/// Checks that the parameters of credentials can say what a profile does, and that it says all that the operation needs.
fn check_role(operation: &Operation, paths: &CredentialPaths, diagnostics: &mut Diagnostics) {
    let [.., duration_at, role_at, session_name_at, policy_at] = paths.at;
    if let Some(name) = &paths.duration {
        check_parameter(operation, name, duration_at, diagnostics);
    }
    let texts = [(&paths.role, role_at), (&paths.session_name, session_name_at), (&paths.policy, policy_at)];
    for (name, at) in texts.into_iter().filter_map(|(name, at)| Some((name.as_deref()?, at))) {
        let field = parameter(operation, name, at, diagnostics);
        if let Some(field) = field.filter(|field| !matches!(field.kind, Kind::String | Kind::Json(_) | Kind::Any)) {
            let diagnostic = Diagnostic::error("wrong-shape", format!("`{}` is no text", field.wire)).at(at, "of this type");
            diagnostics.push(diagnostic.at(field.at, "this field").help("a role, the name of its session and a policy are texts"));
        }
    }
    let Some(role) = paths.role.as_ref().filter(|role| operation.input.fields.iter().any(|field| field.wire == **role)) else { return };
    // A session without a name is given one.
    let said = [Some(role), paths.session_name.as_ref()];
    if let Some(field) = operation.input.fields.iter().find(|field| field.required && !said.contains(&Some(&field.wire))) {
        let diagnostic = Diagnostic::error("wrong-shape", format!("a profile need not say what `{}` is", field.wire));
        let diagnostic = diagnostic.at(role_at, "a profile's role is assumed by this operation").at(field.at, "which needs it");
        diagnostics.push(diagnostic.help("a profile has a role, and a session has a name; with `role`, nothing else can be required"));
    }
}

/// Checks that a kubeconfig is a text that is never printed: it holds keys.
fn check_kubeconfig(field: Option<&Field>, at: Span, diagnostics: &mut Diagnostics) {
    if let Some(field) = field.filter(|field| !matches!(field.kind, Kind::Secret)) {
        let diagnostic = Diagnostic::error("wrong-shape", format!("`{}` would print a kubeconfig", field.wire)).at(at, "leads to it");
        diagnostics.push(diagnostic.at(field.at, "this field").help("a kubeconfig holds keys: make it a `secret`"));
    }
}

/// Checks that a waiter's path leads to a state, and that the states are known where the answer lists them.
fn check_waiter(service: &Service, waiter: &Waiter, diagnostics: &mut Diagnostics) {
    let Some(operation) = waiter.operation.and_then(|index| service.operations.get(index)) else { return };
    let mut steps = Vec::new();
    for step in waiter.state.split('.').map(|step| step.trim_end_matches("[]")) {
        match argument(step) {
            // An argument is a key of a map, whose values are looked into.
            Some(argument) => check_argument(waiter, argument, waiter.state_at, diagnostics),
            None => steps.push(step),
        }
    }
    let field = in_answer(service, operation, &steps.join("."), waiter.state_at, diagnostics);
    let listed: Vec<&str> = match field.and_then(|field| field.kind.named()).map(|id| &service.get(id).shape) {
        Some(Shape::Enum(values)) => values.iter().map(|value| value.wire.as_str()).collect(),
        _ => Vec::new(),
    };
    for (state, at) in waiter.success.iter().chain(&waiter.failure).zip(&waiter.states_at) {
        match argument(state) {
            Some(argument) => check_argument(waiter, argument, *at, diagnostics),
            None if listed.is_empty() || listed.contains(&state.as_str()) => {}
            None => {
                let help = did_you_mean(state, listed.iter().copied()).unwrap_or_else(|| format!("the states are {}", list_of(&listed)));
                let diagnostic =
                    Diagnostic::error("unknown-value", format!("`{}` waits for `{state}`, which is no documented state", waiter.name));
                diagnostics.push(diagnostic.at(*at, "unknown state").help(help));
            }
        }
    }
}

/// The name in braces, where a waiter speaks of an argument.
fn argument(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}')
}

fn check_argument(waiter: &Waiter, name: &str, at: Span, diagnostics: &mut Diagnostics) {
    if !waiter.arguments.iter().any(|known| known.name == name) {
        let help = did_you_mean(name, waiter.arguments.iter().map(|known| known.name.as_str()));
        let help = help.unwrap_or_else(|| format!("add it: `arguments: {{ {name}: {{ doc: {{ en: …, zh: … }}, example: … }} }}`"));
        let diagnostic = Diagnostic::error("missing-reference", format!("`{}` has no argument `{name}`", waiter.name));
        diagnostics.push(diagnostic.at(at, "unknown argument").help(help));
    }
}

fn check_parameter(operation: &Operation, name: &str, at: Span, diagnostics: &mut Diagnostics) {
    let field = parameter(operation, name, at, diagnostics);
    check_counter(field, at, diagnostics);
}

/// The parameter of that name, which is one of the operation's.
fn parameter<'a>(operation: &'a Operation, name: &str, at: Span, diagnostics: &mut Diagnostics) -> Option<&'a Field> {
    let field = operation.input.fields.iter().find(|field| field.wire == name);
    if field.is_none() && !name.is_empty() {
        let help = did_you_mean(name, operation.input.fields.iter().map(|field| field.wire.as_str()));
        let help = help.unwrap_or_else(|| format!("describe it under `query` of `{}`", operation.name));
        let diagnostic = Diagnostic::error("missing-reference", format!("`{}` has no parameter `{name}`", operation.name));
        diagnostics.push(diagnostic.at(at, "unknown parameter").help(help));
    }
    field
}

/// Checks that a field can say which page, or how many items.
fn check_counter(field: Option<&Field>, at: Span, diagnostics: &mut Diagnostics) {
    if let Some(field) = field.filter(|field| !matches!(field.kind, Kind::Integer | Kind::Long | Kind::Number | Kind::String | Kind::Any)) {
        let diagnostic =
            Diagnostic::error("wrong-shape", format!("`{}` neither counts nor names pages", field.wire)).at(at, "of this type");
        diagnostics.push(diagnostic.at(field.at, "this field").help("a pagination counts in numbers, and names pages in texts"));
    }
}

/// The field that a dotted path leads to in an operation's answer.
fn in_answer<'a>(service: &'a Service, operation: &'a Operation, path: &str, at: Span, diagnostics: &mut Diagnostics) -> Option<&'a Field> {
    let fields: &[Field] = match &operation.response.content {
        Content::Fields(shape) => &shape.fields,
        Content::Value(kind) => fields_of(service, kind),
        Content::Empty => &[],
    };
    field_at(service, fields, &format!("the answer of `{}`", operation.name), path, at, diagnostics)
}

/// The field that a dotted path leads to in an operation's input.
fn in_input<'a>(service: &'a Service, operation: &'a Operation, path: &str, at: Span, diagnostics: &mut Diagnostics) -> Option<&'a Field> {
    field_at(service, &operation.input.fields, &format!("the input of `{}`", operation.name), path, at, diagnostics)
}

fn field_at<'a>(
    service: &'a Service,
    mut fields: &'a [Field],
    root: &str,
    path: &str,
    at: Span,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Field> {
    let mut found: Option<&Field> = None;
    // An empty path was missing, which has been said.
    for name in path.split('.').filter(|_| !path.is_empty()) {
        let Some(field) = fields.iter().find(|field| field.wire == name) else {
            let inside = found.map_or_else(|| root.to_owned(), |field| format!("`{}`", field.wire));
            let known: Vec<_> = fields.iter().map(|field| field.wire.as_str()).collect();
            let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
                [] => format!("{inside} has no fields"),
                _ => format!("{inside} has {}", list_of(&known)),
            });
            let diagnostic = Diagnostic::error("missing-reference", format!("there is no `{name}` in {inside}"));
            diagnostics.push(diagnostic.at(at, "leads nowhere").help(help));
            return None;
        };
        fields = fields_of(service, &field.kind);
        found = Some(field);
    }
    found
}

fn fields_of<'a>(service: &'a Service, kind: &Kind) -> &'a [Field] {
    match kind.named().map(|id| &service.get(id).shape) {
        Some(Shape::Struct(shape)) => &shape.fields,
        _ => &[],
    }
}

//! Rust that calls an operation through the generated client.

use serde_json::{Map, Value};

use crate::emit::example::{self, plain};
use crate::emit::rust::Paths;
use crate::model::{Content, Field, Idempotency, Kind, Operation, Service, Shape, TypeId, Waiter};
use crate::names;

/// A whole program.
pub fn program(paths: Paths<'_>, operation: &Operation) -> String {
    let (root, name) = (paths.outer_root(), paths.client_crate());
    let call = call(paths, operation);
    let types = if call.contains("types::") { ", types" } else { "" };
    let uses = match paths.is_main() {
        true => format!("use {name}::{{Client, Error{types}}};"),
        false => format!("use {name}::Error;\nuse {root}::{};", if types.is_empty() { "Client" } else { "{Client, types}" }),
    };
    let lines = answered(operation, &call);
    let body = formatted(&format!("async fn main() -> Result<(), Error> {{ let client = Client::from_env()?; {lines} Ok(()) }}"));
    format!("{uses}\n\n#[tokio::main]\n{body}")
}

/// The statements of a call, for documentation that has a client already.
pub fn statements(paths: Paths<'_>, operation: &Operation) -> String {
    let text = formatted(&format!("fn main() {{ {} }}", answered(operation, &qualified(paths, &call(paths, operation)))));
    let lines = text.lines().collect::<Vec<_>>();
    lines[1..lines.len() - 1].iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Types by their whole path, where nothing is imported.
fn qualified(paths: Paths<'_>, call: &str) -> String {
    call.replace("types::", &format!("{}::types::", paths.outer_root()))
}

fn answered(operation: &Operation, call: &str) -> String {
    match operation.response.content {
        Content::Empty => format!("{call}.send().await?;"),
        // Its debug form is stars.
        Content::Value(Kind::Secret) => format!("let answer = {call}.send().await?; println!(\"{{}}\", answer.expose());"),
        _ => format!("let answer = {call}.send().await?; println!(\"{{answer:#?}}\");"),
    }
}

fn formatted(code: &str) -> String {
    match syn::parse_file(code) {
        Ok(file) => prettyplease::unparse(&file).trim_end().to_owned(),
        Err(error) => unreachable!("the generator wrote Rust that does not parse: {error}\n{code}"),
    }
}

/// The call up to its last setter.
fn call(paths: Paths<'_>, operation: &Operation) -> String {
    let values = example::short(paths.service, operation);
    let arguments = literals(paths, operation, &values);
    let mut call = format!("client.{}({})", names::identifier(&operation.method_name), arguments.join(", "));
    for field in operation.input.fields.iter().filter(|field| !field.required) {
        if let Some(value) = values.get(&field.wire) {
            call.push_str(&format!(".{}({})", names::identifier(&field.rust), literal(paths, &field.kind, Some(value))));
        }
    }
    call
}

/// An operation's method with its arguments.
pub fn method(paths: Paths<'_>, operation: &Operation) -> String {
    format!("{}({})", names::identifier(&operation.method_name), arguments(paths, operation).join(", "))
}

/// The first operation of which this is true; of those that change nothing, if there is one.
pub fn find(service: &Service, is_wanted: impl Fn(&Operation) -> bool) -> Option<&Operation> {
    let wanted = || service.operations.iter().filter(|operation| is_wanted(operation));
    wanted().find(|operation| operation.idempotency == Idempotency::ReadOnly).or_else(|| wanted().next())
}

/// The fields that a method takes as arguments.
pub fn required(operation: &Operation) -> impl Iterator<Item = &Field> {
    operation.input.fields.iter().filter(|field| field.required)
}

/// The arguments of an operation's method, types by their whole path.
pub fn arguments(paths: Paths<'_>, operation: &Operation) -> Vec<String> {
    let arguments = literals(paths, operation, &example::short(paths.service, operation));
    arguments.iter().map(|argument| qualified(paths, argument)).collect()
}

/// The arguments of a waiter's method: those of its operation, and its own.
pub fn waiting_arguments(paths: Paths<'_>, operation: &Operation, waiter: &Waiter) -> Vec<String> {
    arguments(paths, operation).into_iter().chain(waiter.arguments.iter().map(|argument| quoted(&argument.example))).collect()
}

fn literals(paths: Paths<'_>, operation: &Operation, values: &Map<String, Value>) -> Vec<String> {
    let required = required(operation);
    required.map(|field| literal(paths, &field.kind, values.get(&field.wire))).collect()
}

/// A literal of a kind. Whatever takes one converts it.
pub fn literal(paths: Paths<'_>, kind: &Kind, value: Option<&Value>) -> String {
    let text = || quoted(&value.map_or_else(|| "…".to_owned(), plain));
    match kind {
        Kind::Boolean => value.and_then(Value::as_bool).unwrap_or(true).to_string(),
        Kind::Integer | Kind::Long => value.and_then(Value::as_i64).unwrap_or(1).to_string(),
        Kind::Number => format!("{:?}", value.and_then(Value::as_f64).unwrap_or(1.0)),
        Kind::Any => format!("{}::wire::serde_json::json!({})", paths.client_crate(), value.unwrap_or(&Value::Null)),
        Kind::List(item) => {
            let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let items: Vec<_> = match items {
                [] => vec![literal(paths, item, None)],
                items => items.iter().map(|value| literal(paths, item, Some(value))).collect(),
            };
            format!("[{}]", items.join(", "))
        }
        Kind::Map(item) => {
            let entries: Vec<_> = match value.and_then(Value::as_object) {
                Some(entries) => entries.iter().map(|(key, value)| (key.as_str(), Some(value))).collect(),
                None => vec![("key", None)],
            };
            let entry = |(key, value): (&str, Option<&Value>)| format!("({key:?}, {})", literal(paths, item, value));
            format!("[{}]", entries.into_iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Kind::Named(id) => match &paths.service.get(*id).shape {
            Shape::Enum(_) => text(),
            Shape::Struct(shape) => structure(paths, *id, &shape.fields, value),
        },
        Kind::String | Kind::Secret | Kind::Timestamp | Kind::Duration | Kind::Json(_) => text(),
    }
}

fn structure(paths: Paths<'_>, id: TypeId, fields: &[Field], value: Option<&Value>) -> String {
    let definition = paths.service.get(id);
    let value_of = |field: &Field| value.and_then(|value| value.get(&field.wire));
    let arguments: Vec<_> =
        fields.iter().filter(|field| field.required).map(|field| literal(paths, &field.kind, value_of(field))).collect();
    let mut made = format!("types::{}::new({})", names::type_name(&definition.name), arguments.join(", "));
    for field in fields.iter().filter(|field| !field.required) {
        if let Some(value) = value_of(field) {
            made.push_str(&format!(".{}({})", names::identifier(&field.rust), literal(paths, &field.kind, Some(value))));
        }
    }
    made
}

/// A text; a raw one where it holds quotes, as JSON inside of texts does.
fn quoted(text: &str) -> String {
    let is_plain = !text.contains('"') || text.contains("\"#") || text.contains(char::is_control);
    if is_plain { format!("{text:?}") } else { format!("r#\"{text}\"#") }
}

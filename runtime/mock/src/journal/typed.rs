//! A call as the generated client writes it. The tables say enough: what Rust calls a field, and which come first.

use ackgen_wire::{Field, Kind, Schema};
use heck::ToSnakeCase;
use serde_json::{Map, Value};

use super::Call;
use super::masking::input;
use crate::routing::parameters;

/// The call up to its last setter; nothing if it says something that the client has no simple way to say.
pub(super) fn call(call: &Call, is_added: fn(&str) -> bool) -> Option<String> {
    let operation = call.table()?;
    let schema = operation.input;
    let knows = |name: &str| schema.field(name).is_some() || schema.field(name.split('.').next().unwrap_or_default()).is_some();
    if !parameters(call.request()).all(|(name, _)| knows(&name) || is_added(&name)) {
        return None;
    }
    let method = schema.name.strip_suffix("Input")?.to_snake_case();
    record(schema, format!("client.{method}"), input(call).as_object()?)
}

/// Something that takes what is required as arguments, and has a setter for everything else.
fn record(schema: &Schema, name: String, values: &Map<String, Value>) -> Option<String> {
    if !values.keys().all(|name| schema.field(name).is_some()) {
        return None;
    }
    let required = schema.fields.iter().filter(|field| field.required);
    let arguments = required.map(|field| literal(&field.kind, values.get(field.name)?)).collect::<Option<Vec<_>>>()?;
    let mut code = format!("{name}({})", arguments.join(", "));
    for field in schema.fields.iter().filter(|field| !field.required) {
        if let Some(value) = values.get(field.name) {
            code.push_str(&format!(".{}({})", rust(field), literal(&field.kind, value)?));
        }
    }
    Some(code)
}

fn rust(field: &Field) -> String {
    field.rust.map_or_else(|| field.name.to_snake_case(), str::to_owned)
}

/// What an argument or a setter takes.
fn literal(kind: &Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (Kind::Boolean, Value::Bool(value)) => Some(value.to_string()),
        (Kind::Integer | Kind::Long, Value::Number(number)) => number.as_i64().map(|number| number.to_string()),
        (Kind::Number, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
        (Kind::Record(schema), Value::Object(fields)) => record(schema, format!("types::{}::new", schema.name), fields),
        // What an empty one is a list of, nobody could tell.
        (Kind::List(item), Value::Array(items)) if !items.is_empty() => {
            let items = items.iter().map(|value| item_literal(item, value)).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", items.join(", ")))
        }
        (Kind::Map(item), Value::Object(entries)) if !entries.is_empty() => {
            let entry = |(name, value)| Some(format!("({name:?}, {})", item_literal(item, value)?));
            Some(format!("[{}]", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", ")))
        }
        (Kind::Boolean | Kind::Integer | Kind::Long | Kind::Number | Kind::Record(_) | Kind::List(_) | Kind::Map(_) | Kind::Any, _) => None,
        (_, Value::String(text)) => Some(format!("{text:?}")),
        _ => None,
    }
}

/// An item of a list or a map, which is converted one by one.
fn item_literal(kind: &Kind, value: &Value) -> Option<String> {
    let nested = matches!(kind, Kind::List(_) | Kind::Map(_));
    (!nested).then(|| literal(kind, value)).flatten()
}

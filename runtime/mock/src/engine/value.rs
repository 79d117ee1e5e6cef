//! Values by path.

use serde_json::{Map, Value};

/// The value that a path leads to; a number in it is the place in a list.
pub(super) fn at<'v>(fields: &'v Map<String, Value>, path: &[&str]) -> Option<&'v Value> {
    let (first, rest) = path.split_first()?;
    inside(fields.get(*first)?, rest)
}

/// The value inside of a value.
pub(super) fn inside<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| match value {
        Value::Object(fields) => fields.get(*name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Lays values over others: objects are merged, everything else is replaced.
pub(super) fn lay_over(fields: &mut Map<String, Value>, over: Map<String, Value>) {
    for (name, value) in over {
        match (fields.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(over)) => lay_over(known, over),
            (_, value) => {
                fields.insert(name, value);
            }
        }
    }
}

/// A scalar as a text.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

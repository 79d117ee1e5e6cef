//! What in a value is secret.

use serde_json::Value;

use crate::schema::Kind;

/// Comes upon every value inside that is secret by the kinds of the fields that lead to it.
pub fn visit(value: &Value, kind: &Kind, secret: &mut impl FnMut(&Value)) {
    walk(value, kind, |_| false, secret);
}

/// The texts and numbers that are secret: by their kinds or, where nobody knows a field, by its name.
pub fn collect(value: &Value, kind: &Kind, secrets: &mut Vec<String>) {
    walk(value, kind, is_secret, &mut |secret| texts(secret, secrets));
}

/// Whether the name of something says that it is secret.
pub fn is_secret(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    ["password", "passwd", "secret", "token", "privatekey", "credential"].iter().any(|word| letters.contains(word))
}

/// A value to be shown, with stars in place of what names say is secret.
pub fn masked(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(masked).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), masked_field(name, value))).collect(),
        other => other.clone(),
    }
}

/// The same of a value that goes by a name.
pub(crate) fn masked_field(name: &str, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        _ if is_secret(name) => "***".into(),
        value => masked(value),
    }
}

fn walk(value: &Value, kind: &Kind, unknown: fn(&str) -> bool, secret: &mut impl FnMut(&Value)) {
    match (kind, value) {
        (_, Value::Null) => {}
        (Kind::Secret, _) => secret(value),
        (Kind::Json(inner), Value::String(text)) => {
            if let Ok(value) = serde_json::from_str(text) {
                walk(&value, inner, unknown, secret);
            }
        }
        (Kind::Json(inner), value) => walk(value, inner, unknown, secret),
        (Kind::List(item), Value::Array(items)) => items.iter().for_each(|value| walk(value, item, unknown, secret)),
        // One where a list is due, for instance.
        (Kind::List(item), value) => walk(value, item, unknown, secret),
        (kind, Value::Array(items)) => items.iter().for_each(|value| walk(value, kind, unknown, secret)),
        (Kind::Map(item), Value::Object(fields)) => fields.values().for_each(|value| walk(value, item, unknown, secret)),
        (kind, Value::Object(fields)) => {
            for (name, value) in fields {
                let field = if let Kind::Record(schema) = kind { schema.field(name) } else { None };
                match field {
                    Some(field) => walk(value, &field.kind, unknown, secret),
                    None if unknown(name) => secret(value),
                    None => walk(value, &Kind::Any, unknown, secret),
                }
            }
        }
        _ => {}
    }
}

/// All texts and numbers of a value that is secret as a whole.
fn texts(secret: &Value, found: &mut Vec<String>) {
    match secret {
        Value::String(text) if !text.is_empty() => found.push(text.clone()),
        Value::Number(_) => found.push(secret.to_string()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

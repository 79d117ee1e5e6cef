//! What in a value is secret, by the kinds of its fields.

use ackgen_wire::Kind;
pub(crate) use ackgen_wire::secrets::{is_secret, visit};
use serde_json::Value;

/// The texts in a value that are secrets by its kind.
pub(crate) fn collect(value: &Value, kind: &Kind, secrets: &mut Vec<String>) {
    visit(value, kind, &mut |secret| match secret {
        Value::String(text) if !text.is_empty() => secrets.push(text.clone()),
        Value::Number(_) => secrets.push(secret.to_string()),
        _ => {}
    });
}

/// Whether anything in a value is a secret by its kind.
pub(crate) fn has_any(value: &Value, kind: &Kind) -> bool {
    let mut found = false;
    visit(value, kind, &mut |_| found = true);
    found
}

/// How secrets are hidden.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mask {
    /// What they read as.
    pub(crate) text: &'static str,
    /// Whether fields that nobody knows are secret if their names say so.
    pub(crate) by_name: bool,
}

impl Mask {
    /// A value without its secrets.
    pub(crate) fn hide(self, kind: &Kind, value: &Value) -> Value {
        match (kind, value) {
            (Kind::Secret, Value::Null) => Value::Null,
            (Kind::Secret, _) => self.text.into(),
            (Kind::List(item), Value::Array(items)) => items.iter().map(|value| self.hide(item, value)).collect(),
            (Kind::Map(item), Value::Object(fields)) => fields.iter().map(|(name, value)| (name.clone(), self.hide(item, value))).collect(),
            (Kind::Record(schema), Value::Object(fields)) => {
                let hide = |name: &str, value: &Value| match schema.field(name) {
                    Some(field) => self.hide(&field.kind, value),
                    None => self.hide_unknown(name, value),
                };
                fields.iter().map(|(name, value)| (name.clone(), hide(name, value))).collect()
            }
            (Kind::Json(inner), Value::String(text)) => match serde_json::from_str(text) {
                Ok(value) => match self.hide(inner, &value) {
                    hidden if hidden == value => text.as_str().into(),
                    hidden => hidden.to_string().into(),
                },
                Err(_) => value.clone(),
            },
            (Kind::Json(inner), value) => self.hide(inner, value),
            // One where a list is due, for instance.
            (Kind::List(inner), value) => self.hide(inner, value),
            (_, Value::Object(fields)) => fields.iter().map(|(name, value)| (name.clone(), self.hide_unknown(name, value))).collect(),
            (kind, Value::Array(items)) => items.iter().map(|value| self.hide(kind, value)).collect(),
            _ => value.clone(),
        }
    }

    /// The value of a field that nobody knows.
    pub(crate) fn hide_unknown(self, name: &str, value: &Value) -> Value {
        if self.by_name && !value.is_null() && is_secret(name) { self.text.into() } else { self.hide(&Kind::Any, value) }
    }
}

#[cfg(test)]
mod tests {
    use ackgen_wire::{Field, Schema};
    use serde_json::json;

    use super::*;

    static SCHEMA: Schema = Schema::new(
        "S",
        &[
            Field::new("key", Kind::Secret),
            Field::new("keys", Kind::List(&Kind::Secret)),
            Field::new("token_name", Kind::String),
            Field::new("inner", Kind::Json(&Kind::Map(&Kind::Secret))),
        ],
    );

    #[test]
    fn secrets_are_hidden_wherever_they_are() {
        let mask = Mask { text: "***", by_name: true };
        for (value, hidden) in [
            (
                json!({ "key": "a", "keys": ["b", 7], "token_name": "c" }),
                json!({ "key": "***", "keys": ["***", "***"], "token_name": "c" }),
            ),
            (json!({ "keys": "b", "key": null }), json!({ "keys": "***", "key": null })),
            (json!({ "inner": "{\"x\":\"d\"}" }), json!({ "inner": "{\"x\":\"***\"}" })),
            (json!({ "inner": { "x": "d" }, "token_name": ["a"] }), json!({ "inner": { "x": "***" }, "token_name": ["a"] })),
            // Nobody knows these fields; their names say enough.
            (
                json!({ "pass_word": "e", "other": { "Secret-Key": { "f": 1 }, "g": 2 } }),
                json!({ "pass_word": "***", "other": { "Secret-Key": "***", "g": 2 } }),
            ),
        ] {
            assert_eq!(mask.hide(&Kind::Record(&SCHEMA), &value), hidden);
            let by_kind = Mask { by_name: false, ..mask }.hide(&Kind::Record(&SCHEMA), &value);
            assert_eq!(has_any(&value, &Kind::Record(&SCHEMA)), by_kind != value, "{value}");
        }
        let kept = Mask { text: "***", by_name: false }.hide(&Kind::Record(&SCHEMA), &json!({ "password": "e", "key": "a" }));
        assert_eq!(kept, json!({ "password": "e", "key": "***" }));
    }
}

//! What in a value is secret, by the kinds of its fields.

use ackgen_wire::Kind;
pub(crate) use ackgen_wire::secrets::collect;
use ackgen_wire::secrets::{DEPTH, Inside, inside, is_secret, of_inside, visit};
use serde_json::Value;

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
    /// Whether fields that nobody knows are secret if their names say so, and texts are looked into: for what is shown.
    /// It hides what [`collect`] finds.
    pub(crate) by_name: bool,
}

/// What is shown to whoever looks from outside.
pub(crate) const SHOWN: Mask = Mask { text: "***", by_name: true };

impl Mask {
    /// A value without its secrets.
    pub(crate) fn hide(self, kind: &Kind, value: &Value) -> Value {
        self.hide_within(kind, value, DEPTH)
    }

    /// The value of a field that nobody knows.
    pub(crate) fn hide_unknown(self, name: &str, value: &Value) -> Value {
        self.unknown(name, value, DEPTH)
    }

    fn hide_within(self, kind: &Kind, value: &Value, depth: usize) -> Value {
        match (kind, value) {
            (Kind::Secret, Value::Null) => Value::Null,
            (Kind::Secret, _) => self.text.into(),
            // One where a list is due, for instance.
            (Kind::List(item), value) if !value.is_array() => self.hide_within(item, value, depth),
            (kind, Value::String(text)) if self.by_name || matches!(kind, Kind::Json(_)) => match inside(text, kind, depth) {
                Inside::Json(value) => match self.hide_within(of_inside(kind), &value, depth - 1) {
                    hidden if hidden == value => text.as_str().into(),
                    hidden => hidden.to_string().into(),
                },
                Inside::Unreadable if self.by_name => self.text.into(),
                _ => value.clone(),
            },
            (Kind::Json(inner), value) => self.hide_within(inner, value, depth),
            (Kind::List(item), Value::Array(items)) => items.iter().map(|value| self.hide_within(item, value, depth)).collect(),
            (kind, Value::Array(items)) => items.iter().map(|value| self.hide_within(kind, value, depth)).collect(),
            (Kind::Map(item), Value::Object(fields)) => {
                fields.iter().map(|(name, value)| (name.clone(), self.hide_within(item, value, depth))).collect()
            }
            (kind, Value::Object(fields)) => {
                let field = |name: &str| if let Kind::Record(schema) = kind { schema.field(name) } else { None };
                let hide = |name: &str, value: &Value| match field(name) {
                    Some(field) => self.hide_within(&field.kind, value, depth),
                    None => self.unknown(name, value, depth),
                };
                fields.iter().map(|(name, value)| (name.clone(), hide(name, value))).collect()
            }
            _ => value.clone(),
        }
    }

    fn unknown(self, name: &str, value: &Value, depth: usize) -> Value {
        let is_secret = self.by_name && !value.is_null() && is_secret(name);
        if is_secret { self.text.into() } else { self.hide_within(&Kind::Any, value, depth) }
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
            Field::new("config", Kind::Json(&Kind::Any)),
            Field::new("one", Kind::Record(&ONE)),
            Field::new("many", Kind::List(&Kind::Record(&ONE))),
        ],
    );
    static ONE: Schema = Schema::new("One", &[Field::new("pin", Kind::Secret), Field::new("config", Kind::Json(&Kind::Any))]);

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
        // JSON in texts, as deep as it is; what cannot be read is hidden as a whole.
        let in_text = |value: &Value| Value::from(value.to_string());
        let secret = json!({ "password": "topsecret" });
        let twice = in_text(&json!({ "a": in_text(&secret) }));
        let mut deep = secret.clone();
        (0..12).for_each(|_| deep = in_text(&deep));
        for value in [
            json!({ "config": in_text(&secret) }),
            json!({ "config": twice }),
            json!({ "config": [in_text(&json!([secret]))] }),
            json!({ "config": in_text(&in_text(&secret)) }),
            json!({ "config": "{\"password\":\"topsecret\"" }),
            json!({ "config": "password: topsecret" }),
            json!({ "config": deep }),
            json!({ "one": "{\"pin\":\"topsecret\"}" }),
            json!({ "one": "{\"pin\":\"topsecret\"" }),
            json!({ "one": in_text(&json!({ "config": in_text(&secret) })) }),
            json!({ "many": "[{\"pin\":\"topsecret\"}]" }),
            json!({ "many": ["{\"pin\":\"topsecret\"}"] }),
            json!({ "many": "{\"config\":{\"password\":\"topsecret\"}}" }),
            json!({ "token_name": in_text(&secret) }),
            json!({ "nobody": { "knows": " {\"password\":\"topsecret\"" } }),
        ] {
            let hidden = mask.hide(&Kind::Record(&SCHEMA), &value).to_string();
            assert!(!hidden.contains("topsecret") && hidden.contains("***"), "{value}: {hidden}");
            let mut found = Vec::new();
            collect(&value, &Kind::Record(&SCHEMA), &mut found);
            assert!(found.len() == 1 && found[0].contains("topsecret"), "{value}: {found:?}");
        }
        let harmless = json!({ "config": "{ \"a\": 1 }", "token_name": "[Unit]", "one": "", "many": ["{}"], "nobody": "{{ x }}" });
        assert_eq!(mask.hide(&Kind::Record(&SCHEMA), &harmless), harmless);
        let kept = Mask { text: "***", by_name: false }.hide(&Kind::Record(&SCHEMA), &json!({ "password": "e", "key": "a" }));
        assert_eq!(kept, json!({ "password": "e", "key": "***" }));
    }
}

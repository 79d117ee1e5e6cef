//! What in a value is secret.

use serde_json::Value;

use crate::schema::Kind;

/// How many texts inside of each other are looked into: what is deeper counts as unreadable, so that nobody can exhaust the stack.
pub const DEPTH: usize = 8;

/// Comes upon every value inside that is secret by the kinds of the fields that lead to it.
pub fn visit(value: &Value, kind: &Kind, secret: &mut impl FnMut(&Value)) {
    Walk { by_name: false, secret }.walk(value, kind, DEPTH);
}

/// The texts and numbers that are secret: by their kinds or, where nobody knows a field, by its name. Texts that hold JSON
/// are looked into; those that should and cannot be read are secret.
pub fn collect(value: &Value, kind: &Kind, secrets: &mut Vec<String>) {
    Walk { by_name: true, secret: &mut |secret: &Value| texts(secret, secrets) }.walk(value, kind, DEPTH);
}

/// Whether the name of something says that it is secret.
pub fn is_secret(name: &str) -> bool {
    // By their beginnings, as there are many names to look at and few that have any of these in them.
    let words = |first| -> &[&str] {
        match first {
            b'a' => &["apikey"],
            b'c' => &["credential", "clientkey", "cakey"],
            b'k' => &["kubeconfig"],
            b'p' => &["password", "passwd", "passphrase", "privatekey", "pwd"],
            b's' => &["secret"],
            b't' => &["token"],
            _ => &[],
        }
    };
    let letters: Vec<u8> = name.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let mut ends = (0..letters.len()).map(|at| &letters[at..]);
    // What an AccessKey is called is no secret.
    let is_key = |end: &[u8]| end.starts_with(b"accesskey") && !end.ends_with(b"id");
    ends.any(|end| is_key(end) || words(end[0]).iter().any(|word| end.starts_with(word.as_bytes())))
}

/// A value to be shown, with stars in place of what names say is secret, in texts that hold JSON as well.
pub fn masked(value: &Value) -> Value {
    masked_within(value, DEPTH)
}

/// The same of a value that goes by a name.
pub(crate) fn masked_field(name: &str, value: &Value) -> Value {
    masked_by_name(name, value, DEPTH)
}

fn masked_within(value: &Value, depth: usize) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| masked_within(item, depth)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), masked_by_name(name, value, depth))).collect(),
        Value::String(text) if holds_key(text) => STARS.into(),
        Value::String(text) => match inside(text, &Kind::Any, depth) {
            Inside::Text => value.clone(),
            Inside::Unreadable => STARS.into(),
            Inside::Json(held) => match masked_within(&held, depth - 1) {
                shown if shown == held => value.clone(),
                shown => shown.to_string().into(),
            },
        },
        other => other.clone(),
    }
}

fn masked_by_name(name: &str, value: &Value, depth: usize) -> Value {
    match value {
        Value::Null => Value::Null,
        _ if is_secret(name) => STARS.into(),
        value => masked_within(value, depth),
    }
}

const STARS: &str = "***";

/// Whether a text has a private key in it, as a kubeconfig has.
fn holds_key(text: &str) -> bool {
    text.contains("PRIVATE KEY-----") || text.contains("client-key-data")
}

/// What a text is to those who look for secrets.
#[derive(Debug)]
pub enum Inside {
    /// Nothing but a text.
    Text,
    /// JSON.
    Json(Value),
    /// JSON that cannot be read, so that all of it may be secret.
    Unreadable,
}

/// Looks into a text of a kind. `depth` is how many texts it may look into.
pub fn inside(text: &str, kind: &Kind, depth: usize) -> Inside {
    let is_due = matches!(kind, Kind::Json(_) | Kind::Map(_) | Kind::Record(_));
    if text.trim().is_empty() || !(is_due || text.trim_start().starts_with(['{', '[', '"'])) {
        return Inside::Text;
    }
    match serde_json::from_str(text) {
        Ok(value) if depth > 0 => Inside::Json(value),
        // Much begins with a bracket that is no JSON: a section of a configuration, a regular expression.
        Err(_) if !is_due && !is_secret(text) => Inside::Text,
        _ => Inside::Unreadable,
    }
}

/// The kind of what is in a text of a kind.
pub fn of_inside(kind: &Kind) -> &Kind {
    if let Kind::Json(inner) = kind { inner } else { kind }
}

struct Walk<'s, F> {
    /// Whether names and texts are looked at, too.
    by_name: bool,
    secret: &'s mut F,
}

impl<F: FnMut(&Value)> Walk<'_, F> {
    fn walk(&mut self, value: &Value, kind: &Kind, depth: usize) {
        match (kind, value) {
            (_, Value::Null) => {}
            (Kind::Secret, _) => (self.secret)(value),
            // One where a list is due, for instance.
            (Kind::List(item), value) if !value.is_array() => self.walk(value, item, depth),
            (kind, Value::String(text)) if self.by_name || matches!(kind, Kind::Json(_)) => match inside(text, kind, depth) {
                Inside::Json(value) => self.walk(&value, of_inside(kind), depth - 1),
                Inside::Unreadable if self.by_name => (self.secret)(value),
                _ => {}
            },
            (Kind::Json(inner), value) => self.walk(value, inner, depth),
            (Kind::List(item), Value::Array(items)) => items.iter().for_each(|value| self.walk(value, item, depth)),
            (kind, Value::Array(items)) => items.iter().for_each(|value| self.walk(value, kind, depth)),
            (Kind::Map(item), Value::Object(fields)) => fields.values().for_each(|value| self.walk(value, item, depth)),
            (kind, Value::Object(fields)) => {
                for (name, value) in fields {
                    let field = if let Kind::Record(schema) = kind { schema.field(name) } else { None };
                    match field {
                        Some(field) => self.walk(value, &field.kind, depth),
                        None if self.by_name && is_secret(name) => (self.secret)(value),
                        None => self.walk(value, &Kind::Any, depth),
                    }
                }
            }
            _ => {}
        }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_shown_has_no_secret_however_deep_it_is() {
        let held = |value: Value| json!(value.to_string());
        let shown = masked(&json!({
            "token": 1,
            "addons": [held(json!({"config": held(json!({"password": "hush"})), "name": "n"}))],
            "text": "{\"token\": \"hush\", cut",
            "config": "users:\n- user:\n    client-key-data: hush\n",
            "key": "-----BEGIN RSA PRIVATE KEY-----\nhush",
            "plain": "[section]", "spaced": "{ \"a\": 1 }",
        }));
        assert!(!shown.to_string().contains("hush"), "{shown}");
        assert!(shown["addons"][0].as_str().is_some_and(|text| text.contains(r#""name":"n""#)), "{shown}");
        assert_eq!((&shown["plain"], &shown["spaced"]), (&json!("[section]"), &json!("{ \"a\": 1 }")));
    }

    #[test]
    fn names_say_what_is_secret() {
        for name in ["Password", "kube_config", "client-key-data", "pwd", "api_key", "accessKey", "access_key_secret"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["access_key_id", "key_pair", "keys", "pod_cidr"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}

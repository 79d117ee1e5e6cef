//! The JSON Schema of the spec language, made of the same declarations that read it.

use serde_json::{Map, Value, json};

use super::read::FromNode;

/// The schemas of named things, while a document is put together.
#[derive(Default)]
pub struct Definitions(Map<String, Value>);

impl Definitions {
    /// Refers to a named thing, and describes it unless that has been done.
    pub fn refer(&mut self, name: &str, describe: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            // One that holds itself finds this, and ends.
            self.0.insert(name.to_owned(), Value::Null);
            let described = describe(self);
            self.0.insert(name.to_owned(), described);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}

/// A whole document for files that hold one `T`.
pub fn of_one<T: FromNode>() -> Value {
    document(T::schema)
}

/// A whole document for files that hold a list of `T`.
pub fn of_list<T: FromNode>() -> Value {
    document(|definitions| json!({ "type": ["array", "null"], "items": T::schema(definitions) }))
}

/// Draft 7, as that is what every editor's language server understands.
fn document(root: impl FnOnce(&mut Definitions) -> Value) -> Value {
    let mut definitions = Definitions::default();
    let mut document = json!({ "$schema": "http://json-schema.org/draft-07/schema#" });
    let root = root(&mut definitions);
    merge(&mut document, root);
    document["definitions"] = Value::Object(definitions.0);
    document
}

/// An object with these properties and no others.
pub fn object(description: &str, properties: Vec<(&'static str, Value)>, required: &[&'static str]) -> Value {
    let properties: Map<_, _> = properties.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect();
    let mut object =
        json!({ "type": "object", "description": description.trim(), "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// A schema with a description of its own.
pub fn described(description: &str, schema: Value) -> Value {
    let mut described = json!({ "description": description.trim() });
    match schema.get("$ref") {
        // Beside a reference everything else is ignored.
        Some(_) => described["allOf"] = json!([schema]),
        None => merge(&mut described, schema),
    }
    described
}

/// One of a few words.
pub fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

/// A text that matches a regular expression.
pub fn pattern(pattern: &str) -> Value {
    json!({ "pattern": pattern })
}

/// A schema narrowed by another one; one of a list, or of one item that stands for a list, narrows the items.
pub fn narrowed(mut schema: Value, by: Value) -> Value {
    match schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        Some(alternatives) => {
            for alternative in alternatives {
                match alternative.get_mut("items") {
                    Some(items) => merge(items, by.clone()),
                    None => merge(alternative, by.clone()),
                }
            }
        }
        None => merge(&mut schema, by),
    }
    schema
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

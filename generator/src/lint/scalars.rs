//! The scalars of a file, each with whether the spec language wants a text there.

use serde_json::Value as Json;

use super::spec::{File, Scalar};
use crate::schema::Kind;
use crate::source::{Node, Value};

/// Every scalar of a file.
pub fn of<'a>(file: &File<'a>) -> Vec<Scalar<'a>> {
    let schema = Kind::of(&file.source.path).map_or(Json::Null, Kind::schema);
    let mut scalars = Vec::new();
    Walk { trail: file.source.path.clone(), document: &schema, scalars: &mut scalars }.node(file.tree, &schema);
    scalars
}

/// A way through a tree along its schema.
struct Walk<'a, 's> {
    /// The path of the file, and the keys on the way.
    trail: String,
    document: &'s Json,
    scalars: &'s mut Vec<Scalar<'a>>,
}

impl<'a, 's> Walk<'a, 's> {
    fn node(&mut self, node: &'a Node, schema: &'s Json) {
        let schema = self.settle(node, schema);
        match &node.value {
            Value::Null => {}
            Value::Scalar(_) => {
                let wants_text = schema["type"] == "string" || schema["enum"].is_array();
                self.scalars.push(Scalar { subject: self.trail.clone(), node, wants_text });
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.step(&name_of(item).unwrap_or_else(|| index.to_string()), item, &schema["items"]);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    let of_key = schema["properties"].get(&entry.key).unwrap_or(&schema["additionalProperties"]);
                    self.step(&entry.key, &entry.node, of_key);
                }
            }
        }
    }

    fn step(&mut self, name: &str, node: &'a Node, schema: &'s Json) {
        let length = self.trail.len();
        self.trail.push('/');
        self.trail.push_str(name);
        self.node(node, schema);
        self.trail.truncate(length);
    }

    /// The schema that speaks of this node: references followed, alternatives chosen.
    fn settle(&self, node: &Node, schema: &'s Json) -> &'s Json {
        if let Some(path) = schema["$ref"].as_str() {
            return self.document.pointer(path.trim_start_matches('#')).map_or(schema, |target| self.settle(node, target));
        }
        if let Some(first) = schema["allOf"].as_array().and_then(|parts| parts.first()) {
            return self.settle(node, first);
        }
        let alternatives = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
        let chosen = alternatives.iter().find(|alternative| self.fits(node, alternative)).or(alternatives.last());
        chosen.map_or(schema, |chosen| self.settle(node, chosen))
    }

    /// Whether a node has the form that an alternative is for, and the keys that it needs.
    fn fits(&self, node: &Node, alternative: &'s Json) -> bool {
        let settled = self.settle(node, alternative);
        match &node.value {
            Value::List(_) => settled["type"] == "array",
            Value::Map(entries) => {
                let parts = alternative["allOf"].as_array().into_iter().flatten();
                let mut keys = parts.chain([alternative, settled]).filter_map(|part| part["required"].as_array()).flatten();
                settled["type"] == "object" && keys.all(|key| entries.iter().any(|entry| *key == entry.key))
            }
            Value::Null | Value::Scalar(_) => settled["type"] != "array" && settled["type"] != "object",
        }
    }
}

/// What an item of a list calls itself.
fn name_of(item: &Node) -> Option<String> {
    let named = ["name", "id", "code", "scheme"].into_iter().find_map(|key| item.get(key));
    named.and_then(|node| node.to_json().as_str().map(str::to_owned))
}

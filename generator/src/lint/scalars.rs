//! The scalars of a file, each with whether the spec language wants a text there.

use serde_json::Value as Json;

use super::spec::{File, Scalar};
use crate::schema::Kind;
use crate::source::{Node, Value};

/// Every scalar of a file.
pub fn of<'a>(file: &File<'a>) -> Vec<Scalar<'a>> {
    let schema = Kind::of(&file.source.path).map_or(Json::Null, Kind::schema);
    let mut scalars = Vec::new();
    Walk { path: &file.source.path, document: &schema, scalars: &mut scalars }.node(file.tree, &schema);
    scalars
}

/// A way through a tree along its schema.
struct Walk<'a, 's> {
    path: &'a str,
    document: &'s Json,
    scalars: &'s mut Vec<Scalar<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn node(&mut self, node: &'a Node, schema: &Json) {
        let schema = self.settle(node, schema);
        match &node.value {
            Value::Null => {}
            Value::Scalar(_) => self.scalars.push(Scalar { path: self.path, node, wants_text: schema["type"] == "string" || schema["enum"].is_array() || schema["pattern"].is_string() }),
            Value::List(items) => items.iter().for_each(|item| self.node(item, &schema["items"])),
            Value::Map(entries) => {
                for entry in entries {
                    let of_key = schema["properties"].get(&entry.key).unwrap_or(&schema["additionalProperties"]);
                    self.node(&entry.node, of_key);
                }
            }
        }
    }

    /// The schema that speaks of this node: references followed, alternatives chosen.
    fn settle(&self, node: &Node, schema: &Json) -> Json {
        let follow = |schema: &Json| schema["$ref"].as_str().and_then(|path| self.document.pointer(path.trim_start_matches('#')).cloned());
        if let Some(target) = follow(schema) {
            return self.settle(node, &target);
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.first().map_or(Json::Null, |first| self.settle(node, first));
        }
        if let Some(alternatives) = schema["anyOf"].as_array() {
            let fits = |alternative: &&Json| self.fits(node, alternative);
            return alternatives.iter().find(fits).or(alternatives.last()).map_or(Json::Null, |chosen| self.settle(node, chosen));
        }
        schema.clone()
    }

    /// Whether a node has the form that an alternative is for, and the keys that it needs.
    fn fits(&self, node: &Node, alternative: &Json) -> bool {
        let required = |schema: &Json| schema["required"].as_array().cloned().unwrap_or_default();
        let mut keys = required(alternative);
        keys.extend(alternative["allOf"].as_array().into_iter().flatten().flat_map(required));
        let settled = self.settle(node, alternative);
        keys.extend(required(&settled));
        match &node.value {
            Value::List(_) => settled["type"] == "array",
            Value::Map(entries) => settled["type"] == "object" && keys.iter().all(|key| entries.iter().any(|entry| *key == entry.key)),
            Value::Null | Value::Scalar(_) => settled["type"] != "array" && settled["type"] != "object",
        }
    }
}

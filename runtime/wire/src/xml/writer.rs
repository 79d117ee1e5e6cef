use serde_json::Value;

use super::{ITEM, names};

/// Writes a value inside of an element `root`. The items of a list at the root are elements named `item`.
pub fn write(value: &Value, root: &str, item: &str) -> String {
    let mut xml = String::from(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    tagged(&mut xml, root, |xml| match value {
        Value::Array(items) => items.iter().for_each(|value| element(xml, item, value)),
        other => content(xml, other),
    });
    xml
}

fn content(xml: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => xml.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => xml.push_str(&number.to_string()),
        Value::String(text) => escape(xml, text),
        Value::Array(items) => items.iter().for_each(|value| element(xml, ITEM, value)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| field(xml, name, value)),
    }
}

/// An entry of an object. Null is left out; an empty list is an empty element, so that it is not lost.
fn field(xml: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) if !items.is_empty() => items.iter().for_each(|value| element(xml, name, value)),
        value => element(xml, name, value),
    }
}

fn element(xml: &mut String, name: &str, value: &Value) {
    tagged(xml, name, |xml| content(xml, value));
}

fn tagged(xml: &mut String, key: &str, content: impl FnOnce(&mut String)) {
    let name = names::escape(key);
    xml.push('<');
    xml.push_str(&name);
    xml.push('>');
    content(xml);
    xml.push_str("</");
    xml.push_str(&name);
    xml.push('>');
}

/// A carriage return would be read as a line feed; most control characters cannot be written at all.
fn escape(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\r' => xml.push_str("&#13;"),
            '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'.. => xml.push(c),
            _ => xml.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

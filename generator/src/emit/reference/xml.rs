//! Values as XML, laid out for reading.
//!
//! The elements are those that the runtimes read and write: an object's fields by name, a list's items as elements of
//! the list's name one after the other, what has no name as `item`. A character that no name may have is `_xHHHH_`.

use serde_json::Value;

/// What an item of a list is called that has no name.
const ITEM: &str = "item";

/// A document; `item` is what the items of a list at the root are called.
pub fn document(root: &str, value: &Value, item: &str) -> String {
    let mut xml = String::new();
    match value {
        Value::Array(items) => {
            let root = name(root);
            xml.push_str(&format!("<{root}>\n"));
            items.iter().for_each(|value| element(&mut xml, item, value, 1));
            xml.push_str(&format!("</{root}>\n"));
        }
        value => element(&mut xml, root, value, 0),
    }
    xml
}

fn element(xml: &mut String, key: &str, value: &Value, depth: usize) {
    let (indent, name) = ("  ".repeat(depth), name(key));
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            xml.push_str(&format!("{indent}<{name}>\n"));
            fields.iter().for_each(|(key, value)| field(xml, key, value, depth + 1));
            xml.push_str(&format!("{indent}</{name}>\n"));
        }
        Value::Array(items) if !items.is_empty() => {
            xml.push_str(&format!("{indent}<{name}>\n"));
            items.iter().for_each(|value| element(xml, ITEM, value, depth + 1));
            xml.push_str(&format!("{indent}</{name}>\n"));
        }
        scalar => xml.push_str(&format!("{indent}<{name}>{}</{name}>\n", text(scalar))),
    }
}

fn field(xml: &mut String, key: &str, value: &Value, depth: usize) {
    match value {
        Value::Null => {}
        Value::Array(items) if !items.is_empty() => items.iter().for_each(|value| element(xml, key, value, depth)),
        value => element(xml, key, value, depth),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn name(key: &str) -> String {
    let mut name = String::new();
    for (at, character) in key.char_indices() {
        let fits =
            character.is_alphabetic() || character == '_' || at > 0 && (character.is_alphanumeric() || matches!(character, '-' | '.'));
        if fits && !key[at..].starts_with("_x") {
            name.push(character);
        } else {
            name.push_str(&format!("_x{:04X}_", u32::from(character)));
        }
    }
    if name.is_empty() { "_x_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_elements_by_name() {
        let value = json!({ "a": 1, "tags": [{ "key": "x<&>" }, { "key": "y" }], "empty": [], "none": null });
        let expected = "<R>\n  <a>1</a>\n  <tags>\n    <key>x&lt;&amp;&gt;</key>\n  </tags>\n  <tags>\n    <key>y</key>\n  </tags>\n  <empty></empty>\n</R>\n";
        assert_eq!(document("R", &value, "item"), expected);
    }

    #[test]
    fn a_list_at_the_root_has_items_by_the_name_that_is_given() {
        assert_eq!(document("R", &json!([1, [2]]), "data"), "<R>\n  <data>1</data>\n  <data>\n    <item>2</item>\n  </data>\n</R>\n");
    }

    #[test]
    fn a_key_that_is_no_name_is_escaped() {
        assert_eq!(
            document("R", &json!({ "1.2": true, "a b": "" }), "item"),
            "<R>\n  <_x0031_.2>true</_x0031_.2>\n  <a_x0020_b></a_x0020_b>\n</R>\n"
        );
    }
}

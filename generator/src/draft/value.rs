//! Values as they go over the wire, out of cells.

use serde_json::Value;

use crate::guide::fold::{compact, untagged};

/// An example of a type; a cell that holds something else is an error that gives it back.
pub fn example(kind: &str, cell: &str) -> Result<Option<Value>, String> {
    let text = untagged(cell).trim().to_owned();
    if matches!(compact(&text).as_str(), "" | "无" | "-" | "--") {
        return Ok(None);
    }
    fitting(kind, &text).map(Some).ok_or(text)
}

/// A value of a type.
pub fn fitting(kind: &str, text: &str) -> Option<Value> {
    let word = compact(text);
    let unquoted = word.trim_matches('"');
    match kind {
        "boolean" => unquoted.parse::<bool>().ok().map(Value::from),
        "integer" => unquoted.parse::<i32>().ok().map(Value::from),
        "long" => unquoted.parse::<i64>().ok().map(Value::from),
        "number" => unquoted.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        "any" => Some(parsed(text).unwrap_or_else(|| Value::from(unquoted))),
        list if list.starts_with("list<") => {
            let item = list.strip_prefix("list<")?.strip_suffix('>')?;
            let Value::Array(items) = parsed(text)? else { return None };
            items.iter().all(|value| is_of(item, value)).then_some(Value::Array(items))
        }
        _ => Some(Value::from(unbroken(text))),
    }
}

/// JSON that is printed in a cell, with what an extraction did to it undone.
pub fn parsed(text: &str) -> Option<Value> {
    let text = compact(text).replace("\\\"", "\"");
    serde_json::from_str(&text).ok().filter(|value: &Value| value.is_array() || value.is_object())
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" | "long" => value.is_i64(),
        "number" => value.is_number(),
        "any" => true,
        _ => false,
    }
}

/// A text that the edge of a cell broke: blanks are kept where Chinese or a sentence has them.
fn unbroken(text: &str) -> String {
    // Quotes around the whole are those of JSON.
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_chinese = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let is_sentence = text.trim_end().ends_with('.') && text.split_whitespace().count() > 3;
    if text.contains(is_chinese) || is_sentence { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { compact(text) }
}

//! Values as literals of languages.

use serde_json::Value;

/// A language whose literals look like JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Python,
    JavaScript,
}

/// A literal over several lines, whose lines after the first are indented by so many levels.
pub fn literal(language: Language, value: &Value, level: usize) -> String {
    let unit = if language == Language::Python { "    " } else { "  " };
    let (inner, outer) = (unit.repeat(level + 1), unit.repeat(level));
    let lines = |open: &str, items: Vec<String>, close: &str| match items.is_empty() {
        true => format!("{open}{close}"),
        false => format!("{open}\n{inner}{},\n{outer}{close}", items.join(&format!(",\n{inner}"))),
    };
    match value {
        Value::Null => word(language, "None", "null"),
        Value::Bool(true) => word(language, "True", "true"),
        Value::Bool(false) => word(language, "False", "false"),
        Value::Array(items) if items.iter().all(is_scalar) => {
            let items: Vec<_> = items.iter().map(|item| literal(language, item, level)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Array(items) => lines("[", items.iter().map(|item| literal(language, item, level + 1)).collect(), "]"),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{}: {}", key(language, name), literal(language, value, level + 1));
            lines("{", fields.iter().map(field).collect(), "}")
        }
        // A text of JSON is one of either language.
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn word(language: Language, python: &str, javascript: &str) -> String {
    if language == Language::Python { python } else { javascript }.to_owned()
}

fn key(language: Language, name: &str) -> String {
    let is_name = !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if language == Language::JavaScript && is_name { name.to_owned() } else { text(name) }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// A text in double quotes, as Python, JavaScript and Go read it.
pub fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text in single quotes, as a shell reads it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text between backticks, as Go reads it; in double quotes where it holds a backtick.
pub fn raw(contents: &str) -> String {
    if contents.contains('`') { text(contents) } else { format!("`{contents}`") }
}

//! Cell by cell: whether what a row prints and what the spec says are the same.

use serde_json::Value;

use super::Context;
use super::expected::{Entry, What};
use crate::guide::fold::{compact, folded, is_value};
pub use crate::guide::table::required;
use crate::guide::table::{Column, Row, type_word};
use crate::model::{Kind, Location, Service, Shape};

/// Whether a row and an entry agree in a column. Where the guide says nothing, nothing is compared.
pub fn agrees(context: Context<'_>, row: &Row, entry: &Entry<'_>, column: Column) -> bool {
    let Some(cell) = row.cell(column) else { return false };
    match column {
        Column::Name => entry.names().any(|name| folded(name) == folded(&cell.text)),
        Column::Type => has_type(context.service, entry, &cell.text),
        Column::Location => location(&cell.text).is_some_and(|location| location == entry.location),
        Column::Required => required(&cell.text).is_some_and(|required| entry.field().is_some_and(|field| field.required == required)),
        _ => !cell.text.is_empty() && example(context, entry).is_some_and(|example| is_value(&cell.text, &example)),
    }
}

fn has_type(service: &Service, entry: &Entry<'_>, text: &str) -> bool {
    let word = type_word(text);
    match entry.what {
        What::Field(field) => fits(service, &field.kind, &word),
        // A placeholder stands for whatever holds its fields.
        What::Placeholder(..) => matches!(word.as_str(), "struct" | "object" | "map" | "array" | "list") || word.starts_with("arrayof"),
    }
}

fn fits(service: &Service, kind: &Kind, word: &str) -> bool {
    match kind {
        Kind::Any => true,
        Kind::String | Kind::Secret | Kind::Timestamp | Kind::Duration | Kind::Json(_) => word == "string",
        Kind::Boolean => matches!(word, "boolean" | "bool"),
        Kind::Integer => matches!(word, "integer" | "int"),
        Kind::Long => word == "long",
        Kind::Number => matches!(word, "number" | "double" | "float"),
        Kind::Map(_) => matches!(word, "struct" | "object" | "map"),
        Kind::Named(id) => match service.get(*id).shape {
            Shape::Enum(_) => word == "string",
            Shape::Struct(_) => matches!(word, "struct" | "object"),
        },
        Kind::List(item) => {
            if matches!(word, "list" | "array") {
                return true;
            }
            let of_list = word.strip_prefix("list<").or_else(|| word.strip_prefix("array<")).and_then(|rest| rest.strip_suffix('>'));
            // The item of `Array of node` is a scalar, or a struct under any name.
            let named = || word.strip_prefix("arrayof");
            let is_scalar = |word: &str| matches!(word, "string" | "boolean" | "integer" | "long" | "float" | "double");
            match (of_list, named()) {
                (Some(word), _) => fits(service, item, word),
                (_, Some(word)) if is_scalar(word) => fits(service, item, word),
                (_, Some(_)) => matches!(**item, Kind::Any) || fits(service, item, "struct"),
                _ => false,
            }
        }
    }
}

/// The type as the guide would print it.
pub fn type_name(service: &Service, kind: &Kind) -> String {
    match kind {
        Kind::Any => "any type".to_owned(),
        Kind::String | Kind::Secret | Kind::Timestamp | Kind::Duration | Kind::Json(_) => "String".to_owned(),
        Kind::Boolean => "Boolean".to_owned(),
        Kind::Integer => "Integer".to_owned(),
        Kind::Long => "Long".to_owned(),
        Kind::Number => "Number".to_owned(),
        Kind::Map(_) => "Struct".to_owned(),
        Kind::Named(id) => match service.get(*id).shape {
            Shape::Enum(_) => "String".to_owned(),
            Shape::Struct(_) => "Struct".to_owned(),
        },
        Kind::List(item) => format!("List<{}>", type_name(service, item)),
    }
}

/// The location that a cell names.
pub fn location(text: &str) -> Option<Location> {
    match compact(text).to_lowercase().as_str() {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" => Some(Location::Header),
        "body" => Some(Location::Body),
        _ => None,
    }
}

/// What the guide calls a location.
pub fn location_name(location: Location) -> &'static str {
    match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Body => "Body",
    }
}

/// The example that the spec has for the section.
pub fn example(context: Context<'_>, entry: &Entry<'_>) -> Option<String> {
    let examples = &entry.field()?.examples;
    let of_section = examples.iter().find(|(section, _)| section.as_deref() == Some(context.section));
    let of_all = || examples.iter().find(|(section, _)| section.is_none());
    of_section.or_else(of_all).map(|(_, value)| text_of(value))
}

/// A value as a cell prints it.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

//! Values as texts outside of a body: in a path, a query, a header, a form.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::primitives::{boolean, integer, number};
use crate::schema::{Field, Kind, Location, Schema, Style};
use crate::view::View;

/// The highest number that a list in a form may count to, so that a request cannot ask for endless memory.
const MAX_ITEMS: usize = 1000;

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes everything but the unreserved characters of RFC 3986, as signatures have it.
pub fn percent_encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Whether these headers are those of a form.
pub fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers).eq_ignore_ascii_case(FORM)
}

/// The media type of a body, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    essence(headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Reads `a=1&b=2`, where a plus sign is a space. A key without an equals sign has no value.
pub(crate) fn pairs(encoded: &str) -> Vec<(String, Option<String>)> {
    let part = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    encoded
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (part(name), Some(part(value))),
            None => (part(pair), None),
        })
        .collect()
}

/// Writes `a=1&b=2` behind a text, percent-encoded.
pub(crate) fn encode_pairs<'a>(encoded: &mut String, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) {
    for (place, (name, value)) in pairs.into_iter().enumerate() {
        if place > 0 {
            encoded.push('&');
        }
        encoded.extend(percent_encode(name));
        encoded.push('=');
        encoded.extend(percent_encode(value));
    }
}

/// The one text of a value; `None` for null.
pub(crate) fn text(value: View<'_>, style: Style) -> Option<Cow<'_, str>> {
    match value {
        _ if value.is_null() => None,
        View::List(_) if style == Style::Comma => {
            Some(value.items().filter_map(|item| text(item, style)).collect::<Vec<_>>().join(",").into())
        }
        _ => Some(value.as_text()),
    }
}

/// The pairs of a form: items of a list are numbered from one behind a dot, fields of a struct named behind a dot.
pub(crate) fn flatten<'a>(name: Cow<'a, str>, value: View<'a>, kind: &Kind, style: Style, pairs: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>) {
    match (value, kind) {
        (View::List(_), Kind::List(item)) if style == Style::Json => {
            for (index, value) in value.items().enumerate() {
                flatten(format!("{name}.{}", index + 1).into(), value, item, style, pairs);
            }
        }
        (_, Kind::Record(schema)) if value.is_object() => {
            for (key, place, value) in value.fields(schema) {
                let kind = place.map_or(&Kind::Any, |place| &schema.fields[place].kind);
                flatten(format!("{name}.{key}").into(), value, kind, style, pairs);
            }
        }
        _ => pairs.extend(text(value, style).map(|text| (name, text))),
    }
}

/// Puts the text of a field into an object, with the type that the schema names.
pub(crate) fn insert(fields: &mut Map<String, Value>, field: &Field, text: &str) {
    let value = if field.style == Style::Comma && matches!(field.kind, Kind::List(_)) && !text.trim_start().starts_with('[') {
        text.split(',').filter(|_| !text.is_empty()).map(Value::from).collect()
    } else {
        Value::from(text)
    };
    let value = typed(value, &field.kind);
    match (fields.get_mut(field.name), value) {
        // A key that is repeated is a list, too.
        (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
        (_, value) => {
            fields.insert(field.name.to_owned(), value);
        }
    }
}

/// Puts a pair of a form into an object; `wanted` says which fields it may name. False if it names none.
pub(crate) fn insert_pair(
    fields: &mut Map<String, Value>,
    schema: &Schema,
    wanted: impl Fn(Location) -> bool,
    name: &str,
    text: &str,
) -> bool {
    if let Some(field) = schema.field(name).filter(|field| wanted(field.location)) {
        insert(fields, field, text);
        return true;
    }
    let Some((head, rest)) = name.split_once('.') else { return false };
    let Some(field) = schema.field(head).filter(|field| wanted(field.location)) else { return false };
    let mut value = fields.remove(field.name).unwrap_or(Value::Null);
    let fits = insert_at(&mut value, &field.kind, Some(rest), text);
    if !value.is_null() {
        fields.insert(field.name.to_owned(), value);
    }
    fits
}

/// Follows `1.name` into a value, making what is not there yet.
fn insert_at(slot: &mut Value, kind: &Kind, path: Option<&str>, text: &str) -> bool {
    let Some(path) = path else {
        *slot = typed(text.into(), kind);
        return true;
    };
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    match kind {
        Kind::List(item) => {
            let Some(index) = step.parse().ok().filter(|number| (1..=MAX_ITEMS).contains(number)).map(|number: usize| number - 1) else {
                return false;
            };
            if !slot.is_array() {
                *slot = Value::Array(Vec::new());
            }
            let Value::Array(items) = slot else { return false };
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            insert_at(&mut items[index], item, rest, text)
        }
        Kind::Record(schema) => {
            if !slot.is_object() {
                *slot = Value::Object(Map::new());
            }
            let Value::Object(fields) = slot else { return false };
            match schema.field(step) {
                Some(field) => insert_at(fields.entry(step).or_insert(Value::Null), &field.kind, rest, text),
                None => {
                    fields.insert(path.to_owned(), text.into());
                    true
                }
            }
        }
        _ => false,
    }
}

/// Gives texts the types that the schema names, deeply. What does not fit stays, so that validation reports it.
pub(crate) fn typed(value: Value, kind: &Kind) -> Value {
    match (kind, value) {
        (Kind::Boolean, Value::String(text)) => boolean(&text).map_or(Value::String(text), Value::from),
        (Kind::Integer | Kind::Long, Value::String(text)) => integer(&text).map_or(Value::String(text), Value::from),
        (Kind::Number, Value::String(text)) => match (text.trim().parse::<i64>(), number(&text)) {
            (Ok(integer), _) => integer.into(),
            (Err(_), Some(number)) => number.into(),
            _ => Value::String(text),
        },
        (Kind::List(item), value) => list(value, item),
        (Kind::Map(_) | Kind::Record(_), Value::String(text)) => match json_inside(&text, '{') {
            Some(value) => typed(value, kind),
            None if text.trim().is_empty() => Value::Object(Map::new()),
            None => Value::String(text),
        },
        (Kind::Map(item), Value::Object(entries)) => {
            Value::Object(entries.into_iter().map(|(name, value)| (name, typed(value, item))).collect())
        }
        (Kind::Record(schema), Value::Object(fields)) => {
            let field = |(name, value): (String, Value)| match schema.field(&name) {
                Some(field) => (name, typed(value, &field.kind)),
                None => (name, value),
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        (_, value) => value,
    }
}

fn list(value: Value, item: &Kind) -> Value {
    let items = match value {
        Value::Null => return Value::Null,
        Value::Array(items) => items,
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => match json_inside(&text, '[') {
            Some(Value::Array(items)) => items,
            _ => vec![Value::String(text)],
        },
        other => vec![other],
    };
    items.into_iter().map(|value| typed(value, item)).collect()
}

/// The JSON in a text that begins as JSON of that kind does.
fn json_inside(text: &str, first: char) -> Option<Value> {
    text.trim_start().starts_with(first).then(|| serde_json::from_str(text).ok()).flatten()
}

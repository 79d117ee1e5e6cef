//! The parts of a request that code samples send.

use serde_json::{Map, Value};

use crate::emit::example::{self, plain};
use crate::model::{Body, Field, Location, Operation, Service, Style};

/// A request in parts, by wire names.
pub struct Parts<'a> {
    /// The method that clients send.
    pub method: &'a str,
    /// What is in the path.
    pub path: Vec<(&'a str, String)>,
    /// What is in the query, or in the form.
    pub query: Vec<(&'a str, Value)>,
    /// Headers of the operation's own.
    pub headers: Vec<(&'a str, String)>,
    /// What is in the body.
    pub body: Option<Value>,
    /// The name of the body, where it is one value and not an object.
    pub body_name: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub fn of(service: &Service, operation: &'a Operation) -> Self {
        let values = example::short(service, operation);
        let at = |location: Location| {
            let fields = operation.input.fields.iter().filter(move |field| field.location == location);
            fields.filter_map(|field| Some((field, values.get(&field.wire)?)))
        };
        let texts = |location| at(location).map(|(field, value)| (field.wire.as_str(), one_value(field, value))).collect();
        let (body, body_name) = match &operation.body {
            Body::None => (None, None),
            Body::Value(name) => (values.get(name).cloned(), Some(name.as_str())),
            Body::Fields { .. } => {
                let fields: Map<_, _> = at(Location::Body).map(|(field, value)| (field.wire.clone(), value.clone())).collect();
                ((!fields.is_empty()).then_some(Value::Object(fields)), None)
            }
        };
        let query = at(Location::Query).map(|(field, value)| {
            let value = if matches!(value, Value::Array(_) | Value::Object(_)) { one_value(field, value).into() } else { value.clone() };
            (field.wire.as_str(), value)
        });
        Self {
            method: operation.methods.first().map_or("GET", String::as_str),
            path: texts(Location::Path),
            query: query.collect(),
            headers: texts(Location::Header),
            body,
            body_name,
        }
    }

    /// A path with its parameters filled in.
    pub fn filled(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (name, value) in &self.path {
            filled = filled.replace(&format!("{{{name}}}"), &encode(value));
        }
        filled
    }
}

/// A value outside of a body.
pub fn one_value(field: &Field, value: &Value) -> String {
    match value {
        Value::Array(items) if field.style == Style::Comma => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => plain(other),
    }
}

/// Percent-encoding, but for the asterisks with which the guide masks values.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

//! A request as it goes over the wire, with the values that the guide shows.

use serde_json::{Map, Value};

use crate::emit::example;
use crate::model::{Body, Field, Location, Operation, Service, ServiceStyle, Style};

/// Method, path, headers and body. What every request carries is left out: it would hide what is special.
pub fn http(service: &Service, operation: &Operation) -> String {
    match service.style {
        ServiceStyle::Roa => by_path(service, operation),
        ServiceStyle::Rpc => by_parameters(service, operation),
    }
}

fn by_path(service: &Service, operation: &Operation) -> String {
    let values = example::input(service, operation);
    let mut path = operation.path.clone();
    for (field, value) in at(operation, &values, Location::Path) {
        path = path.replace(&format!("{{{}}}", field.wire), &encode(&one_value(field, value)));
    }
    let query = pairs(at(operation, &values, Location::Query).map(|(field, value)| (field.wire.as_str(), one_value(field, value))));
    let target = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    let mut lines = start(service, operation, &target);
    lines.extend(
        at(operation, &values, Location::Header).map(|(field, value)| format!("{}: {}", field.wire, header(&one_value(field, value)))),
    );
    if !matches!(operation.body, Body::None)
        && let Some(body) = example::request_body(service, operation)
    {
        lines.push("Content-Type: application/json".to_owned());
        lines.push(String::new());
        lines.push(format!("{body:#}"));
    }
    lines.join("\n")
}

/// A form. It is one line on the wire; a line a parameter reads better, and says so by beginning with `&`.
fn by_parameters(service: &Service, operation: &Operation) -> String {
    let values = example::input(service, operation);
    let own = at(operation, &values, Location::Query).map(|(field, value)| (field.wire.as_str(), one_value(field, value)));
    let common = [("Action", operation.name.clone()), ("Version", service.version.clone())];
    let mut lines = start(service, operation, &operation.path);
    lines.push("Content-Type: application/x-www-form-urlencoded".to_owned());
    lines.push(String::new());
    lines.push(pairs(common.into_iter().chain(own)).join("\n&"));
    lines.join("\n")
}

fn start(service: &Service, operation: &Operation, target: &str) -> Vec<String> {
    let method = operation.methods.first().map_or("GET", String::as_str);
    let mut lines = vec![format!("{method} {target} HTTP/1.1")];
    lines.extend(service.endpoints.first().map(|endpoint| format!("Host: {}", endpoint.host)));
    if service.style == ServiceStyle::Roa {
        lines.push("Accept: application/json".to_owned());
    }
    lines
}

/// The fields of a place in the request that have an example.
fn at<'a>(operation: &'a Operation, values: &'a Map<String, Value>, location: Location) -> impl Iterator<Item = (&'a Field, &'a Value)> {
    let fields = operation.input.fields.iter().filter(move |field| field.location == location);
    fields.filter_map(|field| values.get(&field.wire).map(|value| (field, value)))
}

/// A value outside of a body.
fn one_value(field: &Field, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if field.style == Style::Comma => {
            let items: Vec<String> = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
            items.join(",")
        }
        other => other.to_string(),
    }
}

fn pairs<'a>(values: impl Iterator<Item = (&'a str, String)>) -> Vec<String> {
    values.map(|(name, value)| format!("{}={}", encode(name), encode(&value))).collect()
}

/// Percent-encoding, but for the asterisks with which the guide masks values.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// A header is one line.
fn header(value: &str) -> String {
    value.replace(['\r', '\n'], " ")
}

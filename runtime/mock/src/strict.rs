//! What a strict mock refuses beyond what the service does.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Kind, Operation, PROTOCOL_PARAMETERS, Service};
use serde_json::Value;

use crate::fields::{near, suggestion};
use crate::refusal::{Refusal, Reply};
use crate::routing::check_version;

/// What the gateway that is called by name adds to the parameters of every operation.
const OF_THE_GATEWAY: [&str; 3] = ["Department", "OrganizationId", "ResourceGroup"];

fn is_of_every_call(name: &str) -> bool {
    PROTOCOL_PARAMETERS.contains(&name) || OF_THE_GATEWAY.contains(&name)
}

/// Refuses headers that say something else than what is called. Where a path says it all, nothing depends on them, and vendors'
/// SDKs do send others.
pub(crate) fn check_headers(service: &Service, operation: &Operation, request: &http::Request<Bytes>) -> Reply<()> {
    let header = |name: &str| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    check_version(service, header("x-acs-version").as_deref())?;
    match header("x-acs-action") {
        Some(action) if action != operation.name => {
            Err(Refusal::new(400, "InvalidParameter", format!("x-acs-action is {action:?}, but what is called is {}", operation.name)))
        }
        _ => Ok(()),
    }
}

/// The fields that a value has beyond those of its kind.
pub(crate) fn undocumented(kind: &Kind, value: &Value, path: &str, found: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Record(schema), Value::Object(fields)) => {
            for (name, value) in fields {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match schema.field(name) {
                    Some(field) => undocumented(&field.kind, value, &inner, found),
                    None if path.is_empty() && is_of_every_call(name) => {}
                    None => {
                        let known: Vec<_> = schema.fields.iter().map(|field| field.name).collect();
                        found.push(format!("{inner} is not documented{}", suggestion(name, &known)));
                    }
                }
            }
        }
        (Kind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                undocumented(item, value, &format!("{path}[{index}]"), found);
            }
        }
        (Kind::Map(item), Value::Object(fields)) => {
            for (name, value) in fields {
                undocumented(item, value, &format!("{path}.{name}"), found);
            }
        }
        (Kind::Json(inner), Value::String(text)) => {
            if let Ok(value) = serde_json::from_str(text) {
                undocumented(inner, &value, path, found);
            }
        }
        _ => {}
    }
}

/// The values of enums that are none of those that are listed: enums are open, as services learn more of them.
pub(crate) fn unlisted(kind: &Kind, value: &Value, path: &str, found: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Enum(known), Value::String(text)) if !known.contains(&text.as_str()) => {
            let shown: String = text.chars().take(SHOWN).collect();
            found.push(format!("{path} is one of {}, but {shown:?} was sent{}", known.join(", "), near(text, known)));
        }
        (Kind::Record(schema), Value::Object(fields)) => {
            for (field, value) in schema.fields.iter().filter_map(|field| Some((field, fields.get(field.name)?))) {
                let inner = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
                unlisted(&field.kind, value, &inner, found);
            }
        }
        (Kind::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                unlisted(item, value, &format!("{path}[{index}]"), found);
            }
        }
        (Kind::Map(item), Value::Object(fields)) => {
            for (name, value) in fields {
                unlisted(item, value, &format!("{path}.{name}"), found);
            }
        }
        (Kind::Json(inner), Value::String(text)) => {
            if let Ok(value) = serde_json::from_str(text) {
                unlisted(inner, &value, path, found);
            }
        }
        _ => {}
    }
}

/// How many characters of a wrong value are shown.
const SHOWN: usize = 40;

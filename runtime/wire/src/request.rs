//! Requests: a client makes one from an input, a server reads one into the fields of an input.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::error::{DecodeError, EncodeError};
use crate::operation::{Body, Input, Operation, Service, ServiceStyle};
use crate::parameters::{encode_pairs, flatten, insert, insert_pair, pairs, percent_encode, text, typed};
use crate::path::{match_path, parameter};
use crate::record::Written;
use crate::schema::{Kind, Location, Style};
use crate::xml;

/// What a caller says beside the operation's own parameters when it calls an operation by its name.
const PROTOCOL: [&str; 13] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Product",
    "RegionId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// The request of an input: its method, its path and query without a host, its body. Unsigned.
///
/// Fields that the input does not know go where the fields of the body go, or into the query if there is none.
pub fn encode_request<I: Input>(input: &I) -> Result<http::Request<Bytes>, EncodeError> {
    encode_fields(I::OPERATION, I::service(), input_fields(input)?)
}

/// The request of an input whose operation is called by its name, whatever the style of its service is: a form of
/// `Product`, `Action`, `Version` and all of the input's fields, sent to `/`.
pub fn encode_call<I: Input>(input: &I) -> Result<http::Request<Bytes>, EncodeError> {
    encode_call_fields(I::OPERATION, I::service(), input_fields(input)?)
}

/// An input as one object by wire names: what [`validate`](crate::validate::validate) checks, and a request is made of.
///
/// It goes through text so that a record is compiled for one format only.
pub fn input_fields<I: Input>(input: &I) -> Result<Value, EncodeError> {
    serde_json::to_string(&Written(input)).and_then(|text| serde_json::from_str(&text)).map_err(|error| unwritten(I::OPERATION, &error))
}

/// What [`encode_request`] makes of an input with these fields.
pub fn encode_fields(operation: &'static Operation, service: &Service, fields: Value) -> Result<http::Request<Bytes>, EncodeError> {
    match service.style {
        ServiceStyle::Roa => by_path(operation, object(operation, fields)?),
        ServiceStyle::Rpc => by_name(operation, service, object(operation, fields)?, false),
    }
}

/// What [`encode_call`] makes of an input with these fields.
pub fn encode_call_fields(operation: &'static Operation, service: &Service, fields: Value) -> Result<http::Request<Bytes>, EncodeError> {
    by_name(operation, service, object(operation, fields)?, true)
}

/// Everything that a request says, as one object by wire names, with the types that the schema names where the texts
/// fit them. What does not fit stays as it is, for [`validate`](crate::validate::validate) to report.
///
/// The request comes by the operation's path, or calls it by its name with a parameter `Action`.
pub fn decode_request(operation: &Operation, request: &http::Request<Bytes>) -> Result<Value, DecodeError> {
    let query = pairs(request.uri().query().unwrap_or_default());
    let form = if media_type(request) == "application/x-www-form-urlencoded" { pairs(body_text(request)?) } else { Vec::new() };
    let calls = |pair: &(String, Option<String>)| pair.0 == "Action" && pair.1.as_deref() == Some(operation.name);
    let mut fields = Map::new();
    if operation.input.field("Action").is_none() && query.iter().chain(&form).any(calls) {
        for (name, value) in query.iter().chain(&form) {
            read_parameter(&mut fields, operation, name, value.as_deref().unwrap_or_default());
        }
    } else {
        let Some(path) = match_path(operation.path, request.uri().path()) else {
            return Err(DecodeError::new(format!("{}: the path {} is not {}", operation.name, request.uri().path(), operation.path)));
        };
        read_body(&mut fields, operation, request, &form)?;
        for (name, value) in &query {
            read_query(&mut fields, operation, name, value.as_deref().unwrap_or_default());
        }
        for (name, value) in path {
            match operation.input.field(name) {
                Some(field) => fields.insert(name.to_owned(), typed(value.into(), &field.kind)),
                None => fields.insert(name.to_owned(), value.into()),
            };
        }
    }
    read_headers(&mut fields, operation, request);
    Ok(Value::Object(fields))
}

fn object(operation: &'static Operation, fields: Value) -> Result<Map<String, Value>, EncodeError> {
    match fields {
        Value::Object(fields) => Ok(fields),
        _ => Err(unwritten(operation, &"expected an object")),
    }
}

fn unwritten(operation: &'static Operation, problem: &dyn fmt::Display) -> EncodeError {
    EncodeError::Request { operation: operation.name, problem: format!("{}: {problem}", operation.input.name) }
}

fn by_path(operation: &'static Operation, fields: Map<String, Value>) -> Result<http::Request<Bytes>, EncodeError> {
    let path = expand(operation, &fields)?;
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let mut body = Map::new();
    let mut bare = None;
    for (name, value) in fields {
        match operation.input.field(&name) {
            Some(field) if field.location == Location::Path => {}
            Some(field) if field.location == Location::Query => query.extend(text(&value, field.style).map(|text| (name, text))),
            Some(field) if field.location == Location::Header => headers.extend(text(&value, field.style).map(|text| (name, text))),
            _ if operation.body == Body::Fields => {
                body.insert(name, value);
            }
            Some(field) if operation.body == Body::Value(field.name) => bare = Some(value),
            _ => query.extend(text(&value, Style::Json).map(|text| (name, text))),
        }
    }
    let body = if operation.body == Body::Fields { Some(Value::Object(body)) } else { bare };
    let target =
        if query.is_empty() { path } else { format!("{path}?{}", encode_pairs(query.iter().map(|(n, v)| (n.as_str(), v.as_str())))) };
    let content = body.map(|body| ("application/json", body.to_string()));
    let mut request = assemble(operation, operation.methods.first().copied().unwrap_or("GET"), &target, content)?;
    for (name, value) in headers {
        let invalid = || EncodeError::Header { operation: operation.name, name: name.clone() };
        let header = HeaderName::try_from(&name).map_err(|_| invalid())?;
        request.headers_mut().insert(header, HeaderValue::try_from(&value).map_err(|_| invalid())?);
    }
    Ok(request)
}

fn by_name(
    operation: &'static Operation,
    service: &Service,
    fields: Map<String, Value>,
    product: bool,
) -> Result<http::Request<Bytes>, EncodeError> {
    let mut pairs = vec![("Action".to_owned(), operation.name.to_owned()), ("Version".to_owned(), service.version.to_owned())];
    if product {
        pairs.insert(0, ("Product".to_owned(), service.product.to_owned()));
    }
    for (name, value) in &fields {
        let field = operation.input.field(name);
        let (kind, style) = field.map_or((&Kind::Any, Style::Json), |field| (&field.kind, field.style));
        flatten(name, value, kind, style, &mut pairs);
    }
    let encoded = encode_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match operation.methods.first() {
        Some(&"GET") if !product => assemble(operation, "GET", &format!("/?{encoded}"), None),
        _ => assemble(operation, "POST", "/", Some(("application/x-www-form-urlencoded", encoded))),
    }
}

/// The path with the values of its parameters.
fn expand(operation: &'static Operation, fields: &Map<String, Value>) -> Result<String, EncodeError> {
    let mut path = String::new();
    for segment in operation.path.split('/').skip(1) {
        path.push('/');
        let Some(name) = parameter(segment) else {
            path.push_str(segment);
            continue;
        };
        match fields.get(name).and_then(|value| text(value, Style::Comma)) {
            Some(value) if !matches!(value.as_str(), "" | "." | "..") => path.push_str(&percent_encode(&value)),
            _ => return Err(EncodeError::PathParameter { operation: operation.name, name: name.to_owned() }),
        }
    }
    Ok(path)
}

fn assemble(
    operation: &'static Operation,
    method: &str,
    target: &str,
    content: Option<(&'static str, String)>,
) -> Result<http::Request<Bytes>, EncodeError> {
    let mut builder = http::Request::builder().method(method).uri(target);
    if let Some((media_type, _)) = &content {
        builder = builder.header(CONTENT_TYPE, *media_type);
    }
    let body = content.map_or_else(Bytes::new, |(_, text)| text.into());
    builder.body(body).map_err(|error| EncodeError::Request { operation: operation.name, problem: error.to_string() })
}

/// A parameter of an operation called by name: it may name any field, wherever that would go in a path's request.
fn read_parameter(fields: &mut Map<String, Value>, operation: &Operation, name: &str, value: &str) {
    if insert_pair(fields, operation.input, |_| true, name, value) {
        return;
    }
    if let Body::Value(body) = operation.body
        && let Some(field) = operation.input.field(body).filter(|field| field.placeholder == Some(name))
    {
        return insert(fields, field, value);
    }
    if !PROTOCOL.contains(&name) {
        fields.insert(name.to_owned(), value.into());
    }
}

fn read_query(fields: &mut Map<String, Value>, operation: &Operation, name: &str, value: &str) {
    if !insert_pair(fields, operation.input, |location| location == Location::Query, name, value)
        && operation.input.field(name).is_none()
        && !fields.contains_key(name)
    {
        fields.insert(name.to_owned(), value.into());
    }
}

fn read_headers(fields: &mut Map<String, Value>, operation: &Operation, request: &http::Request<Bytes>) {
    for field in operation.input.fields.iter().filter(|field| field.location == Location::Header) {
        let values: Vec<_> = request.headers().get_all(field.name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        if !values.is_empty() {
            insert(fields, field, &values.join(","));
        }
    }
}

fn read_body(
    fields: &mut Map<String, Value>,
    operation: &Operation,
    request: &http::Request<Bytes>,
    form: &[(String, Option<String>)],
) -> Result<(), DecodeError> {
    let text = body_text(request)?;
    if operation.body == Body::None || text.trim().is_empty() {
        return Ok(());
    }
    if !form.is_empty() {
        for (name, value) in form {
            let value = value.as_deref().unwrap_or_default();
            if !insert_pair(fields, operation.input, |location| location == Location::Body, name, value) {
                fields.insert(name.clone(), value.into());
            }
        }
        return Ok(());
    }
    let bare = if let Body::Value(name) = operation.body { operation.input.field(name) } else { None };
    let kind = bare.map_or(Kind::Record(operation.input), |field| field.kind);
    let placeholder = bare.and_then(|field| field.placeholder);
    let value = if is_xml(media_type(request).as_str()) {
        xml::read(text, &kind, &format!("{}Request", operation.name), placeholder)
    } else {
        serde_json::from_str(text).map_err(|error| DecodeError::json(operation.name, &error))
    }?;
    match (bare, value) {
        (Some(field), value) => {
            fields.insert(field.name.to_owned(), unwrapped(value, &kind, placeholder));
        }
        (None, Value::Object(body)) => *fields = body,
        (None, _) => return Err(DecodeError::new(format!("{}: expected an object in the body", operation.name))),
    }
    Ok(())
}

/// The value that the documented form prints inside of its placeholder key.
fn unwrapped(value: Value, kind: &Kind, placeholder: Option<&str>) -> Value {
    match (value, placeholder) {
        (Value::Object(mut object), Some(key)) if matches!(kind, Kind::List(_)) && object.len() == 1 && object.contains_key(key) => {
            object.remove(key).unwrap_or_default()
        }
        (value, _) => value,
    }
}

fn body_text(request: &http::Request<Bytes>) -> Result<&str, DecodeError> {
    std::str::from_utf8(request.body()).map_err(|_| DecodeError::new("the body is not UTF-8"))
}

/// The media type of the body in small letters, without parameters.
fn media_type(request: &http::Request<Bytes>) -> String {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

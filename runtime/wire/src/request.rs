//! Requests: a client makes one from an input, a server reads one into the fields of an input.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};
use serde_json::{Map, Value};

use crate::error::{DecodeError, EncodeError};
use crate::operation::{Body, Input, Operation, Service, ServiceStyle};
use crate::parameters::{
    FORM, encode_pairs, essence, flatten, insert, insert_pair, is_form, media_type, pairs, percent_encode, text, typed,
};
use crate::path::{match_path, parameter};
use crate::record::Wire;
use crate::schema::{Kind, Location, Style};
use crate::view::View;
use crate::xml;

/// What a caller says beside the operation's own parameters when it calls an operation by its name.
pub const PROTOCOL_PARAMETERS: [&str; 13] = [
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
    encode_view(I::OPERATION, I::service(), input.view())
}

/// The request of an input whose operation is called by its name, whatever the style of its service is: a form of
/// `Product`, `Action`, `Version` and all of the input's fields, sent to `/`.
pub fn encode_call<I: Input>(input: &I) -> Result<http::Request<Bytes>, EncodeError> {
    encode_call_view(I::OPERATION, I::service(), input.view())
}

/// What [`encode_request`] makes of an input that looks like this.
pub fn encode_view(operation: &'static Operation, service: &Service, input: View<'_>) -> Result<http::Request<Bytes>, EncodeError> {
    let input = object(operation, input)?;
    match service.style {
        ServiceStyle::Roa => by_path(operation, input),
        ServiceStyle::Rpc => by_name(operation, service, input, false),
    }
}

/// What [`encode_call`] makes of an input that looks like this.
pub fn encode_call_view(operation: &'static Operation, service: &Service, input: View<'_>) -> Result<http::Request<Bytes>, EncodeError> {
    by_name(operation, service, object(operation, input)?, true)
}

/// Everything that a request says, as one object by wire names, with the types that the schema names where the texts
/// fit them. What does not fit stays as it is, for [`validate`](crate::validate::validate) to report.
///
/// The request comes by the operation's path, or calls it by its name with a parameter `Action`.
pub fn decode_request(operation: &Operation, request: &http::Request<Bytes>) -> Result<Value, DecodeError> {
    let query = pairs(request.uri().query().unwrap_or_default());
    let form = form(request)?;
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

fn object<'a>(operation: &'static Operation, input: View<'a>) -> Result<View<'a>, EncodeError> {
    if input.is_object() {
        Ok(input)
    } else {
        Err(EncodeError::Request { operation: operation.name, problem: format!("{}: expected an object", operation.input.name) })
    }
}

fn by_path(operation: &'static Operation, input: View<'_>) -> Result<http::Request<Bytes>, EncodeError> {
    let method = operation.methods.first().copied().unwrap_or("GET");
    let mut target = expand(operation, input)?;
    let of_fields = operation.body == Body::Fields;
    if of_fields && operation.input.fields.iter().all(|field| field.location == Location::Body) {
        // The largest inputs are a body as they are.
        let mut body = String::with_capacity(40 * operation.input.fields.len());
        input.write_json(&mut body);
        return assemble(operation, method, target, HeaderMap::new(), Some(("application/json", body)));
    }
    let mut query = Vec::new();
    let mut headers = HeaderMap::new();
    let mut body = String::new();
    for (name, place, value) in input.fields(operation.input) {
        let field = place.map(|place| &operation.input.fields[place]);
        match field {
            Some(field) if field.location == Location::Path => {}
            Some(field) if field.location == Location::Query => query.extend(text(value, field.style).map(|text| (name, text))),
            Some(field) if field.location == Location::Header => {
                if let Some(text) = text(value, field.style) {
                    let (name, value) =
                        header(name, &text).ok_or_else(|| EncodeError::Header { operation: operation.name, name: name.to_owned() })?;
                    headers.insert(name, value);
                }
            }
            _ if of_fields => {
                body.push(if body.is_empty() { '{' } else { ',' });
                View::text(name).write_json(&mut body);
                body.push(':');
                value.write_json(&mut body);
            }
            Some(field) if operation.body == Body::Value(field.name) => value.write_json(&mut body),
            _ => query.extend(text(value, Style::Json).map(|text| (name, text))),
        }
    }
    if of_fields {
        body.push_str(if body.is_empty() { "{}" } else { "}" });
    }
    if !query.is_empty() {
        target.push('?');
        encode_pairs(&mut target, query.iter().map(|(name, value)| (*name, &**value)));
    }
    let content = if body.is_empty() { None } else { Some(("application/json", body)) };
    assemble(operation, method, target, headers, content)
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
}

fn by_name(operation: &'static Operation, service: &Service, input: View<'_>, product: bool) -> Result<http::Request<Bytes>, EncodeError> {
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    if product {
        pairs.push(("Product".into(), service.product.into()));
    }
    pairs.extend([("Action".into(), operation.name.into()), ("Version".into(), service.version.into())]);
    for (name, place, value) in input.fields(operation.input) {
        let field = place.map(|place| &operation.input.fields[place]);
        let (kind, style) = field.map_or((&Kind::Any, Style::Json), |field| (&field.kind, field.style));
        flatten(name.into(), value, kind, style, &mut pairs);
    }
    let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
    match operation.methods.first() {
        Some(&"GET") if !product => {
            let mut target = "/?".to_owned();
            encode_pairs(&mut target, pairs);
            assemble(operation, "GET", target, HeaderMap::new(), None)
        }
        _ => {
            let mut form = String::new();
            encode_pairs(&mut form, pairs);
            let content = (FORM, form);
            assemble(operation, "POST", "/".to_owned(), HeaderMap::new(), Some(content))
        }
    }
}

/// The path with the values of its parameters.
fn expand(operation: &'static Operation, input: View<'_>) -> Result<String, EncodeError> {
    let mut path = String::new();
    for segment in operation.path.split('/').skip(1) {
        path.push('/');
        let Some(name) = parameter(segment) else {
            path.push_str(segment);
            continue;
        };
        let value = input.get(name).and_then(|value| text(value, Style::Comma));
        match value {
            Some(value) if !matches!(&*value, "" | "." | "..") => path.extend(percent_encode(&value)),
            _ => return Err(EncodeError::PathParameter { operation: operation.name, name: name.to_owned() }),
        }
    }
    Ok(path)
}

fn assemble(
    operation: &'static Operation,
    method: &str,
    target: String,
    headers: HeaderMap,
    content: Option<(&'static str, String)>,
) -> Result<http::Request<Bytes>, EncodeError> {
    let unmade = |problem: String| EncodeError::Request { operation: operation.name, problem };
    let mut request = http::Request::default();
    *request.method_mut() = Method::try_from(method).map_err(|error| unmade(error.to_string()))?;
    *request.uri_mut() = Uri::try_from(target).map_err(|error| unmade(error.to_string()))?;
    *request.headers_mut() = headers;
    if let Some((media_type, body)) = content {
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        *request.body_mut() = body.into();
    }
    Ok(request)
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
    if !PROTOCOL_PARAMETERS.contains(&name) {
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

/// The pairs of a body that is a form. JSON is none, though `curl -d` calls it one: a form spells its brackets `%7B` and `%5B`.
fn form(request: &http::Request<Bytes>) -> Result<Vec<(String, Option<String>)>, DecodeError> {
    if !is_form(request.headers()) {
        return Ok(Vec::new());
    }
    let text = body_text(request)?;
    Ok(if text.trim_start().starts_with(['{', '[']) { Vec::new() } else { pairs(text) })
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
    let value = if is_xml(media_type(request.headers())) {
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

pub(crate) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type).as_bytes();
    essence.last_chunk::<4>().is_some_and(|end| end.eq_ignore_ascii_case(b"/xml") || end.eq_ignore_ascii_case(b"+xml"))
}

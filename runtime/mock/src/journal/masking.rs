//! What of a call may be shown. Secrets are known by the kinds of fields or, where nobody knows a field, by its name; texts
//! are looked into as [`crate::secrets`] does, and a body that cannot be read is not shown at all.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Body, Kind, Location, Operation, decode_response, is_form, xml};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{Call, Step};
use crate::authentication;
use crate::exchange::Exchange;
use crate::routing::{Route, parameters};
use crate::secrets::{SHOWN, collect};

const HIDDEN: &str = SHOWN.text;

/// A call as it is shown.
pub(super) fn call(call: &Call, exchange: &Exchange, url: &str) -> Value {
    let progress = call.progress();
    let answer = call.0.status.map(|status| {
        let answer = call.0.folded.answer();
        let headers = answer.headers();
        json!({
            "status": status.as_u16(),
            "headers": self::headers(&headers, call),
            "body": answer_body(call, &headers, &answer.body()),
        })
    });
    json!({
        "number": call.number(),
        "id": *progress.id,
        "received": progress.received.mock.to_string(),
        "took_seconds": call.0.took.as_secs_f64(),
        "service": progress.service.map(|service| service.name),
        "operation": call.operation(),
        "tenant": call.tenant(),
        "request": {
            "method": call.request().method().as_str(),
            "target": target(call),
            "headers": headers(call.request().headers(), call),
            "body": request_body(call).shown,
        },
        "authentication": authentication(call, exchange.authentication.required()),
        "validation": verdict(progress.step, Step::Validation, progress.refused.as_deref()),
        "fault": progress.fault,
        "refused": progress.refused,
        "findings": progress.findings,
        "answer": answer,
        "curl": call.curl(url),
        "rust": call.rust(),
    })
}

/// How a step ended.
fn verdict(reached: Step, step: Step, refused: Option<&str>) -> String {
    match (reached.cmp(&step), refused) {
        (std::cmp::Ordering::Less, _) => "not reached".to_owned(),
        (std::cmp::Ordering::Equal, Some(code)) => format!("refused: {code}"),
        (std::cmp::Ordering::Equal, None) => "not reached".to_owned(),
        (std::cmp::Ordering::Greater, _) => "accepted".to_owned(),
    }
}

fn authentication(call: &Call, required: bool) -> Value {
    let progress = call.progress();
    let verdict = match verdict(progress.step, Step::Authentication, progress.refused.as_deref()) {
        accepted if accepted == "accepted" && !required => "not checked".to_owned(),
        _ if progress.withheld => "not reached".to_owned(),
        other => other,
    };
    let mut value = json!({ "verdict": verdict });
    if let Some(signed) = authentication::signed(call.request(), secrets(call.request(), call.route())) {
        value["scheme"] = signed.scheme.name().into();
        value["access_key_id"] = signed.access_key_id.into();
        value["string_to_sign"] = signed.string_to_sign.into();
    }
    value
}

/// The secrets of a request: all that is not shown of it. Nothing if it cannot be read, so that all of it may be one.
pub(crate) fn secrets(request: &http::Request<Bytes>, route: Option<&Route>) -> Option<Vec<String>> {
    let route = route?;
    let operation = Some(route.operation);
    let mut secrets = Vec::new();
    collect(&route.decode(request).ok()?, &Kind::Record(route.operation.input), &mut secrets);
    // Whole, as nobody knows how the JSON in them is written.
    for (name, value) in parameters(request) {
        if is_hidden_name(&name) {
            secrets.extend([name.into_owned(), value.into_owned()]);
        } else if hidden_parameter(operation, &name, &value).is_some() {
            secrets.push(value.into_owned());
        }
    }
    let headers = request.headers().iter().map(|(name, value)| (name, String::from_utf8_lossy(value.as_bytes())));
    let headers = headers.filter(|(name, value)| hidden_header(operation, name, value).is_some());
    secrets.extend(headers.map(|(_, value)| value.into_owned()));
    secrets.retain(|secret| !secret.is_empty());
    Some(secrets)
}

/// Everything that a call says.
pub(super) fn input(call: &Call) -> Value {
    let Some(route) = call.route() else { return Value::Null };
    masked(call, &route.decode(call.request()).unwrap_or_default())
}

/// An input of the operation that is called.
pub(super) fn masked(call: &Call, input: &Value) -> Value {
    let kind = call.route().map_or(Kind::Any, |route| Kind::Record(route.operation.input));
    SHOWN.hide(&kind, input)
}

/// The path and query.
pub(super) fn target(call: &Call) -> String {
    let uri = call.request().uri();
    let mut target = path(call, uri.path());
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(&pairs(call, query));
    }
    target
}

/// A path, the whole or what is left behind a gateway's own: a parameter that is not secret stays as it was written.
pub(super) fn path(call: &Call, path: &str) -> String {
    let Some(route) = call.route().filter(|route| !route.by_name) else { return path.to_owned() };
    let known = route.uri().map_or(path, |uri| uri.path());
    let Some(gateway) = path.strip_suffix(known) else { return path.to_owned() };
    let mut template = route.operation.path.split('/');
    let shown = |segment| {
        let name = template.next().and_then(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        let is_hidden = |name| hidden_parameter(Some(route.operation), name, &percent_decode_str(segment).decode_utf8_lossy()).is_some();
        if name.is_some_and(is_hidden) { HIDDEN } else { segment }
    };
    format!("{gateway}{}", known.split('/').map(shown).collect::<Vec<_>>().join("/"))
}

/// A query or a form: what is not secret stays as it was written.
fn pairs(call: &Call, text: &str) -> String {
    let shown = |pair: &str| {
        let (name, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
        if is_hidden_name(&name) {
            return Some(HIDDEN.to_owned());
        }
        let hidden = hidden_parameter(call.table(), &name, &value)?;
        let name = pair.split('=').next().unwrap_or_default();
        Some(format!("{name}={}", form_urlencoded::byte_serialize(hidden.as_bytes()).collect::<String>()))
    };
    text.split('&').map(|pair| shown(pair).unwrap_or_else(|| pair.to_owned())).collect::<Vec<_>>().join("&")
}

/// Whether a name is none, but JSON that was sent as if it were a form, and holds a secret.
fn is_hidden_name(name: &str) -> bool {
    hidden(Some(Kind::Any), name, name).is_some()
}

/// A parameter without its secrets, if it has any.
fn hidden_parameter(operation: Option<&Operation>, name: &str, value: &str) -> Option<String> {
    hidden(operation.and_then(|operation| kind_of(operation, name)), name, value)
}

fn hidden_header(operation: Option<&Operation>, name: &HeaderName, value: &str) -> Option<String> {
    let mut fields = operation.into_iter().flat_map(|operation| operation.input.fields);
    let field = fields.find(|field| field.location == Location::Header && field.name.eq_ignore_ascii_case(name.as_str()));
    hidden(field.map(|field| field.kind), name.as_str(), value)
}

fn hidden(kind: Option<Kind>, name: &str, value: &str) -> Option<String> {
    let value = Value::from(value);
    let shown = match kind {
        Some(kind) => SHOWN.hide(&kind, &value),
        None => SHOWN.hide_unknown(name, &value),
    };
    (shown != value).then(|| shown.as_str().unwrap_or(HIDDEN).to_owned())
}

/// The kind of a parameter, which may name a part of a field: `addons.1.config`.
fn kind_of(operation: &Operation, name: &str) -> Option<Kind> {
    if let Some(field) = operation.input.field(name) {
        return Some(field.kind);
    }
    if let Body::Value(body) = operation.body
        && let Some(field) = operation.input.field(body).filter(|field| field.placeholder == Some(name))
    {
        return Some(field.kind);
    }
    let (head, path) = name.split_once('.')?;
    kind_at(&operation.input.field(head)?.kind, path)
}

fn kind_at(kind: &Kind, path: &str) -> Option<Kind> {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let inner = match kind {
        // A part of a secret is one.
        Kind::Secret => return Some(Kind::Secret),
        Kind::Json(inner) => return kind_at(inner, path),
        Kind::List(inner) | Kind::Map(inner) => inner,
        Kind::Record(schema) => &schema.field(step)?.kind,
        _ => return None,
    };
    rest.map_or(Some(*inner), |rest| kind_at(inner, rest))
}

pub(super) fn headers(headers: &HeaderMap, call: &Call) -> Value {
    let mut shown = Map::new();
    for (name, value) in headers {
        let value = header(call, name, &String::from_utf8_lossy(value.as_bytes()));
        match shown.get_mut(name.as_str()) {
            Some(Value::String(known)) => *known = format!("{known}, {value}"),
            _ => drop(shown.insert(name.as_str().to_owned(), value.into())),
        }
    }
    shown.into()
}

/// A header as it may be shown. A signature may; what else proves who somebody is may not.
pub(super) fn header(call: &Call, name: &HeaderName, value: &str) -> String {
    let signature = |value: &str| value.starts_with("acs ") || value.starts_with("ACS3-HMAC-SHA256 ");
    let is_proof = match *name {
        AUTHORIZATION => !signature(value),
        _ => [PROXY_AUTHORIZATION, COOKIE].contains(name) || *name == authentication::STRING_TO_SIGN,
    };
    if is_proof { HIDDEN.to_owned() } else { hidden_header(call.table(), name, value).unwrap_or_else(|| value.to_owned()) }
}

/// A body as it may be shown.
pub(super) struct Shown {
    /// As a value where it is JSON, otherwise as a text.
    pub(super) shown: Value,
    /// The text: as it came if there is nothing to hide.
    pub(super) text: String,
}

impl Shown {
    fn text(text: String) -> Self {
        Self { shown: if text.is_empty() { Value::Null } else { text.as_str().into() }, text }
    }

    fn unreadable(body: &Bytes) -> Self {
        Self::text(format!("{HIDDEN} ({} bytes that cannot be read, and may hold a secret)", body.len()))
    }
}

pub(super) fn request_body(call: &Call) -> Shown {
    let body = call.request().body();
    let Ok(text) = std::str::from_utf8(body) else { return Shown::unreadable(body) };
    if text.is_empty() {
        return Shown::text(String::new());
    }
    // Whoever forgets to say that it is JSON says that it is a form; an ampersand in it separates nothing.
    let is_json = text.trim_start().starts_with(['{', '[']);
    if is_form(call.request().headers()) && !is_json {
        return Shown::text(pairs(call, text));
    }
    let operation = call.route().map(|route| route.operation);
    let kind = operation.map_or(Kind::Any, Operation::kind_of_body);
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && (value.is_object() || value.is_array())
    {
        let shown = SHOWN.hide(&kind, &value);
        let text = if shown == value { text.to_owned() } else { shown.to_string() };
        return Shown { shown, text };
    }
    match (operation, input(call)) {
        (Some(operation), input @ Value::Object(_)) if text.trim_start().starts_with('<') => {
            Shown::text(xml::write(&input, &format!("{}Request", operation.name), xml::ITEM))
        }
        _ => Shown::unreadable(body),
    }
}

fn answer_body(call: &Call, headers: &HeaderMap, body: &Bytes) -> Value {
    let operation = call.route().map(|route| route.operation);
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Ok(text) = std::str::from_utf8(body) else { return Shown::unreadable(body).shown };
    if call.progress().refused.is_some() {
        // Written by the mock, which shows no secret in it.
        return serde_json::from_str(text).unwrap_or_else(|_| Shown::text(text.to_owned()).shown);
    }
    let kind = operation.and_then(|operation| operation.response.kind).unwrap_or(Kind::Any);
    let value = match operation {
        Some(operation) if !text.is_empty() => decode_response::<Value>(operation, content_type, body).ok(),
        _ => None,
    };
    match value {
        Some(Value::Null) if !text.is_empty() => serde_json::from_str(text).unwrap_or_default(),
        Some(value) => SHOWN.hide(&kind, &value),
        None if text.is_empty() => Value::Null,
        None => Shown::unreadable(body).shown,
    }
}

//! What of a call may be shown. Secrets are known by the kinds of fields or, where nobody knows a field, by its name; a
//! body that cannot be read is not shown at all.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Body, Kind, decode_response, xml};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName};
use serde_json::{Map, Value, json};

use super::{Call, Step};
use crate::authentication;
use crate::exchange::Exchange;
use crate::secrets::{Mask, collect, is_secret};

const MASK: Mask = Mask { text: "***", by_name: true };
const HIDDEN: &str = MASK.text;

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
    if let Some(signed) = authentication::signed(call.request(), secrets(call)) {
        value["scheme"] = signed.scheme.name().into();
        value["access_key_id"] = signed.access_key_id.into();
        value["string_to_sign"] = signed.string_to_sign.into();
    }
    value
}

/// The secrets of a request; nothing if it cannot be read, so that all of it may be one.
fn secrets(call: &Call) -> Option<Vec<String>> {
    let route = call.route()?;
    let input = route.decode(call.request()).ok()?;
    let mut secrets = Vec::new();
    collect(&input, &Kind::Record(route.operation.input), &mut secrets);
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
    MASK.hide(&kind, input)
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
        if name.is_some_and(|name| is_secret_parameter(call, name)) { HIDDEN } else { segment }
    };
    format!("{gateway}{}", known.split('/').map(shown).collect::<Vec<_>>().join("/"))
}

/// A query or a form: what is not secret stays as it was written.
fn pairs(call: &Call, text: &str) -> String {
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_secret_parameter(call, name) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    };
    text.split('&').map(shown).collect::<Vec<_>>().join("&")
}

fn is_secret_parameter(call: &Call, name: &str) -> bool {
    let name = form_urlencoded::parse(name.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default();
    let schema = call.route().map(|route| route.operation.input);
    let field = schema.and_then(|schema| schema.field(&name).or_else(|| schema.field(name.split('.').next()?)));
    field.map_or_else(|| is_secret(&name), |field| holds_secret(&field.kind))
}

/// Whether something of a kind may hold a secret. A record that holds itself is not looked into again.
fn holds_secret(kind: &Kind) -> bool {
    match kind {
        Kind::Secret => true,
        Kind::List(inner) | Kind::Map(inner) | Kind::Json(inner) => holds_secret(inner),
        Kind::Record(schema) => schema.fields.iter().any(|field| matches!(field.kind, Kind::Secret) || is_secret(field.name)),
        _ => false,
    }
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
    let secret = match *name {
        AUTHORIZATION => !signature(value),
        PROXY_AUTHORIZATION | COOKIE => true,
        _ => is_secret_parameter(call, name.as_str()) || *name == authentication::STRING_TO_SIGN,
    };
    if secret { HIDDEN.to_owned() } else { value.to_owned() }
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
    let content_type = call.request().headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("application/x-www-form-urlencoded") {
        return Shown::text(pairs(call, text));
    }
    let operation = call.route().map(|route| route.operation);
    let kind = match operation.map(|operation| (operation.body, operation.input)) {
        Some((Body::Value(name), input)) => input.field(name).map_or(Kind::Any, |field| field.kind),
        Some((_, input)) => Kind::Record(input),
        None => Kind::Any,
    };
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && (value.is_object() || value.is_array())
    {
        let shown = MASK.hide(&kind, &value);
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
        Some(value) => MASK.hide(&kind, &value),
        None if text.is_empty() => Value::Null,
        None => Shown::unreadable(body).shown,
    }
}

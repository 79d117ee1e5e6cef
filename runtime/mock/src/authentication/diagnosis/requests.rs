//! Another request: what HTTP libraries, proxies and gateways change, and what clients sign in place of what they send.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::signing::{Scheme, body_digest};
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Case, MANY};

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

const ACCEPTED: [&str; 5] = ["", "*/*", "application/json", "application/xml", "application/octet-stream"];

const CONTENT_TYPES: [&str; 8] = [
    "",
    "application/json",
    "application/json;charset=utf-8",
    "application/json; charset=utf-8",
    "application/json; charset=UTF-8",
    "application/octet-stream",
    "application/octet-stream;charset=utf-8",
    "application/x-www-form-urlencoded",
];

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH];

pub(super) fn likely_cause(case: &Case<'_>) -> Option<String> {
    other_header(case).or_else(|| header_too_many(case)).or_else(|| other_method(case)).or_else(|| other_target(case))
}

fn other_header(case: &Case<'_>) -> Option<String> {
    let request = case.request;
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| host.rsplit_once(':')).map(|(host, _)| host);
    let digests = [request.body().as_ref(), b""].map(|body| body_digest(Scheme::Roa, body).unwrap_or_default());
    let experiments: [(HeaderName, Vec<&str>); 4] = [
        (ACCEPT, ACCEPTED.to_vec()),
        (CONTENT_TYPE, CONTENT_TYPES.to_vec()),
        (CONTENT_MD5, digests.iter().map(String::as_str).collect()),
        (HOST, host.into_iter().collect()),
    ];
    for (name, values) in experiments {
        for value in [None].into_iter().chain(values.into_iter().map(Some)) {
            let changed = with_header(request, &name, value);
            if changed.headers().get(&name) != request.headers().get(&name) && case.signed_for(&changed) {
                let shown = |value: Option<&HeaderValue>| value.map_or("nothing".to_owned(), |value| format!("{value:?}"));
                let (signed, arrived) = (shown(changed.headers().get(&name)), shown(request.headers().get(&name)));
                return Some(format!("the header {name} was {signed} when the request was signed and arrived as {arrived}"));
            }
        }
    }
    None
}

/// A header that has to be signed and was not. Where the names of those that are signed are sent, it can be seen.
fn header_too_many(case: &Case<'_>) -> Option<String> {
    if case.presented.scheme != Scheme::Roa {
        return None;
    }
    let names = case.request.headers().keys().filter(|name| name.as_str().starts_with("x-acs-")).take(MANY);
    let mut unsigned = names.filter(|name| case.signed_for(&with_header(case.request, name, None)));
    unsigned.next().map(|name| format!("the header {name} was not signed; every header that begins with x-acs- must be"))
}

fn other_method(case: &Case<'_>) -> Option<String> {
    METHODS.into_iter().find_map(|method| {
        let mut changed = case.request.clone();
        *changed.method_mut() = method.clone();
        let cause = format!("the method that was signed is {method}, the method that was called {}", case.request.method());
        (method != case.request.method() && case.signed_for(&changed)).then_some(cause)
    })
}

fn other_target(case: &Case<'_>) -> Option<String> {
    let signed_for = |target: &str| {
        let mut changed = case.request.clone();
        let Ok(uri) = target.parse() else { return false };
        *changed.uri_mut() = uri;
        case.signed_for(&changed)
    };
    let uri = case.request.uri();
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    // A text that is encoded once more is, decoded, the text as it was encoded.
    let pairs: Vec<_> = query.split('&').map(|pair| pair.split('=').map(encoded).collect::<Vec<_>>().join("=")).collect();
    if !query.is_empty() && signed_for(&format!("{path}?{}", pairs.join("&"))) {
        return Some(match case.presented.scheme {
            Scheme::Roa => "the query was signed with its values encoded; this scheme signs them decoded".to_owned(),
            _ => "the query was signed with its values encoded once too often".to_owned(),
        });
    }
    if !query.is_empty() && signed_for(path) {
        return Some("the query was not signed".to_owned());
    }
    let shorter = path.match_indices('/').skip(1).map(|(at, _)| path[at..].to_owned()).take(MANY);
    let longer = case.prefixes.iter().map(|prefix| format!("{prefix}{path}"));
    let slash = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
    for other in shorter.chain(longer).chain([slash, encoded_path(path)]) {
        let target = if query.is_empty() { other.clone() } else { format!("{other}?{query}") };
        if signed_for(&target) {
            return Some(format!("the path that was signed is {other}, the path that was called {path}"));
        }
    }
    None
}

fn with_header(request: &http::Request<Bytes>, name: &HeaderName, value: Option<&str>) -> http::Request<Bytes> {
    let mut changed = request.clone();
    match value.and_then(|value| HeaderValue::from_str(value).ok()) {
        Some(value) => {
            changed.headers_mut().insert(name, value);
        }
        None => {
            changed.headers_mut().remove(name);
        }
    }
    changed
}

/// A text that is already encoded, encoded once more.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn encoded_path(path: &str) -> String {
    path.replace('%', "%25")
}

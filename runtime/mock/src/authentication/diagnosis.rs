//! Why a signature is wrong, by experiment: the request is verified again with one thing as it may have been when it
//! was signed. Whatever makes the signature right is the cause.

use ackgen_wire::Secret;
use ackgen_wire::bytes::Bytes;
use ackgen_wire::signing::{self, Presented, Scheme};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::with_suffix;
use crate::access_keys::{AccessKey, AccessKeys};

/// The likely cause, if an experiment shows one.
pub(super) fn likely_cause(request: &http::Request<Bytes>, presented: &Presented, key: &AccessKey, keys: &AccessKeys) -> Option<String> {
    other_secret(request, presented, key, keys)
        .or_else(|| other_header(request, presented, key))
        .or_else(|| other_target(request, presented, key))
        .or_else(|| hexadecimal(presented))
}

fn other_secret(request: &http::Request<Bytes>, presented: &Presented, key: &AccessKey, keys: &AccessKeys) -> Option<String> {
    let signed_with = |secret: &Secret| signing::verify(request, presented, secret).valid;
    if let Some(other) = keys.all().into_iter().find(|other| other.id != key.id && signed_with(&other.secret)) {
        return Some(format!("the request names {} but is signed with the secret of {}", key.id, other.id));
    }
    if ["\n", "\r\n", " "].iter().any(|suffix| signed_with(&with_suffix(&key.secret, suffix))) {
        return Some(format!("the client's secret for {} ends with a space or a line break", key.id));
    }
    if matches!(presented.scheme, Scheme::Roa | Scheme::Acs3) && signed_with(&with_suffix(&key.secret, "&")) {
        return Some("the key of the HMAC has an ampersand appended, which only calls by name want".to_owned());
    }
    None
}

/// What HTTP libraries and proxies change.
fn other_header(request: &http::Request<Bytes>, presented: &Presented, key: &AccessKey) -> Option<String> {
    let accept = [None, Some(""), Some("*/*"), Some("application/json"), Some("application/xml"), Some("application/octet-stream")];
    let content_type = [
        None,
        Some("application/json"),
        Some("application/json;charset=utf-8"),
        Some("application/json; charset=utf-8"),
        Some("application/json; charset=UTF-8"),
        Some("application/octet-stream"),
        Some("application/octet-stream;charset=utf-8"),
        Some("application/x-www-form-urlencoded"),
    ];
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| host.rsplit_once(':')).map(|(host, _)| host);
    let experiments: [(HeaderName, &[Option<&str>]); 3] = [(ACCEPT, &accept), (CONTENT_TYPE, &content_type), (HOST, &[host])];
    for (name, values) in experiments {
        for value in values {
            let changed = with_header(request, &name, *value);
            if changed.headers().get(&name) != request.headers().get(&name) && signing::verify(&changed, presented, &key.secret).valid {
                let shown = |value: Option<&HeaderValue>| value.map_or("nothing".to_owned(), |value| format!("{value:?}"));
                let (signed, arrived) = (shown(changed.headers().get(&name)), shown(request.headers().get(&name)));
                return Some(format!("the header {name} was {signed} when the request was signed and arrived as {arrived}"));
            }
        }
    }
    None
}

fn other_target(request: &http::Request<Bytes>, presented: &Presented, key: &AccessKey) -> Option<String> {
    let signed_for = |target: &str| {
        let mut changed = request.clone();
        let Ok(uri) = target.parse() else { return false };
        *changed.uri_mut() = uri;
        signing::verify(&changed, presented, &key.secret).valid
    };
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    // A text that is encoded once more is, decoded, the text as it was encoded.
    let pairs: Vec<_> = query.split('&').map(|pair| pair.split('=').map(encoded).collect::<Vec<_>>().join("=")).collect();
    if matches!(presented.scheme, Scheme::Roa) && !query.is_empty() && signed_for(&format!("{path}?{}", pairs.join("&"))) {
        return Some("the query was signed with its values encoded; this scheme signs them decoded".to_owned());
    }
    if !query.is_empty() && signed_for(path) {
        return Some("the query was not signed".to_owned());
    }
    let behind = path.match_indices('/').skip(1).map(|(at, _)| &path[at..]);
    for rest in behind {
        let target = if query.is_empty() { rest.to_owned() } else { format!("{rest}?{query}") };
        if signed_for(&target) {
            return Some(format!("the path that was signed is {rest}, the path that was called {path}"));
        }
    }
    None
}

fn hexadecimal(presented: &Presented) -> Option<String> {
    let digits = STANDARD.decode(&presented.signature).ok()?;
    let is_hexadecimal = matches!(digits.len(), 40 | 64) && digits.iter().all(u8::is_ascii_hexdigit);
    is_hexadecimal.then(|| "the signature is the base64 text of hexadecimal digits; it must be that of the bytes themselves".to_owned())
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

//! Lines that make a call again.

use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING};

use super::Recorded;
use super::masking::{header, request_body, target};
use crate::authentication::REPLAY;

/// What belongs to the connection rather than to the call.
const OF_THE_CONNECTION: [http::HeaderName; 4] = [CONNECTION, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING];

/// Parameters that say who calls what, which a client adds by itself.
const PROTOCOL: [&str; 12] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Product",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

pub(super) fn curl(recorded: &Recorded, url: &str) -> String {
    let request = &recorded.request;
    let mut words = vec!["curl".to_owned(), "-X".to_owned(), request.method().to_string(), quoted(&format!("{url}{}", target(recorded)))];
    let mut add = |header: &str| words.extend(["-H".to_owned(), quoted(header)]);
    for (name, value) in request.headers() {
        if !OF_THE_CONNECTION.contains(name) {
            add(&format!("{name}: {}", header(recorded, name, &String::from_utf8_lossy(value.as_bytes()))));
        }
    }
    let body = request_body(recorded).text;
    // What curl would add by itself, and is signed.
    let added = [(ACCEPT, true), (CONTENT_TYPE, !body.is_empty())];
    for (name, _) in added.iter().filter(|(name, adds)| *adds && !request.headers().contains_key(name)) {
        add(&format!("{name}:"));
    }
    add(&format!("{REPLAY}: {}", recorded.number));
    if !body.is_empty() {
        words.extend(["--data-binary".to_owned(), quoted(&body)]);
    }
    words.join(" ")
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

pub(super) fn rust(recorded: &Recorded) -> String {
    let request = &recorded.request;
    let route = recorded.progress.route.as_ref();
    let name = route.map_or("Unknown", |route| route.operation.name);
    let mut line = format!("client.raw({name:?})");
    let whole = route.and_then(|route| route.uri()).map_or_else(|| target(recorded), |uri| masked_path(uri, recorded));
    let (path, query) = whole.split_once('?').unwrap_or((&whole, ""));
    let by_name = route.is_some_and(|route| route.by_name);
    if !by_name {
        line.push_str(&format!(".path({:?}, {path:?})", request.method().as_str()));
    }
    let body = request_body(recorded).text;
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    let form = if is_form { body.as_str() } else { "" };
    for (name, value) in form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form.as_bytes())) {
        if !(by_name && PROTOCOL.contains(&&*name)) {
            line.push_str(&format!(".parameter({name:?}, {value:?})"));
        }
    }
    if !body.is_empty() && !is_form {
        line.push_str(&format!(".body({content_type:?}, {})", raw(&body)));
    }
    line.push_str(".send().await?");
    line
}

/// The path behind a gateway's own, with the query as it may be shown.
fn masked_path(uri: &http::Uri, recorded: &Recorded) -> String {
    match target(recorded).split_once('?') {
        Some((_, query)) => format!("{}?{query}", uri.path()),
        None => uri.path().to_owned(),
    }
}

/// A text as Rust reads it without escapes.
fn raw(text: &str) -> String {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

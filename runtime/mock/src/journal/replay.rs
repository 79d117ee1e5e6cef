//! Lines that make a call again.

use ackgen_wire::{PROTOCOL_PARAMETERS, ServiceStyle, is_form};
use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, TRANSFER_ENCODING};

use super::masking::{header, path, request_body, target};
use super::{Call, typed};
use crate::authentication::REPLAY;

/// What belongs to the connection rather than to the call.
const OF_THE_CONNECTION: [http::HeaderName; 4] = [CONNECTION, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING];

/// What the admin API has to be sent where it asks for a token, which is not written down.
const TOKEN_PLACEHOLDER: &str = "x-mock-token: TOKEN";

/// Whether a parameter says who calls what, which a client adds by itself; the region only if it is told to.
fn is_added(name: &str) -> bool {
    name != "RegionId" && PROTOCOL_PARAMETERS.contains(&name)
}

pub(super) fn curl(call: &Call, url: &str) -> String {
    let request = call.request();
    let mut words = vec!["curl".to_owned(), "-X".to_owned(), request.method().to_string(), quoted(&format!("{url}{}", target(call)))];
    let mut add = |header: &str| words.extend(["-H".to_owned(), quoted(header)]);
    for (name, value) in request.headers() {
        if !OF_THE_CONNECTION.contains(name) {
            add(&format!("{name}: {}", header(call, name, &String::from_utf8_lossy(value.as_bytes()))));
        }
    }
    let body = request_body(call).text;
    // What curl would add by itself, and is signed.
    let added = [(ACCEPT, true), (CONTENT_TYPE, !body.is_empty())];
    for (name, _) in added.iter().filter(|(name, adds)| *adds && !request.headers().contains_key(name)) {
        add(&format!("{name}:"));
    }
    add(&format!("{REPLAY}: {}", call.number()));
    if call.0.needs_token {
        add(TOKEN_PLACEHOLDER);
    }
    if !body.is_empty() {
        words.extend(["--data-binary".to_owned(), quoted(&body)]);
    }
    words.join(" ")
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

pub(super) fn rust(call: &Call) -> String {
    let line = typed::call(call, is_added).unwrap_or_else(|| raw_call(call));
    format!("{line}.send().await?")
}

/// A call that the client has no method for, or no simple way to say.
fn raw_call(call: &Call) -> String {
    let request = call.request();
    let route = call.route();
    let name = route.map_or("Unknown", |route| route.operation.name);
    let by_name = route.is_some_and(|route| route.by_name);
    // Where operations have paths, only some gateways take names.
    let gateway = route.filter(|_| by_name && call.progress().service.is_some_and(|service| service.style == ServiceStyle::Roa));
    let mut line = gateway.map_or_else(String::new, |route| format!("/* through the gateway {} */ ", route.gateway));
    line.push_str(&format!("client.raw({name:?})"));
    let whole = route.and_then(|route| route.uri()).map_or_else(|| target(call), |uri| masked_path(uri, call));
    let (path, query) = whole.split_once('?').unwrap_or((&whole, ""));
    if !by_name {
        line.push_str(&format!(".path({:?}, {path:?})", request.method().as_str()));
    }
    let body = request_body(call).text;
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    let is_form = is_form(request.headers());
    let form = if is_form { body.as_str() } else { "" };
    for (name, value) in form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form.as_bytes())) {
        if !(by_name && is_added(&name)) {
            line.push_str(&format!(".parameter({name:?}, {value:?})"));
        }
    }
    if !body.is_empty() && !is_form {
        line.push_str(&format!(".body({content_type:?}, {})", raw(&body)));
    }
    line
}

/// The path behind a gateway's own, with the query as it may be shown.
fn masked_path(uri: &http::Uri, call: &Call) -> String {
    match target(call).split_once('?') {
        Some((_, query)) => format!("{}?{query}", path(call, uri.path())),
        None => path(call, uri.path()),
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

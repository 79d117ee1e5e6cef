//! A request as it goes over the wire, with the values that the guide shows.

use serde_json::{Map, Value};

use crate::emit::code::{encode, one_value};
use crate::emit::example;
use crate::model::{Body, Field, Location, Operation, Service, ServiceStyle};

/// Method, path, headers and body, as the scheme that clients use sends them. What is different in every call stands in
/// angle brackets.
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
    let body = if matches!(operation.body, Body::None) { None } else { example::request_body(service, operation) };
    let mut lines = vec![format!("{} {target} HTTP/1.1", method(operation))];
    lines.extend(host(service));
    lines.push("Accept: application/json".to_owned());
    if body.is_some() {
        lines.push("Content-Type: application/json".to_owned());
    }
    lines.extend(
        at(operation, &values, Location::Header).map(|(field, value)| format!("{}: {}", field.wire, header(&one_value(field, value)))),
    );
    lines.extend(signature(service, operation, body.is_some()));
    if let Some(body) = body {
        lines.push(String::new());
        lines.push(format!("{body:#}"));
    }
    lines.join("\n")
}

/// The headers of the default scheme.
fn signature(service: &Service, operation: &Operation, has_body: bool) -> Vec<String> {
    let scheme = service.signing.iter().find(|signing| signing.default).or(service.signing.first());
    let version = format!("x-acs-version: {}", header(&service.version));
    let nonce = "x-acs-signature-nonce: <random>".to_owned();
    match scheme.map(|signing| signing.scheme.as_str()) {
        Some("roa_hmac_sha1") => {
            let digest = has_body.then(|| "Content-MD5: <digest>".to_owned());
            let rest = [
                "Date: <now>".to_owned(),
                version,
                nonce,
                "x-acs-signature-method: HMAC-SHA1".to_owned(),
                "x-acs-signature-version: 1.0".to_owned(),
                "Authorization: acs <AccessKey ID>:<signature>".to_owned(),
            ];
            digest.into_iter().chain(rest).collect()
        }
        Some("acs3_hmac_sha256") => vec![
            format!("x-acs-action: {}", operation.name),
            version,
            "x-acs-date: <now>".to_owned(),
            nonce,
            "x-acs-content-sha256: <digest>".to_owned(),
            "Authorization: ACS3-HMAC-SHA256 Credential=<AccessKey ID>,SignedHeaders=<names>,Signature=<signature>".to_owned(),
        ],
        _ => Vec::new(),
    }
}

/// A form. It is one line on the wire; a line a parameter reads better, and says so by beginning with `&`.
fn by_parameters(service: &Service, operation: &Operation) -> String {
    let values = example::input(service, operation);
    let own = at(operation, &values, Location::Query).map(|(field, value)| (field.wire.as_str(), one_value(field, value)));
    let common = [("Action", operation.name.clone()), ("Version", service.version.clone())];
    let is_in_header = |scheme: &str| scheme == "acs3_hmac_sha256";
    let scheme = service.signing.iter().find(|signing| signing.default).or(service.signing.first());
    let mut parameters = pairs(common.into_iter().chain(own));
    let mut lines = vec![format!("{} {} HTTP/1.1", method(operation), operation.path)];
    lines.extend(host(service));
    match scheme.map(|signing| signing.scheme.as_str()) {
        Some(scheme) if is_in_header(scheme) => lines.extend(signature(service, operation, true)),
        Some(scheme) => {
            let (name, version) = if scheme == "asapi_hmac" { ("HMAC-SHA256", "2.1") } else { ("HMAC-SHA1", "1.0") };
            parameters.extend(["Format=JSON".to_owned(), "AccessKeyId=<AccessKey ID>".to_owned()]);
            parameters.extend([format!("SignatureMethod={name}"), format!("SignatureVersion={version}")]);
            parameters.extend(["SignatureNonce=<random>", "Timestamp=<now>", "Signature=<signature>"].map(str::to_owned));
        }
        None => {}
    }
    lines.push("Content-Type: application/x-www-form-urlencoded".to_owned());
    lines.push(String::new());
    lines.push(parameters.join("\n&"));
    lines.join("\n")
}

fn method(operation: &Operation) -> &str {
    operation.methods.first().map_or("GET", String::as_str)
}

/// The host that clients call.
fn host(service: &Service) -> Option<String> {
    let endpoint = service.endpoints.iter().find(|endpoint| endpoint.default).or(service.endpoints.first());
    endpoint.map(|endpoint| format!("Host: {}", endpoint.host))
}

/// The fields of a place in the request that have an example.
fn at<'a>(operation: &'a Operation, values: &'a Map<String, Value>, location: Location) -> impl Iterator<Item = (&'a Field, &'a Value)> {
    let fields = operation.input.fields.iter().filter(move |field| field.location == location);
    fields.filter_map(|field| values.get(&field.wire).map(|value| (field, value)))
}

fn pairs<'a>(values: impl Iterator<Item = (&'a str, String)>) -> Vec<String> {
    values.map(|(name, value)| format!("{}={}", encode(name), encode(&value))).collect()
}

/// A header is one line.
fn header(value: &str) -> String {
    value.replace(['\r', '\n'], " ")
}

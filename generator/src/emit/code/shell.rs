//! Shell scripts that sign a request by themselves and send it with curl.

use serde::Serialize;

use super::Programs;
use super::literal::quoted;
use super::request::{Parts, encode};
use crate::emit::example::plain;
use crate::model::{Operation, Service, ServiceStyle};

#[derive(Serialize)]
struct View {
    /// The name of the operation, its product's and its version.
    operation: String,
    version: String,
    method: String,
    /// The path and the query as they are signed.
    resource: String,
    /// The path and the query as they are sent.
    target: String,
    headers: Vec<String>,
    body: Option<String>,
    /// The parameters of a form, sorted: each encoded, as it stands in double quotes.
    parameters: Vec<String>,
}

/// A script, where one can sign by the service's own scheme.
pub fn program(programs: &Programs, service: &Service, operation: &Operation) -> Option<String> {
    let scheme = service.signing.iter().find(|signing| signing.default).or(service.signing.first())?;
    let template = match (service.style, scheme.scheme.as_str()) {
        (ServiceStyle::Roa, "roa_hmac_sha1") => "roa.sh",
        (ServiceStyle::Rpc, "rpc_hmac_sha1") => "rpc.sh",
        _ => return None,
    };
    Some(programs.print(template, &view(service, operation)))
}

fn view(service: &Service, operation: &Operation) -> View {
    let parts = Parts::of(service, operation);
    let mut query: Vec<_> = parts.query.iter().map(|(name, value)| (*name, plain(value))).collect();
    query.sort();
    let path = parts.filled(&operation.path);
    let with = |pairs: Vec<String>| if pairs.is_empty() { path.clone() } else { format!("{path}?{}", pairs.join("&")) };
    View {
        operation: operation.name.clone(),
        version: service.version.clone(),
        method: parts.method.to_owned(),
        resource: quoted(&with(query.iter().map(|(name, value)| format!("{name}={value}")).collect())),
        target: with(query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect()),
        headers: parts.headers.iter().map(|(name, value)| quoted(&format!("{name}: {value}"))).collect(),
        body: parts.body.as_ref().map(|body| quoted(&format!("{body:#}"))),
        parameters: form(service, operation, &query),
    }
}

/// What a form holds, in the order in which it is signed.
fn form(service: &Service, operation: &Operation, own: &[(&str, String)]) -> Vec<String> {
    let fixed = [
        ("Action", operation.name.as_str()),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("Version", service.version.as_str()),
    ];
    let changing = [
        ("AccessKeyId", r#"$(encode "$ALIBABA_CLOUD_ACCESS_KEY_ID")"#),
        ("SignatureNonce", "$(openssl rand -hex 16)"),
        ("Timestamp", "$(date -u +%Y-%m-%dT%H%%3A%M%%3A%SZ)"),
    ];
    let mut all: Vec<(&str, String)> = own.iter().map(|(name, value)| (*name, encode_whole(value))).collect();
    all.extend(fixed.map(|(name, value)| (name, encode_whole(value))));
    all.extend(changing.map(|(name, value)| (name, value.to_owned())));
    all.sort();
    all.into_iter().map(|(name, value)| format!("{}={value}", encode_whole(name))).collect()
}

/// Percent-encoding as it is signed: asterisks, too.
fn encode_whole(text: &str) -> String {
    encode(text).replace('*', "%2A")
}

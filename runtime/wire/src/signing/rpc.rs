//! Calls by name: every parameter is signed, wherever it is. An ASAPI gateway asks for a few more of them.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};

use super::canonical::{Digest, seconds};
use super::recipe::{Encoding, Recipe};
use super::{Candidate, Credentials, SigningContext, SigningError};
use crate::parameters::{FORM, encode_pairs, is_form, pairs, percent_encode};
use crate::values::Secret;

/// What a version of the scheme is about.
pub(super) struct Version {
    number: &'static str,
    method: &'static str,
    digest: Digest,
    /// Whether the product, the region and an empty `SignatureType` are among the parameters.
    gateway: bool,
}

pub(super) const RPC: Version = Version { number: "1.0", method: "HMAC-SHA1", digest: Digest::Sha1, gateway: false };
pub(super) const ASAPI: Version = Version { number: "2.1", method: "HMAC-SHA256", digest: Digest::Sha256, gateway: true };

pub(super) fn sign(
    request: &mut http::Request<Bytes>,
    version: &Version,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<String, SigningError> {
    let timestamp = seconds(context.at);
    let format = parameters(request).into_iter().find(|(name, _)| name == "Format").map(|(_, format)| format);
    let mut added = vec![
        ("Action", context.operation),
        ("Version", context.version),
        // What the caller asks for stays.
        ("Format", format.as_deref().unwrap_or("JSON")),
        ("AccessKeyId", credentials.access_key_id.as_str()),
        ("SignatureMethod", version.method),
        ("SignatureVersion", version.number),
        ("SignatureNonce", context.nonce),
        ("Timestamp", timestamp.as_str()),
    ];
    if version.gateway {
        added.extend([("Product", context.product), ("SignatureType", "")]);
        added.extend(context.region.map(|region| ("RegionId", region)));
    }
    added.extend(credentials.security_token.as_ref().map(|token| ("SecurityToken", token.expose())));

    request.headers_mut().remove(AUTHORIZATION);
    let stale = |name: &str| matches!(name, "Signature" | "SecurityToken") || added.iter().any(|(added, _)| *added == name);
    let keep = |encoded: &str| -> Vec<(String, String)> {
        pairs(encoded).into_iter().filter(|(name, _)| !stale(name)).map(|(name, value)| (name, value.unwrap_or_default())).collect()
    };
    let in_form = is_form(request.headers()) || (request.body().is_empty() && request.method() == http::Method::POST);
    let mut query = keep(request.uri().query().unwrap_or_default());
    let mut form = if in_form { keep(&String::from_utf8_lossy(request.body())) } else { Vec::new() };

    let target = if in_form { &mut form } else { &mut query };
    target.extend(added.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let string_to_sign = string_to_sign(request.method(), query.iter().chain(form.iter()).cloned().collect());
    let signature = signature(&string_to_sign, version.digest, &credentials.access_key_secret);
    if in_form { &mut form } else { &mut query }.push(("Signature".to_owned(), signature));

    set_query(request, &encoded(&query))?;
    if in_form {
        *request.body_mut() = encoded(&form).into();
        if !is_form(request.headers()) {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        }
    }
    Ok(string_to_sign)
}

/// What was signed for this request.
pub(super) fn candidates(request: &http::Request<Bytes>, digest: Digest, secret: &Secret) -> Vec<Candidate> {
    let parameters = parameters(request).into_iter().filter(|(name, _)| name != "Signature").collect();
    let string_to_sign = string_to_sign(request.method(), parameters);
    let signature = signature(&string_to_sign, digest, secret);
    vec![Candidate { string_to_sign, signature }]
}

/// All parameters, those of the query before those of the form.
pub(super) fn parameters(request: &http::Request<Bytes>) -> Vec<(String, String)> {
    let mut parameters = pairs(request.uri().query().unwrap_or_default());
    if is_form(request.headers()) {
        parameters.extend(pairs(&String::from_utf8_lossy(request.body())));
    }
    parameters.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect()
}

/// Sorted by name, then by value; the whole is encoded once more.
fn string_to_sign(method: &http::Method, mut parameters: Vec<(String, String)>) -> String {
    parameters.sort();
    format!("{method}&%2F&{}", percent_encode(&encoded(&parameters)))
}

fn encoded(pairs: &[(String, String)]) -> String {
    let mut encoded = String::new();
    encode_pairs(&mut encoded, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    encoded
}

fn signature(string_to_sign: &str, digest: Digest, secret: &Secret) -> String {
    Recipe { digest, ampersand: true, digested: false, encoding: Encoding::Base64 }.sign(string_to_sign, secret)
}

fn set_query(request: &mut http::Request<Bytes>, query: &str) -> Result<(), SigningError> {
    let path = request.uri().path();
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(target.parse().map_err(|_| SigningError::Uri)?);
    *request.uri_mut() = http::Uri::from_parts(parts).map_err(|_| SigningError::Uri)?;
    Ok(())
}

//! Keeps secrets out of errors.

use std::borrow::Cow;
use std::ptr;

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use crate::credentials::Credentials;
use crate::percent::{decoded, encoded};
use crate::wire::signing::redacted;
use crate::wire::{Field, Kind, Location, Operation, Schema, Secret};

/// The secrets of a request: those it is signed with, and those of its parameters.
pub(crate) struct Redactor<'a> {
    credentials: &'a Credentials,
    parameters: Vec<Secret>,
}

impl<'a> Redactor<'a> {
    pub(crate) fn new(credentials: &'a Credentials, operation: Option<&Operation>, request: &http::Request<Bytes>) -> Self {
        Self { credentials, parameters: operation.map_or_else(Vec::new, |operation| parameters(operation, request)) }
    }

    /// A text, such as a string to sign, without the secrets, however they are encoded.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = redacted(text);
        let own = [Some(self.credentials.access_key_secret()), self.credentials.security_token()].into_iter().flatten();
        for secret in own.chain(&self.parameters).map(Secret::expose).filter(|secret| !secret.is_empty()) {
            let once = encoded(secret);
            for form in [secret, &*once, &*encoded(&once)] {
                if text.contains(form) {
                    text = text.replace(form, "***");
                }
            }
        }
        text
    }
}

/// The values of parameters that hold secrets, wherever a string to sign has them: in the query, in headers, in a form.
fn parameters(operation: &Operation, request: &http::Request<Bytes>) -> Vec<Secret> {
    let form = request.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let form = if form { String::from_utf8_lossy(request.body()) } else { Cow::Borrowed("") };
    let query = request.uri().query().unwrap_or_default();
    let pairs = query.split('&').chain(form.split('&')).filter_map(|pair| pair.split_once('='));
    // Whether a field holds a secret is asked last: it may mean a walk through a large struct.
    let fields = operation.input.fields;
    let named = |name: &str| {
        let name = decoded(name);
        let is_part = |field: &Field| name.strip_prefix(field.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        fields.iter().any(|field| is_part(field) && holds_secret(&field.kind))
    };
    let mut values: Vec<_> = pairs.filter(|(name, _)| named(name)).map(|(_, value)| Secret::from(decoded(value))).collect();
    let in_headers = fields.iter().filter(|field| field.location == Location::Header && holds_secret(&field.kind));
    let headers = in_headers.filter_map(|field| request.headers().get(field.name));
    values.extend(headers.map(|value| Secret::from(String::from_utf8_lossy(value.as_bytes()).into_owned())));
    values
}

fn holds_secret(kind: &Kind) -> bool {
    holds(kind, &mut Vec::new())
}

/// `known` are the structs that are looked into already: one may hold itself in a list.
fn holds(kind: &Kind, known: &mut Vec<*const Schema>) -> bool {
    match kind {
        Kind::Secret => true,
        Kind::List(inner) | Kind::Map(inner) | Kind::Json(inner) => holds(inner, known),
        Kind::Record(schema) => {
            let is_new = !known.contains(&ptr::from_ref(*schema));
            known.push(*schema);
            is_new && schema.fields.iter().any(|field| holds(&field.kind, known))
        }
        _ => false,
    }
}

//! Keeps secrets out of errors.

use std::borrow::Cow;
use std::cell::OnceCell;

use bytes::Bytes;

use crate::builder::host;
use crate::percent::{decoded, encoded};
use crate::request::Making;
use crate::transport::TransportError;
use crate::wire::secrets::{collect, is_secret};
use crate::wire::serde_json::{self, Value};
use crate::wire::signing::redacted;
use crate::wire::{Kind, Location, Operation, Secret, ServiceError, is_form};

/// The secrets of a request: those it is signed with, and those of its parameters, its headers and its body. The latter are looked
/// for only when there is something to hide them in.
pub(crate) struct Redactor<'a> {
    pub(crate) making: Making<'a>,
    /// The request, where an interceptor may have changed it. It can be made again otherwise.
    changed: Option<Box<http::Request<Bytes>>>,
    /// What was sent that is secret, once it was looked for.
    sent: OnceCell<Vec<Secret>>,
}

/// How many characters a secret has at least that does not come up by chance inside of other words.
const DISTINCT: usize = 8;

impl<'a> Redactor<'a> {
    pub(crate) fn new(making: Making<'a>, request: &http::Request<Bytes>) -> Self {
        let changed = (!making.parts.interceptors.is_empty()).then(|| Box::new(request.clone()));
        Self { making, changed, sent: OnceCell::new() }
    }

    /// The host that was called, and its port.
    pub(crate) fn address(&self) -> &str {
        host(self.changed.as_ref().map_or(&self.making.parts.endpoint, |request| request.uri()))
    }

    /// A text, such as a string to sign, without the secrets, however they are encoded.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = redacted(text);
        let credentials = self.making.credentials;
        let own = [Some(credentials.access_key_secret()), credentials.security_token()].into_iter().flatten();
        let sent = self.sent.get_or_init(|| self.find_sent());
        for secret in own.chain(sent).map(Secret::expose).filter(|secret| !secret.is_empty()) {
            for form in forms(secret) {
                if secret.chars().count() < DISTINCT {
                    text = hidden_alone(text, &form);
                } else if text.contains(&form) {
                    text = text.replace(&form, "***");
                }
            }
        }
        text
    }

    /// The same of everything that a service says, but for the code: services choose it from a list, and programs branch on it.
    pub(crate) fn redact_error(&self, error: &mut ServiceError) {
        for text in [&mut error.message, &mut error.recommend].into_iter().flatten() {
            *text = self.redact(text);
        }
        for (_, value) in error.extra.iter_mut() {
            *value = self.redact_value(std::mem::take(value));
        }
    }

    /// The same of what a transport says, which may quote what it sends.
    pub(crate) fn redact_failure(&self, error: TransportError) -> TransportError {
        error.redacted(|text| self.redact(text))
    }

    fn redact_value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => self.redact(&text).into(),
            Value::Array(items) => items.into_iter().map(|item| self.redact_value(item)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(name, value)| (self.redact(&name), self.redact_value(value))).collect(),
            other => {
                let text = other.to_string();
                let redacted = self.redact(&text);
                if redacted == text { other } else { redacted.into() }
            }
        }
    }

    /// The secrets of the query, the headers and the body.
    fn find_sent(&self) -> Vec<Secret> {
        let made = self.changed.as_deref().cloned().or_else(|| self.making.address().ok());
        let Some((head, body)) = made.map(http::Request::into_parts) else { return Vec::new() };
        let is_form = is_form(&head.headers);
        let mut secrets = Vec::new();
        let in_headers = head.headers.iter().filter(|(name, _)| self.is_secret_header(name.as_str()));
        secrets.extend(in_headers.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let form = if is_form { String::from_utf8_lossy(&body) } else { Cow::Borrowed("") };
        let pairs = head.uri.query().unwrap_or_default().split('&').chain(form.split('&')).filter_map(|pair| pair.split_once('='));
        for (name, value) in pairs {
            self.parameter(&decoded(name), decoded(value), &mut secrets);
        }
        if let Some(body) = Some(&body).filter(|_| !is_form).and_then(|body| serde_json::from_slice::<Value>(body).ok()) {
            collect(&body, &self.making.prepared.table.map_or(Kind::Any, Operation::kind_of_body), &mut secrets);
        }
        secrets.into_iter().map(Secret::from).collect()
    }

    fn is_secret_header(&self, name: &str) -> bool {
        let fields = self.making.prepared.table.map_or(&[][..], |operation| operation.input.fields);
        let field = fields.iter().find(|field| field.location == Location::Header && field.name.eq_ignore_ascii_case(name));
        field.map_or_else(|| is_secret(name), |field| field.kind.holds_secret())
    }

    /// A part of a nested value goes by a path, `addons.1.token`, and is as secret as the field where that begins.
    fn parameter(&self, name: &str, value: String, secrets: &mut Vec<String>) {
        let of = |name| self.making.prepared.table.and_then(|operation| operation.input.field(name));
        let is_secret = match of(name).or_else(|| of(name.split('.').next()?)) {
            Some(field) => field.kind.holds_secret(),
            None => is_secret(name),
        };
        if is_secret {
            secrets.push(value);
        }
    }
}

/// A secret as services write it into what they say: as it is, in URLs, in JSON, in pages.
fn forms(secret: &str) -> [String; 11] {
    let once = encoded(secret);
    // As a form has it, and as scripts do.
    let form = once.replace("%20", "+").replace("%2A", "*").replace('~', "%7E");
    let script = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
    let script = script.iter().fold(once.clone(), |text, (encoded, plain)| text.replace(encoded, plain));
    let json = Value::from(secret).to_string();
    let json = &json[1..json.len() - 1];
    // As Go and others write them, lest they end a script.
    let careful = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let most_careful = careful.replace('=', "\\u003d").replace('\'', "\\u0027");
    let slashes = json.replace('/', "\\/");
    let page = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;");
    let (twice, lower) = (encoded(&once), lower_case_hex(&once));
    [secret.to_owned(), twice, lower, once, form, script, json.to_owned(), careful, most_careful, slashes, page]
}

/// `%3D` as `%3d`.
fn lower_case_hex(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_at(part.len().min(2));
        lower.extend(["%", &hex.to_ascii_lowercase(), rest]);
    }
    lower
}

/// A text without a short secret, where that is a word of its own.
fn hidden_alone(text: String, secret: &str) -> String {
    if !text.contains(secret) {
        return text;
    }
    let mut hidden = String::with_capacity(text.len());
    let (mut written, mut from) = (0, 0);
    while let Some(at) = text[from..].find(secret).map(|at| from + at) {
        let end = at + secret.len();
        let first = secret.chars().next().map_or(1, char::len_utf8);
        if ends_word(&text[..at]) && !text[end..].starts_with(char::is_alphanumeric) {
            hidden.push_str(&text[written..at]);
            hidden.push_str("***");
            (written, from) = (end, end);
        } else {
            from = at + first;
        }
    }
    hidden + &text[written..]
}

/// Whether what follows a text begins a word: behind no letter and no digit, unless that is of an escape, `%3D` or `\n`.
fn ends_word(text: &str) -> bool {
    let mut back = text.chars().rev();
    let Some(last) = back.next().filter(|last| last.is_alphanumeric()) else { return true };
    let is_hex = |c: char| c.is_ascii_hexdigit();
    match back.next() {
        Some('\\') => true,
        // What is encoded twice begins with `%25`.
        Some(first) if is_hex(first) && is_hex(last) => text[..text.len() - 2].trim_end_matches("25").ends_with('%'),
        _ => false,
    }
}

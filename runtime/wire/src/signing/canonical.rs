//! What the schemes have in common: digests, the canonical form of headers, the pieces of a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, HeaderValue};
use md5::Md5;
use percent_encoding::percent_decode_str;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::{Credentials, SigningContext, SigningError};
use crate::parameters::pairs;

/// The hash function of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha256,
}

impl Digest {
    /// The keyed digest of a text.
    pub(super) fn of(self, key: &str, text: &str) -> Vec<u8> {
        fn keyed<M: Mac + KeyInit>(key: &str, text: &str) -> Vec<u8> {
            // HMAC takes a key of any length, so that there is no other case.
            M::new_from_slice(key.as_bytes()).map_or_else(|_| Vec::new(), |mac| mac.chain_update(text).finalize().into_bytes().to_vec())
        }
        match self {
            Self::Sha1 => keyed::<Hmac<Sha1>>(key, text),
            Self::Sha256 => keyed::<Hmac<Sha256>>(key, text),
        }
    }
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn content_md5(body: &[u8]) -> String {
    base64(&Md5::digest(body))
}

/// The values of a header, trimmed, without breaks, separated by commas; `None` if there is no such header.
pub(super) fn header(request: &http::Request<Bytes>, name: &str) -> Option<String> {
    let mut values = request.headers().get_all(name).iter().map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        text.trim().replace(['\t', '\n', '\r', '\u{c}'], " ")
    });
    let first = values.next()?;
    Some(values.fold(first, |all, value| all + "," + &value))
}

/// The names of all headers that begin with `x-acs-`, sorted.
pub(super) fn acs_headers(request: &http::Request<Bytes>) -> Vec<String> {
    let mut names: Vec<_> =
        request.headers().keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-acs-")).map(str::to_owned).collect();
    names.sort();
    names
}

pub(super) fn set_header(request: &mut http::Request<Bytes>, name: &'static str, value: &str) -> Result<(), SigningError> {
    let value = HeaderValue::try_from(value).map_err(|_| SigningError::Header(name))?;
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Sets a header whose value must not be logged.
pub(super) fn set_secret(request: &mut http::Request<Bytes>, name: &'static str, value: &str) -> Result<(), SigningError> {
    let mut value = HeaderValue::try_from(value).map_err(|_| SigningError::Header(name))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Sets the headers that calls by path have in every scheme.
pub(super) fn set_common(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<(), SigningError> {
    request.headers_mut().remove(AUTHORIZATION);
    set_header(request, "x-acs-version", context.version)?;
    set_header(request, "x-acs-signature-nonce", context.nonce)?;
    if let Some(region) = context.region {
        set_header(request, "x-acs-region-id", region)?;
    }
    match &credentials.security_token {
        Some(token) => set_secret(request, "x-acs-security-token", token.expose()),
        None => {
            request.headers_mut().remove("x-acs-security-token");
            request.headers_mut().remove("x-acs-accesskey-id");
            Ok(())
        }
    }
}

/// How a parameter without a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Valueless {
    /// As it was sent.
    AsSent,
    /// `name=`.
    Equals,
    /// `name`.
    Bare,
}

/// The sorted query; `write` encodes names and values, or leaves them as they are.
pub(super) fn sorted_query(request: &http::Request<Bytes>, valueless: Valueless, write: impl Fn(&str) -> String) -> String {
    let mut query = pairs(request.uri().query().unwrap_or_default());
    query.sort_by(|a, b| a.0.cmp(&b.0));
    let pair = |(name, value): &(String, Option<String>)| match (value.as_deref(), valueless) {
        (None, Valueless::AsSent) | (None | Some(""), Valueless::Bare) => write(name),
        (value, _) => format!("{}={}", write(name), write(value.unwrap_or_default())),
    };
    query.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// The path as it was sent and, if that is another one, decoded.
pub(super) fn paths(request: &http::Request<Bytes>) -> Vec<String> {
    let sent = request.uri().path();
    let mut paths = vec![if sent.is_empty() { "/".to_owned() } else { sent.to_owned() }];
    let decoded = percent_decode_str(sent).decode_utf8_lossy();
    if decoded != sent {
        paths.push(decoded.into_owned());
    }
    paths
}

/// `2015-12-16T11:18:47Z`.
pub(super) fn seconds(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

//! The headers that signatures are about, and those that carry them.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AsHeaderName, HeaderName, HeaderValue};

use super::{Credentials, SigningContext, SigningError};

pub(super) const ACCESS_KEY_ID: HeaderName = HeaderName::from_static("x-acs-accesskey-id");
pub(super) const ACTION: HeaderName = HeaderName::from_static("x-acs-action");
pub(super) const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
pub(super) const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-acs-content-sha256");
pub(super) const DATE: HeaderName = HeaderName::from_static("x-acs-date");
pub(super) const NONCE: HeaderName = HeaderName::from_static("x-acs-signature-nonce");
pub(super) const REGION: HeaderName = HeaderName::from_static("x-acs-region-id");
pub(super) const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-acs-security-token");
pub(super) const SIGNATURE_METHOD: HeaderName = HeaderName::from_static("x-acs-signature-method");
pub(super) const SIGNATURE_VERSION: HeaderName = HeaderName::from_static("x-acs-signature-version");
pub(super) const VERSION: HeaderName = HeaderName::from_static("x-acs-version");

/// The values of a header, trimmed, without breaks, separated by commas; `None` if there is no such header.
pub(super) fn header(request: &http::Request<Bytes>, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
    let mut values = request.headers().get_all(name).iter().map(on_one_line);
    let first = values.next()?;
    Some(values.fold(first, |all, value| joined(&all, &value)))
}

/// The headers whose names are wanted, each with its values as [`header`] has them, sorted by name.
pub(super) fn headers(request: &http::Request<Bytes>, wanted: impl Fn(&str) -> bool) -> Vec<(&str, Cow<'_, str>)> {
    let mut headers: Vec<(&str, Cow<'_, str>)> = Vec::with_capacity(request.headers().len());
    // Values of one name follow each other.
    for (name, value) in request.headers().iter().filter(|(name, _)| wanted(name.as_str())) {
        match headers.last_mut() {
            Some((last, all)) if *last == name.as_str() => *all = joined(all, &on_one_line(value)),
            _ => headers.push((name.as_str(), on_one_line(value))),
        }
    }
    headers.sort_unstable_by_key(|(name, _)| *name);
    headers
}

/// Whether a header is one of the vendor's, which are all signed.
pub(super) fn is_acs(name: &str) -> bool {
    name.starts_with("x-acs-")
}

fn on_one_line(value: &HeaderValue) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    // Looked at to the end, as that is quicker than to stop: nearly none has anything else.
    let is_plain = bytes.iter().fold(true, |plain, byte| plain & (b' '..=b'~').contains(byte));
    match std::str::from_utf8(bytes) {
        Ok(text) if is_plain => text.trim_ascii().into(),
        _ => String::from_utf8_lossy(bytes).trim().replace(['\t', '\n', '\r', '\u{c}'], " ").into(),
    }
}

fn joined<'a>(all: &str, value: &str) -> Cow<'a, str> {
    [all, value].join(",").into()
}

/// Sets the headers that calls by path have in every scheme.
pub(super) fn set_common(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<(), SigningError> {
    // As many as are added mostly, so that the map grows once.
    request.headers_mut().reserve(8);
    set_header(request, VERSION, context.version)?;
    set_header(request, NONCE, context.nonce)?;
    if let Some(region) = context.region {
        set_header(request, REGION, region)?;
    }
    match &credentials.security_token {
        Some(token) => {
            let mut value = HeaderValue::try_from(token.expose()).map_err(|_| SigningError::Header(SECURITY_TOKEN))?;
            value.set_sensitive(true);
            request.headers_mut().insert(SECURITY_TOKEN, value);
        }
        None => {
            request.headers_mut().remove(SECURITY_TOKEN);
            request.headers_mut().remove(ACCESS_KEY_ID);
        }
    }
    Ok(())
}

pub(super) fn set_header(
    request: &mut http::Request<Bytes>,
    name: HeaderName,
    value: impl TryInto<HeaderValue>,
) -> Result<(), SigningError> {
    match value.try_into() {
        Ok(value) => {
            request.headers_mut().insert(name, value);
            Ok(())
        }
        Err(_) => Err(SigningError::Header(name)),
    }
}

//! The signature that a request brings along.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use jiff::fmt::rfc2822;

use super::Scheme;
use super::canonical::Digest;
use super::headers::{DATE, NONCE, SECURITY_TOKEN, header};
use super::rpc::parameters;
use crate::text::shortened;
use crate::values::Secret;

/// What a request says about who signed it, how and when. None of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presented {
    /// How it is signed.
    pub scheme: Scheme,
    /// Who signed it.
    pub access_key_id: String,
    /// The signature, as text.
    pub signature: String,
    /// The headers that it says are signed, in small letters; none where the scheme does not have it say so.
    pub signed_headers: Vec<String>,
    /// What comes with temporary credentials.
    pub security_token: Option<Secret>,
    /// When it says it was signed, as text.
    pub date: Option<String>,
    /// When it says it was signed, if that can be read.
    pub instant: Option<jiff::Timestamp>,
    /// The text that is never used twice. Not every SDK sends one.
    pub nonce: Option<String>,
    pub(super) digest: Digest,
}

/// Why the signature of a request could not be found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// There is none.
    Missing,
    /// It is of a scheme that is not known, which is named.
    Scheme(String),
    /// This part of it is missing or cannot be read.
    Malformed(&'static str),
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("the request has no signature"),
            Self::Scheme(name) => write!(formatter, "the signing scheme {name:?} is not known"),
            Self::Malformed(part) => write!(formatter, "the signature has no readable {part}"),
        }
    }
}

impl std::error::Error for AuthorizationError {}

/// Finds the signature of a request: in its `Authorization` header, or among its parameters.
pub fn presented(request: &http::Request<Bytes>) -> Result<Presented, AuthorizationError> {
    let Some(authorization) = header(request, AUTHORIZATION) else { return by_parameters(request) };
    let (scheme, rest) = authorization.split_once(' ').unwrap_or((&authorization, ""));
    match scheme {
        "ACS3-HMAC-SHA256" => acs3(request, rest),
        scheme if scheme.eq_ignore_ascii_case("acs") => roa(request, rest),
        scheme => Err(AuthorizationError::Scheme(shortened(scheme, 40))),
    }
}

fn roa(request: &http::Request<Bytes>, rest: &str) -> Result<Presented, AuthorizationError> {
    let (access_key_id, signature) = rest.trim().rsplit_once(':').ok_or(AuthorizationError::Malformed("access key id and signature"))?;
    let date = header(request, http::header::DATE).map(Cow::into_owned);
    let instant = date.as_deref().and_then(|text| rfc2822::DateTimeParser::new().parse_timestamp(text).ok());
    Ok(Presented {
        scheme: Scheme::Roa,
        access_key_id: named(access_key_id, "access key id")?,
        signature: named(signature, "signature")?,
        signed_headers: Vec::new(),
        date,
        instant,
        ..with_headers(request, Digest::Sha1)
    })
}

fn acs3(request: &http::Request<Bytes>, rest: &str) -> Result<Presented, AuthorizationError> {
    let part = |name: &'static str| {
        let value = rest.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        named(value.unwrap_or_default(), name)
    };
    let date = header(request, DATE).map(Cow::into_owned);
    let instant = date.as_deref().and_then(|text| text.parse().ok());
    Ok(Presented {
        scheme: Scheme::Acs3,
        access_key_id: part("Credential")?,
        signature: part("Signature")?,
        signed_headers: part("SignedHeaders")?.split(';').map(str::to_ascii_lowercase).collect(),
        date,
        instant,
        ..with_headers(request, Digest::Sha256)
    })
}

fn by_parameters(request: &http::Request<Bytes>) -> Result<Presented, AuthorizationError> {
    let parameters = parameters(request);
    let parameter = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let Some(signature) = parameter("Signature") else { return Err(AuthorizationError::Missing) };
    let scheme = match parameter("SignatureVersion").as_deref() {
        Some("2.1") => Scheme::Asapi,
        Some("1.0") | None => Scheme::Rpc,
        Some(other) => return Err(AuthorizationError::Scheme(format!("version {}", shortened(other, 40)))),
    };
    let digest = match (parameter("SignatureMethod").as_deref(), scheme) {
        (Some("HMAC-SHA1"), _) | (None, Scheme::Rpc) => Digest::Sha1,
        (Some("HMAC-SHA256"), _) | (None, _) => Digest::Sha256,
        (Some(other), _) => return Err(AuthorizationError::Scheme(shortened(other, 40))),
    };
    let date = parameter("Timestamp");
    Ok(Presented {
        scheme,
        access_key_id: named(&parameter("AccessKeyId").unwrap_or_default(), "AccessKeyId")?,
        signature: named(&signature, "Signature")?,
        signed_headers: Vec::new(),
        security_token: parameter("SecurityToken").map(Secret::from),
        instant: date.as_deref().and_then(|text| text.parse().ok()),
        date,
        nonce: parameter("SignatureNonce"),
        digest,
    })
}

/// What the schemes with headers have in common.
fn with_headers(request: &http::Request<Bytes>, digest: Digest) -> Presented {
    Presented {
        scheme: Scheme::Roa,
        access_key_id: String::new(),
        signature: String::new(),
        signed_headers: Vec::new(),
        security_token: header(request, SECURITY_TOKEN).map(|token| Secret::from(&*token)),
        date: None,
        instant: None,
        nonce: header(request, NONCE).map(Cow::into_owned),
        digest,
    }
}

fn named(text: &str, part: &'static str) -> Result<String, AuthorizationError> {
    let text = text.trim();
    if text.is_empty() { Err(AuthorizationError::Malformed(part)) } else { Ok(text.to_owned()) }
}

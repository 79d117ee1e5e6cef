//! Signatures: a client adds one to a request, a server checks one.
//!
//! | scheme | where it is used | what is signed |
//! |---|---|---|
//! | [`Scheme::Roa`] | calls by path | method, four headers, `x-acs-*` headers, path, decoded query |
//! | [`Scheme::Acs3`] | calls by path, newer SDKs | method, path, encoded query, named headers, digest of the body |
//! | [`Scheme::Rpc`] | calls by name | all parameters |
//! | [`Scheme::Asapi`] | calls by name through an ASAPI gateway | all parameters |
//!
//! Vendors' SDKs disagree about a parameter without a value and about what of a path is encoded. A server accepts
//! a signature over any of these forms: they all say the same.

mod acs3;
mod canonical;
mod explain;
mod headers;
mod presented;
mod recipe;
mod roa;
mod rpc;

use std::fmt;

use bytes::Bytes;
use subtle::ConstantTimeEq;

pub use canonical::{Digest, hex};
pub use explain::{Difference, explain, redacted};
pub use presented::{AuthorizationError, Presented, presented};
pub use recipe::{Encoding, Recipe, body_digest};

use crate::values::Secret;

/// A way to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Version 1 for calls by path: HMAC-SHA1, `Authorization: acs ID:SIGNATURE`.
    Roa,
    /// `ACS3-HMAC-SHA256`.
    Acs3,
    /// Version 1 for calls by name: HMAC-SHA1 over all parameters.
    Rpc,
    /// For calls by name through an ASAPI gateway: HMAC-SHA256 over all parameters, version 2.1.
    Asapi,
}

impl Scheme {
    /// Its name for humans.
    pub fn name(self) -> &'static str {
        match self {
            Self::Roa => "ROA HMAC-SHA1",
            Self::Acs3 => "ACS3-HMAC-SHA256",
            Self::Rpc => "RPC HMAC-SHA1",
            Self::Asapi => "ASAPI HMAC-SHA256",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Names the key; not secret.
    pub access_key_id: String,
    /// The key.
    pub access_key_secret: Secret,
    /// With temporary credentials, what proves that they are still good.
    pub security_token: Option<Secret>,
}

/// What a signature depends on beside the request and the credentials.
#[derive(Clone, Copy, Debug)]
pub struct SigningContext<'a> {
    /// The name of the operation.
    pub operation: &'a str,
    /// What gateways call the product.
    pub product: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// The region that the call is about.
    pub region: Option<&'a str>,
    /// When the call is made.
    pub at: jiff::Timestamp,
    /// A text that is never used twice.
    pub nonce: &'a str,
}

/// The outcome of signing.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, for [`Scheme::Acs3`] the canonical request. It holds the security token; see [`redacted`].
    pub string_to_sign: String,
}

/// The outcome of checking a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the signature is right, and the body is the one that was signed.
    pub valid: bool,
    /// Whether the body has the digest that a header says it has; true if no header does.
    pub body_matches: bool,
    /// What should have been signed, for [`Scheme::Acs3`] the canonical request. It holds the security token; see
    /// [`redacted`].
    pub string_to_sign: String,
    /// What the signature should have been. Only whoever may know the secret may see it.
    pub signature: String,
}

impl fmt::Debug for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Signed").field("string_to_sign", &redacted(&self.string_to_sign)).finish()
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verdict")
            .field("valid", &self.valid)
            .field("body_matches", &self.body_matches)
            .field("string_to_sign", &redacted(&self.string_to_sign))
            .finish()
    }
}

/// Why a request could not be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// The value of this header has characters that a header cannot carry.
    Header(http::HeaderName),
    /// The host is signed, and the request has neither a `Host` header nor a host in its URI.
    Host,
    /// The parameters do not make a URI.
    Uri,
}

impl fmt::Display for SigningError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(formatter, "the request cannot be signed: the value of {name} cannot be sent in a header"),
            Self::Host => formatter.write_str("the request cannot be signed: it does not say which host it is for"),
            Self::Uri => formatter.write_str("the request cannot be signed: its parameters do not make a URI"),
        }
    }
}

impl std::error::Error for SigningError {}

/// Signs a request: adds whatever headers or parameters the scheme asks for, and the signature.
///
/// Nothing that is signed may change afterwards. What an earlier signature added is replaced.
pub fn sign(
    request: &mut http::Request<Bytes>,
    scheme: Scheme,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<Signed, SigningError> {
    let string_to_sign = match scheme {
        Scheme::Roa => roa::sign(request, credentials, context)?,
        Scheme::Acs3 => acs3::sign(request, credentials, context)?,
        Scheme::Rpc => rpc::sign(request, &rpc::RPC, credentials, context)?,
        Scheme::Asapi => rpc::sign(request, &rpc::ASAPI, credentials, context)?,
    };
    Ok(Signed { string_to_sign })
}

/// Checks the signature that a request presents, in constant time.
pub fn verify(request: &http::Request<Bytes>, presented: &Presented, secret: &Secret) -> Verdict {
    match presented.scheme {
        Scheme::Roa => decide(presented, roa::candidates(request, secret), roa::body_matches(request)),
        Scheme::Acs3 => decide(presented, acs3::candidates(request, &presented.signed_headers, secret), acs3::body_matches(request)),
        Scheme::Rpc | Scheme::Asapi => decide(presented, rpc::candidates(request, presented.digest, secret), true),
    }
}

/// Looks for the form in which a request was signed.
fn decide(presented: &Presented, candidates: impl IntoIterator<Item = Candidate>, body_matches: bool) -> Verdict {
    let mut right = None;
    let mut first = None;
    for candidate in candidates {
        // Most are signed in the first form; the others are made only if it is not that.
        if bool::from(candidate.signature.as_bytes().ct_eq(presented.signature.as_bytes())) {
            right = Some(candidate);
            break;
        }
        first = first.or(Some(candidate));
    }
    let valid = right.is_some() && body_matches;
    let Candidate { string_to_sign, signature } = right.or(first).unwrap_or_default();
    Verdict { valid, body_matches, string_to_sign, signature }
}

/// One form in which a request may have been signed, and what the signature would then be.
#[derive(Default)]
struct Candidate {
    string_to_sign: String,
    signature: String,
}

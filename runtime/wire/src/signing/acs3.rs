//! `ACS3-HMAC-SHA256`: the signature is over the digest of a canonical request.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderName, HeaderValue};

use super::canonical::{Digest, Hexadecimal, Keyed, Valueless, hex, path, paths, seconds, sha256, sorted_query};
use super::headers::{ACTION, CONTENT_SHA256, DATE, header, headers, is_acs, set_common, set_header};
use super::{Candidate, Credentials, SigningContext, SigningError};
use crate::parameters::percent_encode;
use crate::values::Secret;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

pub(super) fn sign(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<String, SigningError> {
    set_common(request, credentials, context)?;
    if !request.headers().contains_key(HOST) {
        let host = HeaderValue::try_from(&*host(request).ok_or(SigningError::Host)?);
        set_header(request, HOST, host.map_err(|_| SigningError::Header(HOST))?)?;
    }
    set_header(request, ACTION, context.operation)?;
    set_header(request, DATE, seconds(context.at))?;
    let digest = sha256(request.body());
    set_header(request, CONTENT_SHA256, &*digest)?;

    let headers = headers(request, is_required);
    let mut authorization = String::with_capacity(384);
    authorization.extend([ALGORITHM, " Credential=", &credentials.access_key_id, ",SignedHeaders="]);
    let names = authorization.len();
    join(&headers, &mut authorization);
    let canonical = canonical(request, path(request), Valueless::Equals, &headers, &authorization[names..], &digest);
    authorization.push_str(",Signature=");
    authorization.push_str(&Hexadecimal::of(&keyed(&canonical, &credentials.access_key_secret)));
    set_header(request, AUTHORIZATION, authorization)?;
    Ok(canonical)
}

/// Whatever an SDK may have signed for this request. A header that has to be signed is, even if it is not named.
pub(super) fn candidates(request: &http::Request<Bytes>, named: &[String], secret: &Secret) -> Vec<Candidate> {
    let mut names: Vec<_> = named.iter().map(String::as_str).collect();
    // HTTP/2 has the host elsewhere.
    let required = request.headers().keys().map(HeaderName::as_str).filter(|name| is_required(name) && *name != HOST).chain(["host"]);
    let missing: Vec<_> = required.filter(|name| !names.contains(name)).collect();
    if !missing.is_empty() {
        names.extend(missing);
        names.sort_unstable();
    }
    let value = |name: &str| if name == HOST { host(request) } else { header(request, name) };
    let signed: Vec<_> = names.into_iter().map(|name| (name, value(name).unwrap_or_default())).collect();
    let (mut names, digest) = (String::new(), sha256(request.body()));
    join(&signed, &mut names);
    let mut candidates: Vec<Candidate> = Vec::new();
    for path in paths(request) {
        for valueless in [Valueless::Equals, Valueless::Bare] {
            let canonical = canonical(request, &path, valueless, &signed, &names, &digest);
            if candidates.iter().all(|candidate| candidate.string_to_sign != canonical) {
                let signature = hex(&keyed(&canonical, secret));
                candidates.push(Candidate { string_to_sign: canonical, signature });
            }
        }
    }
    candidates
}

fn is_required(name: &str) -> bool {
    is_acs(name) || name == HOST || name == CONTENT_TYPE
}

/// Whether the body has the digest of the header.
pub(super) fn body_matches(request: &http::Request<Bytes>) -> bool {
    header(request, CONTENT_SHA256).is_none_or(|digest| digest.eq_ignore_ascii_case(&sha256(request.body())))
}

/// `names` are those of the headers.
fn canonical(
    request: &http::Request<Bytes>,
    path: &str,
    valueless: Valueless,
    headers: &[(&str, Cow<'_, str>)],
    names: &str,
    digest: &str,
) -> String {
    let query = sorted_query(request, valueless, |text| percent_encode(text).to_string());
    // Longer ones grow.
    let mut text = String::with_capacity(768);
    for line in [request.method().as_str(), path, &query] {
        text.push_str(line);
        text.push('\n');
    }
    for (name, value) in headers {
        text.push_str(name);
        text.push(':');
        text.push_str(value);
        text.push('\n');
    }
    for line in [names, digest] {
        text.push('\n');
        text.push_str(line);
    }
    text
}

/// Their names, behind a text.
fn join(headers: &[(&str, Cow<'_, str>)], text: &mut String) {
    for (index, (name, _)) in headers.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        text.push_str(name);
    }
}

/// The host that the request is for: HTTP/2 and unsent requests have it in the URI.
fn host(request: &http::Request<Bytes>) -> Option<Cow<'_, str>> {
    header(request, HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str().into()))
}

fn keyed(canonical: &str, secret: &Secret) -> Keyed {
    Digest::Sha256.of(secret.expose(), &signed_parts(&sha256(canonical.as_bytes())))
}

/// What is signed, in parts: it is the digest of the canonical request.
pub(super) fn signed_parts(digest: &str) -> [&str; 3] {
    [ALGORITHM, "\n", digest]
}

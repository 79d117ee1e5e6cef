//! `ACS3-HMAC-SHA256`: the signature is over the digest of a canonical request.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};

use super::canonical::{Digest, Valueless, acs_headers, header, hex, paths, seconds, set_common, set_header, sha256, sorted_query};
use super::{Candidate, Credentials, SigningContext, SigningError};
use crate::parameters::percent_encode;
use crate::values::Secret;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const CONTENT_SHA256: &str = "x-acs-content-sha256";

pub(super) fn sign(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<String, SigningError> {
    set_common(request, credentials, context)?;
    let host = host(request).ok_or(SigningError::Host)?;
    set_header(request, "host", &host)?;
    set_header(request, "x-acs-action", context.operation)?;
    set_header(request, "x-acs-date", &seconds(context.at))?;
    let digest = sha256(request.body());
    set_header(request, CONTENT_SHA256, &digest)?;

    let names = required(request);
    let canonical = canonical(request, request.uri().path(), Valueless::Equals, &names);
    let signature = signature(&canonical, &credentials.access_key_secret);
    let authorization =
        format!("{ALGORITHM} Credential={},SignedHeaders={},Signature={signature}", credentials.access_key_id, names.join(";"));
    set_header(request, "authorization", &authorization)?;
    Ok(canonical)
}

/// Whatever an SDK may have signed for this request. A header that has to be signed is, even if it is not named.
pub(super) fn candidates(request: &http::Request<Bytes>, named: &[String], secret: &Secret) -> Vec<Candidate> {
    let mut names = named.to_vec();
    let missing: Vec<_> = required(request).into_iter().filter(|name| !named.contains(name)).collect();
    if !missing.is_empty() {
        names.extend(missing);
        names.sort();
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for path in paths(request) {
        for valueless in [Valueless::Equals, Valueless::Bare] {
            let canonical = canonical(request, &path, valueless, &names);
            if candidates.iter().all(|candidate| candidate.string_to_sign != canonical) {
                let signature = signature(&canonical, secret);
                candidates.push(Candidate { string_to_sign: canonical, signature });
            }
        }
    }
    candidates
}

/// The headers that have to be signed, sorted.
fn required(request: &http::Request<Bytes>) -> Vec<String> {
    let mut names = acs_headers(request);
    names.push(HOST.to_string());
    if request.headers().contains_key(CONTENT_TYPE) {
        names.push(CONTENT_TYPE.to_string());
    }
    names.sort();
    names
}

/// Whether the body has the digest of the header.
pub(super) fn body_matches(request: &http::Request<Bytes>) -> bool {
    header(request, CONTENT_SHA256).is_none_or(|digest| digest.eq_ignore_ascii_case(&sha256(request.body())))
}

fn canonical(request: &http::Request<Bytes>, path: &str, valueless: Valueless, names: &[String]) -> String {
    let query = sorted_query(request, valueless, |text| percent_encode(text).into_owned());
    let mut text = format!("{}\n{path}\n{query}\n", request.method());
    for name in names {
        let value = if name == HOST.as_str() { host(request) } else { header(request, name) };
        text.push_str(&format!("{name}:{}\n", value.unwrap_or_default()));
    }
    text.push_str(&format!("\n{}\n{}", names.join(";"), sha256(request.body())));
    text
}

/// The host that the request is for: HTTP/2 and unsent requests have it in the URI.
fn host(request: &http::Request<Bytes>) -> Option<String> {
    header(request, HOST.as_str()).or_else(|| request.uri().authority().map(|authority| authority.as_str().to_owned()))
}

fn signature(canonical: &str, secret: &Secret) -> String {
    hex(&Digest::Sha256.of(secret.expose(), &format!("{ALGORITHM}\n{}", sha256(canonical.as_bytes()))))
}

//! Version 1 for calls by path. The query is signed decoded, which is what the vendor's SDKs do.

use bytes::Bytes;
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE};
use jiff::fmt::rfc2822;

use super::canonical::{Digest, Keyed, Valueless, base64, content_md5, path, paths, push_base64, sorted_query};
use super::headers::{ACCESS_KEY_ID, CONTENT_MD5, SIGNATURE_METHOD, SIGNATURE_VERSION, header, headers, is_acs, set_common, set_header};
use super::{Candidate, Credentials, SigningContext, SigningError};
use crate::values::Secret;

pub(super) fn sign(
    request: &mut http::Request<Bytes>,
    credentials: &Credentials,
    context: &SigningContext<'_>,
) -> Result<String, SigningError> {
    set_common(request, credentials, context)?;
    set_header(request, DATE, http_date(context.at))?;
    set_header(request, SIGNATURE_METHOD, HeaderValue::from_static("HMAC-SHA1"))?;
    set_header(request, SIGNATURE_VERSION, HeaderValue::from_static("1.0"))?;
    if credentials.security_token.is_some() {
        set_header(request, ACCESS_KEY_ID, &credentials.access_key_id)?;
    }
    if request.body().is_empty() {
        request.headers_mut().remove(CONTENT_MD5);
    } else {
        let digest = content_md5(request.body());
        set_header(request, CONTENT_MD5, digest)?;
    }
    let string_to_sign = string_to_sign(request, path(request), Valueless::AsSent);
    let mut authorization = String::with_capacity(128);
    authorization.extend(["acs ", &credentials.access_key_id, ":"]);
    push_base64(&mut authorization, &keyed(&string_to_sign, &credentials.access_key_secret));
    set_header(request, AUTHORIZATION, authorization)?;
    Ok(string_to_sign)
}

/// Whatever an SDK may have signed for this request, the most likely first; some of it may be the same.
pub(super) fn candidates<'r>(request: &'r http::Request<Bytes>, secret: &'r Secret) -> impl Iterator<Item = Candidate> + 'r {
    let valueless = [Valueless::AsSent, Valueless::Equals, Valueless::Bare];
    let forms = paths(request).flat_map(move |path| valueless.map(|valueless| (path.clone(), valueless)));
    forms.map(|(path, valueless)| {
        let string_to_sign = string_to_sign(request, &path, valueless);
        let signature = base64(&keyed(&string_to_sign, secret));
        Candidate { string_to_sign, signature }
    })
}

/// Whether the body has the digest of the header, which may be there without a body.
pub(super) fn body_matches(request: &http::Request<Bytes>) -> bool {
    header(request, CONTENT_MD5).is_none_or(|digest| digest.is_empty() || digest == content_md5(request.body()))
}

/// `Wed, 16 Dec 2015 11:18:47 GMT`.
fn http_date(at: jiff::Timestamp) -> String {
    // The printer refuses only years before 0.
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

fn string_to_sign(request: &http::Request<Bytes>, path: &str, valueless: Valueless) -> String {
    // Longer ones grow.
    let mut text = String::with_capacity(512);
    text.push_str(request.method().as_str());
    for name in [ACCEPT, CONTENT_MD5, CONTENT_TYPE, DATE] {
        text.push('\n');
        text.push_str(&header(request, name).unwrap_or_default());
    }
    text.push('\n');
    for (name, value) in headers(request, is_acs) {
        text.push_str(name);
        text.push(':');
        text.push_str(&value);
        text.push('\n');
    }
    text.push_str(path);
    let query = sorted_query(request, valueless, str::to_owned);
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query);
    }
    text
}

fn keyed(string_to_sign: &str, secret: &Secret) -> Keyed {
    Digest::Sha1.of(secret.expose(), &[string_to_sign])
}

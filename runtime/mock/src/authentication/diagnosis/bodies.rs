//! The digest of a body: of which body it is, and how it is written.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::signing::{Scheme, body_digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The header with the digest, and what it must be.
pub(in crate::authentication) fn wanted(scheme: Scheme) -> (&'static str, &'static str) {
    match scheme {
        Scheme::Acs3 => ("x-acs-content-sha256", "the SHA-256 digest of the body in hexadecimal digits"),
        _ => ("Content-MD5", "the base64 text of the MD5 digest of the body"),
    }
}

/// Why the digest is not that of the body, as far as can be told.
pub(in crate::authentication) fn likely_cause(request: &http::Request<Bytes>, scheme: Scheme) -> &'static str {
    let (header, _) = wanted(scheme);
    let said = request.headers().get(header).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = request.body();
    let trimmed: &[u8] = body.trim_ascii();
    let broken = [body.as_ref(), b"\n"].concat();
    for (other, cause) in [
        (b"".as_slice(), "it is that of an empty body"),
        (trimmed, "it is that of the body without the white space around it"),
        (&broken, "it is that of the body with a line break at its end"),
    ] {
        if body_digest(scheme, other).is_some_and(|digest| digest.eq_ignore_ascii_case(said)) {
            return cause;
        }
    }
    let Some(bytes) = body_digest(scheme, body).and_then(|digest| bytes(&digest, scheme)) else { return OTHER };
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match said {
        _ if said.eq_ignore_ascii_case(&digits) => "it is written in hexadecimal digits",
        _ if said == STANDARD.encode(&bytes) => "it is written in base64",
        _ if said.eq_ignore_ascii_case(&STANDARD.encode(&digits)) => "it is the base64 text of hexadecimal digits",
        _ => OTHER,
    }
}

const OTHER: &str = "it is that of another body, or something changed the body on the way";

/// The bytes of a digest as a scheme writes it.
fn bytes(digest: &str, scheme: Scheme) -> Option<Vec<u8>> {
    match scheme {
        Scheme::Acs3 => digest.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect(),
        _ => STANDARD.decode(digest).ok(),
    }
}

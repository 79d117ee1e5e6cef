//! What the schemes have in common: digests, the pieces of a request.

use std::borrow::Cow;
use std::ops::Deref;
use std::{fmt, iter};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use jiff::fmt::temporal::DateTimePrinter;
use md5::Md5;
use percent_encoding::percent_decode_str;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::parameters::pairs;

/// The hash function of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// HMAC-SHA1.
    Sha1,
    /// HMAC-SHA256.
    Sha256,
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Sha1 => "HMAC-SHA1",
            Self::Sha256 => "HMAC-SHA256",
        })
    }
}

impl Digest {
    /// The keyed digest of a text, in parts.
    pub(super) fn of(self, key: &str, parts: &[&str]) -> Keyed {
        fn keyed<M: Mac + KeyInit>(key: &str, parts: &[&str]) -> Keyed {
            let mut digest = Keyed { bytes: [0; 32], length: 0 };
            // HMAC takes a key of any length, so that there is no other case.
            if let Ok(mac) = M::new_from_slice(key.as_bytes()) {
                let bytes = parts.iter().fold(mac, |mac, part| mac.chain_update(part)).finalize().into_bytes();
                digest.length = bytes.len();
                digest.bytes[..bytes.len()].copy_from_slice(&bytes);
            }
            digest
        }
        match self {
            Self::Sha1 => keyed::<Hmac<Sha1>>(key, parts),
            Self::Sha256 => keyed::<Hmac<Sha256>>(key, parts),
        }
    }
}

/// A keyed digest. It is made for every call, so that it needs no memory of its own.
pub(super) struct Keyed {
    bytes: [u8; 32],
    length: usize,
}

impl Deref for Keyed {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The base64 text of a digest.
pub(super) fn base64(digest: &[u8]) -> String {
    // No more than that, as what goes into a header would be copied otherwise.
    let mut text = String::with_capacity(4 * digest.len().div_ceil(3));
    push_base64(&mut text, digest);
    text
}

pub(super) fn push_base64(text: &mut String, digest: &[u8]) {
    // No digest is longer than 32 bytes.
    let mut written = [0; 44];
    let length = STANDARD.encode_slice(digest, &mut written).unwrap_or_default();
    text.push_str(std::str::from_utf8(&written[..length]).unwrap_or_default());
}

/// Bytes in hexadecimal digits, small ones.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; 2 * bytes.len()];
    write_hex(bytes, &mut digits);
    String::from_utf8(digits).unwrap_or_default()
}

fn write_hex(bytes: &[u8], digits: &mut [u8]) {
    for (byte, digits) in bytes.iter().zip(digits.as_chunks_mut().0) {
        *digits = PAIRS[usize::from(*byte)];
    }
}

/// The two digits of each byte.
static PAIRS: [[u8; 2]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// A digest in hexadecimal digits, small ones.
pub(super) struct Hexadecimal([u8; 64]);

impl Deref for Hexadecimal {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Hexadecimal {
    /// A digest of 32 bytes.
    pub(super) fn of(digest: &[u8]) -> Self {
        let mut digits = [0; 64];
        write_hex(digest, &mut digits);
        Self(digits)
    }
}

pub(super) fn sha256(bytes: &[u8]) -> Hexadecimal {
    Hexadecimal::of(&Sha256::digest(bytes))
}

pub(super) fn content_md5(body: &[u8]) -> String {
    base64(&Md5::digest(body))
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
    let Some(query) = request.uri().query() else { return String::new() };
    let mut query = pairs(query);
    query.sort_by(|a, b| a.0.cmp(&b.0));
    let pair = |(name, value): &(String, Option<String>)| match (value.as_deref(), valueless) {
        (None, Valueless::AsSent) | (None | Some(""), Valueless::Bare) => write(name),
        (value, _) => format!("{}={}", write(name), write(value.unwrap_or_default())),
    };
    query.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// The path as it is sent: never empty, even if the URI has none.
pub(super) fn path(request: &http::Request<Bytes>) -> &str {
    Some(request.uri().path()).filter(|path| !path.is_empty()).unwrap_or("/")
}

/// The path as it was sent and, if that is another one, decoded.
pub(super) fn paths(request: &http::Request<Bytes>) -> impl Iterator<Item = Cow<'_, str>> {
    let sent = path(request);
    let decoded = sent.contains('%').then(|| percent_decode_str(sent).decode_utf8_lossy());
    iter::once(sent.into()).chain(decoded)
}

/// `2015-12-16T11:18:47Z`.
pub(super) fn seconds(at: jiff::Timestamp) -> String {
    DateTimePrinter::new().precision(Some(0)).timestamp_to_string(&at)
}

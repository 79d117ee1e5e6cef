//! From a string to sign to a signature: the way of a scheme, and those that clients take by mistake.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::canonical::{Digest, base64, content_md5, hex, sha256};
use super::{Presented, Scheme, acs3};
use crate::values::Secret;

/// How a string to sign becomes a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The hash function of the HMAC.
    pub digest: Digest,
    /// Whether the key of the HMAC is the secret with an ampersand behind it, rather than the secret.
    pub ampersand: bool,
    /// Whether the name of the scheme and the digest of the string are signed, rather than the string.
    pub digested: bool,
    /// How the signature is written.
    pub encoding: Encoding,
}

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The base64 text of the bytes.
    Base64,
    /// Hexadecimal digits.
    Hexadecimal,
    /// The base64 text of hexadecimal digits: a mistake in every scheme.
    HexadecimalInBase64,
}

impl Recipe {
    /// The right way, for what a request says of its signature.
    pub fn of(presented: &Presented) -> Self {
        let digest = presented.digest;
        match presented.scheme {
            Scheme::Roa => Self { digest, ampersand: false, digested: false, encoding: Encoding::Base64 },
            Scheme::Acs3 => Self { digest, ampersand: false, digested: true, encoding: Encoding::Hexadecimal },
            Scheme::Rpc | Scheme::Asapi => Self { digest, ampersand: true, digested: false, encoding: Encoding::Base64 },
        }
    }

    /// Whether this way leads from a string to a signature; in constant time.
    pub fn makes(self, signature: &str, string_to_sign: &str, secret: &Secret) -> bool {
        self.sign(string_to_sign, secret).as_bytes().ct_eq(signature.as_bytes()).into()
    }

    /// The signature that this way leads to.
    pub(super) fn sign(self, string_to_sign: &str, secret: &Secret) -> String {
        let key = Zeroizing::new([secret.expose(), if self.ampersand { "&" } else { "" }].concat());
        let bytes = match self.digested {
            true => self.digest.of(&key, &acs3::signed_parts(&sha256(string_to_sign.as_bytes()))),
            false => self.digest.of(&key, &[string_to_sign]),
        };
        match self.encoding {
            Encoding::Base64 => base64(&bytes),
            Encoding::Hexadecimal => hex(&bytes),
            Encoding::HexadecimalInBase64 => STANDARD.encode(hex(&bytes)),
        }
    }
}

/// What a scheme wants the header with the digest of a body to say; nothing where it has none.
pub fn body_digest(scheme: Scheme, body: &[u8]) -> Option<String> {
    match scheme {
        Scheme::Roa => Some(content_md5(body)),
        Scheme::Acs3 => Some(sha256(body).to_owned()),
        Scheme::Rpc | Scheme::Asapi => None,
    }
}

//! Why a signature is wrong, by experiment: it is checked again with one thing as it may have been when it was made.
//! Whatever makes the signature right is the cause.
//!
//! | file | what may have been another one |
//! |---|---|
//! | this | the secret, the way from a string to a signature |
//! | `requests` | a header, the method, the path, the query |
//! | `strings` | the string to sign of the same request |
//! | `bodies` | what the digest of the body was taken of |

pub(super) mod bodies;
mod requests;
mod strings;

use ackgen_wire::Secret;
use ackgen_wire::bytes::Bytes;
use ackgen_wire::signing::{self, Digest, Encoding, Presented, Recipe, Scheme};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::access_keys::{AccessKey, AccessKeys};

/// How many headers or parameters are left out in turn: a request with more must not cost more.
const MANY: usize = 50;

/// A request whose signature is wrong.
pub(super) struct Case<'c> {
    pub(super) request: &'c http::Request<Bytes>,
    pub(super) presented: &'c Presented,
    /// The key that it names.
    pub(super) key: &'c AccessKey,
    pub(super) keys: &'c AccessKeys,
    /// What should have been signed.
    pub(super) string_to_sign: &'c str,
    /// What gateways have in front of paths.
    pub(super) prefixes: &'c [&'static str],
}

/// The likely cause, if an experiment shows one.
pub(super) fn likely_cause(case: &Case<'_>) -> Option<String> {
    case.other_secret()
        .or_else(|| case.other_recipe())
        .or_else(|| case.mangled())
        .or_else(|| requests::likely_cause(case))
        .or_else(|| strings::likely_cause(case))
        .or_else(|| case.hexadecimal())
}

/// What may be around a secret that was read from a file or a variable.
const AROUND: [(&str, &str, &str); 10] = [
    ("", "\n", "ends with a space or a line break"),
    ("", "\r\n", "ends with a space or a line break"),
    ("", " ", "ends with a space or a line break"),
    ("", "\t", "ends with a space or a line break"),
    ("\n", "", "begins with a space or a line break"),
    (" ", "", "begins with a space or a line break"),
    ("\t", "", "begins with a space or a line break"),
    ("\u{feff}", "", "begins with a byte order mark"),
    ("\"", "\"", "is in quotation marks"),
    ("'", "'", "is in quotation marks"),
];

impl Case<'_> {
    /// Whether the request is right with this secret.
    fn signed_with(&self, secret: &Secret) -> bool {
        signing::verify(self.request, self.presented, secret).valid
    }

    /// Whether another request has the signature.
    fn signed_for(&self, request: &http::Request<Bytes>) -> bool {
        signing::verify(request, self.presented, &self.key.secret).valid
    }

    fn other_secret(&self) -> Option<String> {
        let id = &self.key.id;
        if let Some(other) = self.keys.all().into_iter().find(|other| other.id != *id && self.signed_with(&other.secret)) {
            return Some(format!("the request names {id} but is signed with the secret of {}", other.id));
        }
        let around =
            |(before, behind, _): &&(&str, &str, _)| self.signed_with(&Secret::from([before, self.key.secret.expose(), behind].concat()));
        AROUND.iter().find(around).map(|(.., what)| format!("the client's secret for {id} {what}"))
    }

    fn other_recipe(&self) -> Option<String> {
        let right = Recipe::of(self.presented);
        let digest = match right.digest {
            Digest::Sha1 => Digest::Sha256,
            Digest::Sha256 => Digest::Sha1,
        };
        let ampersand = match right.ampersand {
            true => "the key of the HMAC must be the secret with an ampersand behind it; the ampersand is missing",
            false => "the key of the HMAC has an ampersand appended, which only calls by name want",
        };
        let other = [
            (Recipe { ampersand: !right.ampersand, ..right }, ampersand.to_owned()),
            (Recipe { digest, ..right }, format!("the signature is made with {digest}; it must be made with {}", right.digest)),
            (
                Recipe { digested: false, ..right },
                "the canonical request was signed; what must be signed is the name of the scheme and the digest of that".to_owned(),
            ),
        ];
        let encodings = [Encoding::Base64, Encoding::Hexadecimal, Encoding::HexadecimalInBase64].map(|encoding| {
            let cause = format!("the signature is {}; it must be {}", written(encoding), written(right.encoding));
            (Recipe { encoding, ..right }, cause)
        });
        let makes = |recipe: Recipe| recipe.makes(&self.presented.signature, self.string_to_sign, &self.key.secret);
        other.into_iter().chain(encodings).find(|(recipe, _)| *recipe != right && makes(*recipe)).map(|(_, cause)| cause)
    }

    /// What becomes of a signature on its way.
    fn mangled(&self) -> Option<String> {
        let signature = &self.presented.signature;
        let lowered = if self.presented.scheme == Scheme::Acs3 { signature.to_ascii_lowercase() } else { String::new() };
        let pluses = signature.replace(' ', "+");
        let blanks = "the signature arrived with blanks for its plus signs: it must be percent-encoded where it is sent";
        [
            // A blank at its beginning is not kept.
            (format!("+{pluses}"), blanks),
            (pluses, blanks),
            (signature.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="), "the signature is percent-encoded once too often"),
            (lowered, "the hexadecimal digits of the signature must be small letters"),
        ]
        .into_iter()
        .find(|(mended, _)| {
            let mut presented = self.presented.clone();
            presented.signature.clone_from(mended);
            signing::verify(self.request, &presented, &self.key.secret).valid
        })
        .map(|(_, cause)| cause.to_owned())
    }

    /// What can be seen whatever else is wrong.
    fn hexadecimal(&self) -> Option<String> {
        let right = Recipe::of(self.presented).encoding;
        let digits = STANDARD.decode(&self.presented.signature).ok()?;
        let is_hexadecimal = matches!(digits.len(), 40 | 64) && digits.iter().all(u8::is_ascii_hexdigit);
        is_hexadecimal.then(|| format!("the signature is {}; it must be {}", written(Encoding::HexadecimalInBase64), written(right)))
    }
}

fn written(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Base64 => "the base64 text of the bytes themselves",
        Encoding::Hexadecimal => "written in hexadecimal digits",
        Encoding::HexadecimalInBase64 => "the base64 text of hexadecimal digits",
    }
}

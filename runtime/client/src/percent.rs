//! Percent-encoding as signatures have it.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::wire::percent_encode;

pub(crate) fn encoded(text: &str) -> String {
    percent_encode(text).to_string()
}

/// What neither a path nor a query has as it is.
const UNSENDABLE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// A path, with a query or without, as it can be sent: what is encoded already stays as it is.
pub(crate) fn sendable(path: &str) -> String {
    utf8_percent_encode(path, UNSENDABLE).to_string()
}

/// The text of a part of a query or a form, where a plus sign is a space.
pub(crate) fn decoded(part: &str) -> String {
    percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned()
}

//! Small helpers for texts in messages.

/// At most `limit` characters of a text, with an ellipsis in place of the rest.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

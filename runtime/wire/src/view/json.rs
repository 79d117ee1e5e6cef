//! Writes JSON, for which most texts and names are copied as they are.

use super::View;
use crate::record::Scalar;

/// Writes a value behind a text.
pub(super) fn write(value: View<'_>, json: &mut String) {
    match value {
        View::Absent | View::Scalar(Scalar::Null) => json.push_str("null"),
        View::Scalar(Scalar::Boolean(value)) => json.push_str(if value { "true" } else { "false" }),
        View::Scalar(Scalar::Integer(value)) => json.push_str(itoa::Buffer::new().format(value)),
        View::Scalar(Scalar::Text(value)) => text(value, json),
        // The rest is rare.
        View::Scalar(_) => json.push_str(&written(&value)),
        View::List(list) => {
            json.push('[');
            for place in 0..list.count() {
                comma(json);
                write(list.item(place), json);
            }
            json.push(']');
        }
        View::Record(record) if !record.quoted().is_empty() => {
            json.push('{');
            for (place, name) in record.quoted().iter().enumerate() {
                let value = record.field(place);
                if matches!(value, View::Absent) {
                    continue;
                }
                comma(json);
                json.push_str(name);
                // Most are texts, which is sooner asked than which of all it is.
                if let View::Scalar(Scalar::Text(value)) = value { text(value, json) } else { write(value, json) }
            }
            entries(record.unknown(), json);
            json.push('}');
        }
        View::Record(_) | View::Map(_) | View::Json(_) => {
            json.push('{');
            entries(value.entries(), json);
            json.push('}');
        }
    }
}

fn entries<'a>(entries: impl Iterator<Item = (&'a str, View<'a>)>, json: &mut String) {
    for (name, value) in entries {
        comma(json);
        text(name, json);
        json.push(':');
        write(value, json);
    }
}

/// Behind an earlier part.
fn comma(json: &mut String) {
    if !matches!(json.as_bytes().last(), Some(b'[' | b'{')) {
        json.push(',');
    }
}

fn text(text: &str, json: &mut String) {
    if is_plain(text.as_bytes()) {
        json.reserve(text.len() + 2);
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        json.push_str(&written(&text));
    }
}

#[cold]
fn written(value: &impl serde::Serialize) -> String {
    // Writing to memory fails only for a map whose keys are no texts.
    serde_json::to_string(value).unwrap_or_default()
}

/// Whether JSON writes a text as it is. Most are short, and eight bytes are looked at together.
fn is_plain(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk() else { return are_all_plain(text) };
    let (eights, _) = text.as_chunks();
    eights.iter().chain([last]).all(|eight| are_plain(*eight))
}

/// The same, one by one.
pub(super) const fn are_all_plain(mut text: &[u8]) -> bool {
    while let [byte, rest @ ..] = text {
        if *byte < b' ' || *byte == b'"' || *byte == b'\\' {
            return false;
        }
        text = rest;
    }
    true
}

/// The same of eight bytes. What is below a bound, which is one for what is none, borrows from its highest bit.
fn are_plain(eight: [u8; 8]) -> bool {
    let all = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let bytes = u64::from_ne_bytes(eight);
    let below = |bytes: u64, bound: u8| bytes.wrapping_sub(all(bound)) & !bytes;
    let (quotes, backslashes) = (bytes ^ all(b'"'), bytes ^ all(b'\\'));
    (below(bytes, b' ') | below(quotes, 1) | below(backslashes, 1)) & all(0x80) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Extra, Wire};
    use crate::schema::{Field, Kind, Schema};

    static ODD: Schema = Schema::new("Odd", &[Field::new("a\"b", Kind::String), Field::new("c", Kind::Number)]);
    #[derive(Default)]
    struct Odd {
        ab: Option<String>,
        c: Option<f64>,
        extra: Extra,
    }
    crate::record!(Odd: ODD { ab: "a\"b", c: "c" });

    #[test]
    fn what_json_writes_otherwise_than_it_is() {
        let extra = serde_json::Map::from_iter([("d\n".to_owned(), serde_json::Value::Null), ("c".to_owned(), 1.into())]);
        let mut odd = Odd { ab: Some("\\".into()), c: Some(f64::INFINITY), extra: extra.into() };
        assert_eq!(odd.view().json(), r#"{"a\"b":"\\","c":null,"d\n":null}"#);
        odd.ab = None;
        assert_eq!(odd.view().json(), serde_json::to_string(&odd).expect("it can be written"));
    }

    #[test]
    fn every_byte_of_a_text_is_looked_at() {
        for length in 0..20 {
            assert!(is_plain(&vec![b'a'; length]));
            for (place, byte) in (0..length).flat_map(|place| (0..=u8::MAX).map(move |byte| (place, byte))) {
                let mut text = vec![b'a'; length];
                text[place] = byte;
                assert_eq!(is_plain(&text), byte >= b' ' && byte != b'"' && byte != b'\\', "{text:?}");
            }
        }
    }
}

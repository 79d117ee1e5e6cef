//! Keys that are no XML names.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The element name for a key.
pub(super) fn escape(key: &str) -> Cow<'_, str> {
    if key.is_empty() {
        return "_x_".into();
    }
    let plain = |(at, c): (usize, char)| if at == 0 { starts(c) } else { continues(c) };
    if key.char_indices().all(plain) && !key.contains("_x") {
        return key.into();
    }
    let mut name = String::new();
    for (at, c) in key.char_indices() {
        let fits = plain((at, c)) && !key[at..].starts_with("_x");
        if fits {
            name.push(c);
        } else {
            let _ = write!(name, "_x{:04X}_", u32::from(c));
        }
    }
    name.into()
}

/// The key for an element name. The prefix of a namespace is dropped.
pub(super) fn unescape(name: &str) -> String {
    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
    if local == "_x_" {
        return String::new();
    }
    let mut key = String::new();
    let mut rest = local;
    while let Some(at) = rest.find("_x") {
        key.push_str(&rest[..at]);
        match escaped(&rest[at..]) {
            Some((c, length)) => {
                key.push(c);
                rest = &rest[at + length..];
            }
            None => {
                key.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    key.push_str(rest);
    key
}

/// The character that an escape at the beginning of the text stands for, and the length of the escape.
fn escaped(text: &str) -> Option<(char, usize)> {
    let (digits, _) = text.strip_prefix("_x")?.split_once('_')?;
    let hexadecimal = (4..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?)?;
    Some((c, digits.len() + 3))
}

fn starts(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues(c: char) -> bool {
    starts(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

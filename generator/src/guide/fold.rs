//! What an extraction does to words, undone as far as comparing needs it.

/// Without blanks and without the tags that an extraction puts around slanted or marked words; wide signs are narrow.
pub fn compact(text: &str) -> String {
    narrow(&untagged(text)).chars().filter(|character| !is_blank(*character)).collect()
}

/// The wide forms of ASCII signs, which stand between Chinese characters, as ASCII.
pub fn narrow(text: &str) -> String {
    let narrow = |wide: char| match wide {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(wide) - 0xfee0).unwrap_or(wide),
        other => other,
    };
    text.chars().map(narrow).collect()
}

/// [`compact`], and letters that look alike are one letter.
pub fn folded(text: &str) -> String {
    // `&para` is the name of this sign, so `?a=1&param=2` may have turned into it.
    compact(text).replace('¶', "&para").chars().map(look_alike).collect()
}

/// [`folded`], for values: quotes around the whole of it, backslashes and escaped line breaks are a matter of where it
/// is printed.
pub fn folded_value(text: &str) -> String {
    let folded = folded(&unescaped(text));
    folded.trim_matches('"').to_owned()
}

/// A text to search in, or to search for: an extraction reads the underscores of examples as blanks.
pub fn searched(text: &str) -> String {
    folded_value(text).replace('_', "")
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace('\\', "")
}

/// Whether a value is printed, whatever an extraction did to it.
pub fn is_value(printed: &str, value: &str) -> bool {
    let (one, other) = (folded_value(printed), folded_value(value));
    // Quotes may have been read as strokes.
    let unquoted = one.strip_prefix("ll").and_then(|rest| rest.strip_suffix("ll"));
    one == other || unquoted == Some(other.as_str()) || lost_letters(printed, value)
}

/// Whether a value is printed but for thin letters that were read as blanks: `enable ptables`.
fn lost_letters(printed: &str, value: &str) -> bool {
    let value = folded_value(value);
    let mut expected = value.chars().peekable();
    let mut after_blank = false;
    let printed = unescaped(&narrow(&untagged(printed)));
    for character in printed.trim().trim_matches('"').chars() {
        if is_blank(character) {
            after_blank = true;
            continue;
        }
        let character = look_alike(character);
        if after_blank && character != 'l' && expected.peek() == Some(&'l') {
            expected.next();
        }
        after_blank = false;
        if expected.next() != Some(character) {
            return false;
        }
    }
    expected.next().is_none()
}

/// Without the tags of formatting; what else is in angle brackets stays.
pub fn untagged(text: &str) -> String {
    const TAGS: [&str; 8] = ["b", "em", "i", "mark", "strong", "sub", "sup", "u"];
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        kept.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let name = tag[1..end].trim_start_matches('/').trim_end_matches('>');
        let skipped = if end > 1 && TAGS.contains(&name) { end } else { 1 };
        if skipped == 1 {
            kept.push('<');
        }
        rest = &tag[skipped..];
    }
    kept.push_str(rest);
    kept
}

/// Whether a character shows nothing.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}')
}

/// One letter for all that look like it: `I`, `l`, `1` and the bar; Latin letters for Cyrillic and Greek ones.
fn look_alike(character: char) -> char {
    match character {
        'I' | '1' | '|' | 'І' | 'Ι' => 'l',
        'а' => 'a',
        'е' => 'e',
        'о' | 'ο' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'и' => 'u',
        'х' => 'x',
        'і' => 'i',
        'ѕ' => 's',
        'ј' => 'j',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Н' | 'Η' => 'H',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_formatting_are_no_part_of_a_word() {
        assert_eq!(compact("user_dat <i>a</i>"), "user_data");
        assert_eq!(compact("List <str ing></str "), "List<string></str");
        assert_eq!(compact("a < b"), "a<b");
        assert_eq!(compact("<"), "<");
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        assert_eq!(folded("PrivatelpAddres s"), folded("PrivateIpAddress"));
        assert_eq!(folded("сри"), folded("cpu"));
        assert_ne!(folded("Clusterid"), folded("ClusterId"));
        assert_eq!(folded("?a=1¶m=2"), folded("?a=1&param=2"));
    }

    #[test]
    fn quotes_and_backslashes_do_not_change_a_value() {
        assert_eq!(folded_value(r#"{\"a\": 1}"#), folded_value(r#"{"a":1}"#));
        assert_eq!(folded_value(r#""docker"#), folded_value("docker"));
        assert_eq!(folded_value(r"one:\n two"), folded_value("one:\n  two"));
    }

    #[test]
    fn a_value_is_known_again_under_its_damage() {
        assert!(is_value("enable ptabl es", "enableIptables"));
        assert!(is_value("11***11", "***"));
        assert!(is_value("sp- 2zej1nogj z****", "sp-2zejlnogjz****"));
        assert!(!is_value("enable tables", "enableIptables"));
        assert!(!is_value("1", "11"));
    }
}

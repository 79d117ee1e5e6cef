//! Words, signs and code inside of texts.

/// Whether a character is a Chinese one.
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// A text whose code in backticks is blotted out with backticks; every byte stays where it is.
pub fn without_code(text: &str) -> String {
    let mut inside = false;
    let blot = |character: char| {
        if character == '`' {
            inside = !inside;
        }
        if inside { "`".repeat(character.len_utf8()) } else { character.to_string() }
    };
    text.chars().map(blot).collect()
}

/// A text whose quotations are blotted out, as they are spelt like what they quote; every byte stays where it is.
pub fn without_quotes(text: &str) -> String {
    let mut inside = false;
    let blot = |character: char| {
        inside = matches!(character, '“' | '「') || inside && !matches!(character, '”' | '」');
        if inside { " ".repeat(character.len_utf8()) } else { character.to_string() }
    };
    text.chars().map(blot).collect()
}

/// What stands in backticks.
pub fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Runs of ASCII letters and digits, each with the byte at which it begins.
pub fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_ascii_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The words of a name, in small letters: `ClusterId` and `cluster_id` are `cluster` and `id`.
pub fn of_name(name: &str) -> Vec<String> {
    use heck::ToSnakeCase as _;
    name.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whole numbers that stand on their own: not those of versions, addresses and names.
pub fn numbers(text: &str) -> Vec<&str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_' | '/' | ':');
    let parts = text.split(|character: char| !is_part(character));
    let parts = parts.map(|part| part.trim_end_matches(['.', ':', '-']));
    parts.filter(|part| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit())).collect()
}

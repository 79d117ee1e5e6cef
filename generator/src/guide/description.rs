//! Facts in a description that can be told from its words with certainty: a default, a range, a length.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::fold::{compact, narrow};

/// What a list's items begin with.
const BULLETS: [char; 4] = ['●', '•', '◆', '■'];

/// The default that a description gives.
#[derive(Debug, PartialEq, Eq)]
pub struct DefaultValue {
    /// What is printed, as one word: a blank may be the extraction's.
    pub word: String,
    /// What is printed before the first blank: it may be the guide's.
    pub first: String,
}

impl DefaultValue {
    /// The values that it can mean.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        // The only word that stands for a value.
        let empty = (self.word == EMPTY).then_some("");
        [self.word.as_str(), self.first.as_str()].into_iter().chain(empty)
    }
}

/// How a guide prints an empty text.
const EMPTY: &str = "空";

/// The default that a description gives, where it is a plain value.
pub fn default(text: &str) -> Option<DefaultValue> {
    /// `默认值: x`, `默认为x`, `默认使用x`; what follows the value tells whether it is one.
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"默\s*认\s*(?:值|为|是|使\s*用)\s*[:为是]?\s*(空|[A-Za-z0-9][A-Za-z0-9._~/:+-]*(?:[ \t]+[A-Za-z0-9._~/+-]+)*)([^A-Za-z0-9]|$)",
        )
    });
    /// `x (默认)`.
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| pattern(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*\(\s*默认\s*\)()"));
    let text = narrow(text);
    let captures = BEFORE.captures(&text).or_else(|| BEHIND.captures(&text))?;
    // `max{40, …}` is computed, not a value.
    if captures[2].starts_with(['{', '(', '[', '=']) {
        return None;
    }
    let value = captures[1].trim_end_matches(['.', ':']);
    Some(DefaultValue { word: compact(value), first: value.split_whitespace().next().unwrap_or_default().to_owned() })
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// A range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// What it is a range of.
    pub of: Measure,
    /// The least.
    pub least: i64,
    /// The greatest.
    pub greatest: i64,
}

/// What a range is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Of the value, or of how many items there are.
    Value,
    /// Of the number of characters.
    Length,
}

/// The range that a description gives, before its first bullet: what stands behind one is about something else.
pub fn range(text: &str) -> Option<Range> {
    /// A number, and what it is called in brackets; what follows the second one must not continue it.
    const NUMBERS: &str = r"\[?(\d+)(?:\([^)]*\))?(?:~|-|,|至|到)(\d+)([^\d./~]|$)";
    static LENGTH: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"长度(?:范围)?[:为是]*{NUMBERS}")));
    static CHARACTERS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d+)(?:~|-|至|到)(\d+)个字符"));
    static VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"范围[:为是]*{NUMBERS}")));
    let text = compact(text.split(BULLETS).next().unwrap_or_default());
    let of = |pattern: &Regex, of: Measure| {
        let captures = pattern.captures(&text)?;
        Some(Range { of, least: captures[1].parse().ok()?, greatest: captures[2].parse().ok()? })
    };
    let length = of(&LENGTH, Measure::Length).or_else(|| of(&CHARACTERS, Measure::Length));
    length.or_else(|| of(&VALUE, Measure::Value))
}

/// The values that a description lists: what stands between a bullet, or the end of something else, and a colon.
pub fn values(text: &str) -> Vec<String> {
    static BULLETED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[●•◆■]\s*([A-Za-z][A-Za-z0-9_. -]*?)\s*:"));
    static PLAIN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:[:。;,]\s*|\s)([A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)?)\s*:\s*[^/\s]"));
    let text = narrow(text);
    let found = if text.contains(BULLETS) { &BULLETED } else { &PLAIN };
    found.captures_iter(&text).map(|captures| compact(&captures[1])).collect()
}

/// The numbers that a text says, each once; those inside of names are parts of names.
pub fn numbers(text: &str) -> Vec<String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
    let is_digit = |character: char| character.is_ascii_digit();
    // That of a standard is part of its name, too.
    static STANDARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:RFC|ISO)[ -]?\d+"));
    let text = narrow(text);
    let text = STANDARD.replace_all(&text, " ");
    let words = text.split(|character: char| !is_part(character)).filter(|word| word.starts_with(is_digit));
    let mut found = Vec::new();
    for part in words.flat_map(|word| word.split('-')).filter(|part| part.starts_with(is_digit)) {
        // What follows is a unit, or the end of a sentence.
        let end = part.find(|character: char| !is_digit(character) && character != '.').unwrap_or(part.len());
        let number = part[..end].trim_end_matches('.').to_owned();
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// The numbers that a text says in words, of things that are counted: `三项`.
pub fn counts(text: &str) -> Vec<String> {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| pattern("([一二两三四五六七八九十])(?:个|项|种|类|条|块|台)"));
    let number = |word: &str| match word {
        "两" => Some(2),
        word => "一二三四五六七八九十".chars().position(|of| word.starts_with(of)).map(|index| index + 1),
    };
    COUNT.captures_iter(&compact(text)).filter_map(|captures| number(&captures[1])).map(|number| number.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_read_where_it_is_a_plain_value() {
        let word = |text: &str| default(text).map(|default| default.word);
        assert_eq!(word("甲。 默认值: true 。").as_deref(), Some("true"));
        assert_eq!(word("默认 值: cold_stor age 。").as_deref(), Some("cold_storage"));
        assert_eq!(word("默认值false。").as_deref(), Some("false"));
        assert_eq!(word("默认值:26。").as_deref(), Some("26"));
        assert_eq!(word("缺省时默认使用10.1.0.0/16网段。").as_deref(), Some("10.1.0.0/16"));
        assert_eq!(word("甲 、 乙 、 Linear (默认)。").as_deref(), Some("Linear"));
        assert_eq!(word("默认值: max{40,乙}。"), None);
        assert_eq!(word("默认值: 由甲决定。"), None);
    }

    #[test]
    fn an_empty_default_has_a_word() {
        let empty = default("默认值:空,不保存。").expect("a default");
        assert!(empty.values().any(str::is_empty));
        assert_eq!(empty.word, "空");
    }

    #[test]
    fn a_range_is_read_where_two_numbers_bound_it() {
        assert_eq!(range("取值范围: [20, 500]。"), Some(Range { of: Measure::Value, least: 20, greatest: 500 }));
        assert_eq!(range("单位:分钟。取值范围: 15 (甲)~4320 (乙)。"), Some(Range { of: Measure::Value, least: 15, greatest: 4320 }));
        assert_eq!(range("长度范围1~63个字 符"), Some(Range { of: Measure::Length, least: 1, greatest: 63 }));
        assert_eq!(range("可选范围: 10.0.0.0/16~24"), None);
        assert_eq!(range("由两部分组成: ● 第二部分的取值范围5~12。"), None);
    }

    #[test]
    fn values_stand_behind_bullets() {
        assert_eq!(values("取值: ● on : 开。 ● CREATE_DONE : 完。 其他: 无"), ["on", "CREATE_DONE"]);
    }

    #[test]
    fn values_stand_between_sentences_and_colons() {
        assert_eq!(values("模式,取值: release : 甲,乙。 cold_stor age : 丙。 默认值: release 。"), ["release", "cold_storage"]);
        assert_eq!(values("取值: CentOS : 甲镜像 WindowsCore : 乙。"), ["CentOS", "WindowsCore"]);
        assert_eq!(values("见:https://a.example。"), [""; 0]);
    }

    #[test]
    fn numbers_are_no_parts_of_names() {
        assert_eq!(
            numbers("1~63个字符,10.0.0.0/16-24,最多500GB;自1.12.6。IPv4,ecs.c5,SHA-256,RFC 2616,500"),
            ["1", "63", "10.0.0.0", "16", "24", "500", "1.12.6"]
        );
    }

    #[test]
    fn what_is_counted_in_words_has_a_number() {
        assert_eq!(counts("至少包含三 项,一个,两种,一般"), ["3", "1", "2"]);
    }
}

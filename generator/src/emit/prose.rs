//! What the model knows as data, as sentences in both languages: shared by the emitters that write for people.

use serde_json::Value;

use crate::model::network::Network;
use crate::model::resources::{Refused, Resource};
use crate::model::{CharacterClass, Count, Evidence, EvidenceKind, Field, Kind, Limit, Rule, Service, Shape, Text};

/// A language of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// The text in this language.
    pub fn of(self, text: &Text) -> &str {
        self.pick(&text.en, &text.zh)
    }

    /// One of two texts.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// Each limit of a field as a sentence: `1 to 63 characters.`
pub fn limits(field: &Field, language: Language) -> Vec<String> {
    let mut sentences = Vec::new();
    let least = |wanted: fn(&Limit) -> Option<i64>| field.limits.iter().find_map(wanted);
    let unit = field.unit.as_deref().map(|unit| format!(" {}", self::unit(unit, language))).unwrap_or_default();
    let min = least(|limit| if let Limit::Min(min) = limit { Some(*min) } else { None });
    let max = least(|limit| if let Limit::Max(max) = limit { Some(*max) } else { None });
    if min.is_none() && max.is_none() && field.unit.is_some() {
        sentences.push(format!("{}{}{}", language.pick("In", "单位："), language.pick(&unit, unit.trim_start()), language.pick(".", "。")));
    }
    sentences.extend(range(min, max, &unit, language));
    let min = least(|limit| if let Limit::MinLength(min) = limit { Some(*min) } else { None });
    let max = least(|limit| if let Limit::MaxLength(max) = limit { Some(*max) } else { None });
    sentences.extend(range(min, max, language.pick(" characters", " 个字符"), language));
    let min = least(|limit| if let Limit::MinItems(min) = limit { Some(*min) } else { None });
    let max = least(|limit| if let Limit::MaxItems(max) = limit { Some(*max) } else { None });
    sentences.extend(range(min, max, language.pick(" items", " 项"), language));
    sentences.extend(field.limits.iter().filter_map(|limit| sentence(limit, language)));
    sentences
}

/// What a unit is called.
pub fn unit(unit: &str, language: Language) -> &str {
    let zh = match unit {
        "seconds" => "秒",
        "minutes" => "分钟",
        "hours" => "小时",
        "days" => "天",
        "bytes" => "字节",
        "bits" => "位",
        other => other,
    };
    language.pick(unit, zh)
}

/// A length of time as a person says it: `an hour`, `three hours`, `90 seconds`.
pub fn span(seconds: u64, language: Language) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds")];
    const WORDS: [&str; 11] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let whole = UNITS.into_iter().find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length));
    let (length, unit) = whole.unwrap_or((1, "seconds"));
    let number = seconds / length;
    let name = self::unit(unit, language);
    let word = usize::try_from(number).ok().and_then(|number| WORDS.get(number.checked_sub(2)?));
    match (language, number, word) {
        (Language::Zh, ..) => format!("{number} {name}"),
        (Language::En, 1, _) => format!("{} {}", if unit == "hours" { "an" } else { "a" }, name.trim_end_matches('s')),
        (Language::En, _, Some(word)) => format!("{word} {name}"),
        (Language::En, ..) => format!("{number} {name}"),
    }
}

fn range(min: Option<i64>, max: Option<i64>, unit: &str, language: Language) -> Option<String> {
    let last = max.or(min);
    // One character, but 1 to 2 characters; units of several capitals have no plural.
    let is_plural = unit.ends_with('s') && unit.chars().all(|character| character == ' ' || character.is_lowercase());
    let unit = if last == Some(1) && is_plural { &unit[..unit.len() - 1] } else { unit };
    let sentence = match (min, max, language) {
        (Some(min), Some(max), Language::En) if min == max => format!("Exactly {min}{unit}."),
        (Some(min), Some(max), Language::Zh) if min == max => format!("必须为 {min}{unit}。"),
        (Some(min), Some(max), Language::En) => format!("{min} to {max}{unit}."),
        (Some(min), Some(max), Language::Zh) => format!("{min}～{max}{unit}。"),
        (Some(min), None, Language::En) => format!("At least {min}{unit}."),
        (Some(min), None, Language::Zh) => format!("至少 {min}{unit}。"),
        (None, Some(max), Language::En) => format!("At most {max}{unit}."),
        (None, Some(max), Language::Zh) => format!("至多 {max}{unit}。"),
        (None, None, _) => return None,
    };
    Some(sentence)
}

fn sentence(limit: &Limit, language: Language) -> Option<String> {
    let en = language == Language::En;
    let sentence = match limit {
        Limit::Pattern(pattern) if en => format!("Matches {}.", code(pattern)),
        Limit::Pattern(pattern) => format!("须匹配 {}。", code(pattern)),
        Limit::Cidrs(cidrs) if en => {
            format!("Inside {}.", list(&networks(cidrs, language), "or", language))
        }
        Limit::Cidrs(cidrs) => {
            format!("须位于 {} 之内。", list(&networks(cidrs, language), "或", language))
        }
        Limit::CharacterClasses(count, classes) => {
            let classes = classes.iter().map(|class| character_class(*class, language).to_owned()).collect::<Vec<_>>();
            match language {
                Language::En => format!("Characters of at least {count} kinds: {}.", list(&classes, "and", language)),
                Language::Zh => format!("至少包含以下 {count} 类字符：{}。", classes.join("、")),
            }
        }
        Limit::Forbidden(characters) => {
            let characters: Vec<_> = characters.chars().map(|character| code(&character.to_string())).collect();
            match language {
                Language::En => format!("Without {}.", list(&characters, "or", language)),
                Language::Zh => format!("不得包含 {}。", characters.join("、")),
            }
        }
        Limit::NotPrefix(prefixes) if en => format!("Does not begin with {}.", list(&codes(prefixes), "or", language)),
        Limit::NotPrefix(prefixes) => format!("不得以 {} 开头。", codes(prefixes).join("、")),
        Limit::NotContain(texts) if en => format!("Does not contain {}.", list(&codes(texts), "or", language)),
        Limit::NotContain(texts) => format!("不得包含 {}。", codes(texts).join("、")),
        Limit::UniqueBy(field) if en => format!("No two items have the same {}.", code(field)),
        Limit::UniqueBy(field) => format!("各项的 {} 不得重复。", code(field)),
        Limit::OnlyWhen(condition) if en => {
            format!("Has an effect only when {} is {}.", code(&condition.field), list(&codes(&condition.values), "or", language))
        }
        Limit::OnlyWhen(condition) => {
            format!("仅当 {} 为 {} 时生效。", code(&condition.field), list(&codes(&condition.values), "或", language))
        }
        Limit::RequiredWhen(condition) if en => {
            format!("Required when {} is {}.", code(&condition.field), list(&codes(&condition.values), "or", language))
        }
        Limit::RequiredWhen(condition) => {
            format!("当 {} 为 {} 时必填。", code(&condition.field), list(&codes(&condition.values), "或", language))
        }
        Limit::Min(_) | Limit::Max(_) | Limit::MinLength(_) | Limit::MaxLength(_) | Limit::MinItems(_) | Limit::MaxItems(_) => return None,
    };
    Some(sentence)
}

fn networks(cidrs: &[String], language: Language) -> Vec<String> {
    cidrs.iter().filter_map(|cidr| Network::parse(cidr)).map(|of| network(of, language)).collect()
}

/// `10.0.0.0/8/16-24` → `10.0.0.0/8` (/16 to /24).
fn network(Network { address, length, prefixes }: Network, language: Language) -> String {
    let block = code(&format!("{address}/{length}"));
    match prefixes {
        Some((min, max)) if language == Language::En => format!("{block} (/{min} to /{max})"),
        Some((min, max)) => format!("{block}（/{min}～/{max}）"),
        None => block,
    }
}

fn character_class(class: CharacterClass, language: Language) -> &'static str {
    match class {
        CharacterClass::Upper => language.pick("upper-case letters", "大写字母"),
        CharacterClass::Lower => language.pick("lower-case letters", "小写字母"),
        CharacterClass::Letter => language.pick("letters", "字母"),
        CharacterClass::Digit => language.pick("digits", "数字"),
        CharacterClass::Special => language.pick("other characters", "特殊符号"),
    }
}

/// A rule as a sentence: `At most one of a and b.`
pub fn rule(rule: &Rule, language: Language) -> String {
    let fields = codes(&rule.fields);
    match (rule.count, language) {
        (Count::AtMostOne, Language::En) => format!("At most one of {}.", list(&fields, "and", language)),
        (Count::ExactlyOne, Language::En) => format!("Exactly one of {}.", list(&fields, "and", language)),
        (Count::AtLeastOne, Language::En) => format!("At least one of {}.", list(&fields, "and", language)),
        (Count::AllOrNone, Language::En) => format!("Either all of {} or none.", list(&fields, "and", language)),
        (Count::AtMostOne, Language::Zh) => format!("{} 至多填写一个。", fields.join("、")),
        (Count::ExactlyOne, Language::Zh) => format!("{} 必须且只能填写一个。", fields.join("、")),
        (Count::AtLeastOne, Language::Zh) => format!("{} 至少填写一个。", fields.join("、")),
        (Count::AllOrNone, Language::Zh) => format!("{} 须同时填写或都不填写。", fields.join("、")),
    }
}

/// What it means that a call is refused.
pub fn refused(refused: &Refused<'_>) -> Text {
    if let Some(Resource { what, .. }) = refused.of {
        return Text { en: format!("There is no such {}.", what.en), zh: format!("不存在该{}。", what.zh) };
    }
    let (en, zh) = match refused.name {
        "not_found" => ("What a parameter names is not there.", "参数所指的对象不存在。"),
        "wrong_state" => ("It is not in a state for this.", "对象当前的状态不允许该操作。"),
        "protected" => ("It is protected from deletion; take that off first, if it can be.", "对象受删除保护；可解除的须先解除。"),
        "in_use" => ("Something else still needs it.", "对象仍被其他对象使用。"),
        "quota_exceeded" => ("There are as many as there may be.", "数量已达配额。"),
        "exists" => ("There is one of this id already.", "已存在相同 ID 的对象。"),
        "invalid" => ("That cannot be asked of it; the message says why.", "请求的内容不适用于该对象，原因见错误信息。"),
        _ => return Text::default(),
    };
    Text { en: en.to_owned(), zh: zh.to_owned() }
}

/// Where a fact comes from: `table 2.2.1; example 2.2.1`.
pub fn evidence(evidence: &[Evidence], language: Language) -> String {
    let items =
        evidence.iter().map(|item| format!("{} {}", evidence_kind(item.kind, language), item.sections.join(", ")).trim_end().to_owned());
    items.collect::<Vec<_>>().join("; ")
}

/// What a kind of evidence is called.
pub fn evidence_kind(kind: EvidenceKind, language: Language) -> &'static str {
    match kind {
        EvidenceKind::Table => language.pick("table", "表格"),
        EvidenceKind::Example => language.pick("example", "示例"),
        EvidenceKind::Prose => language.pick("prose", "正文"),
        EvidenceKind::Sdk => language.pick("SDK", "SDK"),
    }
}

/// The values that a field's enum documents.
pub fn values<'a>(service: &'a Service, kind: &Kind) -> &'a [crate::model::EnumValue] {
    match kind.named().map(|id| &service.get(id).shape) {
        Some(Shape::Enum(values)) => values,
        _ => &[],
    }
}

/// A default as a person reads it.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text as inline code, whatever backticks it holds. Code is a line, and not empty.
pub fn code(text: &str) -> String {
    let text = text.replace("\r\n", " ").replace(['\r', '\n'], " ");
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

fn codes(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| code(text)).collect()
}

/// `a, b or c`.
pub fn list(items: &[String], word: &str, language: Language) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] if language == Language::En => format!("{} {word} {last}", first.join(", ")),
        [first @ .., last] => format!("{} {word} {last}", first.join("、")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_said_in_the_largest_unit_that_it_fills() {
        let said = |seconds| (span(seconds, Language::En), span(seconds, Language::Zh));
        for (seconds, en, zh) in [
            (0, "0 seconds", "0 秒"),
            (1, "a second", "1 秒"),
            (60, "a minute", "1 分钟"),
            (90, "90 seconds", "90 秒"),
            (720, "twelve minutes", "12 分钟"),
            (3600, "an hour", "1 小时"),
            (5400, "90 minutes", "90 分钟"),
            (10_800, "three hours", "3 小时"),
            (86_400, "a day", "1 天"),
        ] {
            assert_eq!(said(seconds), (en.to_owned(), zh.to_owned()));
        }
    }
}

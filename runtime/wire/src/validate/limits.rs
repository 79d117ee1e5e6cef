//! The limits that a single value keeps.

use std::collections::HashSet;

use serde_json::Value;

use super::{Check, cidr, numeric, pattern};
use crate::schema::{CharacterClass, Kind, Limit};

impl Check {
    /// Limits on texts and numbers hold for each item of a list.
    pub(super) fn limit(&mut self, limit: &Limit, kind: &Kind, value: &Value) {
        match (limit, kind, value) {
            (Limit::MinItems(_) | Limit::MaxItems(_) | Limit::UniqueBy(_), _, Value::Array(items)) => self.items(limit, items),
            (Limit::MinItems(_) | Limit::MaxItems(_) | Limit::UniqueBy(_), _, one) => self.items(limit, std::slice::from_ref(one)),
            (_, Kind::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.within(format_args!("[{index}]"), |check| check.limit(limit, item, value));
                }
            }
            (_, Kind::List(item), one) => self.limit(limit, item, one),
            (Limit::Min(least), ..) if numeric(value).is_some_and(|number| number < *least as f64) => {
                self.report("too-small", Some(value), format!("be at least {least}"));
            }
            (Limit::Max(most), ..) if numeric(value).is_some_and(|number| number > *most as f64) => {
                self.report("too-large", Some(value), format!("be at most {most}"));
            }
            (_, _, Value::String(text)) => self.text(limit, text, value),
            (_, _, Value::Number(_) | Value::Bool(_)) => self.text(limit, &value.to_string(), value),
            _ => {}
        }
    }

    fn items(&mut self, limit: &Limit, items: &[Value]) {
        match limit {
            Limit::MinItems(least) if items.len() < *least => {
                self.push(
                    "too-few-items",
                    Some(format!("a list of {}", items.len())),
                    format!("have at least {}", counted(*least, "item")),
                );
            }
            Limit::MaxItems(most) if items.len() > *most => {
                self.push("too-many-items", Some(format!("a list of {}", items.len())), format!("have at most {}", counted(*most, "item")));
            }
            Limit::UniqueBy(field) => {
                let mut seen = HashSet::new();
                for (index, item) in items.iter().enumerate() {
                    let value = item.get(field).filter(|value| !value.is_null());
                    if value.is_some_and(|value| !seen.insert(value)) {
                        self.within(format_args!("[{index}].{field}"), |check| {
                            check.report("not-unique", value, "differ from that of all other items");
                        });
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, limit: &Limit, text: &str, value: &Value) {
        let length = || text.chars().count();
        let sent = Some(value);
        match *limit {
            Limit::MinLength(least) if length() < least => {
                self.report("too-short", sent, format!("have at least {}", counted(least, "character")));
            }
            Limit::MaxLength(most) if length() > most => {
                self.report("too-long", sent, format!("have at most {}", counted(most, "character")));
            }
            Limit::Pattern(pattern) if !pattern::matches(pattern, text) => {
                self.report("pattern", sent, format!("match {pattern}"));
            }
            Limit::Cidrs(networks) if !networks.iter().any(|network| cidr::lies_in(text, network)) => {
                self.report("cidr", sent, format!("be an address block in {}", networks.join(" or ")));
            }
            Limit::CharacterClasses(least, classes) => {
                let found = classes.iter().filter(|class| text.chars().any(|c| is_of(c, **class))).count();
                if found < least {
                    let names: Vec<_> = classes.iter().map(|class| name(*class)).collect();
                    self.report("character-classes", sent, format!("have characters of at least {least} of: {}", names.join(", ")));
                }
            }
            Limit::Forbidden(characters) => {
                if let Some(c) = text.chars().find(|c| characters.contains(*c)) {
                    self.report("forbidden-character", sent, format!("not contain {c:?}"));
                }
            }
            Limit::NotPrefix(prefixes) => {
                if let Some(prefix) = prefixes.iter().find(|prefix| text.starts_with(**prefix)) {
                    self.report("forbidden-prefix", sent, format!("not begin with {prefix:?}"));
                }
            }
            Limit::NotContain(texts) => {
                if let Some(part) = texts.iter().find(|part| text.contains(**part)) {
                    self.report("forbidden-text", sent, format!("not contain {part:?}"));
                }
            }
            _ => {}
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}

fn is_of(c: char, class: CharacterClass) -> bool {
    match class {
        CharacterClass::Upper => c.is_ascii_uppercase(),
        CharacterClass::Lower => c.is_ascii_lowercase(),
        CharacterClass::Letter => c.is_ascii_alphabetic(),
        CharacterClass::Digit => c.is_ascii_digit(),
        CharacterClass::Special => !c.is_ascii_alphanumeric() && !c.is_control(),
    }
}

fn name(class: CharacterClass) -> &'static str {
    match class {
        CharacterClass::Upper => "A to Z",
        CharacterClass::Lower => "a to z",
        CharacterClass::Letter => "letters",
        CharacterClass::Digit => "digits",
        CharacterClass::Special => "special characters",
    }
}

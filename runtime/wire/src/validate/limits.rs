//! The limits that a single value keeps.

use std::collections::HashSet;

use super::{Check, Path, cidr, numeric};
use crate::schema::{CharacterClass, Kind, Limit, Network};
use crate::view::View;

impl Check {
    /// Limits on texts and numbers hold for each item of a list.
    pub(super) fn limit(&mut self, at: &Path<'_>, limit: &Limit, kind: &Kind, value: View<'_>) {
        match (limit, kind, value) {
            (Limit::MinItems(_) | Limit::MaxItems(_) | Limit::UniqueBy(_), _, View::List(list)) => {
                self.count(at, limit, list.count());
                self.unique(at, limit, value);
            }
            (Limit::MinItems(_) | Limit::MaxItems(_) | Limit::UniqueBy(_), ..) => self.count(at, limit, 1),
            (_, Kind::List(item), View::List(_)) => {
                for (index, value) in value.items().enumerate() {
                    self.limit(&Path::Item(at, index), limit, item, value);
                }
            }
            (_, Kind::List(item), _) => self.limit(at, limit, item, value),
            (Limit::Min(least), ..) if numeric(value).is_some_and(|number| number < *least as f64) => {
                self.report(at, "too-small", Some(value), format!("be at least {least}"));
            }
            (Limit::Max(most), ..) if numeric(value).is_some_and(|number| number > *most as f64) => {
                self.report(at, "too-large", Some(value), format!("be at most {most}"));
            }
            (Limit::Min(_) | Limit::Max(_), ..) => {}
            _ if !value.is_null() && value.scalar().is_some() => self.text(at, limit, &value.as_text(), value),
            _ => {}
        }
    }

    fn count(&mut self, at: &Path<'_>, limit: &Limit, count: usize) {
        let sent = || Some(format!("a list of {count}"));
        match limit {
            Limit::MinItems(least) if count < *least => {
                self.push(at, "too-few-items", sent(), format!("have at least {}", counted(*least, "item")));
            }
            Limit::MaxItems(most) if count > *most => {
                self.push(at, "too-many-items", sent(), format!("have at most {}", counted(*most, "item")));
            }
            _ => {}
        }
    }

    fn unique(&mut self, at: &Path<'_>, limit: &Limit, list: View<'_>) {
        let Limit::UniqueBy(field) = *limit else { return };
        let mut seen = HashSet::new();
        for (index, item) in list.items().enumerate() {
            let value = item.get(field).filter(|value| !value.is_null());
            if value.is_some_and(|value| !seen.insert(value.json())) {
                let at = Path::Field(&Path::Item(at, index), field);
                self.report(&at, "not-unique", value, "differ from that of all other items");
            }
        }
    }

    fn text(&mut self, at: &Path<'_>, limit: &Limit, text: &str, value: View<'_>) {
        // A character has one to four bytes, which says enough of most texts.
        let is_shorter = |than: usize| text.len() < than.saturating_mul(4) && text.chars().count() < than;
        let is_longer = |than: usize| text.len() > than && text.chars().count() > than;
        let sent = Some(value);
        match *limit {
            Limit::MinLength(least) if is_shorter(least) => {
                self.report(at, "too-short", sent, format!("have at least {}", counted(least, "character")));
            }
            Limit::MaxLength(most) if is_longer(most) => {
                self.report(at, "too-long", sent, format!("have at most {}", counted(most, "character")));
            }
            Limit::Pattern(pattern) if !pattern.matches(text) => {
                self.report(at, "pattern", sent, format!("match {pattern}"));
            }
            Limit::Cidrs(networks) if !cidr::lies_in(text, networks) => {
                self.report(
                    at,
                    "cidr",
                    sent,
                    format!("be an address block in {}", networks.iter().map(Network::to_string).collect::<Vec<_>>().join(" or ")),
                );
            }
            Limit::CharacterClasses(least, classes) => {
                let found = classes.iter().filter(|class| text.chars().any(|c| is_of(c, **class))).count();
                if found < least {
                    let names: Vec<_> = classes.iter().map(|class| name(*class)).collect();
                    self.report(at, "character-classes", sent, format!("have characters of at least {least} of: {}", names.join(", ")));
                }
            }
            Limit::Forbidden(characters) => {
                if let Some(c) = text.chars().find(|c| characters.contains(*c)) {
                    self.report(at, "forbidden-character", sent, format!("not contain {c:?}"));
                }
            }
            Limit::NotPrefix(prefixes) => {
                if let Some(prefix) = prefixes.iter().find(|prefix| text.starts_with(**prefix)) {
                    self.report(at, "forbidden-prefix", sent, format!("not begin with {prefix:?}"));
                }
            }
            Limit::NotContain(texts) => {
                if let Some(part) = texts.iter().find(|part| text.contains(**part)) {
                    self.report(at, "forbidden-text", sent, format!("not contain {part:?}"));
                }
            }
            _ => {}
        }
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
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

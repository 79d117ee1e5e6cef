//! Regular expressions, compiled once each.
//!
//! Most are made of classes, groups, alternatives and counts alone, and are about short texts. For these there is an automaton
//! (`automaton.rs`), many times quicker than a library that is made for searching; for others there is the library.

mod automaton;

use std::fmt;
use std::sync::OnceLock;

use regex_lite::Regex;

use automaton::Automaton;

/// The Han script; the small regex library knows no scripts.
const HAN: &str = "\u{2E80}-\u{2E99}\u{2E9B}-\u{2EF3}\u{2F00}-\u{2FD5}\u{3005}\u{3007}\u{3021}-\u{3029}\u{3038}-\u{303B}\
    \u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{F900}-\u{FA6D}\u{FA70}-\u{FAD9}\u{20000}-\u{2FA1D}\u{30000}-\u{323AF}";

/// A regular expression for a whole text. It is compiled when it is first needed; [`pattern!`](crate::pattern!) makes one where
/// that lasts.
pub struct Pattern {
    expression: &'static str,
    compiled: OnceLock<Compiled>,
}

/// What an expression compiles to.
enum Compiled {
    Automaton(Automaton),
    Regex(Regex),
    /// A mistake of the schema.
    Nothing,
}

impl Pattern {
    #[doc(hidden)]
    pub const fn new(expression: &'static str) -> Self {
        Self { expression, compiled: OnceLock::new() }
    }

    /// Whether the whole text matches. Any text matches an expression that does not compile: that is a mistake of the
    /// schema, which whoever sends the text cannot help.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self.compiled.get_or_init(|| compile(self.expression)) {
            Compiled::Automaton(automaton) => automaton.matches(text),
            Compiled::Regex(regex) => regex.is_match(text),
            Compiled::Nothing => true,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expression)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(formatter)
    }
}

fn compile(pattern: &str) -> Compiled {
    let spelled_out = spelled_out(pattern);
    let regex = || Regex::new(&format!(r"\A(?:{spelled_out})\z")).map_or(Compiled::Nothing, Compiled::Regex);
    Automaton::new(&spelled_out).map_or_else(regex, Compiled::Automaton)
}

/// The expression with the Han script as ranges, in brackets unless it is inside of some.
fn spelled_out(pattern: &str) -> String {
    let mut expression = String::new();
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let script = [r"\p{Script=Han}", r"\p{sc=Han}", r"\p{Han}"].into_iter().find(|script| rest.starts_with(script));
        let length = match (script, c) {
            (Some(script), _) => {
                expression.push_str(&if in_class { HAN.to_owned() } else { format!("[{HAN}]") });
                script.len()
            }
            (None, '\\') => {
                let length = rest.chars().take(2).map(char::len_utf8).sum();
                expression.push_str(&rest[..length]);
                length
            }
            (None, c) => {
                in_class = (in_class || c == '[') && c != ']';
                expression.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    expression
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_the_automaton_is_for() {
        for pattern in ["[0-9A-Za-z\u{4E00}-\u{9FFF}-]+", r"a{2}(b|c){0,3}\.[^x-z\]]?", "([01][0-9]|2[0-3])Z", "", "a|", "(|a)*"] {
            assert!(Automaton::new(pattern).is_some(), "{pattern}");
        }
        let exploding = "(a|b)*a(a|b){12}";
        for pattern in
            [exploding, "^a", "a$", r"\d", "a*?", "(?i)a", "(?:a)", "[[:alpha:]]", r"\p{Han}", "a{1,9999}", "(", "a)", "[b-a]", "[a&&b]"]
        {
            assert!(Automaton::new(pattern).is_none(), "{pattern}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn the_automaton_says_what_the_library_says(
            pattern in r"((a|b|\.|\\\.|\[ab-\]|\[\^b\]|\[a-c.-\]|\((a|b?|a\*\|c){0,3}\)|\(|\)|\|)(\*|\+|\?|\{2\}|\{0,2\}|\{1,\})?){0,8}",
            texts in proptest::collection::vec("[abc.-]{0,8}", 8),
        ) {
            if let Some(automaton) = Automaton::new(&pattern) {
                let regex = Regex::new(&format!(r"\A(?:{pattern})\z"));
                let regex = regex.map_err(|error| TestCaseError::fail(format!("{pattern}: {error}")))?;
                for text in &texts {
                    prop_assert_eq!(automaton.matches(text), regex.is_match(text), "{} {}", pattern, text);
                }
            }
        }
    }
}

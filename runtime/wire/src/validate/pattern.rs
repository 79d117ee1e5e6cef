//! Regular expressions, compiled once each.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex_lite::Regex;

/// The Han script; the small regex library knows no scripts.
const HAN: &str = "\u{2E80}-\u{2E99}\u{2E9B}-\u{2EF3}\u{2F00}-\u{2FD5}\u{3005}\u{3007}\u{3021}-\u{3029}\u{3038}-\u{303B}\
    \u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{F900}-\u{FA6D}\u{FA70}-\u{FAD9}\u{20000}-\u{2FA1D}\u{30000}-\u{323AF}";

/// What each expression compiles to. They are shared, as a clone of one starts without the memory that searching needs.
type Compiled = HashMap<&'static str, Option<Arc<Regex>>>;

static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);

/// Whether the whole text matches. Any text matches an expression that does not compile: that is a mistake of the
/// schema, which whoever sends the text cannot help.
pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
    let regex = {
        // A panic elsewhere leaves at worst an expression that is not there yet.
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        compiled.entry(pattern).or_insert_with(|| compile(pattern).map(Arc::new)).clone()
    };
    regex.is_none_or(|regex| regex.is_match(text))
}

fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&format!(r"\A(?:{})\z", spelled_out(pattern))).ok()
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

//! Rules: to which calls something happens, and to which of those in a row.

use std::cell::LazyCell;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::fields::{Fields, Unfit};
use crate::ids::mixed;

/// Which calls a rule is about. Unless more is said, it is all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Selector {
    /// A pattern.
    pub(crate) operation: String,
    /// A pattern.
    pub(crate) tenant: Option<String>,
    /// How many calls are let pass first.
    pub(crate) after: u64,
    /// How often it happens at most.
    pub(crate) times: Option<u64>,
    /// How likely it is for each call.
    pub(crate) probability: f64,
    /// Whether it happens to the first call, the second and so on, then from the beginning again.
    pub(crate) sequence: Vec<bool>,
}

/// What operation patterns are if nobody says.
pub(crate) const ANY: &str = "*";

impl Default for Selector {
    fn default() -> Self {
        Self { operation: ANY.to_owned(), tenant: None, after: 0, times: None, probability: 1.0, sequence: Vec::new() }
    }
}

impl Selector {
    /// Reads it off an object.
    pub(crate) fn read(fields: &mut Fields) -> Result<Self, Unfit> {
        let operation = fields.text("operation")?.unwrap_or_else(|| ANY.to_owned());
        let (tenant, after, times) = (fields.text("tenant")?, fields.count("after")?.unwrap_or_default(), fields.count("times")?);
        let probability = fields.number("probability")?.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&probability) {
            return Err(Unfit::new(format!("probability is from 0 to 1, not {probability}")));
        }
        Ok(Self { operation, tenant, after, times, probability, sequence: Vec::new() })
    }

    /// Reads a sequence of words; `what` else a turn may be.
    pub(crate) fn turn(turn: &Value, what: Option<&str>) -> Result<bool, Unfit> {
        match turn.as_str() {
            Some("fail") => Ok(true),
            Some("pass") => Ok(false),
            _ => Err(Unfit::new(format!("a turn of a sequence is not {turn}")).allowed(["fail", "pass"].into_iter().chain(what))),
        }
    }

    /// The same object again, without what goes without saying.
    fn write(&self) -> Value {
        let mut value = json!({ "operation": self.operation });
        let mut put = |name: &str, said: bool, field: Value| {
            if said {
                value[name] = field;
            }
        };
        put("tenant", self.tenant.is_some(), self.tenant.clone().into());
        put("after", self.after > 0, self.after.into());
        put("times", self.times.is_some(), self.times.into());
        put("probability", self.probability < 1.0, self.probability.into());
        let turns = self.sequence.iter().map(|fails| if *fails { "fail" } else { "pass" }).collect::<Vec<_>>();
        put("sequence", !turns.is_empty(), turns.into());
        value
    }
}

/// What both kinds of rules can be told about the calls that they are for.
macro_rules! selecting {
    ($type:ident) => {
        impl $type {
            /// Only calls of this operation; `*` in it is anything, `?` one character.
            #[must_use]
            pub fn on(mut self, operation: impl Into<String>) -> Self {
                self.selector.operation = operation.into();
                self
            }

            /// Only calls of this tenant; `*` and `?` as in [`Self::on`].
            #[must_use]
            pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
                self.selector.tenant = Some(tenant.into());
                self
            }

            /// Lets so many calls pass first.
            #[must_use]
            pub fn after(mut self, calls: u64) -> Self {
                self.selector.after = calls;
                self
            }

            /// Happens so often at most.
            #[must_use]
            pub fn times(mut self, times: u64) -> Self {
                self.selector.times = Some(times);
                self
            }

            /// Happens to each call with this probability, from 0 to 1; drawn from the mock's seed.
            #[must_use]
            pub fn probability(mut self, probability: f64) -> Self {
                self.selector.probability = probability.clamp(0.0, 1.0);
                self
            }

            /// Happens to the first call or not, to the second and so on; then from the beginning again.
            #[must_use]
            pub fn sequence(mut self, turns: impl IntoIterator<Item = bool>) -> Self {
                self.selector.sequence = turns.into_iter().collect();
                self
            }
        }
    };
}
pub(crate) use selecting;

/// Something that is done to calls.
pub(crate) trait Rule: Clone {
    fn selector(&self) -> &Selector;
    /// What it does, laid over what its selector says.
    fn write(&self, into: &mut Value);
    /// What is done in a turn of its sequence.
    fn in_turn(&self, _turn: usize) -> Self {
        self.clone()
    }
}

/// Rules, in the order in which they are asked: the first that has something to do does it.
#[derive(Debug)]
pub(crate) struct Rules<R> {
    seed: u64,
    /// So that a call does not wait for others where there are no rules.
    any: AtomicBool,
    known: Mutex<Known<R>>,
}

#[derive(Debug)]
struct Known<R> {
    rules: Vec<Numbered<R>>,
    last: u64,
}

#[derive(Debug)]
struct Numbered<R> {
    number: u64,
    rule: R,
    /// Whether it was there from the start.
    from_start: bool,
    /// How many calls it was asked about.
    seen: u64,
    /// To how many it did something.
    applied: u64,
}

impl<R: Rule> Rules<R> {
    pub(crate) fn new(seed: u64, from_start: impl IntoIterator<Item = R>) -> Self {
        let rules: Vec<_> = from_start
            .into_iter()
            .zip(1..)
            .map(|(rule, number)| Numbered { number, rule, from_start: true, seen: 0, applied: 0 })
            .collect();
        let last = rules.len() as u64;
        Self { seed, any: AtomicBool::new(last > 0), known: Mutex::new(Known { rules, last }) }
    }

    pub(crate) fn add(&self, rule: R) -> u64 {
        self.insert(rule, false)
    }

    /// Adds one that was there from the start.
    #[cfg(feature = "fixtures")]
    pub(crate) fn add_from_start(&self, rule: R) {
        self.insert(rule, true);
    }

    fn insert(&self, rule: R, from_start: bool) -> u64 {
        let mut known = self.known.lock();
        known.last += 1;
        let number = known.last;
        known.rules.push(Numbered { number, rule, from_start, seen: 0, applied: 0 });
        self.any.store(true, Ordering::Release);
        number
    }

    /// The rule that does something to a call, if one does. `fits` says what else it depends on.
    pub(crate) fn next(&self, operation: &str, tenant: impl FnOnce() -> String, mut fits: impl FnMut(&R) -> bool) -> Option<R> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let tenant = LazyCell::new(tenant);
        self.known.lock().rules.iter_mut().find_map(|known| {
            let selector = known.rule.selector();
            let is_about = matches(&selector.operation, operation)
                && selector.tenant.as_ref().is_none_or(|pattern| matches(pattern, &tenant))
                && fits(&known.rule);
            is_about.then(|| known.happens(self.seed)).flatten().map(|turn| known.rule.in_turn(turn))
        })
    }

    pub(crate) fn remove(&self, number: u64) -> bool {
        let mut known = self.known.lock();
        let before = known.rules.len();
        known.rules.retain(|known| known.number != number);
        before > known.rules.len()
    }

    pub(crate) fn clear(&self) {
        self.known.lock().rules.clear();
    }

    /// Has those that were there from the start, as if nobody had called; or takes away those of a tenant.
    pub(crate) fn reset(&self, tenant: Option<&str>) {
        let mut known = self.known.lock();
        match tenant {
            Some(tenant) => known.rules.retain(|known| known.from_start || known.rule.selector().tenant.as_deref() != Some(tenant)),
            None => {
                known.rules.retain(|known| known.from_start);
                known.rules.iter_mut().for_each(|known| (known.seen, known.applied) = (0, 0));
                known.last = known.rules.len() as u64;
            }
        }
    }

    pub(crate) fn list(&self) -> Vec<Value> {
        let known = self.known.lock();
        known.rules.iter().map(Numbered::write).collect()
    }
}

impl<R: Rule> Numbered<R> {
    /// In which turn of its sequence the call is that it is asked about, if it does something to it.
    fn happens(&mut self, seed: u64) -> Option<usize> {
        let selector = self.rule.selector();
        let turn = self.seen;
        self.seen += 1;
        if turn < selector.after || selector.times.is_some_and(|times| self.applied >= times) {
            return None;
        }
        let length = selector.sequence.len().max(1) as u64;
        let in_sequence = ((turn - selector.after) % length) as usize;
        let passes = selector.sequence.get(in_sequence) == Some(&false);
        // A number from 0 to 1 that depends on nothing but the seed, the rule and the turn.
        let drawn = (mixed(mixed(seed ^ self.number).wrapping_add(turn)) >> 11) as f64 / (1_u64 << 53) as f64;
        if passes || drawn >= selector.probability {
            return None;
        }
        self.applied += 1;
        Some(in_sequence)
    }

    fn write(&self) -> Value {
        let mut value = json!({ "number": self.number });
        if let (Value::Object(value), Value::Object(selector)) = (&mut value, self.rule.selector().write()) {
            value.extend(selector);
        }
        self.rule.write(&mut value);
        value["seen"] = self.seen.into();
        value["applied"] = self.applied.into();
        value
    }
}

/// Whether a text fits a pattern, in which `*` is anything and `?` one character.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<_>, Vec<_>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // Where to go on when what follows the last star does not fit.
    let mut retry = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at + 1, in_text));
                at += 1;
            }
            Some(character) if *character == '?' || *character == text[in_text] => (at, in_text) = (at + 1, in_text + 1),
            _ => match &mut retry {
                Some((after_star, begin)) => {
                    *begin += 1;
                    (at, in_text) = (*after_star, *begin);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("*", "DescribeTask", true),
            ("Describe*", "DescribeTask", true),
            ("Describe*", "CreateTask", false),
            ("*Task*", "DescribeTaskInfo", true),
            ("*Task", "DescribeTaskInfoTask", true),
            ("*Task", "DescribeTaskInfo", false),
            ("Get?", "GetA", true),
            ("Get?", "Get", false),
            ("", "x", false),
            ("a*b*c", "a-b-b-c", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}

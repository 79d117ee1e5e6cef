//! Objects that people write by hand: bodies of the admin API, files of faults. Every mistake says what is allowed.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// The fields of an object that are not read yet.
pub(crate) struct Fields {
    left: Map<String, Value>,
    /// Those that were asked for.
    known: Vec<&'static str>,
}

/// What does not fit, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub(crate) message: String,
    pub(crate) allowed: Vec<String>,
}

impl Unfit {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), allowed: Vec::new() }
    }

    pub(crate) fn allowed(mut self, allowed: impl IntoIterator<Item: Into<String>>) -> Self {
        self.allowed = allowed.into_iter().map(Into::into).collect();
        self
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.allowed.as_slice() {
            [] => formatter.write_str(&self.message),
            allowed => write!(formatter, "{}; allowed: {}", self.message, allowed.join(", ")),
        }
    }
}

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Self, Unfit> {
        match value {
            Value::Object(left) => Ok(Self { left, known: Vec::new() }),
            other => Err(Unfit::new(format!("an object is needed, not {other}"))),
        }
    }

    /// Fields that are all texts, such as the parameters of a query.
    pub(crate) fn of_texts(pairs: impl Iterator<Item = (String, String)>) -> Self {
        Self { left: pairs.map(|(name, value)| (name, value.into())).collect(), known: Vec::new() }
    }

    /// A field as it is; nothing if it is null.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.left.remove(name).filter(|value| !value.is_null())
    }

    fn read<T>(&mut self, name: &'static str, what: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<Option<T>, Unfit> {
        let Some(value) = self.value(name) else { return Ok(None) };
        read(&value).map(Some).ok_or_else(|| Unfit::new(format!("{name} is {what}, not {value}")))
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, Unfit> {
        self.read(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn needed_text(&mut self, name: &'static str) -> Result<String, Unfit> {
        self.text(name)?.ok_or_else(|| Unfit::new(format!("{name} is missing")))
    }

    pub(crate) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Unfit> {
        self.read(name, "true or false", |value| value.as_bool().or_else(|| value.as_str()?.parse().ok()))
    }

    pub(crate) fn count(&mut self, name: &'static str) -> Result<Option<u64>, Unfit> {
        self.read(name, "a whole number from zero", |value| value.as_u64().or_else(|| value.as_str()?.parse().ok()))
    }

    /// A status that HTTP knows.
    pub(crate) fn status(&mut self, name: &'static str) -> Result<Option<u16>, Unfit> {
        self.read(name, "a status from 200 to 599", |value| {
            value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|status| (200..600).contains(status))?.try_into().ok()
        })
    }

    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<f64>, Unfit> {
        self.read(name, "a number", Value::as_f64)
    }

    pub(crate) fn object(&mut self, name: &'static str) -> Result<Option<Map<String, Value>>, Unfit> {
        self.read(name, "an object", |value| value.as_object().cloned())
    }

    pub(crate) fn list(&mut self, name: &'static str) -> Result<Option<Vec<Value>>, Unfit> {
        self.read(name, "a list", |value| value.as_array().cloned())
    }

    /// The turns of a sequence; none if there is no sequence.
    pub(crate) fn turns(&mut self) -> Result<Vec<Value>, Unfit> {
        match self.list("sequence")? {
            Some(turns) if turns.is_empty() => Err(Unfit::new("sequence is empty: nothing would be done in no turn")),
            turns => Ok(turns.unwrap_or_default()),
        }
    }

    pub(crate) fn time(&mut self, name: &'static str) -> Result<Option<Timestamp>, Unfit> {
        self.read(name, "a time such as 2026-11-23T09:43:17Z", |value| value.as_str()?.parse().ok())
    }

    /// A duration from zero: seconds, or a text such as `1m 30s`.
    pub(crate) fn duration(&mut self, name: &'static str) -> Result<Option<Duration>, Unfit> {
        self.read(name, "a number of seconds, or a duration such as \"1m 30s\"", |value| signed(value)?.try_into().ok())
    }

    /// A duration that may be below zero: seconds, or a text such as `-20m`.
    pub(crate) fn signed_duration(&mut self, name: &'static str) -> Result<Option<SignedDuration>, Unfit> {
        self.read(name, "a number of seconds, or a duration such as \"-20m\"", signed)
    }

    /// Complains about what nobody asked for.
    pub(crate) fn done(self) -> Result<(), Unfit> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Unfit::new(format!("there is no {name}")).allowed(self.known)),
        }
    }
}

fn signed(value: &Value) -> Option<SignedDuration> {
    match value {
        Value::String(text) => text.parse().ok(),
        // As much as fits in the time that there is.
        number => number.as_f64().filter(|seconds| seconds.abs() < 1e12).map(SignedDuration::from_secs_f64),
    }
}

/// A thing of a kind: `a cluster`, `an add-on`.
pub(crate) fn a(kind: &str) -> String {
    format!("{} {kind}", if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

/// What somebody may have meant who wrote a name that is not known; the end of a sentence.
pub(crate) fn suggestion(written: &str, known: &[&str]) -> String {
    match near(written, known) {
        close if !close.is_empty() || known.is_empty() => close,
        _ => format!("; there are: {}", known.join(", ")),
    }
}

/// The same where it has been said what is known.
pub(crate) fn near(written: &str, known: &[&str]) -> String {
    let slips = known.iter().map(|known| (strsim::osa_distance(written, known), known));
    let close = slips.filter(|(slips, known)| *slips <= known.len().div_ceil(3).min(3)).min();
    close.map_or_else(String::new, |(_, close)| format!("; did you mean `{close}`?"))
}

use std::fmt;
use std::fmt::Write as _;

/// A length of time, kept as the text that was sent: `3h`, `1h30m`, `90s`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration(String);

impl Duration {
    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The length; `None` for a text that is not numbers followed by units (h, m, s, ms, us, ns).
    pub fn parse(&self) -> Option<std::time::Duration> {
        let mut rest = self.0.trim();
        if rest == "0" {
            return Some(std::time::Duration::ZERO);
        }
        let mut total = std::time::Duration::ZERO;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|end| *end > 0)?;
            let (number, after) = rest.split_at(digits);
            let letters = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
            let (unit, after) = after.split_at(letters);
            total = total.checked_add(part(number, unit)?)?;
            rest = after;
        }
        (!self.0.trim().is_empty()).then_some(total)
    }
}

/// A number of one unit, in whole nanoseconds.
fn part(number: &str, unit: &str) -> Option<std::time::Duration> {
    let nanos: u64 = match unit {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" | "µs" | "μs" => 1_000,
        "ns" => 1,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().ok()? };
    let total = whole.checked_mul(nanos)?.checked_add((fraction * nanos as f64).round() as u64)?;
    Some(std::time::Duration::from_nanos(total))
}

impl From<std::time::Duration> for Duration {
    fn from(duration: std::time::Duration) -> Self {
        let seconds = duration.as_secs();
        let nanos = duration.subsec_nanos();
        let mut text = String::new();
        let mut part = |count: u64, unit: &str| {
            if count > 0 {
                let _ = write!(text, "{count}{unit}");
            }
        };
        part(seconds / 3600, "h");
        part(seconds / 60 % 60, "m");
        part(seconds % 60, "s");
        part(u64::from(nanos / 1_000_000), "ms");
        part(u64::from(nanos / 1_000 % 1_000), "us");
        part(u64::from(nanos % 1_000), "ns");
        if text.is_empty() {
            text.push_str("0s");
        }
        Self(text)
    }
}

impl From<String> for Duration {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Duration {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Duration {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl AsRef<str> for Duration {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

crate::__text!([] Duration, as_str);

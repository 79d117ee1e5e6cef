//! Findings that are to stay, one by one: what the configuration of a command says about them, and what is wrong with that.

use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::source::{Span, Written};

/// There is no such rule.
pub const UNKNOWN_RULE: (&str, Severity) = ("unknown-rule", Severity::Error);

/// It silences nothing.
pub const UNUSED: (&str, Severity) = ("unused-suppression", Severity::Warning);

/// It has run out.
pub const EXPIRED: (&str, Severity) = ("expired-suppression", Severity::Error);

/// A finding that is to stay, as written.
#[derive(Clone, Copy, Debug)]
pub struct Suppression<'a> {
    /// The rule.
    pub rule: &'a Written<String>,
    /// What the finding is about.
    pub at: &'a Written<String>,
    /// The last day on which it holds: year, month, day.
    pub until: Option<&'a Written<String>>,
}

/// All that a configuration says, and what came of it.
pub struct Suppressions<'a> {
    written: Vec<Suppression<'a>>,
    used: Vec<bool>,
    rules: Vec<&'static str>,
    today: &'a str,
    /// How many findings were silenced.
    pub silenced: usize,
}

impl<'a> Suppressions<'a> {
    /// Of a command with these rules. `today` is written like `until`.
    pub fn new(written: impl Iterator<Item = Suppression<'a>>, rules: Vec<&'static str>, today: &'a str) -> Self {
        let written: Vec<_> = written.collect();
        Self { used: vec![false; written.len()], written, rules, today, silenced: 0 }
    }

    /// Whether a finding is to stay unsaid.
    pub fn silence(&mut self, rule: &str, about: Option<&str>) -> bool {
        let mut silenced = false;
        for (suppression, used) in self.written.iter().zip(&mut self.used) {
            if suppression.rule.value == rule && about == Some(suppression.at.value.as_str()) {
                *used = true;
                silenced |= !suppression.has_expired(self.today);
            }
        }
        self.silenced += usize::from(silenced);
        silenced
    }

    /// What is wrong with them, once every finding has been seen. `file` is what the mistakes are about.
    pub fn mistakes(&self, file: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut add = |(code, severity): (&'static str, Severity), message: String, span: Span, label: &str, help: String| {
            let mut diagnostic = Diagnostic::error(code, message).severity(severity).at(span, label).help(help);
            diagnostic.about = Some(file.to_owned());
            found.push(diagnostic);
        };
        for Suppression { rule, .. } in &self.written {
            if let Some(help) = unknown(&rule.value, &self.rules) {
                add(UNKNOWN_RULE, format!("there is no rule `{}`", rule.value), rule.span, "unknown rule", help);
            }
        }
        for (Suppression { rule, at, .. }, used) in self.written.iter().zip(&self.used) {
            if !used && self.rules.contains(&rule.value.as_str()) {
                let message = format!("`{}` is not found at `{}`", rule.value, at.value);
                add(UNUSED, message, at.span, "silences nothing", "take the suppression out".to_owned());
            }
        }
        for (suppression, used) in self.written.iter().zip(&self.used) {
            let Suppression { rule, at, until: Some(until) } = suppression else { continue };
            if *used && suppression.has_expired(self.today) {
                let message = format!("the suppression of `{}` at `{}` has run out", rule.value, at.value);
                add(EXPIRED, message, until.span, "its last day", "mend what it is for, or give it a new day and say why".to_owned());
            }
        }
        found
    }
}

impl Suppression<'_> {
    fn has_expired(&self, today: &str) -> bool {
        // Written like this, days sort as texts do.
        self.until.is_some_and(|until| until.value.as_str() < today)
    }
}

/// What to say where there is no rule of this name.
pub fn unknown(id: &str, rules: &[&'static str]) -> Option<String> {
    // What is empty has been said to be.
    let is_known = id.is_empty() || rules.contains(&id);
    let help = || did_you_mean(id, rules.iter().copied()).unwrap_or_else(|| "`ackgen explain` lists them".to_owned());
    (!is_known).then(help)
}

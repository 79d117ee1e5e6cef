//! Changes that are to stay unsaid, one by one: `.diff.yaml` in the folder of the new spec.

use super::rules;
use crate::diagnostic::Diagnostics;
use crate::source::read::{FromNode, Keys, written};
use crate::source::schema::{self, Definitions, pattern, words};
use crate::source::{FileId, Node, Span, Written};
use crate::suppression;

/// What the file is called.
pub const FILE: &str = ".diff.yaml";

written! {
    /// How specs are compared: `.diff.yaml`.
    Config, "the configuration" {
        /// Changes that are to stay unsaid, one by one.
        suppressions: many SuppressedChange,
    }
}

written! {
    /// A change that is to stay unsaid.
    SuppressedChange, "a suppression" {
        /// The rule.
        rule: required Written<String> => words(&ids()),
        /// What the change is about, as the report names it behind "about".
        at: required Written<String>,
        /// Why it is to stay unsaid.
        reason: required Written<String>,
        /// The last day on which it holds: year, month, day.
        until: optional Written<String> => pattern(r"^\d{4}-\d\d-\d\d$"),
    }
}

impl Config {
    /// Its suppressions.
    pub fn suppressions(&self) -> impl Iterator<Item = suppression::Suppression<'_>> {
        self.suppressions.iter().map(|of| suppression::Suppression { rule: &of.rule, at: &of.at, until: of.until.as_ref() })
    }
}

/// The name of every rule.
pub fn ids() -> Vec<&'static str> {
    rules::all().map(|rule| rule.id).collect()
}

/// Reads the configuration; without a file, nothing is suppressed.
pub fn read(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Config {
    let none = || Config::stand_in(Span::start_of(FileId(0)));
    node.and_then(|node| Config::from_node(node, diagnostics)).unwrap_or_else(none)
}

//! What a spec says about how it is linted: `.lint.yaml` in its folder.

use super::finding::{Finding, Findings};
use super::rule::{Check, Rule};
use super::rules;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::read::{FromNode, Keys, Named, written};
use crate::source::schema::{self, Definitions, pattern, words};
use crate::source::{Node, Span, Written};
use crate::suppression::{self, Suppressions};

/// The rules about the configuration itself; a suppression cannot silence these.
pub const RULES: &[Rule] = &[
    Rule {
        id: suppression::UNKNOWN_RULE.0,
        title: "the configuration speaks of a rule or a severity that there is not",
        text: "It would do nothing, silently. `ackgen explain` lists the rules; the severities are `error`, `warning`, `note` and \
               `off`.",
        wrong: "severities: { no-examples: off }",
        right: "severities: { no-example: off }",
        severity: suppression::UNKNOWN_RULE.1,
        fixable: false,
        check: Check::Configuration,
    },
    Rule {
        id: suppression::UNUSED.0,
        title: "a suppression silences nothing",
        text: "What it was for has been mended, or is called something else by now. Left in place, it would silence the next \
               mistake at that place.",
        wrong: "suppressions:\n  - { rule: short-doc, at: shop/Order.gone, reason: … }",
        right: "suppressions: []",
        severity: suppression::UNUSED.1,
        fixable: false,
        check: Check::Configuration,
    },
    Rule {
        id: suppression::EXPIRED.0,
        title: "a suppression has run out",
        text: "From the day after `until` on it silences nothing, so that what was put off is looked at again. Mend what it is \
               for, or give it a new day and say why.",
        wrong: "suppressions:\n  - { rule: short-doc, at: shop/Order.id, reason: …, until: \"2020-01-01\" }",
        right: "suppressions: []",
        severity: suppression::EXPIRED.1,
        fixable: false,
        check: Check::Configuration,
    },
];

written! {
    /// How a spec is linted: `.lint.yaml`.
    Config, "the configuration" {
        /// `error`, `warning`, `note` or `off`, by rule; what is not here keeps its own.
        severities: optional Named<Written<String>>,
        /// Findings that are to stay, one by one.
        suppressions: many Suppression,
        /// Phrases that are spelt as they are.
        terms: many Written<String>,
    }
}

written! {
    /// A finding that is to stay.
    Suppression, "a suppression" {
        /// The rule.
        rule: required Written<String> => words(&rules::ids()),
        /// What the finding is about, as the report names it behind "about".
        at: required Written<String>,
        /// Why it is to stay.
        reason: required Written<String>,
        /// The last day on which it holds: year, month, day.
        until: optional Written<String> => pattern(r"^\d{4}-\d\d-\d\d$"),
    }
}

impl Config {
    /// The severity of a rule, `None` where it is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        let written = self.severities.iter().flat_map(|named| &named.0).find(|(id, _)| id.value == rule.id);
        match written.map(|(_, severity)| severity.value.as_str()) {
            Some("off") => None,
            Some(word) => Some(Severity::named(word).unwrap_or(rule.severity)),
            None => Some(rule.severity),
        }
    }

    /// Takes out what is suppressed, and adds what is wrong with the configuration. `today` is written like `until`.
    pub fn apply(&self, findings: Vec<Finding>, today: &str) -> (Vec<Finding>, usize) {
        let written = self.suppressions.iter().map(Suppression::shared);
        let mut suppressions = Suppressions::new(written, rules::ids(), today);
        let mut kept = findings;
        kept.retain(|finding| !suppressions.silence(finding.diagnostic.code, finding.diagnostic.about.as_deref()));
        kept.extend(self.mistakes());
        kept.extend(suppressions.mistakes(FILE).into_iter().map(|diagnostic| Finding { diagnostic, fix: None }));
        (kept, suppressions.silenced)
    }

    /// Rules and severities that there are not.
    fn mistakes(&self) -> Vec<Finding> {
        let (rule, severity) = suppression::UNKNOWN_RULE;
        let mut findings = Findings::of(rule, severity);
        for (id, severity) in self.severities.iter().flat_map(|named| &named.0) {
            if let Some(help) = suppression::unknown(&id.value, &rules::ids()) {
                findings.add(FILE, format!("there is no rule `{}`", id.value)).at(id.span, "unknown rule").help(help);
            }
            if severity.value != "off" && Severity::named(&severity.value).is_none() {
                let finding = findings.add(FILE, format!("there is no severity `{}`", severity.value));
                finding.at(severity.span, "unknown severity").help("one of `error`, `warning`, `note` and `off`");
            }
        }
        findings.into_vec()
    }
}

impl Suppression {
    fn shared(&self) -> suppression::Suppression<'_> {
        suppression::Suppression { rule: &self.rule, at: &self.at, until: self.until.as_ref() }
    }
}

/// What the file is called.
pub const FILE: &str = ".lint.yaml";

/// Reads the configuration; without a file, everything is as the rules have it.
pub fn read(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Config {
    let none = || Config::stand_in(Span::start_of(crate::source::FileId(0)));
    node.and_then(|node| Config::from_node(node, diagnostics)).unwrap_or_else(none)
}

//! What a spec says about how it is linted: `.lint.yaml` in its folder.

use super::finding::{Finding, Findings};
use super::rule::{Check, Rule};
use super::rules;
use crate::diagnostic::{Diagnostics, Severity, did_you_mean};
use crate::source::read::{FromNode, Keys, Named, written};
use crate::source::schema::{self, Definitions, pattern, words};
use crate::source::{Node, Span, Written};

/// The rules about the configuration itself; a suppression cannot silence these.
pub const RULES: &[Rule] = &[
    Rule {
        id: "unknown-rule",
        title: "the configuration speaks of a rule or a severity that there is not",
        text: "It would do nothing, silently. `ackgen explain` lists the rules; the severities are `error`, `warning`, `note` and \
               `off`.",
        wrong: "severities: { no-examples: off }",
        right: "severities: { no-example: off }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Configuration,
    },
    Rule {
        id: "unused-suppression",
        title: "a suppression silences nothing",
        text: "What it was for has been mended, or is called something else by now. Left in place, it would silence the next \
               mistake at that place.",
        wrong: "suppressions:\n  - { rule: short-doc, at: shop/Order.gone, reason: … }",
        right: "suppressions: []",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Configuration,
    },
    Rule {
        id: "expired-suppression",
        title: "a suppression has run out",
        text: "From the day after `until` on it silences nothing, so that what was put off is looked at again. Mend what it is \
               for, or give it a new day and say why.",
        wrong: "suppressions:\n  - { rule: short-doc, at: shop/Order.id, reason: …, until: \"2020-01-01\" }",
        right: "suppressions: []",
        severity: Severity::Error,
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
        let mut used = vec![false; self.suppressions.len()];
        let total = findings.len();
        let mut kept: Vec<_> = findings.into_iter().filter(|finding| !self.suppresses(finding, today, &mut used)).collect();
        let suppressed = total - kept.len();
        kept.extend(self.mistakes(&used, today));
        (kept, suppressed)
    }

    fn suppresses(&self, finding: &Finding, today: &str, used: &mut [bool]) -> bool {
        let fits = |suppression: &Suppression| {
            suppression.rule.value == finding.diagnostic.code && finding.diagnostic.about.as_ref() == Some(&suppression.at.value)
        };
        let mut suppressed = false;
        for (suppression, used) in self.suppressions.iter().zip(used) {
            if fits(suppression) {
                *used = true;
                suppressed |= !suppression.has_expired(today);
            }
        }
        suppressed
    }

    fn mistakes(&self, used: &[bool], today: &str) -> Vec<Finding> {
        let [unknown, unused, expired] = RULES else { return Vec::new() };
        let mut found = Vec::new();
        let mut of = |rule: &Rule, add: &dyn Fn(&mut Findings)| {
            let mut findings = Findings::of(rule.id, rule.severity);
            add(&mut findings);
            found.extend(findings.into_vec());
        };
        let ids = rules::ids();
        let check_id = |id: &Written<String>, findings: &mut Findings| {
            if !id.value.is_empty() && !ids.contains(&id.value.as_str()) {
                let help = did_you_mean(&id.value, ids.iter().copied()).unwrap_or_else(|| "`ackgen explain` lists them".to_owned());
                findings.add(FILE, format!("there is no rule `{}`", id.value)).at(id.span, "unknown rule").help(help);
            }
        };
        of(unknown, &|findings| {
            for (id, severity) in self.severities.iter().flat_map(|named| &named.0) {
                check_id(id, findings);
                if severity.value != "off" && Severity::named(&severity.value).is_none() {
                    let finding = findings.add(FILE, format!("there is no severity `{}`", severity.value));
                    finding.at(severity.span, "unknown severity").help("one of `error`, `warning`, `note` and `off`");
                }
            }
            self.suppressions.iter().for_each(|suppression| check_id(&suppression.rule, findings));
        });
        let states = || self.suppressions.iter().zip(used);
        of(unused, &|findings| {
            for (suppression, _) in states().filter(|(suppression, used)| !**used && ids.contains(&suppression.rule.value.as_str())) {
                let message = format!("`{}` is not found at `{}`", suppression.rule.value, suppression.at.value);
                findings.add(FILE, message).at(suppression.at.span, "silences nothing").help("take the suppression out");
            }
        });
        of(expired, &|findings| {
            for (suppression, _) in states().filter(|(suppression, used)| **used && suppression.has_expired(today)) {
                let Some(until) = &suppression.until else { continue };
                let message = format!("the suppression of `{}` at `{}` has run out", suppression.rule.value, suppression.at.value);
                findings.add(FILE, message).at(until.span, "its last day").help("mend what it is for, or give it a new day and say why");
            }
        });
        found
    }
}

impl Suppression {
    fn has_expired(&self, today: &str) -> bool {
        // Written like this, days sort as texts do.
        self.until.as_ref().is_some_and(|until| until.value.as_str() < today)
    }
}

/// What the file is called.
pub const FILE: &str = ".lint.yaml";

/// Reads the configuration; without a file, everything is as the rules have it.
pub fn read(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Config {
    let none = || Config::stand_in(Span::start_of(crate::source::FileId(0)));
    node.and_then(|node| Config::from_node(node, diagnostics)).unwrap_or_else(none)
}

//! What rules find, and how it can be mended.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// A place where a rule is broken.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule, how bad it is, what it is about, what is wrong, where, and what to do about it.
    pub diagnostic: Diagnostic,
    /// What `--fix` does about it.
    pub fix: Option<Fix>,
}

/// A change of the files that mends something.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The stretches to replace.
    pub edits: Vec<Edit>,
    /// Whether only the form changes: every value is read as before.
    pub keeps_values: bool,
}

/// A stretch of a file and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The stretch.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// Replaces a stretch.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Removes a stretch.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Where a rule puts what it finds.
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    found: Vec<Finding>,
}

impl Findings {
    /// Of a rule, none yet.
    pub(super) fn of(rule: &'static str, severity: Severity) -> Self {
        Self { rule, severity, found: Vec::new() }
    }

    /// Everything found.
    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.found
    }

    /// Adds one about something: `service/Owner.field`, or the path of a file. What is returned can be told more.
    pub fn add(&mut self, subject: &str, message: impl Into<String>) -> &mut Finding {
        let mut diagnostic = Diagnostic::error(self.rule, message).severity(self.severity);
        diagnostic.about = Some(subject.to_owned());
        self.found.push(Finding { diagnostic, fix: None });
        self.found.last_mut().expect("one was pushed")
    }
}

impl Finding {
    /// Adds a place that shows it; the first one added is where it is.
    pub fn at(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.diagnostic.places.push((span, label.into()));
        self
    }

    /// Adds what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Adds a fix that changes what is said.
    pub fn fix(&mut self, edits: impl IntoIterator<Item = Edit>) -> &mut Self {
        self.fix = Some(Fix { edits: edits.into_iter().collect(), keeps_values: false });
        self
    }

    /// Adds a fix that changes the form only.
    pub fn reform(&mut self, edits: impl IntoIterator<Item = Edit>) -> &mut Self {
        self.fix = Some(Fix { edits: edits.into_iter().collect(), keeps_values: true });
        self
    }
}

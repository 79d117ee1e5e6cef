//! What an audit has seen so far.

use std::collections::BTreeSet;

use super::guide::Piece;
use super::rules::rule;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Field;
use crate::source::{FileId, Span};

/// Findings, and what the findings at the end are made of.
pub struct Ledger {
    file: FileId,
    /// The findings.
    pub findings: Diagnostics,
    /// How many facts were compared.
    pub facts: usize,
    /// The sections of which tables were compared, as the spec numbers them.
    pub audited: BTreeSet<String>,
    /// The cells of fields that were compared.
    compared: BTreeSet<(Span, String)>,
    /// The `printed` cells that were found in the guide.
    printed: BTreeSet<(Span, String)>,
    /// The fields whose default some description gives.
    defaults: BTreeSet<Span>,
}

impl Ledger {
    /// An empty one. `file` is the guide's.
    pub fn new(file: FileId) -> Self {
        Self { file, findings: Diagnostics::default(), facts: 0, audited: BTreeSet::new(), compared: BTreeSet::new(), printed: BTreeSet::new(), defaults: BTreeSet::new() }
    }

    /// A place in the guide.
    pub fn place(&self, piece: &Piece) -> Span {
        Span { file: self.file, start: piece.start, end: piece.end.max(piece.start) }
    }

    /// Adds a finding; `complete` adds its places and its help.
    pub fn find(&mut self, id: &str, message: impl Into<String>, complete: impl FnOnce(Diagnostic) -> Diagnostic) {
        let rule = rule(id);
        self.findings.push(complete(Diagnostic::error(rule.id, message).severity(rule.severity)));
    }

    /// Notes that a cell is compared: a field's, or a placeholder's.
    pub fn compares(&mut self, field: Option<&Field>, cell: &str) {
        self.facts += 1;
        self.compared.extend(field.map(|field| (field.at, cell.to_owned())));
    }

    /// Whether a cell of a field was compared.
    pub fn has_compared(&self, field: &Field, cell: &str) -> bool {
        self.compared.contains(&(field.at, cell.to_owned()))
    }

    /// Notes that the guide prints a cell as the spec says that it does.
    pub fn saw_printed(&mut self, field: &Field, cell: &str) {
        self.printed.insert((field.at, cell.to_owned()));
    }

    /// Whether the guide prints a cell as the spec says that it does.
    pub fn has_seen_printed(&self, field: &Field, cell: &str) -> bool {
        self.printed.contains(&(field.at, cell.to_owned()))
    }

    /// Notes that a description gives the field's default.
    pub fn saw_default(&mut self, field: &Field) {
        self.defaults.insert(field.at);
    }

    /// Whether a description gives the field's default.
    pub fn has_seen_default(&self, field: &Field) -> bool {
        self.defaults.contains(&field.at)
    }
}

//! What an audit has seen so far.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::rule;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::guide::Piece;
use crate::ids;
use crate::model::{Field, Model};
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
    /// The cells of fields that were compared, each with the last place where it was.
    compared: BTreeMap<(Span, String), Span>,
    /// The `printed` cells that were found in the guide.
    printed: BTreeSet<(Span, String)>,
    /// The fields whose default some description gives, or gives otherwise.
    defaults: BTreeSet<Span>,
    /// The numbers in the descriptions of fields.
    numbers: BTreeSet<(Span, String)>,
}

impl Ledger {
    /// An empty one. `file` is the guide's.
    pub fn new(file: FileId) -> Self {
        let (findings, audited, compared) = Default::default();
        Self { file, findings, facts: 0, audited, compared, printed: BTreeSet::new(), defaults: BTreeSet::new(), numbers: BTreeSet::new() }
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

    /// Gives each finding the id of what its place in the spec belongs to, which is what is written last before it.
    pub fn say_what_findings_are_about(&mut self, model: &Model) {
        let ids = ids::by_place(model);
        for finding in self.findings.iter_mut() {
            let place = finding.places.iter().map(|(place, _)| *place).find(|place| place.file != self.file);
            let owner = place.and_then(|place| ids.range(..=place).next_back().filter(|(owner, _)| owner.file == place.file));
            finding.about = owner.map(|(_, id)| id.clone());
        }
    }

    /// Notes that a cell is compared: a field's, or a placeholder's.
    pub fn compares(&mut self, field: Option<&Field>, cell: &str, piece: &Piece) {
        let place = self.place(piece);
        self.facts += 1;
        self.compared.extend(field.map(|field| ((field.at, cell.to_owned()), place)));
    }

    /// Where a cell of a field was compared.
    pub fn compared(&self, field: &Field, cell: &str) -> Option<Span> {
        self.compared.get(&(field.at, cell.to_owned())).copied()
    }

    /// Notes that the guide prints a cell as the spec says that it does.
    pub fn saw_printed(&mut self, field: &Field, cell: &str) {
        self.printed.insert((field.at, cell.to_owned()));
    }

    /// Whether the guide prints a cell as the spec says that it does.
    pub fn has_seen_printed(&self, field: &Field, cell: &str) -> bool {
        self.printed.contains(&(field.at, cell.to_owned()))
    }

    /// Notes that a description gives the field a default, which has been compared.
    pub fn saw_default(&mut self, field: &Field) {
        self.defaults.insert(field.at);
    }

    /// Whether a description gives the field a default.
    pub fn has_seen_default(&self, field: &Field) -> bool {
        self.defaults.contains(&field.at)
    }

    /// Notes the numbers in a description of a field.
    pub fn saw_numbers(&mut self, field: &Field, numbers: impl Iterator<Item = String>) {
        self.numbers.extend(numbers.map(|number| (field.at, number)));
    }

    /// Whether a description of the field has a number.
    pub fn has_seen_number(&self, field: &Field, number: &str) -> bool {
        self.numbers.contains(&(field.at, number.to_owned()))
    }
}

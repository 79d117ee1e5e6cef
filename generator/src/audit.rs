//! Holds a spec against the text of the guide that it was curated from, row by row.
//!
//! Every difference is a finding, unless the spec says that it knows: a field's `printed`, or an erratum that names
//! the field and quotes what is printed. What explains nothing is a finding as well.
//!
//! ```text
//! expected     an operation of the model to the rows that its tables should have
//! align        rows to entries
//! check        rows against entries, cell by cell (compare)
//! facts        descriptions against fields (guide/description: what can be read in one)
//! said         all that a spec says of a field
//! explain      what `printed` and errata account for
//! ```

mod align;
mod check;
mod common;
mod compare;
mod errors;
mod expected;
mod explain;
mod facts;
mod ledger;
mod operations;
mod rules;
mod said;

pub use rules::{RULES, Rule};

use crate::diagnostic::Diagnostics;
use crate::guide;
use crate::model::{Model, Service};
use crate::report::Report;
use crate::source::{FileId, SourceFile};
use ledger::Ledger;

/// What an audit found, and how much it looked at.
#[derive(Debug)]
pub struct Audit {
    /// The differences that nothing explains.
    pub findings: Diagnostics,
    /// What was compared, section by section.
    pub tallies: Vec<Tally>,
    /// How many facts were compared.
    pub facts: usize,
}

/// What was compared in a section.
#[derive(Debug)]
pub struct Tally {
    /// The section's number in the guide.
    pub section: String,
    /// The operation that it describes.
    pub operation: Option<String>,
    /// Rows of the request.
    pub request: Rows,
    /// Rows of the answer.
    pub response: Rows,
    /// Rows of headers and errors.
    pub other: Rows,
}

/// How many rows there are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows {
    /// In the guide.
    pub guide: usize,
    /// In the spec.
    pub spec: usize,
}

impl Audit {
    /// How many operations were compared.
    pub fn operations(&self) -> usize {
        self.tallies.iter().filter(|tally| tally.operation.is_some()).count()
    }

    /// The same, to be written in any format. `files` ends in the guide, and each has its whole path.
    pub fn report<'a>(&'a self, files: &'a [SourceFile]) -> Report<'a> {
        Report {
            command: "audit",
            files,
            root: "",
            findings: self.findings.sorted().into_iter().map(|finding| (finding, None)).collect(),
            rules: crate::explain::of_audits().into_iter().zip(RULES.iter().map(|rule| rule.severity)).collect(),
            items: self.facts,
            suppressed: 0,
            verdict: None,
        }
    }

    /// How many rows of the guide were compared.
    pub fn rows(&self) -> usize {
        self.tallies.iter().map(|tally| tally.request.guide + tally.response.guide + tally.other.guide).sum()
    }
}

/// A section of the spec, which is what facts are tied to.
#[derive(Clone, Copy, Debug)]
struct Context<'m> {
    service: &'m Service,
    section: &'m str,
}

/// Audits a model. `guide` is the guide's text; `file` is the number under which findings point into it.
pub fn audit(guide: &str, file: FileId, model: &Model) -> Audit {
    let sections = guide::read(guide);
    let mut ledger = Ledger::new(file);
    let mut tallies = operations::check(&sections, model, &mut ledger);
    tallies.extend(common::check(&sections, model, &mut ledger));
    tallies.sort_by_key(|tally| sections.iter().position(|section| section.number == tally.section));
    if tallies.is_empty() {
        // What else there is to say follows from this.
        ledger.findings = Diagnostics::default();
        ledger.find("nothing-compared", "nothing was compared: the guide has no section that the spec describes", |finding| {
            finding.help("sections are numbered lines like `2.1. Title`, and tables have columns separated by tabs")
        });
    } else {
        explain::check_stale(&sections, model, &mut ledger);
    }
    ledger.say_what_findings_are_about(model);
    Audit { findings: ledger.findings, tallies, facts: ledger.facts }
}

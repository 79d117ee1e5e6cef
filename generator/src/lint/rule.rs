//! Rules: what they are called, why they are there, and what each of them looks at.

use super::finding::Findings;
use super::spec::{Call, Definition, Erratum, Field, File, Scalar, Service, Spec, Text};
use crate::diagnostic::Severity;
use crate::explain::Explanation;

/// Something that a good spec keeps to.
#[derive(Debug)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// What breaks it, in a line.
    pub title: &'static str,
    /// Why that is no good, and what to do about it.
    pub text: &'static str,
    /// An example that breaks it.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
    /// How bad it is, unless the configuration says otherwise.
    pub severity: Severity,
    /// Whether `--fix` mends it, wherever there is only one way to.
    pub fixable: bool,
    /// What it looks at.
    pub check: Check,
}

impl Rule {
    /// What it means.
    pub fn explanation(&self) -> Explanation {
        Explanation { id: self.id, title: self.title, text: self.text, wrong: self.wrong, right: self.right }
    }
}

/// What a rule looks at, and how.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Each file.
    Files(fn(&Spec<'_>, &File<'_>, &mut Findings)),
    /// Each number, text and boolean.
    Scalars(fn(&Spec<'_>, &Scalar<'_>, &mut Findings)),
    /// Each text in both languages.
    Texts(fn(&Spec<'_>, &Text<'_>, &mut Findings)),
    /// Each field and parameter.
    Fields(fn(&Spec<'_>, &Field<'_>, &mut Findings)),
    /// Each struct and enum.
    Definitions(fn(&Spec<'_>, &Definition<'_>, &mut Findings)),
    /// Each operation.
    Calls(fn(&Spec<'_>, &Call<'_>, &mut Findings)),
    /// Each erratum.
    Errata(fn(&Spec<'_>, &Erratum<'_>, &mut Findings)),
    /// Each service.
    Services(fn(&Spec<'_>, &Service<'_>, &mut Findings)),
    /// The configuration, when it is applied.
    Configuration,
}

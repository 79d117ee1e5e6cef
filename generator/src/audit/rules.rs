//! What an audit can find.

use crate::diagnostic::Severity;

/// A rule that a guide and a spec keep together.
#[derive(Debug)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// How bad it is when it is broken.
    pub severity: Severity,
    /// What breaks it.
    pub meaning: &'static str,
}

/// The rules, in the order of a guide: operations, rows, cells, what explains them.
pub const RULES: [Rule; 19] = [
    error("nothing-compared", "the guide has nothing that could be held against the spec"),
    error("operation-missing", "only one of the two has an operation"),
    error("operation-differs", "an operation has another name or another section"),
    error("method-differs", "an operation is called by other methods"),
    error("path-differs", "an operation has another path"),
    error("missing-in-spec", "a row of the guide is of no field, header or error of the spec"),
    error("missing-in-guide", "the evidence of the spec names a table that has no such row or value"),
    error("unclaimed-row", "a row is of a field whose evidence does not name the table"),
    error("unreadable-row", "a line looks like a row, but no header says of what"),
    error("name-differs", "a name is spelt otherwise, which is more than damage"),
    error("type-differs", "a row has another type"),
    error("location-differs", "a row has another location"),
    error("required-differs", "one of the two says that a field must be there"),
    error("example-differs", "a row has another example"),
    error("default-differs", "a description gives another default"),
    error("limit-differs", "a description gives another range, length or value"),
    error("number-differs", "a description has a number of which the spec says nothing"),
    error("error-differs", "an error has another status or message"),
    warning("stale-explanation", "a `printed` or an erratum explains what is not printed any more"),
];

const fn error(id: &'static str, meaning: &'static str) -> Rule {
    Rule { id, severity: Severity::Error, meaning }
}

const fn warning(id: &'static str, meaning: &'static str) -> Rule {
    Rule { id, severity: Severity::Warning, meaning }
}

/// The rule of a name.
pub fn rule(id: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.id == id).expect("a finding names one of the rules")
}

//! `KIND SECTION…`: where a fact comes from.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Evidence, EvidenceKind};
use crate::source::Written;

const KINDS: [(&str, EvidenceKind); 4] = [
    ("table", EvidenceKind::Table),
    ("example", EvidenceKind::Example),
    ("prose", EvidenceKind::Prose),
    ("sdk", EvidenceKind::Sdk),
];

/// Reads evidence; where no section is given, those of the owner are meant.
pub fn evidence(written: &[Written<String>], of_owner: &[String], diagnostics: &mut Diagnostics) -> Vec<Evidence> {
    written.iter().filter_map(|line| read(line, of_owner, diagnostics)).collect()
}

fn read(line: &Written<String>, of_owner: &[String], diagnostics: &mut Diagnostics) -> Option<Evidence> {
    let mut words = line.value.split_whitespace();
    let word = words.next().unwrap_or_default();
    let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == word) else {
        let known = KINDS.map(|(known, _)| known);
        let help = did_you_mean(word, known).unwrap_or_else(|| "one of `table`, `example`, `prose`, `sdk`, then the sections".to_owned());
        diagnostics.push(Diagnostic::error("unknown-evidence", format!("`{word}` is not a kind of evidence")).at(line.span, "unknown kind").help(help));
        return None;
    };
    let sections: Vec<String> = words.map(str::to_owned).collect();
    for section in sections.iter().filter(|section| !is_section(section)) {
        diagnostics.push(
            Diagnostic::error("invalid-section", format!("`{section}` is not a section"))
                .at(line.span, "should be numbers separated by dots")
                .help("for example `evidence: table 2.2.4.1`"),
        );
    }
    let sections = if sections.is_empty() { of_owner.to_vec() } else { sections };
    Some(Evidence { kind: *kind, sections })
}

fn is_section(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(|part| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit()))
}

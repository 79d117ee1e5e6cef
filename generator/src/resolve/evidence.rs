//! `KIND SECTION…`: where a fact comes from.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Evidence, EvidenceKind};
use crate::source::{Span, Written};

const KINDS: [(&str, EvidenceKind); 4] =
    [("table", EvidenceKind::Table), ("example", EvidenceKind::Example), ("prose", EvidenceKind::Prose), ("sdk", EvidenceKind::Sdk)];

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
        diagnostics.push(
            Diagnostic::error("unknown-evidence", format!("`{word}` is not a kind of evidence")).at(line.span, "unknown kind").help(help),
        );
        return None;
    };
    let sections: Vec<String> = words.map(str::to_owned).collect();
    for section in &sections {
        check_section(section, line.span, "evidence: table 2.2.4.1", diagnostics);
    }
    let sections = if sections.is_empty() { of_owner.to_vec() } else { sections };
    Some(Evidence { kind: *kind, sections })
}

/// Reads sections that stand on their own.
pub fn sections(written: &[Written<String>], diagnostics: &mut Diagnostics) -> Vec<String> {
    for section in written.iter().filter(|section| !section.value.is_empty()) {
        check_section(&section.value, section.span, "section: 2.2.4.1", diagnostics);
    }
    written.iter().map(|section| section.value.clone()).collect()
}

fn check_section(text: &str, at: Span, example: &str, diagnostics: &mut Diagnostics) {
    let is_section = text.split('.').all(|part| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit()));
    if !is_section {
        let diagnostic = Diagnostic::error("invalid-section", format!("`{text}` is not a section"));
        diagnostics.push(diagnostic.at(at, "should be numbers separated by dots").help(format!("for example `{example}`")));
    }
}

//! Where facts come from.

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Field, Service, Spec};
use crate::source::Written;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "evidence-elsewhere",
        title: "the evidence of a field names a section that does not describe its owner",
        text: "A row of a table stands in a section that describes the operation or the type; if it does, the section belongs under \
               the owner's `section`. If it does not, the number is mistyped. Running text and examples may be anywhere.",
        wrong: "- name: Tag\n  section: 2.2.1\n  fields: { key: { evidence: table 2.2.4, … } }",
        right: "- name: Tag\n  section: [2.2.1, 2.2.4]\n  fields: { key: { evidence: table 2.2.4, … } }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(elsewhere),
    },
    Rule {
        id: "redundant-section",
        title: "evidence names the sections of its owner",
        text: "Without sections, those of the owner are meant. Written out, they have to be kept in step with the owner's.",
        wrong: "section: 2.2.1\npath: { Id: { evidence: table 2.2.1, … } }",
        right: "section: 2.2.1\npath: { Id: { evidence: table, … } }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Fields(redundant),
    },
    Rule {
        id: "unreviewed",
        title: "something was drafted, and nobody has held it against the document",
        text: "`ackgen draft` marks everything that it writes. Hold the item against its section row by row, write its texts, and \
               take the key `unreviewed` out. Until then `generate` refuses the spec, unless it is told `--unreviewed`; what it \
               generates then says so itself.",
        wrong: "- name: ListOrders\n  unreviewed: true\n  section: 2.1\n  …",
        right: "- name: ListOrders\n  section: 2.1\n  …",
        severity: Severity::Error,
        fixable: false,
        check: Check::Services(unreviewed),
    },
];

/// The kind of evidence and the sections that a line names.
fn parts(line: &str) -> (&str, Vec<&str>) {
    let mut words = line.split_whitespace();
    (words.next().unwrap_or_default(), words.collect())
}

fn elsewhere(spec: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let owned = field.sections();
    if owned.is_empty() {
        return;
    }
    let mut report = |section: &str, line: &Written<String>| {
        let message = format!("{section} does not describe what `{}` belongs to", field.field.wire);
        let finding = findings.add(&field.subject, message).at(spec.place_of(line, section), "another section");
        finding.help(format!("its owner is described in {}", owned.join(", ")));
    };
    let mut known = owned.clone();
    for line in &field.written.evidence {
        let (kind, sections) = parts(&line.value);
        known.extend(&sections);
        for section in sections.into_iter().filter(|section| kind == "table" && !owned.contains(section)) {
            report(section, line);
        }
    }
    for (section, _) in field.written.examples.iter().flat_map(|examples| &examples.0) {
        if !known.contains(&section.value.as_str()) {
            report(&section.value, section);
        }
    }
}

fn redundant(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let owned = field.sections();
    let is_redundant = |line: &Written<String>| {
        let (_, sections) = parts(&line.value);
        !sections.is_empty() && sections.len() == owned.len() && sections.iter().all(|section| owned.contains(section))
    };
    // Beside evidence from elsewhere, sections make clear what is meant.
    if !field.written.evidence.iter().all(|line| is_redundant(line) || parts(&line.value).1.is_empty()) {
        return;
    }
    for line in field.written.evidence.iter().filter(|line| is_redundant(line)) {
        let (kind, _) = parts(&line.value);
        let finding = findings
            .add(&field.subject, format!("`{}` names the sections of its owner", line.value))
            .at(line.span, format!("`{kind}` is enough"));
        finding.fix([Edit::replace(line.span, kind)]);
    }
}

fn unreviewed(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    for item in &service.service.unreviewed {
        let message = match &item.why {
            Some(why) => format!("unreviewed: {why}"),
            None => "nobody has reviewed this".to_owned(),
        };
        findings.add(&item.subject, message).at(item.at, "a draft").help("hold it against the document, then take `unreviewed` out");
    }
}

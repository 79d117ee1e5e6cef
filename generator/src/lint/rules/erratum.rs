//! Errata.

use heck::ToKebabCase as _;

use crate::diagnostic::Severity;
use crate::lint::finding::Findings;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Erratum, Spec};
use crate::model::{Evidence, Field, Service, Shape};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "erratum-elsewhere",
        title: "an erratum is in none of the sections of what it is about",
        text: "The reference prints it beside its subject, and readers look it up in the section that it names. One of the two is \
               mistyped.",
        wrong: "- name: Ship\n  section: 2.2.1\n\n- id: ship-twice\n  section: 2.3.4\n  where: [Ship]",
        right: "- id: ship-twice\n  section: 2.2.1\n  where: [Ship]",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Errata(elsewhere),
    },
    Rule {
        id: "erratum-says-nothing",
        title: "an erratum decides for what is printed, or gives its decision as the reason",
        text: "An erratum says what is printed, what holds instead, and why. Two of the three being the same, one is missing.",
        wrong: "printed: { en: The name is `Id`., … }\ndecision: { en: The name is `Id`., … }",
        right: "printed: { en: The name is `Id`., … }\ndecision: { en: The name is `id`., … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Errata(says_nothing),
    },
    Rule {
        id: "erratum-casing",
        title: "the id of an erratum is not in small letters and hyphens",
        text: "Ids are anchors in the reference and names in suppressions: `ship-twice`.",
        wrong: "- id: shipTwice",
        right: "- id: ship-twice",
        severity: Severity::Note,
        fixable: false,
        check: Check::Errata(casing),
    },
];

fn elsewhere(_: &Spec<'_>, erratum: &Erratum<'_>, findings: &mut Findings) {
    let named: Vec<&str> = erratum.written.section.iter().map(|section| section.value.as_str()).collect();
    for subject in erratum.written.r#where.iter().filter(|subject| subject.value != "service") {
        let described = sections_of(erratum.service, &subject.value);
        if !described.is_empty() && !named.iter().any(|section| described.contains(section)) {
            let finding = findings.add(&erratum.subject, format!("the erratum is in none of the sections of `{}`", subject.value));
            finding.at(subject.span, "its subject");
            if let Some(section) = erratum.written.section.first() {
                finding.at(section.span, "its section");
            }
            finding.help(format!("`{}` is described in {}", subject.value, described.join(", ")));
        }
    }
}

/// The sections that describe a subject, or that its evidence names.
fn sections_of<'a>(service: &'a Service, subject: &str) -> Vec<&'a str> {
    let (owner, member) = subject.split_once('.').unwrap_or((subject, ""));
    let mut sections: Vec<&str> = Vec::new();
    let mut add_evidence =
        |evidence: &'a [Evidence]| sections.extend(evidence.iter().flat_map(|evidence| &evidence.sections).map(String::as_str));
    let mut add_fields =
        |fields: &'a [Field]| fields.iter().filter(|field| field.wire == member).for_each(|field| add_evidence(&field.evidence));
    for operation in service.operations.iter().filter(|operation| operation.name == owner) {
        add_fields(&operation.input.fields);
        if let crate::model::Content::Fields(shape) = &operation.response.content {
            add_fields(&shape.fields);
        }
    }
    for definition in service.types.iter().filter(|definition| definition.name == owner) {
        match &definition.shape {
            Shape::Struct(shape) => add_fields(&shape.fields),
            Shape::Enum(_) => {}
        }
    }
    let types = service.types.iter().filter(|definition| definition.name == owner);
    sections.extend(types.flat_map(|definition| &definition.sections).map(String::as_str));
    let operations = service.operations.iter().filter(|operation| operation.name == owner);
    sections.extend(operations.map(|operation| operation.section.as_str()));
    sections
}

fn says_nothing(_: &Spec<'_>, erratum: &Erratum<'_>, findings: &mut Findings) {
    let written = erratum.written;
    for (one, other, message) in [
        (&written.printed, &written.decision, "the erratum decides for what is printed"),
        (&written.decision, &written.reason, "the erratum gives its decision as the reason"),
    ] {
        if one.en.value.trim() == other.en.value.trim() {
            findings.add(&erratum.subject, message).at(other.en.span, "the same").at(one.en.span, "as this");
        }
    }
}

fn casing(_: &Spec<'_>, erratum: &Erratum<'_>, findings: &mut Findings) {
    let id = &erratum.written.id;
    let better = id.value.to_kebab_case();
    let is_plain = id.value.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-');
    if !is_plain {
        findings
            .add(&erratum.subject, format!("`{}` is not in small letters and hyphens", id.value))
            .at(id.span, format!("for example `{better}`"));
    }
}

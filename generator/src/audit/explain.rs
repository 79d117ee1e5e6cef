//! What the spec knows about a difference: `printed`, and errata.

use super::Context;
use super::compare;
use super::expected::{Entry, claims};
use super::fold::{compact, folded, folded_value};
use super::guide::Section;
use super::ledger::Ledger;
use crate::model::{Erratum, Field, Model, Service};

/// Whether the spec says that a cell is printed as it is.
pub fn is_printed(entry: &Entry<'_>, cell: &str, text: &str, ledger: &mut Ledger) -> bool {
    let same = entry.printed(cell).is_some_and(|printed| same_cell(cell, printed, text));
    if let (true, Some(field)) = (same, entry.field()) {
        ledger.saw_printed(field, cell);
    }
    same
}

fn same_cell(cell: &str, one: &str, other: &str) -> bool {
    match cell {
        "required" => compare::required(one).is_some() && compare::required(one) == compare::required(other),
        "example" | "default" => compact(one) == compact(other) || folded_value(one) == folded_value(other),
        _ => compact(one) == compact(other),
    }
}

/// Whether an erratum about the section and one of the subjects quotes what is printed.
pub fn has_erratum(context: Context<'_>, subjects: &[&str], text: &str) -> bool {
    let is_about = |erratum: &&Erratum| {
        erratum.sections.iter().any(|section| section == context.section) && erratum.subjects.iter().any(|subject| subjects.contains(&subject.as_str()))
    };
    context.service.errata.iter().filter(is_about).any(|erratum| quotes(erratum, text))
}

/// Whether an erratum's `printed` has a text: between backticks, or as a word.
fn quotes(erratum: &Erratum, text: &str) -> bool {
    let text = folded_value(text);
    let is_end = |character: char| character.is_whitespace() || ",;`\"“”、，。；（）".contains(character);
    let said = [&erratum.printed.en, &erratum.printed.zh];
    !text.is_empty()
        && said.iter().any(|said| {
            let words = said.split(is_end).map(|word| word.trim_end_matches([':', '.']));
            said.split('`').skip(1).step_by(2).chain(words).any(|word| folded_value(word) == text)
        })
}

/// Says which `printed` and which errata explain nothing, and which defaults the guide does not give.
pub fn check_stale(sections: &[Section], model: &Model, ledger: &mut Ledger) {
    for service in &model.services {
        let common = [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields];
        for field in service.fields().chain(common.into_iter().flatten()) {
            check_printed(sections, field, ledger);
            check_default(service, field, ledger);
        }
        for erratum in &service.errata {
            check_erratum(sections, erratum, ledger);
        }
    }
}

fn check_printed(sections: &[Section], field: &Field, ledger: &mut Ledger) {
    let has_row = ledger.audited.iter().any(|section| claims(&field.evidence, section));
    for (cell, text) in &field.printed {
        let found = match has_row {
            true => ledger.has_seen_printed(field, cell),
            // Of what has no row, only that the text is printed at all can be told.
            false => texts(sections, field.evidence.iter().flat_map(|evidence| &evidence.sections)).any(|printed| printed.contains(&folded(text))),
        };
        ledger.facts += 1;
        if !found {
            let message = format!("nothing prints the {cell} of `{}` as `{text}`", field.wire);
            ledger.find("stale-explanation", message, |finding| {
                finding.at(field.at, format!("`printed: {{ {cell}: … }}` of this field")).help(format!("take `{cell}` out of `printed`"))
            });
        }
    }
}

/// A default that comes from tables stands in the description of a row.
fn check_default(service: &Service, field: &Field, ledger: &mut Ledger) {
    let Some(default) = &field.default else { return };
    let audited: Vec<String> = ledger.audited.iter().filter(|section| claims(&field.evidence, section)).cloned().collect();
    if audited.is_empty() || ledger.has_seen_default(field) {
        return;
    }
    let text = compare::text_of(default);
    let known = service.errata.iter().any(|erratum| field.errata.iter().any(|index| std::ptr::eq(&service.errata[*index], erratum)) && quotes(erratum, &text));
    if !known {
        let message = format!("no description gives the default `{text}` of `{}`", field.wire);
        let at = field.default_at.unwrap_or(field.at);
        ledger.find("default-differs", message, |finding| {
            let help = "take it out, or quote what is printed in an erratum about the field";
            finding.at(at, format!("not in the tables of {}", audited.join(", "))).help(help)
        });
    }
}

/// What an erratum quotes between backticks stands somewhere in its sections; one without a quote is about prose.
fn check_erratum(sections: &[Section], erratum: &Erratum, ledger: &mut Ledger) {
    let of_erratum: Vec<String> = texts(sections, &erratum.sections).collect();
    if of_erratum.is_empty() {
        return;
    }
    for quote in erratum.printed.en.split('`').skip(1).step_by(2) {
        ledger.facts += 1;
        if !of_erratum.iter().any(|text| text.contains(&folded_value(quote))) {
            let message = format!("`{quote}`, which the erratum `{}` quotes, is not printed in {}", erratum.id, erratum.sections.join(", "));
            ledger.find("stale-explanation", message, |finding| {
                finding.at(erratum.at, "this erratum").help("quote what is printed, correct the sections, or remove the erratum")
            });
        }
    }
}

/// The texts of sections and of those below them, folded.
fn texts<'s>(sections: &'s [Section], numbers: impl IntoIterator<Item = &'s String>) -> impl Iterator<Item = String> {
    let numbers: Vec<&String> = numbers.into_iter().collect();
    let is_below = move |number: &str| numbers.iter().any(|of| number.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
    sections.iter().filter(move |section| is_below(&section.number)).map(|section| folded_value(&section.text))
}

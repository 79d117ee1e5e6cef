//! What the spec knows about a difference: `printed`, and errata.

use super::Context;
use super::check::yaml;
use super::compare;
use super::expected::{Entry, claims};
use super::ledger::Ledger;
use super::said;
use crate::guide::Section;
use crate::guide::description::numbers;
use crate::guide::fold::{compact, is_value, searched};
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
        "example" | "default" => is_value(other, one),
        _ => compact(one) == compact(other),
    }
}

/// Whether an erratum about the section and one of the subjects quotes what is printed.
pub fn has_erratum(context: Context<'_>, subjects: &[&str], text: &str) -> bool {
    errata(context, subjects).any(|erratum| quotes(erratum, text))
}

/// Whether an erratum about the section and one of the subjects names a range.
pub fn has_range_erratum(context: Context<'_>, subjects: &[&str], least: i64, greatest: i64) -> bool {
    let ways = ["~", "-", " to ", " 至 ", " 到 "].map(|between| format!("{least}{between}{greatest}"));
    errata(context, subjects).any(|erratum| ways.iter().any(|way| erratum.printed.en.contains(way) || erratum.printed.zh.contains(way)))
}

/// The errata about the section and one of the subjects.
pub fn errata<'m>(context: Context<'m>, subjects: &[&str]) -> impl Iterator<Item = &'m Erratum> {
    let is_about = move |erratum: &&Erratum| {
        let mut of_erratum = erratum.subjects.iter();
        erratum.sections.iter().any(|section| section == context.section) && of_erratum.any(|subject| subjects.contains(&subject.as_str()))
    };
    context.service.errata.iter().filter(is_about)
}

/// Whether an erratum's `printed` has a text: between backticks, or as a word.
fn quotes(erratum: &Erratum, text: &str) -> bool {
    let is_end = |character: char| character.is_whitespace() || ",;()`\"“”、，。；（）".contains(character);
    let said = [&erratum.printed.en, &erratum.printed.zh];
    !text.is_empty()
        && said.iter().any(|said| {
            let words = said.split(is_end).map(|word| word.trim_end_matches([':', '.']));
            said.split('`').skip(1).step_by(2).chain(words).any(|word| is_value(text, word))
        })
}

/// Says which `printed` and which errata explain nothing, and which defaults the guide does not give.
pub fn check_stale(sections: &[Section], model: &Model, ledger: &mut Ledger) {
    for service in &model.services {
        let common = [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields];
        for field in service.fields().chain(common.into_iter().flatten()) {
            check_printed(sections, field, ledger);
            check_default(service, field, ledger);
            check_limits(service, field, ledger);
        }
        for erratum in &service.errata {
            check_erratum(sections, erratum, ledger);
        }
    }
}

fn check_printed(sections: &[Section], field: &Field, ledger: &mut Ledger) {
    let has_row = ledger.audited.iter().any(|section| claims(&field.evidence, section));
    for (cell, text) in &field.printed {
        let compared = ledger.compared(field, cell);
        let found = match cell.as_str() {
            _ if has_row && compared.is_some() => ledger.has_seen_printed(field, cell),
            "location" | "required" => false,
            // Of what has no such cell, only that the text is printed at all can be told.
            _ => texts(sections, field.evidence.iter().flat_map(|evidence| &evidence.sections))
                .any(|printed| printed.contains(&searched(text))),
        };
        ledger.facts += 1;
        if !found {
            let message = format!("`printed: {{ {cell}: {} }}` of `{}` explains nothing", yaml(text), field.wire);
            ledger.find("stale-explanation", message, |finding| {
                let finding = finding.at(field.at, "no row prints this field so").help(format!("take `{cell}` out of `printed`"));
                match compared {
                    Some(place) => finding.at(place, "what is printed"),
                    None => finding,
                }
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
    let known = service
        .errata
        .iter()
        .any(|erratum| field.errata.iter().any(|index| std::ptr::eq(&service.errata[*index], erratum)) && quotes(erratum, &text));
    if !known {
        let message = format!("no description gives the default `{text}` of `{}`", field.wire);
        let at = field.default_at.unwrap_or(field.at);
        ledger.find("default-differs", message, |finding| {
            let help = "take it out, or quote what is printed in an erratum about the field";
            finding.at(at, format!("not in the tables of {}", audited.join(", "))).help(help)
        });
    }
}

/// A number that limits a field which comes from tables stands in the description of a row.
fn check_limits(service: &Service, field: &Field, ledger: &mut Ledger) {
    let audited: Vec<String> = ledger.audited.iter().filter(|section| claims(&field.evidence, section)).cloned().collect();
    if audited.is_empty() {
        return;
    }
    for (limit, at) in field.limits.iter().zip(&field.limits_at) {
        if let Some(number) = said::bound(limit).map(|number| number.to_string()) {
            ledger.facts += 1;
            let says = |index: &usize| {
                let erratum = &service.errata[*index];
                [&erratum.printed.en, &erratum.decision.en].into_iter().any(|text| numbers(text).contains(&number))
            };
            let is_quoted = || field.errata.iter().any(says);
            if !ledger.has_seen_number(field, &number) && !is_quoted() {
                let message = format!("no description gives the `{}` of `{}`, {number}", limit.key(), field.wire);
                ledger.find("limit-differs", message, |finding| {
                    let help = "take it out, or quote what is printed in an erratum about the field";
                    finding.at(*at, format!("not in the tables of {}", audited.join(", "))).help(help)
                });
            }
        }
    }
}

/// What an erratum quotes between backticks stands somewhere in the sections that it names; one without a quote is
/// about prose.
fn check_erratum(sections: &[Section], erratum: &Erratum, ledger: &mut Ledger) {
    let words = erratum.printed.en.split(|character: char| !character.is_ascii_digit() && character != '.');
    let numbers: Vec<&str> = words.map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()).collect();
    let named = sections.iter().map(|section| &section.number).filter(|number| numbers.contains(&number.as_str()));
    let heading = sections.iter().find(|section| erratum.sections.contains(&section.number)).map(|section| ledger.place(&section.title));
    let of_erratum: Vec<&str> = texts(sections, erratum.sections.iter().chain(named)).collect();
    if of_erratum.is_empty() {
        return;
    }
    let is_printed = |text: &str| of_erratum.iter().any(|section| section.contains(&searched(text)));
    for quote in erratum.printed.en.split('`').skip(1).step_by(2) {
        ledger.facts += 1;
        // `page.total` is `total` inside of `page`; `x-acs-*` is every name that begins so.
        if !is_printed(quote) && !is_printed(quote.trim_end_matches('*')) && !quote.split('.').all(is_printed) {
            let message =
                format!("`{quote}`, which the erratum `{}` quotes, is not printed in {}", erratum.id, erratum.sections.join(", "));
            ledger.find("stale-explanation", message, |finding| {
                let finding =
                    finding.at(erratum.at, "this erratum").help("quote what is printed, correct the sections, or remove the erratum");
                match heading {
                    Some(place) => finding.at(place, "not printed here"),
                    None => finding,
                }
            });
        }
    }
}

/// The texts of sections and of those below them, to be searched.
fn texts<'s>(sections: &'s [Section], numbers: impl IntoIterator<Item = &'s String>) -> impl Iterator<Item = &'s str> {
    let numbers: Vec<&String> = numbers.into_iter().collect();
    let is_below = move |number: &str| {
        numbers.iter().any(|of| number.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    sections.iter().filter(move |section| is_below(&section.number)).map(|section| section.text.as_str())
}

//! Each operation of the guide and the one of the spec that it is.

use super::check::{self, Part};
use super::explain::has_erratum;
use super::ledger::Ledger;
use super::{Context, Tally, errors, expected};
use crate::guide::fold::{compact, folded};
use crate::guide::table::{Column, Row};
use crate::guide::{self, RequestLine, Section};
use crate::model::{Model, Operation, Service, ServiceStyle};

/// Compares every operation.
pub fn check(sections: &[Section], model: &Model, ledger: &mut Ledger) -> Vec<Tally> {
    let mut tallies = Vec::new();
    let mut known = Vec::new();
    for section in sections {
        let Some(name) = &section.operation else { continue };
        let Some((service, operation)) = find(model, section, &name.text) else {
            let message = format!("the spec has no operation `{}`", name.text);
            let at = ledger.place(name);
            ledger.find("operation-missing", message, |finding| {
                finding.at(at, format!("described in {}", section.number)).help("describe it in operations/*.yaml")
            });
            continue;
        };
        known.push(&operation.name);
        let context = Context { service, section: &operation.section };
        tallies.push(check_operation(context, operation, section, ledger));
    }
    for operation in model.services.iter().flat_map(|service| &service.operations).filter(|operation| !known.contains(&&operation.name)) {
        let message = format!("the guide does not describe `{}`", operation.name);
        ledger.find("operation-missing", message, |finding| {
            let label = format!("said to be described in {}", operation.section);
            finding.at(operation.at, label).help("remove it, or correct its name and its section")
        });
    }
    tallies
}

/// The operation of this name, or else of this section.
fn find<'m>(model: &'m Model, section: &Section, name: &str) -> Option<(&'m Service, &'m Operation)> {
    let all = || model.services.iter().flat_map(|service| service.operations.iter().map(move |operation| (service, operation)));
    all()
        .find(|(_, operation)| folded(&operation.name) == folded(name))
        .or_else(|| all().find(|(_, operation)| operation.section == section.number))
}

fn check_operation(context: Context<'_>, operation: &Operation, section: &Section, ledger: &mut Ledger) -> Tally {
    ledger.audited.insert(operation.section.clone());
    check_heading(operation, section, ledger);
    if context.service.style == ServiceStyle::Roa {
        section.requests.iter().for_each(|line| check_request_line(context, operation, line, ledger));
    }
    for stray in &section.strays {
        let at = ledger.place(stray);
        ledger.find("unreadable-row", "this line looks like a row, but there is no header above it", |finding| {
            finding.at(at, "which columns?")
        });
    }
    let rows_of = |part: guide::Part| -> Vec<Row> {
        let of_part = section.tables.iter().filter(|table| table.part == part && table.columns.contains(&Column::Name));
        of_part.flat_map(|table| table.rows.iter().cloned()).collect()
    };
    let part = |title, rows, entries| Part { operation: Some(operation), title, heading: &section.title, rows, entries };
    let request = part("request", rows_of(guide::Part::Request), expected::request(context.service, operation));
    let response = part("answer", rows_of(guide::Part::Response), expected::response(context.service, operation));
    Tally {
        section: section.number.clone(),
        operation: Some(operation.name.clone()),
        request: check::check(context, &request, ledger),
        response: check::check(context, &response, ledger),
        other: errors::check(context, section, ledger).unwrap_or_default(),
    }
}

/// Name and section.
fn check_heading(operation: &Operation, section: &Section, ledger: &mut Ledger) {
    let Some(name) = &section.operation else { return };
    ledger.facts += 2;
    let at = ledger.place(name);
    if folded(&name.text) != folded(&operation.name) {
        let message = format!("{} describes `{}`, not `{}`", section.number, name.text, operation.name);
        ledger.find("operation-differs", message, |finding| {
            finding
                .at(at, "the name in the guide")
                .at(operation.at, "the operation of this section")
                .help("rename the operation, or correct its section")
        });
    }
    if operation.section != section.number {
        let message = format!("`{}` is described in {}, not in {}", operation.name, section.number, operation.section);
        ledger.find("operation-differs", message, |finding| {
            finding
                .at(at, format!("in {}", section.number))
                .at(operation.at, format!("`section: {}`", operation.section))
                .help("correct the sections of the operation and of its evidence")
        });
    }
}

fn check_request_line(context: Context<'_>, operation: &Operation, line: &RequestLine, ledger: &mut Ledger) {
    ledger.facts += 2;
    let at = ledger.place(&line.place);
    let known = |text: &str| has_erratum(context, &[&operation.name], text);
    // An example calls one of the methods; the syntax names them all.
    let methods_agree = match line.example {
        true => line.methods.iter().all(|method| operation.methods.contains(method)),
        false => operation.methods.iter().all(|method| line.methods.contains(method)) && line.methods.len() == operation.methods.len(),
    };
    if !methods_agree && !known(&line.methods.join("|")) {
        let message = format!("`{}` is called by other methods", operation.name);
        ledger.find("method-differs", message, |finding| {
            let spec = format!("the spec says {}", operation.methods.join(" and "));
            finding
                .at(at, format!("the guide says {}", line.methods.join(" and ")))
                .at(operation.path_at, spec)
                .help("correct `http`, or quote the methods in an erratum about the operation")
        });
    }
    if !same_path(&line.path, &operation.path, line.example) && !known(&line.path) {
        let message = format!("`{}` has another path", operation.name);
        ledger.find("path-differs", message, |finding| {
            let (guide, spec) = (format!("the guide says `{}`", line.path), format!("the spec says `{}`", operation.path));
            finding.at(at, guide).at(operation.path_at, spec).help("correct `http`, or quote the path in an erratum about the operation")
        });
    }
}

/// Segment by segment; a parameter is in brackets, and an example may have a value for it.
fn same_path(printed: &str, known: &str, example: bool) -> bool {
    let parameter = |segment: &str| {
        let inner = |open, close| segment.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
        inner('[', ']').or_else(|| inner('{', '}')).or_else(|| inner('<', '>')).map(folded)
    };
    let (printed, known) = (compact(printed), compact(known));
    let (printed, known): (Vec<_>, Vec<_>) = (printed.split('/').collect(), known.split('/').collect());
    printed.len() == known.len()
        && printed.iter().zip(&known).all(|(printed, known)| match (parameter(printed), parameter(known)) {
            (Some(printed), Some(known)) => printed == known,
            // What begins with a bracket is no value.
            (None, Some(_)) => example && !printed.is_empty() && !printed.starts_with(['[', '{', '<']),
            (Some(_), None) => false,
            (None, None) => folded(printed) == folded(known),
        })
}

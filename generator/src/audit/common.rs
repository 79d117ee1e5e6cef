//! Sections that describe what operations have in common: headers, parameters, fields of every answer.

use super::check::{self, Part};
use super::expected::{self, claims};
use super::ledger::Ledger;
use super::{Context, Rows, Tally, errors};
use crate::guide::Section;
use crate::guide::table::{Column, Row};
use crate::model::{Model, Service};

/// Compares every section that describes no operation but has a table.
pub fn check(sections: &[Section], model: &Model, ledger: &mut Ledger) -> Vec<Tally> {
    let of_none = sections.iter().filter(|section| section.operation.is_none());
    of_none.filter_map(|section| check_section(section, model, ledger)).collect()
}

fn check_section(section: &Section, model: &Model, ledger: &mut Ledger) -> Option<Tally> {
    let of_fields = section.tables.iter().filter(|table| table.columns.contains(&Column::Name));
    let rows: Vec<Row> = of_fields.flat_map(|table| table.rows.clone()).collect();
    // Whoever claims the section; one that nobody claims is the main service's.
    let mut services: Vec<&Service> = model.services.iter().filter(|service| describes(service, &section.number)).collect();
    if services.is_empty() && !rows.is_empty() {
        services.extend(model.services.first());
    }
    let mut other = Rows::default();
    let mut unknown: Option<Vec<Row>> = None;
    for service in &services {
        ledger.audited.insert(section.number.clone());
        let context = Context { service, section: &section.number };
        let compared = check::compare(context, &part(context, section, &rows), ledger);
        let of_errors = errors::check(context, section, ledger).unwrap_or_default();
        other = Rows { guide: compared.rows.guide + of_errors.guide, spec: other.spec + compared.rows.spec + of_errors.spec };
        // A row is unknown if no service knows it.
        let known_before = |row: &Row| unknown.as_ref().is_some_and(|unknown| !unknown.iter().any(|other| same_place(row, other)));
        unknown = Some(compared.unknown.into_iter().filter(|row| !known_before(row)).collect());
    }
    if let Some(service) = services.first() {
        let context = Context { service, section: &section.number };
        let part = part(context, section, &rows);
        unknown.iter().flatten().for_each(|row| check::unknown_row(context, &part, row, ledger));
    }
    let tally = Tally { section: section.number.clone(), operation: None, request: Rows::default(), response: Rows::default(), other };
    (other.guide + other.spec > 0).then_some(tally)
}

fn part<'m>(context: Context<'m>, section: &'m Section, rows: &[Row]) -> Part<'m> {
    Part {
        operation: None,
        title: "table",
        heading: &section.title,
        rows: rows.to_vec(),
        entries: expected::common(context.service, context.section),
    }
}

fn same_place(one: &Row, other: &Row) -> bool {
    one.cell(Column::Name).map(|piece| piece.start) == other.cell(Column::Name).map(|piece| piece.start)
}

/// Whether the evidence of a service's common fields or errors names a section's tables.
fn describes(service: &Service, section: &str) -> bool {
    let fields = [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields];
    fields.into_iter().flatten().any(|field| claims(&field.evidence, section))
        || service.errors.iter().any(|error| claims(&error.evidence, section))
}

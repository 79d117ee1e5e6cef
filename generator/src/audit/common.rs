//! Sections that describe what operations have in common: headers, parameters, fields of every answer.

use super::check::{self, Part};
use super::expected::{self, claims};
use super::guide::Section;
use super::ledger::Ledger;
use super::table::{Column, Row};
use super::{Context, Rows, Tally, errors};
use crate::model::{Model, Service};

/// Compares every section that describes no operation but has a table.
pub fn check(sections: &[Section], model: &Model, ledger: &mut Ledger) -> Vec<Tally> {
    let mut tallies = Vec::new();
    for section in sections.iter().filter(|section| section.operation.is_none()) {
        let rows: Vec<Row> = section.tables.iter().filter(|table| table.columns.contains(&Column::Name)).flat_map(|table| table.rows.clone()).collect();
        // Whoever claims the section; a section that nobody claims is the main service's.
        let mut services: Vec<&Service> = model.services.iter().filter(|service| describes(service, &section.number)).collect();
        if services.is_empty() && !rows.is_empty() {
            services.extend(model.services.first());
        }
        let mut compared = Rows::default();
        for service in services {
            ledger.audited.insert(section.number.clone());
            let context = Context { service, section: &section.number };
            let entries = expected::common(service, &section.number);
            let part = Part { operation: None, title: "table", rows: rows.clone(), entries };
            for count in [Some(check::check(context, part, ledger)), errors::check(context, section, ledger)].into_iter().flatten() {
                compared = Rows::of(compared.guide.max(count.guide), compared.spec + count.spec);
            }
        }
        if compared.guide + compared.spec > 0 {
            tallies.push(Tally { section: section.number.clone(), operation: None, request: Rows::default(), response: Rows::default(), other: compared });
        }
    }
    tallies
}

/// Whether the evidence of a service's common fields or errors names a section's tables.
fn describes(service: &Service, section: &str) -> bool {
    let fields = [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields];
    fields.into_iter().flatten().any(|field| claims(&field.evidence, section)) || service.errors.iter().any(|error| claims(&error.evidence, section))
}

//! Error tables.

use super::expected::claims;
use super::explain::has_erratum;
use super::ledger::Ledger;
use super::{Context, Rows};
use crate::guide::Section;
use crate::guide::fold::{compact, folded, folded_value};
use crate::guide::table::Column;
use crate::model::ServiceError;

/// Compares the error table of a section. `None` where there is none and none is expected.
pub fn check(context: Context<'_>, section: &Section, ledger: &mut Ledger) -> Option<Rows> {
    let rows: Vec<_> = section.tables.iter().filter(|table| table.columns.contains(&Column::Code)).flat_map(|table| &table.rows).collect();
    let service = context.service;
    let claimed: Vec<&ServiceError> = service.errors.iter().filter(|error| claims(&error.evidence, context.section)).collect();
    if rows.is_empty() && claimed.is_empty() {
        return None;
    }
    let mut seen = Vec::new();
    for row in &rows {
        let Some(cell) = row.cell(Column::Code) else { continue };
        ledger.facts += 1;
        let code = compact(&cell.text);
        let at = ledger.place(cell);
        let Some(error) = service.errors.iter().find(|error| folded(&error.code) == folded(&code)) else {
            if !has_erratum(context, &["service"], &code) {
                ledger.find("missing-in-spec", format!("the spec has no error `{code}`"), |finding| {
                    finding
                        .at(at, format!("listed in {}", section.number))
                        .at(service.at, "not in this service")
                        .help("add it to `errors` in service.yaml")
                });
            }
            continue;
        };
        seen.push(&error.code);
        for (column, of_spec) in [(Column::Status, error.status.to_string()), (Column::Message, error.message.clone())] {
            let Some(cell) = row.cell(column).filter(|cell| !cell.text.is_empty()) else { continue };
            ledger.facts += 1;
            if folded_value(&cell.text) != folded_value(&of_spec) && !has_erratum(context, &["service"], &cell.text) {
                let at = ledger.place(cell);
                ledger.find("error-differs", format!("the error `{code}` is another in {}", section.number), |finding| {
                    let spec = format!("`{code}` has `{of_spec}` in the spec");
                    finding
                        .at(at, format!("the guide says `{}`", cell.text))
                        .at(error.at, spec)
                        .help("correct `errors` in service.yaml, or quote the cell in an erratum about the service")
                });
            }
        }
    }
    for error in claimed.iter().filter(|error| !seen.contains(&&error.code)) {
        ledger.find("missing-in-guide", format!("{} lists no error `{}`", section.number, error.code), |finding| {
            finding.at(error.at, "claims the table").help("correct its evidence")
        });
    }
    Some(Rows { guide: rows.len(), spec: claimed.len() })
}

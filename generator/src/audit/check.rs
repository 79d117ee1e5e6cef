//! The rows of a part of a section against the entries of the spec.

use super::align::{align, segments};
use super::compare::{self, agrees};
use super::expected::{Entry, What};
use super::explain::{has_erratum, is_printed};
use super::facts;
use super::ledger::Ledger;
use super::{Context, Rows};
use crate::guide::Piece;
use crate::guide::fold::{compact, folded};
use crate::guide::table::{Column, Row, mend};
use crate::model::{Field, Operation};
use crate::source::Span;

/// A table and what is expected of it.
pub struct Part<'m> {
    /// The operation that has it.
    pub operation: Option<&'m Operation>,
    /// What it is of.
    pub title: &'static str,
    /// The title of the section that has it.
    pub heading: &'m Piece,
    /// Its rows.
    pub rows: Vec<Row>,
    /// The rows that the spec expects, and those that it allows.
    pub entries: Vec<Entry<'m>>,
}

/// Compares a part and says how many rows it has.
pub fn check(context: Context<'_>, part: &Part<'_>, ledger: &mut Ledger) -> Rows {
    let compared = compare(context, part, ledger);
    compared.unknown.iter().for_each(|row| unknown_row(context, part, row, ledger));
    compared.rows
}

/// What was compared of a part.
pub struct Compared {
    /// How many rows there are.
    pub rows: Rows,
    /// The rows that no entry takes.
    pub unknown: Vec<Row>,
}

/// Compares a part, and leaves it to the caller what becomes of rows that are none of its entries'.
pub fn compare(context: Context<'_>, part: &Part<'_>, ledger: &mut Ledger) -> Compared {
    let entries = &part.entries;
    let names: Vec<String> = entries.iter().flat_map(Entry::names).map(folded).collect();
    let rows = mend(&part.rows, |name| names.contains(&folded(name)));
    let matched = align(context, &rows, entries);
    for (row, entry) in rows.iter().zip(&matched) {
        if let Some(entry) = entry {
            check_row(context, part, row, *entry, ledger);
        }
    }
    facts::check(context, entries, &rows, &matched, ledger);
    for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.claimed) {
        if !is_there(index, entries, &rows, &matched) {
            missing_row(context, part, entry, ledger);
        }
    }
    let of_guide = Rows { guide: rows.len(), spec: entries.iter().filter(|entry| entry.claimed).count() };
    let unknown = rows.into_iter().zip(matched).filter(|(_, entry)| entry.is_none()).map(|(row, _)| row);
    Compared { rows: of_guide, unknown: unknown.collect() }
}

/// Whether an entry has a row: its own, one that goes through it (`tags.N.key`), or, for what is common, one of its
/// name that the operation describes itself.
fn is_there(entry: usize, entries: &[Entry<'_>], rows: &[Row], matched: &[Option<usize>]) -> bool {
    let is_through = |other: usize| {
        let path = &entries[other].path;
        path.len() > entries[entry].path.len() && path.starts_with(&entries[entry].path)
    };
    rows.iter().zip(matched).any(|(row, other)| {
        other.is_some_and(|other| {
            other == entry
                || is_common(&entries[entry], &entries[other])
                || (is_through(other) && segments(row.text(Column::Name)).is_some())
        })
    })
}

/// Whether the two are the same field, described once for all operations and once for this one.
fn is_common(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    one.name() == other.name() && one.owner.is_empty() != other.owner.is_empty()
}

fn check_row(context: Context<'_>, part: &Part<'_>, row: &Row, index: usize, ledger: &mut Ledger) {
    let entry = &part.entries[index];
    if !entry.claimed {
        let at = ledger.place(row.cell(Column::Name).unwrap_or(&Piece::default()));
        let message = format!("the evidence of `{}` does not name the table of {}", entry.subject(), context.section);
        ledger.find("unclaimed-row", message, |finding| {
            finding
                .at(at, format!("a row of the {}", part.title))
                .at(entry.at(), "this field")
                .help(format!("add `table {}` to its evidence", context.section))
        });
    }
    check_name(part, row, index, ledger);
    for (column, cell, rule) in [
        (Column::Type, "type", "type-differs"),
        (Column::Location, "location", "location-differs"),
        (Column::Required, "required", "required-differs"),
        (Column::Example, "example", "example-differs"),
    ] {
        if let Some(piece) = row.cell(column) {
            check_cell(context, row, entry, (column, cell, rule), piece, ledger);
        }
    }
}

fn check_name(part: &Part<'_>, row: &Row, index: usize, ledger: &mut Ledger) {
    let Some(piece) = row.cell(Column::Name) else { return };
    let entry = &part.entries[index];
    ledger.compares(entry.field(), "name", piece);
    if segments(&piece.text).is_some() {
        // `tags.N.key` is how `tags` is printed, too.
        let mut parent = entry.parent;
        while let Some(of) = parent.map(|parent| &part.entries[parent]) {
            if let Some(printed) = of.printed("name").filter(|printed| compact(&piece.text).starts_with(&format!("{printed}."))) {
                ledger.compares(of.field(), "name", piece);
                is_printed(of, "name", printed, ledger);
            }
            parent = of.parent;
        }
        return;
    }
    let known = is_printed(entry, "name", &piece.text, ledger) || entry.names().any(|name| folded(name) == folded(&piece.text));
    if !known {
        let at = ledger.place(piece);
        let printed = compact(&piece.text);
        ledger.find("name-differs", format!("`{}` is printed `{printed}`", entry.subject()), |finding| {
            finding
                .at(at, format!("the guide says `{printed}`"))
                .at(entry.at(), format!("the spec says `{}`", entry.name()))
                .help(format!("correct the name, or say what is printed: `printed: {}`", yaml(&printed)))
        });
    }
}

fn check_cell(
    context: Context<'_>,
    row: &Row,
    entry: &Entry<'_>,
    (column, cell, rule): (Column, &str, &'static str),
    piece: &Piece,
    ledger: &mut Ledger,
) {
    let (text, field) = (&piece.text, entry.field());
    let spec = match column {
        Column::Type => field.map_or_else(|| "Struct".to_owned(), |field| compare::type_name(context.service, &field.kind)),
        Column::Location => compare::location_name(entry.location).to_owned(),
        Column::Required => field.map_or_else(String::new, |field| field.required.to_string()),
        _ => compare::example(context, entry).unwrap_or_default(),
    };
    // Whether a placeholder must be there is a matter of what it holds; an empty cell says something only where it
    // is the place for it.
    let says_nothing = match column {
        Column::Required => field.is_none() || compare::required(text).is_none(),
        Column::Location => text.is_empty() && entry.nested,
        Column::Type => text.is_empty(),
        _ => text.is_empty() || (field.is_none() && text == "无"),
    };
    if says_nothing {
        return;
    }
    ledger.compares(field, cell, piece);
    if is_printed(entry, cell, text, ledger) || agrees(context, row, entry, column) || has_erratum(context, &[&entry.subject()], text) {
        return;
    }
    let at = ledger.place(piece);
    let said =
        |side: &str, text: &str| if text.is_empty() { format!("the {side} says nothing") } else { format!("the {side} says `{text}`") };
    let shown = if column == Column::Required { compare::required(text).unwrap_or_default().to_string() } else { text.clone() };
    let message = match (column, shown.as_str()) {
        (Column::Required, "true") => format!("`{}` is required in {}", entry.subject(), context.section),
        (Column::Required, _) => format!("`{}` is optional in {}", entry.subject(), context.section),
        _ => format!("`{}` has another {cell} in {}", entry.subject(), context.section),
    };
    ledger.find(rule, message, |finding| {
        let help = match field {
            Some(_) if column == Column::Required => {
                format!("correct the spec, or say what is printed: `printed: {{ required: {shown} }}`")
            }
            Some(_) => format!("correct the spec, or say what is printed: `printed: {{ {cell}: {} }}`", yaml(&shown)),
            None => "correct the placeholder, or what it stands for".to_owned(),
        };
        finding.at(at, said("guide", &shown)).at(place_of(entry, column), said("spec", &spec)).help(help)
    });
}

/// Where the spec says what a column says.
fn place_of(entry: &Entry<'_>, column: Column) -> Span {
    let example = |field: &Field| (column == Column::Example).then(|| field.examples_at.first().copied()).flatten();
    entry.field().and_then(example).unwrap_or_else(|| entry.at())
}

/// A row that no entry takes.
pub fn unknown_row(context: Context<'_>, part: &Part<'_>, row: &Row, ledger: &mut Ledger) {
    let Some(piece) = row.cell(Column::Name) else { return };
    ledger.facts += 1;
    let name = compact(&piece.text);
    // An erratum about anything in the part, or about the whole of it, may quote the row.
    let mut subjects: Vec<String> = part.entries.iter().flat_map(|entry| [entry.subject(), entry.owner.to_owned()]).collect();
    subjects.push(part.operation.map_or("service", |operation| &operation.name).to_owned());
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    if has_erratum(context, &subjects, &name) {
        return;
    }
    let namesake = part.entries.iter().find(|entry| entry.names().any(|known| folded(known) == folded(&name)));
    let at = ledger.place(piece);
    let owner = part.operation.map_or_else(|| context.section.to_owned(), |operation| format!("`{}`", operation.name));
    ledger.find("missing-in-spec", format!("the {} of {owner} has a row `{name}` that the spec has not", part.title), |finding| {
        let finding = finding.at(at, "this row");
        let finding = match (namesake, part.operation) {
            (Some(entry), _) => finding.at(entry.at(), "has a row already"),
            (None, Some(operation)) => finding.at(operation.at, "not in this operation"),
            (None, None) => finding.at(context.service.at, "not in this service"),
        };
        finding.help(format!("describe `{name}`, or quote it in an erratum"))
    });
}

/// An entry that claims a row but has none.
fn missing_row(context: Context<'_>, part: &Part<'_>, entry: &Entry<'_>, ledger: &mut Ledger) {
    ledger.facts += 1;
    let what = match entry.what {
        What::Field(_) => entry.subject(),
        What::Placeholder(name, _) => format!("the placeholder {name}"),
    };
    let heading = ledger.place(part.heading);
    ledger.find("missing-in-guide", format!("the {} of {} has no row `{}`", part.title, context.section, entry.name()), |finding| {
        let label = format!("{what} claims a row in the table of {}", context.section);
        finding
            .at(entry.at(), label)
            .at(heading, "no such row in this section")
            .help(format!("correct its evidence: no `table {}`", context.section))
    });
}

/// A text as YAML writes it: quoted where it would be something else without.
pub fn yaml(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
    let is_other =
        text.is_empty() || text.starts_with('-') || matches!(text, "true" | "false" | "null" | "yes" | "no") || text.parse::<f64>().is_ok();
    if text.chars().all(is_plain) && !is_other { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

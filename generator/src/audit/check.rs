//! The rows of a part of a section against the entries of the spec.

use super::align::{align, segments};
use super::compare::{self, agrees};
use super::description;
use super::expected::{Entry, What};
use super::explain::{has_erratum, is_printed};
use super::fold::{compact, folded};
use super::guide::Piece;
use super::ledger::Ledger;
use super::table::{Column, Row, mend};
use super::{Context, Rows};
use crate::model::{Field, Limit, Operation, Shape};

/// A table and what is expected of it.
pub struct Part<'m> {
    /// The operation that has it.
    pub operation: Option<&'m Operation>,
    /// What it is of.
    pub title: &'static str,
    /// Its rows.
    pub rows: Vec<Row>,
    /// The rows that the spec expects, and those that it allows.
    pub entries: Vec<Entry<'m>>,
}

/// Compares a part and says how many rows it has.
pub fn check(context: Context<'_>, part: Part<'_>, ledger: &mut Ledger) -> Rows {
    let entries = &part.entries;
    let names: Vec<String> = entries.iter().flat_map(Entry::names).map(folded).collect();
    let rows = mend(&part.rows, |name| names.contains(&folded(name)));
    let matched = align(context, &rows, entries);
    for (index, row) in rows.iter().enumerate() {
        match matched[index] {
            Some(entry) => check_row(context, &part, row, entry, ledger),
            None => unknown_row(context, &part, row, ledger),
        }
        let next = matched.get(index + 1).copied().flatten();
        let either: Vec<_> = [matched[index], next].into_iter().flatten().map(|entry| &entries[entry]).collect();
        row.after.iter().for_each(|text| check_description(context, &either, text, ledger));
        if index == 0 {
            row.before.iter().for_each(|text| check_description(context, &either[..either.len().min(1)], text, ledger));
        }
    }
    let missing: Vec<_> = (0..entries.len()).filter(|entry| entries[*entry].claimed && !is_there(*entry, entries, &rows, &matched)).collect();
    missing.iter().for_each(|entry| missing_row(context, &part, &entries[*entry], ledger));
    check_values(context, entries, &rows, &matched, ledger);
    Rows::of(rows.len(), entries.iter().filter(|entry| entry.claimed).count())
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
                || (entries[entry].owner.is_empty() && entries[other].name() == entries[entry].name())
                || (is_through(other) && segments(row.text(Column::Name)).is_some())
        })
    })
}

fn check_row(context: Context<'_>, part: &Part<'_>, row: &Row, index: usize, ledger: &mut Ledger) {
    let entry = &part.entries[index];
    if !entry.claimed {
        let at = ledger.place(row.cell(Column::Name).unwrap_or(&Piece::default()));
        let message = format!("the evidence of `{}` does not name the table of {}", entry.subject(), context.section);
        ledger.find("unclaimed-row", message, |finding| {
            finding.at(at, format!("a row of the {}", part.title)).at(entry.at(), "this field").help(format!("add `table {}` to its evidence", context.section))
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
    if let Some(piece) = row.cell(Column::Description) {
        check_description(context, &[entry], piece, ledger);
    }
}

fn check_name(part: &Part<'_>, row: &Row, index: usize, ledger: &mut Ledger) {
    let Some(piece) = row.cell(Column::Name) else { return };
    let entry = &part.entries[index];
    ledger.facts += 1;
    if segments(&piece.text).is_some() {
        // `tags.N.key` is how `tags` is printed, too.
        let mut parent = entry.parent;
        while let Some(of) = parent.map(|parent| &part.entries[parent]) {
            if let Some(printed) = of.printed("name").filter(|printed| compact(&piece.text).starts_with(&format!("{printed}."))) {
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
            finding.at(at, format!("the guide says `{printed}`")).at(entry.at(), format!("the spec says `{}`", entry.name())).help(format!("correct the name, or say what is printed: `printed: {printed}`"))
        });
    }
}

fn check_cell(context: Context<'_>, row: &Row, entry: &Entry<'_>, (column, cell, rule): (Column, &str, &'static str), piece: &Piece, ledger: &mut Ledger) {
    let (text, field) = (&piece.text, entry.field());
    let spec = match column {
        Column::Type => field.map_or_else(|| "a container".to_owned(), |field| compare::type_name(context.service, &field.kind)),
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
    ledger.facts += 1;
    if is_printed(entry, cell, text, ledger) || agrees(context, row, entry, column) || has_erratum(context, &[&entry.subject()], text) {
        return;
    }
    let at = ledger.place(piece);
    let said = |side: &str, text: &str| if text.is_empty() { format!("the {side} says nothing") } else { format!("the {side} says `{text}`") };
    let shown = if column == Column::Required { compare::required(text).unwrap_or_default().to_string() } else { text.clone() };
    ledger.find(rule, format!("`{}` has another {cell} in {}", entry.subject(), context.section), |finding| {
        let help = format!("correct the spec, or say what is printed: `printed: {{ {cell}: {shown} }}`");
        finding.at(at, said("guide", &shown)).at(place_of(entry, column), said("spec", &spec)).help(help)
    });
}

/// Where the spec says what a column says.
fn place_of(entry: &Entry<'_>, column: Column) -> crate::source::Span {
    let example = |field: &Field| (column == Column::Example).then(|| field.examples_at.first().copied()).flatten();
    entry.field().and_then(example).unwrap_or_else(|| entry.at())
}

/// A row that no entry takes.
fn unknown_row(context: Context<'_>, part: &Part<'_>, row: &Row, ledger: &mut Ledger) {
    let Some(piece) = row.cell(Column::Name) else { return };
    ledger.facts += 1;
    let name = compact(&piece.text);
    let namesakes: Vec<&Entry<'_>> = part.entries.iter().filter(|entry| entry.names().any(|known| folded(known) == folded(&name))).collect();
    let mut subjects: Vec<String> = namesakes.iter().map(|entry| entry.subject()).collect();
    subjects.extend(part.operation.map(|operation| operation.name.clone()).or(Some("service".to_owned())));
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    if has_erratum(context, &subjects, &name) {
        return;
    }
    let at = ledger.place(piece);
    let owner = part.operation.map_or_else(|| context.section.to_owned(), |operation| format!("`{}`", operation.name));
    ledger.find("missing-in-spec", format!("the {} of {owner} has a row `{name}` that the spec has not", part.title), |finding| {
        let finding = finding.at(at, "this row");
        let finding = match (namesakes.first(), part.operation) {
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
    ledger.find("missing-in-guide", format!("the {} of {} has no row `{}`", part.title, context.section, entry.name()), |finding| {
        let label = format!("{what} claims a row in the table of {}", context.section);
        finding.at(entry.at(), label).help(format!("correct its evidence: no `table {}`", context.section))
    });
}

/// What a description says, held against the entry that it is of; where it may be of either of two, one must agree.
fn check_description(context: Context<'_>, entries: &[&Entry<'_>], piece: &Piece, ledger: &mut Ledger) {
    let fields: Vec<&Field> = entries.iter().filter_map(|entry| entry.field()).collect();
    let (Some(entry), Some(field)) = (entries.first(), fields.first()) else { return };
    let subjects: Vec<String> = entries.iter().map(|entry| entry.subject()).collect();
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    let at = ledger.place(piece);
    if let Some(default) = description::default(&piece.text) {
        ledger.facts += 1;
        let mut known = false;
        for (entry, field) in entries.iter().filter_map(|entry| entry.field().map(|field| (entry, field))) {
            let of_spec = field.default.as_ref().map(compare::text_of);
            let agrees = of_spec.is_some_and(|of_spec| default.iter().any(|default| folded(default) == folded(&of_spec)));
            if agrees {
                ledger.saw_default(field);
            }
            known |= default.iter().any(|default| is_printed(entry, "default", default, ledger)) | agrees;
        }
        if !known && !has_erratum(context, &subjects, &default[0]) {
            let of_spec = field.default.as_ref().map_or("the spec says nothing".to_owned(), |value| format!("the spec says `{}`", compare::text_of(value)));
            ledger.find("default-differs", format!("`{}` has another default in {}", entry.subject(), context.section), |finding| {
                let help = format!("correct the spec, or say what is printed: `printed: {{ default: {} }}`", default[0]);
                finding.at(at, format!("the guide says `{}`", default[0])).at(field.default_at.unwrap_or(field.at), of_spec).help(help)
            });
        }
    }
    if let Some(range) = description::range(&piece.text) {
        ledger.facts += 1;
        let known = fields.iter().any(|field| has_range(field, range));
        let text = format!("{}~{}", range.least, range.greatest);
        if !known && !has_erratum(context, &subjects, &text) {
            ledger.find("limit-differs", format!("`{}` has another range in {}", entry.subject(), context.section), |finding| {
                let help = format!("correct the limits, or quote `{text}` in an erratum about the field");
                finding.at(at, format!("the guide says {text}")).at(field.at, format!("the spec says {}", limits_of(field))).help(help)
            });
        }
    }
    for value in description::values(&piece.text) {
        let mut enums = fields.iter().filter_map(|field| enum_of(context, field)).peekable();
        if enums.peek().is_none() {
            continue;
        }
        ledger.facts += 1;
        if !enums.any(|values| values.iter().any(|known| folded(known) == folded(&value))) && !has_erratum(context, &subjects, &value) {
            ledger.find("limit-differs", format!("`{}` has a value `{value}` in {}", entry.subject(), context.section), |finding| {
                finding.at(at, format!("the guide lists `{value}`")).at(field.at, "not a value of this field's enum").help(format!("add the value, or quote `{value}` in an erratum about the field"))
            });
        }
    }
}

fn has_range(field: &Field, range: description::Range) -> bool {
    use description::Measure;
    let has = |limit: Limit| field.limits.contains(&limit);
    let (least, greatest) = (range.least, range.greatest);
    match range.of {
        Measure::Length => has(Limit::MinLength(least)) && has(Limit::MaxLength(greatest)),
        Measure::Value => (has(Limit::Min(least)) && has(Limit::Max(greatest))) || (has(Limit::MinItems(least)) && has(Limit::MaxItems(greatest))),
    }
}

fn limits_of(field: &Field) -> String {
    let numbers = field.limits.iter().filter_map(|limit| match limit {
        Limit::Min(number) | Limit::MinLength(number) | Limit::MinItems(number) => Some(format!("at least {number}")),
        Limit::Max(number) | Limit::MaxLength(number) | Limit::MaxItems(number) => Some(format!("at most {number}")),
        _ => None,
    });
    let numbers: Vec<String> = numbers.collect();
    if numbers.is_empty() { "nothing".to_owned() } else { numbers.join(", ") }
}

/// The values of the enum at the bottom of a field's type.
fn enum_of<'m>(context: Context<'m>, field: &Field) -> Option<Vec<&'m str>> {
    match &context.service.get(field.kind.named()?).shape {
        Shape::Enum(values) => Some(values.iter().map(|value| value.wire.as_str()).collect()),
        Shape::Struct(_) => None,
    }
}

/// Every value of an enum whose evidence names the table is in the description of one of the enum's rows.
fn check_values(context: Context<'_>, entries: &[Entry<'_>], rows: &[Row], matched: &[Option<usize>], ledger: &mut Ledger) {
    let of_rows: Vec<_> = rows.iter().zip(matched).filter_map(|(row, entry)| Some((row, entries[(*entry)?].field()?.kind.named()?))).collect();
    let mut done = Vec::new();
    for (_, id) in &of_rows {
        let Shape::Enum(values) = &context.service.get(*id).shape else { continue };
        if done.contains(id) {
            continue;
        }
        done.push(*id);
        let pieces = |row: &Row| row.cell(Column::Description).into_iter().chain(&row.before).chain(&row.after).map(|piece| folded(&piece.text)).collect::<String>();
        let text: String = of_rows.iter().filter(|(_, of)| of == id).map(|(row, _)| pieces(row)).collect();
        for value in values.iter().filter(|value| super::expected::claims(&value.evidence, context.section)) {
            ledger.facts += 1;
            if !text.contains(&folded(&value.wire)) {
                let message = format!("no row of {} lists the value `{}` of `{}`", context.section, value.wire, context.service.get(*id).name);
                ledger.find("missing-in-guide", message, |finding| finding.at(value.at, format!("claims the table of {}", context.section)).help("correct the evidence of the value"));
            }
        }
    }
}

//! Defaults, ranges and values: what descriptions say, held against the fields.

use super::Context;
use super::check::yaml;
use super::compare;
use super::expected::{Entry, claims};
use super::explain::{has_erratum, has_range_erratum, is_printed};
use super::ledger::Ledger;
use super::said;
use crate::guide::Piece;
use crate::guide::description::{self, DefaultValue, Measure, Range};
use crate::guide::fold::folded;
use crate::guide::table::{Column, Row};
use crate::model::{EnumValue, Field, Kind, Limit, Shape, TypeId};

/// Compares the descriptions of a part's rows.
pub fn check(context: Context<'_>, entries: &[Entry<'_>], rows: &[Row], matched: &[Option<usize>], ledger: &mut Ledger) {
    for (index, row) in rows.iter().enumerate() {
        if let (Some(entry), Some(text)) = (matched[index], row.cell(Column::Description)) {
            ledger.compares(entries[entry].field(), "default", text);
            // A struct's row may speak of what is in it.
            let inside = entries.iter().filter(|other| other.parent == Some(entry));
            let subjects: Vec<&Entry<'_>> = [&entries[entry]].into_iter().chain(inside).collect();
            Description { context, text, own: &subjects[..1], all: &subjects }.check(ledger);
        }
        // Text between two rows may be of either.
        let next = matched.get(index + 1).copied().flatten();
        let either: Vec<&Entry<'_>> = [matched[index], next].into_iter().flatten().map(|entry| &entries[entry]).collect();
        let first: Vec<&Entry<'_>> = matched[index].into_iter().map(|entry| &entries[entry]).collect();
        let before = row.before.iter().filter(|_| index == 0).map(|text| (text, &first));
        for (text, subjects) in before.chain(row.after.iter().map(|text| (text, &either))) {
            Description { context, text, own: subjects, all: subjects }.check(ledger);
        }
    }
    check_values(context, entries, rows, matched, ledger);
}

/// A description and the entries that it may be about.
struct Description<'a> {
    context: Context<'a>,
    text: &'a Piece,
    /// Those that it is the description of: it lists the values of one of them.
    own: &'a [&'a Entry<'a>],
    /// Those that its default or its range may be of; one of them has it.
    all: &'a [&'a Entry<'a>],
}

impl Description<'_> {
    fn check(&self, ledger: &mut Ledger) {
        // What is compared as a default or as a range is not compared as a number once more.
        let mut compared = Vec::new();
        if let Some(default) = description::default(&self.text.text) {
            compared.extend(description::numbers(&default.word));
            self.check_default(&default, ledger);
        }
        if let Some(range) = description::range(&self.text.text) {
            compared.extend([range.least.to_string(), range.greatest.to_string()]);
            self.check_range(range, ledger);
        }
        for value in description::values(&self.text.text) {
            self.check_value(&value, ledger);
        }
        self.check_numbers(&compared, ledger);
    }

    /// Every number is one that the spec says of the same field, or that an erratum quotes.
    fn check_numbers(&self, compared: &[String], ledger: &mut Ledger) {
        let Some((subject, of_subject)) = self.subject() else { return };
        let of_guide = description::numbers(&self.text.text);
        for field in self.all.iter().filter_map(|entry| entry.field()) {
            ledger.saw_numbers(field, of_guide.iter().cloned().chain(description::counts(&self.text.text)));
        }
        let of_spec = description::numbers(&self.all.iter().map(|entry| said::of(self.context, entry)).collect::<Vec<_>>().join(" "));
        for number in of_guide.into_iter().filter(|number| !compared.contains(number)) {
            ledger.facts += 1;
            if of_spec.contains(&number) {
                continue;
            }
            let guide = ledger.place(self.text);
            let message = format!("`{}` is described with the number {number} in {}", subject.subject(), self.context.section);
            ledger.find("number-differs", message, |finding| {
                let help = format!("say what is limited by {number}, or quote it in an erratum about the field");
                finding.at(guide, format!("the guide says {number}")).at(of_subject.at, "nothing here says it").help(help)
            });
        }
    }

    /// The entry and the field that a finding is about.
    fn subject(&self) -> Option<(&Entry<'_>, &Field)> {
        self.own.iter().find_map(|entry| Some((*entry, entry.field()?)))
    }

    fn has_erratum(&self, text: &str) -> bool {
        let subjects: Vec<String> = self.own.iter().map(|entry| entry.subject()).collect();
        has_erratum(self.context, &subjects.iter().map(String::as_str).collect::<Vec<_>>(), text)
    }

    fn check_default(&self, default: &DefaultValue, ledger: &mut Ledger) {
        let Some((subject, of_subject)) = self.subject() else { return };
        ledger.facts += 1;
        let mut known = false;
        for entry in self.all {
            let Some(field) = entry.field() else { continue };
            let of_spec = field.default.as_ref().map(compare::text_of);
            if of_spec.is_some_and(|of_spec| default.values().any(|default| folded(default) == folded(&of_spec))) {
                ledger.saw_default(field);
                known = true;
            }
            known |= default.values().any(|default| is_printed(entry, "default", default, ledger));
        }
        // Whatever becomes of it, the guide gives a default.
        ledger.saw_default(of_subject);
        if known || self.has_erratum(&default.word) {
            return;
        }
        let of_spec = of_subject
            .default
            .as_ref()
            .map_or("the spec says nothing".to_owned(), |value| format!("the spec says `{}`", compare::text_of(value)));
        let (guide, spec) = (ledger.place(self.text), of_subject.default_at.unwrap_or(of_subject.at));
        ledger.find("default-differs", format!("`{}` has another default in {}", subject.subject(), self.context.section), |finding| {
            let help = format!("correct the spec, or say what is printed: `printed: {{ default: {} }}`", yaml(&default.word));
            finding.at(guide, format!("the guide says `{}`", default.word)).at(spec, of_spec).help(help)
        });
    }

    fn check_range(&self, range: Range, ledger: &mut Ledger) {
        let Some((subject, of_subject)) = self.subject() else { return };
        ledger.facts += 1;
        let subjects: Vec<String> = self.own.iter().map(|entry| entry.subject()).collect();
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        let known = self.all.iter().filter_map(|entry| entry.field()).any(|field| has_range(field, range));
        // The guide gives limits, whatever becomes of them.
        ledger.saw_numbers(of_subject, of_subject.limits.iter().filter_map(said::bound).map(|number| number.to_string()));
        if known || has_range_erratum(self.context, &subjects, range.least, range.greatest) {
            return;
        }
        let text = format!("{}~{}", range.least, range.greatest);
        let guide = ledger.place(self.text);
        ledger.find("limit-differs", format!("`{}` has another range in {}", subject.subject(), self.context.section), |finding| {
            let help = format!("correct the limits, or quote `{text}` in an erratum about the field");
            finding
                .at(guide, format!("the guide says {text}"))
                .at(of_subject.at, format!("the spec says {}", limits_of(of_subject)))
                .help(help)
        });
    }

    /// A value of a list; what is neither of an enum nor of a boolean lists other things.
    fn check_value(&self, value: &str, ledger: &mut Ledger) {
        let Some((subject, of_subject)) = self.subject() else { return };
        let lists: Vec<Vec<&str>> = self.own.iter().filter_map(|entry| values_of_kind(self.context, &entry.field()?.kind)).collect();
        if lists.is_empty() {
            return;
        }
        ledger.facts += 1;
        if lists.iter().flatten().any(|known| folded(known) == folded(value)) || self.has_erratum(value) {
            return;
        }
        let guide = ledger.place(self.text);
        ledger.find("limit-differs", format!("`{}` has a value `{value}` in {}", subject.subject(), self.context.section), |finding| {
            let help = format!("add the value, or quote `{value}` in an erratum about the field");
            finding.at(guide, format!("the guide lists `{value}`")).at(of_subject.at, "not a value of this field").help(help)
        });
    }
}

fn has_range(field: &Field, range: Range) -> bool {
    let Range { least, greatest, .. } = range;
    let has = |limit: Limit| field.limits.contains(&limit);
    match range.of {
        Measure::Length => has(Limit::MinLength(least)) && has(Limit::MaxLength(greatest)),
        Measure::Value => {
            (has(Limit::Min(least)) && has(Limit::Max(greatest))) || (has(Limit::MinItems(least)) && has(Limit::MaxItems(greatest)))
        }
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

/// The values that something of a kind can have, where they can be listed.
fn values_of_kind<'m>(context: Context<'m>, kind: &'m Kind) -> Option<Vec<&'m str>> {
    match kind {
        Kind::Boolean => Some(vec!["true", "false"]),
        kind => Some(values_of(context, kind.named()?)?.iter().map(|value| value.wire.as_str()).collect()),
    }
}

fn values_of<'m>(context: Context<'m>, id: TypeId) -> Option<&'m [EnumValue]> {
    match &context.service.get(id).shape {
        Shape::Enum(values) => Some(values),
        Shape::Struct(_) => None,
    }
}

/// Every value of an enum whose evidence names the table is in a description: of one of the enum's rows, of the struct
/// that has it, or of a row beside it.
fn check_values(context: Context<'_>, entries: &[Entry<'_>], rows: &[Row], matched: &[Option<usize>], ledger: &mut Ledger) {
    let mut done: Vec<TypeId> = Vec::new();
    let enum_of = |entry: usize| entries[entry].field().and_then(|field| field.kind.named());
    for id in matched.iter().flatten().filter_map(|entry| enum_of(*entry)) {
        let Some(values) = values_of(context, id).filter(|_| !done.contains(&id)) else { continue };
        done.push(id);
        let parents: Vec<usize> =
            matched.iter().flatten().filter(|entry| enum_of(**entry) == Some(id)).filter_map(|entry| entries[*entry].parent).collect();
        let is_near = |entry: usize| {
            enum_of(entry) == Some(id) || parents.contains(&entry) || entries[entry].parent.is_some_and(|parent| parents.contains(&parent))
        };
        let near = rows.iter().zip(matched).filter(|(_, entry)| entry.is_some_and(is_near)).map(|(row, _)| row);
        let pieces = near.flat_map(|row| row.cell(Column::Description).into_iter().chain(&row.before).chain(&row.after));
        let text: String = pieces.map(|piece| folded(&piece.text)).collect();
        for value in values.iter().filter(|value| claims(&value.evidence, context.section)) {
            ledger.facts += 1;
            if !text.contains(&folded(&value.wire)) {
                let message =
                    format!("no row of {} lists the value `{}` of `{}`", context.section, value.wire, context.service.get(id).name);
                ledger.find("missing-in-guide", message, |finding| {
                    finding.at(value.at, format!("claims the table of {}", context.section)).help("correct the evidence of the value")
                });
            }
        }
    }
}

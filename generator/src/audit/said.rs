//! All that a spec says of a field, as a text to look for numbers and words in.

use super::Context;
use super::compare::text_of;
use super::expected::Entry;
use super::explain::errata;
use crate::model::{Field, Limit, Shape, Text};

/// What is said of an entry, and what errata say that is printed of it.
pub fn of(context: Context<'_>, entry: &Entry<'_>) -> String {
    let mut said = Said::default();
    if let Some(field) = entry.field() {
        said.field(field);
        if let Some(definition) = field.kind.named().map(|id| context.service.get(id)) {
            said.text(&definition.doc);
            match &definition.shape {
                // How many there are is said by how many there are.
                Shape::Struct(shape) => said.words(&shape.fields.len().to_string()),
                Shape::Enum(values) => {
                    said.words(&values.len().to_string());
                    for value in values {
                        said.words(&value.wire);
                        said.text(&value.doc);
                    }
                }
            }
        }
    }
    // Of what all requests carry, the schemes that sign them say more.
    if entry.owner.is_empty() {
        context.service.signing.iter().filter_map(|scheme| scheme.clock_skew.as_ref()).for_each(|skew| said.words(skew));
    }
    errata(context, &[&entry.subject(), entry.owner]).for_each(|erratum| said.text(&erratum.printed));
    said.0
}

/// The number by which a limit limits.
pub fn bound(limit: &Limit) -> Option<i64> {
    match limit {
        Limit::CharacterClasses(number, _) => Some(*number),
        limit => limit.size(),
    }
}

/// A length of time in longer units, where it is a whole number of them: `4320` minutes are 3 days.
fn in_other_units(number: i64, unit: Option<&str>) -> Vec<String> {
    const SECONDS: [(&str, i64); 4] = [("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400)];
    let own = SECONDS.iter().find(|(name, _)| Some(*name) == unit);
    let seconds = own.and_then(|(_, of_unit)| number.checked_mul(*of_unit));
    let whole = |seconds: i64| SECONDS.iter().filter(move |(_, of_unit)| seconds % of_unit == 0).map(move |(_, of_unit)| seconds / of_unit);
    seconds.into_iter().flat_map(whole).map(|number| number.to_string()).collect()
}

#[derive(Default)]
struct Said(String);

impl Said {
    fn field(&mut self, field: &Field) {
        self.text(&field.doc);
        field.deprecated.iter().for_each(|text| self.text(text));
        field.default.iter().chain(field.examples.iter().map(|(_, example)| example)).for_each(|value| self.words(&text_of(value)));
        field.printed.iter().for_each(|(_, text)| self.words(text));
        for limit in &field.limits {
            if let Some(number) = bound(limit) {
                self.words(&number.to_string());
                in_other_units(number, field.unit.as_deref()).iter().for_each(|number| self.words(number));
            }
            match limit {
                // `{2,63}` bounds a length.
                Limit::Pattern(text) | Limit::Forbidden(text) => self.words(&text.replace([',', '{', '}'], " ")),
                Limit::Cidrs(texts) | Limit::NotPrefix(texts) | Limit::NotContain(texts) => self.words(&texts.join(" ")),
                Limit::OnlyWhen(condition) | Limit::RequiredWhen(condition) => self.words(&condition.values.join(" ")),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &Text) {
        self.words(&text.en);
        self.words(&text.zh);
    }

    fn words(&mut self, words: &str) {
        self.0.push_str(words);
        self.0.push(' ');
    }
}

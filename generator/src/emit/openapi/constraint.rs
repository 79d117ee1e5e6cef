//! Limits and rules as JSON Schema, as far as it can say them. What it cannot say is in `x-limits` as sentences,
//! and in extensions as data.

use serde_json::Value;

use super::object::Object;
use crate::emit::prose::{self, Language};
use crate::model::{CharacterClass, Condition, Count, Field, Kind, Limit, Rule};

/// What the limits of a field ask of its value; of each item, where it is a list.
pub fn of_value(field: &Field) -> Object {
    // A duration is limited as a length of time, not as the text that it is.
    let is_number = |kind: &Kind| matches!(kind, Kind::Integer | Kind::Long | Kind::Number);
    let is_number = matches!(&field.kind, Kind::List(item) if is_number(item)) || is_number(&field.kind);
    let mut keywords = Object::new();
    let mut excluded = Vec::new();
    for limit in &field.limits {
        keywords = match limit {
            Limit::Min(min) if is_number => keywords.with("minimum", *min),
            Limit::Max(max) if is_number => keywords.with("maximum", *max),
            Limit::MinLength(min) => keywords.with("minLength", *min),
            Limit::MaxLength(max) => keywords.with("maxLength", *max),
            Limit::Pattern(pattern) => keywords.with("pattern", format!("^(?:{pattern})$")),
            Limit::CharacterClasses(count, classes) => keywords.with("anyOf", character_classes(*count, classes)),
            Limit::Cidrs(cidrs) => keywords.with_list("x-cidrs", cidrs.iter().map(String::as_str)),
            Limit::Forbidden(characters) => {
                excluded.push(format!("[{}]", escape(characters, r"\]^-")));
                keywords
            }
            Limit::NotPrefix(prefixes) => {
                excluded.push(format!("^{}", alternatives(prefixes)));
                keywords
            }
            Limit::NotContain(texts) => {
                excluded.push(alternatives(texts));
                keywords
            }
            _ => keywords,
        };
    }
    if excluded.is_empty() { keywords } else { keywords.with("not", any_of(excluded.iter().map(|text| pattern(text)).collect())) }
}

/// What the limits of a field ask of the list that it is.
pub fn of_list(field: &Field) -> Object {
    field.limits.iter().fold(Object::new(), |keywords, limit| match limit {
        Limit::MinItems(min) => keywords.with("minItems", *min),
        Limit::MaxItems(max) => keywords.with("maxItems", *max),
        // The closest that JSON Schema comes: items that are equal in one field may still differ in others.
        Limit::UniqueBy(name) => keywords.with("uniqueItems", true).with("x-unique-by", name.as_str()),
        _ => keywords,
    })
}

/// The limits of a field as sentences, and what other fields have to do with it as data.
pub fn notes(field: &Field) -> Object {
    let mut notes = Object::new().with_some("x-unit", field.unit.as_deref());
    for limit in &field.limits {
        notes = match limit {
            Limit::OnlyWhen(condition) => notes.with("x-only-when", condition_as_data(condition)),
            Limit::RequiredWhen(condition) => notes.with("x-required-when", condition_as_data(condition)),
            _ => notes,
        };
    }
    notes.with_list("x-limits", prose::limits(field, Language::En)).with_list("x-limits-zh", prose::limits(field, Language::Zh))
}

/// The conditions that bind the fields of an object together, each a schema that the object has to match.
pub fn of_object(fields: &[&Field], rules: &[&Rule]) -> Vec<Object> {
    let conditions = fields.iter().flat_map(|field| {
        field.limits.iter().filter_map(|limit| match limit {
            Limit::RequiredWhen(condition) => required_when(field, condition, fields),
            _ => None,
        })
    });
    conditions.chain(rules.iter().map(|rule| of_rule(rule))).collect()
}

/// A rule as data, where a schema cannot say it.
pub fn rule_as_data(rule: &Rule) -> Object {
    let count = match rule.count {
        Count::AtMostOne => "at_most_one",
        Count::ExactlyOne => "exactly_one",
        Count::AtLeastOne => "at_least_one",
        Count::AllOrNone => "all_or_none",
    };
    Object::new().with_list(count, rule.fields.iter().map(String::as_str)).with_text("description", &rule.doc).with_evidence(&rule.evidence)
}

fn of_rule(rule: &Rule) -> Object {
    let names: Vec<_> = rule.fields.iter().map(String::as_str).collect();
    let each = || names.iter().map(|name| required(&[name]));
    let keywords = match rule.count {
        Count::AtMostOne => {
            let pairs = choose(&names, 2).into_iter().map(|pair| required(&pair));
            Object::new().with("not", any_of(pairs.collect()))
        }
        Count::ExactlyOne => Object::new().with_list("oneOf", each()),
        Count::AtLeastOne => Object::new().with_list("anyOf", each()),
        Count::AllOrNone => {
            let others = |name: &str| names.iter().filter(|other| **other != name).map(|other| Value::from(*other)).collect::<Vec<_>>();
            let dependent: Object = names.iter().map(|name| (*name, others(name))).collect();
            Object::new().with("dependentRequired", dependent)
        }
    };
    keywords.with_text("description", &rule.doc).with_evidence(&rule.evidence)
}

/// `if` the sibling has one of the values `then` the field is required.
fn required_when(field: &Field, condition: &Condition, siblings: &[&Field]) -> Option<Object> {
    let sibling = siblings.iter().find(|sibling| sibling.wire == condition.field)?;
    let values = condition.values.iter().map(|text| match sibling.kind {
        Kind::Boolean | Kind::Integer | Kind::Long | Kind::Number => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        _ => Value::from(text.as_str()),
    });
    let has_value = Object::new().with_list("enum", values);
    let sibling_has =
        Object::new().with("properties", Object::new().with(sibling.wire.as_str(), has_value)).and(required(&[&sibling.wire]));
    Some(Object::new().with("if", sibling_has).with("then", required(&[&field.wire])))
}

fn required(names: &[&str]) -> Object {
    Object::new().with_list("required", names.iter().copied())
}

/// What matches one of the schemas; the schema itself where there is one.
fn any_of(mut schemas: Vec<Object>) -> Object {
    match schemas.len() {
        1 => schemas.remove(0),
        _ => Object::new().with_list("anyOf", schemas),
    }
}

fn condition_as_data(condition: &Condition) -> Object {
    Object::new().with("field", condition.field.as_str()).with_list("values", condition.values.iter().map(String::as_str))
}

/// One alternative for each way to have so many of the classes.
fn character_classes(count: i64, classes: &[CharacterClass]) -> Vec<Value> {
    let count = usize::try_from(count).unwrap_or_default();
    let ways = choose(classes, count).into_iter();
    ways.map(|way| Object::new().with_list("allOf", way.iter().map(|class| pattern(character_class(*class)))).into()).collect()
}

/// Every way to choose so many of the items, in their order.
fn choose<T: Copy>(items: &[T], count: usize) -> Vec<Vec<T>> {
    match (count, items) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => {
            let with_first = choose(rest, count - 1).into_iter().map(|way| [vec![*first], way].concat());
            with_first.chain(choose(rest, count)).collect()
        }
    }
}

fn character_class(class: CharacterClass) -> &'static str {
    match class {
        CharacterClass::Upper => "[A-Z]",
        CharacterClass::Lower => "[a-z]",
        CharacterClass::Letter => "[A-Za-z]",
        CharacterClass::Digit => "[0-9]",
        CharacterClass::Special => r"[^A-Za-z0-9\s]",
    }
}

fn pattern(text: &str) -> Object {
    Object::new().with("pattern", text)
}

/// `(?:one|other)`, each text meaning itself.
fn alternatives(texts: &[String]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| escape(text, r"\^$.*+?()[]{}|")).collect();
    format!("(?:{})", texts.join("|"))
}

/// A text with a backslash before each character that means something in a regular expression.
fn escape(text: &str, special: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if special.contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_choose() {
        assert_eq!(choose(&[1, 2, 3], 2), [vec![1, 2], vec![1, 3], vec![2, 3]]);
        assert_eq!(choose(&[1, 2], 2), [vec![1, 2]]);
        assert_eq!(choose(&[1], 2), Vec::<Vec<i32>>::new());
    }

    #[test]
    fn texts_mean_themselves() {
        assert_eq!(alternatives(&["acs:".to_owned(), "a.b".to_owned(), "-".to_owned()]), r"(?:acs:|a\.b|-)");
        assert_eq!(escape(r#"\"]-"#, r"\]^-"), r#"\\"\]\-"#);
    }
}

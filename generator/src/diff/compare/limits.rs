//! Limits: whether what a value may be has become more, less, or something else.

use super::fields::Owner;
use super::{Found, Scope};
use crate::diff::rule::{Rule, Side};
use crate::diff::rules::field as rules;
use crate::model::{Condition, Field, Limit};
use crate::source::Span;

/// What became of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Same,
    Wider,
    Narrower,
    Other,
}

/// Compares the limits of a field.
pub fn compare(found: &mut Found, owner: &Owner, scope: &Scope, old: &Field, new: &Field) {
    let kinds: Vec<&str> = new.limits.iter().chain(&old.limits).map(Limit::key).collect();
    for (_, kind) in kinds.iter().enumerate().filter(|(index, kind)| !kinds[..*index].contains(kind)) {
        let (was, is) = (of_kind(old, kind), of_kind(new, kind));
        let (rule, sides): (&'static Rule, &[Side]) = match turn(was.map(|(limit, _)| limit), is.map(|(limit, _)| limit)) {
            Turn::Same => continue,
            _ if *kind == "only_when" => (&rules::EFFECT_CHANGED, &[Side::Always]),
            Turn::Wider => (&rules::LIMIT_WIDENED, &owner.sides),
            Turn::Narrower => (&rules::LIMIT_NARROWED, &owner.sides),
            Turn::Other => (&rules::LIMIT_CHANGED, &owner.sides),
        };
        let text = |limit: Option<(&Limit, Option<Span>)>| limit.map(|(limit, _)| value(limit));
        let (before, after) = (text(was), text(is));
        let part = format!("`{kind}` of `{}`", scope.name());
        let message = match (&before, &after) {
            (None, Some(after)) => format!("{part} is `{after}`, and there was none"),
            (Some(before), None) => format!("{part} is gone, and was `{before}`"),
            (before, after) => {
                format!("{part} is `{}`, and was `{}`", after.as_deref().unwrap_or_default(), before.as_deref().unwrap_or_default())
            }
        };
        // Each limit of a field stays, or not, on its own.
        let limit = Scope { about: format!("{}#{kind}", scope.about), ..scope.clone() };
        let at = limit.at(was.and_then(|(_, at)| at).or(scope.at.0), is.and_then(|(_, at)| at).or(scope.at.1));
        let change = found.add(rule, &at, sides, message);
        (change.was, change.is) = (before, after);
    }
}

/// The limit of a kind, and where it was written.
fn of_kind<'a>(field: &'a Field, kind: &str) -> Option<(&'a Limit, Option<Span>)> {
    let index = field.limits.iter().position(|limit| limit.key() == kind)?;
    Some((&field.limits[index], field.limits_at.get(index).copied()))
}

/// Its value as a text.
fn value(limit: &Limit) -> String {
    match limit {
        Limit::Min(number)
        | Limit::Max(number)
        | Limit::MinLength(number)
        | Limit::MaxLength(number)
        | Limit::MinItems(number)
        | Limit::MaxItems(number) => number.to_string(),
        Limit::Pattern(text) | Limit::Forbidden(text) | Limit::UniqueBy(text) => text.clone(),
        Limit::Cidrs(texts) | Limit::NotPrefix(texts) | Limit::NotContain(texts) => texts.join(", "),
        Limit::CharacterClasses(count, classes) => {
            let classes: Vec<String> = classes.iter().map(|class| format!("{class:?}").to_lowercase()).collect();
            format!("{count} of {}", classes.join(", "))
        }
        Limit::OnlyWhen(condition) | Limit::RequiredWhen(condition) => format!("{} = {}", condition.field, condition.values.join(" or ")),
    }
}

fn turn(old: Option<&Limit>, new: Option<&Limit>) -> Turn {
    let (old, new) = match (old, new) {
        (None, None) => return Turn::Same,
        (None, Some(_)) => return Turn::Narrower,
        (Some(_), None) => return Turn::Wider,
        (Some(old), Some(new)) => (old, new),
    };
    match (old, new) {
        (Limit::Min(old), Limit::Min(new))
        | (Limit::MinLength(old), Limit::MinLength(new))
        | (Limit::MinItems(old), Limit::MinItems(new)) => by_size(new, old),
        (Limit::Max(old), Limit::Max(new))
        | (Limit::MaxLength(old), Limit::MaxLength(new))
        | (Limit::MaxItems(old), Limit::MaxItems(new)) => by_size(old, new),
        (Limit::Cidrs(old), Limit::Cidrs(new)) => by_members(old, new),
        (Limit::NotPrefix(old), Limit::NotPrefix(new)) | (Limit::NotContain(old), Limit::NotContain(new)) => by_members(new, old),
        (Limit::Forbidden(old), Limit::Forbidden(new)) => by_members(&new.chars().collect::<Vec<_>>(), &old.chars().collect::<Vec<_>>()),
        (Limit::CharacterClasses(old_count, old), Limit::CharacterClasses(new_count, new)) => {
            // Fewer classes to choose from, or more that there must be, is less.
            match (by_size(new_count, old_count), by_members(old, new)) {
                (one, Turn::Same) => one,
                (Turn::Same, other) => other,
                (one, other) if one == other => one,
                _ => Turn::Other,
            }
        }
        (Limit::RequiredWhen(old), Limit::RequiredWhen(new)) if old.field == new.field => by_members(&new.values, &old.values),
        (Limit::OnlyWhen(old), Limit::OnlyWhen(new)) | (Limit::RequiredWhen(old), Limit::RequiredWhen(new)) => {
            let key = |condition: &Condition| (condition.field.clone(), condition.values.clone());
            if key(old) == key(new) { Turn::Same } else { Turn::Other }
        }
        (old, new) if old == new => Turn::Same,
        _ => Turn::Other,
    }
}

/// Whether there is more than before.
fn by_size(old: &i64, new: &i64) -> Turn {
    match new.cmp(old) {
        std::cmp::Ordering::Less => Turn::Narrower,
        std::cmp::Ordering::Equal => Turn::Same,
        std::cmp::Ordering::Greater => Turn::Wider,
    }
}

/// Whether there are more to choose from than before.
fn by_members<T: PartialEq>(old: &[T], new: &[T]) -> Turn {
    let has_all = |of: &[T], these: &[T]| these.iter().all(|item| of.contains(item));
    match (has_all(new, old), has_all(old, new)) {
        (true, true) => Turn::Same,
        (true, false) => Turn::Wider,
        (false, true) => Turn::Narrower,
        (false, false) => Turn::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CharacterClass::{Digit, Lower, Upper};

    fn of(old: Limit, new: Limit) -> Turn {
        let forth = turn(Some(&old), Some(&new));
        let back = turn(Some(&new), Some(&old));
        let expected = match forth {
            Turn::Wider => Turn::Narrower,
            Turn::Narrower => Turn::Wider,
            turn => turn,
        };
        assert_eq!(back, expected, "{old:?} and {new:?}, the other way round");
        forth
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn least_and_most_go_opposite_ways() {
        assert_eq!(of(Limit::Min(1), Limit::Min(2)), Turn::Narrower);
        assert_eq!(of(Limit::MaxLength(1), Limit::MaxLength(2)), Turn::Wider);
        assert_eq!(of(Limit::MinItems(1), Limit::MinItems(1)), Turn::Same);
    }

    #[test]
    fn what_may_be_and_what_may_not_go_opposite_ways() {
        assert_eq!(of(Limit::Cidrs(texts(&["a"])), Limit::Cidrs(texts(&["b", "a"]))), Turn::Wider);
        assert_eq!(of(Limit::NotPrefix(texts(&["a"])), Limit::NotPrefix(texts(&["b", "a"]))), Turn::Narrower);
        assert_eq!(of(Limit::Forbidden("ab".to_owned()), Limit::Forbidden("ba".to_owned())), Turn::Same);
        assert_eq!(of(Limit::Forbidden("ab".to_owned()), Limit::Forbidden("bc".to_owned())), Turn::Other);
    }

    #[test]
    fn classes_count_by_how_many_and_of_which() {
        assert_eq!(of(Limit::CharacterClasses(1, vec![Upper]), Limit::CharacterClasses(1, vec![Upper, Lower])), Turn::Wider);
        assert_eq!(of(Limit::CharacterClasses(1, vec![Upper, Lower]), Limit::CharacterClasses(2, vec![Upper, Lower])), Turn::Narrower);
        assert_eq!(of(Limit::CharacterClasses(1, vec![Upper]), Limit::CharacterClasses(2, vec![Upper, Digit])), Turn::Other);
    }

    #[test]
    fn a_pattern_can_only_be_new_gone_or_another() {
        let pattern = |text: &str| Limit::Pattern(text.to_owned());
        assert_eq!(of(pattern("a"), pattern("a+")), Turn::Other);
        assert_eq!((turn(None, Some(&pattern("a"))), turn(Some(&pattern("a")), None)), (Turn::Narrower, Turn::Wider));
    }
}

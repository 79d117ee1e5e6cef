//! Conditions that bind several fields together: which fields can be sent together, before and after.
//!
//! Rules can be written in many ways that come to the same. So it is not the rules that are compared but what they allow:
//! every combination of the fields that they speak of is tried.

use super::fields::Owner;
use super::{Found, Scope};
use crate::diff::rules::field as rules;
use crate::model::{Count, Rule};

/// How many fields are tried in every combination. Beyond that, rules are compared as they are written.
const MOST: usize = 16;

/// Compares the rules of an object.
pub fn compare(found: &mut Found, owner: &Owner, scope: &Scope, old: &[Rule], new: &[Rule]) {
    found.items += old.len().max(new.len());
    let mut fields: Vec<&str> = old.iter().chain(new).flat_map(|rule| &rule.fields).map(String::as_str).collect();
    fields.sort_unstable();
    fields.dedup();
    let Difference { refused, allowed } = match fields.len() {
        0 => return,
        count if count > MOST => as_written(old, new),
        _ => difference(&fields, old, new),
    };
    let at = |rules: &[Rule]| rules.first().map(|rule| rule.at);
    let scope = scope.at(at(old).or(scope.at.0), at(new).or(scope.at.1));
    if let Some(example) = refused {
        let message = format!("`{}` refuses {example}, and did not", scope.name());
        found.add(&rules::COMBINATION_REFUSED, &scope, &owner.sides, message);
    }
    if let Some(example) = allowed {
        let message = format!("`{}` allows {example}, and did not", scope.name());
        found.add(&rules::COMBINATION_ALLOWED, &scope, &owner.sides, message);
    }
}

/// What is refused now and was not, and the reverse: the smallest example of each.
#[derive(Debug, PartialEq)]
struct Difference {
    refused: Option<String>,
    allowed: Option<String>,
}

fn difference(fields: &[&str], old: &[Rule], new: &[Rule]) -> Difference {
    let mut combinations: Vec<u32> = (0..1 << fields.len()).collect();
    combinations.sort_by_key(|combination| (combination.count_ones(), *combination));
    let accepts = |rules: &[Rule], combination: u32| {
        rules.iter().all(|rule| {
            let sent = |name: &&String| fields.iter().position(|field| field == name).is_some_and(|index| combination & (1 << index) != 0);
            let (sent, all) = (rule.fields.iter().filter(sent).count(), rule.fields.len());
            match rule.count {
                Count::AtMostOne => sent <= 1,
                Count::ExactlyOne => sent == 1,
                Count::AtLeastOne => sent >= 1,
                Count::AllOrNone => sent == 0 || sent == all,
            }
        })
    };
    let first = |before: &[Rule], after: &[Rule]| {
        let found = combinations.iter().find(|combination| accepts(before, **combination) && !accepts(after, **combination));
        found.map(|combination| in_words(fields, *combination))
    };
    Difference { refused: first(old, new), allowed: first(new, old) }
}

fn in_words(fields: &[&str], combination: u32) -> String {
    let names: Vec<String> =
        fields.iter().enumerate().filter(|(index, _)| combination & (1 << index) != 0).map(|(_, name)| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => format!("none of {}", crate::diagnostic::list_of(fields)),
        [only] => format!("{only} without the others of {}", crate::diagnostic::list_of(fields)),
        several => format!("{} together", crate::diagnostic::words(several)),
    }
}

fn as_written(old: &[Rule], new: &[Rule]) -> Difference {
    let has = |rules: &[Rule], of: &Rule| rules.iter().any(|rule| rule.count == of.count && rule.fields == of.fields);
    let rule = |before: &[Rule], after: &[Rule]| {
        after.iter().find(|rule| !has(before, rule)).map(|rule| format!("some combinations of {} fields", rule.fields.len()))
    };
    Difference { refused: rule(old, new), allowed: rule(new, old) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;
    use crate::source::{FileId, Span};

    fn rule(count: Count, fields: &[&str]) -> Rule {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Rule { at: Span::start_of(FileId(0)), count, fields, fields_at: Vec::new(), evidence: Vec::new(), doc: Text::default() }
    }

    fn compared(old: &[Rule], new: &[Rule]) -> (Option<String>, Option<String>) {
        let Difference { refused, allowed } = difference(&["a", "b"], old, new);
        (refused, allowed)
    }

    #[test]
    fn rules_that_come_to_the_same_are_the_same() {
        let two = [rule(Count::AtMostOne, &["a", "b"]), rule(Count::AtLeastOne, &["b", "a"])];
        assert_eq!(compared(&two, &[rule(Count::ExactlyOne, &["a", "b"])]), (None, None));
    }

    #[test]
    fn the_smallest_combination_is_the_example() {
        let (refused, allowed) = compared(&[rule(Count::AtMostOne, &["a", "b"])], &[rule(Count::ExactlyOne, &["a", "b"])]);
        assert_eq!((refused.as_deref(), allowed), (Some("none of `a` and `b`"), None));
        let (refused, allowed) = compared(&[rule(Count::AllOrNone, &["a", "b"])], &[rule(Count::AtMostOne, &["a", "b"])]);
        assert_eq!(refused.as_deref(), Some("`a` and `b` together"));
        assert_eq!(allowed.as_deref(), Some("`a` without the others of `a` and `b`"));
    }
}

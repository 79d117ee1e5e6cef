//! Which of the old things is which of the new ones.

use std::collections::{HashMap, HashSet};

use crate::diff::change::Certainty;

/// Old things beside new ones, by their places.
#[derive(Debug, Default, PartialEq)]
pub struct Matched {
    /// What is in both, in the order of the new ones, and how sure that is where the name is another one.
    pub pairs: Vec<(usize, usize, Option<Certainty>)>,
    /// What is in the old ones only.
    pub removed: Vec<usize>,
    /// What is in the new ones only.
    pub added: Vec<usize>,
}

/// How alike two things of different names are; nothing where they are not.
pub type Alike = Option<(Certainty, f64)>;

/// Matches by name, and what is left over by how alike it is, the surest first.
pub fn matched<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&'a T) -> &'a str, alike: impl Fn(&'a T, &'a T) -> Alike) -> Matched {
    let by_name: HashMap<&str, usize> = old.iter().enumerate().map(|(index, item)| (name(item), index)).collect();
    let mut pairs = Vec::new();
    let mut added = Vec::new();
    for (index, item) in new.iter().enumerate() {
        match by_name.get(name(item)) {
            Some(&before) => pairs.push((before, index, None)),
            None => added.push(index),
        }
    }
    let paired: HashSet<usize> = pairs.iter().map(|(before, ..)| *before).collect();
    let mut removed: Vec<usize> = (0..old.len()).filter(|index| !paired.contains(index)).collect();

    let candidates = removed.iter().flat_map(|&before| added.iter().map(move |&after| (before, after)));
    let mut candidates: Vec<_> = candidates
        .filter_map(|(before, after)| alike(&old[before], &new[after]).map(|(certainty, score)| (certainty, score, before, after)))
        .collect();
    candidates.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)).then((one.2, one.3).cmp(&(other.2, other.3))));
    for (certainty, _, before, after) in candidates {
        if removed.contains(&before) && added.contains(&after) {
            removed.retain(|index| *index != before);
            added.retain(|index| *index != after);
            pairs.push((before, after, Some(certainty)));
        }
    }
    pairs.sort_by_key(|(_, after, _)| *after);
    Matched { pairs, removed, added }
}

/// How much two sets of names have in common: 1 where they are the same, 0 where nothing is. Of two empty sets nothing can be
/// said.
pub fn overlap<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> f64 {
    let (one, other): (HashSet<&str>, HashSet<&str>) = (one.collect(), other.collect());
    let all = one.union(&other).count();
    if all == 0 { 0.0 } else { one.intersection(&other).count() as f64 / all as f64 }
}

/// How alike two names are, from 0 to 1; casing and separators do not count.
pub fn similarity(one: &str, other: &str) -> f64 {
    let letters =
        |name: &str| name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    strsim::normalized_damerau_levenshtein(&letters(one), &letters(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_letters(old: &[&'static str], new: &[&'static str]) -> Matched {
        let alike = |one: &&str, other: &&str| {
            let score = similarity(one, other);
            match score {
                1.0 => Some((Certainty::Certain, score)),
                0.5.. => Some((Certainty::Likely, score)),
                _ => None,
            }
        };
        // The lists are leaked, as a test may.
        let leak = |list: &[&'static str]| -> &'static [&'static str] { list.to_vec().leak() };
        matched(leak(old), leak(new), |name| name, alike)
    }

    #[test]
    fn names_come_before_likeness() {
        let matched = by_letters(&["ab", "cd"], &["cd", "AB"]);
        assert_eq!(matched.pairs, [(1, 0, None), (0, 1, Some(Certainty::Certain))]);
        assert_eq!((matched.removed, matched.added), (vec![], vec![]));
    }

    #[test]
    fn the_surest_is_taken_first_and_each_once() {
        let matched = by_letters(&["order", "orders"], &["orderz", "Order"]);
        assert_eq!(matched.pairs, [(1, 0, Some(Certainty::Likely)), (0, 1, Some(Certainty::Certain))]);
    }

    #[test]
    fn what_is_not_alike_is_gone_and_new() {
        let matched = by_letters(&["apple"], &["stone"]);
        assert_eq!((matched.pairs, matched.removed, matched.added), (vec![], vec![0], vec![0]));
    }

    #[test]
    fn of_two_empty_sets_nothing_can_be_said() {
        let none = || [].into_iter();
        assert_eq!(overlap(none(), none()), 0.0);
        assert_eq!(overlap(["a", "b"].into_iter(), ["b", "c"].into_iter()), 1.0 / 3.0);
    }
}

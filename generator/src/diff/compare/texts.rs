//! What is said about things, and where it is from.

use super::{Found, Scope};
use crate::diff::rule::Side;
use crate::diff::rules::docs as rules;
use crate::emit::prose::{self, Language};
use crate::model::{Erratum, Evidence, Service, Text};

/// A text in both languages, before and after: what it is called in the spec, and the text where there is one.
pub type Texts<'a> = (&'a str, Option<&'a Text>, Option<&'a Text>);

/// Compares texts.
pub fn compare(found: &mut Found, scope: &Scope, texts: &[Texts<'_>]) {
    for (what, old, new) in texts {
        let get = |text: &Option<&Text>| text.map(|text| [text.en.clone(), text.zh.clone()]).unwrap_or_default();
        let (was, is) = (get(old), get(new));
        let (language, at) = match (was[0] != is[0], was[1] != is[1]) {
            (false, false) => continue,
            (true, true) => ("", 0),
            (true, false) => (" in English", 0),
            (false, true) => (" in Chinese", 1),
        };
        let message = format!("`{what}` of `{}` says something else{language}", scope.name());
        found.add(&rules::TEXT_CHANGED, scope, &[Side::Always], message).values(&was[at], &is[at]);
    }
}

/// What shows a fact, and how it is printed there.
type Shown<'a> = (&'a [Evidence], &'a [(String, String)]);

/// Compares where a fact is from.
pub fn evidence(found: &mut Found, scope: &Scope, old: Shown<'_>, new: Shown<'_>) {
    if old == new {
        return;
    }
    let words = |(evidence, printed): Shown<'_>| {
        let mut text = prose::evidence(evidence, Language::En);
        printed.iter().for_each(|(cell, print)| text.push_str(&format!(", {cell} printed as `{print}`")));
        text
    };
    let (was, is) = (words(old), words(new));
    let message = format!("`{}` is known from {is}, and was from {was}", scope.name());
    found.add(&rules::EVIDENCE_CHANGED, scope, &[Side::Always], message).values(was, is);
}

/// Compares where a thing is described.
pub fn sections(found: &mut Found, scope: &Scope, old: &[String], new: &[String]) {
    if old != new {
        let (was, is) = (old.join(", "), new.join(", "));
        let message = format!("`{}` is described in section {is}, and was in {was}", scope.name());
        found.add(&rules::EVIDENCE_CHANGED, scope, &[Side::Always], message).values(was, is);
    }
}

/// Compares errata.
pub fn errata(found: &mut Found, scope: &Scope, old: &Service, new: &Service) {
    let matched = super::matching::matched(&old.errata, &new.errata, |erratum| erratum.id.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let mut add = |erratum: &Erratum, what: &str, at| {
        let scope = Scope { about: format!("{}/{}", scope.about, erratum.id), at, ..scope.clone() };
        found.add(&rules::ERRATUM_CHANGED, &scope, &[Side::Always], format!("the erratum `{}` is {what}", erratum.id));
    };
    for &index in &matched.removed {
        add(&old.errata[index], "gone", (Some(old.errata[index].at), scope.at.1));
    }
    for &(before, after, _) in &matched.pairs {
        let (old, new) = (&old.errata[before], &new.errata[after]);
        let texts =
            |erratum: &Erratum| [&erratum.printed, &erratum.decision, &erratum.reason].map(|text| (text.en.clone(), text.zh.clone()));
        if (&old.sections, &old.subjects, texts(old)) != (&new.sections, &new.subjects, texts(new)) {
            add(new, "different", (Some(old.at), Some(new.at)));
        }
    }
    for &index in &matched.added {
        add(&new.errata[index], "new", (None, Some(new.errata[index].at)));
    }
}

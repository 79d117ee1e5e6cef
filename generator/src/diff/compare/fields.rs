//! Parameters and fields, attribute by attribute.

use super::matching::{Alike, matched, similarity};
use super::pair::Pair;
use super::{Found, Scope, combinations, kinds, limits, texts};
use crate::diff::change::Certainty;
use crate::diff::rule::{Rule, Side};
use crate::diff::rules::{field as rules, operation};
use crate::emit::prose;
use crate::ids;
use crate::model::{Field, Location, Struct, Style};
use crate::source::Span;

/// What has the fields.
pub struct Owner {
    /// It.
    pub scope: Scope,
    /// Whether requests carry it, or answers, or both.
    pub sides: Vec<Side>,
    /// Whether it is a struct in Rust that requests carry, as it was and as it is; nothing where Rust does not see its fields.
    pub in_rust: Option<(bool, bool)>,
    /// Whether it is a whole request, whose fields go to several places.
    pub is_request: bool,
}

impl Owner {
    /// What is compared for the sake of the wire only.
    pub fn on_the_wire(scope: &Scope, sides: Vec<Side>) -> Self {
        let sides = if sides.is_empty() { vec![Side::Input, Side::Output] } else { sides };
        Self { scope: scope.clone(), sides, in_rust: None, is_request: false }
    }

    /// A field of it, by its id.
    fn member(&self, field: &Field, old: Option<Span>, new: Option<Span>) -> Scope {
        match self.is_request {
            true => self.scope.inside(&format!("{}.{}", ids::location(field.location), field.wire), old, new),
            false => self.scope.inside(&field.wire, old, new),
        }
    }

    fn is_sent(&self) -> bool {
        self.sides.contains(&Side::Input)
    }
}

/// Compares two objects.
pub fn compare(found: &mut Found, pair: &Pair<'_>, owner: &Owner, old: &Struct, new: &Struct) {
    let matched = matched(&old.fields, &new.fields, |field| field.wire.as_str(), |old, new| alike(pair, old, new));
    found.items += matched.removed.len() + matched.added.len();
    for &index in &matched.removed {
        removed(found, owner, &old.fields[index]);
    }
    for &(before, after, certainty) in &matched.pairs {
        field(found, pair, owner, &old.fields[before], &new.fields[after], certainty);
    }
    for &index in &matched.added {
        added(found, owner, &new.fields[index]);
    }
    combinations::compare(found, owner, &owner.scope, &old.rules, &new.rules);
    arguments(found, owner, old, new);
}

/// How alike two fields of different names are.
fn alike(pair: &Pair<'_>, old: &Field, new: &Field) -> Alike {
    if !pair.is_same_kind(&old.kind, &new.kind) || old.location != new.location {
        return None;
    }
    let score = similarity(&old.wire, &new.wire);
    let is_certain = old.rust == new.rust || old.doc.en == new.doc.en;
    match is_certain {
        true => Some((Certainty::Certain, score)),
        false => (score >= 0.6).then_some((Certainty::Likely, score)),
    }
}

fn removed(found: &mut Found, owner: &Owner, old: &Field) {
    let scope = owner.member(old, Some(old.at), owner.scope.at.1);
    found.add(&rules::FIELD_REMOVED, &scope, &owner.sides, format!("`{}` is gone", scope.name()));
}

fn added(found: &mut Found, owner: &Owner, new: &Field) {
    let scope = owner.member(new, None, Some(new.at));
    match new.required && owner.is_sent() {
        true => {
            let message = format!("`{}` is new, and a request without it is refused", scope.name());
            found.add(&rules::REQUIRED_FIELD_ADDED, &scope, &[Side::Input], message);
        }
        false => {
            found.add(&rules::FIELD_ADDED, &scope, &owner.sides, format!("`{}` is new", scope.name()));
        }
    }
}

/// Compares two fields.
pub fn field(found: &mut Found, pair: &Pair<'_>, owner: &Owner, old: &Field, new: &Field, certainty: Option<Certainty>) {
    // Naming every part, so that one that is new is not forgotten.
    let Field {
        at,
        wire,
        rust,
        kind,
        location,
        style,
        doc,
        evidence,
        required,
        plain: _,
        default: _,
        default_at: _,
        examples: _,
        examples_at: _,
        unit,
        limits: _,
        limits_at: _,
        printed,
        deprecated: _,
        placeholder,
        set_by_client: _,
        errata: _,
    } = new;
    found.items += 1;
    let scope = owner.member(new, Some(old.at), Some(*at));
    let with_rust = |reaches: bool| {
        let mut sides = owner.sides.clone();
        sides.extend((reaches && owner.in_rust.is_some()).then_some(Side::Rust));
        sides
    };
    if old.wire != *wire {
        let sides = with_rust(old.rust != *rust);
        let message = format!("`{}` was called `{}`", scope.name(), old.wire);
        found.add(&rules::FIELD_RENAMED, &scope, &sides, message).certain(certainty).values(&old.wire, wire);
    } else if old.rust != *rust && owner.in_rust.is_some() {
        let message = format!("`{}` is `{rust}` in Rust, and was `{}`", scope.name(), old.rust);
        found.add(&rules::FIELD_RENAMED_IN_RUST, &scope, &[Side::Always], message).values(&old.rust, rust);
    }
    if old.location != *location {
        let message = format!("`{}` goes into {}, and went into {}", scope.name(), place(*location), place(old.location));
        found.add(&rules::FIELD_MOVED, &scope, &[Side::Always], message).values(place(old.location), place(*location));
    }
    let is_other_kind = kinds::compare(found, pair, &scope, &with_rust(false), &old.kind, kind);
    let is_bare = owner.in_rust.map(|(before, after)| (old.is_bare(before), new.is_bare(after)));
    let is_other_in_rust = is_bare.is_some_and(|(before, after)| before != after);
    match (old.required, *required) {
        (false, true) => {
            let message = format!("`{}` must be there, and could be left out", scope.name());
            found.add(&rules::FIELD_REQUIRED, &scope, &owner.sides, message);
        }
        (true, false) => {
            let message = format!("`{}` may be left out, and had to be there", scope.name());
            found.add(&rules::FIELD_OPTIONAL, &scope, &with_rust(is_other_in_rust), message);
        }
        _ if is_other_in_rust && !is_other_kind => {
            let words = |is_bare: bool| if is_bare { "as it is" } else { "in an `Option`" };
            let (before, after) = is_bare.unwrap_or_default();
            let message = format!("`{}` is held {} in Rust, and was held {}", scope.name(), words(after), words(before));
            found.add(&rules::RUST_TYPE_CHANGED, &scope, &[Side::Always], message);
        }
        _ => {}
    }
    if old.style != *style && *location != Location::Body {
        let words = |style: Style| if style == Style::Json { "one JSON array" } else { "items with commas between them" };
        let message = format!("`{}` is written as {}, and was written as {}", scope.name(), words(*style), words(old.style));
        found.add(&rules::LIST_STYLE_CHANGED, &scope, &[Side::Always], message).values(words(old.style), words(*style));
    }
    default(found, owner, &scope, old, new);
    if old.unit != *unit {
        let (was, is) = (old.unit.as_deref().unwrap_or_default(), unit.as_deref().unwrap_or_default());
        let rule = if was.is_empty() || is.is_empty() { &rules::UNIT_TOLD } else { &rules::UNIT_CHANGED };
        found.value(rule, &scope, &format!("what `{}` counts", scope.name()), was, is);
    }
    limits::compare(found, owner, &scope, old, new);
    let placeholders = [&old.placeholder, placeholder].map(|placeholder| placeholder.as_deref().unwrap_or_default());
    found.value(
        &operation::PLACEHOLDER_CHANGED,
        &scope,
        &format!("the placeholder of `{}`", scope.name()),
        placeholders[0],
        placeholders[1],
    );
    deprecated(found, &scope, old, new);
    examples(found, owner, &scope, old, new);
    texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
    texts::evidence(found, &scope, (&old.evidence, &old.printed), (evidence, printed));
}

fn default(found: &mut Found, owner: &Owner, scope: &Scope, old: &Field, new: &Field) {
    let scope = scope.at(old.default_at.or(scope.at.0), new.default_at.or(scope.at.1));
    let value = |field: &Field| field.default.as_ref().map(prose::value);
    let name = scope.name().to_owned();
    match (value(old), value(new)) {
        (None, Some(is)) => {
            let message = format!("where `{name}` is left out it is `{is}`, which was not said");
            found.add(&rules::DEFAULT_ADDED, &scope, &owner.sides, message).is = Some(is);
        }
        (Some(was), None) => {
            let message = format!("it is not said any more that `{name}` is `{was}` where it is left out");
            found.add(&rules::DEFAULT_REMOVED, &scope, &owner.sides, message).was = Some(was);
        }
        (Some(was), Some(is)) if was != is => {
            let message = format!("where `{name}` is left out it is `{is}`, and was `{was}`");
            found.add(&rules::DEFAULT_CHANGED, &scope, &owner.sides, message).values(was, is);
        }
        _ => {}
    }
}

fn deprecated(found: &mut Found, scope: &Scope, old: &Field, new: &Field) {
    match (&old.deprecated, &new.deprecated) {
        (None, Some(text)) => {
            let message = format!("`{}` is deprecated: {}", scope.name(), text.en);
            found.add(&rules::FIELD_DEPRECATED, scope, &[Side::Always], message);
        }
        (Some(_), None) => {
            found.add(&rules::FIELD_UNDEPRECATED, scope, &[Side::Always], format!("`{}` is not deprecated any more", scope.name()));
        }
        (was, is) => texts::compare(found, scope, &[("deprecated", was.as_ref(), is.as_ref())]),
    }
}

fn examples(found: &mut Found, owner: &Owner, scope: &Scope, old: &Field, new: &Field) {
    if old.examples == new.examples {
        return;
    }
    let all = |field: &Field| -> String {
        let one = |(section, value): &(Option<String>, serde_json::Value)| match section {
            Some(section) => format!("{} ({section})", prose::value(value)),
            None => prose::value(value),
        };
        field.examples.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let (was, is) = (all(old), all(new));
    let scope = scope.at(old.examples_at.first().copied().or(scope.at.0), new.examples_at.first().copied().or(scope.at.1));
    let message = match (was.is_empty(), is.is_empty()) {
        (true, _) => format!("`{}` has an example, and had none", scope.name()),
        (_, true) => format!("`{}` has no example any more", scope.name()),
        _ => format!("`{}` has another example", scope.name()),
    };
    found.add(&rules::EXAMPLE_CHANGED, &scope, &owner.sides, message).values(was, is);
}

/// Required fields are arguments, whose order matters.
fn arguments(found: &mut Found, owner: &Owner, old: &Struct, new: &Struct) {
    if !matches!(owner.in_rust, Some((true, true))) {
        return;
    }
    let required =
        |shape: &Struct| -> Vec<String> { shape.fields.iter().filter(|field| field.required).map(|field| field.rust.clone()).collect() };
    let (mut before, mut after) = (required(old), required(new));
    let (all_before, all_after) = (before.clone(), after.clone());
    before.retain(|name| all_after.contains(name));
    after.retain(|name| all_before.contains(name));
    if before != after {
        let (was, is) = (before.join(", "), after.join(", "));
        let message = format!("the arguments of `{}` are `{is}` in Rust, and were `{was}`", owner.scope.name());
        found.add(&operation::ARGUMENTS_REORDERED, &owner.scope, &[Side::Always], message).values(was, is);
    }
}

/// Compares what every request or every answer carries.
pub fn common(found: &mut Found, pair: &Pair<'_>, scope: &Scope, what: &str, old: &[Field], new: &[Field]) {
    let matched = matched(old, new, |field| field.wire.as_str(), |_, _| None);
    for &index in &matched.removed {
        found.items += 1;
        let scope = scope.inside(&old[index].wire, Some(old[index].at), scope.at.1);
        found.add(&rules::COMMON_FIELD_REMOVED, &scope, &[Side::Always], format!("the {what} `{}` is gone", old[index].wire));
    }
    for &(before, after, _) in &matched.pairs {
        let (old, new) = (&old[before], &new[after]);
        common_field(found, pair, &scope.inside(&new.wire, Some(old.at), Some(new.at)), what, old, new);
    }
    for &index in &matched.added {
        found.items += 1;
        let scope = scope.inside(&new[index].wire, None, Some(new[index].at));
        let (rule, rest): (&'static Rule, &str) = match new[index].required {
            true => (&rules::COMMON_FIELD_REQUIRED, ", and a request without it is refused"),
            false => (&rules::COMMON_FIELD_ADDED, ""),
        };
        found.add(rule, &scope, &[Side::Always], format!("the {what} `{}` is new{rest}", new[index].wire));
    }
}

/// Common fields are no part of any Rust struct: what the runtimes do with them is what matters, so all that is not
/// compared on its own is one change.
fn common_field(found: &mut Found, pair: &Pair<'_>, scope: &Scope, what: &str, old: &Field, new: &Field) {
    found.items += 1;
    if !old.required && new.required {
        let message = format!("the {what} `{}` must be there, and could be left out", new.wire);
        found.add(&rules::COMMON_FIELD_REQUIRED, scope, &[Side::Always], message);
    }
    let parts = [
        ("type", !pair.is_same_kind(&old.kind, &new.kind)),
        ("`required`", old.required && !new.required),
        ("default", old.default != new.default),
        ("unit", old.unit != new.unit),
        ("limits", old.limits != new.limits),
        ("style", old.style != new.style),
        ("sender", old.set_by_client != new.set_by_client),
        ("deprecation", old.deprecated.is_some() != new.deprecated.is_some()),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect();
    if !parts.is_empty() {
        let verb = if parts.len() == 1 { "is" } else { "are" };
        let message = format!("the {} of the {what} `{}` {verb} different", crate::diagnostic::words(&parts), new.wire);
        found.add(&rules::COMMON_FIELD_CHANGED, scope, &[Side::Always], message);
    }
    let owner = Owner { scope: scope.clone(), sides: vec![Side::Input], in_rust: None, is_request: false };
    examples(found, &owner, scope, old, new);
    texts::compare(found, scope, &[("doc", Some(&old.doc), Some(&new.doc))]);
    texts::evidence(found, scope, (&old.evidence, &old.printed), (&new.evidence, &new.printed));
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "the path",
        Location::Query => "the query",
        Location::Header => "a header",
        Location::Body => "the body",
    }
}

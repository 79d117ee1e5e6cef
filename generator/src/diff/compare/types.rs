//! Structs and enums. Each change is told once, with the operations that it reaches.

use super::fields::Owner;
use super::matching::matched;
use super::pair::Pair;
use super::{Found, Scope, fields, texts};
use crate::diff::change::{Certainty, Subject};
use crate::diff::rule::Side;
use crate::diff::rules::types as rules;
use crate::model::{EnumValue, Shape, Type};

/// Compares the types of a service.
pub fn compare(found: &mut Found, pair: &Pair<'_>) {
    let scope = |definition: &Type, old: Option<usize>, new: Option<usize>| {
        // What is gone is shown at what it belonged to.
        let at = (old.map(|old| pair.old.types[old].at), Some(new.map_or(pair.new.at, |new| pair.new.types[new].at)));
        let name = &definition.name;
        pair.scope().inside(name, at.0, at.1).of(Subject::Type(name.clone()), pair.reach(old, new))
    };
    for &index in &pair.types.removed {
        let old = &pair.old.types[index];
        found.items += 1;
        found.add(&rules::TYPE_REMOVED, &scope(old, Some(index), None), &[Side::Always], format!("the type `{}` is gone", old.name));
    }
    for &(before, after, certainty) in &pair.types.pairs {
        let (old, new) = (&pair.old.types[before], &pair.new.types[after]);
        definition(found, pair, &scope(new, Some(before), Some(after)), old, new, certainty);
    }
    for &index in &pair.types.added {
        let new = &pair.new.types[index];
        found.items += 1;
        found.add(&rules::TYPE_ADDED, &scope(new, None, Some(index)), &[Side::Always], format!("the type `{}` is new", new.name));
    }
}

fn definition(found: &mut Found, pair: &Pair<'_>, scope: &Scope, old: &Type, new: &Type, certainty: Option<Certainty>) {
    // The module is the file that describes it; all of them are exported from one.
    let Type { at: _, name, module: _, sections, doc, shape, in_input, in_output: _, errata: _ } = new;
    found.items += 1;
    if old.name != *name {
        let message = format!("the type `{name}` was called `{}`", old.name);
        found.add(&rules::TYPE_RENAMED, scope, &[Side::Always], message).certain(certainty).values(&old.name, name);
    }
    texts::compare(found, scope, &[("doc", Some(&old.doc), Some(doc))]);
    texts::sections(found, scope, &old.sections, sections);
    let sides = pair.sides(old, new);
    match (&old.shape, shape) {
        (Shape::Struct(old_shape), Shape::Struct(new_shape)) => {
            match (old.in_input, *in_input) {
                (false, true) => {
                    let message = format!("requests carry `{name}`, which only answers did: it has `new` and setters in Rust");
                    found.add(&rules::BUILDER_ADDED, scope, &[Side::Always], message);
                }
                (true, false) => {
                    let message = format!("requests do not carry `{name}` any more: its `new` and its setters are gone from Rust");
                    found.add(&rules::BUILDER_REMOVED, scope, &[Side::Always], message);
                }
                _ => {}
            }
            let owner = Owner { scope: scope.clone(), sides, in_rust: Some((old.in_input, *in_input)), is_request: false };
            fields::compare(found, pair, &owner, old_shape, new_shape);
        }
        (Shape::Enum(old), Shape::Enum(new)) => values(found, scope, &sides, old, new),
        (before, _) => {
            let (was, is) = if matches!(before, Shape::Struct(_)) { ("a struct", "an enum") } else { ("an enum", "a struct") };
            let message = format!("`{name}` is {is}, and was {was}");
            found.add(&rules::TYPE_SHAPE_CHANGED, scope, &[Side::Always], message).values(was, is);
        }
    }
}

fn values(found: &mut Found, scope: &Scope, sides: &[Side], old: &[EnumValue], new: &[EnumValue]) {
    let alike = |old: &EnumValue, new: &EnumValue| (old.rust == new.rust).then_some((Certainty::Certain, 1.0));
    let matched = matched(old, new, |value| value.wire.as_str(), alike);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    for &index in &matched.removed {
        let scope = scope.inside(&old[index].wire, Some(old[index].at), scope.at.1);
        found.add(&rules::ENUM_VALUE_REMOVED, &scope, sides, format!("the value `{}` is gone", scope.name()));
    }
    for &(before, after, _) in &matched.pairs {
        let EnumValue { at, wire, rust, doc, evidence } = &new[after];
        let old = &old[before];
        let scope = scope.inside(wire, Some(old.at), Some(*at));
        if old.wire != *wire {
            let message = format!("the value `{}` was written `{}`", scope.name(), old.wire);
            found.add(&rules::ENUM_VALUE_RENAMED, &scope, sides, message).values(&old.wire, wire);
        } else if old.rust != *rust {
            let message = format!("the value `{}` is `{rust}` in Rust, and was `{}`", scope.name(), old.rust);
            found.add(&rules::ENUM_VALUE_RENAMED_IN_RUST, &scope, &[Side::Always], message).values(&old.rust, rust);
        }
        texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (evidence, &[]));
    }
    for &index in &matched.added {
        let scope = scope.inside(&new[index].wire, None, Some(new[index].at));
        found.add(&rules::ENUM_VALUE_ADDED, &scope, sides, format!("the value `{}` is new", scope.name()));
    }
}

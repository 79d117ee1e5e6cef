//! What the mock keeps, how that changes, and what operations do with it.

use super::matching::matched;
use super::pair::Pair;
use super::templates::{each, words};
use super::{Found, Scope, texts};
use crate::diff::change::{Reach, Subject};
use crate::diff::rule::Side;
use crate::diff::rules::mock as rules;
use crate::model::Service;
use crate::model::resources::{Effect, NOT_FOUND, Refusal, Resource, ResourceId, Resources, Step, Transition};

/// Compares what two versions of a service keep.
pub fn compare(found: &mut Found, pair: &Pair<'_>) {
    let empty = Resources::default();
    let (old, new) = (pair.old.resources.as_ref().unwrap_or(&empty), pair.new.resources.as_ref().unwrap_or(&empty));
    let Resources { assumed, refusals: _, log, resources: _, effects: _ } = new;
    let scope = pair.scope().inside("resources", pair.scope().at.0, pair.scope().at.1);
    kept(found, pair, (&old.resources, &new.resources));
    effects(found, pair, old, new);
    if pair.old.resources.is_some() && pair.new.resources.is_some() {
        refusals(found, &pair.scope(), old, new);
        let log_of = |resources: &Resources, log: &Option<(usize, String)>| {
            log.as_ref().map(|(index, field)| format!("{} of {}", field, resources.resources[*index].name)).unwrap_or_default()
        };
        let (was, is) = (log_of(old, &old.log), log_of(new, log));
        found.value(&rules::RESOURCE_CHANGED, &scope, "where it is recorded what happened", &was, &is);
        texts::compare(found, &scope, &[("assumed", Some(&old.assumed), Some(assumed))]);
    }
}

fn kept(found: &mut Found, pair: &Pair<'_>, (old, new): (&[Resource], &[Resource])) {
    let matched = matched(old, new, |resource| resource.name.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |name: &str, before: Option<usize>, after: Option<usize>| {
        let at = (before.map(|index| old[index].at), Some(after.map_or(pair.new.at, |index| new[index].at)));
        pair.scope().inside(&format!("resource.{name}"), at.0, at.1).of(Subject::Resource(name.to_owned()), Vec::new())
    };
    for &index in &matched.removed {
        let name = &old[index].name;
        found.add(
            &rules::RESOURCE_REMOVED,
            &scope_of(name, Some(index), None),
            &[Side::Always],
            format!("the mock does not keep `{name}` any more"),
        );
    }
    for &(before, after, _) in &matched.pairs {
        resource(found, &scope_of(&new[after].name, Some(before), Some(after)), (old, &old[before]), (new, &new[after]));
    }
    for &index in &matched.added {
        let name = &new[index].name;
        found.add(&rules::RESOURCE_ADDED, &scope_of(name, None, Some(index)), &[Side::Always], format!("the mock keeps `{name}`"));
    }
}

/// A resource beside all that it may name.
type Kept<'a> = (&'a [Resource], &'a Resource);

fn resource(found: &mut Found, scope: &Scope, old: Kept<'_>, new: Kept<'_>) {
    let parts = parts(old).into_iter().zip(parts(new)).filter(|(was, is)| was != is);
    let parts: Vec<&str> = parts.map(|((part, _), _)| part).collect();
    let name = scope.name().trim_start_matches("resources.");
    if !parts.is_empty() {
        let message = format!("the mock keeps `{name}` with other {}", crate::diagnostic::words(&parts));
        found.add(&rules::RESOURCE_CHANGED, scope, &[Side::Always], message);
    }
    let seeds = |(all, resource): Kept<'_>| each(&resource.seeds, ", ", |seed| words(all, seed));
    if seeds(old) != seeds(new) {
        let message = format!("other `{name}` are there from the start");
        found.add(&rules::SEEDS_CHANGED, scope, &[Side::Always], message).values(seeds(old), seeds(new));
    }
    let lifecycle = |(all, resource): Kept<'_>, with_time: bool| {
        each(&resource.transitions, ", ", |transition| self::transition(all, transition, with_time))
    };
    if lifecycle(old, false) != lifecycle(new, false) {
        let message = format!("`{name}` goes through other states");
        found.add(&rules::LIFECYCLE_CHANGED, scope, &[Side::Always], message).values(lifecycle(old, true), lifecycle(new, true));
    } else if lifecycle(old, true) != lifecycle(new, true) {
        let message = format!("`{name}` takes another time to change its state");
        found.add(&rules::LIFECYCLE_TIME_CHANGED, scope, &[Side::Always], message).values(lifecycle(old, true), lifecycle(new, true));
    }
    texts::compare(found, scope, &[("what", Some(&old.1.what), Some(&new.1.what))]);
}

/// What a resource is made of, part by part: what it is called, and its value as a text.
fn parts((all, resource): Kept<'_>) -> Vec<(&'static str, String)> {
    // Naming every part, so that one that is new is not forgotten.
    let Resource {
        at: _,
        name: _,
        what: _,
        parent,
        id,
        fields: _,
        initial,
        view,
        seeds: _,
        quota,
        protected_while,
        kept_while,
        state,
        transitions: _,
        not_found: _,
    } = resource;
    let name = |index: usize| all.get(index).map_or("", |resource| resource.name.as_str());
    let id = id.as_ref().map(|ResourceId { field, form, parameters, also, unique }| {
        let also = each(also, ", ", |path| path.join("."));
        let unique = if *unique { " unique" } else { "" };
        format!("{} {} {} {also}{unique}", field.join("."), form.as_deref().unwrap_or_default(), parameters.join(", "))
    });
    vec![
        ("parent", parent.map(name).unwrap_or_default().to_owned()),
        ("id", id.unwrap_or_default()),
        ("initial values", words(all, initial)),
        ("computed values", words(all, view)),
        ("quota", quota.as_ref().map(|(index, path)| format!("{}.{}", name(*index), path.join("."))).unwrap_or_default()),
        ("protection", format!("{} {}", words(all, protected_while), words(all, kept_while))),
        ("state", state.join(".")),
    ]
}

fn transition(all: &[Resource], transition: &Transition, with_time: bool) -> String {
    let Transition { from, to, by, after, fails, removes, set, log } = transition;
    let fails = fails.as_ref().map(|(to, set, log)| format!(" or {to} {} {}", words(all, set), words(all, log))).unwrap_or_default();
    let time = if with_time { format!(" after {after} s") } else { String::new() };
    let removes = if *removes { ", gone" } else { "" };
    format!("{} → {to}{fails} by {}{time}{removes} {} {}", from.join("/"), by.join("/"), words(all, set), words(all, log))
}

fn effects(found: &mut Found, pair: &Pair<'_>, old: &Resources, new: &Resources) {
    let name = |service: &Service, effect: &Effect| service.operations[effect.operation].name.clone();
    let named = |service: &Service, resources: &Resources| -> Vec<String> {
        resources.effects.iter().map(|effect| name(service, effect)).collect()
    };
    let (before, after) = (named(pair.old, old), named(pair.new, new));
    let matched = matched(&before, &after, String::as_str, |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |name: &str, before: Option<usize>, after: Option<usize>| {
        let at = (before.map(|index| old.effects[index].at), Some(after.map_or(pair.new.at, |index| new.effects[index].at)));
        let reach = Reach { operation: name.to_owned(), input: false, output: false };
        pair.scope().inside(name, at.0, at.1).of(Subject::Operation(name.to_owned()), vec![reach])
    };
    for &index in &matched.removed {
        let name = &before[index];
        // Where the operation is gone, that is said.
        if pair.new.operations.iter().any(|operation| operation.name == *name) {
            let message = format!("`{name}` has no effect in the mock any more");
            found.add(&rules::EFFECT_REMOVED, &scope_of(name, Some(index), None), &[Side::Always], message);
        }
    }
    for &(one, other, _) in &matched.pairs {
        let name = &after[other];
        let parts = effect_parts(&old.resources, &old.effects[one]).into_iter().zip(effect_parts(&new.resources, &new.effects[other]));
        let parts: Vec<&str> = parts.filter(|(was, is)| was != is).map(|((part, _), _)| part).collect();
        if !parts.is_empty() {
            let message = format!("`{name}` has other {} in the mock", crate::diagnostic::words(&parts));
            found.add(&rules::EFFECT_OF_OPERATION_CHANGED, &scope_of(name, Some(one), Some(other)), &[Side::Always], message);
        }
    }
    for &index in &matched.added {
        let name = &after[index];
        if pair.old.operations.iter().any(|operation| operation.name == *name) {
            let message = format!("`{name}` has an effect in the mock");
            found.add(&rules::EFFECT_ADDED, &scope_of(name, None, Some(index)), &[Side::Always], message);
        }
    }
}

fn effect_parts(all: &[Resource], effect: &Effect) -> Vec<(&'static str, String)> {
    let Effect { at: _, operation: _, requires, steps, filter, ignored, answer } = effect;
    let name = |index: usize| all.get(index).map_or("", |resource| resource.name.as_str());
    let step = |step: &Step| {
        let Step { action, resource, when, each, times, key, set, log, why } = step;
        let gaps = [when, each, times, key].map(|gap| gap.as_ref().map(|gap| words(all, gap)).unwrap_or_default());
        format!("{action} {} {} {} {} {}", name(*resource), gaps.join(" "), words(all, set), words(all, log), words(all, why))
    };
    vec![
        ("requirements", each(requires, ", ", |(index, states)| format!("{} {}", name(*index), states.join("/")))),
        ("steps", each(steps, ", ", step)),
        ("filters", each(filter, ", ", |(path, value)| format!("{}={}", path.join("."), words(all, value)))),
        ("ignored fields", each(ignored, ", ", |(fields, _)| fields.join(", "))),
        ("answers", words(all, answer)),
    ]
}

fn refusals(found: &mut Found, scope: &Scope, old: &Resources, new: &Resources) {
    let mut compare = |id: &str, before: &Refusal, after: &Refusal| {
        let text = |Refusal { status, code, message }: &Refusal| format!("{status} {code}: {message}");
        found.items += 1;
        let scope = scope.inside(&format!("refusal.{id}"), scope.at.0, scope.at.1);
        found.value(&rules::REFUSAL_CHANGED, &scope, &format!("the refusal `{id}`"), &text(before), &text(after));
    };
    for (name, after) in &new.refusals {
        let Some((_, before)) = old.refusals.iter().find(|(other, _)| other == name) else { continue };
        compare(name, before, after);
        for is in new.resources.iter().filter(|_| *name == NOT_FOUND) {
            let Some(was) = old.resources.iter().find(|was| was.name == is.name) else { continue };
            if was.not_found.is_some() || is.not_found.is_some() {
                // A resource without one of its own is refused as any other is.
                let (before, after) = (was.not_found.as_ref().unwrap_or(before), is.not_found.as_ref().unwrap_or(after));
                compare(&format!("{name}.{}", is.name), before, after);
            }
        }
    }
}

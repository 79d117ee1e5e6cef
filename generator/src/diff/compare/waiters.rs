//! What is waited for.

use super::matching::{Alike, matched};
use super::pair::Pair;
use super::{Found, texts};
use crate::diff::change::{Certainty, Reach, Subject};
use crate::diff::rule::Side;
use crate::diff::rules::operation as rules;
use crate::model::{Argument, Service, Waiter};

/// Compares the waiters of a service.
pub fn compare(found: &mut Found, pair: &Pair<'_>) {
    let matched = matched(&pair.old.waiters, &pair.new.waiters, |waiter| waiter.name.as_str(), |old, new| alike(pair, old, new));
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope = |service: &Service, waiter: &Waiter, old: Option<usize>, new: Option<usize>| {
        let reach = operation(service, waiter).map(|name| Reach { operation: name.to_owned(), input: false, output: true });
        let name = format!("waiter.{}", waiter.name);
        let (old, new) = (old.map(|index| pair.old.waiters[index].at), Some(new.map_or(pair.new.at, |index| pair.new.waiters[index].at)));
        pair.scope().inside(&name, old, new).of(Subject::Waiter(waiter.name.clone()), reach.into_iter().collect())
    };
    for &index in &matched.removed {
        let old = &pair.old.waiters[index];
        let message = format!("`wait_until_{}` is gone", old.name);
        found.add(&rules::WAITER_REMOVED, &scope(pair.old, old, Some(index), None), &[Side::Always], message);
    }
    for &(before, after, certainty) in &matched.pairs {
        let (old, new) = (&pair.old.waiters[before], &pair.new.waiters[after]);
        let scope = scope(pair.new, new, Some(before), Some(after));
        if old.name != new.name {
            let message = format!("`wait_until_{}` was called `wait_until_{}`", new.name, old.name);
            found.add(&rules::WAITER_RENAMED, &scope, &[Side::Always], message).certain(certainty).values(&old.name, &new.name);
        }
        let parts = differences(pair, old, new);
        if !parts.is_empty() {
            let in_rust = parts.iter().any(|part| ["operation", "arguments"].contains(part));
            let sides: &[Side] = if in_rust { &[Side::Always, Side::Rust] } else { &[Side::Always] };
            let message = format!("`wait_until_{}` has other {}", new.name, crate::diagnostic::words(&parts));
            found.add(&rules::WAITER_CHANGED, &scope, sides, message);
        }
        texts::compare(found, &scope, &[("what", Some(&old.what), Some(&new.what))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (&new.evidence, &[]));
    }
    for &index in &matched.added {
        let new = &pair.new.waiters[index];
        found.add(
            &rules::WAITER_ADDED,
            &scope(pair.new, new, None, Some(index)),
            &[Side::Always],
            format!("`wait_until_{}` is new", new.name),
        );
    }
}

fn operation<'a>(service: &'a Service, waiter: &Waiter) -> Option<&'a str> {
    Some(service.operations.get(waiter.operation?)?.name.as_str())
}

fn alike(pair: &Pair<'_>, old: &Waiter, new: &Waiter) -> Alike {
    differences(pair, old, new).is_empty().then_some((Certainty::Certain, 1.0))
}

/// What differs between two waiters besides the name.
fn differences(pair: &Pair<'_>, old: &Waiter, new: &Waiter) -> Vec<&'static str> {
    // Naming every part, so that one that is new is not forgotten.
    let Waiter {
        at: _,
        name: _,
        operation: _,
        what: _,
        arguments,
        state,
        state_at: _,
        success,
        failure,
        states_at: _,
        not_found,
        pauses,
        timeout,
        evidence: _,
    } = new;
    let names = |arguments: &[Argument]| arguments.iter().map(|argument| argument.name.clone()).collect::<Vec<_>>();
    let parts = [
        ("operation", operation(pair.old, old) != operation(pair.new, new)),
        ("arguments", names(&old.arguments) != names(arguments)),
        ("state", old.state != *state),
        ("states of success", old.success != *success),
        ("states of failure", old.failure != *failure),
        ("meaning of nothing", old.not_found != *not_found),
        ("pauses", old.pauses != *pauses),
        ("timeout", old.timeout != *timeout),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}

//! Texts that are never used twice.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::index::Index;
use crate::state::{Keeper, RecordChange, RecordKey, key, kind, put};

/// How many are kept at most: a clock that stands still would have them all kept for ever.
const CAPACITY: usize = 1 << 20;

/// The nonces that were used lately, by access key. A request that is older than what is kept is refused for its
/// date.
pub(super) struct Nonces {
    kept: SignedDuration,
    used: Mutex<Used>,
    /// Where they survive the process. They are recorded before what the call changes, so that they are safe if that is;
    /// a call that only reads does not wait for them.
    keeper: OnceLock<Arc<Keeper>>,
}

#[derive(Debug, Default)]
struct Used {
    /// Which came as the how many-th.
    known: Index,
    /// When which was used.
    order: VecDeque<(Timestamp, Nonce)>,
    /// How many are forgotten.
    forgotten: u64,
}

/// An access key's id, a line break, which no id has, and a nonce.
type Nonce = Box<str>;

impl Used {
    /// Notes a nonce; false if it was used before.
    fn insert(&mut self, at: Timestamp, access_key_id: &str, nonce: &str) -> bool {
        let nonce: Nonce = [access_key_id, "\n", nonce].concat().into();
        let place = |number: u64| usize::try_from(number - self.forgotten).unwrap_or(usize::MAX);
        let is_its = |number: u64| self.order.get(place(number)).is_some_and(|(_, known)| *known == nonce);
        let is_new = self.known.insert_new(&nonce, self.forgotten + self.order.len() as u64, is_its);
        if is_new {
            self.order.push_back((at, nonce));
        }
        is_new
    }

    /// Forgets the one that was used first; answers what it is recorded as.
    fn pop(&mut self) -> Option<RecordKey> {
        let (_, nonce) = self.order.pop_front()?;
        self.known.remove(&nonce, self.forgotten);
        self.forgotten += 1;
        Some(recorded(&nonce))
    }
}

impl Nonces {
    pub(super) fn new(tolerance: SignedDuration) -> Self {
        // A request may be dated ahead of the clock by the tolerance, and come again until it is behind by it.
        Self { kept: tolerance * 2, used: Mutex::default(), keeper: OnceLock::new() }
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        let mut used = self.used.lock();
        let Used { order, .. } = std::mem::take(&mut *used);
        self.record(order.iter().map(|(_, nonce)| (recorded(nonce), None)));
    }

    /// Notes nonces that were used at some time before; answers which of them are not needed any more.
    pub(super) fn remember(&self, mut before: Vec<(Timestamp, (String, String))>, now: Timestamp) -> Vec<RecordChange> {
        before.sort();
        let mut used = self.used.lock();
        let mut old = Vec::new();
        for (at, (access_key_id, nonce)) in before {
            if now.duration_since(at) > self.kept {
                old.push((record_key(&access_key_id, &nonce), None));
            } else {
                used.insert(at, &access_key_id, &nonce);
            }
        }
        old
    }

    /// Has them survive from now on.
    pub(super) fn keep_in(&self, keeper: Arc<Keeper>) {
        // There is one for each mock.
        let _ = self.keeper.set(keeper);
    }

    /// Notes a nonce; false if it was used before.
    pub(super) fn is_first(&self, access_key_id: &str, nonce: &str, now: Timestamp) -> bool {
        let mut used = self.used.lock();
        let mut changes = Vec::new();
        while used.order.len() >= CAPACITY || used.order.front().is_some_and(|(at, ..)| now.duration_since(*at) > self.kept) {
            changes.extend(used.pop().map(|old| (old, None)));
        }
        let first = used.insert(now, access_key_id, nonce);
        if first && self.keeper.get().is_some() {
            changes.push(put(record_key(access_key_id, nonce), &now.to_string().into()));
        }
        // In the order in which they were used.
        self.record(changes);
        first
    }

    fn record(&self, changes: impl IntoIterator<Item = RecordChange>) {
        if let Some(keeper) = self.keeper.get() {
            keeper.record(changes);
        }
    }
}

fn recorded(nonce: &Nonce) -> RecordKey {
    let (access_key_id, nonce) = nonce.split_once('\n').unwrap_or(("", nonce));
    record_key(access_key_id, nonce)
}

fn record_key(access_key_id: &str, nonce: &str) -> RecordKey {
    key(kind::NONCE, access_key_id, nonce, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_forgotten_when_its_request_is_too_old_anyway() {
        let nonces = Nonces::new(SignedDuration::from_mins(15));
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let after = |minutes| start + SignedDuration::from_mins(minutes);
        assert!(nonces.is_first("id", "n", start));
        assert!(nonces.is_first("other", "n", start));
        assert!(!nonces.is_first("id", "n", after(30)));
        assert!(nonces.is_first("id", "n", after(31)));
        let used = nonces.used.lock();
        assert_eq!((used.known.len(), used.order.len()), (1, 1));
    }

    #[test]
    fn what_was_used_before_is_remembered_while_it_could_come_again() {
        let nonces = Nonces::new(SignedDuration::from_mins(15));
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let used = |minutes, nonce: &str| (now - SignedDuration::from_mins(minutes), ("id".to_owned(), nonce.to_owned()));
        let old = nonces.remember(vec![used(30, "kept"), used(31, "old")], now);
        assert_eq!(old, [(record_key("id", "old"), None)]);
        assert!(!nonces.is_first("id", "kept", now));
        assert!(nonces.is_first("id", "old", now));
    }
}

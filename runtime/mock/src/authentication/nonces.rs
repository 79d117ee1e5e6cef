//! Texts that are never used twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::{SignedDuration, Timestamp};

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
    known: HashSet<(String, String)>,
    order: VecDeque<(Timestamp, (String, String))>,
}

impl Nonces {
    pub(super) fn new(tolerance: SignedDuration) -> Self {
        // A request may be dated ahead of the clock by the tolerance, and come again until it is behind by it.
        Self { kept: tolerance * 2, used: Mutex::default(), keeper: OnceLock::new() }
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        let mut used = self.used();
        let Used { order, .. } = std::mem::take(&mut *used);
        self.record(order.iter().map(|(_, old)| (record_key(old), None)));
    }

    /// Notes nonces that were used at some time before; answers which of them are not needed any more.
    pub(super) fn remember(&self, mut before: Vec<(Timestamp, (String, String))>, now: Timestamp) -> Vec<RecordChange> {
        before.sort();
        let mut used = self.used();
        let mut old = Vec::new();
        for (at, nonce) in before {
            if now.duration_since(at) > self.kept {
                old.push((record_key(&nonce), None));
            } else if used.known.insert(nonce.clone()) {
                used.order.push_back((at, nonce));
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
        let mut used = self.used();
        let Used { known, order } = &mut *used;
        let mut changes = Vec::new();
        while order.len() >= CAPACITY || order.front().is_some_and(|(at, _)| now.duration_since(*at) > self.kept) {
            if let Some((_, old)) = order.pop_front() {
                changes.push((record_key(&old), None));
                known.remove(&old);
            }
        }
        let nonce = (access_key_id.to_owned(), nonce.to_owned());
        let first = known.insert(nonce.clone());
        if first {
            changes.push(put(record_key(&nonce), &now.to_string().into()));
            order.push_back((now, nonce));
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

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn record_key((access_key_id, nonce): &(String, String)) -> RecordKey {
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
        assert_eq!(nonces.used.lock().unwrap().known.len(), 1);
    }

    #[test]
    fn what_was_used_before_is_remembered_while_it_could_come_again() {
        let nonces = Nonces::new(SignedDuration::from_mins(15));
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let used = |minutes, nonce: &str| (now - SignedDuration::from_mins(minutes), ("id".to_owned(), nonce.to_owned()));
        let old = nonces.remember(vec![used(30, "kept"), used(31, "old")], now);
        assert_eq!(old, [(record_key(&("id".to_owned(), "old".to_owned())), None)]);
        assert!(!nonces.is_first("id", "kept", now));
        assert!(nonces.is_first("id", "old", now));
    }
}

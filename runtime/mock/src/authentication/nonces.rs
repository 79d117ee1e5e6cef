//! Texts that are never used twice.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How many are kept at most: a clock that stands still would have them all kept for ever.
const CAPACITY: usize = 1 << 20;

/// The nonces that were used lately, by access key. A request that is older than what is kept is refused for its
/// date.
#[derive(Debug)]
pub(super) struct Nonces {
    kept: SignedDuration,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    known: HashSet<(String, String)>,
    order: VecDeque<(Timestamp, (String, String))>,
}

impl Nonces {
    pub(super) fn new(tolerance: SignedDuration) -> Self {
        // A request may be dated ahead of the clock by the tolerance, and come again until it is behind by it.
        Self { kept: tolerance * 2, used: Mutex::default() }
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Used::default();
    }

    /// Notes a nonce; false if it was used before.
    pub(super) fn is_first(&self, access_key_id: &str, nonce: &str, now: Timestamp) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Used { known, order } = &mut *used;
        while order.len() >= CAPACITY || order.front().is_some_and(|(at, _)| now.duration_since(*at) > self.kept) {
            if let Some((_, old)) = order.pop_front() {
                known.remove(&old);
            }
        }
        let key = (access_key_id.to_owned(), nonce.to_owned());
        let first = known.insert(key.clone());
        if first {
            order.push_back((now, key));
        }
        first
    }
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
}

//! Random numbers: for nonces and for the jitter of pauses.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Makes random numbers.
pub trait Random: fmt::Debug + Send + Sync {
    /// The next number, any of all.
    fn next(&self) -> u64;
}

/// Random numbers that differ from process to process.
///
/// They are what the standard library's keyed hash makes of a counter; its keys come from the system. A nonce must not
/// repeat, but is no secret, so that this is enough and needs no crate.
#[derive(Debug, Default)]
pub struct SystemRandom {
    keys: RandomState,
    count: AtomicU64,
}

impl Random for SystemRandom {
    fn next(&self) -> u64 {
        self.keys.hash_one(self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// A text that is never used twice: 128 random bits.
pub(crate) fn nonce(random: &dyn Random) -> String {
    format!("{:016x}{:016x}", random.next(), random.next())
}

/// Any length of time up to `most`.
pub(crate) fn up_to(random: &dyn Random, most: Duration) -> Duration {
    // The upper 53 bits are as many as a float holds exactly.
    most.mul_f64((random.next() >> 11) as f64 / (1_u64 << 53) as f64)
}

//! Random numbers: for nonces and for the jitter of pauses.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::wire::signing::hex;

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

/// Random numbers for tests: the same for the same seed.
#[derive(Debug)]
pub struct SeededRandom(AtomicU64);

impl SeededRandom {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for SeededRandom {
    /// SplitMix64: a counter, well stirred.
    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A text that is never used twice: 128 random bits.
pub(crate) fn nonce(random: &dyn Random) -> String {
    hex([random.next(), random.next()].map(u64::to_be_bytes).as_flattened())
}

/// Any length of time up to `most`.
pub(crate) fn up_to(random: &dyn Random, most: Duration) -> Duration {
    // The upper 53 bits are as many as a float holds exactly.
    most.mul_f64((random.next() >> 11) as f64 / (1_u64 << 53) as f64)
}

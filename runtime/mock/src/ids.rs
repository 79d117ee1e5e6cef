//! Everything that looks random: drawn from a seed, so that the same calls in the same order get the same ids. Each tenant has a
//! stream of numbers for the ids of its things, which neither other tenants nor reading moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of ids.
#[derive(Debug)]
pub(crate) struct Ids {
    seed: AtomicU64,
    drawn: AtomicU64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed: AtomicU64::new(seed), drawn: AtomicU64::new(0) }
    }

    /// The seed, and how many numbers were drawn.
    pub(crate) fn position(&self) -> (u64, u64) {
        (self.seed.load(Ordering::Relaxed), self.drawn.load(Ordering::Relaxed))
    }

    /// Goes on as if so many numbers had been drawn from this seed.
    pub(crate) fn set_position(&self, seed: u64, drawn: u64) {
        self.seed.store(seed, Ordering::Relaxed);
        self.drawn.store(drawn, Ordering::Relaxed);
    }

    /// Draws nothing again that was drawn from this seed up to there.
    pub(crate) fn skip_to(&self, seed: u64, drawn: u64) {
        if self.seed.load(Ordering::Relaxed) == seed {
            self.drawn.fetch_max(drawn, Ordering::Relaxed);
        }
    }

    /// A request id, in the form of the service's: a UUID in capitals.
    pub(crate) fn request_id(&self) -> Arc<str> {
        let mut numbers = self.numbers(2);
        let (high, low) = (numbers(), numbers());
        // Version 4, variant 1: what a reader of UUIDs expects of a random one.
        let high = high & !0xf000 | 0x4000;
        let low = low & !(0b11 << 62) | 0b10 << 62;
        let number = u128::from(high) << 64 | u128::from(low);
        let (mut id, mut place) = ([b'-'; 36], 0);
        for (index, byte) in number.to_be_bytes().into_iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                place += 1;
            }
            id[place..place + 2].copy_from_slice(&[byte >> 4, byte & 15].map(|digit| CAPITALS[usize::from(digit)]));
            place += 2;
        }
        std::str::from_utf8(&id).unwrap_or_default().into()
    }

    /// A text of letters and digits.
    pub(crate) fn text(&self, length: usize) -> String {
        const CHARACTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut numbers = self.numbers(length as u64);
        (0..length).map(|_| char::from(CHARACTERS[(numbers() % 62) as usize])).collect()
    }

    /// The numbers of one of many streams, which others do not move: `drawn` counts how many there were.
    pub(crate) fn stream(&self, which: u64, drawn: &mut u64) -> impl FnMut() -> u64 {
        let start = mixed(self.seed.load(Ordering::Relaxed) ^ which);
        move || {
            *drawn = drawn.wrapping_add(1);
            number(start, *drawn)
        }
    }

    /// The next numbers, so many of them.
    fn numbers(&self, count: u64) -> impl FnMut() -> u64 {
        let mut drawn = self.drawn.fetch_add(count, Ordering::Relaxed);
        let seed = self.seed.load(Ordering::Relaxed);
        move || {
            drawn = drawn.wrapping_add(1);
            number(seed, drawn)
        }
    }
}

const CAPITALS: &[u8; 16] = b"0123456789ABCDEF";

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number by its place in a stream. SplitMix64: every one is far from its neighbours, wherever the stream starts.
fn number(start: u64, place: u64) -> u64 {
    mixed(start.wrapping_add(place.wrapping_mul(GOLDEN)))
}

/// A text that looks like another: `#` is a hexadecimal digit, `@` a number from 1 to 250.
pub(crate) fn like(form: &str, mut numbers: impl FnMut() -> u64) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    // What is left of a number, which is sixteen digits.
    let (mut left, mut digits) = (0, 0);
    let mut text = Vec::with_capacity(form.len());
    for byte in form.bytes() {
        match byte {
            b'#' => {
                (left, digits) = if digits == 0 { (numbers(), 15) } else { (left >> 4, digits - 1) };
                text.push(DIGITS[(left % 16) as usize]);
            }
            b'@' => text.extend((numbers() % 250 + 1).to_string().bytes()),
            other => text.push(other),
        }
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Which stream goes by a name.
pub(crate) fn named(name: &str) -> u64 {
    name.bytes().fold(GOLDEN, |hash, byte| mixed(hash ^ u64::from(byte)))
}

/// A number that looks random, and depends on nothing but another.
pub(crate) fn mixed(mut number: u64) -> u64 {
    number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (one, other, third) = (Ids::new(7), Ids::new(7), Ids::new(8));
        let id = one.request_id();
        assert_eq!(id, other.request_id());
        assert_ne!(id, third.request_id());
        assert_ne!(id, one.request_id());
        assert_eq!(id.len(), 36);
        assert_eq!(&*id, "63CBE1E4-5932-4DD7-844C-3CD7F43C661C");
        assert_eq!((&id[14..15], id.find(|c: char| c.is_ascii_lowercase())), ("4", None));
    }
}

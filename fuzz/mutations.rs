//! Texts that are close to what a fuzzer has found. The ordinary tests make them, by chances that are the same on every run.

use std::fs;
use std::path::Path;

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ number >> 31) % limit.max(1) as u64) as usize
    }
}

/// What was found for a target, in the order of the files.
pub fn corpus(repository: &Path, target: &str) -> Vec<Vec<u8>> {
    let folder = repository.join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).expect("there is a corpus").map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.iter().map(|path| fs::read(path).expect("it can be read")).collect()
}

/// A text that is changed in a few places: by words that mean something, or by what another text has.
pub fn changed(text: &[u8], others: &[Vec<u8>], words: &[impl AsRef<[u8]>], chance: &mut Chance) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(text.len() + 1);
        let end = (at + chance.below(12)).min(text.len());
        match chance.below(7) {
            0 => drop(text.splice(at..at, words[chance.below(words.len())].as_ref().iter().copied())),
            1 => drop(text.splice(at..end, words[chance.below(words.len())].as_ref().iter().copied())),
            2 => drop(text.drain(at..end)),
            3 => text.truncate(at.max(text.len() / 2)),
            4 if at < text.len() => text[at] = chance.below(256) as u8,
            5 => {
                let other = &others[chance.below(others.len())];
                let from = chance.below(other.len());
                let upto = (from + chance.below(200)).min(other.len());
                drop(text.splice(at..end, other[from..upto].iter().copied()));
            }
            _ => {
                let other = &others[chance.below(others.len())];
                text.truncate(at);
                text.extend_from_slice(&other[chance.below(other.len())..]);
            }
        }
    }
    text
}

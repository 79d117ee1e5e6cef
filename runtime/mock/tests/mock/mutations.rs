//! Everything that a fuzzer has found, and what is close to that: each text of `fuzz/corpus`, changed at random in ways
//! that are the same on every run.

use std::fs;
use std::path::Path;

use crate::anything::{is_answered, is_verified};

/// How often each text is changed.
const CHANGES: u64 = 150;

/// What means something in a request, to be put where it does not belong.
const WORDS: [&[u8]; 24] = [
    b"\r\n",
    b"\n\n",
    b"\0",
    b"\xff",
    b"%",
    b"%2",
    b"%00",
    b"&",
    b"=",
    b"?",
    b"/",
    b"//",
    b":",
    b";",
    b",",
    b" ",
    b"HTTP/1.1",
    b"99999999999999999999",
    b"-1",
    b"Signature=",
    b"x-acs-",
    b"{\"a\":",
    b"[[[[[[",
    b"\xe2\x80\xa8",
];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ number >> 31) % limit.max(1) as u64) as usize
    }
}

fn changed(text: &[u8], others: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(text.len() + 1);
        let end = (at + chance.below(8)).min(text.len());
        match chance.below(6) {
            0 => drop(text.splice(at..at, WORDS[chance.below(WORDS.len())].iter().copied())),
            1 => drop(text.splice(at..end, WORDS[chance.below(WORDS.len())].iter().copied())),
            2 => drop(text.drain(at..end)),
            3 => text.truncate(at),
            4 if at < text.len() => text[at] = chance.below(256) as u8,
            _ => {
                let other = &others[chance.below(others.len())];
                let rest = &other[chance.below(other.len())..];
                text.truncate(at);
                text.extend_from_slice(rest);
            }
        }
    }
    text
}

fn go_through(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let corpus: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!corpus.is_empty());
    let mut chance = Chance(7);
    for text in &corpus {
        check(text);
        for _ in 0..CHANGES {
            check(&changed(text, &corpus, &mut chance));
        }
    }
}

#[test]
fn whatever_is_sent_is_answered() {
    go_through("http", is_answered);
}

#[test]
fn whatever_a_request_says_of_who_signed_it_is_read_and_not_believed() {
    go_through("signature", is_verified);
}

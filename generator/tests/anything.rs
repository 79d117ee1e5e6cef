//! Everything that a fuzzer has found, and what is close to that: each text of `fuzz/corpus`, changed at random in ways
//! that are the same on every run.

mod support;

use std::{env, fs};

use support::{anything, repository};

/// What means something in a spec or in a guide, to be put where it does not belong.
const WORDS: [&str; 40] = [
    "\n",
    "\n  ",
    "\n- ",
    ": ",
    ", ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "#",
    "|\n",
    ">\n",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\r",
    "~",
    "null",
    "true",
    "-1",
    "99999999999999999999",
    "1e400",
    ".nan",
    "type: ",
    "list<",
    "json<",
    ">",
    "2.2.",
    "。",
    "：",
    "默认",
    "取值",
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
        let end = (at + chance.below(12)).min(text.len());
        match chance.below(6) {
            0 => drop(text.splice(at..at, WORDS[chance.below(WORDS.len())].bytes())),
            1 => drop(text.splice(at..end, WORDS[chance.below(WORDS.len())].bytes())),
            2 => drop(text.drain(at..end)),
            3 if at < text.len() => text[at] = chance.below(256) as u8,
            // What another one has somewhere comes here.
            4 => {
                let other = &others[chance.below(others.len())];
                let from = chance.below(other.len());
                let upto = (from + chance.below(200)).min(other.len());
                drop(text.splice(at..end, other[from..upto].iter().copied()));
            }
            _ => text.truncate(at.max(text.len() / 2)),
        }
    }
    text
}

/// Each text as it is, then so many changes, each of a text by chance.
fn go_through(target: &str, changes: usize, check: fn(&[u8])) {
    let folder = repository().join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).expect("there is a corpus").map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let corpus: Vec<_> = paths.iter().map(|path| fs::read(path).expect("it can be read")).collect();
    assert!(!corpus.is_empty());
    corpus.iter().for_each(|text| check(text));
    let mut chance = Chance(7);
    // `SOAK=100` goes on for a hundred times as long.
    let changes = changes * env::var("SOAK").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    for _ in 0..changes {
        let text = &corpus[chance.below(corpus.len())];
        check(&changed(text, &corpus, &mut chance));
    }
}

#[test]
fn whatever_a_spec_holds_is_refused_or_generated_from() {
    go_through("spec", 100, anything::is_read);
}

#[test]
fn whatever_is_linted_can_be_mended() {
    go_through("lint", 200, anything::is_linted);
}

#[test]
fn whatever_two_specs_hold_is_compared() {
    go_through("diff", 100, anything::is_compared);
}

#[test]
fn whatever_a_guide_holds_is_compared_and_drafted_from() {
    go_through("guide", 120, anything::is_a_guide);
}

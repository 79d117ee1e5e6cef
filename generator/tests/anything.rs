//! Everything that a fuzzer has found, and what is close to that: each text of `fuzz/corpus`, changed at random in ways
//! that are the same on every run.

#[path = "../../fuzz/mutations.rs"]
mod mutations;
mod support;

use std::env;

use mutations::{Chance, changed, corpus};
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

/// Each text as it is, then so many changes, each of a text by chance.
fn go_through(target: &str, changes: usize, check: fn(&[u8])) {
    let corpus = corpus(repository(), target);
    corpus.iter().for_each(|text| check(text));
    let mut chance = Chance(7);
    // `SOAK=100` goes on for a hundred times as long.
    let changes = changes * env::var("SOAK").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    for _ in 0..changes {
        let text = &corpus[chance.below(corpus.len())];
        check(&changed(text, &corpus, &WORDS, &mut chance));
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

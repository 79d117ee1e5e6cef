//! Everything that a fuzzer has found, and what is close to that: each text of `fuzz/corpus`, changed at random in ways
//! that are the same on every run.

#[path = "../../../../fuzz/mutations.rs"]
mod found;

use std::path::Path;

use found::{Chance, changed, corpus};

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

fn go_through(target: &str, check: fn(&[u8])) {
    let corpus = corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), target);
    let mut chance = Chance(7);
    for text in &corpus {
        check(text);
        for _ in 0..CHANGES {
            check(&changed(text, &corpus, &WORDS, &mut chance));
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

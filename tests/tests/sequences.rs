//! Whatever is called in whatever order, the mock of the real spec answers; it is never its own fault. The
//! sequences are those that a seed makes, and those that a fuzzer found worth keeping: `fuzz/run sequence`.

use std::fs;
use std::path::Path;

mod sequences {
    pub mod calls;
}

use sequences::calls;

/// How many sequences, and how long they are.
const SEQUENCES: u64 = 40;
const LENGTH: usize = 1500;

#[test]
fn sequences_of_any_calls_are_answered() {
    let mut succeeded = 0;
    for seed in 1..=SEQUENCES {
        // Numbers by the method of xorshift.
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .take(LENGTH)
        .collect();
        succeeded += calls::are_answered(&bytes);
    }
    // Were they all refused, nothing would have been tried.
    assert!(succeeded > SEQUENCES as usize, "only {succeeded} calls succeeded");
}

#[test]
fn sequences_that_a_fuzzer_kept_are_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/sequence");
    let kept = fs::read_dir(&folder).expect("there is a corpus").map(|entry| entry.expect("it can be listed").path());
    let succeeded: usize = kept.map(|path| calls::are_answered(&fs::read(path).expect("it can be read"))).sum();
    assert!(succeeded > 0, "none of them called anything");
}

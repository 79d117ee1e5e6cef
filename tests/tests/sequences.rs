//! Whatever is called in whatever order, the mock of the real spec answers; it is never its own fault. The
//! sequences are those that a seed makes.

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

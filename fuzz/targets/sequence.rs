//! Whatever is called in whatever order, the mock of the real spec answers, and it is never its own fault; see `calls.rs`,
//! which the ordinary tests run, too.

#![no_main]

#[path = "../../tests/tests/sequences/calls.rs"]
mod calls;

/// Longer sequences find little that shorter ones do not, and take their time.
const LENGTH: usize = 1500;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    calls::are_answered(&bytes[..bytes.len().min(LENGTH)]);
});

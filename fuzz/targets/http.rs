//! Whatever is sent to a mock, it answers, or breaks off; see `anything.rs`, which the ordinary tests run, too.

#![no_main]

#[path = "../../runtime/mock/tests/mock/anything.rs"]
mod anything;
#[path = "../../runtime/mock/tests/mock/zoo.rs"]
mod zoo;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anything::is_answered(bytes));

//! Whatever a spec and its configuration hold, mending comes to an end; see `anything.rs`, which the ordinary tests run, too.

#![no_main]

#[path = "../../generator/tests/support/anything.rs"]
mod anything;
#[path = "../../generator/tests/support/skeleton.rs"]
mod skeleton;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anything::is_linted(bytes));

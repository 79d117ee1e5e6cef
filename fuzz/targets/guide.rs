//! Whatever a guide holds, it is compared with a spec, and drafted from; see `anything.rs`, which the ordinary tests run, too.

#![no_main]

#[path = "../../generator/tests/support/anything.rs"]
mod anything;
#[path = "../../generator/tests/support/skeleton.rs"]
mod skeleton;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anything::is_a_guide(bytes));

//! Whatever a spec holds, it is refused clearly, or what is generated from it is whole; see `anything.rs`, which the ordinary tests run, too.

#![no_main]

#[path = "../../generator/tests/support/anything.rs"]
mod anything;
#[path = "../../generator/tests/support/skeleton.rs"]
mod skeleton;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anything::is_read(bytes));

//! The generated client beside the bare work: the same bytes, to the same server, into the same shape.
//!
//! Two benchmarks share what is here: `times` compares and judges, `allocations` counts. A third, `mock`, is about the mock, see
//! `mock.sh`. `performance.sh` runs them, and the comparison of compile times, and writes the figures into
//! `docs/performance.md`.

mod calls;
mod cores;
mod decoding;
mod documented;
mod loopback;
pub mod measure;
pub mod mock;
pub mod plain;
mod signing;

pub use calls::{Calls, Over};
pub use decoding::Decoding;
pub use signing::Signing;

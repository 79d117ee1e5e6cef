//! What several tests share: every operation with its types erased, what a mock makes of a documented answer, programs that are run, and a reader of the guide's damaged examples.

pub mod answers;
pub mod guide;
pub mod operations;
pub mod programs;
pub mod repair;
pub mod spec;

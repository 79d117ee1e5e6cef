//! What several tests share: every operation with its types erased, and a reader of the guide's damaged examples.

pub mod guide;
pub mod operations;
pub mod repair;
pub mod spec;

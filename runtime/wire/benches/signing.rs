//! How long signing takes.
fn main() {}

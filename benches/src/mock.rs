//! Servers under load: the mock, a bare one that answers the same bytes, and Prism.

pub mod bare;
mod load;
mod process;
mod signed;

pub use load::{Connection, throughput};
pub use process::Process;
pub use signed::Signed;

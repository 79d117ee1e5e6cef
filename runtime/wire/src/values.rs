//! Texts with a meaning. Each keeps the text as it came, so that nothing is lost on the way through.

mod duration;
mod json;
mod secret;
mod timestamp;

pub use duration::Duration;
pub use json::Json;
pub(crate) use json::unescaped;
pub use secret::Secret;
pub use timestamp::Timestamp;

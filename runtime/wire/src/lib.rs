//! draft

mod error;
mod macros;
mod primitives;
mod text;

pub mod operation;
pub mod record;
pub mod schema;
pub mod values;

pub use error::{DecodeError, EncodeError};
pub use operation::{Body, CredentialPaths, Idempotency, Input, Operation, Pagination, Response, Service, ServiceStyle};
pub use record::{Extra, Record, Wire};
pub use schema::{CharacterClass, Condition, Count, Field, Kind, Limit, Location, Rule, Schema, Style};
pub use values::{Duration, Json, Secret, Timestamp};

pub use bytes;
pub use http;
#[doc(hidden)]
pub use serde;
pub use serde_json;

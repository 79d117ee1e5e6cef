//! Everything between a typed value and the bytes of an HTTP message, on both sides, without IO.
//!
//! The crate knows no service. Generated code declares plain structs and enums, describes them and its operations in
//! static tables, and calls a few macros; the rest is here, written once.
//!
//! | module | what it is about |
//! |---|---|
//! | [`schema`], [`operation`], [`pattern!`] | the tables: what values and operations look like |
//! | [`mod@record`], [`record!`], [`open_enum!`] | reading values, leniently |
//! | [`view`] | what values look like without their types, to check and to write them |
//! | [`values`] | texts with a meaning: secrets, points in time, durations, JSON inside a text |
//! | [`encode_request`], [`decode_request`], [`match_path`] | requests |
//! | [`decode_response`], [`encode_response`], [`Format`] | successful answers |
//! | [`ServiceError`] | refusals |
//! | [`validate()`] | what a schema does not allow |
//! | [`xml`] | XML as another way to write JSON values |
//! | [`signing`] | signatures: adding them, checking them, saying why they differ |
//!
//! A client goes from an input to a request, signs it, and reads the answer:
//! [`encode_request`], [`signing::sign`], [`decode_response`] or [`ServiceError::parse`]. A server goes the other way:
//! [`match_path`], [`signing::verify`], [`decode_request`], [`validate()`], [`encode_response`] or
//! [`ServiceError::encode`].
//!
//! # Leniency
//!
//! Services send a number where a text is documented, one object where a list is, and other things again another
//! day. Whatever says what was meant is read; what is written is always exact. Unknown fields and unknown values of
//! enums survive. A secret shows in no message, and prints as `***`.

mod disguised;
mod error;
mod macros;
mod parameters;
mod path;
mod primitives;
mod request;
mod response;
mod service_error;
mod text;

pub mod operation;
pub mod record;
pub mod schema;
pub mod secrets;
pub mod signing;
pub mod validate;
pub mod values;
pub mod view;
pub mod xml;

pub use disguised::is_web_page;
pub use error::{DecodeError, EncodeError};
pub use operation::{Body, CredentialPaths, Idempotency, Input, Operation, Pagination, Response, RoleParameters, Service, ServiceStyle};
pub use parameters::{FORM, is_form, percent_encode};
pub use path::match_path;
pub use record::{Extra, Record, Wire};
pub use request::{PROTOCOL_PARAMETERS, decode_request, encode_call, encode_call_view, encode_request, encode_view};
pub use response::{Format, OutputJson, decode_response, encode_json_response, encode_response};
pub use schema::{CharacterClass, Condition, Count, Field, Kind, Limit, Location, Network, Rule, Schema, Style};
pub use service_error::ServiceError;
pub use validate::{Pattern, Violation, validate, validate_input};
pub use values::{Duration, Json, Secret, Timestamp};
pub use view::View;

pub use bytes;
pub use http;
pub use jiff;
#[doc(hidden)]
pub use serde;
pub use serde_json;

//! XML and JSON values: lists are repeated elements, maps and structs are elements by name. A list is also read where an element
//! is around its items: `<nodes><node/><node/></nodes>`.
//!
//! A key that is no XML name is escaped as .NET's `XmlConvert` does it: each character that does not fit becomes
//! `_xHHHH_` with its code point in hexadecimal, and so does an underscore that would begin such an escape. The key
//! `1.2` is the element `_x0031_.2`. Characters that XML cannot have at all are replaced in texts.
//!
//! XML does not tell a list of one empty text from an empty list; it reads as the latter.

mod names;
mod reader;
mod writer;

pub use reader::read;
pub(crate) use reader::{elements, root};
pub use writer::write;

/// The name of the elements of a list that has no name of its own.
pub const ITEM: &str = "item";

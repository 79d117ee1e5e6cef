//! Values as types are read off them: kept ones, and those of JSON. A type cannot tell one from the other, so that it is compiled
//! for one source.

use std::slice;

use ackgen_wire::serde::de::value::{MapDeserializer, SeqDeserializer};
use ackgen_wire::serde::de::{Deserializer, IntoDeserializer, Visitor};
use ackgen_wire::serde::forward_to_deserialize_any;
use serde_json::{Error, Value, map};

use super::record;
use super::value::Held;

/// A value that a type is read off.
#[derive(Clone, Copy)]
pub(crate) enum Look<'v> {
    Kept(&'v Held),
    Json(&'v Value),
}

/// The fields of an object.
pub(super) enum Fields<'v> {
    Kept(record::Fields<'v>),
    Json(map::Iter<'v>),
}

/// The items of a list.
enum Items<'v> {
    Kept(slice::Iter<'v, Held>),
    Json(slice::Iter<'v, Value>),
}

impl<'v> Fields<'v> {
    /// What reads them as an object.
    pub(super) fn deserializer(self) -> MapDeserializer<'v, Self, Error> {
        MapDeserializer::new(self)
    }
}

impl<'v> Iterator for Fields<'v> {
    type Item = (&'v str, Look<'v>);

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self {
            Self::Kept(fields) => fields.next().map(|(name, value)| (&**name, Look::Kept(value)))?,
            Self::Json(fields) => fields.next().map(|(name, value)| (name.as_str(), Look::Json(value)))?,
        })
    }
}

impl<'v> Iterator for Items<'v> {
    type Item = Look<'v>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self {
            Self::Kept(items) => Look::Kept(items.next()?),
            Self::Json(items) => Look::Json(items.next()?),
        })
    }
}

impl<'de> Deserializer<'de> for Look<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let fields = match self {
            Self::Kept(Held::Object(fields)) => Fields::Kept(fields.iter()),
            Self::Json(Value::Object(fields)) => Fields::Json(fields.iter()),
            _ => return self.part(visitor),
        };
        visitor.visit_map(fields.deserializer())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'v> Look<'v> {
    /// What is not an object.
    fn part<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Error> {
        let items = match self {
            Self::Kept(Held::List(items)) => Items::Kept(items.iter()),
            Self::Json(Value::Array(items)) => Items::Json(items.iter()),
            _ => return self.scalar(visitor),
        };
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn scalar<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Kept(Held::Boolean(value)) | Self::Json(Value::Bool(value)) => visitor.visit_bool(*value),
            Self::Kept(Held::Number(number)) | Self::Json(Value::Number(number)) => number.deserialize_any(visitor),
            Self::Kept(Held::Known(text)) => visitor.visit_borrowed_str(text),
            Self::Kept(Held::Text(text)) => visitor.visit_borrowed_str(text),
            Self::Json(Value::String(text)) => visitor.visit_borrowed_str(text),
            _ => visitor.visit_unit(),
        }
    }
}

impl<'v> IntoDeserializer<'v, Error> for Look<'v> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

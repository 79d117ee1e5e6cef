//! How values are read: leniently, straight from a serde format, without a buffer between.
//!
//! A format is asked for *any* value, and every type says what it makes of a scalar, a list and a map. So a
//! text is accepted where a number is due, and one item where a list is due, without looking ahead. The work
//! that does not depend on the type is in functions that are compiled once. Writing is such work: a type says
//! what it [looks like](crate::view).

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::primitives::{boolean, integer, number, whole};
use crate::schema::Schema;
use crate::secrets::masked_field;
use crate::text::shortened;
use crate::view::{Look, View};

/// A value that goes over the wire.
///
/// What it is not given, it reads from [`Scalar::Null`], which for every type means "as if it were not there".
pub trait Wire: Sized {
    /// What it is, for error messages: `a boolean`.
    const EXPECTED: &'static str;
    /// Whether an empty text is a value of this type rather than the lack of one.
    const TEXT: bool = false;
    /// What [`view`](Wire::view) says of all values of the type: what it promises is not checked.
    #[doc(hidden)]
    const LOOK: Look = Look::Any;

    /// The value that a scalar stands for.
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch>;

    /// The value that a list stands for.
    fn from_list<'de, A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let _ = items;
        Err(A::Error::custom(Mismatch::new(Self::EXPECTED, "a list")))
    }

    /// The value that a map stands for.
    fn from_map<'de, A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
        let _ = entries;
        Err(A::Error::custom(Mismatch::new(Self::EXPECTED, "an object")))
    }

    /// Reads a value, leniently.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient::new())
    }

    /// What the value looks like without its type. That is also what is written.
    fn view(&self) -> View<'_>;

    /// Shows a value of which nothing but names says what is secret.
    #[doc(hidden)]
    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        Self: fmt::Debug,
    {
        self.fmt(formatter)
    }
}

/// A value without parts, as it was found.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer that may be too large for the signed type.
    Unsigned(u64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A text.
    Text(&'a str),
}

impl Scalar<'_> {
    /// Its text: of a number its digits, of null nothing.
    pub fn into_text(self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Unsigned(value) => value.to_string(),
            Self::Float(value) => format!("{value:?}"),
            Self::Text(value) => value.to_owned(),
        }
    }

    /// The boolean that it says, if it says one.
    pub(crate) fn as_boolean(self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(value),
            Self::Integer(0) | Self::Unsigned(0) => Some(false),
            Self::Integer(1) | Self::Unsigned(1) => Some(true),
            Self::Text(text) => boolean(text),
            _ => None,
        }
    }

    /// The integer that it says, if it says one.
    pub(crate) fn as_integer(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Unsigned(value) => value.try_into().ok(),
            Self::Float(value) => whole(value),
            Self::Text(text) => integer(text),
            Self::Null | Self::Boolean(_) => None,
        }
    }

    /// The number that it says, if it says one.
    pub(crate) fn as_number(self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(value as f64),
            Self::Unsigned(value) => Some(value as f64),
            Self::Float(value) => Some(value),
            Self::Text(text) => number(text),
            Self::Null | Self::Boolean(_) => None,
        }
    }

    /// Nothing, where an object is due; anything else is none.
    pub(crate) fn no_object(self) -> Result<(), Mismatch> {
        match self {
            Self::Null | Self::Text("") => Ok(()),
            // A text may hold a whole object with secrets in it, so it is not shown.
            Self::Text(_) => Err(Mismatch::new("an object", "a text")),
            other => Err(other.mismatch("an object")),
        }
    }

    /// Why this scalar is not what was expected.
    #[cold]
    pub fn mismatch(self, expected: &'static str) -> Mismatch {
        let found = match self {
            Self::Null => "null".to_owned(),
            Self::Text(text) => format!("{:?}", shortened(text, 40)),
            other => other.into_text(),
        };
        Mismatch { expected, found }
    }
}

/// A value is not of the kind that was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    expected: &'static str,
    found: String,
}

impl Mismatch {
    /// From what was expected and a description of what was found instead, which must not tell a secret.
    pub fn new(expected: &'static str, found: impl Into<String>) -> Self {
        Self { expected, found: found.into() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected {}, found {}", self.expected, self.found)
    }
}

/// Fields that a record does not know, or that nobody has documented, in the order in which they came. They survive a round
/// trip, numbers as far as 64 bits hold them: an integer beyond `i64` and `u64`, or a fraction of more digits than an `f64` has, becomes the nearest `f64`. Where
/// digits count, the bytes of the message have them. Its `Debug` does not show what names say is secret.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Map<String, Value>);

impl fmt::Debug for Extra {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Map<_, _> = self.0.iter().map(|(name, value)| (name.clone(), masked_field(name, value))).collect();
        formatter.debug_tuple("Extra").field(&shown).finish()
    }
}

/// An object of which no field is documented.
impl Wire for Extra {
    const EXPECTED: &'static str = "an object";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        scalar.no_object().map(|()| Self::default())
    }

    fn from_map<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        let mut fields = Map::new();
        while let Some((name, value)) = entries.next_entry()? {
            fields.insert(name, value);
        }
        Ok(Self(fields))
    }

    fn view(&self) -> View<'_> {
        View::Json(&self.0)
    }
}

crate::__serde!([] Extra);

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl From<Extra> for Map<String, Value> {
    fn from(extra: Extra) -> Self {
        extra.0
    }
}

/// A struct on the wire. Implemented by [`record!`](crate::record!).
pub trait Record: Default {
    /// What its fields may look like.
    const SCHEMA: &'static Schema;
    /// The wire names of its fields; the place in this list is the `index` of [`Record::read_field`].
    const FIELDS: &'static [&'static str];
    /// The same as JSON has them in front of values.
    #[doc(hidden)]
    const QUOTED: &'static [&'static str] = &[];
    /// Which of them keep the schema whatever they are.
    #[doc(hidden)]
    const FREE: &'static [bool] = &[];
    /// Where to look for a field first if they do not come in order.
    #[doc(hidden)]
    const GUESSES: &'static Guesses = &Guesses::of(Self::FIELDS);

    /// Reads the value that comes next into the field at `index`.
    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entries: &mut A) -> Result<(), A::Error>;

    /// What the field at `index` looks like.
    fn view_field(&self, index: usize) -> View<'_>;

    /// The fields that it does not know.
    fn extra(&self) -> &Extra;

    /// The fields that it does not know.
    fn extra_mut(&mut self) -> &mut Extra;
}

impl<R: Record> Wire for R {
    const EXPECTED: &'static str = "an object";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        scalar.no_object().map(|()| Self::default())
    }

    fn from_map<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        let mut record = Self::default();
        let mut expected = 0;
        while let Some(name) = entries.next_key_seed(FieldName { fields: Self::FIELDS, guesses: Self::GUESSES, expected })? {
            match name {
                Name::Known(index) => {
                    record.read_field(index, &mut entries).map_err(|error| within_field(Self::FIELDS[index], error))?;
                    expected = index + 1;
                }
                Name::Unknown(name) => {
                    let value = entries.next_value()?;
                    record.extra_mut().insert(name, value);
                }
            }
        }
        Ok(record)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

/// Whether a field that holds a `T` keeps its schema whatever it holds; generated code calls it.
#[doc(hidden)]
pub const fn is_free<R: Record, T: Wire>(place: usize, _: fn(&R) -> &T) -> bool {
    // That the schema has the field is made sure elsewhere.
    if place >= R::SCHEMA.fields.len() {
        return false;
    }
    let field = &R::SCHEMA.fields[place];
    let look = if let Look::Maybe(look) = T::LOOK { look } else { &T::LOOK };
    !field.required && field.limits.is_empty() && look.is(&field.kind)
}

/// Reads the value of a field; generated code calls it.
#[doc(hidden)]
pub fn read_value<'de, T: Wire, A: MapAccess<'de>>(entries: &mut A) -> Result<T, A::Error> {
    entries.next_value_seed(Lenient::new())
}

/// Reads a record at the root, so that errors begin with its name; generated code calls it.
#[doc(hidden)]
pub fn read_root<'de, R: Record, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    R::read(deserializer).map_err(|error| within(R::SCHEMA.name, error))
}

/// Reads any type of the wire from any serde format.
pub(crate) struct Lenient<T>(PhantomData<fn() -> T>);

impl<T> Lenient<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Wire> DeserializeSeed<'de> for Lenient<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl<'de, T: Wire> Visitor<'de> for Lenient<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<T, E> {
        T::from_scalar(Scalar::Null).map_err(E::custom)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<T, E> {
        T::from_scalar(Scalar::Boolean(value)).map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        T::from_scalar(Scalar::Integer(value)).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        T::from_scalar(Scalar::Unsigned(value)).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        T::from_scalar(Scalar::Float(value)).map_err(E::custom)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        T::from_scalar(Scalar::Text(value)).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::from_list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        T::from_map(entries)
    }
}

/// The first field of each kind of name, by its length, its first and its last character.
#[doc(hidden)]
#[derive(Debug)]
pub struct Guesses([u8; 64]);

impl Guesses {
    const fn of(fields: &[&str]) -> Self {
        let mut guesses = [u8::MAX; 64];
        let mut index = if fields.len() < 255 { fields.len() } else { 255 };
        while index > 0 {
            index -= 1;
            guesses[Self::kind(fields[index])] = index as u8;
        }
        Self(guesses)
    }

    const fn kind(name: &str) -> usize {
        let name = name.as_bytes();
        match name {
            [] => 0,
            [first, ..] => (*first as usize + 7 * name[name.len() - 1] as usize + 3 * name.len()) % 64,
        }
    }

    fn find(&self, name: &str) -> usize {
        self.0[Self::kind(name)].into()
    }
}

/// Looks a field up by its name, first where it comes if fields come in order.
struct FieldName {
    fields: &'static [&'static str],
    guesses: &'static Guesses,
    expected: usize,
}

enum Name {
    Known(usize),
    Unknown(String),
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Name;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Name, E> {
        for index in [self.expected, self.guesses.find(name)] {
            if self.fields.get(index) == Some(&name) {
                return Ok(Name::Known(index));
            }
        }
        Ok(match self.fields.iter().position(|field| *field == name) {
            Some(index) => Name::Known(index),
            None => Name::Unknown(name.to_owned()),
        })
    }
}

/// The same error, one step further out. A message that begins with a dot or a bracket begins with a path.
#[cold]
pub(crate) fn within<E: serde::de::Error>(step: &str, error: E) -> E {
    E::custom(join(step, &error.to_string()))
}

#[cold]
pub(crate) fn within_field<E: serde::de::Error>(name: &str, error: E) -> E {
    within(&format!(".{name}"), error)
}

#[cold]
pub(crate) fn within_item<E: serde::de::Error>(index: usize, error: E) -> E {
    within(&format!("[{index}]"), error)
}

pub(crate) fn join(step: &str, message: &str) -> String {
    if message.starts_with(['.', '[']) { format!("{step}{message}") } else { format!("{step}: {message}") }
}

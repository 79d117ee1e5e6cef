//! Values as they look without their types.
//!
//! A type of the wire says what it looks like; whatever checks values, writes them, or takes an input apart into path, query,
//! headers and body is compiled once, and needs no tree of values beside the ones that there are.

mod json;

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::record::{Extra, Record, Scalar};
use crate::schema::{Field, Kind, Schema};

/// A value, whatever its type is.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// No value at all: a field that has none is left out. Elsewhere it is null.
    Absent,
    /// A value without parts.
    Scalar(Scalar<'a>),
    /// A list.
    List(&'a dyn ListView),
    /// A map from texts to values of one type.
    Map(&'a dyn MapView),
    /// An object of which nothing is known.
    Json(&'a Map<String, Value>),
    /// A struct.
    Record(&'a dyn RecordView),
}

/// What all values of a type look like, which tells whether there is anything to check in one.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// This or that.
    Any,
    /// Texts.
    Text,
    /// `true` or `false`.
    Boolean,
    /// Integers of 32 bits.
    Integer,
    /// Integers of 64 bits.
    Long,
    /// These, or nothing at all.
    Maybe(&'static Look),
    /// Lists of these.
    List(&'static Look),
}

impl Look {
    /// Whether what looks like this is of a kind.
    pub(crate) const fn is(&self, kind: &Kind) -> bool {
        match (self, kind) {
            (_, Kind::Any)
            | (Self::Text, Kind::String | Kind::Enum(_) | Kind::Timestamp | Kind::Duration | Kind::Secret)
            | (Self::Boolean, Kind::Boolean)
            | (Self::Integer, Kind::Integer | Kind::Long)
            | (Self::Long, Kind::Long) => true,
            (Self::List(item), Kind::List(kind)) => item.is(kind),
            _ => false,
        }
    }
}

/// A list, whatever its items are.
pub trait ListView {
    /// How many items there are.
    fn count(&self) -> usize;

    /// The item at a place, which must be there.
    fn item(&self, place: usize) -> View<'_>;
}

/// A map from texts, whatever its values are.
pub trait MapView {
    /// The entries in their order.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_>;
}

/// A struct, whatever its type is: any [`Record`] is one.
pub trait RecordView {
    /// The fields that it knows, which are the first ones of its schema.
    fn known(&self) -> &'static [Field];

    /// The names of these as JSON has them in front of values; none at all if it writes one otherwise than it is.
    #[doc(hidden)]
    fn quoted(&self) -> &'static [&'static str] {
        &[]
    }

    /// Which of these keep the schema whatever they are.
    #[doc(hidden)]
    fn free(&self) -> &'static [bool] {
        &[]
    }

    /// The field at a place.
    fn field(&self, place: usize) -> View<'_>;

    /// The fields that it does not know.
    fn extra(&self) -> &Extra;
}

impl<R: Record> RecordView for R {
    fn known(&self) -> &'static [Field] {
        // Their number is a constant; a slice that is one would be a copy of the table.
        &R::SCHEMA.fields[..const { known(R::SCHEMA, R::FIELDS) }]
    }

    fn quoted(&self) -> &'static [&'static str] {
        const { if R::QUOTED.len() == R::FIELDS.len() && are_names_plain(R::FIELDS) { R::QUOTED } else { &[] } }
    }

    fn free(&self) -> &'static [bool] {
        R::FREE
    }

    fn field(&self, place: usize) -> View<'_> {
        self.view_field(place)
    }

    fn extra(&self) -> &Extra {
        Record::extra(self)
    }
}

impl<'a> dyn RecordView + 'a {
    /// The fields that it does not know. A known one wins over another of its name, which only a hand-made struct can have.
    fn unknown(&self) -> impl Iterator<Item = (&str, View<'_>)> {
        let known = self.known();
        let unknown = self.extra().iter().filter(|(name, _)| known.iter().all(|field| field.name != *name));
        unknown.map(|(name, value)| (name.as_str(), View::of(value)))
    }
}

/// How many fields a struct knows: those of these names, which the fields of its schema begin with.
const fn known(schema: &Schema, names: &[&str]) -> usize {
    let mut place = 0;
    while place < names.len() {
        let name = names[place].as_bytes();
        assert!(place < schema.fields.len(), "the schema has not all fields");
        assert!(same(schema.fields[place].name.as_bytes(), name), "the fields of the schema come in another order");
        place += 1;
    }
    place
}

/// Whether JSON writes these as they are.
const fn are_names_plain(mut names: &[&str]) -> bool {
    while let [name, rest @ ..] = names {
        if !json::are_all_plain(name.as_bytes()) {
            return false;
        }
        names = rest;
    }
    true
}

/// Whether two names are the same, as `==` cannot say in constants.
const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

impl<'a> View<'a> {
    /// What JSON looks like.
    pub fn of(value: &'a Value) -> Self {
        Self::Scalar(match value {
            Value::Null => Scalar::Null,
            Value::Bool(value) => Scalar::Boolean(*value),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Scalar::Integer(value),
                (_, Some(value)) => Scalar::Unsigned(value),
                _ => number.as_f64().map_or(Scalar::Null, Scalar::Float),
            },
            Value::String(text) => Scalar::Text(text),
            Value::Array(items) => return Self::List(items),
            Value::Object(fields) => return Self::Json(fields),
        })
    }

    /// What a text looks like.
    pub fn text(text: &'a str) -> Self {
        Self::Scalar(Scalar::Text(text))
    }

    /// Whether it is as good as nothing. JSON has no infinite numbers.
    pub(crate) fn is_null(self) -> bool {
        match self {
            Self::Absent | Self::Scalar(Scalar::Null) => true,
            Self::Scalar(Scalar::Float(value)) => !value.is_finite(),
            _ => false,
        }
    }

    /// What it is, if it has no parts.
    pub(crate) fn scalar(self) -> Option<Scalar<'a>> {
        match self {
            Self::Absent => Some(Scalar::Null),
            Self::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    pub(crate) fn is_object(self) -> bool {
        matches!(self, Self::Map(_) | Self::Json(_) | Self::Record(_))
    }

    /// The value's JSON.
    pub(crate) fn json(self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    /// Writes the value's JSON behind a text.
    pub(crate) fn write_json(self, json: &mut String) {
        json::write(self, json);
    }

    /// Its text: of a text without quotes, of anything else its JSON.
    pub(crate) fn as_text(self) -> Cow<'a, str> {
        match self {
            Self::Scalar(Scalar::Text(text)) => text.into(),
            _ => self.json().into(),
        }
    }

    /// The items of a list; of anything else nothing.
    pub(crate) fn items(self) -> impl Iterator<Item = View<'a>> {
        let list = if let Self::List(list) = self { Some(list) } else { None };
        list.into_iter().flat_map(|list| (0..list.count()).map(|place| list.item(place)))
    }

    /// What is in an object, by name; in anything else is nothing.
    pub(crate) fn entries(self) -> Entries<'a> {
        match self {
            Self::Map(map) => Entries::Seen(map.entries()),
            Self::Json(fields) => Entries::Json(fields.iter()),
            Self::Record(record) => {
                let known = record.known().iter().enumerate().map(|(place, field)| (field.name, record.field(place)));
                Entries::Seen(Box::new(known.filter(|(_, value)| !matches!(value, Self::Absent)).chain(record.unknown())))
            }
            _ => Entries::None,
        }
    }

    /// The same, each with its place in a schema, if that has it.
    pub(crate) fn fields(self, schema: &Schema) -> impl Iterator<Item = (&'a str, Option<usize>, View<'a>)> {
        let fields = schema.fields;
        let mut expected = 0;
        self.entries().map(move |(name, value)| {
            // It is looked for first where it comes if fields come in order.
            let ahead = fields[expected..].iter().position(|field| field.name == name).map(|place| expected + place);
            let place = ahead.or_else(|| fields[..expected].iter().position(|field| field.name == name));
            expected = place.map_or(expected, |place| place + 1);
            (name, place, value)
        })
    }

    /// What an object has by this name.
    pub(crate) fn get(self, name: &str) -> Option<View<'a>> {
        match self {
            Self::Record(record) => match record.known().iter().position(|field| field.name == name) {
                Some(place) => Some(record.field(place)).filter(|value| !matches!(value, Self::Absent)),
                None => record.extra().get(name).map(View::of),
            },
            Self::Json(fields) => fields.get(name).map(View::of),
            _ => self.entries().find(|(called, _)| *called == name).map(|(_, value)| value),
        }
    }
}

/// What is in an object.
pub(crate) enum Entries<'a> {
    None,
    Json(serde_json::map::Iter<'a>),
    Seen(Box<dyn Iterator<Item = (&'a str, View<'a>)> + 'a>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a str, View<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::None => None,
            Self::Json(fields) => fields.next().map(|(name, value)| (name.as_str(), View::of(value))),
            Self::Seen(entries) => entries.next(),
        }
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Absent => serializer.serialize_none(),
            Self::Scalar(Scalar::Null) => serializer.serialize_unit(),
            Self::Scalar(Scalar::Boolean(value)) => serializer.serialize_bool(value),
            Self::Scalar(Scalar::Integer(value)) => serializer.serialize_i64(value),
            Self::Scalar(Scalar::Unsigned(value)) => serializer.serialize_u64(value),
            Self::Scalar(Scalar::Float(value)) => serializer.serialize_f64(value),
            Self::Scalar(Scalar::Text(value)) => serializer.serialize_str(value),
            Self::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.count()))?;
                (0..list.count()).try_for_each(|place| items.serialize_element(&list.item(place)))?;
                items.end()
            }
            object => serializer.collect_map(object.entries()),
        }
    }
}

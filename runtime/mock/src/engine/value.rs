//! Values as they are kept.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Number, Value};

use super::record::Record;

/// A value. It is copied for nearly nothing, as most are read and kept again somewhere else: parts are shared, and texts of the
/// spec are where they were.
#[derive(Clone, Debug, Default)]
pub(crate) enum Held {
    #[default]
    Null,
    Boolean(bool),
    Number(Number),
    /// A text of the spec.
    Known(&'static str),
    Text(Arc<str>),
    List(Arc<[Held]>),
    Object(Arc<Record>),
}

impl Held {
    /// What it is as a text: of a list or an object its JSON.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Known(text) => Cow::Borrowed(text),
            Self::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_value().to_string()),
        }
    }

    pub(super) fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Known(text) => text.is_empty(),
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The value inside that a path leads to; a number in it is the place in a list.
    pub(super) fn inside(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| match value {
            Self::Object(fields) => fields.get(name),
            Self::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Known(text) => Value::String((*text).to_owned()),
            Self::Text(text) => Value::String((**text).to_owned()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(fields) => Value::Object(fields.to_object()),
        }
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Known(_) | Self::Text(_), Self::Known(_) | Self::Text(_)) => self.text() == other.text(),
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => one == other,
            _ => false,
        }
    }
}

impl From<&Value> for Held {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Self::from).collect(),
            Value::Object(fields) => Record::from(fields).into(),
        }
    }
}

impl From<&str> for Held {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Held {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Held {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Held {
    fn from(number: usize) -> Self {
        Self::Number(number.into())
    }
}

impl From<Record> for Held {
    fn from(fields: Record) -> Self {
        Self::Object(fields.into())
    }
}

impl FromIterator<Held> for Held {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// A field of an input. There are so few that looking at each is quicker than hashing a name.
pub(super) fn field<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// The value that a path leads to; a number in it is the place in a list.
pub(super) fn at<'v>(fields: &'v Map<String, Value>, path: &[&str]) -> Option<&'v Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(field(fields, first)?, |value, name| match value {
        Value::Object(fields) => field(fields, name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A scalar as a text.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

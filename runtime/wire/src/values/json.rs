use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::{MapAccess, SeqAccess};
use serde_json::Value;

use crate::error::DecodeError;
use crate::primitives::from_json_text;
use crate::record::{Mismatch, Scalar, Wire};
use crate::view::View;

/// JSON inside a text, kept as the text that was sent. JSON sent as such instead of as a text is accepted.
pub struct Json<T> {
    raw: String,
    value: PhantomData<fn() -> T>,
}

impl<T> Json<T> {
    /// The text as sent.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl<T: Wire> Json<T> {
    /// The text of a value.
    pub fn from_value(value: &T) -> Self {
        Self::from(value.view().json())
    }

    /// The value in the text. A text that was escaped once more than it should be is read as well.
    pub fn parse(&self) -> Result<T, DecodeError> {
        from_json_text(&self.raw)
            .or_else(|error| match unescaped(&self.raw) {
                Some(text) => from_json_text(&text).map_err(|_| error),
                None => Err(error),
            })
            .map_err(|error| DecodeError::json("$", &error))
    }
}

/// The text inside a JSON string, whose quotes may be missing: `{\"a\":1}` is `{"a":1}`.
pub(crate) fn unescaped(raw: &str) -> Option<String> {
    let raw = raw.trim();
    if raw.starts_with('"') {
        serde_json::from_str(raw).ok()
    } else if raw.contains("\\\"") {
        serde_json::from_str(&format!("\"{raw}\"")).ok()
    } else {
        None
    }
}

impl<T> Wire for Json<T> {
    const EXPECTED: &'static str = "a text of JSON";
    const TEXT: bool = true;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        Ok(Self::from(scalar.into_text()))
    }

    fn from_list<'de, A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        written(&Value::from_list(items)?)
    }

    fn from_map<'de, A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
        written(&Value::from_map(entries)?)
    }

    fn view(&self) -> View<'_> {
        View::text(&self.raw)
    }
}

crate::__serde!([T] Json<T>);

fn written<T, E: serde::de::Error>(value: &Value) -> Result<Json<T>, E> {
    serde_json::to_string(value).map(Json::from).map_err(E::custom)
}

impl<T> From<String> for Json<T> {
    fn from(raw: String) -> Self {
        Self { raw, value: PhantomData }
    }
}

impl<T> From<&str> for Json<T> {
    fn from(raw: &str) -> Self {
        Self::from(raw.to_owned())
    }
}

impl<T> From<&String> for Json<T> {
    fn from(raw: &String) -> Self {
        Self::from(raw.clone())
    }
}

impl From<Value> for Json<Value> {
    fn from(value: Value) -> Self {
        Self::from(value.to_string())
    }
}

/// Shows the value rather than the text, so that secrets in it stay hidden.
impl<T: Wire + fmt::Debug> fmt::Debug for Json<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parse() {
            Ok(value) => formatter.debug_tuple("Json").field(&Shown(&value)).finish(),
            Err(_) => write!(formatter, "Json(<{} bytes that cannot be read>)", self.raw.len()),
        }
    }
}

struct Shown<'a, T>(&'a T);

impl<T: Wire + fmt::Debug> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(formatter)
    }
}

impl<T> Clone for Json<T> {
    fn clone(&self) -> Self {
        Self::from(self.raw.clone())
    }
}

impl<T> Default for Json<T> {
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl<T> PartialEq for Json<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> Eq for Json<T> {}

impl<T> Hash for Json<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

//! What the standard library's types make of values on the wire.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use serde_json::{Map, Value};

use crate::record::{Lenient, Mismatch, Scalar, Wire, within_field, within_item};
use crate::secrets::masked;
use crate::view::{ListView, Look, MapView, View};

impl Wire for String {
    const EXPECTED: &'static str = "a text";
    const TEXT: bool = true;
    const LOOK: Look = Look::Text;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        Ok(scalar.into_text())
    }

    fn view(&self) -> View<'_> {
        View::text(self)
    }
}

impl Wire for bool {
    const EXPECTED: &'static str = "a boolean";
    const LOOK: Look = Look::Boolean;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        match scalar {
            Scalar::Null => Ok(false),
            other => other.as_boolean().ok_or_else(|| other.mismatch(Self::EXPECTED)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Scalar(Scalar::Boolean(*self))
    }
}

impl Wire for i64 {
    const EXPECTED: &'static str = "a 64-bit integer";
    const LOOK: Look = Look::Long;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        match scalar {
            Scalar::Null => Ok(0),
            other => other.as_integer().ok_or_else(|| other.mismatch(Self::EXPECTED)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Scalar(Scalar::Integer(*self))
    }
}

impl Wire for i32 {
    const EXPECTED: &'static str = "a 32-bit integer";
    const LOOK: Look = Look::Integer;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        let value = i64::from_scalar(scalar).ok().and_then(|value| value.try_into().ok());
        value.ok_or_else(|| scalar.mismatch(Self::EXPECTED))
    }

    fn view(&self) -> View<'_> {
        View::Scalar(Scalar::Integer((*self).into()))
    }
}

impl Wire for f64 {
    const EXPECTED: &'static str = "a number";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        match scalar {
            Scalar::Null => Ok(0.0),
            other => other.as_number().ok_or_else(|| other.mismatch(Self::EXPECTED)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Scalar(Scalar::Float(*self))
    }
}

/// Nothing of interest: reads whatever there is.
impl Wire for () {
    const EXPECTED: &'static str = "anything";

    fn from_scalar(_: Scalar<'_>) -> Result<Self, Mismatch> {
        Ok(())
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn from_map<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Scalar(Scalar::Null)
    }
}

impl Wire for Value {
    const EXPECTED: &'static str = "any value";
    const TEXT: bool = true;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        Ok(match scalar {
            Scalar::Null => Self::Null,
            Scalar::Boolean(value) => value.into(),
            Scalar::Integer(value) => value.into(),
            Scalar::Unsigned(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Text(value) => value.into(),
        })
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Self::Array(list))
    }

    fn from_map<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = entries.next_entry()? {
            map.insert(name, value);
        }
        Ok(Self::Object(map))
    }

    fn view(&self) -> View<'_> {
        View::of(self)
    }

    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&masked(self), formatter)
    }
}

impl<T: Wire> Wire for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const TEXT: bool = T::TEXT;
    const LOOK: Look = Look::Maybe(&T::LOOK);

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        match scalar {
            Scalar::Null => Ok(None),
            Scalar::Text("") if !T::TEXT => Ok(None),
            other => T::from_scalar(other).map(Some),
        }
    }

    fn from_list<'de, A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        T::from_list(items).map(Some)
    }

    fn from_map<'de, A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
        T::from_map(entries).map(Some)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Wire::view)
    }
}

impl<T: Wire> Wire for Vec<T> {
    const EXPECTED: &'static str = "a list";
    const LOOK: Look = Look::List(&T::LOOK);

    /// A text may hold a JSON array; any other scalar is the one item.
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        match scalar {
            Scalar::Null | Scalar::Text("") => return Ok(Self::new()),
            Scalar::Text(text) if text.trim_start().starts_with('[') => {
                if let Ok(items) = from_json_text(text) {
                    return Ok(items);
                }
            }
            _ => {}
        }
        T::from_scalar(scalar).map(|item| vec![item])
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut list = Self::new();
        while let Some(item) = items.next_element_seed(Lenient::new()).map_err(|error| within_item(list.len(), error))? {
            list.push(item);
        }
        Ok(list)
    }

    fn from_map<'de, A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
        T::from_map(entries).map(|item| vec![item])
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Wire> ListView for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, place: usize) -> View<'_> {
        self[place].view()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    const EXPECTED: &'static str = "an object";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Mismatch> {
        scalar.no_object().map(|()| Self::new())
    }

    fn from_map<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        let mut map = Self::new();
        while let Some(name) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Lenient::new()).map_err(|error| within_field(&name, error))?;
            map.insert(name, value);
        }
        Ok(map)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Wire> MapView for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|(name, value)| (name.as_str(), value.view())))
    }
}

/// Reads a text of JSON; every record is compiled for this one source, whatever it came from.
pub(crate) fn from_json_text<T: Wire>(text: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::read(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// `true` and `false` in any case, 0 and 1.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        text if text.eq_ignore_ascii_case("true") => Some(true),
        text if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// An integer, also with a fraction of zero.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| whole(number(text)?))
}

/// A finite number.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// The integer that a number is, as long as its type tells neighbouring integers apart.
pub(crate) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

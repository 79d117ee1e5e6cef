//! The macros that generated code calls: what follows from a plain struct or enum, and what stands in a table.

/// Makes a struct a [`Record`](crate::Record): reads and writes its fields by wire name, in the order of the schema.
///
/// ```
/// use ackgen_wire::{Extra, Field, Kind, Schema};
///
/// #[derive(Debug, Default, PartialEq)]
/// pub struct Tag {
///     pub key: String,
///     pub value: Option<String>,
///     pub extra: Extra,
/// }
/// static TAG: Schema = Schema::new("Tag", &[Field::new("key", Kind::String), Field::new("value", Kind::String)]);
/// ackgen_wire::record!(Tag: TAG { key: "key", value: "value" });
///
/// let tag: Tag = ackgen_wire::serde_json::from_str(r#"{"key": 7, "colour": "red"}"#).unwrap();
/// assert_eq!(tag.key, "7");
/// assert_eq!(tag.extra["colour"], "red");
/// ```
#[macro_export]
macro_rules! record {
    ($record:ident : $schema:path { $($field:ident : $name:literal),* $(,)? }) => {
        const _: () = {
            #[allow(non_camel_case_types)]
            enum Position { $($field),* }
            const POSITIONS: &[Position] = &[$(Position::$field),*];

            impl $crate::record::Record for $record {
                const SCHEMA: &'static $crate::schema::Schema = &$schema;
                const FIELDS: &'static [&'static str] = &[$($name),*];
                const QUOTED: &'static [&'static str] = &[$(concat!("\"", $name, "\":")),*];
                const FREE: &'static [bool] = &[$(
                    $crate::record::is_free(Position::$field as usize, |record: &$record| &record.$field)
                ),*];

                #[allow(unused_variables, unreachable_patterns)]
                fn read_field<'de, A: $crate::serde::de::MapAccess<'de>>(
                    &mut self,
                    index: usize,
                    entries: &mut A,
                ) -> ::core::result::Result<(), A::Error> {
                    match POSITIONS.get(index) {
                        $(::core::option::Option::Some(Position::$field) => self.$field = $crate::record::read_value(entries)?,)*
                        _ => {}
                    }
                    ::core::result::Result::Ok(())
                }

                #[inline]
                #[allow(unreachable_patterns)]
                fn view_field(&self, index: usize) -> $crate::view::View<'_> {
                    match POSITIONS.get(index) {
                        $(::core::option::Option::Some(Position::$field) => $crate::record::Wire::view(&self.$field),)*
                        _ => $crate::view::View::Absent,
                    }
                }

                fn extra(&self) -> &$crate::record::Extra {
                    &self.extra
                }

                fn extra_mut(&mut self) -> &mut $crate::record::Extra {
                    &mut self.extra
                }
            }
        };

        impl $crate::serde::Serialize for $record {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&$crate::record::Wire::view(self), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $record {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::record::read_root(deserializer)
            }
        }
    };
}

/// A regular expression that a text matches as a whole, for [`Limit::Pattern`](crate::Limit::Pattern).
///
/// ```
/// use ackgen_wire::{Field, Kind, Limit, Schema, pattern};
///
/// static ROOM: Schema = Schema::new("Room", &[Field::new("name", Kind::String).limits(&[Limit::Pattern(pattern!("[a-z]+"))])]);
/// let violations = ackgen_wire::validate(&ROOM, &ackgen_wire::serde_json::json!({"name": "R2"}));
/// assert_eq!(violations[0].to_string(), r#"name must match [a-z]+, but "R2" was sent"#);
/// ```
#[macro_export]
macro_rules! pattern {
    ($expression:literal) => {{
        static PATTERN: $crate::validate::Pattern = $crate::validate::Pattern::new($expression);
        &PATTERN
    }};
}

/// Adds to a struct a setter for each field: of a `list` or a `map` anything that can be iterated, else whatever becomes the
/// value. `optional` is what the struct holds in an `Option`, `plain` what it does not.
///
/// ```
/// #[derive(Default)]
/// pub struct Answer {
///     pub state: String,
///     pub nodes: Vec<String>,
///     pub count: Option<i64>,
/// }
/// ackgen_wire::setters!(Answer { state: plain String, nodes: list String, count: optional i64 });
///
/// let answer = Answer::default().state("running").nodes(["n1", "n2"]).count(2);
/// assert_eq!(answer.nodes.len(), 2);
/// ```
#[macro_export]
macro_rules! setters {
    ($record:ident { $($field:ident : $shape:ident $kind:ty),* $(,)? }) => {
        impl $record {
            $($crate::__setter!($field : $shape $kind);)*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    ($field:ident : plain $kind:ty) => {
        $crate::__setter!($field(impl ::core::convert::Into<$kind>) |value| value.into());
    };
    ($field:ident : optional $kind:ty) => {
        $crate::__setter!($field(impl ::core::convert::Into<$kind>) |value| ::core::option::Option::Some(value.into()));
    };
    ($field:ident : list $kind:ty) => {
        $crate::__setter!($field(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<$kind>>)
            |value| value.into_iter().map(::core::convert::Into::into).collect());
    };
    ($field:ident : map $kind:ty) => {
        $crate::__setter!($field(impl ::core::iter::IntoIterator<
            Item = (impl ::core::convert::Into<::std::string::String>, impl ::core::convert::Into<$kind>),
        >) |value| value.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
    };
    ($field:ident($argument:ty) |$value:ident| $held:expr) => {
        #[doc = concat!("Sets the field `", stringify!($field), "`, for an answer of your own.")]
        #[must_use]
        pub fn $field(mut self, $value: $argument) -> Self {
            self.$field = $held;
            self
        }
    };
}

/// Makes an enum an open one: its values are texts, and a text that is not listed survives as `Unknown`.
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// #[non_exhaustive]
/// pub enum State {
///     Initial,
///     Running,
///     Unknown(String),
/// }
/// ackgen_wire::open_enum!(State { Initial = "initial", Running = "running" });
///
/// assert_eq!(State::from("running"), State::Running);
/// assert_eq!(State::from("paused").as_str(), "paused");
/// assert_eq!(State::VALUES, ["initial", "running"]);
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The texts of the listed values.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            fn listed(text: &str) -> ::core::option::Option<Self> {
                match text {
                    $($text => ::core::option::Option::Some(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::listed(text).unwrap_or_else(|| Self::Unknown(::std::string::String::from(text)))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::listed(&text).unwrap_or(Self::Unknown(text))
            }
        }

        impl ::core::convert::From<&::std::string::String> for $name {
            fn from(text: &::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }

        $crate::__text!([] $name, as_str, |text| Self::from(text));
    };
}

/// Makes a type that is made from a `String` a text on the wire; `$borrowed` makes it from a text that it need not keep.
#[doc(hidden)]
#[macro_export]
macro_rules! __text {
    ([$($generic:ident)?] $name:ty, $text:ident) => {
        $crate::__text!([$($generic)?] $name, $text, |text| Self::from(::std::string::String::from(text)));
    };
    ([$($generic:ident)?] $name:ty, $text:ident, |$borrowed:ident| $made:expr) => {
        impl$(<$generic>)? $crate::record::Wire for $name {
            const EXPECTED: &'static str = "a text";
            const TEXT: bool = true;
            const LOOK: $crate::view::Look = $crate::view::Look::Text;

            fn from_scalar(scalar: $crate::record::Scalar<'_>) -> ::core::result::Result<Self, $crate::record::Mismatch> {
                ::core::result::Result::Ok(match scalar {
                    $crate::record::Scalar::Text($borrowed) => $made,
                    other => Self::from(other.into_text()),
                })
            }

            #[inline]
            fn view(&self) -> $crate::view::View<'_> {
                $crate::view::View::text(self.$text())
            }
        }

        $crate::__serde!([$($generic)?] $name);
    };
}

/// Serde for a type of the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ([$($generic:ident)?] $name:ty) => {
        impl$(<$generic>)? $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&$crate::record::Wire::view(self), serializer)
            }
        }

        impl<'de $(, $generic)?> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::record::Wire::read(deserializer)
            }
        }
    };
}

//! What a value may look like: the static tables that generated code describes its types with.
//!
//! One table serves both sides: a client checks an input before it is sent, a mock checks a request that
//! came in, and the XML codec learns from it which elements repeat.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::validate::Pattern;

/// A struct on the wire: its fields in the order of the spec.
#[derive(Debug)]
pub struct Schema {
    /// Name of the type in the spec.
    pub name: &'static str,
    /// The fields, in the order of the spec.
    pub fields: &'static [Field],
    /// Conditions that bind several fields together.
    pub rules: &'static [Rule],
}

impl Schema {
    /// A struct without rules.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, rules: &[] }
    }

    /// The same struct with conditions that bind several fields together.
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The field of this wire name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A signed integer of 32 bits.
    Integer,
    /// A signed integer of 64 bits.
    Long,
    /// A number that may have a fraction.
    Number,
    /// A point in time, as text.
    Timestamp,
    /// A length of time, as text.
    Duration,
    /// A text that must never be printed.
    Secret,
    /// One of several texts; open, so that others are let through.
    Enum(&'static [&'static str]),
    /// A list.
    List(&'static Kind),
    /// A map from texts to values.
    Map(&'static Kind),
    /// JSON inside a text.
    Json(&'static Kind),
    /// A struct.
    Record(&'static Schema),
    /// Any JSON value.
    Any,
}

impl Kind {
    /// Whether it is a secret, or several.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Secret => true,
            Self::List(inner) | Self::Map(inner) | Self::Json(inner) => inner.is_secret(),
            _ => false,
        }
    }

    /// Whether there is a secret in it, however deep.
    pub fn holds_secret(&self) -> bool {
        self.holds_beside(&mut Vec::new())
    }

    /// `known` are the structs that are looked into already: one may hold itself in a list.
    fn holds_beside(&self, known: &mut Vec<*const Schema>) -> bool {
        match self {
            Self::Secret => true,
            Self::List(inner) | Self::Map(inner) | Self::Json(inner) => inner.holds_beside(known),
            Self::Record(schema) => {
                let is_new = !known.contains(&std::ptr::from_ref(*schema));
                known.push(*schema);
                is_new && schema.fields.iter().any(|field| field.kind.holds_beside(known))
            }
            _ => false,
        }
    }
}

/// Where in a request a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query (or, for a service of parameters, in the form).
    Query,
    /// In a header.
    Header,
    /// In the body.
    Body,
}

/// How a list goes into a query or a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One value, a JSON array.
    Json,
    /// One value, items separated by commas.
    Comma,
}

/// A field of a struct, or a parameter of an operation.
#[derive(Debug)]
pub struct Field {
    /// The wire name, verbatim.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it goes; [`Location::Body`] for the fields of structs.
    pub location: Location,
    /// How a list is written outside of a body.
    pub style: Style,
    /// Whether a request without it is refused.
    pub required: bool,
    /// The limits that its value must keep.
    pub limits: &'static [Limit],
    /// The key that the documented form prints inside a map or around a list.
    pub placeholder: Option<&'static str>,
    /// What Rust calls it, where that is not the wire name in snake case.
    pub rust: Option<&'static str>,
}

impl Field {
    /// An optional field in a body, without limits.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, location: Location::Body, style: Style::Json, required: false, limits: &[], placeholder: None, rust: None }
    }

    /// The same field at another place of the request.
    pub const fn at(mut self, location: Location) -> Self {
        self.location = location;
        self
    }

    /// The same field, required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, its list separated by commas.
    pub const fn comma(mut self) -> Self {
        self.style = Style::Comma;
        self
    }

    /// The same field with limits.
    pub const fn limits(mut self, limits: &'static [Limit]) -> Self {
        self.limits = limits;
        self
    }

    /// The same field with the key that the documented form prints.
    pub const fn placeholder(mut self, key: &'static str) -> Self {
        self.placeholder = Some(key);
        self
    }

    /// The same field, called something else in Rust.
    pub const fn called(mut self, rust: &'static str) -> Self {
        self.rust = Some(rust);
        self
    }
}

/// A limit that a value must keep. Limits on texts hold for each item where the field is a list of texts.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// A number is at least this.
    Min(i64),
    /// A number is at most this.
    Max(i64),
    /// A text has at least this many characters.
    MinLength(usize),
    /// A text has at most this many characters.
    MaxLength(usize),
    /// A list has at least this many items.
    MinItems(usize),
    /// A list has at most this many items.
    MaxItems(usize),
    /// The whole text matches this regular expression.
    Pattern(&'static Pattern),
    /// An address block lies in one of these networks.
    Cidrs(&'static [Network]),
    /// A text has characters of at least so many of these classes.
    CharacterClasses(usize, &'static [CharacterClass]),
    /// A text has none of these characters.
    Forbidden(&'static str),
    /// A text begins with none of these.
    NotPrefix(&'static [&'static str]),
    /// A text contains none of these.
    NotContain(&'static [&'static str]),
    /// No two structs of a list have the same value in this field.
    UniqueBy(&'static str),
    /// Has an effect only when the condition holds; sending it otherwise is not an error.
    OnlyWhen(Condition),
    /// Must be sent when the condition holds.
    RequiredWhen(Condition),
}

/// A network that address blocks may lie in: `10.0.0.0/8`, or `10.0.0.0/8/16-24` with bounds for the length of their own prefix.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    pub(crate) address: IpAddr,
    /// How many bits of the address count.
    pub(crate) length: u32,
    /// How many bits of a block's own address count, at least and at most.
    pub(crate) prefixes: (u32, u32),
}

impl Network {
    /// A network of IPv4, any block of which will do.
    ///
    /// # Panics
    ///
    /// If an address has not so many bits. In a table the compiler says so.
    pub const fn v4([a, b, c, d]: [u8; 4], length: u32) -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), length, prefixes: (0, 0) }.prefixes(length, Ipv4Addr::BITS)
    }

    /// A network of IPv6, any block of which will do.
    ///
    /// # Panics
    ///
    /// If an address has not so many bits.
    pub const fn v6([a, b, c, d, e, f, g, h]: [u16; 8], length: u32) -> Self {
        Self { address: IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h)), length, prefixes: (0, 0) }.prefixes(length, Ipv6Addr::BITS)
    }

    /// The same network, of which only blocks will do whose own prefix has a length between these.
    ///
    /// # Panics
    ///
    /// If no block can have such a prefix.
    pub const fn prefixes(mut self, least: u32, most: u32) -> Self {
        assert!(self.length <= least && least <= most && most <= self.width(), "no block can have a prefix of such a length");
        self.prefixes = (least, most);
        self
    }

    /// How many bits an address has.
    pub(crate) const fn width(&self) -> u32 {
        if self.address.is_ipv4() { Ipv4Addr::BITS } else { Ipv6Addr::BITS }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, length, prefixes: (least, most) } = self;
        write!(formatter, "{address}/{length}")?;
        if (least, most) == (length, &self.width()) { Ok(()) } else { write!(formatter, "/{least}-{most}") }
    }
}

/// A condition on a sibling field: it has one of these values, written as texts.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// Wire name of the sibling.
    pub field: &'static str,
    /// The values for which the condition holds.
    pub values: &'static [&'static str],
}

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// A to Z.
    Upper,
    /// a to z.
    Lower,
    /// A letter of either case.
    Letter,
    /// 0 to 9.
    Digit,
    /// Anything else that prints.
    Special,
}

/// A condition that binds several fields together.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// How many of the fields must be there.
    pub count: Count,
    /// The wire names.
    pub fields: &'static [&'static str],
}

/// How many of a rule's fields must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// None or one.
    AtMostOne,
    /// One, no more, no less.
    ExactlyOne,
    /// One or more.
    AtLeastOne,
    /// Either every one or none.
    AllOrNone,
}

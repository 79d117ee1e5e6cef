//! The fields of an input, written once: a text of JSON, and where in it what is.
//!
//! An input is checked, and taken apart into path, query, headers and body, without a tree of values: most of its text is the
//! body already. What looks at values takes a [`Seen`], which is either a part of such a text or a tree.

mod write;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;

use crate::record::Scalar;
use crate::schema::{Field, Kind, Schema};

/// An input by wire names: what [`validate_fields`](crate::validate::validate_fields) checks, and a request is made of.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    json: String,
    /// In the order of the text; the parts of a value come right behind it.
    nodes: Vec<Node>,
    /// Texts that JSON writes otherwise than they are.
    escaped: Vec<String>,
}

/// A value in the text.
#[derive(Clone, Debug)]
struct Node {
    /// What it is called, where it is a field.
    name: Name,
    what: What,
    /// Its bytes.
    bytes: Range<u32>,
    /// The first node that is no part of it.
    end: u32,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Null,
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(Text),
    List,
    Object,
}

/// What a value is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    text: Text,
    /// Which field of its struct's schema it is, where that is known from the beginning.
    place: u32,
}

/// The name of what has none.
const NAMELESS: Name = Name { text: Text::Plain(0, 0), place: u32::MAX };

/// Where a text is.
#[derive(Clone, Copy, Debug)]
enum Text {
    /// Between these bytes, as it is.
    Plain(u32, u32),
    /// Among those that are escaped.
    Escaped(u32),
}

impl Fields {
    /// Writes a value; `expected` is how many values there may be in it.
    pub(crate) fn of(value: &impl Serialize, expected: usize) -> Result<Self, serde_json::Error> {
        let mut fields = Self { json: String::with_capacity(32 * expected), nodes: Vec::with_capacity(expected), ..Self::default() };
        write::write(value, &mut fields)?;
        // Where something is in a longer one, nodes cannot say.
        if u32::try_from(fields.json.len()).is_err() {
            return Err(serde_json::Error::custom("an input can have 4 GiB at most"));
        }
        Ok(fields)
    }

    /// Whether there are fields at all, rather than another value.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.nodes.first(), Some(Node { what: What::Object, .. }))
    }

    /// All of it.
    pub(crate) fn root(&self) -> Seen<'_> {
        Seen::Written(self, 0)
    }

    /// The JSON of all of it.
    pub(crate) fn into_json(self) -> String {
        self.json
    }

    /// The fields, in the order in which they were written.
    pub(crate) fn entries(&self, schema: &Schema) -> impl Iterator<Item = Entry<'_>> {
        let mut end = 0;
        self.root().fields(schema).map(move |(name, place, value)| {
            // Before the first is a bracket, before any other a comma.
            let start = end + 1;
            if let Seen::Written(_, index) = value {
                end = self.nodes[index].bytes.end as usize;
            }
            Entry { name, place, value, json: &self.json[start..end] }
        })
    }

    fn text(&self, text: Text) -> &str {
        match text {
            Text::Plain(start, end) => &self.json[start as usize..end as usize],
            Text::Escaped(index) => &self.escaped[index as usize],
        }
    }
}

/// One of the fields.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// Where it is in the schema, if that has it.
    pub(crate) place: Option<usize>,
    pub(crate) value: Seen<'a>,
    /// Its name and its value.
    pub(crate) json: &'a str,
}

/// A value, wherever it is.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'a> {
    Tree(&'a Value),
    Written(&'a Fields, usize),
}

/// What a value is.
pub(crate) enum Part<'a> {
    Scalar(Scalar<'a>),
    List,
    Object,
}

impl<'a> Seen<'a> {
    pub(crate) fn part(self) -> Part<'a> {
        Part::Scalar(match self {
            Seen::Tree(value) => match value {
                Value::Null => Scalar::Null,
                Value::Bool(value) => Scalar::Boolean(*value),
                Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                    (Some(value), _) => Scalar::Integer(value),
                    (_, Some(value)) => Scalar::Unsigned(value),
                    _ => Scalar::Float(number.as_f64().unwrap_or_default()),
                },
                Value::String(text) => Scalar::Text(text),
                Value::Array(_) => return Part::List,
                Value::Object(_) => return Part::Object,
            },
            Seen::Written(fields, index) => match fields.nodes[index].what {
                What::Null => Scalar::Null,
                What::Boolean(value) => Scalar::Boolean(value),
                What::Integer(value) => Scalar::Integer(value),
                What::Unsigned(value) => Scalar::Unsigned(value),
                What::Float(value) => Scalar::Float(value),
                What::Text(text) => Scalar::Text(fields.text(text)),
                What::List => return Part::List,
                What::Object => return Part::Object,
            },
        })
    }

    pub(crate) fn is_null(self) -> bool {
        match self {
            Seen::Tree(value) => value.is_null(),
            Seen::Written(fields, index) => matches!(fields.nodes[index].what, What::Null),
        }
    }

    /// Whether it is of a kind, as far as that can be seen at once.
    pub(crate) fn is_plainly(self, kind: &Kind) -> bool {
        let Seen::Written(fields, index) = self else { return false };
        match fields.nodes[index].what {
            What::Text(_) => matches!(kind, Kind::String | Kind::Enum(_) | Kind::Timestamp | Kind::Duration | Kind::Secret),
            What::Boolean(_) => matches!(kind, Kind::Boolean),
            What::Integer(_) => matches!(kind, Kind::Long),
            _ => false,
        }
    }

    /// The value's JSON.
    pub(crate) fn json(self) -> Cow<'a, str> {
        match self {
            Seen::Tree(value) => value.to_string().into(),
            Seen::Written(fields, index) => {
                let Range { start, end } = fields.nodes[index].bytes;
                fields.json[start as usize..end as usize].into()
            }
        }
    }

    /// Its text: of a text without quotes, of anything else its JSON.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self.part() {
            Part::Scalar(Scalar::Text(text)) => text.into(),
            _ => self.json(),
        }
    }

    /// The items of a list, the fields of an object; of anything else nothing. Items have no names.
    pub(crate) fn parts(self) -> Parts<'a> {
        match self {
            Seen::Tree(Value::Array(items)) => Parts::Items(items.iter()),
            Seen::Tree(Value::Object(fields)) => Parts::Fields(fields.iter()),
            Seen::Tree(_) => Parts::Items([].iter()),
            Seen::Written(fields, index) => Parts::Written { fields, next: index + 1, end: fields.nodes[index].end as usize },
        }
    }

    /// The parts of an object, each with its field, if the schema has one.
    pub(crate) fn fields(self, schema: &Schema) -> impl Iterator<Item = (&'a str, Option<usize>, Seen<'a>)> {
        let fields = schema.fields;
        let mut expected = 0;
        self.parts().map(move |(called, value)| match called.place(fields, expected) {
            Some(place) => {
                expected = place + 1;
                (fields[place].name, Some(place), value)
            }
            None => (called.text(), None, value),
        })
    }
}

/// What a part is called: an item nothing.
#[derive(Clone, Copy)]
pub(crate) enum Called<'a> {
    Text(&'a str),
    Written(&'a Fields, Name),
}

impl<'a> Called<'a> {
    pub(crate) fn text(self) -> &'a str {
        match self {
            Called::Text(text) => text,
            Called::Written(fields, name) => fields.text(name.text),
        }
    }

    /// Which of the fields it is; unless that is known, it is looked for first where it comes if fields come in order.
    fn place(self, fields: &[Field], expected: usize) -> Option<usize> {
        if let Called::Written(_, name) = self
            && let Some(field) = fields.get(name.place as usize)
        {
            debug_assert_eq!(field.name, self.text());
            return Some(name.place as usize);
        }
        let name = self.text();
        let (before, after) = fields.split_at(expected.min(fields.len()));
        let ahead = after.iter().position(|field| field.name == name).map(|place| before.len() + place);
        ahead.or_else(|| before.iter().position(|field| field.name == name))
    }
}

/// The parts of a value.
pub(crate) enum Parts<'a> {
    Items(std::slice::Iter<'a, Value>),
    Fields(serde_json::map::Iter<'a>),
    Written { fields: &'a Fields, next: usize, end: usize },
}

impl<'a> Iterator for Parts<'a> {
    type Item = (Called<'a>, Seen<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Parts::Items(items) => items.next().map(|value| (Called::Text(""), Seen::Tree(value))),
            Parts::Fields(fields) => fields.next().map(|(name, value)| (Called::Text(name), Seen::Tree(value))),
            Parts::Written { fields, next, end } => {
                let index = (*next < *end).then_some(*next)?;
                let node = &fields.nodes[index];
                *next = node.end as usize;
                Some((Called::Written(fields, node.name), Seen::Written(fields, index)))
            }
        }
    }
}

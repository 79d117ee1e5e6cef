//! Writes what serde serialises, and notes where it is.

use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct, Serializer,
};
use serde_json::Error;

use super::{Fields, NAMELESS, Name, Node, Text, What};
use crate::record::PLACED;

pub(super) fn write(value: &impl Serialize, fields: &mut Fields) -> Result<(), Error> {
    value.serialize(Writer { fields, name: NAMELESS })
}

/// A place in a text that is not too long, which is seen to in the end.
fn small(place: usize) -> u32 {
    place as u32
}

/// Writes one value.
struct Writer<'a> {
    fields: &'a mut Fields,
    /// What the value is called.
    name: Name,
}

impl<'a> Writer<'a> {
    /// A value without parts.
    fn scalar(self, what: What, json: &str) -> Result<(), Error> {
        let start = self.fields.json.len();
        self.fields.json.push_str(json);
        self.push(what, start);
        Ok(())
    }

    fn integer(self, what: What, value: impl itoa::Integer) -> Result<(), Error> {
        self.scalar(what, itoa::Buffer::new().format(value))
    }

    fn push(self, what: What, start: usize) -> &'a mut Fields {
        let end = small(self.fields.nodes.len() + 1);
        self.fields.nodes.push(Node { name: self.name, what, bytes: small(start)..small(self.fields.json.len()), end });
        self.fields
    }

    fn open(self, what: What, bracket: char) -> Open<'a> {
        let (start, node) = (self.fields.json.len(), self.fields.nodes.len());
        self.fields.json.push(bracket);
        Open { fields: self.push(what, start), node, next: NAMELESS }
    }
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.scalar(What::Boolean(value), if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.integer(What::Integer(value), value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.integer(i64::try_from(value).map_or(What::Unsigned(value), What::Integer), value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        // JSON has no infinite numbers.
        self.scalar(if value.is_finite() { What::Float(value) } else { What::Null }, &serde_json::to_string(&value)?)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        let start = self.fields.json.len();
        let text = if is_plain(value.as_bytes()) {
            self.fields.json.reserve(value.len() + 3);
            self.fields.json.push('"');
            self.fields.json.push_str(value);
            self.fields.json.push('"');
            Text::Plain(small(start + 1), small(start + 1 + value.len()))
        } else {
            self.fields.json.push_str(&serde_json::to_string(value)?);
            self.fields.escaped.push(value.to_owned());
            Text::Escaped(small(self.fields.escaped.len() - 1))
        };
        self.push(What::Text(text), start);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.scalar(What::Null, "null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(mut self, name: &'static str, place: u32, variant: &'static str) -> Result<(), Error> {
        if name == PLACED {
            self.name.place = place;
        }
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.collect_map([(variant, value)])
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Error> {
        Ok(self.open(What::List, '['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(What::List, '['))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(What::List, '['))
    }

    fn serialize_tuple_variant(self, name: &'static str, _: u32, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        Err(unwritten(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Error> {
        Ok(self.open(What::Object, '{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Error> {
        Ok(self.open(What::Object, '{'))
    }

    fn serialize_struct_variant(self, name: &'static str, _: u32, _: &'static str, _: usize) -> Result<Impossible<(), Error>, Error> {
        Err(unwritten(name))
    }
}

/// Whether a text is written in JSON as it is. Most are short, and eight bytes are looked at together.
fn is_plain(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk() else {
        return text.iter().all(|byte| *byte >= b' ' && *byte != b'"' && *byte != b'\\');
    };
    let (eights, _) = text.as_chunks();
    eights.iter().chain([last]).all(|eight| are_plain(*eight))
}

/// The same of eight bytes. What is below a bound, which is one for what is none, borrows from its highest bit.
fn are_plain(eight: [u8; 8]) -> bool {
    let all = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let bytes = u64::from_ne_bytes(eight);
    let below = |bytes: u64, bound: u8| bytes.wrapping_sub(all(bound)) & !bytes;
    let (quotes, backslashes) = (bytes ^ all(b'"'), bytes ^ all(b'\\'));
    (below(bytes, b' ') | below(quotes, 1) | below(backslashes, 1)) & all(0x80) == 0
}

/// No type of the wire is an enum with several values inside.
#[cold]
fn unwritten(name: &str) -> Error {
    Error::custom(format_args!("{name} cannot be written"))
}

/// A list or an object whose parts are being written.
struct Open<'a> {
    fields: &'a mut Fields,
    node: usize,
    /// What the next part is called.
    next: Name,
}

impl Open<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(Writer { fields: self.fields, name: NAMELESS })
    }

    fn name<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        self.comma();
        name.serialize(Writer { fields: self.fields, name: NAMELESS })?;
        // A name is written as a value is, but is none.
        match self.fields.nodes.pop() {
            Some(Node { what: What::Text(text), name: Name { place, .. }, .. }) => self.next = Name { text, place },
            _ => return Err(Error::custom("the name of a field must be a text")),
        }
        self.fields.json.push(':');
        Ok(())
    }

    fn named<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Writer { fields: self.fields, name: self.next })
    }

    /// Behind an earlier part.
    fn comma(&mut self) {
        if !matches!(self.fields.json.as_bytes().last(), Some(b'[' | b'{')) {
            self.fields.json.push(',');
        }
    }

    fn close(self, bracket: char) -> Result<(), Error> {
        self.fields.json.push(bracket);
        let (bytes, nodes) = (self.fields.json.len(), self.fields.nodes.len());
        let node = &mut self.fields.nodes[self.node];
        node.bytes.end = small(bytes);
        node.end = small(nodes);
        Ok(())
    }
}

/// What writes the parts of a list, for which serde has three names.
macro_rules! list {
    ($($list:ident::$part:ident),*) => {
        $(impl $list for Open<'_> {
            type Ok = ();
            type Error = Error;

            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.part(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close(']')
            }
        })*
    };
}

list!(SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field);

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        self.name(name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.named(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close('}')
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.name(name)?;
        self.named(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close('}')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_text_is_looked_at() {
        for length in 0..20 {
            assert!(is_plain(&vec![b'a'; length]));
            for (place, byte) in (0..length).flat_map(|place| (0..=u8::MAX).map(move |byte| (place, byte))) {
                let mut text = vec![b'a'; length];
                text[place] = byte;
                assert_eq!(is_plain(&text), byte >= b' ' && byte != b'"' && byte != b'\\', "{text:?}");
            }
        }
    }
}

//! Which fields have types of their own, and what those are called.

use std::collections::BTreeSet;

use serde_json::Value;

use super::tree::{Field, Word};
use super::value;
use crate::guide::description;
use crate::names;

/// A struct or an enum.
pub struct Definition {
    /// Its name.
    pub name: String,
    /// The sections that describe it.
    pub sections: Vec<String>,
    /// What it is.
    pub shape: Shape,
}

/// What a type is.
pub enum Shape {
    /// Fields.
    Struct(Vec<Typed>),
    /// Values.
    Enum(Vec<String>),
}

/// A field with its type.
pub struct Typed {
    /// As the guide has it.
    pub field: Field,
    /// As the spec language writes it.
    pub kind: String,
    /// Examples, by section.
    pub examples: Vec<(String, Value)>,
    /// Cells of the row that are printed otherwise than what was made of them.
    pub printed: Vec<(&'static str, String)>,
}

/// The types of a service, as far as they are known.
#[derive(Default)]
pub struct Types {
    /// In the order in which they were met.
    pub definitions: Vec<Definition>,
    /// Names that no type can have.
    pub taken: BTreeSet<String>,
}

/// Whose fields are looked at.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The operation.
    pub operation: &'a str,
    /// Its section.
    pub section: &'a str,
}

impl Types {
    /// Fields with their types; what they are made of becomes a type, or is known to be one.
    pub fn typed(&mut self, place: Place<'_>, fields: Vec<Field>) -> Vec<Typed> {
        fields.into_iter().map(|field| self.typed_field(place, field)).collect()
    }

    fn typed_field(&mut self, place: Place<'_>, mut field: Field) -> Typed {
        let inside = std::mem::take(&mut field.fields);
        let is_empty = inside.is_empty();
        let of_struct = |types: &mut Self, field: &Field| {
            let fields = types.typed(place, inside.clone());
            types.named(place, &singular(field), Shape::Struct(fields))
        };
        let kind = match field.word {
            Word::Scalar("string") => match values(&mut field) {
                Some(values) => self.named(place, &field.name, Shape::Enum(values)),
                None => "string".to_owned(),
            },
            Word::Scalar(scalar) => scalar.to_owned(),
            Word::Struct if is_empty => {
                field.doubts.push("no row is inside of this struct".to_owned());
                "any".to_owned()
            }
            Word::Struct => of_struct(self, &field),
            Word::List(Some(item)) => format!("list<{item}>"),
            Word::List(None) if is_empty => match value::parsed(&field.example) {
                Some(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_string) => "list<string>".to_owned(),
                _ => {
                    field.doubts.push("of what this is a list is not said".to_owned());
                    "list<any>".to_owned()
                }
            },
            Word::List(None) => format!("list<{}>", of_struct(self, &field)),
            Word::Unknown => {
                field.doubts.push("its type cannot be read".to_owned());
                if field.location.is_some_and(|location| location != "body") { "string".to_owned() } else { "any".to_owned() }
            }
        };
        let (mut examples, mut printed) = (Vec::new(), Vec::new());
        // A struct has its own examples: those of what is inside of it.
        let is_struct = field.word == Word::Struct && kind != "any";
        let example = if is_struct { String::new() } else { field.example.clone() };
        match value::example(&kind, &example) {
            Ok(Some(value)) => examples.push((place.section.to_owned(), value)),
            Ok(None) => {}
            Err(text) => {
                field.doubts.push("the example is none of its type".to_owned());
                printed.push(("example", text));
            }
        }
        Typed { field, kind, examples, printed }
    }

    /// The name of a type: of one that is just like it, or of a new one.
    fn named(&mut self, place: Place<'_>, of: &str, shape: Shape) -> String {
        let base = names::type_name(of);
        let longer = names::type_name(&format!("{}_{of}", place.operation));
        let numbered = (2..).map(|number| format!("{longer}{number}"));
        for name in [base, longer.clone()].into_iter().chain(numbered) {
            let is_free = names::is_identifier(&name) && !self.taken.contains(&name) && !names::RESERVED_TYPES.contains(&name.as_str());
            match self.definitions.iter_mut().find(|known| known.name == name) {
                Some(known) if is_alike(&known.shape, &shape) => {
                    if !known.sections.iter().any(|section| section == place.section) {
                        known.sections.push(place.section.to_owned());
                    }
                    add_examples(&mut known.shape, shape);
                    return name;
                }
                None if is_free => {
                    self.definitions.push(Definition { name: name.clone(), sections: vec![place.section.to_owned()], shape });
                    return name;
                }
                _ => {}
            }
        }
        longer
    }
}

fn is_alike(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Struct(one), Shape::Struct(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| one.field.name == other.field.name && one.kind == other.kind)
        }
        (Shape::Enum(one), Shape::Enum(other)) => one == other,
        _ => false,
    }
}

fn add_examples(known: &mut Shape, other: Shape) {
    let (Shape::Struct(known), Shape::Struct(other)) = (known, other) else { return };
    for (known, other) in known.iter_mut().zip(other) {
        for (section, value) in other.examples {
            if !known.examples.iter().any(|(of, _)| *of == section) {
                known.examples.push((section, value));
            }
        }
    }
}

/// What an item of a list is called; a struct is called after its field.
fn singular(field: &Field) -> String {
    match field.word {
        Word::List(_) if field.name.ends_with("ies") => format!("{}y", &field.name[..field.name.len() - 3]),
        Word::List(_) if field.name.ends_with('s') && !field.name.ends_with("ss") => field.name[..field.name.len() - 1].to_owned(),
        _ => field.name.clone(),
    }
}

/// The values that a description lists, if they can be those of an enum.
fn values(field: &mut Field) -> Option<Vec<String>> {
    let mut values = description::values(&field.description);
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
    let variants: BTreeSet<String> = values.iter().map(|value| names::variant(value)).collect();
    let are_names = variants.iter().all(|variant| names::is_identifier(variant) && !names::RESERVED_VARIANTS.contains(&variant.as_str()));
    let are_booleans = values.iter().all(|value| value == "true" || value == "false");
    let is_enum = values.len() > 1 && variants.len() == values.len() && are_names && !are_booleans;
    // An example or a default that is none of them: who knows what the list is of.
    let example = value::fitting("string", &field.example).filter(|_| !field.example.is_empty());
    let default = description::default(&field.description).map(|default| Value::from(default.word));
    let odd = [example, default].into_iter().flatten().find(|value| !values.iter().any(|known| *value == known.as_str()));
    if let (true, Some(odd)) = (is_enum, odd) {
        field.doubts.push(format!("it lists the values {}, and not `{}`", values.join(", "), odd.as_str().unwrap_or_default()));
        return None;
    }
    is_enum.then_some(values)
}

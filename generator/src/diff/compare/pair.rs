//! Two versions of a service: how their types correspond, and which operations reach them.

use std::collections::HashMap;

use super::Scope;
use super::matching::{Alike, Matched, matched, overlap};
use crate::diff::change::{Certainty, Reach, Subject};
use crate::diff::rule::Side;
use crate::model::{Content, Field, Kind, Service, Shape, Type, TypeId};

/// Two versions of a service.
pub struct Pair<'a> {
    /// As it was.
    pub old: &'a Service,
    /// As it is.
    pub new: &'a Service,
    /// Which type is which.
    pub types: Matched,
    /// The new type of each old one that is still there.
    renamed: HashMap<usize, usize>,
    reach: (Vec<Vec<Reach>>, Vec<Vec<Reach>>),
}

impl<'a> Pair<'a> {
    /// Pairs two versions.
    pub fn new(old: &'a Service, new: &'a Service) -> Self {
        let types = matched(&old.types, &new.types, |definition| definition.name.as_str(), alike);
        let renamed = types.pairs.iter().map(|(before, after, _)| (*before, *after)).collect();
        Self { old, new, types, renamed, reach: (reach(old), reach(new)) }
    }

    /// The service as a whole.
    pub fn scope(&self) -> Scope {
        let at = (Some(self.old.at), Some(self.new.at));
        Scope { service: Some(self.new.name.clone()), subject: Subject::Service, about: self.new.name.clone(), reach: Vec::new(), at }
    }

    /// Whether an old and a new type are the same one.
    pub fn is_same_type(&self, old: TypeId, new: TypeId) -> bool {
        self.renamed.get(&old.0) == Some(&new.0)
    }

    /// Whether two kinds are the same, whatever their types are called.
    pub fn is_same_kind(&self, old: &Kind, new: &Kind) -> bool {
        match (old, new) {
            (Kind::List(old), Kind::List(new)) | (Kind::Map(old), Kind::Map(new)) | (Kind::Json(old), Kind::Json(new)) => {
                self.is_same_kind(old, new)
            }
            (Kind::Named(old), Kind::Named(new)) => self.is_same_type(*old, *new),
            // Indices of different services say nothing.
            (Kind::Named(_), _) | (_, Kind::Named(_)) => false,
            (old, new) => old == new,
        }
    }

    /// Whether two kinds are the same type in Rust.
    pub fn is_same_in_rust(&self, old: &Kind, new: &Kind) -> bool {
        match (old, new) {
            (Kind::List(old), Kind::List(new)) | (Kind::Map(old), Kind::Map(new)) | (Kind::Json(old), Kind::Json(new)) => {
                self.is_same_in_rust(old, new)
            }
            (Kind::Integer | Kind::Long, Kind::Integer | Kind::Long) => true,
            _ => self.is_same_kind(old, new),
        }
    }

    /// The operations that reach a type, in the version that has it.
    pub fn reach(&self, old: Option<usize>, new: Option<usize>) -> Vec<Reach> {
        let mut reached = new.map(|new| self.reach.1[new].clone()).unwrap_or_default();
        for reach in old.map(|old| self.reach.0[old].clone()).unwrap_or_default() {
            match reached.iter_mut().find(|known| known.operation == reach.operation) {
                Some(known) => (known.input, known.output) = (known.input || reach.input, known.output || reach.output),
                None => reached.push(reach),
            }
        }
        reached
    }

    /// The sides on which a type is in both versions: nobody sends or reads it yet where only the new one has it, nor any more
    /// where only the old one has.
    pub fn sides(&self, old: &Type, new: &Type) -> Vec<Side> {
        let sides = [(Side::Input, old.in_input && new.in_input), (Side::Output, old.in_output && new.in_output)];
        let both: Vec<Side> = sides.into_iter().filter(|(_, is_in_both)| *is_in_both).map(|(side, _)| side).collect();
        if both.is_empty() { vec![Side::Input, Side::Output] } else { both }
    }
}

/// How alike two types of different names are: whether they have the same fields, or the same values.
fn alike(old: &Type, new: &Type) -> Alike {
    let score = match (&old.shape, &new.shape) {
        (Shape::Struct(old), Shape::Struct(new)) => overlap(names(&old.fields), names(&new.fields)),
        (Shape::Enum(old), Shape::Enum(new)) => {
            overlap(old.iter().map(|value| value.wire.as_str()), new.iter().map(|value| value.wire.as_str()))
        }
        _ => 0.0,
    };
    match score {
        1.0 => Some((Certainty::Certain, score)),
        0.6.. => Some((Certainty::Likely, score)),
        _ => None,
    }
}

/// The wire names of fields.
pub fn names(fields: &[Field]) -> impl Iterator<Item = &str> {
    fields.iter().map(|field| field.wire.as_str())
}

/// For each type the operations that send or answer it, in the order of the operations.
fn reach(service: &Service) -> Vec<Vec<Reach>> {
    let mut reached: Vec<Vec<Reach>> = vec![Vec::new(); service.types.len()];
    for operation in &service.operations {
        let input = below(service, operation.input.fields.iter().map(|field| &field.kind));
        let output = match &operation.response.content {
            Content::Empty => Vec::new(),
            Content::Fields(shape) => below(service, shape.fields.iter().map(|field| &field.kind)),
            Content::Value(kind) => below(service, std::iter::once(kind)),
        };
        for (id, reached) in reached.iter_mut().enumerate() {
            let (input, output) = (input.contains(&id), output.contains(&id));
            if input || output {
                reached.push(Reach { operation: operation.name.clone(), input, output });
            }
        }
    }
    reached
}

/// The types in kinds, and in the fields of these, and so on.
fn below<'a>(service: &'a Service, kinds: impl Iterator<Item = &'a Kind>) -> Vec<usize> {
    let mut open: Vec<usize> = kinds.filter_map(Kind::named).map(|id| id.0).collect();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        if let Shape::Struct(shape) = &service.types[id].shape {
            open.extend(shape.fields.iter().filter_map(|field| field.kind.named()).map(|id| id.0));
        }
    }
    found
}

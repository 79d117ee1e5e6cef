//! What pages look up again and again, found once: operations and types by name, and who has a field of a type.

use std::collections::HashMap;

use crate::model::{Content, Field, Model, Operation, Service, Shape, Type, TypeId};

/// Of every service.
pub struct Index<'a>(HashMap<&'a str, OfService<'a>>);

struct OfService<'a> {
    operations: HashMap<&'a str, &'a Operation>,
    types: HashMap<&'a str, TypeId>,
    users: Vec<Users>,
}

/// Who has a field of a type, as indices.
#[derive(Clone, Default)]
pub struct Users {
    /// Operations, in their order.
    pub operations: Vec<usize>,
    /// Structs, by name.
    pub types: Vec<usize>,
}

impl<'a> Index<'a> {
    /// Looks through a model.
    pub fn of(model: &'a Model) -> Self {
        Self(model.services.iter().map(|service| (service.name.as_str(), OfService::of(service))).collect())
    }

    /// The operation of a name.
    pub fn operation(&self, service: &Service, name: &str) -> Option<&'a Operation> {
        self.0.get(service.name.as_str())?.operations.get(name).copied()
    }

    /// The type of a name.
    pub fn definition(&self, service: &Service, name: &str) -> Option<TypeId> {
        self.0.get(service.name.as_str())?.types.get(name).copied()
    }

    /// Who has a field of a type.
    pub fn users(&self, service: &Service, id: TypeId) -> Users {
        self.0.get(service.name.as_str()).and_then(|found| found.users.get(id.0)).cloned().unwrap_or_default()
    }
}

impl<'a> OfService<'a> {
    fn of(service: &'a Service) -> Self {
        let mut users = vec![Users::default(); service.types.len()];
        for (index, operation) in service.operations.iter().enumerate() {
            let answer: &[Field] = if let Content::Fields(shape) = &operation.response.content { &shape.fields } else { &[] };
            let mut used: Vec<TypeId> = operation.input.fields.iter().chain(answer).filter_map(|field| field.kind.named()).collect();
            if let Content::Value(kind) = &operation.response.content {
                used.extend(kind.named());
            }
            note(&mut users, used, |users| users.operations.push(index));
        }
        for (id, definition) in sorted(service) {
            if let Shape::Struct(shape) = &definition.shape {
                note(&mut users, shape.fields.iter().filter_map(|field| field.kind.named()).collect(), |users| users.types.push(id.0));
            }
        }
        Self {
            operations: service.operations.iter().map(|operation| (operation.name.as_str(), operation)).collect(),
            types: service.types.iter().enumerate().map(|(index, definition)| (definition.name.as_str(), TypeId(index))).collect(),
            users,
        }
    }
}

/// Notes a user of types, once for each.
fn note(users: &mut [Users], mut used: Vec<TypeId>, push: impl Fn(&mut Users)) {
    used.sort_unstable_by_key(|id| id.0);
    used.dedup();
    used.into_iter().for_each(|id| push(&mut users[id.0]));
}

/// By name, as one looks a type up.
pub fn sorted(service: &Service) -> Vec<(TypeId, &Type)> {
    let mut types: Vec<_> = service.types.iter().enumerate().map(|(index, definition)| (TypeId(index), definition)).collect();
    types.sort_by_cached_key(|(_, definition)| (definition.name.to_lowercase(), definition.name.clone()));
    types
}

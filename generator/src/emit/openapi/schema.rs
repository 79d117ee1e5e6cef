//! Schemas: of kinds, of fields, of structs and enums.

use serde_json::Value;

use super::constraint;
use super::object::{Object, evidence, reference};
use crate::emit::example;
use crate::model::{EnumValue, Field, Kind, Rule, Service, Shape, Type, TypeId};

/// Which way an object travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Only in requests.
    Request,
    /// Only in answers, whose fields nothing guarantees.
    Answer,
    /// In requests and in answers: what holds for requests only is an extension here.
    Both,
}

/// The structs and enums of a service.
pub fn components(service: &Service) -> Object {
    let ids = (0..service.types.len()).map(TypeId);
    ids.map(|id| (service.get(id).name.as_str(), of_type(service, id))).collect()
}

fn of_type(service: &Service, id: TypeId) -> Object {
    let definition = service.get(id);
    let schema = match &definition.shape {
        Shape::Struct(shape) => {
            let fields: Vec<_> = shape.fields.iter().collect();
            let rules: Vec<_> = shape.rules.iter().collect();
            let members = members(service, &fields, &rules, direction(definition));
            let example = definition.sections.first().and_then(|section| example::of_kind(service, &Kind::Named(id), section));
            Object::new().with("type", "object").with_text("description", &definition.doc).and(members).with_list("examples", example)
        }
        Shape::Enum(values) => Object::new().with("type", "string").with_text("description", &definition.doc).and(values_of(values)),
    };
    schema.with_list("x-sections", definition.sections.iter().map(String::as_str)).with_errata(service, &definition.errata)
}

fn direction(definition: &Type) -> Direction {
    match (definition.in_input, definition.in_output) {
        (true, true) => Direction::Both,
        (true, false) => Direction::Request,
        (false, _) => Direction::Answer,
    }
}

/// The values of an open enum. `enum` would forbid the values that the service has and nobody documented.
fn values_of(values: &[EnumValue]) -> Object {
    let wire = || values.iter().map(|value| value.wire.as_str());
    let of_all = values.first().map(|value| value.evidence.as_slice()).unwrap_or_default();
    let others = values.iter().filter(|value| value.evidence != of_all);
    let evidence_of_others = others.fold(Object::new(), |object, value| object.with_list(&value.wire, evidence(&value.evidence)));
    Object::new()
        .with_list("examples", wire())
        .with_list("x-extensible-enum", wire())
        .with("x-enum-descriptions", values.iter().map(|value| (value.wire.as_str(), value.doc.en.as_str())).collect::<Object>())
        .with("x-enum-descriptions-zh", values.iter().map(|value| (value.wire.as_str(), value.doc.zh.as_str())).collect::<Object>())
        .with_evidence(of_all)
        .with_object("x-enum-evidence", evidence_of_others)
}

/// `properties` and what binds them together. No object is closed: fields that nobody documented are to be expected.
pub fn members(service: &Service, fields: &[&Field], rules: &[&Rule], direction: Direction) -> Object {
    let required = fields.iter().filter(|field| field.required).map(|field| field.wire.as_str());
    let members = Object::new().with_object("properties", properties(service, fields, direction));
    match direction {
        Direction::Request => members.with_list("required", required).with_list("allOf", constraint::of_object(fields, rules)),
        Direction::Answer => members,
        Direction::Both => members
            .with_list("x-required-in-requests", required)
            .with_list("x-rules", rules.iter().map(|rule| constraint::rule_as_data(rule))),
    }
}

/// Fields as properties.
pub fn properties(service: &Service, fields: &[&Field], direction: Direction) -> Object {
    fields.iter().map(|field| (field.wire.as_str(), of_field(service, field, direction))).collect()
}

/// A field as a property.
pub fn of_field(service: &Service, field: &Field, direction: Direction) -> Object {
    let mut examples: Vec<&Value> = Vec::new();
    for (_, example) in &field.examples {
        if !examples.contains(&example) {
            examples.push(example);
        }
    }
    // Limits are for what is sent: what a service answers was there before them, or has come another way.
    let value = match direction {
        Direction::Answer => of_kind(service, &field.kind),
        Direction::Request | Direction::Both => of_value(service, field),
    };
    value
        .with_text("description", &field.doc)
        .with_list("examples", examples.into_iter().cloned())
        .with_flag("deprecated", field.deprecated.is_some())
        .with_flag("writeOnly", direction == Direction::Request && field.kind == Kind::Secret)
        .and(notes(service, field))
}

/// The values that a field may be sent with.
pub fn of_value(service: &Service, field: &Field) -> Object {
    let schema = match &field.kind {
        Kind::List(item) => {
            let item = of_kind(service, item).and(constraint::of_value(field));
            Object::new().with("type", "array").with("items", item).and(constraint::of_list(field))
        }
        kind => of_kind(service, kind).and(constraint::of_value(field)),
    };
    schema.with_some("default", field.default.clone())
}

/// What is known of a field beyond its values and its meaning.
pub fn notes(service: &Service, field: &Field) -> Object {
    let mut notes = constraint::notes(field);
    if let Some(instead) = &field.deprecated {
        notes = notes.with_text("x-deprecated", instead);
    }
    let printed: Object = field.printed.iter().map(|(cell, text)| (cell.as_str(), text.as_str())).collect();
    notes
        .with_flag("x-set-by-client", field.set_by_client)
        .with_some("x-documented-key", field.placeholder.as_deref())
        .with_evidence(&field.evidence)
        .with_object("x-printed", printed)
        .with_errata(service, &field.errata)
}

/// The values of a kind.
pub fn of_kind(service: &Service, kind: &Kind) -> Object {
    let simple = |name: &str| Object::new().with("type", name);
    match kind {
        Kind::String => simple("string"),
        Kind::Boolean => simple("boolean"),
        Kind::Integer => simple("integer").with("format", "int32"),
        Kind::Long => simple("integer").with("format", "int64"),
        Kind::Number => simple("number").with("format", "double"),
        Kind::Timestamp => simple("string").with("format", "date-time"),
        // `3h`, `1h30m`: not the durations of ISO 8601, for which JSON Schema has a format.
        Kind::Duration => simple("string").with("x-format", "go-duration"),
        Kind::Secret => simple("string").with("format", "password"),
        Kind::Any => Object::new(),
        Kind::List(item) => simple("array").with("items", of_kind(service, item)),
        Kind::Map(item) => simple("object").with("additionalProperties", of_kind(service, item)),
        Kind::Json(inner) => simple("string").with("contentMediaType", "application/json").with("contentSchema", of_kind(service, inner)),
        Kind::Named(id) => reference("schemas", &service.get(*id).name),
    }
}

//! The id that a thing of a spec has everywhere: in findings, in the rustdoc of the client, in what the mock says of a request, as
//! an anchor on its page of the reference, and for `ackgen explain`.
//!
//! ```text
//! CreateOrder                   an operation, a type, an erratum, an error: its name
//! CreateOrder.body.name         a field of a request, behind where it goes
//! CreateOrder.response.id       a field of an answer
//! CreateOrder.body.tags.key     a field inside of another, whether in a list, in a map or alone
//! CreateOrder.body.count#max    one of the limits of a field
//! Order.name                    a field of a type, a value of an enum
//! header.Date                   what every request carries; also `parameter.`, and `common.` and `item.` of answers
//! gateway.public                something of the service; also `endpoint.`, `scheme.`, `group.`, `waiter.`, `resource.`, `refusal.`
//! ```
//!
//! Names are those of the wire. Where two services may have a thing, the service stands in front: `shop/CreateOrder`.

use std::collections::BTreeMap;

use crate::model::{Content, Endpoint, Field, Kind, Location, Model, Operation, Service, Shape, Struct, Text, Type};
use crate::source::Span;

/// What stands for an answer in the ids of its fields.
pub const RESPONSE: &str = "response";

/// What stands in front of a header of every request.
pub const HEADER: &str = "header";

/// What stands in front of a parameter of every request.
pub const PARAMETER: &str = "parameter";

/// What stands in front of a field of every answer.
pub const COMMON: &str = "common";

/// What stands in front of a field of the items of lists.
pub const ITEM: &str = "item";

/// A field of a request.
pub fn of_request(operation: &Operation, field: &Field) -> String {
    format!("{}.{}.{}", operation.name, location(field.location), field.wire)
}

/// A field of an answer.
pub fn of_response(operation: &Operation, field: &Field) -> String {
    format!("{}.{RESPONSE}.{}", operation.name, field.wire)
}

/// A field of a type.
pub fn of_type(definition: &Type, field: &Field) -> String {
    format!("{}.{}", definition.name, field.wire)
}

/// What a place in a request is called.
pub fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Body => "body",
    }
}

/// An id with its service.
pub fn of_service(service: &Service, id: &str) -> String {
    format!("{}/{id}", service.name)
}

/// The field that a path leads to from some fields on: `tags.key`. Names may have dots in them.
pub fn field<'m>(service: &'m Service, fields: &'m [Field], path: &str) -> Option<&'m Field> {
    fields.iter().find_map(|field| {
        let rest = path.strip_prefix(field.wire.as_str())?;
        if rest.is_empty() {
            return Some(field);
        }
        self::field(service, &structure(service, &field.kind)?.fields, rest.strip_prefix('.')?)
    })
}

/// The field of an operation that an id leads to, from the operation's name on: `body.tags.key`.
pub fn field_of<'m>(service: &'m Service, operation: &'m Operation, path: &str) -> Option<&'m Field> {
    let (place, path) = path.split_once('.')?;
    if place == RESPONSE {
        let shape = match &operation.response.content {
            Content::Empty => None,
            Content::Fields(shape) => Some(shape),
            Content::Value(kind) => structure(service, kind),
        };
        return field(service, &shape?.fields, path);
    }
    let mut here = operation.input.fields.iter().filter(|field| location(field.location) == place);
    here.find_map(|field| self::field(service, std::slice::from_ref(field), path))
}

/// What a service's requests and answers have in common: what ids begin with, and the fields.
pub fn common(service: &Service) -> [(&'static str, &[Field]); 4] {
    [(HEADER, &service.headers), (PARAMETER, &service.parameters), (COMMON, &service.common_response), (ITEM, &service.list_item_fields)]
}

/// Something of a service that is neither an operation nor a type.
pub struct Part<'m> {
    /// Its id: `gateway.public`.
    pub id: String,
    /// Where it is written.
    pub at: Span,
    /// What it is.
    pub doc: &'m Text,
    /// Where it is reached, if it is an endpoint.
    pub host: Option<&'m str>,
}

/// What a service has besides operations, types, errata and errors.
pub fn parts(service: &Service) -> Vec<Part<'_>> {
    fn part<'m>(id: String, at: Span, doc: &'m Text) -> Part<'m> {
        Part { id, at, doc, host: None }
    }
    fn endpoint<'m>(of: &str, endpoint: &'m Endpoint) -> Part<'m> {
        let id = format!("{of}endpoint.{}", endpoint.name);
        Part { id, at: endpoint.at, doc: &endpoint.doc, host: Some(&endpoint.host) }
    }
    let mut parts: Vec<Part<'_>> = service.groups.iter().map(|group| part(format!("group.{}", group.name), group.at, &group.doc)).collect();
    parts.extend(service.endpoints.iter().map(|of| endpoint("", of)));
    for gateway in &service.gateways {
        parts.push(part(format!("gateway.{}", gateway.name), gateway.at, &gateway.doc));
        parts.extend(gateway.endpoints.iter().map(|of| endpoint(&format!("gateway.{}.", gateway.name), of)));
    }
    parts.extend(service.signing.iter().map(|signing| part(format!("scheme.{}", signing.scheme), signing.at, &signing.doc)));
    parts.extend(service.waiters.iter().map(|waiter| part(format!("waiter.{}", waiter.name), waiter.at, &waiter.what)));
    let resources = service.resources.iter().flat_map(|resources| &resources.resources);
    parts.extend(resources.map(|resource| part(format!("resource.{}", resource.name), resource.at, &resource.what)));
    parts
}

/// The struct at the bottom of a kind.
pub fn structure<'m>(service: &'m Service, kind: &Kind) -> Option<&'m Struct> {
    match &service.get(kind.named()?).shape {
        Shape::Struct(shape) => Some(shape),
        Shape::Enum(_) => None,
    }
}

/// Everything that has an id, with its service, by where it is written.
pub fn by_place(model: &Model) -> BTreeMap<Span, String> {
    let mut places = BTreeMap::new();
    for service in &model.services {
        let mut add = |at: Span, id: &str| drop(places.insert(at, of_service(service, id)));
        for operation in &service.operations {
            add(operation.at, &operation.name);
            operation.input.fields.iter().for_each(|field| add(field.at, &of_request(operation, field)));
            if let Content::Fields(shape) = &operation.response.content {
                shape.fields.iter().for_each(|field| add(field.at, &of_response(operation, field)));
            }
        }
        for definition in &service.types {
            add(definition.at, &definition.name);
            match &definition.shape {
                Shape::Struct(shape) => shape.fields.iter().for_each(|field| add(field.at, &of_type(definition, field))),
                Shape::Enum(values) => values.iter().for_each(|value| add(value.at, &format!("{}.{}", definition.name, value.wire))),
            }
        }
        for (prefix, fields) in common(service) {
            fields.iter().for_each(|field| add(field.at, &format!("{prefix}.{}", field.wire)));
        }
        parts(service).iter().for_each(|part| add(part.at, &part.id));
        service.errata.iter().for_each(|erratum| add(erratum.at, &erratum.id));
        service.errors.iter().for_each(|error| add(error.at, &error.code));
    }
    places
}

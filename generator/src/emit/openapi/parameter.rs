//! Parameters: in the path, in the query, in headers.

use serde_json::Value;

use super::object::Object;
use super::schema::{self, Direction};
use crate::model::{Field, Gateway, Kind, Location, Service, Shape, Style};

/// Headers that OpenAPI describes elsewhere; parameters of these names are ignored.
const DESCRIBED_ELSEWHERE: [&str; 3] = ["accept", "content-type", "authorization"];

/// The headers of a service, by name.
pub fn components(service: &Service) -> Object {
    service
        .headers
        .iter()
        .filter(|header| is_describable(header))
        .map(|header| (header.wire.as_str(), of_header(service, header)))
        .collect()
}

/// The headers that cannot be parameters, as properties: what the spec knows of them is not to be lost.
pub fn described_elsewhere(service: &Service) -> Object {
    let headers: Vec<_> = service.headers.iter().filter(|header| !is_describable(header)).collect();
    schema::properties(service, &headers, Direction::Request)
}

/// The headers that a caller gives with every request, through the gateways that the document's paths are of.
pub fn given_by_callers(service: &Service) -> impl Iterator<Item = &Field> {
    service.headers.iter().enumerate().filter_map(move |(index, header)| {
        let is_asked_for = service.gateways.is_empty() || gateways_of_paths(service).any(|gateway| gateway.headers.contains(&index));
        (is_asked_for && !header.set_by_client && is_describable(header)).then_some(header)
    })
}

/// The gateways behind which operations are addressed as the service itself addresses them.
pub fn gateways_of_paths(service: &Service) -> impl Iterator<Item = &Gateway> {
    service.gateways.iter().filter(|gateway| gateway.style == service.style)
}

/// Whether a field can be a parameter at all.
pub fn is_describable(field: &Field) -> bool {
    field.location != Location::Header || !DESCRIBED_ELSEWHERE.contains(&field.wire.to_ascii_lowercase().as_str())
}

/// A header that several operations share. It is required where every gateway asks for it.
fn of_header(service: &Service, header: &Field) -> Object {
    let asks = |gateway: &&Gateway| gateway.headers.iter().any(|index| service.headers[*index].wire == header.wire);
    let is_general = gateways_of_paths(service).all(|gateway| asks(&gateway));
    let names = service.gateways.iter().filter(asks).map(|gateway| gateway.name.as_str());
    parameter(service, header, header.required && is_general, schema::of_value(service, header))
        .with_list("x-gateways", names)
        .with_flag("x-required-by-gateways", header.required && !is_general)
}

/// A parameter of one operation.
pub fn of_field(service: &Service, field: &Field) -> Object {
    parameter(service, field, field.required, schema::of_value(service, field))
}

/// A parameter of one operation that always has the same value.
pub fn of_constant(service: &Service, field: &Field, value: &str) -> Object {
    parameter(service, field, field.required, schema::of_value(service, field).with("const", value))
}

fn parameter(service: &Service, field: &Field, required: bool, values: Object) -> Object {
    let place = match field.location {
        Location::Path => "path",
        Location::Header => "header",
        Location::Query | Location::Body => "query",
    };
    let parameter = Object::new()
        .with("name", field.wire.as_str())
        .with("in", place)
        .with_flag("required", required)
        .with_text("description", &field.doc)
        .with_flag("deprecated", field.deprecated.is_some());
    let parameter = match writing(service, field) {
        Writing::Plain(style) => parameter.and(style).with("schema", values).and(examples(field)),
        Writing::Json => {
            let media = Object::new().with("schema", values).and(examples(field));
            parameter.with("content", Object::new().with("application/json", media))
        }
    };
    parameter.and(schema::notes(service, field))
}

/// How a value outside of a body is written.
enum Writing {
    /// As it is, in this style.
    Plain(Object),
    /// As one JSON text.
    Json,
}

fn writing(service: &Service, field: &Field) -> Writing {
    let is_struct = |kind: &Kind| matches!(kind, Kind::Named(id) if matches!(service.get(*id).shape, Shape::Struct(_)));
    match (&field.kind, field.style) {
        (Kind::List(_), Style::Comma) => {
            let style = if field.location == Location::Query { "form" } else { "simple" };
            Writing::Plain(Object::new().with("style", style).with("explode", false))
        }
        (Kind::List(_) | Kind::Map(_) | Kind::Any, _) => Writing::Json,
        (kind, _) if is_struct(kind) => Writing::Json,
        _ => Writing::Plain(Object::new()),
    }
}

/// `example`, or `examples` by section where sections print different ones.
fn examples(field: &Field) -> Object {
    match field.examples.as_slice() {
        [] => Object::new(),
        [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => Object::new().with("example", first.clone()),
        several => {
            let of_section = |(section, value): &(Option<String>, Value)| {
                (section.clone().unwrap_or_else(|| "any".to_owned()), Object::new().with("value", value.clone()))
            };
            Object::new().with("examples", several.iter().map(of_section).collect::<Object>())
        }
    }
}

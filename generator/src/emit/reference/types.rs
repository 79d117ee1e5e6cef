//! The pages of types: a list of all, a page a struct, one page of every enum.

use serde::Serialize;

use super::fields::{Depth, Direction, Fields, Object, type_link};
use super::index::sorted;
use super::markdown::{self, Inline, code};
use super::site::{Page, Place, ids};
use super::table::Table;
use super::{errata, operation};
use crate::emit::example;
use crate::model::{Content, EnumValue, Field, Kind, Service, Shape, Struct, Type};

/// What the template of the list prints.
#[derive(Serialize)]
pub struct List {
    structs: Option<Table>,
    enums: Option<Table>,
}

/// What the template of a struct prints.
#[derive(Serialize)]
pub struct View {
    title: Inline,
    doc: Inline,
    facts: Vec<Inline>,
    object: Object,
    example: Option<String>,
    errata: Vec<Inline>,
    used_by: Vec<Inline>,
}

/// What the template of enums prints.
#[derive(Serialize)]
pub struct Enums {
    enums: Vec<Enum>,
}

#[derive(Serialize)]
struct Enum {
    id: String,
    title: Inline,
    doc: Inline,
    facts: Vec<Inline>,
    values: Option<Table>,
    errata: Vec<Inline>,
    used_by: Vec<Inline>,
}

/// Every struct and enum.
pub fn list(page: &Page<'_>, service: &Service) -> List {
    let mut structs = Table::new(page, &["name", "description"]);
    let mut enums = Table::new(page, &["name", "description", "value"]);
    for (id, definition) in sorted(service) {
        let (name, doc) = (type_link(page, service, id), page.prose(&definition.doc));
        match &definition.shape {
            Shape::Struct(_) => structs.push([name, doc]),
            Shape::Enum(values) => {
                let values: Vec<Inline> = values.iter().map(|value| code(&value.wire)).collect();
                enums.push([name, doc, markdown::join(&values, page.language.pick(", ", "、"))]);
            }
        }
    }
    List { structs: structs.finish(), enums: enums.finish() }
}

/// A struct.
pub fn structure(page: &Page<'_>, service: &Service, definition: &Type) -> View {
    let direction = if definition.in_input { Direction::Request } else { Direction::Response };
    let mut fields = Fields::new(page, service, &definition.sections, direction, Depth::Link);
    fields.note(&definition.errata, "");
    let id = page.index.definition(service, &definition.name);
    let empty = Struct::default();
    let shape = if let Shape::Struct(shape) = &definition.shape { shape } else { &empty };
    let section = definition.sections.first().map_or("", String::as_str);
    View {
        title: markdown::text(&definition.name),
        doc: page.prose(&definition.doc),
        facts: facts(page, service, definition),
        object: fields.object(&shape.fields, &shape.rules, "field", Vec::new()),
        example: id
            .and_then(|id| example::of_kind(service, &Kind::Named(id), section))
            .map(|value| markdown::fence("json", &format!("{value:#}"))),
        errata: errata::list(page, service, &fields.errata),
        used_by: used_by(page, service, definition),
    }
}

/// Every enum.
pub fn enums(page: &Page<'_>, service: &Service) -> Enums {
    let enums = sorted(service).into_iter().filter_map(|(_, definition)| match &definition.shape {
        Shape::Enum(values) => Some(enumeration(page, service, definition, values)),
        Shape::Struct(_) => None,
    });
    Enums { enums: enums.collect() }
}

fn enumeration(page: &Page<'_>, service: &Service, definition: &Type, values: &[EnumValue]) -> Enum {
    let mut fields = Fields::new(page, service, &definition.sections, Direction::Response, Depth::Link);
    fields.note(&definition.errata, "");
    let mut table = Table::new(page, &["value", "meaning"]);
    for value in values {
        let name = Inline::trusted(format!("{}{}", markdown::anchor(&ids::value(definition, value)), code(&value.wire)));
        let meaning: Vec<Inline> = [Some(page.prose(&value.doc)), fields.evidence(&value.evidence)].into_iter().flatten().collect();
        table.push([name, page.sentences(&meaning)]);
    }
    Enum {
        id: ids::definition(definition),
        title: markdown::text(&definition.name),
        doc: page.prose(&definition.doc),
        facts: facts(page, service, definition),
        values: table.finish(),
        errata: errata::list(page, service, &fields.errata),
        used_by: used_by(page, service, definition),
    }
}

fn facts(page: &Page<'_>, service: &Service, definition: &Type) -> Vec<Inline> {
    let direction = match (definition.in_input, definition.in_output) {
        (true, true) => page.say("Part of requests and responses.", "用于请求与响应。"),
        (true, false) => page.say("Part of requests.", "用于请求。"),
        _ => page.say("Part of responses.", "用于响应。"),
    };
    let sections: Vec<Inline> = definition.sections.iter().map(|section| markdown::text(section)).collect();
    let word = if sections.len() == 1 { "section" } else { "sections" };
    let sections = markdown::join(&sections, page.language.pick(", ", "、"));
    let guide = page.link(&page.say("guide", "手册"), Place::Service(service), Some("at.source"));
    let mut facts = vec![direction];
    if !sections.is_empty() {
        facts.push(page.say(format_args!("Described in {word} {sections} of the {guide}."), format_args!("见{guide} {sections} 节。")));
    }
    facts
}

/// Every operation and struct that has a field of the type, with links to those fields.
fn used_by(page: &Page<'_>, service: &Service, definition: &Type) -> Vec<Inline> {
    let Some(id) = page.index.definition(service, &definition.name) else { return Vec::new() };
    let users = page.index.users(service, id);
    let has = |field: &&Field| field.kind.named() == Some(id);
    let mut lines = Vec::new();
    for operation in users.operations.iter().map(|index| &service.operations[*index]) {
        let place = Place::Operation(service, operation);
        let mut links: Vec<Inline> = Vec::new();
        links.extend(operation.input.fields.iter().filter(has).map(|field| page.link(&code(&field.wire), place, Some(&ids::input(field)))));
        match &operation.response.content {
            Content::Fields(shape) => {
                let fields = shape.fields.iter().filter(has);
                links.extend(fields.map(|field| page.link(&code(&field.wire), place, Some(&operation::response_anchor(field)))));
            }
            Content::Value(kind) if kind.named() == Some(id) => {
                links.push(page.link(&page.say("response", "响应"), place, Some("at.response")))
            }
            Content::Value(_) | Content::Empty => {}
        }
        lines.extend(usage(page, &page.link(&markdown::text(&operation.name), place, None), &links));
    }
    for owner in users.types.iter().map(|index| &service.types[*index]) {
        let Shape::Struct(shape) = &owner.shape else { continue };
        let place = Place::Struct(service, owner);
        let fields = shape.fields.iter().filter(has);
        let links: Vec<Inline> = fields.map(|field| page.link(&code(&field.wire), place, Some(&ids::inside("field", field)))).collect();
        lines.extend(usage(page, &page.link(&markdown::text(&owner.name), place, None), &links));
    }
    lines
}

fn usage(page: &Page<'_>, owner: &Inline, fields: &[Inline]) -> Option<Inline> {
    let fields = markdown::join(fields, page.language.pick(", ", "、"));
    (!fields.is_empty()).then(|| page.say(format_args!("{owner}: {fields}"), format_args!("{owner}：{fields}")))
}

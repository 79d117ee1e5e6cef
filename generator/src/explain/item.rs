//! What a spec says of a thing, by the id that it has everywhere.

use std::fmt::Write as _;

use crate::emit::prose::{self, Language};
use crate::ids;
use crate::model::{Field, Model, Service, Shape};
use crate::report::place;
use crate::source::{SourceFile, Span};

/// What the spec says; nothing where it has no such thing. Where two services have one, both are told, unless the id names one.
pub fn item(model: &Model, sources: &[SourceFile], id: &str) -> Option<String> {
    let found: Vec<String> = model
        .services
        .iter()
        .filter_map(|service| match id.split_once('/') {
            Some((name, id)) => (service.name == name).then_some((service, id)),
            None => Some((service, id)),
        })
        .flat_map(|(service, id)| Items { service, sources }.find(id))
        .collect();
    (!found.is_empty()).then(|| found.join("\n"))
}

struct Items<'a> {
    service: &'a Service,
    sources: &'a [SourceFile],
}

impl Items<'_> {
    fn find(&self, id: &str) -> Vec<String> {
        let service = self.service;
        let mut found = Vec::new();
        for operation in &service.operations {
            if operation.name == id {
                let text = format!("{} {}\n{}.\n", operation.methods.join(", "), operation.path, operation.summary.en);
                found.push(self.told(id, &text, operation.at, &operation.errata));
            }
            let field = inside(id, &operation.name).and_then(|path| ids::field_of(service, operation, path));
            found.extend(field.map(|field| self.field(id, field)));
        }
        for definition in &service.types {
            if definition.name == id {
                found.push(self.told(id, &format!("{}\n", definition.doc.en), definition.at, &definition.errata));
            }
            match (&definition.shape, inside(id, &definition.name)) {
                (Shape::Struct(shape), Some(path)) => {
                    found.extend(ids::field(service, &shape.fields, path).map(|field| self.field(id, field)));
                }
                (Shape::Enum(values), Some(wire)) => {
                    let value = values.iter().find(|value| value.wire == wire);
                    found.extend(value.map(|value| self.told(id, &format!("{}\n", value.doc.en), value.at, &[])));
                }
                (_, None) => {}
            }
        }
        for erratum in service.errata.iter().filter(|erratum| erratum.id == id) {
            let text = format!(
                "About {}.\nPrinted: {}\nDecision: {}\nReason: {}\n",
                erratum.subjects.join(", "),
                erratum.printed.en,
                erratum.decision.en,
                erratum.reason.en
            );
            found.push(self.told(id, &text, erratum.at, &[]));
        }
        for error in service.errors.iter().filter(|error| error.code == id) {
            found.push(self.told(id, &format!("Status {}: {}\n{}\n", error.status, error.message, error.doc.en), error.at, &[]));
        }
        found
    }

    fn field(&self, id: &str, field: &Field) -> String {
        let mut text =
            format!("{}{}\n{}\n", self.service.kind_name(&field.kind), if field.required { ", required" } else { "" }, field.doc.en);
        for limit in prose::limits(field, Language::En) {
            let _ = writeln!(text, "{limit}");
        }
        self.told(id, &text, field.at, &field.errata)
    }

    fn told(&self, id: &str, text: &str, at: Span, errata: &[usize]) -> String {
        let place = place::of(self.sources, at);
        let file = self.sources.get(at.file.0).map_or("", |file| file.path.as_str());
        let errata: Vec<&str> = errata.iter().map(|index| self.service.errata[*index].id.as_str()).collect();
        let errata = if errata.is_empty() { String::new() } else { format!("Errata: {}\n", errata.join(", ")) };
        format!("{id} ({})\n\n{text}{errata}Written at {file}:{}:{}\n", self.service.name, place.line, place.column)
    }
}

/// The rest of the id of something inside of another thing.
fn inside<'i>(id: &'i str, owner: &str) -> Option<&'i str> {
    id.strip_prefix(owner)?.strip_prefix('.')
}

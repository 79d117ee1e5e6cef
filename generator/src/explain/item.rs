//! What a spec says of a thing, by the id that it has everywhere.

use std::fmt::Write as _;

use crate::diagnostic::{did_you_mean, list_of};
use crate::emit::prose::{self, Language};
use crate::ids;
use crate::model::resources::{Refusal, Resources};
use crate::model::{Field, Model, Service, Shape};
use crate::report::place;
use crate::source::{SourceFile, Span};

/// What findings about the product as a whole are about.
const PRODUCT: &str = "product";

/// What the spec says; nothing where it has no such thing. Where two services have one, both are told, unless the id names one.
pub fn item(model: &Model, sources: &[SourceFile], id: &str) -> Option<String> {
    if id == PRODUCT {
        let place = place::of(sources, model.at);
        let file = sources.get(model.at.file.0).map_or("", |file| file.path.as_str());
        return Some(format!("{id} ({})\n\n{}\nWritten at {file}:{}:{}\n", model.name, model.title.en, place.line, place.column));
    }
    meant(id).iter().find_map(|id| found(model, sources, id))
}

/// What an id may stand for: itself; or for what is behind a link into the reference, as a browser shows it.
fn meant(id: &str) -> Vec<String> {
    let (page, anchor) = id.split_once('#').unwrap_or((id, ""));
    let Some(page) = page.strip_suffix(".html").or_else(|| page.strip_suffix(".md")) else { return vec![id.to_owned()] };
    // On the page that has all others, an anchor begins with its own page.
    let (page, anchor) = anchor.strip_prefix("page.").map_or((page, anchor), |of_all| of_all.split_once("..").unwrap_or((of_all, "")));
    let page = page.rsplit(['/', '.']).next().unwrap_or(page);
    let anchor = anchor.strip_prefix("field.").unwrap_or(anchor);
    if anchor.is_empty() { vec![page.to_owned()] } else { vec![format!("{page}.{anchor}"), anchor.to_owned()] }
}

fn found(model: &Model, sources: &[SourceFile], id: &str) -> Option<String> {
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

/// What may have been meant by an id that there is not: one close to it, or those that begin with it.
pub fn nearest(model: &Model, id: &str) -> Option<String> {
    let places = ids::by_place(model);
    // With a service in front where it was written with one.
    let known =
        || places.values().map(|known| if id.contains('/') { known } else { known.split_once('/').map_or(known.as_str(), |(_, id)| id) });
    did_you_mean(id, known()).or_else(|| {
        let mut longer: Vec<&str> = known().filter(|known| known.starts_with(id)).collect();
        longer.sort_unstable();
        longer.dedup();
        (!longer.is_empty()).then(|| format!("there are {}", list_of(&longer)))
    })
}

struct Items<'a> {
    service: &'a Service,
    sources: &'a [SourceFile],
}

impl Items<'_> {
    fn find(&self, id: &str) -> Vec<String> {
        let service = self.service;
        // One of the limits of a field is told with all of them; an anchor says what it is of.
        let id = id.split_once('#').map_or(id, |(field, _)| field);
        let id = ["erratum.", "error."].iter().find_map(|kind| id.strip_prefix(kind)).unwrap_or(id);
        let mut found = self.of_service(id);
        for operation in &service.operations {
            if operation.name == id {
                let text = format!("{} {}\n{}.\n", operation.methods.join(", "), operation.path, operation.summary.en);
                found.push(self.told(id, &text, operation.at, &operation.errata));
            }
            if inside(id, &operation.name) == Some(ids::RESPONSE) {
                let statuses: Vec<String> = operation.response.statuses.iter().map(u16::to_string).collect();
                let doc = operation.response.doc.as_ref().map_or("", |doc| doc.en.as_str());
                let text = format!("The answer of {}: status {}\n{doc}\n", operation.name, statuses.join(", "));
                found.push(self.told(id, text.trim_start(), operation.at, &[]));
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

    /// What operations have in common.
    fn of_service(&self, id: &str) -> Vec<String> {
        let service = self.service;
        if id == service.name {
            return vec![self.told(id, &format!("{}\n{}\n", service.title.en, service.doc.en), service.at, &[])];
        }
        if let ("formats", Some(formats)) = (id, &service.formats) {
            let text = format!("{}\n{}\n", formats.supported.join(", "), formats.doc.en);
            return vec![self.told(id, &text, service.at, &[])];
        }
        let Some((kind, name)) = id.split_once('.') else { return Vec::new() };
        let fields = ids::common(service).into_iter().filter(|(prefix, _)| *prefix == kind).map(|(_, fields)| fields);
        let fields = fields.filter_map(|fields| ids::field(service, fields, name)).map(|field| self.field(id, field));
        // The reference has a page of lifecycles.
        let known = if kind == "lifecycle" { &format!("resource.{name}") } else { id };
        let part = ids::parts(service).into_iter().find(|part| part.id == known).map(|part| {
            let host = part.host.map(|host| format!("{host}\n")).unwrap_or_default();
            self.told(id, &format!("{host}{}\n", part.doc.en), part.at, &[])
        });
        let refused = service.resources.iter().flat_map(Resources::refused).filter(|refused| kind == "refusal" && refused.id() == name);
        let refusal = refused.map(|refused| {
            let (Refusal { status, code, message }, at) = (refused.refusal, refused.of.map_or(service.at, |resource| resource.at));
            self.told(id, &format!("Status {status}, {code}: {message}\n"), at, &[])
        });
        fields.chain(part).chain(refusal).collect()
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

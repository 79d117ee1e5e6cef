//! What a spec says of a thing, by the id that it has everywhere: an operation, a type, an erratum or an error by its name, and
//! a field by the anchor that it has in the reference: `CreateOrder.body.name`, `Order.name`.

use std::fmt::Write as _;

use crate::emit::prose::{self, Language};
use crate::model::{Content, Field, Location, Model, Service, Shape};
use crate::report::place;
use crate::source::{SourceFile, Span};

/// What the spec says; nothing where it has no such thing. Where two services have one, both are told.
pub fn item(model: &Model, sources: &[SourceFile], id: &str) -> Option<String> {
    let found: Vec<String> = model.services.iter().flat_map(|service| Items { service, sources }.find(id)).collect();
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
            let Some(path) = id.strip_prefix(operation.name.as_str()).and_then(|rest| rest.strip_prefix('.')) else { continue };
            for field in &operation.input.fields {
                if path.strip_prefix(location(field.location)).and_then(|rest| rest.strip_prefix('.')) == Some(&*field.wire) {
                    found.push(self.field(id, field));
                }
            }
            if let (Content::Fields(shape), Some(name)) = (&operation.response.content, path.strip_prefix("response.")) {
                found.extend(shape.fields.iter().filter(|field| field.wire == name).map(|field| self.field(id, field)));
            }
        }
        for definition in &service.types {
            if definition.name == id {
                found.push(self.told(id, &format!("{}\n", definition.doc.en), definition.at, &definition.errata));
            }
            if let (Shape::Struct(shape), Some((owner, name))) = (&definition.shape, id.split_once('.'))
                && definition.name == owner
            {
                found.extend(shape.fields.iter().filter(|field| field.wire == name).map(|field| self.field(id, field)));
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
            format!("{}{}\n{}\n", prose::kind(self.service, &field.kind), if field.required { ", required" } else { "" }, field.doc.en);
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

/// What a place in a request is called in ids.
fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Body => "body",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_the_id_that_they_have_everywhere() {
        let spec = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let sources = crate::input::read(&spec).expect("the spec can be read");
        let model = crate::load(&sources).unwrap_or_else(|problems| panic!("{}", problems.render(&sources, "spec", false)));
        let service = &model.services[0];
        let operation = service.operations.iter().find(|operation| !operation.input.fields.is_empty()).expect("one has an input");
        let field = &operation.input.fields[0];
        let of_field = format!("{}.{}.{}", operation.name, location(field.location), field.wire);
        for (id, said) in [
            (operation.name.as_str(), operation.path.as_str()),
            (of_field.as_str(), field.doc.en.as_str()),
            (service.errata[0].id.as_str(), service.errata[0].reason.en.as_str()),
            (service.types[0].name.as_str(), service.types[0].doc.en.as_str()),
        ] {
            assert!(item(&model, &sources, id).is_some_and(|text| text.contains(said)), "{id}");
        }
        assert_eq!(item(&model, &sources, "Nothing.at.all"), None);
    }
}

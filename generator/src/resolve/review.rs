//! What was drafted and nobody has reviewed: said wherever it is generated from, and listed for whoever asks.

use crate::model::{Text, Unreviewed};
use crate::source::{self, Body, NamedItems, ServiceSource};

/// A text that says so, where it is about such a thing.
pub fn marked(text: Option<Text>, unreviewed: Option<&source::Unreviewed>) -> Option<Text> {
    if unreviewed.is_none() {
        return text;
    }
    const MARK: (&str, &str) = ("Unreviewed: drafted from the document, not yet held against it.", "未经审核：由手册自动起草，尚未核对。");
    let Text { en, zh } = text.unwrap_or_default();
    Some(Text { en: format!("{en} {}", MARK.0).trim().to_owned(), zh: format!("{zh}{}", MARK.1) })
}

/// Everything in a service that is marked so, the service first.
pub fn unreviewed(source: &ServiceSource) -> Vec<Unreviewed> {
    let service = &source.service;
    let name = &service.name.value;
    let mut found = Found { service: name, list: Vec::new() };
    found.list.extend(service.unreviewed.iter().map(|written| entry(name.clone(), written)));
    for fields in [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields] {
        found.fields("service", fields.as_ref());
    }
    for (_, definition) in &source.types {
        found.item(&definition.name.value, definition.unreviewed.as_ref());
        found.fields(&definition.name.value, definition.fields.as_ref());
    }
    for (_, operation) in &source.operations {
        let owner = &operation.name.value;
        found.item(owner, operation.unreviewed.as_ref());
        for fields in [&operation.path, &operation.query, &operation.headers] {
            found.fields(owner, fields.as_ref());
        }
        match &operation.body {
            Some(Body::Fields(body)) => found.fields(owner, Some(&body.fields)),
            Some(Body::Value(field)) => found.item(&format!("{owner}.body"), field.unreviewed.as_ref()),
            None => {}
        }
        found.fields(owner, operation.response.as_ref().and_then(|response| response.fields.as_ref()));
    }
    found.list
}

struct Found<'s> {
    service: &'s str,
    list: Vec<Unreviewed>,
}

impl Found<'_> {
    fn item(&mut self, subject: &str, unreviewed: Option<&source::Unreviewed>) {
        self.list.extend(unreviewed.map(|written| entry(format!("{}/{subject}", self.service), written)));
    }

    fn fields(&mut self, owner: &str, fields: Option<&NamedItems<source::Field>>) {
        for (name, field) in fields.iter().flat_map(|fields| &fields.0) {
            self.item(&format!("{owner}.{}", name.value), field.unreviewed.as_ref());
        }
    }
}

fn entry(subject: String, written: &source::Unreviewed) -> Unreviewed {
    Unreviewed { at: written.span, subject, why: written.why.clone() }
}

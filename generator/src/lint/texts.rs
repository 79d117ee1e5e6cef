//! Every text in both languages, wherever it stands.

use super::spec::{Purpose, Service, Text};
use crate::ids;
use crate::model::{self, Location};
use crate::source::resources::Resources;
use crate::source::{self, NamedItems, Source, Written};

/// The texts of a product and its services.
pub fn of<'a>(source: &'a Source, services: &[Service<'a>]) -> Vec<Text<'a>> {
    let title = &source.product.title;
    let mut texts = vec![Text { subject: "product".to_owned(), purpose: Purpose::Title, service: None, en: &title.en, zh: &title.zh }];
    for Service { subject, written, service } in services {
        let mut of_service = Texts { service, subject: subject.clone(), texts: &mut texts };
        of_service.service(&written.service);
        written.types.iter().for_each(|(_, definition)| of_service.definition(definition));
        written.operations.iter().for_each(|(_, operation)| of_service.operation(operation));
        written.waiters.iter().for_each(|waiter| of_service.waiter(waiter));
        written.resources.iter().for_each(|resources| of_service.resources(resources));
        written.errata.iter().for_each(|erratum| of_service.erratum(erratum));
        written.changes.iter().for_each(|release| of_service.release(release));
    }
    texts
}

/// The texts of one service, while they are collected.
struct Texts<'a, 't> {
    service: &'a model::Service,
    subject: String,
    texts: &'t mut Vec<Text<'a>>,
}

impl<'a> Texts<'a, '_> {
    fn service(&mut self, service: &'a source::Service) {
        self.text("", Purpose::Title, &service.title);
        self.text("", Purpose::Explanation, &service.doc);
        self.text("/source", Purpose::Quoted, &service.source.title);
        if let Some(formats) = &service.formats {
            self.text("/formats", Purpose::Explanation, &formats.doc);
        }
        for (name, group) in &service.groups.0 {
            let path = format!("/groups.{}", name.value);
            self.pair(&path, Purpose::Title, &group.en, &group.zh);
            self.text(&path, Purpose::Explanation, &group.doc);
        }
        self.endpoints("/endpoints", &service.endpoints);
        for gateway in &service.gateways {
            let path = format!("/gateways.{}", gateway.name.value);
            self.text(&path, Purpose::Explanation, &gateway.doc);
            self.endpoints(&path, &gateway.endpoints);
        }
        for (key, fields) in [
            ("/headers", &service.headers),
            ("/parameters", &service.parameters),
            ("/common_response", &service.common_response),
            ("/list_item_fields", &service.list_item_fields),
        ] {
            self.fields(key, fields.as_ref());
        }
        for signing in &service.signing {
            self.text(&format!("/signing.{}", signing.scheme.value), Purpose::Explanation, &signing.doc);
        }
        if let Some(permissions) = &service.permissions {
            self.text("/permissions", Purpose::Explanation, &permissions.doc);
        }
        for error in &service.errors {
            self.text(&format!("/errors.{}", error.code.value), Purpose::Explanation, &error.doc);
        }
    }

    fn endpoints(&mut self, path: &str, endpoints: &'a [source::Endpoint]) {
        for endpoint in endpoints {
            self.text(&format!("{path}.{}", endpoint.name.value), Purpose::Explanation, &endpoint.doc);
        }
    }

    fn definition(&mut self, definition: &'a source::TypeDef) {
        let path = format!("/{}", definition.name.value);
        self.text(&path, Purpose::Explanation, &definition.doc);
        self.fields(&path, definition.fields.as_ref());
        for (name, value) in definition.values.iter().flat_map(|values| &values.0) {
            self.pair(&format!("{path}.{}", name.value), Purpose::Meaning, &value.en, &value.zh);
        }
        self.rules(&path, &definition.rules);
    }

    fn operation(&mut self, operation: &'a source::Operation) {
        let path = format!("/{}", operation.name.value);
        self.text(&path, Purpose::Summary, &operation.summary);
        if let Some(doc) = &operation.doc {
            self.text(&path, Purpose::Explanation, doc);
        }
        if let Some(when) = &operation.when {
            self.text(&path, Purpose::Explanation, when);
        }
        let into = |place| format!("{path}.{}", ids::location(place));
        for (place, fields) in
            [(Location::Path, &operation.path), (Location::Query, &operation.query), (Location::Header, &operation.headers)]
        {
            self.fields(&into(place), fields.as_ref());
        }
        let body = into(Location::Body);
        match &operation.body {
            Some(source::Body::Fields(fields)) => self.fields(&body, Some(&fields.fields)),
            Some(source::Body::Value(field)) => self.field(&body, field.name.as_ref().map_or("body", |name| &name.value), field),
            None => {}
        }
        if let Some(response) = &operation.response {
            if let Some(doc) = &response.doc {
                self.text(&path, Purpose::Explanation, doc);
            }
            self.fields(&format!("{path}.{}", ids::RESPONSE), response.fields.as_ref());
        }
        self.rules(&path, &operation.rules);
    }

    fn rules(&mut self, path: &str, rules: &'a [source::Rule]) {
        rules.iter().for_each(|rule| self.text(path, Purpose::Explanation, &rule.doc));
    }

    fn fields(&mut self, path: &str, fields: Option<&'a NamedItems<source::Field>>) {
        for (name, field) in fields.iter().flat_map(|named| &named.0) {
            self.field(path, &name.value, field);
        }
    }

    fn field(&mut self, path: &str, name: &str, field: &'a source::Field) {
        let path = format!("{path}.{name}");
        self.text(&path, Purpose::Explanation, &field.doc);
        if let Some(deprecated) = &field.deprecated {
            self.text(&path, Purpose::Explanation, deprecated);
        }
    }

    fn waiter(&mut self, waiter: &'a source::Waiter) {
        let path = format!("/waiters.{}", waiter.name.value);
        self.text(&path, Purpose::Title, &waiter.what);
        for (name, argument) in waiter.arguments.iter().flat_map(|arguments| &arguments.0) {
            self.text(&format!("{path}.{}", name.value), Purpose::Explanation, &argument.doc);
        }
    }

    fn resources(&mut self, resources: &'a Resources) {
        self.text("/resources", Purpose::Explanation, &resources.assumed);
        for (name, resource) in &resources.resources.0 {
            self.text(&format!("/resources.{}", name.value), Purpose::Title, &resource.what);
        }
    }

    fn erratum(&mut self, erratum: &'a source::Erratum) {
        let path = format!("/{}", erratum.id.value);
        for text in [&erratum.printed, &erratum.decision, &erratum.reason] {
            self.text(&path, Purpose::Record, text);
        }
    }

    fn release(&mut self, release: &'a source::Release) {
        for change in &release.changes {
            self.text(&format!("/changes.{}/{}", release.version.value, change.at.value), Purpose::Explanation, &change.what);
        }
    }

    fn text(&mut self, path: &str, purpose: Purpose, text: &'a source::Text) {
        self.pair(path, purpose, &text.en, &text.zh);
    }

    fn pair(&mut self, path: &str, purpose: Purpose, en: &'a Written<String>, zh: &'a Written<String>) {
        self.texts.push(Text { subject: format!("{}{path}", self.subject), purpose, service: Some(self.service), en, zh });
    }
}

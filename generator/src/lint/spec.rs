//! A spec as rules look at it: what was written beside what it was resolved to, as lists of items of one kind.

use std::collections::BTreeMap;

use super::{layout, scalars, texts};
use crate::ids;
use crate::model::{self, Content, Model, Operation, Shape, Type};
use crate::source::{self, FileId, NamedItems, Node, ServiceSource, Source, SourceFile, Span, Value, Written};

/// Everything that there is to look at, as lists of items of one kind.
pub struct Spec<'a> {
    /// The files as they are.
    pub sources: &'a [SourceFile],
    /// Phrases that are spelt as they are.
    pub terms: &'a [String],
    /// The files.
    pub files: Vec<File<'a>>,
    /// The numbers, texts and booleans of all files.
    pub scalars: Vec<Scalar<'a>>,
    /// The texts in both languages.
    pub texts: Vec<Text<'a>>,
    /// The fields of structs, requests and answers, and those that all requests and answers carry.
    pub fields: Vec<Field<'a>>,
    /// The structs and enums.
    pub definitions: Vec<Definition<'a>>,
    /// The operations.
    pub calls: Vec<Call<'a>>,
    /// The errata.
    pub errata: Vec<Erratum<'a>>,
    /// The services.
    pub services: Vec<Service<'a>>,
}

/// A file.
pub struct File<'a> {
    /// Its number.
    pub id: FileId,
    /// Path and text.
    pub source: &'a SourceFile,
    /// What it holds.
    pub tree: &'a Node,
}

/// A number, text or boolean.
pub struct Scalar<'a> {
    /// What it is called: the path of its file, and the keys that lead to it.
    pub subject: String,
    /// The value.
    pub node: &'a Node,
    /// Whether the spec language wants a text here.
    pub wants_text: bool,
}

/// A text in both languages.
pub struct Text<'a> {
    /// What it is about.
    pub subject: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The service that it belongs to; the product's own belong to none.
    pub service: Option<&'a model::Service>,
    /// English.
    pub en: &'a Written<String>,
    /// Chinese.
    pub zh: &'a Written<String>,
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A title of our own: a few words.
    Title,
    /// A title of somebody else's: quoted as it is.
    Quoted,
    /// What an operation does, in a line.
    Summary,
    /// Sentences that explain.
    Explanation,
    /// What a value of an enum means.
    Meaning,
    /// A part of an erratum, which quotes what is printed.
    Record,
}

/// A field, or a parameter.
pub struct Field<'a> {
    /// What it is called: `service/Owner.field`.
    pub subject: String,
    /// The service.
    pub service: &'a model::Service,
    /// Whose it is.
    pub owner: Owner<'a>,
    /// As written.
    pub written: &'a source::Field,
    /// As resolved.
    pub field: &'a model::Field,
    /// All fields of the same owner, this one among them.
    pub siblings: &'a [model::Field],
}

/// Whose a field is.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    /// A struct's.
    Type(&'a Type),
    /// A request's.
    Input(&'a Operation),
    /// An answer's.
    Output(&'a Operation),
    /// Every request's, under this key of the service.
    EveryRequest,
    /// Every answer's.
    EveryAnswer,
}

/// A struct or an enum.
pub struct Definition<'a> {
    /// What it is called: `service/Type`.
    pub subject: String,
    /// The service.
    pub service: &'a model::Service,
    /// As written.
    pub written: &'a source::TypeDef,
    /// As resolved.
    pub definition: &'a Type,
}

/// An operation.
pub struct Call<'a> {
    /// What it is called: `service/Operation`.
    pub subject: String,
    /// The service.
    pub service: &'a model::Service,
    /// As written.
    pub written: &'a source::Operation,
    /// As resolved.
    pub operation: &'a Operation,
}

/// An erratum.
pub struct Erratum<'a> {
    /// What it is called: `service/id`.
    pub subject: String,
    /// The service.
    pub service: &'a model::Service,
    /// As written.
    pub written: &'a source::Erratum,
}

/// A service.
pub struct Service<'a> {
    /// What it is called.
    pub subject: String,
    /// As written.
    pub written: &'a ServiceSource,
    /// As resolved.
    pub service: &'a model::Service,
}

impl<'a> Spec<'a> {
    /// Puts what was written beside what it was resolved to. `trees` is what each of the files holds.
    pub fn new(sources: &'a [SourceFile], trees: &'a [Node], source: &'a Source, model: &'a Model, terms: &'a [String]) -> Self {
        let files: Vec<_> =
            sources.iter().zip(trees).enumerate().map(|(index, (source, tree))| File { id: FileId(index), source, tree }).collect();
        let services: Vec<_> = source
            .services
            .iter()
            .zip(&model.services)
            .map(|(written, service)| Service { subject: service.name.clone(), written, service })
            .collect();
        let definitions: Vec<_> = services.iter().flat_map(definitions).collect();
        let calls: Vec<_> = services.iter().flat_map(calls).collect();
        let mut fields = Vec::new();
        definitions.iter().for_each(|definition| of_definition(definition, &mut fields));
        calls.iter().for_each(|call| of_call(call, &mut fields));
        services.iter().for_each(|service| of_service(service, &mut fields));
        Self {
            sources,
            terms,
            scalars: files.iter().flat_map(scalars::of).collect(),
            texts: texts::of(source, &services),
            errata: services.iter().flat_map(errata).collect(),
            files,
            fields,
            definitions,
            calls,
            services,
        }
    }

    /// How many items there are.
    pub fn count(&self) -> usize {
        let shapes = self.definitions.len() + self.calls.len() + self.errata.len() + self.services.len();
        self.files.len() + self.scalars.len() + self.texts.len() + self.fields.len() + shapes
    }

    /// A file's text where something was written, without the line breaks behind it.
    pub fn text_at(&self, span: Span) -> &'a str {
        self.sources[span.file.0].text.get(span.start..span.end).unwrap_or_default().trim_end()
    }

    /// The place of a part of a text, where it is written as it is; otherwise that of the whole.
    pub fn place_of(&self, text: &Written<String>, part: &str) -> Span {
        let written = self.text_at(text.span);
        let start = text.span.start;
        match written.find(part).filter(|_| !part.is_empty()) {
            Some(offset) => Span { start: start + offset, end: start + offset + part.len(), ..text.span },
            None => Span { end: start + written.len(), ..text.span },
        }
    }

    /// Where a text begins that is written letter for letter as it reads: on one line, without escapes.
    pub fn literal(&self, text: &Written<String>) -> Option<usize> {
        self.text_at(text.span).find(text.value.as_str()).map(|offset| text.span.start + offset)
    }

    /// The map that was written at a place.
    pub fn map_at(&self, span: Span) -> Option<&'a Node> {
        find_map(self.files[span.file.0].tree, span)
    }

    /// How a scalar is written.
    pub fn style_of(&self, span: Span) -> layout::Style {
        layout::style(&self.sources[span.file.0].text, span)
    }
}

fn find_map(node: &Node, span: Span) -> Option<&Node> {
    match &node.value {
        Value::Map(_) if node.span == span => Some(node),
        Value::Map(entries) => entries.iter().find_map(|entry| find_map(&entry.node, span)),
        Value::List(items) => items.iter().find_map(|item| find_map(item, span)),
        Value::Null | Value::Scalar(_) => None,
    }
}

fn definitions<'a>(of: &Service<'a>) -> Vec<Definition<'a>> {
    let service = of.service;
    let pairs = of.written.types.iter().zip(&service.types);
    let subject = |definition: &Type| format!("{}/{}", service.name, definition.name);
    pairs.map(|((_, written), definition)| Definition { subject: subject(definition), service, written, definition }).collect()
}

fn calls<'a>(of: &Service<'a>) -> Vec<Call<'a>> {
    let service = of.service;
    // The model has them in the order of the groups.
    let by_place: BTreeMap<Span, &Operation> = service.operations.iter().map(|operation| (operation.at, operation)).collect();
    let pairs = of.written.operations.iter().filter_map(|(_, written)| Some((written, *by_place.get(&written.name.span)?)));
    let subject = |operation: &Operation| format!("{}/{}", service.name, operation.name);
    pairs.map(|(written, operation)| Call { subject: subject(operation), service, written, operation }).collect()
}

fn errata<'a>(of: &Service<'a>) -> Vec<Erratum<'a>> {
    let service = of.service;
    let subject = |written: &source::Erratum| format!("{}/{}", service.name, written.id.value);
    of.written.errata.iter().map(|written| Erratum { subject: subject(written), service, written }).collect()
}

fn of_definition<'a>(of: &Definition<'a>, fields: &mut Vec<Field<'a>>) {
    if let Shape::Struct(shape) = &of.definition.shape {
        let id = |field: &model::Field| ids::of_type(of.definition, field);
        pair(fields, of.service, Owner::Type(of.definition), named(&of.written.fields), &shape.fields, id);
    }
}

fn of_call<'a>(of: &Call<'a>, fields: &mut Vec<Field<'a>>) {
    let Call { service, written, operation, .. } = of;
    let mut of_request: Vec<_> = [&written.path, &written.query, &written.headers].into_iter().flat_map(named).collect();
    match &written.body {
        Some(source::Body::Fields(body)) => of_request.extend(body.fields.0.iter().map(|(_, field)| field)),
        Some(source::Body::Value(field)) => of_request.push(field),
        None => {}
    }
    pair(fields, service, Owner::Input(operation), of_request, &operation.input.fields, |field| ids::of_request(operation, field));
    if let (Some(written), Content::Fields(shape)) = (&written.response, &operation.response.content) {
        pair(fields, service, Owner::Output(operation), named(&written.fields), &shape.fields, |field| ids::of_response(operation, field));
    }
}

fn of_service<'a>(of: &Service<'a>, fields: &mut Vec<Field<'a>>) {
    let (written, service) = (&of.written.service, of.service);
    for (key, owner, written, resolved) in [
        ("headers", Owner::EveryRequest, &written.headers, &service.headers),
        ("parameters", Owner::EveryRequest, &written.parameters, &service.parameters),
        ("common_response", Owner::EveryAnswer, &written.common_response, &service.common_response),
        ("list_item_fields", Owner::EveryAnswer, &written.list_item_fields, &service.list_item_fields),
    ] {
        pair(fields, service, owner, named(written), resolved, |field| format!("{key}.{}", field.wire));
    }
}

fn named(fields: &Option<NamedItems<source::Field>>) -> Vec<&source::Field> {
    fields.iter().flat_map(|named| &named.0).map(|(_, field)| field).collect()
}

/// Puts what was written beside what it was resolved to: both are in the same order.
fn pair<'a>(
    into: &mut Vec<Field<'a>>,
    service: &'a model::Service,
    owner: Owner<'a>,
    written: impl IntoIterator<Item = &'a source::Field>,
    resolved: &'a [model::Field],
    id: impl Fn(&model::Field) -> String,
) {
    into.extend(written.into_iter().zip(resolved).map(|(written, field)| Field {
        subject: ids::of_service(service, &id(field)),
        service,
        owner,
        written,
        field,
        siblings: resolved,
    }));
}

impl<'a> Field<'a> {
    /// The sections that describe its owner; none for what all requests or answers carry.
    pub fn sections(&self) -> Vec<&'a str> {
        match self.owner {
            Owner::Type(definition) => definition.sections.iter().map(String::as_str).collect(),
            Owner::Input(operation) | Owner::Output(operation) => vec![&operation.section],
            Owner::EveryRequest | Owner::EveryAnswer => Vec::new(),
        }
    }

    /// Whether requests carry it.
    pub fn in_input(&self) -> bool {
        match self.owner {
            Owner::Type(definition) => definition.in_input,
            Owner::Input(_) | Owner::EveryRequest => true,
            Owner::Output(_) | Owner::EveryAnswer => false,
        }
    }

    /// Whether answers carry it.
    pub fn in_output(&self) -> bool {
        match self.owner {
            Owner::Type(definition) => definition.in_output,
            Owner::Output(_) | Owner::EveryAnswer => true,
            Owner::Input(_) | Owner::EveryRequest => false,
        }
    }
}

//! The crate's front page and its README: a tour of what it can do, with the product's own operations for examples.

use serde::Serialize;
use tera::{Context, Tera};

use super::operations::paged;
use super::root::used_groups;
use crate::emit::code::rust::{find, literal, method, required, waiting_arguments};
use crate::emit::prose::{self, Language};
use crate::emit::rust::{Paths, client_crate, inert};
use crate::ids;
use crate::model::{Content, Field, Kind, Model, Operation, Service};
use crate::names;
use crate::output::File;

/// What the templates print. A part of the tour that no operation can show is left out.
#[derive(Serialize)]
struct View {
    title: String,
    doc: String,
    /// The product's name, and that of the crate in Rust.
    name: String,
    package: String,
    /// A call that needs no argument, preferably one that changes nothing.
    reading: Option<String>,
    /// A call with setters.
    setting: Option<Setting>,
    paging: Option<String>,
    waiting: Option<String>,
    waiters: Vec<WaiterView>,
    /// A call about something that may not be there.
    refused: Option<String>,
    session: Option<Session>,
    profiles_have_roles: bool,
    kubeconfig: Option<String>,
    /// The document that the spec was curated from.
    guide: String,
    /// A field that shows how the documentation of one ends.
    field: Option<FieldView>,
    /// The name of an erratum.
    errata: Option<String>,
    services: Vec<ServiceView>,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct Setting {
    call: String,
    setters: Vec<String>,
}

#[derive(Serialize)]
struct FieldView {
    wire: String,
    evidence: String,
    id: String,
}

#[derive(Serialize)]
struct ServiceView {
    client: String,
    title: String,
}

#[derive(Serialize)]
struct WaiterView {
    method: String,
    what: String,
}

#[derive(Serialize)]
struct Session {
    root: String,
    call: String,
}

#[derive(Serialize)]
struct Place {
    name: String,
    what: String,
}

/// The front page's text.
pub fn front_page(model: &Model, main: &Service, others: &[Service]) -> String {
    view(model, main, others).map_or_else(String::new, |view| print("client.md", &view))
}

/// `README.md`.
pub fn readme(model: &Model) -> Option<File> {
    let (main, others) = model.services.split_first()?;
    let text = print("client-readme.md", &view(model, main, others)?);
    Some(File::new("client/README.md", text + "\n"))
}

fn print(template: &str, view: &View) -> String {
    macro_rules! template {
        ($name:literal) => {
            ($name, include_str!(concat!("../../../../templates/", $name)))
        };
    }
    let mut tera = Tera::default();
    let printed = tera
        .add_raw_templates([template!("client.md"), template!("client-readme.md"), template!("client-features.md")])
        .and_then(|()| tera.render(template, &Context::from_serialize(view)?));
    match printed {
        Ok(text) => text.trim_end().to_owned(),
        Err(error) => unreachable!("the template `{template}` does not fit its view: {error:?}"),
    }
}

fn view(model: &Model, main: &Service, others: &[Service]) -> Option<View> {
    let services = Paths::of(model);
    let paths = services.first().copied()?;
    let calls = Calls { paths };
    let waiters = || main.waiters.iter().filter_map(|waiter| Some((waiter, main.operations.get(waiter.operation?)?)));
    Some(View {
        title: inert(&model.title.en),
        doc: inert(&main.doc.en),
        name: model.name.clone(),
        package: client_crate(&model.name),
        reading: calls.find(|operation| required(operation).next().is_none()),
        setting: calls.setting(),
        paging: main.operations.iter().find(|operation| paged(paths, operation).is_some()).map(|operation| calls.of(operation)),
        waiting: waiters()
            .next()
            .map(|(waiter, operation)| format!("wait_until_{}({})", waiter.name, waiting_arguments(paths, operation, waiter).join(", "))),
        waiters: waiters()
            .map(|(waiter, _)| WaiterView { method: format!("wait_until_{}", waiter.name), what: format!("{}.", inert(&waiter.what.en)) })
            .collect(),
        refused: calls.find(|operation| required(operation).next().is_some() && !matches!(operation.response.content, Content::Empty)),
        session: services.iter().find_map(|paths| {
            let operation = paths.service.operations.iter().find(|operation| operation.credentials.is_some())?;
            Some(Session { root: paths.outer_root(), call: Calls { paths: *paths }.of(operation) })
        }),
        profiles_have_roles: model.services.iter().flat_map(|service| &service.operations).any(Operation::assumes_a_role),
        kubeconfig: main.operations.iter().find(|operation| operation.kubeconfig.is_some()).map(|operation| operation.method_name.clone()),
        guide: format!("*{}*", inert(&main.source.title.en)),
        field: main.operations.iter().find_map(field),
        errata: model.services.iter().flat_map(|service| &service.errata).map(|erratum| prose::code(&erratum.id)).next(),
        services: (services.iter())
            .map(|paths| ServiceView { client: format!("{}::Client", paths.outer_root()), title: inert(&paths.service.title.en) })
            .collect(),
        places: places(main, others),
    })
}

/// The first field of an operation's request.
fn field(operation: &Operation) -> Option<FieldView> {
    let field = operation.input.fields.first()?;
    let evidence = prose::evidence(&field.evidence, Language::En);
    Some(FieldView { wire: prose::code(&field.wire), evidence, id: prose::code(&ids::of_request(operation, field)) })
}

/// Calls of a service's operations, as they stand in examples.
struct Calls<'a> {
    paths: Paths<'a>,
}

impl Calls<'_> {
    fn of(&self, operation: &Operation) -> String {
        method(self.paths, operation)
    }

    fn find(&self, is_wanted: impl Fn(&Operation) -> bool) -> Option<String> {
        find(self.paths.service, is_wanted).map(|operation| self.of(operation))
    }

    /// The first operation that has something to set, and the first three things of its sample that there are examples of.
    fn setting(&self) -> Option<Setting> {
        self.paths.service.operations.iter().find_map(|operation| {
            let is_shown = |field: &&Field| operation.sample.is_empty() || operation.sample.iter().any(|(path, _)| *path == field.wire);
            let settable = operation.input.fields.iter().filter(|field| !field.required && is_simple(field)).filter(is_shown);
            let setters = settable.filter_map(|field| {
                let example = field.example_for(&operation.section)?;
                Some(format!(".{}({})", names::identifier(&field.rust), literal(self.paths, &field.kind, Some(example))))
            });
            let setters: Vec<String> = setters.take(3).collect();
            (!setters.is_empty()).then(|| Setting { call: self.of(operation), setters })
        })
    }
}

fn is_simple(field: &Field) -> bool {
    matches!(field.kind, Kind::String | Kind::Boolean | Kind::Integer | Kind::Long)
}

fn places(main: &Service, others: &[Service]) -> Vec<Place> {
    let place = |name: &str, what: String| Place { name: name.to_owned(), what };
    let mut places: Vec<_> = used_groups(main).map(|group| place(&group.name, inert(&group.doc.en))).collect();
    if !main.types.is_empty() {
        places.push(place("types", "structs and enums that operations share".to_owned()));
    }
    places.push(place("schema", "what the service looks like on the wire".to_owned()));
    places.extend(others.iter().map(|other| place(&other.name, inert(&other.title.en))));
    places
}

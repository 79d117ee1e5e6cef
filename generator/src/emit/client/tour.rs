//! The crate's front page: a tour of what it can do, with the product's own operations for examples.

use serde::Serialize;
use tera::{Context, Tera};

use super::operations::paged;
use super::root::used_groups;
use crate::emit::code::rust::{arguments, literal};
use crate::emit::rust::{Paths, client_crate, inert};
use crate::model::{Content, Field, Idempotency, Kind, Model, Operation, Service};
use crate::names;

/// What the template prints. A part of the tour that no operation can show is left out.
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
    setting: Option<String>,
    paging: Option<String>,
    waiting: Option<String>,
    waiters: Vec<WaiterView>,
    /// A call about something that may not be there.
    refused: Option<String>,
    session: Option<Session>,
    profiles_have_roles: bool,
    kubeconfig: Option<String>,
    places: Vec<Place>,
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

/// The page's text.
pub fn front_page(model: &Model, main: &Service, others: &[Service]) -> String {
    let services = Paths::of(model);
    let Some(paths) = services.first().copied() else { return String::new() };
    let calls = Calls { paths };
    let waiters = || main.waiters.iter().filter_map(|waiter| Some((waiter, main.operations.get(waiter.operation?)?)));
    let view = View {
        title: inert(&model.title.en),
        doc: inert(&main.doc.en),
        name: model.name.clone(),
        package: client_crate(&model.name),
        reading: calls.find(|operation| required(operation).next().is_none()),
        setting: calls.setting(),
        paging: main.operations.iter().find(|operation| paged(paths, operation).is_some()).map(|operation| calls.of(operation)),
        waiting: waiters().next().map(|(waiter, operation)| {
            let further = waiter.arguments.iter().map(|_| "\"…\"".to_owned());
            let all: Vec<_> = arguments(paths, operation).into_iter().chain(further).collect();
            format!("wait_until_{}({})", waiter.name, all.join(", "))
        }),
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
        places: places(main, others),
    };
    let printed =
        Context::from_serialize(&view).and_then(|view| Tera::one_off(include_str!("../../../../templates/client.md"), &view, false));
    match printed {
        Ok(text) => text.trim_end().to_owned(),
        Err(error) => unreachable!("the template of the front page does not fit its view: {error}"),
    }
}

/// Calls of a service's operations, as they stand in examples.
struct Calls<'a> {
    paths: Paths<'a>,
}

impl Calls<'_> {
    fn of(&self, operation: &Operation) -> String {
        format!("{}({})", names::identifier(&operation.method_name), arguments(self.paths, operation).join(", "))
    }

    /// The first operation of which this is true; of those that change nothing, if there is one.
    fn find(&self, is_wanted: impl Fn(&Operation) -> bool) -> Option<String> {
        let wanted = || self.paths.service.operations.iter().filter(|operation| is_wanted(operation));
        let reading = wanted().find(|operation| operation.idempotency == Idempotency::ReadOnly);
        reading.or_else(|| wanted().next()).map(|operation| self.of(operation))
    }

    /// The first operation that has something to set, and the first three things that there are examples of.
    fn setting(&self) -> Option<String> {
        self.paths.service.operations.iter().find_map(|operation| {
            let settable = operation.input.fields.iter().filter(|field| !field.required && is_simple(field));
            let setters = settable.filter_map(|field| {
                let example = field.example_for(&operation.section)?;
                Some(format!(".{}({})", names::identifier(&field.rust), literal(self.paths, &field.kind, Some(example))))
            });
            let setters: String = setters.take(3).collect();
            (!setters.is_empty()).then(|| format!("{}{setters}", self.of(operation)))
        })
    }
}

fn required(operation: &Operation) -> impl Iterator<Item = &Field> {
    operation.input.fields.iter().filter(|field| field.required)
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

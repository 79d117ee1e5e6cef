//! Whether something that is not the outcome of a call fits what the spec says of its kind.

use std::collections::HashMap;
use std::ptr;

use ackgen_wire::{Kind, Operation, Schema, Service, Violation, validate};
use serde_json::{Map, Value};

use super::Engine;
use super::table::{Action, Resource, Source, Template};
use super::value::at;
use crate::fields::{a, suggestion};

/// What a field of a thing, or all of it where the path is empty, is answered as.
struct Answered {
    path: &'static [&'static str],
    schema: &'static Schema,
    /// The field of the schema that it becomes; all of it where there is none.
    field: Option<&'static str>,
}

impl PartialEq for Answered {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.schema, other.schema) && (self.path, self.field) == (other.path, other.field)
    }
}

impl Engine {
    /// What a kind of thing belongs to, if it is not the tenant.
    #[cfg(feature = "fixtures")]
    pub(crate) fn parent_of(&self, kind: &str) -> Option<&'static str> {
        let resource = self.tables.resources.iter().find(|resource| resource.name == kind)?;
        resource.parent.map(|parent| self.tables.resources[parent].name)
    }

    /// The parameters of calls by which a thing is named.
    #[cfg(feature = "fixtures")]
    pub(crate) fn parameters_of(&self, kind: &str, thing: &Value) -> Map<String, Value> {
        let id = self.tables.resources.iter().find(|resource| resource.name == kind).and_then(|resource| resource.id.as_ref());
        let named = id.zip(thing.as_object()).and_then(|(id, fields)| Some((id.parameters, at(fields, id.field)?)));
        named.into_iter().flat_map(|(parameters, id)| parameters.iter().map(|name| ((*name).to_owned(), id.clone()))).collect()
    }

    /// The fields of a thing that do not fit, and why: names that nothing gives it, values that no operation that makes
    /// or changes it would take, and those that make no answer.
    pub(crate) fn check_fields(&self, service: &Service, kind: &str, fields: &Map<String, Value>) -> Vec<(String, String)> {
        let Some((index, resource)) = self.resource(kind) else { return Vec::new() };
        let operations: Vec<_> = service.operations.iter().copied().filter(|operation| self.writes(operation, index)).collect();
        let known = self.fields_of(index, &operations);
        let mut problems = Vec::new();
        for (name, value) in fields {
            if !known.contains(&name.as_str()) {
                problems.push((name.clone(), format!("{} has no field `{name}`{}", a(kind), suggestion(name, &known))));
                continue;
            }
            let Some(operation) = operations.iter().find(|operation| operation.input.field(name).is_some()) else { continue };
            let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
            let own = |path: &str| path.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            let violations = validate(operation.input, &alone).into_iter().filter(|violation| own(&violation.path));
            problems.extend(violations.map(|violation| (name.clone(), violation.to_string())));
        }
        problems.extend(wrong_state(resource, fields));
        let so_far: Vec<_> = problems.iter().map(|(name, _)| name.clone()).collect();
        let unanswerable = unanswerable(resource, &self.answered(service, index), fields);
        problems.extend(unanswerable.into_iter().filter(|(name, _)| !so_far.contains(name)));
        problems
    }

    /// What makes no answer of what a tenant had; or nothing.
    pub(crate) fn check_things(&self, service: &Service, tenant: &Value) -> Result<(), String> {
        let mut answered = HashMap::new();
        let mut problems = Vec::new();
        for thing in tenant["things"].as_array().into_iter().flatten() {
            let Some((kind, fields)) = thing["resource"].as_str().zip(thing["fields"].as_object()) else { continue };
            let Some((index, resource)) = self.resource(kind) else { continue };
            let answered = answered.entry(index).or_insert_with(|| self.answered(service, index));
            let found = wrong_state(resource, fields).into_iter().chain(unanswerable(resource, answered, fields));
            problems.extend(found.map(|(_, problem)| format!("{kind} {}: {problem}", thing["id"].as_str().unwrap_or_default())));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
    }

    fn resource(&self, kind: &str) -> Option<(usize, &'static Resource)> {
        self.tables.resources.iter().enumerate().find(|(_, resource)| resource.name == kind)
    }

    /// What things of a kind have to look like where operations answer with them.
    fn answered(&self, service: &Service, kind: usize) -> Vec<Answered> {
        let of = (kind, &self.tables.resources[kind]);
        let mut found = Vec::new();
        for operation in service.operations {
            let effect = self.tables.effects.iter().find(|effect| effect.operation == operation.name);
            if let Some((effect, kind)) = effect.zip(operation.response.kind.as_ref()) {
                find(&effect.answer, kind, of, &mut found);
            }
        }
        found
    }

    /// What a thing may be given.
    fn fields_of(&self, kind: usize, operations: &[&'static Operation]) -> Vec<&'static str> {
        let resource = &self.tables.resources[kind];
        let mut names: Vec<_> = resource.fields.to_vec();
        if names.is_empty() {
            names.extend(operations.iter().flat_map(|operation| operation.input.fields).map(|field| field.name));
        }
        let set = resource.transitions.iter().map(|transition| &transition.set);
        let steps = self.tables.effects.iter().flat_map(|effect| effect.steps).filter(|step| step.resource == kind);
        let set = set.chain(steps.map(|step| &step.set));
        for template in [&resource.initial, &resource.view].into_iter().chain(resource.seeds).chain(set) {
            if let Template::Object(fields) = template {
                names.extend(fields.iter().map(|(name, _)| *name));
            }
        }
        names.extend(resource.id.iter().flat_map(|id| id.field.first()).chain(resource.state.first()));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether an operation makes or changes a kind of thing.
    fn writes(&self, operation: &Operation, kind: usize) -> bool {
        let effect = self.tables.effects.iter().find(|effect| effect.operation == operation.name);
        let writes = |action| matches!(action, Action::Create | Action::Replace | Action::Update | Action::Renew);
        effect.is_some_and(|effect| effect.steps.iter().any(|step| step.resource == kind && writes(step.action)))
    }
}

/// Looks for where an answer has something of things of a kind.
fn find(template: &'static Template, kind: &'static Kind, of: (usize, &'static Resource), found: &mut Vec<Answered>) {
    match (template, kind) {
        (Template::First(sources), Kind::Record(schema)) if sources.iter().any(|source| is_whole(source, of.0)) => {
            whole(schema, of, found);
        }
        (Template::First(sources), Kind::List(Kind::Record(schema)) | Kind::Map(Kind::Record(schema))) => {
            let all = |source: &Source| matches!(source, Source::List(listed) | Source::Map(listed, []) if *listed == of.0);
            if sources.iter().any(all) {
                whole(schema, of, found);
            }
        }
        (Template::List(items), Kind::List(item)) => items.iter().for_each(|template| find(template, item, of, found)),
        (Template::Object(_), Kind::Record(schema)) => parts(template, schema, of, found),
        _ => {}
    }
}

/// A thing of a kind is answered as a struct, with what is computed when it is read.
fn whole(schema: &'static Schema, of: (usize, &'static Resource), found: &mut Vec<Answered>) {
    let new = Answered { path: &[], schema, field: None };
    if found.contains(&new) {
        return;
    }
    found.push(new);
    parts(&of.1.view, schema, of, found);
}

/// The same of the fields of an object.
fn parts(object: &'static Template, schema: &'static Schema, of: (usize, &'static Resource), found: &mut Vec<Answered>) {
    let Template::Object(fields) = object else { return };
    for (name, template) in *fields {
        let Some(field) = schema.field(name) else { continue };
        if let Template::First(sources) = template {
            let paths = sources.iter().filter_map(|source| path_in(source, of.0));
            found.extend(paths.map(|path| Answered { path, schema, field: Some(field.name) }));
        }
        find(template, &field.kind, of, found);
    }
}

/// Whether a source is a whole thing of a kind.
fn is_whole(source: &Source, of: usize) -> bool {
    matches!(source, Source::Of(kind, []) | Source::Named(kind, _, []) if *kind == of)
}

/// Where in a thing of a kind a source is, if it is one of its fields.
fn path_in(source: &Source, of: usize) -> Option<&'static [&'static str]> {
    match source {
        Source::Of(kind, path) | Source::Named(kind, _, path) => (*kind == of && !path.is_empty()).then_some(*path),
        _ => None,
    }
}

/// The fields of a thing that cannot be read as what they are answered as, and why.
fn unanswerable(resource: &Resource, answered: &[Answered], fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut problems: Vec<(String, String)> = Vec::new();
    for &Answered { path, schema, field } in answered {
        let answer = match field.map(|field| (field, at(fields, path))) {
            // It is answered by another name than it is kept by.
            Some((field, Some(value))) => Map::from_iter([(field.to_owned(), value.clone())]),
            Some((_, None)) => continue,
            None => fields.clone(),
        };
        // What is missing, too long or not of a pattern can be answered all the same.
        for violation in validate(schema, &answer.into()).iter().filter(|violation| is_of_a_type(violation)) {
            let Some(name) = path.first().or(violation.fields.first()) else { continue };
            if field.is_none() && is_computed(resource, name) {
                continue;
            }
            if !problems.iter().any(|(known, _)| known == name) {
                problems.push(((*name).to_owned(), violation.to_string()));
            }
        }
    }
    problems
}

/// Whether a value is of another type than it has to be, rather than missing, too long or not of a pattern.
pub(crate) fn is_of_a_type(violation: &Violation) -> bool {
    ["not-a-boolean", "not-an-integer", "not-a-number", "not-a-text", "not-an-object"].contains(&violation.code)
}

/// Whether a field is not answered as it is kept.
fn is_computed(resource: &Resource, name: &str) -> bool {
    matches!(resource.view, Template::Object(fields) if fields.iter().any(|(computed, _)| *computed == name))
}

/// The state of a thing, if none of its kind ever has that.
fn wrong_state(resource: &Resource, fields: &Map<String, Value>) -> Option<(String, String)> {
    let (first, states) = (resource.state.first()?, states(resource));
    let is_known = |state: &Value| state.is_null() || states.is_empty() || states.iter().any(|known| state == known);
    let state = at(fields, resource.state).filter(|state| !is_known(state))?;
    Some(((*first).to_owned(), format!("{} is never {state}; it is one of: {}", a(resource.name), states.join(", "))))
}

fn states(resource: &Resource) -> Vec<&'static str> {
    let mut states: Vec<_> =
        resource.transitions.iter().flat_map(|transition| transition.from.iter().copied().chain([transition.to])).collect();
    states.extend(resource.transitions.iter().filter_map(|transition| transition.fails.as_ref()).map(|failure| failure.to));
    states.sort_unstable();
    states.dedup();
    states
}

//! Whether something that is not the outcome of a call fits what the spec says of its kind.

use ackgen_wire::{Operation, Service, validate};
use serde_json::{Map, Value};

use super::Engine;
use super::table::{Action, Resource, Template};
use super::value::at;
use crate::fields::suggestion;

impl Engine {
    /// What a kind of thing belongs to, if it is not the tenant.
    pub(crate) fn parent_of(&self, kind: &str) -> Option<&'static str> {
        let resource = self.tables.resources.iter().find(|resource| resource.name == kind)?;
        resource.parent.map(|parent| self.tables.resources[parent].name)
    }

    /// The parameters of calls by which a thing is named.
    pub(crate) fn parameters_of(&self, kind: &str, thing: &Value) -> Map<String, Value> {
        let id = self.tables.resources.iter().find(|resource| resource.name == kind).and_then(|resource| resource.id.as_ref());
        let named = id.zip(thing.as_object()).and_then(|(id, fields)| Some((id.parameters, at(fields, id.field)?)));
        named.into_iter().flat_map(|(parameters, id)| parameters.iter().map(|name| ((*name).to_owned(), id.clone()))).collect()
    }

    /// The fields of a thing that do not fit, and why: names that nothing gives it, and values that no operation that makes
    /// or changes it would take.
    pub(crate) fn check_fields(&self, service: &Service, kind: &str, fields: &Map<String, Value>) -> Vec<(String, String)> {
        let Some((index, resource)) = self.tables.resources.iter().enumerate().find(|(_, resource)| resource.name == kind) else {
            return Vec::new();
        };
        let operations: Vec<_> = service.operations.iter().copied().filter(|operation| self.writes(operation, index)).collect();
        let known = names(resource, &operations);
        let mut problems = Vec::new();
        for (name, value) in fields {
            if !known.contains(&name.as_str()) {
                problems.push((name.clone(), format!("a {kind} has no field `{name}`{}", suggestion(name, &known))));
                continue;
            }
            if let [state] = resource.state
                && state == name
                && !states(resource).iter().any(|state| value == state)
            {
                problems.push((name.clone(), format!("a {kind} is never {value}; it is one of: {}", states(resource).join(", "))));
                continue;
            }
            let Some(operation) = operations.iter().find(|operation| operation.input.field(name).is_some()) else { continue };
            let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
            let own = |path: &str| path.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            let violations = validate(operation.input, &alone).into_iter().filter(|violation| own(&violation.path));
            problems.extend(violations.map(|violation| (name.clone(), violation.to_string())));
        }
        problems
    }

    /// Whether an operation makes or changes a kind of thing.
    fn writes(&self, operation: &Operation, kind: usize) -> bool {
        let effect = self.tables.effects.iter().find(|effect| effect.operation == operation.name);
        let writes = |action| matches!(action, Action::Create | Action::Replace | Action::Update | Action::Renew);
        effect.is_some_and(|effect| effect.steps.iter().any(|step| step.resource == kind && writes(step.action)))
    }
}

/// What a thing may be given.
fn names(resource: &Resource, operations: &[&'static Operation]) -> Vec<&'static str> {
    let mut names: Vec<_> = resource.fields.to_vec();
    if names.is_empty() {
        names.extend(operations.iter().flat_map(|operation| operation.input.fields).map(|field| field.name));
    }
    let set = resource.transitions.iter().map(|transition| &transition.set);
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

fn states(resource: &Resource) -> Vec<&'static str> {
    let mut states: Vec<_> =
        resource.transitions.iter().flat_map(|transition| transition.from.iter().copied().chain([transition.to])).collect();
    states.extend(resource.transitions.iter().filter_map(|transition| transition.fails.as_ref()).map(|failure| failure.to));
    states.sort_unstable();
    states.dedup();
    states
}

//! What a service keeps: names lead somewhere, states are documented, gaps can be filled.

mod gaps;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::model::resources::{Effect, NOT_FOUND, Path, Refusal, Resource, ResourceId, Resources, Step, Template, Transition};
use crate::model::{Field, Service, Shape, Text};
use crate::source::resources as source;
use crate::source::{self as written_source, NamedItems as Named, Node, Written};

use self::gaps::Scope;

/// Reads what a service keeps.
pub fn lower(service: &mut Service, written: Option<&source::Resources>, diagnostics: &mut Diagnostics) {
    let Some(written) = written else { return };
    let resolver = Resolver { service, written, names: written.resources.0.iter().map(|(name, _)| name.value.as_str()).collect() };
    let resources = resolver.resources(diagnostics);
    service.resources = Some(resources);
}

/// What is known while resources are read.
struct Resolver<'a> {
    service: &'a Service,
    written: &'a source::Resources,
    names: Vec<&'a str>,
}

impl Resolver<'_> {
    fn resources(&self, diagnostics: &mut Diagnostics) -> Resources {
        let refusals = &self.written.refusals;
        let named = [
            (NOT_FOUND, &refusals.not_found),
            ("wrong_state", &refusals.wrong_state),
            ("protected", &refusals.protected),
            ("in_use", &refusals.in_use),
            ("quota_exceeded", &refusals.quota_exceeded),
            ("exists", &refusals.exists),
        ];
        Resources {
            assumed: text(&self.written.assumed),
            refusals: named
                .into_iter()
                .chain(refusals.invalid.as_ref().map(|invalid| ("invalid", invalid)))
                .map(|(name, written)| (name, refusal(written)))
                .collect(),
            log: self.written.log.as_ref().map(|log| (self.resource(&log.resource, diagnostics), log.field.value.clone())),
            resources: (0..self.names.len()).map(|index| self.one(index, diagnostics)).collect(),
            effects: self.written.operations.0.iter().filter_map(|(name, effect)| self.effect(name, effect, diagnostics)).collect(),
        }
    }

    fn one(&self, index: usize, diagnostics: &mut Diagnostics) -> Resource {
        let (name, written) = &self.written.resources.0[index];
        let scope = Scope { resolver: self, operation: None };
        let parent = written.parent.as_ref().map(|parent| (parent, self.resource(parent, diagnostics)));
        if let Some((parent, _)) = parent.filter(|(parent, place)| *place >= index && self.names.contains(&parent.value.as_str())) {
            let diagnostic =
                Diagnostic::error("wrong-shape", format!("`{}` comes before `{}`, which it belongs to", name.value, parent.value));
            diagnostics.push(diagnostic.at(parent.span, "should come first").help(format!("move `{}` further down", name.value)));
        }
        if let Some(wanted) = &written.r#type
            && !matches!(self.shape(index), Some(Shape::Struct(_)))
        {
            let structs =
                self.service.types.iter().filter(|known| matches!(known.shape, Shape::Struct(_))).map(|known| known.name.as_str());
            let diagnostic = Diagnostic::error("missing-reference", format!("there is no struct `{}`", wanted.value));
            diagnostics.push(diagnostic.at(wanted.span, "unknown struct").help_if(did_you_mean(&wanted.value, structs)));
        }
        for parameter in written.id.iter().flat_map(|id| &id.parameters) {
            let mut inputs = self.service.operations.iter().flat_map(|operation| &operation.input.fields);
            if !inputs.any(|field| field.wire == parameter.value) {
                let diagnostic = Diagnostic::error("missing-reference", format!("no operation has a parameter `{}`", parameter.value));
                diagnostics.push(diagnostic.at(parameter.span, "unknown parameter"));
            }
        }
        Resource {
            at: name.span,
            name: name.value.clone(),
            what: text(&written.what),
            parent: parent.map(|(_, place)| place),
            id: written.id.as_ref().map(|id| ResourceId {
                field: self.path(index, &id.field, diagnostics),
                form: id.form.as_ref().map(|form| form.value.clone()),
                parameters: strings(&id.parameters),
                also: id.also.iter().map(|also| self.path(index, also, diagnostics)).collect(),
                unique: id.unique.as_ref().is_some_and(|unique| unique.value),
            }),
            fields: self.fields(index).iter().map(|field| field.wire.clone()).collect(),
            initial: scope.optional(written.initial.as_ref(), diagnostics),
            view: scope.optional(written.view.as_ref(), diagnostics),
            seeds: written.seeds.iter().map(|seed| scope.template(seed, diagnostics)).collect(),
            quota: written.quota.as_ref().map(|quota| {
                let holder = self.resource(&quota.resource, diagnostics);
                (holder, self.path(holder, &quota.field, diagnostics))
            }),
            protected_while: scope.optional(written.protected_by.as_ref(), diagnostics),
            kept_while: scope.optional(written.kept_while.as_ref(), diagnostics),
            state: written.state.as_ref().map(|path| self.path(index, path, diagnostics)).unwrap_or_default(),
            transitions: written.transitions.iter().map(|transition| self.transition(index, transition, diagnostics)).collect(),
            not_found: written.not_found.as_ref().map(refusal),
        }
    }

    fn transition(&self, index: usize, written: &source::Transition, diagnostics: &mut Diagnostics) -> Transition {
        let scope = Scope { resolver: self, operation: None };
        for state in written.from.iter().chain([&written.to]).chain(written.fails.iter().map(|fails| &fails.to)) {
            self.check_state(index, state, diagnostics);
        }
        for by in &written.by {
            self.check_cause(by, diagnostics);
        }
        if let (Some(after), Some(by)) = (&written.after, written.by.first()) {
            let diagnostic = Diagnostic::error("wrong-shape", "what makes a transition happen does so at once");
            diagnostics.push(diagnostic.at(after.span, "not by itself").at(by.span, "but by this").help("take one of them out"));
        }
        Transition {
            from: strings(&written.from),
            to: written.to.value.clone(),
            by: strings(&written.by),
            after: written.after.as_ref().and_then(|after| after.value.try_into().ok()).unwrap_or_default(),
            fails: written.fails.as_ref().map(|fails| {
                (fails.to.value.clone(), scope.optional(fails.set.as_ref(), diagnostics), scope.optional(fails.log.as_ref(), diagnostics))
            }),
            removes: written.removes.as_ref().is_some_and(|removes| removes.value),
            set: scope.optional(written.set.as_ref(), diagnostics),
            log: scope.optional(written.log.as_ref(), diagnostics),
        }
    }

    fn effect(&self, name: &Written<String>, written: &source::Effect, diagnostics: &mut Diagnostics) -> Option<Effect> {
        let operation = self.service.operations.iter().position(|operation| operation.name == name.value);
        let Some(operation) = operation else {
            let help = did_you_mean(&name.value, self.service.operations.iter().map(|operation| operation.name.as_str()));
            let diagnostic = Diagnostic::error("missing-reference", format!("there is no operation `{}`", name.value));
            diagnostics.push(diagnostic.at(name.span, "unknown operation").help_if(help));
            return None;
        };
        let scope = Scope { resolver: self, operation: Some(&self.service.operations[operation]) };
        let requires = written.requires.iter().flat_map(|Named(requires)| requires);
        let filter = written.filter.iter().flat_map(|Named(filter)| filter);
        written.ignored.iter().flat_map(|ignored| &ignored.fields).for_each(|path| scope.check_sent(path, diagnostics));
        let ignored = |written: &source::Ignored| (strings(&written.fields), text(&written.because));
        Some(Effect {
            at: name.span,
            operation,
            requires: requires
                .map(|(resource, states)| {
                    let resource = self.resource(resource, diagnostics);
                    states.iter().for_each(|state| self.check_state(resource, state, diagnostics));
                    (resource, strings(states))
                })
                .collect(),
            steps: written.steps.iter().map(|step| self.step(&scope, step, diagnostics)).collect(),
            filter: filter.map(|(path, value)| (steps_of(&path.value), scope.template(value, diagnostics))).collect(),
            ignored: written.ignored.iter().map(ignored).collect(),
            answer: scope.optional(written.answer.as_ref(), diagnostics),
        })
    }

    fn step(&self, scope: &Scope<'_>, written: &source::Step, diagnostics: &mut Diagnostics) -> Step {
        let action = &written.r#do;
        if !source::ACTIONS.contains(&action.value.as_str()) && !action.value.is_empty() {
            let help =
                did_you_mean(&action.value, source::ACTIONS).unwrap_or_else(|| format!("a step does one of {}", list_of(&source::ACTIONS)));
            diagnostics
                .push(Diagnostic::error("unknown-value", format!("no step does `{}`", action.value)).at(action.span, "unknown").help(help));
        }
        if action.value == "refuse" && written.why.is_none() {
            diagnostics.push(Diagnostic::error("wrong-shape", "a step that refuses says `why`").at(action.span, "does not say why"));
        }
        if action.value == "refuse" && self.written.refusals.invalid.is_none() {
            diagnostics.push(Diagnostic::error("wrong-shape", "the refusals need `invalid` for this").at(action.span, "refuses"));
        }
        let mut some = |node: &Option<Node>| node.as_ref().map(|node| scope.template(node, diagnostics));
        let (when, each, times, key) = (some(&written.when), some(&written.each), some(&written.times), some(&written.key));
        Step {
            action: action.value.clone(),
            resource: self.resource(&written.resource, diagnostics),
            when,
            each,
            times,
            key,
            set: scope.optional(written.set.as_ref(), diagnostics),
            log: scope.optional(written.log.as_ref(), diagnostics),
            why: scope.optional(written.why.as_ref(), diagnostics),
        }
    }

    /// The place of a resource; the first where there is none of that name, which is said.
    fn resource(&self, name: &Written<String>, diagnostics: &mut Diagnostics) -> usize {
        self.find(&name.value).unwrap_or_else(|| {
            if !name.value.is_empty() {
                let help = did_you_mean(&name.value, self.names.iter().copied());
                let diagnostic = Diagnostic::error("missing-reference", format!("there is no resource `{}`", name.value));
                diagnostics.push(diagnostic.at(name.span, "unknown resource").help_if(help));
            }
            0
        })
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// A path into a resource; where that has a struct, its first step is one of the struct's fields.
    fn path(&self, resource: usize, path: &Written<String>, diagnostics: &mut Diagnostics) -> Path {
        let steps = steps_of(&path.value);
        if let Some(problem) = self.unknown_field(resource, &steps) {
            diagnostics.push(Diagnostic::error("missing-reference", problem.0).at(path.span, "unknown field").help_if(problem.1));
        }
        steps
    }

    /// What to say of a path whose first step is none of the fields of a resource's struct.
    fn unknown_field(&self, resource: usize, steps: &[String]) -> Option<(String, Option<String>)> {
        let (fields, first) = (self.fields(resource), steps.first()?);
        if fields.is_empty() || first.starts_with('_') || fields.iter().any(|field| field.wire == *first) {
            return None;
        }
        let name = self.names.get(resource).copied().unwrap_or_default();
        let help = did_you_mean(first, fields.iter().map(|field| field.wire.as_str()));
        Some((format!("`{name}` has no field `{first}`"), help))
    }

    fn shape(&self, resource: usize) -> Option<&Shape> {
        let name = &self.written.resources.0.get(resource)?.1.r#type.as_ref()?.value;
        self.service.types.iter().find(|known| known.name == *name).map(|known| &known.shape)
    }

    fn fields(&self, resource: usize) -> &[Field] {
        match self.shape(resource) {
            Some(Shape::Struct(shape)) => &shape.fields,
            _ => &[],
        }
    }

    /// A state is one of those that the field's enum lists, if it is an enum.
    fn check_state(&self, resource: usize, state: &Written<String>, diagnostics: &mut Diagnostics) {
        let Some(path) = self.written.resources.0.get(resource).and_then(|(_, written)| written.state.as_ref()) else { return };
        let (mut fields, mut found) = (self.fields(resource), None);
        for step in steps_of(&path.value) {
            let Some(field) = fields.iter().find(|field| field.wire == step) else { return };
            let shape = field.kind.named().map(|id| &self.service.get(id).shape);
            fields = match shape {
                Some(Shape::Struct(shape)) => &shape.fields,
                _ => &[],
            };
            found = shape;
        }
        let Some(Shape::Enum(values)) = found else { return };
        if !values.iter().any(|value| value.wire == state.value) {
            let listed: Vec<_> = values.iter().map(|value| value.wire.as_str()).collect();
            let help = did_you_mean(&state.value, listed.iter().copied()).unwrap_or_else(|| format!("the states are {}", list_of(&listed)));
            let diagnostic =
                Diagnostic::error("unknown-value", format!("`{}` is no documented state of `{}`", state.value, self.names[resource]));
            diagnostics.push(diagnostic.at(state.span, "unknown state").help(help));
        }
    }

    /// A transition happens by an operation, or when another resource comes into a state.
    fn check_cause(&self, by: &Written<String>, diagnostics: &mut Diagnostics) {
        let known = match by.value.split_once('.') {
            Some((resource, _)) => self.find(resource).is_some(),
            None => self.service.operations.iter().any(|operation| operation.name == by.value),
        };
        if !known {
            let operations = self.service.operations.iter().map(|operation| operation.name.as_str());
            let diagnostic = Diagnostic::error("missing-reference", format!("nothing is called `{}`", by.value));
            let help = did_you_mean(&by.value, operations).unwrap_or_else(|| "name an operation, or `resource.state`".to_owned());
            diagnostics.push(diagnostic.at(by.span, "neither an operation nor a resource's state").help(help));
        }
    }
}

impl Scope<'_> {
    fn optional(&self, node: Option<&Node>, diagnostics: &mut Diagnostics) -> Template {
        node.map_or(Template::Nothing, |node| self.template(node, diagnostics))
    }
}

fn steps_of(path: &str) -> Path {
    path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect()
}

fn strings(written: &[Written<String>]) -> Vec<String> {
    written.iter().map(|written| written.value.clone()).collect()
}

fn refusal(written: &source::Refusal) -> Refusal {
    Refusal { status: written.status.0, code: written.code.value.clone(), message: written.message.value.clone() }
}

fn text(written: &written_source::Text) -> Text {
    Text { en: written.en.value.clone(), zh: written.zh.value.clone() }
}

//! What has to be there so that an operation can be called.

use std::collections::BTreeMap;

use ack_client::wire::serde_json::{Map, Value, json};
use ack_client::{Client, Error};
use ack_mock::{Mock, VirtualClock};
use ackgen::emit::example;
use ackgen::model::resources::{Effect, Path, Resources, Source, Step, Template, Test};
use ackgen::model::{Location, Operation, Service};
use ackgen_tests::operations::{self, Calls};

use super::shared::{self, Reading, Shows};

/// A mock and a client of it, which worlds come and go on.
pub struct Stage {
    mock: Mock,
    client: Client,
}

impl Stage {
    pub async fn new() -> Self {
        let clock = VirtualClock::at("2026-01-01T00:00:00Z".parse().expect("a time"));
        let mock = Mock::builder().clock(clock).start().await.expect("a mock starts");
        Self { client: mock.client(), mock }
    }
}

/// What a mock keeps, and the ids of what is in it by the parameters that name them.
pub struct World<'a> {
    service: &'a Service,
    resources: &'a Resources,
    stage: &'a Stage,
    parameters: Map<String, Value>,
    /// What there was of each kind before the call, by id.
    before: BTreeMap<usize, Vec<String>>,
    /// What the call was made with.
    sent: Value,
}

/// What came of a call.
pub enum Outcome {
    Done,
    /// The input breaks a rule.
    Invalid,
    Refused(String),
}

impl<'a> World<'a> {
    /// One in which a step of an operation can be done.
    pub fn before(stage: &'a Stage, service: &'a Service, effect: &Effect, step: &Step) -> Self {
        let mut world = Self::above(stage, service, effect, step.resource);
        if !["create", "replace"].contains(&&*step.action) && world.resources.resources[step.resource].id.is_some() {
            let id = world.named(effect, step);
            world.put(effect, step.resource, id);
        }
        world
    }

    /// One with everything that a kind of thing belongs to.
    pub fn above(stage: &'a Stage, service: &'a Service, effect: &Effect, resource: usize) -> Self {
        let resources = service.resources.as_ref().expect("the service keeps something");
        stage.mock.reset().unwrap();
        let mut world = Self { service, resources, stage, parameters: Map::new(), before: BTreeMap::new(), sent: Value::Null };
        let mut above: Vec<_> =
            std::iter::successors(resources.resources[resource].parent, |kind| resources.resources[*kind].parent).collect();
        above.reverse();
        // What the operation makes itself is not there before.
        above.retain(|kind| !effect.steps.iter().any(|step| step.resource == *kind && step.action == "create"));
        above.into_iter().for_each(|kind| world.put(effect, kind, None));
        world
    }

    /// The id that the example of an operation names for a step.
    fn named(&self, effect: &Effect, step: &Step) -> Option<Value> {
        let (Some(Template::First(each)), Some(Template::First(key))) = (&step.each, &step.key) else { return None };
        let (Some(Source::Input(list)), Some(Source::Item(path))) = (each.first(), key.first()) else { return None };
        let example = Value::Object(example::input(self.service, &self.service.operations[effect.operation]));
        let first = [list.as_slice(), &["0".to_owned()], path].concat();
        Some(shared::value(&example, &first).clone()).filter(|value| !value.is_null())
    }

    /// A thing in the state that an operation asks for.
    fn put(&mut self, effect: &Effect, kind: usize, id: Option<Value>) {
        let resource = &self.resources.resources[kind];
        let operation = &self.service.operations[effect.operation].name;
        let required = effect.requires.iter().filter(|(known, _)| *known == kind).find_map(|(_, states)| states.first());
        let left =
            resource.transitions.iter().find(|transition| transition.by.contains(operation)).and_then(|transition| transition.from.first());
        let mut fields = json!({});
        if let Some(state) = required.or(left) {
            put(&mut fields, &resource.state, state.clone().into());
        }
        // What only goes up starts at the bottom.
        for path in effect.steps.iter().filter_map(|step| newer(&step.when, kind)) {
            put(&mut fields, path, "0".into());
        }
        let field = resource.id.as_ref().map(|id| id.field.clone()).unwrap_or_default();
        if let Some(id) = &id {
            put(&mut fields, &field, id.clone());
        }
        let seeded = self.stage.mock.seed(&resource.name, self.parameters.clone().into(), fields);
        // What the example names may be there from the start.
        let id = seeded.map_or(id, |seeded| Some(shared::value(&seeded, &field).clone()));
        for parameter in resource.id.iter().flat_map(|id| &id.parameters) {
            self.parameters.insert(parameter.clone(), id.clone().unwrap_or_default());
        }
    }

    /// One more thing, with a value at a path.
    pub fn seed(&mut self, kind: usize, path: &[String], value: &Value) -> Result<(), String> {
        let mut fields = json!({});
        put(&mut fields, path, value.clone());
        let resource = &self.resources.resources[kind];
        let seeded = self.stage.mock.seed(&resource.name, self.parameters.clone().into(), fields);
        match seeded {
            Err(refusal) if refusal.code != self.refusal("exists") => Err(refusal.to_string()),
            _ => Ok(()),
        }
    }

    fn refusal(&self, name: &str) -> String {
        self.resources.refusals.iter().find(|(known, _)| *known == name).map(|(_, refusal)| refusal.code.clone()).unwrap_or_default()
    }

    /// Calls an operation as its example does, with a value at a path of the input.
    pub async fn call(&mut self, effect: &Effect, set: Option<(&Path, &Value)>) -> Outcome {
        let operation = &self.service.operations[effect.operation];
        for step in &effect.steps {
            let known = self.ids(step.resource).await;
            self.before.insert(step.resource, known);
        }
        for whole in [true, false] {
            let mut input = self.input(operation, whole);
            if let Some((path, value)) = set {
                put(&mut input, path, value.clone());
            }
            self.sent = input.clone();
            match self.send(operation, input).await {
                Ok(_) => {
                    self.find_made(effect).await;
                    return Outcome::Done;
                }
                // What a client refuses to send has no code.
                Err(error) if error.code().is_none_or(|code| code == "InvalidParameter") => {}
                Err(error) => return Outcome::Refused(error.to_string()),
            }
        }
        Outcome::Invalid
    }

    /// What was made is what later calls are about.
    async fn find_made(&mut self, effect: &Effect) {
        for step in effect.steps.iter().filter(|step| step.action == "create") {
            let Some(id) = self.new_id(step.resource).await else { continue };
            for parameter in self.resources.resources[step.resource].id.iter().flat_map(|id| &id.parameters) {
                self.parameters.insert(parameter.clone(), id.clone().into());
            }
        }
    }

    async fn new_id(&self, kind: usize) -> Option<String> {
        let known = self.before.get(&kind);
        self.ids(kind).await.into_iter().find(|id| known.is_none_or(|known| !known.contains(id)))
    }

    /// The example of an operation, or of it what is required, for what is there.
    fn input(&self, operation: &Operation, whole: bool) -> Value {
        let mut input = example::input(self.service, operation);
        for field in &operation.input.fields {
            if field.location == Location::Path {
                input.insert(field.wire.clone(), self.parameters.get(&field.wire).cloned().unwrap_or_default());
            } else if !whole && !field.required {
                input.remove(&field.wire);
            } else if let Some(sent) = self.sent.get(&field.wire) {
                // What is read is narrowed to what was sent.
                input.insert(field.wire.clone(), sent.clone());
            }
        }
        input.into()
    }

    async fn send(&self, operation: &Operation, input: Value) -> Result<Value, Error> {
        let erased =
            operations::all().into_iter().find(|erased| erased.operation.name == operation.name).expect("every operation is listed");
        let Calls::Main(call) = erased.call else { panic!("{} is of another service", operation.name) };
        call(&self.stage.client, input).await
    }

    /// What a field of what was made or changed reads as.
    pub async fn read(&self, kind: usize, reading: &Reading<'_>, path: &[String]) -> Result<Value, String> {
        let resource = &self.resources.resources[kind];
        let named = resource.id.iter().flat_map(|id| &id.parameters).find_map(|name| self.parameters.get(name)).and_then(Value::as_str);
        let wanted = self.new_id(kind).await.or(named.map(str::to_owned));
        let operation = &self.service.operations[reading.operation];
        let mut input = self.input(operation, false);
        if reading.shows == Shows::One {
            for parameter in resource.id.iter().flat_map(|id| &id.parameters) {
                if operation.input.fields.iter().any(|field| field.wire == *parameter) {
                    input[parameter] = wanted.clone().unwrap_or_default().into();
                }
            }
        }
        if let Some(pagination) = &operation.pagination {
            input[&pagination.size] = 100.into();
        }
        let answer = self.send(operation, input).await.map_err(|error| error.to_string())?;
        let shown = shared::value(&answer, &reading.path);
        let mut things = self.things(kind, reading.shows, shown);
        things.retain(|(id, _)| reading.shows == Shows::One || wanted.as_ref().is_none_or(|wanted| wanted == id));
        let (_, thing) = things.first().ok_or_else(|| format!("{} does not show {wanted:?}", operation.name))?;
        Ok(shared::value(thing, path).clone())
    }

    /// The items of a list that is narrowed.
    pub async fn list(&self, effect: &Effect, reading: &Reading<'_>, with: &[(&str, Value)]) -> Result<Vec<Value>, String> {
        let operation = &self.service.operations[effect.operation];
        let mut input = self.input(operation, false);
        for (name, value) in with {
            let is_list =
                operation.input.fields.iter().any(|field| field.wire == *name && matches!(field.kind, ackgen::model::Kind::List(_)));
            input[*name] = if is_list { json!([value]) } else { value.clone() };
        }
        let answer = self.send(operation, input).await.map_err(|error| error.to_string())?;
        let things = self.things(reading.resource, reading.shows, shared::value(&answer, &reading.path));
        Ok(things.into_iter().map(|(_, thing)| thing).collect())
    }

    /// The ids of everything of a kind, as lists show them.
    async fn ids(&self, kind: usize) -> Vec<String> {
        let readings = shared::readings(self.service, self.resources, kind);
        let Some(reading) = readings.iter().find(|reading| reading.shows != Shows::One) else { return Vec::new() };
        let operation = &self.service.operations[reading.operation];
        let mut input = self.input(operation, false);
        if let Some(pagination) = &operation.pagination {
            input[&pagination.size] = 100.into();
        }
        let Ok(answer) = self.send(operation, input).await else { return Vec::new() };
        self.things(kind, reading.shows, shared::value(&answer, &reading.path)).into_iter().map(|(id, _)| id).collect()
    }

    /// The things that an answer shows, with their ids.
    fn things(&self, kind: usize, shows: Shows, shown: &Value) -> Vec<(String, Value)> {
        let field = self.resources.resources[kind].id.as_ref().map(|id| id.field.clone()).unwrap_or_default();
        let id = |thing: &Value| shared::value(thing, &field).as_str().unwrap_or_default().to_owned();
        match (shows, shown) {
            (Shows::List, Value::Array(items)) => items.iter().map(|item| (id(item), item.clone())).collect(),
            (Shows::Map, Value::Object(items)) => items.iter().map(|(id, item)| (id.clone(), item.clone())).collect(),
            (_, one) => vec![(id(one), one.clone())],
        }
    }
}

/// The version of a kind of thing that a condition holds another one against.
fn newer(when: &Option<Template>, kind: usize) -> Option<&Path> {
    let Some(Template::First(sources)) = when else { return None };
    sources.iter().find_map(|source| match source {
        Source::If(_, Test::Older(other), _) => match &**other {
            Source::Of(of, path) if *of == kind => Some(path),
            _ => None,
        },
        _ => None,
    })
}

/// Puts a value where a path leads, making objects and lists on the way.
fn put(into: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        if !value.is_null() {
            *into = value;
        }
        return;
    };
    if first == "[]" {
        if !into.is_array() {
            *into = json!([{}]);
        }
        return put(&mut into[0], rest, value);
    }
    if !into.is_object() {
        *into = json!({});
    }
    put(&mut into[first.as_str()], rest, value);
}

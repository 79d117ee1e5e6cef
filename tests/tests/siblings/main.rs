//! What was set is what is read back, and every parameter of a list narrows it: derived from the spec, for every operation.
//!
//! An operation that makes or changes a kind of thing shares fields with the operations that read it: those that are called
//! alike, case and separators aside, however deep inside. Each is set to every value that tells it from what would be there
//! otherwise, and has to be read back by every one of the siblings. What the mock ignores, the spec says so and why.

mod shared;
mod values;
mod world;

use ack_client::wire::serde_json::Value;
use ackgen::model::resources::{Effect, Resource, Resources, Step};
use ackgen::model::{Kind, Location, Model, Operation, Service};
use ackgen_tests::spec;

use self::shared::{Reading, Shared};
use self::world::{Outcome, Stage, World};

fn resources(model: &Model) -> (&Service, &Resources) {
    let service = &model.services[0];
    (service, service.resources.as_ref().expect("the main service keeps something"))
}

#[tokio::test]
async fn what_was_set_is_what_is_read_back() {
    let model = spec::model();
    let (service, resources) = resources(&model);
    let (stage, other) = (Stage::new().await, Stage::new().await);
    let (mut checked, mut problems) = (0, Vec::new());
    for effect in &resources.effects {
        for step in effect.steps.iter().filter(|step| step.action != "delete") {
            let readings = shared::readings(service, resources, step.resource);
            let fields = shared::fields(service, &service.operations[effect.operation], step, &readings);
            if fields.is_empty() {
                continue;
            }
            let mut otherwise = World::before(&other, service, effect, step);
            let otherwise = matches!(otherwise.call(effect, None).await, Outcome::Done).then_some(otherwise);
            for field in fields.iter().filter(|field| !is_ignored(effect, &field.sent_name())) {
                checked += field.read_by.len();
                if let Err(problem) = set_and_read(&stage, service, (effect, step), field, otherwise.as_ref()).await {
                    problems.push(format!("{}.{}: {problem}", service.operations[effect.operation].name, field.sent_name()));
                }
            }
        }
    }
    assert!(checked > 100, "only {checked} fields are shared");
    assert!(problems.is_empty(), "{} of {checked}:\n{}", problems.len(), problems.join("\n"));
}

/// Whether the spec says that a field, or what it is inside of, has no effect.
fn is_ignored(effect: &Effect, field: &str) -> bool {
    let is_inside = |outer: &String| field.strip_prefix(outer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    effect.ignored.iter().flat_map(|(fields, _)| fields).any(is_inside)
}

/// Sets a field to one value after the other, and reads it by every sibling. One of the values has to be unlike what is
/// there otherwise.
async fn set_and_read(
    stage: &Stage,
    service: &Service,
    (effect, step): (&Effect, &Step),
    field: &Shared<'_>,
    otherwise: Option<&World<'_>>,
) -> Result<(), String> {
    let (mut told_apart, mut was_taken) = (otherwise.is_none(), false);
    for value in values::values(service, field.field) {
        let mut world = World::before(stage, service, effect, step);
        match world.call(effect, Some((&field.sent, &value))).await {
            Outcome::Done => was_taken = true,
            // Unlike the example, which comes first, a value of ours may name what is not there. It was looked at, then.
            Outcome::Refused(_) if was_taken => {
                told_apart = true;
                continue;
            }
            // A value of ours may break a limit of the field's.
            Outcome::Invalid => continue,
            Outcome::Refused(problem) => return Err(problem),
        }
        for (reading, path) in &field.read_by {
            let sibling = &service.operations[reading.operation].name;
            let has = world.read(step.resource, reading, path).await?;
            let fits = match field.field.kind {
                // It was kept, and is not shown.
                Kind::Secret => has.is_string() && has != value,
                _ => values::is_same(&has, &value),
            };
            if !fits {
                return Err(format!("set to {value}, it is {has} by {sibling}"));
            }
            if let Some(otherwise) = otherwise {
                told_apart |= !values::is_same(&otherwise.read(step.resource, reading, path).await?, &value);
            }
        }
    }
    if told_apart { Ok(()) } else { Err("no value tells it from what is there anyway".to_owned()) }
}

#[tokio::test]
async fn every_parameter_of_a_list_narrows_it() {
    let model = spec::model();
    let (service, resources) = resources(&model);
    let stage = Stage::new().await;
    let (mut checked, mut problems) = (0, Vec::new());
    for effect in resources.effects.iter().filter(|effect| effect.steps.is_empty()) {
        let operation = &service.operations[effect.operation];
        let Some(reading) = shared::list(service, resources, effect) else { continue };
        for parameter in
            operation.input.fields.iter().filter(|field| field.location == Location::Query && !is_paging(operation, &field.wire))
        {
            if is_ignored(effect, &parameter.wire) {
                continue;
            }
            checked += 1;
            if let Err(problem) = narrowed(&stage, service, effect, &reading, &parameter.wire).await {
                problems.push(format!("{}.{}: {problem}", operation.name, parameter.wire));
            }
        }
    }
    assert!(checked > 4, "only {checked} parameters narrow a list");
    assert!(problems.is_empty(), "{} of {checked}:\n{}", problems.len(), problems.join("\n"));
}

fn is_paging(operation: &Operation, parameter: &str) -> bool {
    operation.pagination.as_ref().is_some_and(|pagination| [&*pagination.page, &*pagination.size].contains(&parameter))
}

/// Of two things that differ, a list that is narrowed by what one of them has shows that one.
async fn narrowed(stage: &Stage, service: &Service, effect: &Effect, reading: &Reading<'_>, parameter: &str) -> Result<(), String> {
    let path = shared::filtered(effect, parameter).unwrap_or_else(|| vec![parameter.to_owned()]);
    let field = shared::at(service, reading.fields, &path).ok_or("it narrows by nothing that the list shows")?;
    let resource = &service.resources.as_ref().expect("the service keeps something").resources[reading.resource];
    // A thing is only ever in a state of its own.
    let values = if resource.state == path { states(resource) } else { values::values(service, field) };
    let mut values = values.into_iter().filter(|value| !value.is_array());
    let (one, other) = values.next().zip(values.next()).ok_or("two values are needed")?;
    let mut world = World::above(stage, service, effect, reading.resource);
    for value in [&one, &other] {
        world.seed(reading.resource, &path, value)?;
    }
    for wanted in [one, other] {
        let shown = world.list(effect, reading, &[(parameter, wanted.clone())]).await?;
        let fits = |item: &&Value| values::is_same(shared::value(item, &path), &wanted);
        if shown.is_empty() || !shown.iter().all(|item| fits(&item)) {
            return Err(format!("{wanted} shows {} things, of which {} fit", shown.len(), shown.iter().filter(fits).count()));
        }
    }
    Ok(())
}

/// The states that transitions leave and lead to, but for those in which a thing is gone.
fn states(resource: &Resource) -> Vec<Value> {
    let lasting = resource.transitions.iter().filter(|transition| !transition.removes);
    let mut states: Vec<_> = lasting.flat_map(|transition| transition.from.iter().chain([&transition.to])).collect();
    states.sort();
    states.dedup();
    states.into_iter().map(|state| state.as_str().into()).collect()
}

#[tokio::test]
async fn a_list_has_the_pages_that_it_says() {
    let model = spec::model();
    let (service, resources) = resources(&model);
    let stage = Stage::new().await;
    let mut checked = 0;
    for effect in resources.effects.iter().filter(|effect| effect.steps.is_empty()) {
        let operation = &service.operations[effect.operation];
        let (Some(reading), Some(pagination)) = (shared::list(service, resources, effect), &operation.pagination) else { continue };
        checked += 1;
        let mut world = World::above(&stage, service, effect, reading.resource);
        // What has to be asked for is what there has to be.
        let asked = operation.input.fields.iter().filter(|field| field.required);
        let asked =
            asked.map(|field| (vec![field.wire.clone()], field)).find(|(path, _)| shared::at(service, reading.fields, path).is_some());
        let (path, value) = asked.map_or_else(Default::default, |(path, field)| (path, values::values(service, field).swap_remove(0)));
        for _ in 0..5 {
            world.seed(reading.resource, &path, &value).expect("it can be seeded");
        }
        let page = |number: u64, size: u64| [(pagination.page.as_str(), number.into()), (pagination.size.as_str(), size.into())];
        let whole = world.list(effect, &reading, &page(1, 100)).await.expect("a list is answered");
        assert!(whole.len() >= 5, "{} shows {} things", operation.name, whole.len());
        let mut gathered = Vec::new();
        for number in 1..=whole.len() as u64 / 2 + 1 {
            let items = world.list(effect, &reading, &page(number, 2)).await.expect("a page is answered");
            assert!(items.len() <= 2, "page {number} of {} has {} things", operation.name, items.len());
            gathered.extend(items);
        }
        assert_eq!(gathered, whole, "{}", operation.name);
    }
    assert!(checked > 0);
}

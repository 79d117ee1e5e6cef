//! How the states of what a service keeps change: a page of all of them, a drawing of each, and what an operation has to
//! do with them.

use serde::Serialize;

use super::diagram::{self, Change, Diagram, State};
use super::markdown::{self, Inline, code};
use super::site::{Page, Path, Place, folder, ids};
use super::table::Table;
use crate::emit::prose::{self, Language};
use crate::model::resources::{Effect, Resource, Resources, Template, Transition};
use crate::model::{Model, Operation, Service};
use crate::output::File;

/// What the template of lifecycles prints.
#[derive(Serialize)]
pub struct View {
    doc: Inline,
    assumed: Inline,
    lifecycles: Vec<Lifecycle>,
}

/// One of them.
#[derive(Serialize)]
pub struct Lifecycle {
    id: String,
    title: Inline,
    image: Inline,
    table: Option<Table>,
}

/// What an operation has to do with them.
#[derive(Serialize)]
pub struct Effects {
    doc: Inline,
    lines: Vec<Inline>,
    images: Vec<Inline>,
}

/// The resources that have states.
pub fn all(service: &Service) -> impl Iterator<Item = (&Resources, &Resource)> {
    let resources = service.resources.iter().flat_map(|resources| resources.resources.iter().map(move |resource| (resources, resource)));
    resources.filter(|(_, resource)| !resource.transitions.is_empty())
}

/// The drawings, in a language.
pub fn files(model: &Model, language: Language) -> Vec<File> {
    let drawings = model.services.iter().flat_map(|service| {
        all(service).map(move |(resources, resource)| {
            let svg = diagram::svg(&drawing(resources, resource, language));
            File::new(format!("reference/{}/{}", folder(language), Path::drawing(service, &name(resource))), svg)
        })
    });
    drawings.collect()
}

/// What the file of a drawing is called.
fn name(resource: &Resource) -> String {
    crate::names::field(&resource.name)
}

/// The page.
pub fn view(page: &Page<'_>, service: &Service) -> View {
    let resources = service.resources.as_ref();
    View {
        doc: page.say(
            "What is made goes through states. In the drawings a thing begins in the state with the thick border and is gone in the one \
             with the dashed border; an arrow leads from the states with a dot to another, and a dashed one is a failure.",
            "所创建的对象会经历若干状态。图中粗边框为初始状态，虚线边框表示对象不复存在；箭头由带圆点的状态指向新的状态，虚线箭头表示失败。",
        ),
        assumed: resources.map(|resources| page.prose(&resources.assumed)).unwrap_or_default(),
        lifecycles: all(service).map(|(resources, resource)| lifecycle(page, service, resources, resource)).collect(),
    }
}

fn lifecycle(page: &Page<'_>, service: &Service, resources: &Resources, resource: &Resource) -> Lifecycle {
    let mut table = Table::new(page, &["from", "cause", "to"]);
    let or = page.language.pick(", ", "、");
    for transition in &resource.transitions {
        let from = || markdown::join(&transition.from.iter().map(|state| code(state)).collect::<Vec<_>>(), or);
        let cause = cause(page, service, resources, transition);
        let to = code(&transition.to);
        let gone = || page.say(format_args!("{to}, and is gone"), format_args!("{to}，随之消失"));
        table.push([from(), cause.clone(), if transition.removes { gone() } else { to }]);
        if let Some((failed, _, _)) = &transition.fails {
            table.push([from(), page.say(format_args!("{cause}, and fails"), format_args!("{cause}，但失败")), code(failed)]);
        }
    }
    Lifecycle {
        id: ids::thing("lifecycle", &resource.name),
        title: page.title(&resource.what),
        image: image(page, service, resource),
        table: table.finish(),
    }
}

/// A drawing on a page; what it shows is in the table of the page of lifecycles.
fn image(page: &Page<'_>, service: &Service, resource: &Resource) -> Inline {
    let what = page.title(&resource.what);
    let label = page.say(format_args!("States of the {what}, as in the table"), format_args!("{what}的状态，内容同表格"));
    Inline::trusted(format!("!{}", markdown::link(&label, &page.way(Path::drawing(service, &name(resource))))))
}

/// What makes a change happen.
fn cause(page: &Page<'_>, service: &Service, resources: &Resources, transition: &Transition) -> Inline {
    if transition.by.is_empty() {
        return page.text(&time(transition.after, page.language));
    }
    let causes: Vec<Inline> = transition
        .by
        .iter()
        .map(|by| match (service.operations.iter().find(|operation| operation.name == *by), event(resources, by)) {
            (Some(operation), _) => page.link(&markdown::text(by), Place::Operation(service, operation), None),
            (None, Some((other, state))) => {
                let (what, state) = (page.title(&other.what), code(state));
                page.say(format_args!("the {what} comes to {state}"), format_args!("{what}进入 {state}"))
            }
            (None, None) => code(by),
        })
        .collect();
    markdown::join(&causes, page.language.pick(" or ", "或"))
}

/// `parcel.delivered`: another resource, and the state that it comes to.
fn event<'a>(resources: &'a Resources, by: &'a str) -> Option<(&'a Resource, &'a str)> {
    let (name, state) = by.split_once('.')?;
    resources.resources.iter().find(|resource| resource.name == name).map(|resource| (resource, state))
}

/// So many seconds, in words.
fn time(seconds: u64, language: Language) -> String {
    let span = prose::span(seconds, language);
    match language {
        Language::En => format!("after {span}"),
        Language::Zh => format!("{span}后"),
    }
}

/// A lifecycle as it is drawn.
fn drawing(resources: &Resources, resource: &Resource, language: Language) -> Diagram {
    let mut names: Vec<&str> = initial(resource).into_iter().collect();
    let is_endless = |transition: &Transition| transition.removes && transition.from.contains(&transition.to);
    for transition in &resource.transitions {
        let failed = transition.fails.as_ref().map(|(failed, _, _)| failed);
        for name in transition.from.iter().chain([&transition.to]).chain(failed) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    // A state that it never leaves but by vanishing has a column for that behind it.
    let gone = language.pick("(gone)", "（消失）");
    if resource.transitions.iter().any(is_endless) {
        names.push(gone);
    }
    let column = |name: &str| names.iter().position(|known| *known == name).unwrap_or_default();
    let mut changes = Vec::new();
    for transition in &resource.transitions {
        let label = label(resources, transition, language);
        let from: Vec<usize> = transition.from.iter().map(|name| column(name)).collect();
        let to = column(if is_endless(transition) { gone } else { &transition.to });
        changes.push(Change { label: label.clone(), from: from.clone(), to, is_failure: false });
        if let Some((failed, _, _)) = &transition.fails {
            let label = format!("{label}{}", language.pick(", fails", "，失败"));
            changes.push(Change { label, from, to: column(failed), is_failure: true });
        }
    }
    let is_last = |name: &str| {
        name == gone || resource.transitions.iter().any(|transition| transition.removes && transition.to == name && !is_endless(transition))
    };
    let what = language.of(&resource.what);
    let sentences = changes.iter().map(|change| {
        let from: Vec<&str> = change.from.iter().map(|column| names[*column]).collect();
        let (from, to) = (from.join(language.pick(", ", "、")), names[change.to]);
        format!("{from} → {to}{}{}", language.pick(": ", "："), change.label)
    });
    Diagram {
        id: format!("lifecycle.{}", markdown::id(&resource.name)),
        title: match language {
            Language::En => format!("States of the {what}"),
            Language::Zh => format!("{what}的状态"),
        },
        description: sentences.collect::<Vec<_>>().join(language.pick("; ", "；")),
        states: names
            .iter()
            .enumerate()
            .map(|(index, name)| State { name: (*name).to_owned(), is_first: index == 0, is_last: is_last(name) })
            .collect(),
        changes,
    }
}

fn label(resources: &Resources, transition: &Transition, language: Language) -> String {
    if transition.by.is_empty() {
        return time(transition.after, language);
    }
    let labels = transition.by.iter().map(|by| match event(resources, by) {
        Some((other, state)) => format!("{} → {state}", language.of(&other.what)),
        None => by.clone(),
    });
    labels.collect::<Vec<_>>().join(language.pick(" or ", "或"))
}

/// The state that a new one is in.
fn initial(resource: &Resource) -> Option<&str> {
    let mut template = &resource.initial;
    for name in &resource.state {
        let Template::Object(fields) = template else { return None };
        template = &fields.iter().find(|(known, _)| known == name)?.1;
    }
    if let Template::Text(state) = template { Some(state) } else { None }
}

/// What an operation needs, makes and changes.
pub fn effects(page: &Page<'_>, service: &Service, operation: &Operation) -> Option<Effects> {
    let resources = service.resources.as_ref()?;
    let effect = of_operation(service, operation)?;
    let (or, and) = (page.language.pick(" or ", "或"), page.language.pick(", ", "、"));
    let name = |index: usize| {
        let resource = &resources.resources[index];
        let title = page.title(&resource.what);
        match resource.transitions.is_empty() {
            true => title,
            false => page.link(&title, Place::Lifecycles(service), Some(&ids::thing("lifecycle", &resource.name))),
        }
    };
    let mut lines = Vec::new();
    for (index, states) in effect.requires.iter().filter(|(_, states)| !states.is_empty()) {
        let (what, states) = (name(*index), markdown::join(&states.iter().map(|state| code(state)).collect::<Vec<_>>(), or));
        lines.push(page.say(format_args!("The {what} has to be {states}."), format_args!("{what}须处于 {states} 状态。")));
    }
    for (action, en, zh) in
        [("create", "Creates", "创建"), ("delete", "Deletes", "删除"), ("update", "Changes", "修改"), ("renew", "Changes", "修改")]
    {
        let mut named: Vec<Inline> = Vec::new();
        // What is done at times only is not what the operation is for.
        for step in effect.steps.iter().filter(|step| step.action == action && step.when.is_none()) {
            let name = name(step.resource);
            if !named.contains(&name) {
                named.push(name);
            }
        }
        let named = markdown::join(&named, and);
        if !named.is_empty() {
            lines.push(page.say(format_args!("{en}: {named}."), format_args!("{zh}：{named}。")));
        }
    }
    for (index, resource) in resources.resources.iter().enumerate() {
        for transition in resource.transitions.iter().filter(|transition| transition.by.contains(&operation.name)) {
            let what = name(index);
            let from = markdown::join(&transition.from.iter().map(|state| code(state)).collect::<Vec<_>>(), or);
            let to = code(&transition.to);
            lines.push(page.say(format_args!("State of the {what}: {from} → {to}."), format_args!("{what}的状态：{from} → {to}。")));
        }
    }
    let mut started: Vec<usize> = Vec::new();
    for step in effect.steps.iter().filter(|step| step.action == "create") {
        if !resources.resources[step.resource].transitions.is_empty() && !started.contains(&step.resource) {
            started.push(step.resource);
        }
    }
    let assumed = page.link(&page.say("assumed", "假定"), Place::Lifecycles(service), Some("at.assumed"));
    let has_page = all(service).next().is_some();
    (!lines.is_empty() && has_page).then(|| Effects {
        doc: page.say(
            format_args!("What the mock does. The guide does not say most of it; it is {assumed}."),
            format_args!("以下为模拟服务的行为；手册大多未说明，属{assumed}。"),
        ),
        lines,
        images: started.iter().map(|index| image(page, service, &resources.resources[*index])).collect(),
    })
}

/// What an operation does with what is kept.
pub fn of_operation<'a>(service: &'a Service, operation: &Operation) -> Option<&'a Effect> {
    let effects = &service.resources.as_ref()?.effects;
    effects.iter().find(|effect| std::ptr::eq(&service.operations[effect.operation], operation))
}

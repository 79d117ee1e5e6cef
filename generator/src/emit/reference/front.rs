//! The front pages, and the index of fields.

use std::collections::BTreeMap;

use serde::Serialize;

use super::book;
use super::markdown::{self, Inline, code};
use super::operation;
use super::site::{self, Page, Place, ids};
use super::table::Table;
use super::words::{how_to_read, label};
use crate::emit::prose::Language;
use crate::model::{Content, Field, Model, Service, Shape};

/// What the template of the choice of languages prints.
#[derive(Serialize)]
pub struct Choice {
    title: Inline,
    languages: Vec<Inline>,
    files: Vec<Inline>,
    about: Vec<Inline>,
}

/// What the template of a language's front page prints.
#[derive(Serialize)]
pub struct View {
    title: Inline,
    services: Vec<Entry>,
    start: Vec<Inline>,
    how_to_read: Vec<Inline>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: Inline,
    doc: Inline,
    groups: Option<Table>,
}

/// What the template of the index prints.
#[derive(Serialize)]
pub struct Index {
    letters: Vec<Letter>,
}

/// The names that begin with a letter.
#[derive(Serialize)]
struct Letter {
    id: String,
    link: Inline,
    title: Inline,
    names: Option<Table>,
}

/// The choice of languages, in both of them.
pub fn choice(model: &Model) -> Choice {
    let title = [markdown::text(&model.title.en), markdown::text(&model.title.zh)];
    let version = markdown::text(&model.version);
    let front =
        |language| markdown::link(&Inline::trusted(site::name(language)), &format!("{}/{}", site::folder(language), Place::Front.path()));
    Choice {
        title: markdown::join(&title, "<br>"),
        languages: vec![front(Language::En), front(Language::Zh)],
        files: [Language::En, Language::Zh].into_iter().map(files).collect(),
        about: vec![
            Inline::trusted(format!(
                "Reference, version {version}: every operation, field and type of the API, what it means, which values it takes, where that is \
                 documented, and where the documentation is wrong. Pages have the same names and anchors in both languages."
            )),
            Inline::trusted(format!(
                "API 参考（版本 {version}）：所有接口、字段与类型的含义、取值与依据，以及手册有误之处。两种语言的页面文件名与锚点一致。"
            )),
        ],
    }
}

/// What there is beside the pages of a language.
fn files(language: Language) -> Inline {
    let folder = site::folder(language);
    let single = markdown::link(&Inline::trusted(label(language, "single")), &format!("{folder}/{}", site::SINGLE));
    let name = book::list_name(language);
    let list = markdown::link(&code(name), name);
    Inline::trusted(match language {
        Language::En => format!("{single}; {list} lists them for language models"),
        Language::Zh => format!("{single}；{list} 为供语言模型使用的页面列表"),
    })
}

/// A language's front page.
pub fn view(page: &Page<'_>) -> View {
    View {
        title: page.title(&page.model.title),
        services: page.model.services.iter().map(|service| entry(page, service)).collect(),
        start: start(page),
        how_to_read: how_to_read(page),
    }
}

/// Where to begin.
fn start(page: &Page<'_>) -> Vec<Inline> {
    let link = |name: &str, place| page.link(&Inline::trusted(label(page.language, name)), place, None);
    let (started, fields) = (link("getting_started", Place::GettingStarted), link("field_index", Place::Fields));
    vec![
        page.say(
            format_args!("{started}: the first call, to the mock and to the service"),
            format_args!("{started}：首次调用模拟服务与真实服务"),
        ),
        page.say(format_args!("{fields}: every field name and where it occurs"), format_args!("{fields}：所有字段名及其出现位置")),
    ]
}

fn entry(page: &Page<'_>, service: &Service) -> Entry {
    let mut groups = Table::new(page, &["group", "operations"]);
    for (index, group) in service.groups.iter().enumerate() {
        let operations: Vec<Inline> = service
            .operations_of(index)
            .map(|operation| page.link(&markdown::text(&operation.name), Place::Operation(service, operation), None))
            .collect();
        if !operations.is_empty() {
            let title = page.link(&page.title(&group.title), Place::Service(service), Some(&ids::thing("group", &group.name)));
            groups.push([title, markdown::join(&operations, page.language.pick(", ", "、"))]);
        }
    }
    let about = page.link(&Inline::trusted(label(page.language, "about")), Place::Service(service), None);
    let about = page.say(format_args!("{about}."), format_args!("{about}。"));
    Entry {
        id: ids::thing("service", &service.name),
        title: page.title(&service.title),
        doc: page.sentences(&[page.prose(&service.doc), about]),
        groups: groups.finish(),
    }
}

/// Every field name and where it occurs.
pub fn index(page: &Page<'_>) -> Index {
    let mut names: BTreeMap<(String, &str), Vec<Inline>> = BTreeMap::new();
    for occurrence in page.model.services.iter().flat_map(occurrences) {
        let label = match occurrence.part {
            Part::Request => page.say(format_args!("{} request", occurrence.owner), format_args!("{} 请求", occurrence.owner)),
            Part::Response => page.say(format_args!("{} response", occurrence.owner), format_args!("{} 响应", occurrence.owner)),
            Part::Struct => occurrence.owner,
            Part::Header => page.say(format_args!("{} headers", occurrence.owner), format_args!("{} 公共请求头", occurrence.owner)),
            Part::Parameter => page.say(format_args!("{} parameters", occurrence.owner), format_args!("{} 公共参数", occurrence.owner)),
            Part::Common => page.say(format_args!("{} responses", occurrence.owner), format_args!("{} 公共响应", occurrence.owner)),
        };
        let link = page.link(&label, occurrence.place, Some(&occurrence.anchor));
        names.entry((occurrence.name.to_lowercase(), occurrence.name)).or_default().push(link);
    }
    let mut letters: Vec<(String, Table)> = Vec::new();
    for ((lower, name), links) in names {
        let letter: String = lower.chars().take(1).flat_map(char::to_uppercase).collect();
        if letters.last().is_none_or(|(last, _)| *last != letter) {
            letters.push((letter, Table::new(page, &["name", "where"])));
        }
        if let Some((_, table)) = letters.last_mut() {
            let name = Inline::trusted(format!("{}{}", markdown::anchor(&ids::thing("name", name)), code(name)));
            table.push([name, markdown::join(&links, page.language.pick(", ", "、"))]);
        }
    }
    let letters = letters.into_iter().map(|(letter, table)| Letter {
        id: ids::thing("letter", &letter),
        link: page.link_here(&markdown::text(&letter), &ids::thing("letter", &letter)),
        title: markdown::text(&letter),
        names: table.finish(),
    });
    Index { letters: letters.collect() }
}

/// A field in a place.
struct Occurrence<'a> {
    name: &'a str,
    owner: Inline,
    part: Part,
    place: Place<'a>,
    anchor: String,
}

enum Part {
    Request,
    Response,
    Struct,
    Header,
    Parameter,
    Common,
}

fn occurrences(service: &Service) -> Vec<Occurrence<'_>> {
    let mut all = Vec::new();
    for operation in &service.operations {
        let (place, owner) = (Place::Operation(service, operation), markdown::text(&operation.name));
        all.extend(operation.input.fields.iter().map(|field| found(field, &owner, Part::Request, place, ids::input(field))));
        if let Content::Fields(shape) = &operation.response.content {
            all.extend(shape.fields.iter().map(|field| found(field, &owner, Part::Response, place, operation::response_anchor(field))));
        }
    }
    for definition in &service.types {
        let Shape::Struct(shape) = &definition.shape else { continue };
        let (place, owner) = (Place::Struct(service, definition), markdown::text(&definition.name));
        all.extend(shape.fields.iter().map(|field| found(field, &owner, Part::Struct, place, ids::inside("field", field))));
    }
    let owner = markdown::text(&service.name);
    let (gateways, responses) = (Place::Gateways(service), Place::Responses(service));
    all.extend(service.headers.iter().map(|field| found(field, &owner, Part::Header, gateways, ids::inside("header", field))));
    all.extend(service.parameters.iter().map(|field| found(field, &owner, Part::Parameter, gateways, ids::inside("parameter", field))));
    all.extend(service.common_response.iter().map(|field| found(field, &owner, Part::Common, responses, ids::inside("common", field))));
    all.extend(service.list_item_fields.iter().map(|field| found(field, &owner, Part::Common, responses, ids::inside("item", field))));
    all
}

fn found<'a>(field: &'a Field, owner: &Inline, part: Part, place: Place<'a>, anchor: String) -> Occurrence<'a> {
    Occurrence { name: &field.wire, owner: owner.clone(), part, place, anchor }
}

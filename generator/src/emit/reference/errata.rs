//! The page of errata, and lists of them elsewhere.

use serde::Serialize;

use super::fields::{erratum_link, type_link};
use super::markdown::{self, Inline, code};
use super::operation;
use super::site::{Page, Place, ids};
use crate::model::{Erratum, Service, Shape, TypeId};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    chapters: Vec<Chapter>,
}

/// The errata of a section, in the order of the sections.
#[derive(Serialize)]
struct Chapter {
    id: String,
    link: Inline,
    title: Inline,
    errata: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: Inline,
    printed: Inline,
    decision: Inline,
    reason: Inline,
    r#where: Inline,
    sections: Option<Inline>,
}

/// Every erratum of a service.
pub fn view(page: &Page<'_>, service: &Service) -> View {
    let mut sections: Vec<&str> = service.errata.iter().map(first_section).collect();
    sections.sort_by_key(|section| numbers(section));
    sections.dedup();
    let chapters = sections.into_iter().map(|section| Chapter {
        id: ids::thing("section", section),
        link: page.link_here(&markdown::text(section), &ids::thing("section", section)),
        title: title(page, service, section),
        errata: service
            .errata
            .iter()
            .filter(|erratum| first_section(erratum) == section)
            .map(|erratum| entry(page, service, erratum))
            .collect(),
    });
    View { chapters: chapters.collect() }
}

/// Errata that apply to a page: what was decided, and where the whole story is. Each is given with the path of the
/// field that has it; an empty path is the whole.
pub fn list(page: &Page<'_>, service: &Service, met: &[(usize, String)]) -> Vec<Inline> {
    let mut order: Vec<usize> = Vec::new();
    for (erratum, _) in met {
        if !order.contains(erratum) {
            order.push(*erratum);
        }
    }
    let lines = order.into_iter().map(|erratum| {
        let mut paths: Vec<Inline> = Vec::new();
        for (_, path) in met.iter().filter(|(other, path)| *other == erratum && !path.is_empty()) {
            let path = code(path);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let (link, decision) = (erratum_link(page, service, erratum), page.prose(&service.errata[erratum].decision));
        let paths = markdown::join(&paths, page.language.pick(", ", "、"));
        match paths.is_empty() {
            true => page.say(format_args!("{link}: {decision}"), format_args!("{link}：{decision}")),
            false => page.say(format_args!("{link} ({paths}): {decision}"), format_args!("{link}（{paths}）：{decision}")),
        }
    });
    lines.collect()
}

/// The errata about the service as a whole that one of these sections has.
pub fn of_service(service: &Service, sections: &[&str]) -> Vec<(usize, String)> {
    let is_here = |erratum: &Erratum| erratum.sections.iter().any(|section| sections.contains(&section.as_str()));
    let whole = service.errata.iter().enumerate().filter(|(_, erratum)| erratum.subjects.iter().any(|subject| subject == WHOLE));
    whole.filter(|(_, erratum)| is_here(erratum)).map(|(index, _)| (index, String::new())).collect()
}

/// The subject that means the service as a whole.
const WHOLE: &str = "service";

fn first_section(erratum: &Erratum) -> &str {
    erratum.sections.first().map_or("", String::as_str)
}

/// The order of sections: 2.2.4.10 after 2.2.4.9.
fn numbers(section: &str) -> Vec<u32> {
    section.split('.').filter_map(|number| number.parse().ok()).collect()
}

/// A section, and the operation that it describes. A heading holds no link: a site makes one of the heading itself.
fn title(page: &Page<'_>, service: &Service, section: &str) -> Inline {
    let operations = service.operations.iter().filter(|operation| operation.section == section);
    let names: Vec<Inline> = operations.map(|operation| markdown::text(&operation.name)).collect();
    markdown::join(&[markdown::text(section), markdown::join(&names, page.language.pick(", ", "、"))], " ")
}

fn entry(page: &Page<'_>, service: &Service, erratum: &Erratum) -> Entry {
    let places: Vec<Inline> = erratum.subjects.iter().map(|subject| place(page, service, subject)).collect();
    let others: Vec<Inline> = erratum.sections.iter().skip(1).map(|section| markdown::text(section)).collect();
    let others = markdown::join(&others, page.language.pick(", ", "、"));
    Entry {
        id: ids::thing("erratum", &erratum.id),
        title: markdown::text(&erratum.id),
        printed: page.prose(&erratum.printed),
        decision: page.prose(&erratum.decision),
        reason: page.prose(&erratum.reason),
        r#where: markdown::join(&places, page.language.pick(", ", "、")),
        sections: (!others.is_empty()).then(|| page.say(format_args!(" (also in {others})"), format_args!("（另见 {others} 节）"))),
    }
}

/// What an erratum is about: an operation, a type, a field or value of one, or the service.
pub fn place(page: &Page<'_>, service: &Service, subject: &str) -> Inline {
    if subject == WHOLE {
        return page.link(&page.say("the service as a whole", "整个服务"), Place::Service(service), None);
    }
    let (owner, member) = subject.split_once('.').map_or((subject, None), |(owner, member)| (owner, Some(member)));
    if let Some(operation) = service.operations.iter().find(|operation| operation.name == owner) {
        let anchor = member.and_then(|name| operation::anchor(service, operation, name));
        return page.link(&code(subject), Place::Operation(service, operation), anchor.as_deref());
    }
    let Some(index) = service.types.iter().position(|definition| definition.name == owner) else { return code(subject) };
    let definition = &service.types[index];
    match (&definition.shape, member) {
        (Shape::Struct(shape), Some(name)) => {
            // A field that is gone has no anchor any more.
            let anchor = shape.fields.iter().any(|field| field.wire == name).then(|| ids::member("field", name));
            page.link(&code(subject), Place::Struct(service, definition), anchor.as_deref())
        }
        (Shape::Enum(values), Some(name)) => match values.iter().find(|value| value.wire == name) {
            Some(value) => page.link(&code(subject), Place::Enums(service), Some(&ids::value(definition, value))),
            None => code(subject),
        },
        (_, None) => type_link(page, service, TypeId(index)),
    }
}

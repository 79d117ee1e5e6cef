//! What each version of the product brought: for a service, and for an operation with the types that it carries.

use std::collections::BTreeSet;

use serde::Serialize;

use super::errata::place;
use super::markdown::{self, Inline};
use super::site::{Page, Place, ids};
use crate::model::{Change, ChangeKind, Content, Field, Operation, Release, Service, Shape};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    doc: Inline,
    releases: Vec<Section>,
}

/// A version.
#[derive(Serialize)]
struct Section {
    id: String,
    title: Inline,
    doc: Inline,
    breaking: Vec<Inline>,
    changes: Vec<Inline>,
}

/// Every version of a service, the newest first.
pub fn view(page: &Page<'_>, service: &Service) -> View {
    let newest = service.changes.first().map(|release| markdown::text(&release.version)).unwrap_or_default();
    View {
        doc: page.say(
            format_args!("The first section has what is new since the version before {newest}. A change that callers may have to follow is marked as breaking."),
            format_args!("首节为 {newest} 相对上一版本的变更。调用方可能需要随之修改的，归入“不兼容”。"),
        ),
        releases: service.changes.iter().map(|release| section(page, service, release)).collect(),
    }
}

fn section(page: &Page<'_>, service: &Service, release: &Release) -> Section {
    let version = markdown::text(&release.version);
    let lines = |is_breaking: bool| -> Vec<Inline> {
        let changes = release.changes.iter().filter(|change| change.is_breaking == is_breaking);
        changes.map(|change| line(page, service, change)).collect()
    };
    Section {
        id: ids::thing("version", &release.version),
        title: match &release.date {
            Some(date) => Inline::trusted(format!("{version} · {}", markdown::text(date))),
            None => version,
        },
        doc: match release.changes.is_empty() {
            true => page.say("The first version.", "首个版本。"),
            false => Inline::default(),
        },
        breaking: lines(true),
        changes: lines(false),
    }
}

/// `Added CreateCluster.tags: …`
fn line(page: &Page<'_>, service: &Service, change: &Change) -> Inline {
    let (subject, what) = (place(page, service, &change.subject), page.prose(&change.what));
    let kind = match change.kind {
        ChangeKind::Added => page.say("Added", "新增"),
        ChangeKind::Changed => page.say("Changed", "变更"),
        ChangeKind::Deprecated => page.say("Deprecated", "弃用"),
        ChangeKind::Removed => page.say("Removed", "移除"),
    };
    page.say(format_args!("{kind} {subject}: {what}"), format_args!("{kind} {subject}：{what}"))
}

/// The changes of an operation and of the types that it carries, a line each.
pub fn of_operation(page: &Page<'_>, service: &Service, operation: &Operation) -> Vec<Inline> {
    let owners = owners(service, operation);
    let mut lines = Vec::new();
    for release in &service.changes {
        let version = page.link(&markdown::text(&release.version), Place::Changes(service), Some(&ids::thing("version", &release.version)));
        for change in &release.changes {
            let owner = change.subject.split_once('.').map_or(change.subject.as_str(), |(owner, _)| owner);
            if owners.contains(owner) {
                let (line, breaking) = (
                    line(page, service, change),
                    if change.is_breaking { page.say("**Breaking.** ", "**不兼容。**") } else { Inline::default() },
                );
                lines.push(page.say(format_args!("{version}: {breaking}{line}"), format_args!("{version}：{breaking}{line}")));
            }
        }
    }
    // Whatever nothing says to have come later was there from the start.
    let is_added = |change: &Change| change.kind == ChangeKind::Added && change.subject == operation.name;
    if !service.changes.iter().flat_map(|release| &release.changes).any(is_added)
        && let Some(first) = service.changes.last()
    {
        let version = page.link(&markdown::text(&first.version), Place::Changes(service), Some(&ids::thing("version", &first.version)));
        lines.push(page.say(format_args!("{version}: there from the first version."), format_args!("{version}：自首个版本起提供。")));
    }
    lines
}

/// The operation and every type that it sends or answers.
fn owners<'a>(service: &'a Service, operation: &'a Operation) -> BTreeSet<&'a str> {
    let mut owners = BTreeSet::from([operation.name.as_str()]);
    carried(service, &operation.input.fields, &mut owners);
    match &operation.response.content {
        Content::Fields(shape) => carried(service, &shape.fields, &mut owners),
        Content::Value(kind) => named(service, kind.named(), &mut owners),
        Content::Empty => {}
    }
    owners
}

fn carried<'a>(service: &'a Service, fields: &'a [Field], owners: &mut BTreeSet<&'a str>) {
    fields.iter().for_each(|field| named(service, field.kind.named(), owners));
}

fn named<'a>(service: &'a Service, id: Option<crate::model::TypeId>, owners: &mut BTreeSet<&'a str>) {
    let Some(definition) = id.map(|id| service.get(id)) else { return };
    if owners.insert(&definition.name)
        && let Shape::Struct(shape) = &definition.shape
    {
        carried(service, &shape.fields, owners);
    }
}

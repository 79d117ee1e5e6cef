//! The reference: Markdown pages in English and Chinese, the same files with the same anchors in both.
//!
//! `site` says which pages there are, `markdown` makes what the spec says inert, one module a kind of page makes the
//! views that the templates print. Templates hold no words: headings are in `words`, sentences are made beside the
//! facts that they tell. `mdbook` makes a site of the same files, `search` what can be found on it, `book` one file of all of them.

mod book;
mod changes;
mod common;
mod definitions;
mod diagram;
mod errata;
mod errors;
mod fields;
mod front;
mod getting_started;
mod index;
mod lifecycle;
mod markdown;
mod mdbook;
mod operation;
mod quotas;
mod request;
mod search;
mod service;
mod site;
mod table;
mod types;
mod words;
mod worked;
mod written;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use self::index::Index;
use self::markdown::Inline;
use self::site::{Page, Place};
use self::written::Written;
use super::code::{self, Code};
use super::prose::Language;
use super::rust::Paths;
use crate::model::Model;
use crate::output::File;
use crate::parallel;
use crate::source::Span;

/// Every page, in both languages.
pub fn generate(model: &Model) -> Vec<File> {
    let templates = Templates::new();
    // Programs are the same in both languages.
    let programs = code::Programs::new();
    let mut samples = BTreeMap::new();
    for paths in Paths::of(model) {
        let operations = paths.service.operations.iter().enumerate();
        samples.extend(operations.map(|(index, operation)| (operation.at, programs.of(paths, index))));
    }
    let index = Index::of(model);
    let in_language = |language| {
        let mut common = Context::new();
        common.insert("w", &words::labels(language));
        let write = |place: &_| {
            let page = Page { model, index: &index, language, place: *place };
            Written::new(page, text(&templates, common.clone(), &page, &samples))
        };
        let pages: Vec<Written<'_>> = parallel::map(&Place::all(model), write);
        let mut files = mdbook::files(model, language, &pages);
        files.extend(lifecycle::files(model, language));
        files.push(book::single(model, language, &pages));
        files.extend(book::lists(model, &index, language));
        files.extend(pages.into_iter().map(|written| File::new(written.page.path(), written.text)));
        files
    };
    let mut files: Vec<File> =
        parallel::map(&[Language::En, Language::Zh], |language| in_language(*language)).into_iter().flatten().collect();
    let choice = templates.print("choice", Context::new(), &front::choice(model));
    files.push(File::new("reference/README.md", choice));
    files.extend(mdbook::shared(model));
    files
}

fn text(templates: &Templates, mut context: Context, page: &Page<'_>, samples: &BTreeMap<Span, Vec<Code>>) -> String {
    context.insert("head", &head(page));
    match page.place {
        Place::Front => templates.print("front", context, &front::view(page)),
        Place::GettingStarted => templates.print("getting-started", context, &getting_started::view(page)),
        Place::Fields => templates.print("index", context, &front::index(page)),
        Place::Service(service) => templates.print("service", context, &service::front(page, service)),
        Place::Gateways(service) => templates.print("gateways", context, &common::gateways(page, service)),
        Place::Signing(service) => templates.print("signing", context, &common::signing(page, service)),
        Place::Responses(service) => templates.print("responses", context, &common::responses(page, service)),
        Place::Errors(service) => templates.print("errors", context, &errors::view(page, service)),
        Place::Lifecycles(service) => templates.print("lifecycles", context, &lifecycle::view(page, service)),
        Place::Quotas(service) => templates.print("quotas", context, &quotas::view(page, service)),
        Place::Changes(service) => templates.print("changes", context, &changes::view(page, service)),
        Place::Pagination(service) => templates.print("pagination", context, &service::pagination(page, service)),
        Place::Types(service) => templates.print("types", context, &types::list(page, service)),
        Place::Struct(service, definition) => templates.print("struct", context, &types::structure(page, service, definition)),
        Place::Enums(service) => templates.print("enums", context, &types::enums(page, service)),
        Place::Errata(service) => templates.print("errata", context, &errata::view(page, service)),
        Place::Operation(service, operation) => {
            let samples = samples.get(&operation.at).map_or(&[][..], Vec::as_slice);
            templates.print("operation", context, &operation::view(page, service, operation, samples))
        }
    }
}

/// What stands above every page: the way back, and the other language.
#[derive(Serialize)]
struct Head {
    trail: Vec<Inline>,
    this: &'static str,
    other: Inline,
}

fn head(page: &Page<'_>) -> Head {
    let mut trail = Vec::new();
    let name = Inline::trusted(words::label(page.language, "reference"));
    if !matches!(page.place, Place::Front) {
        trail.push(page.link(&name, Place::Front, None));
    }
    if let Some(service) = page.place.service().filter(|_| !matches!(page.place, Place::Service(_))) {
        trail.push(page.link(&page.title(&service.title), Place::Service(service), None));
    }
    match page.place {
        Place::Operation(service, operation) => {
            if let Some(group) = service.groups.get(operation.group) {
                trail.push(page.link(&page.title(&group.title), Place::Service(service), Some(&site::ids::thing("group", &group.name))));
            }
        }
        Place::Struct(service, _) | Place::Enums(service) => {
            trail.push(page.link(&Inline::trusted(words::label(page.language, "types")), Place::Types(service), None));
        }
        _ => {}
    }
    let other = Inline::trusted(site::name(site::other(page.language)));
    Head { trail, this: site::name(page.language), other: markdown::link(&other, &page.counterpart()) }
}

/// The templates, parsed once.
struct Templates(Tera);

/// A template by its name, from the folder of templates.
macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/reference/", $name, ".md")))
    };
}

impl Templates {
    fn new() -> Self {
        let mut tera = Tera::default();
        // They are part of the program: one that does not parse is a mistake here, not in a spec.
        if let Err(error) = tera.add_raw_templates([
            template!("changes"),
            template!("choice"),
            template!("enums"),
            template!("errata"),
            template!("errors"),
            template!("front"),
            template!("gateways"),
            template!("getting-started"),
            template!("index"),
            template!("lifecycles"),
            template!("components"),
            template!("operation"),
            template!("pagination"),
            template!("quotas"),
            template!("responses"),
            template!("service"),
            template!("signing"),
            template!("struct"),
            template!("types"),
        ]) {
            unreachable!("a template does not parse: {error:?}");
        }
        Self(tera)
    }

    /// A page: the view, beside what every page knows.
    fn print(&self, template: &str, mut context: Context, view: &impl Serialize) -> String {
        let printed = Context::from_serialize(view).and_then(|view| {
            context.extend(view);
            self.0.render(template, &context)
        });
        match printed {
            Ok(text) => tidy(&text),
            Err(error) => unreachable!("the template `{template}` does not fit its view: {error:?}"),
        }
    }
}

/// One empty line where templates leave several; code keeps its own. An anchor of a heading moves above it: inside, it
/// would be a link in the link that a site makes of a heading.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for (line, is_code) in markdown::lines(text) {
        if is_code {
            tidy.extend([line, "\n"]);
        } else if let Some((marks, id, title)) = anchored(line) {
            tidy.extend(["<a id=\"", id, "\"></a>\n", marks, " ", title.trim_end(), "\n"]);
        } else if !line.trim().is_empty() || !(tidy.is_empty() || tidy.ends_with("\n\n")) {
            tidy.extend([line.trim_end(), "\n"]);
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy + "\n"
}

/// The marks, the anchor and the title of a heading that begins with an anchor.
fn anchored(line: &str) -> Option<(&str, &str, &str)> {
    let (marks, heading) = line.strip_prefix('#').and_then(|_| line.split_once(" <a id=\""))?;
    let (id, title) = heading.split_once("\"></a>")?;
    marks.bytes().all(|byte| byte == b'#').then_some((marks, id, title))
}

//! The pages as one file, and as a list for language models.

use std::collections::HashMap;

use super::index::Index;
use super::markdown::{self, Inline};
use super::site::{self, Page, Place, SINGLE};
use super::words;
use super::written::Written;
use crate::emit::prose::Language;
use crate::model::{Model, Service};
use crate::output::File;

/// Every page of a language in one file, with anchors of their own. It is made of the finished pages: nothing is said in it that
/// is not said there.
pub fn single(model: &Model, language: Language, pages: &[Written<'_>]) -> File {
    let other = format!("../{}/{SINGLE}", site::folder(site::other(language)));
    let mut all = format!(
        "{}\n\n**{}** · [{}]({other})\n\n# {}\n\n",
        words::GENERATED,
        site::name(language),
        site::name(site::other(language)),
        markdown::text(language.of(&model.title)),
    );
    let paths: Vec<String> = pages.iter().map(|written| written.page.place.path().to_string()).collect();
    let anchors = paths.iter().map(|path| (path.as_str(), anchor(path))).collect();
    for (written, path) in pages.iter().zip(&paths) {
        chapter(&mut all, &led(written, path, &anchors), &anchors[path.as_str()]);
        all.push('\n');
    }
    File::new(format!("reference/{}/{SINGLE}", site::folder(language)), all.trim_end().to_owned() + "\n")
}

/// The anchor of a page in the single file; those on the page begin with it.
fn anchor(path: &str) -> String {
    format!("page.{}", path.trim_end_matches(".md").replace('/', "."))
}

/// What is between the anchor of a page and one on it. No page has it in its name.
const BETWEEN: &str = "..";

/// A page whose links lead to where things are in the single file.
fn led(written: &Written<'_>, path: &str, anchors: &HashMap<&str, String>) -> String {
    let mut text = String::with_capacity(written.text.len() * 5 / 4);
    let mut done = 0;
    for range in &written.addresses {
        text.push_str(&written.text[done..range.start]);
        let address = &written.text[range.clone()];
        let (to, on_it) = address.split_once('#').map_or((address, None), |(to, on_it)| (to, Some(on_it)));
        let to = if to.is_empty() { path.to_owned() } else { site::resolve(path, to) };
        match (anchors.get(to.as_str()), on_it) {
            _ if address.contains("://") => text.push_str(address),
            (Some(page), Some(on_it)) => text.extend(["#", page, BETWEEN, on_it]),
            (Some(page), None) => text.extend(["#", page]),
            // A file beside the pages.
            (None, _) => text.push_str(&to),
        }
        done = range.end;
    }
    text.push_str(&written.text[done..]);
    text
}

/// Writes a page as a chapter: without the way to it, headings a level lower, anchors with the page's before them.
fn chapter(book: &mut String, text: &str, anchor: &str) {
    let (opening, longer) = ("<a id=\"", format!("<a id=\"{anchor}{BETWEEN}"));
    let mut has_begun = false;
    for (line, is_code) in markdown::lines(text) {
        let heading = line.split_once(' ').filter(|(marks, _)| !is_code && !marks.is_empty() && marks.bytes().all(|byte| byte == b'#'));
        match heading {
            Some(_) if !has_begun => {
                has_begun = true;
                book.extend([opening, anchor, "\"></a>\n#"]);
            }
            None if !has_begun => continue,
            Some((marks, _)) if marks.len() < 6 => book.push('#'),
            _ => {}
        }
        match is_code || !line.contains(opening) {
            true => book.extend([line, "\n"]),
            false => book.extend([&line.replace(opening, &longer), "\n"]),
        }
    }
}

/// Where a list of pages lies: beside the folders of Markdown, or beside the books that a site makes of them. Neither is in the
/// folder of a language, all of which a site takes as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    BesidePages,
    OnSite,
}

/// The name of a language's list. English has the name that language models look for.
pub fn list_name(language: Language) -> &'static str {
    match language {
        Language::En => "llms.txt",
        Language::Zh => "llms.zh.txt",
    }
}

/// The pages of a language as a list, as <https://llmstxt.org> has it, for the pages and for the site.
pub fn lists(model: &Model, index: &Index<'_>, language: Language) -> [File; 2] {
    [Lies::BesidePages, Lies::OnSite].map(|lies| list(model, index, language, lies))
}

fn list(model: &Model, index: &Index<'_>, language: Language, lies: Lies) -> File {
    let page = Page { model, index, language, place: Place::Front };
    let say = |en: &str, zh: &str| page.say(en, zh).to_string();
    let mut list = format!("# {}\n\n", markdown::text(language.of(&model.title)));
    list.push_str(&say(
        "> Reference of an HTTP API: every operation, field, type, error and state, with where each fact comes from.\n\n",
        "> HTTP API 参考：全部接口、字段、类型、错误与状态，以及每项事实的依据。\n\n",
    ));
    let entry = |title: &str, path: &str, about: &str| {
        let path = match (lies, path.strip_suffix(".md")) {
            (Lies::OnSite, Some(path)) => format!("{}/{path}.html", site::folder(language)),
            _ => format!("{}/{path}", site::folder(language)),
        };
        let link = markdown::link(&markdown::text(title), &path);
        if about.is_empty() { format!("- {link}\n") } else { format!("- {link}: {about}\n") }
    };
    list.push_str(&entry(words::label(language, "getting_started"), &Place::GettingStarted.path().to_string(), ""));
    list.push_str(&entry(words::label(language, "single"), SINGLE, ""));
    let other = site::other(language);
    list.push_str(&format!("- {}\n", markdown::link(&Inline::trusted(site::name(other)), list_name(other))));
    for service in &model.services {
        list.push_str(&format!("\n## {}\n\n", markdown::text(language.of(&service.title))));
        for place in Place::of_service(service) {
            list.push_str(&entry(title(language, service, place), &place.path().to_string(), ""));
        }
        for (index, group) in service.groups.iter().enumerate() {
            let mut operations = service.operations_of(index).peekable();
            if operations.peek().is_none() {
                continue;
            }
            let service_title = markdown::text(language.of(&service.title));
            list.push_str(&format!("\n## {service_title}: {}\n\n", markdown::text(language.of(&group.title))));
            for operation in operations {
                let about = markdown::text(language.of(&operation.summary)).to_string();
                list.push_str(&entry(&operation.name, &Place::Operation(service, operation).path().to_string(), &about));
            }
        }
    }
    list.push_str("\n## Optional\n\n");
    list.push_str(&entry(words::label(language, "field_index"), &Place::Fields.path().to_string(), ""));
    for service in &model.services {
        for definition in &service.types {
            let place = Place::Struct(service, definition);
            if Place::of_type(service, definition).1.is_none() {
                list.push_str(&entry(
                    &definition.name,
                    &place.path().to_string(),
                    &markdown::text(language.of(&definition.doc)).to_string(),
                ));
            }
        }
    }
    let folder = if lies == Lies::OnSite { "site/public" } else { "reference" };
    File::new(format!("{folder}/{}", list_name(language)), list)
}

/// What a page about a service as a whole is called.
pub fn title<'a>(language: Language, service: &'a Service, place: Place<'_>) -> &'a str {
    let name = match place {
        Place::Gateways(_) => "gateways",
        Place::Signing(_) => "signing",
        Place::Responses(_) => "responses",
        Place::Errors(_) => "errors",
        Place::Pagination(_) => "pagination",
        Place::Lifecycles(_) => "lifecycles",
        Place::Quotas(_) => "quotas",
        Place::Types(_) => "types",
        Place::Enums(_) => "enums",
        Place::Errata(_) => "errata",
        Place::Changes(_) => "changes",
        _ => return language.of(&service.title),
    };
    words::label(language, name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_page_becomes_a_chapter() {
        let page =
            "[up](README.md)\n\n# One\n\n<a id=\"at.b\"></a>\n## Two\n\n- <a id=\"x.y\"></a>`x`\n\n```sh\n# a comment\n```\n\n#### Four\n";
        let chapter = "<a id=\"page.a\"></a>\n## One\n\n<a id=\"page.a..at.b\"></a>\n### Two\n\n- <a id=\"page.a..x.y\"></a>`x`\n\n```sh\n# a comment\n```\n\n##### Four\n";
        let mut book = String::new();
        super::chapter(&mut book, page, "page.a");
        assert_eq!(book, chapter);
    }
}

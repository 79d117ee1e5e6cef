//! What holds for every page, over the real spec and over one that means harm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::output::File;

/// The spec of this repository.
fn real() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| pages_of("../spec"));
    &FILES
}

/// The reference, without what makes a site of it.
fn pages_of(spec: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
    let files = crate::input::read(&root).unwrap_or_else(|error| panic!("{error}"));
    let model = crate::load(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "", false)));
    super::generate(&model).into_iter().filter(|file| file.path.starts_with("reference/") && !file.path.ends_with("SUMMARY.md")).collect()
}

/// A spec in which every text tries to be more than text.
fn hostile() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| pages_of("../tests/site/hostile"));
    &FILES
}

/// Whether a file is to be read as Markdown.
fn is_page(file: &&File) -> bool {
    !file.path.ends_with(".svg")
}

/// A page as mdBook reads it.
fn events(file: &File) -> Parser<'_> {
    Parser::new_ext(
        &file.text,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES,
    )
}

fn anchors(file: &File) -> Vec<String> {
    if !is_page(&file) {
        return Vec::new();
    }
    let html = events(file).filter_map(|event| match event {
        Event::InlineHtml(html) | Event::Html(html) => Some(html),
        _ => None,
    });
    html.filter_map(|html| Some(html.strip_prefix("<a id=\"")?.strip_suffix("\">")?.to_owned())).collect()
}

fn links(file: &File) -> Vec<String> {
    let links = events(file).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    links.collect()
}

/// Whether each cell of each table holds anything; a list a table, a list a row.
fn tables(file: &File) -> Vec<Vec<Vec<bool>>> {
    let mut tables: Vec<Vec<Vec<bool>>> = Vec::new();
    let mut in_cell = false;
    for event in events(file) {
        let table = tables.last_mut();
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => table.into_iter().for_each(|table| table.push(Vec::new())),
            Event::Start(Tag::TableCell) => {
                in_cell = true;
                table.and_then(|table| table.last_mut()).into_iter().for_each(|row| row.push(false));
            }
            Event::End(TagEnd::TableCell) => in_cell = false,
            Event::Text(_) | Event::Code(_) if in_cell => {
                table.and_then(|table| table.last_mut()?.last_mut()).into_iter().for_each(|cell| *cell = true);
            }
            _ => {}
        }
    }
    tables
}

/// The path of a link's target.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `en/ack/README.md` and `zh/ack/README.md` by the part that they share.
fn by_language(files: &[File], language: &str) -> BTreeMap<String, Vec<String>> {
    let folder = format!("reference/{language}/");
    files.iter().filter_map(|file| Some((file.path.strip_prefix(&folder)?.to_owned(), anchors(file)))).collect()
}

fn check_links(files: &[File]) {
    let known: BTreeMap<&str, BTreeSet<String>> =
        files.iter().map(|file| (file.path.as_str(), anchors(file).into_iter().collect())).collect();
    for file in files.iter().filter(is_page) {
        for target in links(file) {
            let (path, anchor) = target.split_once('#').map_or((target.as_str(), None), |(path, anchor)| (path, Some(anchor)));
            let path = if path.is_empty() { file.path.clone() } else { resolve(&file.path, path) };
            let found = known.get(path.as_str()).unwrap_or_else(|| panic!("{}: `{target}` leads to no page", file.path));
            assert!(anchor.is_none_or(|anchor| found.contains(anchor)), "{}: `{target}` leads to no anchor", file.path);
        }
    }
}

fn check_anchors(files: &[File]) {
    for file in files {
        let mut seen = BTreeSet::new();
        for id in anchors(file) {
            assert!(id.contains('.'), "{}: `{id}` could be the anchor of a heading", file.path);
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte)), "{}: `{id}`", file.path);
            assert!(seen.insert(id.clone()), "{}: `{id}` twice", file.path);
        }
    }
    assert_eq!(by_language(files, "en"), by_language(files, "zh"));
}

fn check_tables(files: &[File]) {
    for file in files.iter().filter(is_page) {
        let tables = tables(file);
        // A row of too many cells loses them, and one that is not taken for a row ends the table.
        let rows: usize = tables.iter().map(Vec::len).sum();
        let (lines, rulers) =
            (file.text.lines().filter(|line| line.starts_with('|')), file.text.lines().filter(|line| line.starts_with("| ---")));
        assert_eq!(rows, lines.clone().count() - rulers.count(), "{}: a line of a table that is none", file.path);
        let cells: usize = tables.iter().flatten().map(Vec::len).sum();
        let bars: usize = lines.filter(|line| !line.starts_with("| ---")).map(|line| line.matches('|').count() - 1).sum();
        assert_eq!(cells, bars, "{}: a bar too many", file.path);
        for table in tables {
            let columns = table[0].len();
            let filled = |column: usize| table[1..].iter().any(|row| row[column]);
            assert!(table.len() > 1 && (0..columns).all(filled), "{}: an empty column", file.path);
        }
    }
}

#[test]
fn links_lead_to_pages_and_anchors_of_the_reference() {
    check_links(real());
    check_links(hostile());
}

#[test]
fn anchors_are_unique_and_the_same_in_both_languages() {
    check_anchors(real());
    check_anchors(hostile());
}

#[test]
fn tables_are_whole_and_have_no_empty_columns() {
    check_tables(real());
    check_tables(hostile());
}

#[test]
fn every_page_says_that_it_is_generated_and_leads_to_the_other_language() {
    for file in real() {
        // What is for programs has no place for a comment.
        if file.path.ends_with(".txt") {
            continue;
        }
        assert!(file.text.starts_with("<!-- Generated by ackgen; do not edit."), "{}", file.path);
        assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"), "{}", file.path);
        if let Some(rest) = file.path.strip_prefix("reference/en/").filter(|rest| rest.ends_with(".md")) {
            let counterpart = format!("reference/zh/{rest}");
            assert!(links(file).iter().any(|target| resolve(&file.path, target) == counterpart), "{}", file.path);
        }
    }
}

#[test]
fn a_heading_holds_no_link() {
    for file in real().iter().chain(hostile()).filter(is_page) {
        let mut in_heading = false;
        for event in events(file) {
            match event {
                Event::Start(Tag::Heading { .. }) => in_heading = true,
                Event::End(TagEnd::Heading(_)) => in_heading = false,
                Event::Start(Tag::Link { .. }) | Event::InlineHtml(_) => {
                    let is_break = matches!(&event, Event::InlineHtml(html) if !html.starts_with("<a"));
                    assert!(!in_heading || is_break, "{}: a link in the link that a site makes of a heading", file.path);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn pages_have_no_gaps() {
    for file in real().iter().filter(is_page) {
        let code: Vec<_> = events(file)
            .into_offset_iter()
            .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))))
            .map(|(_, at)| at)
            .collect();
        for (at, _) in file.text.match_indices("\n\n\n") {
            assert!(code.iter().any(|code| code.contains(&at)), "{}: two empty lines", file.path);
        }
    }
}

#[test]
fn what_the_spec_says_is_inert() {
    const OURS: [&str; 12] = [
        "<!-- Generated",
        "<a id=\"",
        "</a>",
        "<br>",
        "<code>",
        "</code>",
        "<wbr>",
        "<pre><code class=\"language-",
        "</pre>",
        "<details",
        "<summary>",
        "</details>",
    ];
    for file in hostile() {
        for opening in ["{{", "{%", "{#"] {
            assert!(!file.text.contains(opening), "{}: a template", file.path);
        }
        if !is_page(&file) {
            assert!(
                !file.text.contains("<script") && file.text.matches("</text>").count() == file.text.matches("<text").count(),
                "{}",
                file.path
            );
            continue;
        }
        let mut in_block = false;
        for event in events(file) {
            match event {
                Event::Start(Tag::Image { dest_url, .. }) if dest_url.ends_with(".svg") && !dest_url.contains(':') => {}
                // The form of such a list has one.
                Event::Start(Tag::BlockQuote(_)) if file.path.ends_with(".txt") => {}
                // What is in a block of code stays there.
                Event::Start(Tag::CodeBlock(_)) => in_block = true,
                Event::End(TagEnd::CodeBlock) => in_block = false,
                // A tag of a page's own block may be followed by its text.
                Event::Start(Tag::HtmlBlock) => in_block = true,
                Event::End(TagEnd::HtmlBlock) => in_block = false,
                Event::InlineHtml(html) | Event::Html(html) => {
                    assert!(in_block && !html.contains("<script") || OURS.iter().any(|tag| html.starts_with(tag)), "{}: {html}", file.path);
                }
                Event::Start(Tag::Image { .. } | Tag::BlockQuote(_) | Tag::Strikethrough | Tag::FootnoteDefinition(_)) | Event::Rule => {
                    panic!("{}: markup of the spec: {event:?}", file.path)
                }
                Event::Text(text) => assert!(!text.contains("http://") || text.contains("HTTP/1.1") || in_block, "{}: {text}", file.path),
                _ => {}
            }
        }
    }
}

#[test]
fn the_single_file_has_every_page_with_every_anchor() {
    for files in [real(), hostile()] {
        for language in ["en", "zh"] {
            let pages = by_language(files, language);
            let of_pages: BTreeSet<String> = pages
                .iter()
                .filter_map(|(path, anchors)| Some((path.strip_suffix(".md").filter(|path| *path != "all")?.replace('/', "."), anchors)))
                .flat_map(|(page, anchors)| {
                    let on_page = anchors.iter().map(|anchor| format!("page.{page}..{anchor}")).collect::<Vec<_>>();
                    on_page.into_iter().chain([format!("page.{page}")])
                })
                .collect();
            assert_eq!(of_pages, pages["all.md"].iter().cloned().collect(), "{language}");
        }
    }
}

#[test]
fn the_list_for_language_models_has_every_page() {
    let files = real();
    for (list, language) in [("llms.txt", "en"), ("llms.zh.txt", "zh")] {
        let path = format!("reference/{list}");
        let list = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is there"));
        let listed: BTreeSet<String> = links(list).iter().map(|target| resolve(&path, target)).collect();
        let folder = format!("reference/{language}/");
        let front = format!("{folder}README.md");
        for page in files.iter().filter(|page| page.path.starts_with(&folder) && page.path.ends_with(".md") && page.path != front) {
            assert!(listed.contains(&page.path), "{path}: {} is missing", page.path);
        }
    }
}

#[test]
fn the_same_spec_makes_the_same_pages() {
    assert_eq!(real(), pages_of("../spec"));
}

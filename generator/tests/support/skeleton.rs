//! What is left of generated files without the texts in them. Two specs that differ in texts alone have the same skeleton;
//! if not, a text has become more than a text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag};
use serde_json::Value;

/// The skeletons of files. Panics where one is not whole: Rust that does not parse, JSON that is none.
pub fn of(files: &BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<PathBuf, String> {
    assert!(!files.is_empty());
    let skeletons = files.iter().filter(|(path, _)| !path.ends_with(".ackgen")).map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{} is not UTF-8", path.display()));
        (path.clone(), skeleton(path, text))
    });
    skeletons.collect()
}

fn skeleton(path: &Path, text: &str) -> String {
    // What every site has alike has no text of a spec.
    if path.components().any(|part| part.as_os_str() == "theme") || path.ends_with(".gitignore") {
        return text.to_owned();
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => of_rust(path, text),
        Some("md" | "txt") => of_markdown(path, text),
        Some("svg" | "html") => of_tags(path, text),
        Some("js") => of_data(path, text),
        Some("json") => of_json(path, text),
        Some("toml") => of_toml(path, text),
        _ => panic!("{}: what is this?", path.display()),
    }
}

/// The tags, without what stands between them.
fn of_tags(path: &Path, text: &str) -> String {
    let tags: Vec<_> = text.split('<').skip(1).map(|part| part.split_once('>').map_or(part, |(tag, _)| tag)).collect();
    assert!(tags.iter().all(|tag| !tag.starts_with("script")), "{}: a script", path.display());
    tags.join("\n")
}

/// One call of a function with values of JSON, which scripts of the site read.
fn of_data(path: &Path, text: &str) -> String {
    let called = text.trim_end().trim_end_matches(';').strip_suffix(')').and_then(|text| text.split_once('('));
    let (name, values) = called.unwrap_or_else(|| panic!("{}: no call", path.display()));
    assert!(name.chars().all(|character| character.is_ascii_alphanumeric()), "{}: {name}", path.display());
    format!("{name}\n{}", of_json(path, &format!("[{values}]")))
}

/// The code without literals, then the documentation as Markdown.
fn of_rust(path: &Path, text: &str) -> String {
    let is_hidden = |character: char| character.is_control() && character != '\n' || is_mark_of_direction(character);
    assert!(!text.contains(is_hidden), "{}: something in it cannot be seen", path.display());
    syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut code, mut docs) = (String::new(), Vec::new());
    walk(tokens, &mut code, &mut docs);
    let docs = docs.iter().map(|docs| {
        markdown(path, docs, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
    });
    docs.fold(code, |skeleton, docs| skeleton + "\n" + &docs)
}

/// Documentation is attributes; those that follow one another are one text.
fn walk(tokens: TokenStream, code: &mut String, docs: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_open = false;
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#') {
            let inner = tokens.next_if(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
            if let Some(TokenTree::Group(group)) = tokens.peek()
                && let Some(line) = doc(group.stream())
            {
                tokens.next();
                match docs.last_mut().filter(|_| is_open) {
                    Some(text) => text.push_str(&format!("\n{line}")),
                    None => docs.push(line),
                }
                is_open = true;
                continue;
            }
            code.push_str(if inner.is_some() { "#!" } else { "#" });
            continue;
        }
        is_open = false;
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                code.push_str(open);
                walk(group.stream(), code, docs);
                code.push_str(close);
            }
            TokenTree::Literal(_) => code.push_str(" \"\" "),
            other => code.push_str(&format!(" {other} ")),
        }
    }
}

/// The text of `doc = "…"`.
fn doc(attribute: TokenStream) -> Option<String> {
    match attribute.into_iter().collect::<Vec<_>>().as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] if name == "doc" => {
            Some(syn::parse_str::<syn::LitStr>(&text.to_string()).expect("documentation is a text").value())
        }
        _ => None,
    }
}

/// What Markdown makes of a text, but for words and code. A reader may know every name in brackets, so that it is a link.
fn markdown(path: &Path, text: &str, options: Options) -> String {
    let known = |link: BrokenLink<'_>| Some((CowStr::from(format!("?{}", link.reference)), CowStr::from("")));
    let mut skeleton = String::new();
    for event in Parser::new_with_broken_link_callback(text, options, Some(known)) {
        match event {
            Event::Text(_) | Event::Code(_) | Event::SoftBreak => {}
            Event::Html(html) | Event::InlineHtml(html) => skeleton.push_str(&html_of_ours(path, &html)),
            Event::Start(Tag::CodeBlock(kind)) => skeleton.push_str(&format!("{kind:?}\n")),
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('?') => skeleton.push_str("link by name\n"),
            event => skeleton.push_str(&format!("{event:?}\n")),
        }
    }
    skeleton
}

/// Anchors are named after names. The tags that show code depend on the code.
fn html_of_ours(path: &Path, html: &str) -> String {
    let html = html.trim();
    let is_comment = html == "<!-- Generated by ackgen; do not edit. The spec is what to change. -->";
    let is_anchor = html == "</a>"
        || html.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">")).is_some_and(|id| !id.contains(['"', '<', '>', '&']));
    // What folds names what it hides: text, some of it as code.
    let folded = html.strip_prefix("<details>").or_else(|| html.strip_prefix("<details open>"));
    if let Some(summary) = folded.and_then(|rest| rest.strip_prefix("<summary>")).and_then(|rest| rest.strip_suffix("</summary>")) {
        let text = summary.replace("<code>", "").replace("</code>", "");
        assert!(!text.contains(['<', '>']), "{}: {html}", path.display());
        return "details\n".to_owned();
    }
    match html {
        "<code>" | "</code>" | "<br>" | "<wbr>" => String::new(),
        "</details>" => "end of details\n".to_owned(),
        _ if html.starts_with("<pre>") || html == "</code></pre>" => "code\n".to_owned(),
        _ if is_comment || is_anchor => format!("{html}\n"),
        _ => panic!("{}: {html}", path.display()),
    }
}

fn of_markdown(path: &Path, text: &str) -> String {
    let is_hidden = |character: char| character.is_control() && character != '\n' || is_mark_of_direction(character);
    assert!(!text.contains(is_hidden), "{}: something in it cannot be seen", path.display());
    // What a crate says of itself is no page of the site.
    let is_of_crate = ["client", "mock"].iter().any(|folder| path.starts_with(folder));
    for mark in ["{{", "{%", "{#"].into_iter().filter(|_| !is_of_crate) {
        assert!(!text.contains(mark), "{}: {mark} means something to templates", path.display());
    }
    markdown(path, text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES)
}

fn of_json(path: &Path, text: &str) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    empty(&mut value);
    value.to_string()
}

fn empty(value: &mut Value) {
    match value {
        Value::String(text) => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(empty),
        Value::Object(entries) => entries.values_mut().for_each(empty),
        _ => {}
    }
}

/// One line of it is a text of the spec. A JSON text is a TOML one, but for the last of the control characters.
fn of_toml(path: &Path, text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(" = ") {
        Some((key @ ("description" | "title"), value)) => {
            let is_text = serde_json::from_str::<String>(value).is_ok() && !value.contains('\u{7f}');
            assert!(is_text, "{}: {value}", path.display());
            key
        }
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_mark_of_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

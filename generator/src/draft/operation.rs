//! An operation: what goes where in its request and its answer.

use std::collections::BTreeSet;

use super::spelling::{self, Spelling};
use super::tree::{self, Field, Word};
use super::types::{Place, Typed, Types};
use super::write::{Writer, scalar};
use super::{ACTION, Drafted, Line, Options, Service, is_field, sample, scalar_line, scalar_section};
use crate::guide::fold::{compact, folded};
use crate::guide::table::{Column, Row};
use crate::guide::{Part, RequestLine, Section};
use crate::names;

/// An operation, its section, and the service that it belongs to.
pub struct Operation<'a> {
    /// The service.
    pub service: &'a Service<'a>,
    /// The section that describes it.
    pub section: &'a Section,
    /// Its name.
    pub name: &'a str,
    /// How names are spelt.
    pub spelling: &'a Spelling,
}

/// What goes where in a request.
#[derive(Default)]
struct Request {
    path: Vec<Typed>,
    query: Vec<Typed>,
    headers: Vec<Typed>,
    body: Vec<Typed>,
}

impl Operation<'_> {
    /// Drafts it.
    pub fn draft(&self, lines: &Line, options: &Options<'_>, types: &mut Types, drafted: &mut Drafted) -> String {
        let section = self.section;
        let mut doubts: Vec<String> = Vec::new();
        let (methods, path, parameters) = self.http(&mut doubts);
        let place = Place { operation: self.name, section: &section.number };
        let mut fields = self.fields(Part::Request, "请求", &mut doubts, lines);
        let root = fields.iter().position(tree::is_location).map(|index| fields.remove(index));
        // A client adds what tells operations apart.
        fields.retain(|field| self.service.style != "rpc" || field.name != ACTION);
        let request = self.request(types.typed(place, fields), &methods, &parameters, &mut doubts);
        let answer = self.fields(Part::Response, "返回", &mut doubts, lines);
        let (placeholder, response) = self.root(answer, "返回");

        let first = methods.first().map_or("GET", String::as_str);
        let idempotency = match first {
            "GET" | "HEAD" => "read_only",
            "PUT" | "DELETE" => "idempotent",
            _ => "not_idempotent",
        };
        let http: Vec<String> = methods.iter().map(|method| scalar_line(&format!("{method} {path}"))).collect();
        let http = if http.len() == 1 { http[0].clone() } else { format!("[{}]", http.join(", ")) };
        let title = scalar(section.title.text.trim());
        let mut writer = Writer { lines, quotes: options.quotes, drafted };
        let mut text = format!(
            "- name: {} # line {}\n  unreviewed: {{doubts}}\n  section: {}\n  http: {http}\n  idempotency: {idempotency}\n  summary: {{ en: TBD, zh: {title} }}\n",
            self.name,
            lines.of_place(section.title.start),
            scalar_section(&section.number),
        );
        for (key, fields) in [("path", &request.path), ("query", &request.query), ("headers", &request.headers)] {
            if !fields.is_empty() {
                text.push_str(&format!("  {key}:\n"));
                fields.iter().for_each(|typed| text.push_str(&writer.field(typed, "    ")));
            }
        }
        match root {
            Some(root) if root.fields.is_empty() || root.word != Word::Struct => {
                let placeholder = root.name.clone();
                let typed = types.typed(place, vec![root]).remove(0);
                let more = [("name", "entries".to_owned()), ("placeholder", scalar(&placeholder))];
                text.push_str(&format!("  body:\n{}", writer.keys(&typed, "    ", &more)));
                doubts.extend(request.body.iter().map(|typed| format!("`{}` is beside the body", typed.field.name)));
            }
            Some(root) => {
                text.push_str(&format!("  body:\n    placeholder: {}\n    fields:\n", scalar(&root.name)));
                let inside = types.typed(place, root.fields);
                let is_inside = |typed: &Typed| inside.iter().any(|known| known.field.name == typed.field.name);
                let (twice, beside): (Vec<&Typed>, Vec<&Typed>) = request.body.iter().partition(|typed| is_inside(typed));
                inside.iter().chain(beside).for_each(|typed| text.push_str(&writer.field(typed, "      ")));
                doubts.extend(twice.iter().map(|typed| format!("`{}` is inside of the body and beside it", typed.field.name)));
            }
            _ if !request.body.is_empty() => {
                text.push_str("  body:\n    fields:\n");
                request.body.iter().for_each(|typed| text.push_str(&writer.field(typed, "      ")));
            }
            _ => {}
        }
        match (placeholder, response) {
            (None, fields) if fields.is_empty() => {}
            (Some(mut root), _) => {
                root.doubts.clear();
                let (name, is_list) = (root.name.clone(), matches!(root.word, Word::List(_)));
                // The root is not a field; the type of what it holds is called after the operation.
                let called = Field { name: format!("{}_{}", self.name, if is_list { "item" } else { "answer" }), ..root };
                let typed = types.typed(place, vec![called]).remove(0);
                text.push_str(&format!("  response:\n    placeholder: {}\n    type: {}\n", scalar(&name), typed.kind));
            }
            (None, fields) => {
                text.push_str("  response:\n    fields:\n");
                types.typed(place, fields).iter().for_each(|typed| text.push_str(&writer.field(typed, "      ")));
            }
        }
        drafted.doubts += doubts.len();
        let doubts = if doubts.is_empty() { "true".to_owned() } else { scalar(&doubts.join("; ")) };
        text.replacen("{doubts}", &doubts, 1)
    }

    /// Methods, path, and the names of its parameters.
    fn http(&self, doubts: &mut Vec<String>) -> (Vec<String>, String, Vec<String>) {
        if self.service.style == "rpc" {
            return (vec!["POST".to_owned()], "/".to_owned(), Vec::new());
        }
        let requests = &self.section.requests;
        let of_syntax = requests.iter().find(|request| !request.example);
        if of_syntax.is_none() {
            doubts.push("only an example shows method and path".to_owned());
        }
        let Some(RequestLine { methods, path, .. }) = of_syntax.or(requests.first()) else {
            return (vec!["POST".to_owned()], "/".to_owned(), Vec::new());
        };
        let mut parameters = Vec::new();
        let segments: Vec<String> = path
            .split('/')
            .map(|segment| match spelling::parameter(segment) {
                Some(name) => {
                    let name = self.spelling.best(&name).0;
                    parameters.push(name.clone());
                    format!("{{{name}}}")
                }
                None => compact(segment),
            })
            .collect();
        (methods.clone(), segments.join("/"), parameters)
    }

    fn fields(&self, part: Part, of_example: &str, doubts: &mut Vec<String>, lines: &Line) -> Vec<Field> {
        let tables = self.section.tables.iter().filter(|table| table.part == part && table.columns.contains(&Column::Name));
        let rows: Vec<Row> = tables.flat_map(|table| table.rows.clone()).collect();
        let sample = self.sample(of_example);
        let mut fields = tree::read(&rows, sample.as_ref(), self.spelling);
        retain_fields(&mut fields, part == Part::Request, doubts, lines);
        fields
    }

    /// The example of requests, or of answers.
    fn sample(&self, kind: &str) -> Option<sample::Sample> {
        let examples = self.section.examples.iter().filter(|example| example.title.contains(kind));
        // Of answers, the one that succeeds.
        examples.filter_map(sample::read).max_by_key(|sample| sample.keys.len())
    }

    /// Takes the key off that the guide prints around everything and nobody sends: the example does not have it.
    fn root(&self, mut fields: Vec<Field>, of_example: &str) -> (Option<Field>, Vec<Field>) {
        let sample = self.sample(of_example);
        let is_around = |field: &Field| {
            !field.fields.is_empty()
                && sample.as_ref().is_some_and(|sample| {
                    sample.get(&field.name).is_none() && field.fields.iter().any(|inside| sample.get(&inside.name).is_some())
                })
        };
        match fields.as_slice() {
            [only] if is_around(only) => {
                let mut root = fields.remove(0);
                if sample.is_some_and(|sample| sample.is_list) {
                    root.word = Word::List(None);
                }
                (Some(root), Vec::new())
            }
            _ => (None, fields),
        }
    }

    fn request(&self, fields: Vec<Typed>, methods: &[String], parameters: &[String], doubts: &mut Vec<String>) -> Request {
        let mut request = Request::default();
        let has_body = methods.iter().any(|method| matches!(method.as_str(), "POST" | "PUT" | "PATCH"));
        let default = if self.service.style == "rpc" || !has_body { "query" } else { "body" };

        // An extraction mistakes an `i` for an `l`, and a guide its own capitals.
        let loose = |name: &str| folded(&name.to_lowercase()).replace('i', "l");
        let is_same = |name: &String, typed: &Typed| loose(name) == loose(&typed.field.name);
        let in_path_too: Vec<&String> = parameters
            .iter()
            .filter(|name| fields.iter().any(|typed| typed.field.location == Some("path") && is_same(name, typed)))
            .collect();
        for mut typed in fields {
            let in_path = parameters.iter().find(|name| is_same(name, &typed)).cloned();
            let location = typed.field.location;
            match (location.unwrap_or(default), in_path) {
                (location, Some(name))
                    if location == "path"
                        || (!in_path_too.contains(&&name) && !request.path.iter().any(|known| known.field.name == name)) =>
                {
                    if typed.field.location != Some("path") {
                        typed.field.doubts.push(format!("its row says `{}`, the path has it", typed.field.printed_location));
                        typed.printed.push(("location", typed.field.printed_location.clone()));
                    }
                    if typed.field.name != name {
                        typed.field.doubts.push(format!("its row says `{}`, the path `{name}`", typed.field.name));
                        typed.printed.push(("name", typed.field.name));
                    }
                    typed.field.name = name;
                    typed.field.location = Some("path");
                    request.path.push(typed);
                }
                ("path", _) => {
                    doubts.push(format!("`{}` is said to be in the path, which has no such parameter", typed.field.name));
                    typed.printed.push(("location", typed.field.printed_location.clone()));
                    request.query.push(typed);
                }
                (chosen, _) => {
                    if location.is_none() && self.service.style == "roa" {
                        typed.field.doubts.push(format!("its row says `{}` for a location", typed.field.printed_location));
                        typed.printed.push(("location", typed.field.printed_location.clone()));
                    }
                    match chosen {
                        "query" => request.query.push(typed),
                        "header" => request.headers.push(typed),
                        _ => request.body.push(typed),
                    }
                }
            }
        }
        for fields in [&mut request.path, &mut request.query, &mut request.headers, &mut request.body] {
            let mut known: Vec<String> = Vec::new();
            fields.retain(|typed| {
                let is_new = !known.contains(&typed.field.name);
                if is_new {
                    known.push(typed.field.name.clone());
                } else {
                    doubts.push(format!("another row is called `{}`, and was left out", typed.field.name));
                }
                is_new
            });
        }
        for name in parameters {
            if !request.path.iter().any(|typed| typed.field.name == *name) {
                doubts.push(format!("no row describes `{name}` of the path"));
                let at = self.section.title.start;
                let field = Field {
                    name: name.clone(),
                    word: Word::Scalar("string"),
                    location: Some("path"),
                    printed_location: "Path".to_owned(),
                    required: Some(true),
                    example: String::new(),
                    description: String::new(),
                    at,
                    fields: Vec::new(),
                    doubts: vec!["no row describes it".to_owned()],
                };
                request.path.push(Typed { field, kind: "string".to_owned(), examples: Vec::new(), printed: Vec::new() });
            }
        }
        request
    }
}

/// Leaves out what cannot be a field, and says so: what has no name, and what is there twice. In a request, though not inside of a
/// field of it, the location tells fields of one name apart.
pub fn retain_fields(fields: &mut Vec<Field>, by_location: bool, doubts: &mut Vec<String>, lines: &Line) {
    let mut seen = BTreeSet::new();
    fields.retain_mut(|field| {
        let line = lines.of_place(field.at);
        if !is_field(field) {
            doubts.push(format!("the row of line {line} has no name: `{}`", field.name));
            return false;
        }
        if !seen.insert((names::field(&field.name), field.location.filter(|_| by_location))) {
            doubts.push(format!("line {line} describes `{}` once more", field.name));
            return false;
        }
        retain_fields(&mut field.fields, false, doubts, lines);
        true
    });
}

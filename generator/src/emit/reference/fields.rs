//! Objects: the fields of a request, an answer or a struct.
//!
//! Each field is a definition, and the fields of a struct are folded into the field that holds it, so that a page is
//! complete and still short to look at. An object of many fields begins with a table of all of them. The page of a
//! struct shows one level only, as every struct in it has such a page.

use serde::Serialize;
use serde_json::Value;

use super::definitions::{self, Definition, Inside};
use super::markdown::{self, Inline, code};
use super::site::{Page, Place, ids};
use super::table::Table;
use super::words::label;
use crate::emit::prose::{self, Language};
use crate::model::{Evidence, EvidenceKind, Field, Kind, Limit, Rule, Service, Shape, Struct, TypeId};

/// An object's fields.
#[derive(Debug, Serialize)]
pub struct Object {
    /// What it is.
    doc: Inline,
    /// All of its fields at a glance, where there are many.
    overview: Option<Overview>,
    /// Its fields, each with what there is to know of it.
    fields: String,
    /// What binds the fields together.
    rules: Vec<Inline>,
}

/// A table of the fields of an object, folded.
#[derive(Debug, Serialize)]
struct Overview {
    title: Inline,
    table: Option<Table>,
}

/// Who sends an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The caller; some fields may be required.
    Request,
    /// The service.
    Response,
}

/// How far the structs inside of an object are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Each by a link to its page.
    Link,
    /// Each on the same page.
    Whole,
}

/// Writes objects, and notes which errata their fields have.
pub struct Fields<'a> {
    page: &'a Page<'a>,
    service: &'a Service,
    /// The sections that the page is about. What their tables say needs no word on where it comes from.
    sections: &'a [String],
    direction: Direction,
    depth: Depth,
    /// The structs that are being written: one inside of itself is a link.
    open: Vec<TypeId>,
    /// Which errata were met, each with the path of the field.
    pub errata: Vec<(usize, String)>,
}

impl<'a> Fields<'a> {
    /// A writer for one page.
    pub fn new(page: &'a Page<'a>, service: &'a Service, sections: &'a [String], direction: Direction, depth: Depth) -> Self {
        Self { page, service, sections, direction, depth, open: Vec::new(), errata: Vec::new() }
    }

    /// An object. `id` is what the anchors begin with, `doc` what is said above the fields.
    pub fn object<'f>(&mut self, fields: impl IntoIterator<Item = &'f Field>, rules: &[Rule], id: &str, doc: Vec<Inline>) -> Object {
        let fields: Vec<_> = fields.into_iter().collect();
        self.whole(&fields, rules, Outer { id, path: "" }, doc)
    }

    /// The object that a value is made of: that of the struct at the bottom of it.
    pub fn of_kind(&mut self, kind: &Kind, id: &str, doc: Vec<Inline>) -> Object {
        let Some((definition, shape)) = self.structure(kind) else {
            return self.whole(&[], &[], Outer { id, path: "" }, doc);
        };
        self.open.push(definition);
        let fields: Vec<_> = shape.fields.iter().collect();
        let object = self.whole(&fields, &shape.rules, Outer { id, path: &suffix(kind) }, doc);
        self.open.pop();
        object
    }

    fn whole(&mut self, fields: &[&Field], rules: &[Rule], outer: Outer<'_>, mut doc: Vec<Inline>) -> Object {
        doc.extend(self.optional(fields, doc.is_empty()));
        let definitions = self.definitions(fields, &outer);
        Object {
            doc: self.page.sentences(&doc),
            overview: self.overview(fields, &outer),
            fields: definitions::list(&definitions),
            rules: rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    /// Says that no field has to be sent, where none has.
    fn optional(&self, fields: &[&Field], is_alone: bool) -> Option<Inline> {
        let page = self.page;
        let none_required = fields.iter().all(|field| need(field) == Need::Optional);
        (self.direction == Direction::Request && none_required && !fields.is_empty()).then(|| match is_alone {
            true => page.say("All are optional.", "均为可选。"),
            false => page.say("All fields are optional.", "字段均可选。"),
        })
    }

    fn overview(&self, fields: &[&Field], outer: &Outer<'_>) -> Option<Overview> {
        let page = self.page;
        if fields.len() < MANY {
            return None;
        }
        let mut table = Table::new(page, &["name", "type", "required", "default"]);
        let some_required = fields.iter().any(|field| need(field) != Need::Optional);
        for field in fields {
            let required = match need(field) {
                Need::Required => page.say("yes", "是"),
                Need::Conditional => page.say("depends", "视条件"),
                Need::Optional => page.say("no", "否"),
            };
            table.push([
                page.link(&code(&field.wire), page.place, Some(&ids::inside(outer.id, field))),
                kind(page, self.service, &field.kind),
                if self.direction == Direction::Request && some_required { required } else { Inline::default() },
                default(field).unwrap_or_default(),
            ]);
        }
        let count = fields.len();
        Some(Overview {
            title: page.say(format_args!("All {count} fields at a glance"), format_args!("全部 {count} 个字段一览")),
            table: table.finish(),
        })
    }

    fn definitions(&mut self, fields: &[&Field], outer: &Outer<'_>) -> Vec<Definition> {
        let is_short = fields.len() <= FEW;
        fields.iter().map(|field| self.definition(field, outer, is_short)).collect()
    }

    fn definition(&mut self, field: &Field, outer: &Outer<'_>, open: bool) -> Definition {
        let page = self.page;
        let (id, path) = (ids::inside(outer.id, field), join_path(outer.path, &field.wire));
        let values = self.values(&field.kind);
        let mut meaning = vec![self.meaning(field)];
        if !values.is_empty() {
            let is_list = matches!(field.kind, Kind::List(_) | Kind::Map(_));
            let (en, zh) = if is_list { ("Each is one of:", "每项取值：") } else { ("One of:", "取值：") };
            meaning = vec![page.sentences(&[meaning.remove(0), page.say(en, zh)])];
        }
        let notes = [self.example(field), Some(self.notes(field, &path))];
        Definition {
            head: self.head(field, &id),
            meaning,
            values,
            notes: page.sentences(&notes.into_iter().flatten().collect::<Vec<_>>()),
            inside: self.inside(field, &id, &path, open),
        }
    }

    /// Name, type, whether it has to be sent, default.
    fn head(&self, field: &Field, id: &str) -> Inline {
        let page = self.page;
        let mut facts =
            vec![Inline::trusted(format!("{}**{}**", markdown::anchor(id), code(&field.wire))), kind(page, self.service, &field.kind)];
        if self.direction == Direction::Request {
            match need(field) {
                Need::Required => facts.push(page.say("**required**", "**必填**")),
                Need::Conditional => facts.push(page.say("**required** under a condition", "视条件**必填**")),
                Need::Optional => {}
            }
        }
        facts.extend(default(field).map(|default| page.say(format_args!("default {default}"), format_args!("默认值 {default}"))));
        markdown::join(&facts, " · ")
    }

    /// The fields of the struct that a field holds.
    fn inside(&mut self, field: &Field, id: &str, path: &str, open: bool) -> Option<Inside> {
        let (definition, shape) = self.structure(&field.kind).filter(|(definition, _)| self.expands(*definition))?;
        let page = self.page;
        let path = format!("{path}{}", suffix(&field.kind));
        let name = markdown::code_in_html(&path);
        let named = self.service.get(definition);
        self.open.push(definition);
        let fields: Vec<_> = shape.fields.iter().collect();
        let link = type_link(page, self.service, definition);
        let about = page.prose(&named.doc);
        let mut doc = vec![page.say(format_args!("{link}: {about}"), format_args!("{link}：{about}"))];
        doc.extend(self.optional(&fields, false));
        doc.extend(self.errata_of(&named.errata, &path));
        let inside = Inside {
            title: page.say(format_args!("Fields of {name} ({})", fields.len()), format_args!("{name} 的字段（{}）", fields.len())),
            open,
            doc: page.sentences(&doc),
            fields: self.definitions(&fields, &Outer { id, path: &path }),
            rules_title: page.say("Rules:", "约束："),
            rules: shape.rules.iter().map(|rule| self.rule(rule)).collect(),
        };
        self.open.pop();
        Some(inside)
    }

    /// The same of a body that is one value, as a paragraph.
    pub fn paragraph(&mut self, field: &Field) -> Inline {
        let parts = [self.meaning(field), self.notes(field, &field.wire)];
        self.page.sentences(&parts)
    }

    fn meaning(&self, field: &Field) -> Inline {
        let page = self.page;
        let mut sentences = vec![page.prose(&field.doc)];
        sentences.extend(prose::limits(field, page.language).iter().map(|sentence| page.text(sentence)));
        if let Some(deprecated) = &field.deprecated {
            let instead = page.prose(deprecated);
            // Bold that ends in a full stop would only end before a blank, which Chinese has none of.
            sentences.push(page.say(format_args!("**Deprecated.** {instead}"), format_args!("**已弃用**。{instead}")));
        }
        if field.set_by_client {
            sentences.push(page.say("Set by the client.", "由客户端自动设置。"));
        }
        page.sentences(&sentences)
    }

    fn notes(&mut self, field: &Field, path: &str) -> Inline {
        let page = self.page;
        let notes = [self.evidence(&field.evidence), printed(page, field), placeholder(page, field), self.errata_of(&field.errata, path)];
        page.sentences(&notes.into_iter().flatten().collect::<Vec<_>>())
    }

    /// A sentence on where a fact comes from, unless it is a table of the sections that the page is about.
    pub fn evidence(&self, evidence: &[Evidence]) -> Option<Inline> {
        let in_table = |section| evidence.iter().any(|item| item.kind == EvidenceKind::Table && item.sections.contains(section));
        if evidence.is_empty() || !self.sections.is_empty() && self.sections.iter().all(in_table) {
            return None;
        }
        let sources = sources(self.page, evidence);
        Some(self.page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。")))
    }

    /// Notes errata for the page; those that are about it.
    pub fn note(&mut self, errata: &[usize], path: &str) -> Vec<usize> {
        let here: Vec<usize> = errata.iter().copied().filter(|erratum| self.is_about_page(*erratum)).collect();
        self.errata.extend(here.iter().map(|erratum| (*erratum, path.to_owned())));
        here
    }

    /// A sentence with links to errata, which are also noted for the page.
    fn errata_of(&mut self, errata: &[usize], path: &str) -> Option<Inline> {
        let page = self.page;
        let links: Vec<Inline> = self.note(errata, path).into_iter().map(|erratum| erratum_link(page, self.service, erratum)).collect();
        let (word, links) = (if links.len() == 1 { "Erratum" } else { "Errata" }, markdown::join(&links, page.language.pick(", ", "、")));
        (!links.is_empty()).then(|| page.say(format_args!("{word}: {links}."), format_args!("勘误：{links}。")))
    }

    /// An erratum of a shared struct may be about other sections than the page.
    fn is_about_page(&self, erratum: usize) -> bool {
        let sections = &self.service.errata[erratum].sections;
        self.open.is_empty() || sections.is_empty() || sections.iter().any(|section| self.sections.contains(section))
    }

    fn structure(&self, kind: &Kind) -> Option<(TypeId, &'a Struct)> {
        let id = kind.named()?;
        match &self.service.get(id).shape {
            Shape::Struct(shape) => Some((id, shape)),
            Shape::Enum(_) => None,
        }
    }

    fn expands(&self, definition: TypeId) -> bool {
        self.depth == Depth::Whole && !self.open.contains(&definition)
    }

    fn values(&self, kind: &Kind) -> Vec<Inline> {
        let values = prose::values(self.service, kind).iter().map(|value| {
            let (wire, doc) = (code(&value.wire), self.page.prose(&value.doc));
            match self.page.language.of(&value.doc).trim_end_matches(['.', '。']) == value.wire {
                true => wire,
                false => self.page.say(format_args!("{wire}: {doc}"), format_args!("{wire}：{doc}")),
            }
        });
        values.collect()
    }

    /// An example that says more than the type, the values and the default do.
    fn example(&self, field: &Field) -> Option<Inline> {
        let section = self.sections.first().map_or("", String::as_str);
        let example = field.example_for(section)?;
        // A struct has its own examples, an enum its values.
        let is_clear = matches!(example, Value::Bool(_) | Value::Null) || field.kind.named().is_some();
        if is_clear || field.default.as_ref() == Some(example) {
            return None;
        }
        let text = prose::value(example);
        // A line is no place for a document; the example of the whole has it.
        if text.lines().count() > 3 {
            return None;
        }
        let example = code(&text);
        Some(self.page.say(format_args!("Example: {example}."), format_args!("示例：{example}。")))
    }

    /// A rule as a sentence.
    pub fn rule(&self, rule: &Rule) -> Inline {
        let sentence = self.page.text(&prose::rule(rule, self.page.language));
        let parts: Vec<Inline> =
            [Some(sentence), Some(self.page.prose(&rule.doc)), self.evidence(&rule.evidence)].into_iter().flatten().collect();
        self.page.sentences(&parts)
    }
}

/// From so many fields on there is a table of all of them.
const MANY: usize = 12;

/// Up to so many fields, what is inside of them is unfolded.
const FEW: usize = 3;

/// Where an object is.
struct Outer<'a> {
    id: &'a str,
    path: &'a str,
}

fn default(field: &Field) -> Option<Inline> {
    field.default.as_ref().map(|default| code(&prose::value(default)))
}

/// Whether a field has to be sent.
#[derive(PartialEq, Eq)]
enum Need {
    Required,
    Conditional,
    Optional,
}

fn need(field: &Field) -> Need {
    let is_conditional = field.limits.iter().any(|limit| matches!(limit, Limit::RequiredWhen(_)));
    match (field.required, is_conditional) {
        (true, _) => Need::Required,
        (false, true) => Need::Conditional,
        (false, false) => Need::Optional,
    }
}

fn join_path(outer: &str, name: &str) -> String {
    if outer.is_empty() { name.to_owned() } else { format!("{outer}.{name}") }
}

/// How a path goes on through a list or a map.
fn suffix(kind: &Kind) -> String {
    match kind {
        Kind::List(inner) => format!("[]{}", suffix(inner)),
        Kind::Map(inner) => format!(".*{}", suffix(inner)),
        Kind::Json(inner) => suffix(inner),
        _ => String::new(),
    }
}

/// A type as the spec writes it, named ones with a link.
pub fn kind(page: &Page<'_>, service: &Service, kind: &Kind) -> Inline {
    match kind {
        Kind::List(inner) => Inline::trusted(format!("list&lt;{}&gt;", self::kind(page, service, inner))),
        Kind::Map(inner) => Inline::trusted(format!("map&lt;{}&gt;", self::kind(page, service, inner))),
        Kind::Json(inner) => Inline::trusted(format!("json&lt;{}&gt;", self::kind(page, service, inner))),
        Kind::Named(id) => type_link(page, service, *id),
        other => markdown::text(&service.kind_name(other)),
    }
}

/// A link to a type.
pub fn type_link(page: &Page<'_>, service: &Service, id: TypeId) -> Inline {
    let definition = service.get(id);
    let (place, anchor) = Place::of_type(service, definition);
    page.link(&markdown::text(&definition.name), place, anchor.as_deref())
}

/// A link to an erratum.
pub fn erratum_link(page: &Page<'_>, service: &Service, erratum: usize) -> Inline {
    let id = &service.errata[erratum].id;
    page.link(&markdown::text(id), Place::Errata(service), Some(&ids::thing("erratum", id)))
}

/// Where facts come from: `example 2.2.4.2; SDK`.
pub fn sources(page: &Page<'_>, evidence: &[Evidence]) -> Inline {
    let sources: Vec<Inline> = evidence
        .iter()
        .map(|item| {
            let kind = prose::evidence_kind(item.kind, page.language);
            // An SDK has no sections; those are of whatever it was looked up for.
            let sections = if item.kind == EvidenceKind::Sdk { String::new() } else { item.sections.join(page.language.pick(", ", "、")) };
            markdown::text(format!("{kind} {sections}").trim())
        })
        .collect();
    markdown::join(&sources, page.language.pick("; ", "；"))
}

/// The key that the guide prints and nobody sends.
fn placeholder(page: &Page<'_>, field: &Field) -> Option<Inline> {
    let key = code(field.placeholder.as_ref()?);
    Some(match field.kind {
        Kind::Map(_) => {
            page.say(format_args!("The guide prints {key} in the place of its keys."), format_args!("手册以 {key} 代表其中的键。"))
        }
        _ => page.say(
            format_args!("The guide prints a key {key} around it, which is not sent."),
            format_args!("手册在外层印有键 {key}，实际不发送。"),
        ),
    })
}

/// The cells of the row as printed that are not as they should be. A long example is left to its erratum.
fn printed(page: &Page<'_>, field: &Field) -> Option<Inline> {
    let shown = field.printed.iter().filter(|(cell, text)| cell != "example" || text.len() <= 60);
    let cells = shown.map(|(cell, text)| {
        let name = page.language.pick(cell, cell_name(cell));
        match (cell.as_str(), text.as_str()) {
            (_, "") => page.say(format_args!("no {name}"), format_args!("{name}为空")),
            ("required", "true") => page.say("required", "必填"),
            ("required", "false") => page.say("optional", "可选"),
            (_, text) => Inline::trusted(format!("{} {}", markdown::text(name), code(text))),
        }
    });
    let cells = markdown::join(&cells.collect::<Vec<_>>(), page.language.pick(", ", "，"));
    (!cells.is_empty()).then(|| page.say(format_args!("Printed: {cells}."), format_args!("手册原文：{cells}。")))
}

fn cell_name(cell: &str) -> &str {
    match cell {
        "location" => "位置",
        known => match label(Language::Zh, known) {
            "" => cell,
            name => name,
        },
    }
}

//! A first spec out of a guide's tables. Curating starts from there: everything is marked as `unreviewed`, every text
//! is still to be written, and whatever had to be guessed says so.
//!
//! ```text
//! spelling   names, as most of the guide spells them
//! sample     which keys are inside of which, as examples show it
//! tree       rows to fields inside of fields
//! operation  what goes where
//! types      which of them are structs and enums, and what those are called
//! value      cells to values
//! write      all of it as YAML
//! ```
//!
//! The guide's sentences stay out of a draft, unless they are asked for as comments.

mod operation;
mod sample;
mod spelling;
mod tree;
mod types;
mod value;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::guide::fold::compact;
use crate::guide::table::{Column, Row};
use crate::guide::{self, Part, Section};
use crate::names;
use crate::scaffold::{TEXT, modeline};
use crate::source::{SourceFile, yaml};
use operation::Operation;
use spelling::Spelling;
use tree::Field;
use types::{Place, Typed, Types};
use write::{Writer, scalar};

/// What to draft.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// What the product and its main service are called.
    pub name: &'a str,
    /// Whether descriptions stand beside what was made of them, as comments.
    pub quotes: bool,
}

/// A draft.
#[derive(Debug, Default)]
pub struct Drafted {
    /// The files of the spec.
    pub files: Vec<SourceFile>,
    /// How many operations there are.
    pub operations: usize,
    /// How many structs and enums.
    pub types: usize,
    /// How many fields.
    pub fields: usize,
    /// How many places where something had to be guessed or left out.
    pub doubts: usize,
}

/// Drafts a spec. What cannot be one is said.
pub fn draft(guide: &str, options: &Options<'_>) -> Result<Drafted, String> {
    if !names::is_module(options.name) {
        return Err(format!("`{}` has to be the name of a Rust module: small letters, digits and single underscores", options.name));
    }
    // What nobody sees has no place in a spec.
    let guide: String = guide.chars().map(|character| if is_hidden(character) { ' ' } else { character }).collect();
    let sections = guide::read(&guide);
    let operations: Vec<&Section> = sections.iter().filter(|section| section.operation.is_some()).collect();
    if operations.is_empty() {
        return Err("no section describes an operation: sections are numbered lines like `2.1. Title`, tables have columns separated by \
                    tabs, and an operation is a section whose title or first sentence names it, with a request"
            .to_owned());
    }
    let lines = Line::of(&guide);
    let spelling = Spelling::of(&sections);
    let mut drafted = Drafted::default();
    // Where nothing is addressed by path, operations are told apart by a parameter.
    let (roa, rpc): (Vec<&Section>, Vec<&Section>) = operations.into_iter().partition(|section| !section.requests.is_empty());
    let mut services = Vec::new();
    let main = if roa.is_empty() { (options.name.to_owned(), "rpc", rpc.clone()) } else { (options.name.to_owned(), "roa", roa.clone()) };
    services.push(main);
    if !roa.is_empty() && !rpc.is_empty() {
        services.push((format!("{}_rpc", options.name), "rpc", rpc));
    }
    let names: Vec<&str> = services.iter().map(|(name, ..)| name.as_str()).collect();
    let product = format!("name: {}\nversion: 0.1.0\ntitle: {TEXT}\nservices: [{}]\n", options.name.replace('_', "-"), names.join(", "));
    drafted.files.push(file("product.yaml", "What is generated.", &product));
    for (index, (name, style, operations)) in services.iter().enumerate() {
        let service = Service { name, style, operations, all: &sections, is_main: index == 0 };
        service.draft(&lines, &spelling, options, &mut drafted);
    }
    drafted.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(drafted)
}

fn is_hidden(character: char) -> bool {
    // What stands for bytes that could not be read says no more than a blank.
    character == char::REPLACEMENT_CHARACTER || character != '\u{c}' && yaml::is_hidden(character)
}

fn file(path: &str, about: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: format!("{}# {about} A draft; `ackgen lint` lists what is to be done.\n\n{text}", modeline(path)),
    }
}

/// Tells the lines of a text.
pub struct Line(Vec<usize>);

impl Line {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a place, from one.
    pub fn of_place(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}

struct Service<'a> {
    name: &'a str,
    style: &'a str,
    operations: &'a [&'a Section],
    all: &'a [Section],
    is_main: bool,
}

impl Service<'_> {
    fn draft(&self, lines: &Line, spelling: &Spelling, options: &Options<'_>, drafted: &mut Drafted) {
        let mut types =
            Types { taken: self.operations.iter().map(|section| operation_name(section, spelling)).collect(), ..Types::default() };
        let mut groups: BTreeMap<String, (Vec<u32>, String)> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for section in self.operations {
            let name = operation_name(section, spelling);
            // Two sections about one operation: the first one is drafted, and audit finds the other.
            if !known.insert(name.clone()) {
                drafted.doubts += 1;
                continue;
            }
            let chapter = chapter(&section.number);
            let group = groups.entry(format!("group_{}", chapter.replace('.', "_"))).or_default();
            group.0 = chapter.split('.').filter_map(|part| part.parse().ok()).collect();
            let operation = Operation { service: self, section, name: &name, spelling };
            let text = operation.draft(lines, options, &mut types, drafted);
            group.1.push_str(&format!("{}{text}", if group.1.is_empty() { "" } else { "\n" }));
            drafted.operations += 1;
        }
        let errors = self.errors();
        let common = self.common(lines, spelling, options, &mut types, drafted);
        let mut ordered: Vec<_> = groups.into_iter().collect();
        ordered.sort_by(|(_, (one, _)), (_, (other, _))| one.cmp(other));
        drafted.files.push(self.file(&ordered, &errors, &common));
        for (group, (_, text)) in ordered {
            drafted.files.push(file(&format!("{}/operations/{group}.yaml", self.name), "Operations.", &text));
        }
        drafted.types += types.definitions.len();
        if !types.definitions.is_empty() {
            let mut writer = Writer { lines, quotes: options.quotes, drafted };
            let text: Vec<String> = types.definitions.iter().map(|definition| writer.definition(definition)).collect();
            drafted.files.push(file(&format!("{}/types/drafted.yaml", self.name), "Structs and enums.", &text.join("\n")));
        }
    }

    fn file(&self, groups: &[(String, (Vec<u32>, String))], errors: &str, common: &str) -> SourceFile {
        let mut text = format!(
            "name: {}\nunreviewed: true\ntitle: {TEXT}\ndoc: {TEXT}\n\nproduct: TBD\nversion: \"0\"\nstyle: {}\n\nsource:\n  title: {TEXT}\n  \
             product_version: TBD\n  document: TBD\n\ngroups:\n",
            self.name, self.style
        );
        for (group, (number, _)) in groups {
            let number: Vec<String> = number.iter().map(u32::to_string).collect();
            let title = self.all.iter().find(|section| section.number == number.join("."));
            let title = title.map_or_else(|| "\"待补充\"".to_owned(), |section| scalar(section.title.text.trim()));
            text.push_str(&format!("  {group}:\n    en: TBD\n    zh: {title}\n    doc: {TEXT}\n"));
        }
        text.push_str(common);
        text.push_str(errors);
        file(&format!("{}/service.yaml", self.name), "Everything that is not an operation.", &text)
    }

    /// The sections whose tables are this service's: those of its operations, and, for the main one, those of none.
    fn sections(&self) -> impl Iterator<Item = &Section> {
        let mine = |section: &&Section| self.operations.iter().any(|of| of.number == section.number);
        self.all.iter().filter(move |section| mine(section) || (self.is_main && section.operation.is_none()))
    }

    fn errors(&self) -> String {
        let mut seen = BTreeSet::new();
        let mut text = String::new();
        for section in self.sections() {
            for row in section.tables.iter().filter(|table| table.columns.contains(&Column::Code)).flat_map(|table| &table.rows) {
                let code = compact(row.text(Column::Code));
                if code.is_empty() || !seen.insert(code.clone()) {
                    continue;
                }
                let status = compact(row.text(Column::Status)).parse::<u16>().ok().filter(|status| (100..600).contains(status));
                let message = row.text(Column::Message).split_whitespace().collect::<Vec<_>>().join(" ");
                text.push_str(&format!(
                    "  - code: {}\n    status: {}\n    message: {}\n    doc: {TEXT}\n    evidence: table {}\n",
                    scalar(&code),
                    status.unwrap_or(400),
                    scalar(if message.is_empty() { "TBD" } else { &message }),
                    section.number
                ));
            }
        }
        if text.is_empty() { text } else { format!("\nerrors:\n{text}") }
    }

    /// The parameter that tells operations apart, which a client adds by itself.
    fn action(&self) -> String {
        let row_of = |section: &&Section| {
            let rows = section.tables.iter().filter(|table| table.part == Part::Request).flat_map(|table| &table.rows);
            let row = rows.into_iter().find(|row| compact(row.text(Column::Name)) == ACTION)?;
            Some((section.number.clone(), compact(row.text(Column::Example))))
        };
        let rows: Vec<(String, String)> = self.operations.iter().filter_map(row_of).collect();
        if self.style != "rpc" || rows.is_empty() {
            return String::new();
        }
        let sections: Vec<&str> = rows.iter().map(|(section, _)| section.as_str()).collect();
        let examples = rows.iter().filter(|(_, example)| !example.is_empty());
        let examples: Vec<String> = examples.map(|(section, example)| format!("{}: {}", scalar(section), scalar(example))).collect();
        let examples = if examples.is_empty() { String::new() } else { format!("    examples: {{ {} }}\n", examples.join(", ")) };
        format!(
            "\nparameters:\n  {ACTION}:\n    type: string\n    required: true\n    set_by: client\n    doc: {TEXT}\n    evidence: table \
             {}\n{examples}",
            sections.join(" ")
        )
    }

    /// Headers, parameters and fields of answers that sections of no operation describe.
    fn common(&self, lines: &Line, spelling: &Spelling, options: &Options<'_>, types: &mut Types, drafted: &mut Drafted) -> String {
        let mut parts: [(&str, Vec<(String, Typed)>); 3] =
            [("parameters", Vec::new()), ("headers", Vec::new()), ("common_response", Vec::new())];
        for section in self.sections().filter(|section| section.operation.is_none()) {
            let tables = section.tables.iter().filter(|table| table.columns.contains(&Column::Name));
            let rows: Vec<Row> = tables.flat_map(|table| table.rows.clone()).collect();
            let place = Place { operation: "Common", section: &section.number };
            for mut field in tree::read(&rows, None, spelling) {
                let title = compact(&section.title.text);
                let is_header = names::is_header(&field.name) && (field.name.contains('-') || title.contains('头'));
                let part = match title.contains("返回") || title.contains("响应") {
                    true => 2,
                    false if is_header => 1,
                    false => 0,
                };
                let of_part = &mut parts[part].1;
                match of_part.iter_mut().find(|(_, known)| known.field.name.eq_ignore_ascii_case(&field.name)) {
                    Some((sections, _)) if !sections.ends_with(&section.number) => sections.push_str(&format!(" {}", section.number)),
                    None if is_field(&field) => {
                        operation::retain_fields(&mut field.fields, false, &mut field.doubts, lines);
                        let typed = types.typed(place, vec![field]);
                        of_part.extend(typed.into_iter().map(|typed| (section.number.clone(), typed)));
                    }
                    _ => {}
                }
            }
        }
        let mut writer = Writer { lines, quotes: options.quotes, drafted };
        let mut text = self.action();
        for (key, fields) in parts.iter().filter(|(_, fields)| !fields.is_empty()) {
            if !text.contains(&format!("\n{key}:\n")) {
                text.push_str(&format!("\n{key}:\n"));
            }
            for (section, typed) in fields {
                let field = writer.field(typed, "  ");
                text.push_str(&field.replace("evidence: table\n", &format!("evidence: table {section}\n")));
            }
        }
        text
    }
}

/// `2.3` of `2.3.5.1`; the chapter of `2.3` is `2`.
fn chapter(number: &str) -> String {
    let parts: Vec<&str> = number.split('.').collect();
    parts[..2.min(parts.len().saturating_sub(1)).max(1)].join(".")
}

fn operation_name(section: &Section, spelling: &Spelling) -> String {
    let name = section.operation.as_ref().map_or("", |name| name.text.as_str());
    spelling.best(name).0
}

/// The parameter that tells operations apart where paths do not.
const ACTION: &str = "Action";

/// Whether a row has a name that a field can have.
fn is_field(field: &Field) -> bool {
    names::is_identifier(&names::field(&field.name))
}

/// A text as a value that is all of a line or an item of a list.
fn scalar_line(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || " /._-".contains(character);
    if text.chars().all(is_plain) { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A section's number; one with a single point would be read as a number.
fn scalar_section(number: &str) -> String {
    if number.matches('.').count() > 1 { number.to_owned() } else { format!("\"{number}\"") }
}

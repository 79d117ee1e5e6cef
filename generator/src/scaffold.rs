//! First drafts of operations, types and services: complete for the generator, with every text still to be written,
//! which `lint` says of each.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::names;
use crate::schema;
use crate::source::{self, FileId, Node, SourceFile, Value};

/// What to scaffold.
#[derive(Clone, Debug)]
pub enum Item {
    /// An operation.
    Operation {
        /// Its name.
        name: String,
        /// Its service; the main one where there is none.
        service: Option<String>,
        /// Its group, which is the file that it goes into.
        group: String,
        /// The section of the guide.
        section: String,
        /// Method and path.
        http: String,
    },
    /// A struct, or an enum.
    Type {
        /// Its name.
        name: String,
        /// Its service; the main one where there is none.
        service: Option<String>,
        /// The file of types that it goes into.
        file: String,
        /// The section of the guide.
        section: String,
        /// The values of an enum; a struct has none.
        values: Vec<String>,
    },
    /// A service.
    Service {
        /// Its name.
        name: String,
        /// Its first group.
        group: String,
        /// How operations are addressed.
        style: String,
    },
}

/// The files that change or come new, whole. Nothing that a file says is changed; what is new is put behind it.
pub fn scaffold(files: &[SourceFile], item: &Item) -> Result<Vec<SourceFile>, String> {
    let drafts = drafts(files, item)?;
    refuse_wrong(files, &drafts)?;
    Ok(drafts)
}

fn drafts(files: &[SourceFile], item: &Item) -> Result<Vec<SourceFile>, String> {
    match item {
        Item::Operation { name, service, group, section, http } => {
            let service = chosen(files, service.as_deref())?;
            refuse_known(files, &service, name)?;
            known_group(files, &service, group)?;
            let path = format!("{service}/operations/{group}.yaml");
            Ok(vec![appended(files, &path, &format!("The operations of the group `{group}`."), &operation(name, section, http)?)])
        }
        Item::Type { name, service, file, section, values } => {
            let service = chosen(files, service.as_deref())?;
            refuse_known(files, &service, name)?;
            if !names::is_module(file) {
                return Err(format!("`{file}` cannot be a file of types: small letters, digits and single underscores"));
            }
            let better = names::type_name(name);
            if better != *name {
                return Err(format!("types are named as Rust names types: `{better}`"));
            }
            let path = format!("{service}/types/{file}.yaml");
            Ok(vec![appended(files, &path, "Structs and enums that operations share.", &type_(name, section, values))])
        }
        Item::Service { name, group, style } => {
            if !names::is_module(name) || !names::is_module(group) {
                return Err(format!(
                    "`{name}` and `{group}` have to be names of Rust modules: small letters, digits and single underscores"
                ));
            }
            if files.iter().any(|file| file.path.starts_with(&format!("{name}/"))) {
                return Err(format!("there is a folder `{name}` already"));
            }
            let path = format!("{name}/service.yaml");
            let text = format!("{}# {name}: everything that is not an operation.\n\n{}", modeline(&path), service(name, group, style));
            Ok(vec![with_service(files, name)?, SourceFile { path, text }])
        }
    }
}

/// What would make the spec wrong is an error here first. What was wrong before is none, and a type waits to be used.
fn refuse_wrong(files: &[SourceFile], drafts: &[SourceFile]) -> Result<(), String> {
    let is_kept = |file: &&SourceFile| drafts.iter().all(|draft| draft.path != file.path);
    let mut after: Vec<SourceFile> = files.iter().filter(is_kept).chain(drafts).cloned().collect();
    after.sort_by(|one, other| one.path.cmp(&other.path));
    let Err(problems) = crate::load(&after) else { return Ok(()) };
    let before = crate::load(files).err().unwrap_or_default();
    let known: Vec<&str> = before.sorted().iter().map(|problem| problem.message.as_str()).collect();
    let is_new = |problem: &&&Diagnostic| problem.code != "unused-type" && !known.contains(&problem.message.as_str());
    match problems.sorted().iter().find(is_new) {
        None => Ok(()),
        Some(Diagnostic { message, help: Some(help), .. }) => Err(format!("{message}: {help}")),
        Some(Diagnostic { message, .. }) => Err(message.clone()),
    }
}

/// The service that is meant: the named one, or the main one.
fn chosen(files: &[SourceFile], named: Option<&str>) -> Result<String, String> {
    let product = tree(files, "product.yaml").ok_or("the spec has no `product.yaml` that can be read")?;
    let services = texts(product.get("services"));
    let Some(named) = named else {
        return services.first().cloned().ok_or_else(|| "the product has no service; `ackgen new service NAME` makes one".to_owned());
    };
    let known: Vec<&str> = services.iter().map(String::as_str).collect();
    match known.contains(&named) {
        true => Ok(named.to_owned()),
        false => Err(unknown("service", named, &known)),
    }
}

fn known_group(files: &[SourceFile], service: &str, group: &str) -> Result<(), String> {
    let path = format!("{service}/service.yaml");
    let tree = tree(files, &path).ok_or_else(|| format!("the spec has no `{path}` that can be read"))?;
    let groups: Vec<&str> = match tree.get("groups").map(|groups| &groups.value) {
        Some(Value::Map(entries)) => entries.iter().map(|entry| entry.key.as_str()).collect(),
        _ => Vec::new(),
    };
    match groups.contains(&group) {
        true => Ok(()),
        false => Err(format!("{}; a new one goes under `groups` in {path}", unknown("group", group, &groups))),
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| format!("there are {}", list_of(known)));
    format!("there is no {what} `{name}`: {help}")
}

/// A name that the service has already would be an error in the spec; it is one here first.
fn refuse_known(files: &[SourceFile], service: &str, name: &str) -> Result<(), String> {
    if !names::is_identifier(name) {
        return Err(format!("`{name}` cannot be a name: letters and digits, beginning with a letter"));
    }
    let folders = [format!("{service}/types/"), format!("{service}/operations/")];
    for file in files.iter().filter(|file| folders.iter().any(|folder| file.path.starts_with(folder.as_str()))) {
        let Some(Value::List(items)) = tree(files, &file.path).map(|tree| tree.value) else { continue };
        let is_known = |item: &Node| item.get("name").is_some_and(|known| known.to_json() == name);
        if items.iter().any(is_known) {
            return Err(format!("`{name}` is described in {} already", file.path));
        }
    }
    Ok(())
}

fn tree(files: &[SourceFile], path: &str) -> Option<Node> {
    let index = files.iter().position(|file| file.path == path)?;
    source::parse(FileId(index), &files[index], &mut Diagnostics::default())
}

fn texts(node: Option<&Node>) -> Vec<String> {
    let text = |node: &Node| node.to_json().as_str().map(str::to_owned);
    match node.map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().filter_map(text).collect(),
        _ => node.and_then(text).into_iter().collect(),
    }
}

/// A file with an item behind what it holds.
fn appended(files: &[SourceFile], path: &str, about: &str, item: &str) -> SourceFile {
    let known = files.iter().find(|file| file.path == path).map(|file| file.text.trim_end()).filter(|text| !text.is_empty());
    let text = match known {
        Some(text) => format!("{text}\n\n{item}"),
        None => format!("{}# {about}\n\n{item}", modeline(path)),
    };
    SourceFile { path: path.to_owned(), text }
}

/// What tells an editor which schema a file follows.
pub fn modeline(path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    let kind = schema::Kind::of(path).map_or("product", |kind| kind.name);
    format!("# yaml-language-server: $schema={up}schema/{kind}.json\n")
}

/// `product.yaml` with one more service.
fn with_service(files: &[SourceFile], name: &str) -> Result<SourceFile, String> {
    let file = files.iter().find(|file| file.path == "product.yaml").ok_or("the spec has no `product.yaml`")?;
    let product = tree(files, "product.yaml").ok_or("`product.yaml` cannot be read")?;
    let mut text = file.text.clone();
    match product.get("services").map(|services| (&services.value, services)) {
        Some((Value::List(items), list)) if !items.is_empty() => {
            let last = items[items.len() - 1].span;
            let is_flow = text[list.span.start..].starts_with('[');
            let column = last.start - text[..last.start].rfind('\n').map_or(0, |line| line + 1);
            let more = if is_flow { format!(", {name}") } else { format!("\n{}- {name}", " ".repeat(column.saturating_sub(2))) };
            text.insert_str(last.end, &more);
        }
        Some(_) => return Err(format!("name `{name}` under `services` in product.yaml first, as a list")),
        None => text = format!("{}\nservices: [{name}]\n", text.trim_end()),
    }
    Ok(SourceFile { path: file.path.clone(), text })
}

/// What stands where a text is still to be written.
pub(crate) const TEXT: &str = "{ en: TBD, zh: 待补充 }";

fn operation(name: &str, section: &str, http: &str) -> Result<String, String> {
    let (method, path) = http.split_once(' ').ok_or("`--http` is a method and a path: `GET /clusters/{ClusterId}`")?;
    let idempotency = match method {
        "GET" | "HEAD" => "read_only",
        "PUT" | "DELETE" => "idempotent",
        _ => "not_idempotent",
    };
    let mut text =
        format!("- name: {name}\n  section: {}\n  http: {http}\n  idempotency: {idempotency}\n  summary: {TEXT}\n", quoted(section));
    let parameters: Vec<&str> = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect();
    if !parameters.is_empty() {
        text.push_str("  path:\n");
    }
    for parameter in parameters {
        text.push_str(&format!(
            "    {parameter}:\n      type: string\n      required: true\n      doc: {TEXT}\n      evidence: table\n      example: TBD\n"
        ));
    }
    if matches!(method, "POST" | "PUT" | "PATCH") {
        text.push_str(&format!("  body:\n    fields:\n{}", field("      ")));
    }
    text.push_str(&format!("  response:\n    fields:\n{}", field("      ")));
    Ok(text)
}

fn type_(name: &str, section: &str, values: &[String]) -> String {
    let head = format!("- name: {name}\n  section: {}\n  doc: {TEXT}\n", quoted(section));
    if values.is_empty() {
        return format!("{head}  fields:\n{}", field("    "));
    }
    let value = |(index, value): (usize, &String)| match names::is_identifier(&names::variant(value)) {
        true => format!("    {}: {TEXT}\n", quoted(value)),
        // Rust has no name like it.
        false => format!("    {}: {{ en: TBD, zh: 待补充, rust: Value{} }}\n", quoted(value), index + 1),
    };
    let values: String = values.iter().enumerate().map(value).collect();
    format!("{head}  evidence: table\n  values:\n{values}")
}

fn field(indent: &str) -> String {
    format!("{indent}TBD:\n{indent}  type: string\n{indent}  doc: {TEXT}\n{indent}  evidence: table\n{indent}  example: TBD\n")
}

fn service(name: &str, group: &str, style: &str) -> String {
    format!(
        "name: {name}\ntitle: {TEXT}\ndoc: {TEXT}\n\nproduct: {name}\nversion: \"1\"\nstyle: {style}\n\nsource:\n  title: {TEXT}\n  \
         product_version: TBD\n  document: TBD\n\ngroups:\n  {group}:\n    en: TBD\n    zh: 待补充\n    doc: {TEXT}\n"
    )
}

/// A text as YAML, in quotes where it would be read as something else without.
pub(crate) fn quoted(text: &str) -> String {
    let is_plain =
        !text.is_empty() && text.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-'));
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    let is_section = text.matches('.').count() > 1;
    match is_plain && (is_word || is_section) {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

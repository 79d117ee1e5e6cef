//! Which fields an operation shares with those that read what it makes or changes.

use ack_client::wire::serde_json::Value;
use ackgen::model::resources::{Effect, Path, Resources, Source, Step, Template};
use ackgen::model::{Content, Field, Kind, Location, Operation, Service, Shape};

/// How deep fields may be inside of each other.
const DEPTH: usize = 6;

/// An operation that shows a kind of thing, and where.
pub struct Reading<'a> {
    /// The operation, as an index into the service's.
    pub operation: usize,
    /// The kind of thing.
    pub resource: usize,
    /// Path of it in the answer.
    pub path: Path,
    /// How many it shows.
    pub shows: Shows,
    /// The fields of one as it is shown.
    pub fields: &'a [Field],
}

/// How an answer shows things of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The one that the call names.
    One,
    /// A list of them.
    List,
    /// All of them by id.
    Map,
}

/// A field that two operations share.
pub struct Shared<'a> {
    /// Where it goes in the input; `[]` is the first item of a list.
    pub sent: Path,
    /// The field of the input.
    pub field: &'a Field,
    /// What reads it, and where in the thing that is read.
    pub read_by: Vec<(&'a Reading<'a>, Path)>,
}

impl Shared<'_> {
    /// Its path in the input, as the spec writes it.
    pub fn sent_name(&self) -> String {
        self.sent.iter().filter(|step| *step != "[]").cloned().collect::<Vec<_>>().join(".")
    }
}

/// The operations that read a kind of thing.
pub fn readings<'a>(service: &'a Service, resources: &Resources, resource: usize) -> Vec<Reading<'a>> {
    let reading = resources.effects.iter().filter(|effect| effect.steps.is_empty());
    reading.filter_map(|effect| self::reading(service, effect, resource)).collect()
}

/// What a list shows.
pub fn list<'a>(service: &'a Service, resources: &Resources, effect: &Effect) -> Option<Reading<'a>> {
    let mut kinds = (0..resources.resources.len()).filter_map(|kind| reading(service, effect, kind));
    kinds.find(|reading| reading.shows != Shows::One)
}

fn reading<'a>(service: &'a Service, effect: &Effect, resource: usize) -> Option<Reading<'a>> {
    let (path, shows) = place(&effect.answer, resource)?;
    let operation = &service.operations[effect.operation];
    let mut steps = path.iter().map(String::as_str).filter(|step| *step != "0");
    let kind = match (&operation.response.content, shows) {
        (Content::Empty, _) => return None,
        (Content::Value(kind), _) => kind,
        (Content::Fields(shape), Shows::One) if path.is_empty() => {
            return Some(Reading { operation: effect.operation, resource, path, shows, fields: &shape.fields });
        }
        (Content::Fields(shape), _) => {
            let first = steps.next()?;
            &shape.fields.iter().find(|field| field.wire == first)?.kind
        }
    };
    let kind = steps.try_fold(kind, |kind, step| Some(&structure(service, kind)?.iter().find(|field| field.wire == step)?.kind))?;
    Some(Reading { operation: effect.operation, resource, path, shows, fields: structure(service, kind)? })
}

/// Where a template shows a kind of thing.
fn place(template: &Template, resource: usize) -> Option<(Path, Shows)> {
    match template {
        Template::First(sources) => sources.iter().find_map(|source| match source {
            Source::Of(kind, path) if *kind == resource && path.is_empty() => Some((Vec::new(), Shows::One)),
            Source::List(kind) if *kind == resource => Some((Vec::new(), Shows::List)),
            Source::Map(kind, _) if *kind == resource => Some((Vec::new(), Shows::Map)),
            _ => None,
        }),
        Template::List(items) => items.iter().enumerate().find_map(|(index, item)| within(item, resource, &index.to_string())),
        Template::Object(fields) => fields.iter().find_map(|(name, template)| within(template, resource, name)),
        _ => None,
    }
}

fn within(template: &Template, resource: usize, step: &str) -> Option<(Path, Shows)> {
    let (mut path, shows) = place(template, resource)?;
    path.insert(0, step.to_owned());
    Some((path, shows))
}

/// The struct of a kind, or of its items.
fn structure<'a>(service: &'a Service, kind: &Kind) -> Option<&'a [Field]> {
    match kind {
        Kind::List(item) | Kind::Map(item) => structure(service, item),
        Kind::Named(id) => match &service.get(*id).shape {
            Shape::Struct(shape) => Some(&shape.fields),
            Shape::Enum(_) => None,
        },
        _ => None,
    }
}

/// The fields that an operation's step shares with what reads it.
pub fn fields<'a>(service: &'a Service, operation: &'a Operation, step: &Step, readings: &'a [Reading<'a>]) -> Vec<Shared<'a>> {
    let (from, fields) = match item(service, operation, step) {
        Some((list, item)) => (vec![list, "[]".to_owned()], item),
        None => (Vec::new(), operation.input.fields.as_slice()),
    };
    let fields: Vec<_> = fields.iter().filter(|field| field.location != Location::Path && !is_key(step, field)).collect();
    let mut shared: Vec<Shared<'_>> = Vec::new();
    for reading in readings {
        let mut pairs = Vec::new();
        pair(service, &fields, reading.fields, (&from, &[]), &mut pairs);
        for (sent, read, field) in pairs {
            match shared.iter_mut().find(|known| known.sent == sent) {
                Some(known) => known.read_by.push((reading, read)),
                None => shared.push(Shared { sent, field, read_by: vec![(reading, read)] }),
            }
        }
    }
    shared
}

/// Whether a field says which thing is to be changed.
fn is_key(step: &Step, field: &Field) -> bool {
    let by = |source: &Source| matches!(source, Source::Item(path) if path.first() == Some(&field.wire));
    matches!(&step.key, Some(Template::First(sources)) if step.action != "create" && sources.iter().any(by))
}

/// The list of structs of which a step is done for each, and the fields of one.
fn item<'a>(service: &'a Service, operation: &'a Operation, step: &Step) -> Option<(String, &'a [Field])> {
    let Some(Template::First(sources)) = &step.each else { return None };
    let Some(Source::Input(path)) = sources.first() else { return None };
    let field = operation.input.fields.iter().find(|field| Some(&field.wire) == path.first())?;
    Some((field.wire.clone(), structure(service, &field.kind)?))
}

/// Where a field is sent, where it is read, and what it is.
type Pair<'a> = (Path, Path, &'a Field);

fn pair<'a>(service: &'a Service, sent: &[&'a Field], read: &[Field], (from, to): (&[String], &[String]), pairs: &mut Vec<Pair<'a>>) {
    if from.len() > DEPTH {
        return;
    }
    for field in sent {
        let same = read.iter().find(|other| field.wire == other.wire);
        let Some(other) = same.or_else(|| read.iter().find(|other| alike(&field.wire, &other.wire))) else { continue };
        let (mut sent, mut read) = ([from, std::slice::from_ref(&field.wire)].concat(), [to, std::slice::from_ref(&other.wire)].concat());
        let lists = matches!((&field.kind, &other.kind), (Kind::List(_), Kind::List(_)));
        let records = matches!((&field.kind, &other.kind), (Kind::Named(_), Kind::Named(_)));
        match (structure(service, &field.kind), structure(service, &other.kind)) {
            (Some(inner), Some(outer)) if lists || records => {
                if lists {
                    sent.push("[]".to_owned());
                    read.push("0".to_owned());
                }
                pair(service, &inner.iter().collect::<Vec<_>>(), outer, (&sent, &read), pairs);
            }
            _ => pairs.push((sent, read, field)),
        }
    }
}

/// Whether two names are the same but for case and separators.
pub fn alike(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    letters(one) == letters(other)
}

/// The path that a parameter narrows a list by, where that has another name.
pub fn filtered(effect: &Effect, parameter: &str) -> Option<Path> {
    let by = |template: &Template| match template {
        Template::First(sources) => {
            sources.iter().any(|source| matches!(source, Source::Input(path) if path.first().is_some_and(|name| name == parameter)))
        }
        _ => false,
    };
    effect.filter.iter().find(|(_, template)| by(template)).map(|(path, _)| path.clone())
}

/// The field at a path.
pub fn at<'a>(service: &'a Service, fields: &'a [Field], path: &[String]) -> Option<&'a Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter().find(|field| field.wire == *first)?;
    if rest.is_empty() { Some(field) } else { at(service, structure(service, &field.kind)?, rest) }
}

/// The value at a path; null where there is none.
pub fn value<'v>(value: &'v Value, path: &[String]) -> &'v Value {
    value.pointer(&path.iter().map(|step| format!("/{step}")).collect::<String>()).unwrap_or(&Value::Null)
}

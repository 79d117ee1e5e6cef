use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::{ITEM, names};
use crate::error::DecodeError;
use crate::parameters::typed;
use crate::schema::{Kind, Schema};

/// How deep elements may be inside of each other.
const MAX_DEPTH: usize = 64;

/// Reads a value of a kind.
///
/// Its elements may stand alone, several at the root, or in one element around them: `root`, or whatever is not a
/// field. `placeholder` names the items of a list at the root. A document type is refused, and with it all entities
/// but the five of XML itself.
pub fn read(text: &str, kind: &Kind, root: &str, placeholder: Option<&str>) -> Result<Value, DecodeError> {
    let content = parse(text)?;
    let value = match (kind, content) {
        (_, Content::Text(text)) => text.into(),
        (Kind::Record(schema), Content::Elements(elements)) => object(unwrapped(elements, |name| schema.field(name).is_none())),
        (Kind::List(item), Content::Elements(elements)) => list(elements, item, placeholder),
        (Kind::Map(_) | Kind::Any, Content::Elements(elements)) => object(unwrapped(elements, |name| name == root)),
        (_, Content::Elements(elements)) => match elements.into_iter().next() {
            Some((_, content)) => content.into_value(),
            None => Value::Null,
        },
    };
    Ok(typed(without_wrappers(value, kind), kind))
}

/// The elements of a text as one object, without the element around them if there is just one.
pub(crate) fn elements(text: &str) -> Result<Map<String, Value>, DecodeError> {
    match parse(text)? {
        Content::Elements(elements) => match object(unwrapped(elements, |_| true)) {
            Value::Object(fields) => Ok(fields),
            _ => Ok(Map::new()),
        },
        Content::Text(_) => Err(problem("there are no elements")),
    }
}

/// The name of the first element of a text.
pub(crate) fn root(text: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(names::unescape(start.name().as_ref())),
            Event::Eof => return None,
            _ => {}
        }
    }
}

type Elements = Vec<(String, Content)>;

/// What is inside of an element.
enum Content {
    Text(String),
    Elements(Elements),
}

impl Content {
    fn into_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Elements(elements) => object(elements),
        }
    }
}

/// What is inside of the one element at the root, if it is one that is around the value.
fn unwrapped(mut elements: Elements, around: impl Fn(&str) -> bool) -> Elements {
    match elements.as_mut_slice() {
        [(name, Content::Elements(inner))] if around(name) => std::mem::take(inner),
        [(name, Content::Text(text))] if around(name) && text.trim().is_empty() => Vec::new(),
        _ => elements,
    }
}

/// An element that is repeated is a list.
fn object(elements: Elements) -> Value {
    let mut fields = Map::new();
    for (name, content) in elements {
        let value = content.into_value();
        match fields.get_mut(&name) {
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                fields.insert(name, value);
            }
        }
    }
    Value::Object(fields)
}

fn list(elements: Elements, item: &Kind, placeholder: Option<&str>) -> Value {
    let named = |name: &str| name == ITEM || Some(name) == placeholder;
    let elements = unwrapped(elements, |name| !named(name));
    let fields = |schema: &Schema| elements.iter().all(|(name, _)| !named(name) && schema.field(name).is_some());
    let one = match item {
        Kind::Record(schema) => fields(schema),
        _ => false,
    };
    if one && !elements.is_empty() {
        return Value::Array(vec![object(elements)]);
    }
    elements.into_iter().map(|(_, content)| content.into_value()).collect()
}

/// Lists as they are, where an element is around their items: `<nodes><node/><node/></nodes>`.
fn without_wrappers(value: Value, kind: &Kind) -> Value {
    match (kind, value) {
        (Kind::Record(schema), Value::Object(fields)) => {
            let field = |(name, value): (String, Value)| match schema.field(&name) {
                Some(field) => (name, without_wrappers(value, &field.kind)),
                None => (name, value),
            };
            fields.into_iter().map(field).collect()
        }
        (Kind::Map(item), Value::Object(entries)) => {
            entries.into_iter().map(|(name, value)| (name, without_wrappers(value, item))).collect()
        }
        (Kind::List(item), Value::Array(items)) => items.into_iter().map(|value| without_wrappers(value, item)).collect(),
        (Kind::List(item), Value::Object(fields)) => match unwrapped_items(fields, item) {
            Value::Array(items) => items.into_iter().map(|value| without_wrappers(value, item)).collect(),
            one => without_wrappers(one, item),
        },
        (_, value) => value,
    }
}

/// What is in the one element that a list consists of, unless that is a field of an item; otherwise the item.
fn unwrapped_items(mut fields: Map<String, Value>, item: &Kind) -> Value {
    let is_around = |name: &str, inner: &Value| match item {
        Kind::Record(schema) => schema.field(name).is_none() && !inner.is_string(),
        Kind::Map(_) | Kind::Any | Kind::List(_) => false,
        _ => true,
    };
    let is_alone = fields.len() == 1;
    match fields.iter_mut().next() {
        Some((name, inner)) if is_alone && is_around(name, inner) => inner.take(),
        _ => Value::Object(fields),
    }
}

fn parse(text: &str) -> Result<Content, DecodeError> {
    let mut reader = quick_xml::Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Open::default()];
    let mut names = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| problem(&format!("{error}, at byte {}", reader.error_position())))?;
        match event {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err(problem("elements are too deep inside of each other"));
                }
                names.push(names::unescape(start.name().as_ref()));
                open.push(Open::default());
            }
            Event::Empty(empty) => {
                innermost(&mut open)?.elements.push((names::unescape(empty.name().as_ref()), Content::Text(String::new())))
            }
            Event::End(_) => {
                let (Some(name), Some(closed)) = (names.pop(), open.pop()) else { return Err(problem("an element ends that never began")) };
                innermost(&mut open)?.elements.push((name, closed.content()));
            }
            Event::Text(text) => innermost(&mut open)?.text.push_str(&text.xml10_content()),
            Event::CData(data) => innermost(&mut open)?.text.push_str(&data.xml10_content()),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().map_err(|error| problem(&error.to_string()))? {
                    Some(c) => c,
                    None => entity(&reference).ok_or_else(|| problem("an entity that XML does not define"))?,
                };
                innermost(&mut open)?.text.push(c);
            }
            Event::DocType(_) => return Err(problem("a document type is not accepted")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match (names.pop(), open.pop()) {
        (Some(name), _) => Err(problem(&format!("the element {name} does not end"))),
        (None, root) => Ok(root.unwrap_or_default().content()),
    }
}

/// An element that has begun.
#[derive(Default)]
struct Open {
    text: String,
    elements: Elements,
}

impl Open {
    /// Text between elements is layout.
    fn content(self) -> Content {
        if self.elements.is_empty() { Content::Text(self.text) } else { Content::Elements(self.elements) }
    }
}

fn innermost(open: &mut [Open]) -> Result<&mut Open, DecodeError> {
    open.last_mut().ok_or_else(|| problem("an element ends that never began"))
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

fn problem(text: &str) -> DecodeError {
    DecodeError::new(format!("the XML cannot be read: {text}"))
}

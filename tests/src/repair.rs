//! Reads the examples of a guide whose extraction lost braces, underscores and backslashes.
//!
//! The documented fields say where a name belongs: one that the current object does not have closes it. What no
//! object has is an error, so nothing is dropped in silence.

use ack_client::wire::serde_json::{Map, Value};
use ack_client::wire::{Field, Kind, Schema};

/// What an example says, in the shape in which it is printed.
#[derive(Debug)]
pub struct Repaired {
    /// The value, with true field names.
    pub value: Value,
    /// How many names were read.
    pub names: usize,
}

/// An object that is being read.
struct Open {
    fields: Fields,
    /// The name under which it goes into the object around it.
    name: String,
    value: Map<String, Value>,
}

/// What an object may hold.
#[derive(Clone, Copy)]
enum Fields {
    Of(&'static Schema),
    /// One key that is not a field: the placeholder around a bare root, or inside a map.
    Placeholder(&'static str, &'static Schema),
    /// Nothing is known of it.
    Any,
}

/// Reads a damaged JSON object, as the root of which these fields are documented.
pub fn json(text: &str, root: Root) -> Result<Repaired, String> {
    let mut reader = Reader { open: vec![Open { fields: root.fields(), name: String::new(), value: Map::new() }], names: 0 };
    let characters: Vec<char> = text.chars().collect();
    let mut position = 0;
    let mut pending: Option<String> = None;
    while let Some(character) = characters.get(position) {
        match character {
            '"' => {
                let (string, next) = string(&characters, position);
                position = next;
                let after = characters[position..].iter().find(|character| !character.is_whitespace());
                match (&pending, after) {
                    (None, Some(':')) => pending = Some(string),
                    (Some(name), _) => {
                        reader.leaf(name, unescaped(&string))?;
                        pending = None;
                    }
                    (None, _) => return Err(format!("a text without a name: {string:?}")),
                }
            }
            '{' => {
                position += 1;
                if let Some(name) = pending.take() {
                    reader.enter(&name)?;
                }
            }
            '}' => {
                position += 1;
                reader.leave();
            }
            '[' => {
                let (list, next) = list(&characters, position);
                position = next;
                if let Some(name) = pending.take() {
                    reader.leaf(&name, list)?;
                }
            }
            ',' | ':' | ']' => position += 1,
            character if character.is_whitespace() => position += 1,
            _ => {
                let end =
                    characters[position..].iter().position(|character| ",}\n".contains(*character)).unwrap_or(characters.len() - position);
                let word: String = characters[position..position + end].iter().collect();
                position += end;
                if let Some(name) = pending.take() {
                    reader.leaf(&name, scalar(word.trim()))?;
                }
            }
        }
    }
    reader.finish()
}

/// Reads damaged XML: tags with blanks for underscores, closing tags cut or lost.
pub fn xml(text: &str, root: Root) -> Result<Repaired, String> {
    let mut reader = Reader { open: vec![Open { fields: root.fields(), name: String::new(), value: Map::new() }], names: 0 };
    // A line that the page broke inside a text or a closing tag goes on behind it.
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let begins = line.starts_with('<')
            || line.split_once('>').is_some_and(|(word, _)| word.chars().all(|character| character.is_ascii_lowercase()));
        match lines.last_mut() {
            Some(last) if !begins => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    for line in lines {
        if let Some(closing) = line.strip_prefix("</") {
            // The end of an object, or the rest of a closing tag.
            if closing.contains('>') && !closing.contains('<') && reader.closes(closing.trim_end_matches('>')) {
                reader.leave();
            }
            continue;
        }
        let Some((tag, rest)) = line.trim_start_matches('<').split_once('>') else { continue };
        let tag = if line.starts_with('<') { tag.to_owned() } else { format!("{LOST}{tag}") };
        let tag = tag.as_str();
        let rest = rest.trim();
        if rest.is_empty() && !line.starts_with('<') {
            // The end of a closing tag that was broken at the edge of the page.
            continue;
        }
        let text = rest.split("</").next().unwrap_or_default();
        // A closing tag that lost its bracket.
        let text = text.strip_suffix('>').and_then(|text| text.rsplit_once('/')).map_or(text, |(text, _)| text);
        if text.is_empty() {
            reader.enter(tag)?;
        } else {
            reader.leaf(tag, Value::from(entities(text)))?;
        }
    }
    reader.finish()
}

/// What the root of an example is.
#[derive(Clone, Copy)]
pub enum Root {
    /// An object of these fields.
    Object(&'static Schema),
    /// One key around an object or a list of objects of these fields.
    Under(&'static str, &'static Schema),
}

impl Root {
    fn fields(self) -> Fields {
        match self {
            Self::Object(schema) => Fields::Of(schema),
            Self::Under(key, schema) => Fields::Placeholder(key, schema),
        }
    }
}

struct Reader {
    open: Vec<Open>,
    names: usize,
}

impl Reader {
    fn leaf(&mut self, name: &str, value: Value) -> Result<(), String> {
        let (name, _) = self.find(name)?;
        self.top().value.insert(name, value);
        Ok(())
    }

    fn enter(&mut self, name: &str) -> Result<(), String> {
        let (name, fields) = self.find(name)?;
        self.open.push(Open { fields, name, value: Map::new() });
        Ok(())
    }

    /// Ends the current object; the root has no end.
    fn leave(&mut self) {
        if self.open.len() > 1
            && let Some(done) = self.open.pop()
        {
            self.top().value.insert(done.name, Value::Object(done.value));
        }
    }

    fn closes(&self, tag: &str) -> bool {
        self.open.last().is_some_and(|open| folded(&open.name) == folded(tag))
    }

    fn top(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// The true name of a printed one, and what an object under it holds. Ends the objects that do not have it.
    fn find(&mut self, printed: &str) -> Result<(String, Fields), String> {
        self.names += 1;
        if let Some(depth) = (0..self.open.len()).rev().find(|depth| self.open[*depth].free(printed).is_some()) {
            while self.open.len() > depth + 1 {
                self.leave();
            }
        } else if let Some((name, fields)) = self.open.last().and_then(|open| open.child_with(printed)) {
            // The name of the object around it was lost.
            self.names += 1;
            self.open.push(Open { fields, name, value: Map::new() });
        }
        self.top().free(printed).ok_or_else(|| format!("no object here has a field {printed:?}"))
    }

    fn finish(mut self) -> Result<Repaired, String> {
        while self.open.len() > 1 {
            self.leave();
        }
        let root = self.open.remove(0);
        Ok(Repaired { value: Value::Object(root.value), names: self.names })
    }
}

impl Open {
    /// The field that a printed name means, unless it was given already.
    fn free(&self, printed: &str) -> Option<(String, Fields)> {
        let (name, fields) = match self.fields {
            Fields::Of(schema) => {
                let exact = schema.fields.iter().find(|field| field.name == printed.replace([' ', '\\'], "_").replace("__", "_"));
                let field = exact
                    .or_else(|| schema.fields.iter().find(|field| same(field.name, printed) && !self.value.contains_key(field.name)))?;
                (field.name.to_owned(), below(field))
            }
            Fields::Placeholder(key, schema) => same(key, printed).then(|| (key.to_owned(), Fields::Of(schema)))?,
            Fields::Any => (printed.to_owned(), Fields::Any),
        };
        (!self.value.contains_key(&name)).then_some((name, fields))
    }

    /// The first object that may still come and that has this field.
    fn child_with(&self, printed: &str) -> Option<(String, Fields)> {
        let Fields::Of(schema) = self.fields else { return None };
        let children = schema.fields.iter().filter(|field| !self.value.contains_key(field.name));
        let mut children = children.map(|field| (field.name.to_owned(), below(field)));
        children.find(|(_, fields)| matches!(fields, Fields::Of(schema) if schema.fields.iter().any(|field| same(field.name, printed))))
    }
}

fn below(field: &'static Field) -> Fields {
    fn of(kind: &'static Kind, placeholder: Option<&'static str>) -> Fields {
        match (kind, placeholder) {
            (Kind::Record(schema), None) => Fields::Of(schema),
            (Kind::Record(schema), Some(key)) => Fields::Placeholder(key, schema),
            (Kind::List(inner) | Kind::Map(inner), placeholder) => of(inner, placeholder),
            _ => Fields::Any,
        }
    }
    of(&field.kind, field.placeholder)
}

/// Whether a printed name means a field: underscores, case, the look-alikes I and l aside, and a lost beginning.
fn same(field: &str, printed: &str) -> bool {
    match printed.strip_prefix(LOST) {
        Some(end) => folded(field).ends_with(&folded(end)),
        None => folded(field) == folded(printed),
    }
}

/// Marks a name of which only the end is left.
const LOST: char = '…';

fn folded(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .map(|character| if character == 'l' { 'i' } else { character })
        .collect()
}

/// A text from its opening quote on, and where it ends: at a quote that no backslash precedes and that something
/// follows which can follow a text.
fn string(characters: &[char], start: usize) -> (String, usize) {
    let mut text = String::new();
    let mut position = start + 1;
    while let Some(character) = characters.get(position) {
        if *character == '"' && characters[position - 1] != '\\' {
            let after = characters[position + 1..].iter().find(|character| **character != ' ');
            if after.is_none_or(|after| ",:}]\n".contains(*after)) {
                return (text, position + 1);
            }
        }
        // A text broken at the edge of the page goes on at once.
        if *character != '\n' {
            text.push(*character);
        }
        position += 1;
    }
    (text, position)
}

fn list(characters: &[char], start: usize) -> (Value, usize) {
    let end = characters[start..].iter().position(|character| *character == ']').map_or(characters.len(), |length| start + length + 1);
    let text: String = characters[start..end].iter().collect();
    let items = text.trim_matches(['[', ']', '\n', ' ']).split(',').map(str::trim).filter(|item| !item.is_empty());
    (items.map(|item| Value::from(item.trim_matches('"'))).collect(), end)
}

fn scalar(word: &str) -> Value {
    // Look-alikes aside.
    match word.replace(['f', 'i'], "l").as_str() {
        "true" => true.into(),
        "lalse" => false.into(),
        _ => word.parse::<i64>().map(Value::from).or_else(|_| word.parse::<f64>().map(Value::from)).unwrap_or_else(|_| Value::from(word)),
    }
}

/// The guide escapes more often than JSON does; what it means is the text without backslashes before quotes.
fn unescaped(text: &str) -> Value {
    Value::from(text.replace("\\\\\\\"", "\"").replace("\\\\\"", "\"").replace("\\\"", "\"").replace("\\\\n", "\n"))
}

fn entities(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

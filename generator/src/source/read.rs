//! From a located tree to the structs of the spec language, collecting every mistake on the way.

use std::collections::HashMap;

use super::schema::Definitions;
use super::yaml::{Entry, Node, Value};
use super::{FileId, SourceFile, Span, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::parallel;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Written<T> {
    /// Where it was written.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// Something that can be read from YAML.
pub trait FromNode: Sized {
    /// Reads it. `None` means that it could not, and that a diagnostic says why.
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self>;

    /// Stands in for one that is missing or could not be read, so that everything around it is still checked. Its
    /// texts are empty; whoever meets an empty text knows that a diagnostic has been given.
    fn stand_in(at: Span) -> Self;

    /// What it looks like, as a JSON Schema.
    fn schema(definitions: &mut Definitions) -> serde_json::Value;
}

/// The files of a spec, parsed. Each is read once.
pub struct Files<'a> {
    /// As they were handed in.
    pub sources: &'a [SourceFile],
    by_path: HashMap<&'a str, usize>,
    trees: Vec<Option<(Option<Node>, Diagnostics)>>,
}

impl<'a> Files<'a> {
    /// Parses all, several at once: it is most of what reading a spec takes.
    pub fn parse(sources: &'a [SourceFile]) -> Self {
        let numbered: Vec<_> = sources.iter().enumerate().collect();
        let parse = |(index, source): &(usize, &SourceFile)| {
            let mut diagnostics = Diagnostics::default();
            let is_read = source.path.ends_with(".yaml");
            is_read.then(|| (yaml::parse(FileId(*index), source, &mut diagnostics), diagnostics))
        };
        let trees = parallel::map(&numbered, parse);
        Self { sources, by_path: numbered.iter().map(|(index, source)| (source.path.as_str(), *index)).collect(), trees }
    }

    /// The file at a path.
    pub fn id(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied().map(FileId)
    }

    fn take(&mut self, path: &str, diagnostics: &mut Diagnostics) -> Option<(FileId, Node)> {
        let Some(id) = self.id(path) else {
            let help = format!("create `{path}`, or say where the spec is: `--spec DIR`");
            diagnostics.push(Diagnostic::error("missing-file", format!("the spec has no `{path}`")).help(help));
            return None;
        };
        let (node, found) = self.trees.get_mut(id.0)?.take()?;
        diagnostics.append(found);
        Some((id, node?))
    }
}

/// Reads a file that holds one item.
pub fn file<T: FromNode>(files: &mut Files<'_>, path: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    let (id, node) = files.take(path, diagnostics)?;
    if matches!(node.value, Value::Null) {
        let diagnostic = Diagnostic::error("empty-file", format!("`{path}` is empty"));
        diagnostics.push(diagnostic.at(Span::start_of(id), "there is nothing here").help("spec/README.md shows what belongs into it"));
        return None;
    }
    T::from_node(&node, diagnostics)
}

/// Reads a file that holds a list of items; an item that cannot be read is left out. `None` when there is no list.
pub fn list<T: FromNode>(files: &mut Files<'_>, path: &str, diagnostics: &mut Diagnostics) -> Option<Vec<T>> {
    let (_, node) = files.take(path, diagnostics)?;
    match &node.value {
        Value::Null => Some(Vec::new()),
        Value::List(items) => Some(items.iter().filter_map(|item| T::from_node(item, diagnostics)).collect()),
        _ => {
            mismatch(&node, "a list", diagnostics);
            None
        }
    }
}

/// Says that another kind of value was expected.
pub fn mismatch(node: &Node, expected: &str, diagnostics: &mut Diagnostics) {
    let message = format!("expected {expected}, found {}", node.value.description());
    diagnostics.push(Diagnostic::error("wrong-kind", message).at(node.span, format!("should be {expected}")));
}

/// A map whose keys are taken out one by one; what is left over is unknown.
pub struct Keys<'a> {
    node: &'a Node,
    /// What the map describes, with its article.
    owner: &'static str,
    entries: &'a [Entry],
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    /// Begins to read a map.
    pub fn of(node: &'a Node, owner: &'static str, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Map(entries) => Some(Self { node, owner, entries, known: Vec::new(), missing: Vec::new() }),
            _ => {
                let message = format!("expected {owner}, found {}", node.value.description());
                diagnostics.push(Diagnostic::error("wrong-kind", message).at(node.span, "should be a map").help_if(shape_of(owner)));
                None
            }
        }
    }

    /// Takes a key that may be missing.
    pub fn optional<T: FromNode>(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<T> {
        T::from_node(&self.take(key)?.node, diagnostics)
    }

    /// Takes a key that must be there, and hold something.
    pub fn required<T: FromNode>(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> T {
        let Some(entry) = self.take(key) else {
            self.missing.push(key);
            return T::stand_in(self.node.span);
        };
        if entry.node.value.is_empty() {
            let diagnostic = Diagnostic::error("empty-value", format!("`{key}` is empty"));
            diagnostics.push(diagnostic.at(entry.key_span, "needs a value").help(help_for(key)));
            return T::stand_in(entry.node.span);
        }
        T::from_node(&entry.node, diagnostics).unwrap_or_else(|| T::stand_in(entry.node.span))
    }

    /// Complains about every key that is missing, and about every one that was not taken.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        for entry in self.entries {
            if !self.known.contains(&entry.key.as_str()) {
                let message = format!("{} has no key `{}`", self.owner, entry.key);
                let help = did_you_mean(&entry.key, self.known.iter().copied());
                let help = help.unwrap_or_else(|| format!("the keys are {}", list_of(&self.known)));
                diagnostics.push(Diagnostic::error("unknown-key", message).at(entry.key_span, "unknown key").help(help));
            }
        }
        let this = match self.owner.split_once(' ') {
            Some(("a", "text in both languages")) | None => "this text".to_owned(),
            Some((_, owner)) => format!("this {owner}"),
        };
        let (evidence, others): (Vec<_>, Vec<_>) = self.missing.iter().copied().partition(|key| *key == "evidence");
        if !evidence.is_empty() {
            let message = format!("{} needs evidence", self.owner);
            diagnostics.push(Diagnostic::error("missing-evidence", message).at(self.at(), &*this).help(help_for("evidence")));
        }
        if !others.is_empty() {
            let plural = if others.len() == 1 { "" } else { "s" };
            let message = format!("{} needs the key{plural} {}", self.owner, list_of(&others));
            let help = others.iter().map(|key| help_for(key)).collect::<Vec<_>>().join("; ");
            diagnostics.push(Diagnostic::error("missing-key", message).at(self.at(), &*this).help(help));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.known.push(key);
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The place that tells this map from others of its kind: what it is called by a key of its own, or the key
    /// that it stands under, or its first key.
    fn at(&self) -> Span {
        let own = self.entries.iter().find(|entry| ["name", "id", "code"].contains(&entry.key.as_str()));
        let first = || self.entries.first().map_or(self.node.span, |entry| entry.key_span);
        own.map(|entry| entry.node.span).or(self.node.key_span).unwrap_or_else(first)
    }
}

/// How something is written that is often written shorter than it can be.
fn shape_of(owner: &str) -> Option<String> {
    let shape = match owner {
        "a field" => "{ type: …, doc: …, evidence: … }",
        "a response" => "{ type: … }` or `{ fields: … }",
        "a text in both languages" => "{ en: …, zh: … }",
        _ => return None,
    };
    Some(format!("write `{shape}`"))
}

/// What to write for a key that is missing.
fn help_for(key: &str) -> String {
    match key {
        "evidence" => "say where this comes from: `evidence: table`, `example`, `prose` or `sdk`".to_owned(),
        "http" => "add `http: GET /…`".to_owned(),
        "idempotency" => "add `idempotency: read_only`, `idempotent` or `not_idempotent`".to_owned(),
        "doc" | "summary" | "title" | "printed" | "decision" | "reason" => format!("add `{key}: {{ en: …, zh: … }}`"),
        _ => format!("add `{key}: …`"),
    }
}

/// Declares a struct of the spec language, how it is read, and its JSON Schema.
///
/// A field is `required T` (must be there), `optional T` (`Option<T>`) or `many T` (`Vec<T>`, empty if absent).
/// The key is the field's name unless another is given in parentheses. Behind `=>` stands what its schema says beyond
/// its type; whether a value keeps to that is checked when it is resolved.
macro_rules! written {
    ($(#[doc = $doc:literal])* $name:ident, $owner:literal {
        $( $(#[doc = $field_doc:literal])* $field:ident $(($key:literal))?: $mode:ident $type:ty $(=> $narrower:expr)?, )*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Where it was written.
            pub span: Span,
            $( $(#[doc = $field_doc])* pub $field: written!(@type $mode $type), )*
        }

        impl FromNode for $name {
            fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
                let mut keys = Keys::of(node, $owner, diagnostics)?;
                $( let $field = written!(@read $mode $type, keys, written!(@key $field $($key)?), diagnostics); )*
                keys.finish(diagnostics);
                Some(Self { span: node.span, $( $field, )* })
            }

            fn stand_in(at: Span) -> Self {
                Self { span: at, $( $field: written!(@stand_in $mode $type, at), )* }
            }

            fn schema(definitions: &mut Definitions) -> serde_json::Value {
                definitions.refer(stringify!($name), |definitions| {
                    let properties = vec![$( (
                        written!(@key $field $($key)?),
                        schema::described(concat!($($field_doc),*), written!(@schema $mode $type, definitions $(, $narrower)?)),
                    ), )*];
                    let required: Vec<&'static str> = [$( written!(@required $mode, written!(@key $field $($key)?)), )*].into_iter().flatten().collect();
                    schema::object(concat!($($doc),*), properties, &required)
                })
            }
        }
    };
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@type many $type:ty) => { Vec<$type> };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@read required $type:ty, $keys:ident, $key:expr, $diagnostics:ident) => { $keys.required::<$type>($key, $diagnostics) };
    (@read optional $type:ty, $keys:ident, $key:expr, $diagnostics:ident) => { $keys.optional::<$type>($key, $diagnostics) };
    (@read many $type:ty, $keys:ident, $key:expr, $diagnostics:ident) => { $keys.optional::<Vec<$type>>($key, $diagnostics).unwrap_or_default() };
    (@stand_in required $type:ty, $at:ident) => { <$type as FromNode>::stand_in($at) };
    (@stand_in optional $type:ty, $at:ident) => { None };
    (@stand_in many $type:ty, $at:ident) => { Vec::new() };
    (@schema many $type:ty, $definitions:ident) => { <Vec<$type> as FromNode>::schema($definitions) };
    (@schema $mode:ident $type:ty, $definitions:ident) => { <$type as FromNode>::schema($definitions) };
    (@schema $mode:ident $type:ty, $definitions:ident, $narrower:expr) => { schema::narrowed(written!(@schema $mode $type, $definitions), $narrower) };
    (@required required, $key:expr) => { Some($key) };
    (@required $mode:ident, $key:expr) => { None };
}
pub(crate) use written;

/// A text; a number that is written where a text is due keeps its digits.
impl FromNode for Written<String> {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) => Some(Self { span: node.span, value: scalar.text.clone() }),
            _ => {
                mismatch(node, "a text", diagnostics);
                None
            }
        }
    }

    fn stand_in(at: Span) -> Self {
        Self { span: at, value: String::new() }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "string" })
    }
}

impl FromNode for Written<bool> {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.json.is_boolean() => {
                Some(Self { span: node.span, value: scalar.json == serde_json::Value::Bool(true) })
            }
            _ => {
                mismatch(node, "`true` or `false`", diagnostics);
                None
            }
        }
    }

    fn stand_in(at: Span) -> Self {
        Self { span: at, value: false }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "boolean" })
    }
}

impl FromNode for Written<i64> {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.json.is_i64() => {
                Some(Self { span: node.span, value: scalar.json.as_i64().unwrap_or_default() })
            }
            _ => {
                mismatch(node, "a whole number", diagnostics);
                None
            }
        }
    }

    fn stand_in(at: Span) -> Self {
        Self { span: at, value: 0 }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "integer" })
    }
}

/// Any value.
impl FromNode for Node {
    fn from_node(node: &Node, _: &mut Diagnostics) -> Option<Self> {
        Some(node.clone())
    }

    fn stand_in(at: Span) -> Self {
        Self { span: at, key_span: None, value: Value::Null }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        serde_json::json!({})
    }
}

/// A list, or one item that stands for a list of one.
impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::List(items) => Some(items.iter().filter_map(|item| T::from_node(item, diagnostics)).collect()),
            _ => T::from_node(node, diagnostics).map(|item| vec![item]),
        }
    }

    fn stand_in(_: Span) -> Self {
        Vec::new()
    }

    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let item = T::schema(definitions);
        serde_json::json!({ "anyOf": [item, { "type": "array", "items": item }] })
    }
}

/// A map from names to items, in the order written.
#[derive(Clone, Debug)]
pub struct Named<T>(pub Vec<(Written<String>, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromNode> FromNode for Named<T> {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            mismatch(node, "a map of names", diagnostics);
            return None;
        };
        let items = entries.iter().map(|entry| {
            let name = Written { span: entry.key_span, value: entry.key.clone() };
            (name, T::from_node(&entry.node, diagnostics).unwrap_or_else(|| T::stand_in(entry.node.span)))
        });
        Some(Self(items.collect()))
    }

    fn stand_in(_: Span) -> Self {
        Self::default()
    }

    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

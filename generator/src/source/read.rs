//! From a located tree to the structs of the spec language, collecting every mistake on the way.

use super::yaml::{Entry, Node, Value};
use super::{FileId, SourceFile, Span, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Written<T> {
    /// Where it was written.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// Something that can be read from YAML. `None` means that it could not, and that a diagnostic says why.
pub trait FromNode: Sized {
    /// Reads it.
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self>;
}

/// Reads a file that holds one item.
pub fn file<T: FromNode>(files: &[SourceFile], path: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    let (id, node) = tree(files, path, diagnostics)?;
    if matches!(node.value, Value::Null) {
        diagnostics.push(Diagnostic::error("empty-file", format!("`{path}` is empty")).at(Span::start_of(id), "here"));
        return None;
    }
    T::from_node(&node, diagnostics)
}

/// Reads a file that holds a list of items; an item that cannot be read is left out.
pub fn list<T: FromNode>(files: &[SourceFile], path: &str, diagnostics: &mut Diagnostics) -> Vec<T> {
    let Some((_, node)) = tree(files, path, diagnostics) else { return Vec::new() };
    match &node.value {
        Value::Null => Vec::new(),
        Value::List(items) => items.iter().filter_map(|item| T::from_node(item, diagnostics)).collect(),
        _ => {
            mismatch(&node, "a list", diagnostics);
            Vec::new()
        }
    }
}

fn tree(files: &[SourceFile], path: &str, diagnostics: &mut Diagnostics) -> Option<(FileId, Node)> {
    let Some(index) = files.iter().position(|file| file.path == path) else {
        diagnostics.push(Diagnostic::error("missing-file", format!("the spec has no `{path}`")));
        return None;
    };
    let id = FileId(index);
    yaml::parse(id, &files[index], diagnostics).map(|node| (id, node))
}

/// Says that another kind of value was expected.
pub fn mismatch(node: &Node, expected: &str, diagnostics: &mut Diagnostics) {
    let message = format!("expected {expected}, found {}", node.value.description());
    diagnostics.push(Diagnostic::error("wrong-kind", message).at(node.span, format!("should be {expected}")));
}

/// A map whose keys are taken out one by one; what is left over is unknown.
pub struct Keys<'a> {
    span: Span,
    owner: &'static str,
    entries: &'a [Entry],
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    /// Begins to read a map.
    pub fn of(node: &'a Node, owner: &'static str, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Map(entries) => Some(Self { span: node.span, owner, entries, known: Vec::new() }),
            _ => {
                mismatch(node, &format!("a map: {owner}"), diagnostics);
                None
            }
        }
    }

    /// Takes a key that may be missing.
    pub fn optional<T: FromNode>(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<T> {
        self.known.push(key);
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        T::from_node(&entry.node, diagnostics)
    }

    /// Takes a key that must be there.
    pub fn required<T: FromNode>(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<T> {
        if !self.entries.iter().any(|entry| entry.key == key) {
            let at = self.entries.first().map_or(self.span, |entry| entry.key_span);
            let (code, help) = match key {
                "evidence" => ("missing-evidence", "say where this comes from: `evidence: table`, `example`, `prose` or `sdk`".to_owned()),
                _ => ("missing-key", format!("add `{key}: …`")),
            };
            let message = format!("{} needs the key `{key}`", self.owner);
            diagnostics.push(Diagnostic::error(code, message).at(at, "the map that begins here").help(help));
        }
        self.optional(key, diagnostics)
    }

    /// Complains about every key that was not taken.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        for entry in self.entries {
            if !self.known.contains(&entry.key.as_str()) {
                let message = format!("{} has no key `{}`", self.owner, entry.key);
                let mut diagnostic = Diagnostic::error("unknown-key", message).at(entry.key_span, "unknown key");
                diagnostic = match did_you_mean(&entry.key, self.known.iter().copied()) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic.help(format!("the keys are {}", quoted(&self.known))),
                };
                diagnostics.push(diagnostic);
            }
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Declares a struct of the spec language and how it is read.
///
/// A field is `required T` (must be there), `optional T` (`Option<T>`) or `many T` (`Vec<T>`, empty if absent).
/// The key is the field's name unless another is given in parentheses.
macro_rules! written {
    ($(#[$doc:meta])* $name:ident, $owner:literal { $( $(#[$field_doc:meta])* $field:ident $(($key:literal))?: $mode:ident $type:ty, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Where it was written.
            pub span: Span,
            $( $(#[$field_doc])* pub $field: written!(@type $mode $type), )*
        }

        impl FromNode for $name {
            fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
                let mut keys = Keys::of(node, $owner, diagnostics)?;
                $( let $field = written!(@read $mode $type, keys, written!(@key $field $($key)?), diagnostics); )*
                keys.finish(diagnostics);
                Some(Self { span: node.span, $( $field: written!(@unwrap $mode $field), )* })
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
    (@read many $type:ty, $keys:ident, $key:expr, $diagnostics:ident) => { $keys.optional::<Vec<$type>>($key, $diagnostics) };
    (@unwrap required $field:ident) => { $field? };
    (@unwrap optional $field:ident) => { $field };
    (@unwrap many $field:ident) => { $field.unwrap_or_default() };
}
pub(super) use written;

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
}

/// Any value.
impl FromNode for Node {
    fn from_node(node: &Node, _: &mut Diagnostics) -> Option<Self> {
        Some(node.clone())
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
            mismatch(node, "a map from names", diagnostics);
            return None;
        };
        let items = entries.iter().filter_map(|entry| {
            let name = Written { span: entry.key_span, value: entry.key.clone() };
            T::from_node(&entry.node, diagnostics).map(|item| (name, item))
        });
        Some(Self(items.collect()))
    }
}

//! JSON objects in the making, and the extensions that every part of the document has.

use serde_json::{Map, Value};

use crate::emit::prose::{self, Language};
use crate::model::{Evidence, Service, Text};

/// A JSON object; keys stay in the order in which they are set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Map<String, Value>);

impl Object {
    /// An object without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same object with a key.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// The same object with a key, unless there is no value.
    pub fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The same object with a list, unless that is empty.
    pub fn with_list<T: Into<Value>>(self, key: &str, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Value> = items.into_iter().map(Into::into).collect();
        if items.is_empty() { self } else { self.with(key, items) }
    }

    /// The same object with an object, unless that is empty.
    pub fn with_object(self, key: &str, object: Object) -> Self {
        if object.is_empty() { self } else { self.with(key, object) }
    }

    /// The same object with a text: English under the key, Chinese under an extension beside it.
    pub fn with_text(self, key: &str, text: &Text) -> Self {
        let zh_key = if key.starts_with("x-") { format!("{key}-zh") } else { format!("x-{key}-zh") };
        self.with(key, text.en.as_str()).with(zh_key, text.zh.as_str())
    }

    /// The same object, marked by a key if something is so.
    pub fn with_flag(self, key: &str, flag: bool) -> Self {
        if flag { self.with(key, true) } else { self }
    }

    /// The same object and everything of another.
    pub fn and(mut self, other: Object) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same object with where a fact comes from.
    pub fn with_evidence(self, of: &[Evidence]) -> Self {
        self.with_list("x-evidence", evidence(of))
    }

    /// The same object with the ids of errata.
    pub fn with_errata(self, service: &Service, errata: &[usize]) -> Self {
        self.with_list("x-errata", errata.iter().map(|index| service.errata[*index].id.as_str()))
    }

    /// Sets a key.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(key.into(), value.into());
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object.0)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// Where a fact comes from.
pub fn evidence(evidence: &[Evidence]) -> Vec<Object> {
    let items = evidence.iter().map(|evidence| {
        let kind = prose::evidence_kind(evidence.kind, Language::En).to_lowercase();
        Object::new().with("kind", kind).with_list("sections", evidence.sections.iter().map(String::as_str))
    });
    items.collect()
}

/// A reference to a part of `components`.
pub fn reference(part: &str, name: &str) -> Object {
    Object::new().with("$ref", format!("#/components/{part}/{name}"))
}

/// A text of the document's own.
pub fn text(en: impl Into<String>, zh: impl Into<String>) -> Text {
    Text { en: en.into(), zh: zh.into() }
}

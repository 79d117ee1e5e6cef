//! What a thing holds.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::value::{inside, lay_over};

/// Values by name, in the order in which they came. The spec knows nearly all names, so that these are not copied; and there
/// are so few of them that looking at each is as quick as any map.
///
/// A copy of what holds much shares most of it: whatever changes is copied before, as it may have to be taken back.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// What is shared with copies.
    base: Option<Arc<[Field]>>,
    /// What is laid over that.
    over: Vec<Field>,
}

type Field = (Name, Value);
pub(super) type Name = Cow<'static, str>;

/// What the names of fields begin with that are kept but not shown.
const PRIVATE: char = '_';

/// How many fields a copy does not share at most.
const FEW: usize = 8;

impl Clone for Record {
    fn clone(&self) -> Self {
        if self.over.len() <= FEW {
            return Self { base: self.base.clone(), over: self.over.clone() };
        }
        self.fields().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>().into()
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.fields().eq(other.fields())
    }
}

impl Record {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        find(&self.over, name).or_else(|| find(self.base(), name))
    }

    /// The value that a path leads to.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        inside(self.get(first)?, rest)
    }

    /// Puts a value where a path leads, making objects on the way.
    pub(super) fn put(&mut self, path: &[&'static str], value: Value) {
        let Some((first, rest)) = path.split_first() else { return };
        let nested = rest.iter().rev().fold(value, |value, name| Value::Object(Map::from_iter([((*name).to_owned(), value)])));
        self.lay((*first).into(), nested);
    }

    /// Lays a value over what there is of that name: objects are merged, everything else is replaced.
    pub(super) fn lay(&mut self, name: Name, mut value: Value) {
        if let Some((_, known)) = self.over.iter_mut().find(|(known, _)| *known == name) {
            match (known, value) {
                (Value::Object(known), Value::Object(over)) => lay_over(known, over),
                (known, value) => *known = value,
            }
            return;
        }
        if let (Value::Object(over), Some(Value::Object(known))) = (&mut value, find(self.base(), &name)) {
            let mut known = known.clone();
            lay_over(&mut known, std::mem::take(over));
            *over = known;
        }
        self.over.push((name, value));
    }

    pub(super) fn lay_all(&mut self, over: Self) {
        for (name, value) in over.into_fields() {
            self.lay(name, value);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fields().map(|(name, value)| (&**name, value))
    }

    /// What may be shown.
    pub(super) fn visible(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.iter().filter(|(name, _)| !name.starts_with(PRIVATE))
    }

    pub(super) fn to_object(&self) -> Map<String, Value> {
        self.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
    }

    /// Has copies from here on share what it holds.
    pub(super) fn seal(&mut self) {
        if self.base.is_none() {
            *self = std::mem::take(&mut self.over).into();
        }
    }

    fn base(&self) -> &[Field] {
        self.base.as_deref().unwrap_or_default()
    }

    fn fields(&self) -> impl Iterator<Item = (&Name, &Value)> {
        let held = self.base().iter().map(|(name, value)| (name, find(&self.over, name).unwrap_or(value)));
        let beyond = self.over.iter().filter(|(name, _)| find(self.base(), name).is_none());
        held.chain(beyond.map(|(name, value)| (name, value)))
    }

    fn into_fields(self) -> Vec<Field> {
        match &self.base {
            None => self.over,
            Some(_) => self.fields().map(|(name, value)| (name.clone(), value.clone())).collect(),
        }
    }
}

fn find<'f>(fields: &'f [Field], name: &str) -> Option<&'f Value> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

impl FromIterator<Field> for Record {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut record = Self::default();
        fields.into_iter().for_each(|(name, value)| record.lay(name, value));
        record
    }
}

impl From<Vec<Field>> for Record {
    fn from(fields: Vec<Field>) -> Self {
        Self { base: Some(fields.into()), over: Vec::new() }
    }
}

impl From<Map<String, Value>> for Record {
    fn from(object: Map<String, Value>) -> Self {
        object.into_iter().map(|(name, value)| (name.into(), value)).collect::<Vec<Field>>().into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_copy_changes_alone() {
        let mut original: Record = (0..20).map(|number| (format!("field {number}").into(), json!({ "number": number }))).collect();
        original.seal();
        let mut copy = original.clone();
        let mut second = copy.clone();
        copy.lay("field 3".into(), json!({ "more": true }));
        copy.lay("beyond".into(), json!(1));
        second.lay("field 3".into(), json!(null));
        assert_eq!(original.at(&["field 3"]), Some(&json!({ "number": 3 })));
        assert_eq!(copy.at(&["field 3"]), Some(&json!({ "number": 3, "more": true })));
        assert_eq!(second.get("field 3"), Some(&json!(null)));
        assert_eq!(copy.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()[18..], ["field 18", "field 19", "beyond"]);
        assert_eq!(copy.clone().to_object(), copy.to_object());
        assert_eq!(Value::from(second.to_object())["field 3"], json!(null));
    }
}

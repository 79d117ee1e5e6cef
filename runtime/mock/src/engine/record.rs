//! What a thing holds.

use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::value::Held;

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

type Field = (Name, Held);
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
        self.iter().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>().into()
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Record {
    /// An empty one that does not grow until it has so many fields.
    pub(super) fn with_room(count: usize) -> Self {
        Self { base: None, over: Vec::with_capacity(count) }
    }

    /// How many fields there are; some more if some are laid over others.
    pub(super) fn len(&self) -> usize {
        self.base().len() + self.over.len()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Held> {
        find(&self.over, name).or_else(|| find(self.base(), name))
    }

    /// The value that a path leads to.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Held> {
        let (first, rest) = path.split_first()?;
        self.get(first)?.inside(rest)
    }

    /// Puts a value where a path leads, making objects on the way.
    pub(super) fn put(&mut self, path: &[&'static str], value: Held) {
        let Some((first, rest)) = path.split_first() else { return };
        let nested = rest.iter().rev().fold(value, |value, name| Self::from(vec![(Name::Borrowed(name), value)]).into());
        self.lay((*first).into(), nested);
    }

    /// Lays a value over what there is of that name: objects are merged, everything else is replaced.
    pub(super) fn lay(&mut self, name: Name, value: Held) {
        let base = self.base.as_deref().unwrap_or_default();
        let over = self.over.iter_mut().find(|(known, _)| *known == name).map(|(_, value)| value);
        let value = match (value, over.as_deref().or_else(|| find(base, &name))) {
            (Held::Object(fields), Some(Held::Object(known))) => {
                let mut merged = Self::clone(known);
                merged.lay_all(Arc::unwrap_or_clone(fields));
                merged.into()
            }
            (value, _) => value,
        };
        match over {
            Some(over) => *over = value,
            None => self.over.push((name, value)),
        }
    }

    pub(super) fn lay_all(&mut self, over: Self) {
        for (name, value) in over.into_fields() {
            self.lay(name, value);
        }
    }

    pub(super) fn iter(&self) -> Fields<'_> {
        Fields { record: self, base: self.base().iter(), over: self.over.iter(), all: true }
    }

    /// What may be shown.
    pub(super) fn visible(&self) -> Fields<'_> {
        Fields { all: false, ..self.iter() }
    }

    pub(super) fn to_object(&self) -> Map<String, Value> {
        self.iter().map(|(name, value)| ((**name).to_owned(), value.to_value())).collect()
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

    fn into_fields(self) -> Vec<Field> {
        match &self.base {
            None => self.over,
            Some(_) => self.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        }
    }
}

/// The fields of a record, in the order in which they came.
pub(super) struct Fields<'r> {
    record: &'r Record,
    base: slice::Iter<'r, Field>,
    over: slice::Iter<'r, Field>,
    /// Also what may not be shown.
    all: bool,
}

impl<'r> Iterator for Fields<'r> {
    type Item = (&'r Name, &'r Held);

    fn next(&mut self) -> Option<Self::Item> {
        let all = self.all;
        let shown = |(name, _): &&Field| all || !name.starts_with(PRIVATE);
        if let Some((name, value)) = self.base.by_ref().find(shown) {
            return Some((name, find(&self.record.over, name).unwrap_or(value)));
        }
        let (name, value) = self.over.by_ref().filter(shown).find(|(name, _)| find(self.record.base(), name).is_none())?;
        Some((name, value))
    }
}

fn find<'f>(fields: &'f [Field], name: &str) -> Option<&'f Held> {
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

impl From<&Map<String, Value>> for Record {
    fn from(object: &Map<String, Value>) -> Self {
        object.iter().map(|(name, value)| (name.clone().into(), value.into())).collect::<Vec<Field>>().into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_copy_changes_alone() {
        let held = |value| Held::from(&value);
        let mut original: Record = (0..20).map(|number| (format!("field {number}").into(), held(json!({ "number": number })))).collect();
        original.seal();
        let mut copy = original.clone();
        let mut second = copy.clone();
        copy.lay("field 3".into(), held(json!({ "more": true })));
        copy.lay("beyond".into(), held(json!(1)));
        second.lay("field 3".into(), held(json!(null)));
        assert_eq!(original.at(&["field 3"]), Some(&held(json!({ "number": 3 }))));
        assert_eq!(copy.at(&["field 3"]), Some(&held(json!({ "number": 3, "more": true }))));
        assert_eq!(copy.at(&["field 3", "number"]), Some(&3_u64.into()));
        assert_eq!(second.get("field 3"), Some(&Held::Null));
        assert_eq!(copy.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>()[18..], ["field 18", "field 19", "beyond"]);
        assert_eq!(copy.clone().to_object(), copy.to_object());
        assert_eq!(Value::from(second.to_object())["field 3"], json!(null));
    }
}

//! What a tenant has as JSON, and back. Things are written by the names that the spec gives them, so that a text of an
//! older spec is read as long as it fits, and refused with the reason where it does not.

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::{Map, Value, json};

use super::store::{Entry, Failing, Handle, Store, TENANT};
use super::table::{Resource, Resources};

/// The largest number that a thing may have in a text: from there on, readers of JSON round.
const LAST: Handle = 1 << 53;

impl Store {
    /// Everything that the tenant has.
    pub(super) fn to_json(&self, tables: &Resources) -> Value {
        let things: Vec<_> = self.entries().map(|(handle, entry)| thing_to_json(tables, handle, entry)).collect();
        let mut value = self.rest_to_json(tables);
        value["things"] = things.into();
        value
    }

    /// What the tenant has beside things.
    pub(super) fn rest_to_json(&self, tables: &Resources) -> Value {
        let failing = self.failing.iter().map(|failing| {
            let Failing { kind, to, id, times } = failing;
            json!({ "resource": tables.resources[*kind].name, "to": to, "id": id, "times": times })
        });
        json!({ "last": self.last(), "drawn": self.drawn, "failing": failing.collect::<Vec<_>>() })
    }

    /// The same tenant again; or what does not fit.
    pub(super) fn from_json(tables: &'static Resources, value: &Value) -> Result<Self, String> {
        let things = value["things"].as_array().ok_or("a list \"things\" is missing")?;
        let things = things.iter().map(|thing| thing_from_json(tables, thing)).collect::<Result<Vec<_>, _>>()?;
        Self::assemble(tables, value, things)
    }

    /// A tenant of its things and of what it has beside them.
    pub(super) fn assemble(tables: &'static Resources, rest: &Value, mut things: Vec<(Handle, Entry)>) -> Result<Self, String> {
        let last = rest["last"].as_u64().ok_or("a number \"last\" is missing")?;
        if last > LAST {
            return Err(format!("the number \"last\" is above {LAST}"));
        }
        // Which stream it draws from depends on the tenant that gets it.
        let mut store = Self::new(tables.resources, 0);
        store.drawn = rest["drawn"].as_u64().ok_or("a number \"drawn\" is missing")?;
        // What a thing belongs to has come before it.
        things.sort_by_key(|(handle, _)| *handle);
        for (handle, entry) in things {
            let resource = &tables.resources[entry.resource];
            let what = || name(resource, &entry.id);
            if handle == TENANT || handle > last {
                return Err(format!("{}: its handle {handle} is not among 1 to {last}", what()));
            }
            if store.get(handle).is_some() {
                return Err(format!("{}: its handle {handle} is that of another thing", what()));
            }
            let parent = store.get(entry.parent).map(|parent| parent.resource);
            if parent != resource.parent || (parent.is_none() && entry.parent != TENANT) {
                let wanted = resource.parent.map_or("the tenant", |parent| tables.resources[parent].name);
                return Err(format!("{}: what it belongs to, {}, is not {wanted}", what(), entry.parent));
            }
            if store.find(entry.resource, entry.parent, &entry.id, &[]).is_some() {
                return Err(format!("{} is there twice", what()));
            }
            store.restore(handle, entry);
        }
        store.set_last(last);
        for failing in rest["failing"].as_array().into_iter().flatten() {
            let kind = kind(tables, &failing["resource"])?;
            let to = failing["to"].as_str().unwrap_or_default();
            if !tables.resources[kind].transitions.iter().any(|transition| transition.to == to && transition.fails.is_some()) {
                return Err(format!("no transition of {} to {to:?} can fail", tables.resources[kind].name));
            }
            let id = failing["id"].as_str().map(str::to_owned);
            store.failing.push(Failing { kind, to: to.to_owned(), id, times: failing["times"].as_u64().unwrap_or(1).max(1) });
        }
        Ok(store)
    }
}

/// A thing, with everything that is known of it.
pub(super) fn thing_to_json(tables: &Resources, handle: Handle, entry: &Entry) -> Value {
    let resource = &tables.resources[entry.resource];
    let mut thing = Map::new();
    thing.insert("handle".to_owned(), handle.into());
    thing.insert("resource".to_owned(), resource.name.into());
    thing.insert("parent".to_owned(), entry.parent.into());
    thing.insert("id".to_owned(), (*entry.id).into());
    thing.insert("fields".to_owned(), entry.fields.to_object().into());
    if let Some((at, transition)) = entry.due {
        let to = resource.transitions[transition].to;
        thing.insert("due".to_owned(), json!({ "at": at.to_string(), "transition": transition, "to": to }));
    }
    if let Some((state, left)) = entry.left.as_deref() {
        thing.insert("left".to_owned(), json!({ "state": state, "time": left.to_string() }));
    }
    thing.into()
}

pub(super) fn thing_from_json(tables: &'static Resources, thing: &Value) -> Result<(Handle, Entry), String> {
    let handle = thing["handle"].as_u64().ok_or("a thing has no number \"handle\"")?;
    let kind = kind(tables, &thing["resource"])?;
    let resource = &tables.resources[kind];
    let id = thing["id"].as_str().ok_or_else(|| format!("a {} has no text \"id\"", resource.name))?.to_owned();
    let complain = |what: &str| format!("{}: {what}", name(resource, &id));
    let parent = thing["parent"].as_u64().ok_or_else(|| complain("it has no number \"parent\""))?;
    let fields = thing["fields"].as_object().ok_or_else(|| complain("it has no object \"fields\""))?.into();
    let due = match thing.get("due") {
        None => None,
        Some(due) => {
            let at: Timestamp = parsed(&due["at"]).ok_or_else(|| complain("what is due has no time \"at\""))?;
            let transition = due["transition"].as_u64().and_then(|index| usize::try_from(index).ok());
            let transition = transition.filter(|index| resource.transitions.get(*index).is_some_and(|known| due["to"] == known.to));
            Some((at, transition.ok_or_else(|| complain(&format!("the spec has no transition {} to {}", due["transition"], due["to"])))?))
        }
    };
    let left = match thing.get("left") {
        None => None,
        Some(left) => {
            let state = left["state"].as_str().ok_or_else(|| complain("what is left has no text \"state\""))?;
            let time: SignedDuration = parsed(&left["time"]).ok_or_else(|| complain("what is left has no duration \"time\""))?;
            Some(Box::new((state.to_owned(), time)))
        }
    };
    Ok((handle, Entry { resource: kind, parent, id: id.into(), fields, due, left, answered: Mutex::default() }))
}

fn kind(tables: &Resources, name: &Value) -> Result<usize, String> {
    let known = tables.resources.iter().position(|resource| *name == resource.name);
    known.ok_or_else(|| format!("the spec has no resource {name}"))
}

fn name(resource: &Resource, id: &str) -> String {
    if id.is_empty() { resource.name.to_owned() } else { format!("{} {id}", resource.name) }
}

fn parsed<T: std::str::FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

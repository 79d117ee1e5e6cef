//! What there is, for those who look from outside: the admin API, metrics, whoever debugs.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::Engine;
use super::run::Run;
use super::store::{Entry, Handle, TENANT};
use super::table::{Resource, Transition};
use super::value::Held;
use crate::ids::named;
use crate::refusal::Reply;

/// Which things are looked at.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) id: Option<String>,
    pub(crate) state: Option<String>,
    /// The id of what they belong to.
    pub(crate) parent: Option<String>,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

/// How many things there are, by kind and state.
pub(crate) type Counts = BTreeMap<(&'static str, String), usize>;

impl Engine {
    /// The kinds of things, and how each changes.
    pub(crate) fn kinds(&self) -> Vec<Value> {
        self.tables.resources.iter().map(|resource| self.kind_to_json(resource)).collect()
    }

    fn kind_to_json(&self, resource: &Resource) -> Value {
        let mut states: Vec<&str> = Vec::new();
        for transition in resource.transitions {
            let failed = transition.fails.as_ref().map(|failure| failure.to);
            states.extend(transition.from.iter().copied().chain([transition.to]).chain(failed));
        }
        let mut known = HashSet::new();
        states.retain(|state| known.insert(*state));
        let transition = |transition: &Transition| {
            json!({
                "from": transition.from,
                "to": transition.to,
                "by": transition.by,
                "after_seconds": transition.by.is_empty().then_some(transition.after),
                "removes": transition.removes,
                "fails_to": transition.fails.as_ref().map(|failure| failure.to),
            })
        };
        json!({
            "kind": resource.name,
            "what": resource.what,
            "parent": resource.parent.map(|parent| self.tables.resources[parent].name),
            "states": states,
            "transitions": resource.transitions.iter().map(transition).collect::<Vec<_>>(),
        })
    }

    /// What the kinds are called.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.tables.resources.iter().map(|resource| resource.name)
    }

    /// The tenants that something is kept of.
    pub(crate) fn tenants_by_name(&self) -> Vec<String> {
        let mut names: Vec<_> = self.tenants.lock().keys().cloned().collect();
        names.sort();
        names
    }

    /// How many things a tenant has.
    pub(crate) fn counts(&self, tenant: &str) -> Reply<Counts> {
        let mut tenants = self.tenants.lock();
        let store = self.store(&mut tenants, tenant, self.clock.now())?;
        let of_kind = |(kind, resource): (usize, &'static Resource)| {
            store.counts(kind).iter().map(|(state, count)| ((resource.name, state.clone()), *count))
        };
        Ok(self.tables.resources.iter().enumerate().flat_map(of_kind).collect())
    }

    /// The things of a kind that a tenant has: how many fit, and those that were asked for.
    pub(crate) fn things(&self, tenant: &str, kind: &str, selection: &Selection) -> Reply<(usize, Vec<Value>)> {
        let index = self.kind(kind)?;
        let resource = &self.tables.resources[index];
        let mut tenants = self.tenants.lock();
        let store = self.store(&mut tenants, tenant, self.clock.now())?;
        let state = |entry: &Entry, wanted: &str| entry.fields.at(resource.state).map(Held::text).unwrap_or_default() == *wanted;
        let parent = |entry: &Entry, wanted: &str| store.get(entry.parent).map_or("", |parent| &*parent.id) == wanted;
        let all_fit = selection.id.is_none() && selection.state.is_none() && selection.parent.is_none();
        let fits = |handle: &Handle| {
            all_fit
                || store.get(*handle).is_some_and(|entry| {
                    selection.id.as_ref().is_none_or(|wanted| *entry.id == **wanted)
                        && selection.state.as_ref().is_none_or(|wanted| state(entry, wanted))
                        && selection.parent.as_ref().is_none_or(|wanted| parent(entry, wanted))
                })
        };
        let all = store.of_kind(index);
        let shown: Vec<_> = all.iter().filter(fits).skip(selection.offset).take(selection.limit).collect();
        // There may be very many, and calls wait: they are counted one by one only where nobody knows how many there are.
        let total = match (&selection.id, &selection.parent, &selection.state) {
            (None, None, None) => all.len(),
            (None, None, Some(state)) => store.counts(index).get(state).copied().unwrap_or_default(),
            _ => all.iter().filter(fits).count(),
        };
        let mut run = self.quiet(store, self.clock.now());
        Ok((total, shown.into_iter().map(|handle| run.thing(handle)).collect()))
    }

    /// Lets happen what is due by now, for all tenants.
    pub(crate) fn catch_up(&self) -> Reply<()> {
        let mut tenants = self.tenants.lock();
        let (names, now) = (tenants.keys().cloned().collect::<Vec<_>>(), self.clock.now());
        names.iter().try_for_each(|name| self.store(&mut tenants, name, now).map(drop))
    }

    /// Lets what is under way go faster, or slower, by a factor.
    pub(crate) fn stretch(&self, factor: f64) {
        let now = self.clock.now();
        for (tenant, store) in self.tenants.lock().iter_mut() {
            store.stretch(now, factor);
            self.commit_all(tenant, store);
        }
    }

    /// Forgets what tenants have; or one.
    pub(crate) fn forget(&self, tenant: Option<&str>) {
        self.tenants.lock().retain(|name, store| {
            let stays = tenant.is_some_and(|tenant| tenant != name);
            if !stays {
                self.record_end(name, store);
            }
            stays
        });
    }

    /// Gives a tenant what another has; both go their own ways from here.
    pub(crate) fn fork(&self, from: &str, to: &str) -> Reply<()> {
        let mut tenants = self.tenants.lock();
        let mut copy = self.store(&mut tenants, from, self.clock.now())?.clone();
        if let Some(other) = tenants.get(to).filter(|_| from != to) {
            self.record_end(to, other);
        }
        copy.stream = named(to);
        self.commit_all(to, &mut copy);
        tenants.insert(to.to_owned(), copy);
        Ok(())
    }
}

impl Run<'_> {
    /// A thing with everything that is to be known of it.
    fn thing(&mut self, handle: Handle) -> Value {
        let fields = self.view(handle).to_value();
        let state = self.state(handle);
        let Some(entry) = self.store.get(handle) else { return Value::Null };
        let mut thing = Map::new();
        thing.insert("id".to_owned(), (*entry.id).into());
        if entry.parent != TENANT
            && let Some(parent) = self.store.get(entry.parent)
        {
            thing.insert("parent".to_owned(), json!({ "kind": self.tables.resources[parent.resource].name, "id": *parent.id }));
        }
        if !state.is_empty() {
            thing.insert("state".to_owned(), state.into());
        }
        if let Some((time, transition)) = entry.due {
            let to = self.tables.resources[entry.resource].transitions[transition].to;
            thing.insert("changes".to_owned(), json!({ "to": to, "at": time.to_string() }));
        }
        thing.insert("fields".to_owned(), fields);
        thing.into()
    }
}

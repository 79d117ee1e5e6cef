//! What a tenant has: things by handle, by id, in the order in which they came, and what is due when.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::gap::Answered;
use super::keep::Recorded;
use super::lifecycle::MAX_SECONDS;
use super::record::Record;
use super::shelves::{ByNumber, Numbers, Shelves};
use super::table::Resource;
use super::value::Held;
use crate::index::Index;

/// A thing's number; never used again. Zero is the tenant itself.
pub(super) type Handle = u64;

/// The handle of the tenant itself, which parents of the first rank belong to.
pub(super) const TENANT: Handle = 0;

/// A thing.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) resource: usize,
    pub(super) parent: Handle,
    pub(super) id: Arc<str>,
    pub(super) fields: Record,
    /// When it will change by itself, and by which of its transitions.
    pub(super) due: Option<(Timestamp, usize)>,
    /// What was left of a state that was interrupted.
    pub(super) left: Option<Box<(String, SignedDuration)>>,
    /// A copy, which every change begins with, has nothing of that.
    pub(super) answered: Mutex<Answered>,
}

impl Clone for Entry {
    fn clone(&self) -> Self {
        let Self { resource, parent, due, .. } = *self;
        Self {
            resource,
            parent,
            id: Arc::clone(&self.id),
            fields: self.fields.clone(),
            due,
            left: self.left.clone(),
            answered: Mutex::default(),
        }
    }
}

/// What a tenant has.
#[derive(Clone, Debug)]
pub(super) struct Store {
    resources: &'static [Resource],
    last: Handle,
    /// Which numbers its ids are drawn from, and how many were.
    pub(super) stream: u64,
    pub(super) drawn: u64,
    /// Shared with who reads them, so that nothing is copied for that.
    entries: Shelves<Arc<Entry>>,
    collections: ByNumber<(usize, Handle), Collection>,
    due: BTreeSet<(Timestamp, Handle)>,
    /// What there is of each kind.
    by_kind: Vec<Numbers>,
    /// How many things there are of each kind by state, as of the last [`Self::commit`].
    counts: Vec<BTreeMap<String, usize>>,
    /// How everything that was touched since the beginning of a call looked before.
    before: Before,
    /// What was touched last, as that is mostly touched again.
    latest: Handle,
    /// The transitions that fail.
    pub(super) failing: Vec<Failing>,
    pub(super) recorded: Recorded,
}

/// What a tenant has beside things: the number that was given last, how many numbers were drawn for ids, and what is to fail.
pub(super) type Rest = (Handle, u64, Vec<Failing>);

/// How things looked before they were touched; nothing of those that are new.
pub(super) type Before = BTreeMap<Handle, Option<Arc<Entry>>>;

/// A transition that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failing {
    /// Of which kind of thing.
    pub(super) kind: usize,
    /// The state that it leads to.
    pub(super) to: String,
    /// Of which thing; of any unless it says so.
    pub(super) id: Option<String>,
    /// How many times more.
    pub(super) times: u64,
}

/// The things of a kind that belong to the same one.
#[derive(Clone, Debug, Default)]
struct Collection {
    /// But for what goes by its own handle.
    by_id: Index,
    /// Handles grow, so that these are sorted.
    in_order: Vec<Handle>,
}

impl Collection {
    /// Notes what a thing goes by.
    fn note(&mut self, id: &str, handle: Handle) {
        if id.parse() != Ok(handle) {
            self.by_id.insert(id, handle);
        }
    }

    /// Forgets what a thing went by.
    fn forget(&mut self, id: &str, handle: Handle) {
        if id.parse() != Ok(handle) {
            self.by_id.remove(id, handle);
        }
    }
}

impl Store {
    pub(super) fn new(resources: &'static [Resource], stream: u64) -> Self {
        Self {
            resources,
            last: TENANT,
            stream,
            drawn: 0,
            entries: Shelves::default(),
            collections: ByNumber::default(),
            due: BTreeSet::new(),
            by_kind: vec![Numbers::default(); resources.len()],
            counts: vec![BTreeMap::new(); resources.len()],
            before: Before::new(),
            latest: TENANT,
            failing: Vec::new(),
            recorded: Recorded::default(),
        }
    }

    /// What happened since the last time is final. Answers what is not needed any more: to drop that may wait until others are
    /// let in.
    pub(super) fn commit(&mut self) -> Before {
        self.latest = TENANT;
        let before = std::mem::take(&mut self.before);
        for (handle, before) in &before {
            if let Some(entry) = self.entries.get_mut(*handle).and_then(Arc::get_mut) {
                entry.fields.seal();
            }
            let is = self.entries.get(*handle);
            let (was, is) = (before.as_ref().map(|entry| self.counted(entry)), is.map(|entry| self.counted(entry)));
            if was != is {
                is.into_iter().for_each(|(kind, state)| count(&mut self.counts[kind], state, true));
                was.into_iter().for_each(|(kind, state)| count(&mut self.counts[kind], state, false));
            }
        }
        before
    }

    /// What a thing counts as: its kind and its state.
    fn counted<'e>(&self, entry: &'e Entry) -> (usize, Cow<'e, str>) {
        let state = entry.fields.at(self.resources[entry.resource].state);
        (entry.resource, state.map(Held::text).unwrap_or_default())
    }

    /// How many things there are of a kind by state, as of the last [`Self::commit`].
    pub(super) fn counts(&self, kind: usize) -> &BTreeMap<String, usize> {
        &self.counts[kind]
    }

    /// The things of a kind, in the order in which they came.
    pub(super) fn of_kind(&self, kind: usize) -> &Numbers {
        &self.by_kind[kind]
    }

    /// What was touched since the last [`Self::commit`].
    pub(super) fn touched(&self) -> impl Iterator<Item = Handle> {
        self.before.keys().copied()
    }

    /// What the tenant has beside things.
    pub(super) fn rest(&self) -> Rest {
        (self.last, self.drawn, self.failing.clone())
    }

    /// Takes back what happened since the last [`Self::commit`].
    pub(super) fn roll_back(&mut self) {
        self.latest = TENANT;
        for (handle, before) in std::mem::take(&mut self.before) {
            self.detach(handle);
            if let Some(entry) = before {
                self.attach(handle, entry);
            }
        }
    }

    /// A number that nothing has.
    pub(super) fn serial(&mut self) -> Handle {
        self.last += 1;
        self.last
    }

    /// The number that the next thing will have.
    pub(super) fn next(&self) -> Handle {
        self.last + 1
    }

    pub(super) fn insert(&mut self, entry: Entry) -> Handle {
        let handle = self.serial();
        self.before.insert(handle, None);
        self.latest = handle;
        self.attach(handle, entry.into());
        handle
    }

    pub(super) fn get(&self, handle: Handle) -> Option<&Arc<Entry>> {
        self.entries.get(handle)
    }

    /// All things, in the order in which they came.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Handle, &Arc<Entry>)> {
        self.entries.iter()
    }

    /// Puts back a thing that was there before, under its own number.
    pub(super) fn restore(&mut self, handle: Handle, entry: Entry) {
        let (kind, state) = self.counted(&entry);
        count(&mut self.counts[kind], state, true);
        self.attach(handle, entry.into());
    }

    /// The number that was given last.
    pub(super) fn last(&self) -> Handle {
        self.last
    }

    /// Goes on with numbers after this one.
    pub(super) fn set_last(&mut self, last: Handle) {
        self.last = last;
    }

    /// A thing that is about to change.
    pub(super) fn get_mut(&mut self, handle: Handle) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(handle)?;
        if self.latest != handle {
            self.before.entry(handle).or_insert_with(|| Some(Arc::clone(entry)));
            self.latest = handle;
        }
        Some(Arc::make_mut(entry))
    }

    /// The one with an id or, failing that, with that value in one of some other fields.
    pub(super) fn find(&self, resource: usize, parent: Handle, id: &str, also: &[&[&str]]) -> Option<Handle> {
        let collection = self.collections.get(&(resource, parent))?;
        let has = |handle| self.entries.get(handle).is_some_and(|entry| *entry.id == *id);
        let counted = || {
            let handle = id.parse().ok().filter(|handle| has(*handle))?;
            self.entries.get(handle).is_some_and(|entry| (entry.resource, entry.parent) == (resource, parent)).then_some(handle)
        };
        let named = |handle: &&Handle| {
            let fields = self.entries.get(**handle).map(|entry| &entry.fields);
            also.iter().any(|path| fields.and_then(|fields| fields.at(path)).is_some_and(|value| value.text() == id))
        };
        // Most have no other name; then there is nothing to go through.
        let others = || if also.is_empty() { None } else { collection.in_order.iter().find(named).copied() };
        collection.by_id.find(id, has).or_else(counted).or_else(others)
    }

    /// What the thing of a kind that has an id belongs to, wherever there is one.
    pub(super) fn owner(&self, resource: usize, id: &str) -> Option<Handle> {
        let parents = self.collections.keys().filter(|(kind, _)| *kind == resource).map(|(_, parent)| *parent);
        parents.into_iter().find(|parent| self.find(resource, *parent, id, &[]).is_some())
    }

    /// The things of a kind that belong to one, in the order in which they came.
    pub(super) fn all(&self, resource: usize, parent: Handle) -> &[Handle] {
        self.collections.get(&(resource, parent)).map_or(&[], |collection| &collection.in_order)
    }

    /// Gives a thing another id.
    pub(super) fn rename(&mut self, handle: Handle, id: Arc<str>) {
        let Some(entry) = self.get_mut(handle) else { return };
        let known = std::mem::replace(&mut entry.id, Arc::clone(&id));
        let key = (entry.resource, entry.parent);
        if let Some(collection) = self.collections.get_mut(&key) {
            collection.forget(&known, handle);
            collection.note(&id, handle);
        }
    }

    /// Takes a thing away, and everything that belongs to it.
    pub(super) fn remove(&mut self, handle: Handle) {
        let mut waiting = vec![handle];
        while let Some(handle) = waiting.pop() {
            for kind in 0..self.resources.len() {
                waiting.extend_from_slice(self.all(kind, handle));
            }
            if let Some(entry) = self.detach(handle) {
                self.before.entry(handle).or_insert(Some(entry));
            }
        }
    }

    /// Says when a thing will change by itself, and how.
    pub(super) fn schedule(&mut self, handle: Handle, due: Option<(Timestamp, usize)>) {
        if self.get(handle).is_none_or(|entry| entry.due == due) {
            return;
        }
        let Some(entry) = self.get_mut(handle) else { return };
        if let Some((time, _)) = std::mem::replace(&mut entry.due, due) {
            self.due.remove(&(time, handle));
        }
        self.due.extend(due.map(|(time, _)| (time, handle)));
    }

    /// What is due first, if it is by now: when, what, and by which transition.
    pub(super) fn next_due(&self, now: Timestamp) -> Option<(Timestamp, Handle, usize)> {
        let (time, handle) = self.due.first().copied().filter(|(time, _)| *time <= now)?;
        let (_, transition) = self.entries.get(handle)?.due?;
        Some((time, handle, transition))
    }

    /// Whether a transition of a thing to a state is to fail; it then has failed once more.
    pub(super) fn fails(&mut self, handle: Handle, to: &str) -> bool {
        let Some(entry) = self.entries.get(handle) else { return false };
        let fits = |failing: &Failing| {
            failing.kind == entry.resource && failing.to == to && failing.id.as_ref().is_none_or(|id| **id == *entry.id)
        };
        let Some(index) = self.failing.iter().position(fits) else { return false };
        self.failing[index].times -= 1;
        self.failing.retain(|failing| failing.times > 0);
        true
    }

    /// Has everything that is still to come take another part of the time that is left.
    pub(super) fn stretch(&mut self, now: Timestamp, factor: f64) {
        let stretched =
            |left: SignedDuration| SignedDuration::from_secs_f64((left.as_secs_f64() * factor).clamp(-MAX_SECONDS, MAX_SECONDS));
        for (due, handle) in std::mem::take(&mut self.due) {
            let Some(entry) = self.entries.get_mut(handle).map(Arc::make_mut) else { continue };
            let due = now.checked_add(stretched(due.duration_since(now))).unwrap_or(Timestamp::MAX);
            entry.due = entry.due.map(|(_, transition)| (due, transition));
            self.due.insert((due, handle));
        }
        for entry in self.entries.values_mut().filter(|entry| entry.left.is_some()) {
            let entry = Arc::make_mut(entry);
            if let Some(left) = &mut entry.left {
                left.1 = stretched(left.1);
            }
        }
    }

    fn attach(&mut self, handle: Handle, entry: Arc<Entry>) {
        let collection = self.collections.entry((entry.resource, entry.parent)).or_default();
        collection.note(&entry.id, handle);
        // A new one is the last; one that is put back may not be.
        if collection.in_order.last().is_none_or(|last| *last < handle) {
            collection.in_order.push(handle);
        } else if let Err(place) = collection.in_order.binary_search(&handle) {
            collection.in_order.insert(place, handle);
        }
        self.due.extend(entry.due.map(|(time, _)| (time, handle)));
        self.by_kind[entry.resource].insert(handle);
        self.entries.insert(handle, entry);
    }

    fn detach(&mut self, handle: Handle) -> Option<Arc<Entry>> {
        let entry = self.entries.remove(handle)?;
        self.by_kind[entry.resource].remove(handle);
        let key = (entry.resource, entry.parent);
        if let Some(collection) = self.collections.get_mut(&key) {
            if let Ok(place) = collection.in_order.binary_search(&handle) {
                collection.in_order.remove(place);
            }
            collection.forget(&entry.id, handle);
            if collection.in_order.is_empty() {
                self.collections.remove(&key);
            }
        }
        if let Some((time, _)) = entry.due {
            self.due.remove(&(time, handle));
        }
        Some(entry)
    }
}

/// Counts one more of a state, or one less.
fn count(counts: &mut BTreeMap<String, usize>, state: Cow<'_, str>, more: bool) {
    match counts.get_mut(&*state) {
        Some(known) if more => *known += 1,
        Some(known) if *known > 1 => *known -= 1,
        Some(_) => drop(counts.remove(&*state)),
        None if more => drop(counts.insert(state.into_owned(), 1)),
        None => {}
    }
}

//! What of a tenant has changed, for a storage to hold.

use std::sync::Arc;

use serde_json::json;

use super::Engine;
use super::snapshot::thing_to_json;
use super::store::{Before, Handle, Rest, Store};
use crate::state::{Keeper, RecordChange, key, kind, put};

/// Where an engine's changes go.
pub(super) struct Keeping {
    keeper: Arc<Keeper>,
    service: &'static str,
}

/// What was recorded of a tenant last.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// What it had beside things; nothing if nothing was.
    rest: Option<Rest>,
    /// When that is safe.
    pub(super) ticket: u64,
}

/// What a copy has is not recorded yet.
impl Clone for Recorded {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Engine {
    /// Has every change recorded from now on. What there is already is taken to be.
    pub(crate) fn keep_in(&self, keeper: Arc<Keeper>, service: &'static str) {
        for store in self.tenants.lock().values_mut() {
            store.recorded.rest = Some(store.rest());
        }
        // Only the builder calls this, and only once.
        let _ = self.kept.set(Keeping { keeper, service });
    }

    /// What happened to a tenant since the last time is final; see [`Store::commit`].
    pub(super) fn commit(&self, tenant: &str, store: &mut Store) -> Before {
        if let Some(kept) = self.kept.get() {
            let touched: Vec<_> = store.touched().collect();
            self.record(kept, tenant, store, &touched);
        }
        store.commit()
    }

    /// All that a tenant has is another now, though it was not touched.
    pub(super) fn commit_all(&self, tenant: &str, store: &mut Store) {
        if let Some(kept) = self.kept.get() {
            let all: Vec<_> = store.entries().map(|(handle, _)| handle).collect();
            store.recorded.rest = None;
            self.record(kept, tenant, store, &all);
        }
        store.commit();
    }

    /// A tenant has nothing any more.
    pub(super) fn record_end(&self, tenant: &str, store: &Store) {
        if let Some(Keeping { keeper, service }) = self.kept.get() {
            let things = store.entries().map(|(handle, _)| (key(kind::THING, service, tenant, handle), None));
            keeper.record(things.chain([(key(kind::TENANT, service, tenant, 0), None)]));
        }
    }

    fn record(&self, kept: &Keeping, tenant: &str, store: &mut Store, touched: &[Handle]) {
        let rest = store.rest();
        let same_rest = store.recorded.rest.as_ref() == Some(&rest);
        if touched.is_empty() && same_rest {
            return;
        }
        let thing = |handle: &Handle| -> RecordChange {
            let key = key(kind::THING, kept.service, tenant, *handle);
            match store.get(*handle) {
                Some(entry) => put(key, &thing_to_json(self.tables, *handle, entry)),
                None => (key, None),
            }
        };
        let mut changes: Vec<_> = touched.iter().map(thing).collect();
        if !same_rest {
            changes.push(put(key(kind::TENANT, kept.service, tenant, 0), &store.rest_to_json(self.tables)));
            store.recorded.rest = Some(rest);
        }
        let (seed, drawn) = self.ids.position();
        changes.push(put(key(kind::IDS, "", "", 0), &json!({ "seed": seed, "drawn": drawn })));
        store.recorded.ticket = kept.keeper.record(changes);
    }
}

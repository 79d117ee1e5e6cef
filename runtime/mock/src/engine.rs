//! The service's own behaviour, as far as the spec describes it: what is kept, what operations do with it, and how it
//! changes with time. No operation, type or field is named here: all of that is data, see [`table`].
//!
//! | file | what it is about |
//! |---|---|
//! | `table` | resources, lifecycles and effects, as generated code describes them |
//! | `store` | what a tenant has, and what is due when |
//! | `shelves` | things by numbers that are counted up |
//! | `run` | the steps of one call, or of one change of state |
//! | `lifecycle` | changes of state: asked for, due, failing |
//! | `record`, `value` | what a thing holds |
//! | `reading` | that, and JSON, as types are read off it |
//! | `gap` | values with gaps, and what fills these |
//! | `failing` | transitions that are made to fail |
//! | `fit` | whether what somebody writes down fits the spec |
//! | `keep` | what has changed, for a storage to hold |
//! | `inspect` | what there is, for those who look from outside |
//! | `snapshot` | what a tenant has as JSON, and back |
//!
//! Time is looked at whenever somebody calls: what was due in the meantime happens then, in the order in which it was
//! due and as if at that time. A call that is refused changes nothing.

mod failing;
mod fit;
mod gap;
mod inspect;
mod keep;
mod lifecycle;
mod reading;
mod record;
mod run;
mod shelves;
mod snapshot;
mod store;
pub mod table;
mod value;

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use ackgen_wire::{Kind, Schema, Wire};
use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::{Map, Value};

pub use self::failing::FailingTransition;
pub(crate) use self::fit::is_of_a_type;
use self::gap::Seen;
pub(crate) use self::inspect::{Counts, Selection};
use self::keep::Keeping;
use self::reading::Fields;
pub(crate) use self::reading::Look;
use self::run::{Call, Run};
use self::store::Store;
use self::table::{Resources, Template};
use self::value::Held;
use crate::clock::MockClock;
use crate::handler::Content;
use crate::ids::{Ids, named};
use crate::refusal::{Refusal, Reply};
use crate::request::Request;
use crate::secrets::{Mask, has_any};

/// A service that remembers.
pub(crate) struct Engine {
    tables: &'static Resources,
    tenants: Mutex<HashMap<String, Store>>,
    /// Where calls wait for their turn, so that they do not block threads that have something else to do.
    turn: tokio::sync::Mutex<()>,
    clock: Arc<MockClock>,
    ids: Arc<Ids>,
    /// Where changes go, if they are to survive.
    kept: OnceLock<Keeping>,
}

/// What is answered by what is kept.
pub(crate) enum Kept {
    Value(Held),
    Thing(Seen),
}

impl Kept {
    /// Reads it leniently; the error says where and what.
    pub(crate) fn read<T: Wire>(&self) -> Result<T, String> {
        let read = match self {
            Self::Value(value) => T::read(Look::Kept(value)),
            Self::Thing(thing) => T::from_map(Fields::Kept(thing.fields().visible()).deserializer()),
        };
        read.map_err(|error| error.to_string())
    }

    /// The answer to an operation, if this was answered to it before and looked the same.
    pub(crate) fn written(&self, operation: &'static str) -> Option<Content> {
        match self {
            Self::Value(_) => None,
            Self::Thing(thing) => thing.written(operation),
        }
    }

    /// Remembers what was answered to an operation.
    pub(crate) fn remember(&self, operation: &'static str, answer: &Content) {
        if let Self::Thing(thing) = self {
            thing.remember(operation, answer);
        }
    }
}

/// What a tenant had, to be given back.
pub(crate) struct Tenant(Store);

impl Engine {
    pub(crate) fn new(tables: &'static Resources, clock: Arc<MockClock>, ids: Arc<Ids>) -> Self {
        Self { tables, tenants: Mutex::default(), turn: tokio::sync::Mutex::default(), clock, ids, kept: OnceLock::new() }
    }

    /// The same as [`Self::answer`] when it is the call's turn.
    pub(crate) async fn answer_in_turn(&self, request: &Request) -> Reply<Option<Kept>> {
        let _turn = self.turn.lock().await;
        self.answer(request)
    }

    /// Does what an operation does. `None` if the spec does not say what it answers.
    pub(crate) fn answer(&self, request: &Request) -> Reply<Option<Kept>> {
        let Some(effect) = self.tables.effects.iter().find(|effect| effect.operation == request.operation.name) else {
            return Ok(None);
        };
        let call = Call { operation: Some(request.operation), effect: Some(effect), event: effect.operation, request: request.id() };
        let input = without_secrets(request.operation.input, &request.input);
        let answer = self.run(request.tenant(), call, input, Some(&request.ticket), |run| run.perform(effect))?;
        Ok(answer.or(matches!(effect.answer, Template::Nothing)
            .then_some(Kept::Value(Held::Null))
            .filter(|_| request.operation.response.kind.is_none())))
    }

    /// Adds a thing as it is: an object of its fields. The ids of what it belongs to are parameters, by name.
    pub(crate) fn seed(&self, tenant: &str, resource: &str, parameters: Map<String, Value>, fields: Map<String, Value>) -> Reply<Value> {
        let kind = self.kind(resource)?;
        self.run(tenant, Call { operation: None, effect: None, event: "seed", request: "" }, Cow::Owned(parameters), None, |run| {
            let handle = run.create(kind, None, (&fields).into(), &Template::Nothing)?;
            Ok(run.view(handle).to_value())
        })
    }

    /// What each tenant has, by name; or one of them. What is due, even by now, still is.
    pub(crate) fn snapshot(&self, tenant: Option<&str>) -> Map<String, Value> {
        let tenants = self.tenants.lock();
        let mut names: Vec<_> = tenants.keys().filter(|name| tenant.is_none_or(|tenant| *name == tenant)).collect();
        names.sort();
        names.into_iter().map(|name| (name.clone(), tenants[name].to_json(self.tables))).collect()
    }

    /// Reads what a tenant had; or what does not fit.
    pub(crate) fn read(&self, tenant: &Value) -> Result<Tenant, String> {
        Store::from_json(self.tables, tenant).map(Tenant)
    }

    /// Gives tenants what they had, and takes everything from all others; or from this one only.
    pub(crate) fn replace(&self, only: Option<&str>, with: impl IntoIterator<Item = (String, Tenant)>) {
        self.forget(only);
        let mut tenants = self.tenants.lock();
        for (name, Tenant(mut store)) in with {
            store.stream = named(&name);
            self.commit_all(&name, &mut store);
            tenants.insert(name, store);
        }
    }

    pub(crate) fn knows(&self, resource: &str) -> bool {
        self.kind(resource).is_ok()
    }

    fn kind(&self, resource: &str) -> Reply<usize> {
        let known = self.tables.resources.iter().position(|known| known.name == resource);
        known.ok_or_else(|| Refusal::new(400, "InvalidParameter", format!("there is no resource {resource}")))
    }

    /// Does a job for a tenant, as a whole or not at all. `ticket` becomes the one of the last change that it may have seen.
    fn run<T>(
        &self,
        tenant: &str,
        call: Call<'_>,
        input: Cow<'_, Map<String, Value>>,
        ticket: Option<&AtomicU64>,
        job: impl FnOnce(&mut Run<'_>) -> Reply<T>,
    ) -> Reply<T> {
        let mut tenants = self.tenants.lock();
        let now = self.clock.now();
        let store = self.store(&mut tenants, tenant, now)?;
        let mut run = Run::new(self.tables, store, &self.ids, now, self.clock.speed(), call, input);
        let outcome = job(&mut run);
        let before = match &outcome {
            Ok(_) => Some(self.commit(tenant, store)),
            Err(_) => {
                store.roll_back();
                None
            }
        };
        if let Some(ticket) = ticket {
            ticket.fetch_max(store.recorded.ticket, Ordering::Relaxed);
        }
        // Others are let in before there is a clearing up.
        drop(tenants);
        drop(before);
        outcome
    }

    /// What a tenant has by now.
    fn store<'t>(&self, tenants: &'t mut HashMap<String, Store>, tenant: &str, now: Timestamp) -> Reply<&'t mut Store> {
        let store = match tenants.entry_ref(tenant) {
            EntryRef::Occupied(known) => known.into_mut(),
            EntryRef::Vacant(new) => {
                let mut store = Store::new(self.tables.resources, named(tenant));
                self.quiet(&mut store, now).found(None)?;
                new.insert(store)
            }
        };
        self.commit(tenant, store);
        while let Some((time, handle, transition)) = store.next_due(now) {
            self.quiet(store, time).happen(handle, transition)?;
            self.commit(tenant, store);
        }
        Ok(store)
    }

    /// What happens without a call.
    fn quiet<'r>(&'r self, store: &'r mut Store, time: Timestamp) -> Run<'r> {
        let call = Call { operation: None, effect: None, event: "", request: "" };
        Run::new(self.tables, store, &self.ids, time, self.clock.speed(), call, Cow::default())
    }
}

/// An input as it may be kept: what is secret in it reads as stars.
fn without_secrets<'i>(schema: &'static Schema, input: &'i Value) -> Cow<'i, Map<String, Value>> {
    let kind = Kind::Record(schema);
    match input {
        Value::Object(fields) if !has_any(input, &kind) => Cow::Borrowed(fields),
        _ => match KEPT.hide(&kind, input) {
            Value::Object(fields) => Cow::Owned(fields),
            _ => Cow::default(),
        },
    }
}

/// What secrets read as once they were sent. A field that nobody knows is what it was.
const KEPT: Mask = Mask { text: "******", by_name: false };

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").field("clock", &self.clock).finish_non_exhaustive()
    }
}

//! Transitions that are made to fail, to see what becomes of it.

use serde_json::{Value, json};

use super::Engine;
use super::store::Failing;
use crate::fields::{Fields, Unfit};
use crate::refusal::{Refusal, Reply};

/// A transition that is to fail where the spec says that it can: the next one of such a thing to a state, unless more is
/// said.
///
/// ```
/// let failing = ackgen_mock::FailingTransition::new("cluster", "running").times(2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailingTransition {
    pub(crate) resource: String,
    pub(crate) to: String,
    pub(crate) id: Option<String>,
    pub(crate) tenant: Option<String>,
    pub(crate) times: u64,
}

impl FailingTransition {
    /// The next transition of such a thing to a state.
    pub fn new(resource: impl Into<String>, to: impl Into<String>) -> Self {
        Self { resource: resource.into(), to: to.into(), id: None, tenant: None, times: 1 }
    }

    /// Reads one off an object.
    pub(crate) fn read(value: Value) -> Result<Self, Unfit> {
        let mut fields = Fields::of(value)?;
        let mut failing = Self::new(fields.needed_text("kind")?, fields.needed_text("to")?);
        (failing.id, failing.tenant) = (fields.text("id")?, fields.text("tenant")?);
        failing.times = fields.count("times")?.unwrap_or(1);
        fields.done()?;
        Ok(failing)
    }

    /// Only of the thing that has this id.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Of a thing of this tenant, rather than of the one of [`Server::access_key`](crate::Server::access_key).
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// So many times, rather than once.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }
}

impl Engine {
    /// The kind of thing of which a transition is to fail, if it can.
    pub(crate) fn can_fail(&self, FailingTransition { resource, to, .. }: &FailingTransition) -> Reply<usize> {
        let kind = self.kind(resource)?;
        let transitions = self.tables.resources[kind].transitions.iter();
        let mut can: Vec<_> = transitions.filter(|transition| transition.fails.is_some()).map(|transition| transition.to).collect();
        can.dedup();
        if !can.contains(&&**to) {
            let can = if can.is_empty() { "none".to_owned() } else { can.join(", ") };
            return Err(Refusal::new(400, "InvalidParameter", format!("no transition of {resource} to {to} can fail"))
                .recommend(format!("those that can lead to: {can}")));
        }
        Ok(kind)
    }

    /// Makes transitions fail.
    pub(crate) fn fail(&self, tenant: &str, failing: &FailingTransition) -> Reply<()> {
        let FailingTransition { to, id, times, .. } = failing;
        let kind = self.can_fail(failing)?;
        let mut tenants = self.tenants.lock();
        let store = self.store(&mut tenants, tenant, self.clock.now())?;
        store.failing.retain(|known| (known.kind, &known.to, &known.id) != (kind, to, id));
        if *times > 0 {
            store.failing.push(Failing { kind, to: to.clone(), id: id.clone(), times: *times });
        }
        self.commit(tenant, store);
        Ok(())
    }

    /// What is to fail, of all tenants.
    pub(crate) fn failing(&self) -> Vec<Value> {
        let tenants = self.tenants.lock();
        let mut names: Vec<_> = tenants.keys().collect();
        names.sort();
        let of = |tenant| {
            tenants[tenant].failing.iter().map(move |failing| {
                let kind = self.tables.resources[failing.kind].name;
                json!({ "tenant": tenant, "kind": kind, "to": failing.to, "id": failing.id, "times": failing.times })
            })
        };
        names.into_iter().flat_map(of).collect()
    }

    /// Lets nothing fail any more; of all tenants, or of one.
    pub(crate) fn fail_nothing(&self, tenant: Option<&str>) {
        for (name, store) in self.tenants.lock().iter_mut() {
            if tenant.is_none_or(|tenant| tenant == name) {
                store.failing.clear();
                self.commit(name, store);
            }
        }
    }
}

//! What a running mock can be told, whether in Rust or over HTTP.

use std::cmp::Reverse;
use std::sync::Arc;

use ackgen_wire::{Kind, Operation, Service, validate};
use serde_json::{Map, Value};

use crate::engine::{Engine, FailingTransition, is_of_a_type};
use crate::exchange::Exchange;
use crate::fields::Unfit;
use crate::handler::Handler;
use crate::overrides::Canned;
use crate::refusal::{Refusal, Reply};
use crate::rules::matches;
use crate::strict;

impl Exchange {
    /// The tenant that is meant where none is named.
    pub(crate) fn tenant(&self) -> &str {
        &self.access_key.tenant
    }

    /// The tenants that something is kept of, and those that may call.
    pub(crate) fn tenants(&self) -> Vec<String> {
        let mut tenants: Vec<_> = self.services().flat_map(|(_, engine)| engine.tenants_by_name()).collect();
        tenants.extend(self.authentication.keys().all().into_iter().map(|key| key.tenant.clone()));
        tenants.sort();
        tenants.dedup();
        tenants
    }

    /// Complains of a tenant that there is not.
    pub(crate) fn check_tenant(&self, tenant: &str) -> Reply<()> {
        let tenants = self.tenants();
        if tenants.iter().any(|known| known == tenant) {
            return Ok(());
        }
        Err(Refusal::new(404, "NotFound", format!("there is no tenant {tenant}")).recommend(format!("there are: {}", tenants.join(", "))))
    }

    /// The services that keep something.
    pub(crate) fn services(&self) -> impl Iterator<Item = (&'static Service, &Engine)> {
        let engines = self.engines.iter().map(Option::as_deref);
        self.handlers.iter().map(|handler| handler.service()).zip(engines).filter_map(|(service, engine)| Some((service, engine?)))
    }

    /// Complains of a pattern that no operation fits.
    pub(crate) fn check_pattern(&self, pattern: &str) -> Result<(), Unfit> {
        check_pattern(&self.handlers, pattern)
    }

    /// The operations that fit a pattern.
    fn operations<'e>(&'e self, pattern: &'e str) -> impl Iterator<Item = &'static Operation> + 'e {
        let operations = self.handlers.iter().flat_map(|handler| handler.service().operations).copied();
        operations.filter(move |operation| matches(pattern, operation.name))
    }

    /// Complains of what an input is to have if no operation that fits a pattern has a field of that name.
    pub(crate) fn check_with(&self, pattern: &str, with: &Value) -> Result<(), Unfit> {
        self.check_pattern(pattern)?;
        let known = || self.operations(pattern).flat_map(|operation| operation.input.fields).map(|field| field.name);
        let Some(unknown) = with.as_object().into_iter().flat_map(Map::keys).find(|name| !known().any(|known| known == *name)) else {
            return Ok(());
        };
        let mut allowed: Vec<_> = known().collect();
        allowed.sort_unstable();
        allowed.dedup();
        if self.operations(pattern).nth(1).is_some() {
            // All that all of them have is more than anybody reads.
            closest(&mut allowed, unknown);
        }
        Err(Unfit::new(format!("with has {unknown}, which the input of {pattern} has not")).allowed(allowed))
    }

    /// Complains of a canned answer for no operation, of one that waits for what no input has, and of one that none of the
    /// operations that it is for could answer.
    pub(crate) fn check_canned(&self, canned: &Canned) -> Result<(), Unfit> {
        let pattern = &canned.selector.operation;
        self.check_with(pattern, &canned.input)?;
        let Ok(value) = &canned.outcome else { return Ok(()) };
        let mut problems = None;
        for kind in self.operations(pattern).map(|operation| operation.response.kind) {
            let mut found = Vec::new();
            if let Some(kind) = kind.filter(|_| !value.is_null()) {
                strict::undocumented(&kind, value, "", &mut found);
                mistyped(&kind, value, "", &mut found);
            }
            if found.is_empty() {
                return Ok(());
            }
            problems.get_or_insert(found);
        }
        problems.map_or(Ok(()), |problems| Err(Unfit::new(problems.join("; "))))
    }

    /// What keeps a kind of thing.
    pub(crate) fn engine(&self, kind: &str) -> Reply<&Engine> {
        self.keeping(kind).map(|(_, engine)| engine)
    }

    /// The service that has a kind of thing, and what keeps it.
    fn keeping(&self, kind: &str) -> Reply<(&'static Service, &Engine)> {
        self.services().find(|(_, engine)| engine.knows(kind)).ok_or_else(|| {
            let known: Vec<_> = self.services().flat_map(|(_, engine)| engine.names()).collect();
            let refusal = Refusal::new(404, "InvalidParameter", format!("there is no resource {kind}"));
            if known.is_empty() { refusal } else { refusal.recommend(format!("there are: {}", known.join(", "))) }
        })
    }

    /// Adds a thing as if it had been created, if it fits what the spec says of its kind; otherwise every reason why not.
    pub(crate) fn add(&self, tenant: &str, kind: &str, parents: Map<String, Value>, fields: Map<String, Value>) -> Reply<Value> {
        let (service, engine) = self.keeping(kind)?;
        let problems: Vec<_> = engine.check_fields(service, kind, &fields).into_iter().map(|(_, problem)| problem).collect();
        if !problems.is_empty() {
            return Err(Refusal::new(400, "InvalidParameter", problems.join("; ")));
        }
        engine.seed(tenant, kind, parents, fields)
    }

    pub(crate) fn fail(&self, failing: &FailingTransition) -> Reply<()> {
        let tenant = failing.tenant.as_deref().unwrap_or(self.tenant());
        self.engine(&failing.resource)?.fail(tenant, failing)
    }

    /// Changes how much faster than the service things change, also those that are under way.
    pub(crate) fn set_speed(&self, speed: f64) {
        self.catch_up();
        let factor = self.clock.speed() / speed;
        self.clock.set_speed(speed);
        self.services().for_each(|(_, engine)| engine.stretch(factor));
    }

    /// Lets happen what is due by now.
    pub(crate) fn catch_up(&self) {
        for (service, engine) in self.services() {
            if let Err(refusal) = engine.catch_up() {
                // What the spec says of a change does not fit what there is; whoever calls next is told.
                tracing::warn!(service = service.name, %refusal, "a change of state failed");
            }
        }
    }

    /// Gives a tenant what another has.
    pub(crate) fn fork(&self, from: &str, to: &str) -> Reply<()> {
        self.check_tenant(from)?;
        self.services().try_for_each(|(_, engine)| engine.fork(from, to))
    }

    /// Has everything, or what belongs to a tenant, as it was at the start.
    pub(crate) fn reset(&self, tenant: Option<&str>) {
        self.services().for_each(|(_, engine)| engine.forget(tenant));
        self.faults.reset(tenant);
        self.overrides.reset(tenant);
        self.journal.clear(tenant);
        self.replace_sessions(tenant, Vec::new());
        if tenant.is_none() {
            self.authentication.forget_nonces();
            self.ids.set_position(self.seed, 0);
            self.clock.reset();
            self.metrics.reset();
            self.expectations.clear();
        }
        #[cfg(feature = "fixtures")]
        for fixture in &self.fixtures {
            if let Err(error) = self.apply(fixture, tenant, |_| true) {
                // It fitted when the mock started.
                tracing::warn!(%error, "a fixture does not fit");
            }
        }
    }
}

/// Complains of a pattern that no operation of some services fits.
pub(crate) fn check_pattern(handlers: &[Arc<dyn Handler>], pattern: &str) -> Result<(), Unfit> {
    let operations = || handlers.iter().flat_map(|handler| handler.service().operations).map(|operation| operation.name);
    if operations().any(|name| matches(pattern, name)) {
        return Ok(());
    }
    let mut near: Vec<_> = operations().collect();
    closest(&mut near, pattern);
    Err(Unfit::new(format!("no operation is called {pattern}")).allowed(near))
}

/// Keeps the names that are most like one that was written.
fn closest(names: &mut Vec<&'static str>, written: &str) {
    let written = written.to_lowercase();
    names.sort_by_key(|name| Reverse((strsim::jaro_winkler(&name.to_lowercase(), &written) * 1000.0) as u64));
    names.truncate(3);
}

/// What in a value is of another type than its kind. What is missing, too long or not of a pattern can be answered all the same.
fn mistyped(kind: &Kind, value: &Value, path: &str, found: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Record(schema), value) => {
            let of_a_type = validate(schema, value).into_iter().filter(is_of_a_type);
            found.extend(of_a_type.map(|violation| match path {
                "" => violation.to_string().replacen("the input ", "the value ", 1),
                _ if violation.path.is_empty() => violation.to_string().replacen("the input", path, 1),
                _ => format!("{path}.{violation}"),
            }));
        }
        (Kind::List(item), Value::Array(items)) => {
            items.iter().enumerate().for_each(|(index, value)| mistyped(item, value, &format!("{path}[{index}]"), found));
        }
        (Kind::List(item), value) => mistyped(item, value, path, found),
        (Kind::Map(item), Value::Object(fields)) => {
            fields.iter().for_each(|(name, value)| mistyped(item, value, &format!("{path}.{name}"), found));
        }
        _ => {}
    }
}

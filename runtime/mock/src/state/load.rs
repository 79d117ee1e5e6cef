//! What a storage holds, put in place when a mock starts; and what is not part of any service: ids, clock, sessions.

use std::collections::BTreeMap;
use std::io;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Keeper, RecordChange, Storage, key, kind, put};
use crate::access_keys::Session;
use crate::exchange::Exchange;
use crate::refusal::Reply;
use crate::snapshot::{session_from_json, session_to_json};

/// The version of the form in which records are written.
const FORMAT: u64 = 1;

/// How many ids are left out at a restart: more than calls that changed nothing can have drawn since the last record.
const SKIPPED: u64 = 1 << 32;

impl Exchange {
    /// Has everything as a storage holds it, and keeps it there from now on.
    pub(crate) fn keep_in(&mut self, mut storage: Box<dyn Storage>) -> io::Result<()> {
        let name = storage.name();
        let complain = |message: String| io::Error::other(format!("cannot go on with {name}: {message}"));
        let records = storage.read().map_err(|error| complain(error.to_string()))?;
        let mut found = Found::default();
        for ((kind, service, name, number), value) in records {
            let value = serde_json::from_slice(&value)
                .map_err(|error| complain(format!("it is damaged: {kind} {service} {name} {number}: {error}")))?;
            found.add(&kind, service, name, value);
        }
        let changes = self.settle_in(found).map_err(complain)?;
        storage.write(&changes).map_err(|error| complain(error.to_string()))?;
        let keeper = std::sync::Arc::new(Keeper::new(storage)?);
        for (service, engine) in self.services() {
            engine.keep_in(std::sync::Arc::clone(&keeper), service.name);
        }
        self.authentication.keep_in(std::sync::Arc::clone(&keeper));
        self.keeper = Some(keeper);
        Ok(())
    }

    /// Puts in place what was found; answers what has to be written before anything else.
    fn settle_in(&self, found: Found) -> Result<Vec<RecordChange>, String> {
        let mut changes = vec![put(key(kind::FORMAT, "", "", 0), &FORMAT.into())];
        if !found.format.is_null() && found.format != FORMAT {
            return Err(format!("it is written in form {}, this mock reads form {FORMAT}", found.format));
        }
        for (name, version) in &found.services {
            match self.services().find(|(service, _)| service.name == *name) {
                None => return Err(format!("it holds what belongs to a service {name}, which this mock does not keep anything of")),
                Some((service, _)) if *version != service.version => {
                    return Err(format!(
                        "it is of version {version} of {name}, the mock of version {:?}: start with another file",
                        service.version
                    ));
                }
                Some(_) => {}
            }
        }
        changes.extend(self.services().map(|(service, _)| put(key(kind::SERVICE, service.name, "", 0), &service.version.into())));
        for ((service, tenant), value) in found.tenants {
            let Some((_, engine)) = self.services().find(|(known, _)| known.name == service) else {
                return Err(format!("it holds what belongs to a service {service}, which this mock does not keep anything of"));
            };
            let read = engine
                .read(&Value::Object(value))
                .map_err(|message| format!("it does not fit what the spec says: {service}, tenant {tenant}: {message}"))?;
            engine.replace(Some(&tenant), [(tenant.clone(), read)]);
        }
        if let Some((seed, drawn)) = found.ids["seed"].as_u64().zip(found.ids["drawn"].as_u64()) {
            self.ids.set_position(seed, (drawn / SKIPPED + 1).saturating_mul(SKIPPED));
        }
        if let Some(ahead) = found.clock["ahead"].as_str().and_then(|text| text.parse::<SignedDuration>().ok()) {
            self.clock.set_offset(found.clock["frozen"].as_str().and_then(|text| text.parse::<Timestamp>().ok()), ahead);
        }
        changes.extend(self.authentication.remember_nonces(found.nonces, self.clock.of_source()));
        let now = self.clock.now();
        for value in found.sessions {
            let session = session_from_json(&value).ok_or("a session in it is damaged")?;
            let id = session.key.id.clone();
            if !self.authentication.keys().add_session(session, now) {
                changes.push((key(kind::SESSION, "", &id, 0), None));
            }
        }
        Ok(changes)
    }

    /// Notes temporary credentials, and keeps them.
    pub(crate) fn add_session(&self, session: Session, now: Timestamp) -> super::Ticket {
        let change = put(key(kind::SESSION, "", &session.key.id, 0), &session_to_json(&session));
        self.authentication.keys().add_session(session, now);
        self.keeper.as_ref().map_or(0, |keeper| keeper.record([change]))
    }

    /// Puts sessions in place of all, or of those of a tenant, and keeps that.
    pub(crate) fn replace_sessions(&self, tenant: Option<&str>, with: Vec<Session>) {
        if let Some(keeper) = &self.keeper {
            let gone = self
                .authentication
                .keys()
                .sessions_of(tenant)
                .into_iter()
                .map(|session| (key(kind::SESSION, "", &session.key.id, 0), None));
            let come = with.iter().map(|session| put(key(kind::SESSION, "", &session.key.id, 0), &session_to_json(session)));
            keeper.record(gone.chain(come));
        }
        self.authentication.keys().replace_sessions(tenant, with);
    }

    /// Whatever the mock was told is safe when this returns.
    pub(crate) async fn settled(&self) -> Reply<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        self.record_clock(keeper);
        keeper.safe(keeper.latest()).await
    }

    /// The same, for those who may block.
    pub(crate) fn settled_blocking(&self) -> Reply<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        self.record_clock(keeper);
        keeper.safe_blocking(keeper.latest())
    }

    fn record_clock(&self, keeper: &Keeper) {
        let (frozen, ahead) = self.clock.offset();
        let clock = json!({ "frozen": frozen.map(|time| time.to_string()), "ahead": ahead.to_string() });
        let mut recorded = keeper.clock.lock();
        if *recorded != clock {
            keeper.record([put(key(kind::CLOCK, "", "", 0), &clock)]);
            *recorded = clock;
        }
    }
}

/// What a storage holds.
#[derive(Default)]
struct Found {
    format: Value,
    ids: Value,
    clock: Value,
    services: BTreeMap<String, Value>,
    sessions: Vec<Value>,
    /// When which nonce was used, by access key.
    nonces: Vec<(Timestamp, (String, String))>,
    /// By service and tenant, as in a snapshot.
    tenants: BTreeMap<(String, String), Map<String, Value>>,
}

impl Found {
    fn add(&mut self, kind: &str, service: String, name: String, value: Value) {
        match kind {
            kind::FORMAT => self.format = value,
            kind::IDS => self.ids = value,
            kind::CLOCK => self.clock = value,
            kind::SERVICE => {
                self.services.insert(service, value);
            }
            kind::SESSION => self.sessions.push(value),
            kind::NONCE => {
                let at = value.as_str().and_then(|text| text.parse().ok());
                self.nonces.extend(at.map(|at: Timestamp| (at, (service, name))));
            }
            kind::TENANT => {
                let tenant = self.tenant(service, name);
                tenant.extend(value.as_object().cloned().unwrap_or_default());
            }
            kind::THING => {
                let things = self.tenant(service, name).entry("things").or_insert_with(|| Value::Array(Vec::new()));
                things.as_array_mut().into_iter().for_each(|things| things.push(value.clone()));
            }
            // Of a later mock, in the same form.
            _ => {}
        }
    }

    fn tenant(&mut self, service: String, tenant: String) -> &mut Map<String, Value> {
        self.tenants.entry((service, tenant)).or_insert_with(|| Map::from_iter([("things".to_owned(), Value::Array(Vec::new()))]))
    }
}

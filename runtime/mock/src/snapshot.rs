//! Everything that a mock keeps as JSON, and back.
//!
//! ```json
//! {
//!   "format": 1,
//!   "clock": { "time": "2026-11-23T09:43:17Z", "frozen": false, "speed": 60.0 },
//!   "ids": { "seed": 0, "drawn": 42 },
//!   "sessions": [{ "id": "…", "secret": "…", "token": "…", "tenant": "…", "expires": "…" }],
//!   "services": { "…": { "version": "…", "tenants": { "…": { "last": 7, "failing": [], "things": [{ … }] } } } }
//! }
//! ```
//!
//! A snapshot is read as a whole before anything of it is put in place.

use ackgen_wire::{Secret, Service};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::access_keys::{AccessKey, Session};
use crate::engine::{Engine, Tenant};
use crate::exchange::Exchange;
use crate::refusal::{Refusal, Reply};

/// The version of the form in which snapshots are written. It changes when an older mock could not read them.
const FORMAT: u64 = 1;

impl Exchange {
    /// What all tenants have; or one.
    pub(crate) fn snapshot(&self, tenant: Option<&str>) -> Value {
        let (seed, drawn) = self.ids.position();
        let of = |engine: &Engine| engine.snapshot(tenant);
        let services: Map<_, _> = self
            .services()
            .map(|(service, engine)| (service.name.to_owned(), json!({ "version": service.version, "tenants": of(engine) })))
            .collect();
        json!({
            "format": FORMAT,
            "clock": { "time": self.clock.now().to_string(), "frozen": self.clock.is_frozen(), "speed": self.clock.speed() },
            "ids": { "seed": seed, "drawn": drawn },
            "sessions": self.authentication.keys().sessions_of(tenant).iter().map(session_to_json).collect::<Vec<_>>(),
            "services": services,
        })
    }

    /// Has everything as it was, and nothing else.
    pub(crate) fn restore(&self, snapshot: &Value) -> Reply<()> {
        let read = self.read(snapshot)?;
        for ((_, engine), tenants) in self.services().zip(read.services) {
            engine.replace(None, tenants);
        }
        self.replace_sessions(None, read.sessions);
        self.ids.set_position(read.seed, read.drawn);
        self.clock.restore(read.time, read.frozen, read.speed);
        Ok(())
    }

    /// Gives a tenant what another, or itself, had.
    pub(crate) fn restore_tenant(&self, snapshot: &Value, from: &str, to: &str) -> Reply<()> {
        let read = self.read(snapshot)?;
        if !read.services.iter().flatten().any(|(name, _)| name == from) {
            return Err(invalid(format!("there is no tenant {from} in it")));
        }
        for ((_, engine), tenants) in self.services().zip(read.services) {
            let tenant = tenants.into_iter().find(|(name, _)| name == from);
            engine.replace(Some(to), tenant.map(|(_, tenant)| (to.to_owned(), tenant)));
        }
        if from == to {
            self.replace_sessions(Some(to), read.sessions.into_iter().filter(|session| session.key.tenant == to).collect());
        }
        // What it has was drawn from there: drawn again, it would be there twice.
        self.ids.skip_to(read.seed, read.drawn);
        Ok(())
    }

    fn read(&self, snapshot: &Value) -> Reply<Read> {
        if snapshot["format"] != FORMAT {
            let found = if snapshot["format"].is_null() { "none".to_owned() } else { snapshot["format"].to_string() };
            return Err(invalid(format!("its \"format\" is {found}; this mock reads {FORMAT}")));
        }
        let given = snapshot["services"].as_object().ok_or_else(|| invalid("it has no object \"services\""))?;
        if let Some(name) = given.keys().find(|name| self.services().all(|(known, _)| known.name != *name)) {
            let known: Vec<_> = self.services().map(|(service, _)| service.name).collect();
            return Err(invalid(format!("it is of a service {name}; this mock keeps what belongs to: {}", known.join(", "))));
        }
        let mut services = Vec::new();
        for (service, engine) in self.services() {
            let &Service { name, version, .. } = service;
            let mut tenants = Vec::new();
            if let Some(kept) = given.get(name) {
                if kept["version"] != version {
                    return Err(invalid(format!("it is of version {} of {name}, the mock of version {version:?}", kept["version"])));
                }
                for (tenant, value) in kept["tenants"].as_object().ok_or_else(|| invalid(format!("{name} has no object \"tenants\"")))? {
                    let read = engine.read(value).and_then(|read| engine.check_things(service, value).map(|()| read));
                    let read = read.map_err(|message| invalid(format!("{name}, tenant {tenant}: {message}")))?;
                    tenants.push((tenant.clone(), read));
                }
            }
            services.push(tenants);
        }
        let number = |name: &str| snapshot["ids"][name].as_u64().ok_or_else(|| invalid(format!("it has no number \"ids.{name}\"")));
        let clock = &snapshot["clock"];
        let time = clock["time"].as_str().and_then(|time| time.parse().ok()).ok_or_else(|| invalid("it has no time \"clock.time\""))?;
        let frozen = clock["frozen"].as_bool().ok_or_else(|| invalid("\"clock.frozen\" is neither true nor false"))?;
        let speed = clock["speed"].as_f64().filter(|speed| speed.is_finite() && *speed > 0.0);
        let speed = speed.ok_or_else(|| invalid("\"clock.speed\" is no number above zero"))?;
        let sessions = snapshot["sessions"].as_array().ok_or_else(|| invalid("it has no list \"sessions\""))?;
        let session = |value| session_from_json(value).ok_or_else(|| invalid("a session needs an id, a secret, a token and a tenant"));
        let sessions = sessions.iter().map(session).collect::<Reply<_>>()?;
        Ok(Read { services, sessions, seed: number("seed")?, drawn: number("drawn")?, time, frozen, speed })
    }
}

/// A snapshot that was read.
struct Read {
    /// For each service that keeps something its tenants by name.
    services: Vec<Vec<(String, Tenant)>>,
    sessions: Vec<Session>,
    seed: u64,
    drawn: u64,
    time: Timestamp,
    frozen: bool,
    speed: f64,
}

fn invalid(message: impl std::fmt::Display) -> Refusal {
    Refusal::new(400, "InvalidSnapshot", format!("the snapshot does not fit: {message}"))
}

pub(crate) fn session_to_json(session: &Session) -> Value {
    json!({
        "id": session.key.id,
        "secret": session.key.secret.expose(),
        "token": session.token.expose(),
        "tenant": session.key.tenant,
        "expires": session.expires.map(|expires| expires.to_string()),
    })
}

pub(crate) fn session_from_json(value: &Value) -> Option<Session> {
    let text = |name: &str| value[name].as_str();
    let key = AccessKey::new(text("id")?, text("secret")?).tenant(text("tenant")?);
    let expires = match &value["expires"] {
        Value::Null => None,
        expires => Some(expires.as_str()?.parse().ok()?),
    };
    Some(Session { key, token: Secret::from(text("token")?), expires })
}

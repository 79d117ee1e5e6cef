//! Who may call: access keys that are given at the start, and sessions that are issued on the way.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use ackgen_wire::Secret;
use hashbrown::HashMap;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::request::Caller;

/// An access key, and whose data its holder sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Names the key; not secret.
    pub id: String,
    /// The key.
    pub secret: Secret,
    /// Callers of the same tenant see the same data. Each key is a tenant of its own unless told otherwise.
    pub tenant: String,
}

impl AccessKey {
    /// A key that is a tenant of its own.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        let id = id.into();
        Self { tenant: id.clone(), id, secret: secret.into() }
    }

    /// The same key for a tenant.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }
}

/// The key of a mock that was given none: `testid` with `testsecret`.
impl Default for AccessKey {
    fn default() -> Self {
        Self::new("testid", "testsecret")
    }
}

/// `ID:SECRET`.
impl FromStr for AccessKey {
    type Err = InvalidAccessKey;

    fn from_str(text: &str) -> Result<Self, InvalidAccessKey> {
        match text.split_once(':') {
            Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(Self::new(id, secret)),
            _ => Err(InvalidAccessKey),
        }
    }
}

/// A text is not `ID:SECRET`. It does not show the text, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidAccessKey;

impl fmt::Display for InvalidAccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an access key is written ID:SECRET")
    }
}

impl std::error::Error for InvalidAccessKey {}

/// How long an expired session is told from one that never was.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Every key that is known.
#[derive(Debug, Default)]
pub(crate) struct AccessKeys {
    keys: HashMap<String, Known>,
    sessions: Mutex<HashMap<String, Session>>,
}

/// A key, and who calls with it.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) key: AccessKey,
    pub(crate) caller: Arc<Caller>,
}

impl From<AccessKey> for Known {
    fn from(key: AccessKey) -> Self {
        Self { caller: Arc::new(Caller { access_key_id: Some(key.id.clone()), tenant: key.tenant.clone() }), key }
    }
}

/// A key that works with its token, until it expires.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) key: AccessKey,
    pub(crate) token: Secret,
    pub(crate) expires: Option<Timestamp>,
}

impl Session {
    /// Whether it is of a tenant; of any, if none is named.
    fn is_of(&self, tenant: Option<&str>) -> bool {
        tenant.is_none_or(|tenant| self.key.tenant == tenant)
    }
}

impl AccessKeys {
    pub(crate) fn new(keys: impl IntoIterator<Item = AccessKey>) -> Self {
        Self { keys: keys.into_iter().map(|key| (key.id.clone(), key.into())).collect(), sessions: Mutex::default() }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Known> {
        self.keys.get(id)
    }

    /// All keys that are no sessions, sorted by id.
    pub(crate) fn all(&self) -> Vec<&AccessKey> {
        let mut keys: Vec<_> = self.keys.values().map(|known| &known.key).collect();
        keys.sort_by(|one, other| one.id.cmp(&other.id));
        keys
    }

    pub(crate) fn session(&self, id: &str) -> Option<Session> {
        self.sessions.lock().get(id).cloned()
    }

    /// Notes a session, and forgets those that have expired long ago; false if it is one of them.
    pub(crate) fn add_session(&self, session: Session, now: Timestamp) -> bool {
        let remembered = |session: &Session| session.expires.is_none_or(|expires| now.duration_since(expires) < REMEMBERED);
        let mut sessions = self.sessions.lock();
        sessions.retain(|_, session| remembered(session));
        let noted = remembered(&session);
        if noted {
            sessions.insert(session.key.id.clone(), session);
        }
        noted
    }

    /// All sessions, sorted by id; or those of a tenant.
    pub(crate) fn sessions_of(&self, tenant: Option<&str>) -> Vec<Session> {
        let mut sessions: Vec<_> = self.sessions.lock().values().filter(|session| session.is_of(tenant)).cloned().collect();
        sessions.sort_by(|one, other| one.key.id.cmp(&other.key.id));
        sessions
    }

    /// Puts sessions in place of all; or of those of a tenant.
    pub(crate) fn replace_sessions(&self, tenant: Option<&str>, with: impl IntoIterator<Item = Session>) {
        let mut sessions = self.sessions.lock();
        sessions.retain(|_, session| !session.is_of(tenant));
        sessions.extend(with.into_iter().map(|session| (session.key.id.clone(), session)));
    }
}

use std::fmt;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::{Credentials, CredentialsProvider};
use crate::call::Call;
use crate::engine::ServiceClock;
use crate::error::Error;
use crate::time::{Clock, SystemClock};
use crate::transport::BoxFuture;
use crate::wire::serde_json::{self, Value};
use crate::wire::{Input, Timestamp, Wire};

/// How long before they expire temporary credentials are fetched anew.
const EARLY: Duration = Duration::from_secs(5 * 60);

type Fetch = dyn Fn() -> BoxFuture<'static, Result<Credentials, Error>> + Send + Sync;

/// Temporary credentials: fetched when they are needed first, remembered, fetched anew before they expire, by one
/// caller at a time however many there are. While old ones still work, a fetch that fails does no harm.
#[derive(Clone)]
pub struct SessionCredentials(Arc<Session>);

struct Session {
    fetch: Box<Fetch>,
    early: Duration,
    clock: Arc<dyn Clock>,
    current: RwLock<Option<Credentials>>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

/// What can be said of credentials at a moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Freshness {
    Fresh,
    /// They work, but not for long.
    Stale,
    Expired,
}

impl SessionCredentials {
    /// Credentials that a function fetches.
    pub fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Credentials, Error>> + Send + 'static,
    {
        let fetch = Box::new(move || Box::pin(fetch()) as BoxFuture<'static, _>);
        Self(Arc::new(Session {
            fetch,
            early: EARLY,
            clock: Arc::new(SystemClock::default()),
            current: RwLock::new(None),
            turn: tokio::sync::Mutex::new(()),
        }))
    }

    /// How long before they expire to fetch new ones; five minutes unless set.
    pub fn refresh_early(self, early: Duration) -> Self {
        self.rebuilt(|session| session.early = early)
    }

    /// A clock of one's own.
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.rebuilt(|session| session.clock = Arc::new(clock))
    }

    fn rebuilt(mut self, change: impl FnOnce(&mut Session)) -> Self {
        // The setters are called before the provider is shared.
        if let Some(session) = Arc::get_mut(&mut self.0) {
            change(session);
        }
        self
    }
}

impl Session {
    fn remembered(&self) -> Option<Credentials> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, credentials: Option<Credentials>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = credentials;
    }

    fn freshness(&self, credentials: &Credentials) -> Freshness {
        let left = credentials.expires().map(|expires| Duration::try_from(expires.duration_since(self.clock.now())).unwrap_or_default());
        match left {
            None => Freshness::Fresh,
            Some(Duration::ZERO) => Freshness::Expired,
            Some(left) if left <= self.early => Freshness::Stale,
            Some(_) => Freshness::Fresh,
        }
    }

    fn fresh(&self) -> Option<Credentials> {
        self.remembered().filter(|credentials| self.freshness(credentials) == Freshness::Fresh)
    }

    fn usable(&self) -> Option<Credentials> {
        self.remembered().filter(|credentials| self.freshness(credentials) != Freshness::Expired)
    }

    async fn current(&self) -> Result<Credentials, Error> {
        if let Some(credentials) = self.fresh() {
            return Ok(credentials);
        }
        // While somebody fetches, everybody else goes on with what still works, or waits.
        let _turn = match (self.turn.try_lock(), self.usable()) {
            (Ok(turn), _) => turn,
            (Err(_), Some(credentials)) => return Ok(credentials),
            (Err(_), None) => self.turn.lock().await,
        };
        if let Some(credentials) = self.fresh() {
            return Ok(credentials);
        }
        match (self.fetch)().await {
            Ok(credentials) => {
                self.remember(Some(credentials.clone()));
                Ok(credentials)
            }
            Err(error) => {
                let old = self.usable();
                if old.is_some() {
                    tracing::warn!(%error, "temporary credentials could not be fetched; the old ones are used while they last");
                }
                old.ok_or(error)
            }
        }
    }
}

impl CredentialsProvider for SessionCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.0.current())
    }

    fn reject(&self, rejected: &Credentials) -> bool {
        // Somebody else may have fetched new ones meanwhile; those stay.
        if self.0.remembered().as_ref() == Some(rejected) {
            self.0.remember(None);
        }
        true
    }
}

impl fmt::Debug for SessionCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SessionCredentials").field("current", &self.0.remembered()).finish_non_exhaustive()
    }
}

impl<I: Input> Call<I> {
    /// The credentials that this call answers with: made when they are needed first, remembered, made again before
    /// they expire. Generated code offers it for operations whose table says where in the answer credentials are.
    pub fn into_credentials(self) -> SessionCredentials {
        let clock = ServiceClock(self.engine.clone());
        let fetch = move || {
            let call = self.clone();
            async move { read::<I>(&call.send().await?) }
        };
        SessionCredentials::new(fetch).clock(clock)
    }
}

/// The credentials in an answer.
fn read<I: Input>(output: &I::Output) -> Result<Credentials, Error> {
    let operation = I::OPERATION;
    let missing = |what: &str| Error::credentials(format!("the answer has no {what}")).of(operation.name);
    let paths = operation.credentials.as_ref().ok_or_else(|| missing("credentials"))?;
    let answer = to_value(output).map_err(|_| missing("readable credentials"))?;
    let text = |path: &str, what: &str| {
        let value = path.split('.').try_fold(&answer, |value, name| value.get(name));
        value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| missing(what))
    };
    let expires = Timestamp::from(text(paths.expires, "time at which the credentials expire")?);
    Ok(Credentials::temporary(
        text(paths.access_key_id, "AccessKey ID")?,
        text(paths.access_key_secret, "AccessKey secret")?,
        text(paths.security_token, "security token")?,
        expires.instant(),
    ))
}

/// An output as JSON, through text, so that types are compiled for one format only.
pub(crate) fn to_value<T: Wire>(output: &T) -> Result<Value, serde_json::Error> {
    let mut text = Vec::new();
    output.write(&mut serde_json::Serializer::new(&mut text))?;
    serde_json::from_slice(&text)
}

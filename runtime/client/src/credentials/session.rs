use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use super::{Credentials, CredentialsProvider};
use crate::call::{Call, prepare};
use crate::engine::{Engine, OPERATION_TIMEOUT, ServiceClock};
use crate::error::Error;
use crate::options::CallOptions;
use crate::time::{Clock, Sleep, SystemClock, TokioSleep, before, shown};
use crate::transport::BoxFuture;
use crate::wire::jiff::{self, SignedDuration};
use crate::wire::serde_json::{self, Value};
use crate::wire::{Format, Input, Operation, Timestamp, View, Wire};

/// How long before they expire temporary credentials are fetched anew.
const EARLY: Duration = Duration::from_secs(5 * 60);

/// How long a fetch may take: as long as a call. While old ones still work, nobody is to be held up by it.
const PATIENCE: Duration = OPERATION_TIMEOUT;
const PATIENCE_WITH_OLD_ONES: Duration = Duration::from_secs(3);

/// How long after a fetch the next one is tried, while there are some that still work: the last may have come to nothing, or to
/// some that by this machine's clock are about to end, too.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

type Fetch = dyn Fn() -> BoxFuture<'static, Result<Credentials, Error>> + Send + Sync;

/// Temporary credentials: fetched when they are needed first, remembered, fetched anew before they expire, by one
/// caller at a time however many there are.
///
/// While old ones still work, a fetch that fails does no harm, and one that hangs takes three seconds of one caller; the
/// next is tried half a minute after. Without old ones, or once they have ended, whoever waits for a fetch gets what it comes to:
/// nobody who waited makes another. A fetch ends with the call that makes it: where calls have less time than it takes, fetch once
/// at the start, with more.
///
/// Clones share the credentials. What is set is set for the one clone, and those that are made of it.
#[derive(Clone)]
pub struct SessionCredentials {
    session: Arc<Session>,
    early: Duration,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
}

/// What clones share.
struct Session {
    fetch: Box<Fetch>,
    current: RwLock<Option<Credentials>>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
    trials: Mutex<Trials>,
}

/// What is known of fetches.
#[derive(Default)]
struct Trials {
    /// When the last fetch began. It is noted before, as whoever fetches may go away meanwhile.
    since: Option<jiff::Timestamp>,
    /// How many have ended, and how the last one failed if it did.
    ended: u64,
    failure: Option<Error>,
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
        let session = Session {
            fetch: Box::new(move || Box::pin(fetch()) as BoxFuture<'static, _>),
            current: RwLock::new(None),
            turn: tokio::sync::Mutex::new(()),
            trials: Mutex::default(),
        };
        Self { session: Arc::new(session), early: EARLY, clock: Arc::new(SystemClock::default()), sleep: Arc::new(TokioSleep) }
    }

    /// How long before they expire to fetch new ones; five minutes unless set.
    pub fn refresh_early(mut self, early: Duration) -> Self {
        self.early = early;
        self
    }

    /// A clock of one's own.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A way of one's own to wait, such as another async runtime's timer; tokio's unless set.
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Arc::new(sleep);
        self
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
        self.session.remembered().filter(|credentials| self.freshness(credentials) == Freshness::Fresh)
    }

    fn usable(&self) -> Option<Credentials> {
        self.session.remembered().filter(|credentials| self.freshness(credentials) != Freshness::Expired)
    }

    async fn current(&self) -> Result<Credentials, Error> {
        if let Some(credentials) = self.fresh() {
            return Ok(credentials);
        }
        let ended = self.session.trials().ended;
        // While somebody fetches, everybody else goes on with what still works, or waits for what that comes to.
        let _turn = match (self.session.turn.try_lock(), self.usable()) {
            (Ok(turn), _) => turn,
            (Err(_), Some(credentials)) => return Ok(credentials),
            (Err(_), None) => {
                let turn = self.session.turn.lock().await;
                if let Some(outcome) = self.usable().map(Ok).or_else(|| self.session.outcome_since(ended)) {
                    return outcome;
                }
                turn
            }
        };
        match self.usable() {
            Some(credentials) if self.freshness(&credentials) == Freshness::Fresh => Ok(credentials),
            Some(old) if self.session.trials().is_too_early(self.clock.now()) => Ok(old),
            old => self.fetch(old.is_some()).await,
        }
    }

    /// Fetches, and remembers what that comes to; what still works is the outcome of a fetch that fails, or takes too long while
    /// there is some. Only whose turn it is may.
    async fn fetch(&self, has_old_ones: bool) -> Result<Credentials, Error> {
        self.session.trials().since = Some(self.clock.now());
        let patience = if has_old_ones { PATIENCE_WITH_OLD_ONES } else { PATIENCE };
        let mut fetch = (self.session.fetch)();
        let mut outcome = before(|| self.sleep.sleep(patience), fetch.as_mut()).await;
        if outcome.is_none() && has_old_ones {
            if let Some(old) = self.usable() {
                tracing::warn!("no temporary credentials came within {}; the old ones are used while they last", shown(patience));
                return Ok(old);
            }
            // They have expired meanwhile, or were rejected.
            outcome = before(|| self.sleep.sleep(PATIENCE - patience), fetch.as_mut()).await;
        }
        let outcome = outcome.unwrap_or_else(|| Err(Error::timeout(format!("no credentials came within {}", shown(PATIENCE)), false)));
        self.session.note(&outcome);
        match (outcome, self.usable()) {
            (Err(error), Some(old)) => {
                tracing::warn!(%error, "temporary credentials could not be fetched; the old ones are used while they last");
                Ok(old)
            }
            (outcome, _) => outcome,
        }
    }
}

impl Session {
    fn remembered(&self) -> Option<Credentials> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, credentials: Option<Credentials>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = credentials;
    }

    fn trials(&self) -> MutexGuard<'_, Trials> {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what a fetch came to.
    fn note(&self, outcome: &Result<Credentials, Error>) {
        let mut trials = self.trials();
        trials.ended += 1;
        trials.failure = outcome.as_ref().err().map(Error::again);
        if let Ok(credentials) = outcome {
            self.remember(Some(credentials.clone()));
        }
    }

    /// What the last fetch came to, if more have ended than these. Credentials that were rejected since are none.
    fn outcome_since(&self, ended: u64) -> Option<Result<Credentials, Error>> {
        let trials = self.trials();
        if trials.ended == ended {
            return None;
        }
        trials.failure.as_ref().map(|error| Err(error.again())).or_else(|| self.remembered().map(Ok))
    }
}

impl Trials {
    /// Whether there was a fetch just now. A clock that was set back is no reason to wait.
    fn is_too_early(&self, now: jiff::Timestamp) -> bool {
        self.since.is_some_and(|since| since <= now && now.duration_since(since) < PAUSE)
    }
}

impl CredentialsProvider for SessionCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.current())
    }

    fn reject(&self, rejected: &Credentials) -> bool {
        // Somebody else may have fetched new ones meanwhile; those stay.
        if self.session.remembered().as_ref() == Some(rejected) {
            self.session.remember(None);
        }
        true
    }
}

impl fmt::Debug for SessionCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SessionCredentials").field("current", &self.session.remembered()).finish_non_exhaustive()
    }
}

impl<I: Input> Call<I> {
    /// The credentials that this call answers with: made when they are needed first, remembered, made again before
    /// they expire. Generated code offers it for operations whose table says where in the answer credentials are.
    pub fn into_credentials(self) -> SessionCredentials {
        let engine = self.engine.clone();
        engine.fetched(move |engine| {
            let call = Self { engine, ..self.clone() };
            async move {
                let answer = serde_json::to_value(call.send().await?.view()).map_err(|_| missing(I::OPERATION, "readable credentials"))?;
                read(I::OPERATION, &answer)
            }
        })
    }
}

impl Engine {
    /// The credentials that an operation answers with, called by its table and an input by wire names.
    pub(super) fn session(self, operation: &'static Operation, input: Value) -> SessionCredentials {
        self.fetched(move |engine: Self| {
            let json = CallOptions::new().response_format(Format::Json);
            let prepared = prepare(&engine, Some(json), operation, engine.parts.service, View::of(&input));
            async move { read(operation, &engine.run(prepared?).await?.decode(operation)?) }
        })
    }

    /// Credentials that calls of a client fetch, whose clocks are the client's.
    fn fetched<F>(self, fetch: impl Fn(Self) -> F + Send + Sync + 'static) -> SessionCredentials
    where
        F: Future<Output = Result<Credentials, Error>> + Send + 'static,
    {
        let (clock, sleep) = (Arc::new(ServiceClock(self.clone())), self.parts.sleep.clone());
        SessionCredentials { clock, sleep, ..SessionCredentials::new(move || fetch(self.clone())) }
    }
}

fn missing(operation: &'static Operation, what: &str) -> Error {
    Error::unusable(format!("the answer has no {what}")).of(operation.name)
}

/// The credentials in an answer.
fn read(operation: &'static Operation, answer: &Value) -> Result<Credentials, Error> {
    let missing = |what| missing(operation, what);
    let paths = operation.credentials.as_ref().ok_or_else(|| missing("credentials"))?;
    let text = |path: &str, what| {
        let value = path.split('.').try_fold(answer, |value, name| value.get(name));
        value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(|| missing(what))
    };
    let id = text(paths.access_key_id, "AccessKey ID")?;
    let secret = text(paths.access_key_secret, "AccessKey secret")?;
    let token = text(paths.security_token, "security token")?;
    let expires = Timestamp::from(text(paths.expires, "time at which the credentials expire")?);
    // Without it, credentials that have expired would be taken for some that never do.
    let instant = expires.instant().ok_or_else(|| {
        let expires = expires.as_str();
        Error::unusable(format!("the time at which the credentials expire cannot be read: {expires:?} is not like 2026-11-23T09:43:17Z"))
            .of(operation.name)
    })?;
    Ok(Credentials::temporary(id, secret, token, Some(instant)))
}

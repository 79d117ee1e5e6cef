//! What a mock is made of, before it runs.

use std::io;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use ackgen_wire::{Input, Secret};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::access_keys::AccessKey;
use crate::admin::Admin;
use crate::authentication::Authentication;
use crate::clock::{Clock, Dates, MockClock, Sleep, SystemClock, SystemSleep};
use crate::control::check_pattern;
use crate::engine::Engine;
use crate::exchange::{Exchange, WireForm};
use crate::expectations::Expectations;
use crate::faults::Fault;
use crate::fields::Unfit;
use crate::handler::Handler;
use crate::ids::Ids;
use crate::journal::{self, Journal};
use crate::listener::{Encryption, Limits};
use crate::metrics::Metrics;
use crate::overrides::{self, Canned, Closures, Overrides};
use crate::refusal::Reply;
use crate::request::Request;
use crate::routing::Router;
use crate::rules::{Rule, Rules};
use crate::server::Server;
use crate::state::Storage;

/// How much faster than the service things change where nobody says.
pub(crate) const DEFAULT_SPEED: f64 = 60.0;

/// A mock in the making. Unless told otherwise it listens on a free port of the loopback interface, knows one
/// access key ([`AccessKey::default`]) and checks signatures.
///
/// `M` is what is started; generated crates have a type of their own.
pub struct Builder<M = Server> {
    pub(crate) listen: SocketAddr,
    pub(crate) access_keys: Vec<AccessKey>,
    authentication: bool,
    handlers: Vec<Arc<dyn Handler>>,
    clock: Option<Arc<dyn Clock>>,
    frozen: Option<Timestamp>,
    wire: WireForm,
    seed: u64,
    speed: Option<f64>,
    documented: bool,
    admin: Option<Admin>,
    sleep: Arc<dyn Sleep>,
    faults: Vec<Fault>,
    canned: Vec<Canned>,
    closures: Closures,
    journal: usize,
    pub(crate) limits: Limits,
    strict: bool,
    #[cfg(feature = "fixtures")]
    fixtures: Vec<crate::fixture::Fixture>,
    storage: Option<Box<dyn Storage>>,
    #[cfg(feature = "tls")]
    tls: Option<crate::Tls>,
    mock: PhantomData<fn() -> M>,
}

impl<M: From<Server>> Builder<M> {
    /// A mock without services.
    pub fn new() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            access_keys: Vec::new(),
            authentication: true,
            handlers: Vec::new(),
            clock: None,
            frozen: None,
            wire: WireForm::default(),
            seed: 0,
            speed: None,
            documented: false,
            admin: Some(Admin::default()),
            sleep: Arc::new(SystemSleep),
            faults: Vec::new(),
            canned: Vec::new(),
            closures: Closures::new(),
            journal: journal::CAPACITY,
            limits: Limits::default(),
            strict: false,
            #[cfg(feature = "fixtures")]
            fixtures: Vec::new(),
            storage: None,
            #[cfg(feature = "tls")]
            tls: None,
            mock: PhantomData,
        }
    }

    /// Serves a service, in place of what served it before.
    #[must_use]
    pub fn handler(mut self, handler: impl Handler) -> Self {
        let name = handler.service().name;
        match self.handlers.iter_mut().find(|known| known.service().name == name) {
            Some(known) => *known = Arc::new(handler),
            None => self.handlers.push(Arc::new(handler)),
        }
        self
    }

    /// Listens there; port 0 is any that is free.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Accepts this key. The first replaces the default one.
    #[must_use]
    pub fn access_key(mut self, key: AccessKey) -> Self {
        self.access_keys.push(key);
        self
    }

    /// Whether signatures are checked. If not, everybody is who they say.
    #[must_use]
    pub fn authentication(mut self, checked: bool) -> Self {
        self.authentication = checked;
        self
    }

    /// Tells the time by this clock, until [`MockClock`] is told otherwise.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Starts with a clock that stands still at this time, until [`MockClock`] is told otherwise.
    #[must_use]
    pub fn frozen_at(mut self, time: Timestamp) -> Self {
        self.frozen = Some(time);
        self
    }

    /// How much faster than the service things change: at 60, what takes a minute there takes a second of the mock's
    /// clock. Unless told otherwise it is 60, and 1 for a mock whose clock is moved instead, as it is frozen or another
    /// than the system's. Signatures, sessions and what an answer says of the time go by the clock, whatever the speed.
    #[must_use]
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = Some(speed);
        self
    }

    /// Whether every operation answers its documented example, and nothing is kept.
    #[must_use]
    pub fn documented(mut self, only: bool) -> Self {
        self.documented = only;
        self
    }

    /// Whether the mock can be looked at and controlled over HTTP, under `/_mock/`. Unless told otherwise it can; that it
    /// runs, `/_mock/health` and `/_mock/ready` say in any case.
    #[must_use]
    pub fn admin(mut self, admin: bool) -> Self {
        self.admin = admin.then(Admin::default);
        self
    }

    /// The same, but only for those who send this token, as `Authorization: Bearer TOKEN`.
    #[must_use]
    pub fn admin_token(mut self, token: impl Into<Secret>) -> Self {
        self.admin = Some(Admin { token: Some(token.into()) });
        self
    }

    /// Answers the calls of an operation with a closure, which is given its typed input. [`Request::otherwise`] is what
    /// the mock would have answered.
    #[must_use]
    pub fn on<I, F, A>(mut self, answer: F) -> Self
    where
        I: Input,
        F: Fn(Arc<Request>, I) -> A + Send + Sync + 'static,
        A: Future<Output = Reply<I::Output>> + Send + 'static,
    {
        overrides::insert(&mut self.closures, answer);
        self
    }

    /// Answers calls with a canned answer.
    #[must_use]
    pub fn answer(mut self, canned: Canned) -> Self {
        self.canned.push(canned);
        self
    }

    /// Lets something go wrong.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Waits like this where a fault holds an answer back.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep) -> Self {
        self.sleep = Arc::new(sleep);
        self
    }

    /// Keeps so many calls in the journal, and 16 MiB of them at most. Unless told otherwise it is 1000.
    #[must_use]
    pub fn journal(mut self, calls: usize) -> Self {
        self.journal = calls;
        self
    }

    /// How answers are written where the documentation and the live service differ.
    #[must_use]
    pub fn wire(mut self, form: WireForm) -> Self {
        self.wire = form;
        self
    }

    /// Draws ids from this seed: the same calls in the same order get the same ids.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How much a caller may ask.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether to refuse what the service puts up with, though it is likely to be a mistake: a signature without a nonce,
    /// parameters, fields and values of enums that are not documented, and a version or an action in the headers that is not
    /// that of what is called.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Has things be there from the start, as a file of YAML says, and faults, canned answers and transitions that fail; see
    /// the reference of the mock. A tenant of which a
    /// [`Self::storage`] holds something already is left as it is. Starting the mock fails, with every mistake and its
    /// place, if the file does not fit the spec.
    #[cfg(feature = "fixtures")]
    pub fn fixture(mut self, path: impl AsRef<std::path::Path>) -> io::Result<Self> {
        self.fixtures.push(crate::fixture::Fixture::read(path.as_ref())?);
        Ok(self)
    }

    /// Keeps everything in a file, which is made if there is none, and goes on from what it holds: what there is, what is
    /// due, temporary credentials. Ids go on from where they were, whatever [`Self::seed`] says. An answer that tells of a
    /// change is sent when the change is on disk, so that it is there even if the process is killed. It fails if the file
    /// cannot be used, or another mock uses it; starting the mock fails if what it holds does not fit the spec.
    #[cfg(feature = "state")]
    pub fn state(self, path: impl AsRef<std::path::Path>) -> io::Result<Self> {
        Ok(self.storage(crate::state::File::open(path.as_ref())?))
    }

    /// The same, kept in some other way.
    #[must_use]
    pub fn storage(mut self, storage: impl Storage) -> Self {
        self.storage = Some(Box::new(storage));
        self
    }

    /// Serves over TLS, and nothing else.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: crate::Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Starts it. It fails if the address cannot be listened on, or there can be no more threads.
    pub async fn start(self) -> io::Result<M> {
        self.start_blocking()
    }

    /// Starts it, for a caller without a runtime.
    pub fn start_blocking(self) -> io::Result<M> {
        let listener = TcpListener::bind(self.listen)?;
        let encryption = self.encryption(listener.local_addr()?)?;
        let limits = self.limits.clone();
        Server::start(listener, encryption, self.exchange()?, limits).map(M::from)
    }

    pub(crate) fn encryption(&self, address: SocketAddr) -> io::Result<Encryption> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let (acceptor, ca_pem) = tls.acceptor(address)?;
            return Ok(Encryption::Tls { acceptor, ca_pem });
        }
        let _ = address;
        Ok(Encryption::None)
    }

    pub(crate) fn exchange(mut self) -> io::Result<Exchange> {
        let storage = self.storage.take();
        let mut exchange = self.made()?;
        if let Some(storage) = storage {
            exchange.keep_in(storage)?;
        }
        #[cfg(feature = "fixtures")]
        {
            exchange.fixtures.iter().try_for_each(|fixture| exchange.check_fixture(fixture))?;
            exchange.fixtures.iter().for_each(|fixture| exchange.add_rules(fixture));
            // What a storage holds of a tenant is what became of it since.
            let known: Vec<_> = exchange.services().flat_map(|(_, engine)| engine.tenants_by_name()).collect();
            let fresh = |tenant: &str| !known.iter().any(|known| known == tenant);
            exchange.fixtures.iter().try_for_each(|fixture| exchange.apply(fixture, None, fresh))?;
            exchange.settled_blocking().map_err(io::Error::other)?;
        }
        Ok(exchange)
    }

    fn made(self) -> io::Result<Exchange> {
        let patterns = self.faults.iter().map(Rule::selector).chain(self.canned.iter().map(Rule::selector));
        for selector in patterns {
            let unfit = |unfit: Unfit| io::Error::new(io::ErrorKind::InvalidInput, unfit.to_string());
            check_pattern(&self.handlers, &selector.operation).map_err(unfit)?;
        }
        for (index, key) in self.access_keys.iter().enumerate() {
            if self.access_keys[..index].iter().any(|other| other.id == key.id) {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("there are two access keys with the id {}", key.id)));
            }
        }
        let keys = if self.access_keys.is_empty() { vec![AccessKey::default()] } else { self.access_keys };
        let moved = self.clock.is_some() || self.frozen.is_some();
        let speed = self.speed.filter(|speed| *speed > 0.0).unwrap_or(if moved { 1.0 } else { DEFAULT_SPEED });
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock));
        let clock = Arc::new(MockClock::new(clock, self.frozen, speed));
        let ids = Arc::new(Ids::new(self.seed));
        let keeps = |handler: &dyn Handler| handler.resources().filter(|_| !self.documented);
        let engine = |tables| Arc::new(Engine::new(tables, Arc::clone(&clock), Arc::clone(&ids)));
        #[cfg(feature = "tls")]
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        #[cfg(not(feature = "tls"))]
        let scheme = "http";
        let access_key = keys.first().cloned().unwrap_or_default();
        let gateways = self.handlers.iter().flat_map(|handler| handler.gateways());
        let prefixes = gateways.map(|gateway| gateway.path.trim_end_matches('/')).filter(|path| !path.is_empty()).collect();
        Ok(Exchange {
            access_key,
            admin: self.admin,
            scheme,
            seed: self.seed,
            sleep: self.sleep,
            faults: Rules::new(self.seed, self.faults),
            // Chance for one kind of rule is not that for the other.
            overrides: Overrides::new(self.closures, Rules::new(!self.seed, self.canned)),
            journal: Journal::new(self.journal),
            expectations: Expectations::default(),
            metrics: Metrics::default(),
            ending: watch::Sender::new(false),
            keeper: None,
            strict: self.strict,
            #[cfg(feature = "fixtures")]
            fixtures: self.fixtures,
            engines: self.handlers.iter().map(|handler| keeps(&**handler).map(engine)).collect(),
            router: Router::new(&self.handlers),
            handlers: self.handlers,
            authentication: Authentication::new(self.authentication, self.strict, prefixes, keys),
            clock,
            ids,
            dates: Dates::default(),
            wire: self.wire,
        })
    }
}

impl<M: From<Server>> Default for Builder<M> {
    fn default() -> Self {
        Self::new()
    }
}

//! A mock that runs: in this process, on a thread of its own.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use ackgen_wire::Input;
use hyper_util::server::graceful::GracefulShutdown;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime;
use tokio::sync::oneshot;

use crate::access_keys::AccessKey;
use crate::clock::MockClock;
use crate::engine::FailingTransition;
use crate::exchange::Exchange;
use crate::expectations::{Expectation, Expected, Unmet};
use crate::faults::Fault;
use crate::journal::Call;
use crate::listener::{self, Connections, Encryption, Limits};
use crate::overrides::{self, Canned};
use crate::refusal::{Refusal, Reply};
use crate::request::Request;
use crate::rules::matches;

/// How long calls that are under way may take when a mock is shut down.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How long dropping a mock waits for its thread, which a handler that blocks may hold up.
const DROP_PATIENCE: Duration = Duration::from_secs(1);

/// A mock that accepts calls. It stops when it is dropped.
///
/// It runs on a thread of its own, so that a test may call it however it likes: from any runtime, or blocking.
pub struct Server {
    address: SocketAddr,
    url: String,
    ca_pem: Option<String>,
    exchange: Arc<Exchange>,
    connections: Arc<Connections>,
    stop: Option<oneshot::Sender<Duration>>,
    /// Closed when its thread has ended, for those who wait asynchronously and for those who block.
    ended: (oneshot::Receiver<()>, Mutex<mpsc::Receiver<()>>),
}

impl Server {
    pub(crate) fn start(listener: TcpListener, encryption: Encryption, exchange: Exchange, limits: Limits) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (url, ca_pem) = (format!("{}://{address}", encryption.scheme()), encryption.ca_pem().map(str::to_owned));
        listener.set_nonblocking(true)?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let exchange = Arc::new(exchange);
        let connections = Arc::new(Connections::new(Arc::clone(&exchange), limits));
        let served = Arc::clone(&connections);
        let (stop, stopping) = oneshot::channel();
        let (running, running_too) = (oneshot::channel(), mpsc::channel());
        // Only dropping it waits there; the lock lets tasks and threads share a mock.
        let ended = (running.1, Mutex::new(running_too.1));
        thread::Builder::new().name("mock".to_owned()).spawn(move || {
            // Dropped when the thread ends, however it does.
            let _running = (running.0, running_too.0);
            runtime.block_on(async {
                // Fails only in a runtime without IO.
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let stop = async { stopping.await.unwrap_or_default() };
                listener::listen(listener, encryption, served, stop).await;
            });
            // What still runs is cut off.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, url, ca_pem, exchange, connections, stop: Some(stop), ended })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a client wants it: `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificates that callers have to trust, in PEM, if it serves over TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Serves calls over a stream of bytes that came in some other way than to its address, such as one in memory. It
    /// returns when either side has had enough.
    pub async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        self.connections.serve(stream, Arc::default(), GracefulShutdown::new().watcher()).await;
    }

    /// A key that it accepts: the first that it was given, or the default.
    pub fn access_key(&self) -> &AccessKey {
        &self.exchange.access_key
    }

    /// Its clock, which can be moved, stopped and started, and be told the time by elsewhere.
    pub fn clock(&self) -> &Arc<MockClock> {
        &self.exchange.clock
    }

    /// Changes how much faster than the service things change, also those that are under way.
    ///
    /// # Panics
    ///
    /// If it is no number above zero.
    pub fn set_speed(&self, speed: f64) {
        assert!(speed.is_finite() && speed > 0.0, "a speed is a number above zero, not {speed}");
        self.exchange.set_speed(speed);
    }

    /// Adds something that is there as if it had been created: an object of its fields, as the spec names them. What it
    /// belongs to is named by parameters, as in calls. It belongs to the tenant of [`Self::access_key`]. Answers the
    /// whole of it, with its id. What does not fit what the spec says of its kind is refused, with every reason.
    pub fn seed(&self, resource: &str, parameters: Value, fields: Value) -> Reply<Value> {
        let object = |value: Value| match value {
            Value::Object(fields) => Ok(fields),
            _ => Err(Refusal::new(400, "InvalidParameter", "fields and parameters are objects")),
        };
        let seeded = self.exchange.add(self.exchange.tenant(), resource, object(parameters)?, object(fields)?)?;
        self.exchange.settled_blocking()?;
        Ok(seeded)
    }

    /// Makes the next transition of such a thing to a state fail, for the tenant of [`Self::access_key`].
    pub fn fail_next(&self, resource: &str, to: &str) -> Reply<()> {
        self.fail(FailingTransition::new(resource, to))
    }

    /// Makes transitions fail.
    pub fn fail(&self, failing: FailingTransition) -> Reply<()> {
        self.exchange.fail(&failing)?;
        self.exchange.settled_blocking()
    }

    /// Lets something go wrong; answers the number by which it can be undone.
    ///
    /// # Panics
    ///
    /// If no operation fits what [`Fault::on`] was given.
    #[track_caller]
    pub fn fault(&self, fault: Fault) -> u64 {
        self.expect_operation(&fault.selector.operation);
        self.exchange.faults.add(fault)
    }

    /// Lets something go wrong no more.
    pub fn remove_fault(&self, number: u64) {
        self.exchange.faults.remove(number);
    }

    /// Answers the calls of an operation with a closure from now on; see [`Builder::on`](crate::Builder::on).
    pub fn on<I, F, A>(&self, answer: F)
    where
        I: Input,
        F: Fn(Arc<Request>, I) -> A + Send + Sync + 'static,
        A: Future<Output = Reply<I::Output>> + Send + 'static,
    {
        self.exchange.overrides.change(|closures| overrides::insert(closures, answer));
    }

    /// Answers calls with a canned answer; answers the number by which it can be undone.
    ///
    /// # Panics
    ///
    /// If no operation fits what [`Canned::on`] was given.
    #[track_caller]
    pub fn answer(&self, canned: Canned) -> u64 {
        self.expect_operation(&canned.selector.operation);
        self.exchange.overrides.canned.add(canned)
    }

    /// Does not answer calls with a canned answer any more.
    pub fn remove_answer(&self, number: u64) {
        self.exchange.overrides.canned.remove(number);
    }

    /// Expects calls of an operation from now on: one at least, unless the answer is told otherwise. `*` in the name is
    /// anything. A mock that is dropped panics if an expectation is not met, unless there is a panic already.
    ///
    /// # Panics
    ///
    /// If there is no such operation.
    #[track_caller]
    pub fn expect(&self, operation: impl Into<String>) -> Expectation {
        let operation = operation.into();
        self.expect_operation(&operation);
        self.exchange.expectations.add(Expected::new(operation, self.exchange.journal.last()))
    }

    /// Whether the calls came that are expected.
    ///
    /// # Panics
    ///
    /// If not: it says for each expectation which calls were close, and what differs.
    #[track_caller]
    pub fn verify(&self) {
        if let Err(unmet) = self.check() {
            panic!("{unmet}");
        }
    }

    /// The same without a panic.
    pub fn check(&self) -> Result<(), Unmet> {
        self.exchange.expectations.verify(&self.exchange.journal)
    }

    /// The calls of an operation that came, as far as the journal has them; `*` in it is anything.
    pub fn calls(&self, operation: &str) -> Vec<Call> {
        let mut calls = self.exchange.journal.calls();
        calls.retain(|call| matches(operation, call.operation().unwrap_or_default()));
        calls.sort_by_key(Call::number);
        calls
    }

    /// Has everything as it was at the start: what is kept, the clock, and what the mock was told since. It fails only where
    /// everything is kept in a storage, and that does.
    pub fn reset(&self) -> Reply<()> {
        self.exchange.reset(None);
        self.exchange.settled_blocking()
    }

    /// Has everything that belongs to a tenant as it was at the start. It fails as [`Self::reset`] does.
    pub fn reset_tenant(&self, tenant: &str) -> Reply<()> {
        self.exchange.reset(Some(tenant));
        self.exchange.settled_blocking()
    }

    /// Everything that is kept, for all tenants: what there is, what is due, what ids are drawn from, and the temporary
    /// credentials that were issued, with their secrets. See [`Self::restore`].
    pub fn snapshot(&self) -> Value {
        self.exchange.snapshot(None)
    }

    /// What a tenant has; it is restored as a snapshot of all is.
    pub fn snapshot_of(&self, tenant: &str) -> Value {
        self.exchange.snapshot(Some(tenant))
    }

    /// Has everything as it was when a snapshot was taken, here or of another mock of the same services, and nothing else.
    /// The clock shows the time of then, and the same calls are answered with the same ids. A snapshot that does not fit
    /// what the spec says is refused, and changes nothing.
    pub fn restore(&self, snapshot: &Value) -> Reply<()> {
        self.exchange.restore(snapshot)?;
        self.exchange.settled_blocking()
    }

    /// Gives a tenant what another, or itself, had when a snapshot was taken. Nothing of other tenants changes, nor does
    /// the time. Temporary credentials come back only to the tenant that they were issued to.
    pub fn restore_tenant(&self, snapshot: &Value, from: &str, to: &str) -> Reply<()> {
        self.exchange.restore_tenant(snapshot, from, to)?;
        self.exchange.settled_blocking()
    }

    #[track_caller]
    fn expect_operation(&self, pattern: &str) {
        if let Err(unfit) = self.exchange.check_pattern(pattern) {
            panic!("{unfit}");
        }
    }

    /// Accepts no more calls, and returns when those that are under way are answered, or cut off after ten seconds.
    pub async fn shutdown(mut self) {
        self.stop_within(PATIENCE);
        // Nothing is ever sent: the thread ends.
        let _ = (&mut self.ended.0).await;
    }

    fn stop_within(&mut self, patience: Duration) {
        if let Some(stop) = self.stop.take() {
            // Fails if the thread has ended.
            let _ = stop.send(patience);
        }
    }
}

/// Stops at once: calls that are under way are cut off. It panics if what was expected did not come.
impl Drop for Server {
    fn drop(&mut self) {
        self.stop_within(Duration::ZERO);
        let _ = self.ended.1.get_mut().recv_timeout(DROP_PATIENCE);
        if !thread::panicking() {
            self.verify();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Server").field("url", &self.url).finish_non_exhaustive()
    }
}

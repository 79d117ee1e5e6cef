//! The calls that came, and what became of them.
//!
//! | file | what it is about |
//! |---|---|
//! | `folded` | how a message is kept |
//! | `masking` | what of a call may be shown |
//! | `replay`, `typed` | lines that make the call again |
//!
//! A call is kept as it came; what it says is read only when somebody looks, and then without its secrets.

mod folded;
mod masking;
mod replay;
mod typed;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Input, Operation};
use http::{HeaderMap, Method, Response, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::Value;

use crate::exchange::{Exchange, Progress, Step};
use crate::routing::Route;
use folded::Folded;
pub(crate) use masking::secrets;

/// How many calls are kept at most.
pub(crate) const CAPACITY: usize = 1000;
/// How many bytes of them, roughly.
const BYTES: usize = MEBIBYTES << 20;
/// The same, as people are told.
pub(crate) const MEBIBYTES: usize = 16;
/// What a call takes beside its messages, roughly.
const OVERHEAD: usize = 1 << 10;

/// A call that came, and what became of it.
#[derive(Clone)]
pub struct Call(Arc<Recorded>, Unfolded);

/// The request of a call that somebody looks at. The journal's own calls are never looked at but through clones.
type Unfolded = OnceLock<Box<http::Request<Bytes>>>;

struct Recorded {
    number: u64,
    took: SignedDuration,
    method: Method,
    /// What it said, and what it was answered.
    folded: Folded,
    progress: Progress,
    /// The status of the answer, if there was one.
    status: Option<StatusCode>,
    /// Whether the admin API asks for a token.
    needs_token: bool,
}

impl Call {
    /// Its place among all calls, counted from one.
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// Its request id.
    pub fn id(&self) -> &str {
        &self.0.progress.id
    }

    /// When it came, by the mock's clock.
    pub fn received(&self) -> Timestamp {
        self.0.progress.received.mock
    }

    /// The name of the operation; nothing if there is none for its method and path.
    pub fn operation(&self) -> Option<&'static str> {
        self.table().map(|operation| operation.name)
    }

    /// Whose call it is; nothing if it was refused before that was known.
    pub fn tenant(&self) -> Option<&str> {
        self.0.progress.caller.as_ref().map(|caller| caller.tenant.as_str())
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The path. It shows whatever was sent in it, as does everything below; what the admin API shows is masked.
    pub fn path(&self) -> &str {
        self.request().uri().path()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.request().headers()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        self.request().body()
    }

    /// Everything that it says, by wire names; nothing if it could not be read.
    pub fn input(&self) -> Value {
        self.route().and_then(|route| route.decode(self.request()).ok()).unwrap_or_default()
    }

    /// The same as the input of its operation; nothing if it is another operation's, or could not be read.
    pub fn input_of<I: Input>(&self) -> Option<I> {
        let is_its = self.operation() == Some(I::OPERATION.name);
        is_its.then(|| crate::handler::read(&self.input()).ok()).flatten()
    }

    /// The status of the answer; nothing if there was none.
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|status| status.as_u16())
    }

    /// The code of the error that it was refused with, if it was.
    pub fn refused(&self) -> Option<&str> {
        self.0.progress.refused.as_deref()
    }

    /// What it does not keep to, if it was refused for that: `CreateThing.body.name`. `ackgen explain` tells what that is.
    pub fn findings(&self) -> &[String] {
        &self.0.progress.findings
    }

    /// What was made to go wrong with it, if anything was.
    pub fn fault(&self) -> Option<&'static str> {
        self.0.progress.fault
    }

    /// A `curl` command that makes the call again: the mock lets its signature pass another time. Secrets read `***`, so
    /// that a call with some is refused until they are written in again.
    pub fn curl(&self, url: &str) -> String {
        replay::curl(self, url)
    }

    /// A line of Rust that makes the call again, with a client of the service in a variable `client` and its module `types`
    /// in scope. What the client has no simple way to say, such as a field that it does not know, becomes a raw call.
    /// Secrets read `***`.
    pub fn rust(&self) -> String {
        replay::rust(self)
    }

    /// Whether a request asks for the same. Its signature is not looked at.
    pub(crate) fn is(&self, other: &http::Request<Bytes>) -> bool {
        let request = self.request();
        let target = |request: &http::Request<Bytes>| request.uri().path_and_query().cloned();
        request.method() == other.method() && target(request) == target(other) && request.body() == other.body()
    }

    fn table(&self) -> Option<&'static Operation> {
        self.route().map(|route| route.operation)
    }

    fn route(&self) -> Option<&Route> {
        self.0.progress.route.as_ref()
    }

    fn progress(&self) -> &Progress {
        &self.0.progress
    }

    fn request(&self) -> &http::Request<Bytes> {
        self.1.get_or_init(|| {
            let folded = self.0.folded.request();
            let mut request = http::Request::new(folded.body());
            request.method_mut().clone_from(&self.0.method);
            // It was one.
            *request.uri_mut() = folded.line().parse::<Uri>().unwrap_or_default();
            *request.headers_mut() = folded.headers();
            Box::new(request)
        })
    }

    /// What the admin API shows of it.
    pub(crate) fn to_json(&self, exchange: &Exchange, url: &str) -> Value {
        masking::call(self, exchange, url)
    }

    /// A part of an input without its secrets.
    pub(crate) fn masked_like(&self, input: &Value) -> Value {
        masking::masked(self, input)
    }

    /// The input without its secrets.
    pub(crate) fn masked_input(&self) -> Value {
        masking::input(self)
    }
}

/// Shows nothing that may be secret.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("number", &self.number())
            .field("operation", &self.operation())
            .field("tenant", &self.tenant())
            .field("status", &self.status())
            .field("refused", &self.refused())
            .finish_non_exhaustive()
    }
}

/// The calls that came last.
#[derive(Debug)]
pub(crate) struct Journal {
    capacity: usize,
    numbers: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    calls: VecDeque<Call>,
    bytes: usize,
    /// The number of the last call that was dropped for want of room.
    dropped: u64,
}

impl Journal {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, numbers: AtomicU64::new(0), kept: Mutex::default() }
    }

    /// The calls that are kept, in the order in which they were answered.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.kept.lock().calls.iter().cloned().collect()
    }

    pub(crate) fn get(&self, number: u64) -> Option<Call> {
        self.kept.lock().calls.iter().find(|call| call.number() == number).cloned()
    }

    /// The number of the call that came last.
    pub(crate) fn last(&self) -> u64 {
        self.numbers.load(Ordering::Relaxed)
    }

    /// The number of the last call that was dropped for want of room.
    pub(crate) fn dropped(&self) -> u64 {
        self.kept.lock().dropped
    }

    /// Forgets all calls; or those of a tenant.
    pub(crate) fn clear(&self, tenant: Option<&str>) {
        let mut kept = self.kept.lock();
        kept.calls.retain(|call| tenant.is_some_and(|tenant| call.tenant() != Some(tenant)));
        kept.bytes = kept.calls.iter().map(size).sum();
    }

    fn add(&self, call: Call) {
        let mut kept = self.kept.lock();
        kept.bytes += size(&call);
        kept.calls.push_back(call);
        while kept.calls.len() > self.capacity || (kept.bytes > BYTES && kept.calls.len() > 1) {
            if let Some(old) = kept.calls.pop_front() {
                kept.bytes -= size(&old);
                kept.dropped = kept.dropped.max(old.number());
            }
        }
    }
}

fn size(call: &Call) -> usize {
    call.0.folded.size() + OVERHEAD
}

/// A call that is being answered. It is written down when that is done, or given up.
pub(crate) struct Recording<'e> {
    exchange: &'e Exchange,
    number: u64,
    request: Arc<http::Request<Bytes>>,
    progress: Progress,
    done: bool,
}

impl<'e> Recording<'e> {
    pub(crate) fn new(exchange: &'e Exchange, progress: Progress, request: Arc<http::Request<Bytes>>) -> Self {
        let number = exchange.journal.numbers.fetch_add(1, Ordering::Relaxed) + 1;
        Self { exchange, number, request, progress, done: false }
    }

    pub(crate) fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    pub(crate) fn finish(mut self, answer: Option<&Response<Bytes>>) {
        self.write_down(answer);
    }

    fn write_down(&mut self, answer: Option<&Response<Bytes>>) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        let progress = std::mem::take(&mut self.progress);
        let took = self.exchange.clock.of_source().duration_since(progress.started);
        self.exchange.metrics.count(&progress, answer.map(|answer| answer.status().as_u16()), took);
        if self.exchange.journal.capacity == 0 {
            return;
        }
        let request = &*self.request;
        let target = match (request.uri().authority(), request.uri().path_and_query()) {
            (None, Some(target)) => Cow::Borrowed(target.as_str()),
            _ => Cow::Owned(request.uri().to_string()),
        };
        let said = answer.map(|answer| (answer.headers(), &answer.body()[..]));
        let recorded = Recorded {
            number: self.number,
            took,
            method: request.method().clone(),
            folded: Folded::new(&target, (request.headers(), request.body()), said),
            progress,
            status: answer.map(Response::status),
            needs_token: self.exchange.admin.as_ref().is_some_and(|admin| admin.token.is_some()),
        };
        self.exchange.journal.add(Call(Arc::new(recorded), OnceLock::new()));
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        self.write_down(None);
    }
}

//! One call, from a request to its answer.
//!
//! The steps are those of [`Exchange::perform`], in that order. Whatever goes wrong in any of them is a refusal in the
//! service's error shape; a handler that panics is, too. Around them is [`Exchange::answer`]: what goes wrong on purpose,
//! and what is written down of it.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Poll;

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Format, Kind, Location, Operation, Service, encode_json_response, encode_response, validate, xml};
use http::header::{ACCEPT, CONTENT_TYPE, DATE, HOST, HeaderName, HeaderValue, RETRY_AFTER};
use http::request::Parts;
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::access_keys::AccessKey;
use crate::admin::Admin;
use crate::authentication::{Authentication, When};
use crate::clock::{Dates, MockClock, Sleep};
use crate::credentials;
use crate::engine::Engine;
use crate::expectations::Expectations;
use crate::faults::{Broken, Fault, Outcome};
use crate::handler::{Content, Handler};
use crate::ids::Ids;
use crate::journal::{Journal, Recording, secrets};
use crate::listener::Limits;
use crate::metrics::Metrics;
use crate::overrides::Overrides;
use crate::refusal::{Refusal, Reply};
use crate::request::{Caller, Request};
use crate::routing::{Route, Router, parameters};
use crate::rules::Rules;
use crate::state::Keeper;
use crate::strict;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

/// Names what a refused request does not keep to. It goes beside the service's error shape, which has no room for it.
const FINDING: HeaderName = HeaderName::from_static("x-mock-finding");
/// How many of them at most, as clients take only so many headers; the journal has all.
const FINDINGS: usize = 32;

/// How answers are written where the documentation and the live service differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WireForm {
    /// As the live service sends them: a list is the whole body, and a body without content has the request id.
    #[default]
    Live,
    /// As the documentation prints them: a list is inside of its placeholder key, and a body without content is empty.
    Documented,
}

/// Everything that calls have in common.
pub(crate) struct Exchange {
    pub(crate) handlers: Vec<Arc<dyn Handler>>,
    pub(crate) router: Router,
    pub(crate) authentication: Authentication,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) sleep: Arc<dyn Sleep>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) dates: Dates,
    pub(crate) wire: WireForm,
    /// What each handler keeps.
    pub(crate) engines: Vec<Option<Arc<Engine>>>,
    /// The key that is meant where none is named.
    pub(crate) access_key: AccessKey,
    pub(crate) admin: Option<Admin>,
    /// What the URL that it is called by begins with.
    pub(crate) scheme: &'static str,
    /// What ids are drawn from at the start.
    pub(crate) seed: u64,
    pub(crate) faults: Rules<Fault>,
    pub(crate) overrides: Overrides,
    pub(crate) journal: Journal,
    pub(crate) expectations: Expectations,
    pub(crate) metrics: Metrics,
    /// Whether the mock ends.
    pub(crate) ending: watch::Sender<bool>,
    /// Where changes go, if they are to survive.
    pub(crate) keeper: Option<Arc<Keeper>>,
    /// Whether what the service puts up with is refused.
    pub(crate) strict: bool,
    #[cfg(feature = "fixtures")]
    pub(crate) fixtures: Vec<crate::fixture::Fixture>,
}

/// What goes back.
pub(crate) enum Answered {
    Whole(Response<Bytes>),
    /// The head, with the length of the whole body, and the first half of that.
    Half(Response<Bytes>),
    /// The connection is to be reset.
    Reset,
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Its operation is looked for.
    #[default]
    Routing,
    /// It is found out who calls.
    Authentication,
    /// It is checked what is asked.
    Validation,
    /// It is valid.
    Performance,
}

/// What is known of a call so far, which the answer depends on.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) id: Arc<str>,
    /// When it arrived, as the caller is told.
    pub(crate) received: When,
    pub(crate) format: Format,
    pub(crate) service: Option<&'static Service>,
    pub(crate) route: Option<Route>,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) step: Step,
    /// The code of the refusal, if it is refused.
    pub(crate) refused: Option<String>,
    /// What it does not keep to, by the ids that `ackgen explain` knows: `CreateThing.body.name`.
    pub(crate) findings: Vec<String>,
    /// What goes wrong on purpose.
    pub(crate) fault: Option<&'static str>,
    /// Whether nobody looked at it because of that.
    pub(crate) withheld: bool,
    /// When it arrived, by the clock that durations are measured with.
    pub(crate) started: Timestamp,
}

impl Exchange {
    /// How many bytes a body may have.
    pub(crate) fn longest_body(&self, head: &Parts, limits: &Limits) -> usize {
        let admin = Admin::that_answers(self.admin.as_ref(), head.uri.path());
        if admin.is_some_and(|admin| admin.allows(head)) { limits.body.max(Admin::LONGEST_BODY) } else { limits.body }
    }

    /// Answers a request, or the beginning of one whose body did not arrive.
    pub(crate) async fn answer(&self, head: Parts, body: Reply<Bytes>) -> Answered {
        if let Some(admin) = Admin::that_answers(self.admin.as_ref(), head.uri.path()) {
            let answer = admin.answer(self, &head, body);
            return Answered::Whole(self.settled().await.map_or_else(Admin::refused, |()| answer));
        }
        let accept = head.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let progress = Progress::new(self.ids.request_id(), self.clock.when(), Format::from_accept(accept));
        let (body, arrived) = body.map_or_else(|refusal| (Bytes::new(), Err(refusal)), |body| (body, Ok(())));
        let request = Arc::new(http::Request::from_parts(head, body));
        // Written down even if the caller gives up waiting, and this is dropped.
        let mut recording = Recording::new(self, progress, Arc::clone(&request));
        let progress = recording.progress();
        let (fault, reply) = match arrived.and_then(|()| self.route(progress, &request)) {
            Err(refusal) => (None, Err(refusal)),
            Ok(handler) => self.troubled(progress, handler, &request).await,
        };
        let answer = reply.unwrap_or_else(|refusal| progress.refuse(refusal, &request));
        let answer = progress.finish(answer, self.dates.of(progress.received.mock));
        let (method, status) = (request.method(), answer.status().as_u16());
        let operation = progress.route.as_ref().map(|route| route.operation.name);
        // A parameter of a path may be secret.
        let path = progress.route.as_ref().map_or_else(|| request.uri().path(), |route| route.operation.path);
        tracing::debug!(request_id = &*progress.id, %method, path, operation, status, refused = progress.refused, "answered");
        let Some(broken) = fault else {
            recording.finish(Some(&answer));
            return Answered::Whole(answer);
        };
        if broken == Broken::Never {
            drop(recording);
            self.end().await;
            return Answered::Reset;
        }
        let answered = broken_answer(broken, answer);
        match &answered {
            Answered::Whole(answer) | Answered::Half(answer) => recording.finish(Some(answer)),
            Answered::Reset => recording.finish(None),
        }
        answered
    }

    /// The bytes of the answer to what could not be read as a request.
    pub(crate) fn refuse_unread(&self, refusal: Refusal) -> Vec<u8> {
        tracing::debug!(%refusal, "not a request");
        let mut progress = Progress::new(self.ids.request_id(), self.clock.when(), Format::default());
        let answer = progress.refuse(refusal, &http::Request::default());
        let answer = progress.finish(answer, self.dates.of(progress.received.mock));
        let mut bytes = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
        for (name, value) in answer.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(format!("connection: close\r\ncontent-length: {}\r\n\r\n", answer.body().len()).bytes());
        bytes.extend(answer.body());
        bytes
    }

    /// Finds out what is called.
    fn route(&self, progress: &mut Progress, request: &http::Request<Bytes>) -> Reply<usize> {
        let route = self.router.route(request)?;
        let handler = route.handler;
        if let Some(format) = route.by_name.then(|| format_parameter(request)).flatten() {
            progress.format = format;
        }
        progress.service = Some(self.handlers[handler].service());
        progress.step = Step::Authentication;
        progress.route = Some(route);
        Ok(handler)
    }

    /// Performs an operation, unless that is to go wrong; and says how the answer is to be broken.
    async fn troubled(
        &self,
        progress: &mut Progress,
        handler: usize,
        request: &Arc<http::Request<Bytes>>,
    ) -> (Option<Broken>, Reply<Response<Bytes>>) {
        let operation = progress.route.as_ref().map_or("", |route| route.operation.name);
        let Some(fault) = self.faults.next(operation, || self.authentication.claimed_tenant(request), |_| true) else {
            return (None, self.perform(progress, handler, request).await);
        };
        progress.fault = Some(fault.name());
        if let Some(skew) = fault.skew {
            progress.received = progress.received.off(skew);
        }
        progress.withheld = !fault.performed && fault.outcome != Outcome::Usual;
        let usual = match progress.withheld {
            false => self.perform(progress, handler, request).await,
            // Nobody gets to see it.
            true => Err(Refusal::new(500, "InjectedFault", "the mock was told to break off")),
        };
        if let Some(latency) = fault.latency {
            self.sleep.sleep(latency).await;
        }
        match fault.outcome {
            Outcome::Usual => (None, usual),
            Outcome::Refusal(refusal) => (None, Err(refusal)),
            Outcome::Broken(broken) => (Some(broken), usual),
        }
    }

    /// Does what is asked.
    async fn perform(&self, progress: &mut Progress, handler: usize, http: &Arc<http::Request<Bytes>>) -> Reply<Response<Bytes>> {
        let (handler, engine) = (&self.handlers[handler], &self.engines[handler]);
        let Some(route) = progress.route.clone() else { return Err(Refusal::new(500, "InternalError", "no operation was found")) };
        let operation = route.operation;
        let replayed = self.admin.as_ref().is_some_and(|admin| admin.allows_replay(http, &self.journal));
        let caller = self.authentication.check(http, progress.received, replayed, || secrets(http, Some(&route)))?;
        progress.caller = Some(Arc::clone(&caller));
        progress.step = Step::Validation;
        if self.strict {
            strict::check_headers(handler.service(), operation, http)?;
        }
        let input = route.decode(http).map_err(|error| Refusal::new(400, "InvalidParameter", error.to_string()))?;
        check(operation, &input, self.strict, &mut progress.findings)?;
        progress.step = Step::Performance;
        let request = Arc::new(Request {
            id: Arc::clone(&progress.id),
            service: handler.service(),
            operation,
            caller,
            received: progress.received.mock,
            http: Arc::clone(http),
            input,
            ids: Arc::clone(&self.ids),
            engine: engine.clone(),
            handler: Arc::clone(handler),
            ticket: AtomicU64::new(0),
            kept: OnceLock::new(),
        });
        let output = self.output(&request).await;
        if let Some(keeper) = &self.keeper {
            keeper.safe(request.ticket.load(Ordering::Relaxed)).await?;
        }
        let (output, status) = output?;
        if let Some(paths) = &operation.credentials
            && let Some(session) = credentials::session(paths, &output.value(), request.tenant())
        {
            let ticket = self.add_session(session, progress.received.mock);
            if let Some(keeper) = &self.keeper {
                keeper.safe(ticket).await?;
            }
        }
        Ok(progress.write(operation, output, status, self.wire))
    }

    /// What is answered, and with which status where it is not the operation's own.
    async fn output(&self, request: &Arc<Request>) -> Reply<(Content, Option<u16>)> {
        if let Some(canned) = self.overrides.canned(request) {
            return canned.outcome.map(|value| (value.into(), canned.status));
        }
        let operation = request.operation();
        let output = match self.overrides.closure(request.service().name, operation) {
            Some(closure) => unpanicked(operation, async { closure(Arc::clone(request)).await }).await,
            None => unpanicked(operation, async { request.handler.answer(request).await }).await,
        };
        output.map(|output| (output, None))
    }

    /// Returns when the mock ends.
    async fn end(&self) {
        // Fails only if the sender is gone, which is this.
        let _ = self.ending.subscribe().wait_for(|ending| *ending).await;
    }
}

/// An answer that is none.
fn broken_answer(broken: Broken, mut answer: Response<Bytes>) -> Answered {
    match broken {
        Broken::Reset | Broken::Never => Answered::Reset,
        Broken::Truncated => Answered::Half(answer),
        Broken::Malformed => {
            let half = answer.body().len() / 2;
            let body = if half == 0 { Bytes::from_static(b"{") } else { answer.body().slice(..half) };
            *answer.body_mut() = body;
            Answered::Whole(answer)
        }
        Broken::Empty(status) => {
            *answer.body_mut() = Bytes::new();
            answer.headers_mut().remove(CONTENT_TYPE);
            if let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) {
                *answer.status_mut() = status;
            }
            Answered::Whole(answer)
        }
    }
}

impl Progress {
    fn new(id: Arc<str>, received: When, format: Format) -> Self {
        Self { id, received, format, started: received.caller, ..Self::default() }
    }

    fn write(&self, operation: &Operation, output: Content, status: Option<u16>, wire: WireForm) -> Response<Bytes> {
        let status = status.or_else(|| operation.response.statuses.first().copied()).unwrap_or(200);
        let documented = wire == WireForm::Documented;
        if operation.response.kind.is_none() && !documented && status != 204 {
            return self.write_nothing(operation, status);
        }
        let id = Some(&*self.id);
        let (content_type, body) = if self.format == Format::Json && !documented {
            match output.into_json() {
                Ok(json) => encode_json_response(operation, json, id),
                Err(value) => encode_response(operation, &value, self.format, documented, id),
            }
        } else {
            encode_response(operation, &output.value(), self.format, documented, id)
        };
        respond(status, content_type, body)
    }

    /// An answer without content still says which call it answers; the vendor's newer SDKs cannot read an empty body.
    fn write_nothing(&self, operation: &Operation, status: u16) -> Response<Bytes> {
        let value = json!({ "RequestId": *self.id });
        let body = match self.format {
            Format::Json => value.to_string(),
            Format::Xml => xml::write(&value, &format!("{}Response", operation.name), xml::ITEM),
        };
        respond(status, self.format.content_type(), body.into())
    }

    fn refuse(&mut self, refusal: Refusal, request: &http::Request<Bytes>) -> Response<Bytes> {
        let (content_type, body) = refusal.shape(&self.id, host(request)).encode(self.format);
        // A handler may refuse with anything; what is no error status is its error.
        let status = if (400..600).contains(&refusal.status) { refusal.status } else { 500 };
        let mut answer = respond(status, content_type, body);
        if let Some(wait) = refusal.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        self.refused = Some(refusal.code.into_owned());
        if self.findings.is_empty() && self.step >= Step::Validation && self.fault.is_none() {
            self.findings.extend(self.route.as_ref().map(|route| route.operation.name.to_owned()));
        }
        let findings = self.findings.iter().take(FINDINGS).map(String::as_str).collect::<Vec<_>>().join(", ");
        answer.headers_mut().extend(HeaderValue::try_from(findings).ok().filter(|value| !value.is_empty()).map(|value| (FINDING, value)));
        answer
    }

    /// Adds what every answer carries. The date is by the mock's clock, for clients that set theirs by it.
    fn finish(&self, mut answer: Response<Bytes>, date: Option<HeaderValue>) -> Response<Bytes> {
        let headers = answer.headers_mut();
        if let Some(date) = date {
            headers.insert(DATE, date);
        }
        if let Ok(id) = HeaderValue::from_str(&self.id) {
            headers.insert(REQUEST_ID, id);
        }
        answer
    }
}

fn respond(status: u16, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let has_content = !body.is_empty();
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if has_content {
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    answer
}

fn host(request: &http::Request<Bytes>) -> Option<String> {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    header.or_else(|| request.uri().authority().map(|authority| authority.to_string()))
}

/// The format that a call by name asks for with a parameter.
fn format_parameter(request: &http::Request<Bytes>) -> Option<Format> {
    let (_, format) = parameters(request).find(|(name, _)| name == "Format")?;
    match format.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "xml" => Some(Format::Xml),
        _ => None,
    }
}

/// Refuses an input that the operation does not take, and notes by their ids the facts that it does not keep.
fn check(operation: &Operation, input: &Value, strict: bool, findings: &mut Vec<String>) -> Reply<()> {
    let violations = validate(operation.input, input);
    for violation in &violations {
        let id = id(operation, &violation.fields);
        if !findings.contains(&id) {
            findings.push(id);
        }
    }
    let mut messages: Vec<_> = violations.iter().map(ToString::to_string).collect();
    if strict {
        strict::undocumented(&Kind::Record(operation.input), input, "", &mut messages);
        strict::unlisted(&Kind::Record(operation.input), input, "", &mut messages);
    }
    if messages.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(400, "InvalidParameter", messages.join("; ")))
}

/// The id of a field of the input; without fields, of the operation.
fn id(operation: &Operation, fields: &[&str]) -> String {
    let mut id = operation.name.to_owned();
    if let Some(field) = fields.first().and_then(|name| operation.input.field(name)) {
        id.push('.');
        id.push_str(match field.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Body => "body",
        });
    }
    fields.iter().for_each(|name| id.extend([".", name]));
    id
}

/// What answers a call; a refusal if it panics.
async fn unpanicked(operation: &Operation, answer: impl Future<Output = Reply<Content>>) -> Reply<Content> {
    let mut answer = pin!(answer);
    // Nothing that the handler may have left half done is used again but its own, of which it must take care itself.
    let outcome: Result<_, Box<dyn Any + Send>> = poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))).map_or_else(|panic| Poll::Ready(Err(panic)), |poll| poll.map(Ok))
    })
    .await;
    outcome.unwrap_or_else(|_| {
        // What it panicked with is on standard error; it may hold a secret.
        Err(Refusal::new(500, "InternalError", format!("the handler of {} panicked", operation.name)))
    })
}

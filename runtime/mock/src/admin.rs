//! The admin API: what a running mock can be asked and told over HTTP, under `/_mock/`.
//!
//! | file | what it is about |
//! |---|---|
//! | `access` | who may use it: not a web page of somebody else, and nobody without the token if there is one |
//! | `routes` | everything that it can do, which is also what `GET /_mock/api` lists |
//! | `time`, `state` | the clock; what is kept |
//! | `rules`, `calls` | faults and canned answers; the journal and metrics |
//! | `explain`, `pasted` | why a signature is wrong, of a request that somebody pastes |
//! | `page` | the page for people |
//!
//! It is no part of the service: its calls are not recorded, and draw no ids.

mod access;
mod calls;
mod explain;
mod page;
mod pasted;
mod routes;
mod rules;
mod state;
mod time;

use ackgen_wire::Secret;
use ackgen_wire::bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::authentication::REPLAY;
use crate::exchange::Exchange;
use crate::fields::{Fields, Unfit};
use crate::journal::Journal;
use crate::refusal::{Refusal, Reply};

/// What its paths begin with.
const ROOT: &str = "/_mock";

/// The admin API of a mock that has one.
#[derive(Debug, Default)]
pub(crate) struct Admin {
    /// What a caller has to know.
    pub(crate) token: Option<Secret>,
}

impl Admin {
    /// How many bytes may be sent to it: a snapshot of all that a mock keeps.
    pub(crate) const LONGEST_BODY: usize = 1 << 30;

    /// Whether whoever sends a request may use it.
    pub(crate) fn allows(&self, head: &Parts) -> bool {
        self.check(&head.headers, &head.uri).is_ok()
    }

    /// The one that a path is of, if it is. Without an admin API there still is who says that the mock runs.
    pub(crate) fn that_answers<'a>(admin: Option<&'a Self>, path: &str) -> Option<&'a Self> {
        const OF_PROBES: &Admin = &Admin { token: None };
        let owns = path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if owns { admin.or(access::PROBES.contains(&path).then_some(OF_PROBES)) } else { None }
    }

    /// Whether a call says which one of the journal it is, it is that, and whoever sends it may say so. Where it comes from does
    /// not matter: it is signed.
    pub(crate) fn allows_replay(&self, call: &http::Request<Bytes>, journal: &Journal) -> bool {
        let Some(number) = call.headers().get(REPLAY) else { return false };
        let number = number.to_str().ok().and_then(|number| number.parse().ok());
        number.and_then(|number| journal.get(number)).is_some_and(|known| known.is(call)) && self.check_token(call.headers()).is_ok()
    }

    /// Answers a request, or the beginning of one whose body did not arrive.
    pub(crate) fn answer(&self, exchange: &Exchange, head: &Parts, body: Reply<Bytes>) -> Response<Bytes> {
        let outcome = self.check(&head.headers, &head.uri).and_then(|()| {
            let (route, path) = routes::find(head)?;
            (route.answer)(exchange, &Ask { head, path, body: body? })
        });
        outcome.map_or_else(|problem| problem.write(), Answer::write)
    }
}

impl Admin {
    /// The answer to a request that was done, though something else went wrong.
    pub(crate) fn refused(refusal: Refusal) -> Response<Bytes> {
        Problem::from(refusal).write()
    }
}

/// What the braces of a path stand for.
type Named = Vec<(&'static str, String)>;

/// What is asked.
struct Ask<'a> {
    head: &'a Parts,
    /// What the braces of the path stand for.
    path: Named,
    body: Bytes,
}

impl Ask<'_> {
    /// A parameter of the path.
    fn named(&self, name: &str) -> &str {
        self.path.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The parameters of the query, as fields.
    fn query(&self) -> Fields {
        let pairs = form_urlencoded::parse(self.head.uri.query().unwrap_or_default().as_bytes());
        Fields::of_texts(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
    }

    /// What the mock is called by whoever asks.
    fn url(&self, exchange: &Exchange) -> String {
        let host = self.head.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("{}://{host}", exchange.scheme)
    }

    /// The body, an object of JSON; an empty one if there is none.
    fn fields(&self) -> Result<Fields, Problem> {
        Ok(Fields::of(if self.body.is_empty() { json!({}) } else { self.json()? })?)
    }

    fn json(&self) -> Result<Value, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| Problem::new(400, "NotJson", format!("the body is no JSON: {error}")))
    }
}

/// What is answered.
#[derive(Debug)]
enum Answer {
    Json(u16, Value),
    Text(&'static str, String),
}

type Outcome = Result<Answer, Problem>;

impl Answer {
    fn ok(value: Value) -> Outcome {
        Ok(Self::Json(200, value))
    }

    fn write(self) -> Response<Bytes> {
        match self {
            Self::Json(status, value) => respond(status, "application/json", format!("{value:#}\n")),
            Self::Text(content_type, text) => respond(200, content_type, text),
        }
    }
}

/// What is wrong with a request, and what would be right.
#[derive(Debug)]
struct Problem {
    status: u16,
    code: String,
    message: String,
    allowed: Vec<String>,
}

impl Problem {
    fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), allowed: Vec::new() }
    }

    fn allowed(mut self, allowed: impl IntoIterator<Item: Into<String>>) -> Self {
        self.allowed = allowed.into_iter().map(Into::into).collect();
        self
    }

    fn write(self) -> Response<Bytes> {
        let mut error = json!({ "code": self.code, "message": self.message });
        if !self.allowed.is_empty() {
            error["allowed"] = self.allowed.clone().into();
        }
        let mut answer = respond(self.status, "application/json", format!("{:#}\n", json!({ "error": error })));
        if self.status == 405 {
            answer.headers_mut().extend(HeaderValue::try_from(self.allowed.join(", ")).ok().map(|methods| (ALLOW, methods)));
        }
        answer
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let message = match &refusal.recommend {
            Some(recommend) => format!("{}; {recommend}", refusal.message),
            None => refusal.message,
        };
        Self::new(refusal.status, refusal.code, message)
    }
}

impl From<Unfit> for Problem {
    fn from(unfit: Unfit) -> Self {
        Self::new(400, "InvalidParameter", unfit.message).allowed(unfit.allowed)
    }
}

fn respond(status: u16, content_type: &'static str, body: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    const HEADERS: [(HeaderName, HeaderValue); 2] =
        [(CACHE_CONTROL, HeaderValue::from_static("no-store")), (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))];
    answer.headers_mut().extend(HEADERS);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

//! One call, from a request to its answer.
//!
//! The steps are those of [`Exchange::reply`], in that order. Whatever goes wrong in any of them is a refusal in the
//! service's error shape; a handler that panics is, too.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{DecodeError, Format, Kind, Operation, decode_request, encode_response, validate, xml};
use http::header::{ACCEPT, CONTENT_TYPE, DATE, HOST, HeaderName, HeaderValue, RETRY_AFTER};
use http::request::Parts;
use http::{Response, StatusCode};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::{Value, json};

use crate::access_keys::AccessKey;
use crate::admin::Admin;
use crate::authentication::Authentication;
use crate::clock::MockClock;
use crate::credentials;
use crate::engine::Engine;
use crate::handler::Handler;
use crate::ids::Ids;
use crate::refusal::{Refusal, Reply};
use crate::request::Request;
use crate::routing::{self, Route, parameters};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

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
    pub(crate) handlers: Vec<Box<dyn Handler>>,
    pub(crate) authentication: Authentication,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) ids: Arc<Ids>,
    pub(crate) wire: WireForm,
    /// What each handler keeps.
    pub(crate) engines: Vec<Option<Arc<Engine>>>,
    /// The key that is meant where none is named.
    pub(crate) access_key: AccessKey,
    pub(crate) admin: Option<Admin>,
}

impl Exchange {
    /// Answers a request, or the beginning of one whose body did not arrive.
    pub(crate) async fn answer(&self, head: Parts, body: Reply<Bytes>) -> Response<Bytes> {
        if let Some(admin) = self.admin.as_ref().filter(|_| Admin::owns(head.uri.path())) {
            return admin.answer(self, &head, body);
        }
        let id = self.ids.request_id();
        let received = self.clock.now();
        let accept = head.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut call = Call { id, received, format: Format::from_accept(accept), host: host(&head), operation: None };
        let (method, path) = (head.method.clone(), head.uri.path().to_owned());
        let reply = match body {
            Ok(body) => self.reply(&mut call, http::Request::from_parts(head, body)).await,
            Err(refusal) => Err(refusal),
        };
        let answer = match reply {
            Ok(answer) => answer,
            Err(refusal) => {
                tracing::debug!(request_id = call.id, %method, path, code = %refusal.code, "refused");
                call.refuse(refusal)
            }
        };
        let operation = call.operation.map(|operation| operation.name);
        tracing::debug!(request_id = call.id, %method, path, operation, status = answer.status().as_u16(), "answered");
        call.finish(answer)
    }

    async fn reply(&self, call: &mut Call, request: http::Request<Bytes>) -> Reply<Response<Bytes>> {
        let route = routing::route(&self.handlers, &request)?;
        let (handler, operation) = (&*self.handlers[route.handler], route.operation);
        call.operation = Some(operation);
        if let Some(format) = route.by_name.then(|| format_parameter(&request)).flatten() {
            call.format = format;
        }
        let caller = self.authentication.check(&request, call.received, self.clock.of_source(), || {
            let mut secrets = Vec::new();
            collect_secrets(&decode(&route, request.clone()).ok()?, &Kind::Record(operation.input), &mut secrets);
            Some(secrets)
        })?;
        let head = request.clone().into_parts().0;
        let input = decode(&route, request).map_err(|error| Refusal::new(400, "InvalidParameter", error.to_string()))?;
        check(operation, &input)?;
        let request = Request {
            id: call.id.clone(),
            service: handler.service(),
            operation,
            caller,
            received: call.received,
            head,
            input,
            ids: Arc::clone(&self.ids),
            engine: self.engines[route.handler].clone(),
        };
        let output = unpanicked(operation, handler, &request).await?;
        if let Some(paths) = &operation.credentials
            && let Some(session) = credentials::session(paths, &output, request.tenant())
        {
            self.authentication.keys().add_session(session, call.received);
        }
        Ok(call.write(operation, &output, self.wire))
    }
}

/// What an answer depends on, as far as it is known.
struct Call {
    id: String,
    received: Timestamp,
    format: Format,
    host: Option<String>,
    operation: Option<&'static Operation>,
}

impl Call {
    fn write(&self, operation: &Operation, output: &Value, wire: WireForm) -> Response<Bytes> {
        let status = operation.response.statuses.first().copied().unwrap_or(200);
        let documented = wire == WireForm::Documented;
        if operation.response.kind.is_none() && !documented && status != 204 {
            return self.write_nothing(operation, status);
        }
        let (content_type, body) = encode_response(operation, output, self.format, documented, Some(&self.id));
        respond(status, content_type, body)
    }

    /// An answer without content still says which call it answers; the vendor's newer SDKs cannot read an empty body.
    fn write_nothing(&self, operation: &Operation, status: u16) -> Response<Bytes> {
        let value = json!({ "RequestId": self.id });
        let body = match self.format {
            Format::Json => value.to_string(),
            Format::Xml => xml::write(&value, &format!("{}Response", operation.name), xml::ITEM),
        };
        respond(status, self.format.content_type(), body.into())
    }

    fn refuse(&self, refusal: Refusal) -> Response<Bytes> {
        let (content_type, body) = refusal.shape(&self.id, self.host.clone()).encode(self.format);
        // A handler may refuse with anything; what is no error status is its error.
        let status = if (400..600).contains(&refusal.status) { refusal.status } else { 500 };
        let mut answer = respond(status, content_type, body);
        if let Some(wait) = refusal.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        answer
    }

    /// Adds what every answer carries. The date is by the mock's clock, for clients that set theirs by it.
    fn finish(&self, mut answer: Response<Bytes>) -> Response<Bytes> {
        let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&self.received);
        let date = date.ok().and_then(|date| HeaderValue::try_from(date).ok());
        let headers = answer.headers_mut();
        headers.extend(date.map(|date| (DATE, date)));
        headers.extend(HeaderValue::try_from(&self.id).ok().map(|id| (REQUEST_ID, id)));
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

fn host(head: &Parts) -> Option<String> {
    let header = head.headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    header.or_else(|| head.uri.authority().map(|authority| authority.to_string()))
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

fn decode(route: &Route, mut request: http::Request<Bytes>) -> Result<Value, DecodeError> {
    route.rewrite(&mut request);
    decode_request(route.operation, &request)
}

fn check(operation: &Operation, input: &Value) -> Reply<()> {
    let violations = validate(operation.input, input);
    if violations.is_empty() {
        return Ok(());
    }
    let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
    Err(Refusal::new(400, "InvalidParameter", violations.join("; ")))
}

/// The texts in a value that are secrets by its kind.
fn collect_secrets(value: &Value, kind: &Kind, secrets: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Secret, Value::String(text)) if !text.is_empty() => secrets.push(text.clone()),
        (Kind::Secret, Value::Number(_)) => secrets.push(value.to_string()),
        (Kind::List(item), Value::Array(items)) => items.iter().for_each(|value| collect_secrets(value, item, secrets)),
        (Kind::Map(item), Value::Object(fields)) => fields.values().for_each(|value| collect_secrets(value, item, secrets)),
        (Kind::Record(schema), Value::Object(fields)) => {
            for (name, value) in fields {
                if let Some(field) = schema.field(name) {
                    collect_secrets(value, &field.kind, secrets);
                }
            }
        }
        (Kind::Json(inner), Value::String(text)) => {
            if let Ok(value) = serde_json::from_str(text) {
                collect_secrets(&value, inner, secrets);
            }
        }
        _ => {}
    }
}

/// The handler's answer; a refusal if it panics.
async fn unpanicked(operation: &Operation, handler: &dyn Handler, request: &Request) -> Reply<Value> {
    let mut answer = pin!(async { handler.answer(request).await });
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

//! What a handler knows of a call beside its typed input.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{Operation, Service, Wire};
use http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use serde_json::Value;

use crate::engine::{Engine, Kept};
use crate::handler::{Handler, read};
use crate::ids::Ids;
use crate::refusal::{Refusal, Reply};

/// A call that was routed, verified and validated.
pub struct Request {
    pub(crate) id: Arc<str>,
    pub(crate) service: &'static Service,
    pub(crate) operation: &'static Operation,
    pub(crate) caller: Arc<Caller>,
    pub(crate) received: Timestamp,
    pub(crate) http: Arc<http::Request<Bytes>>,
    pub(crate) input: Value,
    pub(crate) ids: Arc<Ids>,
    pub(crate) engine: Option<Arc<Engine>>,
    pub(crate) handler: Arc<dyn Handler>,
    /// What has to be safe before the answer is sent.
    pub(crate) ticket: AtomicU64,
    /// What is answered by what is kept, once that is known.
    pub(crate) kept: OnceLock<Option<Kept>>,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) access_key_id: Option<String>,
    pub(crate) tenant: String,
}

impl Request {
    /// Identifies the call; the answer carries it, too.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The service that is called.
    pub fn service(&self) -> &'static Service {
        self.service
    }

    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whose data it is about: that of the caller's access key, see [`AccessKey::tenant`](crate::AccessKey::tenant).
    pub fn tenant(&self) -> &str {
        &self.caller.tenant
    }

    /// The access key that the request is signed with; `None` if it is not, which only a mock without
    /// authentication lets through.
    pub fn access_key_id(&self) -> Option<&str> {
        self.caller.access_key_id.as_deref()
    }

    /// When it arrived, by the mock's clock.
    pub fn received(&self) -> Timestamp {
        self.received
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.http.method()
    }

    /// The path and query as they were sent.
    pub fn uri(&self) -> &Uri {
        self.http.uri()
    }

    /// The headers as they were sent.
    pub fn headers(&self) -> &HeaderMap {
        self.http.headers()
    }

    /// What the mock would answer if it were not for the closure that was given this call.
    pub async fn otherwise<T: Wire>(&self) -> Reply<T> {
        let answer = self.handler.answer(self).await?;
        read(&answer.value()).map_err(|message| Refusal::new(500, "InternalError", format!("the answer does not fit: {message}")))
    }

    /// Every parameter and every field of the body, by wire name; also those that the typed input has no field for.
    pub fn input(&self) -> &Value {
        &self.input
    }
}

/// Shows neither headers nor input: there may be secrets in them.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("id", &self.id)
            .field("operation", &self.operation.name)
            .field("tenant", &self.caller.tenant)
            .finish_non_exhaustive()
    }
}

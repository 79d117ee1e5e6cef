//! What a handler knows of a call beside its typed input.

use std::fmt;
use std::sync::Arc;

use ackgen_wire::{Operation, Service};
use http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use serde_json::Value;

use crate::engine::Engine;
use crate::ids::Ids;

/// A call that was routed, verified and validated.
pub struct Request {
    pub(crate) id: String,
    pub(crate) service: &'static Service,
    pub(crate) operation: &'static Operation,
    pub(crate) caller: Caller,
    pub(crate) received: Timestamp,
    pub(crate) head: http::request::Parts,
    pub(crate) input: Value,
    pub(crate) ids: Arc<Ids>,
    pub(crate) engine: Option<Arc<Engine>>,
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
        &self.head.method
    }

    /// The path and query as they were sent.
    pub fn uri(&self) -> &Uri {
        &self.head.uri
    }

    /// The headers as they were sent.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
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

//! Calls of operations that the spec does not have.

use std::fmt;
use std::future::IntoFuture;

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use crate::answer::RawResponse;
use crate::engine::Engine;
use crate::error::{Error, ErrorKind};
use crate::gateway::Gateway;
use crate::options::CallOptions;
use crate::percent::{encoded, sendable};
use crate::run::Prepared;
use crate::transport::BoxFuture;
use crate::wire::serde_json::Value;
use crate::wire::{FORM, Idempotency, Operation, ServiceStyle, match_path};

/// A call of an operation that the client has no method for.
///
/// For a service that is called by path, say the method and the path; for one that is called by name, the parameters
/// are enough.
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct RawCall {
    engine: Engine,
    operation: String,
    method: Option<String>,
    path: String,
    parameters: Vec<(String, String)>,
    body: Option<(String, Bytes)>,
    idempotency: Option<Idempotency>,
    options: Option<CallOptions>,
}

impl Engine {
    /// A call of an operation by its name.
    pub fn raw(&self, operation: impl Into<String>) -> RawCall {
        RawCall {
            engine: self.clone(),
            operation: operation.into(),
            method: None,
            path: "/".to_owned(),
            parameters: Vec::new(),
            body: None,
            idempotency: None,
            options: None,
        }
    }
}

impl RawCall {
    /// The method and the path, as they go over the wire: `GET`, `/clusters/c1`. What is encoded in it stays as it is;
    /// there may be a query, which parameters are added to.
    pub fn path(mut self, method: impl Into<String>, path: impl Into<String>) -> Self {
        // Nobody means another method by small letters.
        (self.method, self.path) = (Some(method.into().to_ascii_uppercase()), path.into());
        self
    }

    /// A parameter: of the query, or of the form if the service is called by name.
    pub fn parameter(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.parameters.push((name.into(), value.to_string()));
        self
    }

    /// A body of JSON.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// A body of any type.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        self.body = Some((content_type.into(), body.into()));
        self
    }

    /// Whether it does harm to send it twice. Unless this says otherwise, what the spec says counts; of what it does not have, GET
    /// and HEAD change nothing, PUT and DELETE come to the same, and everything else may do harm.
    pub fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.idempotency = Some(idempotency);
        self
    }

    /// Options for this call; they count before the client's.
    pub fn configure(mut self, options: CallOptions) -> Self {
        self.options = Some(self.options.unwrap_or_default().merge(options));
        self
    }

    /// Makes the call.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let prepared = self.prepare().map_err(|error| error.of(self.operation.clone()))?;
        self.engine.run(prepared).await
    }

    fn prepare(&self) -> Result<Box<Prepared>, Error> {
        let parts = &*self.engine.parts;
        let by_name = parts.gateway == Gateway::Asapi || parts.service.style == ServiceStyle::Rpc;
        if parts.gateway == Gateway::Asapi && self.path.split(['?', '#']).next() != Some("/") {
            return Err(Error::configuration(
                "Gateway::Asapi calls operations by name and has no paths: leave path() out and give what is in it as parameters, or \
                 call through Gateway::AsapiRoa",
            ));
        }
        if !by_name && self.method.is_none() {
            return Err(Error::configuration("this service calls operations by path: say the method and the path with path()"));
        }
        let method = self.method.as_deref().unwrap_or(if by_name { "POST" } else { "GET" });
        let pairs: Vec<_> = self.parameters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let pairs = pairs.join("&");
        let form = by_name && self.body.is_none() && method == "POST";
        let path = target(&self.path)?;
        let separator = if path.contains('?') { '&' } else { '?' };
        let target = if form || pairs.is_empty() { path } else { format!("{path}{separator}{pairs}") };
        let body = match &self.body {
            Some((content_type, body)) => Some((content_type.as_str(), body.clone())),
            None if form => Some((FORM, pairs.into())),
            None => None,
        };
        let mut builder = http::Request::builder().method(method).uri(target);
        if let Some((content_type, _)) = &body {
            builder = builder.header(CONTENT_TYPE, *content_type);
        }
        let request = builder
            .body(body.map(|(_, body)| body).unwrap_or_default())
            .map_err(|error| Error::new(ErrorKind::Request, format!("the parts do not make a request: {error}")))?;
        // What the spec knows of it says what is secret, and what comes to the same when it is done twice.
        let table = parts.service.operations.iter().copied().find(|known| known.name == self.operation);
        let by_method = || match request.method().as_str() {
            "GET" | "HEAD" => Idempotency::ReadOnly,
            "PUT" | "DELETE" => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        };
        let is_that = |table: &&Operation| {
            by_name || (table.methods.contains(&request.method().as_str()) && match_path(table.path, request.uri().path()).is_some())
        };
        let in_spec = table.filter(is_that).map(|table| table.idempotency);
        let idempotency = self.idempotency.or(in_spec).unwrap_or_else(by_method);
        Ok(Box::new(Prepared { operation: self.operation.clone().into(), idempotency, table, request, options: self.options.clone() }))
    }
}

/// A path as it can be sent.
fn target(path: &str) -> Result<String, Error> {
    if !path.starts_with('/') {
        return Err(Error::configuration(format!(
            "the path {:?} does not begin with a slash; the host is that of the client's endpoint",
            shown(path)
        )));
    }
    if path.contains('#') {
        return Err(Error::configuration(format!("the path {:?} has a fragment, which is never sent; a # of its own is %23", shown(path))));
    }
    Ok(sendable(path))
}

/// A path without the values of its query, which may be secrets as those of parameters may.
fn shown(path: &str) -> String {
    let Some((path, rest)) = path.split_once(['?', '#']).map(|(start, rest)| (&path[..=start.len()], rest)) else { return path.to_owned() };
    let pairs: Vec<_> =
        rest.split('&').map(|pair| pair.split_once('=').map_or("***".to_owned(), |(name, _)| format!("{name}=***"))).collect();
    format!("{path}{}", pairs.join("&"))
}

/// Parameters and bodies may hold secrets, so that neither is shown.
impl fmt::Debug for RawCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("RawCall")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &shown(&self.path))
            .field("parameters", &parameters)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for RawCall {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

//! Answers as they came: status, headers, bytes.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AsHeaderName, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, StatusCode};

use crate::error::Error;
use crate::wire::{Operation, ServiceError, Wire, decode_response, is_web_page};

/// The header in which gateways identify a call.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

/// An answer as it came. Its `Debug` shows neither the values of headers nor the body, which may hold secrets.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl RawResponse {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers, for an [`Interceptor`](crate::Interceptor) to change.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Another status, for an [`Interceptor`](crate::Interceptor) that knows better whether it is a success.
    pub fn set_status(&mut self, status: StatusCode) {
        self.status = status;
    }

    /// Another body, for an [`Interceptor`](crate::Interceptor) that decodes or mends what came.
    pub fn set_body(&mut self, body: impl Into<Bytes>) {
        self.body = body.into();
    }

    /// A header's value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.text(name)
    }

    fn text(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body's media type.
    pub fn content_type(&self) -> Option<&str> {
        self.text(CONTENT_TYPE)
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Identifies the call to whoever runs the service: from the header, or else from the body.
    pub fn request_id(&self) -> Option<String> {
        let header = self.request_id_header().map(str::to_owned);
        header.or_else(|| ServiceError::parse(self.status.as_u16(), &self.body).request_id)
    }

    pub(crate) fn request_id_header(&self) -> Option<&str> {
        self.text(REQUEST_ID)
    }

    /// How many requests were made, with the first.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the whole call took, pauses between attempts included.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Whether it is a web page: by what its type says, or by what it is.
    pub(crate) fn is_page(&self) -> bool {
        self.is_called_page() || is_web_page(&self.body)
    }

    fn is_called_page(&self) -> bool {
        self.content_type().is_some_and(is_html)
    }

    /// Reads the body as what `operation` answers.
    pub(crate) fn decode<T: Wire>(&self, operation: &'static Operation) -> Result<T, Error> {
        // A page of a proxy or a login is no answer, even where the answer would be empty. A text may be of any type.
        if is_web_page(&self.body) || (self.is_called_page() && !operation.response.text) {
            return Err(Error::answer("the answer is not the service's", self.clone()).of(operation.name));
        }
        decode_response(operation, self.content_type(), &self.body).map_err(|error| Error::decode(operation.name, self.clone(), &error))
    }
}

fn is_html(media_type: &str) -> bool {
    media_type.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("text/html"))
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// An answer as it came, that knows what it can be read as.
#[derive(Clone)]
pub struct Raw<T> {
    response: RawResponse,
    operation: &'static Operation,
    output: PhantomData<fn() -> T>,
}

impl<T: Wire> Raw<T> {
    pub(crate) fn new(response: RawResponse, operation: &'static Operation) -> Self {
        Self { response, operation, output: PhantomData }
    }

    /// Reads the body.
    pub fn decode(&self) -> Result<T, Error> {
        self.response.decode(self.operation)
    }

    /// The answer without its type.
    pub fn into_response(self) -> RawResponse {
        self.response
    }
}

impl<T> Deref for Raw<T> {
    type Target = RawResponse;

    fn deref(&self) -> &RawResponse {
        &self.response
    }
}

impl<T> fmt::Debug for Raw<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt(formatter)
    }
}

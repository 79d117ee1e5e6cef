use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::{Body, BoxFuture, Stage, Transport, TransportError};

type Handler = dyn FnMut(&http::Request<Bytes>) -> Reply + Send;

/// A transport without a network, for tests: it answers from memory and remembers what it was sent.
///
/// ```
/// use std::sync::Arc;
/// use ackgen_client::{MemoryTransport, Reply};
///
/// // Hand the client a clone of this, and keep the other to look at what was sent.
/// let transport = Arc::new(MemoryTransport::replies([
///     Reply::refused(),
///     Reply::json(200, r#"{"name": "a"}"#),
/// ]));
/// assert_eq!(transport.requests().len(), 0);
/// ```
pub struct MemoryTransport {
    handler: Mutex<Box<Handler>>,
    requests: Mutex<Vec<http::Request<Bytes>>>,
}

impl MemoryTransport {
    /// Answers each request with what a function makes of it.
    pub fn new(handler: impl FnMut(&http::Request<Bytes>) -> Reply + Send + 'static) -> Self {
        Self { handler: Mutex::new(Box::new(handler)), requests: Mutex::default() }
    }

    /// Answers the first request with the first reply, and so on. One request more gets no connection, and is told
    /// why.
    pub fn replies(replies: impl IntoIterator<Item = Reply>) -> Self {
        let mut replies: VecDeque<_> = replies.into_iter().collect();
        Self::new(move |_| {
            replies.pop_front().unwrap_or_else(|| Reply::failure(Stage::Connect, "the transport in memory has no reply left"))
        })
    }

    /// The requests so far, as they were sent, signatures and all.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let reply = (self.handler.lock().unwrap_or_else(PoisonError::into_inner))(&request);
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        Box::pin(async move {
            match reply.0 {
                Outcome::Answer(response) => Ok(response),
                Outcome::Failure(error) => Err(error),
                Outcome::Silence => pending().await,
            }
        })
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryTransport")
    }
}

/// What a [`MemoryTransport`] answers.
#[derive(Debug)]
pub struct Reply(Outcome);

#[derive(Debug)]
enum Outcome {
    Answer(http::Response<Body>),
    Failure(TransportError),
    Silence,
}

impl Reply {
    /// An answer without a content type. A status that HTTP does not have becomes 500.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self::answer(status, Body::from(body.into()))
    }

    /// An answer of JSON.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, body).header(CONTENT_TYPE.as_str(), "application/json")
    }

    /// An answer of XML.
    pub fn xml(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, body).header(CONTENT_TYPE.as_str(), "application/xml")
    }

    /// An answer that breaks off after `body`, where `length` bytes were promised.
    pub fn truncated(status: u16, body: impl Into<Bytes>, length: usize) -> Self {
        let body = Cut { sent: Some(body.into()), length };
        Self::answer(status, Body::new(body)).header(CONTENT_LENGTH.as_str(), &length.to_string())
    }

    /// No connection is made.
    pub fn refused() -> Self {
        Self::failure(Stage::Connect, "connection refused")
    }

    /// The connection breaks after the request was sent.
    pub fn reset() -> Self {
        Self::failure(Stage::Exchange, "connection reset by peer")
    }

    /// The exchange fails at a stage.
    pub fn failure(stage: Stage, message: &'static str) -> Self {
        Self(Outcome::Failure(TransportError::new(stage, message)))
    }

    /// No answer ever comes.
    pub fn silence() -> Self {
        Self(Outcome::Silence)
    }

    /// The same answer with one more header. One that HTTP does not allow is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Outcome::Answer(response) = &mut self.0
            && let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            response.headers_mut().append(name, value);
        }
        self
    }

    fn answer(status: u16, body: Body) -> Self {
        let mut response = http::Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Outcome::Answer(response))
    }
}

/// A body that ends before its length is reached.
struct Cut {
    sent: Option<Bytes>,
    length: usize,
}

impl http_body::Body for Cut {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        Poll::Ready(Some(match self.sent.take() {
            Some(bytes) => Ok(http_body::Frame::data(bytes)),
            None => Err(TransportError::new(Stage::Body, "connection closed before the message was complete")),
        }))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.length as u64)
    }
}

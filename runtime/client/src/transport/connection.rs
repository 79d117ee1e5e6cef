//! One connection, and the requests that go over it.

use std::future::Future;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::client::legacy::connect::Connection as _;
use tokio::time::Instant;
use tower_service::Service;

use super::connect::Link;
use super::{BoxFuture, Stage};
use crate::error::BoxError;

/// How long nothing may go over a connection.
pub(super) const IDLE: Duration = Duration::from_secs(90);

/// A connection that ends before it is so old, and before anything went over it, was not wanted by the other side.
const YOUTH: Duration = Duration::from_secs(1);

/// Requests go over it one after the other, or side by side where HTTP/2 is spoken.
pub(super) struct Connection {
    sender: Sender,
    /// Whether a proxy reads the requests, which then name the service.
    proxied: bool,
    used: bool,
    /// When it was made, or last used.
    since: Instant,
}

enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    #[cfg(feature = "http2")]
    Http2(hyper::client::conn::http2::SendRequest<Full<Bytes>>),
}

/// What goes over a connection.
pub(super) type Outgoing = Request<Full<Bytes>>;

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The connection, which had been kept, has ended, and nothing of this was sent: it can go over another.
    Unsent(Box<Outgoing>),
    Failed(Stage, BoxError),
}

impl Connection {
    /// Speaks HTTP over what was connected. What reads and writes runs by itself, until the connection ends.
    pub(super) async fn over(stream: MaybeHttpsStream<Link>) -> Result<Self, BoxError> {
        let connected = stream.connected();
        let sender = Sender::over(stream, connected.is_negotiated_h2()).await?;
        Ok(Self { sender, proxied: connected.is_proxied(), used: false, since: Instant::now() })
    }

    pub(super) fn is_worth_keeping(&self) -> bool {
        !self.sender.is_closed() && self.since.elapsed() < IDLE
    }

    fn is_new(&self) -> bool {
        !self.used && self.since.elapsed() < YOUTH
    }
}

impl Sender {
    #[cfg_attr(not(feature = "http2"), expect(unused_variables, reason = "HTTP/2 is not asked for, then"))]
    async fn over(stream: MaybeHttpsStream<Link>, is_http2: bool) -> Result<Self, hyper::Error> {
        #[cfg(feature = "http2")]
        if is_http2 {
            let http2 = hyper::client::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new());
            let (sender, connection) = http2.handshake(stream).await?;
            tokio::spawn(connection);
            return Ok(Self::Http2(sender));
        }
        // Requests are so short that one piece of them is quicker than two.
        let (sender, connection) = http1::Builder::new().writev(false).handshake(stream).await?;
        tokio::spawn(connection);
        Ok(Self::Http1(sender))
    }

    fn is_closed(&self) -> bool {
        match self {
            Self::Http1(sender) => sender.is_closed(),
            #[cfg(feature = "http2")]
            Self::Http2(sender) => sender.is_closed(),
        }
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        match self {
            Self::Http1(sender) => sender.poll_ready(context),
            #[cfg(feature = "http2")]
            Self::Http2(sender) => sender.poll_ready(context),
        }
    }
}

impl Service<Outgoing> for Connection {
    type Response = Response<Incoming>;
    type Error = Unanswered;
    type Future = BoxFuture<'static, Result<Response<Incoming>, Unanswered>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Unanswered>> {
        // It takes its first request before it reads or writes, and says with it why it could not.
        if self.is_new() {
            return Poll::Ready(Ok(()));
        }
        if self.since.elapsed() >= IDLE {
            return Poll::Ready(Err(Unanswered::Failed(Stage::Connect, "nothing went over the connection for too long".into())));
        }
        self.sender.poll_ready(context).map_err(|error| Unanswered::Failed(Stage::Connect, error.into()))
    }

    fn call(&mut self, mut request: Outgoing) -> Self::Future {
        let is_new = self.is_new();
        (self.used, self.since) = (true, Instant::now());
        let uri = request.uri().clone();
        match &mut self.sender {
            Sender::Http1(sender) => {
                if !self.proxied {
                    *request.uri_mut() = uri.path_and_query().cloned().map_or_else(Uri::default, Uri::from);
                }
                Box::pin(answer(sender.try_send_request(request), uri, is_new))
            }
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => Box::pin(answer(sender.try_send_request(request), uri, is_new)),
        }
    }
}

async fn answer(
    sent: impl Future<Output = Result<Response<Incoming>, TrySendError<Outgoing>>>,
    uri: Uri,
    is_new: bool,
) -> Result<Response<Incoming>, Unanswered> {
    let mut failure = match sent.await {
        Ok(response) => return Ok(response),
        Err(failure) => failure,
    };
    Err(match failure.take_message() {
        Some(mut request) if !is_new => {
            *request.uri_mut() = uri;
            Unanswered::Unsent(Box::new(request))
        }
        Some(_) => Unanswered::Failed(Stage::Connect, failure.into_error().into()),
        None if is_refused(failure.error()) => Unanswered::Failed(Stage::Refused, failure.into_error().into()),
        None => Unanswered::Failed(Stage::Exchange, failure.into_error().into()),
    })
}

/// Whether the other side says that it did nothing with a request: it refused the stream, or stopped before it.
#[cfg(feature = "http2")]
fn is_refused(error: &hyper::Error) -> bool {
    let error = std::error::Error::source(error).and_then(|source| source.downcast_ref::<h2::Error>());
    error.is_some_and(|error| error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM)))
}

#[cfg(not(feature = "http2"))]
fn is_refused(_: &hyper::Error) -> bool {
    false
}

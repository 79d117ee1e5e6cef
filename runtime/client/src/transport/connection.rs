//! One connection, and the requests that go over it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use http::uri::{Authority, Scheme};
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

/// Where connections lead.
pub(super) type Place = (Scheme, Authority);

/// What a request needs: a connection to this place, be it a new one or not.
pub(super) struct Wanted {
    pub(super) place: Place,
    /// The request's number, by which it knows a connection that was made for it.
    pub(super) number: u64,
}

/// What goes over a connection.
pub(super) struct Outgoing {
    pub(super) request: Request<Full<Bytes>>,
    pub(super) number: u64,
}

/// Requests go over it one after the other, or side by side where HTTP/2 is spoken.
pub(super) struct Connection {
    sender: Sender,
    /// Whether a proxy reads the requests, which then name the service.
    proxied: bool,
    /// The number of the request that it was made for.
    made_for: u64,
    /// Whether a request ever went over it.
    is_used: bool,
    /// Whether one does, as far as was seen.
    is_busy: bool,
    /// When it was made, or last seen to come to rest.
    since: Instant,
}

enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>, Arc<Driver>),
    #[cfg(feature = "http2")]
    Http2(hyper::client::conn::http2::SendRequest<Full<Bytes>>),
}

/// What reads and writes for a connection of HTTP/1, until that has ended.
///
/// Whoever waits for an answer drives it: a task would have to be woken by each request, and to wake whoever waits. There is one
/// for when nobody waits, so that a connection that the other side ends, or that is given up, is closed.
pub(super) struct Driver {
    driven: Mutex<Driven>,
    /// Wakes the task.
    at_rest: OnceLock<Waker>,
    is_given_up: AtomicBool,
}

struct Driven {
    /// Whoever drove it last is woken when something comes.
    connection: Option<Http1>,
    /// Whether somebody waits for an answer, from whom the task is to take nothing.
    is_awaited: bool,
}

type Http1 = http1::Connection<MaybeHttpsStream<Link>, Full<Bytes>>;

impl Driver {
    fn start(connection: Http1) -> Arc<Self> {
        let driven = Mutex::new(Driven { connection: Some(connection), is_awaited: false });
        let driver = Arc::new(Self { driven, at_rest: OnceLock::new(), is_given_up: AtomicBool::new(false) });
        tokio::spawn(AtRest(driver.clone()));
        driver
    }

    /// Reads and writes. Ready when the connection has ended; who waits for an answer is told why.
    pub(super) fn drive(&self, context: &mut Context<'_>) -> Poll<()> {
        self.driven().drive(context)
    }

    /// Leaves it to the task, which is to be woken from now on.
    pub(super) fn rest(&self) -> &Waker {
        self.driven().is_awaited = false;
        self.task()
    }

    /// Has the connection take no other request. What goes over it goes on.
    pub(super) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    /// What wakes the task, which looks for itself before it is known how.
    fn task(&self) -> &Waker {
        self.at_rest.get().unwrap_or(Waker::noop())
    }

    fn driven(&self) -> MutexGuard<'_, Driven> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Driven {
    fn drive(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.connection.as_mut().is_some_and(|connection| Pin::new(connection).poll(context).is_pending()) {
            return Poll::Pending;
        }
        self.connection = None;
        Poll::Ready(())
    }
}

/// The task that drives a connection when nobody else does.
struct AtRest(Arc<Driver>);

impl Future for AtRest {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.at_rest.get_or_init(|| context.waker().clone());
        let mut driven = self.0.driven();
        if driven.is_awaited { Poll::Pending } else { driven.drive(context) }
    }
}

/// A connection ends with the runtime that it is of.
impl Drop for AtRest {
    fn drop(&mut self) {
        self.0.driven().connection = None;
    }
}

/// A request that was sent.
pub(super) struct Sent {
    answer: BoxFuture<'static, Result<Response<Incoming>, Unanswered>>,
    /// What brings the answer, and its body. There is none where requests go side by side: nobody has the connection alone.
    pub(super) driver: Option<Arc<Driver>>,
}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The connection, which had been kept, has ended, and nothing of this was sent: it can go over another.
    Unsent(Box<Request<Full<Bytes>>>),
    Failed(Stage, BoxError),
}

impl Connection {
    /// Speaks HTTP over what was connected for a request.
    pub(super) async fn over(stream: MaybeHttpsStream<Link>, made_for: u64) -> Result<Self, BoxError> {
        let connected = stream.connected();
        let sender = Sender::over(stream, connected.is_negotiated_h2()).await?;
        let (proxied, since) = (connected.is_proxied(), Instant::now());
        Ok(Self { sender, proxied, made_for, is_used: false, is_busy: false, since })
    }

    pub(super) fn is_worth_keeping(&self) -> bool {
        !self.sender.is_closed() && self.since.elapsed() < IDLE
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
        Ok(Self::Http1(sender, Driver::start(connection)))
    }

    fn is_closed(&self) -> bool {
        match self {
            Self::Http1(sender, _) => sender.is_closed(),
            #[cfg(feature = "http2")]
            Self::Http2(sender) => sender.is_closed(),
        }
    }

    /// Reads and writes, unless that is done elsewhere, and says whether it can take a request now.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self {
            Self::Http1(_, driver) if driver.is_given_up.load(Ordering::Relaxed) => Poll::Ready(Err("the connection was given up".into())),
            Self::Http1(sender, driver) => {
                let _ = driver.drive(context);
                sender.poll_ready(context).map_err(Into::into)
            }
            #[cfg(feature = "http2")]
            Self::Http2(sender) => sender.poll_ready(context).map_err(Into::into),
        }
    }
}

/// Its task may have been woken for the last time before it was driven elsewhere.
impl Drop for Sender {
    fn drop(&mut self) {
        match self {
            Self::Http1(_, driver) => driver.task().wake_by_ref(),
            #[cfg(feature = "http2")]
            Self::Http2(_) => {}
        }
    }
}

impl Service<Outgoing> for Connection {
    type Response = Response<Incoming>;
    type Error = Unanswered;
    type Future = Sent;

    /// Reads and writes, and says whether it can take a request now. Ask before it is given back: it rests since then.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Unanswered>> {
        if !self.is_busy && self.since.elapsed() >= IDLE {
            return Poll::Ready(Err(Unanswered::Failed(Stage::Connect, "nothing went over the connection for too long".into())));
        }
        // It takes its first request before it reads or writes, and says with it why it could not.
        if self.is_used {
            ready!(self.sender.poll_ready(context)).map_err(|error| Unanswered::Failed(Stage::Connect, error))?;
        }
        if std::mem::take(&mut self.is_busy) {
            self.since = Instant::now();
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, Outgoing { mut request, number }: Outgoing) -> Sent {
        let is_new = !self.is_used && self.made_for == number;
        (self.is_used, self.is_busy) = (true, true);
        let uri = request.uri().clone();
        match &mut self.sender {
            Sender::Http1(sender, driver) => {
                driver.driven().is_awaited = true;
                if !self.proxied {
                    *request.uri_mut() = uri.path_and_query().cloned().map_or_else(Uri::default, Uri::from);
                }
                Sent { answer: Box::pin(answer(sender.try_send_request(request), uri, is_new)), driver: Some(driver.clone()) }
            }
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => Sent { answer: Box::pin(answer(sender.try_send_request(request), uri, is_new)), driver: None },
        }
    }
}

impl Future for Sent {
    type Output = Result<Response<Incoming>, Unanswered>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(driver) = &self.driver {
            let _ = driver.drive(context);
        }
        self.answer.as_mut().poll(context)
    }
}

async fn answer(
    sent: impl Future<Output = Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>>>,
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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use hyper_util::rt::TokioIo;
    use tokio::net::TcpStream;

    use super::*;

    /// A connection that the other side has closed, before anything went over it.
    async fn closed(made_for: u64) -> Connection {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let stream = TcpStream::connect(listener.local_addr().expect("it has an address")).await.expect("somebody listens");
        drop(listener.accept());
        let stream = MaybeHttpsStream::Http(Link::direct(TokioIo::new(stream)));
        let connection = Connection::over(stream, made_for).await.expect("nothing is said yet");
        while connection.is_worth_keeping() {
            tokio::task::yield_now().await;
        }
        connection
    }

    #[tokio::test]
    async fn only_whom_it_was_made_for_is_told_that_a_connection_is_closed() {
        let outgoing = || Outgoing { request: Request::new(Full::default()), number: 7 };
        assert!(matches!(closed(7).await.call(outgoing()).await, Err(Unanswered::Failed(Stage::Connect, _))));
        assert!(matches!(closed(6).await.call(outgoing()).await, Err(Unanswered::Unsent(_))));
    }
}

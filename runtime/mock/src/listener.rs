//! Connections: bytes in, bytes out, within limits.
//!
//! hyper is used directly rather than through a framework: there is nothing to route by URL here, and limits,
//! timeouts and a connection that breaks off on purpose are matters of the connection.

mod handed;
mod impatient;

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use ackgen_wire::bytes::Bytes;
use http::header::EXPECT;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use self::handed::{Back, Handed};
use self::impatient::Impatient;
use crate::breaking::{AnswerBody, Breakable, BrokenOff};
use crate::exchange::{Answered, Exchange};
use crate::refusal::{Refusal, Reply};

/// How much a caller may ask of the mock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a body, but for what whoever may use the admin API sends there.
    pub body: usize,
    /// Bytes of a request line with its headers, roughly; 8 KiB at least.
    pub head: usize,
    /// Number of headers.
    pub headers: usize,
    /// Connections at a time; more have to wait.
    pub connections: usize,
    /// How long a caller may take to send the head of a request, and as long again for its body. A connection that
    /// is kept open without a request is closed after that time, too.
    pub read_timeout: Duration,
    /// The same for a connection that comes when three quarters of [`Self::connections`] are taken, so that callers who send
    /// nothing do not keep everybody else out for long.
    pub crowded_timeout: Duration,
    /// How long a caller may take to read any more of an answer.
    pub write_timeout: Duration,
}

/// The number of headers that the HTTP server allows by itself.
const HEADERS: usize = 100;

impl Default for Limits {
    fn default() -> Self {
        let timeout = Duration::from_secs(30);
        Self {
            body: 4 << 20,
            head: 64 << 10,
            headers: HEADERS,
            connections: 1024,
            read_timeout: timeout,
            crowded_timeout: Duration::from_secs(5),
            write_timeout: timeout,
        }
    }
}

/// What connections have in common.
pub(crate) struct Connections {
    usual: Terms,
    /// For those who come when there is little room.
    crowded: Terms,
    exchange: Arc<Exchange>,
}

/// On which terms a connection is served.
struct Terms {
    http: http1::Builder,
    limits: Arc<Limits>,
}

impl Terms {
    fn new(limits: Limits) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(limits.read_timeout).max_buf_size(limits.head.max(8 << 10));
        // Nearly all answers are short: one piece is written sooner than two.
        http.writev(false);
        // Answers are dated by the mock's clock.
        http.auto_date_header(false);
        // For its own limit, the HTTP server has room without making it.
        if limits.headers != HEADERS {
            http.max_headers(limits.headers);
        }
        Self { http, limits: Arc::new(limits) }
    }
}

impl Connections {
    pub(crate) fn new(exchange: Arc<Exchange>, limits: Limits) -> Self {
        let crowded = Limits { read_timeout: limits.read_timeout.min(limits.crowded_timeout), ..limits.clone() };
        Self { usual: Terms::new(limits), crowded: Terms::new(crowded), exchange }
    }

    /// Serves calls over a stream of bytes, until either side has had enough or `watcher` says so. `reset` is set when it
    /// is to break off on purpose.
    pub(crate) async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static, reset: Arc<AtomicBool>, watcher: Watcher) {
        self.serve_on(&self.usual, stream, reset, watcher).await;
    }

    async fn serve_on(
        &self,
        terms: &Terms,
        stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
        reset: Arc<AtomicBool>,
        watcher: Watcher,
    ) {
        let (exchange, limits) = (Arc::clone(&self.exchange), Arc::clone(&terms.limits));
        let (stream, back) = Handed::new(Impatient::new(stream, limits.write_timeout));
        let service = service_fn(move |request| serve(Arc::clone(&exchange), Arc::clone(&limits), Arc::clone(&reset), request));
        let outcome = watcher.watch(terms.http.serve_connection(TokioIo::new(stream), service)).await;
        let Some(back) = back.lock().take() else { return };
        if let Some(refusal) = outcome.err().and_then(|error| unreadable(&error, &back, &terms.limits)) {
            // A caller that has broken off does not get to see it.
            let _ = within(DRAIN_PATIENCE, self.refuse(back.stream, refusal)).await;
        }
    }

    /// Answers what is no request, and waits for the caller to have seen that.
    async fn refuse(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin, refusal: Refusal) -> io::Result<()> {
        stream.write_all(&self.exchange.refuse_unread(refusal)).await?;
        stream.shutdown().await?;
        // A connection that is closed while there is something to be read is reset, and the answer lost.
        let (mut buffer, mut left) = ([0; 4096], DRAINED);
        while let (read @ 1.., 1..) = (stream.read(&mut buffer).await?, left) {
            left = left.saturating_sub(read);
        }
        Ok(())
    }

    async fn accepted(&self, terms: &Terms, stream: TcpStream, encryption: &Encryption, watcher: Watcher) {
        // Answers are written whole; waiting for more of them would only delay them.
        let _ = stream.set_nodelay(true);
        let reset = Arc::new(AtomicBool::new(false));
        let stream = Breakable { stream, reset: Arc::clone(&reset) };
        match encryption {
            Encryption::None => self.serve_on(terms, stream, reset, watcher).await,
            #[cfg(feature = "tls")]
            Encryption::Tls { acceptor, .. } => {
                if let Ok(Ok(stream)) = tokio::time::timeout(terms.limits.read_timeout, acceptor.accept(stream)).await {
                    self.serve_on(terms, stream, reset, watcher).await;
                }
            }
        }
    }
}

/// How what is on the wire is hidden.
pub(crate) enum Encryption {
    None,
    #[cfg(feature = "tls")]
    Tls {
        acceptor: tokio_rustls::TlsAcceptor,
        ca_pem: String,
    },
}

impl Encryption {
    /// What a URL begins with.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.ca_pem().is_some() { "https" } else { "http" }
    }

    /// The certificates that callers have to trust.
    pub(crate) fn ca_pem(&self) -> Option<&str> {
        match self {
            Self::None => None,
            #[cfg(feature = "tls")]
            Self::Tls { ca_pem, .. } => Some(ca_pem),
        }
    }
}

/// Accepts until `stop` says how long calls that are under way may take.
pub(crate) async fn listen(
    listener: TcpListener,
    encryption: Encryption,
    connections: Arc<Connections>,
    stop: impl Future<Output = Duration>,
) {
    let room = connections.usual.limits.connections;
    let permits = Arc::new(Semaphore::new(room));
    let encryption = Arc::new(encryption);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    let patience = loop {
        let accepted = async {
            // Never closed, so that there always is a permit some time.
            let permit = Arc::clone(&permits).acquire_owned().await.ok();
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            patience = &mut stop => break patience,
            accepted = accepted => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, most likely: wait for connections to end instead of trying at once again.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // What is left beside the one that has just come.
        let crowded = permits.available_permits() < room / 4;
        let (connections, encryption, watcher) = (Arc::clone(&connections), Arc::clone(&encryption), graceful.watcher());
        tokio::spawn(async move {
            let (_permit, _counted) = (permit, connections.exchange.metrics.connection());
            let terms = if crowded { &connections.crowded } else { &connections.usual };
            connections.accepted(terms, stream, &encryption, watcher).await;
        });
    };
    drop(listener);
    connections.exchange.ending.send_replace(true);
    let _ = tokio::time::timeout(patience, graceful.shutdown()).await;
}

async fn serve(
    exchange: Arc<Exchange>,
    limits: Arc<Limits>,
    reset: Arc<AtomicBool>,
    request: http::Request<Incoming>,
) -> Result<http::Response<AnswerBody>, BrokenOff> {
    let (head, body) = request.into_parts();
    let body = read(&head, body, &limits, exchange.longest_body(&head, &limits)).await;
    match exchange.answer(head, body).await {
        Answered::Whole(answer) => Ok(answer.map(AnswerBody::whole)),
        Answered::Half(answer) => Ok(answer.map(AnswerBody::half)),
        Answered::Reset => {
            reset.store(true, Ordering::Relaxed);
            Err(BrokenOff)
        }
    }
}

/// What to answer when hyper has given up on a connection; `None` if nothing is waiting for an answer.
fn unreadable<S>(error: &hyper::Error, back: &Back<S>, limits: &Limits) -> Option<Refusal> {
    let room = || format!("the mock takes {} headers, and about {} bytes of a head", limits.headers, limits.head);
    match back.withheld {
        Some(431) => {
            return Some(Refusal::new(431, "RequestHeaderFieldsTooLarge", format!("the headers are too many or too large: {}", room())));
        }
        Some(414) => return Some(Refusal::new(414, "RequestUriTooLong", format!("the request line is too long: {}", room()))),
        Some(status) => return Some(Refusal::new(status, "InvalidRequest", format!("the head of the request cannot be read: {error}"))),
        None if !back.begun => return None,
        None => {}
    }
    if error.is_parse_version_h2() {
        return Some(Refusal::new(400, "InvalidRequest", "the mock speaks HTTP/1.1, not HTTP/2"));
    }
    if error.is_timeout() {
        return Some(Refusal::new(408, "RequestTimeout", format!("the head did not arrive within {:?}", limits.read_timeout)));
    }
    error.is_incomplete_message().then(|| Refusal::new(400, "InvalidRequest", "the request ends in the middle of its head"))
}

/// How much of a body that is too large is read all the same, and for how long: a caller that is still sending when the connection
/// is closed would not get to see the answer.
const DRAINED: usize = 64 << 20;
const DRAIN_PATIENCE: Duration = Duration::from_secs(5);

/// A whole body. One that is too large is read and thrown away, unless the caller waits to be told that it may send it.
async fn read(head: &Parts, mut body: Incoming, limits: &Limits, longest: usize) -> Reply<Bytes> {
    let too_large = || Refusal::new(413, "RequestEntityTooLarge", format!("the body has more than {longest} bytes"));
    if body.size_hint().lower() > longest as u64 {
        if !head.headers.contains_key(EXPECT) {
            drain(body, limits).await;
        }
        return Err(too_large());
    }
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    match within(limits.read_timeout, Limited::new(&mut body, longest).collect()).await {
        Some(Ok(body)) => Ok(body.to_bytes()),
        Some(Err(error)) if error.is::<LengthLimitError>() => {
            drain(body, limits).await;
            Err(too_large())
        }
        Some(Err(_)) => Err(Refusal::new(400, "ContentLengthDoesNotMatch", "the body ends early, or is not written as its headers say")),
        None => Err(Refusal::new(408, "RequestTimeout", format!("the body did not arrive within {:?}", limits.read_timeout))),
    }
}

/// What a future comes to; `None` if that takes too long. No timer is set for one that comes to it at once.
async fn within<F: Future>(patience: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => tokio::time::timeout(patience, future).await.ok(),
    }
}

/// Reads what is left of a body, within limits.
async fn drain(body: Incoming, limits: &Limits) {
    // Whether it ends, is damaged, is too much even for this or takes too long: there is nothing more to be done.
    let _ = tokio::time::timeout(limits.read_timeout.min(DRAIN_PATIENCE), async {
        let (mut body, mut left) = (body, DRAINED);
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                break;
            }
        }
    })
    .await;
}

//! How a request gets to the service and its answer back. A client can be given any transport.

mod body;
#[cfg(feature = "tcp")]
mod connect;
#[cfg(feature = "tcp")]
mod connection;
mod memory;
#[cfg(feature = "tcp")]
mod pool;
#[cfg(feature = "tcp")]
mod proxy;
#[cfg(feature = "tcp")]
mod tcp;
#[cfg(feature = "tcp")]
mod tls;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub use body::Body;
pub(crate) use body::Incomplete;
pub use memory::{MemoryTransport, Reply};
#[cfg(feature = "tcp")]
pub(crate) use tcp::TcpSettings;
#[cfg(feature = "tcp")]
pub use tcp::TcpTransport;

use crate::error::BoxError;

/// How long it may take to connect, TLS included, unless somebody says otherwise.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which proxies are asked.
#[derive(Clone, Default)]
#[cfg_attr(not(feature = "tcp"), allow(dead_code))]
pub(crate) enum Proxies {
    /// Those that the environment names for everybody.
    #[default]
    OfEnvironment,
    /// One, but not for these hosts, listed as in `NO_PROXY`.
    Named {
        address: String,
        except: String,
    },
    None,
}

/// A future on the heap, as traits that are used as objects need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and receives the head of its answer; the body follows.
///
/// A transport neither retries nor follows redirects: the request is signed for the host that it names. Dropping the
/// future or the body gives the exchange up, which is how a client ends an attempt that takes too long.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends a request whose URI is absolute.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

/// How far an exchange came before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// There was no connection yet, so that nothing of the request was sent.
    Connect,
    /// The request was sent, and the other side says that it did nothing with it, as HTTP/2 can.
    Refused,
    /// The request may have been sent; no answer came.
    Exchange,
    /// The answer had begun.
    Body,
}

/// Why a transport failed.
#[derive(Debug)]
pub struct TransportError {
    stage: Stage,
    timeout: bool,
    cause: BoxError,
}

impl TransportError {
    /// A failure at a stage. Say [`Stage::Connect`] or [`Stage::Refused`] only if it is certain that nothing was done.
    pub fn new(stage: Stage, cause: impl Into<BoxError>) -> Self {
        Self { stage, timeout: false, cause: cause.into() }
    }

    /// The same failure, because time ran out.
    pub fn timed_out(mut self) -> Self {
        self.timeout = true;
        self
    }

    /// How far the exchange came.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The same failure, without what is not to be seen in its texts: transports may quote what they send.
    pub(crate) fn redacted(mut self, redact: impl Fn(&str) -> String) -> Self {
        let texts = std::iter::successors(Some(&*self.cause as &dyn std::error::Error), |error| error.source());
        let text = texts.map(ToString::to_string).collect::<Vec<_>>().join(": ");
        let redacted = redact(&text);
        if redacted != text {
            self.cause = redacted.into();
        }
        self
    }

    pub(crate) fn into_parts(self) -> (Stage, bool, BoxError) {
        (self.stage, self.timeout, self.cause)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(formatter)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use http_body_util::Full;
use hyper_util::client::legacy::{self, Client};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;

use super::body::Mapped;
use super::connect::Connector;
use super::{Body, BoxFuture, CONNECT_TIMEOUT, Proxies, Stage, Transport, TransportError, proxy, tls};
use crate::error::{BoxError, Error};

/// The transport over TCP and TLS: connections are pooled, proxies honoured, redirects not followed. Clones share their
/// connections.
///
/// A client makes one of its own. Make one to put another transport around it, for clients to share it, or for TLS that the
/// client's builder does not set up, such as a certificate of the caller's.
#[derive(Clone)]
pub struct TcpTransport {
    http: Client<Connector, Full<Bytes>>,
    proxies: Arc<Matcher>,
}

/// What a [`TcpTransport`] is made of.
pub(crate) struct TcpSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxies: Proxies,
    pub(crate) ca_pem: Vec<u8>,
    pub(crate) skip_tls_verification: bool,
    pub(crate) http2: bool,
}

impl TcpTransport {
    /// A transport with TLS of one's own. The environment's proxies are honoured; connecting may take 5 seconds.
    ///
    /// HTTP/2 is spoken if `tls.alpn_protocols` has it, the server too, and the feature `http2` is on.
    pub fn new(mut tls: ClientConfig) -> Self {
        tls.alpn_protocols.retain(|protocol| cfg!(feature = "http2") || protocol != b"h2");
        Self::over(tls, Matcher::from_env(), CONNECT_TIMEOUT)
    }

    pub(crate) fn build(settings: &TcpSettings) -> Result<Self, Error> {
        let tls = tls::config(&settings.ca_pem, settings.skip_tls_verification, settings.http2)?;
        let proxies = match &settings.proxies {
            Proxies::OfEnvironment => Matcher::from_env(),
            Proxies::Named { address, except } => proxy::named(address, except)?,
            Proxies::None => Matcher::builder().build(),
        };
        Ok(Self::over(tls, proxies, settings.connect_timeout))
    }

    fn over(tls: ClientConfig, proxies: Matcher, connect_timeout: Duration) -> Self {
        let proxies = Arc::new(proxies);
        let connector = Connector::new(tls, proxies.clone(), connect_timeout);
        let mut http = Client::builder(TokioExecutor::new());
        // Requests say their host, and are so short that one piece of them is quicker than two.
        http.pool_timer(TokioTimer::new()).http1_writev(false).set_host(false);
        let http = http.build(connector);
        Self { http, proxies }
    }

    /// Tells a proxy who asks. It is told when the tunnel is made where there is one; without TLS there is none.
    fn authorize(&self, request: &mut http::Request<Bytes>) {
        if request.uri().scheme() == Some(&Scheme::HTTP)
            && let Some(proxy) = self.proxies.intercept(request.uri())
            && let Some(authorization) = proxy.basic_auth()
        {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
}

impl Transport for TcpTransport {
    fn send(&self, mut request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.authorize(&mut request);
        // Before the future, which is the smaller for it.
        let sent = self.http.request(request.map(Full::new));
        Box::pin(async move {
            let response = sent.await.map_err(|error| failed(stage(&error), error))?;
            Ok(response.map(|body| Body::new(Mapped(body, |error| failed(Stage::Body, error)))))
        })
    }
}

fn failed(stage: Stage, error: impl Into<BoxError>) -> TransportError {
    let error = error.into();
    let timed_out = is_timeout(&*error);
    let error = TransportError::new(stage, error);
    if timed_out { error.timed_out() } else { error }
}

/// How far a request without an answer came.
fn stage(error: &legacy::Error) -> Stage {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<hyper::Error>());
    // It got no connection, or one that closed before it was taken up.
    if error.connect_info().is_none() || source.is_some_and(hyper::Error::is_canceled) {
        Stage::Connect
    } else if source.is_some_and(is_refused) {
        Stage::Refused
    } else {
        Stage::Exchange
    }
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

/// Whether an error comes from time that ran out: when connecting, or because the other side's machine says no more.
fn is_timeout(error: &(dyn std::error::Error + 'static)) -> bool {
    let is_one = |error: &(dyn std::error::Error + 'static)| {
        error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut)
    };
    std::iter::successors(Some(error), |error| error.source()).any(is_one)
}

impl fmt::Debug for TcpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TcpTransport")
    }
}

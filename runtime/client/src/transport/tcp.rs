use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::ClientConfig;

use super::connect::Connector;
use super::{Body, BoxFuture, CONNECT_TIMEOUT, Proxies, Transport, TransportError, pool, proxy, tls};
use crate::error::Error;

/// The transport over TCP and TLS: connections are pooled, proxies honoured, redirects not followed. Clones share their
/// connections.
///
/// A client makes one of its own. Make one to put another transport around it, for clients to share it, or for TLS that the
/// client's builder does not set up, such as a certificate of the caller's.
#[derive(Clone)]
pub struct TcpTransport {
    pool: Arc<dyn Transport>,
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
        let side_by_side = tls.alpn_protocols.iter().any(|protocol| protocol == b"h2");
        let pool = pool::keeping(Connector::new(tls, proxies.clone(), connect_timeout), side_by_side);
        Self { pool: Arc::new(pool), proxies }
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
        self.pool.send(request)
    }
}

impl fmt::Debug for TcpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TcpTransport")
    }
}

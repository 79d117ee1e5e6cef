use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::body::Mapped;
use super::{Body, BoxFuture, Stage, Transport, TransportError, tls};
use crate::error::Error;

/// The transport over TCP and TLS: connections are pooled, proxies honoured, redirects not followed.
#[derive(Clone)]
pub struct TcpTransport {
    http: reqwest::Client,
}

/// What a [`TcpTransport`] is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct TcpSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: Option<String>,
    pub(crate) ca_pem: Vec<u8>,
    pub(crate) skip_tls_verification: bool,
    pub(crate) http2: bool,
}

impl TcpTransport {
    /// A transport over an HTTP client of one's own. It should follow no redirects and retry nothing.
    pub fn new(http: reqwest::Client) -> Self {
        Self { http }
    }

    pub(crate) fn build(settings: &TcpSettings) -> Result<Self, Error> {
        let tls = tls::config(&settings.ca_pem, settings.skip_tls_verification, settings.http2)?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        if let Some(timeout) = settings.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(proxy) = &settings.proxy {
            let proxy =
                reqwest::Proxy::all(proxy).map_err(|error| Error::configuration("the proxy's address cannot be read").because(error))?;
            // A proxy that is named replaces those of the environment, but not the list of hosts that need none.
            builder = builder.no_proxy().proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
        }
        let http = builder.build().map_err(|error| Error::configuration("the HTTP client cannot be set up").because(error))?;
        Ok(Self { http })
    }
}

impl Transport for TcpTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        // Before the future, which is the smaller for it.
        let sent = request.try_into().map(|request| self.http.execute(request));
        Box::pin(async move {
            let sent = sent.map_err(|error| TransportError::new(Stage::Connect, without_url(error)))?;
            let response = sent.await.map_err(|error| failed(error, Stage::Exchange))?;
            let response: http::Response<reqwest::Body> = response.into();
            Ok(response.map(|body| Body::new(Mapped(body, |error| failed(error, Stage::Body)))))
        })
    }
}

fn failed(error: reqwest::Error, stage: Stage) -> TransportError {
    let stage = if error.is_connect() { Stage::Connect } else { stage };
    let timeout = error.is_timeout();
    let error = TransportError::new(stage, without_url(error));
    if timeout { error.timed_out() } else { error }
}

/// The query may hold what must not be logged.
fn without_url(error: reqwest::Error) -> reqwest::Error {
    error.without_url()
}

impl fmt::Debug for TcpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TcpTransport")
    }
}

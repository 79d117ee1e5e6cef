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
#[derive(Default)]
pub(crate) struct TcpSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: Option<String>,
    /// The hosts that are not called through the proxy, as `NO_PROXY` lists them.
    pub(crate) no_proxy: Option<String>,
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
        if let Some(address) = &settings.proxy {
            let except = settings.no_proxy.as_deref().and_then(reqwest::NoProxy::from_string);
            // A proxy that is named replaces those of the environment.
            builder = builder.no_proxy().proxy(proxy(address)?.no_proxy(except));
        }
        let http = builder.build().map_err(|error| Error::configuration("the HTTP client cannot be set up").because(error))?;
        Ok(Self { http })
    }
}

/// A proxy for everything. What reqwest makes nothing of, it passes by without a word. The address may hold a password, so
/// that it is not quoted.
fn proxy(address: &str) -> Result<reqwest::Proxy, Error> {
    const EXPECTED: &str = "set it (Builder::proxy, ALIBABACLOUDSTACK_PROXY) like http://user:password@host:port";
    let unreadable = || Error::configuration(format!("the proxy's address cannot be read; {EXPECTED}"));
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let url = reqwest::Url::parse(&address).map_err(|error| unreadable().because(error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::configuration(format!("a proxy cannot be spoken to by {}, only by http or https; {EXPECTED}", url.scheme())));
    }
    if url.as_str().parse::<http::Uri>().is_err() {
        return Err(unreadable());
    }
    reqwest::Proxy::all(url).map_err(|error| unreadable().because(error.without_url()))
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

//! From a place to a connection.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{self, Connected, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use super::connection::{Connection, Wanted};
use super::{BoxFuture, proxy};
use crate::error::BoxError;

/// Connects within a time, with TLS where the scheme says so, and speaks HTTP.
#[derive(Clone)]
pub(super) struct Connector {
    https: HttpsConnector<Route>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(tls: ClientConfig, proxies: Arc<Matcher>, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // So that a connection whose other side is gone is not waited for, or kept.
        tcp.set_keepalive(Some(Duration::from_secs(15)));
        tcp.set_keepalive_interval(Some(Duration::from_secs(15)));
        tcp.set_keepalive_retries(Some(3));
        // Nor while it does not confirm what it was sent, when nothing is sent to keep it alive.
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(Duration::from_secs(30)));
        // It is shared out among the addresses of a host, so that one where nobody answers leaves some to the next.
        tcp.set_connect_timeout(Some(timeout));
        // A proxy is spoken to by HTTP/1.1.
        let mut proxy_tls = tls.clone();
        proxy_tls.alpn_protocols.clear();
        let route = Route { proxy: HttpsConnector::from((tcp.clone(), proxy_tls)), tcp, proxies };
        Self { https: HttpsConnector::from((route, tls)), timeout }
    }
}

impl Service<Wanted> for Connector {
    type Response = Connection;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, Wanted { place: (scheme, authority), number }: Wanted) -> Self::Future {
        let Self { mut https, timeout } = self.clone();
        Box::pin(async move {
            let to = Uri::builder().scheme(scheme).authority(authority).path_and_query("/").build()?;
            let connected = tokio::time::timeout(timeout, https.call(to)).await;
            Connection::over(connected.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))?, number).await
        })
    }
}

/// Connects without the service's TLS, directly or through a proxy.
#[derive(Clone)]
struct Route {
    tcp: HttpConnector,
    /// To a proxy.
    proxy: HttpsConnector<HttpConnector>,
    proxies: Arc<Matcher>,
}

impl Service<Uri> for Route {
    type Response = Link;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Link, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let Self { mut tcp, proxy, proxies } = self.clone();
        match proxies.intercept(&to) {
            Some(intercept) => Box::pin(proxy::through(intercept, tcp, proxy, to)),
            None => Box::pin(async move { Ok(Link::direct(tcp.call(to).await?)) }),
        }
    }
}

/// What requests, or the service's TLS, go over.
pub(super) struct Link {
    stream: MaybeHttpsStream<TokioIo<TcpStream>>,
    /// Whether a proxy reads the requests, which then name the service.
    proxied: bool,
}

impl Link {
    /// Straight to the service.
    pub(super) fn direct(stream: TokioIo<TcpStream>) -> Self {
        Self { stream: MaybeHttpsStream::Http(stream), proxied: false }
    }

    /// Through a proxy that passes on what it cannot read.
    pub(super) fn tunnel(stream: MaybeHttpsStream<TokioIo<TcpStream>>) -> Self {
        Self { stream, proxied: false }
    }

    /// To a proxy that sends the requests on.
    pub(super) fn proxied(stream: MaybeHttpsStream<TokioIo<TcpStream>>) -> Self {
        Self { stream, proxied: true }
    }
}

impl connect::Connection for Link {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.proxied)
    }
}

impl Read for Link {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Link {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

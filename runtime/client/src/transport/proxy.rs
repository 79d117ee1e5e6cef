//! Which proxy is asked, and how it is spoken to.

use std::fmt;
use std::net::SocketAddr;

use http::Uri;
use http::uri::{Authority, Scheme};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;

use super::connect::Link;
use crate::builder::is_whole;
use crate::error::{BoxError, Error};

/// Where a SOCKS proxy listens if its address does not say.
const SOCKS_PORT: u16 = 1080;

/// A proxy is spoken to in another way than it can be.
fn unspoken(scheme: &str) -> String {
    format!("a proxy cannot be spoken to by {scheme}, only by http, https, socks5 or socks5h")
}

/// A proxy for everything but the hosts in `except`. The address may hold a password, so that it is not quoted.
pub(super) fn named(address: &str, except: &str) -> Result<Matcher, Error> {
    const EXPECTED: &str = "set it (Builder::proxy, ALIBABACLOUDSTACK_PROXY) like http://user:password@host:port";
    let unreadable = || Error::configuration(format!("the proxy's address cannot be read; {EXPECTED}"));
    let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let uri: Uri = address.parse().map_err(|error: http::uri::InvalidUri| unreadable().because(error))?;
    let scheme = uri.scheme_str().unwrap_or_default();
    if !matches!(scheme, "http" | "https" | "socks5" | "socks5h") {
        return Err(Error::configuration(format!("{}; {EXPECTED}", unspoken(scheme))));
    }
    // What the matcher makes nothing of, it passes by without a word.
    let asked = Matcher::builder().all(address.clone()).build().intercept(&Uri::from_static("https://service.example"));
    // It ends a password at the first @, whatever follows.
    let is_readable = |authority: &Authority| is_whole(authority) && !authority.as_str().contains('@');
    if !asked.is_some_and(|proxy| proxy.uri().authority().is_some_and(is_readable)) {
        return Err(unreadable());
    }
    Ok(Matcher::builder().all(address).no(except).build())
}

/// Connects to a service through a proxy.
pub(super) async fn through(proxy: Intercept, tcp: HttpConnector, https: HttpsConnector<HttpConnector>, to: Uri) -> Result<Link, BoxError> {
    reach(&proxy, tcp, https, to).await.map_err(|cause| Unreached { proxy: proxy.uri().clone(), cause }.into())
}

async fn reach(proxy: &Intercept, tcp: HttpConnector, mut https: HttpsConnector<HttpConnector>, to: Uri) -> Result<Link, BoxError> {
    let address = proxy.uri().clone();
    match address.scheme_str().unwrap_or_default() {
        scheme @ ("socks5" | "socks5h") => {
            // With the h, the proxy looks the name up.
            let (host, port) = (address.host().unwrap_or_default(), address.port_u16().unwrap_or(SOCKS_PORT));
            let mut socks = SocksV5::new(place(format!("{host}:{port}"))?, tcp).local_dns(scheme == "socks5");
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            let to = as_told(&to, scheme == "socks5").await?;
            Ok(Link::direct(socks.call(to).await.map_err(reason)?))
        }
        "http" | "https" if to.scheme() == Some(&Scheme::HTTPS) => {
            let mut tunnel = Tunnel::new(address, https);
            if let Some(authorization) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            Ok(Link::tunnel(tunnel.call(to).await?))
        }
        "http" | "https" => Ok(Link::proxied(https.call(address).await?)),
        other => Err(unspoken(other).into()),
    }
}

/// Where to, as a SOCKS proxy is told. The port is said, as it would else be that of https, and the name is looked up here if
/// `local`: SocksV5 would block the thread meanwhile.
async fn as_told(to: &Uri, local: bool) -> Result<Uri, BoxError> {
    let host = to.host().unwrap_or_default();
    let port = to.port_u16().unwrap_or(if to.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 });
    let name = host.trim_matches(['[', ']']);
    // It takes an IPv6 address in a URI for a name.
    let address = if local { tokio::net::lookup_host((name, port)).await?.find(SocketAddr::is_ipv4) } else { None };
    let authority = address.map_or_else(|| format!("{host}:{port}"), |address| address.to_string());
    place(authority)
}

/// A host and a port, as the URI that SocksV5 takes.
fn place(authority: String) -> Result<Uri, BoxError> {
    Ok(Uri::builder().scheme("socks5").authority(authority).path_and_query("/").build()?)
}

type SocksError = <SocksV5<HttpConnector> as Service<Uri>>::Error;

/// Why a SOCKS proxy does not help: its error names no source.
fn reason(error: SocksError) -> BoxError {
    match error {
        SocksError::Inner(error) => error.into(),
        SocksError::Io(error) => error.into(),
        other => other.into(),
    }
}

/// A proxy could not be asked, or did not do what it was asked for.
#[derive(Debug)]
struct Unreached {
    proxy: Uri,
    cause: BoxError,
}

impl fmt::Display for Unreached {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a password with an @ in it, what follows that is still in the authority.
        let (scheme, host) = (self.proxy.scheme_str().unwrap_or_default(), self.proxy.host().unwrap_or_default());
        write!(formatter, "through the proxy {scheme}://{host}")?;
        self.proxy.port().map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

impl std::error::Error for Unreached {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}

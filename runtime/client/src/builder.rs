mod caller;
mod environment;

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use http::Uri;
use http::header::{HOST, HeaderName, USER_AGENT};
use http::uri::{Authority, Scheme as UriScheme};

use crate::credentials::CredentialsProvider;
use crate::engine::{Engine, Parts};
use crate::environment::Environment;
use crate::error::Error;
use crate::gateway::Gateway;
use crate::interceptor::Interceptor;
use crate::options::{CallOptions, names, setters};
use crate::random::{Random, SystemRandom};
use crate::request::{default_scheme, set, value_of};
use crate::retry::{Bucket, RetryPolicy};
use crate::time::{Clock, Sleep, SystemClock, TokioSleep};
use crate::transport::{CONNECT_TIMEOUT, Proxies, Transport};
use crate::wire::signing::Scheme;
use crate::wire::{Service, ServiceStyle};

/// A service, and what goes without saying about it.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Address {
    service: &'static Service,
    endpoint: Option<&'static str>,
    /// How its documentation says that requests are signed, where that is not what services of its style have in common.
    signing: Option<Scheme>,
}

impl Address {
    pub const fn of(service: &'static Service) -> Self {
        Self { service, endpoint: None, signing: None }
    }

    pub const fn at(self, endpoint: &'static str) -> Self {
        Self { endpoint: Some(endpoint), ..self }
    }

    pub const fn signed_by(self, scheme: Scheme) -> Self {
        Self { signing: Some(scheme), ..self }
    }
}

/// Sets up a client. What is the same for a single call is in [`CallOptions`], too.
///
/// Only the endpoint is needed. The credentials are those of [`CredentialsChain::default`](crate::CredentialsChain::default)
/// unless others are given; a connection may take 5 seconds, an attempt 30, a call 2 minutes; a call is tried three times at
/// most, if trying again does no harm; an answer may have 32 MiB.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone)]
pub struct Builder<C> {
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// What a builder is told, whichever client it is for: what it comes to is compiled once for all of them.
#[derive(Clone)]
struct Settings {
    address: Address,
    /// The service that assumes roles.
    assumer: Option<Address>,
    endpoint: Option<String>,
    domain: Option<String>,
    plain_http: bool,
    gateway: Gateway,
    signing: Option<Scheme>,
    user_agent: Option<String>,
    options: CallOptions,
    retry: RetryPolicy,
    credentials: Option<Arc<dyn CredentialsProvider>>,
    /// Where credentials are looked for if there are none.
    environment: Option<Environment>,
    profile: Option<String>,
    interceptors: Vec<Arc<dyn Interceptor>>,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Duration,
    proxies: Proxies,
    ca_pem: Vec<u8>,
    skip_tls_verification: bool,
    http2: bool,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    random: Arc<dyn Random>,
}

setters!([<C>] Builder<C>, builder => builder.settings.options);

impl<C: From<Engine>> Builder<C> {
    #[doc(hidden)]
    pub fn new(address: Address) -> Self {
        Self { settings: Settings::new(address), client: PhantomData }
    }

    #[doc(hidden)]
    pub fn roles_of(mut self, assumer: Address) -> Self {
        self.settings.assumer = Some(assumer);
        self
    }

    /// Where the service is: `https://host`, `http://host:port`, or a host alone, which is called over HTTPS. A path is
    /// kept in front of the operations' paths. `{region}` and `{domain}` stand for those of the client.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.endpoint = Some(endpoint.into());
        self
    }

    /// The domain that a private cloud's endpoints end with: the `{domain}` of an endpoint.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.settings.domain = Some(domain.into());
        self
    }

    /// Through which gateway the service is called.
    pub fn gateway(mut self, gateway: Gateway) -> Self {
        self.settings.gateway = gateway;
        self
    }

    /// How requests are signed: as the service's documentation says unless this says otherwise. A service that is called
    /// by path can be signed for with [`Scheme::Roa`] or [`Scheme::Acs3`], one that is called by name with
    /// [`Scheme::Rpc`] or [`Scheme::Acs3`].
    pub fn signing(mut self, scheme: Scheme) -> Self {
        self.settings.signing = Some(scheme);
        self
    }

    /// Who calls: [`Credentials`](crate::Credentials), or whatever provides them.
    pub fn credentials(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.settings.credentials = Some(Arc::new(provider));
        self
    }

    /// The profile whose credentials to use, and whose region unless another is set, whatever AccessKey the environment has. It
    /// is looked for where [`env`](Self::env) looks, too; credentials that are given count before it.
    ///
    /// If the profile asks to assume a role, the client does that with the profile's AccessKey, its own options and over its own
    /// transport, and has the credentials of the session anew before they expire. The service that does it is where the environment
    /// says (for STS `ALIBABA_CLOUD_STS_ENDPOINT` or, as for any service, `ALIBABA_CLOUD_ENDPOINT`), or else where the documentation
    /// has it, in the client's region and domain. Interceptors do not see these calls.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.settings.profile = Some(name.into());
        self
    }

    /// What the caller calls itself, in front of what this crate calls itself: `my-tool/1.2`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.settings.user_agent = Some(name.into());
        self
    }

    /// When calls are tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// One more interceptor. They are asked in the order in which they were added.
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.settings.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Another transport than the one over TCP. Timeouts of connections, proxies and certificates are then its business.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self
    }

    /// How long it may take to connect, TLS included.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// The proxy for everything, whatever `NO_PROXY` says: `http://user:password@host:port`, or `https`, `socks5`, or `socks5h`, which
    /// looks names up itself. Without it the environment's `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` count.
    pub fn proxy(mut self, proxy: impl Into<String>) -> Self {
        self.settings.proxies = Proxies::Named { address: proxy.into(), except: String::new() };
        self
    }

    /// No proxy, whatever the environment says, unless [`Builder::env`] comes after it: for what is on this machine, or in its own
    /// network.
    pub fn no_proxy(mut self) -> Self {
        self.settings.proxies = Proxies::None;
        self
    }

    /// A file of certificates (PEM) that are trusted beside the system's, such as that of a private cloud's CA.
    pub fn ca_file(self, path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(self.ca_pem(read_certificates(path.as_ref())?))
    }

    /// Certificates (PEM) that are trusted beside the system's. They add to those given before.
    pub fn ca_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.settings.trust(pem.as_ref());
        self
    }

    /// **Dangerous**: accepts any certificate of anybody. Whoever is between this machine and the service can then read
    /// and change everything, credentials that the service sends among it. Building such a client logs a warning. Prefer
    /// [`Builder::ca_file`], which works with self-signed certificates, too.
    pub fn dangerously_skip_tls_verification(mut self, skip: bool) -> Self {
        self.settings.skip_tls_verification = skip;
        self
    }

    /// Whether a server may choose HTTP/2, over TLS. It may if the feature `http2` is on, unless this says `false`; without
    /// the feature this cannot be `true`. Calls that begin before there is a connection open one each, and share the first that stays.
    pub fn http2(mut self, http2: bool) -> Self {
        self.settings.http2 = http2;
        self
    }

    /// A clock of one's own.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// A way of one's own to wait, such as another async runtime's timer.
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.settings.sleep = Arc::new(sleep);
        self
    }

    /// Random numbers of one's own.
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.settings.random = Arc::new(random);
        self
    }

    /// The client.
    pub fn build(self) -> Result<C, Error> {
        self.settings.build().map(C::from)
    }
}

impl Settings {
    fn new(address: Address) -> Self {
        Self {
            address,
            assumer: None,
            endpoint: address.endpoint.map(str::to_owned),
            domain: None,
            plain_http: false,
            gateway: Gateway::default(),
            signing: None,
            user_agent: None,
            options: CallOptions::default(),
            retry: RetryPolicy::default(),
            credentials: None,
            environment: None,
            profile: None,
            interceptors: Vec::new(),
            transport: None,
            connect_timeout: CONNECT_TIMEOUT,
            proxies: Proxies::default(),
            ca_pem: Vec::new(),
            skip_tls_verification: false,
            http2: cfg!(feature = "http2"),
            clock: Arc::new(SystemClock::default()),
            sleep: Arc::new(TokioSleep),
            random: Arc::new(SystemRandom::default()),
        }
    }

    fn trust(&mut self, pem: &[u8]) {
        self.ca_pem.extend_from_slice(pem);
        self.ca_pem.push(b'\n');
    }

    fn build(mut self) -> Result<Engine, Error> {
        let own = concat!("ackgen-client/", env!("CARGO_PKG_VERSION"));
        let user_agent = self.user_agent.as_ref().map_or_else(|| own.to_owned(), |name| format!("{name} {own}"));
        let user_agent = value_of(&USER_AGENT, &user_agent)?;
        self.options.region = self.options.region.take().or_else(|| self.region_of_profile());
        self.check_headers()?;
        let endpoint = self.resolved_endpoint()?;
        let host = value_of(&HOST, endpoint.authority().map_or("", Authority::as_str))?;
        let documented = self.address.signing.filter(|_| self.gateway == Gateway::Pop);
        let scheme = self.signing.or(documented).unwrap_or(default_scheme(self.address.service.style, self.gateway));
        self.check(scheme)?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.default_transport()?,
        };
        let credentials = match self.credentials.take() {
            Some(credentials) => credentials,
            None => self.found(&transport),
        };
        let parts = Parts {
            service: self.address.service,
            endpoint,
            host,
            gateway: self.gateway,
            scheme,
            user_agent,
            bucket: Bucket::new(&self.retry),
            retry: self.retry,
            credentials,
            interceptors: self.interceptors,
            transport,
            clock: self.clock,
            sleep: self.sleep,
            random: self.random,
            skew: AtomicI64::new(0),
        };
        Ok(Engine { parts: Arc::new(parts), options: Arc::new(self.options) })
    }

    /// Whether headers can carry what calls will put into them.
    fn check_headers(&self) -> Result<(), Error> {
        let mut headers = http::HeaderMap::new();
        if let Some(region) = &self.options.region {
            set(&mut headers, HeaderName::from_static(names::REGION), region)?;
        }
        self.options.apply(&mut headers)
    }

    fn check(&self, scheme: Scheme) -> Result<(), Error> {
        let style = self.address.service.style;
        let fits = match scheme {
            Scheme::Asapi => self.gateway == Gateway::Asapi,
            Scheme::Roa => self.gateway != Gateway::Asapi && style == ServiceStyle::Roa,
            Scheme::Rpc => self.gateway == Gateway::Pop && style == ServiceStyle::Rpc,
            Scheme::Acs3 => self.gateway == Gateway::Pop,
        };
        if fits {
            return Ok(());
        }
        Err(Error::configuration(format!(
            "{} cannot be signed for with {scheme} through the gateway {:?}",
            self.address.service.product, self.gateway
        )))
    }

    fn resolved_endpoint(&self) -> Result<Uri, Error> {
        let template = self.endpoint.as_deref().ok_or_else(|| {
            let variable = self.endpoint_variable();
            Error::configuration(format!("no endpoint: give the builder one, or set {variable} in the environment and read it with env()"))
        })?;
        // Until it is read, what has one of these signs in it may have a password in it, or a token.
        let shown = if is_showable(template) { template } else { "(not shown, as it may have a secret in it)" };
        let mut text = template.trim().to_owned();
        for (placeholder, value) in [("{region}", &self.options.region), ("{domain}", &self.domain)] {
            if text.contains(placeholder) {
                let value = value.as_deref().ok_or_else(|| {
                    Error::configuration(format!(
                        "the endpoint {shown} needs a {}: set it, or another endpoint",
                        placeholder.trim_matches(['{', '}'])
                    ))
                })?;
                text = text.replace(placeholder, value);
            }
        }
        if !text.contains("://") {
            text.insert_str(0, if self.plain_http { "http://" } else { "https://" });
        }
        let unreadable =
            || Error::configuration(format!("the endpoint {} is no address like https://host or https://host:port", shown.escape_debug()));
        let uri: Uri = text.parse().map_err(|_| unreadable())?;
        let authority = uri.authority().ok_or_else(unreadable)?;
        if authority.as_str().contains('@') {
            return Err(Error::configuration(
                "the endpoint must not have a user or a password in it: calls are signed with the client's credentials",
            ));
        }
        let known = uri.scheme() == Some(&UriScheme::HTTP) || uri.scheme() == Some(&UriScheme::HTTPS);
        if !known || !is_whole(authority) || uri.query().is_some() {
            return Err(unreadable());
        }
        // So that a proxy's request line and HTTP/2's :authority say what the header Host says.
        let authority = host(&uri).parse().map_err(|_| unreadable())?;
        let mut parts = uri.into_parts();
        parts.authority = Some(authority);
        Uri::from_parts(parts).map_err(|_| unreadable())
    }

    #[cfg(feature = "tcp")]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, Error> {
        if self.skip_tls_verification {
            tracing::warn!(
                service = self.address.service.name,
                "TLS CERTIFICATES ARE NOT VERIFIED: anybody between can read and change what is sent"
            );
        }
        if self.http2 && !cfg!(feature = "http2") {
            return Err(Error::configuration("HTTP/2 needs the feature http2 of this crate"));
        }
        let settings = crate::transport::TcpSettings {
            connect_timeout: self.connect_timeout,
            proxies: self.proxies.clone(),
            ca_pem: self.ca_pem.clone(),
            skip_tls_verification: self.skip_tls_verification,
            http2: self.http2,
        };
        Ok(Arc::new(crate::transport::TcpTransport::build(&settings)?))
    }

    #[cfg(not(feature = "tcp"))]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, Error> {
        let _ = (&self.connect_timeout, &self.proxies, &self.ca_pem, self.skip_tls_verification, self.http2);
        Err(Error::configuration("no transport: give the builder one, or enable the feature tcp"))
    }
}

/// The host and the port of a URI, but for one that goes without saying.
pub(crate) fn host(uri: &Uri) -> &str {
    let Some(authority) = uri.authority() else { return "" };
    match (uri.scheme_str(), authority.port_u16()) {
        (Some("https"), Some(443)) | (Some("http"), Some(80)) => authority.host(),
        _ => authority.as_str().rsplit_once('@').map_or(authority.as_str(), |(_, host)| host),
    }
}

fn read_certificates(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| Error::configuration(format!("the CA file {} cannot be read", path.display())).because(error))
}

/// Whether an endpoint has neither a user nor a query.
fn is_showable(endpoint: &str) -> bool {
    !endpoint.contains(['@', '?'])
}

/// Whether there is a host, and what follows it is a port or nothing, at which nobody looks when a URI is read.
pub(crate) fn is_whole(authority: &Authority) -> bool {
    let host_alone = authority.as_str().len() == authority.host().len();
    !authority.host().is_empty() && (host_alone || authority.port_u16().is_some())
}

impl<C> std::fmt::Debug for Builder<C> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("service", &self.settings.address.service.name)
            .field("endpoint", &self.settings.endpoint.as_deref().filter(|endpoint| is_showable(endpoint)))
            .field("gateway", &self.settings.gateway)
            .field("options", &self.settings.options)
            .finish_non_exhaustive()
    }
}

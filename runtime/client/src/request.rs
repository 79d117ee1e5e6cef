//! From a request without an address to one that is signed.

use bytes::Bytes;
use http::header::{ACCEPT, HOST, HeaderName, HeaderValue, USER_AGENT};
use http::uri::PathAndQuery;
use http::{HeaderMap, Uri};

use crate::builder::host;
use crate::credentials::Credentials;
use crate::engine::Parts;
use crate::error::{Error, ErrorKind};
use crate::gateway::Gateway;
use crate::options::{CallOptions, names};
use crate::random::nonce;
use crate::run::Prepared;
use crate::wire::jiff::SignedDuration;
use crate::wire::signing::{self, Scheme, SigningContext};
use crate::wire::{Format, ServiceStyle};

/// What an attempt's request is made of.
#[derive(Clone, Copy)]
pub(crate) struct Making<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) prepared: &'a Prepared,
    pub(crate) options: &'a CallOptions,
    pub(crate) credentials: &'a Credentials,
}

impl Making<'_> {
    /// The request with its host, the gateway's prefix and every header that is not about signing.
    pub(crate) fn address(&self) -> Result<http::Request<Bytes>, Error> {
        let Self { parts, prepared, options, credentials } = *self;
        // Where calls are made by name, the format is a parameter, which signing makes JSON unless it is there.
        let format = match (parts.scheme, options.format) {
            (Scheme::Rpc | Scheme::Asapi, Some(Format::Xml)) => Some("Format=XML"),
            _ => None,
        };
        let own = &prepared.request;
        let mut request = http::Request::new(own.body().clone());
        *request.method_mut() = own.method().clone();
        *request.uri_mut() = target(parts, own.uri(), format)?;
        let headers = request.headers_mut();
        // As many as are added mostly, here, by signing and by HTTP, so that they are put up once.
        headers.reserve(own.headers().len() + 12);
        headers.extend(own.headers().iter().map(|(name, value)| (name.clone(), value.clone())));
        let accept = match options.format.unwrap_or_default() {
            Format::Json => "application/json",
            Format::Xml => "application/xml",
        };
        headers.insert(HOST, parts.host.clone());
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(USER_AGENT, parts.user_agent.clone());
        if let Some(region) = &options.region {
            set(headers, HeaderName::from_static(names::REGION), region)?;
        }
        match parts.gateway {
            Gateway::Pop => {}
            Gateway::AsapiRoa => {
                let product = parts.service.product.to_ascii_lowercase();
                set(headers, HeaderName::from_static(names::PRODUCT_ACCESS_KEY), credentials.access_key_id())?;
                set(headers, HeaderName::from_static("x-ascm-product-name"), &product)?;
                set(headers, HeaderName::from_static("x-ascm-product-version"), parts.service.version)?;
            }
            Gateway::Asapi => {
                headers.insert(HeaderName::from_static("x-acs-caller-sdk-source"), parts.user_agent.clone());
                set(headers, HeaderName::from_static("x-acs-caller-sdk-language"), "rust")?;
                set(headers, HeaderName::from_static("x-acs-caller-sdk-version"), env!("CARGO_PKG_VERSION"))?;
            }
        }
        options.apply(headers)?;
        Ok(request)
    }

    /// Names the host of the URI, where an interceptor has changed that alone.
    pub(crate) fn follow_uri(&self, request: &mut http::Request<Bytes>) -> Result<(), Error> {
        let Self { parts, .. } = self;
        let changed = request.uri().authority().is_some_and(|authority| Some(authority) != parts.endpoint.authority());
        if changed && request.headers().get(HOST) == Some(&parts.host) {
            let value = value_of(&HOST, host(request.uri()))?;
            request.headers_mut().insert(HOST, value);
        }
        Ok(())
    }

    /// Signs a request by a clock that is so far ahead of this machine's, and says what was signed.
    pub(crate) fn sign(&self, request: &mut http::Request<Bytes>, skew: SignedDuration) -> Result<String, Error> {
        let Self { parts, prepared, options, credentials } = *self;
        let context = SigningContext {
            operation: &prepared.operation,
            product: parts.service.product,
            version: parts.service.version,
            region: options.region.as_deref(),
            at: parts.ahead(skew),
            nonce: &nonce(&*parts.random),
        };
        match signing::sign(request, parts.scheme, &credentials.key, &context) {
            Ok(signed) => Ok(signed.string_to_sign),
            Err(error) => Err(Error::new(ErrorKind::Request, error.to_string())),
        }
    }
}

/// Which scheme a service is called with unless the caller wants another.
pub(crate) fn default_scheme(style: ServiceStyle, gateway: Gateway) -> Scheme {
    match (gateway, style) {
        (Gateway::Asapi, _) => Scheme::Asapi,
        (_, ServiceStyle::Roa) => Scheme::Roa,
        (_, ServiceStyle::Rpc) => Scheme::Rpc,
    }
}

/// The absolute URI of a request, with one more parameter if there is one. An endpoint may have the gateway's prefix already.
fn target(parts: &Parts, relative: &Uri, parameter: Option<&str>) -> Result<Uri, Error> {
    let mut uri = parts.endpoint.clone().into_parts();
    let unreadable = || Error::configuration("the endpoint and the path do not make a URI");
    let base = parts.endpoint.path().trim_end_matches('/');
    let prefix = parts.gateway.path_prefix();
    let base = base.strip_suffix(prefix).unwrap_or(base);
    let path = if parts.gateway == Gateway::Asapi { "" } else { relative.path() };
    uri.path_and_query = match relative.path_and_query() {
        // Nothing comes before it or behind it, which is what most calls are.
        Some(whole) if base.is_empty() && prefix.is_empty() && !path.is_empty() && parameter.is_none() => Some(whole.clone()),
        _ => {
            let query: Vec<_> = relative.query().into_iter().chain(parameter).collect();
            let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
            Some(PathAndQuery::try_from(format!("{base}{prefix}{path}{query}")).map_err(|_| unreadable())?)
        }
    };
    Uri::from_parts(uri).map_err(|_| unreadable())
}

pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Error> {
    let value = value_of(&name, value)?;
    headers.insert(name, value);
    Ok(())
}

pub(crate) fn value_of(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(value).map_err(|_| Error::configuration(format!("{value:?} has characters that the header {name} cannot have")))
}

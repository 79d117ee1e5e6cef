//! Which operation a request calls, over the tables of all services and their gateways.

mod closest;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use ackgen_wire::bytes::Bytes;
use ackgen_wire::{DecodeError, Operation, Service, ServiceStyle, decode_request, is_form};
use hashbrown::HashMap;
use http::Uri;
use http::uri::PathAndQuery;
use serde_json::Value;

use crate::handler::Handler;
use crate::refusal::{Refusal, Reply};

/// A way to reach a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Short name, as in the spec.
    pub name: &'static str,
    /// What comes before the operations' paths or, where they are called by name, the one path of all.
    pub path: &'static str,
    /// How operations are addressed behind it.
    pub style: ServiceStyle,
}

impl Gateway {
    /// What is left of a path behind the gateway's own.
    fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.path.trim_end_matches('/'))?;
        match self.style {
            ServiceStyle::Roa => (rest.is_empty() || rest.starts_with('/')).then_some(rest),
            ServiceStyle::Rpc => matches!(rest, "" | "/").then_some(rest),
        }
    }
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// The service, as its place among the handlers.
    pub(crate) handler: usize,
    pub(crate) operation: &'static Operation,
    /// Whether the operation is called by its name.
    pub(crate) by_name: bool,
    /// The name of the gateway.
    pub(crate) gateway: &'static str,
    /// The URI as the operation's table knows it, where that is not the one that was sent.
    uri: Option<Box<Uri>>,
}

impl Route {
    /// The URI as the operation's table knows it, where that is not the one that was sent.
    pub(crate) fn uri(&self) -> Option<&Uri> {
        self.uri.as_deref()
    }

    /// Everything that a request says, by wire names.
    pub(crate) fn decode(&self, request: &http::Request<Bytes>) -> Result<Value, DecodeError> {
        match &self.uri {
            None => decode_request(self.operation, request),
            Some(uri) => {
                let mut request = request.clone();
                request.uri_mut().clone_from(uri);
                decode_request(self.operation, &request)
            }
        }
    }
}

/// Finds the operations that requests call.
pub(crate) struct Router {
    /// The most specific first.
    ways: Vec<Way>,
}

/// A gateway to a service.
struct Way {
    /// The service's place among the handlers.
    handler: usize,
    service: &'static Service,
    gateway: Gateway,
    /// The operations by path, for each method.
    by_path: HashMap<&'static str, matchit::Router<&'static Operation>>,
}

impl Router {
    pub(crate) fn new(handlers: &[Arc<dyn Handler>]) -> Self {
        let gateways = |(handler, of): (usize, &Arc<dyn Handler>)| {
            let (service, gateways) = (of.service(), of.gateways());
            gateways.iter().map(move |gateway| Way { handler, service, gateway: *gateway, by_path: by_path(service) })
        };
        let mut ways: Vec<_> = handlers.iter().enumerate().flat_map(gateways).collect();
        ways.sort_by_key(|way| Reverse(way.gateway.path.len()));
        Self { ways }
    }

    /// Finds the operation that a request calls.
    pub(crate) fn route(&self, request: &http::Request<Bytes>) -> Reply<Route> {
        for (way, rest) in self.ways(request) {
            let (found, call) = match way.gateway.style {
                // A path says it all: a vendor's SDK sends something else as the version where a parameter is called so.
                ServiceStyle::Roa => (way.by_path(request, rest), None),
                ServiceStyle::Rpc => {
                    let call = Call::of(request);
                    (way.by_name(request, &call), Some(call))
                }
            };
            if let Some(route) = found {
                call.map_or(Ok(()), |call| check_version(way.service, call.version.as_deref()))?;
                return Ok(route);
            }
        }
        Err(self.not_found(request))
    }

    /// The gateways whose path a request has, and the path behind that.
    fn ways<'r>(&self, request: &'r http::Request<Bytes>) -> impl Iterator<Item = (&Way, &'r str)> {
        self.ways.iter().filter_map(|way| Some((way, way.gateway.strip(request.uri().path())?)))
    }

    fn not_found(&self, request: &http::Request<Bytes>) -> Refusal {
        let (method, call) = (request.method(), Call::of(request));
        let mut message = format!("Specified api is not found, please check your url and method: {method} {}", request.uri().path());
        if let Some(action) = &call.action {
            message.push_str(&format!(" with the action {action}"));
        }
        // Where a call by name can be, an action says that it is one.
        let by_name = call.action.is_some() && self.ways(request).any(|(way, _)| way.gateway.style == ServiceStyle::Rpc);
        let ways = self.ways(request).filter(|(way, _)| !by_name || way.gateway.style == ServiceStyle::Rpc);
        let candidates = ways.flat_map(|(way, rest)| way.service.operations.iter().map(move |operation| (way, rest, *operation)));
        let near = candidates.map(|(way, rest, operation)| match way.gateway.style {
            ServiceStyle::Roa => closest::by_path(operation, method.as_str(), rest),
            ServiceStyle::Rpc => closest::by_name(operation, way.service, call.action.as_deref(), call.product.as_deref()),
        });
        let refusal = Refusal::new(404, "InvalidApi.NotFound", message);
        match closest::list(near.collect()) {
            Some(list) => refusal.recommend(format!("closest: {list}")),
            None => refusal.recommend("no gateway has this path"),
        }
    }
}

impl Way {
    fn by_path(&self, request: &http::Request<Bytes>, rest: &str) -> Option<Route> {
        let operation = self.by_path.get(request.method().as_str())?.at(rooted(rest)).ok()?.value;
        let uri = (!self.gateway.path.is_empty()).then(|| with_path(request.uri(), rest));
        Some(Route { handler: self.handler, operation, by_name: false, gateway: self.gateway.name, uri: uri.map(Box::new) })
    }

    fn by_name(&self, request: &http::Request<Bytes>, call: &Call) -> Option<Route> {
        let action = call.action.as_deref()?;
        if call.product.as_deref().is_some_and(|product| !product.eq_ignore_ascii_case(self.service.product)) {
            return None;
        }
        let operation = self.service.operations.iter().find(|operation| operation.name == action)?;
        let uri = (!call.in_parameters).then(|| with_action(request.uri(), action));
        Some(Route { handler: self.handler, operation, by_name: true, gateway: self.gateway.name, uri: uri.map(Box::new) })
    }
}

fn by_path(service: &'static Service) -> HashMap<&'static str, matchit::Router<&'static Operation>> {
    let mut by_path: HashMap<_, matchit::Router<_>> = HashMap::new();
    for operation in service.operations {
        for method in operation.methods {
            // Of two of the same path the first counts.
            let _ = by_path.entry(*method).or_default().insert(rooted(operation.path), *operation);
        }
    }
    by_path
}

/// A path as the router wants it: whether there is a slash at its end makes no difference.
fn rooted(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// What a request says about the operation that it calls, beside its method and path.
#[derive(Debug, Default)]
struct Call {
    action: Option<String>,
    /// Whether the action is a parameter rather than a header.
    in_parameters: bool,
    product: Option<String>,
    version: Option<String>,
}

impl Call {
    fn of(request: &http::Request<Bytes>) -> Self {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut call = Self { action: header("x-acs-action"), version: header("x-acs-version"), ..Self::default() };
        for (name, value) in parameters(request) {
            match name.as_ref() {
                "Action" => {
                    call.action = Some(value.into_owned());
                    call.in_parameters = true;
                }
                "Product" => call.product = Some(value.into_owned()),
                "Version" => call.version = Some(value.into_owned()),
                _ => {}
            }
        }
        call
    }
}

/// The parameters of the query, then those of the form.
pub(crate) fn parameters(request: &http::Request<Bytes>) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let query = request.uri().query().unwrap_or_default();
    let form: &[u8] = if is_form(request.headers()) { request.body() } else { &[] };
    form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form))
}

/// Refuses a version that a service does not have.
pub(crate) fn check_version(service: &Service, version: Option<&str>) -> Reply<()> {
    match version {
        Some(version) if version != service.version => {
            Err(Refusal::new(400, "InvalidVersion", "Specified parameter Version is not valid.")
                .recommend(format!("{} is served in version {}, not {version:?}", service.product, service.version)))
        }
        _ => Ok(()),
    }
}

/// The same URI with another path.
fn with_path(uri: &Uri, path: &str) -> Uri {
    let path = if path.is_empty() { "/" } else { path };
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    replaced(uri, &target)
}

/// The same URI with the action as a parameter, which is where the decoder looks for it.
fn with_action(uri: &Uri, action: &str) -> Uri {
    let mut query = form_urlencoded::Serializer::new(uri.query().unwrap_or_default().to_owned());
    query.append_pair("Action", action);
    replaced(uri, &format!("{}?{}", uri.path(), query.finish()))
}

/// The same URI with another path and query; those come from URIs that were read, so that they always fit.
fn replaced(uri: &Uri, target: &str) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = target.parse::<PathAndQuery>().ok().or(parts.path_and_query);
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

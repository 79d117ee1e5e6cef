//! Of several endpoints or signing schemes one at most is what clients use unless told otherwise, and clients know
//! everything that its host needs.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::source::{Service, Span, Written};

/// What clients fill into a host.
const VARIABLES: [&str; 2] = ["region", "domain"];

/// Checks the endpoints and the signing schemes of a service.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let schemes = service.signing.iter().map(|signing| &signing.default);
    one_at_most("signing schemes", schemes, diagnostics);
    let of_gateways = service.gateways.iter().map(|gateway| &gateway.endpoints);
    for endpoints in of_gateways.chain([&service.endpoints]) {
        one_at_most("endpoints", endpoints.iter().map(|endpoint| &endpoint.default), diagnostics);
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.default.as_ref().is_some_and(|default| default.value)) {
            check_host(&endpoint.host, diagnostics);
        }
    }
}

fn one_at_most<'a>(what: &str, defaults: impl Iterator<Item = &'a Option<Written<bool>>>, diagnostics: &mut Diagnostics) {
    let mut first: Option<Span> = None;
    for default in defaults.flatten().filter(|default| default.value) {
        if let Some(first) = first {
            let diagnostic = Diagnostic::error("wrong-shape", format!("two {what} are the default")).at(default.span, "the second");
            diagnostics.push(diagnostic.at(first, "the first").help("clients use one unless told otherwise: keep one `default: true`"));
        }
        first.get_or_insert(default.span);
    }
}

fn check_host(host: &Written<String>, diagnostics: &mut Diagnostics) {
    let variables = host.value.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    for name in variables.filter(|name| !VARIABLES.contains(name)) {
        let help = did_you_mean(name, VARIABLES)
            .unwrap_or_else(|| format!("clients know {}; make another endpoint the default", list_of(&VARIABLES)));
        let diagnostic = Diagnostic::error("unknown-value", format!("no client knows what `{{{name}}}` is"));
        diagnostics.push(diagnostic.at(host.span, "the host that clients use").help(help));
    }
}

//! Everything that the admin API can do.

use ackgen_wire::match_path;
use http::request::Parts;
use serde_json::{Value, json};

use super::{Answer, Ask, Named, Outcome, Problem, calls, explain, page, rules, state, time};
use crate::exchange::Exchange;

/// One thing that it can do.
pub(super) struct Route {
    method: &'static str,
    /// With names in braces.
    path: &'static str,
    about: &'static str,
    /// What may be sent with it: parameters of the query, or fields of the body.
    takes: &'static [&'static str],
    pub(super) answer: fn(&Exchange, &Ask<'_>) -> Outcome,
}

const fn route(
    method: &'static str,
    path: &'static str,
    takes: &'static [&'static str],
    about: &'static str,
    answer: fn(&Exchange, &Ask<'_>) -> Outcome,
) -> Route {
    Route { method, path, about, takes, answer }
}

/// What a fault may say.
const FAULT: &[&str] = &[
    "operation",
    "tenant",
    "after",
    "times",
    "probability",
    "sequence",
    "latency",
    "skew",
    "status",
    "code",
    "message",
    "retry_after",
    "answer",
    "performed",
];
/// What a canned answer may say.
const ANSWER: &[&str] =
    &["operation", "tenant", "after", "times", "probability", "sequence", "with", "status", "code", "message", "retry_after", "value"];

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    route("GET", "/_mock/", &[], "The page for people.", page::page),
    route("GET", "/_mock/api", &[], "This list.", index),
    route("GET", "/_mock/health", &[], "Whether the mock runs.", health),
    route("GET", "/_mock/ready", &[], "Whether the mock answers calls.", health),
    route("GET", "/_mock/clock", &[], "What time it is for the mock, and how it passes.", time::show),
    route("POST", "/_mock/clock", &["freeze", "set", "advance", "speed", "follow", "resume"], "Moves, stops or starts the clock.", time::change),
    route("GET", "/_mock/kinds", &[], "The kinds of things that are kept, and how each changes.", state::kinds),
    route("GET", "/_mock/state", &[], "How many things there are: by tenant, kind and state.", state::overview),
    route("GET", "/_mock/state/{kind}", &["tenant", "id", "state", "parent", "offset", "limit"], "The things of a kind.", state::things),
    route("POST", "/_mock/seed", &["tenant", "kind", "in", "with"], "Adds a thing as it is.", state::seed),
    route("POST", "/_mock/reset", &["tenant"], "Has everything, or what belongs to a tenant, as it was at the start.", state::reset),
    route("POST", "/_mock/fork", &["from", "to"], "Gives a tenant what another has.", state::fork),
    route("GET", "/_mock/snapshot", &["tenant"], "Everything that is kept, or what a tenant has, with the secrets of sessions.", state::snapshot),
    route("PUT", "/_mock/snapshot", &["tenant", "from"], "Has everything, or a tenant, as it was when a snapshot was taken: the body.", state::restore),
    route("GET", "/_mock/failures", &[], "The transitions that are to fail.", state::failures),
    route("POST", "/_mock/failures", &["tenant", "kind", "to", "id", "times"], "Makes a transition fail.", state::fail),
    route("DELETE", "/_mock/failures", &["tenant"], "Lets nothing fail any more.", state::fail_nothing),
    route("GET", "/_mock/faults", &[], "What goes wrong on purpose.", rules::faults),
    route("POST", "/_mock/faults", FAULT, "Lets something go wrong: one fault, or a list.", rules::add_faults),
    route("DELETE", "/_mock/faults", &[], "Lets nothing go wrong any more.", rules::clear_faults),
    route("DELETE", "/_mock/faults/{number}", &[], "Takes a fault away.", rules::remove_fault),
    route("GET", "/_mock/answers", &[], "The canned answers.", rules::answers),
    route("POST", "/_mock/answers", ANSWER, "Adds a canned answer, or a list.", rules::add_answers),
    route("DELETE", "/_mock/answers", &[], "Takes all canned answers away.", rules::clear_answers),
    route("DELETE", "/_mock/answers/{number}", &[], "Takes a canned answer away.", rules::remove_answer),
    route("GET", "/_mock/journal", &["operation", "tenant", "refused", "fault", "status", "after", "limit"], "The calls that came, and what became of them.", calls::journal),
    route("GET", "/_mock/journal/{number}", &[], "One of them.", calls::call),
    route("DELETE", "/_mock/journal", &["tenant"], "Forgets them.", calls::clear),
    route("POST", "/_mock/verify", &["operation", "tenant", "status", "with", "times", "at_least", "at_most", "since"], "Whether calls came as expected: one expectation, or a list.", calls::verify),
    route("POST", "/_mock/explain", &["request", "string_to_sign"], "Why a signature is right or wrong: of a request or a curl command, pasted.", explain::explain),
    route("GET", "/_mock/metrics", &[], "What happened in numbers, for Prometheus.", calls::metrics),
];

/// What a request asks for, and what the braces of its path stand for.
pub(super) fn find(head: &Parts) -> Result<(&'static Route, Named), Problem> {
    let (method, path) = (head.method.as_str(), head.uri.path());
    let matching = |route: &&'static Route| match_path(route.path, path).is_some();
    let routes: Vec<_> = ROUTES.iter().filter(matching).collect();
    if let Some(route) = routes.iter().find(|route| route.method == method) {
        return Ok((route, match_path(route.path, path).unwrap_or_default()));
    }
    if routes.is_empty() {
        let mut paths: Vec<_> = ROUTES.iter().map(|route| route.path).collect();
        paths.sort_by_key(|known| std::cmp::Reverse((strsim::jaro_winkler(known, path) * 1000.0) as u64));
        paths.dedup();
        return Err(Problem::new(404, "NotFound", format!("there is no {path}; GET /_mock/api lists what there is"))
            .allowed(paths.into_iter().take(3)));
    }
    let methods = routes.iter().map(|route| route.method);
    Err(Problem::new(405, "MethodNotAllowed", format!("{path} cannot be asked with {method}")).allowed(methods))
}

fn index(_: &Exchange, _: &Ask<'_>) -> Outcome {
    let routes = ROUTES.iter().map(|route| {
        let takes = if route.method == "POST" { "body" } else { "query" };
        let mut value = json!({ "method": route.method, "path": route.path, "about": route.about });
        if !route.takes.is_empty() {
            value[takes] = route.takes.into();
        }
        value
    });
    Answer::ok(json!({ "api": routes.collect::<Vec<Value>>() }))
}

fn health(_: &Exchange, _: &Ask<'_>) -> Outcome {
    Answer::ok(json!({ "status": "ok" }))
}

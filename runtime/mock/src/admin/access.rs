//! Who may use the admin API.
//!
//! A browser sends requests for any web page that asks it to, also to a mock on the same machine. Such a page is told by
//! the header `Origin` or `Sec-Fetch-Site`; one that has made its own name point to this machine, by the header `Host`.

use std::net::IpAddr;

use ackgen_wire::Secret;
use http::header::{AUTHORIZATION, HOST, HeaderName, ORIGIN};
use http::{HeaderMap, Uri};

use super::{Admin, Problem};

/// Where the token may be, beside `Authorization: Bearer TOKEN`.
const TOKEN: HeaderName = HeaderName::from_static("x-mock-token");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What whoever watches over the process has to be able to ask.
pub(super) const PROBES: [&str; 2] = ["/_mock/health", "/_mock/ready"];
/// The page, which holds nothing and asks for the token.
const PAGE: &str = "/_mock/";

impl Admin {
    pub(super) fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
        if uri.path() == PAGE || PROBES.contains(&uri.path()) {
            return Ok(());
        }
        let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let host = header(HOST).or_else(|| uri.authority().map(|authority| authority.as_str())).unwrap_or_default();
        if let Some(origin) = header(ORIGIN)
            && !["http://", "https://"].iter().any(|scheme| origin.strip_prefix(scheme).is_some_and(|of| of.eq_ignore_ascii_case(host)))
        {
            return Err(forbidden(format!("the request comes from a page of {origin}; only the mock's own page may send any")));
        }
        if header(SEC_FETCH_SITE).is_some_and(|site| !["same-origin", "none"].contains(&site)) {
            return Err(forbidden("the request comes from a page of another site; only the mock's own page may send any"));
        }
        if self.token.is_none() && !is_local(host) {
            return Err(forbidden(format!(
                "the host is called {host:?}, a name that anybody could have made point here; use an address, localhost or a name \
                 without dots, or start the mock with a token"
            )));
        }
        self.check_token(headers)
    }

    /// Whether whoever asks knows the token, if there is one.
    pub(super) fn check_token(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        match header(TOKEN).or_else(|| header(AUTHORIZATION)?.strip_prefix("Bearer ")) {
            Some(given) if Secret::from(given) == *token => Ok(()),
            Some(_) => Err(Problem::new(401, "WrongToken", "this is not the token that the mock was started with")),
            None => {
                let allowed = ["Authorization: Bearer TOKEN", "X-Mock-Token: TOKEN"];
                Err(Problem::new(401, "MissingToken", "a token is needed").allowed(allowed))
            }
        }
    }
}

/// Whether a host is named in a way that nobody else can give a meaning to.
fn is_local(host: &str) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    };
    let name = without_port.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    !name.is_empty() && (name.parse::<IpAddr>().is_ok() || !name.contains('.') || name.ends_with(".localhost"))
}

fn forbidden(message: impl Into<String>) -> Problem {
    Problem::new(403, "Forbidden", message)
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn names_that_anybody_may_register_are_not_local() {
        for host in
            ["127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "[::1]", "10.1.2.3:1", "localhost:1", "LOCALHOST", "mock:80", "a.localhost"]
        {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example:1"] {
            assert!(!is_local(host), "{host}");
        }
    }
}

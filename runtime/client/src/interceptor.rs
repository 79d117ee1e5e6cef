//! A way to look at requests and answers, and to change them.

use std::fmt;

use bytes::Bytes;

use crate::answer::RawResponse;
use crate::error::{BoxError, Error};

/// Which attempt of which call an interceptor is asked about.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The service's short name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'a str,
    /// Which attempt it is, counted from one.
    pub number: u32,
}

/// Looks at every attempt of every call, and may change what is sent and what was received. An error ends the call.
///
/// ```
/// use ackgen_client::wire::bytes::Bytes;
/// use ackgen_client::wire::http::{HeaderValue, Request};
/// use ackgen_client::{Attempt, BoxError, Interceptor};
///
/// #[derive(Debug)]
/// struct Tenant(HeaderValue);
///
/// impl Interceptor for Tenant {
///     fn before_signing(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
///         request.headers_mut().insert("x-acs-tenant", self.0.clone());
///         Ok(())
///     }
/// }
/// ```
pub trait Interceptor: fmt::Debug + Send + Sync {
    /// Before the request is signed: anything may change. Where the URI's host does, the `Host` header, which is signed, follows it
    /// unless it is changed, too. Whoever sends what is for the service elsewhere changes the URI in
    /// [`before_sending`](Self::before_sending).
    fn before_signing(&self, attempt: &Attempt<'_>, request: &mut http::Request<Bytes>) -> Result<(), BoxError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// After the request was signed: only what is not signed may change, or the service refuses it.
    fn before_sending(&self, attempt: &Attempt<'_>, request: &mut http::Request<Bytes>) -> Result<(), BoxError> {
        let _ = (attempt, request);
        Ok(())
    }

    /// After all of an answer was received, whatever its status, and before anything is made of it. Its status, headers and body
    /// may change. What it refuses stays in the error, with all that the answer says.
    fn after_receiving(&self, attempt: &Attempt<'_>, response: &mut RawResponse) -> Result<(), BoxError> {
        let _ = (attempt, response);
        Ok(())
    }

    /// After an attempt failed: with a refusal, without any answer, or for want of credentials. What becomes of the call is not in
    /// its hands.
    fn after_failure(&self, attempt: &Attempt<'_>, error: &Error) {
        let _ = (attempt, error);
    }
}

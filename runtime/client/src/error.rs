//! The one error type: what failed, what it means, and what to do about it.

mod build;
mod hint;

pub(crate) use hint::Signing;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::answer::RawResponse;
use crate::wire::{ServiceError, Violation};

/// What codes begin with that say of the call, rather than of what it is about, that something does not exist.
const OF_THE_CALL: [&str; 14] = [
    "Api",
    "Department",
    "InvalidAccessKeyId",
    "InvalidAction",
    "InvalidApi",
    "InvalidEndpoint",
    "InvalidOrganization",
    "InvalidProduct",
    "InvalidRegionId",
    "InvalidResourceGroup",
    "InvalidSecurityToken",
    "InvalidVersion",
    "Organization",
    "ResourceGroup",
];

/// What codes begin with that say it of who calls, or of a role that is needed for it.
const OF_THE_CALLER: [&str; 2] = ["EntityNotExist", "User"];

/// Any error, boxed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why a call failed.
///
/// Its `Display` is one line for whoever is on call: the operation, what happened, the request id, how often it was
/// tried, and a hint where there is one. It holds no secret. Causes are part of the text, so that `source()` has
/// nothing to add; [`Error::cause`] gives the innermost error as a value.
///
/// ```
/// # fn example(error: ackgen_client::Error) {
/// if error.is_not_found() {
///     println!("it is gone");
/// } else {
///     eprintln!("{error}");
/// }
/// # }
/// ```
pub struct Error(Box<Report>);

/// What kind of failure an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not set up right. Nothing was sent.
    Configuration,
    /// There are no credentials, or they could not be fetched. Nothing was sent.
    Credentials,
    /// The input is not what the API allows. Nothing was sent; see [`Error::violations`].
    Validation,
    /// The input cannot be made into a request, or the request cannot be signed. Nothing was sent.
    Request,
    /// An interceptor refused.
    Interceptor,
    /// No connection was made. Nothing was sent.
    Connect,
    /// The connection broke after the request may have been sent.
    Connection,
    /// Time ran out: of an attempt, of the whole operation, or of a waiter; [`Error::state`] is then the state that it saw last.
    Timeout,
    /// The service refused: with another status than 2xx, or with a 2xx whose body says that it failed.
    Service,
    /// The answer cannot be read: it ended early, is too long, or is not what its type says.
    Answer,
    /// What a waiter waited for will not come to pass; see [`Error::state`].
    Waiter,
}

/// Everything that is known about a failure.
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Cow<'static, str>,
    /// What happened; of an answer of the service, its own words.
    pub(crate) message: String,
    pub(crate) service: Option<ServiceError>,
    pub(crate) response: Option<RawResponse>,
    pub(crate) attempts: u32,
    /// Whether the request may have reached the service.
    pub(crate) sent: bool,
    /// Whether the same call may succeed later.
    pub(crate) transient: bool,
    pub(crate) throttled: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) hint: Option<String>,
    pub(crate) string_to_sign: Option<String>,
    pub(crate) state: Option<String>,
    /// What a waiter waited for when a poll failed.
    pub(crate) waiting: Option<&'static str>,
    /// Whether it is only that a provider has no credentials, so that another may.
    pub(crate) absent: bool,
    pub(crate) cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; empty if the error is not about a call.
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(RawResponse::status)
    }

    /// The service's name for what went wrong.
    pub fn code(&self) -> Option<&str> {
        self.0.service.as_ref()?.code.as_deref()
    }

    /// What went wrong, in the words of the service if it answered.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Identifies the call to whoever runs the service.
    pub fn request_id(&self) -> Option<&str> {
        self.0.service.as_ref()?.request_id.as_deref()
    }

    /// How many requests were made, with the first.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The last answer, as it came: status, headers, bytes.
    pub fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_ref()
    }

    /// Everything that the service said about the error.
    pub fn service_error(&self) -> Option<&ServiceError> {
        self.0.service.as_ref()
    }

    /// In what the input is not what the API allows.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// What to try, if there is something to try.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// What was signed, if the service did not agree with the signature. Secrets are left out.
    pub fn string_to_sign(&self) -> Option<&str> {
        self.0.string_to_sign.as_deref()
    }

    /// How long the service asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The state in which a waiter saw its object last.
    pub fn state(&self) -> Option<&str> {
        self.0.state.as_deref()
    }

    /// The error below this one, if there is one: of a transport, a provider of credentials, an interceptor.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    /// What was asked for does not exist, in the words of the service. An unknown access key, API, region or organization is
    /// something else; and so is a 404 without a code, or with its own number for one, which may come from whatever stands in front
    /// of the service.
    pub fn is_not_found(&self) -> bool {
        let Some(code) = self.code().filter(|code| !OF_THE_CALL.iter().any(|what| code.starts_with(what))) else { return false };
        let is_name = !code.bytes().all(|byte| byte.is_ascii_digit());
        (self.has_status(&[404]) && is_name) || code.contains("NotFound") || code.contains("NotExist")
    }

    /// The same for those who take it for a success: it is neither of the caller nor a matter of what the caller may see.
    pub(crate) fn is_gone(&self) -> bool {
        let of_the_caller = || self.code().is_some_and(|code| OF_THE_CALLER.iter().any(|what| code.starts_with(what)));
        self.is_not_found() && !self.has_status(&[401, 403]) && !of_the_caller()
    }

    /// It exists already, or its state does not allow the call.
    pub fn is_conflict(&self) -> bool {
        self.has_status(&[409]) || self.code().is_some_and(|code| code.contains("AlreadyExist") || code.contains("Conflict"))
    }

    /// There were more calls than the service allows.
    pub fn is_throttled(&self) -> bool {
        self.0.throttled || self.of_credentials().is_some_and(Self::is_throttled)
    }

    /// The credentials are missing, wrong or expired, or do not permit the call. That they could not be fetched is about what the
    /// call that fetches them failed of: then its predicates count here, too.
    pub fn is_auth(&self) -> bool {
        if let Some(fetching) = self.of_credentials() {
            return fetching.is_auth();
        }
        self.0.kind == ErrorKind::Credentials
            || (self.has_status(&[401, 403]) && !self.is_date_refused())
            || self.is_signature_mismatch()
            || self.is_key_refused()
            || self.is_session_refused()
            || self.code().is_some_and(|code| code.starts_with("IncompleteSignature"))
    }

    /// The failure of a call that was to fetch this one's credentials.
    pub(crate) fn of_credentials(&self) -> Option<&Self> {
        self.cause().filter(|_| self.0.kind == ErrorKind::Credentials)?.downcast_ref()
    }

    /// The service does not take the date of the request.
    fn is_date_refused(&self) -> bool {
        const BEGINNINGS: [&str; 3] = ["invalidtimestamp", "invaliddate", "requesttime"];
        self.code()
            .map(str::to_ascii_lowercase)
            .is_some_and(|code| BEGINNINGS.iter().any(|beginning| code.starts_with(beginning)) || code.contains("tooskewed"))
    }

    /// The service does not know the access key, or no longer.
    fn is_key_refused(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with("InvalidAccessKeyId"))
    }

    /// The service does not take the security token, or no longer.
    pub(crate) fn is_session_refused(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with("InvalidSecurityToken") || code.starts_with("SecurityTokenExpired"))
    }

    /// The service came to another signature than the client.
    pub fn is_signature_mismatch(&self) -> bool {
        self.code().is_some_and(|code| code.contains("SignatureDoesNotMatch") || code.contains("SignatureNotMatch"))
    }

    /// Time ran out, on this side or, with 408 or 504, on the other.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout || self.has_status(&[408, 504]) || self.of_credentials().is_some_and(Self::is_timeout)
    }

    /// No connection was made, or it broke.
    pub fn is_connection(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Connection) || self.of_credentials().is_some_and(Self::is_connection)
    }

    /// The input is at fault: this side refused it before it was sent, or the service did with 400 or 422. Credentials,
    /// signatures and dates are no input.
    pub fn is_validation(&self) -> bool {
        self.0.kind == ErrorKind::Validation
            || self.has_status(&[422])
            || (self.has_status(&[400]) && !self.is_throttled() && !self.is_auth() && !self.is_date_refused())
    }

    /// Something is wrong on the side of the service.
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error()) || self.of_credentials().is_some_and(Self::is_server_error)
    }

    /// The same call may succeed later. Whether it does harm to repeat it is another question: see
    /// [`Error::may_have_been_sent`].
    pub fn is_retryable(&self) -> bool {
        self.0.transient
    }

    /// The request may have reached the service, so that it may have had its effect.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    fn has_status(&self, statuses: &[u16]) -> bool {
        self.status().is_some_and(|status| statuses.contains(&status.as_u16()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = &*self.0;
        if !report.operation.is_empty() {
            write!(formatter, "{}: ", report.operation)?;
        }
        let what = self.what();
        formatter.write_str(&what)?;
        let mut details = Vec::new();
        // The error below this one may have said so.
        details.extend(self.request_id().filter(|id| !what.contains(id)).map(|id| format!("request id {}", on_one_line(id))));
        if report.attempts > 1 {
            let times = if report.is_of_waiter() { "polls" } else { "attempts" };
            details.push(format!("{} {times}", report.attempts));
        }
        details.extend(report.waiting.map(|what| match &report.state {
            Some(state) => format!("while waiting for {what}, whose state was {state:?}"),
            None => format!("while waiting for {what}"),
        }));
        if !details.is_empty() {
            write!(formatter, " ({})", details.join(", "))?;
        }
        match &report.hint {
            Some(hint) => write!(formatter, ". Hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// What happened, with what it was caused by.
    fn what(&self) -> String {
        let report = &*self.0;
        let mut what = match (report.kind, self.status()) {
            (ErrorKind::Service, Some(status)) => {
                let mut what = status.to_string();
                what.extend(self.code().map(|code| format!(", {}", on_one_line(code))));
                if !report.message.is_empty() {
                    what += &format!(": {}", on_one_line(report.message.trim_end_matches('.')));
                }
                what
            }
            _ => report.message.trim_end_matches('.').to_owned(),
        };
        for (index, violation) in report.violations.iter().enumerate() {
            what += &format!("{} {violation}", if index == 0 { ":" } else { ";" });
        }
        let mut cause = report.cause.as_deref().map(|cause| cause as &dyn std::error::Error);
        while let Some(error) = cause {
            what += &format!(": {}", flat(&error.to_string()));
            cause = error.source();
        }
        what
    }
}

impl Report {
    /// Whether a waiter has ended, rather than one of its polls failed.
    fn is_of_waiter(&self) -> bool {
        self.state.is_some() && self.waiting.is_none()
    }
}

/// A text that somebody else wrote, as a part of a line: without what moves a cursor, and not too long.
fn on_one_line(text: &str) -> String {
    let mut characters = text.chars();
    let line: String = characters.by_ref().take(LONGEST_MESSAGE).collect();
    flat(&if characters.next().is_some() { line + "…" } else { line })
}

/// A text without what moves a cursor.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// How many characters of a message are shown; [`Error::message`] has all of it.
const LONGEST_MESSAGE: usize = 1000;

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = &*self.0;
        formatter
            .debug_struct("Error")
            .field("kind", &report.kind)
            .field("display", &format_args!("{self}"))
            .field("response", &report.response)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

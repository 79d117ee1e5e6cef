//! What the mock answers when it refuses.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use ackgen_wire::ServiceError;

/// What a handler answers: an output, or why there is none.
pub type Reply<T> = Result<T, Refusal>;

/// An error answer in the making: what goes into the service's error shape, and what goes beside it.
///
/// ```
/// use ackgen_mock::Refusal;
///
/// let refusal = Refusal::new(404, "NotFound", "there is no such thing");
/// assert_eq!(refusal.to_string(), "404 NotFound: there is no such thing");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status: 4xx or 5xx.
    pub status: u16,
    /// What went wrong, as a name to branch on.
    pub code: Cow<'static, str>,
    /// What went wrong, for a human.
    pub message: String,
    /// What to do about it.
    pub recommend: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// An error answer.
    pub fn new(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), recommend: None, retry_after: None }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn recommend(mut self, recommend: impl Into<String>) -> Self {
        self.recommend = Some(recommend.into());
        self
    }

    /// The same, with when to try again; sent as `Retry-After` in whole seconds.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The service's error shape.
    pub(crate) fn shape(&self, request_id: &str, host: Option<String>) -> ServiceError {
        ServiceError {
            status: self.status,
            code: Some(self.code.clone().into_owned()),
            message: Some(self.message.clone()),
            request_id: Some(request_id.to_owned()),
            host_id: host,
            recommend: self.recommend.clone(),
            ..ServiceError::default()
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}: {}", self.status, self.code, self.message)?;
        match &self.recommend {
            Some(recommend) => write!(formatter, " ({recommend})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// An error that a service answered, to be answered again: of a recording, or of another mock.
impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self { recommend: error.recommend, ..Self::new(error.status, error.code.unwrap_or_default(), error.message.unwrap_or_default()) }
    }
}

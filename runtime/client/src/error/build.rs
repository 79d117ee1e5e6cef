//! How errors are made.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::{BoxError, Error, ErrorKind, Report};
use crate::answer::RawResponse;
use crate::transport::{Stage, TransportError};
use crate::wire::{DecodeError, EncodeError, ServiceError, Violation};

impl Error {
    /// The client is not set up right.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// There are no credentials, so that the next provider of a chain is asked; for those who write a
    /// [`CredentialsProvider`](crate::CredentialsProvider).
    pub fn credentials(message: impl Into<String>) -> Self {
        Self::unusable(message).with(|report| report.absent = true)
    }

    /// There are credentials, or somebody who is to fetch them, but they cannot be used.
    pub(crate) fn unusable(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Credentials, message)
    }

    /// The same error, but where it is certain that nobody else is to be asked.
    pub(crate) fn not_absent(self) -> Self {
        self.with(|report| report.absent = false)
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.0.absent
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Report {
            kind,
            operation: Cow::Borrowed(""),
            message: message.into(),
            service: None,
            response: None,
            attempts: 0,
            sent: false,
            transient: false,
            throttled: false,
            retry_after: None,
            violations: Vec::new(),
            hint: None,
            string_to_sign: None,
            state: None,
            waiting: None,
            absent: false,
            cause: None,
        }))
    }

    pub(crate) fn validation(operation: impl Into<Cow<'static, str>>, violations: Vec<Violation>) -> Self {
        let message = match violations.len() {
            1 => "one value is not allowed".to_owned(),
            count => format!("{count} values are not allowed"),
        };
        Self::new(ErrorKind::Validation, message).with(|report| report.violations = violations).of(operation)
    }

    pub(crate) fn encode(operation: impl Into<Cow<'static, str>>, error: &EncodeError) -> Self {
        let operation = operation.into();
        Self::new(ErrorKind::Request, without_name(&operation, error.to_string())).of(operation)
    }

    pub(crate) fn decode(operation: impl Into<Cow<'static, str>>, response: RawResponse, error: &DecodeError) -> Self {
        let operation = operation.into();
        let message = format!("the answer cannot be read: {}", without_name(&operation, error.to_string()));
        Self::answer(message, response).of(operation)
    }

    /// The answer cannot be read.
    pub(crate) fn answer(message: impl Into<String>, response: RawResponse) -> Self {
        let hint = super::hint::of_answer(&response);
        Self::new(ErrorKind::Answer, message).about(response).with(|report| report.hint = hint)
    }

    pub(crate) fn transport(error: TransportError, connect_to: &str) -> Self {
        let (stage, timeout, cause) = error.into_parts();
        let (kind, message) = match (stage, timeout) {
            (Stage::Connect, true) => (ErrorKind::Timeout, format!("no connection to {connect_to} in time")),
            (Stage::Connect, false) => (ErrorKind::Connect, format!("no connection to {connect_to}")),
            (Stage::Refused, _) => (ErrorKind::Connection, "the service did not take the request up".to_owned()),
            (Stage::Exchange, true) => (ErrorKind::Timeout, "no answer in time".to_owned()),
            (Stage::Exchange, false) => (ErrorKind::Connection, "the connection broke before the answer came".to_owned()),
            (Stage::Body, _) => (ErrorKind::Answer, "the connection broke in the middle of the answer".to_owned()),
        };
        let hint = super::hint::of_transport(&cause, stage);
        let transient = !super::hint::is_about_certificate(&cause);
        Self::new(kind, message).with(|report| {
            report.sent = matches!(stage, Stage::Exchange | Stage::Body);
            report.transient = transient;
            report.hint = hint;
            report.cause = Some(cause.into());
        })
    }

    pub(crate) fn timeout(message: impl Into<String>, sent: bool) -> Self {
        Self::new(ErrorKind::Timeout, message).with(|report| {
            report.sent = sent;
            report.transient = true;
        })
    }

    pub(crate) fn interceptor(cause: BoxError) -> Self {
        Self::new(ErrorKind::Interceptor, "an interceptor refused").because(cause)
    }

    /// The same error about an answer that came.
    pub(crate) fn about(self, response: RawResponse) -> Self {
        let (status, request_id) = (response.status().as_u16(), response.request_id());
        self.with(|report| {
            report.sent = true;
            report.attempts = response.attempts();
            report.service = Some(ServiceError { status, request_id, ..ServiceError::default() });
            report.response = Some(response);
        })
    }

    pub(crate) fn service(service: ServiceError, response: RawResponse, retry_after: Option<Duration>) -> Self {
        Self::new(ErrorKind::Service, service.message.clone().unwrap_or_default()).with(|report| {
            report.sent = true;
            report.transient = matches!(service.status, 408 | 429 | 500 | 502 | 503 | 504);
            report.throttled = service.status == 429;
            report.retry_after = retry_after;
            report.attempts = response.attempts();
            report.service = Some(service);
            report.response = Some(response);
        })
    }

    /// The same refusal, of whose body not all came.
    pub(crate) fn lacking(self, what: &str) -> Self {
        self.with(|report| {
            let space = if report.message.is_empty() { "" } else { " " };
            report.message += &format!("{space}({what})");
        })
    }

    /// The credentials of a call could not be had.
    pub(crate) fn no_credentials(error: Self) -> Self {
        match error.kind() {
            ErrorKind::Credentials | ErrorKind::Configuration if error.operation().is_empty() => error,
            _ => {
                let transient = error.is_retryable();
                Self::unusable("the credentials could not be fetched").because(error).with(|report| report.transient = transient)
            }
        }
    }

    /// The same error once more, for somebody else who waited for what failed.
    pub(crate) fn again(&self) -> Self {
        Self(self.0.clone())
    }

    /// The same error with the one below it.
    pub fn because(self, cause: impl Into<BoxError>) -> Self {
        self.with(|report| report.cause = Some(Arc::from(cause.into())))
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Report)) -> Self {
        change(&mut self.0);
        self
    }

    /// The same error, about this operation unless it is about one already.
    pub(crate) fn of(self, operation: impl Into<Cow<'static, str>>) -> Self {
        self.with(|report| {
            if report.operation.is_empty() {
                report.operation = operation.into();
            }
        })
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        self.with(|report| report.attempts = attempts)
    }
}

/// A message without the operation's name in front, which the error has itself.
fn without_name(operation: &str, message: String) -> String {
    match message.strip_prefix(operation).and_then(|rest| rest.strip_prefix(": ")) {
        Some(rest) => rest.to_owned(),
        None => message,
    }
}

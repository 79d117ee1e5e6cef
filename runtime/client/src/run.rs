//! The way of a call: attempts, and what is between them.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, DATE, RETRY_AFTER};
use tracing::Instrument;

use crate::answer::RawResponse;
use crate::credentials::Credentials;
use crate::engine::{Engine, Parts};
use crate::error::{Error, ErrorKind, Signing};
use crate::interceptor::Attempt;
use crate::options::CallOptions;
use crate::redact::Redactor;
use crate::request::Making;
use crate::retry::{NotAgain, cost, http_date, retry_after};
use crate::time::{before, shown};
use crate::transport::{Body, Incomplete};
use crate::wire::jiff::SignedDuration;
use crate::wire::{Idempotency, Operation, ServiceError};

/// How far off a clock must be for that to be taken as the reason of a refusal that may have others as well.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// How far off services let a clock be. Only beyond it can it be the reason of a signature that does not match, or of a refusal
/// without a code.
const ALLOWED: SignedDuration = SignedDuration::from_mins(15);

/// A request before it is addressed and signed.
pub(crate) struct Prepared {
    pub(crate) operation: Cow<'static, str>,
    pub(crate) idempotency: Idempotency,
    /// The operation's table, if the spec has it.
    pub(crate) table: Option<&'static Operation>,
    /// Its URI has neither a host nor the gateway's prefix.
    pub(crate) request: http::Request<Bytes>,
    /// What is different about this call; mostly nothing.
    pub(crate) options: Option<CallOptions>,
}

impl Engine {
    /// Sends a request until it succeeds or there is no sense in going on.
    ///
    /// What it is made of is in a box, as futures are moved about.
    pub(crate) async fn run(&self, mut prepared: Box<Prepared>) -> Result<RawResponse, Error> {
        let parts = &*self.parts;
        let span = tracing::info_span!(
            "call",
            service = parts.service.name,
            operation = &*prepared.operation,
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
            latency_ms = tracing::field::Empty,
        );
        prepared.options = prepared.options.take().map(|own| CallOptions::clone(&self.options).merge(own));
        let options = prepared.options.as_ref().unwrap_or(&self.options);
        let run = Run { parts, options, prepared: &prepared, started: parts.clock.monotonic() };
        // Pinned first, as what is put into a span is moved.
        let outcome = pin!(run.to_the_end()).instrument(span.clone()).await;
        // Mostly nobody looks.
        if !span.is_disabled() {
            span.record("attempts", outcome.as_ref().map_or_else(Error::attempts, RawResponse::attempts));
            record(&span, run.elapsed(), outcome.as_ref());
        }
        outcome
    }
}

/// What a span says of its end.
fn record(span: &tracing::Span, latency: Duration, outcome: Result<&RawResponse, &Error>) {
    let response = outcome.map_or_else(Error::response, Some);
    let request_id = outcome.err().and_then(Error::request_id).or(response.and_then(RawResponse::request_id_header));
    span.record("latency_ms", latency.as_millis() as u64);
    span.record("status", response.map(|response| response.status().as_u16()));
    span.record("request_id", request_id);
}

/// A call on its way.
struct Run<'a> {
    parts: &'a Parts,
    options: &'a CallOptions,
    prepared: &'a Prepared,
    started: Duration,
}

/// Why an attempt failed; if it was refused, what it was signed with as well.
struct Failure {
    error: Error,
    signed: Option<SignedWith>,
}

/// What a refused request was signed with. Other calls may have changed both since.
struct SignedWith {
    credentials: Credentials,
    skew: SignedDuration,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, signed: None }
    }
}

impl Run<'_> {
    async fn to_the_end(&self) -> Result<RawResponse, Error> {
        let Self { parts, options, prepared, .. } = self;
        let max_attempts = options.max_attempts.unwrap_or(parts.retry.max_attempts);
        // Each of these helps at most once, so that it happens at most once, whatever the number of attempts.
        let (mut may_correct_clock, mut may_renew_credentials) = (true, true);
        let mut number = 1;
        let mut taken = 0;
        loop {
            let Failure { error, signed } = match self.attempt(number).await {
                Ok(response) => {
                    parts.bucket.give(if taken == 0 { 1 } else { taken });
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            let error = error.of(prepared.operation.clone()).after(number);
            for interceptor in &parts.interceptors {
                interceptor.after_failure(&self.described(number), &error);
            }
            if may_correct_clock && let Some(skew) = signed.as_ref().and_then(|signed| self.clock_skew(&error, signed.skew)) {
                tracing::warn!(seconds = skew.as_secs(), "the clock is off; it is corrected by the service's");
                parts.set_skew(skew);
                may_correct_clock = false;
            } else if may_renew_credentials
                && let Some(with) = &signed
                && is_expired(&error)
                && parts.credentials.reject(&with.credentials)
            {
                may_renew_credentials = false;
                match self.credentials().await {
                    Ok(renewed) if renewed == with.credentials => return Err(error),
                    Ok(_) => {}
                    Err(renewing) => return Err(error.because(renewing)),
                }
            } else {
                if number >= max_attempts {
                    return Err(error);
                }
                let pause = match parts.retry.pause(&error, prepared.idempotency, &parts.bucket, &*parts.random) {
                    Ok(pause) => pause,
                    Err(why) => return Err(error.not_again(why)),
                };
                let left = self.left();
                if pause >= left {
                    parts.bucket.give(cost(&error));
                    // Where no time is left at all, the failure is that.
                    return Err(if left.is_zero() { error } else { error.not_again(NotAgain::Time { pause, left }) });
                }
                taken = cost(&error);
                tracing::debug!(%error, pause_ms = pause.as_millis() as u64, "trying again");
                parts.sleep.sleep(pause).await;
            }
            number += 1;
        }
    }

    /// An attempt, as interceptors see it.
    fn described(&self, number: u32) -> Attempt<'_> {
        Attempt { service: self.parts.service.name, operation: &self.prepared.operation, number }
    }

    /// One attempt.
    async fn attempt(&self, number: u32) -> Result<RawResponse, Failure> {
        let span = tracing::debug_span!(
            "attempt",
            number,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
            latency_ms = tracing::field::Empty,
        );
        let began = (!span.is_disabled()).then(|| self.parts.clock.monotonic());
        let outcome = pin!(self.exchange_in_time(number)).instrument(span.clone()).await;
        if let Some(began) = began {
            let latency = self.parts.clock.monotonic().saturating_sub(began);
            record(&span, latency, outcome.as_ref().map_err(|failure| &failure.error));
        }
        outcome
    }

    /// The exchange, within the attempt's time.
    async fn exchange_in_time(&self, number: u32) -> Result<RawResponse, Failure> {
        let credentials = self.credentials().await?;
        let (left, most) = (self.left(), self.parts.attempt_timeout(self.options));
        let sent = AtomicBool::new(false);
        let exchange = pin!(self.exchange(number, credentials, &sent));
        let outcome = before(|| self.parts.sleep.sleep(left.min(most)), exchange).await;
        outcome.unwrap_or_else(|| {
            let message = if left <= most { self.took_longer() } else { format!("no answer within {}", shown(most)) };
            Err(Error::timeout(message, sent.load(Ordering::Relaxed)).into())
        })
    }

    /// The credentials, within the operation's time: an attempt's is from connecting on, and a fetch that were given up with
    /// it would never come to an attempt of its own after the first.
    async fn credentials(&self) -> Result<Credentials, Error> {
        let mut fetching = self.parts.credentials.credentials();
        match before(|| self.parts.sleep.sleep(self.left()), fetching.as_mut()).await {
            Some(fetched) => fetched.map_err(Error::no_credentials),
            None => Err(Error::timeout(format!("{}, waiting for credentials", self.took_longer()), false)),
        }
    }

    fn took_longer(&self) -> String {
        format!("the operation took longer than {}", shown(self.parts.operation_timeout(self.options)))
    }

    /// Signs, sends, receives, and tells a success from a refusal.
    async fn exchange(&self, number: u32, credentials: Credentials, sent: &AtomicBool) -> Result<RawResponse, Failure> {
        let Self { parts, options, prepared, .. } = self;
        let attempt = self.described(number);
        let making = Making { parts, prepared, options, credentials: &credentials };
        let mut request = making.address()?;
        for interceptor in &parts.interceptors {
            interceptor.before_signing(&attempt, &mut request).map_err(Error::interceptor)?;
        }
        making.follow_uri(&mut request)?;
        let skew = parts.skew();
        let signed = making.sign(&mut request, skew)?;
        for interceptor in &parts.interceptors {
            interceptor.before_sending(&attempt, &mut request).map_err(Error::interceptor)?;
        }
        let redactor = Redactor::new(making, &request);
        sent.store(true, Ordering::Relaxed);
        let answer = parts.transport.send(request).await;
        let answer = answer.map_err(|error| Error::transport(redactor.redact_failure(error), redactor.address()))?;
        let (mut response, end) = self.receive(answer, number).await;
        let lacks = match end {
            Ok(()) => {
                for interceptor in &parts.interceptors {
                    if let Err(cause) = interceptor.after_receiving(&attempt, &mut response) {
                        return Err(Error::interceptor(cause).about(response).into());
                    }
                }
                None
            }
            Err(Incomplete::Broken(error)) if response.status().is_success() => {
                return Err(Error::transport(redactor.redact_failure(error), "").about(response).into());
            }
            Err(why) if response.status().is_success() => return Err(self.incomplete(response, &why).into()),
            // A refusal is one by its head. Interceptors are not asked, as they might fail of what is missing.
            Err(why) => Some(self.what_lacks(&response, &why)),
        };
        let refused = match response.status().is_success() {
            true => ServiceError::disguised(prepared.table, response.status().as_u16(), response.body()),
            false => Some(ServiceError::parse(response.status().as_u16(), response.body())),
        };
        let Some(service) = refused else { return Ok(response) };
        let signing = Signing { string_to_sign: redactor.redact(&signed), redactor: &redactor };
        let error = self.refusal(service, response, &signing);
        let error = if let Some(lacks) = lacks { error.lacking(&lacks) } else { error };
        Err(Failure { error, signed: Some(SignedWith { credentials, skew }) })
    }

    /// Reads the whole answer, or what there is of it.
    async fn receive(&self, answer: http::Response<Body>, attempts: u32) -> (RawResponse, Result<(), Incomplete>) {
        let (head, body) = answer.into_parts();
        let promised = head.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let (body, mut end) = body.collect(self.parts.response_limit(self.options)).await;
        let response = RawResponse { status: head.status, headers: head.headers, body, attempts, elapsed: self.elapsed() };
        if let Some(promised) = promised.filter(|promised| end.is_ok() && response.body.len() < *promised && self.promises(&response)) {
            end = Err(Incomplete::Early(promised));
        }
        (response, end)
    }

    /// Whether the length that an answer names is that of its body. To HEAD it is the length that GET would get, with 304 that of
    /// what has not changed, and 204 has none, whatever it says. Of a body that the transport has decoded it says nothing.
    fn promises(&self, response: &RawResponse) -> bool {
        let is_bodiless = self.prepared.request.method() == Method::HEAD || matches!(response.status().as_u16(), 204 | 304);
        !is_bodiless && response.header(CONTENT_ENCODING.as_str()).is_none_or(|encoding| encoding == "identity")
    }

    /// The error in a success that is not all there.
    fn incomplete(&self, mut response: RawResponse, why: &Incomplete) -> Error {
        let message = self.what_lacks(&response, why);
        if let Incomplete::TooLong(_) = why {
            // Nobody wanted that much.
            response.body = Bytes::new();
        }
        Error::answer(message, response).with(|report| report.transient = matches!(why, Incomplete::Early(_)))
    }

    fn what_lacks(&self, response: &RawResponse, why: &Incomplete) -> String {
        match why {
            Incomplete::TooLong(length) => {
                let limit = self.parts.response_limit(self.options);
                format!("the answer is longer than {limit} bytes: at least {length}")
            }
            Incomplete::Early(promised) => format!("the answer ended early: {} of {promised} bytes came", response.body.len()),
            Incomplete::Broken(_) => "the body of the answer broke off".to_owned(),
        }
    }

    /// The error in an answer that is not a success.
    fn refusal(&self, mut service: ServiceError, response: RawResponse, signing: &Signing<'_>) -> Error {
        signing.redactor.redact_error(&mut service);
        service.request_id = response.request_id_header().map(str::to_owned).or(service.request_id);
        let throttling = service.code.as_deref().is_some_and(|code| self.parts.retry.is_throttling(code));
        // A date is one of the service's clock.
        let now = response.header(DATE.as_str()).and_then(http_date).unwrap_or_else(|| self.parts.now());
        let wait = response.header(RETRY_AFTER.as_str()).and_then(|header| retry_after(header, now));
        let error = Error::service(service, response, wait).with(|report| {
            report.throttled |= throttling;
            report.transient |= throttling;
        });
        error.explained(signing)
    }

    /// How far the service's clock is ahead of this machine's, if that is why it refuses what was signed with another skew.
    fn clock_skew(&self, error: &Error, signed_with: SignedDuration) -> Option<SignedDuration> {
        let response = error.response().filter(|response| matches!(response.status().as_u16(), 400 | 403))?;
        let skew = http_date(response.header(DATE.as_str())?)?.duration_since(self.parts.clock.now());
        let off = skew.checked_sub(signed_with)?.abs() > tolerated(error)?;
        off.then_some(skew)
    }

    fn elapsed(&self) -> Duration {
        self.parts.clock.monotonic().saturating_sub(self.started)
    }

    /// What is left of the operation's time.
    fn left(&self) -> Duration {
        self.parts.operation_timeout(self.options).saturating_sub(self.elapsed())
    }
}

/// How far off a clock can be without being the reason of a refusal; `None` if the refusal is not about a date.
fn tolerated(error: &Error) -> Option<SignedDuration> {
    // The guide has no code for a date that is off.
    let Some(code) = error.code() else { return Some(ALLOWED) };
    let lower = code.to_ascii_lowercase();
    if error.is_signature_mismatch() {
        Some(ALLOWED)
    } else if lower.contains("timestamp") || lower.contains("requesttime") || code.contains("Date") || lower.starts_with("date") {
        // A Date header is exact to the second. An update has a date in it as well, but no Date.
        Some(SignedDuration::from_secs(1))
    } else if lower.contains("expired") && !error.is_session_refused() {
        Some(SKEW)
    } else {
        None
    }
}

/// Whether temporary credentials were refused that others could replace.
fn is_expired(error: &Error) -> bool {
    error.kind() == ErrorKind::Service && error.is_session_refused()
}

//! When a call is tried again, and after what pause.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::random::{Random, up_to};
use crate::wire::Idempotency;
use crate::wire::jiff;

/// How calls are tried again.
///
/// Operations that read, or that come to the same when they are done twice, are tried again after broken connections,
/// timeouts, throttling and the statuses 408, 429, 500, 502, 503 and 504, but not for a certificate that is not trusted.
/// Other operations are tried again only when it is certain that nothing was sent, or that nothing was done: when the service
/// refuses with one of its codes for throttling. The pause before the next attempt is random up to a bound that doubles each time
/// ("full jitter"), and at least as long as the service asks for with `Retry-After`. A bucket of tokens, shared by all calls of a
/// client, ends retries when most of them fail, so that they do not make a bad day worse.
///
/// Two refusals are answered whatever the policy is, each once a call, as the next request is another one: one for the date, after
/// which the clock is corrected by the service's, and one for temporary credentials that have expired and can be renewed. Calls
/// that fetch credentials have attempts of their own.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    base: Duration,
    cap: Duration,
    longest_wait: Duration,
    tokens: u32,
    throttling_codes: Vec<String>,
}

/// What an attempt costs that is made because of a failure, and because of a timeout, which held resources for longer.
const COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;

impl Default for RetryPolicy {
    /// Three attempts; pauses of up to 0.5 s, 1 s and so on, 20 s at most; 500 tokens; at most a minute of `Retry-After`.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            longest_wait: Duration::from_secs(60),
            tokens: 500,
            throttling_codes: ["Throttling", "Throttling.*"].map(str::to_owned).to_vec(),
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever fails.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// How often a call is tried, with the first time. At least once.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The bounds of the pauses: the first one's, and that of all.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.base, self.cap) = (first, longest);
        self
    }

    /// The longest `Retry-After` to wait for. If the service asks for more, the call fails at once.
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest_wait = longest;
        self
    }

    /// How many tokens there are: a retry takes 5, after a timeout 10; a success on the first attempt gives 1 back,
    /// one on a later attempt what it took.
    pub fn tokens(mut self, tokens: u32) -> Self {
        self.tokens = tokens;
        self
    }

    /// One more code that means throttling, and so that nothing was done: what is refused with it is tried again, whatever it does.
    /// A star at its end stands for anything.
    pub fn throttling_code(mut self, code: impl Into<String>) -> Self {
        self.throttling_codes.push(code.into());
        self
    }

    pub(crate) fn is_throttling(&self, code: &str) -> bool {
        self.throttling_codes.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => code == known,
        })
    }

    /// The pause after this failure, or why the call is not to be tried again.
    pub(crate) fn pause(
        &self,
        error: &Error,
        idempotency: Idempotency,
        bucket: &Bucket,
        random: &dyn Random,
    ) -> Result<Duration, NotAgain> {
        let wait = error.retry_after().unwrap_or_default();
        if !error.is_retryable() || error.of_credentials().is_some() {
            return Err(NotAgain::Failure);
        }
        let is_harmless = !error.may_have_been_sent() || error.code().is_some_and(|code| self.is_throttling(code));
        if idempotency == Idempotency::NotIdempotent && !is_harmless {
            return Err(NotAgain::Harm);
        }
        if wait > self.longest_wait {
            return Err(NotAgain::Wait { wait, longest: self.longest_wait });
        }
        if !bucket.take(cost(error)) {
            return Err(NotAgain::Tokens);
        }
        let doublings = error.attempts().saturating_sub(1).min(31);
        let bound = self.base.saturating_mul(1 << doublings).min(self.cap);
        Ok(up_to(random, bound).max(wait))
    }
}

/// Why a call is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAgain {
    /// It would not help.
    Failure,
    /// It might be done twice.
    Harm,
    /// The service asks for a longer pause than the policy allows.
    Wait { wait: Duration, longest: Duration },
    /// There is less time left than the pause takes.
    Time { pause: Duration, left: Duration },
    /// There are no tokens left.
    Tokens,
}

/// What a retry after this failure costs.
pub(crate) fn cost(error: &Error) -> u32 {
    if error.kind() == ErrorKind::Timeout { TIMEOUT_COST } else { COST }
}

/// The tokens of a client.
#[derive(Debug)]
pub(crate) struct Bucket {
    capacity: u32,
    tokens: Mutex<u32>,
}

impl Bucket {
    pub(crate) fn new(policy: &RetryPolicy) -> Self {
        Self { capacity: policy.tokens, tokens: Mutex::new(policy.tokens) }
    }

    fn take(&self, cost: u32) -> bool {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let left = tokens.checked_sub(cost);
        *tokens = left.unwrap_or(*tokens);
        left.is_some()
    }

    pub(crate) fn give(&self, count: u32) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = tokens.saturating_add(count).min(self.capacity);
    }
}

/// What a `Retry-After` header asks for: seconds, or the time until a date.
pub(crate) fn retry_after(header: &str, now: jiff::Timestamp) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are too many as well.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    Some(Duration::try_from(http_date(header)?.duration_since(now)).unwrap_or_default())
}

/// `Wed, 16 Dec 2015 11:18:47 GMT`.
pub(crate) fn http_date(text: &str) -> Option<jiff::Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

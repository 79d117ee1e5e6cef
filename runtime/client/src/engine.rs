//! What is behind every client, whatever its service.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::{HeaderValue, Uri};

use crate::call::Call;
use crate::credentials::CredentialsProvider;
use crate::gateway::Gateway;
use crate::interceptor::Interceptor;
use crate::options::CallOptions;
use crate::random::Random;
use crate::retry::{Bucket, RetryPolicy};
use crate::time::{Clock, Sleep};
use crate::transport::Transport;
use crate::wire::jiff;
use crate::wire::signing::Scheme;
use crate::wire::{Input, Service};

/// What is behind a client: generated clients consist of one. Clones share it.
#[doc(hidden)]
#[derive(Clone)]
pub struct Engine {
    pub(crate) parts: Arc<Parts>,
    /// What counts for every call, unless the call says otherwise.
    pub(crate) options: Arc<CallOptions>,
}

pub(crate) struct Parts {
    pub(crate) service: &'static Service,
    /// Scheme, host and port, and whatever path comes before the gateway's prefix.
    pub(crate) endpoint: Uri,
    /// What requests call it.
    pub(crate) host: HeaderValue,
    pub(crate) gateway: Gateway,
    pub(crate) scheme: Scheme,
    pub(crate) user_agent: HeaderValue,
    pub(crate) retry: RetryPolicy,
    pub(crate) bucket: Bucket,
    pub(crate) credentials: Arc<dyn CredentialsProvider>,
    pub(crate) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sleep: Arc<dyn Sleep>,
    pub(crate) random: Arc<dyn Random>,
    /// How many milliseconds the service's clock is ahead of this machine's, as far as that is known.
    pub(crate) skew: AtomicI64,
}

impl Engine {
    /// A call of an operation.
    pub fn call<I: Input>(&self, input: I) -> Call<I> {
        Call::new(self.clone(), input)
    }

    /// The same with other options for every call.
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { parts: self.parts.clone(), options: Arc::new(CallOptions::clone(&self.options).merge(options)) }
    }
}

/// The time on the service's clock, as far as it is known.
#[derive(Debug)]
pub(crate) struct ServiceClock(pub(crate) Engine);

impl Clock for ServiceClock {
    fn now(&self) -> jiff::Timestamp {
        self.0.parts.now()
    }

    fn monotonic(&self) -> Duration {
        self.0.parts.clock.monotonic()
    }
}

/// How long an attempt and a call may take, and how long an answer may be, unless somebody says otherwise.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
pub(crate) const OPERATION_TIMEOUT: Duration = Duration::from_secs(120);
const RESPONSE_LIMIT: usize = 32 * 1024 * 1024;

impl Parts {
    /// The time on the service's clock.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.ahead(self.skew())
    }

    /// The time on a clock that is so far ahead of this machine's.
    pub(crate) fn ahead(&self, skew: jiff::SignedDuration) -> jiff::Timestamp {
        let now = self.clock.now();
        now.checked_add(skew).unwrap_or(now)
    }

    /// How far the service's clock is ahead of this machine's, as far as that is known.
    pub(crate) fn skew(&self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_millis(self.skew.load(Ordering::Relaxed))
    }

    /// Notes how far the service's clock is ahead of this machine's.
    pub(crate) fn set_skew(&self, skew: jiff::SignedDuration) {
        self.skew.store(i64::try_from(skew.as_millis()).unwrap_or_default(), Ordering::Relaxed);
    }

    pub(crate) fn attempt_timeout(&self, options: &CallOptions) -> Duration {
        options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT)
    }

    pub(crate) fn operation_timeout(&self, options: &CallOptions) -> Duration {
        options.operation_timeout.unwrap_or(OPERATION_TIMEOUT)
    }

    pub(crate) fn response_limit(&self, options: &CallOptions) -> usize {
        options.response_limit.unwrap_or(RESPONSE_LIMIT)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.parts;
        formatter
            .debug_struct("Engine")
            .field("service", &parts.service.name)
            .field("endpoint", &parts.endpoint)
            .field("gateway", &parts.gateway)
            .field("signing", &parts.scheme)
            .field("options", &self.options)
            .field("credentials", &parts.credentials)
            .finish_non_exhaustive()
    }
}

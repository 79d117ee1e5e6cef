//! Time, as a client sees it: a clock to read and a way to wait, both replaceable.

mod virtual_time;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

pub use virtual_time::VirtualTime;

use crate::transport::BoxFuture;
use crate::wire::jiff;

/// Tells the time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time of day, as far as this machine knows it.
    fn now(&self) -> jiff::Timestamp;

    /// A time that only moves forward, from a beginning of its own.
    fn monotonic(&self) -> Duration;
}

/// Waits.
pub trait Sleep: fmt::Debug + Send + Sync {
    /// Ends after a while.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of this machine.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }
}

/// Waits by tokio's timer, so that calls must be made within its runtime.
#[derive(Clone, Debug, Default)]
pub struct TokioSleep;

impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// What a future comes to; `None` if the alarm ends first, which is set only if there is something to wait for. The future stays
/// where it is, as it may be large.
pub(crate) async fn before<F: Future + ?Sized>(
    set_alarm: impl Fn() -> BoxFuture<'static, ()>,
    mut future: Pin<&mut F>,
) -> Option<F::Output> {
    let mut alarm = None;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => alarm.get_or_insert_with(&set_alarm).as_mut().poll(context).map(|()| None),
    })
    .await
}

/// A length of time for humans: `90s`, `250ms`.
pub(crate) fn shown(duration: Duration) -> String {
    if duration.subsec_millis() == 0 { format!("{}s", duration.as_secs()) } else { format!("{}ms", duration.as_millis()) }
}

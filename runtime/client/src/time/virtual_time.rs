use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Clock, Sleep};
use crate::transport::BoxFuture;
use crate::wire::jiff;

/// Time for tests: it stands still until everybody waits, and then jumps to the first who need not wait any longer.
/// So nothing takes any real time, and the order of things is that of real time.
///
/// Clones are the same time. Whoever waits for something else than this time, such as a real network, must not
/// expect it to stand still meanwhile.
///
/// ```
/// use ackgen_client::{Clock, VirtualTime};
///
/// let time = VirtualTime::at("2026-11-23T09:43:17Z".parse().unwrap());
/// time.advance(std::time::Duration::from_secs(60));
/// assert_eq!(time.now().to_string(), "2026-11-23T09:44:17Z");
/// ```
#[derive(Clone, Debug)]
pub struct VirtualTime(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    beginning: jiff::Timestamp,
    elapsed: Duration,
    /// How far the clock is ahead of the time that passes.
    off: jiff::SignedDuration,
    next_id: u64,
    /// Who waits, and until when.
    waiting: BTreeSet<(Duration, u64)>,
}

impl VirtualTime {
    /// Time that begins at an instant.
    pub fn at(beginning: jiff::Timestamp) -> Self {
        Self(Arc::new(Mutex::new(State {
            beginning,
            elapsed: Duration::ZERO,
            off: jiff::SignedDuration::ZERO,
            next_id: 0,
            waiting: BTreeSet::new(),
        })))
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.state().elapsed += duration;
    }

    /// How much time has passed since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Sets the clock wrong by this much; time passes as before.
    pub fn set_clock_off(&self, off: jiff::SignedDuration) {
        self.state().off = off;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> jiff::Timestamp {
        let state = self.state();
        let now = state.beginning.checked_add(state.elapsed).and_then(|now| now.checked_add(state.off));
        now.unwrap_or(state.beginning)
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }
}

impl Sleep for VirtualTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.state();
        let entry = (state.elapsed.saturating_add(duration), state.next_id);
        state.next_id += 1;
        drop(state);
        Box::pin(Nap { time: self.clone(), entry, asked: false })
    }
}

/// Waits until a time.
struct Nap {
    time: VirtualTime,
    entry: (Duration, u64),
    /// Whether it was asked before: the first time it lets everybody else go on first.
    asked: bool,
}

impl Future for Nap {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.time.state();
        if state.elapsed < self.entry.0 {
            state.waiting.insert(self.entry);
            if !self.asked || state.waiting.first() != Some(&self.entry) {
                drop(state);
                self.asked = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            state.elapsed = self.entry.0;
        }
        state.waiting.remove(&self.entry);
        Poll::Ready(())
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        self.time.state().waiting.remove(&self.entry);
    }
}

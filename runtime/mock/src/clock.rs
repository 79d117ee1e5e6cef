//! What time it is. The mock never asks the system itself.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> Timestamp;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is told to move. Clones show the same time.
///
/// ```
/// use ackgen_mock::{Clock, VirtualClock};
/// use std::time::Duration;
///
/// let clock = VirtualClock::at("2026-11-23T09:43:17Z".parse().unwrap());
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().to_string(), "2026-11-23T09:44:17Z");
/// ```
#[derive(Clone)]
pub struct VirtualClock(Arc<Mutex<Timestamp>>);

impl VirtualClock {
    /// A clock that shows this time.
    pub fn at(time: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    /// Moves it forward, to the end of time at most.
    pub fn advance(&self, duration: Duration) {
        let mut time = self.time();
        *time = time.checked_add(duration).unwrap_or(Timestamp::MAX);
    }

    /// Sets it, forward or back.
    pub fn set(&self, time: Timestamp) {
        *self.time() = time;
    }

    fn time(&self) -> MutexGuard<'_, Timestamp> {
        // No holder of the lock can leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.time()
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("VirtualClock").field(&self.now()).finish()
    }
}

//! What time it is. The mock never asks the system itself: it has a clock of its own, [`MockClock`], which runs as
//! another does until it is told otherwise.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::authentication::When;

/// A time to the second, as services write it: `2015-12-16T11:18:47Z`.
pub(crate) fn to_the_second(time: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    PRINTER.timestamp_to_string(&time)
}

/// Times as HTTP writes them, which is to the second: `Wed, 16 Dec 2015 11:18:47 GMT`. Most are asked for again.
#[derive(Debug, Default)]
pub(crate) struct Dates(Mutex<Option<(i64, HeaderValue)>>);

impl Dates {
    pub(crate) fn of(&self, time: Timestamp) -> Option<HeaderValue> {
        let mut last = self.0.lock();
        if last.as_ref().is_none_or(|(second, _)| *second != time.as_second()) {
            let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()?;
            *last = Some((time.as_second(), HeaderValue::try_from(date).ok()?));
        }
        last.as_ref().map(|(_, date)| date.clone())
    }
}

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

/// Waits; for latency that is injected.
pub trait Sleep: Send + Sync + 'static {
    /// Waits for so long.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Waits for real.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSleep;

impl Sleep for SystemSleep {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The clock of a mock. It drives everything: when things change, which dates of signatures are good, when sessions and
/// their tokens expire, what the header `Date` of an answer says.
///
/// It runs as the clock does that the mock was started with, the system's unless told otherwise. It can be frozen,
/// moved and let run again at any time.
///
/// ```
/// use std::time::Duration;
/// use ackgen_mock::{Builder, Server};
///
/// let mock: Server = Builder::new().frozen_at("2026-11-23T09:43:17Z".parse().unwrap()).start_blocking().unwrap();
/// mock.clock().advance(Duration::from_secs(60));
/// assert_eq!(mock.clock().now().to_string(), "2026-11-23T09:44:17Z");
/// ```
pub struct MockClock {
    source: Arc<dyn Clock>,
    state: Mutex<State>,
    /// How it was at the start.
    first: State,
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// What it shows, for as long as it is frozen.
    frozen: Option<Timestamp>,
    /// How far it is ahead of its source while it runs.
    ahead: SignedDuration,
    /// How much faster than the service things change.
    speed: f64,
}

impl State {
    /// What it shows when its source shows this.
    fn shown(&self, source: Timestamp) -> Timestamp {
        let end = if self.ahead.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        self.frozen.unwrap_or_else(|| source.checked_add(self.ahead).unwrap_or(end))
    }
}

impl MockClock {
    /// A clock that runs as another, or stands still at a time.
    pub(crate) fn new(source: Arc<dyn Clock>, frozen: Option<Timestamp>, speed: f64) -> Self {
        let first = State { frozen, ahead: SignedDuration::ZERO, speed };
        Self { source, state: Mutex::new(first), first }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.when().mock
    }

    /// The time, and that of the clock that it runs as, which callers may have as well.
    pub(crate) fn when(&self) -> When {
        let (state, source) = (self.state.lock(), self.source.now());
        When { mock: state.shown(source), caller: source }
    }

    /// Moves it forward, whether it runs or stands still: everything is as if the time had passed.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state.lock();
        let time = state.shown(self.source.now()).checked_add(duration).unwrap_or(Timestamp::MAX);
        self.show(&mut state, time);
    }

    /// Sets it, forward or back. It goes on running if it runs. What has happened has happened, also if it is set back.
    pub fn set(&self, time: Timestamp) {
        self.show(&mut self.state.lock(), time);
    }

    /// Stops it where it is.
    pub fn freeze(&self) {
        let mut state = self.state.lock();
        state.frozen = Some(state.shown(self.source.now()));
    }

    /// Lets it run on from where it is.
    pub fn resume(&self) {
        let mut state = self.state.lock();
        if let Some(time) = state.frozen.take() {
            self.show(&mut state, time);
        }
    }

    /// Whether it stands still.
    pub fn is_frozen(&self) -> bool {
        self.state.lock().frozen.is_some()
    }

    /// How much faster than the service things change: at 60, what takes a minute there takes a second of this clock.
    pub fn speed(&self) -> f64 {
        self.state.lock().speed
    }

    pub(crate) fn set_speed(&self, speed: f64) {
        self.state.lock().speed = speed;
    }

    /// Shows the time that its source shows, and runs.
    pub fn follow(&self) {
        let mut state = self.state.lock();
        (state.frozen, state.ahead) = (None, SignedDuration::ZERO);
    }

    /// Shows a time, stands still or runs, and drives things, as it is told.
    pub(crate) fn restore(&self, time: Timestamp, frozen: bool, speed: f64) {
        let mut state = self.state.lock();
        (state.frozen, state.speed) = (frozen.then_some(time), speed);
        self.show(&mut state, time);
    }

    /// When it is frozen, if it is, and how far it is ahead of its source otherwise.
    pub(crate) fn offset(&self) -> (Option<Timestamp>, SignedDuration) {
        let state = self.state.lock();
        (state.frozen, state.ahead)
    }

    /// Is as far ahead as another was. One that is frozen from the start stays where it is.
    pub(crate) fn set_offset(&self, frozen: Option<Timestamp>, ahead: SignedDuration) {
        let mut state = self.state.lock();
        if self.first.frozen.is_none() {
            (state.frozen, state.ahead) = (frozen, ahead);
        }
    }

    /// Is as it was at the start, but for the time that has passed since.
    pub(crate) fn reset(&self) {
        *self.state.lock() = self.first;
    }

    /// The time of the clock that it runs as, which callers may have as well.
    pub(crate) fn of_source(&self) -> Timestamp {
        self.source.now()
    }

    fn show(&self, state: &mut State, time: Timestamp) {
        match &mut state.frozen {
            Some(frozen) => *frozen = time,
            None => state.ahead = time.duration_since(self.source.now()),
        }
    }
}

impl fmt::Debug for MockClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockClock").field("now", &self.now()).field("state", &*self.state.lock()).finish_non_exhaustive()
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
        let mut time = self.0.lock();
        *time = time.checked_add(duration).unwrap_or(Timestamp::MAX);
    }

    /// Sets it, forward or back.
    pub fn set(&self, time: Timestamp) {
        *self.0.lock() = time;
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("VirtualClock").field(&self.now()).finish()
    }
}

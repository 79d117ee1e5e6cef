//! Calls that block the thread. Whoever waits runs the call; what goes on between calls, such as noticing that a connection
//! was closed, a thread in the background runs, in one tokio runtime for all.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};

use crate::answer::{Raw, RawResponse};
use crate::call::Call;
use crate::error::Error;
use crate::pages::{Items, Paged, Pages};
use crate::raw::RawCall;
use crate::waiter::Waiting;
use crate::wire::Input;

/// Runs a future to its end, and blocks the thread meanwhile.
///
/// In `tokio::task::spawn_blocking` and `block_in_place` that is fine, as it is outside of tokio. In async code it is
/// refused, with an error: it would keep the thread from everything else. A future that was taken out of tokio's budget
/// with `unconstrained`, or that another executor polls, cannot be told from a thread of its own: there, it blocks; and so
/// it does in what `#[tokio::main]` runs itself between a `block_in_place` and the next `await`.
///
/// A client can be used both ways. Connections of blocking calls live as long as the process, those of async calls as long
/// as their runtime. One that still exists, but that nobody runs, answers nothing: drop it before the client is used
/// elsewhere.
pub fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    if is_async_code() {
        return Err(Error::configuration(
            "a blocking call would block the async runtime that it is made in; await the call instead, or make it in spawn_blocking",
        ));
    }
    // Before the future, which is then dropped within the runtime, too.
    let _entered = runtime()?.enter();
    let mut future = pin!(future);
    let alarm = Arc::new(Alarm { sleeper: thread::current(), rang: AtomicBool::new(false) });
    let waker = Waker::from(alarm.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
            return outcome;
        }
        while !alarm.rang.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Wakes a thread that is parked.
struct Alarm {
    sleeper: Thread,
    /// Being unparked is no proof of having been woken, nor does it last: whatever the future does may park the thread, too.
    rang: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.sleeper.unpark();
    }
}

/// Whether tokio is polling something on this thread.
///
/// A runtime is at hand in `spawn_blocking`, too, and tokio tells who may block only by panicking. But it polls everything
/// with a budget, after which one has to make way for others, and runs what may block without one.
fn is_async_code() -> bool {
    // The budget is counted in a byte.
    let mut context = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok() && (0..=u8::MAX).any(|_| pin!(tokio::task::consume_budget()).poll(&mut context).is_pending())
}

fn runtime() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<std::io::Result<Handle>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("ackgen-client".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
        Ok(handle)
    });
    runtime.as_ref().map_err(|error| Error::configuration(format!("the runtime of blocking calls cannot be set up: {error}")))
}

impl<I: Input> Call<I> {
    /// Makes the call, and blocks until it is done.
    pub fn send_blocking(self) -> Result<I::Output, Error> {
        block_on(self.send())
    }

    /// Makes the call, blocks until it is done, and leaves the answer as it came.
    pub fn send_raw_blocking(self) -> Result<Raw<I::Output>, Error> {
        block_on(self.send_raw())
    }
}

impl RawCall {
    /// Makes the call, and blocks until it is done.
    pub fn send_blocking(self) -> Result<RawResponse, Error> {
        block_on(self.send())
    }
}

impl<I: Input> Waiting<I> {
    /// Blocks until it has come to pass.
    pub fn wait_blocking(self) -> Result<I::Output, Error> {
        block_on(self.wait())
    }
}

/// The pages or items of a call; asking for the next one blocks. Made by `into_iter()`, which is what a `for` loop calls.
#[derive(Debug)]
pub struct Blocking<S>(S);

impl<I: Paged> IntoIterator for Pages<I> {
    type Item = Result<I::Output, Error>;
    type IntoIter = Blocking<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Blocking(self)
    }
}

impl<I: Paged> Iterator for Blocking<Pages<I>> {
    type Item = Result<I::Output, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.try_next()).transpose()
    }
}

impl<I: Paged> IntoIterator for Items<I> {
    type Item = Result<I::Item, Error>;
    type IntoIter = Blocking<Self>;

    fn into_iter(self) -> Self::IntoIter {
        Blocking(self)
    }
}

impl<I: Paged> Iterator for Blocking<Items<I>> {
    type Item = Result<I::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.try_next()).transpose()
    }
}

/// Adds the blocking methods to a request builder.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_blocking {
    ($call:ident { $input:ident }) => {
        impl $call {
            /// Makes the call, and blocks until it is done.
            #[inline]
            pub fn send_blocking(self) -> ::core::result::Result<<$input as $crate::wire::Input>::Output, $crate::Error> {
                self.call.send_blocking()
            }

            /// Makes the call, blocks until it is done, and leaves the answer as it came.
            #[inline]
            pub fn send_raw_blocking(self) -> ::core::result::Result<$crate::Raw<<$input as $crate::wire::Input>::Output>, $crate::Error> {
                self.call.send_raw_blocking()
            }
        }
    };
}

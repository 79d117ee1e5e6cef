//! Calls that block the thread. They share one tokio runtime, which runs on the threads that wait.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Handle, Runtime};

use crate::answer::{Raw, RawResponse};
use crate::call::Call;
use crate::error::Error;
use crate::pages::{Items, Paged, Pages};
use crate::raw::RawCall;
use crate::waiter::Waiting;
use crate::wire::Input;

/// Runs a future to its end. It must not be called from async code, whose thread it would block.
pub fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::configuration("a blocking call would block the async runtime that it is made in; await the call instead"));
    }
    runtime()?.block_on(future)
}

fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| tokio::runtime::Builder::new_current_thread().enable_all().build());
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

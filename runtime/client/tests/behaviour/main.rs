//! What every generated client does, shown with an invented service, a transport in memory and a time of its own.

mod library;

mod answers;
mod calls;
mod clock;
mod credentials;
mod environment;
mod errors;
mod gateways;
mod interceptors;
mod pages;
mod profiles;
mod raw;
mod retries;
mod timeouts;
mod waiters;

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "tcp")]
mod network;

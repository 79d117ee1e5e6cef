//! The hand-written half of every generated client: everything that does not depend on which service is called.
//!
//! Generated code declares inputs and outputs, describes the operations in tables, and calls four macros: [`client!`],
//! [`call!`], [`paged!`], [`credentials!`]. Everything in this crate is re-exported by the generated one.
//!
//! # The way of a call
//!
//! A [`Call`] holds an input. Sending it checks the input against the tables, makes a request of it, and then, for each
//! attempt: asks the [`CredentialsProvider`], addresses the request for the [`Gateway`], signs it, hands it to the
//! [`Transport`], and reads the answer. [`Interceptor`]s look on. What fails is an [`Error`] that says what happened,
//! whom to ask, and what to try; [`RetryPolicy`] says what is tried again.
//!
//! | to | there is |
//! |---|---|
//! | set up a client | [`Builder`], [`Environment`] (the table of environment variables) |
//! | say something for one call or for all | [`CallOptions`] |
//! | say who calls | [`Credentials`], [`CredentialsChain`], [`ProfileCredentials`], [`SessionCredentials`] |
//! | go through the pages of an answer | [`Pages`], [`Items`] |
//! | wait for a state | [`Waiting`], [`Waiter`] |
//! | look at an answer as it came | [`Raw`], [`RawResponse`] |
//! | call what the spec does not have | [`RawCall`] |
//! | test without a service, without time passing | [`MemoryTransport`], [`VirtualTime`], [`SeededRandom`] |
//!
//! # What is on unless it is turned off
//!
//! | | default | to change it |
//! |---|---|---|
//! | connecting | 5 seconds | [`Builder::connect_timeout`] |
//! | one attempt | 30 seconds | [`CallOptions::attempt_timeout`] |
//! | a call with all its attempts | 2 minutes | [`CallOptions::operation_timeout`] |
//! | attempts | 3, if it does no harm | [`CallOptions::max_attempts`], [`Builder::retry`] |
//! | length of an answer | 32 MiB | [`CallOptions::response_limit`] |
//! | checking inputs | on | [`CallOptions::validation`] |
//! | a clock that is off | corrected by the service's, once a call | |
//!
//! # Features
//!
//! - `tcp` (default): the transport over TCP and TLS.
//! - `http2`: HTTP/2 where the server offers it.
//! - `blocking`: calls that block, `send_blocking()` and its like.
//! - `kube`: `kube_config()` of operations that answer a kubeconfig.

mod answer;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod call;
mod credentials;
mod engine;
mod environment;
mod error;
mod gateway;
mod interceptor;
#[cfg(feature = "kube")]
mod kubeconfig;
mod macros;
mod options;
mod pages;
mod percent;
mod random;
mod raw;
mod redact;
mod request;
mod retry;
mod run;
mod time;
mod transport;
mod waiter;

pub use ackgen_wire as wire;
#[cfg(feature = "kube")]
pub use kube;
#[cfg(feature = "tcp")]
pub use rustls;

pub use answer::{Raw, RawResponse};
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, block_on};
#[doc(hidden)]
pub use builder::Address;
pub use builder::Builder;
pub use call::Call;
pub use credentials::{
    Credentials, CredentialsChain, CredentialsProvider, EnvironmentCredentials, Profile, ProfileCredentials, Role, SessionCredentials,
};
#[doc(hidden)]
pub use engine::Engine;
pub use environment::Environment;
pub use error::{BoxError, Error, ErrorKind};
pub use gateway::Gateway;
pub use interceptor::{Attempt, Interceptor};
pub use options::CallOptions;
#[doc(hidden)]
pub use pages::{__Counter, __follow, __list};
pub use pages::{Items, Paged, Pages};
pub use random::{Random, SeededRandom, SystemRandom};
pub use raw::RawCall;
pub use retry::RetryPolicy;
pub use time::{Clock, Sleep, SystemClock, TokioSleep, VirtualTime};
#[cfg(feature = "tcp")]
pub use transport::TcpTransport;
pub use transport::{Body, BoxFuture, MemoryTransport, Reply, Stage, Transport, TransportError};
pub use waiter::{NotFound, Progress, Verdict, Waiter, Waiting};
pub use wire::signing::Scheme;
pub use wire::{Duration, Extra, Format as ResponseFormat, Idempotency, Json, Secret, Timestamp, Violation};

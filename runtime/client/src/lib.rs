//! The hand-written half of every generated client.

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
mod macros;
mod options;
mod pages;
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

pub use answer::{Raw, RawResponse};
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, block_on};
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
pub use pages::__list;
pub use pages::{Items, Paged, Pages};
pub use random::{Random, SeededRandom, SystemRandom};
pub use raw::RawCall;
pub use retry::RetryPolicy;
pub use time::{Clock, Sleep, SystemClock, TokioSleep, VirtualTime};
#[cfg(feature = "reqwest")]
pub use transport::TcpTransport;
pub use transport::{Body, BoxFuture, MemoryTransport, Reply, Stage, Transport, TransportError};
pub use waiter::{NotFound, Progress, Verdict, Waiter, Waiting};
pub use wire::signing::Scheme;
pub use wire::{Duration, Extra, Format as ResponseFormat, Idempotency, Json, Secret, Timestamp, Violation};

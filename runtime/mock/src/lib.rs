//! The hand-written half of every generated mock server: what does not depend on which service is mocked.
//!
//! Generated code brings tables, examples and a trait with a method an operation. This crate serves them over HTTP as
//! the service would: requests are routed, their signatures verified, their contents checked against the tables; the
//! answer is JSON or XML, and so is every refusal, in the service's error shape.
//!
//! | file | what it is about |
//! |---|---|
//! | `exchange` | one call, from a request to its answer: the steps in order |
//! | `routing` | which operation is called; if none, which is closest and why not |
//! | `authentication` | signatures, dates, nonces, sessions; why a signature is wrong |
//! | `handler`, `request`, `refusal` | what a handler is, is given and answers |
//! | `engine` | what the service keeps and how it changes, as the spec says |
//! | `documented`, `credentials` | examples as answers that fit the call |
//! | `fixture` | what is there from the start, written down in YAML |
//! | `state` | what is kept survives the process |
//! | `snapshot` | everything that is kept as JSON, and back |
//! | `clock`, `ids` | time and chance, both injected |
//! | `index` | which number goes by a text |
//! | `faults`, `overrides`, `rules` | what goes wrong on purpose; answers of one's own; to which calls that happens |
//! | `journal`, `expectations`, `metrics` | what came, and what became of it |
//! | `control` | what a running mock can be told |
//! | `admin`, `fields` | the same over HTTP, under `/_mock/` |
//! | `macros` | what generated code makes its own type of a mock with |
//! | `builder`, `server`, `listener`, `breaking`, `tls`, `cli` | running it: in process or as a program |
//!
//! # Without generated code
//!
//! A [`Handler`] is a table and a function:
//!
//! ```
//! use ackgen_mock::wire::{Body, Idempotency, Kind, Operation, Response, Schema, Service, ServiceStyle};
//! use ackgen_mock::{Answer, Builder, Canned, Fault, Gateway, Handler, Request, Server};
//! use std::time::Duration;
//!
//! static NO_INPUT: Schema = Schema::new("SingInput", &[]);
//! static SING: Operation = Operation {
//!     name: "Sing",
//!     methods: &["GET"],
//!     path: "/song",
//!     idempotency: Idempotency::ReadOnly,
//!     input: &NO_INPUT,
//!     body: Body::None,
//!     response: Response { statuses: &[200], kind: Some(Kind::String), text: true, placeholder: None },
//!     pagination: None,
//!     credentials: None,
//! };
//! static BIRD: Service = Service { name: "bird", product: "Bird", version: "1", style: ServiceStyle::Roa, operations: &[&SING] };
//!
//! struct Bird;
//!
//! impl Handler for Bird {
//!     fn service(&self) -> &'static Service {
//!         &BIRD
//!     }
//!
//!     fn gateways(&self) -> &'static [Gateway] {
//!         &[Gateway { name: "plain", path: "", style: ServiceStyle::Roa }]
//!     }
//!
//!     fn answer<'a>(&'a self, _: &'a Request) -> Answer<'a> {
//!         Box::pin(async { Ok("tweet".into()) })
//!     }
//! }
//!
//! let mock: Server = Builder::new().handler(Bird).start_blocking().unwrap();
//! assert!(mock.url().starts_with("http://127.0.0.1:"));
//!
//! // What it is told while it runs; it ends with a panic if what is expected does not come.
//! mock.fault(Fault::refuse(503, "Hoarse", "tomorrow").on("Sing").times(1));
//! mock.answer(Canned::value("la la".into()).on("Sing"));
//! mock.clock().advance(Duration::from_secs(60));
//! mock.expect("Sing").never();
//! mock.verify();
//! assert!(mock.calls("Sing").is_empty());
//! ```
//!
//! # While it runs
//!
//! | to | there is | over HTTP |
//! |---|---|---|
//! | move, stop and start its clock | [`Server::clock`], [`Server::set_speed`], [`Builder::frozen_at`] | `/_mock/clock` |
//! | add, forget, save and restore what it keeps | [`Server::seed`], [`Server::reset`], [`Server::snapshot`] | `/_mock/state`, … |
//! | let transitions fail | [`Server::fail`] | `/_mock/failures` |
//! | let calls go wrong | [`Server::fault`], [`Builder::fault`] | `/_mock/faults` |
//! | answer something else | [`Server::on`], [`Server::answer`] | `/_mock/answers` |
//! | see what was called | [`Server::calls`] | `/_mock/journal`, `/_mock/metrics` |
//! | demand that something is called | [`Server::expect`], [`Server::verify`] | `/_mock/verify` |
//! | learn why a signature is wrong | | `/_mock/explain` |

mod access_keys;
mod admin;
mod authentication;
mod breaking;
mod builder;
mod clock;
mod control;
mod credentials;
mod documented;
mod engine;
mod exchange;
mod expectations;
mod faults;
mod fields;
mod handler;
mod ids;
mod index;
mod journal;
mod listener;
mod macros;
mod metrics;
mod overrides;
mod refusal;
mod request;
mod routing;
mod rules;
mod secrets;
mod server;
mod snapshot;
mod state;
mod strict;

#[cfg(feature = "fixtures")]
mod fixture;
#[cfg(feature = "tls")]
mod tls;

#[cfg(feature = "cli")]
pub mod cli;

pub use access_keys::{AccessKey, InvalidAccessKey};
pub use builder::Builder;
pub use clock::{Clock, MockClock, Sleep, SystemClock, SystemSleep, VirtualClock};
pub use documented::Example;
pub use engine::{FailingTransition, table as resources};
pub use exchange::WireForm;
pub use expectations::{Expectation, Unmet};
pub use faults::Fault;
pub use handler::{Answer, Content, Dispatch, Handler, Typed, call, unknown};
pub use journal::Call;
pub use listener::Limits;
pub use overrides::Canned;
pub use refusal::{Refusal, Reply};
pub use request::Request;
pub use routing::Gateway;
pub use server::Server;
pub use state::{RecordChange, RecordKey, Storage};
#[cfg(feature = "tls")]
pub use tls::Tls;

pub use ackgen_wire as wire;

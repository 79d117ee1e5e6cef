//! The mock over HTTP, with services that are invented.

mod admin;
mod answers;
mod anything;
mod authentication;
mod causes;
mod connections;
mod expectations;
mod explain;
mod faults;
mod journal;
mod mutations;
mod overrides;
mod routing;
mod sessions;
mod support;
mod zoo;

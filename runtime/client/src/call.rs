//! Calls: an input on its way to becoming an output.

use std::fmt;
use std::future::{Future, IntoFuture};

use crate::answer::Raw;
use crate::engine::Engine;
use crate::error::Error;
use crate::gateway::Gateway;
use crate::options::CallOptions;
use crate::run::Prepared;
use crate::transport::BoxFuture;
use crate::wire::{Input, Operation, Service, View, Wire, encode_call_view, encode_view, validate_input};

/// A call that can be changed until it is sent. Generated code wraps one for each operation.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<I: Input> {
    /// What the operation is called with.
    pub input: I,
    pub(crate) engine: Engine,
    /// What is different about this call; mostly nothing.
    pub(crate) options: Option<CallOptions>,
}

impl<I: Input> Call<I> {
    pub(crate) fn new(engine: Engine, input: I) -> Self {
        Self { input, engine, options: None }
    }

    /// Makes the call.
    ///
    /// The input becomes a request at once, so that the future, which is moved about, does not hold it.
    pub fn send(self) -> impl Future<Output = Result<I::Output, Error>> + Send + use<I> {
        let (engine, prepared) = self.prepared();
        async move { engine.run(prepared?).await?.decode(I::OPERATION) }
    }

    /// Makes the call, and leaves the answer as it came.
    pub fn send_raw(self) -> impl Future<Output = Result<Raw<I::Output>, Error>> + Send + use<I> {
        let (engine, prepared) = self.prepared();
        async move { Ok(Raw::new(engine.run(prepared?).await?, I::OPERATION)) }
    }

    /// Checks the input against what the API allows, as sending does. All violations are in one error.
    pub fn validate(&self) -> Result<(), Error> {
        checked(I::OPERATION, self.input.view())
    }

    /// Options for this call; they count before the client's.
    pub fn configure(mut self, options: CallOptions) -> Self {
        self.options = Some(self.options.unwrap_or_default().merge(options));
        self
    }

    fn prepared(self) -> (Engine, Result<Box<Prepared>, Error>) {
        let prepared = prepare(&self.engine, self.options, I::OPERATION, I::service(), self.input.view());
        (self.engine, prepared)
    }
}

/// Checks an input, unless that is turned off, and makes a request of it.
pub(crate) fn prepare(
    Engine { parts, options }: &Engine,
    own: Option<CallOptions>,
    operation: &'static Operation,
    service: &Service,
    input: View<'_>,
) -> Result<Box<Prepared>, Error> {
    if own.as_ref().and_then(|own| own.validation).or(options.validation).unwrap_or(true) {
        checked(operation, input)?;
    }
    let request = match parts.gateway {
        Gateway::Asapi => encode_call_view(operation, service, input),
        _ => encode_view(operation, service, input),
    };
    let request = request.map_err(|error| Error::encode(operation.name, &error))?;
    let (name, idempotency) = (operation.name.into(), operation.idempotency);
    Ok(Box::new(Prepared { operation: name, idempotency, table: Some(operation), request, options: own }))
}

fn checked(operation: &'static Operation, input: View<'_>) -> Result<(), Error> {
    match validate_input(operation.input, input) {
        violations if violations.is_empty() => Ok(()),
        violations => Err(Error::validation(operation.name, violations)),
    }
}

impl<I: Input> Clone for Call<I> {
    fn clone(&self) -> Self {
        Self { input: self.input.clone(), engine: self.engine.clone(), options: self.options.clone() }
    }
}

impl<I: Input + fmt::Debug> fmt::Debug for Call<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &I::OPERATION.name)
            .field("input", &self.input)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<I: Input> IntoFuture for Call<I> {
    type Output = Result<I::Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

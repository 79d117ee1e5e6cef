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
use crate::wire::{Fields, Input, Operation, Service, encode_call_fields, encode_fields, input_fields, validate_fields};

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
        checked(I::OPERATION, &self.fields()?)
    }

    /// Options for this call; they count before the client's.
    pub fn configure(mut self, options: CallOptions) -> Self {
        self.options = Some(self.options.unwrap_or_default().merge(options));
        self
    }

    fn prepared(self) -> (Engine, Result<Box<Prepared>, Error>) {
        let prepared = self.fields().and_then(|fields| prepare(&self.engine, self.options, I::OPERATION, I::service(), fields));
        (self.engine, prepared)
    }

    fn fields(&self) -> Result<Fields, Error> {
        input_fields(&self.input).map_err(|error| Error::encode(I::OPERATION.name, &error))
    }
}

/// Checks the fields of an input, unless that is turned off, and makes the request of them.
pub(crate) fn prepare(
    Engine { parts, options }: &Engine,
    own: Option<CallOptions>,
    operation: &'static Operation,
    service: &Service,
    fields: Fields,
) -> Result<Box<Prepared>, Error> {
    if own.as_ref().and_then(|own| own.validation).or(options.validation).unwrap_or(true) {
        checked(operation, &fields)?;
    }
    let request = match parts.gateway {
        Gateway::Asapi => encode_call_fields(operation, service, fields),
        _ => encode_fields(operation, service, fields),
    };
    let request = request.map_err(|error| Error::encode(operation.name, &error))?;
    let (name, idempotency) = (operation.name.into(), operation.idempotency);
    Ok(Box::new(Prepared { operation: name, idempotency, table: Some(operation), request, options: own }))
}

fn checked(operation: &'static Operation, fields: &Fields) -> Result<(), Error> {
    match validate_fields(operation.input, fields) {
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

//! Calls: an input on its way to becoming an output.

use std::fmt;
use std::future::IntoFuture;

use crate::answer::Raw;
use crate::credentials::to_value;
use crate::engine::Engine;
use crate::error::Error;
use crate::gateway::Gateway;
use crate::options::CallOptions;
use crate::run::Prepared;
use crate::transport::BoxFuture;
use crate::wire::{Input, encode_call, encode_request, validate};

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
    pub async fn send(self) -> Result<I::Output, Error> {
        self.send_raw().await?.decode()
    }

    /// Makes the call, and leaves the answer as it came.
    pub async fn send_raw(self) -> Result<Raw<I::Output>, Error> {
        let prepared = self.prepare()?;
        let response = self.engine.run(prepared, self.options).await?;
        Ok(Raw::new(response, I::OPERATION))
    }

    /// Checks the input against what the API allows, as sending does. All violations are in one error.
    pub fn validate(&self) -> Result<(), Error> {
        let operation = I::OPERATION;
        let value = to_value(&self.input)
            .map_err(|error| Error::configuration(format!("the input cannot be written: {error}")).of(operation.name))?;
        match validate(operation.input, &value) {
            violations if violations.is_empty() => Ok(()),
            violations => Err(Error::validation(operation.name, violations)),
        }
    }

    /// Options for this call; they count before the client's.
    pub fn configure(mut self, options: CallOptions) -> Self {
        self.options = Some(self.options.unwrap_or_default().merge(options));
        self
    }

    fn prepare(&self) -> Result<Prepared, Error> {
        let Engine { parts, options } = &self.engine;
        let operation = I::OPERATION;
        if self.options.as_ref().and_then(|options| options.validation).or(options.validation).unwrap_or(true) {
            self.validate()?;
        }
        let request = match parts.gateway {
            Gateway::Asapi => encode_call(&self.input),
            _ => encode_request(&self.input),
        };
        let request = request.map_err(|error| Error::encode(operation.name, &error))?;
        Ok(Prepared { operation: operation.name.into(), idempotency: operation.idempotency, table: Some(operation), request })
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

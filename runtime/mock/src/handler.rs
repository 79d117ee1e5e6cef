//! What answers calls: one object for each service, typed by generated code.
//!
//! The mock holds a service behind `dyn` [`Handler`], so that nothing of the server is compiled again for another
//! handler. What is generic is small: [`service!`](crate::service!) makes one call of [`call`] for each operation of
//! a service. Inputs are read off values and outputs written as JSON, the one source and the one format that records are
//! compiled for here; nobody looks into what was written unless there is a reason to.

use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;

use ackgen_wire::{Input, OutputJson, Service, Wire};
use serde_json::Value;

use crate::engine::Look;
use crate::engine::table::Resources;
use crate::refusal::{Refusal, Reply};
use crate::request::Request;
use crate::routing::Gateway;

/// A service, and what answers its calls.
pub trait Handler: Send + Sync + 'static {
    /// The tables of its operations.
    fn service(&self) -> &'static Service;

    /// The ways to reach it.
    fn gateways(&self) -> &'static [Gateway];

    /// What it keeps and how that changes, if that is known.
    fn resources(&self) -> Option<&'static Resources> {
        None
    }

    /// Whether all of its answers are what is kept, or documented: nothing of it is anybody's own.
    fn is_documented(&self) -> bool {
        false
    }

    /// Answers a call: with the content of the body, by wire names.
    fn answer<'a>(&'a self, request: &'a Request) -> Answer<'a>;
}

/// An answer on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Reply<Content>> + Send + 'a>>;

/// The content of a body: a value, or what one is as JSON already.
///
/// ```
/// let content: ackgen_mock::Content = serde_json::json!({ "name": "Ada" }).into();
/// assert_eq!(content.value()["name"], "Ada");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Content(Form);

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Value(Value),
    Json(OutputJson),
}

impl Content {
    /// The value that it is.
    pub fn value(&self) -> Cow<'_, Value> {
        match &self.0 {
            Form::Value(value) => Cow::Borrowed(value),
            Form::Json(json) => Cow::Owned(json.value()),
        }
    }

    /// What it is as JSON, if it is that already; the value otherwise.
    pub(crate) fn into_json(self) -> Result<OutputJson, Value> {
        match self.0 {
            Form::Value(value) => Err(value),
            Form::Json(json) => Ok(json),
        }
    }
}

impl<V: Into<Value>> From<V> for Content {
    fn from(value: V) -> Self {
        Self(Form::Value(value.into()))
    }
}

/// From the name of an operation to its typed method; generated.
pub type Dispatch<T> = for<'a> fn(&'a T, &'a Request) -> Answer<'a>;

/// A [`Handler`] made of an implementation of a service's generated trait.
pub struct Typed<T> {
    service: &'static Service,
    gateways: &'static [Gateway],
    resources: Option<&'static Resources>,
    is_documented: bool,
    implementation: T,
    dispatch: Dispatch<T>,
}

impl<T: Send + Sync + 'static> Typed<T> {
    /// An implementation of the trait that `dispatch` calls.
    pub fn new(service: &'static Service, gateways: &'static [Gateway], implementation: T, dispatch: Dispatch<T>) -> Self {
        Self { service, gateways, resources: None, is_documented: false, implementation, dispatch }
    }

    /// The same; says whether nothing of the implementation is anybody's own.
    #[must_use]
    pub fn documented(mut self, is_documented: bool) -> Self {
        self.is_documented = is_documented;
        self
    }

    /// The same, with what the service keeps.
    #[must_use]
    pub fn with_resources(mut self, resources: &'static Resources) -> Self {
        self.resources = Some(resources);
        self
    }
}

impl<T: Send + Sync + 'static> Handler for Typed<T> {
    fn service(&self) -> &'static Service {
        self.service
    }

    fn gateways(&self) -> &'static [Gateway] {
        self.gateways
    }

    fn resources(&self) -> Option<&'static Resources> {
        self.resources
    }

    fn is_documented(&self) -> bool {
        self.is_documented
    }

    fn answer<'a>(&'a self, request: &'a Request) -> Answer<'a> {
        (self.dispatch)(&self.implementation, request)
    }
}

/// Ties a service's generated trait to its tables: makes `Documented`, which answers the documented examples, and
/// `handler`, which makes a [`Handler`] of an implementation. Each line is the wire name of an operation and its method.
/// The third name, if there is one, is what the service keeps; `Documented` then answers examples only where that says
/// nothing.
#[macro_export]
macro_rules! service {
    ($service:ident: $table:path, $gateways:path $(, $resources:path)? { $($operation:literal => $method:ident),* $(,)? }) => {
        /// Answers the documented examples.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Documented;

        impl $service for Documented {}

        /// What a mock's builder takes: the service, answered by an implementation of its trait.
        pub fn handler<T: $service>(implementation: T) -> $crate::Typed<T> {
            fn dispatch<'a, T: $service>(implementation: &'a T, request: &'a $crate::Request) -> $crate::Answer<'a> {
                match request.operation().name {
                    $($operation => $crate::call(request, |input| implementation.$method(request, input)),)*
                    _ => $crate::unknown(request),
                }
            }
            let is_documented = ::core::any::TypeId::of::<T>() == ::core::any::TypeId::of::<Documented>();
            $crate::Typed::new(&$table, $gateways, implementation, dispatch::<T>).documented(is_documented)$(.with_resources(&$resources))?
        }
    };
}

/// Calls a typed method: reads its input, writes its output. Generated dispatchers are made of it.
///
/// Where nothing is anybody's own, what was written once of a thing is not written again until that changes.
pub fn call<'a, I, F>(request: &'a Request, method: impl FnOnce(I) -> F + Send + 'a) -> Answer<'a>
where
    I: Input,
    F: Future<Output = Reply<I::Output>> + Send + 'a,
{
    Box::pin(async move {
        let input = input(request)?;
        if let Some(written) = request.look().await? {
            return Ok(written);
        }
        let output = write(&method(input).await?)?;
        request.remember(&output);
        Ok(output)
    })
}

/// The answer to an operation that a dispatcher does not know. It is never sent unless the tables and the
/// dispatcher come from different specs.
pub fn unknown(request: &Request) -> Answer<'_> {
    let message = format!("no handler knows the operation {}", request.operation.name);
    Box::pin(ready(Err(Refusal::new(500, "InternalError", message))))
}

pub(crate) fn input<I: Input>(request: &Request) -> Reply<I> {
    read(&request.input).map_err(|message| Refusal::new(400, "InvalidParameter", message))
}

/// Reads a value leniently; the error says where and what.
pub(crate) fn read<T: Wire>(value: &Value) -> Result<T, String> {
    T::read(Look::Json(value)).map_err(|error| error.to_string())
}

pub(crate) fn write<T: Wire>(output: &T) -> Reply<Content> {
    let unwritable = |error| Refusal::new(500, "InternalError", format!("the output cannot be written: {error}"));
    OutputJson::of(output).map(|json| Content(Form::Json(json))).map_err(unwritable)
}

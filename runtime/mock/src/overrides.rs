//! Answers in place of the mock's own: closures, and canned answers.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use ackgen_wire::{Input, Operation};
use parking_lot::RwLock;
use serde_json::{Map, Value};

use crate::fields::{Fields, Unfit};
use crate::handler::{Answer, input, write};
use crate::refusal::{Refusal, Reply};
use crate::request::Request;
use crate::rules::{Rule, Rules, Selector, selecting};

/// An answer that is the same for every call: of every operation, unless more is said.
///
/// ```
/// use ackgen_mock::Canned;
/// use serde_json::json;
///
/// let two = Canned::value(json!({ "total": 2 })).on("CountAnimals");
/// let none_of_them = Canned::refuse(404, "NotFound", "it ran away").on("GetAnimal").with(json!({ "AnimalId": "a-1" }));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Canned {
    pub(crate) selector: Selector,
    /// What a call has to say.
    pub(crate) input: Value,
    pub(crate) outcome: Reply<Value>,
    pub(crate) status: Option<u16>,
}

selecting!(Canned);

impl Canned {
    fn new(outcome: Reply<Value>) -> Self {
        Self { selector: Selector::default(), input: Value::Null, outcome, status: None }
    }

    /// The call succeeds with this value, by wire names.
    pub fn value(value: Value) -> Self {
        Self::new(Ok(value))
    }

    /// The call is refused. Unlike with a [`Fault`](crate::Fault), it has to be one that the mock would answer: signed and valid.
    pub fn refuse(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Err(Refusal::new(status, code.into(), message)))
    }

    /// The call is refused, with the header `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.outcome = self.outcome.map_err(|refusal| refusal.retry_after(wait));
        self
    }

    /// Only for calls whose input has everything of this, by wire names.
    #[must_use]
    pub fn with(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    /// With this status, rather than the operation's own.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Reads one off an object.
    pub(crate) fn read(value: Value) -> Result<Self, Unfit> {
        let mut fields = Fields::of(value)?;
        let mut selector = Selector::read(&mut fields)?;
        let turns = fields.turns()?;
        selector.sequence = turns.iter().map(|turn| Selector::turn(turn, None)).collect::<Result<_, _>>()?;
        let with = fields.object("with")?;
        let (status, code, message) = (fields.status("status")?, fields.text("code")?, fields.text("message")?);
        let retry_after = fields.duration("retry_after")?;
        let value = fields.value("value");
        fields.done()?;
        let outcome = match (value, code) {
            (Some(_), Some(_)) => return Err(Unfit::new("an answer has either a value or a code")),
            (value, None) if status.is_none_or(|status| status < 400) => Ok(value.unwrap_or_default()),
            (Some(_), None) => return Err(Unfit::new("an answer with a value has a status below 400")),
            (None, code) => {
                let status = status.unwrap_or(400);
                let code = code.unwrap_or_else(|| "CannedAnswer".to_owned());
                Err(Refusal::new(status, code, message.unwrap_or_else(|| "the mock was told to answer this".to_owned())))
            }
        };
        if outcome.is_ok() && retry_after.is_some() {
            return Err(Unfit::new("only an answer that refuses has retry_after; say its code or a status from 400"));
        }
        let outcome = outcome.map_err(|refusal| Refusal { retry_after, ..refusal });
        let status = status.filter(|_| outcome.is_ok());
        Ok(Self { selector, input: with.map_or(Value::Null, Value::Object), outcome, status })
    }
}

impl Rule for Canned {
    fn selector(&self) -> &Selector {
        &self.selector
    }

    fn write(&self, into: &mut Value) {
        if !self.input.is_null() {
            into["with"] = self.input.clone();
        }
        match &self.outcome {
            Ok(value) => into["value"] = value.clone(),
            Err(refusal) => {
                into["status"] = refusal.status.into();
                into["code"] = (*refusal.code).into();
                into["message"] = (*refusal.message).into();
                if let Some(wait) = refusal.retry_after {
                    into["retry_after"] = format!("{wait:?}").into();
                }
            }
        }
        if let Some(status) = self.status {
            into["status"] = status.into();
        }
    }
}

/// Whether a value has everything that another has. Items of lists are those at the same place.
pub(crate) fn has_all(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (_, Value::Null) => true,
        (Value::Object(fields), Value::Object(wanted)) => has_fields(fields, wanted),
        (Value::Array(items), Value::Array(wanted)) => {
            items.len() == wanted.len() && items.iter().zip(wanted).all(|(item, wanted)| has_all(item, wanted))
        }
        (value, wanted) => value == wanted,
    }
}

fn has_fields(fields: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, wanted)| match (fields.get(name), wanted) {
        // What is to be nothing is not there.
        (value, Value::Null) => value.is_none_or(Value::is_null),
        (value, wanted) => value.is_some_and(|value| has_all(value, wanted)),
    })
}

/// Answers the calls of an operation.
type Closure = Arc<dyn Fn(Arc<Request>) -> Answer<'static> + Send + Sync>;

/// Closures by operation.
pub(crate) type Closures = HashMap<(&'static str, &'static str), Closure>;

/// Adds a typed closure.
pub(crate) fn insert<I, F, A>(closures: &mut Closures, answer: F)
where
    I: Input,
    F: Fn(Arc<Request>, I) -> A + Send + Sync + 'static,
    A: Future<Output = Reply<I::Output>> + Send + 'static,
{
    let closure: Closure = Arc::new(move |request| match input::<I>(&request) {
        Ok(input) => {
            let output = answer(request, input);
            Box::pin(async move { write(&output.await?) })
        }
        Err(refusal) => Box::pin(ready(Err(refusal))),
    });
    closures.insert((I::service().name, I::OPERATION.name), closure);
}

/// What answers in place of the mock.
pub(crate) struct Overrides {
    pub(crate) canned: Rules<Canned>,
    from_start: Closures,
    closures: RwLock<Closures>,
}

impl Overrides {
    pub(crate) fn new(from_start: Closures, canned: Rules<Canned>) -> Self {
        Self { canned, closures: RwLock::new(from_start.clone()), from_start }
    }

    /// Changes the closures.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Closures)) {
        change(&mut self.closures.write());
    }

    /// Has what was there from the start; or takes away what is for a tenant.
    pub(crate) fn reset(&self, tenant: Option<&str>) {
        self.canned.reset(tenant);
        if tenant.is_none() {
            self.change(|closures| closures.clone_from(&self.from_start));
        }
    }

    /// The canned answer to a call, if there is one.
    pub(crate) fn canned(&self, request: &Request) -> Option<Canned> {
        self.canned.next(request.operation.name, || request.tenant().to_owned(), |canned| has_all(&request.input, &canned.input))
    }

    /// What answers the calls of an operation, if something does.
    pub(crate) fn closure(&self, service: &str, operation: &Operation) -> Option<Closure> {
        let closures = self.closures.read();
        if closures.is_empty() {
            return None;
        }
        closures.iter().find(|((of, name), _)| *of == service && *name == operation.name).map(|(_, closure)| Arc::clone(closure))
    }
}

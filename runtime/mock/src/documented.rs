//! The documented example as an answer that fits the call.
//!
//! Two things make an example coherent, and both are data: the request id is that of the call; and a field at the
//! top of the answer takes the value of the parameter of the same name and kind, if the call has one (`cluster_id`
//! from `ClusterId`: case and separators aside). In an answer that is a list of objects, so does each object's field.
//! Temporary credentials are new ones that work.

use std::ptr;

use ackgen_wire::{Kind, Schema, Wire};
use jiff::SignedDuration;
use serde_json::{Map, Value};

use crate::credentials;
use crate::handler::read;
use crate::refusal::{Refusal, Reply};
use crate::request::Request;

/// How long the credentials of a documented answer are valid.
const CREDENTIALS_LAST: SignedDuration = SignedDuration::from_hours(1);

impl Request {
    /// What the service answers by what it keeps or, where that is not known, by a documented example, a text of JSON.
    /// Generated traits answer it by default.
    pub fn answer<T: Wire>(&self, example: &str) -> Reply<T> {
        match self.kept()? {
            Some(answer) => Ok(answer),
            None => self.documented(example),
        }
    }

    /// What the service answers by what it keeps; nothing where that is not known, as there is no documented example.
    pub fn answer_or_default<T: Wire + Default>(&self) -> Reply<T> {
        Ok(self.kept()?.unwrap_or_default())
    }

    fn kept<T: Wire>(&self) -> Reply<Option<T>> {
        let Some(engine) = &self.engine else { return Ok(None) };
        let Some(answer) = engine.answer(self)? else { return Ok(None) };
        let unreadable = |message| Refusal::new(500, "InternalError", format!("what is kept does not make an answer: {message}"));
        answer.read().map(Some).map_err(unreadable)
    }

    /// An answer made of a documented example, a text of JSON. Generated traits answer it by default.
    pub fn documented<T: Wire>(&self, example: &str) -> Reply<T> {
        let broken = |message: String| Refusal::new(500, "InternalError", format!("the documented example cannot be answered: {message}"));
        let mut value = serde_json::from_str(example).map_err(|error| broken(error.to_string()))?;
        self.fit(&mut value);
        if let Some(paths) = &self.operation.credentials {
            credentials::issue(paths, &mut value, &self.ids, self.received + CREDENTIALS_LAST);
        }
        read(&value).map_err(broken)
    }

    fn fit(&self, value: &mut Value) {
        match (self.operation.response.kind, value) {
            (Some(Kind::Record(schema)), Value::Object(fields)) => self.fit_object(schema, fields),
            (Some(Kind::List(Kind::Record(schema))), Value::Array(items)) => {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    self.fit_object(schema, item);
                }
            }
            _ => {}
        }
    }

    fn fit_object(&self, schema: &Schema, fields: &mut Map<String, Value>) {
        for (name, value) in fields {
            if alike(name, "request_id") {
                *value = self.id.clone().into();
            } else if let Some(kind) = schema.field(name).map(|field| &field.kind)
                && let Some(sent) = self.sent(name, kind)
            {
                *value = sent.clone();
            }
        }
    }

    /// What the call says about something of this name and kind.
    fn sent(&self, name: &str, kind: &Kind) -> Option<&Value> {
        let parameter = self.operation.input.fields.iter().find(|field| alike(field.name, name) && same(&field.kind, kind))?;
        self.input.get(parameter.name).filter(|value| !value.is_null())
    }
}

/// Whether two names are the same but for case and separators.
fn alike(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
    letters(one) == letters(other)
}

/// Whether a value of one kind is one of the other. A secret is never said again.
fn same(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::Boolean, Kind::Boolean) | (Kind::Number, Kind::Number) => true,
        (Kind::Integer | Kind::Long, Kind::Integer | Kind::Long) => true,
        (Kind::List(one), Kind::List(other)) | (Kind::Map(one), Kind::Map(other)) => same(one, other),
        (Kind::Record(one), Kind::Record(other)) => ptr::eq(*one, *other),
        (one, other) => is_text(one) && is_text(other),
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Enum(_) | Kind::Timestamp | Kind::Duration)
}

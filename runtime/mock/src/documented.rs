//! The documented example as an answer that fits the call.
//!
//! Two things make an example coherent, and both are data: the request id is that of the call; and a field at the
//! top of the answer takes the value of the parameter of the same name and kind, if the call has one (`cluster_id`
//! from `ClusterId`: case and separators aside). In an answer that is a list of objects, so does each object's field.
//! Temporary credentials are new ones that work. What else depends on the call, the spec says: see [`Example`].

use std::ptr;

use ackgen_wire::{Kind, Schema, Wire};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::credentials;
use crate::handler::{Content, read};
use crate::refusal::{Refusal, Reply};
use crate::request::Request;

/// How long the credentials of a documented answer are valid unless the call says so.
const CREDENTIALS_LAST: SignedDuration = SignedDuration::from_hours(1);

/// A documented answer, and what of it depends on the call. A text of JSON is one of which nothing more is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Example {
    /// The answer, a text of JSON.
    pub json: &'static str,
    /// The parameter that says for how many seconds its temporary credentials are to be valid.
    pub duration: Option<&'static str>,
    /// The texts that fields become, by path. `{Parameter}` in one is what was sent; what names something that was not sent
    /// stays as it is documented.
    pub echoes: &'static [(&'static str, &'static str)],
}

impl From<&'static str> for Example {
    fn from(json: &'static str) -> Self {
        Self { json, ..Self::default() }
    }
}

impl Request {
    /// What the service answers by what it keeps or, where that is not known, by a documented example, a text of JSON or
    /// an [`Example`]. Generated traits answer it by default.
    pub fn answer<T: Wire>(&self, example: impl Into<Example>) -> Reply<T> {
        match self.kept()? {
            Some(answer) => Ok(answer),
            None => self.documented(example),
        }
    }

    /// What the service answers by what it keeps; nothing where that is not known, as there is no documented example.
    pub fn answer_or_default<T: Wire + Default>(&self) -> Reply<T> {
        Ok(self.kept()?.unwrap_or_default())
    }

    /// Has what is kept answer where nothing is anybody's own; the answer, if it was written before.
    pub(crate) async fn look(&self) -> Reply<Option<Content>> {
        let Some(engine) = self.engine.as_ref().filter(|_| self.handler.is_documented()) else { return Ok(None) };
        let kept = match self.kept.get() {
            Some(kept) => kept,
            None => {
                let kept = engine.answer_in_turn(self).await?;
                self.kept.get_or_init(|| kept)
            }
        };
        Ok(kept.as_ref().and_then(|kept| kept.written(self.operation.name)))
    }

    /// Remembers what was answered.
    pub(crate) fn remember(&self, answer: &Content) {
        if let Some(Some(kept)) = self.kept.get() {
            kept.remember(self.operation.name, answer);
        }
    }

    fn kept<T: Wire>(&self) -> Reply<Option<T>> {
        let Some(engine) = &self.engine else { return Ok(None) };
        let answer = match self.kept.get() {
            Some(answer) => answer,
            None => &engine.answer(self)?,
        };
        let Some(answer) = answer else { return Ok(None) };
        let unreadable = |message| Refusal::new(500, "InternalError", format!("what is kept does not make an answer: {message}"));
        answer.read().map(Some).map_err(unreadable)
    }

    /// An answer made of a documented example, a text of JSON or an [`Example`]. Generated traits answer it by default.
    pub fn documented<T: Wire>(&self, example: impl Into<Example>) -> Reply<T> {
        self.fitted(&example.into())
            .and_then(|value| read(&value))
            .map_err(|message| Refusal::new(500, "InternalError", format!("the documented example cannot be answered: {message}")))
    }

    /// An example as it fits the call.
    fn fitted(&self, example: &Example) -> Result<Value, String> {
        let mut value = serde_json::from_str(example.json).map_err(|error| error.to_string())?;
        self.fit(&mut value);
        for (path, text) in example.echoes {
            if let Some(text) = self.filled(text) {
                credentials::set(&mut value, path, text);
            }
        }
        if let Some(paths) = &self.operation.credentials {
            let asked = example.duration.and_then(|name| number(self.input.get(name)?)).map(SignedDuration::from_secs);
            let expires = self.received.checked_add(asked.unwrap_or(CREDENTIALS_LAST)).unwrap_or(Timestamp::MAX);
            credentials::issue(paths, &mut value, &self.ids, expires);
        }
        Ok(value)
    }

    /// A text with what was sent in the place of the names in braces; nothing if not all of it was, or
    /// some is secret.
    fn filled(&self, text: &str) -> Option<String> {
        let mut parts = text.split('{');
        let mut filled = parts.next()?.to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}')?;
            let field = self.operation.input.field(name).filter(|field| is_text(&field.kind))?;
            filled.push_str(self.input.get(field.name)?.as_str()?);
            filled.push_str(rest);
        }
        Some(filled)
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
                *value = (*self.id).into();
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

/// A whole number, also as a text.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Enum(_) | Kind::Timestamp | Kind::Duration)
}

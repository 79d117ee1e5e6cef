//! Refusals whose status says success.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::operation::Operation;
use crate::schema::{Kind, Schema};
use crate::service_error::{Part, ServiceError, is_page, means_success, spelling};
use crate::xml;

impl ServiceError {
    /// The refusal in the body of an answer whose status says success, if it is one. `operation` is what was called, if the
    /// spec has it.
    ///
    /// Only what no output can be is taken for one: what says itself that it failed, and a code with a message where nothing
    /// else is what the operation answers.
    pub fn disguised(operation: Option<&Operation>, status: u16, body: &[u8]) -> Option<Self> {
        let start = begun(body);
        // Most answers begin with what no refusal does, and are not read.
        if begins_output(operation, start) {
            return None;
        }
        let refused = match start.first() {
            // An error where a field is come upon that only an output has.
            Some(b'{') => serde_json::Deserializer::from_slice(start).deserialize_map(Signs::of(operation)).unwrap_or(false),
            Some(b'<') => is_refusal_in_xml(Signs::of(operation), std::str::from_utf8(start).ok()?),
            _ => false,
        };
        refused.then(|| Self::parse(status, body))
    }
}

/// Whether a body is a web page, such as a proxy's or a login's, whatever its type says.
pub fn is_web_page(body: &[u8]) -> bool {
    let start = &body[..body.len().min(1 << 10)];
    begun(start).first() == Some(&b'<') && is_page(&String::from_utf8_lossy(start))
}

/// A body from where it says something.
fn begun(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii_start()
}

/// Whether the first field of an object is one that only an output has, or says itself that it succeeded.
fn begins_output(operation: Option<&Operation>, object: &[u8]) -> bool {
    let Some((name, value)) = first_field(object) else { return false };
    let spelled = spelling(name);
    let only_in_outputs = Signs::of(operation).is_known(name) && !may_be_of_refusal(&spelled);
    only_in_outputs || (spelled == "asapisuccess" && value.starts_with(b"true"))
}

/// Whether a refusal may have a field that is spelt so, even if an output has one as well.
fn may_be_of_refusal(spelled: &str) -> bool {
    spelled == "asapisuccess" || Part::spelled(spelled).is_some()
}

/// What the first field of an object is called, if that is written as it is, and what follows.
fn first_field(object: &[u8]) -> Option<(&str, &[u8])> {
    let name = object.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = name.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    let value = name[end..].strip_prefix(b"\"")?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    Some((std::str::from_utf8(&name[..end]).ok()?, value))
}

fn is_refusal_in_xml(mut signs: Signs<'_>, text: &str) -> bool {
    let Some(root) = xml::root(text).filter(|root| !signs.is_known(root)) else { return false };
    let Ok(fields) = xml::elements(text) else { return false };
    if fields.iter().any(|(name, value)| signs.see(name, || Some(value.clone())).is_none()) {
        return false;
    }
    let is_error = matches!(spelling(&root).as_str(), "error" | "errorresponse");
    let says_why = || {
        let error = ServiceError::parse(0, text.as_bytes());
        error.code.is_some() || error.message.is_some()
    };
    signs.are_of_refusal() || (is_error && says_why())
}

/// What was seen of an answer.
struct Signs<'a> {
    operation: Option<&'a Operation>,
    /// The gateway says whether it succeeded.
    asapi_success: Option<bool>,
    /// It says so itself.
    success: Option<bool>,
    code: bool,
    message: bool,
    /// A code and a message may be what the operation answers.
    may_be_output: bool,
}

impl<'a> Signs<'a> {
    fn of(operation: Option<&'a Operation>) -> Self {
        // Of a map any name is one of its own, and of what nobody knows nobody knows.
        let may_be_output = operation.is_none_or(|operation| matches!(operation.response.kind, Some(Kind::Map(_) | Kind::Any)));
        Self { operation, asapi_success: None, success: None, code: false, message: false, may_be_output }
    }

    /// Whether the operation answers with a field of this name.
    fn is_known(&self, name: &str) -> bool {
        let Some(response) = self.operation.map(|operation| &operation.response) else { return false };
        let has = |schema: &Schema| schema.field(name).is_some();
        response.placeholder == Some(name)
            || match &response.kind {
                Some(Kind::Record(schema)) => has(schema),
                Some(Kind::List(Kind::Record(schema))) => name == xml::ITEM || has(schema),
                Some(Kind::List(_)) => name == xml::ITEM,
                _ => false,
            }
    }

    /// Notes a field; `None` if there is one that only an output has.
    fn see(&mut self, name: &str, value: impl FnOnce() -> Option<Value>) -> Option<()> {
        let (known, spelled) = (self.is_known(name), spelling(name));
        if known && !may_be_of_refusal(&spelled) {
            return None;
        }
        match (Part::spelled(&spelled), spelled.as_str()) {
            (Some(part @ (Part::Code | Part::Message)), _) => {
                self.note(part, &value()?);
                self.may_be_output |= known;
            }
            // It may be around the two.
            (_, "error" | "errorresponse") if !known => {
                if let Value::Object(inner) = value()? {
                    for (name, value) in &inner {
                        if let Some(part) = Part::spelled(&spelling(name)) {
                            self.note(part, value);
                        }
                    }
                }
            }
            (_, "asapisuccess") => self.asapi_success = truth(&value()?),
            (_, "success") => self.success = truth(&value()?),
            _ => {}
        }
        Some(())
    }

    fn note(&mut self, part: Part, value: &Value) {
        match part {
            Part::Code => self.code |= !means_success(value),
            Part::Message => self.message |= !value.is_null(),
            Part::RequestId => {}
        }
    }

    fn are_of_refusal(&self) -> bool {
        match self.asapi_success.or(self.success) {
            Some(true) => false,
            // What the gateway says is about the call. The rest may be what the operation answers.
            Some(false) => self.asapi_success.is_some() || self.code || !self.may_be_output,
            None => self.code && self.message && !self.may_be_output,
        }
    }
}

impl<'de> Visitor<'de> for Signs<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<bool, A::Error> {
        while let Some(name) = entries.next_key::<Cow<'de, str>>()? {
            let mut value = None;
            let seen = self.see(&name, || {
                value = Some(entries.next_value::<Value>());
                value.as_ref()?.as_ref().ok().cloned()
            });
            match value {
                Some(value) => _ = value?,
                None if seen.is_none() => return Err(A::Error::custom("an output")),
                None => _ = entries.next_value::<IgnoredAny>()?,
            }
        }
        Ok(self.are_of_refusal())
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

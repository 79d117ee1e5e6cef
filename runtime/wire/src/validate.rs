//! Checks a value against a schema: required fields, kinds, limits, rules.
//!
//! It is as lenient as reading is: the text `"true"` is a boolean, one item is a list. Enums are open, so that a
//! value that is not listed keeps the schema.

mod cidr;
mod limits;
mod pattern;

use std::fmt::{self, Write as _};

use serde_json::{Map, Value};

use crate::primitives::{boolean, integer, number, whole};
use crate::schema::{Condition, Count, Field, Kind, Limit, Rule, Schema};
use crate::text::shortened;
use crate::values::unescaped;

/// One way in which a value does not keep its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: `data_disks[0].size`; empty for the root.
    pub path: String,
    /// The fields that lead there, without places in lists and keys of maps: `data_disks`, `size`.
    pub fields: Vec<&'static str>,
    /// What is wrong, as a stable name: `too-long`.
    pub code: &'static str,
    /// What was sent, shortened; `None` if nothing was. Of a secret only that it is one.
    pub sent: Option<String>,
    /// What it must do instead: `have at most 63 characters`.
    pub allowed: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the input" } else { &self.path };
        write!(formatter, "{path} must {}", self.allowed)?;
        match &self.sent {
            Some(sent) => write!(formatter, ", but {sent} was sent"),
            None => Ok(()),
        }
    }
}

/// Everything in which a value does not keep the schema, in the order of the schema.
pub fn validate(schema: &Schema, value: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    match value {
        Value::Object(fields) => check.record(schema, fields),
        other => check.report("not-an-object", Some(other), "be an object"),
    }
    check.violations
}

/// A walk through a value.
#[derive(Default)]
struct Check {
    path: String,
    fields: Vec<&'static str>,
    /// Whether what is at the path must not be shown.
    secret: bool,
    violations: Vec<Violation>,
}

impl Check {
    fn record(&mut self, schema: &Schema, fields: &Map<String, Value>) {
        for field in schema.fields {
            let dot = if self.path.is_empty() { "" } else { "." };
            self.fields.push(field.name);
            self.within(format_args!("{dot}{}", field.name), |check| check.field(field, fields));
            self.fields.pop();
        }
        for rule in schema.rules {
            self.rule(rule, fields);
        }
    }

    fn field(&mut self, field: &Field, siblings: &Map<String, Value>) {
        let Some(value) = present(siblings, field.name) else {
            if field.required {
                self.report("required", None, "be given");
            }
            for limit in field.limits {
                if let Limit::RequiredWhen(condition) = limit
                    && holds(condition, siblings)
                {
                    self.report("required-when", None, format!("be given when {} is {}", condition.field, condition.values.join(" or ")));
                }
            }
            return;
        };
        self.secret = is_secret(&field.kind);
        if self.kind(&field.kind, value) {
            for limit in field.limits {
                self.limit(limit, &field.kind, value);
            }
        }
        self.secret = false;
    }

    /// Whether the value is of the kind; what is wrong deeper inside is reported, but does not count.
    fn kind(&mut self, kind: &Kind, value: &Value) -> bool {
        match (kind, value) {
            (Kind::Boolean, value) if !is_boolean(value) => self.mismatch("not-a-boolean", value, "be true or false"),
            (Kind::Integer, value) if integral(value).and_then(|value| i32::try_from(value).ok()).is_none() => {
                self.mismatch("not-an-integer", value, "be an integer of 32 bits")
            }
            (Kind::Long, value) if integral(value).is_none() => self.mismatch("not-an-integer", value, "be an integer of 64 bits"),
            (Kind::Number, value) if numeric(value).is_none() => self.mismatch("not-a-number", value, "be a number"),
            (Kind::String | Kind::Timestamp | Kind::Duration | Kind::Secret | Kind::Enum(_), Value::Array(_) | Value::Object(_)) => {
                self.mismatch("not-a-text", value, "be a text")
            }
            (Kind::List(item), value) => {
                let inside;
                let items = match value {
                    Value::Array(items) => items.as_slice(),
                    Value::String(text) if text.is_empty() => &[],
                    Value::String(text) if text.trim_start().starts_with('[') => {
                        inside = serde_json::from_str(text).unwrap_or_else(|_| vec![value.clone()]);
                        inside.as_slice()
                    }
                    one => std::slice::from_ref(one),
                };
                for (index, value) in items.iter().enumerate() {
                    self.within(format_args!("[{index}]"), |check| check.kind(item, value));
                }
                true
            }
            (Kind::Map(item), Value::Object(entries)) => {
                for (name, value) in entries {
                    self.within(format_args!(".{name}"), |check| check.kind(item, value));
                }
                true
            }
            (Kind::Record(schema), Value::Object(fields)) => {
                self.record(schema, fields);
                true
            }
            (Kind::Map(_) | Kind::Record(_), Value::String(text)) if text.is_empty() => true,
            (Kind::Map(_) | Kind::Record(_), value) => {
                // A text may hold a whole object with secrets in it, so it is not shown.
                let sent = if value.is_string() { "a text".to_owned() } else { shown(value) };
                self.push("not-an-object", Some(sent), "be an object");
                false
            }
            (Kind::Json(inner), Value::String(text)) => self.json(inner, text),
            (Kind::Json(inner), value) => self.kind(inner, value),
            _ => true,
        }
    }

    fn json(&mut self, inner: &Kind, text: &str) -> bool {
        let parsed = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&unescaped(text)?).ok());
        match parsed {
            Some(value) => self.kind(inner, &value),
            None if text.is_empty() => true,
            None => {
                let sent = format!("a text of {} characters", text.chars().count());
                self.push("not-json", Some(sent), "be a text of JSON");
                false
            }
        }
    }

    fn rule(&mut self, rule: &Rule, fields: &Map<String, Value>) {
        let given: Vec<_> = rule.fields.iter().copied().filter(|name| present(fields, name).is_some()).collect();
        let (kept, code, words) = match rule.count {
            Count::AtMostOne => (given.len() <= 1, "at-most-one", "at most one of"),
            Count::ExactlyOne => (given.len() == 1, "exactly-one", "exactly one of"),
            Count::AtLeastOne => (!given.is_empty(), "at-least-one", "at least one of"),
            Count::AllOrNone => (given.is_empty() || given.len() == rule.fields.len(), "all-or-none", "either all or none of"),
        };
        if !kept {
            let sent = if given.is_empty() { None } else { Some(given.join(", ")) };
            self.push(code, sent, format!("have {words} {}", rule.fields.join(", ")));
        }
    }

    fn within<T>(&mut self, step: fmt::Arguments<'_>, check: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        // A text takes whatever is written to it.
        let _ = self.path.write_fmt(step);
        let outcome = check(self);
        self.path.truncate(length);
        outcome
    }

    fn mismatch(&mut self, code: &'static str, value: &Value, allowed: &str) -> bool {
        self.report(code, Some(value), allowed);
        false
    }

    fn report(&mut self, code: &'static str, value: Option<&Value>, allowed: impl Into<String>) {
        let sent = value.map(|value| if self.secret { "a secret".to_owned() } else { shown(value) });
        self.push(code, sent, allowed);
    }

    fn push(&mut self, code: &'static str, sent: Option<String>, allowed: impl Into<String>) {
        self.violations.push(Violation { path: self.path.clone(), fields: self.fields.clone(), code, sent, allowed: allowed.into() });
    }
}

/// The value of a field, unless it is null.
fn present<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

fn holds(condition: &Condition, fields: &Map<String, Value>) -> bool {
    let Some(value) = present(fields, condition.field) else { return false };
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    condition.values.iter().any(|expected| text == *expected || (boolean(&text).is_some() && text.eq_ignore_ascii_case(expected)))
}

fn is_secret(kind: &Kind) -> bool {
    match kind {
        Kind::Secret => true,
        Kind::List(inner) | Kind::Map(inner) | Kind::Json(inner) => is_secret(inner),
        _ => false,
    }
}

/// A value for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", shortened(text, 40)),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    }
}

fn is_boolean(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Number(number) => matches!(number.as_i64(), Some(0 | 1)),
        Value::String(text) => boolean(text).is_some(),
        _ => false,
    }
}

fn integral(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64().filter(|_| !number.is_u64())?)),
        Value::String(text) => integer(text),
        _ => None,
    }
}

fn numeric(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => number(text),
        _ => None,
    }
}

//! Checks a value against a schema: required fields, kinds, limits, rules.
//!
//! It is as lenient as reading is: the text `"true"` is a boolean, one item is a list. Enums are open, so that a
//! value that is not listed keeps the schema.

mod cidr;
mod limits;
mod pattern;

use std::fmt::{self, Write as _};
use std::ptr;

use serde::de::IgnoredAny;
use serde_json::Value;

use self::limits::counted;
pub use self::pattern::Pattern;
use crate::primitives::boolean;
use crate::record::Scalar;
use crate::schema::{Condition, Count, Field, Kind, Limit, Location, Rule, Schema};
use crate::text::shortened;
use crate::values::unescaped;
use crate::view::{RecordView, View};

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

/// Everything in which a value does not keep the schema, in the order of the schema: what a service refuses.
pub fn validate(schema: &Schema, value: &Value) -> Vec<Violation> {
    violations(Check::default(), schema, View::of(value))
}

/// The same of an input, and what would have no effect in it: what a caller wants to know before it is sent.
pub fn validate_input(schema: &Schema, input: View<'_>) -> Vec<Violation> {
    violations(Check { effects: true, ..Check::default() }, schema, input)
}

fn violations(mut check: Check, schema: &Schema, value: View<'_>) -> Vec<Violation> {
    if value.is_object() {
        check.record(&Path::Root, schema, value);
    } else {
        check.report(&Path::Root, "not-an-object", Some(value), "be an object");
    }
    check.violations
}

/// A walk through a value.
#[derive(Default)]
struct Check {
    /// Whether what would have no effect is wrong, too.
    effects: bool,
    /// Whether what is looked at must not be shown.
    secret: bool,
    violations: Vec<Violation>,
}

/// The way to what is looked at. It is written down only where something is wrong.
enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'static str),
    Item(&'a Path<'a>, usize),
    Key(&'a Path<'a>, &'a str),
}

impl Path<'_> {
    fn write(&self, text: &mut String, fields: &mut Vec<&'static str>) {
        let before = match self {
            Path::Root => return,
            Path::Field(before, _) | Path::Item(before, _) | Path::Key(before, _) => before,
        };
        before.write(text, fields);
        // A text takes whatever is written to it.
        let _ = match self {
            Path::Root => Ok(()),
            Path::Field(_, name) => {
                fields.push(name);
                write!(text, "{}{name}", if text.is_empty() { "" } else { "." })
            }
            Path::Item(_, index) => write!(text, "[{index}]"),
            Path::Key(_, key) => write!(text, ".{key}"),
        };
    }
}

/// The fields of a struct, by their places in its schema.
struct Siblings<'a> {
    schema: &'a Schema,
    values: Values<'a>,
}

enum Values<'a> {
    /// Looked at where they are.
    Record(&'a dyn RecordView),
    /// Looked for by name.
    Found(Vec<View<'a>>),
}

impl<'a> Siblings<'a> {
    fn of(schema: &'a Schema, object: View<'a>) -> Self {
        let values = match object {
            View::Record(record) if ptr::eq(record.known(), schema.fields) => Values::Record(record),
            _ => {
                let mut values = vec![View::Absent; schema.fields.len()];
                for (_, place, value) in object.fields(schema) {
                    if let Some(place) = place {
                        values[place] = value;
                    }
                }
                Values::Found(values)
            }
        };
        Self { schema, values }
    }

    /// Which values keep the schema whatever they are, as their types are known.
    fn free(&self) -> &'static [bool] {
        if let Values::Record(record) = self.values { record.free() } else { &[] }
    }

    /// The value at a place, if there is one.
    fn at(&self, place: usize) -> Option<View<'a>> {
        let value = match &self.values {
            Values::Record(record) => record.field(place),
            Values::Found(values) => values[place],
        };
        (!value.is_null()).then_some(value)
    }

    fn get(&self, name: &str) -> Option<View<'a>> {
        self.at(self.schema.fields.iter().position(|field| field.name == name)?)
    }

    /// Whether the field that a condition is about says otherwise.
    fn rule_out(&self, condition: &Condition) -> bool {
        self.get(condition.field).is_some() && !self.fulfil(condition)
    }

    fn fulfil(&self, condition: &Condition) -> bool {
        let Some(text) = self.get(condition.field).map(View::as_text) else { return false };
        condition.values.iter().any(|expected| text == *expected || (boolean(&text).is_some() && text.eq_ignore_ascii_case(expected)))
    }
}

impl Check {
    fn record(&mut self, at: &Path<'_>, schema: &Schema, object: View<'_>) {
        let siblings = Siblings::of(schema, object);
        let free = siblings.free();
        for (place, field) in schema.fields.iter().enumerate() {
            if free.get(place) == Some(&true) {
                continue;
            }
            let value = siblings.at(place);
            // Of most that are not there, nothing need be known.
            if value.is_some() || field.required || !field.limits.is_empty() {
                self.field(&Path::Field(at, field.name), field, value, &siblings);
            }
        }
        for rule in schema.rules {
            self.rule(at, rule, &siblings);
        }
    }

    fn field(&mut self, at: &Path<'_>, field: &Field, value: Option<View<'_>>, siblings: &Siblings<'_>) {
        let Some(value) = value else {
            if field.required {
                self.report(at, "required", None, "be given");
            }
            for limit in field.limits {
                if let Limit::RequiredWhen(condition) = limit
                    && siblings.fulfil(condition)
                {
                    let allowed = format!("be given when {} is {}", condition.field, condition.values.join(" or "));
                    self.report(at, "required-when", None, allowed);
                }
            }
            return;
        };
        if self.effects && field.required && field.location != Location::Body {
            self.told(at, field.location, value);
        }
        self.secret = field.kind.is_secret();
        if self.kind(at, &field.kind, value) {
            for limit in field.limits {
                match limit {
                    Limit::OnlyWhen(condition) if self.effects && siblings.rule_out(condition) => {
                        self.report(
                            at,
                            "only-when",
                            Some(value),
                            format!("be left out unless {} is {}", condition.field, condition.values.join(" or ")),
                        );
                    }
                    limit => self.limit(at, limit, &field.kind, value),
                }
            }
        }
        self.secret = false;
    }

    /// Outside of a body an empty text is as good as none, and in a path dots are steps.
    fn told(&mut self, at: &Path<'_>, location: Location, value: View<'_>) {
        let View::Scalar(Scalar::Text(text)) = value else { return };
        match (location, text) {
            (Location::Path, "" | "." | "..") => self.report(at, "path", Some(value), "be neither empty nor dots"),
            (Location::Query | Location::Header, "") => self.report(at, "required", Some(value), "not be empty"),
            _ => {}
        }
    }

    /// Whether the value is of the kind; what is wrong deeper inside is reported, but does not count.
    fn kind(&mut self, at: &Path<'_>, kind: &Kind, value: View<'_>) -> bool {
        let (fits, code, allowed) = match kind {
            Kind::String | Kind::Timestamp | Kind::Duration | Kind::Secret | Kind::Enum(_) => {
                (value.scalar().is_some(), "not-a-text", "be a text")
            }
            Kind::Boolean => (value.scalar().and_then(Scalar::as_boolean).is_some(), "not-a-boolean", "be true or false"),
            Kind::Integer => {
                let fits = value.scalar().and_then(Scalar::as_integer).is_some_and(|value| i32::try_from(value).is_ok());
                (fits, "not-an-integer", "be an integer of 32 bits")
            }
            Kind::Long => (value.scalar().and_then(Scalar::as_integer).is_some(), "not-an-integer", "be an integer of 64 bits"),
            Kind::Number => (numeric(value).is_some(), "not-a-number", "be a number"),
            Kind::List(item) => return self.list(at, item, value),
            Kind::Map(_) | Kind::Record(_) => return self.object(at, kind, value),
            Kind::Json(inner) => {
                return match value {
                    View::Scalar(Scalar::Text(text)) => self.json(at, inner, text),
                    _ => self.kind(at, inner, value),
                };
            }
            Kind::Any => return true,
        };
        if !fits {
            self.report(at, code, Some(value), allowed);
        }
        fits
    }

    /// What is no list is the one item of one, unless it is a text of JSON.
    fn list(&mut self, at: &Path<'_>, item: &Kind, value: View<'_>) -> bool {
        match value {
            View::List(_) => self.items(at, item, value.items()),
            View::Scalar(Scalar::Text("")) => {}
            View::Scalar(Scalar::Text(text)) if text.trim_start().starts_with('[') => match serde_json::from_str::<Vec<Value>>(text) {
                Ok(inside) => self.items(at, item, inside.iter().map(View::of)),
                Err(_) => self.items(at, item, [value]),
            },
            _ => self.items(at, item, [value]),
        }
        true
    }

    fn object(&mut self, at: &Path<'_>, kind: &Kind, value: View<'_>) -> bool {
        match (kind, value) {
            (Kind::Record(schema), _) if value.is_object() => self.record(at, schema, value),
            (Kind::Map(item), _) if value.is_object() => {
                for (name, value) in value.entries() {
                    self.kind(&Path::Key(at, name), item, value);
                }
            }
            (_, View::Scalar(Scalar::Text(""))) => {}
            _ => {
                // A text may hold a whole object with secrets in it, so it is not shown.
                let sent = if let View::Scalar(Scalar::Text(_)) = value { "a text".to_owned() } else { shown(value) };
                self.push(at, "not-an-object", Some(sent), "be an object");
                return false;
            }
        }
        true
    }

    fn items<'v>(&mut self, at: &Path<'_>, item: &Kind, values: impl IntoIterator<Item = View<'v>>) {
        for (index, value) in values.into_iter().enumerate() {
            self.kind(&Path::Item(at, index), item, value);
        }
    }

    fn json(&mut self, at: &Path<'_>, inner: &Kind, text: &str) -> bool {
        // What may be anything need not be kept.
        if matches!(inner, Kind::Any) && serde_json::from_str::<IgnoredAny>(text).is_ok() {
            return true;
        }
        let parsed = serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&unescaped(text)?).ok());
        match parsed {
            Some(value) => self.kind(at, inner, View::of(&value)),
            None if text.is_empty() => true,
            None => {
                let sent = format!("a text of {}", counted(text.chars().count(), "character"));
                self.push(at, "not-json", Some(sent), "be a text of JSON");
                false
            }
        }
    }

    fn rule(&mut self, at: &Path<'_>, rule: &Rule, siblings: &Siblings<'_>) {
        let given = || rule.fields.iter().copied().filter(|name| siblings.get(name).is_some());
        let count = given().count();
        let (kept, code, words) = match rule.count {
            Count::AtMostOne => (count <= 1, "at-most-one", "at most one of"),
            Count::ExactlyOne => (count == 1, "exactly-one", "exactly one of"),
            Count::AtLeastOne => (count > 0, "at-least-one", "at least one of"),
            Count::AllOrNone => (count == 0 || count == rule.fields.len(), "all-or-none", "either all or none of"),
        };
        if !kept {
            let sent = if count == 0 { None } else { Some(given().collect::<Vec<_>>().join(", ")) };
            self.push(at, code, sent, format!("have {words} {}", rule.fields.join(", ")));
        }
    }

    #[cold]
    fn report(&mut self, at: &Path<'_>, code: &'static str, value: Option<View<'_>>, allowed: impl Into<String>) {
        let sent = value.map(|value| if self.secret { "a secret".to_owned() } else { shown(value) });
        self.push(at, code, sent, allowed);
    }

    #[cold]
    fn push(&mut self, at: &Path<'_>, code: &'static str, sent: Option<String>, allowed: impl Into<String>) {
        let (mut path, mut fields) = (String::new(), Vec::new());
        at.write(&mut path, &mut fields);
        self.violations.push(Violation { path, fields, code, sent, allowed: allowed.into() });
    }
}

/// A value for a message.
fn shown(value: View<'_>) -> String {
    match value {
        View::Scalar(Scalar::Text(text)) => format!("{:?}", shortened(text, 40)),
        View::Absent | View::Scalar(_) => value.json(),
        View::List(list) => format!("a list of {}", list.count()),
        _ => "an object".to_owned(),
    }
}

/// A number that JSON has.
fn numeric(value: View<'_>) -> Option<f64> {
    value.scalar().and_then(Scalar::as_number).filter(|number| number.is_finite())
}

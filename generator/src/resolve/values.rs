//! Defaults and examples are values that their fields can have.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};
use crate::model::{Content, Field, Kind, Service, Shape};
use crate::source::Span;

/// Checks every default and every example.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let of_all = [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields];
    for field in service.fields().chain(of_all.into_iter().flatten()) {
        for (default, at) in field.default.iter().zip(field.default_at) {
            check_value(service, "default", field, default, at, diagnostics);
        }
        for ((_, example), at) in field.examples.iter().zip(&field.examples_at) {
            check_value(service, "example", field, example, *at, diagnostics);
        }
    }
    for operation in &service.operations {
        let response = &operation.response;
        if let (Content::Value(kind), Some(example), Some(at)) = (&response.content, &response.example, response.example_at)
            && let Err(misfit) = fit(service, kind, example)
        {
            let message = format!("the example of the answer of `{}` does not fit its type: {}", operation.name, misfit.reason);
            diagnostics.push(Diagnostic::error("wrong-value", message).at(at, "this value").help_if(misfit.help));
        }
    }
}

fn check_value(service: &Service, what: &str, field: &Field, value: &Value, at: Span, diagnostics: &mut Diagnostics) {
    if let Err(misfit) = fit(service, &field.kind, value) {
        let message = format!("the {what} of `{}` does not fit its type: {}", field.wire, misfit.reason);
        diagnostics.push(Diagnostic::error("wrong-value", message).at(at, "this value").at(field.at, "this field").help_if(misfit.help));
    }
}

/// Why a value is none of a kind, if it is none.
pub fn misfit_of(service: &Service, kind: &Kind, value: &Value) -> Option<String> {
    fit(service, kind, value).err().map(|misfit| misfit.reason)
}

/// Why a value does not fit.
struct Misfit {
    reason: String,
    help: Option<String>,
}

fn misfit(reason: String) -> Misfit {
    Misfit { reason, help: None }
}

fn fit(service: &Service, kind: &Kind, value: &Value) -> Result<(), Misfit> {
    match (kind, value) {
        (Kind::Any, _) | (Kind::Boolean, Value::Bool(_)) | (Kind::Number, Value::Number(_)) => Ok(()),
        (Kind::Integer, Value::Number(number)) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) => Ok(()),
        (Kind::Long, Value::Number(number)) if number.is_i64() => Ok(()),
        (Kind::String | Kind::Timestamp | Kind::Duration | Kind::Secret, Value::String(_)) => Ok(()),
        (Kind::Json(_), Value::String(_)) => Ok(()),
        (Kind::List(item), Value::Array(values)) => values.iter().try_for_each(|value| fit(service, item, value)),
        (Kind::Map(item), Value::Object(values)) => values.values().try_for_each(|value| fit(service, item, value)),
        (Kind::Named(id), value) => match (&service.get(*id).shape, value) {
            (Shape::Enum(known), Value::String(text)) => match known.iter().any(|known| known.wire == *text) {
                true => Ok(()),
                false => {
                    let names: Vec<_> = known.iter().map(|value| value.wire.as_str()).collect();
                    let help = did_you_mean(text, names.iter().copied())
                        .unwrap_or_else(|| format!("`{}` has {}", service.get(*id).name, list_of(&names)));
                    Err(Misfit { reason: format!("`{}` has no value `{text}`", service.get(*id).name), help: Some(help) })
                }
            },
            (Shape::Struct(shape), Value::Object(values)) => values.iter().try_for_each(|(name, value)| {
                let Some(field) = shape.fields.iter().find(|field| field.wire == *name) else {
                    let names: Vec<_> = shape.fields.iter().map(|field| field.wire.as_str()).collect();
                    let help = did_you_mean(name, names.iter().copied());
                    return Err(Misfit { reason: format!("`{}` has no field `{name}`", service.get(*id).name), help });
                };
                fit(service, &field.kind, value)
            }),
            (Shape::Enum(_), _) => Err(quoted(value, "a text")),
            (Shape::Struct(_), _) => Err(misfit(format!("it should be a map, and is {}", describe(value)))),
        },
        (Kind::String | Kind::Timestamp | Kind::Duration | Kind::Secret | Kind::Json(_), _) => Err(quoted(value, "a text")),
        (Kind::Boolean, _) => Err(misfit(format!("it should be `true` or `false`, and is {}", describe(value)))),
        (Kind::Integer, Value::Number(_)) => Err(misfit("it should be a whole number of 32 bits".to_owned())),
        (Kind::Long, Value::Number(_)) => Err(misfit("it should be a whole number of 64 bits".to_owned())),
        (Kind::Integer | Kind::Long | Kind::Number, _) => Err(misfit(format!("it should be a number, and is {}", describe(value)))),
        (Kind::List(_), _) => Err(misfit(format!("it should be a list, and is {}", describe(value)))),
        (Kind::Map(_), _) => Err(misfit(format!("it should be a map, and is {}", describe(value)))),
    }
}

/// A number or boolean where a text is due wants quotes.
fn quoted(value: &Value, wanted: &str) -> Misfit {
    let help = (value.is_number() || value.is_boolean()).then(|| format!("put it in quotes: `\"{value}\"`"));
    Misfit { reason: format!("it should be {wanted}, and is {}", describe(value)), help }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

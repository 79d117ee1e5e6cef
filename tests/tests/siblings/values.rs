//! Values that a field may be set to, and when two are the same.

use ack_client::wire::serde_json::{Map, Value, json};
use ackgen::emit::example;
use ackgen::model::{Field, Kind, Service, Shape};

/// How deep structs are filled.
const DEPTH: usize = 4;

/// Values of a field: its example, what its enum lists, and some that are unlike what a mock might come up with.
pub fn values(service: &Service, field: &Field) -> Vec<Value> {
    let examples = field.examples.iter().map(|(_, value)| value.clone());
    let mut values: Vec<_> = examples.chain(of_kind(service, &field.kind, DEPTH)).filter(|value| !value.is_null()).collect();
    let others: Vec<_> = values.iter().filter_map(another).collect();
    values.extend(others);
    values.dedup();
    values
}

fn of_kind(service: &Service, kind: &Kind, depth: usize) -> Vec<Value> {
    match kind {
        Kind::Boolean => vec![true.into(), false.into()],
        Kind::Integer | Kind::Long => vec![40.into(), 41.into()],
        Kind::Number => vec![json!(40.5)],
        Kind::List(item) => of_kind(service, item, depth).into_iter().take(2).map(|value| json!([value])).collect(),
        Kind::Map(item) => of_kind(service, item, depth).into_iter().take(2).map(|value| json!({ "sibling": value })).collect(),
        Kind::Named(id) => match &service.get(*id).shape {
            Shape::Enum(values) => values.iter().map(|value| value.wire.clone().into()).collect(),
            Shape::Struct(_) if depth == 0 => Vec::new(),
            Shape::Struct(shape) => {
                let one = |field: &Field| {
                    let value =
                        example::of_field(service, field, "").or_else(|| of_kind(service, &field.kind, depth - 1).into_iter().next());
                    value.map(|value| (field.wire.clone(), value))
                };
                vec![Value::Object(shape.fields.iter().filter_map(one).collect::<Map<_, _>>())]
            }
        },
        Kind::String | Kind::Any => vec!["sibling-one".into(), "sibling-two".into()],
        Kind::Timestamp | Kind::Duration | Kind::Secret | Kind::Json(_) => Vec::new(),
    }
}

/// A value like another, and yet different.
fn another(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(format!("{text}1").into()),
        Value::Number(number) => Some((number.as_i64()? + 1).into()),
        Value::Array(items) => Some(items.iter().filter_map(another).collect()),
        _ => None,
    }
}

/// Whether a value is what was set: an object has at least that.
pub fn is_same(has: &Value, set: &Value) -> bool {
    match (has, set) {
        (Value::Object(has), Value::Object(set)) => set.iter().all(|(name, set)| has.get(name).is_some_and(|has| is_same(has, set))),
        (Value::Array(has), Value::Array(set)) => has.len() == set.len() && has.iter().zip(set).all(|(has, set)| is_same(has, set)),
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => number.to_string() == *text,
        (Value::Bool(value), Value::String(text)) | (Value::String(text), Value::Bool(value)) => value.to_string() == *text,
        _ => has == set,
    }
}

//! The examples of the guide, as the generated OpenAPI document has them.

use ack_client::wire::{Input, Wire};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The input that an operation's example makes.
pub(crate) fn input<I: Input>() -> I {
    read(described(I::OPERATION.name)["requestBody"]["content"]["application/json"]["example"].take())
}

/// The same as a plain struct.
pub(crate) fn body<T: DeserializeOwned>(operation: &str) -> T {
    let body = described(operation)["requestBody"]["content"]["application/json"]["example"].take();
    serde_json::from_value(body).expect("the example is of the struct's shape")
}

/// The input of an operation that wants to know the cluster, no more.
pub(crate) fn cluster<I: Input>() -> I {
    read(json!({ "ClusterId": "c82e6987e2961451182edacd74faf****" }))
}

fn read<I: Input>(fields: Value) -> I {
    I::read(fields).expect("the fields are an input's")
}

/// The example of an operation's answer.
pub(crate) fn answer(operation: &str) -> Value {
    described(operation)["responses"]["200"]["content"]["application/json"]["example"].take()
}

fn described(operation: &str) -> Value {
    let mut document: Value = serde_json::from_str(include_str!("../../generated/openapi.json")).expect("it is JSON");
    let paths = document["paths"].as_object_mut().expect("it has paths");
    let mut operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut());
    operations.find(|described| described["operationId"] == operation).expect("the operation is described").take()
}

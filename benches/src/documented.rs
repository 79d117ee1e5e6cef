//! The examples of the guide, as the generated OpenAPI document has them.

use serde_json::Value;

/// The example of an operation's request.
pub(crate) fn request(operation: &str) -> Value {
    described(operation)["requestBody"]["content"]["application/json"]["example"].take()
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

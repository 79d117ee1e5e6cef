//! What a mock makes of a documented answer.

use ack_client::wire::serde_json::Value;
use ackgen::model::Operation;

/// The documented answer as it is given to a call: what the call was made with comes back, and its own id with it.
/// Credentials are new ones.
pub fn as_answered(mut documented: Value, input: &Value, answer: &Value, operation: &Operation) -> Value {
    for path in operation
        .credentials
        .iter()
        .flat_map(|paths| [&paths.access_key_id, &paths.access_key_secret, &paths.security_token, &paths.expires])
    {
        let pointer = format!("/{}", path.replace('.', "/"));
        if let (Some(expected), Some(answered)) = (documented.pointer_mut(&pointer), answer.pointer(&pointer)) {
            *expected = answered.clone();
        }
    }
    let folded = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let objects = match &mut documented {
        Value::Array(items) => items.iter_mut().collect(),
        other => vec![other],
    };
    for object in objects {
        for (name, value) in object.as_object_mut().into_iter().flatten() {
            let echoed = input.as_object().into_iter().flatten().find(|(known, _)| folded(known) == folded(name));
            match echoed {
                Some((_, echoed)) if value.is_string() => *value = echoed.clone(),
                _ if folded(name) == "requestid" => *value = answer[name].clone(),
                _ => {}
            }
        }
    }
    documented
}

//! Temporary credentials in answers: made up for a documented answer, noted from whatever answer holds some.

use ackgen_wire::{CredentialPaths, Secret};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::access_keys::{AccessKey, Session};
use crate::clock::to_the_second;
use crate::ids::Ids;

/// Writes new credentials into an answer.
pub(crate) fn issue(paths: &CredentialPaths, answer: &mut Value, ids: &Ids, expires: Timestamp) {
    set(answer, paths.access_key_id, format!("STS.{}", ids.text(24)));
    set(answer, paths.access_key_secret, ids.text(44));
    set(answer, paths.security_token, ids.text(120));
    set(answer, paths.expires, to_the_second(expires));
}

/// The session whose credentials an answer holds, whoever made them up; `None` if they are not all there.
pub(crate) fn session(paths: &CredentialPaths, answer: &Value, tenant: &str) -> Option<Session> {
    let key = AccessKey::new(get(answer, paths.access_key_id)?, get(answer, paths.access_key_secret)?).tenant(tenant);
    let token = Secret::from(get(answer, paths.security_token)?);
    let expires = get(answer, paths.expires).and_then(|text| text.parse().ok());
    Some(Session { key, token, expires })
}

fn get<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    path.split('.').try_fold(value, |value, step| value.get(step))?.as_str()
}

/// Sets a value at a path, making the objects on the way.
pub(crate) fn set(value: &mut Value, path: &str, text: String) {
    let mut slot = value;
    for step in path.split('.') {
        if !slot.is_object() {
            *slot = Value::Object(Map::new());
        }
        let Value::Object(fields) = slot else { return };
        slot = fields.entry(step).or_insert(Value::Null);
    }
    *slot = text.into();
}

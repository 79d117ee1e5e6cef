//! Why a signature is wrong: of a request that somebody pastes.

use serde_json::{Value, json};

use super::{Answer, Ask, Outcome, Problem, pasted};
use crate::authentication::Explanation;
use crate::exchange::Exchange;
use crate::fields::Fields;

/// The body is the request or a `curl` command; or an object of JSON with it and what the client says that it signed.
pub(super) fn explain(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let text = String::from_utf8_lossy(&ask.body);
    let (request, string_to_sign) = match serde_json::from_str::<Value>(&text) {
        Ok(value @ Value::Object(_)) => {
            let mut fields = Fields::of(value)?;
            let said = (fields.needed_text("request")?, fields.text("string_to_sign")?);
            fields.done()?;
            said
        }
        _ => (text.into_owned(), None),
    };
    let request = pasted::read(&request).map_err(|message| Problem::new(400, "NoRequest", message))?;
    let explanation = exchange.authentication.explain(&request, string_to_sign.as_deref(), exchange.clock.when())?;
    let Explanation { presented, verdict, string_to_sign, difference, cause, date } = explanation;
    let right = verdict.valid && date.is_none();
    Answer::ok(json!({
        "accepted": right,
        "scheme": presented.scheme.name(),
        "access_key_id": presented.access_key_id,
        "signature": presented.signature,
        "expected_signature": verdict.signature,
        "string_to_sign": string_to_sign,
        "body_matches": verdict.body_matches,
        "date": date.map_or_else(|| "good".to_owned(), |refusal| refusal.to_string()),
        "difference": difference.map(|difference| json!({
            "line": difference.line,
            "server": difference.server,
            "client": difference.client,
        })),
        "likely_cause": cause,
    }))
}

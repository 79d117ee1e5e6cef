//! The calls that came.

use serde_json::{Value, json};

use super::{Answer, Ask, Outcome, Problem};
use crate::exchange::Exchange;
use crate::expectations::{self, Expected};
use crate::fields::Unfit;
use crate::journal::Call;
use crate::metrics;
use crate::rules::{ANY, matches};

/// How many calls are shown unless it is told.
const LIMIT: u64 = 100;

pub(super) fn journal(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut query = ask.query();
    let operation = query.text("operation")?.unwrap_or_else(|| ANY.to_owned());
    let (tenant, refused, fault) = (query.text("tenant")?, query.text("refused")?, query.text("fault")?);
    let (status, after) = (query.status("status")?, query.count("after")?);
    let limit = query.count("limit")?.unwrap_or(LIMIT) as usize;
    query.done()?;
    let is = |wanted: &Option<String>, has: Option<&str>| wanted.as_ref().is_none_or(|wanted| has.is_some_and(|has| matches(wanted, has)));
    let fits = |call: &Call| {
        matches(&operation, call.operation().unwrap_or_default())
            && is(&tenant, call.tenant())
            && is(&refused, call.refused())
            && is(&fault, call.fault())
            && status.is_none_or(|status| call.status() == Some(status))
            && call.number() > after.unwrap_or_default()
    };
    let mut calls = exchange.journal.calls();
    calls.retain(fits);
    calls.sort_by_key(Call::number);
    // Whoever asks for what came after a call goes on from there; whoever does not wants to see the latest.
    let skipped = if after.is_some() { 0 } else { calls.len().saturating_sub(limit) };
    let url = ask.url(exchange);
    let shown: Vec<_> = calls.iter().skip(skipped).take(limit).map(|call| call.to_json(exchange, &url)).collect();
    Answer::ok(json!({ "last": exchange.journal.last(), "dropped": exchange.journal.dropped(), "fitting": calls.len(), "calls": shown }))
}

pub(super) fn call(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let number = ask.named("number");
    let call = number.parse().ok().and_then(|number| exchange.journal.get(number));
    let call = call.ok_or_else(|| Problem::new(404, "NotFound", format!("the journal has no call {number}")))?;
    Answer::ok(call.to_json(exchange, &ask.url(exchange)))
}

pub(super) fn clear(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut query = ask.query();
    let tenant = query.text("tenant")?;
    query.done()?;
    exchange.journal.clear(tenant.as_deref());
    Answer::ok(json!({ "last": exchange.journal.last(), "calls": exchange.journal.calls().len() }))
}

/// Answers with 409 if not, for scripts that look at nothing else.
pub(super) fn verify(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let values = match ask.json()? {
        Value::Array(values) => values,
        value => vec![value],
    };
    let expected = values.into_iter().map(Expected::read).collect::<Result<Vec<_>, Unfit>>()?;
    expected.iter().try_for_each(|expected| exchange.check_with(&expected.operation, &expected.with))?;
    let (met, outcome) = expectations::verify(&expected, &exchange.journal);
    Ok(Answer::Json(if met { 200 } else { 409 }, outcome))
}

pub(super) fn metrics(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    Ok(Answer::Text("text/plain; version=0.0.4; charset=utf-8", metrics::write(exchange)))
}

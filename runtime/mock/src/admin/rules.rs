//! Faults and canned answers.

use serde_json::{Value, json};

use super::{Answer, Ask, Outcome, Problem};
use crate::exchange::Exchange;
use crate::faults::Fault;
use crate::fields::Unfit;
use crate::overrides::Canned;
use crate::rules::{Rule, Rules};

pub(super) fn faults(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    Answer::ok(json!({ "faults": exchange.faults.list() }))
}

pub(super) fn add_faults(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let added = add(&exchange.faults, ask, Fault::read, |fault| exchange.check_pattern(&fault.selector().operation))?;
    Ok(Answer::Json(201, json!({ "faults": added })))
}

pub(super) fn clear_faults(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    exchange.faults.clear();
    faults(exchange, ask)
}

pub(super) fn remove_fault(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    remove(&exchange.faults, ask)?;
    faults(exchange, ask)
}

pub(super) fn answers(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    Answer::ok(json!({ "answers": exchange.overrides.canned.list() }))
}

pub(super) fn add_answers(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let added = add(&exchange.overrides.canned, ask, Canned::read, |canned| exchange.check_canned(canned))?;
    Ok(Answer::Json(201, json!({ "answers": added })))
}

pub(super) fn clear_answers(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    exchange.overrides.canned.clear();
    answers(exchange, ask)
}

pub(super) fn remove_answer(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    remove(&exchange.overrides.canned, ask)?;
    answers(exchange, ask)
}

/// Adds one rule, or a list of them: all, or none if one does not fit.
fn add<R: Rule>(
    rules: &Rules<R>,
    ask: &Ask<'_>,
    read: fn(Value) -> Result<R, Unfit>,
    check: impl Fn(&R) -> Result<(), Unfit>,
) -> Result<Vec<Value>, Problem> {
    let values = match ask.json()? {
        Value::Array(values) => values,
        value => vec![value],
    };
    let read = |value| {
        let rule = read(value)?;
        check(&rule)?;
        Ok(rule)
    };
    let read = values.into_iter().map(read).collect::<Result<Vec<_>, Unfit>>()?;
    let numbers: Vec<_> = read.into_iter().map(|rule| rules.add(rule)).collect();
    Ok(rules.list().into_iter().filter(|rule| rule["number"].as_u64().is_some_and(|number| numbers.contains(&number))).collect())
}

fn remove<R: Rule>(rules: &Rules<R>, ask: &Ask<'_>) -> Result<(), Problem> {
    let number = ask.named("number");
    if number.parse().is_ok_and(|number| rules.remove(number)) {
        return Ok(());
    }
    let known = rules.list().into_iter().map(|rule| rule["number"].to_string());
    Err(Problem::new(404, "NotFound", format!("there is no number {number}")).allowed(known))
}

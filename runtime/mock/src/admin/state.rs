//! What is kept: looked at, added to, made to fail, forgotten.

use ackgen_wire::Kind;
use serde_json::{Map, Value, json};

use super::{Answer, Ask, Outcome, Problem};
use crate::engine::{Counts, FailingTransition, Selection};
use crate::exchange::Exchange;
use crate::secrets::SHOWN;

/// How many things a list shows unless it is told.
const LIMIT: u64 = 100;

pub(super) fn kinds(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    let kinds = exchange.services().flat_map(|(service, engine)| {
        engine.kinds().into_iter().map(move |mut kind| {
            kind["service"] = service.name.into();
            kind
        })
    });
    Answer::ok(json!({ "kinds": kinds.collect::<Vec<_>>() }))
}

pub(super) fn overview(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    let mut tenants = Vec::new();
    for tenant in exchange.tenants() {
        let mut kinds = Vec::new();
        for (service, engine) in exchange.services() {
            let counts = engine.counts(&tenant)?;
            kinds.extend(by_kind(&counts).into_iter().map(|(kind, states)| {
                let count: usize = states.values().filter_map(Value::as_u64).sum::<u64>() as usize;
                json!({ "service": service.name, "kind": kind, "count": count, "states": states })
            }));
        }
        tenants.push(json!({ "tenant": tenant, "kinds": kinds }));
    }
    Answer::ok(json!({ "now": exchange.clock.now().to_string(), "tenants": tenants }))
}

fn by_kind(counts: &Counts) -> Vec<(&'static str, Map<String, Value>)> {
    let mut kinds: Vec<(&'static str, Map<String, Value>)> = Vec::new();
    for ((kind, state), count) in counts {
        match kinds.last_mut() {
            Some((known, states)) if known == kind => drop(states.insert(state.clone(), (*count).into())),
            _ => kinds.push((kind, Map::from_iter([(state.clone(), (*count).into())]))),
        }
    }
    kinds
}

pub(super) fn things(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let kind = ask.named("kind");
    let mut query = ask.query();
    let tenant = query.text("tenant")?.unwrap_or_else(|| exchange.tenant().to_owned());
    let selection = Selection {
        id: query.text("id")?,
        state: query.text("state")?,
        parent: query.text("parent")?,
        offset: query.count("offset")?.unwrap_or(0) as usize,
        limit: query.count("limit")?.unwrap_or(LIMIT) as usize,
    };
    query.done()?;
    exchange.check_tenant(&tenant)?;
    let (total, things) = exchange.engine(kind)?.things(&tenant, kind, &selection)?;
    // What nobody knows to be secret is kept as it was sent.
    let things: Vec<_> = things.iter().map(|thing| SHOWN.hide(&Kind::Any, thing)).collect();
    Answer::ok(json!({ "now": exchange.clock.now().to_string(), "tenant": tenant, "kind": kind, "total": total, "things": things }))
}

pub(super) fn seed(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut fields = ask.fields()?;
    let tenant = fields.text("tenant")?.unwrap_or_else(|| exchange.tenant().to_owned());
    let kind = fields.needed_text("kind")?;
    let (parents, with) = (fields.object("in")?.unwrap_or_default(), fields.object("with")?.unwrap_or_default());
    fields.done()?;
    let thing = exchange.add(&tenant, &kind, parents, with)?;
    Ok(Answer::Json(201, json!({ "tenant": tenant, "kind": kind, "fields": thing })))
}

pub(super) fn failures(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    let failing: Vec<_> = exchange.services().flat_map(|(_, engine)| engine.failing()).collect();
    Answer::ok(json!({ "failures": failing }))
}

pub(super) fn fail(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    exchange.fail(&FailingTransition::read(ask.json()?)?)?;
    failures(exchange, ask).map(|answer| match answer {
        Answer::Json(_, value) => Answer::Json(201, value),
        other => other,
    })
}

pub(super) fn fail_nothing(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut query = ask.query();
    let tenant = query.text("tenant")?;
    query.done()?;
    exchange.services().for_each(|(_, engine)| engine.fail_nothing(tenant.as_deref()));
    failures(exchange, ask)
}

pub(super) fn reset(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut fields = ask.fields()?;
    let tenant = fields.text("tenant")?;
    fields.done()?;
    exchange.reset(tenant.as_deref());
    Answer::ok(json!({ "reset": tenant.map_or_else(|| "everything".to_owned(), |tenant| format!("the tenant {tenant}")) }))
}

pub(super) fn snapshot(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut query = ask.query();
    let tenant = query.text("tenant")?;
    query.done()?;
    tenant.iter().try_for_each(|tenant| exchange.check_tenant(tenant))?;
    Answer::ok(exchange.snapshot(tenant.as_deref()))
}

/// The body is a snapshot. With `tenant`, only that one has what it had then, or what another had, `from`.
pub(super) fn restore(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut query = ask.query();
    let (tenant, from) = (query.text("tenant")?, query.text("from")?);
    query.done()?;
    let snapshot = ask.json()?;
    let restored = match (&tenant, &from) {
        (None, None) => {
            exchange.restore(&snapshot)?;
            "everything".to_owned()
        }
        (None, Some(_)) => return Err(Problem::new(400, "InvalidParameter", "from says what a tenant is given; which one, says tenant")),
        (Some(tenant), from) => {
            exchange.restore_tenant(&snapshot, from.as_ref().unwrap_or(tenant), tenant)?;
            format!("the tenant {tenant}")
        }
    };
    Answer::ok(json!({ "restored": restored }))
}

pub(super) fn fork(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut fields = ask.fields()?;
    let (from, to) = (fields.needed_text("from")?, fields.needed_text("to")?);
    fields.done()?;
    if from == to {
        return Err(Problem::new(400, "InvalidParameter", "from and to are the same tenant"));
    }
    exchange.fork(&from, &to)?;
    Answer::ok(json!({ "from": from, "to": to }))
}

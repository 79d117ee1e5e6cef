//! The clock.

use serde_json::{Value, json};

use super::{Answer, Ask, Outcome, Problem};
use crate::exchange::Exchange;
use crate::fields::Fields;

pub(super) fn show(exchange: &Exchange, _: &Ask<'_>) -> Outcome {
    Answer::ok(clock(exchange))
}

/// What is said is done in this order, whatever the order in which it is written; but nothing if any of it is wrong.
pub(super) fn change(exchange: &Exchange, ask: &Ask<'_>) -> Outcome {
    let mut fields = ask.fields()?;
    let freeze = flag(&mut fields, "freeze")?;
    let (set, advance) = (fields.time("set")?, fields.duration("advance")?);
    let speed = fields.number("speed")?;
    let (follow, resume) = (flag(&mut fields, "follow")?, flag(&mut fields, "resume")?);
    fields.done()?;
    if speed.is_some_and(|speed| !(speed.is_finite() && speed > 0.0)) {
        return Err(Problem::new(400, "InvalidParameter", "speed is a number above zero"));
    }
    if freeze && (follow || resume) {
        return Err(Problem::new(400, "InvalidParameter", "freeze stops the clock, follow and resume let it run: only one of them"));
    }
    let clock_of = &exchange.clock;
    if freeze {
        clock_of.freeze();
    }
    if let Some(time) = set {
        clock_of.set(time);
    }
    if let Some(duration) = advance {
        clock_of.advance(duration);
    }
    if let Some(speed) = speed {
        exchange.set_speed(speed);
    }
    if follow {
        clock_of.follow();
    }
    if resume {
        clock_of.resume();
    }
    exchange.catch_up();
    Answer::ok(clock(exchange))
}

fn flag(fields: &mut Fields, name: &'static str) -> Result<bool, Problem> {
    Ok(fields.boolean(name)?.unwrap_or_default())
}

pub(super) fn clock(exchange: &Exchange) -> Value {
    json!({
        "now": exchange.clock.now().to_string(),
        "frozen": exchange.clock.is_frozen(),
        "speed": exchange.clock.speed(),
        "source": exchange.clock.of_source().to_string(),
    })
}

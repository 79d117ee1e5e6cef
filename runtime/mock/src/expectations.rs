//! What calls are expected, and what is said when others came.

mod table;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};

use self::table::Table;
use crate::fields::{Fields, Unfit};
use crate::journal::{Call, Journal, MEBIBYTES};
use crate::overrides::has_all;
use crate::rules::{ANY, matches};

/// How many calls are shown that are not quite what was expected.
const SHOWN: usize = 2;

/// Which calls are expected, and how many.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) operation: String,
    tenant: Option<String>,
    status: Option<u16>,
    /// What they say.
    pub(crate) with: Value,
    least: u64,
    most: Option<u64>,
    /// The number of the last call that does not count.
    since: u64,
}

impl Expected {
    pub(crate) fn new(operation: impl Into<String>, since: u64) -> Self {
        Self { operation: operation.into(), tenant: None, status: None, with: Value::Null, least: 1, most: None, since }
    }

    /// Reads one off an object.
    pub(crate) fn read(value: Value) -> Result<Self, Unfit> {
        let mut fields = Fields::of(value)?;
        let mut expected =
            Self::new(fields.text("operation")?.unwrap_or_else(|| ANY.to_owned()), fields.count("since")?.unwrap_or_default());
        (expected.tenant, expected.status) = (fields.text("tenant")?, fields.status("status")?);
        expected.with = fields.object("with")?.map_or(Value::Null, Value::Object);
        let (times, least, most) = (fields.count("times")?, fields.count("at_least")?, fields.count("at_most")?);
        fields.done()?;
        if times.is_some() && (least.is_some() || most.is_some()) {
            return Err(Unfit::new("times is exact: at_least and at_most cannot stand beside it"));
        }
        if let Some((least, most)) = least.zip(most).filter(|(least, most)| least > most) {
            return Err(Unfit::new(format!("at_least is {least} and at_most is {most}: no number of calls is both")));
        }
        expected.least = times.or(least).unwrap_or(if most.is_some() { 0 } else { 1 });
        expected.most = times.or(most);
        Ok(expected)
    }

    fn counts(&self, call: &Call) -> bool {
        let is =
            |wanted: &Option<String>, has: Option<&str>| wanted.as_ref().is_none_or(|wanted| has.is_some_and(|has| matches(wanted, has)));
        matches(&self.operation, call.operation().unwrap_or_default())
            && is(&self.tenant, call.tenant())
            && self.status.is_none_or(|status| call.status() == Some(status))
            && (self.with.is_null() || has_all(&call.input(), &self.with))
    }

    fn is_met_by(&self, came: u64) -> bool {
        came >= self.least && self.most.is_none_or(|most| came <= most)
    }

    /// How many came; and, if that is not what was expected, why.
    pub(crate) fn hold_against(&self, journal: &Journal) -> (u64, Option<String>) {
        let mut calls = journal.calls();
        calls.retain(|call| call.number() > self.since);
        calls.sort_by_key(Call::number);
        let (fitting, others): (Vec<_>, Vec<_>) = calls.iter().partition(|call| self.counts(call));
        let came = fitting.len() as u64;
        let dropped = journal.dropped();
        if self.is_met_by(came) && (dropped <= self.since || (came >= self.least && self.most.is_none())) {
            return (came, None);
        }
        // What came is what was expected, as far as anybody can tell.
        let is_doubtful = self.is_met_by(came);
        let doubt = if is_doubtful { " of the calls that are still known, which proves nothing" } else { "" };
        let mut text = format!("{self}, came {}{doubt}\n", often(came));
        if dropped > self.since {
            text.push_str(&format!(
                "  the journal had no room for calls up to number {dropped}, which may have been among them; --journal CALLS, or \
                 Builder::journal, has it keep more, up to {MEBIBYTES} MiB of messages\n"
            ));
        }
        if is_doubtful {
            return (came, Some(text));
        }
        if came > self.least {
            fitting.iter().take(10).for_each(|call| text.push_str(&format!("  {}\n", summary(call))));
            return (came, Some(text));
        }
        let mut tables: Vec<_> = others.iter().map(|call| (Table::new(self, call), call)).collect();
        // Those that came last first, among equals.
        tables.reverse();
        tables.sort_by_key(|(table, _)| table.distance());
        for (table, call) in tables.iter().take(SHOWN) {
            text.push_str(&format!("\n  close was {}\n{table}", summary(call)));
        }
        if others.is_empty() && fitting.is_empty() {
            text.push_str("  no call came at all\n");
        }
        (came, Some(text))
    }
}

fn summary(call: &Call) -> String {
    let operation = call.operation().unwrap_or("no operation");
    let answer = match (call.status(), call.refused()) {
        (None, _) => "not answered".to_owned(),
        (Some(status), None) => format!("answered with {status}"),
        (Some(status), Some(code)) => format!("answered with {status} {code}"),
    };
    format!("call {}, {operation}, {answer}", call.number())
}

fn often(times: u64) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        times => format!("{times} times"),
    }
}

/// What is expected, in words.
impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.operation)?;
        if let Some(tenant) = &self.tenant {
            write!(formatter, " of the tenant {tenant}")?;
        }
        if let Some(status) = self.status {
            write!(formatter, " answered with {status}")?;
        }
        match (self.least, self.most) {
            (least, Some(most)) if least == most => write!(formatter, ": expected {}", often(least)),
            (0, Some(most)) => write!(formatter, ": expected {} at most", often(most)),
            (least, Some(most)) => write!(formatter, ": expected {least} to {most} times"),
            (least, None) => write!(formatter, ": expected {} at least", often(least)),
        }
    }
}

/// Calls that are expected; made by [`Server::expect`](crate::Server::expect). Unless more is said: one at least.
#[derive(Clone, Debug)]
pub struct Expectation(Arc<Mutex<Expected>>);

impl Expectation {
    fn change(self, change: impl FnOnce(&mut Expected)) -> Self {
        change(&mut self.0.lock());
        self
    }

    /// Only calls whose input has everything of this, by wire names.
    pub fn with(self, input: Value) -> Self {
        self.change(|expected| expected.with = input)
    }

    /// Only calls of this tenant; `*` in it is anything.
    pub fn tenant(self, tenant: impl Into<String>) -> Self {
        let tenant = Some(tenant.into());
        self.change(|expected| expected.tenant = tenant)
    }

    /// Only calls that are answered with this status.
    pub fn answered(self, status: u16) -> Self {
        self.change(|expected| expected.status = Some(status))
    }

    /// So many, no more, no less.
    pub fn times(self, times: u64) -> Self {
        self.change(|expected| (expected.least, expected.most) = (times, Some(times)))
    }

    /// None at all.
    pub fn never(self) -> Self {
        self.times(0)
    }

    /// So many, or more.
    pub fn at_least(self, times: u64) -> Self {
        self.change(|expected| expected.least = times)
    }

    /// So many, or fewer.
    pub fn at_most(self, times: u64) -> Self {
        self.change(|expected| (expected.least, expected.most) = (expected.least.min(times), Some(times)))
    }
}

/// Everything that is expected.
#[derive(Debug, Default)]
pub(crate) struct Expectations(Mutex<Vec<Expectation>>);

impl Expectations {
    pub(crate) fn add(&self, expected: Expected) -> Expectation {
        let expectation = Expectation(Arc::new(Mutex::new(expected)));
        self.0.lock().push(expectation.clone());
        expectation
    }

    pub(crate) fn clear(&self) {
        self.0.lock().clear();
    }

    /// Whether what came is what was expected.
    pub(crate) fn verify(&self, journal: &Journal) -> Result<(), Unmet> {
        let all: Vec<_> = self.0.lock().iter().map(|expectation| expectation.0.lock().clone()).collect();
        Unmet::of(all.iter().filter_map(|expected| expected.hold_against(journal).1))
    }
}

/// What came is not what was expected. It reads as a table for each expectation, with what differs.
#[derive(Clone, PartialEq, Eq)]
pub struct Unmet(String);

impl Unmet {
    fn of(reasons: impl Iterator<Item = String>) -> Result<(), Self> {
        let reasons: Vec<_> = reasons.collect();
        let count = match reasons.len() {
            0 => return Ok(()),
            1 => "1 expectation is not met".to_owned(),
            count => format!("{count} expectations are not met"),
        };
        Err(Self(format!("{count}\n\n{}", reasons.join("\n"))))
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// As it reads, for a test that unwraps it.
impl fmt::Debug for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl Error for Unmet {}

/// Holds what is expected against a journal, for those who only have what they expect as objects.
pub(crate) fn verify(expected: &[Expected], journal: &Journal) -> (bool, Value) {
    let held: Vec<_> = expected.iter().map(|expected| (expected, expected.hold_against(journal))).collect();
    let outcome =
        held.iter().map(|(expected, (came, reason))| json!({ "expected": expected.to_string(), "came": came, "met": reason.is_none() }));
    let outcome: Vec<_> = outcome.collect();
    match Unmet::of(held.into_iter().filter_map(|(_, (_, reason))| reason)) {
        Ok(()) => (true, json!({ "met": true, "expectations": outcome })),
        Err(unmet) => (false, json!({ "met": false, "expectations": outcome, "message": unmet.0 })),
    }
}

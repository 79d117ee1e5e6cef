//! What happened, in numbers, as Prometheus reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::SignedDuration;
use parking_lot::Mutex;

use crate::exchange::{Exchange, Progress, Step};

/// The upper bounds of the buckets of durations, in seconds.
const BUCKETS: [f64; 10] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1.0, 10.0];

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    counted: Mutex<Counted>,
    /// Connections that are open, and those that ever were.
    open: AtomicU64,
    accepted: AtomicU64,
}

#[derive(Debug, Default)]
struct Counted {
    /// By operation and status; zero is no answer.
    calls: BTreeMap<(&'static str, u16), u64>,
    faults: BTreeMap<(&'static str, &'static str), u64>,
    unauthenticated: BTreeMap<String, u64>,
    /// How many calls took as long as each bucket says; the last are those that took longer.
    took: [u64; BUCKETS.len() + 1],
    took_seconds: f64,
}

impl Metrics {
    /// Counts a call.
    pub(crate) fn count(&self, progress: &Progress, status: Option<u16>, took: SignedDuration) {
        let operation = progress.route.as_ref().map_or("", |route| route.operation.name);
        let seconds = took.as_secs_f64().max(0.0);
        let mut counted = self.counted.lock();
        *counted.calls.entry((operation, status.unwrap_or_default())).or_default() += 1;
        let bucket = BUCKETS.iter().position(|bound| seconds <= *bound).unwrap_or(BUCKETS.len());
        counted.took[bucket] += 1;
        counted.took_seconds += seconds;
        if let Some(fault) = progress.fault {
            *counted.faults.entry((operation, fault)).or_default() += 1;
        }
        if let (Step::Authentication, Some(code), false) = (progress.step, &progress.refused, progress.withheld) {
            *counted.unauthenticated.entry(code.clone()).or_default() += 1;
        }
    }

    /// Counts a connection until what is returned is dropped.
    pub(crate) fn connection(&self) -> Connection<'_> {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.open.fetch_add(1, Ordering::Relaxed);
        Connection(self)
    }

    /// Starts again from zero, but for connections.
    pub(crate) fn reset(&self) {
        *self.counted.lock() = Counted::default();
    }
}

/// A connection that is open.
pub(crate) struct Connection<'m>(&'m Metrics);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All numbers.
pub(crate) fn write(exchange: &Exchange) -> String {
    let mut out = Out::default();
    let metrics = &exchange.metrics;
    let counted = metrics.counted.lock();
    out.about(
        "mock_calls_total",
        "counter",
        "Calls by operation and status; the status 0 is no answer, no operation one that is not known.",
    );
    for ((operation, status), count) in &counted.calls {
        out.value("mock_calls_total", &[("operation", operation), ("status", &status.to_string())], count);
    }
    out.about("mock_call_duration_seconds", "histogram", "How long calls took.");
    let mut sum = 0;
    for (bound, count) in BUCKETS.iter().map(f64::to_string).chain(["+Inf".to_owned()]).zip(counted.took) {
        sum += count;
        out.value("mock_call_duration_seconds_bucket", &[("le", &bound)], &sum);
    }
    out.value("mock_call_duration_seconds_sum", &[], &counted.took_seconds);
    out.value("mock_call_duration_seconds_count", &[], &sum);
    out.about("mock_faults_total", "counter", "What was made to go wrong.");
    for ((operation, fault), count) in &counted.faults {
        out.value("mock_faults_total", &[("operation", operation), ("fault", fault)], count);
    }
    out.about("mock_authentication_failures_total", "counter", "Calls whose signature, date, nonce or token was refused.");
    for (code, count) in &counted.unauthenticated {
        out.value("mock_authentication_failures_total", &[("code", code)], count);
    }
    drop(counted);
    out.about("mock_resources", "gauge", "What is kept, of all tenants.");
    for (service, engine) in exchange.services() {
        let mut counts = BTreeMap::new();
        for tenant in engine.tenants_by_name() {
            for (key, count) in engine.counts(&tenant).unwrap_or_default() {
                *counts.entry(key).or_insert(0) += count;
            }
        }
        for ((kind, state), count) in counts {
            out.value("mock_resources", &[("service", service.name), ("kind", kind), ("state", &state)], &count);
        }
    }
    out.about("mock_connections", "gauge", "Connections that are open.");
    out.value("mock_connections", &[], &metrics.open.load(Ordering::Relaxed));
    out.about("mock_connections_total", "counter", "Connections that were accepted.");
    out.value("mock_connections_total", &[], &metrics.accepted.load(Ordering::Relaxed));
    out.0
}

/// Prometheus's format of texts.
#[derive(Default)]
struct Out(String);

impl Out {
    fn about(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text does not fail.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: &dyn std::fmt::Display) {
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let labels: Vec<_> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}

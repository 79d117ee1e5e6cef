//! Waiting for something to come to pass: a call is repeated until its answer shows a certain state.

use std::fmt;
use std::future::IntoFuture;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::pages::{Paged, Pages};
use crate::random::up_to;
use crate::time::{before, shown};
use crate::transport::BoxFuture;
use crate::wire::record::Scalar;
use crate::wire::serde_json::{self, Value};
use crate::wire::{Input, Wire};

/// What a waiter waits for: generated code has one table for each.
#[derive(Clone, Copy, Debug)]
pub struct Waiter {
    /// What it waits for, in words that follow "waiting for": `the cluster to run`.
    pub name: &'static str,
    /// Where in the answer the state is: wire names separated by dots. `[]` behind a name stands for every item of a
    /// list, or every value of a map: `nodes[].state`. All of them must have come to pass then, and there must be one.
    /// A name in braces, here or in a state, stands for an argument: `{addon}.version`.
    pub state: &'static str,
    /// The states in which it has come to pass.
    pub success: &'static [&'static str],
    /// The states in which it never will.
    pub failure: &'static [&'static str],
    /// What it means that there is nothing.
    pub not_found: NotFound,
    /// The seconds between the first two polls, and at most between any two.
    pub pauses: (u64, u64),
    /// The seconds after which to give up.
    pub timeout: u64,
}

/// What it means for a waiter that what it looks at does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// An error like any other.
    Error,
    /// It does not exist yet.
    Wait,
    /// It is gone, which is what was waited for, unless the code is about something else, or the caller may not see it. The output
    /// is then an empty one.
    Success,
}

/// What a poll came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has come to pass.
    Done,
    /// Not yet: the state.
    Wait(String),
    /// It never will: the state.
    Failed(String),
}

/// How far a waiter is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// The state, as the last poll saw it that saw any.
    pub state: String,
    /// How many polls there were.
    pub polls: u32,
    /// How long it has been waiting.
    pub elapsed: Duration,
    /// Why the last poll saw no state, if it failed in a way that may pass. `state` is then that of the last poll that saw one.
    pub failure: Option<String>,
}

/// What the second pause has at least, unless no pause may be as long: nothing does not grow.
const LEAST: Duration = Duration::from_millis(100);
/// What the longest pause has at least.
const SHORTEST: Duration = Duration::from_millis(1);

/// The state of what no poll has seen.
const UNKNOWN: &str = "unknown";

type Callback = dyn FnMut(&Progress) + Send;
type Judge<T> = dyn Fn(Result<&T, &Error>) -> Verdict + Send + Sync;
type Poll<I> = fn(Call<I>) -> BoxFuture<'static, Result<<I as Input>::Output, Error>>;

/// A call that is repeated until its answer shows what is waited for. Awaiting it gives that answer.
///
/// Failures that may pass, such as broken connections, do not end it; [`Progress::failure`] tells of them. The pauses grow from the
/// first to the longest, are somewhat random, so that many waiters do not ask at the same time, and as long as the service asks for
/// with `Retry-After`; if that is longer than there is time, it ends at once.
#[must_use = "a waiter does nothing until it is awaited"]
pub struct Waiting<I: Input> {
    call: Call<I>,
    name: &'static str,
    poll: Poll<I>,
    judge: Arc<Judge<I::Output>>,
    pauses: (Duration, Duration),
    timeout: Duration,
    on_progress: Option<Box<Callback>>,
}

impl<I: Input> Call<I> {
    /// Repeats the call until its answer shows what the table says.
    pub fn wait(self, waiter: &'static Waiter) -> Waiting<I> {
        self.wait_with(waiter, Vec::new())
    }

    /// Repeats the call until its answer shows what the table says, with values for the names in braces.
    pub fn wait_with(self, waiter: &'static Waiter, arguments: Vec<(&'static str, String)>) -> Waiting<I> {
        let waiting = self.wait_until(move |outcome| waiter.judge(&arguments, outcome.map(|output| serde_json::to_value(output.view()))));
        Waiting { name: waiter.name, ..waiting }
            .pauses(Duration::from_secs(waiter.pauses.0), Duration::from_secs(waiter.pauses.1))
            .timeout(Duration::from_secs(waiter.timeout))
    }

    /// Repeats the call until a function says that it is done. The function sees errors, too, but for those that may
    /// pass; it says [`Verdict::Failed`] of those that it cannot make anything of, and they end the waiting.
    pub fn wait_until(self, judge: impl Fn(Result<&I::Output, &Error>) -> Verdict + Send + Sync + 'static) -> Waiting<I> {
        Waiting {
            call: self,
            name: "it",
            poll: |call| Box::pin(call.send()),
            judge: Arc::new(judge),
            pauses: (Duration::from_secs(2), Duration::from_secs(30)),
            timeout: Duration::from_secs(30 * 60),
            on_progress: None,
        }
    }
}

impl<I: Paged> Waiting<I> {
    /// Looks at all pages, rather than at the one that is asked for. The answer is then the first one, with the items of all.
    pub fn all_pages(mut self) -> Self {
        self.poll = |call| {
            Box::pin(async {
                let mut pages = Pages::new(call);
                // There is a first one, even if it is empty.
                let Some(mut answer) = pages.try_next().await? else { return Err(Error::new(ErrorKind::Answer, "there is no page")) };
                while let Some(mut page) = pages.try_next().await? {
                    I::items(&mut answer).append(I::items(&mut page));
                }
                Ok(answer)
            })
        };
        self
    }
}

impl<I: Input> Waiting<I> {
    /// How long to wait at most. A poll that is under way then is broken off.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long to pause between the first two polls, and at most between any two: a millisecond or more, as without any pause no
    /// time might pass.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.pauses = (first, longest.max(first).max(SHORTEST));
        self
    }

    /// What to do after each poll that did not end it.
    pub fn on_progress(mut self, callback: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    /// Waits.
    pub async fn wait(mut self) -> Result<I::Output, Error> {
        let parts = self.call.engine.parts.clone();
        let start = parts.clock.monotonic();
        let mut pause = self.pauses.0;
        let mut progress = Progress { state: UNKNOWN.to_owned(), polls: 0, elapsed: Duration::ZERO, failure: None };
        // Why the last poll said nothing, if it did not.
        let mut passing = None;
        loop {
            let left = self.timeout.saturating_sub(parts.clock.monotonic().saturating_sub(start));
            let outcome = before(|| parts.sleep.sleep(left), pin!((self.poll)(self.call.clone()))).await;
            progress.polls += 1;
            progress.elapsed = parts.clock.monotonic().saturating_sub(start);
            match outcome {
                None => return Err(self.still(progress, passing)),
                // What may pass is no reason to give up, and says nothing of the state.
                Some(Err(error)) if error.is_retryable() => {
                    tracing::debug!(%error, "a poll failed; going on");
                    progress.failure = Some(error.to_string());
                    passing = Some(error);
                }
                Some(outcome) => match (self.judge)(outcome.as_ref()) {
                    // Every type of the wire reads nothing as an empty value.
                    Verdict::Done => return outcome.or_else(|error| I::Output::from_scalar(Scalar::Null).map_err(|_| error)),
                    Verdict::Failed(state) => {
                        return Err(match outcome {
                            Ok(_) => self.failed(state, &progress),
                            Err(error) => self.broken(error, progress),
                        });
                    }
                    Verdict::Wait(state) => (progress.state, progress.failure, passing) = (state, None, None),
                },
            }
            if progress.elapsed >= self.timeout {
                return Err(self.still(progress, passing));
            }
            if let Some(callback) = &mut self.on_progress {
                callback(&progress);
            }
            let asked = passing.as_ref().and_then(Error::retry_after).unwrap_or_default();
            let left = self.timeout - progress.elapsed;
            if asked >= left {
                let message = format!("the service asks to wait {}, where {} are left", shown(asked), shown(left));
                return Err(self.late(message, progress, passing));
            }
            let half = pause / 2;
            let jittered = half + up_to(&*parts.random, pause - half);
            parts.sleep.sleep(jittered.max(asked).min(left)).await;
            pause = pause.saturating_add(pause / 2).max(LEAST).min(self.pauses.1);
        }
    }

    fn failed(&self, state: String, progress: &Progress) -> Error {
        let message = format!("waiting for {}: it will not come to pass, the state is {state:?}", self.name);
        self.ended(ErrorKind::Waiter, message, state, progress.polls)
    }

    /// Time is up; `passing` is why the last poll said nothing.
    fn still(&self, progress: Progress, passing: Option<Error>) -> Error {
        let message = format!("the state is still {:?} after {}", progress.state, shown(progress.elapsed));
        self.late(message, progress, passing)
    }

    /// There is not enough time.
    fn late(&self, message: String, progress: Progress, passing: Option<Error>) -> Error {
        let message = format!("waiting for {}: {message}", self.name);
        let error = self.ended(ErrorKind::Timeout, message, progress.state, progress.polls);
        match passing {
            Some(passing) => error.with(|report| {
                (report.service, report.response) = (passing.service_error().cloned(), passing.response().cloned());
                report.cause = Some(Arc::new(passing));
            }),
            None => error,
        }
    }

    /// A poll failed in a way that will not pass.
    fn broken(&self, error: Error, progress: Progress) -> Error {
        error.with(|report| {
            report.waiting = Some(self.name);
            report.state = Some(progress.state).filter(|state| state != UNKNOWN);
        })
    }

    fn ended(&self, kind: ErrorKind, message: String, state: String, polls: u32) -> Error {
        Error::new(kind, message).of(I::OPERATION.name).after(polls).with(|report| {
            report.sent = true;
            report.state = Some(state);
        })
    }
}

impl Waiter {
    /// What an answer, as JSON, means.
    fn judge<E>(&self, arguments: &[(&str, String)], outcome: Result<Result<Value, E>, &Error>) -> Verdict {
        let answer = match outcome {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => return Verdict::Failed("unreadable".to_owned()),
            Err(error) if self.not_found == NotFound::Success && error.is_gone() => return Verdict::Done,
            Err(error) if self.not_found == NotFound::Wait && error.is_not_found() => return Verdict::Wait("not found".to_owned()),
            Err(error) => return Verdict::Failed(error.code().unwrap_or("error").to_owned()),
        };
        let mut states = Vec::new();
        collect(&answer, self.state, arguments, &mut states);
        let is = |listed: &[&str], state: &str| listed.iter().any(|known| filled(known, arguments).eq_ignore_ascii_case(state));
        if let Some(failed) = states.iter().find(|state| is(self.failure, state)) {
            return Verdict::Failed(failed.clone());
        }
        match states.iter().find(|state| !is(self.success, state)) {
            Some(state) => Verdict::Wait(state.clone()),
            None if states.is_empty() => Verdict::Wait(UNKNOWN.to_owned()),
            None => Verdict::Done,
        }
    }
}

/// The value of an argument where a text is its name in braces; the text itself where it is not.
fn filled<'a>(text: &'a str, arguments: &'a [(&str, String)]) -> &'a str {
    let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    name.and_then(|name| arguments.iter().find(|(known, _)| *known == name)).map_or(text, |(_, value)| value)
}

/// The texts at a path.
fn collect(value: &Value, path: &str, arguments: &[(&str, String)], states: &mut Vec<String>) {
    if path.is_empty() {
        match value {
            Value::Null => {}
            Value::String(text) => states.push(text.clone()),
            other => states.push(other.to_string()),
        }
        return;
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, every) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let inner = if name.is_empty() { Some(value) } else { value.get(filled(name, arguments)) };
    match (inner, every) {
        (Some(Value::Array(items)), true) => items.iter().for_each(|item| collect(item, rest, arguments, states)),
        (Some(Value::Object(entries)), true) => entries.values().for_each(|value| collect(value, rest, arguments, states)),
        (Some(inner), false) => collect(inner, rest, arguments, states),
        _ => {}
    }
}

impl<I: Input> fmt::Debug for Waiting<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Waiting")
            .field("operation", &I::OPERATION.name)
            .field("for", &self.name)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl<I: Input> IntoFuture for Waiting<I> {
    type Output = Result<I::Output, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

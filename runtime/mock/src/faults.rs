//! What goes wrong on purpose.

#[cfg(feature = "cli")]
mod file;

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::fields::{Fields, Unfit};
use crate::refusal::Refusal;
use crate::rules::{Rule, Selector, selecting};

/// Something that goes wrong: with every call, unless more is said.
///
/// ```
/// use ackgen_mock::Fault;
/// use std::time::Duration;
///
/// let twice_busy = Fault::refuse(503, "ServiceUnavailable", "come back later").on("Create*").times(2);
/// let slow_now_and_then = Fault::delay(Duration::from_secs(2)).probability(0.1);
/// let not_there_yet = Fault::refuse(404, "TaskNotFound", "there is no such task").on("DescribeTask").times(1);
/// let lost_answer = Fault::reset().performed().on("CreateCluster").times(1);
/// let worse_and_better = Fault::in_turn([
///     Some(Fault::refuse(500, "InternalError", "sorry")),
///     Some(Fault::throttle(Duration::from_secs(5))),
///     None,
/// ]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub(crate) selector: Selector,
    /// How long the answer is held back.
    pub(crate) latency: Option<Duration>,
    /// How far the mock's clock is off.
    pub(crate) skew: Option<SignedDuration>,
    pub(crate) outcome: Outcome,
    /// Whether the service does what it is asked all the same.
    pub(crate) performed: bool,
    /// What goes wrong instead in each turn of the sequence, where something else does.
    turns: Vec<Option<Self>>,
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// What it would get anyway.
    Usual,
    Refusal(Refusal),
    Broken(Broken),
}

/// An answer that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The connection is reset.
    Reset,
    /// Nothing comes until the caller gives up, or the mock ends.
    Never,
    /// The connection ends in the middle of the body.
    Truncated,
    /// The body is cut off, and its length says that it is not.
    Malformed,
    /// The body is empty, with this status if there is one.
    Empty(Option<u16>),
}

selecting!(Fault);

impl Fault {
    fn new(outcome: Outcome) -> Self {
        Self { selector: Selector::default(), latency: None, skew: None, outcome, performed: false, turns: Vec::new() }
    }

    /// One after the other: these to the first call, the second and so on, where nothing lets a call pass; then from the
    /// beginning again. To which calls, says the whole, not its parts.
    pub fn in_turn(turns: impl IntoIterator<Item = Option<Self>>) -> Self {
        let turns: Vec<_> = turns.into_iter().collect();
        let fault = Self::new(Outcome::Usual).sequence(turns.iter().map(Option::is_some));
        Self { turns, ..fault }
    }

    /// The call is refused, before anybody looks at who calls. The operation is not performed.
    pub fn refuse(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Outcome::Refusal(Refusal::new(status, code.into(), message)))
    }

    /// The call is refused as one too many, with the header `Retry-After`.
    pub fn throttle(retry_after: Duration) -> Self {
        Self::new(Outcome::Refusal(throttled(None).retry_after(retry_after)))
    }

    /// The answer is held back for so long.
    pub fn delay(latency: Duration) -> Self {
        Self { latency: Some(latency), ..Self::new(Outcome::Usual) }
    }

    /// The connection is reset instead of an answer.
    pub fn reset() -> Self {
        Self::new(Outcome::Broken(Broken::Reset))
    }

    /// No answer ever comes: the connection stays open until the caller gives up, or the mock ends.
    pub fn never() -> Self {
        Self::new(Outcome::Broken(Broken::Never))
    }

    /// The operation is performed, and the connection ends in the middle of the answer's body.
    pub fn truncated() -> Self {
        Self::new(Outcome::Broken(Broken::Truncated)).performed()
    }

    /// The operation is performed, and the body of the answer cannot be read.
    pub fn malformed() -> Self {
        Self::new(Outcome::Broken(Broken::Malformed)).performed()
    }

    /// The operation is performed, and the body of the answer is empty.
    pub fn empty() -> Self {
        Self::new(Outcome::Broken(Broken::Empty(None))).performed()
    }

    /// To the caller the mock's clock seems off by so much: in the `Date` of the answer, and when the date of the
    /// request is checked.
    pub fn skew(off: SignedDuration) -> Self {
        Self { skew: Some(off), ..Self::new(Outcome::Usual) }
    }

    /// The same, and the answer is held back for so long.
    #[must_use]
    pub fn delayed(mut self, latency: Duration) -> Self {
        self.latency = Some(latency);
        self
    }

    /// The same, but the operation is performed first: it has happened, and the caller does not learn of it.
    #[must_use]
    pub fn performed(mut self) -> Self {
        self.performed = true;
        self
    }

    /// Reads one off an object.
    pub(crate) fn read(value: Value) -> Result<Self, Unfit> {
        let mut fields = Fields::of(value)?;
        let mut fault = Self { selector: Selector::read(&mut fields)?, ..Self::new(Outcome::Usual) };
        for turn in fields.turns()? {
            let other = turn.is_object().then(|| Self::read_effect(turn.clone())).transpose()?;
            fault.selector.sequence.push(other.is_some() || Selector::turn(&turn, Some("an object that says what goes wrong"))?);
            fault.turns.push(other);
        }
        fault.read_rest(fields)
    }

    /// What goes wrong in a turn of a sequence.
    fn read_effect(value: Value) -> Result<Self, Unfit> {
        Self::new(Outcome::Usual).read_rest(Fields::of(value)?)
    }

    fn read_rest(mut self, mut fields: Fields) -> Result<Self, Unfit> {
        (self.latency, self.skew) = (fields.duration("latency")?, fields.signed_duration("skew")?);
        let status = fields.status("status")?;
        let (code, message, retry_after) = (fields.text("code")?, fields.text("message")?, fields.duration("retry_after")?);
        let body = fields.text("answer")?;
        let performed = fields.boolean("performed")?;
        fields.done()?;
        let broken = body.as_deref().map(|body| broken(body, status)).transpose()?;
        let refuses = code.is_some() || message.is_some() || retry_after.is_some();
        self.outcome = match (broken, status) {
            (Some(_), _) if refuses => return Err(Unfit::new("an answer that is broken has no code, message or retry_after")),
            (Some(Broken::Empty(status)), _) => Outcome::Broken(Broken::Empty(status)),
            (Some(_), Some(_)) => return Err(Unfit::new("only an answer that is empty has a status beside it")),
            (Some(broken), None) => Outcome::Broken(broken),
            (None, None) if !refuses => Outcome::Usual,
            (None, status) => Outcome::Refusal(refusal(status, code, message, retry_after)?),
        };
        // Where every turn says what goes wrong in it, the whole need not.
        let turns_say = self.selector.sequence.contains(&true)
            && self.turns.iter().zip(&self.selector.sequence).all(|(turn, fails)| turn.is_some() || !fails);
        if self.does_nothing() && !turns_say {
            let effects = ["latency", "skew", "status", "code", "message", "retry_after", "answer"];
            return Err(Unfit::new("the fault does nothing; say what goes wrong").allowed(effects));
        }
        let by_nature = matches!(self.outcome, Outcome::Broken(Broken::Truncated | Broken::Malformed | Broken::Empty(_)));
        self.performed = performed.unwrap_or(by_nature);
        Ok(self)
    }

    fn does_nothing(&self) -> bool {
        self.outcome == Outcome::Usual && self.latency.is_none() && self.skew.is_none()
    }

    /// What it is called in metrics and in the journal.
    pub(crate) fn name(&self) -> &'static str {
        match &self.outcome {
            Outcome::Refusal(_) => "refusal",
            Outcome::Broken(broken) => broken.name(),
            Outcome::Usual if self.skew.is_some() => "skew",
            Outcome::Usual => "latency",
        }
    }
}

impl Broken {
    fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Never => "never",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Empty(_) => "empty",
        }
    }
}

fn broken(text: &str, status: Option<u16>) -> Result<Broken, Unfit> {
    let known = [Broken::Reset, Broken::Never, Broken::Truncated, Broken::Malformed, Broken::Empty(status)];
    let found = known.into_iter().find(|broken| broken.name() == text);
    found.ok_or_else(|| Unfit::new(format!("an answer is not {text:?}")).allowed(known.map(Broken::name)))
}

/// A refusal of the parts that somebody wrote.
fn refusal(status: Option<u16>, code: Option<String>, message: Option<String>, retry_after: Option<Duration>) -> Result<Refusal, Unfit> {
    let status = status.unwrap_or(if retry_after.is_some() { 429 } else { 500 });
    if !(400..600).contains(&status) {
        return Err(Unfit::new(format!("a call is refused with a status from 400 to 599, not {status}; a canned answer may have another")));
    }
    let mut refusal = match status {
        429 => throttled(message),
        _ => Refusal::new(status, "InjectedFault", message.unwrap_or_else(|| "the mock was told to answer this".to_owned())),
    };
    if let Some(code) = code {
        refusal.code = code.into();
    }
    refusal.retry_after = retry_after;
    Ok(refusal)
}

fn throttled(message: Option<String>) -> Refusal {
    Refusal::new(429, "Throttling", message.unwrap_or_else(|| "Request was denied due to request throttling.".to_owned()))
}

impl Rule for Fault {
    fn selector(&self) -> &Selector {
        &self.selector
    }

    fn in_turn(&self, turn: usize) -> Self {
        self.turns.get(turn).cloned().flatten().unwrap_or_else(|| self.clone())
    }

    fn write(&self, into: &mut Value) {
        for (turn, fault) in self.turns.iter().enumerate() {
            if let Some(fault) = fault {
                let mut effect = json!({});
                fault.write(&mut effect);
                into["sequence"][turn] = effect;
            }
        }
        if let Some(latency) = self.latency {
            into["latency"] = json!(format!("{latency:?}"));
        }
        if let Some(skew) = self.skew {
            into["skew"] = json!(format!("{skew:#}"));
        }
        match &self.outcome {
            Outcome::Usual => {}
            Outcome::Refusal(refusal) => {
                into["status"] = refusal.status.into();
                into["code"] = (*refusal.code).into();
                into["message"] = (*refusal.message).into();
                if let Some(wait) = refusal.retry_after {
                    into["retry_after"] = json!(format!("{wait:?}"));
                }
            }
            Outcome::Broken(broken) => {
                into["answer"] = broken.name().into();
                if let Broken::Empty(Some(status)) = broken {
                    into["status"] = (*status).into();
                }
            }
        }
        if self.performed {
            into["performed"] = true.into();
        }
    }
}

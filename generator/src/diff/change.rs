//! Changes: what was found, and who it reaches.

use super::rule::{Audience, Impact, Level, Rule, Side};
use super::version::{Step, Version};
use crate::source::Span;

/// Everything that is different between two specs.
#[derive(Debug)]
pub struct Changes {
    /// The changes, service by service and thing by thing.
    pub all: Vec<Change>,
    /// How many things were compared: services, operations, types, fields, values and so on.
    pub items: usize,
    /// The version of the packages that the old spec makes.
    pub old_version: Version,
    /// The version of the packages that the new spec makes.
    pub new_version: Version,
}

/// Something that is different.
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of change it is.
    pub rule: &'static Rule,
    /// What it reaches.
    pub sides: Vec<Side>,
    /// What it is about, by a name that stays when lines move: `service/Owner.field`.
    pub about: String,
    /// The service, where it is about one.
    pub service: Option<String>,
    /// The thing whose change it is.
    pub subject: Subject,
    /// The operations that it reaches, and on which side.
    pub operations: Vec<Reach>,
    /// What has changed, in a line.
    pub message: String,
    /// What it was, where that is a value.
    pub was: Option<String>,
    /// What it is, where that is a value.
    pub is: Option<String>,
    /// Where it was written.
    pub old: Option<Span>,
    /// Where it is written.
    pub new: Option<Span>,
    /// How sure it is that one thing became another, rather than one being gone and another new.
    pub certainty: Option<Certainty>,
}

/// The thing whose change it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The product.
    Product,
    /// A service.
    Service,
    /// An operation of this name.
    Operation(String),
    /// A type of this name.
    Type(String),
    /// A waiter of this name.
    Waiter(String),
    /// What the mock keeps.
    Resource(String),
}

/// An operation that a change reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Its name: the new one, where it has two.
    pub operation: String,
    /// In what it is sent.
    pub input: bool,
    /// In what it answers.
    pub output: bool,
}

/// How sure it is that one thing became another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// They are alike in everything but the name.
    Certain,
    /// They are alike in much.
    Likely,
}

impl Changes {
    /// The changes that an operation sees: its own, and those of the types that it sends or answers.
    pub fn of_operation<'a>(&'a self, service: &'a str, operation: &'a str) -> impl Iterator<Item = &'a Change> {
        let is_of = move |change: &&Change| {
            let own = matches!(&change.subject, Subject::Operation(name) if name == operation);
            let reached = change.operations.iter().any(|reach| reach.operation == operation);
            change.service.as_deref() == Some(service) && (own || reached)
        };
        self.all.iter().filter(is_of)
    }

    /// What the version of the packages has to be raised by.
    pub fn step(&self) -> Step {
        Step::of(self.all.iter().map(Change::impact))
    }

    /// The least version that the packages of the new spec may have.
    pub fn next_version(&self) -> Version {
        self.old_version.after(self.step())
    }
}

impl Change {
    /// What it is to each audience, in the order of [`Audience::ALL`].
    pub fn impact(&self) -> Impact {
        self.rule.impact(&self.sides)
    }

    /// What it is to one audience.
    pub fn level(&self, audience: Audience) -> Option<Level> {
        self.impact()[audience as usize]
    }

    /// What it is to those of these who mind most; nothing where it reaches none of them.
    pub fn worst(&self, audiences: &[Audience]) -> Option<Level> {
        audiences.iter().filter_map(|audience| self.level(*audience)).min()
    }

    /// `breaking for callers and the mock, risky for the crate`.
    pub fn impact_in_words(&self) -> String {
        let levels = [Level::Breaking, Level::Risky, Level::Compatible, Level::Documentation];
        let parts = levels.into_iter().filter_map(|level| {
            let of_level = |audience: &&Audience| self.level(**audience) == Some(level);
            let names: Vec<&str> = Audience::ALL.iter().filter(of_level).map(|audience| audience.phrase()).collect();
            (!names.is_empty()).then(|| format!("{} for {}", level.name(), crate::diagnostic::words(&names)))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// `in what CreateOrder sends and what FetchOrder and ListOrders answer`; nothing where that is said already.
    pub fn reach_in_words(&self) -> Option<String> {
        if matches!(self.subject, Subject::Operation(_)) || self.operations.is_empty() {
            return None;
        }
        let names = |input: bool| -> Vec<&str> {
            let reached = self.operations.iter().filter(|reach| if input { reach.input } else { reach.output });
            reached.map(|reach| reach.operation.as_str()).collect()
        };
        let parts = [("sent by", names(true)), ("answered by", names(false))];
        let parts: Vec<String> =
            parts.into_iter().filter(|(_, names)| !names.is_empty()).map(|(verb, names)| format!("{verb} {}", some(&names))).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Names in a row; of many, the first.
fn some(names: &[&str]) -> String {
    const MOST: usize = 6;
    match names.len() > MOST {
        true => format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST),
        false => crate::diagnostic::words(names),
    }
}

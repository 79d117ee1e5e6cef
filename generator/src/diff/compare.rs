//! Comparing two models, thing by thing.
//!
//! ```text
//! matching      which of the old things is which of the new ones, renamed or not
//! pair          two versions of a service: how types correspond, which operations reach them
//! service       what operations have in common
//! operations    operations, and what is said of their answers
//! waiters       what is waited for
//! types         structs and enums
//! fields        parameters and fields, attribute by attribute (kinds, limits, combinations)
//! resources     what the mock keeps
//! texts         what is said about things, and where it is from
//! ```

mod combinations;
mod fields;
mod kinds;
mod limits;
mod matching;
mod operations;
mod pair;
mod resources;
mod service;
mod templates;
mod texts;
mod types;
mod waiters;

use super::change::{Certainty, Change, Changes, Reach, Subject};
use super::rule::{Rule, Side};
use super::rules::service as rules;
use super::version::Version;
use crate::model::{Model, Service};
use crate::source::Span;
use matching::matched;
use pair::Pair;

/// Everything that is different between two specs.
pub fn compare(old: &Model, new: &Model) -> Changes {
    let mut found = Found::default();
    product(&mut found, old, new);
    // A version that is none would be an error of the spec.
    let version = |model: &Model| model.version.parse().unwrap_or(Version(0, 0, 0));
    Changes { all: found.changes, items: found.items, old_version: version(old), new_version: version(new) }
}

fn product(found: &mut Found, old: &Model, new: &Model) {
    let Model { at, name, version: _, title, services } = new;
    let scope =
        Scope { service: None, subject: Subject::Product, about: "product".to_owned(), reach: Vec::new(), at: (Some(old.at), Some(*at)) };
    found.items += 1;
    if old.name != *name {
        let message = format!("the packages are called after `{name}`, and were after `{}`", old.name);
        found.add(&rules::PRODUCT_RENAMED, &scope, &[Side::Always], message).values(&old.name, name);
    }
    texts::compare(found, &scope, &[("title", Some(&old.title), Some(title))]);

    let services_match = matched(&old.services, services, |service| service.name.as_str(), |_, _| None);
    if let [(Some(was), Some(is))] = [(old.services.first(), services.first())]
        && was.name != is.name
        && services.iter().any(|service| service.name == was.name)
    {
        let message = format!("the main service is `{}`, and was `{}`", is.name, was.name);
        found.add(&rules::MAIN_SERVICE_CHANGED, &scope, &[Side::Always], message).values(&was.name, &is.name);
    }
    for &index in &services_match.removed {
        let service = &old.services[index];
        found.items += 1;
        let scope = scope.service(service, (Some(service.at), Some(*at)));
        found.add(&rules::SERVICE_REMOVED, &scope, &[Side::Always], format!("the service `{}` is gone", service.name));
    }
    for &(before, after, _) in &services_match.pairs {
        service::compare(found, &Pair::new(&old.services[before], &services[after]));
    }
    for &index in &services_match.added {
        let service = &services[index];
        found.items += 1;
        let scope = scope.service(service, (None, Some(service.at)));
        found.add(&rules::SERVICE_ADDED, &scope, &[Side::Always], format!("the service `{}` is new", service.name));
    }
}

/// What was found so far.
#[derive(Default)]
pub struct Found {
    changes: Vec<Change>,
    items: usize,
}

/// What a change is about.
#[derive(Clone)]
pub struct Scope {
    /// The service.
    service: Option<String>,
    /// The thing.
    subject: Subject,
    /// Its stable name.
    about: String,
    /// The operations that reach it.
    reach: Vec<Reach>,
    /// Where it was and is written.
    at: (Option<Span>, Option<Span>),
}

impl Scope {
    /// A service as a whole.
    fn service(&self, service: &Service, at: (Option<Span>, Option<Span>)) -> Self {
        Self { service: Some(service.name.clone()), subject: Subject::Service, about: service.name.clone(), reach: Vec::new(), at }
    }

    /// Something inside of it: what follows in its name, behind a point or whatever the name begins with.
    fn inside(&self, name: &str, old: Option<Span>, new: Option<Span>) -> Self {
        let separator = if matches!(self.subject, Subject::Service) && !self.about.contains('/') { "/" } else { "." };
        Self { about: format!("{}{separator}{name}", self.about), at: (old, new), ..self.clone() }
    }

    /// The same, as another thing.
    fn of(self, subject: Subject, reach: Vec<Reach>) -> Self {
        Self { subject, reach, ..self }
    }

    /// The same, written elsewhere.
    fn at(&self, old: Option<Span>, new: Option<Span>) -> Self {
        Self { at: (old, new), ..self.clone() }
    }

    /// Its name inside of the service.
    fn name(&self) -> &str {
        self.about.split_once('/').map_or(self.about.as_str(), |(_, name)| name)
    }
}

impl Found {
    /// Adds a change. What is returned can be told more.
    fn add(&mut self, rule: &'static Rule, scope: &Scope, sides: &[Side], message: impl Into<String>) -> &mut Change {
        debug_assert!(rule.sides.iter().any(|(side, _)| sides.contains(side)), "`{}` reaches nobody", rule.id);
        self.changes.push(Change {
            rule,
            sides: rule.sides.iter().map(|(side, _)| *side).filter(|side| sides.contains(side)).collect(),
            about: scope.about.clone(),
            service: scope.service.clone(),
            subject: scope.subject.clone(),
            operations: scope.reach.clone(),
            message: message.into(),
            was: None,
            is: None,
            old: scope.at.0,
            new: scope.at.1,
            certainty: None,
        });
        self.changes.last_mut().expect("one was pushed")
    }

    /// Adds a change of a value, unless it is the same.
    fn value(&mut self, rule: &'static Rule, scope: &Scope, what: &str, was: &str, is: &str) {
        if was != is {
            let message = format!("{what} is {}, and was {}", shown(is), shown(was));
            self.add(rule, scope, &[Side::Always], message).values(was, is);
        }
    }
}

impl Change {
    /// Adds what it was and what it is.
    fn values(&mut self, was: impl Into<String>, is: impl Into<String>) -> &mut Self {
        (self.was, self.is) = (Some(was.into()), Some(is.into()));
        self
    }

    /// Says how sure it is that one thing became another.
    fn certain(&mut self, certainty: Option<Certainty>) -> &mut Self {
        self.certainty = certainty;
        if certainty == Some(Certainty::Likely) {
            self.message.push_str(" (likely: much about them is alike)");
        }
        self
    }
}

/// A value in a message.
fn shown(value: &str) -> String {
    if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") }
}

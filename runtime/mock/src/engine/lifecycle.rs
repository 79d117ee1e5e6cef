//! Changes of state: asked for, due, failing.

use std::ptr;

use jiff::SignedDuration;

use super::run::Run;
use super::store::Handle;
use super::table::{Template, Transition};
use super::value::Held;
use crate::refusal::Reply;

impl Run<'_> {
    /// Makes the transition that the operation asks for.
    pub(super) fn ask(&mut self, handle: Handle, set: &Template) -> Reply<()> {
        let state = self.state(handle);
        let Some(transition) =
            self.transition(handle, |transition| transition.by.contains(&self.call.event) && transition.from.contains(&&*state))
        else {
            return Err(self.refuse(&self.tables.refusals.wrong_state, handle));
        };
        self.lay(handle, set)?;
        self.go(handle, transition)
    }

    /// Makes a transition that is due.
    pub(super) fn happen(&mut self, handle: Handle, transition: usize) -> Reply<()> {
        self.store.schedule(handle, None);
        let Some(entry) = self.store.get(handle) else { return Ok(()) };
        let transition = &self.tables.resources[entry.resource].transitions[transition];
        self.subjects.push(handle);
        self.go(handle, transition)?;
        self.subjects.pop();
        Ok(())
    }

    /// A thing has come into a state that time may change.
    pub(super) fn enter(&mut self, handle: Handle) {
        if self.store.get(handle).is_none_or(|entry| self.tables.resources[entry.resource].transitions.is_empty()) {
            return;
        }
        let state = self.state(handle);
        let due = self.transition(handle, |transition| transition.by.is_empty() && transition.from.contains(&&*state));
        let Some((entry, transition)) = self.store.get(handle).zip(due) else { return };
        let transitions = self.tables.resources[entry.resource].transitions;
        let left = entry.left.as_ref().filter(|left| left.0 == state).map(|left| left.1);
        let after = left.unwrap_or_else(|| SignedDuration::from_secs_f64((transition.after as f64 / self.speed).min(MAX_SECONDS)));
        let time = self.now.checked_add(after).unwrap_or(jiff::Timestamp::MAX);
        let index = transitions.iter().position(|known| ptr::eq(known, transition)).unwrap_or_default();
        self.store.schedule(handle, Some((time, index)));
    }

    fn go(&mut self, handle: Handle, transition: &'static Transition) -> Reply<()> {
        let Some(entry) = self.store.get(handle) else { return Ok(()) };
        let kind = entry.resource;
        let resource = &self.tables.resources[kind];
        let interrupted = entry.due.map(|(time, _)| (self.state(handle), time.duration_since(self.now)));
        self.store.schedule(handle, None);
        let failed = transition.fails.as_ref().filter(|_| self.store.fails(handle, transition.to));
        let (to, set, log) = match failed {
            None => (transition.to, &transition.set, &transition.log),
            Some(failure) => (failure.to, &failure.set, &failure.log),
        };
        if let Some(entry) = self.store.get_mut(handle) {
            entry.left = interrupted.map(Box::new).or_else(|| entry.left.take());
            entry.fields.put(resource.state, Held::Known(to));
        }
        self.lay(handle, set)?;
        self.log(log)?;
        self.enter(handle);
        self.tell(handle)?;
        if failed.is_none() && transition.removes {
            self.store.remove(handle);
        }
        Ok(())
    }

    /// What a thing belongs to, and what belongs to the same, may wait for this.
    fn tell(&mut self, handle: Handle) -> Reply<()> {
        let Some(entry) = self.store.get(handle) else { return Ok(()) };
        let event = format!("{}.{}", self.tables.resources[entry.resource].name, self.state(handle));
        for (kind, resource) in self.tables.resources.iter().enumerate() {
            if !resource.transitions.iter().any(|transition| transition.by.contains(&&*event)) {
                continue;
            }
            let Ok(other) = self.about(kind) else { continue };
            let state = self.state(other);
            let waiting = |transition: &&Transition| transition.by.contains(&&*event) && transition.from.contains(&&*state);
            if let Some(transition) = resource.transitions.iter().find(waiting) {
                self.go(other, transition)?;
            }
        }
        Ok(())
    }

    fn transition(&self, handle: Handle, fits: impl Fn(&Transition) -> bool) -> Option<&'static Transition> {
        let entry = self.store.get(handle)?;
        self.tables.resources[entry.resource].transitions.iter().find(|transition| fits(transition))
    }
}

/// A hundred years: what takes longer never happens.
pub(super) const MAX_SECONDS: f64 = 100.0 * 365.0 * 86_400.0;

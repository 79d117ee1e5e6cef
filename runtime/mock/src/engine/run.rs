//! The steps of one call.

use std::borrow::Cow;
use std::sync::Arc;

use ackgen_wire::Operation;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::{Map, Value};

use super::Kept;
use super::record::{Name, Record};
use super::store::{Entry, Handle, Store, TENANT};
use super::table::{Action, Effect, RefusalForm, Resource, Resources, Step, Template};
use super::value::{Held, field, text_of};
use crate::ids::{Ids, like};
use crate::refusal::{Refusal, Reply};

/// How many ids are named of those that there are.
const KNOWN: usize = 10;

/// What is known of the call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'r> {
    pub(super) operation: Option<&'static Operation>,
    pub(super) effect: Option<&'static Effect>,
    /// What transitions know it by.
    pub(super) event: &'r str,
    /// Its id.
    pub(super) request: &'r str,
}

/// A call under way, or a change of state.
pub(super) struct Run<'r> {
    pub(super) tables: &'static Resources,
    pub(super) store: &'r mut Store,
    pub(super) ids: &'r Ids,
    pub(super) now: Timestamp,
    /// The same, once it was asked for.
    pub(super) now_as_text: Option<Arc<str>>,
    pub(super) speed: f64,
    pub(super) call: Call<'r>,
    pub(super) input: Cow<'r, Map<String, Value>>,
    pub(super) item: Option<Held>,
    /// What it is about, the latest last.
    pub(super) subjects: Vec<Handle>,
    /// How many items there are on all pages of the list that was answered.
    pub(super) total: usize,
}

impl<'r> Run<'r> {
    pub(super) fn new(
        tables: &'static Resources,
        store: &'r mut Store,
        ids: &'r Ids,
        now: Timestamp,
        speed: f64,
        call: Call<'r>,
        input: Cow<'r, Map<String, Value>>,
    ) -> Self {
        Self { tables, store, ids, now, now_as_text: None, speed, call, input, item: None, subjects: Vec::new(), total: 0 }
    }

    /// Does what an operation does, and answers what it answers.
    pub(super) fn perform(&mut self, effect: &'static Effect) -> Reply<Option<Kept>> {
        for requirement in effect.requires {
            let handle = self.about(requirement.resource)?;
            if !requirement.states.is_empty() && !requirement.states.contains(&&*self.state(handle)) {
                return Err(self.refuse(&self.tables.refusals.wrong_state, handle));
            }
        }
        for step in effect.steps {
            self.step(step)?;
        }
        self.answer(&effect.answer)
    }

    fn step(&mut self, step: &'static Step) -> Reply<()> {
        let each = match &step.each {
            Some(template) => match self.fill(template)? {
                Some(Held::List(items)) => items.iter().cloned().map(Some).collect(),
                Some(item) => vec![Some(item)],
                None => Vec::new(),
            },
            None => vec![None],
        };
        let times = match &step.times {
            Some(template) => self.fill(template)?.and_then(|times| times.number()?.as_u64()).unwrap_or_default(),
            None => 1,
        };
        for item in each {
            self.item = item;
            for _ in 0..times {
                self.act(step)?;
            }
        }
        self.item = None;
        Ok(())
    }

    fn act(&mut self, step: &'static Step) -> Reply<()> {
        let key = match &step.key {
            Some(template) => self.fill(template)?.map(|key| key.text().into_owned()),
            None => None,
        };
        let creates = matches!(step.action, Action::Create | Action::Replace);
        let found = match &key {
            _ if creates => None,
            Some(key) => Some(self.named(step.resource, key)),
            None => Some(self.about(step.resource)),
        };
        let before = self.subjects.len();
        // The condition may speak of what the step is about. That has to be there only if the step is done.
        self.subjects.extend(found.iter().flatten());
        if let Some(when) = &step.when
            && !self.holds(when)?
        {
            self.subjects.truncate(before);
            return Ok(());
        }
        if let (Action::Replace, Some(key)) = (step.action, &key)
            && let Ok(handle) = self.named(step.resource, key)
        {
            self.store.remove(handle);
        }
        let Some(found) = found else {
            let sent = self.sent(step.resource);
            let handle = self.create(step.resource, key, sent, &step.set)?;
            self.subjects.push(handle);
            return self.log(&step.log);
        };
        let handle = found?;
        match step.action {
            Action::Create | Action::Replace => {}
            Action::Refuse => {
                let why = self.fill(&step.why)?.unwrap_or_default();
                let refusal = self.refuse(&self.tables.refusals.invalid, handle);
                return Err(Refusal { message: refusal.message.replace("{why}", &why.text()), ..refusal });
            }
            Action::Update | Action::Renew => {
                let sent = self.sent(step.resource);
                self.update(handle, sent, &step.set)?;
                if step.action == Action::Renew {
                    self.renew(handle);
                }
            }
            Action::Move => self.ask(handle, &step.set)?,
            Action::Delete => return self.delete(handle, step),
        }
        self.log(&step.log)
    }

    /// Makes a new thing.
    pub(super) fn create(&mut self, kind: usize, key: Option<String>, sent: Record, set: &Template) -> Reply<Handle> {
        let resource = &self.tables.resources[kind];
        let parent = self.parent(resource)?;
        self.check_quota(kind, parent)?;
        let given = resource.id.as_ref().and_then(|id| sent.at(id.field)).map(|given| given.text().into_owned());
        let key = key.or(given);
        let is_given = key.is_some();
        let id = match (&resource.id, key) {
            (None, _) => {
                let known = self.store.all(kind, parent).to_vec();
                known.into_iter().for_each(|handle| self.store.remove(handle));
                String::new()
            }
            (Some(_), Some(key)) => key,
            (Some(id), None) => match id.form {
                Some(form) => self.drawn(form),
                None => self.store.next().to_string(),
            },
        };
        // Also one that is drawn: somebody may have given it before.
        if resource.id.is_some() && self.store.find(kind, parent, &id, &[]).is_some() {
            return Err(self.refuse_named(&self.tables.refusals.exists, resource, &id));
        }
        // It takes a look at all that such a thing may belong to: not for ids that are drawn, of which there are many.
        if is_given
            && resource.id.as_ref().is_some_and(|id| id.unique)
            && let Some(owner) = self.store.owner(kind, &id)
        {
            let refusal = self.refuse_named(&self.tables.refusals.exists, resource, &id);
            return Err(match self.store.get(owner) {
                Some(owner) => refusal.recommend(format!("it belongs to the {} {}", self.tables.resources[owner.resource].what, owner.id)),
                None => refusal,
            });
        }
        let id: Arc<str> = id.into();
        let mut fields = Record::with_room(1 + sent.len() + resource.initial.len() + set.len());
        if let Some(of_id) = &resource.id {
            fields.put(of_id.field, Held::Text(Arc::clone(&id)));
        }
        fields.lay_all(sent);
        let handle = self.store.insert(Entry { resource: kind, parent, id, fields, due: None, left: None, answered: Mutex::default() });
        // What it holds may speak of it.
        self.subjects.push(handle);
        self.lay_beneath(handle, &resource.initial)?;
        self.lay(handle, set)?;
        self.enter(handle);
        self.found(Some(kind))?;
        self.subjects.pop();
        Ok(handle)
    }

    /// A new text of a form.
    pub(super) fn drawn(&mut self, form: &str) -> String {
        like(form, self.ids.stream(self.store.stream, &mut self.store.drawn))
    }

    /// Makes what is there from the start, of everything that belongs to a kind of thing, or to the tenant.
    pub(super) fn found(&mut self, parent: Option<usize>) -> Reply<()> {
        for (kind, resource) in self.tables.resources.iter().enumerate().filter(|(_, resource)| resource.parent == parent) {
            for seed in resource.seeds {
                let fields = self.record(seed)?;
                self.create(kind, None, fields, &Template::Nothing)?;
            }
        }
        Ok(())
    }

    fn update(&mut self, handle: Handle, sent: Record, set: &Template) -> Reply<()> {
        if let Some(entry) = self.store.get_mut(handle) {
            entry.fields.lay_all(sent);
        }
        self.lay(handle, set)
    }

    fn renew(&mut self, handle: Handle) {
        let Some(of_id) = self.store.get(handle).and_then(|entry| self.tables.resources[entry.resource].id.as_ref()) else { return };
        let id: Arc<str> = self.drawn(of_id.form.unwrap_or_default()).into();
        if let Some(entry) = self.store.get_mut(handle) {
            entry.fields.put(of_id.field, Held::Text(Arc::clone(&id)));
        }
        self.store.rename(handle, id);
    }

    fn delete(&mut self, handle: Handle, step: &'static Step) -> Reply<()> {
        let resource = &self.tables.resources[step.resource];
        if self.holds(&resource.protected_while)? {
            return Err(self.refuse(&self.tables.refusals.protected, handle));
        }
        if self.holds(&resource.kept_while)? {
            return Err(self.refuse(&self.tables.refusals.in_use, handle));
        }
        if resource.transitions.iter().any(|transition| transition.by.contains(&self.call.event)) {
            self.ask(handle, &step.set)?;
            return self.log(&step.log);
        }
        self.log(&step.log)?;
        self.store.remove(handle);
        Ok(())
    }

    /// Whether a template says anything: neither nothing, `false` nor zero.
    fn holds(&mut self, template: &Template) -> Reply<bool> {
        let says = |value: Held| !value.is_blank() && value != Held::Boolean(false) && value != Held::from(0_u64);
        Ok(self.fill(template)?.is_some_and(says))
    }

    /// Puts what a template says into a thing.
    /// One field after the other, so that one may speak of those before it.
    pub(super) fn lay(&mut self, handle: Handle, template: &Template) -> Reply<()> {
        let Template::Object(templates) = template else { return Ok(()) };
        for (name, template) in *templates {
            if let Some(value) = self.fill(template)?
                && let Some(entry) = self.store.get_mut(handle)
            {
                entry.fields.lay((*name).into(), value);
            }
        }
        Ok(())
    }

    /// The same beneath what the thing has already, of which what is put there may speak.
    fn lay_beneath(&mut self, handle: Handle, template: &Template) -> Reply<()> {
        let Template::Object(templates) = template else { return Ok(()) };
        for (name, template) in *templates {
            let known = self.store.get(handle).and_then(|entry| entry.fields.get(name)).cloned();
            if matches!(known, Some(ref known) if !matches!(known, Held::Object(_))) {
                continue;
            }
            if let Some(value) = self.fill(template)?
                && let Some(entry) = self.store.get_mut(handle)
            {
                entry.fields.lay((*name).into(), value);
                if let Some(known) = known {
                    entry.fields.lay((*name).into(), known);
                }
            }
        }
        Ok(())
    }

    /// Records what happened, if there is something to say and a place for it.
    pub(super) fn log(&mut self, text: &Template) -> Reply<()> {
        let Some(log) = &self.tables.log else { return Ok(()) };
        let Some(text) = self.fill(text)? else { return Ok(()) };
        self.create(log.resource, None, Record::from_iter([(log.field.into(), text)]), &Template::Nothing)?;
        Ok(())
    }

    /// What was sent of the fields that a kind of thing has.
    fn sent(&self, kind: usize) -> Record {
        let known = |name: &str| self.tables.resources[kind].fields.iter().find(|known| **known == name).map(|known| Name::Borrowed(known));
        match &self.item {
            Some(Held::Object(item)) => item
                .iter()
                .filter(|(_, value)| **value != Held::Null)
                .filter_map(|(name, value)| Some((known(name)?, value.clone())))
                .collect(),
            Some(_) => Record::default(),
            None => self
                .input
                .iter()
                .filter(|(_, value)| !value.is_null())
                .filter_map(|(name, value)| Some((known(name)?, value.into())))
                .collect(),
        }
    }

    fn check_quota(&self, kind: usize, parent: Handle) -> Reply<()> {
        let resource = &self.tables.resources[kind];
        let Some(quota) = &resource.quota else { return Ok(()) };
        let holder = self.about(quota.resource)?;
        let limit = self.store.get(holder).and_then(|entry| entry.fields.at(quota.field)).and_then(|limit| limit.number()?.as_u64());
        match limit {
            Some(limit) if self.store.all(kind, parent).len() as u64 >= limit => {
                let refusal = self.refuse_named(&self.tables.refusals.quota_exceeded, resource, "");
                Err(Refusal { message: refusal.message.replace("{limit}", &limit.to_string()), ..refusal })
            }
            _ => Ok(()),
        }
    }

    /// What a thing of a kind belongs to.
    pub(super) fn parent(&self, resource: &Resource) -> Reply<Handle> {
        resource.parent.map_or(Ok(TENANT), |parent| self.about(parent))
    }

    /// The thing of a kind that this is about: what was made or changed last, what that belongs to, or what the
    /// parameters name.
    pub(super) fn about(&self, kind: usize) -> Reply<Handle> {
        for subject in self.subjects.iter().rev() {
            let mut handle = *subject;
            while let Some(entry) = self.store.get(handle) {
                if entry.resource == kind {
                    return Ok(handle);
                }
                handle = entry.parent;
            }
        }
        let resource = &self.tables.resources[kind];
        let Some(id) = &resource.id else {
            let parent = self.parent(resource)?;
            let one = self.store.all(kind, parent).first().copied();
            return one.ok_or_else(|| self.not_found(resource, ""));
        };
        let named = id.parameters.iter().find_map(|name| field(&self.input, name)).map(text_of);
        self.named(kind, &named.unwrap_or_default())
    }

    /// The thing of a kind that has an id.
    pub(super) fn named(&self, kind: usize, id: &str) -> Reply<Handle> {
        let resource = &self.tables.resources[kind];
        let also = resource.id.as_ref().map_or(&[][..], |id| id.also);
        let found = self.store.find(kind, self.parent(resource)?, id, also);
        found.ok_or_else(|| self.not_found(resource, id))
    }

    fn not_found(&self, resource: &'static Resource, id: &str) -> Refusal {
        self.refuse_named(resource.not_found.as_ref().unwrap_or(&self.tables.refusals.not_found), resource, id)
    }

    /// A refusal of what is not among the things of a kind, with some of those that there are.
    pub(super) fn with_known(&self, kind: usize, refusal: Refusal) -> Refusal {
        let Ok(parent) = self.parent(&self.tables.resources[kind]) else { return refusal };
        let ids: Vec<_> =
            self.store.all(kind, parent).iter().filter_map(|handle| Some(&*self.store.get(*handle)?.id)).take(KNOWN).collect();
        if ids.is_empty() {
            return refusal;
        }
        let more = if ids.len() == KNOWN { " and maybe others" } else { "" };
        let name = self.tables.resources[kind].name;
        refusal.recommend(format!("the mock has {}{more}; any other {name} can be seeded", ids.join(", ")))
    }

    /// The state of a thing; empty where it has none.
    pub(super) fn state(&self, handle: Handle) -> String {
        let Some(entry) = self.store.get(handle) else { return String::new() };
        entry.fields.at(self.tables.resources[entry.resource].state).map(|state| state.text().into_owned()).unwrap_or_default()
    }

    pub(super) fn refuse(&self, form: &'static RefusalForm, handle: Handle) -> Refusal {
        let Some(entry) = self.store.get(handle) else { return Refusal::new(form.status, form.code, form.message) };
        let refusal = self.refuse_named(form, &self.tables.resources[entry.resource], &entry.id);
        Refusal { message: refusal.message.replace("{state}", &self.state(handle)), ..refusal }
    }

    fn refuse_named(&self, form: &'static RefusalForm, resource: &Resource, id: &str) -> Refusal {
        // What has no id, or of which none was said, is called what it is.
        let message = form.message.replace("{what}", resource.what);
        let message = if id.is_empty() { message.replace(" {id}", "") } else { message.replace("{id}", id) };
        Refusal::new(form.status, form.code, message)
    }
}

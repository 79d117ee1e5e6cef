//! Values with gaps, and what fills these.

use std::sync::Arc;

use ackgen_wire::Location;
use jiff::Timestamp;

use super::Kept;
use super::record::Record;
use super::run::Run;
use super::store::{Entry, Handle};
use super::table::{Source, Template, Test};
use super::value::{Held, at};
use crate::clock::to_the_second;
use crate::handler::Content;
use crate::refusal::Reply;

/// A thing as it is read: what it holds, and what its view lays over that.
pub(crate) struct Seen {
    entry: Arc<Entry>,
    view: Record,
}

impl Seen {
    /// What it holds, and what its view lays over that.
    pub(super) fn fields(&self) -> Record {
        let mut fields = self.entry.fields.clone();
        fields.lay_all(self.view.clone());
        fields
    }

    /// The answer to an operation, if this was answered to it before and looked the same.
    pub(super) fn written(&self, operation: &'static str) -> Option<Content> {
        match &*self.entry.answered.lock() {
            Answered::Written(written) if written.operation == operation && written.view == self.view => Some(written.answer.clone()),
            _ => None,
        }
    }

    /// Remembers what was answered to an operation.
    pub(super) fn remember(&self, operation: &'static str, answer: &Content) {
        let mut answered = self.entry.answered.lock();
        *answered = match *answered {
            Answered::Never => Answered::Once,
            _ => Answered::Written(Box::new(Written { operation, view: self.view.clone(), answer: answer.clone() })),
        };
    }

    fn value(&self) -> Held {
        let shown: Vec<_> = self.fields().visible().map(|(name, value)| (name.clone(), value.clone())).collect();
        Record::from(shown).into()
    }
}

/// What was answered to who read a thing. It is kept from the second time on, as there may be very many that are read only once;
/// and only the last, as nearly all things are read by one operation.
#[derive(Debug, Default)]
pub(super) enum Answered {
    #[default]
    Never,
    Once,
    Written(Box<Written>),
}

#[derive(Debug)]
pub(super) struct Written {
    operation: &'static str,
    /// What its view said, which may depend on other things.
    view: Record,
    answer: Content,
}

impl Run<'_> {
    /// The value that a template makes, if it makes one. It refuses when it speaks of something that there is not.
    pub(super) fn fill(&mut self, template: &Template) -> Reply<Option<Held>> {
        Ok(match template {
            Template::Nothing => None,
            Template::Boolean(value) => Some(Held::Boolean(*value)),
            Template::Integer(value) => Some(Held::Number((*value).into())),
            Template::Text(text) => Some(Held::Known(text)),
            Template::First(sources) => {
                for (index, source) in sources.iter().enumerate() {
                    match self.find(source) {
                        // What another source may stand in for need not be there.
                        Err(_) if index + 1 < sources.len() => {}
                        Err(refusal) => return Err(refusal),
                        Ok(None | Some(Held::Null)) => {}
                        Ok(found) => return Ok(found),
                    }
                }
                None
            }
            Template::Joined(parts) => {
                let mut text = String::new();
                for part in *parts {
                    text.extend(self.fill(part)?.iter().map(Held::text));
                }
                Some(text.into())
            }
            Template::List(items) => {
                let mut list = Vec::new();
                for item in *items {
                    list.extend(self.fill(item)?);
                }
                Some(list.into_iter().collect())
            }
            Template::Object(_) => Some(self.record(template)?.into()),
        })
    }

    /// A thing as it is read.
    pub(super) fn view(&mut self, handle: Handle) -> Held {
        self.seen(handle).map_or(Held::Null, |seen| seen.value())
    }

    /// What an operation answers, without a copy where that is a thing as it is read.
    pub(super) fn answer(&mut self, template: &Template) -> Reply<Option<Kept>> {
        match template {
            Template::First([Source::Of(kind, [])]) => {
                let handle = self.about(*kind)?;
                Ok(self.seen(handle).map(Kept::Thing))
            }
            template => Ok(self.fill(template)?.map(Kept::Value)),
        }
    }

    /// A thing as it is read, without a copy of it.
    fn seen(&mut self, handle: Handle) -> Option<Seen> {
        let entry = Arc::clone(self.store.get(handle)?);
        self.subjects.push(handle);
        // A view that speaks of what there is not shows nothing.
        let view = self.record(&self.tables.resources[entry.resource].view).unwrap_or_default();
        self.subjects.pop();
        Some(Seen { entry, view })
    }

    /// What a template makes of an object, by names that the spec gives.
    pub(super) fn record(&mut self, template: &Template) -> Reply<Record> {
        let Template::Object(templates) = template else { return Ok(Record::default()) };
        let filled = templates.iter().map(|(name, template)| Ok(self.fill(template)?.map(|value| ((*name).into(), value))));
        filled.filter_map(Result::transpose).collect()
    }

    fn find(&mut self, source: &Source) -> Reply<Option<Held>> {
        Ok(match source {
            Source::Text(text) => Some(Held::Known(text)),
            Source::Integer(number) => Some(Held::Number((*number).into())),
            Source::Boolean(value) => Some(Held::Boolean(*value)),
            Source::Input([]) => Some(Record::from(&*self.input).into()),
            Source::Input(path) => at(&self.input, path).map(Held::from),
            Source::Item(path) => self.item.as_ref().and_then(|item| item.inside(path)).cloned(),
            Source::Of(kind, path) => {
                let handle = self.about(*kind)?;
                self.field(handle, path)
            }
            Source::Named(kind, name, path) => {
                let Some(name) = self.find(name)? else { return Ok(None) };
                let handle = self.named(*kind, &name.text()).map_err(|refusal| self.with_known(*kind, refusal))?;
                self.field(handle, path)
            }
            Source::Now => Some(self.now()),
            Source::Later(number, unit) => {
                let Some(number) = self.find(number)?.and_then(|number| number.number()?.as_i64()) else { return Ok(None) };
                let later = jiff::SignedDuration::from_secs(number.saturating_mul(*unit));
                Some(to_the_second(self.now.checked_add(later).unwrap_or(Timestamp::MAX)).into())
            }
            Source::If(condition, test, then) => match self.find(condition)? {
                Some(found) if self.passes(&found, test)? => self.find(then)?,
                _ => None,
            },
            Source::Before(number, separator, text) => self.find(text)?.map(|text| {
                let text = text.text();
                let end = text.match_indices(*separator).nth(number - 1).map_or(text.len(), |(place, _)| place);
                text[..end].into()
            }),
            Source::Request => Some(self.call.request.into()),
            Source::New(form) => Some(self.drawn(form).into()),
            Source::Serial => Some(self.store.serial().into()),
            Source::Count(kind, conditions) => {
                let mut wanted = Vec::new();
                for (path, source) in *conditions {
                    wanted.push((*path, self.find(source)?.unwrap_or_default()));
                }
                Some(self.all(*kind, &wanted)?.len().into())
            }
            Source::List(kind) => {
                let page = self.page(*kind)?;
                Some(page.into_iter().map(|handle| self.view(handle)).collect())
            }
            Source::Map(kind, selected) => {
                let mut map = Record::default();
                for handle in self.page(*kind)? {
                    let id = self.store.get(handle).map(|entry| entry.id.to_string()).unwrap_or_default();
                    let value = match selected {
                        [] => self.view(handle),
                        _ => {
                            let named = selected.iter().filter_map(|(name, path)| Some(((*name).into(), self.field(handle, path)?)));
                            named.collect::<Record>().into()
                        }
                    };
                    map.lay(id.into(), value);
                }
                Some(map.into())
            }
            Source::Each(list, sources) => {
                let Some(Held::List(items)) = self.find(list)? else { return Ok(None) };
                let mut objects = Vec::new();
                let outer = self.item.take();
                for item in &*items {
                    self.item = Some(item.clone());
                    let mut fields = Record::default();
                    for (name, source) in *sources {
                        if let Some(value) = self.find(source)? {
                            fields.lay((*name).into(), value);
                        }
                    }
                    objects.push(fields.into());
                }
                self.item = outer;
                Some(objects.into_iter().collect())
            }
            Source::Ids(kind) => {
                let ids = self.page(*kind)?;
                Some(ids.into_iter().filter_map(|handle| self.store.get(handle)).map(|entry| Held::Text(Arc::clone(&entry.id))).collect())
            }
            Source::PageNumber => Some(self.page_number().into()),
            Source::PageSize => Some(self.page_size().into()),
            Source::Total => Some(self.total.into()),
        })
    }

    fn passes(&mut self, value: &Held, test: &Test) -> Reply<bool> {
        Ok(match test {
            Test::Is(text) => value.text() == *text,
            Test::Same(other) => self.find(other)?.is_some_and(|other| other.text() == value.text()),
            Test::Below(number) => value.number().and_then(serde_json::Number::as_i64).is_some_and(|value| value < *number),
            Test::Older(other) => self.find(other)?.is_some_and(|other| is_older(&value.text(), &other.text())),
        })
    }

    /// When this happens, as a text.
    fn now(&mut self) -> Held {
        let now = self.now;
        Held::Text(Arc::clone(self.now_as_text.get_or_insert_with(|| to_the_second(now).into())))
    }

    fn field(&mut self, handle: Handle, path: &[&str]) -> Option<Held> {
        if path.is_empty() {
            return Some(self.view(handle));
        }
        self.store.get(handle).and_then(|entry| entry.fields.at(path)).cloned()
    }

    /// The things of a kind that a list shows.
    fn page(&mut self, kind: usize) -> Reply<Vec<Handle>> {
        let mut wanted = Vec::new();
        let filter = self.call.effect.map_or(&[][..], |effect| effect.filter);
        for (path, template) in filter {
            wanted.extend(self.fill(template)?.map(|value| (*path, value)));
        }
        let pagination = self.call.operation.and_then(|operation| operation.pagination.as_ref());
        let paging = |name: &str| pagination.is_some_and(|pagination| [pagination.page, pagination.size].contains(&name));
        let mut own = Vec::new();
        for field in self.call.operation.map_or(&[][..], |operation| operation.input.fields) {
            let filtered = filter.iter().any(|(path, _)| **path == [field.name]);
            let is_field = self.tables.resources[kind].fields.contains(&field.name);
            if field.location == Location::Query && is_field && !filtered && !paging(field.name) {
                own.extend(self.input.get(field.name).map(|value| ([field.name], Held::from(value))));
            }
        }
        let wanted: Vec<_> = wanted.into_iter().chain(own.iter().map(|(path, value)| (&path[..], value.clone()))).collect();
        if pagination.is_none() {
            return self.all(kind, &wanted);
        }
        let (size, skipped) = (self.page_size(), (self.page_number() - 1).saturating_mul(self.page_size()));
        if wanted.iter().all(|(_, value)| value.is_blank()) {
            let parent = self.parent(&self.tables.resources[kind])?;
            let all = self.store.all(kind, parent);
            self.total = all.len();
            return Ok(all.iter().skip(skipped).take(size).copied().collect());
        }
        let all = self.all(kind, &wanted)?;
        self.total = all.len();
        Ok(all.into_iter().skip(skipped).take(size).collect())
    }

    /// The things of a kind whose fields have the values that are wanted.
    fn all(&self, kind: usize, wanted: &[(&[&str], Held)]) -> Reply<Vec<Handle>> {
        let parent = self.parent(&self.tables.resources[kind])?;
        let fits = |handle: &Handle| {
            let Some(entry) = self.store.get(*handle) else { return false };
            wanted.iter().all(|(path, value)| value.is_blank() || entry.fields.at(path).is_some_and(|has| is_one_of(has, value)))
        };
        if wanted.is_empty() {
            return Ok(self.store.all(kind, parent).to_vec());
        }
        Ok(self.store.all(kind, parent).iter().copied().filter(fits).collect())
    }

    fn page_number(&self) -> usize {
        self.paging(|pagination| pagination.page).unwrap_or(1)
    }

    fn page_size(&self) -> usize {
        self.paging(|pagination| pagination.size).unwrap_or_else(|| self.call.effect.map_or(usize::MAX, |effect| effect.page_size))
    }

    fn paging(&self, parameter: fn(&ackgen_wire::Pagination) -> &'static str) -> Option<usize> {
        let pagination = self.call.operation?.pagination.as_ref()?;
        let number = self.input.get(parameter(pagination))?.as_u64()?;
        usize::try_from(number).ok().filter(|number| *number > 0)
    }
}

/// Whether one version comes before another: what is a number is compared as one, so that 1.9 is older than 1.10.
fn is_older(one: &str, other: &str) -> bool {
    let parts = |text: &str| -> Vec<(u64, String)> {
        text.split(['.', '-']).map(|part| (part.parse().unwrap_or_default(), part.trim_start_matches('0').to_owned())).collect()
    };
    parts(one) < parts(other)
}

fn is_one_of(has: &Held, wanted: &Held) -> bool {
    match wanted {
        Held::List(items) => items.iter().any(|item| item.text() == has.text()),
        one => one.text() == has.text(),
    }
}

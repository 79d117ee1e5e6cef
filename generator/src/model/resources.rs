//! What a service keeps, how that changes, what operations do with it.

use super::{Operation, Service, Text};
use crate::source::Span;

/// Everything that a service keeps.
#[derive(Debug, Default)]
pub struct Resources {
    /// What of it the source does not say, and why it is assumed.
    pub assumed: Text,
    /// What is answered when something cannot be done, by what that is.
    pub refusals: Vec<(&'static str, Refusal)>,
    /// The resource of the records of what happened, and the field that says it.
    pub log: Option<(usize, String)>,
    /// The resources; others refer to them by their place.
    pub resources: Vec<Resource>,
    /// What operations do.
    pub effects: Vec<Effect>,
}

/// What is refused where something is not there.
pub const NOT_FOUND: &str = "not_found";

/// An error that is answered.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The code.
    pub code: String,
    /// The message, with names in braces.
    pub message: String,
}

/// A refusal, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// What it is, as the spec calls it.
    pub name: &'static str,
    /// The resource whose own it is.
    pub of: Option<&'a Resource>,
    /// The error.
    pub refusal: &'a Refusal,
}

impl Refused<'_> {
    /// What tells it from others: its name, and that of its resource.
    pub fn id(&self) -> String {
        self.of.map_or_else(|| self.name.to_owned(), |resource| format!("{}.{}", self.name, resource.name))
    }
}

impl Resources {
    /// All that anything is refused with.
    pub fn refused(&self) -> impl Iterator<Item = Refused<'_>> {
        self.refusals.iter().flat_map(|(name, refusal)| {
            let own = self.resources.iter().filter(|_| *name == NOT_FOUND);
            let own = own.filter_map(|resource| Some(Refused { name, of: Some(resource), refusal: resource.not_found.as_ref()? }));
            std::iter::once(Refused { name, of: None, refusal }).chain(own)
        })
    }

    /// What calls of an operation may be refused with.
    pub fn refused_by(&self, service: &Service, operation: &Operation) -> Vec<Refused<'_>> {
        let effect = self.effects.iter().find(|effect| std::ptr::eq(&service.operations[effect.operation], operation));
        let Some(effect) = effect else { return Vec::new() };
        let needed = self.needed(effect, operation);
        let is_needed = |of: &Resource| needed.iter().any(|resource| std::ptr::eq(*resource, of));
        let may = |refused: &Refused<'_>| match (refused.name, refused.of) {
            (NOT_FOUND, Some(of)) => is_needed(of),
            (NOT_FOUND, None) => needed.iter().any(|resource| resource.not_found.is_none()),
            (name, _) => self.may_refuse(effect, operation, name),
        };
        self.refused().filter(may).collect()
    }

    /// The resources of which there has to be one: the one that is named, or the only one that there can be.
    fn needed(&self, effect: &Effect, operation: &Operation) -> Vec<&Resource> {
        let mut gaps = Vec::new();
        for template in effect.steps.iter().flat_map(|step| step.key.iter().chain([&step.set])).chain([&effect.answer]) {
            template.last_resorts(&mut gaps);
        }
        // A list is narrowed by what is called like a field of its items.
        let narrows = |name: &String| {
            gaps.iter().any(|source| matches!(source, Source::List(listed) if self.resources[*listed].fields.contains(name)))
        };
        let names = |name: &String| !narrows(name) && operation.input.fields.iter().any(|field| field.wire == *name);
        let by_parameter = self.resources.iter().filter(|resource| resource.id.iter().flat_map(|id| &id.parameters).any(names));
        let is_only_one = |resource: &Resource| resource.id.is_none() && resource.seeds.is_empty();
        let by_step = effect.steps.iter().filter(|step| step.action != "create" && step.action != "replace").filter_map(|step| {
            let resource = &self.resources[step.resource];
            (step.key.is_some() || is_only_one(resource)).then_some(resource)
        });
        let by_gap = gaps.iter().filter_map(|source| match source {
            Source::Named(resource, ..) => Some(&self.resources[*resource]),
            Source::Of(resource, _) => Some(&self.resources[*resource]).filter(|resource| is_only_one(resource)),
            _ => None,
        });
        by_parameter.chain(by_step).chain(by_gap).collect()
    }

    fn may_refuse(&self, effect: &Effect, operation: &Operation, refusal: &str) -> bool {
        let does = |action: &str, of: &dyn Fn(&Step, &Resource) -> bool| {
            effect.steps.iter().any(|step| step.action == action && of(step, &self.resources[step.resource]))
        };
        let moves =
            |step: &Step| self.resources[step.resource].transitions.iter().any(|transition| transition.by.contains(&operation.name));
        match refusal {
            "wrong_state" => effect.requires.iter().any(|(_, states)| !states.is_empty()) || effect.steps.iter().any(moves),
            "protected" => does("delete", &|_, resource| resource.protected_while != Template::Nothing),
            "in_use" => does("delete", &|_, resource| resource.kept_while != Template::Nothing),
            "quota_exceeded" => ["create", "replace"].iter().any(|action| does(action, &|_, resource| resource.quota.is_some())),
            "exists" => does("create", &|step, _| step.key.is_some()),
            "invalid" => does("refuse", &|_, _| true),
            _ => false,
        }
    }
}

/// Names of fields, each inside of the one before.
pub type Path = Vec<String>;

/// A kind of thing that is kept.
#[derive(Debug)]
pub struct Resource {
    /// Where its name was written.
    pub at: Span,
    /// Its name.
    pub name: String,
    /// What to call it.
    pub what: Text,
    /// What it belongs to.
    pub parent: Option<usize>,
    /// How one is told from another.
    pub id: Option<ResourceId>,
    /// The fields of the struct that reading it answers.
    pub fields: Vec<String>,
    /// What a new one holds beyond what was sent.
    pub initial: Template,
    /// What is computed whenever one is read.
    pub view: Template,
    /// The ones that are there from the start.
    pub seeds: Vec<Template>,
    /// The resource and the field with the number of how many there may be.
    pub quota: Option<(usize, Path)>,
    /// It is protected from deletion while this is neither nothing, `false` nor zero.
    pub protected_while: Template,
    /// Something needs it while this is neither nothing, `false` nor zero.
    pub kept_while: Template,
    /// The field with its state.
    pub state: Path,
    /// How its state changes.
    pub transitions: Vec<Transition>,
    /// What is answered where there is none of an id, if that has a code of its own.
    pub not_found: Option<Refusal>,
}

/// How one thing is told from another of its kind.
#[derive(Debug)]
pub struct ResourceId {
    /// The field that holds it.
    pub field: Path,
    /// What a new one looks like.
    pub form: Option<String>,
    /// The parameters that name one.
    pub parameters: Vec<String>,
    /// Other fields that tell which one is meant.
    pub also: Vec<Path>,
    /// Whether there is one of an id at most, whatever it belongs to.
    pub unique: bool,
}

/// A change of state.
#[derive(Debug)]
pub struct Transition {
    /// The states that it leaves.
    pub from: Vec<String>,
    /// The state that it leads to.
    pub to: String,
    /// What makes it happen; time where there is nothing.
    pub by: Vec<String>,
    /// Seconds after which it happens by itself.
    pub after: u64,
    /// What happens instead when it fails: the state that it leads to, what it holds then, what the log says.
    pub fails: Option<(String, Template, Template)>,
    /// Whether the thing is gone then.
    pub removes: bool,
    /// What it holds then.
    pub set: Template,
    /// What the log says.
    pub log: Template,
}

/// What an operation does.
#[derive(Debug)]
pub struct Effect {
    /// Where its name was written.
    pub at: Span,
    /// The operation, as an index into the service's.
    pub operation: usize,
    /// Resources, and the states of which they have to be in one.
    pub requires: Vec<(usize, Vec<String>)>,
    /// What is done.
    pub steps: Vec<Step>,
    /// What lists are narrowed by.
    pub filter: Vec<(Path, Template)>,
    /// Paths of what may be sent and changes nothing that can be seen, and why.
    pub ignored: Vec<(Vec<String>, Text)>,
    /// What is answered.
    pub answer: Template,
}

/// One thing that an operation does.
#[derive(Debug)]
pub struct Step {
    /// What is done, as the spec calls it.
    pub action: String,
    /// With which kind of thing.
    pub resource: usize,
    /// Only while this is neither nothing, `false` nor zero.
    pub when: Option<Template>,
    /// For each of these.
    pub each: Option<Template>,
    /// So many times.
    pub times: Option<Template>,
    /// Which one.
    pub key: Option<Template>,
    /// What it holds then.
    pub set: Template,
    /// What the log says.
    pub log: Template,
    /// Why it refuses.
    pub why: Template,
}

impl Template {
    /// Adds what fills each gap if nothing before it does.
    fn last_resorts<'t>(&'t self, sources: &mut Vec<&'t Source>) {
        match self {
            Self::First(all) => sources.extend(all.last()),
            Self::Joined(parts) | Self::List(parts) => parts.iter().for_each(|part| part.last_resorts(sources)),
            Self::Object(fields) => fields.iter().for_each(|(_, value)| value.last_resorts(sources)),
            Self::Nothing | Self::Boolean(_) | Self::Integer(_) | Self::Text(_) => {}
        }
    }
}

/// A value with gaps.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// Nothing.
    Nothing,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// The first of these that there is.
    First(Vec<Source>),
    /// Texts in a row.
    Joined(Vec<Template>),
    /// A list.
    List(Vec<Template>),
    /// An object.
    Object(Vec<(String, Template)>),
}

/// What fills a gap.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A text as it is.
    Text(String),
    /// A number as it is.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Something that was sent.
    Input(Path),
    /// Something of the item that a step is about.
    Item(Path),
    /// A field of the thing of a kind that this is about.
    Of(usize, Path),
    /// A field of the thing of a kind that something names.
    Named(usize, Box<Source>, Path),
    /// The time.
    Now,
    /// The time, and so many of a unit in seconds later.
    Later(Box<Source>, i64),
    /// What a source says, if another one passes a test.
    If(Box<Source>, Test, Box<Source>),
    /// What a text says before the so-manieth of a character.
    Before(usize, char, Box<Source>),
    /// The id of the call.
    Request,
    /// A new text of a form.
    New(String),
    /// A number that nothing else has.
    Serial,
    /// How many there are whose fields have these values.
    Count(usize, Vec<(Path, Source)>),
    /// All that there are, narrowed and in pages.
    List(usize),
    /// The same by id; of each only these fields, by name, if there are any.
    Map(usize, Vec<(String, Path)>),
    /// For each item of a list an object of these fields.
    Each(Box<Source>, Vec<(String, Source)>),
    /// Their ids.
    Ids(usize),
    /// The number of the page.
    PageNumber,
    /// The number of items on a page.
    PageSize,
    /// The number of items on all pages.
    Total,
}

/// What can be asked of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It says this.
    Is(String),
    /// It says the same as another one.
    Same(Box<Source>),
    /// It is a number below this.
    Below(i64),
    /// It is an older version than another one.
    Older(Box<Source>),
}

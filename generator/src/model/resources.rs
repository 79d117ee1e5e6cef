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

impl Resources {
    /// What calls of an operation may be refused for; by what that is.
    pub fn refusals_of(&self, service: &Service, operation: &Operation) -> impl Iterator<Item = &(&'static str, Refusal)> {
        let effect = self.effects.iter().find(|effect| std::ptr::eq(&service.operations[effect.operation], operation));
        let parameters: Vec<_> = operation.input.fields.iter().map(|field| &field.wire).collect();
        let ids = self.resources.iter().flat_map(|resource| &resource.id).flat_map(|id| &id.parameters);
        let names_one = ids.into_iter().any(|id| parameters.contains(&id));
        self.refusals.iter().filter(move |(name, _)| effect.is_some_and(|effect| self.may_refuse(effect, names_one, name)))
    }

    fn may_refuse(&self, effect: &Effect, names_one: bool, refusal: &str) -> bool {
        let does = |action: &str, of: &dyn Fn(&Step, &Resource) -> bool| {
            effect.steps.iter().any(|step| step.action == action && of(step, &self.resources[step.resource]))
        };
        let makes = |of: &dyn Fn(&Step, &Resource) -> bool| does("create", of) || does("replace", of);
        match refusal {
            "not_found" => {
                let by_key = |step: &Step| step.key.is_some() && !["create", "replace"].contains(&&*step.action);
                names_one || effect.steps.iter().any(|step| by_key(step) || step.needs_another())
            }
            "wrong_state" => {
                let is_left = |_: &Step, resource: &Resource| resource.transitions.iter().any(|transition| !transition.by.is_empty());
                effect.requires.iter().any(|(_, states)| !states.is_empty()) || does("move", &|_, _| true) || does("delete", &is_left)
            }
            "protected" => does("delete", &|_, resource| resource.protected_while != Template::Nothing),
            "in_use" => does("delete", &|_, resource| resource.kept_while != Template::Nothing),
            "quota_exceeded" => makes(&|_, resource| resource.quota.is_some()),
            "invalid" => does("refuse", &|_, _| true),
            _ => does("create", &|step, _| step.key.is_some()),
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

impl Step {
    /// Whether it is refused where something is not there that another thing than the parameters names.
    pub fn needs_another(&self) -> bool {
        self.key.iter().chain([&self.set]).any(Template::needs_another)
    }
}

impl Template {
    /// Whether there is nothing else to take where what a gap names is not there.
    fn needs_another(&self) -> bool {
        match self {
            Self::First(sources) => matches!(sources.last(), Some(Source::Named(..))),
            Self::Joined(parts) | Self::List(parts) => parts.iter().any(Self::needs_another),
            Self::Object(fields) => fields.iter().any(|(_, value)| value.needs_another()),
            Self::Nothing | Self::Boolean(_) | Self::Integer(_) | Self::Text(_) => false,
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

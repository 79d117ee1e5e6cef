//! What a service keeps, and how it changes: the static tables that generated code describes that with.

/// Everything that a service keeps.
#[derive(Debug)]
pub struct Resources {
    /// The resources; others refer to them by their place here. One comes after its parent.
    pub resources: &'static [Resource],
    /// What operations do. One that is not here answers the documented example.
    pub effects: &'static [Effect],
    /// What is answered when something cannot be done.
    pub refusals: Refusals,
    /// Where it is recorded what happened.
    pub log: Option<Log>,
}

/// A kind of thing that is kept.
#[derive(Debug)]
pub struct Resource {
    /// Its name.
    pub name: &'static str,
    /// What to call it in a message.
    pub what: &'static str,
    /// What it belongs to; the tenant where there is none.
    pub parent: Option<usize>,
    /// How one is told from another; without it there is one at most.
    pub id: Option<Id>,
    /// The fields that are copied from inputs by equal names; all where there are none.
    pub fields: &'static [&'static str],
    /// What a new one holds beyond what was sent.
    pub initial: Template,
    /// What is computed whenever one is read.
    pub view: Template,
    /// The ones that are there from the start.
    pub seeds: &'static [Template],
    /// How many there may be.
    pub quota: Option<Quota>,
    /// It is protected from deletion while this holds: while it is neither nothing, `false` nor zero.
    pub protected_while: Template,
    /// Something needs it while this holds, so that it cannot be deleted.
    pub kept_while: Template,
    /// The path of the field with its state.
    pub state: &'static [&'static str],
    /// How its state changes.
    pub transitions: &'static [Transition],
    /// What is answered where there is none of an id, if that has a code of its own.
    pub not_found: Option<RefusalForm>,
}

impl Resource {
    /// One that says nothing, for those to be laid over that say less than everything.
    pub const EMPTY: Self = Self {
        name: "",
        what: "",
        parent: None,
        id: None,
        fields: &[],
        initial: Template::Nothing,
        view: Template::Nothing,
        seeds: &[],
        quota: None,
        protected_while: Template::Nothing,
        kept_while: Template::Nothing,
        state: &[],
        transitions: &[],
        not_found: None,
    };
}

/// How one thing is told from another of its kind.
#[derive(Debug)]
pub struct Id {
    /// The path of the field that holds it.
    pub field: &'static [&'static str],
    /// What a new one looks like; see [`Source::New`]. Without it, it is what was sent.
    pub form: Option<&'static str>,
    /// The parameters that name one.
    pub parameters: &'static [&'static str],
    /// Paths of other fields that tell which one is meant.
    pub also: &'static [&'static [&'static str]],
    /// Whether there is one of an id at most, whatever it belongs to.
    pub unique: bool,
}

/// How many of a kind there may be.
#[derive(Debug)]
pub struct Quota {
    /// The resource that holds the number.
    pub resource: usize,
    /// The path of the number.
    pub field: &'static [&'static str],
}

/// A change of state.
#[derive(Debug)]
pub struct Transition {
    /// The states that it leaves.
    pub from: &'static [&'static str],
    /// The state that it leads to.
    pub to: &'static str,
    /// What makes it happen: operations, and `resource.state` where another thing comes into a state. Without any, time does.
    pub by: &'static [&'static str],
    /// After how many seconds it happens by itself.
    pub after: u64,
    /// What happens instead when it fails; without it, it cannot.
    pub fails: Option<Failure>,
    /// Whether the thing is gone then.
    pub removes: bool,
    /// What it holds then.
    pub set: Template,
    /// What the log says.
    pub log: Template,
}

impl Transition {
    /// One that says nothing, for those to be laid over that say less than everything.
    pub const EMPTY: Self =
        Self { from: &[], to: "", by: &[], after: 0, fails: None, removes: false, set: Template::Nothing, log: Template::Nothing };
}

/// What happens when a transition fails.
#[derive(Debug)]
pub struct Failure {
    /// The state that it leads to.
    pub to: &'static str,
    /// What the thing holds then.
    pub set: Template,
    /// What the log says.
    pub log: Template,
}

/// Where it is recorded what happened.
#[derive(Debug)]
pub struct Log {
    /// The resource whose entries are the records.
    pub resource: usize,
    /// The field that says what happened.
    pub field: &'static str,
}

/// What an operation does.
#[derive(Debug)]
pub struct Effect {
    /// The operation.
    pub operation: &'static str,
    /// Which states things have to be in.
    pub requires: &'static [Requirement],
    /// What is done, in order.
    pub steps: &'static [Step],
    /// What lists are narrowed by, beyond parameters that are called like a field: path and value. One of the name of such a
    /// parameter stands for it.
    pub filter: &'static [(&'static [&'static str], Template)],
    /// How many items a page has unless the call says so.
    pub page_size: usize,
    /// What is answered.
    pub answer: Template,
}

impl Effect {
    /// One that says nothing, for those to be laid over that say less than everything.
    pub const EMPTY: Self = Self { operation: "", requires: &[], steps: &[], filter: &[], page_size: 10, answer: Template::Nothing };
}

/// A state that something has to be in.
#[derive(Debug)]
pub struct Requirement {
    /// The resource.
    pub resource: usize,
    /// One of these.
    pub states: &'static [&'static str],
}

/// One thing that an operation does.
#[derive(Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// With which kind of thing.
    pub resource: usize,
    /// Only while this holds.
    pub when: Option<Template>,
    /// For each of these.
    pub each: Option<Template>,
    /// So many times.
    pub times: Option<Template>,
    /// Which one; otherwise the parameters tell.
    pub key: Option<Template>,
    /// What it holds then, beyond what was sent.
    pub set: Template,
    /// What the log says.
    pub log: Template,
    /// Why it refuses.
    pub why: Template,
}

impl Step {
    /// One that says nothing, for those to be laid over that say less than everything.
    pub const EMPTY: Self = Self {
        action: Action::Create,
        resource: 0,
        when: None,
        each: None,
        times: None,
        key: None,
        set: Template::Nothing,
        log: Template::Nothing,
        why: Template::Nothing,
    };
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make a new one.
    Create,
    /// Make a new one in place of the one of that id, if there is one.
    Replace,
    /// Change one.
    Update,
    /// Change one, which gets a new id.
    Renew,
    /// Take one away, unless it is protected or in use.
    Delete,
    /// Make the transition that the operation makes happen.
    Move,
    /// Refuse the call.
    Refuse,
}

/// What is answered when something cannot be done.
#[derive(Debug)]
pub struct Refusals {
    /// There is no such thing.
    pub not_found: RefusalForm,
    /// It is not in a state for that.
    pub wrong_state: RefusalForm,
    /// It is protected.
    pub protected: RefusalForm,
    /// Something else needs it.
    pub in_use: RefusalForm,
    /// There are as many as there may be.
    pub quota_exceeded: RefusalForm,
    /// There is one of this name.
    pub exists: RefusalForm,
    /// It is nothing that can be asked of this.
    pub invalid: RefusalForm,
}

/// An error answer. `{what}`, `{id}`, `{state}`, `{limit}` and `{why}` in the message are filled in; ` {id}` is left out where
/// a thing has none.
#[derive(Debug)]
pub struct RefusalForm {
    /// The HTTP status.
    pub status: u16,
    /// The code.
    pub code: &'static str,
    /// The message.
    pub message: &'static str,
}

/// A value with gaps.
#[derive(Clone, Copy, Debug)]
pub enum Template {
    /// Nothing: a field is left out.
    Nothing,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'static str),
    /// The first of these that there is.
    First(&'static [Source]),
    /// Texts in a row.
    Joined(&'static [Template]),
    /// A list.
    List(&'static [Template]),
    /// An object.
    Object(&'static [(&'static str, Template)]),
}

impl Template {
    /// How many fields it makes at most, if it makes an object.
    pub(crate) fn len(&self) -> usize {
        if let Self::Object(fields) = self { fields.len() } else { 0 }
    }
}

/// What fills a gap.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A text as it is.
    Text(&'static str),
    /// A number as it is.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Something that was sent.
    Input(&'static [&'static str]),
    /// Something of the item that a step is about.
    Item(&'static [&'static str]),
    /// A field of the thing of a kind that the call, or what happens, is about.
    Of(usize, &'static [&'static str]),
    /// A field of the thing of a kind that this names.
    Named(usize, &'static Source, &'static [&'static str]),
    /// The time.
    Now,
    /// The time, and so many of a unit (in seconds) later.
    Later(&'static Source, i64),
    /// What a source says, if another one passes a test.
    If(&'static Source, Test, &'static Source),
    /// What a text says before the so-manieth of a character; all of it where there are not so many.
    Before(usize, char, &'static Source),
    /// The id of the call.
    Request,
    /// A new text that looks like this: `#` is a hexadecimal digit, `@` a number from 1 to 250.
    New(&'static str),
    /// A number that nothing else has.
    Serial,
    /// How many there are, of those whose field has a value.
    Count(usize, &'static [(&'static [&'static str], Source)]),
    /// All that there are, narrowed and in pages as the operation says.
    List(usize),
    /// The same by id; of each only these fields, by name, if there are any.
    Map(usize, &'static [(&'static str, &'static [&'static str])]),
    /// For each item of a list an object of these fields, in which it is the item.
    Each(&'static Source, &'static [(&'static str, Source)]),
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
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// It says this.
    Is(&'static str),
    /// It says the same as another one.
    Same(&'static Source),
    /// It is a number below this.
    Below(i64),
    /// It is an older version than another one.
    Older(&'static Source),
}

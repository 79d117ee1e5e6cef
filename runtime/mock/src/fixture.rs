//! What is there from the start, written down in YAML: things by tenant, with what belongs to them; and what is to go wrong,
//! or to be answered in place of the mock's own answers.
//!
//! ```yaml
//! tenants:
//!   testid:
//!     - kind: cluster
//!       fields: { name: demo, state: running }
//!       has:
//!         - kind: namespace
//!           fields: { name: test }
//! failures: [{ kind: cluster, to: running }]
//! faults: [{ operation: "Describe*", status: 503, times: 1 }]
//! answers: [{ operation: DescribeUserQuota, value: { cluster_quota: 1 } }]
//! ```
//!
//! The last three are lists of what the admin API takes. A field is what the spec calls so, and has the type that operations give it. Everything that is wrong is said at once,
//! with its place, and nothing is there then.

mod yaml;

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use self::yaml::{Content, Node};
use crate::engine::FailingTransition;
use crate::exchange::Exchange;
use crate::faults::Fault;
use crate::fields::{Unfit, a, suggestion};
use crate::overrides::Canned;
use crate::refusal::Refusal;
use crate::rules::Rule;

/// A file that was read.
pub(crate) struct Fixture {
    name: String,
    root: Node,
}

/// What a file says, with its places.
#[derive(Default)]
struct Contents<'f> {
    tenants: Vec<(&'f Node, Vec<Thing<'f>>)>,
    failures: Vec<(&'f Node, FailingTransition)>,
    faults: Vec<(&'f Node, Fault)>,
    answers: Vec<(&'f Node, Canned)>,
}

/// Something that is to be there.
struct Thing<'f> {
    node: &'f Node,
    kind: &'f str,
    fields: Map<String, Value>,
    has: Vec<Thing<'f>>,
}

/// What is wrong, and where.
#[derive(Default)]
struct Mistakes(Vec<(u64, u64, String)>);

impl Mistakes {
    fn add(&mut self, at: &Node, message: impl Into<String>) {
        self.0.push((at.line, at.column, message.into()));
    }

    fn told(mut self, name: &str) -> io::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        let mut text = String::new();
        for (line, column, message) in self.0 {
            let separator = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{separator}{name}:{line}:{column}: {message}");
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, text))
    }
}

impl Fixture {
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| io::Error::new(error.kind(), format!("cannot read {name}: {error}")))?;
        match yaml::parse(&text) {
            Ok(root) => Ok(Self { name, root }),
            Err((line, column, message)) => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{name}:{line}:{column}: {message}"))),
        }
    }

    /// All of it; and every mistake in how it is written.
    fn contents(&self, mistakes: &mut Mistakes) -> Contents<'_> {
        let mut contents = Contents::default();
        for (key, node) in map(&self.root, mistakes) {
            match key.text() {
                "tenants" => {
                    let tenants = map(node, mistakes).iter();
                    contents.tenants = tenants.map(|(tenant, node)| (tenant, things(node, mistakes))).collect();
                }
                "failures" => contents.failures = list(node, FailingTransition::read, mistakes),
                "faults" => contents.faults = list(node, Fault::read, mistakes),
                "answers" => contents.answers = list(node, Canned::read, mistakes),
                other => unknown(key, other, &["tenants", "failures", "faults", "answers"], mistakes),
            }
        }
        contents
    }
}

fn list<'f, T>(node: &'f Node, read: fn(Value) -> Result<T, Unfit>, mistakes: &mut Mistakes) -> Vec<(&'f Node, T)> {
    let Content::List(items) = &node.content else {
        mistakes.add(node, "this has to be a list");
        return Vec::new();
    };
    let read = |item: &'f Node| read(item.to_json()).map_err(|unfit| mistakes.add(item, unfit.to_string())).ok().map(|read| (item, read));
    items.iter().filter_map(read).collect()
}

fn things<'f>(node: &'f Node, mistakes: &mut Mistakes) -> Vec<Thing<'f>> {
    let Content::List(items) = &node.content else {
        mistakes.add(node, "this has to be a list of things: `- kind: …`");
        return Vec::new();
    };
    items.iter().filter_map(|item| thing(item, mistakes)).collect()
}

fn thing<'f>(node: &'f Node, mistakes: &mut Mistakes) -> Option<Thing<'f>> {
    let mut thing = Thing { node, kind: "", fields: Map::new(), has: Vec::new() };
    for (key, value) in map(node, mistakes) {
        match key.text() {
            "kind" => (thing.kind, thing.node) = (value.text(), value),
            "fields" => match value.to_json() {
                Value::Object(fields) => thing.fields = fields,
                _ => mistakes.add(value, "`fields` has to be a map"),
            },
            "has" => thing.has = things(value, mistakes),
            other => unknown(key, other, &["kind", "fields", "has"], mistakes),
        }
    }
    if thing.kind.is_empty() {
        mistakes.add(node, "a thing needs a `kind`");
        return None;
    }
    Some(thing)
}

fn map<'f>(node: &'f Node, mistakes: &mut Mistakes) -> &'f [(Node, Node)] {
    match &node.content {
        Content::Map(entries) => entries,
        _ => {
            mistakes.add(node, "this has to be a map");
            &[]
        }
    }
}

fn unknown(at: &Node, key: &str, known: &[&str], mistakes: &mut Mistakes) {
    mistakes.add(at, format!("there is no key `{key}`{}", suggestion(key, known)));
}

impl Exchange {
    /// Whether a fixture fits what the spec says.
    pub(crate) fn check_fixture(&self, fixture: &Fixture) -> io::Result<()> {
        let mut mistakes = Mistakes::default();
        let contents = fixture.contents(&mut mistakes);
        let named = contents.failures.iter().filter_map(|(node, failing)| Some((*node, failing.tenant.as_deref()?)));
        for (node, tenant) in contents.tenants.iter().map(|(node, _)| (*node, node.text())).chain(named) {
            if let Some(why) = self.unreachable(tenant) {
                mistakes.add(node, why);
            }
        }
        for (_, things) in &contents.tenants {
            self.check_things(fixture, things, None, &mut mistakes);
        }
        for (node, failing) in &contents.failures {
            if let Err(refusal) = self.engine(&failing.resource).and_then(|engine| engine.can_fail(failing)) {
                let what = refusal.recommend.map_or(String::new(), |recommend| format!("; {recommend}"));
                mistakes.add(node, format!("{}{what}", refusal.message));
            }
        }
        let faults = contents.faults.iter().map(|(node, fault)| (node, self.check_pattern(&fault.selector().operation)));
        let answers = contents.answers.iter().map(|(node, canned)| (node, self.check_canned(canned)));
        for (node, checked) in faults.chain(answers) {
            if let Err(unfit) = checked {
                mistakes.add(node, unfit.to_string());
            }
        }
        mistakes.told(&fixture.name)
    }

    /// Why nobody can ever call as a tenant; nothing if somebody can, or it is not known who may.
    fn unreachable(&self, tenant: &str) -> Option<String> {
        let keys = self.authentication.keys().all();
        if !self.authentication.required() || keys.iter().any(|key| key.tenant == tenant) {
            return None;
        }
        let known: Vec<_> = keys.iter().map(|key| key.tenant.as_str()).collect();
        Some(format!("no access key is of the tenant `{tenant}`{}", suggestion(tenant, &known)))
    }

    /// Has the faults and the canned answers of a fixture, from the start and after every reset.
    pub(crate) fn add_rules(&self, fixture: &Fixture) {
        let contents = fixture.contents(&mut Mistakes::default());
        contents.faults.into_iter().for_each(|(_, fault)| self.faults.add_from_start(fault));
        contents.answers.into_iter().for_each(|(_, canned)| self.overrides.canned.add_from_start(canned));
    }

    fn check_things(&self, fixture: &Fixture, things: &[Thing<'_>], parent: Option<&str>, mistakes: &mut Mistakes) {
        for thing in things {
            let Some((service, engine)) = self.services().find(|(_, engine)| engine.knows(thing.kind)) else {
                let known: Vec<_> = self.services().flat_map(|(_, engine)| engine.names()).collect();
                mistakes.add(thing.node, format!("there is no kind `{}`{}", thing.kind, suggestion(thing.kind, &known)));
                continue;
            };
            if engine.parent_of(thing.kind) != parent {
                let belongs = |parent: Option<&str>| a(parent.unwrap_or("tenant"));
                let message = format!("{} belongs to {}, not to {}", a(thing.kind), belongs(engine.parent_of(thing.kind)), belongs(parent));
                mistakes.add(thing.node, message);
            }
            for (field, message) in engine.check_fields(service, thing.kind, &thing.fields) {
                mistakes.add(fixture.root.key_near(thing.node, &field), message);
            }
            self.check_things(fixture, &thing.has, Some(thing.kind), mistakes);
        }
    }

    /// Has what a fixture says be there; for one tenant only, if one is named. Tenants that have something already keep
    /// what they have.
    pub(crate) fn apply(&self, fixture: &Fixture, only: Option<&str>, fresh: impl Fn(&str) -> bool) -> io::Result<()> {
        let mut mistakes = Mistakes::default();
        let contents = fixture.contents(&mut mistakes);
        let meant = |tenant: &str| only.is_none_or(|only| only == tenant) && fresh(tenant);
        for (tenant, things) in contents.tenants.into_iter().filter(|(tenant, _)| meant(tenant.text())) {
            self.seed_things(tenant.text(), &things, &Map::new(), &mut mistakes);
        }
        for (node, failing) in contents.failures {
            if meant(failing.tenant.as_deref().unwrap_or(self.tenant()))
                && let Err(refusal) = self.fail(&failing)
            {
                mistakes.add(node, refusal.message);
            }
        }
        mistakes.told(&fixture.name)
    }

    fn seed_things(&self, tenant: &str, things: &[Thing<'_>], parameters: &Map<String, Value>, mistakes: &mut Mistakes) {
        for thing in things {
            let seeded = self.engine(thing.kind).and_then(|engine| {
                let seeded = engine.seed(tenant, thing.kind, parameters.clone(), thing.fields.clone())?;
                Ok(engine.parameters_of(thing.kind, &seeded))
            });
            match seeded {
                Ok(own) => {
                    let parameters = parameters.clone().into_iter().chain(own).collect();
                    self.seed_things(tenant, &thing.has, &parameters, mistakes);
                }
                Err(Refusal { message, .. }) => mistakes.add(thing.node, message),
            }
        }
    }
}

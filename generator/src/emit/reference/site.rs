//! Which pages there are, where they lie, and how one leads to another.
//!
//! ```text
//! README.md                     choice of the language
//! llms.txt, llms.zh.txt         lists of the pages, for language models
//! en/README.md                  services and their operations; how to read the reference
//! en/getting-started.md         the first call, to the mock and to the service
//! en/fields.md                  every field name and where it occurs
//! en/all.md                     all of it in one file
//! en/ack/README.md              a service: its groups with their operations
//! en/ack/clusters/CreateCluster.md
//! en/ack/types/README.md        list of the structs and enums; a page a struct beside it
//! en/ack/gateways.md, signing.md, responses.md, errors.md, pagination.md, lifecycles.md, quotas.md, enums.md,
//!        errata.md, changes.md
//! en/ack/lifecycles/cluster.svg
//! zh/…                          the same files with the same anchors
//! ```
//!
//! Paths and anchors are made of the names in the spec, never of titles, so that a link survives another wording.
//! Every anchor has a dot in it: what a host derives from a heading has none, so that the two never meet.

use std::fmt;

use super::index::Index;
use super::markdown::{self, Inline, Mention};
use super::{lifecycle, quotas};
use crate::emit::prose::Language;
use crate::model::{Field, Model, Operation, Service, Shape, Text, Type};
use crate::names;

/// A page, in any language.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The front page of a language.
    Front,
    /// The first call.
    GettingStarted,
    /// Every field name.
    Fields,
    /// The front page of a service.
    Service(&'a Service),
    /// Where the service is reached, and what every request carries.
    Gateways(&'a Service),
    /// How requests are signed.
    Signing(&'a Service),
    /// Formats of answers, and what all of them hold.
    Responses(&'a Service),
    /// Every error.
    Errors(&'a Service),
    /// Operations that answer a page at a time.
    Pagination(&'a Service),
    /// How the states of what is kept change.
    Lifecycles(&'a Service),
    /// How much there may be of everything, and how large values may be.
    Quotas(&'a Service),
    /// List of the structs and enums.
    Types(&'a Service),
    /// A struct.
    Struct(&'a Service, &'a Type),
    /// Every enum.
    Enums(&'a Service),
    /// Where the source document contradicts itself.
    Errata(&'a Service),
    /// What each version brought.
    Changes(&'a Service),
    /// An operation.
    Operation(&'a Service, &'a Operation),
}

impl<'a> Place<'a> {
    /// Every page that the model makes.
    pub fn all(model: &'a Model) -> Vec<Self> {
        let mut places = vec![Self::Front, Self::GettingStarted, Self::Fields];
        for service in &model.services {
            places.extend(Self::of_service(service));
            places.extend(service.operations.iter().map(|operation| Self::Operation(service, operation)));
            places.extend(
                service.types.iter().filter(|definition| is_struct(definition)).map(|definition| Self::Struct(service, definition)),
            );
        }
        places
    }

    /// The pages about a service as a whole.
    pub fn of_service(service: &'a Service) -> Vec<Self> {
        let has_enums = service.types.iter().any(|definition| !is_struct(definition));
        let pages = [
            (Self::Service(service), true),
            (Self::Gateways(service), true),
            (Self::Signing(service), !service.signing.is_empty()),
            (Self::Responses(service), true),
            (Self::Errors(service), true),
            (Self::Pagination(service), service.operations.iter().any(|operation| operation.pagination.is_some())),
            (Self::Lifecycles(service), lifecycle::all(service).next().is_some()),
            (Self::Quotas(service), quotas::has_any(service)),
            (Self::Types(service), !service.types.is_empty()),
            (Self::Enums(service), has_enums),
            (Self::Errata(service), !service.errata.is_empty()),
            (Self::Changes(service), !service.changes.is_empty()),
        ];
        pages.into_iter().filter(|(_, exists)| *exists).map(|(place, _)| place).collect()
    }

    /// The page of a type, and the anchor where others are on it.
    pub fn of_type(service: &'a Service, definition: &'a Type) -> (Self, Option<String>) {
        match definition.shape {
            Shape::Struct(_) => (Self::Struct(service, definition), None),
            Shape::Enum(_) => (Self::Enums(service), Some(ids::definition(definition))),
        }
    }

    /// The service that the page is about.
    pub fn service(self) -> Option<&'a Service> {
        match self {
            Self::Front | Self::GettingStarted | Self::Fields => None,
            Self::Service(service)
            | Self::Gateways(service)
            | Self::Signing(service)
            | Self::Responses(service)
            | Self::Errors(service)
            | Self::Pagination(service)
            | Self::Lifecycles(service)
            | Self::Quotas(service)
            | Self::Changes(service)
            | Self::Types(service)
            | Self::Enums(service)
            | Self::Errata(service)
            | Self::Struct(service, _)
            | Self::Operation(service, _) => Some(service),
        }
    }

    /// Its path inside of a language's folder. The names in it have been found to be such that it leads nowhere else.
    pub fn path(self) -> Path<'a> {
        match self {
            Self::Front => Path::page([None, None], "README"),
            Self::GettingStarted => Path::page([None, None], "getting-started"),
            Self::Fields => Path::page([None, None], "fields"),
            Self::Service(service) => Path::page([Some(&service.name), None], "README"),
            Self::Gateways(service) => Path::page([Some(&service.name), None], "gateways"),
            Self::Signing(service) => Path::page([Some(&service.name), None], "signing"),
            Self::Responses(service) => Path::page([Some(&service.name), None], "responses"),
            Self::Errors(service) => Path::page([Some(&service.name), None], "errors"),
            Self::Lifecycles(service) => Path::page([Some(&service.name), None], "lifecycles"),
            Self::Quotas(service) => Path::page([Some(&service.name), None], "quotas"),
            Self::Changes(service) => Path::page([Some(&service.name), None], "changes"),
            Self::Pagination(service) => Path::page([Some(&service.name), None], "pagination"),
            Self::Enums(service) => Path::page([Some(&service.name), None], "enums"),
            Self::Errata(service) => Path::page([Some(&service.name), None], "errata"),
            Self::Types(service) => Path::page([Some(&service.name), Some("types")], "README"),
            Self::Struct(service, definition) => Path::page([Some(&service.name), Some("types")], &definition.name),
            Self::Operation(service, operation) => {
                let group = service.groups.get(operation.group).map_or("operations", |group| &group.name);
                Path::page([Some(&service.name), Some(group)], &operation.name)
            }
        }
    }
}

/// Where a file lies inside of a language's folder. Pages name each other all the time: what a path is made of is not copied
/// for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// What it is in, from the outside.
    folders: [Option<&'a str>; 2],
    name: &'a str,
    extension: &'static str,
}

impl<'a> Path<'a> {
    fn page(folders: [Option<&'a str>; 2], name: &'a str) -> Self {
        Self { folders, name, extension: "md" }
    }

    /// That of a drawing, beside the page of lifecycles.
    pub fn drawing(service: &'a Service, name: &'a str) -> Self {
        Self { folders: [Some(&service.name), Some("lifecycles")], name, extension: "svg" }
    }

    fn folders(&self) -> impl Iterator<Item = &'a str> {
        self.folders.into_iter().flatten()
    }

    /// The way to it from another file.
    fn seen_from(&self, from: &Self) -> String {
        let shared = from.folders().zip(self.folders()).take_while(|(one, other)| one == other).count();
        let mut way = "../".repeat(from.folders().count() - shared);
        for folder in self.folders().skip(shared) {
            way.extend([folder, "/"]);
        }
        way.extend([self.name, ".", self.extension]);
        way
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.folders().try_for_each(|folder| write!(formatter, "{folder}/"))?;
        write!(formatter, "{}.{}", self.name, self.extension)
    }
}

/// The file that all pages are in.
pub const SINGLE: &str = "all.md";

fn is_struct(definition: &Type) -> bool {
    matches!(definition.shape, Shape::Struct(_))
}

/// A page in a language: what is known while it is written.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Everything.
    pub model: &'a Model,
    /// What is looked up in it.
    pub index: &'a Index<'a>,
    /// The language.
    pub language: Language,
    /// The page itself.
    pub place: Place<'a>,
}

impl<'a> Page<'a> {
    /// Its path inside of the output folder.
    pub fn path(&self) -> String {
        format!("reference/{}/{}", folder(self.language), self.place.path())
    }

    /// The address of another page, or of an anchor there, as seen from here.
    pub fn address(&self, to: Place<'_>, anchor: Option<&str>) -> String {
        let (from, to) = (self.place.path(), to.path());
        let mut address = if from == to && anchor.is_some() { String::new() } else { to.seen_from(&from) };
        if let Some(anchor) = anchor {
            address.extend(["#", anchor]);
        }
        address
    }

    /// The way to a file beside the pages.
    pub fn way(&self, to: Path<'_>) -> String {
        to.seen_from(&self.place.path())
    }

    /// A link to an anchor on the same page.
    pub fn link_here(&self, label: &Inline, anchor: &str) -> Inline {
        self.link(label, self.place, Some(anchor))
    }

    /// A link to another page.
    pub fn link(&self, label: &Inline, to: Place<'_>, anchor: Option<&str>) -> Inline {
        markdown::link(label, &self.address(to, anchor))
    }

    /// The address of this page in the other language.
    pub fn counterpart(&self) -> String {
        let path = self.place.path();
        let up = "../".repeat(path.folders().count() + 1);
        format!("{up}{}/{path}", folder(other(self.language)))
    }

    /// A text of the spec. The operations and types that it names become links.
    pub fn prose(&self, text: &Text) -> Inline {
        self.text(self.language.of(text))
    }

    /// A title of the spec, without links, as it may become one.
    pub fn title(&self, text: &Text) -> Inline {
        markdown::text(self.language.of(text))
    }

    /// A sentence that has been made of texts of the spec.
    pub fn text(&self, text: &str) -> Inline {
        markdown::prose(text, |mention| self.mention(mention))
    }

    /// One of two texts of our own.
    pub fn say(&self, en: impl fmt::Display, zh: impl fmt::Display) -> Inline {
        Inline::trusted(match self.language {
            Language::En => en.to_string(),
            Language::Zh => zh.to_string(),
        })
    }

    /// Sentences one after the other: Chinese needs no space between them.
    pub fn sentences(&self, sentences: &[Inline]) -> Inline {
        markdown::join(sentences, self.language.pick(" ", ""))
    }

    /// What a text mentions, if it has a page. A name that is also an ordinary word counts as code only.
    fn mention(&self, mention: Mention<'_>) -> Option<String> {
        let service = self.place.service()?;
        let (Mention::Code(name) | Mention::Word(name)) = mention;
        let is_word = matches!(mention, Mention::Word(_));
        if is_word && !is_compound(name) {
            return None;
        }
        let (place, anchor) = match self.index.operation(service, name) {
            Some(operation) => (Place::Operation(service, operation), None),
            None if is_word => return None,
            None => Place::of_type(service, service.get(self.index.definition(service, name)?)),
        };
        let here = place.path() == self.place.path() && anchor.is_none();
        (!here).then(|| self.address(place, anchor.as_deref()))
    }
}

/// Whether a word has a capital letter inside: `CreateCluster`.
fn is_compound(word: &str) -> bool {
    word.chars().zip(word.chars().skip(1)).any(|(one, next)| one.is_lowercase() && next.is_uppercase())
}

/// A language's folder.
pub fn folder(language: Language) -> &'static str {
    language.pick("en", "zh")
}

/// What a language calls itself.
pub fn name(language: Language) -> &'static str {
    language.pick("English", "中文")
}

/// The language that this one is not.
pub fn other(language: Language) -> Language {
    match language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    }
}

/// Where a way from a file leads; the opposite of [`Page::address`].
pub fn resolve(from: &str, way: &str) -> String {
    let mut path: Vec<&str> = from.split('/').collect();
    path.pop();
    for step in way.split('/') {
        match step {
            ".." if path.last().is_some_and(|folder| *folder != "..") => drop(path.pop()),
            _ => path.push(step),
        }
    }
    path.join("/")
}

/// Anchors.
pub mod ids {
    use super::{Field, markdown, names};
    pub use crate::ids::{RESPONSE, location};
    use crate::model::{EnumValue, Operation, Type};

    /// A thing of a kind: `group.clusters`.
    pub fn thing(kind: &str, name: &str) -> String {
        format!("{kind}.{}", markdown::id(name))
    }

    /// A parameter or a field of a request: `path.ClusterId`, `body.name`.
    pub fn input(field: &Field) -> String {
        inside(location(field.location), field)
    }

    /// A field inside of another, or of an answer: `body.tags` → `body.tags.key`. A dot in a name is not one between
    /// two.
    pub fn inside(outer: &str, field: &Field) -> String {
        member(outer, &field.wire)
    }

    /// The same by the name of the field.
    pub fn member(outer: &str, name: &str) -> String {
        let id = markdown::id(name);
        if id.contains('.') { format!("{outer}.{}", id.replace('.', "+2E+")) } else { format!("{outer}.{id}") }
    }

    /// An enum, on the page of all of them.
    pub fn definition(definition: &Type) -> String {
        thing("enum", &names::type_name(&definition.name))
    }

    /// A value of an enum.
    pub fn value(definition: &Type, value: &EnumValue) -> String {
        thing(&self::definition(definition), &value.rust)
    }

    /// An operation, in a list of all.
    pub fn operation(operation: &Operation) -> String {
        thing("operation", &operation.name)
    }
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_one_page_to_another() {
        let front = Path::page([None, None], "README");
        let [ack, sts] = ["ack", "sts"].map(|service| Path::page([Some(service), None], "README"));
        let [create, delete] = ["CreateCluster", "DeleteCluster"].map(|name| Path::page([Some("ack"), Some("clusters")], name));
        let tag = Path::page([Some("ack"), Some("types")], "Tag");
        for (from, to, way) in [
            (front, ack, "ack/README.md"),
            (create, delete, "DeleteCluster.md"),
            (create, tag, "../types/Tag.md"),
            (create, front, "../../README.md"),
            (ack, sts, "../sts/README.md"),
        ] {
            assert_eq!(to.seen_from(&from), way);
            assert_eq!(resolve(&from.to_string(), way), to.to_string());
        }
        assert_eq!(resolve("ack/README.md", "../../zh/README.md"), "../zh/README.md");
    }

    #[test]
    fn only_compound_words_are_names_by_themselves() {
        assert!(is_compound("CreateCluster"));
        assert!(!is_compound("Cluster") && !is_compound("SDK") && !is_compound("nodes"));
    }
}

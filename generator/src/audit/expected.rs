//! The rows that a spec expects in the tables of a section: its fields, laid out as a table lists them.

use crate::model::{Body, Content, Evidence, EvidenceKind, Field, Kind, Location, Operation, Service, Shape, Struct};
use crate::source::Span;

/// A row that is expected, or possible.
#[derive(Debug)]
pub struct Entry<'m> {
    /// What it is a row of.
    pub what: What<'m>,
    /// The operation or the type that has it; empty for what all operations have in common.
    pub owner: &'m str,
    /// The names from the top down to it, as a dotted row spells them.
    pub path: Vec<&'m str>,
    /// The entry that it belongs to.
    pub parent: Option<usize>,
    /// Where in a request it goes.
    pub location: Location,
    /// Whether its row may leave the location out: another row has it.
    pub nested: bool,
    /// Whether its evidence says that there is a row.
    pub claimed: bool,
    /// Another name under which it is printed: the placeholder of a body that is one value.
    pub instead: Option<&'m str>,
}

/// What an entry is a row of.
#[derive(Clone, Copy, Debug)]
pub enum What<'m> {
    /// A field.
    Field(&'m Field),
    /// A key that the guide prints around or inside of something, and where it belongs to.
    Placeholder(&'m str, Span),
}

impl<'m> Entry<'m> {
    /// Where it was written.
    pub fn at(&self) -> Span {
        match self.what {
            What::Field(field) => field.at,
            What::Placeholder(_, at) => at,
        }
    }

    /// The field, where it is one.
    pub fn field(&self) -> Option<&'m Field> {
        match self.what {
            What::Field(field) => Some(field),
            What::Placeholder(..) => None,
        }
    }

    /// What the spec calls it.
    pub fn name(&self) -> &'m str {
        match self.what {
            What::Field(field) => &field.wire,
            What::Placeholder(name, _) => name,
        }
    }

    /// The names under which it may be printed: the one that the spec says is printed, its own, and the one instead.
    pub fn names(&self) -> impl Iterator<Item = &'m str> {
        [self.printed("name"), Some(self.name()), self.instead].into_iter().flatten()
    }

    /// How the spec says that the guide prints a cell, where that differs.
    pub fn printed(&self, cell: &str) -> Option<&'m str> {
        let printed = self.field()?.printed.iter().find(|(of, _)| of == cell)?;
        Some(printed.1.as_str())
    }

    /// `Owner.field`, as an erratum's `where` has it.
    pub fn subject(&self) -> String {
        if self.owner.is_empty() { self.name().to_owned() } else { format!("{}.{}", self.owner, self.name()) }
    }
}

/// Whether evidence says that a section's tables have a row.
pub fn claims(evidence: &[Evidence], section: &str) -> bool {
    evidence.iter().any(|evidence| evidence.kind == EvidenceKind::Table && evidence.sections.iter().any(|of| of == section))
}

/// The rows of an operation's request.
pub fn request<'m>(service: &'m Service, operation: &'m Operation) -> Vec<Entry<'m>> {
    let mut layout = Layout::of(service, &operation.section);
    layout.common(&service.parameters);
    layout.common(&service.headers);
    let (body, others): (Vec<_>, Vec<_>) = operation.input.fields.iter().partition(|field| field.location == Location::Body);
    let scope = Scope::of(&operation.name);
    for field in others {
        layout.field(field, &Scope { location: field.location, ..scope.clone() });
    }
    match &operation.body {
        Body::Fields { placeholder: Some(name) } => {
            let parent = layout.push(What::Placeholder(name, operation.at), &scope, true, None);
            let inside = Scope { parent: Some(parent), nested: true, ..scope };
            body.into_iter().for_each(|field| layout.field(field, &inside));
        }
        _ => body.into_iter().for_each(|field| layout.field(field, &scope)),
    }
    layout.entries
}

/// The rows of an operation's answer.
pub fn response<'m>(service: &'m Service, operation: &'m Operation) -> Vec<Entry<'m>> {
    let mut layout = Layout::of(service, &operation.section);
    let response = &operation.response;
    let mut scope = Scope::of(&operation.name);
    if let Some(name) = &response.placeholder {
        scope.parent = Some(layout.push(What::Placeholder(name, operation.at), &scope, true, None));
    }
    match &response.content {
        Content::Empty => {}
        Content::Fields(shape) => layout.fields(shape, &scope),
        Content::Value(kind) => layout.kind(kind, &scope),
    }
    layout.common(&service.common_response);
    layout.common(&service.list_item_fields);
    layout.entries
}

/// The rows of a section that describes what operations have in common.
pub fn common<'m>(service: &'m Service, section: &'m str) -> Vec<Entry<'m>> {
    let mut layout = Layout::of(service, section);
    for fields in [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields] {
        layout.common(fields);
    }
    layout.entries
}

/// Where a field stands.
#[derive(Clone)]
struct Scope<'m> {
    owner: &'m str,
    path: Vec<&'m str>,
    parent: Option<usize>,
    location: Location,
    nested: bool,
    /// The structs that are open, so that one which contains itself comes to an end.
    open: Vec<&'m str>,
}

impl<'m> Scope<'m> {
    fn of(owner: &'m str) -> Self {
        Self { owner, path: Vec::new(), parent: None, location: Location::Body, nested: false, open: Vec::new() }
    }
}

struct Layout<'m> {
    service: &'m Service,
    section: &'m str,
    entries: Vec<Entry<'m>>,
}

impl<'m> Layout<'m> {
    fn of(service: &'m Service, section: &'m str) -> Self {
        Self { service, section, entries: Vec::new() }
    }

    /// What all operations have in common: rows of it may be there.
    fn common(&mut self, fields: &'m [Field]) {
        for field in fields {
            let claimed = claims(&field.evidence, self.section);
            let scope = Scope { location: field.location, ..Scope::of("") };
            self.push(What::Field(field), &scope, claimed, None);
        }
    }

    fn fields(&mut self, shape: &'m Struct, scope: &Scope<'m>) {
        shape.fields.iter().for_each(|field| self.field(field, scope));
    }

    fn field(&mut self, field: &'m Field, scope: &Scope<'m>) {
        let claimed = claims(&field.evidence, self.section);
        // The placeholder of a body that is one value is printed instead of its name, not below it.
        let placeholder = field.placeholder.as_deref();
        let is_body = self.is_body_value(field);
        let parent = self.push(What::Field(field), scope, claimed, placeholder.filter(|_| is_body));
        let mut inside = Scope { parent: Some(parent), nested: true, ..scope.clone() };
        inside.path.push(&field.wire);
        if let Some(name) = placeholder.filter(|_| !is_body) {
            inside.parent = Some(self.push(What::Placeholder(name, field.at), &inside, true, None));
        }
        self.kind(&field.kind, &inside);
    }

    fn is_body_value(&self, field: &Field) -> bool {
        self.service.operations.iter().any(|operation| {
            matches!(&operation.body, Body::Value(name) if *name == field.wire)
                && operation.input.fields.iter().any(|of| std::ptr::eq(of, field))
        })
    }

    fn push(&mut self, what: What<'m>, scope: &Scope<'m>, claimed: bool, instead: Option<&'m str>) -> usize {
        let name = match what {
            What::Field(field) => &field.wire,
            What::Placeholder(name, _) => name,
        };
        let path = scope.path.iter().copied().chain([name]).collect();
        let Scope { owner, parent, location, nested, .. } = *scope;
        self.entries.push(Entry { what, owner, path, parent, location, nested, claimed, instead });
        self.entries.len() - 1
    }

    /// The fields of the struct at the bottom of a kind.
    fn kind(&mut self, kind: &'m Kind, scope: &Scope<'m>) {
        let Some(definition) = kind.named().map(|id| self.service.get(id)) else { return };
        if let Shape::Struct(shape) = &definition.shape
            && !scope.open.contains(&definition.name.as_str())
        {
            let mut inside = scope.clone();
            inside.owner = &definition.name;
            inside.open.push(&definition.name);
            self.fields(shape, &inside);
        }
    }
}

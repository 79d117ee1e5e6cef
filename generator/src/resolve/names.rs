//! No two things of one place have the same name, on the wire or in Rust, and no name is one that Rust refuses.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Content, Field, Location, Service, Shape};
use crate::names;
use crate::source::Span;

/// Checks every name of a service.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let mut types = Place::new("the service", &names::RESERVED_TYPES);
    for definition in &service.types {
        types.wire(&definition.name, definition.at, diagnostics);
        types.rust(&names::type_name(&definition.name), &definition.name, definition.at, diagnostics);
        match &definition.shape {
            Shape::Struct(shape) => fields(&format!("`{}`", definition.name), &shape.fields, diagnostics),
            Shape::Enum(values) => {
                let owner = format!("`{}`", definition.name);
                let mut place = Place::new(&owner, &names::RESERVED_VARIANTS);
                for value in values {
                    place.wire(&value.wire, value.at, diagnostics);
                    place.rust(&value.rust, &value.wire, value.at, diagnostics);
                }
            }
        }
    }
    for operation in &service.operations {
        types.wire(&operation.name, operation.at, diagnostics);
        // What an operation is called in Rust: its request, its input and its answer.
        types.rust(&operation.type_name, &operation.name, operation.at, diagnostics);
        types.rust(&format!("{}Input", operation.type_name), &operation.name, operation.at, diagnostics);
        let owner = format!("`{}`", operation.name);
        fields(&owner, &operation.input.fields, diagnostics);
        if let Content::Fields(shape) = &operation.response.content {
            types.rust(&format!("{}Output", operation.type_name), &operation.name, operation.at, diagnostics);
            fields(&format!("the answer of {owner}"), &shape.fields, diagnostics);
        }
    }
    let mut errata = Place::new("errata.yaml", &[]);
    for erratum in &service.errata {
        errata.wire(&erratum.id, erratum.at, diagnostics);
    }
}

fn fields(owner: &str, fields: &[Field], diagnostics: &mut Diagnostics) {
    let mut place = Place::new(owner, &names::RESERVED_FIELDS);
    for field in fields {
        place.wire(&field.wire, field.at, diagnostics);
        place.rust(&field.rust, &field.wire, field.at, diagnostics);
        if field.location == Location::Path && !field.required {
            let message = format!("the path parameter `{}` has to be required", field.wire);
            diagnostics.push(Diagnostic::error("optional-path-parameter", message).at(field.at, "in the path").help("add `required: true`"));
        }
    }
}

/// Something whose members may not share a name.
struct Place<'a> {
    owner: &'a str,
    reserved: &'static [&'static str],
    wire: HashMap<String, Span>,
    rust: HashMap<String, (Span, String)>,
}

impl<'a> Place<'a> {
    fn new(owner: &'a str, reserved: &'static [&'static str]) -> Self {
        Self { owner, reserved, wire: HashMap::new(), rust: HashMap::new() }
    }

    fn wire(&mut self, name: &str, at: Span, diagnostics: &mut Diagnostics) {
        if let Some(first) = self.wire.insert(name.to_owned(), at) {
            let diagnostic = Diagnostic::error("duplicate-name", format!("{} has two of the name `{name}`", self.owner))
                .at(at, "the second")
                .at(first, "the first");
            diagnostics.push(diagnostic);
        }
    }

    fn rust(&mut self, rust: &str, wire: &str, at: Span, diagnostics: &mut Diagnostics) {
        if !names::is_identifier(rust) {
            let diagnostic = Diagnostic::error("invalid-name", format!("`{wire}` cannot be called `{rust}` in Rust"))
                .at(at, "has no Rust name")
                .help("give it one: `rust: …`");
            diagnostics.push(diagnostic);
            return;
        }
        if self.reserved.contains(&rust) {
            let diagnostic = Diagnostic::error("reserved-name", format!("`{wire}` would be called `{rust}` in Rust, which generated code uses itself"))
                .at(at, format!("becomes `{rust}`"))
                .help("give it another name: `rust: …`");
            diagnostics.push(diagnostic);
            return;
        }
        let known = self.rust.insert(rust.to_owned(), (at, wire.to_owned()));
        if let Some((first, first_wire)) = known.filter(|(_, first_wire)| first_wire != wire) {
            let diagnostic = Diagnostic::error("name-collision", format!("`{wire}` and `{first_wire}` would both be called `{rust}` in Rust"))
                .at(at, format!("becomes `{rust}`"))
                .at(first, format!("becomes `{rust}` too"))
                .help("give one of them another name: `rust: …`");
            diagnostics.push(diagnostic);
        }
    }
}

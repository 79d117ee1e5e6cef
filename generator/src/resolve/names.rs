//! No two things of one place have the same name, on the wire or in Rust, and no name is one that Rust or HTTP refuses.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Content, Field, Location, Service, Shape};
use crate::names;
use crate::source::{ServiceSource, Source, Span, Written};

/// Checks what the product and its services are called.
pub fn check_product(source: &Source, diagnostics: &mut Diagnostics) {
    let name = &source.product.name;
    if !name.value.is_empty() && !names::is_package(&name.value) {
        let diagnostic = Diagnostic::error("invalid-name", format!("no package can be called after `{}`", name.value));
        diagnostics
            .push(diagnostic.at(name.span, "this name").help("lower-case letters, digits and single hyphens, beginning with a letter"));
    }
    let version = &source.product.version;
    if !version.value.is_empty() && !is_version(&version.value) {
        let diagnostic = Diagnostic::error("invalid-version", format!("`{}` is not the version of a package", version.value));
        diagnostics.push(diagnostic.at(version.span, "this version").help("three numbers, as in `0.1.0`"));
    }
    let mut modules = Place::new("the client", &names::RESERVED_MODULES, "");
    for (index, service) in source.services.iter().enumerate() {
        check_written(&service.service, diagnostics);
        let folder = &service.service.name;
        module(folder, "a service is a Rust module, called after its folder", diagnostics);
        // The first one stands at the root of the client, its groups beside the other services.
        match index {
            0 => service.service.groups.0.iter().for_each(|(group, _)| modules.wire(&group.value, group.span, diagnostics)),
            _ => modules.wire(&folder.value, folder.span, diagnostics),
        }
        check_modules(service, diagnostics);
        let interface = names::type_name(&folder.value);
        if names::RESERVED_TYPES.contains(&interface.as_str()) {
            let message = format!("`{}` would be the trait `{interface}` in Rust, which generated code speaks of itself", folder.value);
            let diagnostic = Diagnostic::error("reserved-name", message).at(folder.span, "this name");
            diagnostics.push(diagnostic.help("give the service and its folder another name"));
        }
    }
}

/// `1.2.3`.
fn is_version(text: &str) -> bool {
    let numbers: Vec<_> = text.split('.').collect();
    let is_number = |text: &&str| text.parse::<u32>().is_ok_and(|number| number.to_string() == *text);
    numbers.len() == 3 && numbers.iter().all(is_number)
}

/// Names in `service.yaml` that the model looks things up by.
fn check_written(service: &crate::source::Service, diagnostics: &mut Diagnostics) {
    let lists: [(&str, Vec<&Written<String>>); 4] = [
        ("endpoint", service.endpoints.iter().map(|endpoint| &endpoint.name).collect()),
        ("gateway", service.gateways.iter().map(|gateway| &gateway.name).collect()),
        ("signing scheme", service.signing.iter().map(|signing| &signing.scheme).collect()),
        ("error", service.errors.iter().map(|error| &error.code).collect()),
    ];
    for (what, list) in lists {
        let owner = format!("the {what}s");
        let mut place = Place::new(&owner, &[], "");
        for name in list {
            place.wire(&name.value, name.span, diagnostics);
        }
    }
}

/// Groups and files of types are Rust modules.
fn check_modules(service: &ServiceSource, diagnostics: &mut Diagnostics) {
    for (group, _) in &service.service.groups.0 {
        module(group, "a group is a Rust module", diagnostics);
        if names::RESERVED_MODULES.contains(&group.value.as_str()) {
            let diagnostic = Diagnostic::error("reserved-name", format!("no group can be called `{}`", group.value));
            diagnostics.push(
                diagnostic.at(group.span, "generated code has a module of this name").help("give the group and its file another name"),
            );
        }
    }
    let mut checked: Vec<&str> = Vec::new();
    for (file, _) in &service.types {
        if !checked.contains(&file.value.as_str()) {
            checked.push(&file.value);
            module(file, "a file of types is a Rust module", diagnostics);
        }
    }
}

fn module(name: &Written<String>, why: &str, diagnostics: &mut Diagnostics) {
    if !name.value.is_empty() && !names::is_module(&name.value) {
        let diagnostic = Diagnostic::error("invalid-name", format!("`{}` cannot be the name of a module: {why}", name.value));
        let help = "lower-case letters, digits and single underscores, beginning with a letter, and no word that Rust keeps for itself";
        diagnostics.push(diagnostic.at(name.span, "this name").help(help));
    }
}

fn method(name: &Written<String>, why: &str, diagnostics: &mut Diagnostics) {
    let is_method = names::is_identifier(&name.value) && names::method(&name.value) == name.value;
    if !name.value.is_empty() && !is_method {
        let diagnostic = Diagnostic::error("invalid-name", format!("nothing can be called `{}` here: {why}", name.value));
        diagnostics
            .push(diagnostic.at(name.span, "this name").help("lower-case letters, digits and single underscores, beginning with a letter"));
    }
}

/// Checks every name of a service.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    let mut types = Place::new("the service", &names::RESERVED_TYPES, "call the type something else, or the operation in Rust: `rust: …`");
    // What has no name has been said to miss one.
    for definition in service.types.iter().filter(|definition| !definition.name.is_empty()) {
        let name = &definition.name;
        types.wire(name, definition.at, diagnostics);
        if names::type_name(name) == *name && names::is_identifier(name) {
            types.rust(name, name, definition.at, diagnostics);
        } else {
            let diagnostic = Diagnostic::error("invalid-name", format!("the type `{name}` is not called as Rust calls types"));
            let better = Some(names::type_name(name)).filter(|better| names::is_identifier(better));
            let help =
                better.map_or_else(|| "a capital letter, then letters and digits".to_owned(), |better| format!("call it `{better}`"));
            diagnostics.push(diagnostic.at(definition.at, "this name").help(help));
        }
        match &definition.shape {
            Shape::Struct(shape) => fields(&format!("`{name}`"), &shape.fields, &names::RESERVED_FIELDS, diagnostics),
            Shape::Enum(values) => {
                let owner = format!("`{name}`");
                let mut place = Place::new(&owner, &names::RESERVED_VARIANTS, RENAME);
                for value in values {
                    place.rust(&value.rust, &value.wire, value.at, diagnostics);
                    cased(&value.rust, names::variant(&value.rust), value.at, diagnostics);
                }
            }
        }
    }
    for operation in service.operations.iter().filter(|operation| !operation.name.is_empty()) {
        types.wire(&operation.name, operation.at, diagnostics);
        if !names::is_identifier(&operation.name) {
            let diagnostic = Diagnostic::error("invalid-name", format!("no operation can be called `{}`", operation.name));
            diagnostics.push(diagnostic.at(operation.at, "this name").help("letters, digits and underscores, beginning with a letter"));
            continue;
        }
        let answer = match &operation.response.content {
            Content::Fields(shape) => Some(shape),
            _ => None,
        };
        // What an operation is called in Rust: its request, then its input and its answer.
        if types.rust(&operation.type_name, &operation.name, operation.at, diagnostics) {
            types.rust(&format!("{}Input", operation.type_name), &operation.name, operation.at, diagnostics);
            if answer.is_some() {
                types.rust(&format!("{}Output", operation.type_name), &operation.name, operation.at, diagnostics);
            }
        }
        if names::RESERVED_METHODS.contains(&operation.method_name.as_str()) {
            let message = format!("`{}` would be the method `{}` in Rust, which every client has", operation.name, operation.method_name);
            let diagnostic = Diagnostic::error("reserved-name", message).at(operation.at, "this name");
            diagnostics.push(diagnostic.help("call the operation something else in Rust: `rust: …`"));
        }
        let owner = format!("`{}`", operation.name);
        fields(&owner, &operation.input.fields, &names::RESERVED_SETTERS, diagnostics);
        if let Some(shape) = answer {
            fields(&format!("the answer of {owner}"), &shape.fields, &names::RESERVED_FIELDS, diagnostics);
        }
    }
    fields("`headers`", &service.headers, &names::RESERVED_FIELDS, diagnostics);
    fields("`parameters`", &service.parameters, &names::RESERVED_FIELDS, diagnostics);
    fields("`common_response`", &service.common_response, &names::RESERVED_FIELDS, diagnostics);
    fields("`list_item_fields`", &service.list_item_fields, &names::RESERVED_FIELDS, diagnostics);
    waiters(service, diagnostics);
    let mut errata = Place::new("errata.yaml", &[], "");
    for erratum in &service.errata {
        errata.wire(&erratum.id, erratum.at, diagnostics);
    }
}

/// A waiter is a method and a table beside those of the operations.
fn waiters(service: &Service, diagnostics: &mut Diagnostics) {
    let tables = service.operations.iter().flat_map(|operation| {
        let name = names::constant(&operation.type_name);
        [name.clone(), format!("{name}_INPUT"), format!("{name}_OUTPUT")].map(|name| (name, operation))
    });
    let tables: HashMap<_, _> = tables.collect();
    let mut place = Place::new("waiters.yaml", &[], "");
    for waiter in &service.waiters {
        let name = Written { span: waiter.at, value: waiter.name.clone() };
        place.wire(&name.value, name.span, diagnostics);
        method(&name, "a waiter is a Rust method, `wait_until_…`", diagnostics);
        let table = names::constant(&waiter.name);
        if let Some(operation) = tables.get(&table) {
            let message = format!("the tables of `{}` and `{}` would both be called `{table}` in Rust", operation.name, waiter.name);
            let diagnostic = Diagnostic::error("name-collision", message).at(waiter.at, "this waiter").at(operation.at, "this operation");
            diagnostics.push(diagnostic.help("give the waiter the name of a state: `order_ready`"));
        }
        for argument in waiter.arguments.iter().map(|argument| &argument.name) {
            method(&Written { span: waiter.at, value: argument.clone() }, "an argument of a waiter is one of a Rust method", diagnostics);
            let operation = waiter.operation.and_then(|index| service.operations.get(index));
            let mut required = operation.into_iter().flat_map(|operation| &operation.input.fields).filter(|field| field.required);
            if let Some(field) = required.find(|field| field.rust == *argument) {
                let message = format!("`{}` would have two arguments called `{argument}` in Rust", waiter.name);
                let diagnostic = Diagnostic::error("name-collision", message).at(waiter.at, "this waiter");
                diagnostics.push(diagnostic.at(field.at, "what its operation needs").help("give the waiter's argument another name"));
            }
        }
    }
}

/// What to do about the name of a field or of a value.
const RENAME: &str = "give it another name in Rust: `rust: …`";

fn fields(owner: &str, fields: &[Field], reserved: &'static [&'static str], diagnostics: &mut Diagnostics) {
    let mut place = Place::new(owner, reserved, RENAME);
    for field in fields {
        place.wire(&field.wire, field.at, diagnostics);
        place.rust(&field.rust, &field.wire, field.at, diagnostics);
        cased(&field.rust, names::field(&field.rust), field.at, diagnostics);
        // A field without a meaning is one that could not be read, which has been said.
        if field.location == Location::Path && !field.required && !field.doc.en.is_empty() {
            let message = format!("the path parameter `{}` has to be required", field.wire);
            diagnostics
                .push(Diagnostic::error("optional-path-parameter", message).at(field.at, "in the path").help("add `required: true`"));
        }
        if field.location == Location::Header && !names::is_header(&field.wire) {
            let diagnostic = Diagnostic::error("invalid-name", format!("no header can be called `{}`", field.wire));
            diagnostics.push(diagnostic.at(field.at, "this name").help("letters, digits and hyphens"));
        }
    }
}

/// A name of the spec's own choice is written as Rust writes such names, so that nothing warns of it.
fn cased(rust: &str, better: String, at: Span, diagnostics: &mut Diagnostics) {
    if names::is_identifier(rust) && names::is_identifier(&better) && rust != better {
        let diagnostic =
            Diagnostic::error("invalid-name", format!("Rust does not write names like `{rust}`")).at(at, format!("is called `{rust}`"));
        diagnostics.push(diagnostic.help(format!("write `rust: {better}`")));
    }
}

/// Something whose members may not share a name.
struct Place<'a> {
    owner: &'a str,
    reserved: &'static [&'static str],
    /// What to do about a name that Rust cannot have.
    help: &'static str,
    wire: HashMap<String, Span>,
    rust: HashMap<String, (Span, String)>,
}

impl<'a> Place<'a> {
    fn new(owner: &'a str, reserved: &'static [&'static str], help: &'static str) -> Self {
        Self { owner, reserved, help, wire: HashMap::new(), rust: HashMap::new() }
    }

    fn wire(&mut self, name: &str, at: Span, diagnostics: &mut Diagnostics) {
        // An empty name was missing, which has been said.
        if name.is_empty() {
            return;
        }
        if let Some(first) = self.wire.get(name) {
            let plural = if self.owner.ends_with('s') { "have" } else { "has" };
            let diagnostic = Diagnostic::error("duplicate-name", format!("{} {plural} two of the name `{name}`", self.owner))
                .at(at, "the second")
                .at(*first, "the first");
            diagnostics.push(diagnostic);
            return;
        }
        self.wire.insert(name.to_owned(), at);
    }

    /// Takes a name, if it can be had.
    fn rust(&mut self, rust: &str, wire: &str, at: Span, diagnostics: &mut Diagnostics) -> bool {
        if !names::is_identifier(rust) {
            let message = match rust.is_empty() {
                true => format!("`{wire}` leaves no name in Rust"),
                false => format!("`{wire}` cannot be called `{rust}` in Rust"),
            };
            diagnostics.push(Diagnostic::error("invalid-name", message).at(at, "has no name in Rust").help(self.help));
            return false;
        }
        if self.reserved.contains(&rust) {
            let message = format!("`{wire}` would be called `{rust}` in Rust, which generated code uses itself");
            diagnostics.push(Diagnostic::error("reserved-name", message).at(at, format!("becomes `{rust}`")).help(self.help));
            return false;
        }
        // `self` becomes `self_`, as it cannot be raw: two names may meet only there.
        let escaped = names::identifier(rust).to_string();
        if let Some((first, first_wire)) = self.rust.get(&escaped) {
            // One that is there twice has been said to be.
            if first_wire == wire {
                return false;
            }
            let diagnostic =
                Diagnostic::error("name-collision", format!("`{first_wire}` and `{wire}` would both be called `{rust}` in Rust"))
                    .at(at, format!("becomes `{rust}`"))
                    .at(*first, format!("becomes `{rust}` too"))
                    .help(self.help);
            diagnostics.push(diagnostic);
            return false;
        }
        self.rust.insert(escaped, (at, wire.to_owned()));
        true
    }
}

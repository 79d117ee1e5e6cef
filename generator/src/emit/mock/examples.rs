//! The documented examples as texts of JSON: one Rust module a group.

use quote::quote;

use crate::emit::example;
use crate::emit::rust::{Paths, RustFile};
use crate::model::Operation;
use crate::names;
use crate::output::File;

/// The module of examples and the modules below it.
pub fn modules(paths: Paths<'_>) -> Vec<File> {
    let service = paths.service;
    let with_examples = |group: usize| service.operations_of(group).any(|operation| example::response(service, operation).is_some());
    let groups: Vec<_> = (0..service.groups.len()).filter(|group| with_examples(*group)).collect();
    let mut root = RustFile::new("The documented answers.");
    let modules = groups.iter().map(|group| names::identifier(&service.groups[*group].name));
    root.add(quote!( #( pub mod #modules; )* ));
    let mut files = vec![root.finish(super::file_of(paths, "/examples"))];
    for group in groups {
        let name = &service.groups[group].name;
        let mut file = RustFile::new(format!("What the operations of `{name}` answer in the documentation."));
        for operation in service.operations_of(group) {
            if let Some(text) = constant(paths, operation) {
                file.add_text(text);
            }
        }
        files.push(file.finish(super::file_of(paths, &format!("/examples/{name}"))));
    }
    files
}

/// The example as a raw literal, so that it reads as JSON.
fn constant(paths: Paths<'_>, operation: &Operation) -> Option<String> {
    let example = example::response(paths.service, operation)?;
    let json = format!("{example:#}");
    let longest =
        json.split('"').skip(1).map(|rest| rest.chars().take_while(|character| *character == '#').count()).max().unwrap_or_default();
    let fence = "#".repeat(longest + 1);
    let name = names::constant(&operation.type_name);
    let literal = format!("r{fence}\"{json}\"{fence}");
    let (of, value) = if is_fitted(operation) { ("ackgen_mock::Example", fitted(operation, &literal)) } else { ("&str", literal) };
    Some(format!("/// Of `{}`, section {}.\npub const {name}: {of} = {value};", operation.name, operation.section))
}

/// Whether the spec says what of the example depends on the call.
fn is_fitted(operation: &Operation) -> bool {
    duration(operation).is_some() || !operation.echoes.is_empty()
}

fn duration(operation: &Operation) -> Option<&str> {
    operation.credentials.as_ref()?.duration.as_deref()
}

/// The example with what depends on the call.
fn fitted(operation: &Operation, json: &str) -> String {
    let echoes: String = operation.echoes.iter().map(|echo| format!("\n        ({:?}, {:?}),", echo.path, echo.text)).collect();
    let echoes = if echoes.is_empty() { echoes } else { format!("{echoes}\n    ") };
    format!("ackgen_mock::Example {{\n    json: {json},\n    duration: {:?},\n    echoes: &[{echoes}],\n}}", duration(operation))
}

//! The mock crate: a trait a service, whose methods answer the documented examples until they are overridden.

mod examples;
mod resources;
mod service;

use quote::quote;

use super::rust::{Paths, RustFile, client_crate, inert};
use crate::model::{Content, Model};
use crate::names;
use crate::output::File;

/// Every Rust file of the crate; its manifest is another emitter's.
pub fn generate(model: &Model) -> Vec<File> {
    let mut files = vec![root(model), binary(model)];
    for paths in Paths::of(model) {
        files.push(service::module(paths));
        files.extend(examples::modules(paths));
        files.extend(resources::modules(paths));
    }
    files
}

/// Where a file of a service is.
fn file_of(paths: Paths<'_>, name: &str) -> String {
    format!("mock/src/{}{name}.rs", paths.service.name)
}

/// `lib.rs`.
fn root(model: &Model) -> File {
    let title = inert(&model.title.en);
    let mut file = RustFile::new(front_page(model));
    let modules: Vec<_> = model.services.iter().map(|service| names::identifier(&service.name)).collect();
    let traits = model.services.iter().map(|service| names::identifier(&names::type_name(&service.name)));
    file.add(quote!( #( pub mod #modules; )* ));
    file.add(quote!( #( pub use #modules::#traits; )* pub use ackgen_mock::*; ));
    let handlers: Vec<_> = modules.iter().map(|module| format!("{module}::handler({module}::Documented)")).collect();
    file.add_text(format!(
        "ackgen_mock::mock! {{\n    /// A running mock of {title}. It stops when it is dropped.\n    Mock: [{}]\n}}",
        handlers.join(", ")
    ));
    file.add_text(clients(model));
    file.finish("mock/src/lib.rs")
}

/// `clients!` gives the mock a client of each service.
fn clients(model: &Model) -> String {
    let services = Paths::of(model).into_iter().enumerate().map(|(index, paths)| {
        let method = if index == 0 { "client".to_owned() } else { format!("{}_client", paths.service.name) };
        format!(
            "        /// A client of {}: it calls this mock, and signs with its key.\n        {method}: {}::Client,\n",
            inert(&paths.service.title.en),
            paths.outer_root()
        )
    });
    let services: String = services.collect();
    let credentials = format!("{}::Credentials", client_crate(&model.name));
    format!("#[cfg(feature = \"client\")]\nackgen_mock::clients! {{\n    Mock, {credentials} {{\n{services}    }}\n}}")
}

/// `main.rs`.
fn binary(model: &Model) -> File {
    let library = names::identifier(&format!("{}_mock", names::method(&model.name)));
    let mut file = RustFile::new(format!("Serves the mock of {}; see `--help`.", inert(&model.title.en)));
    file.add(quote! {
        fn main() -> std::process::ExitCode {
            ackgen_mock::cli::run(#library::Mock::builder(), ackgen_mock::about!())
        }
    });
    file.finish("mock/src/main.rs")
}

fn front_page(model: &Model) -> String {
    let library = format!("{}_mock", names::method(&model.name));
    let client = client_crate(&model.name);
    let mut docs = format!(
        "A mock server of {}.\n\nIt checks signatures and requests as the service does, and answers the documented examples. It runs in process, on a free port, \
         as long as the value lives:\n\n```\nuse {library}::Mock;\n\nlet mock = Mock::start_blocking();\nassert!(mock.url().starts_with(\"http://127.0.0.1:\"));\n```\n\n\
         In a test with a runtime it is `Mock::start().await`. `Mock::client()`, with the feature of that name, is a client of it;\n\
         others sign with [`Server::access_key`].\n",
        inert(&model.title.en)
    );
    if let Some(example) = override_example(model, &library, &client) {
        docs.push_str(&format!("\n# Answers of one's own\n\n{example}\n"));
    }
    docs.push_str("\n# Services\n");
    for service in &model.services {
        docs.push_str(&format!("\n- [`{}`][]: {}", names::type_name(&service.name), inert(&service.title.en)));
    }
    docs
}

/// How one method is overridden: the first that answers an object.
fn override_example(model: &Model, library: &str, client: &str) -> Option<String> {
    let main = model.services.first()?;
    let operation = main.operations.iter().find(|operation| matches!(operation.response.content, Content::Fields(_)))?;
    let (service, handlers, group) =
        (names::type_name(&main.name), names::identifier(&main.name), names::identifier(&main.groups[operation.group].name));
    let (method, name) = (names::identifier(&operation.method_name), &operation.type_name);
    Some(format!(
        "Implement a service's trait; what is left out answers as before.\n\n```\nuse {client}::{group}::{{{name}Input, {name}Output}};\nuse \
         {library}::{{{service}, Mock, Refusal, Reply, Request, {handlers}}};\n\nstruct Busy;\n\nimpl {service} for Busy {{\n    async fn {method}(&self, _: &Request, _: \
         {name}Input) -> Reply<{name}Output> {{\n        Err(Refusal::new(503, \"ServiceUnavailable\", \"come back later\"))\n    }}\n}}\n\nlet mock = \
         Mock::builder().handler({handlers}::handler(Busy)).start_blocking()?;\n# Ok::<(), std::io::Error>(())\n```"
    ))
}

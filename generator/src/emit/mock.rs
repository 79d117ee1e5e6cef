//! The mock crate: a trait a service, whose methods answer the documented examples until they are overridden.

mod examples;
mod resources;
mod service;

use quote::quote;
use serde::Serialize;
use tera::{Context, Tera};

use super::code::rust::{find, method, required};
use super::rust::{Paths, RustFile, client_crate, inert, readme_tests};
use crate::model::{Content, Model};
use crate::names;
use crate::output::File;

/// Every file of the crate but its manifest, which is another emitter's.
pub fn generate(model: &Model) -> Vec<File> {
    let mut files = vec![root(model), binary(model), File::new("mock/README.md", print(model, "mock-readme.md") + "\n")];
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
    let mut file = RustFile::new(print(model, "mock.md"));
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
    file.add_text(readme_tests("all(doctest, feature = \"client\")"));
    file.finish("mock/src/lib.rs")
}

/// `clients!` gives the mock a client of each service.
fn clients(model: &Model) -> String {
    let services = Paths::of(model).into_iter().enumerate().map(|(index, paths)| {
        let method = if index == 0 { "client".to_owned() } else { format!("{}_client", paths.service.name) };
        format!(
            "        /// A client of {}: it calls this mock, signs with its key and goes by its clock.\n        {method}: {}::Client,\n",
            inert(&paths.service.title.en),
            paths.outer_root()
        )
    });
    let services: String = services.collect();
    let crate_of_clients = client_crate(&model.name);
    format!("#[cfg(feature = \"client\")]\nackgen_mock::clients! {{\n    Mock, {crate_of_clients} {{\n{services}    }}\n}}")
}

/// `main.rs`.
fn binary(model: &Model) -> File {
    let library = names::identifier(&format!("{}_mock", names::method(&model.name)));
    let mut file = RustFile::new(format!("Serves the mock of {}; see `--help`.", inert(&model.title.en)));
    file.add(quote! {
        #[global_allocator]
        static ALLOCATOR: ackgen_mock::cli::Allocator = ackgen_mock::cli::Allocator;
    });
    file.add(quote! {
        fn main() -> std::process::ExitCode {
            ackgen_mock::cli::run(#library::Mock::builder(), ackgen_mock::about!())
        }
    });
    file.finish("mock/src/main.rs")
}

/// What the templates of the front page and of the README print.
#[derive(Serialize)]
struct View {
    title: String,
    name: String,
    library: String,
    client: String,
    keeps: bool,
    /// A call that needs no argument, preferably one that changes nothing.
    reading: Option<String>,
    overridden: Option<Overridden>,
    services: Vec<ServiceView>,
}

/// How one method is overridden.
#[derive(Serialize)]
struct Overridden {
    service: String,
    handlers: String,
    group: String,
    method: String,
    operation: String,
}

#[derive(Serialize)]
struct ServiceView {
    name: String,
    title: String,
}

fn print(model: &Model, template: &str) -> String {
    macro_rules! template {
        ($name:literal) => {
            ($name, include_str!(concat!("../../../templates/", $name)))
        };
    }
    let main = Paths::of(model).into_iter().next();
    let view = View {
        title: inert(&model.title.en),
        name: model.name.clone(),
        library: names::identifier(&format!("{}_mock", names::method(&model.name))).to_string(),
        client: client_crate(&model.name),
        keeps: model.services.iter().any(|service| service.resources.is_some()),
        reading: main.and_then(|paths| {
            find(paths.service, |operation| required(operation).next().is_none()).map(|operation| method(paths, operation))
        }),
        overridden: overridden(model),
        services: (model.services.iter())
            .map(|service| ServiceView { name: names::type_name(&service.name), title: inert(&service.title.en) })
            .collect(),
    };
    let mut tera = Tera::default();
    let printed = tera
        .add_raw_templates([template!("mock.md"), template!("mock-readme.md"), template!("mock-intro.md")])
        .and_then(|()| tera.render(template, &Context::from_serialize(&view)?));
    match printed {
        Ok(text) => text.trim_end().to_owned(),
        Err(error) => unreachable!("the template `{template}` does not fit its view: {error:?}"),
    }
}

/// The first operation that answers an object.
fn overridden(model: &Model) -> Option<Overridden> {
    let main = model.services.first()?;
    let operation = main.operations.iter().find(|operation| matches!(operation.response.content, Content::Fields(_)))?;
    Some(Overridden {
        service: names::type_name(&main.name),
        handlers: names::identifier(&main.name).to_string(),
        group: names::identifier(&main.groups[operation.group].name).to_string(),
        method: names::identifier(&operation.method_name).to_string(),
        operation: operation.type_name.clone(),
    })
}

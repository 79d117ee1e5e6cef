//! The crate's front page, and the front pages of services besides the main one.

use quote::quote;

use crate::emit::rust::{Paths, RustFile, client_crate, inert};
use crate::model::{Group, Idempotency, Model, Service};
use crate::names;
use crate::output::File;

/// `lib.rs`.
pub fn crate_root(model: &Model) -> File {
    let Some((main, others)) = model.services.split_first() else {
        return RustFile::new(inert(&model.title.en)).finish("client/src/lib.rs");
    };
    let mut docs = format!("{}\n\n{}\n", inert(&model.title.en), inert(&main.doc.en));
    docs.push_str(&tour(model, main));
    docs.push_str("\n# Where things are\n\n");
    for group in used_groups(main) {
        docs.push_str(&format!("- [`{}`][]: {}\n", group.name, inert(&group.doc.en)));
    }
    docs.push_str("- [`types`][]: structs and enums that operations share\n");
    docs.push_str("- [`schema`][]: what the service looks like on the wire\n");
    for other in others {
        docs.push_str(&format!("- [`{}`][]: {}\n", other.name, inert(&other.title.en)));
    }
    let mut file = RustFile::new(docs);
    file.add(modules(main, others));
    file.add(quote!(
        pub use ackgen_client::*;
    ));
    file.add_text(client_macro(main, "crate::schema::SERVICE"));
    file.finish("client/src/lib.rs")
}

/// `sts.rs`: the module of a service besides the main one.
pub fn service_module(paths: Paths<'_>) -> File {
    let service = paths.service;
    let mut docs = format!("{}, version {}.\n\n{}\n", inert(&service.title.en), inert(&service.version), inert(&service.doc.en));
    for group in used_groups(service) {
        docs.push_str(&format!("\n- [`{}`][]: {}", group.name, inert(&group.doc.en)));
    }
    let mut file = RustFile::new(docs);
    file.add(modules(service, &[]));
    file.add_text(client_macro(service, &format!("crate::{}::schema::SERVICE", names::identifier(&service.name))));
    file.finish(format!("client/src/{}.rs", service.name))
}

/// The files that describe a service's types, in the order of the spec.
pub fn type_modules(service: &Service) -> Vec<String> {
    let mut modules: Vec<String> = Vec::new();
    for definition in &service.types {
        if !modules.contains(&definition.module) {
            modules.push(definition.module.clone());
        }
    }
    modules
}

fn modules(service: &Service, others: &[Service]) -> proc_macro2::TokenStream {
    let mut modules: Vec<String> = used_groups(service).map(|group| group.name.clone()).collect();
    modules.push("schema".to_owned());
    if !service.types.is_empty() {
        modules.push("types".to_owned());
    }
    modules.extend(others.iter().map(|other| other.name.clone()));
    let modules = modules.iter().map(|module| names::identifier(module));
    quote!( #( pub mod #modules; )* )
}

fn used_groups(service: &Service) -> impl Iterator<Item = &Group> {
    let groups = service.groups.iter().enumerate();
    groups.filter(|(index, _)| service.operations_of(*index).next().is_some()).map(|(_, group)| group)
}

/// `client!` makes the service's `Client`, whose methods the groups' modules add.
fn client_macro(service: &Service, table: &str) -> String {
    let endpoint = service.endpoints.iter().find(|endpoint| endpoint.default).map(|endpoint| {
        let protocol = endpoint.protocols.first().map_or("https", String::as_str);
        format!(",\n    endpoint: {:?}", format!("{protocol}://{}", endpoint.host))
    });
    // Each of the other schemes belongs to a style or to a gateway, which the runtime knows.
    let is_acs3 = service.signing.iter().any(|signing| signing.default && signing.scheme == "acs3_hmac_sha256");
    format!(
        "ackgen_client::client! {{\n    /// A client of {}.\n    Client: {table}{}{}\n}}",
        inert(&service.title.en),
        endpoint.unwrap_or_default(),
        if is_acs3 { ",\n    signing: Acs3" } else { "" }
    )
}

/// How to begin: shown on the crate's front page.
fn tour(model: &Model, main: &Service) -> String {
    let callable = || main.operations.iter().filter(|operation| operation.input.fields.iter().all(|field| !field.required));
    let reading = callable().find(|operation| operation.idempotency == Idempotency::ReadOnly);
    let Some(operation) = reading.or_else(|| callable().next()) else { return String::new() };
    let package = client_crate(&model.name);
    format!(
        "\n```no_run\nuse {package}::{{Client, Credentials}};\n\n# async fn run() -> Result<(), {package}::Error> {{\nlet client = Client::builder()\n    \
         .endpoint(\"https://api.example.internal\")\n    .region(\"cn-beijing\")\n    .credentials(Credentials::from_env()?)\n    .build()?;\nlet answer = \
         client.{}().send().await?;\n# Ok(())\n# }}\n```\n",
        names::identifier(&operation.method_name)
    )
}

//! The crate's front page, and the front pages of services besides the main one.

use quote::quote;

use super::tour;
use crate::emit::rust::{Paths, RustFile, inert, readme_tests};
use crate::model::{Group, Model, Operation, Service};
use crate::names;
use crate::output::File;

/// `lib.rs`.
pub fn crate_root(model: &Model) -> File {
    let Some((main, others)) = model.services.split_first() else {
        return RustFile::new(inert(&model.title.en)).finish("client/src/lib.rs");
    };
    let mut file = RustFile::new(tour::front_page(model, main, others));
    file.add(modules(main, others));
    file.add(quote!(
        pub use ackgen_client::*;
    ));
    file.add_text(client_macro(model, main));
    file.add_text(readme_tests("doctest"));
    file.finish("client/src/lib.rs")
}

/// `sts.rs`: the module of a service besides the main one.
pub fn service_module(model: &Model, paths: Paths<'_>) -> File {
    let service = paths.service;
    let mut docs = format!("{}, version {}.\n\n{}\n", inert(&service.title.en), inert(&service.version), inert(&service.doc.en));
    for group in used_groups(service) {
        docs.push_str(&format!("\n- [`{}`][]: {}", group.name, inert(&group.doc.en)));
    }
    let mut file = RustFile::new(docs);
    file.add(modules(service, &[]));
    file.add_text(client_macro(model, service));
    file.finish(format!("client/src/{}.rs", service.name))
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

/// The groups that have operations.
pub fn used_groups(service: &Service) -> impl Iterator<Item = &Group> {
    let groups = service.groups.iter().enumerate();
    groups.filter(|(index, _)| service.operations_of(*index).next().is_some()).map(|(_, group)| group)
}

/// Where in the crate a service's modules are.
fn place(model: &Model, service: &Service) -> String {
    match model.services.first() {
        Some(main) if main.name == service.name => "crate::".to_owned(),
        _ => format!("crate::{}::", names::identifier(&service.name)),
    }
}

/// `client!` makes the service's `Client`, whose methods the groups' modules add.
fn client_macro(model: &Model, service: &Service) -> String {
    let endpoint = service.endpoints.iter().find(|endpoint| endpoint.default).map(|endpoint| {
        let protocol = endpoint.protocols.first().map_or("https", String::as_str);
        format!(",\n    endpoint: {:?}", format!("{protocol}://{}", endpoint.host))
    });
    // Each of the other schemes belongs to a style or to a gateway, which the runtime knows.
    let is_acs3 = service.signing.iter().any(|signing| signing.default && signing.scheme == "acs3_hmac_sha256");
    let assumes_roles = |service: &&Service| service.operations.iter().any(Operation::assumes_a_role);
    let roles = model.services.iter().find(assumes_roles).map(|service| format!(",\n    roles: {}Client", place(model, service)));
    format!(
        "ackgen_client::client! {{\n    /// A client of {}.\n    Client: {}schema::SERVICE{}{}{}\n}}",
        inert(&service.title.en),
        place(model, service),
        endpoint.unwrap_or_default(),
        if is_acs3 { ",\n    signing: Acs3" } else { "" },
        roles.unwrap_or_default(),
    )
}

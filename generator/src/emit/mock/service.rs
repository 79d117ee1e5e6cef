//! A service's trait, its gateways, and the way from an operation's name to a method.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::example;
use crate::emit::prose::{self, Language};
use crate::emit::rust::{Paths, RustFile, docs, imports, inert};
use crate::model::{Content, Operation, Service, ServiceStyle};
use crate::names;
use crate::output::File;

/// The module of a service.
pub fn module(paths: Paths<'_>) -> File {
    let service = paths.service;
    let code = [interface(paths), gateways(service)];
    let sources: [(TokenStream, &[&str]); 5] = [
        (quote!(std::collections), &["BTreeMap"]),
        (quote!(std::future), &["ready"]),
        (quote!(ackgen_mock), &["Gateway", "Reply", "Request"]),
        (quote!(ackgen_mock::wire), &["Duration", "Extra", "Json", "Secret", "ServiceStyle", "Timestamp"]),
        (quote!(ackgen_mock::wire::serde_json), &["Value"]),
    ];
    let mut uses = imports(&code, &sources);
    // Everything of the client is reached through one name, so that no group can be called like something else here.
    let client: syn::Path = match syn::parse_str(&paths.outer_root()) {
        Ok(path) => path,
        Err(error) => unreachable!("the client crate has a name that is no path: {error}"),
    };
    uses.extend(quote!( use #client as client; ));
    uses.extend(imports(&code, &[(quote!(client), &["types"])]));
    let mut file =
        RustFile::new(format!("{}, version {}.\n\n{}", inert(&service.title.en), inert(&service.version), inert(&service.doc.en)));
    let resources = service.resources.as_ref().map(|_| {
        quote!(
            mod resources;
        )
    });
    file.add(quote!(
        mod examples;
        #resources
    ));
    file.add(uses);
    for item in code {
        file.add(item);
    }
    file.add_text(service_macro(service));
    file.finish(super::file_of(paths, ""))
}

/// The trait: a method an operation.
fn interface(paths: Paths<'_>) -> TokenStream {
    let service = paths.service;
    let name = trait_name(service);
    let otherwise = if service.resources.is_some() { "what the mock keeps" } else { "the documented example" };
    let documentation = docs(&format!(
        "Answers the calls of {}.\n\nEvery method answers {otherwise} unless it is implemented. By then the request is routed, its signature verified and \
         its input checked against the spec.",
        inert(&service.title.en)
    ));
    let methods = service.operations.iter().map(|operation| method(paths, operation));
    quote! {
        #documentation
        #[allow(unused_variables)]
        pub trait #name: Send + Sync + 'static {
            #( #methods )*
        }
    }
}

fn method(paths: Paths<'_>, operation: &Operation) -> TokenStream {
    let documentation = docs(&method_docs(paths.service, operation));
    let name = names::identifier(&operation.method_name);
    let group = names::identifier(&paths.service.groups[operation.group].name);
    let input = format_ident!("{}Input", operation.type_name);
    let output = match &operation.response.content {
        Content::Empty => quote!(()),
        Content::Fields(_) => {
            let output = format_ident!("{}Output", operation.type_name);
            quote!(client::#group::#output)
        }
        Content::Value(kind) => paths.answer(kind),
    };
    let keeps = paths.service.resources.is_some();
    let answer = match (example::response(paths.service, operation), &operation.response.content) {
        (Some(_), _) => {
            let example = format_ident!("{}", names::constant(&operation.type_name));
            let answer = if keeps { quote!(answer) } else { quote!(documented) };
            quote!(request.#answer(examples::#group::#example))
        }
        (None, _) if keeps => quote!(request.answer_or_default()),
        (None, Content::Empty) => quote!(Ok(())),
        (None, _) => quote!(Ok(Default::default())),
    };
    quote! {
        #documentation
        fn #name(&self, request: &Request, input: client::#group::#input) -> impl Future<Output = Reply<#output>> + Send {
            ready(#answer)
        }
    }
}

fn method_docs(service: &Service, operation: &Operation) -> String {
    let mut text = format!("{}.", inert(&operation.summary.en));
    let routes: Vec<_> = operation.methods.iter().map(|method| prose::code(&format!("{method} {}", operation.path))).collect();
    let http = prose::list(&routes, "or", Language::En);
    text.push_str(&format!("\n\n`{}`: {http}, section {} of the guide.", operation.name, operation.section));
    let errors: Vec<_> = operation.errors.iter().map(|index| &service.errors[*index]).collect();
    if !errors.is_empty() {
        text.push_str("\n\n# Errors\n\nDocumented are:\n");
        for error in errors {
            text.push_str(&format!("\n- {} {}: {}", error.status, prose::code(&error.code), inert(&error.doc.en)));
        }
    }
    text
}

fn gateways(service: &Service) -> TokenStream {
    let gateway = |name: &str, path: &str, style: ServiceStyle| {
        let style = match style {
            ServiceStyle::Roa => quote!(ServiceStyle::Roa),
            ServiceStyle::Rpc => quote!(ServiceStyle::Rpc),
        };
        quote!( Gateway { name: #name, path: #path, style: #style } )
    };
    let described = service.gateways.iter().map(|of| gateway(&of.name, of.path.as_ref().unwrap_or(&of.path_prefix), of.style));
    // A service of which no gateway is described is reached as it is.
    let gateways: Vec<_> = if service.gateways.is_empty() { vec![gateway("direct", "", service.style)] } else { described.collect() };
    quote! {
        #[doc = " The ways to reach the service."]
        const GATEWAYS: &[Gateway] = &[ #( #gateways ),* ];
    }
}

/// `service!` ties the trait to the tables: a line an operation.
fn service_macro(service: &Service) -> String {
    let line = |operation: &Operation| format!("        {:?} => {},\n", operation.name, names::identifier(&operation.method_name));
    let lines: String = service.operations.iter().map(line).collect();
    let resources = if service.resources.is_some() { ", resources::RESOURCES" } else { "" };
    format!("ackgen_mock::service! {{\n    {}: client::schema::SERVICE, GATEWAYS{resources} {{\n{lines}    }}\n}}", trait_name(service))
}

fn trait_name(service: &Service) -> proc_macro2::Ident {
    names::identifier(&names::type_name(&service.name))
}

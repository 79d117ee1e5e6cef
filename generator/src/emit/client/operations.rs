//! Operations: one Rust module a group, with an input, an output, a request builder and a one-line method for each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::types::{Item, WIRE, answer_setters, record};
use crate::emit::code;
use crate::emit::prose::{self, Language};
use crate::emit::rust::{Paths, RustFile, docs, facts, field_docs, imports, inert, initializer, speaks_of};
use crate::ids;
use crate::model::{Content, Field, Idempotency, Kind, NotFound, Operation, Shape, TypeId, Waiter};
use crate::names;
use crate::output::File;

/// A module for each group.
pub fn generate(paths: Paths<'_>) -> Vec<File> {
    let groups = paths.service.groups.iter().enumerate();
    groups.filter(|(index, _)| paths.service.operations_of(*index).next().is_some()).map(|(index, _)| group_module(paths, index)).collect()
}

fn group_module(paths: Paths<'_>, index: usize) -> File {
    let group = &paths.service.groups[index];
    let mut items = vec![Item::Tokens(methods(paths, index))];
    for operation in paths.service.operations_of(index) {
        items.extend(operation_items(paths, operation));
    }
    let root = paths.root();
    let tables = names::identifier(&group.name);
    let code: Vec<_> = items.iter().map(Item::words).collect();
    let mut file = RustFile::new(format!("{}: {}", inert(&group.title.en), inert(&group.doc.en)));
    let sources: [(TokenStream, &[&str]); 4] = [
        (quote!(std::collections), &["BTreeMap"]),
        (quote!(ackgen_client::wire), &WIRE),
        (quote!(ackgen_client::wire::serde_json), &["Value"]),
        (quote!(ackgen_client), &["Call", "Waiting", "call", "credentials", "kubeconfig", "paged"]),
    ];
    let mut uses = imports(&code, &sources);
    uses.extend(quote!( use #root::Client; use #root::schema::{self, #tables as tables}; ));
    if speaks_of(&code, "types") {
        uses.extend(quote!( use #root::types; ));
    }
    file.add(uses);
    for item in items {
        match item {
            Item::Tokens(tokens) => file.add(tokens),
            Item::Text(text) => file.add_text(text),
        }
    }
    file.finish(paths.file(&group.name))
}

/// The client's methods: one for each operation of a group.
fn methods(paths: Paths<'_>, group: usize) -> TokenStream {
    let methods = paths.service.operations_of(group).map(|operation| {
        let method = names::identifier(&operation.method_name);
        let builder = names::identifier(&operation.type_name);
        let input = format_ident!("{}Input", operation.type_name);
        let required: Vec<_> = code::rust::required(operation).collect();
        let (arguments, values) = arguments(paths, &required);
        let body = match required.is_empty() {
            true => quote!(#input::default()),
            false => quote!( #input { #( #values, )* ..Default::default() } ),
        };
        let documentation = docs(&method_docs(paths, operation));
        quote! {
            #documentation
            pub fn #method(&self, #( #arguments ),*) -> #builder {
                let input = #body;
                #builder::new(self.call(input))
            }
        }
    });
    let waiters = paths.service.waiters.iter().filter_map(|waiter| {
        let operation = paths.service.operations.get(waiter.operation?)?;
        (operation.group == group).then(|| self::waiter(paths, operation, waiter))
    });
    quote!( impl Client { #( #methods )* #( #waiters )* } )
}

/// A method that waits for something.
fn waiter(paths: Paths<'_>, operation: &Operation, waiter: &Waiter) -> TokenStream {
    let method = format_ident!("wait_until_{}", waiter.name);
    let input = format_ident!("{}Input", operation.type_name);
    let table = format_ident!("{}", names::constant(&waiter.name));
    let required: Vec<_> = code::rust::required(operation).collect();
    let (arguments, initializers) = arguments(paths, &required);
    let names: Vec<_> = waiter.arguments.iter().map(|argument| names::identifier(&argument.name)).collect();
    let keys = waiter.arguments.iter().map(|argument| &argument.name);
    let wait = match names.is_empty() {
        true => quote!( self.call(input).wait(&tables::#table) ),
        false => quote!( self.call(input).wait_with(&tables::#table, vec![ #( (#keys, #names.into()) ),* ]) ),
    };
    let all_pages = operation.pagination.as_ref().map(|_| quote!( .all_pages() ));
    let mut text = waiter_docs(operation, waiter);
    let own = waiter.arguments.iter().map(|argument| (argument.name.as_str(), inert(&argument.doc.en)));
    text.push_str(&argument_docs(operation_arguments(paths, operation).chain(own)));
    let call = format!("client\n    .{method}({})", code::rust::waiting_arguments(paths, operation, waiter).join(", "));
    let progress = "|progress| println!(\"{} after {:?}\", progress.state, progress.elapsed)";
    text.push_str(&example(paths, &format!("{call}\n    .on_progress({progress})\n    .await?;")));
    let documentation = docs(&text);
    quote! {
        #documentation
        pub fn #method(&self, #( #arguments, )* #( #names: impl Into<String> ),*) -> Waiting<#input> {
            let input = #input { #( #initializers, )* ..Default::default() };
            #wait #all_pages
        }
    }
}

fn waiter_docs(operation: &Operation, waiter: &Waiter) -> String {
    let answer = if operation.pagination.is_some() { "all pages of its answer say so" } else { "its answer says so" };
    let gone = match waiter.not_found {
        NotFound::Success => ", or that nothing is there",
        NotFound::Error | NotFound::Wait => "",
    };
    let mut text = format!(
        "Waits for {}: calls `{}` until {answer}{gone}.\n\nIt gives up after {} unless told otherwise",
        inert(&waiter.what.en),
        operation.name,
        prose::span(waiter.timeout, Language::En)
    );
    match waiter.failure.as_slice() {
        [] => text.push('.'),
        failure => {
            let states: Vec<_> = failure.iter().map(|state| prose::code(state)).collect();
            text.push_str(&format!(", and fails at once in a state that rules it out: {}.", states.join(", ")));
        }
    }
    text
}

/// Arguments for required fields, and the values that they become.
fn arguments(paths: Paths<'_>, required: &[&Field]) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let each = required.iter().map(|field| {
        let rust = names::identifier(&field.rust);
        let (argument, value) = paths.argument(&field.kind, &rust);
        (quote!( #rust: #argument ), initializer(&rust, value))
    });
    each.unzip()
}

fn method_docs(paths: Paths<'_>, operation: &Operation) -> String {
    let mut text = format!("{}.", inert(&operation.summary.en));
    if let Some(doc) = &operation.doc {
        text.push_str(&format!("\n\n{}", inert(&doc.en)));
    }
    let again = match operation.idempotency {
        Idempotency::ReadOnly => "It changes nothing, so it is retried when that may help.",
        Idempotency::Idempotent => "Sending it again does no harm, so it is retried when that may help.",
        Idempotency::NotIdempotent => {
            "Sending it again may do harm, so it is retried only when nothing was sent, or when the service throttled it."
        }
    };
    let (sent, accepted) = operation.methods.split_first().map_or(("GET", &[] as &[String]), |(first, others)| (first.as_str(), others));
    let accepted = match accepted {
        [] => String::new(),
        others => format!(" The client sends `{sent}`; `{}` is accepted, too.", others.join("`, `")),
    };
    let http = prose::code(&format!("{sent} {}", operation.path));
    text.push_str(&format!("\n\n`{}`: {http}, section {} of the guide.{accepted} {again}", operation.name, operation.section));
    let errata: Vec<_> = operation.errata.iter().map(|index| prose::code(&paths.service.errata[*index].id)).collect();
    if !errata.is_empty() {
        text.push_str(&format!("\n\nErrata: {}.", errata.join(", ")));
    }
    text.push_str(&argument_docs(operation_arguments(paths, operation)));
    let errors: Vec<_> = operation.errors.iter().map(|index| &paths.service.errors[*index]).collect();
    if !errors.is_empty() {
        text.push_str("\n\n# Errors\n");
        for error in errors {
            text.push_str(&format!("\n- {} {}: {}", error.status, prose::code(&error.code), inert(&error.doc.en)));
        }
    }
    text.push_str(&example(paths, &code::rust::statements(paths, operation)));
    text
}

/// What an operation's arguments mean, by name.
fn operation_arguments<'a>(paths: Paths<'a>, operation: &'a Operation) -> impl Iterator<Item = (&'a str, String)> {
    code::rust::required(operation).map(move |field| {
        let sentences = [inert(&field.doc.en)].into_iter().chain(facts(paths.service, field));
        (field.rust.as_str(), sentences.collect::<Vec<_>>().join(" "))
    })
}

/// The section about the arguments of a method, if it has any.
fn argument_docs<'a>(arguments: impl Iterator<Item = (&'a str, String)>) -> String {
    let items: String = arguments.map(|(name, meaning)| format!("\n- `{name}`: {meaning}")).collect();
    if items.is_empty() { items } else { format!("\n\n# Arguments\n{items}") }
}

/// Statements that compile, where there is a client.
fn example(paths: Paths<'_>, statements: &str) -> String {
    let (client, error) = (paths.outer_root(), paths.client_crate());
    let signature = format!("async fn example(client: {client}::Client) -> Result<(), {error}::Error>");
    format!("\n\n# Example\n\n```no_run\n# {signature} {{\n{statements}\n# Ok(())\n# }}\n```")
}

fn operation_items(paths: Paths<'_>, operation: &Operation) -> Vec<Item> {
    let mut items =
        vec![Item::Tokens(builder(operation)), Item::Text(format!("call!({} {{ {}Input }});", operation.type_name, operation.type_name))];
    items.extend(builder_setters(paths, operation).map(Item::Tokens));
    items.extend(paged(paths, operation).map(Item::Text));
    items.extend(operation.credentials.iter().map(|_| Item::Text(format!("credentials!({});", operation.type_name))));
    items.extend(kubeconfig(paths, operation).map(Item::Text));
    items.push(Item::Tokens(input(paths, operation)));
    items.push(Item::Text(record(
        &format!("{}Input", operation.type_name),
        &format!("tables::{}_INPUT", names::constant(&operation.type_name)),
        &operation.input.fields,
    )));
    items.push(Item::Tokens(input_impl(paths, operation)));
    if let Content::Fields(shape) = &operation.response.content {
        items.push(Item::Tokens(output(paths, operation, &shape.fields)));
        items.extend(answer_setters(paths, &format!("{}Output", operation.type_name), &shape.fields));
        items.push(Item::Text(record(
            &format!("{}Output", operation.type_name),
            &format!("tables::{}_OUTPUT", names::constant(&operation.type_name)),
            &shape.fields,
        )));
    }
    items
}

/// `paged!` gives a builder streams of pages and of items.
pub fn paged(paths: Paths<'_>, operation: &Operation) -> Option<String> {
    let pagination = operation.pagination.as_ref()?;
    let parameter = |wire: &str| operation.input.fields.iter().find(|field| field.wire == wire).map(|field| names::identifier(&field.rust));
    let (page, size) = (parameter(&pagination.page)?, parameter(&pagination.size)?);
    let items = route(paths, operation, &pagination.items)?;
    let Kind::List(item) = &items.last()?.0.kind else { return None };
    let item = paths.kind(item).to_string().replace(' ', "");
    let mut list = "&mut answer".to_owned();
    for (index, (field, is_bare)) in items.iter().enumerate() {
        let is_last = index + 1 == items.len();
        list.push_str(&format!(".{}{}", names::identifier(&field.rust), if *is_bare || is_last { "" } else { ".get_or_insert_default()" }));
    }
    // What the answer calls the page after it tells more than how many there are.
    let rest = [("next", &pagination.next), ("total", &pagination.total)].into_iter().find_map(|(key, path)| Some((key, path.as_ref()?)));
    let rest = match rest {
        Some((key, path)) => format!("    {key}: |answer| {},\n", value_at(&route(paths, operation, path)?)),
        None => String::new(),
    };
    let name = &operation.type_name;
    Some(format!("paged!({name} {{ {name}Input }} -> {item} {{\n    page: {page}, size: {size},\n    items: |answer| {list},\n{rest}}});"))
}

/// The way to a value in an answer; it ends early where something on it is missing.
fn value_at(route: &[(&Field, bool)]) -> String {
    let steps = route.iter().enumerate().map(|(index, (field, is_bare))| {
        let is_last = index + 1 == route.len();
        format!(".{}{}", names::identifier(&field.rust), if *is_bare || is_last { "" } else { ".as_ref()?" })
    });
    format!("answer{}", steps.collect::<String>())
}

/// `kubeconfig!` makes of the answer what a client of Kubernetes is made of.
fn kubeconfig(paths: Paths<'_>, operation: &Operation) -> Option<String> {
    let (path, _) = operation.kubeconfig.as_ref()?;
    let name = &operation.type_name;
    let value = value_at(&route(paths, operation, path)?);
    Some(format!("kubeconfig!({name} {{ {name}Input }} |answer| &{value});"))
}

/// The fields that a path into an answer goes through, and whether each is held without `Option`.
fn route<'a>(paths: Paths<'a>, operation: &'a Operation, path: &str) -> Option<Vec<(&'a Field, bool)>> {
    let mut id = None;
    let mut fields: &[Field] = match &operation.response.content {
        Content::Fields(shape) => &shape.fields,
        Content::Value(kind) => {
            id = kind.named();
            fields_of(paths, id)
        }
        Content::Empty => &[],
    };
    let mut route = Vec::new();
    for name in path.split('.') {
        let field = fields.iter().find(|field| field.wire == name)?;
        let in_input = id.is_some_and(|id| paths.service.get(id).in_input);
        route.push((field, if in_input { paths.is_bare_in_input(field) } else { paths.is_bare_in_output(field) }));
        id = field.kind.named();
        fields = fields_of(paths, id);
    }
    Some(route)
}

fn fields_of<'a>(paths: Paths<'a>, id: Option<TypeId>) -> &'a [Field] {
    match id.map(|id| &paths.service.get(id).shape) {
        Some(Shape::Struct(shape)) => &shape.fields,
        _ => &[],
    }
}

fn builder(operation: &Operation) -> TokenStream {
    let name = names::identifier(&operation.type_name);
    let input = format_ident!("{}Input", operation.type_name);
    let documentation = docs(&format!(
        "A call of `{}`: {}. Made by [`Client::{}`].",
        operation.name,
        inert(&lower_first(&operation.summary.en)),
        operation.method_name
    ));
    quote! {
        #documentation
        #[derive(Clone, Debug)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct #name {
            call: Call<#input>,
        }
    }
}

fn builder_setters(paths: Paths<'_>, operation: &Operation) -> Option<TokenStream> {
    let optional: Vec<_> = operation.input.fields.iter().filter(|field| !field.required).collect();
    if optional.is_empty() {
        return None;
    }
    let name = names::identifier(&operation.type_name);
    let methods = optional.iter().map(|field| {
        let rust = names::identifier(&field.rust);
        let (argument, value) = paths.argument(&field.kind, &rust);
        let value = if paths.is_bare_in_input(field) { value } else { quote!(Some(#value)) };
        let documentation = docs(&field_docs(paths.service, field, &ids::of_request(operation, field)));
        quote! {
            #documentation
            pub fn #rust(mut self, #rust: #argument) -> Self {
                self.call.input.#rust = #value;
                self
            }
        }
    });
    Some(quote!( impl #name { #( #methods )* } ))
}

fn input(paths: Paths<'_>, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Input", operation.type_name);
    let rules: Vec<_> = operation.input.rules.iter().map(|rule| format!(" {}", prose::rule(rule, Language::En))).collect();
    let documentation = docs(&format!("What `{}` is called with.{}", operation.name, rules.concat()));
    let fields = operation.input.fields.iter().map(|field| {
        let text = match field.required {
            true => field_docs(paths.service, field, &ids::of_request(operation, field)),
            // A link has no `r#`.
            false => format!("See [`{}::{}`].", operation.type_name, names::identifier(&field.rust).unraw()),
        };
        let documentation = docs(&text);
        let rust = names::identifier(&field.rust);
        let kind = paths.kind(&field.kind);
        let kind = if paths.is_bare_in_input(field) { kind } else { quote!(Option<#kind>) };
        quote! { #documentation pub #rust: #kind, }
    });
    let extra = docs("What is sent beyond the documented parameters.");
    quote! {
        #documentation
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #( #fields )*
            #extra
            pub extra: Extra,
        }
    }
}

fn input_impl(paths: Paths<'_>, operation: &Operation) -> TokenStream {
    let input = format_ident!("{}Input", operation.type_name);
    let table = format_ident!("{}", names::constant(&operation.type_name));
    let output = match &operation.response.content {
        Content::Empty => quote!(()),
        Content::Fields(_) => {
            let output = format_ident!("{}Output", operation.type_name);
            quote!(#output)
        }
        Content::Value(kind) => paths.answer(kind),
    };
    quote! {
        impl Input for #input {
            type Output = #output;
            const OPERATION: &'static Operation = &tables::#table;

            fn service() -> &'static Service {
                &schema::SERVICE
            }
        }
    }
}

fn output(paths: Paths<'_>, operation: &Operation, fields: &[Field]) -> TokenStream {
    let name = format_ident!("{}Output", operation.type_name);
    let documentation = docs(&format!("What `{}` answers.", operation.name));
    let fields = fields.iter().map(|field| {
        let documentation = docs(&field_docs(paths.service, field, &ids::of_response(operation, field)));
        let rust = names::identifier(&field.rust);
        let kind = paths.kind(&field.kind);
        let kind = if paths.is_bare_in_output(field) { kind } else { quote!(Option<#kind>) };
        quote! { #documentation pub #rust: #kind, }
    });
    let extra = docs("What the wire carries beyond the documented fields.");
    quote! {
        #documentation
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #( #fields )*
            #extra
            pub extra: Extra,
        }
    }
}

/// A text that goes on in a sentence. An acronym at its start stays one.
fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !characters.as_str().starts_with(char::is_uppercase) => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

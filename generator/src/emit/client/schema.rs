//! The static tables: what the runtime reads to encode, decode and check.

use std::net::IpAddr;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::rust::{Paths, RustFile, docs, imports, inert, speaks_of};
use crate::model::network::Network;
use crate::model::{
    Body, CharacterClass, Condition, Content, Count, CredentialPaths, Field, Idempotency, Kind, Limit, Location, NotFound, Operation, Rule,
    ServiceStyle, Shape, Struct, Style, Waiter,
};
use crate::names;
use crate::output::File;

/// The module of tables and the modules below it.
pub fn generate(paths: Paths<'_>) -> Vec<File> {
    let service = paths.service;
    let groups: Vec<_> = (0..service.groups.len()).filter(|index| service.operations_of(*index).next().is_some()).collect();
    let mut files = vec![root(paths, &groups)];
    let structs: Vec<_> = service
        .types
        .iter()
        .filter_map(|definition| match &definition.shape {
            Shape::Struct(shape) => Some((definition.name.as_str(), shape)),
            Shape::Enum(_) => None,
        })
        .collect();
    if !structs.is_empty() {
        let tables = structs.iter().map(|(name, shape)| schema(paths, name, name, shape, true)).collect();
        files.push(module(paths, "types", "Tables of the structs that operations share.", tables));
    }
    for index in groups {
        let group = &service.groups[index];
        let mut tables: Vec<_> = service.operations_of(index).flat_map(|operation| operation_tables(paths, operation)).collect();
        let waiters =
            service.waiters.iter().filter(|waiter| waiter.operation.is_some_and(|operation| service.operations[operation].group == index));
        tables.extend(waiters.map(waiter));
        files.push(module(paths, &group.name, &format!("Tables of the operations of `{}`.", group.name), tables));
    }
    files
}

fn root(paths: Paths<'_>, groups: &[usize]) -> File {
    let service = paths.service;
    let mut file = RustFile::new("What the service looks like on the wire: the tables that the runtime reads.");
    let mut modules: Vec<_> = groups.iter().map(|index| names::identifier(&service.groups[*index].name)).collect();
    if service.types.iter().any(|definition| matches!(definition.shape, Shape::Struct(_))) {
        modules.push(format_ident!("types"));
    }
    file.add(quote!(
        use ackgen_client::wire::{Service, ServiceStyle};
    ));
    file.add(quote!( #( pub(crate) mod #modules; )* ));
    let operations = groups.iter().flat_map(|index| {
        let group = names::identifier(&service.groups[*index].name);
        let operations: Vec<_> = service
            .operations_of(*index)
            .map(|operation| {
                let table = format_ident!("{}", names::constant(&operation.type_name));
                quote!(&#group::#table)
            })
            .collect();
        operations
    });
    let (name, product, version) = (&service.name, &service.product, &service.version);
    let style = match service.style {
        ServiceStyle::Roa => quote!(ServiceStyle::Roa),
        ServiceStyle::Rpc => quote!(ServiceStyle::Rpc),
    };
    let documentation = docs(&format!("{}, version {}.", inert(&service.title.en), inert(version)));
    file.add(quote! {
        #documentation
        pub static SERVICE: Service = Service {
            name: #name,
            product: #product,
            version: #version,
            style: #style,
            operations: &[ #( #operations ),* ],
        };
    });
    file.finish(paths.file("schema"))
}

fn module(paths: Paths<'_>, name: &str, documentation: &str, tables: Vec<TokenStream>) -> File {
    let mut file = RustFile::new(documentation);
    let mut uses = imports(&tables, &[(quote!(ackgen_client::wire), &WIRE), (quote!(ackgen_client), &["NotFound", "Waiter"])]);
    if speaks_of(&tables, "types") {
        let root = paths.root();
        uses.extend(quote!( use #root::types; ));
    }
    file.add(uses);
    for table in tables {
        file.add(table);
    }
    file.finish(paths.file(&format!("schema/{name}")))
}

/// What tables are made of.
const WIRE: [&str; 18] = [
    "Body",
    "CharacterClass",
    "Condition",
    "Count",
    "CredentialPaths",
    "Field",
    "Idempotency",
    "Kind",
    "Limit",
    "Location",
    "Network",
    "Operation",
    "Pagination",
    "Response",
    "RoleParameters",
    "Rule",
    "Schema",
    "pattern",
];

/// `static NAME: Schema = …`.
fn schema(paths: Paths<'_>, constant: &str, name: &str, shape: &Struct, inside_types: bool) -> TokenStream {
    let table = format_ident!("{}", names::constant(constant));
    let fields = shape.fields.iter().map(|field| self::field(paths, field, inside_types));
    let rules = shape.rules.iter().map(rule);
    quote! {
        pub(crate) static #table: Schema = Schema {
            name: #name,
            fields: &[ #( #fields ),* ],
            rules: &[ #( #rules ),* ],
        };
    }
}

fn field(paths: Paths<'_>, field: &Field, inside_types: bool) -> TokenStream {
    let wire = &field.wire;
    let kind = kind(paths, &field.kind, inside_types);
    let mut tokens = quote!( Field::new(#wire, #kind) );
    match field.location {
        Location::Path => tokens.extend(quote!( .at(Location::Path) )),
        Location::Query => tokens.extend(quote!( .at(Location::Query) )),
        Location::Header => tokens.extend(quote!( .at(Location::Header) )),
        Location::Body => {}
    }
    if field.style == Style::Comma {
        tokens.extend(quote!( .comma() ));
    }
    if field.required {
        tokens.extend(quote!( .required() ));
    }
    if !field.limits.is_empty() {
        let limits = field.limits.iter().map(|limit| self::limit(field, limit));
        tokens.extend(quote!( .limits(&[ #( #limits ),* ]) ));
    }
    if let Some(placeholder) = &field.placeholder {
        tokens.extend(quote!( .placeholder(#placeholder) ));
    }
    let rust = names::identifier(&field.rust).to_string();
    if rust != names::field(wire) {
        tokens.extend(quote!( .called(#rust) ));
    }
    tokens
}

fn kind(paths: Paths<'_>, of: &Kind, inside_types: bool) -> TokenStream {
    match of {
        Kind::String => quote!(Kind::String),
        Kind::Boolean => quote!(Kind::Boolean),
        Kind::Integer => quote!(Kind::Integer),
        Kind::Long => quote!(Kind::Long),
        Kind::Number => quote!(Kind::Number),
        Kind::Timestamp => quote!(Kind::Timestamp),
        Kind::Duration => quote!(Kind::Duration),
        Kind::Secret => quote!(Kind::Secret),
        Kind::Any => quote!(Kind::Any),
        Kind::List(inner) => {
            let inner = kind(paths, inner, inside_types);
            quote!(Kind::List(&#inner))
        }
        Kind::Map(inner) => {
            let inner = kind(paths, inner, inside_types);
            quote!(Kind::Map(&#inner))
        }
        Kind::Json(inner) => {
            let inner = kind(paths, inner, inside_types);
            quote!(Kind::Json(&#inner))
        }
        Kind::Named(id) => {
            let definition = paths.service.get(*id);
            match &definition.shape {
                Shape::Enum(_) => {
                    let name = names::identifier(&names::type_name(&definition.name));
                    quote!(Kind::Enum(types::#name::VALUES))
                }
                Shape::Struct(_) => {
                    let table = format_ident!("{}", names::constant(&definition.name));
                    match inside_types {
                        true => quote!(Kind::Record(&#table)),
                        false => quote!(Kind::Record(&super::types::#table)),
                    }
                }
            }
        }
    }
}

fn network(Network { address, length, prefixes }: Network) -> TokenStream {
    let length = Literal::u32_unsuffixed(length);
    let network = match address {
        IpAddr::V4(address) => {
            let bytes = address.octets().map(Literal::u8_unsuffixed);
            quote!(Network::v4([ #( #bytes ),* ], #length))
        }
        IpAddr::V6(address) => {
            // As addresses are written.
            let groups = address.segments().map(|group| format!("{group:#x}").parse::<Literal>());
            let groups = groups.into_iter().flatten();
            quote!(Network::v6([ #( #groups ),* ], #length))
        }
    };
    match prefixes.map(|(least, most)| (Literal::u32_unsuffixed(least), Literal::u32_unsuffixed(most))) {
        Some((least, most)) => quote!(#network.prefixes(#least, #most)),
        None => network,
    }
}

fn limit(field: &Field, limit: &Limit) -> TokenStream {
    // Durations are compared in seconds, whatever unit the spec counts in.
    let in_seconds = |number: &i64| {
        let seconds = match field.unit.as_deref().filter(|_| field.kind == Kind::Duration) {
            Some("hours") => 3600,
            Some("minutes") => 60,
            Some("days") => 86_400,
            _ => 1,
        };
        Literal::i64_unsuffixed(number.saturating_mul(seconds))
    };
    let size = |number: &i64| Literal::i64_unsuffixed(*number);
    match limit {
        Limit::Min(number) => {
            let number = in_seconds(number);
            quote!(Limit::Min(#number))
        }
        Limit::Max(number) => {
            let number = in_seconds(number);
            quote!(Limit::Max(#number))
        }
        Limit::MinLength(number) => {
            let number = size(number);
            quote!(Limit::MinLength(#number))
        }
        Limit::MaxLength(number) => {
            let number = size(number);
            quote!(Limit::MaxLength(#number))
        }
        Limit::MinItems(number) => {
            let number = size(number);
            quote!(Limit::MinItems(#number))
        }
        Limit::MaxItems(number) => {
            let number = size(number);
            quote!(Limit::MaxItems(#number))
        }
        Limit::Pattern(pattern) => quote!(Limit::Pattern(pattern!(#pattern))),
        Limit::Cidrs(networks) => {
            let networks = networks.iter().filter_map(|text| Network::parse(text)).map(network);
            quote!(Limit::Cidrs(&[ #( #networks ),* ]))
        }
        Limit::CharacterClasses(count, classes) => {
            let count = size(count);
            let classes = classes.iter().map(|class| match class {
                CharacterClass::Upper => quote!(CharacterClass::Upper),
                CharacterClass::Lower => quote!(CharacterClass::Lower),
                CharacterClass::Letter => quote!(CharacterClass::Letter),
                CharacterClass::Digit => quote!(CharacterClass::Digit),
                CharacterClass::Special => quote!(CharacterClass::Special),
            });
            quote!(Limit::CharacterClasses(#count, &[ #( #classes ),* ]))
        }
        Limit::Forbidden(characters) => quote!(Limit::Forbidden(#characters)),
        Limit::NotPrefix(prefixes) => quote!(Limit::NotPrefix(&[ #( #prefixes ),* ])),
        Limit::NotContain(texts) => quote!(Limit::NotContain(&[ #( #texts ),* ])),
        Limit::UniqueBy(field) => quote!(Limit::UniqueBy(#field)),
        Limit::OnlyWhen(condition) => {
            let condition = self::condition(condition);
            quote!(Limit::OnlyWhen(#condition))
        }
        Limit::RequiredWhen(condition) => {
            let condition = self::condition(condition);
            quote!(Limit::RequiredWhen(#condition))
        }
    }
}

fn condition(condition: &Condition) -> TokenStream {
    let (field, values) = (&condition.field, &condition.values);
    quote!( Condition { field: #field, values: &[ #( #values ),* ] } )
}

fn rule(rule: &Rule) -> TokenStream {
    let fields = &rule.fields;
    let count = match rule.count {
        Count::AtMostOne => quote!(Count::AtMostOne),
        Count::ExactlyOne => quote!(Count::ExactlyOne),
        Count::AtLeastOne => quote!(Count::AtLeastOne),
        Count::AllOrNone => quote!(Count::AllOrNone),
    };
    quote!( Rule { count: #count, fields: &[ #( #fields ),* ] } )
}

/// An operation, its input and, where it is its own, its output.
fn operation_tables(paths: Paths<'_>, operation: &Operation) -> Vec<TokenStream> {
    let table = format_ident!("{}", names::constant(&operation.type_name));
    let input = format_ident!("{}_INPUT", names::constant(&operation.type_name));
    let name = &operation.name;
    let methods = &operation.methods;
    let path = &operation.path;
    let idempotency = match operation.idempotency {
        Idempotency::ReadOnly => quote!(Idempotency::ReadOnly),
        Idempotency::Idempotent => quote!(Idempotency::Idempotent),
        Idempotency::NotIdempotent => quote!(Idempotency::NotIdempotent),
    };
    let body = match &operation.body {
        Body::None => quote!(Body::None),
        Body::Fields { .. } => quote!(Body::Fields),
        Body::Value(name) => quote!(Body::Value(#name)),
    };
    let response = response(paths, operation);
    let pagination = match &operation.pagination {
        None => quote!(None),
        Some(pagination) => {
            let (page, size, items) = (&pagination.page, &pagination.size, &pagination.items);
            let [total, next] = [&pagination.total, &pagination.next].map(optional);
            quote!( Some(Pagination { page: #page, size: #size, items: #items, total: #total, next: #next }) )
        }
    };
    let credentials = match &operation.credentials {
        None => quote!(None),
        Some(paths) => {
            let (id, secret, token, expires) = (&paths.access_key_id, &paths.access_key_secret, &paths.security_token, &paths.expires);
            let role = role_parameters(paths);
            quote! {
                Some(CredentialPaths {
                    access_key_id: #id,
                    access_key_secret: #secret,
                    security_token: #token,
                    expires: #expires,
                    role: #role,
                })
            }
        }
    };
    let mut tables = vec![quote! {
        pub(crate) static #table: Operation = Operation {
            name: #name,
            methods: &[ #( #methods ),* ],
            path: #path,
            idempotency: #idempotency,
            input: &#input,
            body: #body,
            response: #response,
            pagination: #pagination,
            credentials: #credentials,
        };
    }];
    let input_name = format!("{}Input", operation.type_name);
    tables.push(schema(paths, &input_name, &input_name, &operation.input, false));
    if let Content::Fields(shape) = &operation.response.content {
        let output_name = format!("{}Output", operation.type_name);
        tables.push(schema(paths, &output_name, &output_name, shape, false));
    }
    tables
}

/// How a role is said, where an operation assumes one.
fn role_parameters(paths: &CredentialPaths) -> TokenStream {
    let Some(role) = &paths.role else { return quote!(None) };
    let [session_name, duration, policy] = [&paths.session_name, &paths.duration, &paths.policy].map(optional);
    quote!( Some(RoleParameters { role: #role, session_name: #session_name, duration: #duration, policy: #policy }) )
}

fn optional(text: &Option<String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

/// `static CLUSTER_RUNNING: Waiter = …`.
fn waiter(waiter: &Waiter) -> TokenStream {
    let table = format_ident!("{}", names::constant(&waiter.name));
    let (name, state, success, failure) = (&waiter.what.en, &waiter.state, &waiter.success, &waiter.failure);
    let not_found = match waiter.not_found {
        NotFound::Error => quote!(NotFound::Error),
        NotFound::Wait => quote!(NotFound::Wait),
        NotFound::Success => quote!(NotFound::Success),
    };
    let seconds = Literal::u64_unsuffixed;
    let (first, longest, timeout) = (seconds(waiter.pauses.0), seconds(waiter.pauses.1), seconds(waiter.timeout));
    quote! {
        pub(crate) static #table: Waiter = Waiter {
            name: #name,
            state: #state,
            success: &[ #( #success ),* ],
            failure: &[ #( #failure ),* ],
            not_found: #not_found,
            pauses: (#first, #longest),
            timeout: #timeout,
        };
    }
}

fn response(paths: Paths<'_>, operation: &Operation) -> TokenStream {
    let response = &operation.response;
    let statuses = response.statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
    let kind = match &response.content {
        Content::Empty => quote!(None),
        Content::Fields(_) => {
            let output = format_ident!("{}_OUTPUT", names::constant(&operation.type_name));
            quote!(Some(Kind::Record(&#output)))
        }
        Content::Value(of) => {
            let of = kind(paths, of, false);
            quote!(Some(#of))
        }
    };
    let text = matches!(response.content, Content::Value(Kind::String | Kind::Secret));
    let placeholder = match &response.placeholder {
        Some(placeholder) => quote!(Some(#placeholder)),
        None => quote!(None),
    };
    quote!( Response { statuses: &[ #( #statuses ),* ], kind: #kind, text: #text, placeholder: #placeholder } )
}

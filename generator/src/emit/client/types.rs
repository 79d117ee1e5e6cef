//! Structs and enums that operations share: one Rust module for each file of types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::prose::{self, Language};
use crate::emit::rust::{Paths, RustFile, docs, field_docs, imports, inert, initializer, speaks_of};
use crate::ids;
use crate::model::{EnumValue, Field, Kind, Shape, Struct, Type};
use crate::names;
use crate::output::File;

/// The module of types and the modules below it.
pub fn generate(paths: Paths<'_>) -> Vec<File> {
    // Those of a file stand together.
    let modules: Vec<&[Type]> = paths.service.types.chunk_by(|one, other| one.module == other.module).collect();
    if modules.is_empty() {
        return Vec::new();
    }
    let mut root = RustFile::new("Structs and enums that operations share.");
    let declarations = modules.iter().map(|types| names::identifier(&types[0].module));
    let exports = declarations.clone();
    root.add(quote!( #( mod #declarations; )* ));
    root.add(quote!( #( pub use #exports::*; )* ));
    let mut files = vec![root.finish(paths.file("types"))];
    files.extend(modules.into_iter().map(|types| type_module(paths, &types[0].module, types)));
    files
}

fn type_module(paths: Paths<'_>, module: &str, definitions: &[Type]) -> File {
    let mut items = Vec::new();
    for definition in definitions {
        match &definition.shape {
            Shape::Struct(shape) => items.extend(struct_items(paths, definition, shape)),
            Shape::Enum(values) => items.extend(enum_items(definition, values)),
        }
    }
    let root = paths.root();
    let code: Vec<_> = items.iter().map(Item::words).collect();
    let mut file = RustFile::new(format!("The types of `types/{module}.yaml`."));
    let has_structs = definitions.iter().any(|definition| matches!(definition.shape, Shape::Struct(_)));
    let mut uses = imports(
        &code,
        &[
            (quote!(std::collections), &["BTreeMap"]),
            (quote!(ackgen_client::wire), &WIRE),
            (quote!(ackgen_client::wire::serde_json), &["Value"]),
        ],
    );
    if has_structs {
        uses.extend(quote!( use #root::schema::types as schema; ));
    }
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
    file.finish(paths.file(&format!("types/{module}")))
}

/// An item of a file: formatted Rust, or the call of a macro.
pub enum Item {
    /// Rust.
    Tokens(TokenStream),
    /// The call of a macro of the runtime.
    Text(String),
}

impl Item {
    /// The words in it, for finding out what to import.
    pub fn words(&self) -> TokenStream {
        match self {
            Self::Tokens(tokens) => tokens.clone(),
            Self::Text(text) => text.parse().unwrap_or_default(),
        }
    }
}

/// What generated modules use of the wire.
pub const WIRE: [&str; 11] =
    ["Duration", "Extra", "Input", "Json", "Operation", "Secret", "Service", "Timestamp", "open_enum", "record", "setters"];

fn struct_items(paths: Paths<'_>, definition: &Type, shape: &Struct) -> Vec<Item> {
    let name = names::identifier(&names::type_name(&definition.name));
    let documentation = docs(&type_docs(paths, definition));
    let bare = |field: &Field| if definition.in_input { paths.is_bare_in_input(field) } else { paths.is_bare_in_output(field) };
    let fields = shape.fields.iter().map(|field| {
        let documentation = docs(&field_docs(paths.service, field, &ids::of_type(definition, field)));
        let rust = names::identifier(&field.rust);
        let kind = paths.kind(&field.kind);
        let kind = if bare(field) { kind } else { quote!(Option<#kind>) };
        quote! { #documentation pub #rust: #kind, }
    });
    let extra = docs("What the wire carries beyond the documented fields.");
    let declaration = quote! {
        #documentation
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #( #fields )*
            #extra
            pub extra: Extra,
        }
    };
    let mut items = vec![Item::Tokens(declaration)];
    match definition.in_input {
        true => items.push(Item::Tokens(setters(paths, &name, definition, &shape.fields))),
        false => items.extend(answer_setters(paths, &names::type_name(&definition.name), &shape.fields)),
    }
    items.push(Item::Text(record(
        &names::type_name(&definition.name),
        &format!("schema::{}", names::constant(&definition.name)),
        &shape.fields,
    )));
    items
}

/// `record!` ties a struct to its wire names and its table.
pub fn record(name: &str, table: &str, fields: &[Field]) -> String {
    if fields.is_empty() {
        return format!("record!({name}: {table} {{}});");
    }
    let lines = fields.iter().map(|field| format!("    {}: {:?},\n", names::identifier(&field.rust), field.wire));
    format!("record!({name}: {table} {{\n{}}});", lines.collect::<String>())
}

fn setters(paths: Paths<'_>, name: &proc_macro2::Ident, definition: &Type, fields: &[Field]) -> TokenStream {
    let required: Vec<_> = fields.iter().filter(|field| field.required).collect();
    let arguments = required.iter().map(|field| {
        let rust = names::identifier(&field.rust);
        let (argument, _) = paths.argument(&field.kind, &rust);
        quote!( #rust: #argument )
    });
    let values = required.iter().map(|field| {
        let rust = names::identifier(&field.rust);
        let (_, value) = paths.argument(&field.kind, &rust);
        initializer(&rust, value)
    });
    let new_docs = docs(match required.is_empty() {
        true => "Makes an empty value.",
        false => "Makes a value of what a request needs; nothing else is set.",
    });
    let body = match required.is_empty() {
        // Not `Self::default()`: a field of that name has a setter.
        true => quote!(Default::default()),
        false => quote!( Self { #( #values, )* ..Default::default() } ),
    };
    let methods = fields.iter().filter(|field| !field.required).map(|field| {
        let rust = names::identifier(&field.rust);
        let (argument, value) = paths.argument(&field.kind, &rust);
        let value = if paths.is_bare_in_input(field) { value } else { quote!(Some(#value)) };
        let documentation = docs(&field_docs(paths.service, field, &ids::of_type(definition, field)));
        quote! {
            #documentation
            #[must_use]
            pub fn #rust(mut self, #rust: #argument) -> Self {
                self.#rust = #value;
                self
            }
        }
    });
    quote! {
        impl #name {
            #new_docs
            pub fn new(#( #arguments ),*) -> Self {
                #body
            }

            #( #methods )*
        }
    }
}

/// `setters!` for what only answers carry, so that a mock or a test can make one with ease.
pub fn answer_setters(paths: Paths<'_>, name: &str, fields: &[Field]) -> Option<Item> {
    let line = |field: &Field| {
        let (shape, kind) = match &field.kind {
            Kind::List(inner) => ("list", &**inner),
            Kind::Map(inner) => ("map", &**inner),
            kind if paths.is_bare_in_output(field) => ("plain", kind),
            kind => ("optional", kind),
        };
        format!("    {}: {shape} {},\n", names::identifier(&field.rust), paths.kind(kind).to_string().replace(' ', ""))
    };
    let lines: String = fields.iter().map(line).collect();
    (!lines.is_empty()).then(|| Item::Text(format!("setters!({name} {{\n{lines}}});")))
}

fn enum_items(definition: &Type, values: &[EnumValue]) -> Vec<Item> {
    let name = names::identifier(&names::type_name(&definition.name));
    let text = format!("{}\n\nOpen: a value that is not listed is kept as `Unknown`. {}", inert(&definition.doc.en), sections(definition));
    let documentation = docs(&text);
    let variants = values.iter().map(|value| {
        let documentation = docs(&format!("{}: {}", prose::code(&value.wire), inert(&value.doc.en)));
        let rust = names::identifier(&value.rust);
        quote!( #documentation #rust, )
    });
    let unknown = docs("A value that the spec does not list.");
    let declaration = quote! {
        #documentation
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #( #variants )*
            #unknown
            Unknown(String),
        }
    };
    let lines: String = values.iter().map(|value| format!("    {} = {:?},\n", names::identifier(&value.rust), value.wire)).collect();
    vec![Item::Tokens(declaration), Item::Text(format!("open_enum!({} {{\n{lines}}});", names::type_name(&definition.name)))]
}

fn type_docs(paths: Paths<'_>, definition: &Type) -> String {
    let errata: Vec<_> = definition.errata.iter().map(|index| prose::code(&paths.service.errata[*index].id)).collect();
    let mut text = format!("{}\n\n{}", inert(&definition.doc.en), sections(definition));
    if !errata.is_empty() {
        text.push_str(&format!(" Errata: {}.", errata.join(", ")));
    }
    text
}

/// Where the guide describes a type.
fn sections(definition: &Type) -> String {
    match definition.sections.as_slice() {
        [only] => format!("Section {only} of the guide."),
        several => format!("Sections {} of the guide.", prose::list(several, "and", Language::En)),
    }
}

//! Names: every rule for casing, keywords and reserved words. Each name is computed once, when the spec is resolved.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

/// Names that every generated struct has; a field may not take them.
pub const RESERVED_FIELDS: [&str; 2] = ["extra", "new"];

/// Names that every generated request builder has besides; a parameter or a field of a body may not take them.
pub const RESERVED_SETTERS: [&str; 13] = [
    "extra",
    "new",
    "send",
    "send_raw",
    "send_blocking",
    "send_raw_blocking",
    "configure",
    "input",
    "input_mut",
    "pages",
    "items",
    "into_credentials",
    "kube_config",
];

/// Names that every generated enum has; a value may not take them.
pub const RESERVED_VARIANTS: [&str; 1] = ["Unknown"];

/// Names that generated modules speak of besides types of the spec: what they import, and what Rust itself brings along.
pub const RESERVED_TYPES: [&str; 33] = [
    "BTreeMap",
    "Call",
    "Client",
    "Default",
    "Documented",
    "Duration",
    "Error",
    "Extra",
    "From",
    "Future",
    "Gateway",
    "Input",
    "Into",
    "IntoIterator",
    "Iterator",
    "Json",
    "Mock",
    "Operation",
    "Option",
    "Reply",
    "Request",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Service",
    "Some",
    "String",
    "Sync",
    "Timestamp",
    "Value",
    "Vec",
    "Waiting",
];

/// Methods that every generated client has; an operation may not take them.
pub const RESERVED_METHODS: [&str; 7] = ["builder", "call", "clone", "from", "from_env", "raw", "with_options"];

/// Modules that generated crates have besides groups and services.
pub const RESERVED_MODULES: [&str; 4] = ["schema", "types", "client", "lib"];

/// A field's Rust name, not yet escaped where it is a keyword: `ClusterId` → `cluster_id`.
pub fn field(wire: &str) -> String {
    wire.to_snake_case()
}

/// A variant's Rust name: `cloud_efficiency` → `CloudEfficiency`.
pub fn variant(wire: &str) -> String {
    wire.to_upper_camel_case()
}

/// A method's Rust name: `CreateCluster` → `create_cluster`.
pub fn method(operation: &str) -> String {
    operation.to_snake_case()
}

/// A type's Rust name: it is written in the spec as Rust writes it.
pub fn type_name(name: &str) -> String {
    name.to_upper_camel_case()
}

/// A static's Rust name: `CreateCluster` → `CREATE_CLUSTER`.
pub fn constant(name: &str) -> String {
    name.to_snake_case().to_uppercase()
}

/// An anchor or a file name: `CreateCluster` → `create-cluster`.
pub fn slug(name: &str) -> String {
    name.to_kebab_case()
}

/// Whether a text can be a Rust name at all, keyword or not.
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
        && name != "_"
}

/// Whether a text can name a module and its file: written as Rust writes it, and not a keyword.
pub fn is_module(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_lowercase());
    let holds = name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_');
    starts && holds && !name.contains("__") && !name.ends_with('_') && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Whether packages can be called after a text.
pub fn is_package(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_lowercase());
    let holds = name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-');
    starts && holds && !name.contains("--") && !name.ends_with('-')
}

/// Whether a text can name a header.
pub fn is_header(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character))
}

/// A Rust identifier, raw where the name is a keyword: `type` → `r#type`.
pub fn identifier(name: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    if syn::parse_str::<syn::Ident>(name).is_ok() {
        return proc_macro2::Ident::new(name, span);
    }
    match name {
        // These four cannot be raw.
        "self" | "Self" | "super" | "crate" => proc_macro2::Ident::new(&format!("{name}_"), span),
        _ => proc_macro2::Ident::new_raw(name, span),
    }
}

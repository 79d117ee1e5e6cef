//! JSON Schemas of the files of a spec, for editors: made of the types that read them.

use serde_json::Value;

use crate::diff;
use crate::lint::Config;
use crate::output::File;
use crate::source::{self, schema};

/// A kind of file.
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// Which files are of this kind, as a pattern of their paths.
    pub files: &'static str,
    schema: fn() -> Value,
}

/// The kinds of files.
pub const KINDS: [Kind; 10] = [
    Kind { name: "product", files: "product.yaml", schema: schema::of_one::<source::Product> },
    Kind { name: "service", files: "*/service.yaml", schema: schema::of_one::<source::Service> },
    Kind { name: "types", files: "*/types/*.yaml", schema: schema::of_list::<source::TypeDef> },
    Kind { name: "operations", files: "*/operations/*.yaml", schema: schema::of_list::<source::Operation> },
    Kind { name: "waiters", files: "*/waiters.yaml", schema: schema::of_list::<source::Waiter> },
    Kind { name: "resources", files: "*/resources.yaml", schema: schema::of_one::<source::resources::Resources> },
    Kind { name: "errata", files: "*/errata.yaml", schema: schema::of_list::<source::Erratum> },
    Kind { name: "changes", files: "*/changes.yaml", schema: schema::of_list::<source::Release> },
    Kind { name: "lint", files: ".lint.yaml", schema: schema::of_one::<Config> },
    Kind { name: "diff", files: ".diff.yaml", schema: schema::of_one::<diff::Config> },
];

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The kind of the file at a path inside of a spec.
    pub fn of(path: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| {
            let (pattern, path): (Vec<_>, Vec<_>) = (kind.files.split('/').collect(), path.split('/').collect());
            let fits = |(pattern, part): (&&str, &&str)| match pattern.strip_prefix('*') {
                Some(end) => part.ends_with(end),
                None => pattern == part,
            };
            pattern.len() == path.len() && pattern.iter().zip(&path).all(fits)
        })
    }

    /// Its JSON Schema.
    pub fn schema(&self) -> Value {
        (self.schema)()
    }

    /// Its JSON Schema as a text.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.schema())
    }
}

/// A file for every kind.
pub fn files() -> Vec<File> {
    KINDS.iter().map(|kind| File::new(format!("{}.json", kind.name), kind.text())).collect()
}

//! How an operation is called, in one language after the other: whole programs, which run as they are printed.
//!
//! The values are those of [`example::short`]. Rust speaks with the generated client, shells sign by themselves, other
//! languages use the SDKs that the spec names; their programs are templates in `templates/code`, whose views arrive
//! finished: every value is a literal of the language already.

mod literal;
mod request;
pub mod rust;
mod sdk;
mod shell;

use tera::{Context, Tera};

pub use self::request::{encode, one_value};

use super::rust::Paths;
use crate::model::Operation;

/// A program that calls an operation.
pub struct Code {
    /// Short name, of anchors: `rust`.
    pub id: String,
    /// What readers know the language, or the SDK, by.
    pub title: String,
    /// What its fence says.
    pub language: &'static str,
    /// The program.
    pub text: String,
}

/// The programs that call operations.
pub struct Programs(Tera);

/// A template by its name, from the folder of templates.
macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/code/", $name)))
    };
}

impl Programs {
    /// Parses the templates, once for all operations.
    pub fn new() -> Self {
        let mut tera = Tera::default();
        // They are part of the program: one that does not parse is a mistake here, not in a spec.
        if let Err(error) = tera.add_raw_templates([
            template!("aliyun_python.py"),
            template!("alibabacloud_python.py"),
            template!("alicloud_node.js"),
            template!("alibaba_cloud_go.go"),
            template!("roa.sh"),
            template!("rpc.sh"),
        ]) {
            unreachable!("a template does not parse: {error:?}");
        }
        Self(tera)
    }

    /// Every way to call an operation.
    pub fn of(&self, paths: Paths<'_>, index: usize) -> Vec<Code> {
        let operation = &paths.service.operations[index];
        let mut all =
            vec![Code { id: "rust".to_owned(), title: "Rust".to_owned(), language: "rust", text: rust::program(paths, operation) }];
        all.extend(paths.service.sdks.iter().map(|sdk| sdk::code(self, paths.service, sdk, index)));
        all.extend(self.shell(paths, operation));
        all
    }

    fn shell(&self, paths: Paths<'_>, operation: &Operation) -> Option<Code> {
        let text = shell::program(self, paths.service, operation)?;
        Some(Code { id: "curl".to_owned(), title: "curl".to_owned(), language: "sh", text })
    }

    /// A program: lines that a template left empty beside each other are one.
    fn print(&self, template: &str, view: &impl serde::Serialize) -> String {
        match Context::from_serialize(view).and_then(|view| self.0.render(template, &view)) {
            Ok(text) => {
                let mut tidy = String::new();
                for line in text.lines().map(str::trim_end) {
                    if !line.is_empty() || !(tidy.is_empty() || tidy.ends_with("\n\n")) {
                        tidy.push_str(line);
                        tidy.push('\n');
                    }
                }
                tidy.trim_end().to_owned()
            }
            Err(error) => unreachable!("the template `{template}` does not fit its view: {error:?}"),
        }
    }
}

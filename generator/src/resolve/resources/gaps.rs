//! Values with gaps: `{…}` in a text.

use super::{Resolver, steps_of};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::Operation;
use crate::model::resources::{Source, Template, Test};
use crate::source::{Node, Span, Value, Written};

/// Where a template stands.
pub(super) struct Scope<'a> {
    pub(super) resolver: &'a Resolver<'a>,
    /// The operation that it is about; any where there is none.
    pub(super) operation: Option<&'a Operation>,
}

/// Why a gap cannot be filled.
struct Problem {
    code: &'static str,
    message: String,
    help: Option<String>,
}

impl Scope<'_> {
    pub(super) fn template(&self, node: &Node, diagnostics: &mut Diagnostics) -> Template {
        match &node.value {
            Value::Null => Template::Nothing,
            Value::List(items) => Template::List(items.iter().map(|item| self.template(item, diagnostics)).collect()),
            Value::Map(entries) => {
                Template::Object(entries.iter().map(|entry| (entry.key.clone(), self.template(&entry.node, diagnostics))).collect())
            }
            Value::Scalar(scalar) => match &scalar.json {
                serde_json::Value::Bool(value) => Template::Boolean(*value),
                serde_json::Value::Number(number) if number.is_i64() => Template::Integer(number.as_i64().unwrap_or_default()),
                _ => self.text(&scalar.text, node.span, diagnostics),
            },
        }
    }

    fn text(&self, text: &str, at: Span, diagnostics: &mut Diagnostics) -> Template {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((gap, behind)) = behind.split_once('}') else {
                diagnostics.push(Diagnostic::error("wrong-shape", "a gap begins with `{` and ends with `}`").at(at, "does not end"));
                return Template::Nothing;
            };
            if !before.is_empty() {
                parts.push(Template::Text(before.to_owned()));
            }
            let sources: Result<Vec<_>, _> = gap.split(" | ").map(|source| self.source(source.trim())).collect();
            match sources {
                Ok(sources) => parts.push(Template::First(sources)),
                Err(problem) => {
                    let diagnostic = Diagnostic::error(problem.code, problem.message).at(at, "cannot be filled");
                    diagnostics.push(diagnostic.help_if(problem.help));
                    return Template::Nothing;
                }
            }
            rest = behind;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Template::Text(rest.to_owned()));
        }
        if parts.len() == 1 { parts.swap_remove(0) } else { Template::Joined(parts) }
    }

    fn source(&self, text: &str) -> Result<Source, Problem> {
        if let Some(literal) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
            return Ok(Source::Text(literal.to_owned()));
        }
        if let Ok(number) = text.parse() {
            return Ok(Source::Integer(number));
        }
        let words: Vec<_> = text.split(' ').collect();
        match words.as_slice() {
            ["true"] => Ok(Source::Boolean(true)),
            ["false"] => Ok(Source::Boolean(false)),
            ["now"] => Ok(Source::Now),
            ["request"] => Ok(Source::Request),
            ["serial"] => Ok(Source::Serial),
            ["page.number"] => Ok(Source::PageNumber),
            ["page.size"] => Ok(Source::PageSize),
            ["page.total"] => Ok(Source::Total),
            ["new", form] => Ok(Source::New((*form).to_owned())),
            ["later", number, unit] => Ok(Source::Later(Box::new(self.source(number)?), seconds(unit)?)),
            ["if", condition, then @ ..] if !then.is_empty() => {
                let (of, test) = self.test(condition).ok_or_else(|| misshapen(text))?;
                Ok(Source::If(Box::new(self.source(of)?), test?, Box::new(self.source(&then.join(" "))?)))
            }
            ["before", number, separator, source] => match (number.parse(), separator.parse()) {
                (Ok(number @ 1..), Ok(separator)) => Ok(Source::Before(number, separator, Box::new(self.source(source)?))),
                _ => Err(misshapen(text)),
            },
            ["list", resource] => Ok(Source::List(self.resource(resource)?)),
            ["map", resource, selected @ ..] => {
                let resource = self.resource(resource)?;
                let field = |selected: &&str| {
                    let (name, path) = selected.split_once('=').unwrap_or((selected, selected));
                    Ok((name.to_owned(), self.path(resource, path)?))
                };
                Ok(Source::Map(resource, selected.iter().map(field).collect::<Result<_, _>>()?))
            }
            ["each", list, fields @ ..] => {
                let field = |field: &&str| {
                    let (name, source) = field.split_once('=').ok_or_else(|| misshapen(text))?;
                    Ok((name.to_owned(), self.source(source)?))
                };
                Ok(Source::Each(Box::new(self.source(list)?), fields.iter().map(field).collect::<Result<_, _>>()?))
            }
            ["ids", resource] => Ok(Source::Ids(self.resource(resource)?)),
            ["find", resource, name, path] => {
                let resource = self.resource(resource)?;
                Ok(Source::Named(resource, Box::new(self.source(name)?), self.path(resource, path)?))
            }
            ["count", resource, conditions @ ..] => {
                let resource = self.resource(resource)?;
                let condition = |condition: &&str| {
                    let (path, source) = condition.split_once('=').ok_or_else(|| misshapen(text))?;
                    Ok((self.path(resource, path)?, self.source(source)?))
                };
                Ok(Source::Count(resource, conditions.iter().map(condition).collect::<Result<_, _>>()?))
            }
            [path] => self.field(path),
            _ => Err(misshapen(text)),
        }
    }

    /// What is asked of a value, and the text that says which one: `A=text`, `A==B`, `A<NUMBER` or `A<<B`.
    fn test<'t>(&self, condition: &'t str) -> Option<(&'t str, Result<Test, Problem>)> {
        if let Some((of, other)) = condition.split_once("==") {
            return Some((of, self.source(other).map(|other| Test::Same(Box::new(other)))));
        }
        if let Some((of, value)) = condition.split_once('=') {
            return Some((of, Ok(Test::Is(value.to_owned()))));
        }
        if let Some((of, other)) = condition.split_once("<<") {
            return Some((of, self.source(other).map(|other| Test::Older(Box::new(other)))));
        }
        let (of, number) = condition.split_once('<')?;
        Some((of, Ok(Test::Below(number.parse().ok()?))))
    }

    fn field(&self, text: &str) -> Result<Source, Problem> {
        let (first, rest) = text.split_once('.').unwrap_or((text, ""));
        let path = steps_of(rest);
        match first {
            "item" => Ok(Source::Item(path)),
            "input" => {
                if let Some(name) = path.first() {
                    self.check_input(name)?;
                }
                Ok(Source::Input(path))
            }
            _ => {
                let resource = self.resource(first)?;
                Ok(Source::Of(resource, self.path(resource, rest)?))
            }
        }
    }

    /// A path begins with something that the operation sends.
    pub(super) fn check_sent(&self, path: &Written<String>, diagnostics: &mut Diagnostics) {
        let first = path.value.split('.').next().unwrap_or_default();
        if let Err(problem) = self.check_input(first) {
            let diagnostic = Diagnostic::error(problem.code, problem.message).at(path.span, "unknown parameter");
            diagnostics.push(diagnostic.help_if(problem.help));
        }
    }

    fn check_input(&self, name: &str) -> Result<(), Problem> {
        let operations = match self.operation {
            Some(operation) => std::slice::from_ref(operation),
            None => &self.resolver.service.operations,
        };
        let known = operations.iter().flat_map(|operation| &operation.input.fields).map(|field| field.wire.as_str());
        if known.clone().any(|known| known == name) {
            return Ok(());
        }
        let message = match self.operation {
            Some(operation) => format!("`{}` has no parameter `{name}`", operation.name),
            None => format!("no operation has a parameter `{name}`"),
        };
        Err(Problem { code: "missing-reference", message, help: did_you_mean(name, known) })
    }

    fn path(&self, resource: usize, path: &str) -> Result<Vec<String>, Problem> {
        let steps = steps_of(path);
        match self.resolver.unknown_field(resource, &steps) {
            Some((message, help)) => Err(Problem { code: "missing-reference", message, help }),
            None => Ok(steps),
        }
    }

    fn resource(&self, name: &str) -> Result<usize, Problem> {
        self.resolver.find(name).ok_or_else(|| Problem {
            code: "missing-reference",
            message: format!("there is no resource `{name}`"),
            help: did_you_mean(name, self.resolver.names.iter().copied().chain(["input", "item", "now", "request", "serial"])),
        })
    }
}

fn seconds(unit: &str) -> Result<i64, Problem> {
    match unit {
        "seconds" => Ok(1),
        "minutes" => Ok(60),
        "hours" => Ok(3600),
        _ => Err(misshapen(unit)),
    }
}

fn misshapen(text: &str) -> Problem {
    Problem {
        code: "wrong-shape",
        message: format!("`{text}` says nothing that a gap can be filled with"),
        help: Some("spec/README.md lists what a gap can be filled with".to_owned()),
    }
}

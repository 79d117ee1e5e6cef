//! Values with gaps as texts, in which resources are named: their places say nothing about another version of a spec.

use crate::model::resources::{Resource, Source, Template, Test};

/// A value as a text that is the same where the value is.
pub fn words(resources: &[Resource], template: &Template) -> String {
    match template {
        Template::Nothing => String::new(),
        Template::Boolean(is) => is.to_string(),
        Template::Integer(number) => number.to_string(),
        Template::Text(text) => format!("{text:?}"),
        Template::First(sources) => format!("{{{}}}", each(sources, " | ", |source| gap(resources, source))),
        Template::Joined(parts) => each(parts, " + ", |part| words(resources, part)),
        Template::List(items) => format!("[{}]", each(items, ", ", |item| words(resources, item))),
        Template::Object(fields) => {
            format!("{{ {} }}", each(fields, ", ", |(name, value)| format!("{name}: {}", words(resources, value))))
        }
    }
}

fn gap(resources: &[Resource], source: &Source) -> String {
    let resource = |index: &usize| resources.get(*index).map_or("", |resource| resource.name.as_str());
    let gap = |source: &Source| self::gap(resources, source);
    match source {
        Source::Text(text) => format!("'{text}'"),
        Source::Integer(number) => number.to_string(),
        Source::Boolean(value) => value.to_string(),
        Source::Input(path) => format!("input.{}", path.join(".")),
        Source::Item(path) => format!("item.{}", path.join(".")),
        Source::Of(index, path) => format!("{}.{}", resource(index), path.join(".")),
        Source::Named(index, id, path) => format!("find {} {} {}", resource(index), gap(id), path.join(".")),
        Source::Now => "now".to_owned(),
        Source::Later(number, unit) => format!("later {} × {unit} s", gap(number)),
        Source::If(condition, test, then) => {
            let test = match test {
                Test::Is(value) => format!("={value}"),
                Test::Same(other) => format!("=={}", gap(other)),
                Test::Below(number) => format!("<{number}"),
                Test::Older(other) => format!("<<{}", gap(other)),
            };
            format!("if {}{test} {}", gap(condition), gap(then))
        }
        Source::Before(number, separator, text) => format!("before {number} {separator} {}", gap(text)),
        Source::Request => "request".to_owned(),
        Source::New(form) => format!("new {form}"),
        Source::Serial => "serial".to_owned(),
        Source::Count(index, conditions) => {
            let conditions = each(conditions, " ", |(path, value)| format!("{}={}", path.join("."), gap(value)));
            format!("count {} {conditions}", resource(index))
        }
        Source::List(index) => format!("list {}", resource(index)),
        Source::Map(index, fields) => {
            format!("map {} {}", resource(index), each(fields, " ", |(name, path)| format!("{name}={}", path.join("."))))
        }
        Source::Each(list, fields) => {
            format!("each {} {}", gap(list), each(fields, " ", |(name, value)| format!("{name}={}", gap(value))))
        }
        Source::Ids(index) => format!("ids {}", resource(index)),
        Source::PageNumber => "page.number".to_owned(),
        Source::PageSize => "page.size".to_owned(),
        Source::Total => "page.total".to_owned(),
    }
}

/// Each as a text, in a row.
pub fn each<T>(items: &[T], separator: &str, text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(separator)
}

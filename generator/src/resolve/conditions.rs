//! Limits fit the fields that they limit; conditions and rules speak of fields that exist.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Content, Field, Kind, Limit, Location, Service, Shape, Struct, Style};

/// Checks every struct, every input and every answer.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    for definition in &service.types {
        if let Shape::Struct(shape) = &definition.shape {
            check_struct(service, shape, diagnostics);
        }
    }
    for operation in &service.operations {
        check_struct(service, &operation.input, diagnostics);
        if let Content::Fields(shape) = &operation.response.content {
            check_struct(service, shape, diagnostics);
        }
    }
}

fn check_struct(service: &Service, shape: &Struct, diagnostics: &mut Diagnostics) {
    for field in &shape.fields {
        for limit in &field.limits {
            check_limit(service, shape, field, limit, diagnostics);
        }
        if field.style == Style::Comma && !matches!(field.kind, Kind::List(_)) {
            diagnostics.push(Diagnostic::error("misplaced-limit", format!("`{}` is not a list, so it has no style", field.wire)).at(field.at, "this field"));
        }
        if field.style == Style::Comma && field.location == Location::Body {
            diagnostics.push(Diagnostic::error("misplaced-limit", format!("`{}` is in a body, where lists are JSON", field.wire)).at(field.at, "this field"));
        }
    }
    for rule in &shape.rules {
        for name in rule.fields.iter().filter(|name| !shape.fields.iter().any(|field| field.wire == **name)) {
            let help = did_you_mean(name, shape.fields.iter().map(|field| field.wire.as_str()));
            let diagnostic = Diagnostic::error("missing-reference", format!("the rule speaks of `{name}`, which is not here"));
            diagnostics.push(diagnostic.at(rule.at, "this rule").help_if(help));
        }
        if rule.fields.len() < 2 {
            diagnostics.push(Diagnostic::error("wrong-shape", "a rule binds at least two fields").at(rule.at, "this rule"));
        }
    }
}

fn check_limit(service: &Service, shape: &Struct, field: &Field, limit: &Limit, diagnostics: &mut Diagnostics) {
    let kind = &field.kind;
    let item = match kind {
        Kind::List(item) => item,
        _ => kind,
    };
    let is_text = match item {
        Kind::String | Kind::Secret | Kind::Json(_) | Kind::Timestamp | Kind::Duration => true,
        Kind::Named(id) => matches!(service.get(*id).shape, Shape::Enum(_)),
        _ => false,
    };
    let is_number = matches!(item, Kind::Integer | Kind::Long | Kind::Number) || *item == Kind::Duration && field.unit.is_some();
    let is_list = matches!(kind, Kind::List(_));
    let (fits, wants) = match limit {
        Limit::Min(_) | Limit::Max(_) => (is_number, "a number, or a duration and its unit"),
        Limit::MinItems(_) | Limit::MaxItems(_) => (is_list, "a list"),
        Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::Cidrs(_)
        | Limit::CharacterClasses(..)
        | Limit::Forbidden(_)
        | Limit::NotPrefix(_)
        | Limit::NotContain(_) => (is_text, "a text"),
        Limit::UniqueBy(name) => {
            let items = item.named().map(|id| &service.get(id).shape);
            (matches!(items, Some(Shape::Struct(of)) if is_list && of.fields.iter().any(|field| field.wire == *name)), "a list of structs with that field")
        }
        Limit::OnlyWhen(condition) | Limit::RequiredWhen(condition) => {
            if !shape.fields.iter().any(|sibling| sibling.wire == condition.field) {
                let help = did_you_mean(&condition.field, shape.fields.iter().map(|field| field.wire.as_str()));
                let message = format!("`{}` depends on `{}`, which is not beside it", field.wire, condition.field);
                diagnostics.push(Diagnostic::error("missing-reference", message).at(field.at, "this field").help_if(help));
            }
            (!condition.values.is_empty(), "a value: `equals` or `in`")
        }
    };
    if !fits {
        let message = format!("`{}` has a limit that needs {wants}", field.wire);
        diagnostics.push(Diagnostic::error("misplaced-limit", message).at(field.at, "this field"));
    }
}

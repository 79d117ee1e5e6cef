//! Limits fit the fields that they limit; conditions and rules speak of fields that exist.

use crate::diagnostic::{Diagnostic, Diagnostics, any_of, did_you_mean, list_of};
use crate::model::network::Network;
use crate::model::{Condition, Content, Field, Kind, Limit, Location, Rule, Service, Shape, Struct, Style};
use crate::source::Span;

/// Checks every struct, every input and every answer, and what all requests and answers have in common.
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
    for fields in [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields] {
        check_fields(service, fields, diagnostics);
    }
}

fn check_struct(service: &Service, shape: &Struct, diagnostics: &mut Diagnostics) {
    check_fields(service, &shape.fields, diagnostics);
    for field in shape.fields.iter().filter(|field| field.set_by_client) {
        let diagnostic = Diagnostic::error("wrong-shape", format!("`{}` is not set by clients", field.wire)).at(field.at, "this field");
        diagnostics.push(
            diagnostic.help("take out `set_by`: only the `headers` and `parameters` of a service have it, which every request carries"),
        );
    }
    for rule in &shape.rules {
        check_rule(rule, &shape.fields, diagnostics);
    }
}

fn check_rule(rule: &Rule, fields: &[Field], diagnostics: &mut Diagnostics) {
    for (index, (name, at)) in rule.fields.iter().zip(&rule.fields_at).enumerate() {
        if let Some(first) = rule.fields[..index].iter().position(|first| first == name) {
            let diagnostic = Diagnostic::error("duplicate-name", format!("the rule has `{name}` twice")).at(*at, "the second");
            diagnostics.push(diagnostic.at(rule.fields_at[first], "the first"));
        } else if !fields.iter().any(|field| field.wire == *name) {
            diagnostics.push(missing(fields.iter(), name, "the rule").at(*at, "unknown field"));
        }
    }
    if let [only] = rule.fields_at.as_slice() {
        let diagnostic = Diagnostic::error("wrong-shape", "a rule binds at least two fields").at(*only, "the only one");
        diagnostics.push(diagnostic.help("one field alone is `required: true` or not"));
    }
}

/// Says that a field is not among others.
fn missing<'a>(fields: impl Iterator<Item = &'a Field>, name: &str, speaker: &str) -> Diagnostic {
    let known: Vec<_> = fields.map(|field| field.wire.as_str()).collect();
    let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
        [] => "there is no other field".to_owned(),
        _ => format!("the fields here are {}", list_of(&known)),
    });
    Diagnostic::error("missing-reference", format!("{speaker} speaks of `{name}`, which is not here")).help(help)
}

fn check_fields(service: &Service, fields: &[Field], diagnostics: &mut Diagnostics) {
    for field in fields {
        for (limit, at) in field.limits.iter().zip(&field.limits_at) {
            check_kind(service, field, limit, *at, diagnostics);
            check_value(field, limit, *at, diagnostics);
            if let Limit::OnlyWhen(condition) | Limit::RequiredWhen(condition) = limit {
                check_condition(service, fields, field, condition, diagnostics);
            }
        }
        check_ranges(field, diagnostics);
        if field.style == Style::Comma {
            let is_list = matches!(field.kind, Kind::List(_));
            if !is_list || field.location == Location::Body {
                let why = if is_list { "lists in a body are JSON" } else { "it is not a list" };
                let message = format!("`{}` has no style: {why}", field.wire);
                diagnostics.push(Diagnostic::error("misplaced-limit", message).at(field.at, "this field").help("take out `style`"));
            }
        }
    }
}

/// Whether a limit is one for this kind of value.
fn check_kind(service: &Service, field: &Field, limit: &Limit, at: Span, diagnostics: &mut Diagnostics) {
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
        Limit::Min(_) | Limit::Max(_) => (is_number, "a number, or a duration with a `unit`"),
        Limit::MinItems(_) | Limit::MaxItems(_) => (is_list, "a list"),
        Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::Cidrs(_)
        | Limit::CharacterClasses(..)
        | Limit::Forbidden(_)
        | Limit::NotPrefix(_)
        | Limit::NotContain(_) => (is_text, "a text, or a list of texts"),
        Limit::UniqueBy(name) => {
            let items = item.named().map(|id| &service.get(id).shape);
            let has_field = |of: &Struct| of.fields.iter().any(|field| field.wire == *name);
            (matches!(items, Some(Shape::Struct(of)) if is_list && has_field(of)), "a list of structs that have this field")
        }
        Limit::OnlyWhen(_) | Limit::RequiredWhen(_) => (true, ""),
    };
    if !fits {
        let message = format!("`{}` limits {wants}; `{}` is {}", limit.key(), field.wire, describe(service, kind));
        let diagnostic = Diagnostic::error("misplaced-limit", message).at(at, "does not fit").at(field.at, "this field");
        let help = match kind {
            // Those of sizes are easily taken for one another.
            Kind::List(_) => Some("the size of a list is limited by `min_items` and `max_items`"),
            Kind::Duration => Some("say what is counted: `unit: seconds`"),
            _ if is_text => Some("the length of a text is limited by `min_length` and `max_length`"),
            _ if is_number => Some("a number is limited by `min` and `max`"),
            _ => None,
        };
        diagnostics.push(diagnostic.help_if(help.filter(|_| limit.size().is_some()).map(str::to_owned)));
    }
}

/// A kind as a message speaks of it.
fn describe(service: &Service, kind: &Kind) -> &'static str {
    match kind {
        Kind::String | Kind::Secret | Kind::Timestamp => "a text",
        Kind::Duration => "a duration",
        Kind::Boolean => "a boolean",
        Kind::Integer | Kind::Long | Kind::Number => "a number",
        Kind::Any => "any value",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a map",
        Kind::Json(_) => "JSON in a text",
        Kind::Named(id) => match service.get(*id).shape {
            Shape::Struct(_) => "a struct",
            Shape::Enum(_) => "an enum",
        },
    }
}

/// Whether a limit can be kept, and be read by the runtimes.
fn check_value(field: &Field, limit: &Limit, at: Span, diagnostics: &mut Diagnostics) {
    let mut invalid = |message: String, help: &str| {
        let diagnostic = Diagnostic::error("invalid-limit", message).at(at, format!("limits `{}`", field.wire));
        diagnostics.push(diagnostic.help(help));
    };
    match limit {
        Limit::MinLength(size) | Limit::MaxLength(size) | Limit::MinItems(size) | Limit::MaxItems(size) if *size < 0 => {
            invalid(format!("nothing has {size} characters or items"), "a number from 0");
        }
        Limit::CharacterClasses(count, of) if *count < 1 || *count > of.len() as i64 => {
            invalid(
                format!("`at_least: {count}` of {} character classes", of.len()),
                "at least one, and no more than are listed under `of`",
            );
        }
        Limit::Pattern(pattern) => {
            // The runtimes know the Han script besides what the library knows.
            let known =
                [r"\p{Script=Han}", r"\p{sc=Han}", r"\p{Han}"].iter().fold(pattern.clone(), |text, script| text.replace(script, "一"));
            if let Err(error) = regex_lite::Regex::new(&format!(r"\A(?:{known})\z")) {
                invalid(
                    format!("the pattern cannot be read: {error}"),
                    "a regular expression that the whole text matches, without look-around and back-references",
                );
            }
        }
        Limit::Cidrs(networks) => {
            for network in networks.iter().filter(|network| Network::parse(network).is_none()) {
                invalid(
                    format!("`{network}` is not a network"),
                    "`10.0.0.0/8`, or with the bounds of a block's own length `10.0.0.0/8/16-24`",
                );
            }
        }
        _ => {}
    }
}

/// Whether something lies between the least and the greatest.
fn check_ranges(field: &Field, diagnostics: &mut Diagnostics) {
    let limits = || field.limits.iter().zip(&field.limits_at);
    for (one, at) in limits() {
        for (other, other_at) in limits() {
            let (least, greatest) = match (one, other) {
                (Limit::Min(least), Limit::Max(greatest))
                | (Limit::MinLength(least), Limit::MaxLength(greatest))
                | (Limit::MinItems(least), Limit::MaxItems(greatest)) => (least, greatest),
                _ => continue,
            };
            if least > greatest {
                let message = format!("`{}` cannot keep both: {least} or more, and {greatest} or less", field.wire);
                let diagnostic = Diagnostic::error("invalid-limit", message).at(*at, format!("`{}`", one.key()));
                diagnostics.push(diagnostic.at(*other_at, format!("`{}`", other.key())));
            }
        }
    }
}

/// Whether a condition is about a field beside its own, and a value that it can have.
fn check_condition(service: &Service, fields: &[Field], field: &Field, condition: &Condition, diagnostics: &mut Diagnostics) {
    let (at, values_at) = &condition.at;
    // An empty name was missing, which has been said.
    if condition.field.is_empty() {
        return;
    }
    let Some(sibling) = fields.iter().find(|sibling| sibling.wire == condition.field) else {
        let others = fields.iter().filter(|other| other.wire != field.wire);
        diagnostics.push(missing(others, &condition.field, &format!("the condition of `{}`", field.wire)).at(*at, "unknown field"));
        return;
    };
    let known: Vec<&str> = match &sibling.kind {
        Kind::Boolean => vec!["true", "false"],
        Kind::Named(id) => match &service.get(*id).shape {
            Shape::Enum(values) => values.iter().map(|value| value.wire.as_str()).collect(),
            Shape::Struct(_) => return,
        },
        _ => return,
    };
    for (value, at) in condition.values.iter().zip(values_at).filter(|(value, _)| !known.contains(&value.as_str())) {
        let help = did_you_mean(value, known.iter().copied()).unwrap_or_else(|| any_of(&known));
        let diagnostic = Diagnostic::error("unknown-value", format!("`{}` is never `{value}`", condition.field));
        diagnostics.push(diagnostic.at(*at, "unknown value").help(help));
    }
}

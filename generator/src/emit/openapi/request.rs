//! What a request carries: parameters, and a body of JSON or a form.

use serde_json::Value;

use super::constraint;
use super::object::{Object, reference, text};
use super::parameter;
use super::schema::{self, Direction};
use crate::emit::example;
use crate::model::{Body, Field, Location, Operation, Rule, Service, ServiceStyle};

/// The parameter that tells the operations of a service of parameters apart.
const ACTION: &str = "Action";

/// The parameters of an operation when it is called with a method.
pub fn parameters(service: &Service, operation: &Operation, method: &str) -> Vec<Value> {
    let common = if service.style == ServiceStyle::Rpc { service.parameters.as_slice() } else { &[] };
    let fields = common.iter().chain(&operation.input.fields);
    let is_parameter = |field: &&Field| match field.location {
        Location::Path | Location::Header => parameter::is_describable(field),
        Location::Query => !has_form(service, method),
        Location::Body => false,
    };
    let described = fields.filter(is_parameter).map(|field| match is_action(service, field) {
        true => parameter::of_constant(service, field, &operation.name).into(),
        false => parameter::of_field(service, field).into(),
    });
    described.collect()
}

/// The body of an operation when it is called with a method.
pub fn body(service: &Service, operation: &Operation, method: &str) -> Option<Object> {
    let schema = reference("schemas", &schema_name(operation));
    if has_form(service, method) {
        let content = content("application/x-www-form-urlencoded", schema, Some(form_example(service, operation)));
        return Some(Object::new().with("required", true).with("content", content));
    }
    match &operation.body {
        Body::None => None,
        Body::Fields { placeholder } => {
            let required = body_fields(service, operation).iter().any(|field| field.required);
            let content = content("application/json", schema, example::request_body(service, operation));
            Some(Object::new().with("required", required).with("content", content).with_some("x-documented-key", placeholder.as_deref()))
        }
        Body::Value(name) => {
            let field = operation.input.fields.iter().find(|field| field.wire == *name)?;
            let content = content("application/json", schema::of_value(service, field), example::request_body(service, operation));
            let body = Object::new().with_text("description", &field.doc).with("required", field.required).with("content", content);
            Some(body.and(schema::notes(service, field)))
        }
    }
}

/// The bodies that are objects, by the name that their operation gives them.
pub fn schemas(service: &Service) -> Object {
    let has_object = |operation: &&Operation| match service.style {
        ServiceStyle::Rpc => operation.methods.iter().any(|method| has_form(service, method)),
        ServiceStyle::Roa => matches!(operation.body, Body::Fields { .. }),
    };
    service.operations.iter().filter(has_object).map(|operation| (schema_name(operation), object(service, operation))).collect()
}

fn object(service: &Service, operation: &Operation) -> Object {
    let fields = body_fields(service, operation);
    let name = &operation.name;
    let meaning = text(format!("The body of a request to `{name}`."), format!("`{name}` 的请求体。"));
    let members = schema::members(service, &fields, &rules_of(operation, &fields), Direction::Request);
    let mut schema = Object::new().with("type", "object").with_text("description", &meaning).and(members);
    if let Some(action) = fields.iter().find(|field| is_action(service, field)) {
        let action = schema::of_field(service, action, Direction::Request).with("const", name.as_str());
        schema.set("properties", schema::properties(service, &fields, Direction::Request).with(ACTION, action));
    }
    schema
}

/// The rules of an operation that no schema says, as they bind parameters.
pub fn other_rules(service: &Service, operation: &Operation) -> Vec<Object> {
    let said = rules_of(operation, &body_fields(service, operation));
    let others = operation.input.rules.iter().filter(|rule| !said.iter().any(|said| std::ptr::eq(*said, *rule)));
    others.map(constraint::rule_as_data).collect()
}

/// The fields of a body that is an object; the parameters of every request are among those of a form.
fn body_fields<'a>(service: &'a Service, operation: &'a Operation) -> Vec<&'a Field> {
    match service.style {
        ServiceStyle::Rpc => {
            service.parameters.iter().chain(&operation.input.fields).filter(|field| field.location == Location::Query).collect()
        }
        ServiceStyle::Roa => operation.input.fields.iter().filter(|field| field.location == Location::Body).collect(),
    }
}

fn form_example(service: &Service, operation: &Operation) -> Value {
    let of_every_request = service.parameters.iter().filter_map(|field| {
        let value = match is_action(service, field) {
            true => Some(operation.name.as_str().into()),
            false => example::of_field(service, field, &operation.section),
        };
        Some((field.wire.clone(), value?))
    });
    of_every_request.chain(example::input(service, operation)).collect::<Object>().into()
}

/// Whether a field tells the operations of a service apart.
fn is_action(service: &Service, field: &Field) -> bool {
    service.style == ServiceStyle::Rpc && field.wire == ACTION
}

/// What types of a spec cannot be called, as the generated client has a type of that name.
fn schema_name(operation: &Operation) -> String {
    format!("{}Input", operation.type_name)
}

fn content(media_type: &str, schema: Object, example: Option<Value>) -> Object {
    Object::new().with(media_type, Object::new().with("schema", schema).with_some("example", example))
}

/// The rules that bind only these fields.
fn rules_of<'a>(operation: &'a Operation, fields: &[&Field]) -> Vec<&'a Rule> {
    let is_here = |name: &String| fields.iter().any(|field| field.wire == *name);
    operation.input.rules.iter().filter(|rule| rule.fields.iter().all(is_here)).collect()
}

/// Whether parameters go as a form rather than in the query.
fn has_form(service: &Service, method: &str) -> bool {
    service.style == ServiceStyle::Rpc && !["GET", "HEAD", "DELETE"].contains(&method)
}

//! Answers: of each documented status, and of errors.

use serde_json::Value;

use super::object::{Object, reference, text};
use super::schema::{self, Direction};
use crate::emit::example;
use crate::emit::prose::{self, code};
use crate::model::{Content, Field, Kind, Operation, Service, ServiceError, Shape, Text};

/// Name of the schema and of the answer of errors; types of a spec cannot have it.
const ERROR: &str = "Error";

/// Statuses whose answers never have a body.
const BODILESS: [u16; 3] = [204, 205, 304];

/// The answers of an operation, by status.
pub fn responses(service: &Service, operation: &Operation) -> Object {
    let mut responses = Object::new();
    for status in &operation.response.statuses {
        responses.set(status.to_string(), success(service, operation, *status));
    }
    let failures: Vec<_> = failures(service, operation).collect();
    let mut statuses: Vec<_> = failures.iter().map(|failure| failure.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let of_status: Vec<_> = failures.iter().filter(|failure| failure.status == status).collect();
        responses.set(status.to_string(), failed(service, &of_status));
    }
    responses.with("default", reference("responses", ERROR))
}

/// A documented error, with what it means.
pub fn error(error: &ServiceError) -> Object {
    Object::new()
        .with("code", error.code.as_str())
        .with("status", error.status)
        .with("message", error.message.as_str())
        .with_text("description", &error.doc)
        .with_evidence(&error.evidence)
}

/// The answers that operations share: errors, and the codes of those that no operation claims for itself.
pub fn components(service: &Service) -> Object {
    let meaning = text("The call failed; the status is 4xx or 5xx.", "调用失败，状态码为 4xx 或 5xx。");
    let is_common = |index: &usize| !service.operations.iter().any(|operation| operation.errors.contains(index));
    let common = (0..service.errors.len()).filter(is_common).map(|index| error(&service.errors[index]));
    let content = content(service, reference("schemas", ERROR), None);
    let response = Object::new().with_text("description", &meaning).with("content", content).with_list("x-errors", common);
    Object::new().with(ERROR, response)
}

/// The answers that are objects of their operation's own, by the name that it gives them, and errors.
pub fn schemas(service: &Service) -> Object {
    let schemas = service.operations.iter().filter_map(|operation| match &operation.response.content {
        Content::Fields(shape) => {
            let fields: Vec<_> = shape.fields.iter().chain(common_fields(service, &shape.fields)).collect();
            let name = &operation.name;
            let meaning = text(format!("The answer of `{name}`."), format!("`{name}` 的返回。"));
            let members = schema::members(service, &fields, &[], Direction::Answer);
            Some((schema_name(operation), Object::new().with("type", "object").with_text("description", &meaning).and(members)))
        }
        _ => None,
    });
    schemas.collect::<Object>().with(ERROR, error_schema())
}

/// What types of a spec cannot be called, as the generated client has a type of that name.
fn schema_name(operation: &Operation) -> String {
    format!("{}Output", operation.type_name)
}

fn error_schema() -> Object {
    let property = |en: &str, zh: &str| Object::new().with("type", "string").with_text("description", &text(en, zh));
    let properties = Object::new()
        .with("Code", property("What went wrong, for programs.", "错误码，供程序判断。"))
        .with("Message", property("What went wrong, for people.", "错误信息，供人阅读。"))
        .with("RequestId", property("Identifies the call.", "一次调用的唯一标识。"))
        .with("HostId", property("The host that was called.", "所访问的主机。"))
        .with("Recommend", property("Where to read on.", "可供参考的链接。"));
    let meaning = text(
        "What is sent in place of an answer when a call fails. A body may be empty, and services are known to write the keys in other cases.",
        "调用失败时返回的内容。返回体可能为空，个别服务的键名大小写有所不同。",
    );
    Object::new().with("type", "object").with_text("description", &meaning).with("properties", properties)
}

fn success(service: &Service, operation: &Operation, status: u16) -> Object {
    let response = &operation.response;
    let meaning = response.doc.clone().unwrap_or_else(|| text("The call succeeded.", "调用成功。"));
    let object = Object::new().with_text("description", &meaning);
    let schema = match &response.content {
        Content::Empty => None,
        _ if BODILESS.contains(&status) => None,
        Content::Fields(_) => Some(reference("schemas", &schema_name(operation))),
        Content::Value(kind) => Some(root(service, kind)),
    };
    let Some(schema) = schema else { return object };
    let example = example::response(service, operation);
    let content = match &response.content {
        Content::Value(kind) if is_text(service, kind) => text_content(schema, example),
        _ => content(service, schema, example),
    };
    object.with("content", content).with_some("x-documented-key", response.placeholder.as_deref()).with_evidence(&response.evidence)
}

/// The schema of a root that is one value. A struct has the fields of every answer besides its own.
fn root(service: &Service, kind: &Kind) -> Object {
    let schema = schema::of_kind(service, kind);
    let Kind::Named(id) = kind else { return schema };
    let Shape::Struct(shape) = &service.get(*id).shape else { return schema };
    let common: Vec<_> = common_fields(service, &shape.fields).collect();
    if common.is_empty() {
        return schema;
    }
    let common = Object::new().with("type", "object").and(schema::members(service, &common, &[], Direction::Answer));
    Object::new().with_list("allOf", [schema, common])
}

/// The fields of every answer that are not among these.
fn common_fields<'a>(service: &'a Service, fields: &'a [Field]) -> impl Iterator<Item = &'a Field> {
    service.common_response.iter().filter(|common| !fields.iter().any(|field| field.wire == common.wire))
}

/// An error that an operation answers with.
struct Failure<'a> {
    status: u16,
    code: &'a str,
    message: &'a str,
    doc: Text,
    /// Whether the source says nothing of it.
    assumed: bool,
}

/// The errors that an operation is documented to answer with, and those that it is assumed to.
fn failures<'a>(service: &'a Service, operation: &'a Operation) -> impl Iterator<Item = Failure<'a>> {
    let documented = operation.errors.iter().map(|index| &service.errors[*index]).map(|error| {
        let ServiceError { status, code, message, doc, .. } = error;
        Failure { status: *status, code, message, doc: doc.clone(), assumed: false }
    });
    let refused = service.resources.iter().flat_map(move |resources| resources.refused_by(service, operation));
    documented.chain(refused.map(|refused| Failure {
        status: refused.refusal.status,
        code: &refused.refusal.code,
        message: &refused.refusal.message,
        doc: prose::refused(&refused),
        assumed: true,
    }))
}

/// The errors of one status.
fn failed(service: &Service, failures: &[&Failure<'_>]) -> Object {
    let lines = |language: fn(&Text) -> &str| {
        let lines: Vec<_> = failures.iter().map(|failure| format!("- {}: {}", code(failure.code), language(&failure.doc))).collect();
        lines.join("\n")
    };
    let meaning = text(lines(|text| &text.en), lines(|text| &text.zh));
    let examples: Object = failures
        .iter()
        .map(|failure| {
            let value = Object::new().with("Code", failure.code).with("Message", failure.message);
            (failure.code, Object::new().with("value", value))
        })
        .collect();
    let json = Object::new().with("schema", reference("schemas", ERROR)).with("examples", examples);
    let content = content(service, reference("schemas", ERROR), None).with("application/json", json);
    let assumed = failures.iter().filter(|failure| failure.assumed).map(|failure| failure.code);
    Object::new().with_text("description", &meaning).with("content", content).with_list("x-assumed", assumed)
}

/// A value in each of the service's formats.
fn content(service: &Service, schema: Object, example: Option<Value>) -> Object {
    let json = ["application/json".to_owned()];
    let media_types = service.formats.as_ref().map_or(json.as_slice(), |formats| &formats.supported);
    let media = media_types.iter().map(|media_type| {
        // The examples are JSON.
        let example = example.clone().filter(|_| media_type.ends_with("json"));
        (media_type.as_str(), Object::new().with("schema", schema.clone()).with_some("example", example))
    });
    media.collect()
}

/// A text comes as it is, or as a JSON text.
fn text_content(schema: Object, example: Option<Value>) -> Object {
    let media = Object::new().with("schema", schema).with_some("example", example);
    Object::new().with("text/plain", media.clone()).with("application/json", media)
}

fn is_text(service: &Service, kind: &Kind) -> bool {
    match kind {
        Kind::String | Kind::Secret | Kind::Timestamp | Kind::Duration | Kind::Json(_) => true,
        Kind::Named(id) => matches!(service.get(*id).shape, Shape::Enum(_)),
        _ => false,
    }
}

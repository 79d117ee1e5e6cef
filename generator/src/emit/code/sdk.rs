//! Programs that use a published SDK.

use serde::Serialize;
use serde_json::{Map, Value};

use super::literal::{Language, literal, raw, text};
use super::request::Parts;
use super::{Code, Programs};
use crate::emit::example::plain;
use crate::model::{Content, Kind, Operation, Sdk, SdkKind, Service, ServiceStyle};
use crate::names;

/// What templates print: every value is a literal of the language already.
#[derive(Serialize)]
struct View<'a> {
    operation: &'a str,
    product: String,
    version: String,
    module: &'a str,
    /// The name of the operation's class; nothing where the SDK has none.
    class: Option<String>,
    /// The name of the operation's method; nothing where the SDK has none.
    call: Option<String>,
    is_rpc: bool,
    method: String,
    /// The path, its parameters in brackets.
    pattern: String,
    /// The path, its parameters filled in.
    target: String,
    path: Vec<Pair>,
    query: Vec<Pair>,
    headers: Vec<Pair>,
    /// The query and the headers as objects, for languages that take these.
    query_object: String,
    header_object: String,
    body: Option<String>,
    /// What a method takes besides the path; nothing where it takes nothing.
    request: Option<String>,
    /// Whether the answer has a body.
    has_answer: bool,
    /// Whether that is a text that is no JSON.
    is_text: bool,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

/// The program of an SDK for an operation.
pub fn code(programs: &Programs, service: &Service, sdk: &Sdk, index: usize) -> Code {
    let operation = &service.operations[index];
    let (template, language, fence) = match sdk.kind {
        SdkKind::AliyunPython => ("aliyun_python.py", Language::Python, "python"),
        SdkKind::AlibabaCloudPython => ("alibabacloud_python.py", Language::Python, "python"),
        SdkKind::AlicloudNode => ("alicloud_node.js", Language::JavaScript, "js"),
        SdkKind::AlibabaCloudGo => ("alibaba_cloud_go.go", Language::JavaScript, "go"),
    };
    let text = programs.print(template, &view(service, operation, sdk, index, language));
    Code { id: sdk.name.clone(), title: sdk.title.clone(), language: fence, text }
}

fn view<'a>(service: &Service, operation: &'a Operation, sdk: &'a Sdk, index: usize, language: Language) -> View<'a> {
    let parts = Parts::of(service, operation);
    let is_known = !sdk.without.contains(&index);
    let pairs = |pairs: &[(&str, String)]| pairs.iter().map(|(name, value)| Pair { name: text(name), value: text(value) }).collect();
    let in_text = |value: &Value| text(&plain(value));
    // Go has a text for each parameter; the others write a value as it is.
    let of_query = |value: &Value| if sdk.kind == SdkKind::AlibabaCloudGo { in_text(value) } else { literal(language, value, 0) };
    let pattern = operation.path.replace('{', "[").replace('}', "]");
    let body = parts.body.as_ref().map(|body| match sdk.kind {
        SdkKind::AlibabaCloudGo => raw(&format!("{body:#}")),
        _ => literal(language, body, 0),
    });
    let json = parts.body.iter().map(|_| ("Content-Type", Value::from("application/json")));
    View {
        operation: &operation.name,
        product: text(&service.product),
        version: text(&service.version),
        module: &sdk.module,
        class: is_known.then(|| format!("{}Request", operation.name)),
        call: is_known.then(|| names::method(&operation.name)),
        is_rpc: service.style == ServiceStyle::Rpc,
        method: text(parts.method),
        pattern: text(&pattern),
        target: text(&parts.filled(&operation.path)),
        path: pairs(&parts.path),
        query: parts.query.iter().map(|(name, value)| Pair { name: text(name), value: of_query(value) }).collect(),
        headers: pairs(&parts.headers),
        query_object: object(language, parts.query.iter().map(|(name, value)| (*name, value.clone()))),
        header_object: object(language, json.chain(parts.headers.iter().map(|(name, value)| (*name, value.as_str().into())))),
        body,
        request: (!sdk.path_only.contains(&index)).then(|| literal(language, &Value::Object(model_of(&parts)), 0)),
        has_answer: !matches!(&operation.response.content, Content::Empty),
        is_text: matches!(&operation.response.content, Content::Value(Kind::String | Kind::Secret)),
    }
}

fn object<'a>(language: Language, entries: impl Iterator<Item = (&'a str, Value)>) -> String {
    literal(language, &entries.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into(), 0)
}

/// Query and body as an SDK's own model of a request holds them.
fn model_of(parts: &Parts<'_>) -> Map<String, Value> {
    let mut all: Map<_, _> = parts.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    match (parts.body_name, &parts.body) {
        (Some(name), Some(body)) => {
            all.insert(name.to_owned(), body.clone());
        }
        (None, Some(Value::Object(fields))) => all.extend(fields.clone()),
        _ => {}
    }
    all
}

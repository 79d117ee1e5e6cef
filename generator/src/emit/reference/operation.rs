//! The page of an operation.

use serde::Serialize;
use serde_json::Value;

use super::fields::{self, Depth, Direction, Fields, Object};
use super::markdown::{self, Inline, code};
use super::site::{Page, Place, ids};
use super::table::Table;
use super::words::{self, label};
use super::{changes, errata, errors, lifecycle, request, xml};
use crate::emit::code::Code;
use crate::emit::example;
use crate::model::{
    Body, Content, Field, Gateway, Kind, Location, NotFound, Operation, Service, ServiceStyle, Shape, Struct, TypeId, Waiter,
};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    title: Inline,
    summary: Inline,
    routes: Inline,
    doc: Option<Inline>,
    when: Option<Inline>,
    facts: Vec<Inline>,
    access: Option<Access>,
    parts: Vec<Part>,
    rules: Vec<Inline>,
    request: String,
    request_note: Inline,
    response: Object,
    response_notes: Vec<Inline>,
    examples: Vec<Example>,
    code: Vec<Program>,
    code_note: Inline,
    effects: Option<lifecycle::Effects>,
    errors: errors::OfOperation,
    errata: Vec<Inline>,
    changes: Vec<Inline>,
    siblings: Vec<Inline>,
}

/// Who may call, and through what.
#[derive(Serialize)]
struct Access {
    permissions: Inline,
    gateways: Option<Table>,
}

/// A part of the request.
#[derive(Serialize)]
struct Part {
    id: String,
    title: &'static str,
    object: Object,
}

/// The same answer in one of several formats.
#[derive(Serialize)]
struct Example {
    title: &'static str,
    block: String,
}

/// The operation in a language.
#[derive(Serialize)]
struct Program {
    id: String,
    title: Inline,
    block: String,
}

/// The page of an operation.
pub fn view(page: &Page<'_>, service: &Service, operation: &Operation, samples: &[Code]) -> View {
    let sections = std::slice::from_ref(&operation.section);
    let mut input = Fields::new(page, service, sections, Direction::Request, Depth::Whole);
    input.note(&operation.errata, "");
    let locations = [Location::Path, Location::Query, Location::Header, Location::Body];
    let parts = locations.into_iter().filter_map(|location| part(&mut input, page, service, operation, location)).collect();
    let mut output = Fields::new(page, service, sections, Direction::Response, Depth::Whole);
    let examples = examples(service, operation);
    let doc = response(page, service, operation, &output, examples.is_empty());
    let response = match &operation.response.content {
        Content::Empty => output.object([], &[], ids::RESPONSE, doc),
        Content::Fields(shape) => output.object(&shape.fields, &shape.rules, ids::RESPONSE, doc),
        Content::Value(kind) => output.of_kind(kind, ids::RESPONSE, doc),
    };
    let met: Vec<_> = input.errata.iter().chain(&output.errata).cloned().collect();
    View {
        title: markdown::text(&operation.name),
        summary: summary(page, operation),
        routes: routes(page, operation),
        doc: operation.doc.as_ref().map(|doc| page.prose(doc)),
        when: operation.when.as_ref().map(|when| page.prose(when)),
        facts: facts(page, service, operation),
        access: access(page, service, operation),
        parts,
        rules: operation.input.rules.iter().map(|rule| input.rule(rule)).collect(),
        request: markdown::fence("http", &request::http(service, operation)),
        request_note: request_note(page, service),
        response,
        response_notes: response_notes(page, service, operation),
        examples,
        code: samples.iter().map(program).collect(),
        code_note: code_note(page),
        effects: lifecycle::effects(page, service, operation),
        errors: errors::of_operation(page, service, operation),
        errata: errata::list(page, service, &met),
        changes: changes::of_operation(page, service, operation),
        siblings: siblings(page, service, operation),
    }
}

fn code_note(page: &Page<'_>) -> Inline {
    page.say(
        "Each is a whole program. `ALIBABA_CLOUD_ENDPOINT` (`https://…`), `ALIBABA_CLOUD_REGION_ID`, `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` in its environment say where and as whom it calls.",
        "以下均为完整程序。环境变量 `ALIBABA_CLOUD_ENDPOINT`（`https://…`）、`ALIBABA_CLOUD_REGION_ID`、`ALIBABA_CLOUD_ACCESS_KEY_ID` 和 `ALIBABA_CLOUD_ACCESS_KEY_SECRET` 指定调用地址与身份。",
    )
}

fn program(code: &Code) -> Program {
    Program { id: ids::thing("code", &code.id), title: markdown::text(&code.title), block: markdown::fence(code.language, &code.text) }
}

/// Where a field of the input, or else of the answer, is on the page of its operation.
pub fn anchor(service: &Service, operation: &Operation, name: &str) -> Option<String> {
    input_anchor(operation, name).or_else(|| path_anchor(service, operation, name))
}

/// Where a field of the input is on the page of its operation.
pub fn input_anchor(operation: &Operation, name: &str) -> Option<String> {
    operation.input.fields.iter().find(|field| field.wire == name).map(ids::input)
}

/// Where what a path into the answer leads to is on the page of its operation.
pub fn path_anchor(service: &Service, operation: &Operation, path: &str) -> Option<String> {
    let mut shape = object_of(service, operation)?;
    let mut anchor = ids::RESPONSE.to_owned();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let field = shape.fields.iter().find(|field| field.wire == name)?;
        anchor = ids::inside(&anchor, field);
        if names.peek().is_some() {
            shape = structure(service, field.kind.named()?)?;
        }
    }
    Some(anchor)
}

/// The anchor of a field of the answer.
pub fn response_anchor(field: &Field) -> String {
    ids::inside(ids::RESPONSE, field)
}

/// The summary as a sentence.
fn summary(page: &Page<'_>, operation: &Operation) -> Inline {
    let summary = page.prose(&operation.summary);
    page.say(format_args!("{summary}."), format_args!("{summary}。"))
}

/// Methods and path: `POST /templates` or `PUT /templates`.
pub fn routes(page: &Page<'_>, operation: &Operation) -> Inline {
    let routes: Vec<Inline> = operation.methods.iter().map(|method| code(&format!("{method} {}", operation.path))).collect();
    markdown::join(&routes, page.language.pick(" or ", " 或 "))
}

fn facts(page: &Page<'_>, service: &Service, operation: &Operation) -> Vec<Inline> {
    let section = markdown::text(&operation.section);
    let source = page.link(&page.say("guide", "手册"), Place::Service(service), Some("at.source"));
    vec![
        words::idempotency(page, operation.idempotency),
        page.say(format_args!("Described in section {section} of the {source}."), format_args!("见{source} {section} 节。")),
    ]
}

/// Who may call, and what the request line is behind each gateway.
fn access(page: &Page<'_>, service: &Service, operation: &Operation) -> Option<Access> {
    let permissions = service.permissions.as_ref().map(|permissions| {
        let more = page.link(&Inline::trusted(label(page.language, "permissions")), Place::Gateways(service), Some("at.permissions"));
        let doc = page.prose(&permissions.doc);
        page.say(format_args!("{more}: {doc}"), format_args!("{more}：{doc}"))
    });
    let gateways = gateways(page, service, operation);
    (permissions.is_some() || gateways.is_some()).then(|| Access { permissions: permissions.unwrap_or_default(), gateways })
}

/// The headers that a gateway insists on and a client cannot know.
fn headers_to_give(page: &Page<'_>, service: &Service, gateway: &Gateway) -> Inline {
    let headers = gateway.headers.iter().map(|index| &service.headers[*index]);
    let links: Vec<Inline> = headers
        .filter(|header| header.required && !header.set_by_client)
        .map(|header| page.link(&code(&header.wire), Place::Gateways(service), Some(&ids::inside("header", header))))
        .collect();
    markdown::join(&links, page.language.pick(", ", "、"))
}

fn gateways(page: &Page<'_>, service: &Service, operation: &Operation) -> Option<Table> {
    let mut table = Table::new(page, &["gateway", "request", "headers_to_give"]);
    for gateway in &service.gateways {
        let name = page.link(&markdown::text(&gateway.name), Place::Gateways(service), Some(&ids::thing("gateway", &gateway.name)));
        let request = match gateway.style {
            ServiceStyle::Roa => {
                let method = operation.methods.first().map_or("GET", String::as_str);
                code(&format!("{method} {}{}", gateway.path_prefix, operation.path))
            }
            ServiceStyle::Rpc => {
                let route = code(&format!("POST {}{}", gateway.path_prefix, gateway.path.as_deref().unwrap_or_default()));
                let action = code(&format!("Action={}", operation.name));
                page.say(
                    format_args!("{route} with {action} and every parameter in the form"),
                    format_args!("{route}，{action} 及全部参数位于表单中"),
                )
            }
        };
        table.push([name, request, headers_to_give(page, service, gateway)]);
    }
    table.finish()
}

fn part(fields: &mut Fields<'_>, page: &Page<'_>, service: &Service, operation: &Operation, location: Location) -> Option<Part> {
    let here: Vec<&Field> = operation.input.fields.iter().filter(|field| field.location == location).collect();
    let is_form = service.style == ServiceStyle::Rpc && location == Location::Query;
    let title = label(page.language, if is_form { "form" } else { ids::location(location) });
    let id = format!("at.{}", ids::location(location));
    let first = here.first()?;
    let object = match &operation.body {
        Body::Value(_) if location == Location::Body => body_value(fields, page, service, first),
        Body::Fields { placeholder } if location == Location::Body => {
            let mut doc = vec![page.say("A JSON object.", "JSON 对象。")];
            doc.extend(placeholder.as_ref().map(|key| placeholder_note(page, key)));
            fields.object(here, &[], ids::location(location), doc)
        }
        _ => fields.object(here, &[], ids::location(location), Vec::new()),
    };
    Some(Part { id, title, object })
}

/// A body that is one value: what a table would say in a row is said in sentences.
fn body_value(fields: &mut Fields<'_>, page: &Page<'_>, service: &Service, field: &Field) -> Object {
    let id = ids::input(field);
    let mut doc = vec![Inline::trusted(format!("{}{}", markdown::anchor(&id), root(page, service, &field.kind)))];
    doc.push(match field.required {
        true => page.say("It is required.", "必填。"),
        false => page.say("It is optional.", "可选。"),
    });
    doc.push(fields.paragraph(field));
    fields.of_kind(&field.kind, &id, doc)
}

/// What an answer or a body is that is not an object of fields of its own.
fn root(page: &Page<'_>, service: &Service, kind: &Kind) -> Inline {
    match kind {
        Kind::List(item) => {
            let item = fields::kind(page, service, item);
            page.say(format_args!("A list of {item}, without an object around it."), format_args!("{item} 的列表，没有外层对象。"))
        }
        Kind::Map(item) => {
            let item = fields::kind(page, service, item);
            page.say(
                format_args!("An object with keys that are not fixed; each value is {item}."),
                format_args!("键不固定的对象，每个值为 {item}。"),
            )
        }
        Kind::String | Kind::Secret | Kind::Timestamp | Kind::Duration => page.say("A plain text.", "纯文本。"),
        other => {
            let kind = fields::kind(page, service, other);
            page.say(format_args!("{kind}."), format_args!("{kind}。"))
        }
    }
}

fn placeholder_note(page: &Page<'_>, key: &str) -> Inline {
    let key = code(key);
    page.say(
        format_args!("The guide prints {key} around its fields; that is not sent."),
        format_args!("手册在各字段外层印有 {key}，实际不发送。"),
    )
}

/// What in the example is to be filled in.
fn request_note(page: &Page<'_>, service: &Service) -> Inline {
    let form = (service.style == ServiceStyle::Rpc).then(|| page.say("The form is one line on the wire.", "表单在实际请求中为一行。"));
    let common = page.link(&page.say("Gateways and common headers", "网关与公共请求头"), Place::Gateways(service), None);
    let mut sentences: Vec<Inline> = form.into_iter().collect();
    sentences.push(match service.signing.is_empty() {
        true => page.say(format_args!("{common} has the rest."), format_args!("其余见{common}。")),
        false => {
            let signing = page.link(&page.say("Signing", "签名"), Place::Signing(service), None);
            page.say(
                format_args!(
                    "What stands in angle brackets is different in every call: {signing} says how it is made. {common} has the rest."
                ),
                format_args!("尖括号内的内容每次调用均不同，计算方法见{signing}；其余见{common}。"),
            )
        }
    });
    page.sentences(&sentences)
}

fn response(page: &Page<'_>, service: &Service, operation: &Operation, fields: &Fields<'_>, is_bare: bool) -> Vec<Inline> {
    let response = &operation.response;
    let statuses: Vec<Inline> = response.statuses.iter().map(|status| code(&status.to_string())).collect();
    let statuses = markdown::join(&statuses, page.language.pick(" or ", " 或 "));
    let mut sentences = vec![page.say(format_args!("Status {statuses}."), format_args!("状态码 {statuses}。"))];
    match &response.content {
        Content::Empty => sentences.push(page.say("No body is documented.", "手册未给出响应体。")),
        Content::Fields(_) => sentences.push(page.say("An object.", "响应体为对象。")),
        Content::Value(kind) => sentences.push(root(page, service, kind)),
    }
    sentences.extend(response.doc.as_ref().map(|doc| page.prose(doc)));
    sentences.extend(response.placeholder.as_ref().map(|key| {
        let key = code(key);
        match &response.content {
            Content::Value(Kind::Map(_)) => {
                page.say(format_args!("The guide prints {key} in the place of its keys."), format_args!("手册以 {key} 代表其中的键。"))
            }
            _ => page.say(
                format_args!("The guide prints it inside of a key {key}, which is not on the wire."),
                format_args!("手册将其置于键 {key} 之下，实际没有该键。"),
            ),
        }
    }));
    sentences.extend(fields.evidence(&response.evidence));
    if is_bare && !matches!(response.content, Content::Empty) {
        sentences.push(page.say("The guide shows no values.", "手册未给出示例值。"));
    }
    sentences
}

/// What can be waited for by calling the operation again and again.
fn waiter_note(page: &Page<'_>, waiter: &Waiter) -> Inline {
    let states =
        |states: &[String]| markdown::join(&states.iter().map(|state| code(state)).collect::<Vec<_>>(), page.language.pick(", ", "、"));
    let what = markdown::text(page.language.of(&waiter.what));
    let (path, success) = (code(&waiter.state), states(&waiter.success));
    let failure = match waiter.failure.is_empty() {
        true => page.say("", ""),
        false => {
            let failure = states(&waiter.failure);
            page.say(format_args!(" It cannot come to pass any more in {failure}."), format_args!("出现 {failure} 即不再可能。"))
        }
    };
    let gone = match waiter.not_found {
        NotFound::Success => page.say(" An answer that there is nothing says the same.", "返回不存在同样表示已达成。"),
        NotFound::Error | NotFound::Wait => page.say("", ""),
    };
    page.say(
        format_args!("To wait for {what}, repeat the call until {path} is {success}.{gone}{failure}"),
        format_args!("等待{what}：重复调用，直至 {path} 为 {success}。{gone}{failure}"),
    )
}

/// What else an answer means for a caller.
fn response_notes(page: &Page<'_>, service: &Service, operation: &Operation) -> Vec<Inline> {
    let mut notes = Vec::new();
    if let Some(pagination) = &operation.pagination {
        let [choice, size, items] = [&pagination.page, &pagination.size, &pagination.items].map(|name| code(name));
        let more = page.link(&Inline::trusted(label(page.language, "pagination")), Place::Pagination(service), None);
        let total = pagination.total.as_deref().map(code).map_or_else(Inline::default, |total| {
            page.say(format_args!(", {total} says how many there are on all pages"), format_args!("，{total} 为总数"))
        });
        let next = pagination.next.as_deref().map(code).map_or_else(Inline::default, |next| {
            page.say(format_args!(", {next} says what {choice} of the page after it is"), format_args!("，{next} 为下一页的 {choice}"))
        });
        notes.push(page.say(
            format_args!(
                "The answer is a page: {choice} chooses it, {size} says how many items it has. {items} holds them{total}{next}. See {more}."
            ),
            format_args!("响应为一页：{choice} 指定页码，{size} 指定每页条数；{items} 为本页条目{total}{next}。参见{more}。"),
        ));
    }
    if let Some(paths) = &operation.credentials {
        let [id, secret, token, expires] =
            [&paths.access_key_id, &paths.access_key_secret, &paths.security_token, &paths.expires].map(|path| code(path));
        notes.push(page.say(
            format_args!("The answer holds temporary credentials: {id}, {secret} and {token}, valid until {expires}."),
            format_args!("响应包含临时访问凭证：{id}、{secret} 与 {token}，有效期至 {expires}。"),
        ));
    }
    if let Some((path, _)) = &operation.kubeconfig {
        let path = code(path);
        notes.push(page.say(
            format_args!("{path} is a kubeconfig: the client in Rust makes a configuration for `kube` of it with `kube_config()`."),
            format_args!("{path} 为 Kubeconfig：Rust 客户端可用 `kube_config()` 将其转为 `kube` 的配置。"),
        ));
    }
    let is_asked = |index: usize| std::ptr::eq(&service.operations[index], operation);
    let waiters = service.waiters.iter().filter(|waiter| waiter.operation.is_some_and(is_asked));
    notes.extend(waiters.map(|waiter| waiter_note(page, waiter)));
    if let Some(shape) = object_of(service, operation) {
        // Whatever its spelling.
        let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
        let missing =
            service.common_response.iter().filter(|common| !shape.fields.iter().any(|field| plain(&field.wire) == plain(&common.wire)));
        let links: Vec<Inline> =
            missing.map(|field| page.link(&code(&field.wire), Place::Responses(service), Some(&ids::inside("common", field)))).collect();
        if !links.is_empty() {
            let links = markdown::join(&links, page.language.pick(", ", "、"));
            notes.push(page.say(format_args!("As in every response: {links}."), format_args!("此外，响应还含有公共字段 {links}。")));
        }
    }
    notes
}

/// The fields of an answer that is an object.
fn object_of<'a>(service: &'a Service, operation: &'a Operation) -> Option<&'a Struct> {
    match &operation.response.content {
        Content::Fields(shape) => Some(shape),
        Content::Value(Kind::Named(id)) => structure(service, *id),
        _ => None,
    }
}

fn structure(service: &Service, id: TypeId) -> Option<&Struct> {
    match &service.get(id).shape {
        Shape::Struct(shape) => Some(shape),
        Shape::Enum(_) => None,
    }
}

fn examples(service: &Service, operation: &Operation) -> Vec<Example> {
    let Some(value) = example::response(service, operation) else { return Vec::new() };
    if let (Content::Value(Kind::String | Kind::Secret), Value::String(text)) = (&operation.response.content, &value) {
        return vec![Example { title: "", block: markdown::fence("", text) }];
    }
    let mut examples = vec![Example { title: "JSON", block: markdown::fence("json", &format!("{value:#}")) }];
    let supports_xml = |formats: &crate::model::Formats| formats.supported.iter().any(|format| format.ends_with("xml"));
    if service.formats.as_ref().is_some_and(supports_xml) {
        let item = operation.response.placeholder.as_deref().unwrap_or("item");
        let document = xml::document(&format!("{}Response", operation.name), &value, item);
        examples.push(Example { title: "XML", block: markdown::fence("xml", &document) });
    }
    examples
}

fn siblings(page: &Page<'_>, service: &Service, operation: &Operation) -> Vec<Inline> {
    let others = service.operations_of(operation.group).filter(|other| other.name != operation.name);
    let lines = others.map(|other| {
        let (link, summary) = (page.link(&markdown::text(&other.name), Place::Operation(service, other), None), page.prose(&other.summary));
        page.say(format_args!("{link}: {summary}"), format_args!("{link}：{summary}"))
    });
    lines.collect()
}

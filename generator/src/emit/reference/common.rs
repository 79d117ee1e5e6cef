//! The pages of what the operations of a service have in common: where it is reached, what every request carries and
//! how it is signed, what every answer has.

use serde::Serialize;

use super::errata;
use super::fields::{Depth, Direction, Fields, Object, sources};
use super::markdown::{self, Inline, code};
use super::site::{Page, ids};
use super::table::Table;
use super::worked;
use crate::emit::prose;
use crate::model::{Endpoint, Evidence, EvidenceKind, Field, Gateway, Service, ServiceStyle};

/// What the template of gateways prints.
#[derive(Serialize)]
pub struct Gateways {
    endpoints: Option<Table>,
    gateways: Vec<Section>,
    permissions: Option<Inline>,
    headers: Option<Object>,
    parameters: Option<Object>,
    errata: Vec<Inline>,
}

/// A heading with what belongs under it.
#[derive(Serialize)]
pub struct Section {
    id: String,
    title: Inline,
    doc: Inline,
    facts: Vec<Inline>,
    table: Option<Table>,
    example: Option<worked::Example>,
}

/// What the template of signing prints.
#[derive(Serialize)]
pub struct Signing {
    schemes: Vec<Section>,
    errata: Vec<Inline>,
}

/// What the template of responses prints.
#[derive(Serialize)]
pub struct Responses {
    formats: Vec<Inline>,
    common: Option<Object>,
    list: Option<Object>,
    errata: Vec<Inline>,
}

/// The sections that the pages about the service as a whole are made of: each section belongs to one page, so that an
/// erratum is listed on one.
struct Chapters<'a> {
    signing: Vec<&'a str>,
    responses: Vec<&'a str>,
    gateways: Vec<&'a str>,
}

impl<'a> Chapters<'a> {
    fn of(service: &'a Service) -> Self {
        let signing = sections(service.signing.iter().map(|signing| &signing.evidence), Some(EvidenceKind::Prose));
        let mut responses = sections(service.formats.iter().map(|formats| &formats.evidence), Some(EvidenceKind::Prose));
        responses.extend(sections(service.errors.iter().map(|error| &error.evidence), None));
        let of_gateways = service
            .gateways
            .iter()
            .flat_map(|gateway| gateway.endpoints.iter().map(|endpoint| &endpoint.evidence).chain([&gateway.evidence]));
        let fields = service.headers.iter().chain(&service.parameters).map(|field| &field.evidence);
        let mut gateways = sections(of_gateways.chain(service.endpoints.iter().map(|endpoint| &endpoint.evidence)).chain(fields), None);
        responses.retain(|section| !signing.contains(section));
        gateways.retain(|section| !signing.contains(section) && !responses.contains(section));
        Self { signing, responses, gateways }
    }
}

fn sections<'a>(evidence: impl Iterator<Item = &'a Vec<Evidence>>, kind: Option<EvidenceKind>) -> Vec<&'a str> {
    let items = evidence.flatten().filter(|item| kind.is_none_or(|kind| item.kind == kind));
    items.flat_map(|item| item.sections.iter().map(String::as_str)).collect()
}

/// Endpoints, gateways, and what every request carries.
pub fn gateways(page: &Page<'_>, service: &Service) -> Gateways {
    let mut request = Fields::new(page, service, &[], Direction::Request, Depth::Whole);
    Gateways {
        endpoints: endpoints(page, &service.endpoints, "endpoint"),
        gateways: service.gateways.iter().map(|gateway| one_gateway(page, service, gateway)).collect(),
        permissions: service.permissions.as_ref().map(|permissions| {
            let sources = sources(page, &permissions.evidence);
            let evidence = page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。"));
            page.sentences(&[page.prose(&permissions.doc), evidence])
        }),
        headers: some(request.object(&service.headers, &[], "header", Vec::new()), &service.headers),
        parameters: some(request.object(&service.parameters, &[], "parameter", vec![parameters_doc(page, service)]), &service.parameters),
        errata: errata::list(page, service, &errata::of_service(service, &Chapters::of(service).gateways)),
    }
}

fn some(object: Object, fields: &[Field]) -> Option<Object> {
    (!fields.is_empty()).then_some(object)
}

/// Which requests carry the common parameters.
fn parameters_doc(page: &Page<'_>, service: &Service) -> Inline {
    let of_gateways = service.gateways.iter().filter(|gateway| gateway.style == ServiceStyle::Rpc);
    let names: Vec<Inline> = of_gateways
        .map(|gateway| page.link(&markdown::text(&gateway.name), page.place, Some(&ids::thing("gateway", &gateway.name))))
        .collect();
    let names = markdown::join(&names, page.language.pick(", ", "、"));
    match service.style {
        ServiceStyle::Roa => page.say(
            format_args!("In the form of every request through {names}, beside the operation's own parameters."),
            format_args!("通过 {names} 发送的表单均携带以下参数，与接口自身的参数并列。"),
        ),
        ServiceStyle::Rpc => page.say(
            "In the form of every request, beside the operation's own parameters.",
            "所有请求的表单均携带以下参数，与接口自身的参数并列。",
        ),
    }
}

fn endpoints(page: &Page<'_>, endpoints: &[Endpoint], id: &str) -> Option<Table> {
    let mut table = Table::new(page, &["endpoint", "host", "protocols", "description"]);
    for endpoint in endpoints {
        let id = ids::thing(id, &endpoint.name);
        let sources = sources(page, &endpoint.evidence);
        let evidence = page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。"));
        table.push([
            Inline::trusted(format!("{}{}", markdown::anchor(&id), markdown::text(&endpoint.name))),
            code(&endpoint.host),
            markdown::text(&endpoint.protocols.join(page.language.pick(", ", "、"))),
            page.sentences(&[page.prose(&endpoint.doc), evidence]),
        ]);
    }
    table.finish()
}

fn one_gateway(page: &Page<'_>, service: &Service, gateway: &Gateway) -> Section {
    let mut facts = Vec::new();
    let prefix = code(&format!("{}{}", gateway.path_prefix, gateway.path.as_deref().unwrap_or_default()));
    match (gateway.style, gateway.path_prefix.is_empty()) {
        (ServiceStyle::Roa, true) => facts.push(page.say("Paths are those of the operations.", "路径即各接口的路径。")),
        (ServiceStyle::Roa, false) => facts.push(page.say(
            format_args!("Paths begin with {prefix}, then follows that of the operation."),
            format_args!("在接口路径前加 {prefix}。"),
        )),
        (ServiceStyle::Rpc, true) if gateway.path.is_none() => {
            facts.push(page.say("Parameters go into a form, the name of the operation among them.", "参数以表单提交，其中包括接口名称。"));
        }
        (ServiceStyle::Rpc, _) => facts.push(page.say(
            format_args!("Every request is a form that is posted to {prefix}, with the name of the operation in `Action`."),
            format_args!("所有请求均以表单 POST 到 {prefix}，`Action` 为接口名称。"),
        )),
    }
    if gateway.endpoints.is_empty() && !service.endpoints.is_empty() {
        let link = page.link_here(&page.say("endpoints of the service", "服务自身的接入点"), "at.endpoints");
        facts.push(page.say(format_args!("Hosts are the {link}."), format_args!("主机为{link}。")));
    }
    let headers: Vec<Inline> = gateway
        .headers
        .iter()
        .map(|index| &service.headers[*index])
        .map(|header| page.link_here(&code(&header.wire), &ids::inside("header", header)))
        .collect();
    if !headers.is_empty() {
        let headers = markdown::join(&headers, page.language.pick(", ", "、"));
        facts.push(page.say(format_args!("Headers: {headers}."), format_args!("请求头：{headers}。")));
    }
    let sources = sources(page, &gateway.evidence);
    facts.push(page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。")));
    let id = ids::thing("gateway", &gateway.name);
    Section {
        table: endpoints(page, &gateway.endpoints, &ids::thing(&id, "endpoint")),
        id,
        title: markdown::text(&gateway.name),
        doc: page.prose(&gateway.doc),
        facts,
        example: None,
    }
}

/// How requests are signed.
pub fn signing(page: &Page<'_>, service: &Service) -> Signing {
    let schemes = service.signing.iter().map(|signing| {
        let mut facts = Vec::new();
        if signing.default {
            facts.push(page.say("Generated clients use it unless told otherwise.", "生成的客户端默认使用。"));
        }
        if let Some(skew) = &signing.clock_skew {
            let skew = duration(page, skew);
            facts.push(page.say(format_args!("Clocks may be {skew} apart."), format_args!("允许的时钟偏差：{skew}。")));
        }
        let sources = sources(page, &signing.evidence);
        facts.push(page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。")));
        Section {
            id: ids::thing("scheme", &signing.scheme),
            title: markdown::text(&signing.scheme),
            doc: page.prose(&signing.doc),
            facts,
            table: None,
            example: signing.example.as_ref().map(|example| worked::example(page, &signing.scheme, example)),
        }
    });
    Signing {
        schemes: schemes.collect(),
        errata: errata::list(page, service, &errata::of_service(service, &Chapters::of(service).signing)),
    }
}

/// `15m` → 15 minutes.
fn duration(page: &Page<'_>, text: &str) -> Inline {
    let (number, unit) = text.split_at(text.trim_end_matches(|character: char| !character.is_ascii_digit()).len());
    let unit = match unit {
        "s" => "seconds",
        "m" => "minutes",
        "h" => "hours",
        _ => return code(text),
    };
    page.text(&format!("{number} {}", prose::unit(unit, page.language)))
}

/// Formats and common fields.
pub fn responses(page: &Page<'_>, service: &Service) -> Responses {
    let mut fields = Fields::new(page, service, &[], Direction::Response, Depth::Whole);
    Responses {
        formats: formats(page, service),
        common: some(fields.object(&service.common_response, &[], "common", Vec::new()), &service.common_response),
        list: some(fields.object(&service.list_item_fields, &[], "item", Vec::new()), &service.list_item_fields),
        errata: errata::list(page, service, &errata::of_service(service, &Chapters::of(service).responses)),
    }
}

fn formats(page: &Page<'_>, service: &Service) -> Vec<Inline> {
    let Some(formats) = &service.formats else { return Vec::new() };
    let mut lines = vec![page.prose(&formats.doc)];
    let supported: Vec<Inline> = formats.supported.iter().map(|format| code(format)).collect();
    let supported = markdown::join(&supported, page.language.pick(", ", "、"));
    let mut facts = vec![page.say(format_args!("Supported: {supported}."), format_args!("支持：{supported}。"))];
    if let Some(default) = &formats.documented_default {
        let default = code(default);
        facts.push(page.say(format_args!("Documented default: {default}."), format_args!("手册所述默认格式：{default}。")));
    }
    let sources = sources(page, &formats.evidence);
    facts.push(page.say(format_args!("Evidence: {sources}."), format_args!("依据：{sources}。")));
    lines.push(page.sentences(&facts));
    if formats.supported.iter().any(|format| format.ends_with("xml")) {
        lines.push(page.say(
            "In XML each field is an element of its name, and a list is several elements of that name. No claim is made about the name of the \
             root: examples call it after the operation. Items of a list that has no name are called `item` in examples, or by the \
             key that the guide prints.",
            "XML 中每个字段为同名元素，列表为多个同名元素。根元素的名称不作断言，示例以接口名称命名；没有名称的列表，其各项在示例中以手册所印的键或 `item` 为名。",
        ));
    }
    lines
}

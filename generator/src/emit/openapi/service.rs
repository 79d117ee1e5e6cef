//! What the operations of a service have in common: what it is, where it is reached, how requests are signed.

use super::object::{Object, text};
use super::parameter::gateways_of_paths;
use super::schema::{self, Direction};
use crate::model::{Endpoint, Erratum, Formats, Gateway, Group, Service, ServiceStyle, Signing, Text};
use crate::names;

/// `info`.
pub fn info(service: &Service) -> Object {
    let source = Object::new()
        .with_text("title", &service.source.title)
        .with("product_version", service.source.product_version.as_str())
        .with("document", service.source.document.as_str());
    Object::new()
        .with_text("title", &service.title)
        .with("version", service.version.as_str())
        .with_text("description", &description(service))
        .with("x-product", service.product.as_str())
        .with_some("x-formats", service.formats.as_ref().map(formats))
        .with("x-source", source)
}

fn formats(formats: &Formats) -> Object {
    Object::new()
        .with_list("supported", formats.supported.iter().map(String::as_str))
        .with_some("documented_default", formats.documented_default.as_deref())
        .with_evidence(&formats.evidence)
}

/// What the service is for, and how to read the document.
fn description(service: &Service) -> Text {
    let formats = service.formats.as_ref().map(|formats| formats.doc.clone());
    let addressing = (service.style == ServiceStyle::Rpc).then(|| {
        text(
            "Every request goes to one path; the parameter `Action` names the operation. Where several operations share path and \
             method, the keys under `paths` tell them apart by a fragment (`/#Action=…`), which is no part of the request.",
            "所有请求都发往同一路径，由参数 `Action` 指明接口。多个接口的路径和方法相同时，`paths` 下的键以片段（`/#Action=…`）区分，片段不属于请求。",
        )
    });
    let extensions = text(
        "Keys that begin with `x-` say what OpenAPI has no word for. Those that end in `-zh` hold the Chinese text. `x-evidence` \
         says where in the source document a fact stands, or that the vendor's SDK knows it. `x-printed` holds what a row of its \
         tables prints, where that differs from the truth; `x-errata` names entries of the list of that name at the end. \
         `x-documented-key` is a key that the source document prints around a value and that is not sent. `x-limits` are the limits of \
         a value as sentences. `x-extensible-enum` lists the documented values; others are to be expected, as are fields that are \
         not described here. `x-assumed` lists the codes of errors that the source document says nothing of.",
        "以 `x-` 开头的键表达 OpenAPI 没有对应关键字的内容，以 `-zh` 结尾的为中文。`x-evidence` 说明事实在来源文档中的位置，或出自官方 SDK；\
         `x-printed` 为表格中与事实不符的原文；`x-errata` 指向文末同名列表中的条目；`x-documented-key` 为来源文档中印出但实际不发送的键；\
         `x-limits` 为以文字表述的取值限制；`x-extensible-enum` 列出已记载的取值，可能出现其他取值，也可能出现此处未描述的字段。\
         `x-assumed` 列出来源文档未提及、由本项目假定的错误码。",
    );
    let paragraphs: Vec<_> = [Some(service.doc.clone()), formats, addressing, Some(extensions)].into_iter().flatten().collect();
    let join = |language: fn(&Text) -> &str| paragraphs.iter().map(language).collect::<Vec<_>>().join("\n\n");
    text(join(|text| &text.en), join(|text| &text.zh))
}

/// `servers`: the endpoints of each gateway that takes the document's paths, or of the service where no gateway is described.
pub fn servers(service: &Service) -> Vec<Object> {
    if service.gateways.is_empty() {
        let urls =
            |endpoint: &Endpoint| endpoint.protocols.iter().map(|protocol| format!("{protocol}://{}", endpoint.host)).collect::<Vec<_>>();
        return service.endpoints.iter().flat_map(|endpoint| urls(endpoint).into_iter().map(move |url| server(endpoint, url))).collect();
    }
    let servers = gateways_of_paths(service).flat_map(|gateway| {
        endpoints(service, gateway).iter().flat_map(move |endpoint| {
            let urls = endpoint.protocols.iter().map(move |protocol| format!("{protocol}://{}{}", endpoint.host, gateway.path_prefix));
            urls.map(move |url| server(endpoint, url).with("x-gateway", gateway.name.as_str()))
        })
    });
    servers.collect()
}

fn server(endpoint: &Endpoint, url: String) -> Object {
    Object::new()
        .with("url", url)
        .with_text("description", &endpoint.doc)
        .with_object("variables", variables(&endpoint.host).collect())
        .with("x-endpoint", endpoint.name.as_str())
        .with_evidence(&endpoint.evidence)
}

/// The variables of a host. OpenAPI wants a default for each; a private cloud has none, so its name stands there.
fn variables(host: &str) -> impl Iterator<Item = (&str, Object)> {
    let meaning = text("Differs between installations; the default only stands for it.", "因环境而异，默认值仅为占位文本。");
    let names = host.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.map(move |name| (name, Object::new().with("default", names::slug(name)).with_text("description", &meaning)))
}

fn endpoints<'a>(service: &'a Service, gateway: &'a Gateway) -> &'a [Endpoint] {
    if gateway.endpoints.is_empty() { &service.endpoints } else { &gateway.endpoints }
}

/// `tags`: the groups of operations.
pub fn tags(service: &Service) -> impl Iterator<Item = Object> {
    let tag = |group: &Group| {
        Object::new().with("name", group.name.as_str()).with_text("description", &group.doc).with_text("x-displayName", &group.title)
    };
    service.groups.iter().map(tag)
}

/// `securitySchemes`: the ways to sign.
pub fn security_schemes(service: &Service) -> Object {
    let scheme = |signing: &Signing| {
        let (place, name) = signature(&signing.scheme);
        let scheme = Object::new()
            .with("type", "apiKey")
            .with("in", place)
            .with("name", name)
            .with_text("description", &signing.doc)
            .with_flag("x-default", signing.default)
            .with_some("x-clock-skew", signing.clock_skew.as_deref())
            .with_evidence(&signing.evidence);
        (signing.scheme.clone(), scheme)
    };
    service.signing.iter().map(scheme).collect()
}

/// `security`: any one of the ways to sign requests to the document's paths.
pub fn security(service: &Service) -> impl Iterator<Item = Object> {
    let place = if service.style == ServiceStyle::Rpc { "query" } else { "header" };
    let fits = move |signing: &&Signing| signature(&signing.scheme).0 == place || signing.scheme == "acs3_hmac_sha256";
    let schemes = service.signing.iter().filter(fits);
    schemes.map(|signing| Object::new().with(signing.scheme.as_str(), Vec::<String>::new()))
}

/// Where a scheme puts its signature: among the parameters where operations are told apart by one.
fn signature(scheme: &str) -> (&'static str, &'static str) {
    match scheme {
        "rpc_hmac_sha1" | "asapi_hmac" => ("query", "Signature"),
        _ => ("header", "Authorization"),
    }
}

/// `x-gateways`: every way to the service, those included that take other requests than the document's.
pub fn gateways(service: &Service) -> impl Iterator<Item = Object> {
    service.gateways.iter().map(|gateway| {
        let endpoints = endpoints(service, gateway).iter().map(|endpoint| {
            let endpoint_object = Object::new().with("name", endpoint.name.as_str()).with("host", endpoint.host.as_str());
            endpoint_object.with_list("protocols", endpoint.protocols.iter().map(String::as_str)).with_text("description", &endpoint.doc)
        });
        let parameters: Vec<_> = if gateway.style == ServiceStyle::Rpc { service.parameters.iter().collect() } else { Vec::new() };
        let style = if gateway.style == ServiceStyle::Rpc { "rpc" } else { "roa" };
        Object::new()
            .with("name", gateway.name.as_str())
            .with_text("description", &gateway.doc)
            .with("style", style)
            .with("path_prefix", gateway.path_prefix.as_str())
            .with_some("path", gateway.path.as_deref())
            .with_list("endpoints", endpoints)
            .with_list("headers", gateway.headers.iter().map(|index| service.headers[*index].wire.as_str()))
            .with_object("parameters", schema::properties(service, &parameters, Direction::Request))
            .with_evidence(&gateway.evidence)
    })
}

/// `x-list-item-fields`: what the items of lists carry besides their own fields.
pub fn list_item_fields(service: &Service) -> Object {
    schema::properties(service, &service.list_item_fields.iter().collect::<Vec<_>>(), Direction::Answer)
}

/// `x-errata`: where the source document contradicts itself, and what the spec decided.
pub fn errata(service: &Service) -> impl Iterator<Item = Object> {
    let both = |text: &Text| Object::new().with("en", text.en.as_str()).with("zh", text.zh.as_str());
    service.errata.iter().map(move |erratum: &Erratum| {
        Object::new()
            .with("id", erratum.id.as_str())
            .with_list("sections", erratum.sections.iter().map(String::as_str))
            .with_list("where", erratum.subjects.iter().map(String::as_str))
            .with("printed", both(&erratum.printed))
            .with("decision", both(&erratum.decision))
            .with("reason", both(&erratum.reason))
    })
}

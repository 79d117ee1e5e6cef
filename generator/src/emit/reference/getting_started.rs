//! The page of the first call: to the mock, then to the service.

use serde::Serialize;

use super::markdown::{self, Inline, code, fence};
use super::site::{Page, Place};
use super::table::Table;
use crate::model::{Idempotency, Operation, Service};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    doc: Inline,
    mock_doc: Inline,
    mock: String,
    environment_doc: Inline,
    environment: String,
    call_doc: Inline,
    call: Option<String>,
    any_sdk: Inline,
    service_doc: Inline,
    hosts: Option<Table>,
    variables: Option<Table>,
    next: Vec<Inline>,
}

/// The page.
pub fn view(page: &Page<'_>) -> View {
    let name = &page.model.name;
    let (client, mock) = (code(&format!("{name}-client")), code(&format!("{name}-mock")));
    let main = page.model.services.first();
    let first = main.and_then(|service| Some((service, first_call(service)?)));
    View {
        doc: page.say(
            format_args!("From nothing to an answer: start the mock, call it, then call the service. The client is the Rust package {client}, the mock is {mock}; both are made of the same spec as this reference."),
            format_args!("由零开始：先启动模拟服务并调用，再调用真实服务。客户端为 Rust 包 {client}，模拟服务为 {mock}，均与本参考由同一规格生成。"),
        ),
        mock_doc: page.say(
            "The mock needs no account and no network. It checks signatures and requests, keeps what is created, and lets it take time to be ready.",
            "模拟服务无需账号和网络。它校验签名与请求，保存所创建的对象，并模拟就绪所需的时间。",
        ),
        mock: fence("sh", &format!("cargo run -p {name}-mock -- --listen 127.0.0.1:8080 --access-key testid:testsecret")),
        environment_doc: page.say(
            "The client reads where to call and as whom from the environment, under the names that the vendor's SDKs use.",
            "客户端从环境变量读取接入点与凭证，变量名与厂商 SDK 一致。",
        ),
        environment: fence("sh", &environment(page)),
        call_doc: match &first {
            Some((service, operation)) => {
                let link = page.link(&markdown::text(&operation.name), Place::Operation(service, operation), None);
                page.say(format_args!("{link} needs no parameters and changes nothing."), format_args!("{link} 无需参数，也不产生任何改动。"))
            }
            None => Inline::default(),
        },
        call: first.map(|(_, operation)| fence("rust", &program(name, operation))),
        any_sdk: page.say(
            "Any SDK of the vendor works too: give it the mock's address as its endpoint. The page of each operation has code for it.",
            "厂商的任何 SDK 也可使用：将接入点指向模拟服务即可。各接口页面附有相应代码。",
        ),
        service_doc: page.say(
            "Take the endpoint away, say which region and domain, and give a real AccessKey. Nothing else changes.",
            "去掉接入点变量，给出地域、域名与真实的 AccessKey，其余不变。",
        ),
        hosts: hosts(page),
        variables: variables(page),
        next: main.map(|service| next(page, service)).unwrap_or_default(),
    }
}

/// What is easily called: it changes nothing and needs nothing.
pub fn first_call(service: &Service) -> Option<&Operation> {
    let is_easy = |operation: &&Operation| {
        operation.idempotency == Idempotency::ReadOnly && operation.input.fields.iter().all(|field| !field.required)
    };
    let mut easy = service.operations.iter().filter(is_easy);
    let first = easy.clone().next();
    easy.find(|operation| operation.pagination.is_some()).or(first)
}

fn environment(page: &Page<'_>) -> String {
    let region = if page.model.services.iter().any(|service| service.endpoints.iter().any(|endpoint| endpoint.host.contains("{region}"))) {
        "export ALIBABA_CLOUD_REGION_ID=cn-beijing\n"
    } else {
        ""
    };
    format!(
        "export ALIBABA_CLOUD_ENDPOINT=http://127.0.0.1:8080\n{region}export ALIBABA_CLOUD_ACCESS_KEY_ID=testid\nexport ALIBABA_CLOUD_ACCESS_KEY_SECRET=testsecret"
    )
}

fn program(name: &str, operation: &Operation) -> String {
    let krate = crate::names::field(name);
    let method = &operation.method_name;
    format!(
        "use {krate}_client::{{Client, Error}};\n\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() -> Result<(), Error> {{\n    \
         let client = Client::from_env()?;\n    let answer = client.{method}().send().await?;\n    println!(\"{{answer:#?}}\");\n    Ok(())\n}}"
    )
}

fn hosts(page: &Page<'_>) -> Option<Table> {
    let mut table = Table::new(page, &["service", "host", "protocols"]);
    for service in &page.model.services {
        let endpoint = service.endpoints.iter().find(|endpoint| endpoint.default).or(service.endpoints.first());
        let Some(endpoint) = endpoint else { continue };
        let name = page.link(&page.title(&service.title), Place::Gateways(service), None);
        table.push([name, code(&endpoint.host), markdown::text(&endpoint.protocols.join(page.language.pick(", ", "、")))]);
    }
    table.finish()
}

/// The variables that matter first; the client's own documentation has them all.
fn variables(page: &Page<'_>) -> Option<Table> {
    let mut table = Table::new(page, &["variable", "meaning"]);
    for (name, en, zh) in [
        ("ALIBABA_CLOUD_REGION_ID", "Region; the `{region}` of hosts.", "地域，即主机中的 `{region}`。"),
        (
            "ALIBABACLOUDSTACK_POPGW_DOMAIN",
            "Domain of the private cloud; the `{domain}` of hosts.",
            "专有云的域名，即主机中的 `{domain}`。",
        ),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "AccessKey ID.", "AccessKey ID。"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "AccessKey secret.", "AccessKey Secret。"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "Security token, with temporary credentials.", "使用临时凭证时的安全令牌。"),
        ("ALIBABACLOUDSTACK_DEPARTMENT", "Organisation that calls are about.", "调用所针对的组织。"),
        ("ALIBABACLOUDSTACK_RESOURCE_GROUP", "Resource set that calls are about.", "调用所针对的资源集。"),
        (
            "ALIBABA_CLOUD_CA_BUNDLE",
            "File of CA certificates to trust, for a private cloud with a CA of its own.",
            "专有云使用自有 CA 时，要信任的 CA 证书文件。",
        ),
    ] {
        table.push([code(name), page.say(en, zh)]);
    }
    table.finish()
}

/// Where to go from here.
fn next(page: &Page<'_>, service: &Service) -> Vec<Inline> {
    let mut lines = Vec::new();
    let pages = [
        (Place::Signing(service), page.say("How a request is signed, with an example to compare with", "请求如何签名，附可对照的示例")),
        (Place::Gateways(service), page.say("Which gateways there are, and what each asks for", "有哪些网关，各自的要求")),
        (Place::Errors(service), page.say("What can go wrong, and what to do", "可能的错误与处理")),
        (Place::Pagination(service), page.say("How to read a long list", "如何读取长列表")),
        (Place::Lifecycles(service), page.say("How states change, and what can be waited for", "状态如何变化，可等待什么")),
    ];
    let known: Vec<_> = Place::of_service(service).into_iter().map(Place::path).collect();
    for (place, title) in pages {
        if known.contains(&place.path()) {
            lines.push(page.link(&title, place, None));
        }
    }
    lines
}

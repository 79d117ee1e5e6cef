//! Every error that can come, and where it comes from: what is documented of the service, what a gateway answers before
//! the service sees the call, and what the mock answers where the source says nothing.

use std::collections::BTreeSet;

use serde::Serialize;

use super::markdown::{self, Inline, code};
use super::site::{Page, Place, ids};
use super::table::Table;
use crate::emit::prose;
use crate::model::resources::Resources;
use crate::model::{Operation, Service, ServiceError};

/// What the template of errors prints.
#[derive(Serialize)]
pub struct View {
    form: Vec<Inline>,
    service_doc: Inline,
    service: Option<Table>,
    state_doc: Inline,
    state: Option<Table>,
    gateway_doc: Inline,
    gateway: Option<Table>,
}

/// The errors of an operation.
#[derive(Serialize)]
pub struct OfOperation {
    doc: Inline,
    table: Option<Table>,
    common_title: Inline,
    common: Vec<Inline>,
}

/// An error of a gateway.
struct GatewayError {
    status: u16,
    code: &'static str,
    en: &'static str,
    zh: &'static str,
}

/// What can be wrong with a call before it is one of a service's operations. The mock's runtime answers these, whatever
/// the product; a test compares them with it.
const GATEWAY: &[GatewayError] = &[
    error(400, "MissingSignature", "There is no signature.", "请求没有签名。"),
    error(400, "IncompleteSignature", "The signature, or what stands beside it, is not well formed.", "签名或其相关内容格式不正确。"),
    error(400, "InvalidSignatureMethod", "No such signing scheme is known.", "未知的签名方式。"),
    error(
        403,
        "SignatureDoesNotMatch",
        "The signature is not that of the request. The message holds the string that the server signs; compare it with yours.",
        "签名与请求不符。错误信息中含服务端的待签名字符串，可与自己的比较。",
    ),
    error(400, "MissingSignatureNonce", "There is no nonce.", "缺少随机数。"),
    error(400, "SignatureNonceUsed", "The nonce was used before; take a new one for every call.", "随机数已使用过，每次调用须更换。"),
    error(400, "MissingDate", "A signature in a header needs the header Date or one like it.", "请求头签名缺少 Date 等时间请求头。"),
    error(400, "MissingTimestamp", "A signature among the parameters needs a timestamp.", "参数签名缺少时间戳。"),
    error(400, "InvalidTimeStamp.Format", "The date is not written as its scheme has it.", "时间的格式与签名方式不符。"),
    error(400, "InvalidTimeStamp.Expired", "The clocks of caller and server are too far apart.", "调用方与服务端的时钟相差过大。"),
    error(400, "ContentMD5NotMatched", "The body is not the one that was signed.", "请求体与签名时的不一致。"),
    error(404, "InvalidAccessKeyId.NotFound", "There is no such AccessKey.", "AccessKey 不存在。"),
    error(400, "MissingSecurityToken", "A temporary AccessKey works only with its token.", "临时 AccessKey 须与安全令牌一同使用。"),
    error(400, "InvalidSecurityToken.Expired", "The temporary credentials have expired; ask for new ones.", "临时凭证已过期，须重新获取。"),
    error(400, "InvalidSecurityToken.MismatchWithAccessKey", "The token belongs to another AccessKey.", "安全令牌与 AccessKey 不匹配。"),
    error(
        404,
        "InvalidApi.NotFound",
        "There is no operation of this method and path, or of this name.",
        "没有该方法与路径或该名称的接口。",
    ),
    error(400, "InvalidVersion", "The operation is not one of this version of the API.", "API 版本不正确。"),
    error(
        400,
        "InvalidParameter",
        "A parameter or a field is missing, of another type, or breaks a limit; the message names each.",
        "参数或字段缺失、类型不符或超出限制，错误信息会逐一列出。",
    ),
    error(400, "ContentLengthDoesNotMatch", "The body ends early.", "请求体不完整。"),
    error(400, "InvalidRequest", "What arrived is no HTTP/1.1 request.", "收到的内容不是 HTTP/1.1 请求。"),
    error(408, "RequestTimeout", "The head or the body did not arrive in time.", "请求头或请求体未在时限内到达。"),
    error(414, "RequestUriTooLong", "The request line is too long.", "请求行过长。"),
    error(431, "RequestHeaderFieldsTooLarge", "The headers are too many or too large.", "请求头过多或过大。"),
    error(413, "RequestEntityTooLarge", "The body is too long.", "请求体过大。"),
    error(500, "InternalError", "Something went wrong inside; try again later.", "内部错误，可稍后重试。"),
];

const fn error(status: u16, code: &'static str, en: &'static str, zh: &'static str) -> GatewayError {
    GatewayError { status, code, en, zh }
}

/// Every error of a service.
pub fn view(page: &Page<'_>, service: &Service) -> View {
    let mut documented = Table::new(page, &["status", "code", "message", "meaning", "operations"]);
    for (index, error) in service.errors.iter().enumerate() {
        let id = ids::thing("error", &error.code);
        let operations: Vec<Inline> = service
            .operations
            .iter()
            .filter(|operation| operation.errors.contains(&index))
            .map(|operation| page.link(&markdown::text(&operation.name), Place::Operation(service, operation), Some("at.errors")))
            .collect();
        documented.push([
            status(error.status),
            Inline::trusted(format!("{}{}", markdown::anchor(&id), code(&error.code))),
            markdown::text(&error.message),
            page.prose(&error.doc),
            markdown::join(&operations, page.language.pick(", ", "、")),
        ]);
    }
    let mut state = Table::new(page, &["status", "code", "message", "meaning"]);
    for refused in service.resources.iter().flat_map(Resources::refused) {
        let anchor = markdown::anchor(&ids::thing("refusal", &refused.id()));
        state.push([
            status(refused.refusal.status),
            Inline::trusted(format!("{anchor}{}", code(&refused.refusal.code))),
            markdown::text(&refused.refusal.message),
            page.prose(&prose::refused(&refused)),
        ]);
    }
    let mut gateway = Table::new(page, &["status", "code", "meaning"]);
    for error in GATEWAY {
        let anchor = markdown::anchor(&ids::thing("gateway-error", error.code));
        gateway.push([status(error.status), Inline::trusted(format!("{anchor}{}", code(error.code))), page.say(error.en, error.zh)]);
    }
    View {
        form: form(page),
        service_doc: match service.errors.is_empty() {
            true => page.say("The guide lists no error codes of this service.", "手册未列出该服务的错误码。"),
            false => page.say("The guide lists these error codes.", "手册列出以下错误码。"),
        },
        service: documented.finish(),
        state_doc: page.say(
            "**Assumed.** The guide does not say what is answered when something is not there, or not in a state for what is asked. \
             The mock answers this; expect the status rather than the code of the live service.",
            "**假定。** 手册未说明对象不存在或状态不允许时的响应。模拟服务的响应如下；对于线上服务，可依赖的是状态码而非错误码。",
        ),
        state: state.finish(),
        gateway_doc: page.say(
            "**Assumed.** Whatever the operation, a call may fail before the service sees it. The codes are those that the vendor's \
             gateways are known by, as the mock answers them; the guide lists none.",
            "**假定。** 任何调用都可能在到达服务之前失败。以下为模拟服务所用的、厂商网关常见的错误码；手册未列出。",
        ),
        gateway: gateway.finish(),
    }
}

fn form(page: &Page<'_>) -> Vec<Inline> {
    vec![
        page.say(
            "An error has a status of 4xx or 5xx and an object with `Code`, `Message` and `RequestId`; services also spell these keys in \
             other cases, and a gateway or proxy may answer with anything at all.",
            "出错时状态码为 4xx 或 5xx，响应体为含 `Code`、`Message` 与 `RequestId` 的对象；这些键的大小写不尽一致，网关或代理也可能返回任意内容。",
        ),
        page.say(
            "Branch on the status and the code, never on the message. Keep the request id: support asks for it.",
            "判断时依据状态码与错误码，不要依据错误信息；请保留 RequestId，以便联系技术支持。",
        ),
    ]
}

fn status(status: u16) -> Inline {
    code(&status.to_string())
}

/// The errors of an operation.
pub fn of_operation(page: &Page<'_>, service: &Service, operation: &Operation) -> OfOperation {
    let mut table = Table::new(page, &["status", "code", "meaning", "source"]);
    for error in operation.errors.iter().map(|index| &service.errors[*index]) {
        table.push(documented(page, service, error));
    }
    for refused in service.resources.iter().flat_map(|resources| resources.refused_by(service, operation)) {
        let link = page.link(&code(&refused.refusal.code), Place::Errors(service), Some(&ids::thing("refusal", &refused.id())));
        table.push([status(refused.refusal.status), link, page.prose(&prose::refused(&refused)), page.say("assumed", "假定")]);
    }
    let form = page.link(&page.say("errors", "错误"), Place::Errors(service), None);
    OfOperation {
        doc: match operation.errors.is_empty() {
            true => page.say(
                format_args!("The guide lists no error codes for this operation. See {form} for what an error looks like."),
                format_args!("手册未列出该接口的错误码。错误响应的格式参见{form}。"),
            ),
            false => page.say(format_args!("See {form} for what an error looks like."), format_args!("错误响应的格式参见{form}。")),
        },
        table: table.finish(),
        common_title: page.say(
            format_args!("{} errors that any call may be answered with (assumed)", GATEWAY.len()),
            format_args!("任何调用都可能返回的 {} 个错误（假定）", GATEWAY.len()),
        ),
        common: common(page, service),
    }
}

/// The codes that any call may be answered with, a line a status.
fn common(page: &Page<'_>, service: &Service) -> Vec<Inline> {
    let statuses: BTreeSet<u16> = GATEWAY.iter().map(|error| error.status).collect();
    let lines = statuses.into_iter().map(|of| {
        let codes = GATEWAY.iter().filter(|error| error.status == of);
        let links: Vec<Inline> = codes
            .map(|error| page.link(&code(error.code), Place::Errors(service), Some(&ids::thing("gateway-error", error.code))))
            .collect();
        let (status, links) = (status(of), markdown::join(&links, page.language.pick(", ", "、")));
        page.say(format_args!("{status}: {links}"), format_args!("{status}：{links}"))
    });
    lines.collect()
}

fn documented(page: &Page<'_>, service: &Service, error: &ServiceError) -> [Inline; 4] {
    let message = markdown::text(&error.message);
    let doc = page.prose(&error.doc);
    [
        status(error.status),
        page.link(&code(&error.code), Place::Errors(service), Some(&ids::thing("error", &error.code))),
        page.say(format_args!("{doc} “{message}”"), format_args!("{doc}“{message}”")),
        super::fields::sources(page, &error.evidence),
    ]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// What a call passes through on its way.
    const ON_THE_WAY: [&str; 5] = ["listener.rs", "server.rs", "exchange.rs", "routing.rs", "authentication.rs"];

    /// What comes only where somebody told the mock to fail.
    const ON_PURPOSE: &str = "InjectedFault";

    /// Every code in quotation marks behind a status, in the sources of the mock's runtime.
    fn answered(folder: &Path, codes: &mut BTreeSet<(u16, String)>) {
        for name in ON_THE_WAY {
            if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<String>();
                for part in code.split("Refusal::new(").skip(1) {
                    let mut parts = part.splitn(3, ',').map(str::trim);
                    let (Some(Ok(status)), Some(code)) = (parts.next().map(str::parse), parts.next()) else { continue };
                    if let Some(code) = code.strip_prefix('"').and_then(|code| code.strip_suffix('"')) {
                        codes.insert((status, code.to_owned()));
                    }
                }
            }
        }
    }

    #[test]
    fn the_errors_of_gateways_are_those_of_the_mock() {
        let mut codes = BTreeSet::new();
        answered(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/mock/src"), &mut codes);
        let told: BTreeSet<(u16, String)> = GATEWAY.iter().map(|error| (error.status, error.code.to_owned())).collect();
        let untold: Vec<_> = codes.difference(&told).filter(|(_, code)| code != ON_PURPOSE).collect();
        assert!(untold.is_empty(), "the mock answers these too; say in `GATEWAY` what they mean: {untold:?}");
        let dated = |code: &str| code == "MissingDate" || code == "MissingTimestamp";
        let unknown: Vec<_> = told.difference(&codes).filter(|(_, code)| !dated(code)).collect();
        assert!(unknown.is_empty(), "the mock never answers these: {unknown:?}");
    }
}

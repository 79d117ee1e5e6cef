//! The reference's own words: headings, columns and sentences in both languages.

use std::collections::BTreeMap;

use super::markdown::Inline;
use super::site::Page;
use crate::emit::prose::Language;
use crate::model::Idempotency;

/// Headings and labels by the name that templates and tables call them.
const LABELS: &[(&str, &str, &str)] = &[
    ("about", "About the service", "服务说明"),
    ("also", "Also in this group", "同组接口"),
    ("body", "Body", "请求体"),
    ("code", "Code", "错误码"),
    ("colon", ": ", "："),
    ("common_fields", "Fields of every response", "公共响应字段"),
    ("decision", "Decision", "处理"),
    ("default", "Default", "默认值"),
    ("description", "Description", "说明"),
    ("endpoint", "Endpoint", "接入点"),
    ("endpoints", "Endpoints", "接入点"),
    ("enums", "Enums", "枚举"),
    ("errata", "Errata", "勘误"),
    ("errors", "Errors", "错误"),
    ("code", "Code", "代码"),
    ("example", "Example", "示例"),
    ("fields", "Fields", "字段"),
    ("field_index", "Index of fields", "字段索引"),
    ("form", "Parameters", "参数"),
    ("formats", "Formats", "格式"),
    ("gateway", "Gateway", "网关"),
    ("gateway_list", "Gateways", "网关"),
    ("gateways", "Gateways and common headers", "网关与公共请求头"),
    ("group", "Group", "分组"),
    ("header", "Headers", "请求头"),
    ("headers", "Common headers", "公共请求头"),
    ("host", "Host", "主机"),
    ("how_to_read", "How to read this reference", "阅读说明"),
    ("items", "Items", "条目"),
    ("list_fields", "Fields of the items of lists", "列表项的公共字段"),
    ("meaning", "Meaning", "含义"),
    ("message", "Message", "错误信息"),
    ("name", "Name", "名称"),
    ("next", "Next page", "下一页"),
    ("operation", "Operation", "接口"),
    ("operations", "Operations", "接口"),
    ("page", "Page", "页码"),
    ("pagination", "Pagination", "分页"),
    ("parameters", "Common parameters", "公共参数"),
    ("path", "Path parameters", "路径参数"),
    ("printed", "Printed", "原文"),
    ("protocols", "Protocols", "协议"),
    ("query", "Query parameters", "查询参数"),
    ("reason", "Reason", "理由"),
    ("reference", "Reference", "API 参考"),
    ("request", "Request", "请求"),
    ("required", "Required", "必填"),
    ("response", "Response", "响应"),
    ("responses", "Responses and errors", "响应与错误"),
    ("rules", "Rules", "约束"),
    ("signing", "Signing", "签名"),
    ("size", "Size", "每页条数"),
    ("status", "Status", "状态码"),
    ("structs", "Structs", "结构体"),
    ("summary", "Summary", "说明"),
    ("total", "Total", "总数"),
    ("type", "Type", "类型"),
    ("types", "Types", "类型"),
    ("used_by", "Used by", "使用处"),
    ("value", "Value", "取值"),
    ("where", "Where", "位置"),
];

/// Every label in a language.
pub fn labels(language: Language) -> BTreeMap<&'static str, &'static str> {
    LABELS.iter().map(|(name, en, zh)| (*name, language.pick(en, zh))).collect()
}

/// A label.
pub fn label(language: Language, name: &str) -> &'static str {
    let found = LABELS.iter().find(|(known, _, _)| *known == name);
    found.map_or("", |(_, en, zh)| language.pick(en, zh))
}

/// Whether a request may be repeated.
pub fn idempotency(page: &Page<'_>, idempotency: Idempotency) -> Inline {
    match idempotency {
        Idempotency::ReadOnly => {
            page.say("Read-only: it changes nothing, and can be repeated at will.", "只读：不产生任何改动，可随意重复调用。")
        }
        Idempotency::Idempotent => page.say(
            "Idempotent: twice has the effect of once, so that it can be repeated when no response arrives.",
            "幂等：重复调用与调用一次效果相同，未收到响应时可以重试。",
        ),
        Idempotency::NotIdempotent => page.say(
            "Not idempotent: a second request may act a second time. When no response arrives, look before repeating it.",
            "非幂等：重复调用可能再次生效；未收到响应时，应先查询结果再决定是否重试。",
        ),
    }
}

/// How to read the reference: for its front page.
pub fn how_to_read(page: &Page<'_>) -> Vec<Inline> {
    let say = |en: &str, zh: &str| page.say(en, zh);
    vec![
        say(
            "**Where facts come from.** Each page names the section of the guide that it describes. A field is in a table of that section \
             unless its description says otherwise: an *example* shows it, running text (*prose*) mentions it, or the vendor's published \
             *SDK* sends or reads it.",
            "**依据。** 每页注明所述内容在手册中的章节。字段均见于该章节的表格，另有说明的除外：仅见于“示例”、“正文”，或由官方发布的 SDK 发送、读取。",
        ),
        say(
            "**Errata.** Where the guide contradicts itself or the live service, the reference says what is right as far as that can be \
             told, and links to an erratum: what is printed, what was decided, and why. *Printed* tells what the row of a field says instead.",
            "**勘误。** 手册前后矛盾或与线上服务不符之处，本参考以可判断的事实为准，并链接到勘误条目，列出原文、处理与理由。字段说明中的“手册原文”为表格所印内容。",
        ),
        say(
            "**Types.** `integer` has 32 bits, `long` 64, `number` may have a fraction. `timestamp` and `duration` are texts; `secret` is a \
             text that must not be logged; `any` is any JSON value. `list<T>` is a JSON array, `map<T>` a JSON object with keys of the \
             caller's or the service's choice, `json<T>` a text that holds JSON.",
            "**类型。** `integer` 为 32 位整数，`long` 为 64 位整数，`number` 可带小数。`timestamp` 与 `duration` 为文本，`secret` 为不得写入日志的文本，\
             `any` 为任意 JSON 值。`list<T>` 为 JSON 数组，`map<T>` 为键不固定的 JSON 对象，`json<T>` 为内容是 JSON 的文本。",
        ),
        say(
            "**Required.** A request without a required field is refused. Responses may leave any field out, have fields that are not \
             described here, and values of enums that are not listed.",
            "**必填。** 缺少必填字段的请求会被拒绝。响应可能缺少任何字段，也可能含有此处未描述的字段或未列出的枚举取值。",
        ),
        say("**Default** is what the service assumes when a field is left out.", "**默认值**为不给出该字段时服务采用的值。"),
        say(
            "**Examples** are those of the guide, put together field by field; asterisks stand for what it masks.",
            "**示例**由手册中各字段的示例值组合而成，星号为手册隐去的部分。",
        ),
        say(
            "**Placeholders.** For some lists and maps the guide prints a key that is not on the wire. Pages name it, because examples \
             elsewhere show it, and mocks can be asked to send it.",
            "**占位名。** 手册在部分列表和映射的外层印有实际不发送的键。因其他资料的示例可能出现该键，页面会注明。",
        ),
    ]
}

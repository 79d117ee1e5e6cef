//! Changes as the newest entry of a service's `changes.yaml`, which the reference prints.
//!
//! It is a first draft of one: what callers of the service meet, in the words of the rules, in both languages. Whoever releases
//! reads it, and says it better where they can.

use super::change::{Change, Changes, Subject};
use super::rule::{Audience, Level};
use super::rules;

/// The entries of all services, a comment with its file before each.
pub fn entries(changes: &Changes) -> String {
    let version = changes.new_version.max(changes.next_version());
    let mut services: Vec<&str> = changes.all.iter().filter_map(|change| change.service.as_deref()).collect();
    services.sort_unstable();
    services.dedup();
    let mut text = String::new();
    for service in services {
        let of_service = |change: &&Change| change.service.as_deref() == Some(service);
        let is_whole = |id: &str| changes.all.iter().filter(of_service).any(|change| change.rule.id == id);
        let told: Vec<&Change> = changes.all.iter().filter(of_service).filter(|change| is_told(change)).collect();
        // The file of a service that is gone is gone as well, and the first version of one has no changes.
        let is_new = is_whole(rules::service::SERVICE_ADDED.id);
        if is_whole(rules::service::SERVICE_REMOVED.id) || (told.is_empty() && !is_new) {
            continue;
        }
        text.push_str(&format!("# {service}/changes.yaml\n- version: {version}\n"));
        if !is_new {
            text.push_str("  changes:\n");
            told.into_iter().for_each(|change| text.push_str(&item(change)));
        }
    }
    if text.is_empty() { "# Nothing that callers meet.\n".to_owned() } else { text }
}

/// Whether callers meet it. What should not be used any more works as before, and has to be told all the same.
fn is_told(change: &Change) -> bool {
    kind(change) == "deprecated" || change.level(Audience::Callers).is_some_and(|level| level < Level::Documentation)
}

fn item(change: &Change) -> String {
    let at = subject(change);
    let breaking = match change.level(Audience::Callers) {
        Some(Level::Breaking) => "      breaking: true\n",
        _ => "",
    };
    // JSON's texts are YAML's.
    let text = |text: String| serde_json::Value::String(text).to_string();
    let kind = kind(change);
    let (en, zh) = (text(english(change, kind, &at)), text(chinese(change)));
    format!("    - at: {}\n      kind: {kind}\n{breaking}      what:\n        en: {en}\n        zh: {zh}\n", text(at))
}

/// The places of a field in an operation.
const PLACES: [&str; 5] = ["path", "query", "header", "body", "response"];

/// What it is about, as `changes.yaml` says that: an operation, a type, a field or a value of one, or the service.
fn subject(change: &Change) -> String {
    match (&change.subject, change.about.split_once('/')) {
        (Subject::Operation(_) | Subject::Type(_), Some((_, about))) => {
            // A limit is one of its field, and where a field of an operation goes is not a part of its name there.
            let about = about.split_once('#').map_or(about, |(field, _)| field);
            let mut parts: Vec<&str> = about.split('.').collect();
            if matches!(change.subject, Subject::Operation(_)) && parts.get(1).is_some_and(|part| PLACES.contains(part)) {
                parts.remove(1);
            }
            parts.join(".")
        }
        _ => "service".to_owned(),
    }
}

/// What it is to the subject as a whole; what comes to it or leaves it changes it.
fn kind(change: &Change) -> &'static str {
    let is_of = |rules: &[&super::rule::Rule]| rules.iter().any(|rule| rule.id == change.rule.id);
    if is_of(&[
        &rules::operation::OPERATION_ADDED,
        &rules::types::TYPE_ADDED,
        &rules::types::ENUM_VALUE_ADDED,
        &rules::field::FIELD_ADDED,
        &rules::field::REQUIRED_FIELD_ADDED,
    ]) {
        "added"
    } else if is_of(&[
        &rules::operation::OPERATION_REMOVED,
        &rules::types::TYPE_REMOVED,
        &rules::types::ENUM_VALUE_REMOVED,
        &rules::field::FIELD_REMOVED,
    ]) {
        "removed"
    } else if is_of(&[&rules::field::FIELD_DEPRECATED]) {
        "deprecated"
    } else {
        "changed"
    }
}

/// The message, without what the entry names already.
fn english(change: &Change, kind: &str, at: &str) -> String {
    let message = match kind {
        "added" | "removed" => change.rule.title,
        _ => {
            let name = change.about.split_once('/').map_or(at, |(_, name)| name);
            let without = |name: &str| change.message.strip_prefix(&format!("`{name}` "));
            without(name).or_else(|| without(at)).unwrap_or(&change.message)
        }
    };
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = message.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

/// The rule in Chinese, with what it was and what it is.
fn chinese(change: &Change) -> String {
    let phrase = phrase(change.rule.id).unwrap_or(change.rule.id);
    let code = |value: &str| if value.contains('`') { value.to_owned() } else { format!("`{value}`") };
    match (&change.was, &change.is) {
        (Some(was), Some(is)) => format!("{phrase}：由 {} 改为 {}。", code(was), code(is)),
        (None, Some(is)) => format!("{phrase}：{}。", code(is)),
        (Some(was), None) => format!("{phrase}：原为 {}。", code(was)),
        (None, None) => format!("{phrase}。"),
    }
}

/// A rule in Chinese: every one that callers can meet.
fn phrase(id: &str) -> Option<&'static str> {
    PHRASES.iter().find(|(rule, _)| *rule == id).map(|(_, phrase)| *phrase)
}

const PHRASES: &[(&str, &str)] = &[
    ("body-shape-changed", "请求体结构变更"),
    ("clock-skew-changed", "允许的时钟偏差变更"),
    ("combination-allowed", "放宽了参数组合的限制"),
    ("combination-refused", "新增参数组合的限制"),
    ("common-field-added", "新增公共字段"),
    ("common-field-changed", "公共字段变更"),
    ("common-field-removed", "移除公共字段"),
    ("common-field-required", "公共字段改为必填"),
    ("convenience-added", "返回结果包含凭证或 kubeconfig"),
    ("convenience-changed", "凭证或 kubeconfig 的读取位置变更"),
    ("convenience-removed", "返回结果不再包含凭证或 kubeconfig"),
    ("default-added", "给出默认值"),
    ("default-changed", "默认值变更"),
    ("default-endpoint-changed", "默认接入点变更"),
    ("default-media-type-changed", "默认响应格式变更"),
    ("default-removed", "不再给出默认值"),
    ("default-signing-changed", "默认签名方式变更"),
    ("effect-changed", "生效条件变更"),
    ("endpoint-added", "新增接入点"),
    ("endpoint-changed", "接入点变更"),
    ("endpoint-removed", "移除接入点"),
    ("enum-value-added", "新增取值"),
    ("enum-value-removed", "移除取值"),
    ("enum-value-renamed", "取值改名"),
    ("error-added", "新增错误码"),
    ("error-message-changed", "错误信息变更"),
    ("error-removed", "移除错误码"),
    ("error-status-changed", "错误的状态码变更"),
    ("field-added", "新增字段"),
    ("field-deprecated", "不建议继续使用"),
    ("field-moved", "参数位置变更"),
    ("field-optional", "改为选填"),
    ("field-removed", "移除字段"),
    ("field-renamed", "字段改名"),
    ("field-required", "改为必填"),
    ("field-undeprecated", "恢复使用"),
    ("gateway-added", "新增网关"),
    ("gateway-changed", "网关变更"),
    ("gateway-removed", "移除网关"),
    ("idempotency-strengthened", "可更安全地重试"),
    ("idempotency-weakened", "重试的安全性降低"),
    ("limit-changed", "取值限制变更"),
    ("limit-narrowed", "取值限制收紧"),
    ("limit-widened", "取值限制放宽"),
    ("list-style-changed", "列表的书写方式变更"),
    ("media-type-added", "新增响应格式"),
    ("media-type-removed", "移除响应格式"),
    ("method-added", "新增请求方法"),
    ("method-removed", "移除请求方法"),
    ("operation-added", "新增接口"),
    ("operation-error-added", "该接口新增错误码"),
    ("operation-error-removed", "该接口移除错误码"),
    ("operation-removed", "移除接口"),
    ("operation-renamed", "接口改名"),
    ("pagination-changed", "分页方式变更"),
    ("path-changed", "请求路径变更"),
    ("required-field-added", "新增必填字段"),
    ("response-appeared", "新增返回内容"),
    ("response-shape-changed", "返回内容结构变更"),
    ("secret-exposed", "不再作为敏感信息处理"),
    ("secret-hidden", "作为敏感信息处理"),
    ("service-added", "新增服务"),
    ("service-address-changed", "产品代码、版本或风格变更"),
    ("service-removed", "移除服务"),
    ("signing-added", "新增签名方式"),
    ("signing-removed", "移除签名方式"),
    ("status-changed", "成功时的状态码变更"),
    ("text-format-changed", "文本格式变更"),
    ("type-added", "新增类型"),
    ("type-changed", "值的格式变更"),
    ("type-narrowed", "类型范围收窄"),
    ("type-removed", "移除类型"),
    ("type-replaced", "类型变更"),
    ("type-shape-changed", "类型结构变更"),
    ("type-widened", "类型范围放宽"),
    ("unit-changed", "单位变更"),
    ("unit-told", "单位说明变更"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_callers_meet_is_said_in_chinese() {
        let meets = |rule: &&super::super::rule::Rule| {
            let levels = rule.sides.iter().filter_map(|(_, impact)| impact[Audience::Callers as usize]);
            levels.min().is_some_and(|level| level < Level::Documentation)
        };
        let missing: Vec<&str> = rules::all().filter(meets).map(|rule| rule.id).filter(|id| phrase(id).is_none()).collect();
        assert_eq!(missing, [""; 0]);
        let strangers: Vec<&str> = PHRASES.iter().map(|(id, _)| *id).filter(|id| super::super::rule(id).is_none()).collect();
        assert_eq!(strangers, [""; 0]);
    }
}

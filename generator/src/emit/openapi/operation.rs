//! Paths and the operations at them.

use std::collections::HashMap;

use super::object::{Object, reference};
use super::{parameter, request, response};
use crate::model::{Idempotency, Operation, Pagination, Service, Text};
use crate::names;

/// Every operation, at its path and with each of its methods.
pub fn paths(service: &Service) -> Object {
    let headers: Vec<_> = parameter::given_by_callers(service).map(|header| reference("parameters", &header.wire)).collect();
    let mut items: Vec<(String, Object)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut shares: HashMap<(&str, &str), usize> = HashMap::new();
    for operation in &service.operations {
        operation.methods.iter().for_each(|method| *shares.entry((&operation.path, method)).or_default() += 1);
    }
    for operation in &service.operations {
        for method in &operation.methods {
            let key = path_key(operation, shares[&(operation.path.as_str(), method.as_str())]);
            let described = describe(service, operation, method);
            let index = *known.entry(key.clone()).or_insert_with(|| {
                items.push((key, Object::new().with_list("parameters", headers.iter().cloned())));
                items.len() - 1
            });
            items[index].1.set(method.to_lowercase(), described);
        }
    }
    items.into_iter().collect()
}

/// The path. Operations of a service of parameters may share path and method, which a document has room for only
/// once: each of them gets a fragment, which is part of the document and of no request.
fn path_key(operation: &Operation, sharing: usize) -> String {
    match sharing {
        0 | 1 => operation.path.clone(),
        _ => format!("{}#Action={}", operation.path, operation.name),
    }
}

fn describe(service: &Service, operation: &Operation, method: &str) -> Object {
    let is_first = operation.methods.first().is_some_and(|first| first == method);
    let id = match is_first {
        true => operation.name.clone(),
        false => format!("{}{}", operation.name, names::type_name(&method.to_lowercase())),
    };
    let doc = operation.doc.clone().unwrap_or_else(|| sentence(&operation.summary));
    Object::new()
        .with_list("tags", [service.groups[operation.group].name.as_str()])
        .with_text("summary", &operation.summary)
        .with_text("description", &doc)
        .with("operationId", id)
        .with_list("parameters", request::parameters(service, operation, method))
        .with_some("requestBody", request::body(service, operation, method))
        .with("responses", response::responses(service, operation))
        .with("x-section", operation.section.as_str())
        .with_some("x-alternative-to", (!is_first).then_some(operation.name.as_str()))
        .with("x-idempotency", idempotency(operation.idempotency))
        .with_some("x-pagination", operation.pagination.as_ref().map(pagination))
        .with_some("x-issues-credentials", credentials(operation))
        .with_some("x-kubeconfig", operation.kubeconfig.as_ref().map(|(path, _)| path.as_str()))
        .with_list("x-rules", request::other_rules(service, operation))
        .with_list("x-errors", operation.errors.iter().map(|index| response::error(&service.errors[*index])))
        .with_errata(service, &operation.errata)
}

/// A summary, which has no full stop, as a sentence.
fn sentence(summary: &Text) -> Text {
    Text { en: format!("{}.", summary.en), zh: format!("{}。", summary.zh) }
}

fn idempotency(idempotency: Idempotency) -> &'static str {
    match idempotency {
        Idempotency::ReadOnly => "read_only",
        Idempotency::Idempotent => "idempotent",
        Idempotency::NotIdempotent => "not_idempotent",
    }
}

fn pagination(pagination: &Pagination) -> Object {
    Object::new()
        .with("page", pagination.page.as_str())
        .with("size", pagination.size.as_str())
        .with("items", pagination.items.as_str())
        .with_some("total", pagination.total.as_deref())
        .with_some("next", pagination.next.as_deref())
}

fn credentials(operation: &Operation) -> Option<Object> {
    let paths = operation.credentials.as_ref()?;
    let object = Object::new()
        .with("access_key_id", paths.access_key_id.as_str())
        .with("access_key_secret", paths.access_key_secret.as_str())
        .with("security_token", paths.security_token.as_str())
        .with("expires", paths.expires.as_str())
        .with_some("duration", paths.duration.as_deref())
        .with_some("role", paths.role.as_deref())
        .with_some("session_name", paths.session_name.as_deref())
        .with_some("policy", paths.policy.as_deref());
    Some(object)
}

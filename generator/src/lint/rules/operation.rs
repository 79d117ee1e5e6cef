//! Operations and what they share.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::ids;
use crate::lint::finding::Findings;
use crate::lint::layout;
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Call, Service, Spec};
use crate::lint::words;
use crate::model::{Body, Content, Field, Idempotency, Kind, Operation, ServiceStyle};
use crate::source::Span;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "list-without-pagination",
        title: "a list has the parameters of pages and no `pagination`",
        text: "Other operations of the service go through pages by parameters of these names, or they are named as such parameters \
               are. With `pagination` the client offers an iterator over all items, and the mock splits its answers; without it, \
               callers do that by hand.",
        wrong: "query: { page_number: …, page_size: … }\nresponse: { fields: { nodes: { type: list<Node>, … } } }",
        right: "query: { page_number: …, page_size: … }\nresponse: { fields: { nodes: { type: list<Node>, … }, total: … } }\n\
                pagination: { page: page_number, size: page_size, items: nodes, total: total }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(without_pagination),
    },
    Rule {
        id: "unusual-idempotency",
        title: "the idempotency of an operation is not that of its method, and nothing says why",
        text: "GET and HEAD change nothing, PUT and DELETE are idempotent, POST and PATCH are not: so says HTTP, and so do most \
               services. The client repeats requests on the strength of this, so that an exception needs a reason: a comment at \
               the key.",
        wrong: "http: POST /clusters/{ClusterId}/tags\nidempotency: idempotent",
        right: "http: POST /clusters/{ClusterId}/tags\nidempotency: idempotent # the tags given replace all others",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Calls(idempotency),
    },
    Rule {
        id: "unexpected-body",
        title: "a request whose method has no body has one",
        text: "Proxies drop the body of GET, HEAD and DELETE, and many clients cannot send one. Make sure that the service reads \
               it, and suppress this with the reason.",
        wrong: "http: GET /orders\nbody: { fields: { state: … } }",
        right: "http: GET /orders\nquery: { state: … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Calls(unexpected_body),
    },
    Rule {
        id: "undescribed-root",
        title: "nothing says what the root of an answer means",
        text: "A list, a map or a text at the root has no field whose description would tell.",
        wrong: "response: { type: list<Node> }",
        right: "response:\n  type: list<Node>\n  doc: { en: The nodes of the cluster., zh: 集群的节点。 }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Calls(undescribed_root),
    },
    Rule {
        id: "empty-group",
        title: "a group has no operations",
        text: "The reference has a chapter and the client a module for it, both empty.",
        wrong: "groups: { orders: { … }, returns: { … } }      # and no operations/returns.yaml",
        right: "groups: { orders: { … } }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(empty_groups),
    },
    Rule {
        id: "unused-header",
        title: "a common header is asked for by no gateway",
        text: "Where a service has gateways, each names the headers that it asks for. One that none of them names is never sent.",
        wrong: "headers: { x-tenant: { … } }\ngateways: [{ name: public, headers: [], … }]",
        right: "headers: { x-tenant: { … } }\ngateways: [{ name: public, headers: [x-tenant], … }]",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(unused_headers),
    },
    Rule {
        id: "unused-error",
        title: "an error is answered by none of the operations, all of which name theirs",
        text: "An error that no operation names is one that any of them may answer with. Where every operation names its own, it \
               was more likely forgotten, or is left over from one that is gone.",
        wrong: "errors: [{ code: NotFound, … }, { code: Gone, … }]     # operations: [NotFound], [NotFound]",
        right: "errors: [{ code: NotFound, … }]",
        severity: Severity::Note,
        fixable: false,
        check: Check::Services(unused_errors),
    },
];

fn without_pagination(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let operations = &service.service.operations;
    // A few pairs of names, however many operations have them.
    let mut paginated: BTreeMap<(&str, &str), &Operation> = BTreeMap::new();
    for operation in operations {
        if let Some(pagination) = &operation.pagination {
            paginated.entry((&pagination.page, &pagination.size)).or_insert(operation);
        }
    }
    for operation in operations.iter().filter(|operation| operation.pagination.is_none() && answers_list(operation)) {
        let input = |name: &str| operation.input.fields.iter().find(|field| field.wire == name);
        let known = paginated.iter().find_map(|((page, size), sibling)| Some((input(page).zip(input(size))?.0, Some(*sibling))));
        if let Some((page, sibling)) = known.or_else(|| Some((page_parameter(operation)?, None))) {
            let message = format!("`{}` has the parameters of pages and no `pagination`", operation.name);
            let finding = findings.add(&format!("{}/{}", service.subject, operation.name), message).at(operation.at, "this operation");
            finding.at(page.at, "the page");
            if let Some(sibling) = sibling {
                finding.at(sibling.at, "this one has a `pagination`");
            }
            finding.help("add `pagination: { page: …, size: …, items: …, total: … }`, or with `next: …`");
        }
    }
}

/// What tells which page is wanted, and what tells how much is on it, wherever there are pages.
const PAGES: [&str; 7] = ["page", "page_number", "page_num", "page_no", "page_index", "next_token", "marker"];
const SIZES: [&str; 6] = ["page_size", "per_page", "size", "limit", "max_results", "max_items"];

/// The parameter that is named like one of pages, beside one that is named like their size.
fn page_parameter(operation: &Operation) -> Option<&Field> {
    let named =
        |names: &[&str]| operation.input.fields.iter().find(|field| names.contains(&words::of_name(&field.wire).join("_").as_str()));
    named(&PAGES).filter(|_| named(&SIZES).is_some())
}

fn answers_list(operation: &Operation) -> bool {
    match &operation.response.content {
        Content::Fields(shape) => shape.fields.iter().any(|field| matches!(field.kind, Kind::List(_))),
        Content::Value(kind) => matches!(kind, Kind::List(_)),
        Content::Empty => false,
    }
}

fn idempotency(spec: &Spec<'_>, call: &Call<'_>, findings: &mut Findings) {
    // Requests of a service of parameters are all alike.
    if call.service.style == ServiceStyle::Rpc {
        return;
    }
    let Some(method) = call.operation.methods.first() else { return };
    let (usual, word) = match method.as_str() {
        "GET" | "HEAD" => (Idempotency::ReadOnly, "read_only"),
        "PUT" | "DELETE" => (Idempotency::Idempotent, "idempotent"),
        _ => (Idempotency::NotIdempotent, "not_idempotent"),
    };
    let at = call.written.idempotency.span;
    if call.operation.idempotency != usual && !has_comment(spec, at) {
        let message = format!("`{}` is `{}`, although a {method} is usually `{word}`", call.operation.name, call.written.idempotency.value);
        findings.add(&call.subject, message).at(at, "unusual").help("say why in a comment on this line, or above it");
    }
}

/// Whether a comment stands behind a value, or on the line above it.
fn has_comment(spec: &Spec<'_>, at: Span) -> bool {
    let text = &spec.sources[at.file.0].text;
    let line = layout::line_start(text, at.start);
    let behind = &text[at.end..layout::line_end(text, at.end)];
    let above = line.checked_sub(1).map(|end| &text[layout::line_start(text, end)..end]);
    behind.trim_start().starts_with('#') || above.is_some_and(|above| above.trim_start().starts_with('#'))
}

fn unexpected_body(_: &Spec<'_>, call: &Call<'_>, findings: &mut Findings) {
    let bodiless = call.operation.methods.iter().find(|method| matches!(method.as_str(), "GET" | "HEAD" | "DELETE"));
    if let (Some(method), false) = (bodiless, matches!(call.operation.body, Body::None)) {
        let message = format!("a {method} has no body as a rule; `{}` has one", call.operation.name);
        findings.add(&call.subject, message).at(call.operation.path_at, format!("a {method}"));
    }
}

fn undescribed_root(_: &Spec<'_>, call: &Call<'_>, findings: &mut Findings) {
    let Content::Value(kind) = &call.operation.response.content else { return };
    // A named type is described where it is defined.
    if call.operation.response.doc.is_none() && !matches!(kind, Kind::Named(_)) {
        let message = format!("nothing says what the answer of `{}` is", call.operation.name);
        let at = call.written.response.as_ref().and_then(|response| response.r#type.as_ref()).map_or(call.operation.at, |kind| kind.span);
        findings.add(&call.subject, message).at(at, "this root").help("add `doc: { en: …, zh: … }` to the response");
    }
}

fn empty_groups(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    for (index, (name, _)) in service.written.service.groups.0.iter().enumerate() {
        if service.service.operations_of(index).next().is_none() {
            let finding =
                findings.add(&format!("{}/group.{}", service.subject, name.value), format!("the group `{}` has no operations", name.value));
            finding.at(name.span, "this group").help(format!("describe some in operations/{}.yaml, or take the group out", name.value));
        }
    }
}

fn unused_headers(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let gateways = &service.service.gateways;
    if gateways.is_empty() {
        return;
    }
    for (index, header) in service.service.headers.iter().enumerate() {
        if !gateways.iter().any(|gateway| gateway.headers.contains(&index)) {
            let message = format!("no gateway asks for the header `{}`", header.wire);
            findings.add(&format!("{}/{}.{}", service.subject, ids::HEADER, header.wire), message).at(header.at, "this header");
        }
    }
}

fn unused_errors(_: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let operations = &service.service.operations;
    if operations.iter().any(|operation| operation.errors.is_empty()) {
        return;
    }
    for (index, error) in service.written.service.errors.iter().enumerate() {
        if !operations.iter().any(|operation| operation.errors.contains(&index)) {
            let message = format!("no operation names the error `{}`, and each names some", error.code.value);
            findings.add(&format!("{}/{}", service.subject, error.code.value), message).at(error.code.span, "this error");
        }
    }
}

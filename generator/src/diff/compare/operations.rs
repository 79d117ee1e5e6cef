//! Operations: how they are called, and what is said of their answers.

use super::fields::{self, Owner};
use super::matching::{Alike, matched, overlap, similarity};
use super::pair::{Pair, names};
use super::{Found, Scope, kinds, texts};
use crate::diff::change::{Certainty, Reach, Subject};
use crate::diff::rule::{Rule, Side};
use crate::diff::rules::operation as rules;
use crate::model::{Body, Content, CredentialPaths, Idempotency, Operation, Pagination, Response, Service, ServiceStyle, Shape, Struct};
use crate::source::Span;

/// Compares the operations of a service.
pub fn compare(found: &mut Found, pair: &Pair<'_>) {
    let matched =
        matched(&pair.old.operations, &pair.new.operations, |operation| operation.name.as_str(), |old, new| alike(pair, old, new));
    found.items += matched.removed.len() + matched.added.len();
    for &index in &matched.removed {
        let old = &pair.old.operations[index];
        let scope = scope(pair, old, (Some(old.at), Some(pair.new.at)));
        found.add(&rules::OPERATION_REMOVED, &scope, &[Side::Always], format!("the operation `{}` is gone", old.name));
    }
    for &(before, after, certainty) in &matched.pairs {
        operation(found, pair, &pair.old.operations[before], &pair.new.operations[after], certainty);
    }
    for &index in &matched.added {
        let new = &pair.new.operations[index];
        let scope = scope(pair, new, (None, Some(new.at)));
        found.add(&rules::OPERATION_ADDED, &scope, &[Side::Always], format!("the operation `{}` is new", new.name));
    }
}

fn scope(pair: &Pair<'_>, operation: &Operation, (old, new): (Option<Span>, Option<Span>)) -> Scope {
    let reach = Reach { operation: operation.name.clone(), input: false, output: false };
    pair.scope().inside(&operation.name, old, new).of(Subject::Operation(operation.name.clone()), vec![reach])
}

/// How alike two operations of different names are: whether they answer at the same place, or send and answer alike.
fn alike(pair: &Pair<'_>, old: &Operation, new: &Operation) -> Alike {
    let is_addressed = pair.old.style == ServiceStyle::Roa && pair.new.style == ServiceStyle::Roa;
    if is_addressed && shape_of(&old.path) == shape_of(&new.path) && old.methods.iter().any(|method| new.methods.contains(method)) {
        return Some((Certainty::Certain, 1.0));
    }
    let answers = [fields_of(pair.old, &old.response), fields_of(pair.new, &new.response)];
    let common = [
        overlap(names(&old.input.fields), names(&new.input.fields)),
        overlap(
            answers[0].map(|shape| names(&shape.fields)).into_iter().flatten(),
            answers[1].map(|shape| names(&shape.fields)).into_iter().flatten(),
        ),
    ];
    let score = similarity(&old.name, &new.name);
    let is_likely = score >= 0.5 && common[0].max(common[1]) >= 0.6 && common[0] + common[1] >= 1.0;
    is_likely.then_some((Certainty::Likely, score))
}

/// A path without the names of its parameters, which make no difference.
fn shape_of(path: &str) -> String {
    let steps = path.split('/').map(|step| if step.starts_with('{') { "{}" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

fn operation(found: &mut Found, pair: &Pair<'_>, old: &Operation, new: &Operation, certainty: Option<Certainty>) {
    // Naming every part, so that one that is new is not forgotten.
    let Operation {
        at,
        name,
        method_name,
        type_name,
        group,
        section,
        methods: _,
        path: _,
        path_at: _,
        idempotency,
        summary,
        doc,
        when,
        input,
        body,
        response,
        pagination,
        credentials,
        // What a mock's examples say again, every answer of the service does.
        echoes: _,
        kubeconfig,
        errors: _,
        // What samples show says nothing of the API.
        sample: _,
        errata: _,
    } = new;
    found.items += 1;
    let scope = scope(pair, new, (Some(old.at), Some(*at)));
    let in_rust = (&old.method_name, &old.type_name) != (method_name, type_name);
    if old.name != *name {
        let mut sides = Vec::from_iter(sends_names(pair).then_some(Side::Wire));
        sides.extend(in_rust.then_some(Side::Rust));
        if sides.is_empty() {
            sides.push(Side::Wire);
        }
        let message = format!("the operation `{name}` was called `{}`", old.name);
        found.add(&rules::OPERATION_RENAMED, &scope, &sides, message).certain(certainty).values(&old.name, name);
    } else if in_rust {
        let message = format!("`{name}` is `{method_name}` in Rust, and was `{}`", old.method_name);
        found.add(&rules::OPERATION_RENAMED_IN_RUST, &scope, &[Side::Always], message).values(&old.method_name, method_name);
    }
    let groups = (pair.old.groups.get(old.group), pair.new.groups.get(*group));
    if let (Some(was), Some(is)) = groups
        && was.name != is.name
        && !super::service::is_renamed_group(pair, was)
    {
        let message = format!("`{name}` is in the group `{}`, and was in `{}`", is.name, was.name);
        found.add(&rules::OPERATION_REGROUPED, &scope, &[Side::Always], message).values(&was.name, &is.name);
    }
    address(found, &scope, old, new);
    safety(found, &scope, old.idempotency, *idempotency);
    self::input(found, pair, &scope, (&old.input, &old.body), (input, body));
    self::response(found, pair, &scope, &old.response, response);
    self::pagination(found, &scope, &old.pagination, pagination);
    conveniences(found, &scope, (&old.credentials, &old.kubeconfig), (credentials, kubeconfig));
    errors(found, pair, &scope, old, new);
    texts::compare(
        found,
        &scope,
        &[
            ("summary", Some(&old.summary), Some(summary)),
            ("doc", old.doc.as_ref(), doc.as_ref()),
            ("when", old.when.as_ref(), when.as_ref()),
        ],
    );
    texts::sections(found, &scope, std::slice::from_ref(&old.section), std::slice::from_ref(section));
}

/// Whether the names of operations go over the wire: as a parameter, or in what is signed.
fn sends_names(pair: &Pair<'_>) -> bool {
    let of = |service: &Service| {
        let by_parameter = service.style == ServiceStyle::Rpc || service.gateways.iter().any(|gateway| gateway.style == ServiceStyle::Rpc);
        by_parameter || service.signing.iter().any(|signing| signing.scheme == "acs3_hmac_sha256")
    };
    of(pair.old) || of(pair.new)
}

fn address(found: &mut Found, scope: &Scope, old: &Operation, new: &Operation) {
    let scope = scope.at(Some(old.path_at), Some(new.path_at));
    let name = &new.name;
    if shape_of(&old.path) != shape_of(&new.path) {
        let message = format!("the path of `{name}` is `{}`, and was `{}`", new.path, old.path);
        found.add(&rules::PATH_CHANGED, &scope, &[Side::Always], message).values(&old.path, &new.path);
    }
    for method in old.methods.iter().filter(|method| !new.methods.contains(method)) {
        let message = format!("`{name}` does not answer to {method} any more");
        found.add(&rules::METHOD_REMOVED, &scope, &[Side::Always], message).was = Some(method.clone());
    }
    for method in new.methods.iter().filter(|method| !old.methods.contains(method)) {
        found.add(&rules::METHOD_ADDED, &scope, &[Side::Always], format!("`{name}` answers to {method} as well")).is = Some(method.clone());
    }
    if let (Some(was), Some(is)) = (old.methods.first(), new.methods.first())
        && was != is
        && new.methods.contains(was)
    {
        let message = format!("a client sends {is} for `{name}`, and sent {was}");
        found.add(&rules::FIRST_METHOD_CHANGED, &scope, &[Side::Always], message).values(was, is);
    }
}

fn safety(found: &mut Found, scope: &Scope, old: Idempotency, new: Idempotency) {
    let words = |idempotency| match idempotency {
        Idempotency::ReadOnly => ("read_only", 0),
        Idempotency::Idempotent => ("idempotent", 1),
        Idempotency::NotIdempotent => ("not_idempotent", 2),
    };
    let ((was, before), (is, after)) = (words(old), words(new));
    if before != after {
        let rule = if before < after { &rules::IDEMPOTENCY_WEAKENED } else { &rules::IDEMPOTENCY_STRENGTHENED };
        found.add(rule, scope, &[Side::Always], format!("`{}` is `{is}`, and was `{was}`", scope.name())).values(was, is);
    }
}

fn input(found: &mut Found, pair: &Pair<'_>, scope: &Scope, (old, old_body): (&Struct, &Body), (new, new_body): (&Struct, &Body)) {
    match (old_body, new_body) {
        (Body::Fields { .. }, Body::Value(_)) | (Body::Value(_), Body::Fields { .. }) => {
            let words = |body: &Body| if matches!(body, Body::Value(_)) { "one value" } else { "an object of fields" };
            let (was, is) = (words(old_body), words(new_body));
            let message = format!("the body of `{}` is {is}, and was {was}", scope.name());
            found.add(&rules::BODY_SHAPE_CHANGED, scope, &[Side::Always], message).values(was, is);
        }
        (Body::Fields { placeholder: was }, Body::Fields { placeholder: is }) => {
            placeholder(found, scope, "the body", was.as_deref(), is.as_deref());
        }
        _ => {}
    }
    let owner = Owner { scope: scope.clone(), sides: vec![Side::Input], in_rust: Some((true, true)), is_request: true };
    fields::compare(found, pair, &owner, old, new);
}

fn placeholder(found: &mut Found, scope: &Scope, what: &str, was: Option<&str>, is: Option<&str>) {
    let what = format!("the placeholder around {what} of `{}`", scope.name());
    found.value(&rules::PLACEHOLDER_CHANGED, scope, &what, was.unwrap_or_default(), is.unwrap_or_default());
}

/// What of an answer is an object, as fields of its own or as those of a type.
fn fields_of<'a>(service: &'a Service, response: &'a Response) -> Option<&'a Struct> {
    match &response.content {
        Content::Fields(shape) => Some(shape),
        Content::Value(crate::model::Kind::Named(id)) => match &service.get(*id).shape {
            Shape::Struct(shape) => Some(shape),
            Shape::Enum(_) => None,
        },
        _ => None,
    }
}

fn response(found: &mut Found, pair: &Pair<'_>, scope: &Scope, old: &Response, new: &Response) {
    let Response { statuses, content, placeholder: _, evidence, doc, example, example_at } = new;
    let name = scope.name().to_owned();
    if old.statuses != *statuses {
        let words = |statuses: &[u16]| crate::diagnostic::words(&statuses.iter().map(u16::to_string).collect::<Vec<_>>());
        let (was, is) = (words(&old.statuses), words(statuses));
        let message = format!("`{name}` succeeds with the status {is}, and did with {was}");
        found.add(&rules::STATUS_CHANGED, scope, &[Side::Always], message).values(was, is);
    }
    let inside = scope.inside("response", scope.at.0, scope.at.1);
    let owner = |in_rust| Owner { scope: inside.clone(), sides: vec![Side::Output], in_rust, is_request: false };
    match (&old.content, content) {
        (Content::Empty, Content::Empty) => {}
        (Content::Fields(old), Content::Fields(new)) => fields::compare(found, pair, &owner(Some((false, false))), old, new),
        (Content::Value(old), Content::Value(new)) => {
            kinds::compare(found, pair, &inside, &[Side::Output], old, new);
        }
        (Content::Empty, _) => {
            found.add(&rules::RESPONSE_APPEARED, scope, &[Side::Always], format!("`{name}` answers something, and answered nothing"));
        }
        _ => match (fields_of(pair.old, old), fields_of(pair.new, new)) {
            (Some(old), Some(new)) => {
                let message = format!("what `{name}` answers has another Rust type, and is an object as before");
                found.add(&rules::RESPONSE_RETYPED, scope, &[Side::Always], message);
                fields::compare(found, pair, &owner(None), old, new);
            }
            _ => {
                let words = |service: &Service, content: &Content| match content {
                    Content::Empty => "nothing".to_owned(),
                    Content::Fields(_) => "an object".to_owned(),
                    Content::Value(kind) => format!("a `{}`", service.kind_name(kind)),
                };
                let (was, is) = (words(pair.old, &old.content), words(pair.new, content));
                let message = format!("`{name}` answers {is}, and answered {was}");
                found.add(&rules::RESPONSE_SHAPE_CHANGED, scope, &[Side::Always], message).values(was, is);
            }
        },
    }
    placeholder(found, scope, "the answer", old.placeholder.as_deref(), new.placeholder.as_deref());
    if old.example != *example {
        let value = |example: &Option<serde_json::Value>| example.as_ref().map(crate::emit::prose::value).unwrap_or_default();
        let at = inside.at(old.example_at.or(scope.at.0), example_at.or(scope.at.1));
        let message = format!("`{name}` has another example of what it answers");
        found.add(&crate::diff::rules::field::EXAMPLE_CHANGED, &at, &[Side::Output], message).values(value(&old.example), value(example));
    }
    texts::compare(found, &inside, &[("doc", old.doc.as_ref(), doc.as_ref())]);
    texts::evidence(found, &inside, (&old.evidence, &[]), (evidence, &[]));
}

fn pagination(found: &mut Found, scope: &Scope, old: &Option<Pagination>, new: &Option<Pagination>) {
    let name = scope.name().to_owned();
    let at = |pagination: &Option<Pagination>| pagination.as_ref().map(|pagination| pagination.at[0]);
    let scope = scope.at(at(old).or(scope.at.0), at(new).or(scope.at.1));
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => {
            found.add(&rules::PAGINATION_ADDED, &scope, &[Side::Always], format!("what `{name}` answers comes in pages"));
        }
        (Some(_), None) => {
            found.add(
                &rules::PAGINATION_REMOVED,
                &scope,
                &[Side::Always],
                format!("what `{name}` answers does not come in pages any more"),
            );
        }
        (Some(old), Some(new)) => {
            let words = |pagination: &Pagination| {
                let Pagination { page, size, items, total, next, at: _ } = pagination;
                let optional = |key: &str, path: &Option<String>| path.as_ref().map(|path| format!(", {key}: {path}")).unwrap_or_default();
                format!("page: {page}, size: {size}, items: {items}{}{}", optional("total", total), optional("next", next))
            };
            let (was, is) = (words(old), words(new));
            if was == is {
                return;
            }
            let sides: &[Side] = if old.items == new.items { &[Side::Always] } else { &[Side::Always, Side::Rust] };
            let message = format!("what `{name}` answers comes in pages by `{is}`, and came by `{was}`");
            found.add(&rules::PAGINATION_CHANGED, &scope, sides, message).values(was, is);
        }
    }
}

/// What the client makes of an answer.
type Conveniences<'a> = (&'a Option<CredentialPaths>, &'a Option<(String, Span)>);

fn conveniences(found: &mut Found, scope: &Scope, old: Conveniences<'_>, new: Conveniences<'_>) {
    let credentials = |paths: &Option<CredentialPaths>| {
        let paths = paths.as_ref()?;
        let CredentialPaths { access_key_id, access_key_secret, security_token, expires, duration, role, session_name, policy, at } = paths;
        let read = [access_key_id, access_key_secret, security_token, expires].map(String::as_str).join(", ");
        // What they are asked for with is up to the parameters, which are compared as such, unless a profile asks.
        Some(match role {
            Some(role) => {
                let said = [session_name, duration, policy].into_iter().flatten();
                (format!("{read}, of the role {}", said.fold(role.clone(), |all, name| format!("{all}, {name}"))), at[0])
            }
            None => (read, at[0]),
        })
    };
    let both = [("into_credentials()", credentials(old.0), credentials(new.0)), ("kube_config()", old.1.clone(), new.1.clone())];
    for (method, old, new) in both {
        let at = scope.at(old.as_ref().map(|(_, at)| *at).or(scope.at.0), new.as_ref().map(|(_, at)| *at).or(scope.at.1));
        let name = scope.name();
        match (old, new) {
            (None, Some(_)) => {
                found.add(&rules::CONVENIENCE_ADDED, &at, &[Side::Always], format!("`{name}` has `{method}` in Rust"));
            }
            (Some(_), None) => {
                found.add(&rules::CONVENIENCE_REMOVED, &at, &[Side::Always], format!("`{name}` has no `{method}` in Rust any more"));
            }
            (Some((was, _)), Some((is, _))) => {
                found.value(&rules::CONVENIENCE_CHANGED, &at, &format!("what `{method}` of `{name}` reads"), &was, &is);
            }
            (None, None) => {}
        }
    }
}

fn errors(found: &mut Found, pair: &Pair<'_>, scope: &Scope, old: &Operation, new: &Operation) {
    let codes = |service: &Service, operation: &Operation| -> Vec<String> {
        operation.errors.iter().filter_map(|index| service.errors.get(*index)).map(|error| error.code.clone()).collect()
    };
    let (was, is) = (codes(pair.old, old), codes(pair.new, new));
    let mut differ = |rule: &'static Rule, these: &[String], others: &[String], words: &str| {
        for code in these.iter().filter(|code| !others.contains(code)) {
            let message = format!("`{}` {words} `{code}`", scope.name());
            found.add(rule, scope, &[Side::Always], message);
        }
    };
    differ(&rules::OPERATION_ERROR_REMOVED, &was, &is, "is not known to answer any more the error");
    differ(&rules::OPERATION_ERROR_ADDED, &is, &was, "is known to answer the error");
}

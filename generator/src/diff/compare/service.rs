//! What the operations of a service have in common: how it is reached, how requests are signed, which errors there are.

use super::matching::matched;
use super::pair::Pair;
use super::{Found, Scope, fields, operations, resources, texts, types, waiters};
use crate::diff::rule::{Rule, Side};
use crate::diff::rules::{docs, operation, service as rules};
use crate::ids;
use crate::model::{Endpoint, Formats, Gateway, Group, Service, ServiceError, ServiceStyle, Signing};

/// Compares two versions of a service.
pub fn compare(found: &mut Found, pair: &Pair<'_>) {
    let Pair { old, new, .. } = pair;
    // Naming every part, so that one that is new is not forgotten.
    let Service {
        at: _,
        name: _,
        title,
        doc,
        product,
        version,
        style,
        source,
        formats: _,
        groups: _,
        endpoints,
        gateways: _,
        headers,
        parameters,
        common_response,
        list_item_fields,
        signing: _,
        permissions,
        errors: _,
        types: _,
        operations: _,
        waiters: _,
        resources: _,
        errata: _,
        // What earlier comparisons found.
        changes: _,
        // What samples are written with says nothing of the API.
        sdks: _,
        unreviewed: _,
    } = new;
    found.items += 1;
    let scope = pair.scope();
    let name = &new.name;
    let style_name = |style: ServiceStyle| if style == ServiceStyle::Roa { "roa" } else { "rpc" };
    found.value(&rules::SERVICE_ADDRESS_CHANGED, &scope, &format!("the product code of `{name}`"), &old.product, product);
    found.value(&rules::SERVICE_ADDRESS_CHANGED, &scope, &format!("the API version of `{name}`"), &old.version, version);
    found.value(&rules::SERVICE_ADDRESS_CHANGED, &scope, &format!("the style of `{name}`"), style_name(old.style), style_name(*style));
    let document = |source: &crate::model::Document| format!("{} ({})", source.document, source.product_version);
    found.value(&docs::SOURCE_CHANGED, &scope, &format!("the source of `{name}`"), &document(&old.source), &document(source));
    let texts = [
        ("title", Some(&old.title), Some(title)),
        ("doc", Some(&old.doc), Some(doc)),
        ("source", Some(&old.source.title), Some(&source.title)),
        ("permissions", old.permissions.as_ref().map(|old| &old.doc), permissions.as_ref().map(|new| &new.doc)),
    ];
    texts::compare(found, &scope, &texts);
    formats(found, &scope, old.formats.as_ref(), new.formats.as_ref());
    groups(found, pair, &scope);
    self::endpoints(found, &scope, "endpoint", &old.endpoints, endpoints);
    gateways(found, pair, &scope);
    signing(found, pair, &scope);
    fields::common(found, pair, &scope.inside(ids::HEADER, scope.at.0, scope.at.1), "header", &old.headers, headers);
    fields::common(found, pair, &scope.inside(ids::PARAMETER, scope.at.0, scope.at.1), "parameter", &old.parameters, parameters);
    let answers = scope.inside(ids::COMMON, scope.at.0, scope.at.1);
    fields::common(found, pair, &answers, "field of every answer", &old.common_response, common_response);
    let items = scope.inside(ids::ITEM, scope.at.0, scope.at.1);
    fields::common(found, pair, &items, "field of items of lists", &old.list_item_fields, list_item_fields);
    errors(found, pair, &scope);
    types::compare(found, pair);
    operations::compare(found, pair);
    waiters::compare(found, pair);
    resources::compare(found, pair);
    texts::errata(found, &scope, old, new);
}

fn formats(found: &mut Found, scope: &Scope, old: Option<&Formats>, new: Option<&Formats>) {
    let scope = scope.inside("formats", scope.at.0, scope.at.1);
    let supported = |formats: Option<&Formats>| formats.map(|formats| formats.supported.clone()).unwrap_or_default();
    let (was, is) = (supported(old), supported(new));
    found.items += was.len().max(is.len());
    let mut differ = |rule: &'static Rule, these: &[String], others: &[String], words: &str| {
        for format in these.iter().filter(|format| !others.contains(format)) {
            found.add(rule, &scope, &[Side::Always], format!("answers {words} as `{format}`"));
        }
    };
    differ(&rules::MEDIA_TYPE_REMOVED, &was, &is, "cannot be asked for any more");
    differ(&rules::MEDIA_TYPE_ADDED, &is, &was, "can be asked for");
    let default = |formats: Option<&Formats>| formats.and_then(|formats| formats.documented_default.clone()).unwrap_or_default();
    found.value(&rules::DEFAULT_MEDIA_TYPE_CHANGED, &scope, "what is answered where nothing is asked for", &default(old), &default(new));
    texts::compare(found, &scope, &[("doc", old.map(|formats| &formats.doc), new.map(|formats| &formats.doc))]);
    let evidence = |formats: Option<&Formats>| formats.map(|formats| formats.evidence.clone()).unwrap_or_default();
    if old.is_some() == new.is_some() {
        texts::evidence(found, &scope, (&evidence(old), &[]), (&evidence(new), &[]));
    }
}

/// Whether a group is gone and everything in it is in one that is new.
pub fn is_renamed_group(pair: &Pair<'_>, old: &Group) -> bool {
    renamed_group(pair, old).is_some()
}

fn renamed_group<'a>(pair: &Pair<'a>, old: &Group) -> Option<&'a Group> {
    let is_there = |groups: &[Group], name: &str| groups.iter().any(|group| group.name == name);
    let place = |groups: &[Group], name: &str| groups.iter().position(|group| group.name == name);
    if is_there(&pair.new.groups, &old.name) {
        return None;
    }
    let mut operations = pair.old.operations_of(place(&pair.old.groups, &old.name)?).map(|operation| operation.name.as_str()).peekable();
    operations.peek()?;
    let now: Option<Vec<usize>> = operations
        .map(|name| pair.new.operations.iter().find(|operation| operation.name == name).map(|operation| operation.group))
        .collect();
    let now = now?;
    let group = &pair.new.groups[*now.first()?];
    (now.iter().all(|other| *other == now[0]) && !is_there(&pair.old.groups, &group.name)).then_some(group)
}

fn groups(found: &mut Found, pair: &Pair<'_>, scope: &Scope) {
    found.items += pair.old.groups.len().max(pair.new.groups.len());
    for old in &pair.old.groups {
        let same = pair.new.groups.iter().find(|group| group.name == old.name);
        let renamed = renamed_group(pair, old);
        let Some(new) = same.or(renamed) else { continue };
        let Group { at, name, title, doc } = new;
        let scope = scope.inside(&format!("group.{name}"), Some(old.at), Some(*at));
        if old.name != *name {
            let message = format!("the group `{name}` was called `{}`", old.name);
            found.add(&operation::GROUP_RENAMED, &scope, &[Side::Always], message).values(&old.name, name);
        }
        texts::compare(found, &scope, &[("title", Some(&old.title), Some(title)), ("doc", Some(&old.doc), Some(doc))]);
    }
}

fn endpoints(found: &mut Found, scope: &Scope, what: &str, old: &[Endpoint], new: &[Endpoint]) {
    let matched = matched(old, new, |endpoint| endpoint.name.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |name: &str, old, new| scope.inside(&format!("{what}.{name}"), old, new);
    for &index in &matched.removed {
        let old = &old[index];
        let message = format!("the endpoint `{}` is gone: `{}`", old.name, old.host);
        found.add(&rules::ENDPOINT_REMOVED, &scope_of(&old.name, Some(old.at), scope.at.1), &[Side::Always], message);
    }
    for &(before, after, _) in &matched.pairs {
        let old = &old[before];
        let Endpoint { at, name, host, protocols, default: _, doc, evidence } = &new[after];
        let scope = scope_of(name, Some(old.at), Some(*at));
        found.value(&rules::ENDPOINT_CHANGED, &scope, &format!("the host of the endpoint `{name}`"), &old.host, host);
        let (was, is) = (old.protocols.join(", "), protocols.join(", "));
        found.value(&rules::ENDPOINT_CHANGED, &scope, &format!("the protocols of the endpoint `{name}`"), &was, &is);
        texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (evidence, &[]));
    }
    for &index in &matched.added {
        let new = &new[index];
        let message = format!("the endpoint `{}` is new: `{}`", new.name, new.host);
        found.add(&rules::ENDPOINT_ADDED, &scope_of(&new.name, None, Some(new.at)), &[Side::Always], message);
    }
    let default = |endpoints: &[Endpoint]| {
        endpoints.iter().find(|endpoint| endpoint.default).map(|endpoint| endpoint.name.clone()).unwrap_or_default()
    };
    found.value(&rules::DEFAULT_ENDPOINT_CHANGED, scope, "the endpoint that clients use", &default(old), &default(new));
}

fn gateways(found: &mut Found, pair: &Pair<'_>, scope: &Scope) {
    let (old, new) = (&pair.old.gateways, &pair.new.gateways);
    let matched = matched(old, new, |gateway| gateway.name.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |name: &str, old, new| scope.inside(&format!("gateway.{name}"), old, new);
    for &index in &matched.removed {
        let old = &old[index];
        let message = format!("the gateway `{}` is gone", old.name);
        found.add(&rules::GATEWAY_REMOVED, &scope_of(&old.name, Some(old.at), scope.at.1), &[Side::Always], message);
    }
    for &(before, after, _) in &matched.pairs {
        let old = &old[before];
        let Gateway { at, name, path_prefix, path, style, endpoints, doc, headers, evidence } = &new[after];
        let scope = scope_of(name, Some(old.at), Some(*at));
        let header_names = |service: &Service, headers: &[usize]| -> Vec<String> {
            headers.iter().filter_map(|index| service.headers.get(*index)).map(|header| header.wire.clone()).collect()
        };
        let parts = [
            ("prefix", old.path_prefix != *path_prefix),
            ("path", old.path != *path),
            ("style", old.style != *style),
            ("headers", header_names(pair.old, &old.headers) != header_names(pair.new, headers)),
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect();
        if !parts.is_empty() {
            let message = format!("the gateway `{name}` has other {}", crate::diagnostic::words(&parts));
            found.add(&rules::GATEWAY_CHANGED, &scope, &[Side::Always], message);
        }
        self::endpoints(found, &scope, "endpoint", &old.endpoints, endpoints);
        texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (evidence, &[]));
    }
    for &index in &matched.added {
        let new = &new[index];
        let message = format!("the gateway `{}` is new", new.name);
        found.add(&rules::GATEWAY_ADDED, &scope_of(&new.name, None, Some(new.at)), &[Side::Always], message);
    }
}

fn signing(found: &mut Found, pair: &Pair<'_>, scope: &Scope) {
    let (old, new) = (&pair.old.signing, &pair.new.signing);
    let matched = matched(old, new, |signing| signing.scheme.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |scheme: &str, old, new| scope.inside(&format!("scheme.{scheme}"), old, new);
    for &index in &matched.removed {
        let old = &old[index];
        let message = format!("requests cannot be signed by `{}` any more", old.scheme);
        found.add(&rules::SIGNING_REMOVED, &scope_of(&old.scheme, Some(old.at), scope.at.1), &[Side::Always], message);
    }
    for &(before, after, _) in &matched.pairs {
        let old = &old[before];
        // An example shows what the rest says.
        let Signing { at, scheme, default: _, clock_skew, doc, evidence, example: _ } = &new[after];
        let scope = scope_of(scheme, Some(old.at), Some(*at));
        let skew = [&old.clock_skew, clock_skew].map(|skew| skew.as_deref().unwrap_or_default());
        found.value(&rules::CLOCK_SKEW_CHANGED, &scope, &format!("how far clocks may be apart for `{scheme}`"), skew[0], skew[1]);
        texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (evidence, &[]));
    }
    for &index in &matched.added {
        let new = &new[index];
        let message = format!("requests can be signed by `{}`", new.scheme);
        found.add(&rules::SIGNING_ADDED, &scope_of(&new.scheme, None, Some(new.at)), &[Side::Always], message);
    }
    let default =
        |signing: &[Signing]| signing.iter().find(|signing| signing.default).map(|signing| signing.scheme.clone()).unwrap_or_default();
    found.value(&rules::DEFAULT_SIGNING_CHANGED, scope, "what clients sign by", &default(old), &default(new));
}

fn errors(found: &mut Found, pair: &Pair<'_>, scope: &Scope) {
    let (old, new) = (&pair.old.errors, &pair.new.errors);
    let matched = matched(old, new, |error| error.code.as_str(), |_, _| None);
    found.items += matched.pairs.len() + matched.removed.len() + matched.added.len();
    let scope_of = |code: &str, old, new| scope.inside(code, old, new);
    for &index in &matched.removed {
        let old = &old[index];
        let message = format!("the error `{}` is not documented any more", old.code);
        found.add(&rules::ERROR_REMOVED, &scope_of(&old.code, Some(old.at), scope.at.1), &[Side::Always], message);
    }
    for &(before, after, _) in &matched.pairs {
        let old = &old[before];
        let ServiceError { at, code, status, message, doc, evidence } = &new[after];
        let scope = scope_of(code, Some(old.at), Some(*at));
        let (was, is) = (old.status.to_string(), status.to_string());
        found.value(&rules::ERROR_STATUS_CHANGED, &scope, &format!("the status of the error `{code}`"), &was, &is);
        found.value(&rules::ERROR_MESSAGE_CHANGED, &scope, &format!("the message of the error `{code}`"), &old.message, message);
        texts::compare(found, &scope, &[("doc", Some(&old.doc), Some(doc))]);
        texts::evidence(found, &scope, (&old.evidence, &[]), (evidence, &[]));
    }
    for &index in &matched.added {
        let new = &new[index];
        let message = format!("the error `{}` is documented, with the status {}", new.code, new.status);
        found.add(&rules::ERROR_ADDED, &scope_of(&new.code, None, Some(new.at)), &[Side::Always], message);
    }
}

//! Builds the model out of what was written. Whatever cannot be understood is said and replaced by something
//! harmless, so that the passes behind this one still find their own mistakes.

use std::collections::BTreeMap;

use super::evidence::{evidence, sections};
use super::fields::{Fields, text};
use super::review;
use super::sdks;
use crate::diagnostic::{Diagnostic, Diagnostics, any_of, did_you_mean, list_of};
use crate::model::{
    Argument, Body, Change, ChangeKind, Content, CredentialPaths, Document, Echo, Endpoint, EnumValue, Erratum, Formats, Gateway, Group,
    Idempotency, Kind, Location, Model, NotFound, Operation, Pagination, Permissions, Release, Response, Service, ServiceError,
    ServiceStyle, Shape, Signing, SigningExample, Struct, Type, Waiter,
};
use crate::source::{self, ServiceSource, Source, Written};
use crate::{model, names};

/// Builds the model.
pub fn lower(source: &Source, diagnostics: &mut Diagnostics) -> Model {
    Model {
        at: source.product.name.span,
        name: source.product.name.value.clone(),
        version: source.product.version.value.clone(),
        title: text(&source.product.title),
        services: source.services.iter().map(|service| lower_service(service, diagnostics)).collect(),
    }
}

fn lower_service(source: &ServiceSource, diagnostics: &mut Diagnostics) -> Service {
    let service = &source.service;
    let mut type_names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, (_, definition)) in source.types.iter().enumerate() {
        // Of two of one name, which is a mistake that is said elsewhere, the first.
        type_names.entry(&definition.name.value).or_insert(index);
    }
    let none = Vec::new();
    let style = choice(&service.style, &STYLES, diagnostics);
    let common = Fields { types: &type_names, sections: &none };
    let headers = common.named(service.headers.as_ref(), Location::Header, diagnostics);
    let errors: Vec<ServiceError> = service
        .errors
        .iter()
        .map(|error| ServiceError {
            at: error.code.span,
            code: error.code.value.clone(),
            status: error.status.0,
            message: error.message.value.clone(),
            doc: text(&error.doc),
            evidence: evidence(&error.evidence, &none, diagnostics),
        })
        .collect();
    let groups: Vec<Group> = service
        .groups
        .0
        .iter()
        .map(|(name, group)| Group {
            at: name.span,
            name: name.value.clone(),
            title: model::Text { en: group.en.value.clone(), zh: group.zh.value.clone() },
            doc: text(&group.doc),
        })
        .collect();
    let mut operations: Vec<Operation> = source
        .operations
        .iter()
        .map(|(group, operation)| lower_operation(operation, group, &groups, &type_names, &errors, diagnostics))
        .collect();
    operations.sort_by_key(|operation| operation.group);
    Service {
        at: service.name.span,
        name: service.name.value.clone(),
        title: text(&service.title),
        doc: review::marked(Some(text(&service.doc)), service.unreviewed.as_ref()).unwrap_or_default(),
        product: service.product.value.clone(),
        version: service.version.value.clone(),
        style,
        source: Document {
            title: text(&service.source.title),
            product_version: service.source.product_version.value.clone(),
            document: service.source.document.value.clone(),
        },
        formats: service.formats.as_ref().map(|formats| Formats {
            doc: text(&formats.doc),
            supported: strings(&formats.supported),
            documented_default: string(&formats.documented_default),
            evidence: evidence(&formats.evidence, &none, diagnostics),
        }),
        endpoints: service.endpoints.iter().map(|endpoint| lower_endpoint(endpoint, diagnostics)).collect(),
        gateways: service.gateways.iter().map(|gateway| lower_gateway(gateway, style, &headers, diagnostics)).collect(),
        parameters: common.named(service.parameters.as_ref(), Location::Query, diagnostics),
        common_response: common.named(service.common_response.as_ref(), Location::Body, diagnostics),
        list_item_fields: common.named(service.list_item_fields.as_ref(), Location::Body, diagnostics),
        signing: service.signing.iter().map(|signing| lower_signing(signing, diagnostics)).collect(),
        permissions: service
            .permissions
            .as_ref()
            .map(|permissions| Permissions { doc: text(&permissions.doc), evidence: evidence(&permissions.evidence, &none, diagnostics) }),
        types: source.types.iter().map(|(module, definition)| lower_type(module, definition, &type_names, diagnostics)).collect(),
        waiters: source.waiters.iter().map(|waiter| lower_waiter(waiter, &operations, diagnostics)).collect(),
        resources: None,
        unreviewed: review::unreviewed(source),
        errata: source.errata.iter().map(|erratum| lower_erratum(erratum, diagnostics)).collect(),
        sdks: sdks::lower(&service.sdks, &operations, diagnostics),
        changes: lower_changes(&source.changes, diagnostics),
        headers,
        errors,
        groups,
        operations,
    }
}

fn lower_endpoint(endpoint: &source::Endpoint, diagnostics: &mut Diagnostics) -> Endpoint {
    Endpoint {
        at: endpoint.name.span,
        name: endpoint.name.value.clone(),
        host: endpoint.host.value.clone(),
        protocols: endpoint.protocols.iter().map(|protocol| choice(protocol, &PROTOCOLS, diagnostics).to_owned()).collect(),
        default: endpoint.default.as_ref().is_some_and(|default| default.value),
        doc: text(&endpoint.doc),
        evidence: evidence(&endpoint.evidence, &[], diagnostics),
    }
}

const PROTOCOLS: [(&str, &str); 2] = [("https", "https"), ("http", "http")];

const STYLES: [(&str, ServiceStyle); 2] = [("roa", ServiceStyle::Roa), ("rpc", ServiceStyle::Rpc)];

/// The schemes that the runtimes sign with.
const SCHEMES: [(&str, &str); 4] = [
    ("roa_hmac_sha1", "roa_hmac_sha1"),
    ("acs3_hmac_sha256", "acs3_hmac_sha256"),
    ("asapi_hmac", "asapi_hmac"),
    ("rpc_hmac_sha1", "rpc_hmac_sha1"),
];

fn lower_gateway(gateway: &source::Gateway, of_service: ServiceStyle, headers: &[model::Field], diagnostics: &mut Diagnostics) -> Gateway {
    let known = || headers.iter().map(|header| header.wire.as_str());
    let mut indices = Vec::new();
    for name in &gateway.headers {
        match known().position(|known| known == name.value) {
            Some(index) => indices.push(index),
            None => {
                let message = format!("there is no header `{}`", name.value);
                let help = did_you_mean(&name.value, known()).unwrap_or_else(|| "describe it under `headers` of the service".to_owned());
                diagnostics.push(Diagnostic::error("missing-reference", message).at(name.span, "unknown header").help(help));
            }
        }
    }
    Gateway {
        at: gateway.name.span,
        name: gateway.name.value.clone(),
        path_prefix: string(&gateway.path_prefix).unwrap_or_default(),
        path: string(&gateway.path),
        style: gateway.style.as_ref().map_or(of_service, |style| choice(style, &STYLES, diagnostics)),
        endpoints: gateway.endpoints.iter().map(|endpoint| lower_endpoint(endpoint, diagnostics)).collect(),
        doc: text(&gateway.doc),
        headers: indices,
        evidence: evidence(&gateway.evidence, &[], diagnostics),
    }
}

fn lower_signing(signing: &source::Signing, diagnostics: &mut Diagnostics) -> Signing {
    Signing {
        at: signing.scheme.span,
        scheme: choice(&signing.scheme, &SCHEMES, diagnostics).to_owned(),
        default: signing.default.as_ref().is_some_and(|default| default.value),
        clock_skew: string(&signing.clock_skew),
        doc: text(&signing.doc),
        evidence: evidence(&signing.evidence, &[], diagnostics),
        example: signing.example.as_ref().map(|example| SigningExample {
            access_key_id: example.access_key_id.value.clone(),
            access_key_secret: example.access_key_secret.value.clone(),
            request: example.request.value.clone(),
            string_to_sign: example.string_to_sign.value.clone(),
            signature: example.signature.value.clone(),
        }),
    }
}

fn lower_waiter(waiter: &source::Waiter, operations: &[Operation], diagnostics: &mut Diagnostics) -> Waiter {
    let operation = operations.iter().position(|operation| operation.name == waiter.operation.value);
    // An empty name was missing, which has been said; so were pauses of which there are none.
    if operation.is_none() && !waiter.operation.value.is_empty() {
        let help = did_you_mean(&waiter.operation.value, operations.iter().map(|operation| operation.name.as_str()));
        let message = format!("there is no operation `{}`", waiter.operation.value);
        diagnostics.push(Diagnostic::error("missing-reference", message).at(waiter.operation.span, "unknown operation").help_if(help));
    }
    let pauses: Vec<u64> = waiter.pauses.iter().filter_map(|pause| pause.value.try_into().ok()).collect();
    if let Some(first) = waiter.pauses.first().filter(|_| pauses.len() != 2 || pauses[0] < 1 || pauses[0] > pauses[1]) {
        let message = format!("`{}` needs two pauses: the first one and the longest", waiter.name.value);
        diagnostics
            .push(Diagnostic::error("wrong-shape", message).at(first.span, "in seconds, from 1").help("for example `pauses: [5, 30]`"));
    }
    // A timeout of nothing was missing, which has been said.
    if waiter.timeout.value < 0
        || pauses.last().is_some_and(|longest| waiter.timeout.value > 0 && waiter.timeout.value.unsigned_abs() < *longest)
    {
        let message = format!("`{}` gives up before the longest pause is over", waiter.name.value);
        diagnostics
            .push(Diagnostic::error("wrong-shape", message).at(waiter.timeout.span, "in seconds").help("for example `timeout: 3600`"));
    }
    let not_found = [("error", NotFound::Error), ("wait", NotFound::Wait), ("success", NotFound::Success)];
    Waiter {
        at: waiter.name.span,
        name: waiter.name.value.clone(),
        operation,
        what: text(&waiter.what),
        arguments: waiter.arguments.iter().flat_map(|named| &named.0).map(lower_argument).collect(),
        state: waiter.state.value.clone(),
        state_at: waiter.state.span,
        success: strings(&waiter.success),
        failure: strings(&waiter.failure),
        states_at: waiter.success.iter().chain(&waiter.failure).map(|state| state.span).collect(),
        not_found: waiter.not_found.as_ref().map_or(NotFound::Error, |written| choice(written, &not_found, diagnostics)),
        pauses: (pauses.first().copied().unwrap_or(5), pauses.last().copied().unwrap_or(30)),
        timeout: waiter.timeout.value.try_into().unwrap_or_default(),
        evidence: evidence(&waiter.evidence, &[], diagnostics),
    }
}

fn lower_argument((name, argument): &(Written<String>, source::Argument)) -> Argument {
    Argument { name: name.value.clone(), doc: text(&argument.doc), example: argument.example.value.clone() }
}

fn lower_erratum(erratum: &source::Erratum, diagnostics: &mut Diagnostics) -> Erratum {
    Erratum {
        at: erratum.id.span,
        id: erratum.id.value.clone(),
        sections: sections(&erratum.section, diagnostics),
        subjects: strings(&erratum.r#where),
        subjects_at: erratum.r#where.iter().map(|subject| subject.span).collect(),
        printed: text(&erratum.printed),
        decision: text(&erratum.decision),
        reason: text(&erratum.reason),
    }
}

/// The releases. A version is in the list once, as its anchor is.
fn lower_changes(releases: &[source::Release], diagnostics: &mut Diagnostics) -> Vec<Release> {
    for (index, release) in releases.iter().enumerate() {
        let version = &release.version;
        if let Some(first) = releases[..index].iter().find(|first| first.version.value == version.value && !version.value.is_empty()) {
            let diagnostic = Diagnostic::error("duplicate-name", format!("the version `{}` is there twice", version.value));
            diagnostics.push(diagnostic.at(version.span, "the second").at(first.version.span, "the first"));
        }
    }
    let kinds = [
        ("added", ChangeKind::Added),
        ("changed", ChangeKind::Changed),
        ("deprecated", ChangeKind::Deprecated),
        ("removed", ChangeKind::Removed),
    ];
    let mut changes = |release: &source::Release| {
        let changes = release.changes.iter().map(|change| Change {
            subject: change.at.value.clone(),
            kind: choice(&change.kind, &kinds, diagnostics),
            is_breaking: change.breaking.as_ref().is_some_and(|breaking| breaking.value),
            what: text(&change.what),
        });
        changes.collect()
    };
    let lower = |release: &source::Release| Release {
        version: release.version.value.clone(),
        date: string(&release.date),
        changes: changes(release),
    };
    releases.iter().map(lower).collect()
}

fn lower_type(
    module: &Written<String>,
    definition: &source::TypeDef,
    types: &BTreeMap<&str, usize>,
    diagnostics: &mut Diagnostics,
) -> Type {
    let sections = sections(&definition.section, diagnostics);
    let fields = Fields { types, sections: &sections };
    check_type(definition, diagnostics);
    let shape = match &definition.values {
        Some(values) => {
            if definition.evidence.is_empty() && definition.fields.is_none() {
                let message = format!("the enum `{}` needs evidence", definition.name.value);
                let help = "say where its values come from: `evidence: table`, `example`, `prose` or `sdk`";
                diagnostics.push(Diagnostic::error("missing-evidence", message).at(definition.name.span, "this enum").help(help));
            }
            let of_enum = evidence(&definition.evidence, &sections, diagnostics);
            let values = values.0.iter().map(|(wire, value)| EnumValue {
                at: wire.span,
                rust: string(&value.rust).unwrap_or_else(|| names::variant(&wire.value)),
                wire: wire.value.clone(),
                doc: model::Text { en: value.en.value.clone(), zh: value.zh.value.clone() },
                evidence: match value.evidence.is_empty() {
                    true => of_enum.clone(),
                    false => evidence(&value.evidence, &sections, diagnostics),
                },
            });
            Shape::Enum(values.collect())
        }
        None => Shape::Struct(Struct {
            fields: fields.named(definition.fields.as_ref(), Location::Body, diagnostics),
            rules: fields.rules(&definition.rules, diagnostics),
        }),
    };
    Type {
        at: definition.name.span,
        name: definition.name.value.clone(),
        module: module.value.clone(),
        doc: review::marked(Some(text(&definition.doc)), definition.unreviewed.as_ref()).unwrap_or_default(),
        shape,
        sections,
        in_input: false,
        in_output: false,
        errata: Vec::new(),
    }
}

/// A type is a struct or an enum, and has the keys of what it is.
fn check_type(definition: &source::TypeDef, diagnostics: &mut Diagnostics) {
    let name = &definition.name;
    if definition.fields.is_some() == definition.values.is_some() {
        let diagnostic =
            Diagnostic::error("wrong-shape", format!("`{}` has to be a struct or an enum", name.value)).at(name.span, "this type");
        diagnostics.push(diagnostic.help("give it `fields` to make it a struct, or `values` to make it an enum, not both"));
        return;
    }
    if definition.values.as_ref().is_some_and(|values| values.0.is_empty()) {
        let diagnostic = Diagnostic::error("wrong-shape", format!("the enum `{}` has no values", name.value)).at(name.span, "this enum");
        diagnostics.push(diagnostic.help("list those that are documented; others survive anyway. If none is: use `string` instead"));
    }
    if let (Some(_), Some(evidence)) = (&definition.fields, definition.evidence.first()) {
        let diagnostic =
            Diagnostic::error("wrong-shape", format!("the struct `{}` has evidence of its own", name.value)).at(evidence.span, "not here");
        diagnostics.push(diagnostic.help("each of its fields says where it comes from"));
    }
    if let (Some(_), Some(rule)) = (&definition.values, definition.rules.first()) {
        let diagnostic = Diagnostic::error("wrong-shape", format!("the enum `{}` has rules", name.value)).at(rule.count.span, "this rule");
        diagnostics.push(diagnostic.help("rules bind the fields of a struct or of an operation together"));
    }
}

fn lower_operation(
    operation: &source::Operation,
    group: &Written<String>,
    groups: &[Group],
    types: &BTreeMap<&str, usize>,
    errors: &[ServiceError],
    diagnostics: &mut Diagnostics,
) -> Operation {
    let sections = sections(std::slice::from_ref(&operation.section), diagnostics);
    let fields = Fields { types, sections: &sections };
    let (methods, path) = http(&operation.http, diagnostics);
    let rust_name = &operation.rust.as_ref().unwrap_or(&operation.name).value;
    let path_at = operation.http.first().map_or(operation.name.span, |line| line.span);

    let mut inputs = fields.named(operation.path.as_ref(), Location::Path, diagnostics);
    inputs.extend(fields.named(operation.query.as_ref(), Location::Query, diagnostics));
    inputs.extend(fields.named(operation.headers.as_ref(), Location::Header, diagnostics));
    let body = match &operation.body {
        None => Body::None,
        Some(source::Body::Fields(body)) => {
            inputs.extend(fields.named(Some(&body.fields), Location::Body, diagnostics));
            Body::Fields { placeholder: string(&body.placeholder) }
        }
        Some(source::Body::Value(field)) => {
            let name = field.name.clone().unwrap_or_else(|| Written { span: field.span, value: "body".to_owned() });
            let field = fields.field(&name, field, Location::Body, diagnostics);
            let name = field.wire.clone();
            inputs.push(field);
            Body::Value(name)
        }
    };

    Operation {
        at: operation.name.span,
        name: operation.name.value.clone(),
        method_name: names::method(rust_name),
        type_name: names::type_name(rust_name),
        group: group_index(group, groups, diagnostics),
        section: operation.section.value.clone(),
        methods,
        path,
        path_at,
        idempotency: choice(
            &operation.idempotency,
            &[
                ("read_only", Idempotency::ReadOnly),
                ("idempotent", Idempotency::Idempotent),
                ("not_idempotent", Idempotency::NotIdempotent),
            ],
            diagnostics,
        ),
        summary: text(&operation.summary),
        doc: review::marked(operation.doc.as_ref().map(text), operation.unreviewed.as_ref()),
        when: operation.when.as_ref().map(text),
        input: Struct { fields: inputs, rules: fields.rules(&operation.rules, diagnostics) },
        body,
        response: lower_response(operation.response.as_ref(), &fields, diagnostics),
        pagination: operation.pagination.as_ref().map(|pagination| Pagination {
            page: pagination.page.value.clone(),
            size: pagination.size.value.clone(),
            items: pagination.items.value.clone(),
            total: string(&pagination.total),
            next: string(&pagination.next),
            at: [
                Some(&pagination.page),
                Some(&pagination.size),
                Some(&pagination.items),
                pagination.total.as_ref(),
                pagination.next.as_ref(),
            ]
            .map(|written| written.map_or(pagination.page.span, |written| written.span)),
        }),
        credentials: operation.issues_credentials.as_ref().map(|paths| CredentialPaths {
            access_key_id: paths.access_key_id.value.clone(),
            access_key_secret: paths.access_key_secret.value.clone(),
            security_token: paths.security_token.value.clone(),
            expires: paths.expires.value.clone(),
            duration: string(&paths.duration),
            role: string(&paths.role),
            session_name: string(&paths.session_name),
            policy: string(&paths.policy),
            at: [
                Some(&paths.access_key_id),
                Some(&paths.access_key_secret),
                Some(&paths.security_token),
                Some(&paths.expires),
                paths.duration.as_ref(),
                paths.role.as_ref(),
                paths.session_name.as_ref(),
                paths.policy.as_ref(),
            ]
            .map(|written| written.map_or(paths.access_key_id.span, |written| written.span)),
        }),
        echoes: operation.echoes.iter().flat_map(|echoes| &echoes.0).map(echo).collect(),
        kubeconfig: operation.kubeconfig.as_ref().map(|path| (path.value.clone(), path.span)),
        errors: error_indices(&operation.errors, errors, diagnostics),
        sample: operation.sample.iter().map(|path| (path.value.clone(), path.span)).collect(),
        errata: Vec::new(),
    }
}

fn echo((path, text): &(Written<String>, Written<String>)) -> Echo {
    Echo { path: path.value.clone(), text: text.value.clone(), at: [path.span, text.span] }
}

fn lower_response(response: Option<&source::Response>, fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Response {
    let Some(response) = response else {
        return Response {
            statuses: vec![200],
            content: Content::Empty,
            placeholder: None,
            evidence: Vec::new(),
            doc: None,
            example: None,
            example_at: None,
        };
    };
    let content = match (&response.fields, &response.r#type) {
        (Some(named), None) => {
            let fields = fields.named(Some(named), Location::Body, diagnostics);
            Content::Fields(Struct { fields, rules: Vec::new() })
        }
        (None, Some(kind)) => Content::Value(fields.kind(kind, diagnostics).unwrap_or(Kind::Any)),
        (None, None) => Content::Empty,
        (Some(_), Some(kind)) => {
            let diagnostic =
                Diagnostic::error("wrong-shape", "a response has `fields` or a `type`, not both").at(kind.span, "beside `fields`");
            diagnostics.push(diagnostic.help("name the struct in types/*.yaml and use its name as the `type`, or keep the `fields`"));
            Content::Empty
        }
    };
    let mut statuses: Vec<u16> = response.status.iter().map(|status| status.0).collect();
    if statuses.is_empty() {
        statuses.push(200);
    }
    Response {
        statuses,
        content,
        placeholder: string(&response.placeholder),
        evidence: evidence(&response.evidence, fields.sections, diagnostics),
        doc: response.doc.as_ref().map(text),
        example: response.example.as_ref().map(source::Node::to_json),
        example_at: response.example.as_ref().map(|example| example.span),
    }
}

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"];

/// `METHOD /path`, once or several times with the same path. The path is empty where none could be read.
fn http(lines: &[Written<String>], diagnostics: &mut Diagnostics) -> (Vec<String>, String) {
    let mut methods: Vec<String> = Vec::new();
    let mut path = "";
    for line in lines.iter().filter(|line| !line.value.is_empty()) {
        let Some((method, of_line)) = line.value.split_once(' ').filter(|(method, path)| METHODS.contains(method) && path.starts_with('/'))
        else {
            let diagnostic = Diagnostic::error("invalid-http", format!("`{}` is not a method and a path", line.value));
            let help = format!("it reads like `GET /things/{{Id}}`; the methods are {}", list_of(&METHODS));
            diagnostics.push(diagnostic.at(line.span, "should be a method, a space and a path").help(help));
            continue;
        };
        if let Some(segment) = of_line.split('/').find(|segment| !is_segment(segment)) {
            let diagnostic =
                Diagnostic::error("invalid-http", format!("`{segment}` cannot be a part of a path")).at(line.span, "this path");
            diagnostics.push(
                diagnostic.help("a parameter is a whole part, `/{Id}/`; everything else is letters, digits and `-._~:@!$&'()*+,;=%`"),
            );
            continue;
        }
        if !path.is_empty() && path != of_line {
            let diagnostic = Diagnostic::error("invalid-http", "an operation has one path").at(line.span, "another path than the first");
            diagnostics.push(diagnostic.help("an operation may answer to several methods; for another path describe another operation"));
        }
        if methods.iter().any(|known| known == method) {
            diagnostics.push(
                Diagnostic::error("invalid-http", format!("`{method}` is here twice")).at(line.span, "the second").help("keep one of them"),
            );
        }
        if path.is_empty() {
            path = of_line;
        }
        methods.push(method.to_owned());
    }
    if methods.is_empty() {
        methods.push("GET".to_owned());
    }
    (methods, path.to_owned())
}

/// Whether a text can stand between two slashes: a parameter in braces, or characters that need no encoding.
fn is_segment(text: &str) -> bool {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => !name.is_empty() && !name.contains(['{', '}']),
        None => {
            text != "."
                && text != ".."
                && text.chars().all(|character| character.is_ascii_alphanumeric() || "-._~:@!$&'()*+,;=%".contains(character))
        }
    }
}

fn group_index(group: &Written<String>, groups: &[Group], diagnostics: &mut Diagnostics) -> usize {
    if let Some(index) = groups.iter().position(|known| known.name == group.value) {
        return index;
    }
    let message = format!("the service has no group `{}`", group.value);
    let help = did_you_mean(&group.value, groups.iter().map(|group| group.name.as_str()))
        .unwrap_or_else(|| format!("add `{}` under `groups` in service.yaml; a file of operations is called after its group", group.value));
    // Said once a file, not once an operation.
    if !diagnostics.sorted().iter().any(|known| known.code == "missing-group" && known.message == message) {
        diagnostics.push(Diagnostic::error("missing-group", message).at(group.span, "the group that this file is called after").help(help));
    }
    0
}

fn error_indices(codes: &[Written<String>], errors: &[ServiceError], diagnostics: &mut Diagnostics) -> Vec<usize> {
    let mut indices = Vec::new();
    for code in codes {
        match errors.iter().position(|error| error.code == code.value) {
            Some(index) => indices.push(index),
            None => {
                let message = format!("the service has no error `{}`", code.value);
                let help = did_you_mean(&code.value, errors.iter().map(|error| error.code.as_str()));
                let help = help.unwrap_or_else(|| "describe it under `errors` in service.yaml".to_owned());
                diagnostics.push(Diagnostic::error("missing-reference", message).at(code.span, "unknown error").help(help));
            }
        }
    }
    indices
}

/// One of a few words; the first where it is none of them.
pub fn choice<T: Copy>(written: &Written<String>, choices: &[(&str, T)], diagnostics: &mut Diagnostics) -> T {
    // An empty one was missing, which has been said.
    if written.value.is_empty() {
        return choices[0].1;
    }
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == written.value) {
        return *value;
    }
    let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
    let help = did_you_mean(&written.value, words.iter().copied());
    let diagnostic = Diagnostic::error("unknown-value", format!("expected {}, found `{}`", any_of(&words), written.value));
    diagnostics.push(diagnostic.at(written.span, "unknown value").help_if(help));
    choices[0].1
}

fn string(written: &Option<Written<String>>) -> Option<String> {
    written.as_ref().map(|written| written.value.clone())
}

fn strings(written: &[Written<String>]) -> Vec<String> {
    written.iter().map(|written| written.value.clone()).collect()
}

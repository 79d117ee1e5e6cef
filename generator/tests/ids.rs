//! An id is the same wherever a thing has one: for `ackgen explain`, on the pages of the reference, in the rustdoc of the client.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use ackgen::explain::{item, nearest};
use ackgen::ids;
use ackgen::model::{Content, Field, Kind, Model, Service, Shape, TypeId};
use ackgen::output::File;
use ackgen::source::SourceFile;

struct Generated {
    sources: Vec<SourceFile>,
    model: Model,
    files: Vec<File>,
}

fn generated(spec: &str) -> Generated {
    let sources = ackgen::input::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(spec)).expect("the spec can be read");
    let (model, files) = ackgen::generate(&sources).unwrap_or_else(|problems| panic!("{}", problems.render(&sources, spec, false)));
    Generated { sources, model, files }
}

/// The ids of fields and of everything inside of them. What is inside of itself is not looked into again.
fn inside(service: &Service, outer: &str, fields: &[Field], open: &mut Vec<TypeId>, found: &mut Vec<(String, String)>) {
    for field in fields {
        let id = format!("{outer}.{}", field.wire);
        found.push((id.clone(), field.doc.en.clone()));
        of_kind(service, &id, &field.kind, open, found);
    }
}

fn of_kind(service: &Service, outer: &str, kind: &Kind, open: &mut Vec<TypeId>, found: &mut Vec<(String, String)>) {
    if let Some((definition, shape)) = kind.named().zip(ids::structure(service, kind))
        && !open.contains(&definition)
    {
        open.push(definition);
        inside(service, outer, &shape.fields, open, found);
        open.pop();
    }
}

/// Every field of an operation by its id, with its meaning.
fn of_operations(service: &Service) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for operation in &service.operations {
        for field in &operation.input.fields {
            let id = ids::of_request(operation, field);
            found.push((id.clone(), field.doc.en.clone()));
            of_kind(service, &id, &field.kind, &mut Vec::new(), &mut found);
        }
        let outer = format!("{}.{}", operation.name, ids::RESPONSE);
        match &operation.response.content {
            Content::Empty => {}
            Content::Fields(shape) => inside(service, &outer, &shape.fields, &mut Vec::new(), &mut found),
            Content::Value(kind) => of_kind(service, &outer, kind, &mut Vec::new(), &mut found),
        }
    }
    found
}

/// The fields that are written down as such, one struct in Rust each.
fn written(service: &Service) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for operation in &service.operations {
        found.extend(operation.input.fields.iter().map(|field| ids::of_request(operation, field)));
        if let Content::Fields(shape) = &operation.response.content {
            found.extend(shape.fields.iter().map(|field| ids::of_response(operation, field)));
        }
    }
    for definition in &service.types {
        if let Shape::Struct(shape) = &definition.shape {
            found.extend(shape.fields.iter().map(|field| ids::of_type(definition, field)));
        }
    }
    found
}

/// What stands between two texts, wherever it does.
fn between<'t>(text: &'t str, before: &'t str, after: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

/// The ids in a file's documentation, wherever its lines end.
fn in_rustdoc(text: &str) -> Vec<String> {
    let text = text.replace("///", "").split_whitespace().collect::<Vec<_>>().join(" ");
    between(&text, " Id: `", "`.").map(str::to_owned).collect()
}

/// An anchor as the text that it was made of: a character that means something else there is its number between signs.
fn read(anchor: &str) -> String {
    let parts = anchor.split('+').enumerate().map(|(index, part)| match index % 2 {
        0 => part.to_owned(),
        _ => u32::from_str_radix(part, 16).ok().and_then(char::from_u32).expect("a character").to_string(),
    });
    parts.collect()
}

/// The anchors of the reference's pages, each behind the name of its page: `CreateOrder.body.name`.
fn anchors(files: &[File]) -> BTreeSet<String> {
    let pages = files.iter().filter(|file| file.path.starts_with("reference/") && file.path.ends_with(".md"));
    let of_page = |file: &File| {
        let page = Path::new(&file.path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let ids: Vec<_> =
            between(&file.text, " id=\"", "\"").map(|id| format!("{page}.{}", read(id.strip_prefix("field.").unwrap_or(id)))).collect();
        ids
    };
    pages.flat_map(of_page).collect()
}

#[test]
fn every_field_has_its_id_everywhere() {
    for spec in ["../spec", "../tests/generality/spec"] {
        let Generated { sources, model, files } = generated(spec);
        let anchors = anchors(&files);
        let rust = files.iter().filter(|file| file.path.starts_with("client/"));
        let in_rust: BTreeSet<String> = rust.flat_map(|file| in_rustdoc(&file.text)).collect();
        let mut written_down = BTreeSet::new();
        let mut count = 0;
        for service in &model.services {
            for (id, doc) in of_operations(service) {
                for id in [&id, &ids::of_service(service, &id)] {
                    assert!(item(&model, &sources, id).is_some_and(|told| told.contains(&doc)), "{id} is not explained");
                }
                assert!(anchors.contains(&id), "{id} is no anchor of the reference");
                count += 1;
            }
            let fields = written(service);
            for id in &fields {
                assert!(item(&model, &sources, id).is_some(), "{id} is not explained");
                assert!(anchors.contains(id), "{id} is no anchor of the reference");
            }
            written_down.extend(fields);
        }
        assert!(count > 100, "only {count} fields in {spec}");
        assert_eq!(
            in_rust.symmetric_difference(&written_down).collect::<Vec<_>>(),
            [&""; 0],
            "in rustdoc and not written, or the other way"
        );
    }
}

/// What operations have in common: the anchors of the pages about the service, behind the name of none.
#[test]
fn what_is_common_has_its_id_everywhere() {
    for spec in ["../spec", "../tests/generality/spec", "../tests/cases/shapes/spec"] {
        let Generated { sources, model, files } = generated(spec);
        let of_service = ["gateways.md", "responses.md", "signing.md", "errors.md", "errata.md", "lifecycles.md"];
        let pages = files.iter().filter(|file| of_service.iter().any(|name| file.path.ends_with(&format!("/{name}"))));
        let anchors: BTreeSet<String> = pages.flat_map(|file| between(&file.text, " id=\"", "\"").map(read)).collect();
        let places = ids::by_place(&model);
        for service in &model.services {
            for (prefix, fields) in ids::common(service) {
                for field in fields {
                    let id = format!("{prefix}.{}", field.wire);
                    assert!(anchors.contains(&id), "{id} is no anchor of the reference");
                    assert_eq!(places.get(&field.at), Some(&ids::of_service(service, &id)));
                }
            }
        }
        for id in places.values() {
            assert!(item(&model, &sources, id).is_some(), "{id} is not explained");
        }
        let kinds =
            ["header", "parameter", "common", "item", "group", "endpoint", "gateway", "scheme", "lifecycle", "refusal", "erratum", "error"];
        for anchor in anchors.iter().filter(|anchor| kinds.iter().any(|kind| anchor.starts_with(&format!("{kind}.")))) {
            assert!(item(&model, &sources, anchor).is_some(), "the anchor {anchor} is not explained");
        }
    }
}

/// Whatever diff finds is about something that can be looked up, in the one spec or in the other; and no two of its changes
/// could only be suppressed together.
#[test]
fn what_changes_are_about_is_explained() {
    let mut wrong = Vec::new();
    for name in support::cases::names() {
        let case = support::cases::read(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let models = [&case.old, &case.new].map(|files| ackgen::load(files).expect("it is right"));
        let found = ackgen::diff::compare(&models[0], &models[1]);
        let mut known = BTreeSet::new();
        for change in found.all {
            let explained = models.iter().zip([&case.old, &case.new]).any(|(model, files)| item(model, files, &change.about).is_some());
            if !explained {
                wrong.push(format!("{name}: {} is not explained", change.about));
            }
            if !known.insert((change.rule.id, change.about.clone())) {
                wrong.push(format!("{name}: {} twice at {}", change.rule.id, change.about));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_no_field_has_its_name() {
    let Generated { sources, model, .. } = generated("../spec");
    let service = &model.services[0];
    let error = model.services.iter().find_map(|service| service.errors.first()).expect("a service documents an error");
    let (operation, definition, erratum) = (&service.operations[0], &service.types[0], &service.errata[0]);
    for (id, said) in [
        (&operation.name, &operation.path),
        (&definition.name, &definition.doc.en),
        (&erratum.id, &erratum.reason.en),
        (&error.code, &error.doc.en),
    ] {
        assert!(item(&model, &sources, id).is_some_and(|text| text.contains(said)), "{id}");
        assert_eq!(item(&model, &sources, &format!("nowhere/{id}")), None);
        assert_eq!(item(&model, &sources, &format!("{id}.nothing.at.all")), None);
    }
}

#[test]
fn a_link_into_the_reference_leads_to_the_same() {
    let Generated { sources, model, .. } = generated("../spec");
    for (link, id) in [
        ("https://docs.example.com/en/ack/nodes/DescribeClusterNodes.html", "DescribeClusterNodes"),
        ("https://docs.example.com/en/ack/nodes/DescribeClusterNodes.html#query.pageSize", "DescribeClusterNodes.query.pageSize"),
        ("en/all.html#page.ack.nodes.DescribeClusterNodes..query.pageSize", "DescribeClusterNodes.query.pageSize"),
        ("en/all.html#page.ack.nodes.DescribeClusterNodes", "DescribeClusterNodes"),
        ("PageInfo.md#field.page_size", "PageInfo.page_size"),
        ("../errata.md#erratum.vpcid-spelling", "vpcid-spelling"),
        ("ack/gateways.html#header.Date", "header.Date"),
    ] {
        let told = item(&model, &sources, id);
        assert!(told.is_some() && item(&model, &sources, link) == told, "{link}");
    }
    assert_eq!(item(&model, &sources, "nodes/DescribeClusterNodes.html#query.nothing"), None);
}

#[test]
fn what_is_not_there_leads_to_what_is() {
    let Generated { model, .. } = generated("../spec");
    for (id, help) in [
        ("CreateClusterr", Some("did you mean `CreateCluster`?")),
        ("ack/CreateClusterr", Some("did you mean `ack/CreateCluster`?")),
        ("scheme.acs3", Some("there are `scheme.acs3_hmac_sha256`")),
        ("nothing-like-it-at-all", None),
    ] {
        assert_eq!(nearest(&model, id).as_deref(), help, "{id}");
    }
}

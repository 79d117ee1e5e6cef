//! What `ackgen new` makes is a spec, with every text still to be written.

use std::path::Path;

use ackgen::input;
use ackgen::lint::{CONFIG, lint};
use ackgen::scaffold::{Item, scaffold};
use ackgen::source::SourceFile;

fn base() -> Vec<SourceFile> {
    input::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/base")).expect("the base can be read")
}

/// The base with what was scaffolded.
fn with(item: &Item) -> Vec<SourceFile> {
    let mut files = base();
    for changed in scaffold(&files, item).expect("it can be scaffolded") {
        files.retain(|file| file.path != changed.path);
        files.push(changed);
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn operation(name: &str, group: &str, http: &str) -> Item {
    Item::Operation { name: name.to_owned(), service: None, group: group.to_owned(), section: "1.2".to_owned(), http: http.to_owned() }
}

fn type_(name: &str, values: &[&str]) -> Item {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Item::Type { name: name.to_owned(), service: None, file: "order".to_owned(), section: "1.2.3".to_owned(), values }
}

fn service(name: &str) -> Item {
    Item::Service { name: name.to_owned(), group: "accounts".to_owned(), style: "rpc".to_owned() }
}

/// The codes of everything that is found in a spec, each once.
fn found(files: &[SourceFile]) -> Vec<&'static str> {
    let mut codes: Vec<_> = match lint(files, None, "2026-01-01") {
        Ok(report) => report.findings.iter().map(|finding| finding.diagnostic.code).collect(),
        Err(diagnostics) => diagnostics.sorted().iter().map(|diagnostic| diagnostic.code).collect(),
    };
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn an_operation_is_complete_but_for_its_texts() {
    for http in ["GET /orders", "POST /orders/{OrderId}/lines/{Line}", "PUT /orders/{OrderId}", "DELETE /orders/{OrderId}"] {
        let files = with(&operation("MoveOrder", "orders", http));
        assert_eq!(found(&files), ["unfinished-text"], "{http}");
    }
}

#[test]
fn what_a_file_says_stays() {
    let before = base().into_iter().find(|file| file.path == "shop/operations/orders.yaml").expect("it is there").text;
    let files = with(&operation("MoveOrder", "orders", "GET /orders"));
    let after = &files.iter().find(|file| file.path == "shop/operations/orders.yaml").expect("it is there").text;
    assert!(after.starts_with(before.trim_end()), "{after}");
}

#[test]
fn a_type_waits_to_be_used() {
    for values in [&[][..], &["on", "1", "it's"]] {
        let files = with(&type_("OrderState", values));
        assert_eq!(found(&files), ["unused-type"], "{values:?}");
        let text = &files.iter().find(|file| file.path == "shop/types/order.yaml").expect("it is new").text;
        assert!(text.starts_with("# yaml-language-server: $schema=../../schema/types.json\n"), "{text}");
    }
}

#[test]
fn a_service_joins_the_product() {
    let files = with(&service("bank"));
    // Its group is empty as long as it has no operations.
    assert_eq!(found(&files), ["empty-group", "unfinished-text"]);
    let product = &files.iter().find(|file| file.path == "product.yaml").expect("it is there").text;
    assert!(product.contains("services: [shop, bank]"), "{product}");
}

#[test]
fn what_is_there_is_refused() {
    let refused = |item: &Item| scaffold(&base(), item).expect_err("it is refused");
    assert_eq!(refused(&operation("FetchOrder", "orders", "GET /x")), "`FetchOrder` is described in shop/operations/orders.yaml already");
    assert_eq!(
        refused(&operation("MoveOrder", "order", "GET /x")),
        "there is no group `order`: did you mean `orders`?; a new one goes under `groups` in shop/service.yaml"
    );
    assert_eq!(refused(&type_("orderState", &[])), "types are named as Rust names types: `OrderState`");
    assert_eq!(refused(&service("shop")), "there is a folder `shop` already");
    assert!(refused(&operation("MoveOrder", "orders", "get orders")).starts_with("`get orders` is not a method and a path: "));
    assert!(refused(&operation("MoveOrder", "orders", "GET /{Id")).starts_with("`{Id` cannot be a part of a path: "));
    assert!(refused(&type_("Option", &[])).contains("which generated code uses itself"));
    let elsewhere = Item::Type { name: "Box1".to_owned(), service: None, file: "../x".to_owned(), section: "1".to_owned(), values: vec![] };
    assert!(refused(&elsewhere).contains("cannot be a file of types"));
    assert!(refused(&operation("../escape", "orders", "GET /x")).contains("cannot be a name"));
    assert!(
        refused(&Item::Service { name: "../bank".to_owned(), group: "a".to_owned(), style: "roa".to_owned() })
            .contains("names of Rust modules")
    );
}

#[test]
fn the_configuration_has_a_name() {
    assert_eq!(CONFIG, ".lint.yaml");
}

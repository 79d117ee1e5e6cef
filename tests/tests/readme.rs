//! What the README shows is what is there, and it works.

use ack_client::wire::serde_json::json;
use ack_mock::Mock;
use ackgen_tests::programs;

const README: &str = include_str!("../../README.md");
const QUICKSTART: &str = include_str!("../src/bin/quickstart.rs");

#[test]
fn the_readme_shows_the_example() {
    let (_, code) = QUICKSTART.split_once("\n\n").expect("the example begins with its documentation");
    assert!(README.contains(code), "README.md shows tests/src/bin/quickstart.rs word for word");
}

#[test]
fn the_example_works_on_the_running_mock() {
    let mock = Mock::start_blocking();
    let printed = programs::printed(env!("CARGO_BIN_EXE_quickstart"), &[], mock.url(), ("testid", "testsecret"));
    // It was created a moment ago, and takes a while.
    assert!(printed.contains("demo is initial"), "{printed}");
    assert_eq!(printed.lines().count(), 2, "what was created is listed: {printed}");
    assert_eq!(mock.calls("CreateCluster")[0].input(), json!({ "name": "demo", "num_of_nodes": 3 }));
    assert_eq!(mock.calls("DescribeClustersV1")[0].input(), json!({ "page_size": 10 }));
}

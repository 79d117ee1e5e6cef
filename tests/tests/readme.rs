//! What the README shows is what is there, and it works.

use std::process::Command;

use ack_mock::Mock;

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
    let output = Command::new(env!("CARGO_BIN_EXE_quickstart"))
        .env("ALIBABA_CLOUD_ENDPOINT", mock.url())
        .env("ALIBABA_CLOUD_REGION_ID", "cn-beijing")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .output()
        .expect("the example runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // It was created a moment ago, and takes a while.
    assert!(printed.contains("demo is initial"), "{printed}");
    assert_eq!(printed.lines().count(), 2, "what was created is listed: {printed}");
}

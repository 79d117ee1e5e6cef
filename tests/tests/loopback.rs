//! The generated client calls the generated mock over HTTP, in one process: every operation, in JSON and in XML, and the
//! answer that is documented arrives.

use ack_client::wire::serde_json::{Value, json};
use ack_client::{Client, Credentials, Environment, ResponseFormat, sts};
use ack_mock::Mock;
use ackgen::emit::example;
use ackgen::model::{Model, Operation, Service};
use ackgen_tests::answers::as_answered;
use ackgen_tests::operations::{self, Calls, Erased};
use ackgen_tests::spec;

#[test]
fn the_list_of_operations_is_complete() {
    let model = spec::model();
    let mut known: Vec<_> = operations::all().iter().map(|erased| erased.operation.name).collect();
    let mut documented: Vec<_> = described(&model).map(|(_, operation)| operation.name.as_str()).collect();
    known.sort_unstable();
    documented.sort_unstable();
    assert_eq!(known, documented, "tests/src/operations.rs lists every operation: add what is missing there");
}

#[tokio::test]
async fn every_operation_answers_what_is_documented_in_json() {
    every_operation(ResponseFormat::Json).await;
}

#[tokio::test]
async fn every_operation_answers_what_is_documented_in_xml() {
    every_operation(ResponseFormat::Xml).await;
}

#[tokio::test]
async fn sessions_work() {
    let mock = Mock::start().await;
    let sts = sts::Client::builder().endpoint(mock.url()).no_proxy().credentials(Credentials::new("testid", "testsecret")).build();
    let sts = sts.expect("a client can be built");
    let session = sts.assume_role("acs:ram::1:role/reader", "alice").send().await.expect("a role can be assumed");
    let session = session.credentials.expect("credentials are answered");
    let secret = session.access_key_secret.expect("a secret is answered");
    let token = session.security_token.expect("a token is answered");

    let with = |credentials| Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(credentials).build();
    let client =
        with(Credentials::temporary(&session.access_key_id, secret.expose(), token.expose(), None)).expect("a client can be built");
    client.describe_user_quota().send().await.expect("the session's credentials are accepted");

    let client =
        with(Credentials::temporary(&session.access_key_id, secret.expose(), "another token", None)).expect("a client can be built");
    let refused = client.describe_user_quota().send().await.expect_err("another token is refused");
    assert!(refused.is_auth(), "{refused}");
}

#[tokio::test]
async fn a_role_that_a_profile_asks_for_is_assumed() {
    let mock = Mock::start().await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    let write = |session_name: &str| {
        let profile = json!({
            "name": "reader", "mode": "RamRoleArn", "access_key_id": "testid", "access_key_secret": "testsecret", "region_id": "cn-beijing",
            "ram_role_arn": "acs:ram::1:role/reader", "ram_session_name": session_name, "expired_seconds": 900,
            "policy": "{\"Version\": \"1\"}",
        });
        std::fs::write(&file, json!({"current": "reader", "profiles": [profile]}).to_string()).expect("the file is written");
    };
    write("alice");
    let environment = Environment::from_iter([
        ("ALIBABA_CLOUD_CONFIG_FILE", file.path().to_str().expect("a path of text")),
        ("ALIBABA_CLOUD_ENDPOINT", mock.url()),
    ]);
    let client = Client::builder().environment(&environment).expect("the environment is readable").no_proxy().build();
    let client = client.expect("a client");
    for _ in 0..2 {
        client.describe_user_quota().send().await.expect("the role may call");
    }
    let assumed = mock.calls("AssumeRole");
    assert_eq!(assumed.len(), 1, "one session serves both calls");
    let said = json!({
        "RoleArn": "acs:ram::1:role/reader", "RoleSessionName": "alice", "DurationSeconds": 900, "Policy": "{\"Version\": \"1\"}",
    });
    assert_eq!(assumed[0].input(), said);
    write("not allowed");
    let error = client.describe_user_quota().send().await.expect_err("that is no name").to_string();
    assert!(error.starts_with("DescribeUserQuota: the role of the profile \"reader\" cannot be assumed: AssumeRole: "), "{error}");
}

async fn every_operation(format: ResponseFormat) {
    let model = spec::model();
    let mock = Mock::builder().documented(true).start().await.expect("a mock starts");
    let credentials = || Credentials::new("testid", "testsecret");
    let main =
        Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(credentials()).response_format(format).build();
    let main = main.expect("a client can be built");
    let sts = sts::Client::builder()
        .endpoint(mock.url())
        .no_proxy()
        .region("cn-beijing")
        .credentials(credentials())
        .response_format(format)
        .build();
    let sts = sts.expect("a client can be built");
    for erased in operations::all() {
        let (service, operation) =
            described(&model).find(|(_, operation)| operation.name == erased.operation.name).expect("it is described");
        let input = Value::Object(example::input(service, operation));
        let answer = match &erased.call {
            Calls::Main(call) => call(&main, input.clone()).await,
            Calls::Sts(call) => call(&sts, input.clone()).await,
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{}: {error}", operation.name));
        if let Some(documented) = documented(&erased, service, operation) {
            // Every answer carries its id, documented or not.
            if let (Value::Object(answer), None) = (&mut answer, documented.get("RequestId")) {
                answer.remove("RequestId");
            }
            let documented = as_answered(documented, &input, &answer, operation);
            assert_eq!(answer, documented, "{} in {format:?}", operation.name);
        }
    }
}

/// The documented example as the generated type writes it.
fn documented(erased: &Erased, service: &Service, operation: &Operation) -> Option<Value> {
    let example = example::response(service, operation)?;
    let body = match example.as_str() {
        Some(text) => text.to_owned(),
        None => example.to_string(),
    };
    let content_type = if example.is_string() { "text/plain" } else { "application/json" };
    Some((erased.through)(Some(content_type), body.as_bytes()).expect("a documented example decodes"))
}

fn described(model: &Model) -> impl Iterator<Item = (&Service, &Operation)> {
    model.services.iter().flat_map(|service| service.operations.iter().map(move |operation| (service, operation)))
}

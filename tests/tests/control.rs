//! A running mock that is told what to do, by a test that uses the client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use ack_client::clusters::DescribeClusterDetailInput;
use ack_client::types::Cluster;
use ack_client::wire::serde_json::{Value, json};
use ack_client::{Client, Credentials, RetryPolicy};
use ack_mock::{AccessKey, Canned, FailingTransition, Fault, Mock, Refusal, Request};

/// A mock whose clock stands still.
fn mock() -> Mock {
    let keys = ["main", "other"].map(|key| AccessKey::new(key, "secret"));
    let builder = keys.into_iter().fold(Mock::builder(), |builder, key| builder.access_key(key));
    builder.frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start_blocking().unwrap()
}

fn client_of(mock: &Mock, key: &str) -> Client {
    Client::builder().endpoint(mock.url()).credentials(Credentials::new(key, "secret")).retry(RetryPolicy::never()).build().unwrap()
}

async fn state(client: &Client, id: &str) -> String {
    client.describe_cluster_detail(id).send().await.unwrap().state.as_str().to_owned()
}

#[tokio::test]
async fn time_passes_when_it_is_told_to() {
    let mock = mock();
    let client = mock.client();
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    mock.clock().advance(Duration::from_secs(100));
    assert_eq!(state(&client, &id).await, "initial");
    // The 200 seconds that are left take 20.
    mock.set_speed(10.0);
    mock.clock().advance(Duration::from_secs(19));
    assert_eq!(state(&client, &id).await, "initial");
    mock.clock().advance(Duration::from_secs(1));
    assert_eq!(state(&client, &id).await, "running");
    // What starts now goes at that speed, too, and at another from here.
    client.delete_cluster(&*id).send().await.unwrap();
    mock.set_speed(1.0);
    mock.clock().advance(Duration::from_secs(119));
    assert_eq!(state(&client, &id).await, "deleting");
    mock.clock().advance(Duration::from_secs(1));
    assert!(client.describe_cluster_detail(&*id).send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn transitions_fail_as_they_are_told_to() {
    let mock = mock();
    let (client, other) = (mock.client(), client_of(&mock, "other"));
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(client.create_cluster().name(name).send().await.unwrap().cluster_id);
    }
    let foreign = other.create_cluster().name("d").send().await.unwrap().cluster_id;
    let to_running = || FailingTransition::new("cluster", "running");
    mock.fail(to_running().id(&*ids[1])).unwrap();
    mock.fail(to_running().tenant("other").times(2)).unwrap();
    let refused = mock.fail(FailingTransition::new("cluster", "updating")).unwrap_err();
    assert_eq!(refused.recommend.unwrap(), "those that can lead to: running, deleted");
    mock.clock().advance(Duration::from_secs(300));
    assert_eq!(
        [state(&client, &ids[0]).await, state(&client, &ids[1]).await, state(&client, &ids[2]).await],
        ["running", "failed", "running"]
    );
    assert_eq!(state(&other, &foreign).await, "failed");
    let again = other.create_cluster().name("e").send().await.unwrap().cluster_id;
    let last = {
        mock.clock().advance(Duration::from_secs(300));
        other.create_cluster().name("f").send().await.unwrap().cluster_id
    };
    mock.clock().advance(Duration::from_secs(300));
    assert_eq!([state(&other, &again).await, state(&other, &last).await], ["failed", "running"]);
}

#[tokio::test]
async fn what_goes_wrong_reaches_the_client() {
    let mock = mock();
    let client = client_of(&mock, "main");
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    for (fault, holds) in [
        (
            Fault::refuse(503, "ServiceUnavailable", "later"),
            (|error| error.code() == Some("ServiceUnavailable")) as fn(&ack_client::Error) -> bool,
        ),
        (Fault::throttle(Duration::from_secs(5)), |error| error.is_throttled() && error.retry_after() == Some(Duration::from_secs(5))),
        (Fault::reset(), |error| error.code().is_none() && error.status().is_none()),
        (Fault::truncated(), |error| error.code().is_none()),
        (Fault::malformed(), |error| error.code().is_none()),
    ] {
        mock.fault(fault.clone().on("DescribeClusterDetail").times(1));
        let error = client.describe_cluster_detail(&*id).send().await.unwrap_err();
        assert!(holds(&error), "{fault:?}: {error}");
        assert_eq!(state(&client, &id).await, "initial");
    }
    // A client whose clock is off sets it by the answer.
    mock.fault(Fault::skew("-20m".parse().unwrap()).on("DescribeClusterDetail"));
    let unaided = mock.client();
    assert_eq!(state(&unaided, &id).await, "initial");
}

#[tokio::test]
async fn a_lost_answer_is_no_lost_cluster() {
    let mock = mock();
    mock.fault(Fault::reset().performed().on("CreateCluster").times(1));
    let client = client_of(&mock, "main");
    client.create_cluster().name("demo").send().await.unwrap_err();
    let listed = client.describe_clusters_v1().send().await.unwrap();
    assert_eq!(listed.clusters.len(), 1);
}

#[tokio::test]
async fn answers_are_the_tests_own() {
    let mock = mock();
    let client = mock.client();
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    mock.on(|request: Arc<Request>, input: DescribeClusterDetailInput| async move {
        if input.cluster_id == "hidden" {
            return Err(Refusal::new(403, "Forbidden.RAM", "you may not look at it"));
        }
        let mut kept: Cluster = request.otherwise().await?;
        kept.name.push_str(", overridden");
        Ok(kept)
    });
    assert_eq!(client.describe_cluster_detail(&*id).send().await.unwrap().name, "demo, overridden");
    assert!(client.describe_cluster_detail("hidden").send().await.unwrap_err().is_auth());
    assert!(client.describe_cluster_detail("c-unknown").send().await.unwrap_err().is_not_found());
    mock.answer(
        Canned::value(json!({ "cluster_id": "c9", "state": "stopped" })).on("DescribeClusterDetail").with(json!({ "ClusterId": "c9" })),
    );
    assert_eq!(state(&client, "c9").await, "stopped");
}

#[tokio::test]
async fn what_was_called_is_verified() {
    let mock = mock();
    mock.expect("CreateCluster").times(1).with(json!({ "name": "demo", "num_of_nodes": 3, "login_password": "Hello1234" }));
    mock.client().create_cluster().name("demo").num_of_nodes(2).login_password("Hello1234").send().await.unwrap();
    let said = catch_unwind(AssertUnwindSafe(|| mock.verify())).unwrap_err();
    let said = said.downcast_ref::<String>().unwrap();
    assert_eq!(
        said,
        r#"1 expectation is not met

CreateCluster: expected once, came never

  close was call 1, CreateCluster, answered with 200
                    expected       came
    operation       CreateCluster  CreateCluster
    name            "demo"         "demo"
    num_of_nodes    3              2              <- differs
    login_password  "***"          "***"
"#
    );
    mock.client().create_cluster().name("demo").num_of_nodes(3).login_password("Hello1234").send().await.unwrap();
    mock.verify();
    let call = &mock.calls("CreateCluster")[1];
    assert_eq!(call.input()["num_of_nodes"], 3);
    let shown = format!("{call:?} {} {}", call.curl(mock.url()), call.rust());
    assert!(!shown.contains("Hello1234") && shown.contains("login_password"), "{shown}");
}

#[test]
fn tenants_are_forgotten_one_by_one() {
    let mock = mock();
    for _ in 0..2 {
        mock.seed("cluster", json!({}), json!({ "name": "demo", "state": "running" })).unwrap();
    }
    let count = || mock.snapshot_of("main")["services"]["ack"]["tenants"]["main"]["things"].as_array().map_or(0, Vec::len);
    let before = count();
    mock.reset_tenant("other").unwrap();
    assert_eq!(count(), before);
    mock.reset_tenant("main").unwrap();
    assert_eq!(mock.snapshot()["services"]["ack"]["tenants"]["main"], Value::Null);
}

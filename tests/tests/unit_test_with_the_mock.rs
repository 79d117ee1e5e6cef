//! Unit tests of code that uses the client, as a user writes them: with the mock in process, or without a server.

use std::sync::Arc;

use ack_client::clusters::DescribeClusterDetailInput;
use ack_client::types::Cluster;
use ack_client::{Client, Credentials, Error, MemoryTransport};
use ack_mock::{Ack, Mock, Refusal, Reply, Request, ack};

/// The code that is tested.
async fn is_ready(client: &Client, cluster_id: &str) -> Result<bool, Error> {
    match client.describe_cluster_detail(cluster_id).send().await {
        Ok(cluster) => Ok(cluster.state.as_str() == "running"),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The mock keeps what is created, as the service does. Each is its own, on a port of its own.
#[tokio::test]
async fn what_is_not_there_is_not_ready() {
    let mock = Mock::start().await;
    assert!(!is_ready(&mock.client(), "c-unknown").await.unwrap());
}

/// What the documentation shows, whatever was done before.
#[tokio::test]
async fn the_documented_cluster_is_ready() {
    let mock = Mock::builder().documented(true).start().await.unwrap();
    assert!(is_ready(&mock.client(), "c1").await.unwrap());
}

/// An answer of one's own, for one operation.
struct Forbidding;

impl Ack for Forbidding {
    async fn describe_cluster_detail(&self, _: &Request, _: DescribeClusterDetailInput) -> Reply<Cluster> {
        Err(Refusal::new(403, "Forbidden.RAM", "you may not look at it"))
    }
}

#[tokio::test]
async fn who_may_not_look_learns_why() {
    let mock = Mock::builder().handler(ack::handler(Forbidding)).start().await.unwrap();
    let error = is_ready(&mock.client(), "c1").await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(error.code(), Some("Forbidden.RAM"));
}

/// Without a server: the answers are those of the test, and the requests can be looked at.
#[tokio::test]
async fn a_cluster_that_is_being_created_is_not_ready() {
    let transport = Arc::new(MemoryTransport::replies([ack_client::Reply::json(200, r#"{"cluster_id": "c1", "state": "initial"}"#)]));
    let client = Client::builder()
        .endpoint("https://ack.example")
        .credentials(Credentials::new("testid", "testsecret"))
        .transport(transport.clone())
        .build()
        .unwrap();
    assert!(!is_ready(&client, "c1").await.unwrap());
    assert_eq!(transport.requests()[0].uri(), "https://ack.example/clusters/c1");
}

/// Tests that run at the same time may share one mock: behind an `Arc`, or as a static.
#[test]
fn a_mock_can_be_shared() {
    static SHARED: std::sync::LazyLock<Mock> = std::sync::LazyLock::new(Mock::start_blocking);
    let threads: Vec<_> = (0..3).map(|_| std::thread::spawn(|| SHARED.url().to_owned())).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), SHARED.url());
    }
}

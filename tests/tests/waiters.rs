//! What the spec says can be waited for: each comes to pass, and says how far it is on the way. No time passes.

#[path = "waiters/lifecycles.rs"]
mod lifecycles;

use std::sync::{Arc, Mutex};

use ack_client::wire::Input;
use ack_client::{Client, Credentials, MemoryTransport, Reply, VirtualTime, Waiting};

/// A client whose service gives these answers, one after the other.
fn client(answers: &[&'static str]) -> Client {
    let time = VirtualTime::at("2026-11-23T09:43:17Z".parse().expect("a timestamp"));
    Client::builder()
        .endpoint("https://ack.example")
        .credentials(Credentials::new("testid", "testsecret"))
        .transport(MemoryTransport::replies(answers.iter().map(|answer| Reply::json(200, *answer))))
        .clock(time.clone())
        .sleep(time)
        .build()
        .expect("a client")
}

/// The states that were seen before the wait came to its end.
async fn seen<I: Input>(waiting: Waiting<I>) -> Result<Vec<String>, ack_client::Error> {
    let states = Arc::new(Mutex::new(Vec::new()));
    let noted = states.clone();
    waiting.on_progress(move |progress| noted.lock().expect("nobody panics").push(progress.state.clone())).await?;
    let states = states.lock().expect("nobody panics");
    Ok(states.clone())
}

#[tokio::test]
async fn a_cluster_runs() {
    let waiting = client(&[r#"{"state": "initial"}"#, r#"{"state": "running"}"#]).wait_until_cluster_running("c1");
    assert_eq!(seen(waiting).await.unwrap(), ["initial"]);
}

#[tokio::test]
async fn a_cluster_that_fails_ends_the_waiting() {
    let waiting = client(&[r#"{"state": "initial"}"#, r#"{"state": "failed"}"#]).wait_until_cluster_running("c1");
    let error = seen(waiting).await.unwrap_err().to_string();
    assert!(error.contains(r#"the state is "failed""#), "{error}");
}

#[tokio::test]
async fn a_cluster_is_gone() {
    let waiting = client(&[r#"{"state": "deleting"}"#, r#"{"state": "deleted"}"#]).wait_until_cluster_deleted("c1");
    assert_eq!(seen(waiting).await.unwrap(), ["deleting"]);
}

#[tokio::test]
async fn an_upgrade_is_finished() {
    let waiting = client(&[r#"{"status": "running"}"#, r#"{"status": "success"}"#]).wait_until_upgrade_finished("c1");
    assert_eq!(seen(waiting).await.unwrap(), ["running"]);
}

#[tokio::test]
async fn a_node_pool_is_active() {
    let answers = [r#"{"status": {"state": "scaling"}}"#, r#"{"status": {"state": "active"}}"#];
    assert_eq!(seen(client(&answers).wait_until_node_pool_active("c1", "np1")).await.unwrap(), ["scaling"]);
}

#[tokio::test]
async fn every_node_is_ready() {
    let answers = [
        r#"{"nodes": [{"node_status": "Ready"}], "page": {"total_count": 2}}"#,
        r#"{"nodes": [{"node_status": "NotReady"}], "page": {"total_count": 2}}"#,
        r#"{"nodes": [{"node_status": "Ready"}, {"node_status": "Ready"}], "page": {"total_count": 2}}"#,
    ];
    assert_eq!(seen(client(&answers).wait_until_nodes_ready("c1")).await.unwrap(), ["NotReady"]);
}

#[tokio::test]
async fn an_add_on_is_upgraded() {
    let answers = [r#"{"coredns": {"version": "1.6"}, "other": {"version": "2"}}"#, r#"{"coredns": {"version": "1.7"}}"#];
    assert_eq!(seen(client(&answers).wait_until_addon_upgraded("c1", "coredns", "1.7")).await.unwrap(), ["1.6"]);
}

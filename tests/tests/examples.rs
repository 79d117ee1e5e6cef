//! Every example works on a mock, and makes the calls that it shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ack_client::clusters::DescribeClusterDetailInput;
use ack_client::nodes::{DescribeClusterNodesInput, DescribeClusterNodesOutput};
use ack_client::types::{Cluster, Node, PageInfo};
use ack_client::upgrades::{GetUpgradeStatusInput, GetUpgradeStatusOutput};
use ack_client::wire::serde_json::{Value, json};
use ack_mock::{Ack, Call, Mock, Reply, Request, ack};
use ackgen_tests::programs;

#[test]
fn create_cluster() {
    let mock = Mock::builder().frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start_blocking().unwrap();
    // It is ready after the first look at it.
    let clock = mock.clock().clone();
    mock.on(move |request: Arc<Request>, _: DescribeClusterDetailInput| {
        let clock = clock.clone();
        async move {
            let seen: Cluster = request.otherwise().await?;
            clock.advance(Duration::from_secs(300));
            Ok(seen)
        }
    });
    let printed = run(env!("CARGO_BIN_EXE_create_cluster"), &["harbour", "0"], &mock);
    let lines: Vec<_> = printed.lines().collect();
    let id = mock.calls("DescribeClusterDetail")[0].input()["ClusterId"].as_str().unwrap().to_owned();
    assert_eq!(lines[0], format!("{id} is being created"));
    assert!(lines[1].starts_with("initial after "), "{printed}");
    assert_eq!(lines[2..], ["harbour is running"]);
    let said = json!({
        "name": "harbour", "cluster_type": "Kubernetes", "num_of_nodes": 3,
        "container_cidr": "172.20.0.0/16", "service_cidr": "172.21.0.0/20",
    });
    let looked = json!({ "ClusterId": id });
    assert_eq!(calls(&mock), [("CreateCluster", said), ("DescribeClusterDetail", looked.clone()), ("DescribeClusterDetail", looked)]);
}

#[test]
fn list_nodes() {
    let mock = Mock::start_blocking();
    // One more than fits on a page.
    mock.on(|_: Arc<Request>, input: DescribeClusterNodesInput| async move {
        let names = if input.page_number == Some(2) { 100..101 } else { 0..100 };
        let nodes = names.map(|number| Node::default().instance_id(format!("i-{number}")).node_status("Ready"));
        Ok(DescribeClusterNodesOutput::default().nodes(nodes).page(PageInfo::default().total_count(101)))
    });
    let printed = run(env!("CARGO_BIN_EXE_list_nodes"), &["c1"], &mock);
    let expected: String = (0..101).map(|number| format!("i-{number} is Ready\n")).collect();
    assert_eq!(printed, expected);
    let page = |number: u32| ("DescribeClusterNodes", json!({ "ClusterId": "c1", "pageSize": 100, "pageNumber": number }));
    assert_eq!(calls(&mock), [page(1), page(2)]);
}

#[test]
fn rolling_upgrade() {
    let mock = Mock::builder().documented(true).handler(ack::handler(Upgrade::default())).start_blocking().unwrap();
    let printed = run(env!("CARGO_BIN_EXE_rolling_upgrade"), &["c1", "1.22.15-aliyun.1", "0"], &mock);
    assert_eq!(printed, "paused: pause in upgrading\npoll 1: running\npoll 2: running\ndone: success\n");
    let of_cluster = || json!({ "ClusterId": "c1" });
    let looked = || ("GetUpgradeStatus", of_cluster());
    let expected = [
        ("UpgradeCluster", json!({ "ClusterId": "c1", "next_version": "1.22.15-aliyun.1" })),
        ("PauseClusterUpgrade", of_cluster()),
        looked(),
        ("ResumeUpgradeCluster", of_cluster()),
        looked(),
        looked(),
        looked(),
    ];
    assert_eq!(calls(&mock), expected);
}

#[test]
fn assume_role() {
    let mock = Mock::start_blocking();
    let role = "acs:ram::123456789012****:role/adminrole";
    let printed = run(env!("CARGO_BIN_EXE_assume_role"), &[role], &mock);
    assert_eq!(printed, "the role may have 50 clusters\n");
    let said = json!({ "RoleArn": role, "RoleSessionName": "example", "DurationSeconds": 3600 });
    assert_eq!(calls(&mock), [("AssumeRole", said), ("DescribeUserQuota", json!({}))]);
    let call = mock.calls("DescribeUserQuota").remove(0);
    let signed = header(&call, "authorization").unwrap();
    assert!(signed.starts_with("acs STS."), "{signed}");
    assert!(header(&call, "x-acs-security-token").is_some());
}

#[test]
fn asapi() {
    let mock = documented();
    let printed = run(env!("CARGO_BIN_EXE_asapi"), &[], &mock);
    assert!(printed.contains("cluster-demo"), "{printed}");
    assert_eq!(calls(&mock), [("DescribeClustersV1", json!({ "page_size": 10 }))]);
    let call = mock.calls("DescribeClustersV1").remove(0);
    assert_eq!(call.path(), "/roa/api/v1/clusters");
    for (name, value) in [
        ("x-ascm-product-name", "cs"),
        ("x-ascm-product-version", "2015-12-15"),
        ("x-ascm-product-ak", "testid"),
        ("x-acs-organizationid", "3"),
        ("x-acs-resourcegroupid", "27"),
    ] {
        assert_eq!(header(&call, name), Some(value), "{name}");
    }
}

#[test]
fn xml() {
    let mock = documented();
    let printed = run(env!("CARGO_BIN_EXE_xml"), &["c1"], &mock);
    assert!(printed.contains("bytes of application/xml") && printed.ends_with("cluster-demo is running\n"), "{printed}");
    assert_eq!(calls(&mock), [("DescribeClusterDetail", json!({ "ClusterId": "c1" }))]);
}

/// A mock that answers what is documented, whatever is asked before.
fn documented() -> Mock {
    Mock::builder().documented(true).start_blocking().unwrap()
}

/// What an example prints.
fn run(example: &str, arguments: &[&str], mock: &Mock) -> String {
    let key = mock.access_key();
    programs::printed(example, arguments, mock.url(), (&key.id, key.secret.expose()))
}

/// What was called, and with what.
fn calls(mock: &Mock) -> Vec<(&'static str, Value)> {
    mock.calls("*").iter().map(|call| (call.operation().unwrap_or("unknown"), call.input())).collect()
}

fn header<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.headers().get(name).map(|value| value.to_str().unwrap())
}

/// An upgrade that is paused, goes on, and is done with the fourth look.
#[derive(Default)]
struct Upgrade {
    looks: AtomicUsize,
}

impl Ack for Upgrade {
    async fn get_upgrade_status(&self, _: &Request, _: GetUpgradeStatusInput) -> Reply<GetUpgradeStatusOutput> {
        let status = ["pause", "running", "running", "success"][self.looks.fetch_add(1, Ordering::Relaxed).min(3)];
        Ok(GetUpgradeStatusOutput::default().status(status).upgrade_step("upgrading"))
    }
}

//! What is there from the start, as a file of YAML says.

use std::fs;
use std::path::{Path, PathBuf};

use ack_client::{Client, Credentials};
use ack_mock::{AccessKey, Builder, Mock, VirtualClock};

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo.yaml")
}

fn builder() -> Builder<Mock> {
    let keys = ["testid", "other"].into_iter().map(|key| AccessKey::new(key, "secret"));
    let clock = VirtualClock::at("2026-01-01T00:00:00Z".parse().unwrap());
    keys.fold(Mock::builder(), Builder::access_key).clock(clock)
}

async fn clusters(mock: &Mock, key: &str) -> Vec<(String, String)> {
    let client = Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(Credentials::new(key, "secret"));
    let page = client.build().unwrap().describe_clusters_v1().send().await.unwrap();
    page.clusters.iter().map(|cluster| (cluster.name.to_string(), cluster.state.to_string())).collect()
}

#[tokio::test]
async fn a_fixture_is_there_from_the_start_and_after_a_reset() {
    let mock = builder().fixture(demo()).unwrap().start_blocking().unwrap();
    let own = [("demo", "running"), ("another", "initial")].map(|(name, state)| (name.to_owned(), state.to_owned()));
    assert_eq!(clusters(&mock, "testid").await, own);
    let client = mock.client();
    let cluster = client.describe_cluster_detail("c0000000000000000000000000000demo").send().await.unwrap();
    assert_eq!((cluster.vpc_id.as_str(), cluster.tags.len()), ("vpc-1", 1));
    let pools = client.describe_cluster_node_pools(&cluster.cluster_id).send().await.unwrap();
    assert!(pools.nodepools.iter().any(|pool| pool.nodepool_info.as_ref().is_some_and(|info| info.name == "workers")));
    assert_eq!(clusters(&mock, "other").await.len(), 1);

    // What is to go wrong, and what is answered in place of the mock.
    for _ in 0..2 {
        assert_eq!(client.describe_user_quota().send().await.unwrap().cluster_quota, Some(1));
        let failing = mock.snapshot()["services"]["ack"]["tenants"]["other"]["failing"].clone();
        assert_eq!(failing[0]["resource"], "cluster");
        let unavailable = client.pause_cluster_upgrade(&cluster.cluster_id).send().await.unwrap_err();
        assert!(unavailable.code().is_some_and(|code| code == "ServiceUnavailable"), "{unavailable}");
        let otherwise = client.pause_cluster_upgrade(&cluster.cluster_id).send().await.unwrap_err();
        assert!(otherwise.code().is_none_or(|code| code != "ServiceUnavailable"), "{otherwise}");
        mock.reset().unwrap();
    }

    client.create_cluster().name("third").send().await.unwrap();
    mock.clock().advance(std::time::Duration::from_secs(3600));
    mock.reset_tenant("testid").unwrap();
    assert_eq!(clusters(&mock, "testid").await, own);
}

#[tokio::test]
async fn a_file_of_state_comes_before_a_fixture() {
    let folder = tempfile::tempdir().unwrap();
    let start = || builder().fixture(demo()).unwrap().state(folder.path().join("state")).unwrap().start_blocking().unwrap();
    let mock = start();
    mock.client().create_cluster().name("third").send().await.unwrap();
    drop(mock);
    assert_eq!(clusters(&start(), "testid").await.len(), 3);
}

#[test]
fn every_mistake_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.yaml");
    let told = |text: &str| {
        fs::write(&path, text).unwrap();
        let error = builder().fixture(&path).and_then(Builder::start_blocking).err().unwrap_or_else(|| panic!("{text} is accepted"));
        error.to_string().replace(&path.display().to_string(), "bad.yaml")
    };
    let bad = "\
tenant: {}
tenants:
  testid:
    - kind: clutser
    - kind: cluster
      fields: { nmae: x, deletion_protection: maybe, state: ruined }
      hsa: []
      has:
        - kind: cluster
    - kind: namespace
    - fields: {}
  other: all
  tesdit: []
failures:
  - { kind: cluster, to: heaven }
faults:
  - { operation: CreateClutser }
  - { operation: CreateCluster, stauts: 503 }
answers:
  - { operation: DescribeUserQuota, value: { cluster_qota: 1 } }
  - { operation: \"*\", value: { cluster_quota: 1 } }
";
    let lines = told(bad);
    let expected = [
        "bad.yaml:1:1: there is no key `tenant`; did you mean `tenants`?",
        "bad.yaml:4:13: there is no kind `clutser`; did you mean `cluster`?",
        "bad.yaml:6:17: a cluster has no field `nmae`; did you mean `name`?",
        "bad.yaml:6:26: deletion_protection must be true or false, but \"maybe\" was sent",
        "bad.yaml:6:54: a cluster is never \"ruined\"; it is one of: ",
        "bad.yaml:7:7: there is no key `hsa`; did you mean `has`?",
        "bad.yaml:9:17: a cluster belongs to a tenant, not to a cluster",
        "bad.yaml:10:13: a namespace belongs to a cluster, not to a tenant",
        "bad.yaml:11:7: a thing needs a `kind`",
        "bad.yaml:12:10: this has to be a list of things: `- kind: …`",
        "bad.yaml:13:3: no access key is of the tenant `tesdit`; did you mean `testid`?",
        "bad.yaml:15:5: no transition of cluster to heaven can fail; those that can lead to: ",
        "bad.yaml:17:5: ",
        "bad.yaml:18:5: there is no stauts; allowed: ",
        "bad.yaml:20:5: cluster_qota is not documented; did you mean `cluster_quota`?",
    ];
    assert_eq!(lines.lines().count(), expected.len(), "{lines}");
    for (line, expected) in lines.lines().zip(expected) {
        assert!(line.starts_with(expected), "{line}\nis not\n{expected}");
    }
    for (text, expected) in [
        ("answers: none", "bad.yaml:1:10: this has to be a list"),
        ("failures: [{ kind: cluster, to: running, tenant: nobody }]", "bad.yaml:1:12: no access key is of the tenant `nobody`"),
        ("tenants: [", "bad.yaml:1:"),
        ("tenants: { a: [], a: [] }", "bad.yaml:1:"),
        ("", "bad.yaml:1:1: this has to be a map"),
        // It fits, but not twice.
        (
            "tenants: { testid: [{ kind: cluster, fields: { cluster_id: c1 } }, { kind: cluster, fields: { cluster_id: c1 } }] }",
            "bad.yaml:1:76: the cluster c1 is there already",
        ),
    ] {
        assert!(told(text).starts_with(expected), "{text}: {}", told(text));
    }
}

//! The same on the mock, where things become what is waited for as they do in the service, or do not. Whoever pauses moves the
//! mock's clock.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use ack_client::types::AddonUpgrade;
use ack_client::wire::jiff::Timestamp;
use ack_client::{BoxFuture, Client, Clock, Credentials, Error, ErrorKind, RetryPolicy, Sleep};
use ack_mock::{Mock, MockClock};

use super::seen;

/// The time of a mock.
#[derive(Clone, Debug)]
struct MockTime(Arc<MockClock>);

impl Clock for MockTime {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        Duration::try_from(self.0.now().duration_since(Timestamp::UNIX_EPOCH)).unwrap()
    }
}

/// No waiter pauses for longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Sleep for MockTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.0.clone();
        Box::pin(async move {
            // What is longer is the time that something may take at most: it does not pass while the mock is asked.
            if duration > LONGEST_PAUSE {
                pending::<()>().await;
            }
            clock.advance(duration);
        })
    }
}

/// A mock, a client that goes by its clock, and a cluster.
struct Scene {
    mock: Mock,
    client: Client,
    cluster: String,
}

impl Scene {
    /// A cluster is being created.
    async fn creating() -> Self {
        Self::with_cluster(|_| ()).await
    }

    /// The same, after the mock was told something.
    async fn with_cluster(tell: impl FnOnce(&Mock)) -> Self {
        let mock = Mock::builder().frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start().await.unwrap();
        let (key, time) = (mock.access_key(), MockTime(mock.clock().clone()));
        let forever = Duration::from_secs(1_000_000);
        let client = Client::builder()
            .endpoint(mock.url())
            .no_proxy()
            .credentials(Credentials::new(&*key.id, key.secret.expose()))
            .retry(RetryPolicy::never())
            .attempt_timeout(forever)
            .operation_timeout(forever)
            .clock(time.clone())
            .sleep(time)
            .build()
            .unwrap();
        tell(&mock);
        let cluster = client.create_cluster().kubernetes_version("1.16.9-aliyun.1").send().await.unwrap().cluster_id;
        Self { mock, client, cluster }
    }

    /// A cluster runs, and all of it is ready.
    async fn running() -> Self {
        let scene = Self::creating().await;
        scene.client.wait_until_cluster_running(&scene.cluster).await.unwrap();
        scene
    }

    async fn delete(&self) {
        self.client.delete_cluster(&self.cluster).send().await.unwrap();
    }

    async fn upgrade(&self) {
        self.client.upgrade_cluster(&self.cluster).send().await.unwrap();
    }

    async fn upgrade_add_on(&self) {
        let upgrade = AddonUpgrade::new("coredns", "1.7.0");
        self.client.upgrade_cluster_addons(&self.cluster, [upgrade]).send().await.unwrap();
    }

    async fn add_pool(&self) -> String {
        self.client.create_cluster_node_pool(&self.cluster).count(2).send().await.unwrap().nodepool_id
    }
}

/// What is done until the waiting is at an end.
macro_rules! waiting {
    ($body:block) => {
        || Box::pin(async { $body })
    };
}

type Waited = BoxFuture<'static, Result<Vec<String>, Error>>;

/// What is waited for, as the spec calls it; what leads there, and the waiting; and the states that are seen on the way.
type Success = (&'static str, fn() -> Waited, &'static [&'static str]);

const SUCCESSES: &[Success] = &[
    (
        "cluster_running",
        waiting!({
            let scene = Scene::creating().await;
            seen(scene.client.wait_until_cluster_running(&scene.cluster)).await
        }),
        &["initial"],
    ),
    (
        "cluster_deleted",
        waiting!({
            let scene = Scene::running().await;
            scene.delete().await;
            seen(scene.client.wait_until_cluster_deleted(&scene.cluster)).await
        }),
        &["deleting"],
    ),
    (
        "upgrade_finished",
        waiting!({
            let scene = Scene::running().await;
            scene.upgrade().await;
            seen(scene.client.wait_until_upgrade_finished(&scene.cluster)).await
        }),
        &["running"],
    ),
    (
        "node_pool_active",
        waiting!({
            let scene = Scene::running().await;
            let pool = scene.add_pool().await;
            seen(scene.client.wait_until_node_pool_active(&scene.cluster, pool)).await
        }),
        &["scaling"],
    ),
    (
        "nodes_ready",
        waiting!({
            let scene = Scene::running().await;
            scene.add_pool().await;
            seen(scene.client.wait_until_nodes_ready(&scene.cluster)).await
        }),
        &["Unknown"],
    ),
    (
        "addon_upgraded",
        waiting!({
            let scene = Scene::running().await;
            scene.upgrade_add_on().await;
            seen(scene.client.wait_until_addon_upgraded(&scene.cluster, "coredns", "1.7.0")).await
        }),
        &["1.6.7"],
    ),
];

/// What leads away from what is waited for, and the waiting; what kind of error it ends with; and the state that that has.
type Failure = (&'static str, fn() -> Waited, ErrorKind, &'static str);

const FAILURES: &[Failure] = &[
    (
        "a cluster whose creation fails",
        waiting!({
            let scene = Scene::with_cluster(|mock| mock.fail_next("cluster", "running").unwrap()).await;
            seen(scene.client.wait_until_cluster_running(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "failed",
    ),
    (
        "a cluster that is deleted before it runs",
        waiting!({
            let scene = Scene::creating().await;
            scene.delete().await;
            seen(scene.client.wait_until_cluster_running(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "deleting",
    ),
    (
        "a cluster whose deletion fails",
        waiting!({
            let scene = Scene::running().await;
            scene.mock.fail_next("cluster", "deleted").unwrap();
            scene.delete().await;
            seen(scene.client.wait_until_cluster_deleted(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "delete_failed",
    ),
    (
        "a cluster that runs no more, as its deletion failed",
        waiting!({
            let scene = Scene::running().await;
            scene.mock.fail_next("cluster", "deleted").unwrap();
            scene.delete().await;
            scene.client.wait_until_cluster_deleted(&scene.cluster).await.unwrap_err();
            seen(scene.client.wait_until_cluster_running(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "delete_failed",
    ),
    (
        "an upgrade that fails",
        waiting!({
            let scene = Scene::running().await;
            scene.mock.fail_next("upgrade", "success").unwrap();
            scene.upgrade().await;
            seen(scene.client.wait_until_upgrade_finished(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "fail",
    ),
    (
        "an upgrade that is canceled",
        waiting!({
            let scene = Scene::running().await;
            scene.upgrade().await;
            scene.client.cancel_cluster_upgrade(&scene.cluster).send().await.unwrap();
            seen(scene.client.wait_until_upgrade_finished(&scene.cluster)).await
        }),
        ErrorKind::Waiter,
        "canceled",
    ),
    (
        "a node pool that is deleted",
        waiting!({
            let scene = Scene::running().await;
            let pool = scene.client.create_cluster_node_pool(&scene.cluster).send().await.unwrap().nodepool_id;
            scene.client.delete_cluster_nodepool(&scene.cluster, &pool).send().await.unwrap();
            seen(scene.client.wait_until_node_pool_active(&scene.cluster, pool)).await
        }),
        ErrorKind::Waiter,
        "deleting",
    ),
    // The service has no state for these two: there is nothing to do but wait for as long as one may.
    (
        "a node that fails",
        waiting!({
            let scene = Scene::running().await;
            scene.mock.fail_next("node", "running").unwrap();
            scene.add_pool().await;
            seen(scene.client.wait_until_nodes_ready(&scene.cluster)).await
        }),
        ErrorKind::Timeout,
        "Unknown",
    ),
    (
        "an add-on whose upgrade fails",
        waiting!({
            let scene = Scene::running().await;
            scene.mock.fail_next("addon", "ready").unwrap();
            scene.upgrade_add_on().await;
            seen(scene.client.wait_until_addon_upgraded(&scene.cluster, "coredns", "1.7.0")).await
        }),
        ErrorKind::Timeout,
        "1.6.7",
    ),
];

#[tokio::test]
async fn what_is_waited_for_comes_to_pass() {
    for (what, wait, on_the_way) in SUCCESSES {
        let mut states = wait().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        states.dedup();
        assert_eq!(states, *on_the_way, "{what}");
    }
}

#[tokio::test]
async fn what_will_not_come_to_pass_ends_the_waiting() {
    for (what, wait, kind, state) in FAILURES {
        let error = wait().await.expect_err(what);
        assert_eq!((error.kind(), error.state()), (*kind, Some(*state)), "{what}: {error}");
    }
}

#[test]
fn everything_that_can_be_waited_for_is_waited_for() {
    let spec = include_str!("../../../spec/ack/waiters.yaml");
    let in_spec: BTreeSet<_> = spec.lines().filter_map(|line| line.strip_prefix("- name: ")).collect();
    assert_eq!(SUCCESSES.iter().map(|(what, ..)| *what).collect::<BTreeSet<_>>(), in_spec);
}

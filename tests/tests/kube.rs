//! From a kubeconfig of the service to what a client of Kubernetes is made of.

use std::time::Duration;

use ack_client::Client;
use ack_mock::Mock;

/// A mock with a cluster that is being created, and its id.
async fn creating() -> (Mock, Client, String) {
    let mock = Mock::builder().frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start().await.unwrap();
    let client = mock.client();
    let cluster = client.create_cluster().name("demo").endpoint_public_access(true).send().await.unwrap().cluster_id;
    (mock, client, cluster)
}

#[tokio::test]
async fn a_kubeconfig_leads_to_the_cluster() {
    let (mock, client, cluster) = creating().await;
    mock.clock().advance(Duration::from_secs(300));
    let servers = client.describe_cluster_detail(&cluster).send().await.unwrap().master_url.unwrap().parse().unwrap();
    for (private, server) in [(false, servers.api_server_endpoint), (true, servers.intranet_api_server_endpoint)] {
        let config = client.describe_cluster_user_kubeconfig(&cluster).private_ip_address(private).kube_config().await.unwrap();
        assert_eq!(config.cluster_url.to_string(), format!("{}/", server.unwrap()));
        assert_eq!(config.default_namespace, "default");
    }
}

#[tokio::test]
async fn a_cluster_that_does_not_run_yet_has_none() {
    let (_mock, client, cluster) = creating().await;
    let error = client.describe_cluster_user_kubeconfig(cluster).kube_config().await.unwrap_err();
    assert_eq!((error.operation(), error.code()), ("DescribeClusterUserKubeconfig", Some("ErrorWrongState")));
}

/// The guide prints no more than the beginning of one.
#[tokio::test]
async fn what_the_guide_prints_is_none() {
    let mock = Mock::builder().documented(true).start().await.unwrap();
    let error = mock.client().describe_cluster_user_kubeconfig("c1").kube_config().await.unwrap_err();
    assert!(error.to_string().contains("the kubeconfig in the answer cannot be used"), "{error}");
}

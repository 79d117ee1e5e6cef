//! Creates a cluster, and waits until it runs: `create_cluster NAME [SECONDS]`, where the last is how long to pause between two
//! polls. The environment says where and as whom.

use std::time::Duration;

use ack_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "demo".to_owned());
    let poll = Duration::from_secs(arguments.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(10));
    let client = Client::from_env()?;

    let created = client
        .create_cluster()
        .name(name)
        .cluster_type("Kubernetes")
        .num_of_nodes(3)
        .container_cidr("172.20.0.0/16")
        .service_cidr("172.21.0.0/20")
        .send()
        .await?;
    println!("{} is being created", created.cluster_id);

    // It ends with an error that says in which state the cluster is, if that cannot become a running one.
    let cluster = client
        .wait_until_cluster_running(&created.cluster_id)
        .pauses(poll, poll)
        .on_progress(|progress| println!("{} after {:?}", progress.state, progress.elapsed))
        .await?;
    println!("{} is {}", cluster.name, cluster.state);
    Ok(())
}

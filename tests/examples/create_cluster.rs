//! Creates a cluster, and waits until it runs: `create_cluster NAME`. The environment says where and as whom.

use ack_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "demo".to_owned());
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
        .on_progress(|progress| println!("{} after {:?}", progress.state, progress.elapsed))
        .await?;
    println!("{} is {}", cluster.name, cluster.state);
    Ok(())
}

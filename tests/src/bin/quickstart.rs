//! Creates, reads and lists clusters. The environment says where and as whom.

use ack_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;

    let created = client.create_cluster().name("demo").num_of_nodes(3).send().await?;
    let cluster = client.describe_cluster_detail(&created.cluster_id).send().await?;
    println!("{} is {}", cluster.name, cluster.state);

    let page = client.describe_clusters_v1().page_size(10).send().await?;
    for cluster in &page.clusters {
        println!("{} {}", cluster.cluster_id, cluster.name);
    }
    Ok(())
}

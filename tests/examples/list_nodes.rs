//! Lists all nodes of a cluster: `list_nodes CLUSTER_ID`. The environment says where and as whom.

use ack_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let cluster_id = std::env::args().nth(1).unwrap_or_default();
    let client = Client::from_env()?;

    // A stream: the next page is asked for when the items of the one before are used up.
    let mut nodes = client.describe_cluster_nodes(cluster_id).page_size(100).items();
    while let Some(node) = nodes.try_next().await? {
        println!("{} is {}", node.instance_id, node.node_status);
    }
    Ok(())
}

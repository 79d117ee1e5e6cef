//! Lists clusters through the ASAPI gateway of a private cloud. The environment says where and as whom.
//!
//! `ALIBABA_CLOUD_GATEWAY=asapi_roa`, `ALIBABACLOUDSTACK_DEPARTMENT` and `ALIBABACLOUDSTACK_RESOURCE_GROUP` do the same for
//! a program that says nothing of it.

use ack_client::{Client, Error, Gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder().env()?.gateway(Gateway::AsapiRoa).organization_id("3").resource_group_id("27").build()?;

    let page = client.describe_clusters_v1().page_size(10).send().await?;
    for cluster in &page.clusters {
        println!("{} {}", cluster.cluster_id, cluster.name);
    }
    Ok(())
}

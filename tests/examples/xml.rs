//! Asks for XML: `xml CLUSTER_ID`. It is read into the same types. The environment says where and as whom.

use ack_client::{Client, Error, ResponseFormat};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let cluster_id = std::env::args().nth(1).unwrap_or_default();
    let client = Client::builder().env()?.response_format(ResponseFormat::Xml).build()?;

    let answer = client.describe_cluster_detail(cluster_id).send_raw().await?;
    println!("{} bytes of {}", answer.body().len(), answer.content_type().unwrap_or("nothing"));
    let cluster = answer.decode()?;
    println!("{} is {}", cluster.name, cluster.state);
    Ok(())
}

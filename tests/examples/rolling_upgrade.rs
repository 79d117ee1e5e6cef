//! Upgrades a cluster, and pauses on the way: `rolling_upgrade CLUSTER_ID VERSION [SECONDS]`, where the last is how long
//! to pause between two polls. The environment says where and as whom.

use std::time::Duration;

use ack_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let cluster_id = arguments.next().unwrap_or_default();
    let version = arguments.next().unwrap_or_default();
    let poll = Duration::from_secs(arguments.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(10));
    let client = Client::from_env()?;

    client.upgrade_cluster(&cluster_id).next_version(version).send().await?;
    client.pause_cluster_upgrade(&cluster_id).send().await?;
    let paused = client.get_upgrade_status(&cluster_id).send().await?;
    println!("paused: {} in {}", paused.status, paused.upgrade_step);

    // Here is the time to look at the nodes that are done.
    client.resume_upgrade_cluster(&cluster_id).send().await?;
    let upgraded = client
        .wait_until_upgrade_finished(&cluster_id)
        .pauses(poll, poll)
        .on_progress(|progress| println!("poll {}: {}", progress.polls, progress.state))
        .await?;
    println!("done: {}", upgraded.status);
    Ok(())
}

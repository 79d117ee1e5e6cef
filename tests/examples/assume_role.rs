//! Calls as a role: `assume_role ROLE_ARN`. The environment says where, and as whom the role is assumed.

use ack_client::{Client, Error, sts};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let role = std::env::args().nth(1).unwrap_or_default();

    // Assumed when a call needs it first, and again before the session expires; callers that come meanwhile wait.
    let session = sts::Client::from_env()?.assume_role(role, "example").duration_seconds(3600).into_credentials();
    let client = Client::builder().env()?.credentials(session).build()?;

    let quota = client.describe_user_quota().send().await?;
    println!("the role may have {} clusters", quota.cluster_quota.unwrap_or_default());
    Ok(())
}

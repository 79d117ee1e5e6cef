//! Every example works on a mock.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use ack_client::upgrades::{GetUpgradeStatusInput, GetUpgradeStatusOutput};
use ack_mock::{Ack, Mock, Reply, Request, ack};

#[test]
fn create_cluster() {
    let printed = run(env!("CARGO_BIN_EXE_create_cluster"), &["demo"], &documented());
    assert!(printed.ends_with("cluster-demo is running\n"), "{printed}");
}

#[test]
fn list_nodes() {
    let printed = run(env!("CARGO_BIN_EXE_list_nodes"), &["c1"], &documented());
    assert_eq!(printed, "i-2vcckdmxp7u0urj2k2rw is Ready\n");
}

#[test]
fn rolling_upgrade() {
    let mock = Mock::builder().documented(true).handler(ack::handler(Upgrade::default())).start_blocking().expect("a mock starts");
    let printed = run(env!("CARGO_BIN_EXE_rolling_upgrade"), &["c1", "1.22.15-aliyun.1", "0"], &mock);
    assert_eq!(printed, "paused: pause in upgrading\npoll 1: running\npoll 2: running\ndone: success\n");
}

#[test]
fn assume_role() {
    let printed = run(env!("CARGO_BIN_EXE_assume_role"), &["acs:ram::123456789012****:role/adminrole"], &documented());
    assert_eq!(printed, "the role may have 50 clusters\n");
}

#[test]
fn asapi() {
    let printed = run(env!("CARGO_BIN_EXE_asapi"), &[], &documented());
    assert!(printed.contains("cluster-demo"), "{printed}");
}

#[test]
fn xml() {
    let printed = run(env!("CARGO_BIN_EXE_xml"), &["c1"], &documented());
    assert!(printed.contains("bytes of application/xml") && printed.ends_with("cluster-demo is running\n"), "{printed}");
}

/// A mock that answers what is documented, whatever is asked before.
fn documented() -> Mock {
    Mock::builder().documented(true).start_blocking().expect("a mock starts")
}

/// What an example prints.
fn run(example: &str, arguments: &[&str], mock: &Mock) -> String {
    let output = Command::new(example)
        .args(arguments)
        .env("ALIBABA_CLOUD_ENDPOINT", mock.url())
        .env("ALIBABA_CLOUD_REGION_ID", "cn-beijing")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", &mock.access_key().id)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", mock.access_key().secret.expose())
        .output()
        .expect("the example runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("an example prints text")
}

/// An upgrade that is paused, goes on, and is done with the fourth look.
#[derive(Default)]
struct Upgrade {
    looks: AtomicUsize,
}

impl Ack for Upgrade {
    async fn get_upgrade_status(&self, _: &Request, _: GetUpgradeStatusInput) -> Reply<GetUpgradeStatusOutput> {
        let status = ["pause", "running", "running", "success"][self.looks.fetch_add(1, Ordering::Relaxed).min(3)];
        Ok(GetUpgradeStatusOutput::default().status(status).upgrade_step("upgrading"))
    }
}

//! Snapshots of a mock: what is restored, for whom, and what is refused. That a restored mock goes on as if nothing had
//! happened is shown by every story, see `stories.rs`.

use ack_client::wire::serde_json::{Value, json};
use ack_client::{Client, Credentials};
use ack_mock::{AccessKey, Mock, VirtualClock};

const TIME: &str = "2026-01-01T00:00:00Z";

fn mock() -> Mock {
    let builder = ["main", "other"].into_iter().fold(Mock::builder(), |builder, key| builder.access_key(AccessKey::new(key, "secret")));
    builder.clock(VirtualClock::at(TIME.parse().unwrap())).start_blocking().unwrap()
}

/// A mock whose tenant `main` has a cluster that is not ready yet and one that is.
fn with_clusters() -> Mock {
    let mock = mock();
    for (name, state) in [("first", "initial"), ("second", "running")] {
        mock.seed("cluster", json!({}), json!({ "name": name, "state": state })).unwrap();
    }
    mock
}

fn client(mock: &Mock, key: &str) -> Client {
    Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(Credentials::new(key, "secret")).build().unwrap()
}

async fn clusters(mock: &Mock, key: &str) -> Vec<String> {
    let page = client(mock, key).describe_clusters_v1().send().await.unwrap();
    page.clusters.iter().map(|cluster| cluster.name.to_string()).collect()
}

#[tokio::test]
async fn what_happened_since_is_forgotten() {
    let mock = with_clusters();
    let snapshot = mock.snapshot();
    mock.seed("cluster", json!({}), json!({ "name": "third" })).unwrap();
    assert_eq!(clusters(&mock, "main").await.len(), 3);
    mock.restore(&snapshot).unwrap();
    assert_eq!(clusters(&mock, "main").await, ["first", "second"]);
    assert_eq!(mock.snapshot()["services"]["ack"]["tenants"]["main"], snapshot["services"]["ack"]["tenants"]["main"]);
    mock.reset_tenant("main").unwrap();
    assert!(clusters(&mock, "main").await.is_empty());
}

#[tokio::test]
async fn a_tenant_can_have_what_another_has() {
    let (mock, elsewhere) = (with_clusters(), mock());
    let snapshot = mock.snapshot_of("main");
    mock.restore_tenant(&snapshot, "main", "other").unwrap();
    elsewhere.restore_tenant(&snapshot, "main", "other").unwrap();
    for mock in [&mock, &elsewhere] {
        assert_eq!(clusters(mock, "other").await, ["first", "second"]);
    }
    assert!(clusters(&elsewhere, "main").await.is_empty());
    // Each goes on for itself, and nothing is drawn twice.
    for mock in [&mock, &elsewhere] {
        client(mock, "other").create_cluster().name("third").send().await.unwrap();
    }
    assert_eq!((clusters(&mock, "main").await.len(), clusters(&mock, "other").await.len()), (2, 3));
    let refused = mock.restore_tenant(&snapshot, "nobody", "other").unwrap_err();
    assert_eq!(refused.message, "the snapshot does not fit: there is no tenant nobody in it");
}

#[tokio::test]
async fn temporary_credentials_still_work() {
    let mock = mock();
    let output = mock.sts_client().assume_role("acs:ram::1:role/x", "session").send().await.unwrap();
    let issued = output.credentials.unwrap();
    let (secret, token) = issued.access_key_secret.zip(issued.security_token).unwrap();
    let snapshot = mock.snapshot();
    drop(mock);
    let mock = self::mock();
    mock.restore(&snapshot).unwrap();
    let credentials = Credentials::temporary(issued.access_key_id.as_str(), secret, token, None);
    let client = Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(credentials).build().unwrap();
    assert!(client.describe_clusters_v1().send().await.unwrap().clusters.is_empty());
}

#[test]
fn what_does_not_fit_is_refused() {
    let mock = with_clusters();
    let good = mock.snapshot();
    let things = "/services/ack/tenants/main/things";
    let all = good.pointer(things).and_then(Value::as_array).unwrap();
    let (index, cluster) = all.iter().enumerate().find(|(_, thing)| thing["fields"]["name"] == "first").unwrap();
    let id = cluster["id"].as_str().unwrap();
    let child = all.iter().position(|thing| thing["resource"] == "namespace").unwrap();
    let child_id = all[child]["id"].as_str().unwrap();
    let thing = |field: &str| format!("{things}/{index}/{field}");
    let last = |field: &str| format!("{things}/{}/{field}", all.len() - 1);
    let of_child = |field: &str| format!("{things}/{child}/{field}");
    let rows = [
        ("/format".to_owned(), Value::Null, "its \"format\" is none; this mock reads 1".to_owned()),
        ("/format".to_owned(), json!(2), "its \"format\" is 2; this mock reads 1".to_owned()),
        ("/clock/time".to_owned(), json!("noon"), "it has no time \"clock.time\"".to_owned()),
        ("/clock/speed".to_owned(), json!(0), "\"clock.speed\" is no number above zero".to_owned()),
        ("/ids/drawn".to_owned(), json!(-1), "it has no number \"ids.drawn\"".to_owned()),
        ("/sessions".to_owned(), json!([{ "id": "x" }]), "a session needs an id, a secret, a token and a tenant".to_owned()),
        ("/services/ack/version".to_owned(), json!("1999-01-01"), "it is of version \"1999-01-01\" of ack, the mock of version".to_owned()),
        ("/services".to_owned(), json!({ "bakery": {} }), "it is of a service bakery; this mock keeps what belongs to: ack".to_owned()),
        (things.to_owned(), json!({}), "ack, tenant main: a list \"things\" is missing".to_owned()),
        ("/services/ack/tenants/main/last".to_owned(), json!(u64::MAX), "the number \"last\" is above 9007199254740992".to_owned()),
        (last("handle"), json!(99_999), ": its handle 99999 is not among 1 to ".to_owned()),
        (last("handle"), all[all.len() - 2]["handle"].clone(), " is that of another thing".to_owned()),
        (thing("resource"), json!("castle"), "ack, tenant main: the spec has no resource \"castle\"".to_owned()),
        (thing("fields"), json!([]), format!("ack, tenant main: cluster {id}: it has no object \"fields\"")),
        (thing("due/to"), json!("ruined"), format!("ack, tenant main: cluster {id}: the spec has no transition ")),
        (thing("due/at"), json!("soon"), format!("ack, tenant main: cluster {id}: what is due has no time \"at\"")),
        (of_child("parent"), json!(0), format!("ack, tenant main: namespace {child_id}: what it belongs to, 0, is not cluster")),
        (
            "/services/ack/tenants/main/failing".to_owned(),
            json!([{ "resource": "cluster", "to": "ruined" }]),
            "no transition of cluster to \"ruined\" can fail".to_owned(),
        ),
    ];
    for (pointer, value, message) in rows {
        let mut bad = good.clone();
        *bad.pointer_mut(&pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = value;
        let refused = mock.restore(&bad).unwrap_err();
        assert!(refused.code == "InvalidSnapshot" && refused.message.contains(&message), "{pointer}: {refused}");
        assert_eq!(mock.snapshot(), good, "{pointer}: nothing has changed");
    }
}

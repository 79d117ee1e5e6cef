//! A running mock that is told what to do, by a test that uses the client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use ack_client::clusters::DescribeClusterDetailInput;
use ack_client::types::{self, Cluster};
use ack_client::wire::serde_json::{Value, from_str, json};
use ack_client::{Client, Credentials, RetryPolicy};
use ack_mock::{AccessKey, Canned, FailingTransition, Fault, Limits, Mock, Refusal, Request};

/// A mock whose clock stands still.
fn mock() -> Mock {
    let keys = ["main", "other"].map(|key| AccessKey::new(key, "secret"));
    let builder = keys.into_iter().fold(Mock::builder(), |builder, key| builder.access_key(key));
    builder.frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start_blocking().unwrap()
}

fn client_of(mock: &Mock, key: &str) -> Client {
    Client::builder()
        .endpoint(mock.url())
        .no_proxy()
        .credentials(Credentials::new(key, "secret"))
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

async fn state(client: &Client, id: &str) -> String {
    client.describe_cluster_detail(id).send().await.unwrap().state.as_str().to_owned()
}

#[tokio::test]
async fn time_passes_when_it_is_told_to() {
    let mock = mock();
    let client = mock.client();
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    mock.clock().advance(Duration::from_secs(100));
    assert_eq!(state(&client, &id).await, "initial");
    // The 200 seconds that are left take 20.
    mock.set_speed(10.0);
    mock.clock().advance(Duration::from_secs(19));
    assert_eq!(state(&client, &id).await, "initial");
    mock.clock().advance(Duration::from_secs(1));
    assert_eq!(state(&client, &id).await, "running");
    // What starts now goes at that speed, too, and at another from here.
    client.delete_cluster(&*id).send().await.unwrap();
    mock.set_speed(1.0);
    mock.clock().advance(Duration::from_secs(119));
    assert_eq!(state(&client, &id).await, "deleting");
    mock.clock().advance(Duration::from_secs(1));
    assert!(client.describe_cluster_detail(&*id).send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn transitions_fail_as_they_are_told_to() {
    let mock = mock();
    let (client, other) = (mock.client(), client_of(&mock, "other"));
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(client.create_cluster().name(name).send().await.unwrap().cluster_id);
    }
    let foreign = other.create_cluster().name("d").send().await.unwrap().cluster_id;
    let to_running = || FailingTransition::new("cluster", "running");
    mock.fail(to_running().id(&*ids[1])).unwrap();
    mock.fail(to_running().tenant("other").times(2)).unwrap();
    let refused = mock.fail(FailingTransition::new("cluster", "updating")).unwrap_err();
    assert_eq!(refused.recommend.unwrap(), "those that can lead to: running, deleted");
    mock.clock().advance(Duration::from_secs(300));
    assert_eq!(
        [state(&client, &ids[0]).await, state(&client, &ids[1]).await, state(&client, &ids[2]).await],
        ["running", "failed", "running"]
    );
    assert_eq!(state(&other, &foreign).await, "failed");
    let again = other.create_cluster().name("e").send().await.unwrap().cluster_id;
    let last = {
        mock.clock().advance(Duration::from_secs(300));
        other.create_cluster().name("f").send().await.unwrap().cluster_id
    };
    mock.clock().advance(Duration::from_secs(300));
    assert_eq!([state(&other, &again).await, state(&other, &last).await], ["failed", "running"]);
}

#[tokio::test]
async fn what_goes_wrong_reaches_the_client() {
    let mock = mock();
    let client = client_of(&mock, "main");
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    for (fault, holds) in [
        (
            Fault::refuse(503, "ServiceUnavailable", "later"),
            (|error| error.code() == Some("ServiceUnavailable")) as fn(&ack_client::Error) -> bool,
        ),
        (Fault::throttle(Duration::from_secs(5)), |error| error.is_throttled() && error.retry_after() == Some(Duration::from_secs(5))),
        (Fault::reset(), |error| error.code().is_none() && error.status().is_none()),
        (Fault::truncated(), |error| error.code().is_none()),
        (Fault::malformed(), |error| error.code().is_none()),
    ] {
        mock.fault(fault.clone().on("DescribeClusterDetail").times(1));
        let error = client.describe_cluster_detail(&*id).send().await.unwrap_err();
        assert!(holds(&error), "{fault:?}: {error}");
        assert_eq!(state(&client, &id).await, "initial");
    }
    // A client whose clock is off sets it by the answer.
    mock.fault(Fault::skew("-20m".parse().unwrap()).on("DescribeClusterDetail"));
    let unaided = mock.client();
    assert_eq!(state(&unaided, &id).await, "initial");
}

/// A client that goes by another clock would take a refusal for one because of its date, and call again.
#[tokio::test]
async fn a_refusal_reaches_the_mocks_own_client_whatever_time_it_is() {
    let mock = mock();
    for moved in [Duration::ZERO, Duration::from_secs(3600)] {
        mock.clock().advance(moved);
        for status in [400, 403] {
            let before = (mock.calls("CreateCluster").len(), mock.calls("AssumeRole").len());
            mock.fault(Fault::refuse(status, "Refused", "not this time").times(1));
            let refused = mock.client().create_cluster().name("demo").send().await.unwrap_err();
            assert_eq!(refused.code(), Some("Refused"), "{refused}");
            mock.fault(Fault::refuse(status, "Refused", "not this time").times(1));
            let refused = mock.sts_client().assume_role("acs:ram::1:role/x", "session").send().await.unwrap_err();
            assert_eq!(refused.code(), Some("Refused"), "{refused}");
            assert_eq!((mock.calls("CreateCluster").len(), mock.calls("AssumeRole").len()), (before.0 + 1, before.1 + 1));
        }
    }
    assert!(mock.client().describe_clusters_v1().send().await.unwrap().clusters.is_empty());
}

#[tokio::test]
async fn a_lost_answer_is_no_lost_cluster() {
    let mock = mock();
    mock.fault(Fault::reset().performed().on("CreateCluster").times(1));
    let client = client_of(&mock, "main");
    client.create_cluster().name("demo").send().await.unwrap_err();
    let listed = client.describe_clusters_v1().send().await.unwrap();
    assert_eq!(listed.clusters.len(), 1);
}

#[tokio::test]
async fn answers_are_the_tests_own() {
    let mock = mock();
    let client = mock.client();
    let id = client.create_cluster().name("demo").send().await.unwrap().cluster_id;
    mock.on(|request: Arc<Request>, input: DescribeClusterDetailInput| async move {
        if input.cluster_id == "hidden" {
            return Err(Refusal::new(403, "Forbidden.RAM", "you may not look at it"));
        }
        let mut kept: Cluster = request.otherwise().await?;
        kept.name.push_str(", overridden");
        Ok(kept)
    });
    assert_eq!(client.describe_cluster_detail(&*id).send().await.unwrap().name, "demo, overridden");
    assert!(client.describe_cluster_detail("hidden").send().await.unwrap_err().is_auth());
    assert!(client.describe_cluster_detail("c-unknown").send().await.unwrap_err().is_not_found());
    mock.answer(
        Canned::value(json!({ "cluster_id": "c9", "state": "stopped" })).on("DescribeClusterDetail").with(json!({ "ClusterId": "c9" })),
    );
    assert_eq!(state(&client, "c9").await, "stopped");
}

#[tokio::test]
async fn what_was_called_is_verified() {
    let mock = mock();
    mock.expect("CreateCluster").times(1).with(json!({ "name": "demo", "num_of_nodes": 3, "login_password": "Hello1234" }));
    mock.client().create_cluster().name("demo").num_of_nodes(2).login_password("Hello1234").send().await.unwrap();
    let said = catch_unwind(AssertUnwindSafe(|| mock.verify())).unwrap_err();
    let said = said.downcast_ref::<String>().unwrap();
    assert_eq!(
        said,
        r#"1 expectation is not met

CreateCluster: expected once, came never

  close was call 1, CreateCluster, answered with 200
                    expected       came
    operation       CreateCluster  CreateCluster
    name            "demo"         "demo"
    num_of_nodes    3              2              <- differs
    login_password  "***"          "***"
"#
    );
    mock.client().create_cluster().name("demo").num_of_nodes(3).login_password("Hello1234").send().await.unwrap();
    mock.verify();
    let call = &mock.calls("CreateCluster")[1];
    assert_eq!(call.input()["num_of_nodes"], 3);
    let shown = format!("{call:?} {} {}", call.curl(mock.url()), call.rust());
    assert!(!shown.contains("Hello1234") && shown.contains("login_password"), "{shown}");
}

/// A call whose own code, up to where it is sent, is what the journal says would make it again.
macro_rules! line {
    ($mock:ident, $call:expr) => {{
        $call.send().await.unwrap();
        let line = $mock.calls("*").last().unwrap().rust();
        let without_spaces = |code: &str| code.replace(|character: char| character.is_whitespace(), "");
        assert_eq!(without_spaces(&line), without_spaces(concat!(stringify!($call), ".send().await?")), "{line}");
    }};
}

#[tokio::test]
async fn a_line_of_the_journal_compiles() {
    let mock = mock();
    let client = mock.client();
    line!(mock, client.create_cluster().name("demo").deletion_protection(false).num_of_nodes(3));
    line!(
        mock,
        client
            .create_cluster()
            .name("demo")
            .tags([types::Tag::new().key("a").value("\"b\""), types::Tag::new().key("c").value("d")])
            .master_vswitch_ids(["v1", "v2"])
            .runtime(types::Runtime::new().name("docker"))
    );
    mock.seed("cluster", json!({}), json!({ "cluster_id": "c1", "name": "seeded", "state": "running" })).unwrap();
    line!(mock, client.describe_cluster_detail("c1"));
    line!(mock, client.describe_clusters_v1().page_size(10));
    line!(mock, client.modify_cluster_tags("c1").tags([types::Tag::new().key("a").value("b")]));
    let client = mock.sts_client();
    line!(mock, client.assume_role("acs:ram::1:role/x", "session").duration_seconds(900));
}

/// The documented answer, fitted to what the call says.
#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_asked_to() {
    let mock = mock();
    let sts = mock.sts_client();
    let (role, other) = ("acs:ram::42:role/reader", "acs:ram::43:role/writer");
    for (role, name, asked, seconds) in [(role, "alice", Some(900), 900), (other, "bob", Some(7200), 7200), (role, "carol", None, 3600)] {
        let call = sts.assume_role(role, name);
        let call = if let Some(asked) = asked { call.duration_seconds(asked) } else { call };
        let answer = call.send().await.unwrap();
        let user = answer.assumed_role_user.unwrap();
        assert_eq!((user.arn, user.assumed_role_id.rsplit(':').next()), (format!("{role}/{name}"), Some(name)));
        let issued = answer.credentials.unwrap();
        let expires = issued.expiration.unwrap().to_string().parse::<ack_client::wire::jiff::Timestamp>().unwrap();
        assert_eq!(expires, mock.clock().now() + Duration::from_secs(seconds));
        let key =
            Credentials::temporary(issued.access_key_id, issued.access_key_secret.unwrap(), issued.security_token.unwrap(), Some(expires));
        let client = Client::builder().endpoint(mock.url()).no_proxy().credentials(key).retry(RetryPolicy::never()).build().unwrap();
        mock.clock().advance(Duration::from_secs(seconds - 1));
        client.describe_clusters_v1().send().await.unwrap();
        mock.clock().advance(Duration::from_secs(2));
        assert!(client.describe_clusters_v1().send().await.unwrap_err().is_auth());
    }
    assert!(sts.assume_role(role, "dan").duration_seconds(899).send().await.is_err());
}

/// What is counted as it changes is what there is, also after what was taken back.
#[tokio::test]
async fn things_are_counted() {
    let mock = mock();
    let client = mock.client();
    let counted = || {
        let state = get(&mock, "/_mock/state");
        let of_tenant = state["tenants"].as_array().unwrap().iter().find(|of| of["tenant"] == "main").unwrap()["kinds"].clone();
        let clusters = of_tenant.as_array().unwrap().iter().find(|kind| kind["kind"] == "cluster").unwrap().clone();
        let metrics = ask(&mock, "/_mock/metrics");
        for (state, count) in clusters["states"].as_object().unwrap() {
            let line = format!("mock_resources{{service=\"ack\",kind=\"cluster\",state=\"{state}\"}} {count}\n");
            assert!(metrics.contains(&line), "{line} is not in {metrics}");
        }
        clusters["states"].clone()
    };
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(client.create_cluster().name(name).send().await.unwrap().cluster_id);
    }
    assert_eq!(counted(), json!({ "initial": 3 }));
    mock.fail_next("cluster", "running").unwrap();
    mock.clock().advance(Duration::from_secs(300));
    client.delete_cluster(&*ids[2]).send().await.unwrap();
    client.delete_cluster("c-unknown").send().await.unwrap_err();
    let expected = json!({ "failed": 1, "running": 1, "deleting": 1 });
    assert_eq!(counted(), expected);
    let snapshot = mock.snapshot();
    mock.clock().advance(Duration::from_secs(3600));
    assert_eq!(counted(), json!({ "failed": 1, "running": 1 }));
    mock.restore(&snapshot).unwrap();
    assert_eq!(counted(), expected);
    // Pages of them, in the order in which they came.
    let page = |query: &str| {
        let page = get(&mock, &format!("/_mock/state/cluster?{query}"));
        let names = page["things"].as_array().unwrap().iter().map(|thing| thing["fields"]["name"].as_str().unwrap().to_owned());
        (page["total"].as_u64().unwrap(), names.collect::<Vec<_>>().concat())
    };
    for (query, total, names) in [
        ("", 3, "abc"),
        ("offset=1&limit=1", 3, "b"),
        ("state=running", 1, "b"),
        ("state=none", 0, ""),
        ("offset=9", 3, ""),
        (&*format!("id={}", ids[2]), 1, "c"),
    ] {
        assert_eq!(page(query), (total, names.to_owned()), "{query}");
    }
    let nodes = get(&mock, &format!("/_mock/state/node?parent={}&limit=1", ids[1]));
    assert_eq!((nodes["total"].as_u64() > Some(1), nodes["things"].as_array().unwrap().len()), (true, 1));
}

/// What the spec does not know to be secret is given back to who sent it; nobody else is shown it.
#[tokio::test]
async fn what_is_kept_is_shown_without_secrets() {
    let mock = mock();
    let addon = types::NewClusterAddon::new().name("ack-arena").config(r#"{"password":"topsecret","size":3}"#);
    let id = mock.client().create_cluster().name("demo").addons([addon]).send().await.unwrap().cluster_id;
    let answer = mock.client().raw("DescribeClusterDetail").path("GET", format!("/clusters/{id}")).send().await.unwrap();
    assert!(String::from_utf8_lossy(answer.body()).contains("topsecret"), "{answer:?}");
    for target in ["/_mock/state/cluster", "/_mock/journal"] {
        let shown = ask(&mock, target);
        assert!(!shown.contains("topsecret") && shown.contains("***") && shown.contains("ack-arena"), "{target}: {shown}");
    }
}

fn get(mock: &Mock, target: &str) -> Value {
    from_str(&ask(mock, target)).unwrap()
}

/// What the admin API answers.
fn ask(mock: &Mock, target: &str) -> String {
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// What is refused, however the mock is told.
#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let mock = mock();
    let post = |target: &str, body: &Value| {
        let (status, answer) = tell(&mock, "POST", target, body);
        (status, answer["error"]["message"].as_str().unwrap_or_default().to_owned())
    };
    mock.seed("cluster", json!({}), json!({ "cluster_id": "c1", "name": "demo", "state": "running" })).unwrap();
    let before = mock.snapshot();
    for (kind, parents, fields, problems) in [
        (
            "cluster",
            json!({}),
            json!({ "nme": "x", "state": "bogus", "deletion_protection": "maybe" }),
            &[
                "a cluster has no field `nme`; did you mean `name`?",
                "a cluster is never \"bogus\"; it is one of: ",
                "deletion_protection must be true or false, but \"maybe\" was sent",
            ][..],
        ),
        // No operation takes it, but some answer it.
        ("cluster", json!({}), json!({ "created": {} }), &["created must be a text, but an object was sent"]),
        ("node_pool", json!({ "ClusterId": "c1" }), json!({ "status": { "state": "bogus" } }), &["a node_pool is never \"bogus\""]),
        ("node_pool", json!({ "ClusterId": "c1" }), json!({ "nodepool_info": "none" }), &["nodepool_info must be an object"]),
        ("addon", json!({ "ClusterId": "c1" }), json!({ "nme": "x" }), &["an addon has no field `nme`"]),
        ("node", json!({ "ClusterId": "c2" }), json!({}), &["there is no cluster c2"]),
        ("node", json!({}), json!({}), &["there is no cluster"]),
        ("unicorn", json!({}), json!({}), &["there is no resource unicorn"]),
    ] {
        let refused = mock.seed(kind, parents.clone(), fields.clone()).unwrap_err();
        let (status, message) = post("/_mock/seed", &json!({ "kind": kind, "in": parents, "with": fields }));
        assert_eq!(status, refused.status, "{message}");
        for problem in problems {
            assert!(refused.message.contains(problem) && message.contains(problem), "{problem:?} is not in {message}");
        }
    }
    for (field, value, problem) in [
        ("deletion_protection", json!("maybe"), "cluster c1: deletion_protection must be true or false, but \"maybe\" was sent"),
        ("state", json!("bogus"), "cluster c1: a cluster is never \"bogus\""),
        ("created", json!({}), "cluster c1: created must be a text"),
    ] {
        let mut snapshot = before.clone();
        let things = snapshot["services"]["ack"]["tenants"]["main"]["things"].as_array_mut().unwrap();
        things.iter_mut().find(|thing| thing["id"] == "c1").unwrap()["fields"][field] = value;
        let refused = mock.restore(&snapshot).unwrap_err();
        let (status, answer) = tell(&mock, "PUT", "/_mock/snapshot", &snapshot);
        assert!(status == 400 && refused.message.contains(problem) && answer.to_string().contains(&problem[..10]), "{}", refused.message);
    }
    assert_eq!(post("/_mock/fork", &json!({ "from": "mian", "to": "other" })).0, 404);
    let canned = json!([{ "operation": "DescribeUserQuota", "value": { "cluster_qota": 1 } }]);
    assert_eq!(post("/_mock/answers", &canned), (400, "cluster_qota is not documented; did you mean `cluster_quota`?".to_owned()));
    assert_eq!(get(&mock, "/_mock/answers"), json!({ "answers": [] }));
    assert_eq!(mock.snapshot()["services"], before["services"]);
    mock.restore(&before).unwrap();
}

/// The status and the body that the admin API answers with.
fn tell(mock: &Mock, method: &str, target: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let head = format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), from_str(body).unwrap_or_default())
}

#[test]
fn two_keys_of_one_id_are_refused() {
    let keys = ["one", "two"].map(|secret| AccessKey::new("testid", secret));
    let refused = keys.into_iter().fold(Mock::builder(), |builder, key| builder.access_key(key)).start_blocking().unwrap_err();
    assert_eq!(refused.to_string(), "there are two access keys with the id testid");
}

#[test]
fn ids_of_a_tenant_do_not_depend_on_others() {
    let keys = ["one", "other"].map(|id| AccessKey::new(id, "secret"));
    let mock = keys.iter().fold(Mock::builder(), |builder, key| builder.access_key(key.clone())).start_blocking().unwrap();
    let alone = keys.iter().fold(Mock::builder(), |builder, key| builder.access_key(key.clone())).start_blocking().unwrap();
    let create = |mock: &Mock, tenant: &str| {
        let with = json!({ "tenant": tenant, "kind": "cluster", "with": { "name": "demo" } });
        let (status, answer) = tell(mock, "POST", "/_mock/seed", &with);
        assert_eq!(status, 201, "{answer}");
        answer["fields"]["cluster_id"].as_str().unwrap().to_owned()
    };
    let others = create(&mock, "other");
    let first = create(&mock, "one");
    assert_ne!(first, others);
    assert_eq!(create(&alone, "one"), first);
    // Started again, it gets them again.
    mock.reset_tenant("one").unwrap();
    assert_eq!(create(&mock, "one"), first);
    assert_ne!(create(&mock, "one"), first);
}

#[test]
fn who_is_no_tenant_is_not_made_one_by_a_look() {
    let mock = mock();
    let (status, answer) = tell(&mock, "GET", "/_mock/state/cluster?tenant=typo", &Value::Null);
    assert!(status == 404 && answer.to_string().contains("there are: main"), "{answer}");
    assert_eq!(tell(&mock, "GET", "/_mock/snapshot?tenant=typo", &Value::Null).0, 404);
    assert!(mock.snapshot()["services"]["ack"]["tenants"].get("typo").is_none());
}

#[test]
fn what_is_given_back_may_be_large() {
    let mut limits = Limits::default();
    limits.body = 100;
    let mock = Mock::builder().limits(limits).start_blocking().unwrap();
    let snapshot = mock.snapshot();
    assert!(snapshot.to_string().len() > 100);
    assert_eq!(tell(&mock, "PUT", "/_mock/snapshot", &snapshot).0, 200);
    // Others may not send so much.
    assert_eq!(tell(&mock, "POST", "/clusters", &snapshot).0, 413);
}

#[test]
fn tenants_are_forgotten_one_by_one() {
    let mock = mock();
    for _ in 0..2 {
        mock.seed("cluster", json!({}), json!({ "name": "demo", "state": "running" })).unwrap();
    }
    let count = || mock.snapshot_of("main")["services"]["ack"]["tenants"]["main"]["things"].as_array().map_or(0, Vec::len);
    let before = count();
    mock.reset_tenant("other").unwrap();
    assert_eq!(count(), before);
    mock.reset_tenant("main").unwrap();
    assert_eq!(mock.snapshot()["services"]["ack"]["tenants"]["main"], Value::Null);
}

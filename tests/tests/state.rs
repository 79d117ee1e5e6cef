//! What a mock keeps in a file is there again, however the mock ended. These tests run their own program again, as the
//! mock that is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use ack_client::wire::jiff::Timestamp;
use ack_client::wire::serde_json::{self, Value, json};
use ack_client::wire::{http, signing};
use ack_client::{Client, Credentials};
use ack_mock::{Builder, Mock, RecordChange, RecordKey, Storage, VirtualClock};
use libtest_mimic::{Arguments, Failed, Trial};

/// Set where the program is to be the mock.
const IS_MOCK: &str = "ACK_MOCK_TO_KILL";

/// How many times the mock is killed, and how many write to it meanwhile.
const KILLS: u64 = 25;
const WRITERS: usize = 4;

fn main() -> ExitCode {
    if std::env::var_os(IS_MOCK).is_some() {
        return ack_mock::cli::run(Mock::builder(), ack_mock::about!());
    }
    let trials = vec![
        Trial::test("what_was_answered_survives_a_kill", survives_kills),
        Trial::test("callers_at_the_same_time_lose_nothing", keeps_all_at_once),
        Trial::test("a_change_of_state_that_was_seen_survives_a_kill", keeps_transitions),
        Trial::test("a_call_that_was_answered_is_no_good_after_a_kill", refuses_replays),
        Trial::test("a_mock_goes_on_where_another_ended", goes_on),
        Trial::test("what_was_told_over_http_survives_a_kill", keeps_what_it_is_told),
        Trial::test("files_that_cannot_be_used_are_refused", refuses_files),
        Trial::test("records_that_do_not_fit_are_refused", refuses_records),
        Trial::test("what_cannot_be_made_safe_is_not_acknowledged", fails_with_its_storage),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A mock that runs as a program, until it is killed.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(state: &Path, arguments: &[&str]) -> io::Result<Self> {
        let mut child = program(state, arguments)?.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line)?;
        let address = line.strip_prefix("listening on http://").ok_or_else(|| io::Error::other("it does not start"))?;
        Ok(Self { address: address.trim_end().to_owned(), child })
    }

    fn kill(mut self) -> io::Result<()> {
        // SIGKILL, which no program can do anything about.
        self.child.kill()?;
        self.child.wait().map(drop)
    }
}

/// A test that fails leaves none behind.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(state: &Path, arguments: &[&str]) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--listen", "127.0.0.1:0", "--state"]).arg(state).args(arguments);
    if !arguments.contains(&"--auth") {
        command.args(["--auth", "off"]);
    }
    command.env(IS_MOCK, "").stdin(Stdio::null());
    Ok(command)
}

/// Calls as a tenant; the status and the body, if the whole answer arrives.
fn call(address: &str, tenant: &str, method: &str, target: &str, body: &Value) -> Option<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = format!("{method} {target} HTTP/1.1\r\nhost: x\r\nauthorization: acs {tenant}:x\r\ncontent-type: application/json\r\n");
    exchange(address, &format!("{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()))
}

/// Sends a request; the status and the body, if the whole answer arrives.
fn exchange(address: &str, request: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

/// What a writer was told.
enum Told {
    Made(String),
    Gone(String),
}

/// Makes clusters, and takes every third away again, until nobody answers.
fn write_until_killed(address: &str, tenant: &str, told: &mpsc::Sender<(String, Told)>) {
    for number in 0.. {
        let name = json!({ "name": format!("{tenant}-{number}"), "num_of_nodes": 2 });
        let Some((status, answer)) = call(address, tenant, "POST", "/clusters", &name) else { return };
        let Some(id) = answer["cluster_id"].as_str().filter(|_| status < 300) else { panic!("{status}: {answer}") };
        if told.send((tenant.to_owned(), Told::Made(id.to_owned()))).is_err() {
            return;
        }
        if number % 3 == 2 {
            let Some((status, answer)) = call(address, tenant, "DELETE", &format!("/clusters/{id}"), &Value::Null) else { return };
            assert!(status < 300, "{status}: {answer}");
            if told.send((tenant.to_owned(), Told::Gone(id.to_owned()))).is_err() {
                return;
            }
        }
    }
}

fn survives_kills() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    // What each tenant must have, and what may be on the way out.
    let mut made: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut leaving: BTreeSet<String> = BTreeSet::new();
    for kill in 0..KILLS {
        // Nothing but calls changes anything.
        let mock = Running::start(&state, &["--clock", "virtual=2026-01-01T00:00:00Z"])?;
        let (sender, told) = mpsc::channel();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (address, sender) = (mock.address.clone(), sender.clone());
                thread::spawn(move || write_until_killed(&address, &format!("tenant-{kill}-{writer}"), &sender))
            })
            .collect();
        drop(sender);
        // Another number of answers each time, so that it is killed at all kinds of moments.
        let mut heard: Vec<_> = told.iter().take((kill * 7 % 11 + 2) as usize).collect();
        mock.kill()?;
        heard.extend(told);
        writers.into_iter().for_each(|writer| writer.join().expect("a writer is refused nothing"));
        for (tenant, told) in heard {
            match told {
                Told::Made(id) => {
                    made.entry(tenant).or_default().insert(id);
                }
                Told::Gone(id) => {
                    leaving.insert(id);
                }
            }
        }
        check(&state, &made, &leaving).map_err(|problem| format!("after kill {}: {problem}", kill + 1))?;
    }
    let written = made.values().map(BTreeSet::len).sum::<usize>();
    if written < KILLS as usize { Err(format!("only {written} clusters were made: nothing was tried").into()) } else { Ok(()) }
}

/// Whether everything that was acknowledged is there, and nothing is by halves.
fn check(state: &Path, made: &BTreeMap<String, BTreeSet<String>>, leaving: &BTreeSet<String>) -> Result<(), String> {
    // That it can be opened says that everything belongs to something that is there.
    let mock = frozen().state(state).and_then(Builder::start_blocking).map_err(|error| error.to_string())?;
    let snapshot = mock.snapshot();
    for (tenant, ids) in made {
        let things = snapshot["services"]["ack"]["tenants"][tenant]["things"].as_array().ok_or("a tenant is gone")?;
        let clusters: BTreeMap<_, _> = things
            .iter()
            .filter(|thing| thing["resource"] == "cluster")
            .map(|thing| (thing["id"].as_str().unwrap_or_default(), thing))
            .collect();
        if let Some(id) = ids.iter().find(|id| !clusters.contains_key(id.as_str())) {
            return Err(format!("the cluster {id} of {tenant} is gone"));
        }
        for (id, cluster) in &clusters {
            let state = cluster["fields"]["state"].as_str().unwrap_or_default();
            // Whether a call was carried out whose answer nobody heard cannot be known.
            if leaving.contains(*id) && state != "deleting" {
                return Err(format!("the cluster {id} of {tenant} is {state}, though it was deleted"));
            }
            let belongs =
                |kind: &str| things.iter().filter(|thing| thing["parent"] == cluster["handle"] && thing["resource"] == kind).count();
            let nodes = (belongs("node"), belongs("node_pool"));
            if nodes != (5, 1) {
                return Err(format!("the cluster {id} of {tenant} has {nodes:?} nodes and node pools"));
            }
        }
    }
    Ok(())
}

/// A program answers on several threads. Whoever calls at the same time is answered as if nobody else did: all that was
/// made is there, once, and every call has a number of its own.
fn keeps_all_at_once() -> Result<(), Failed> {
    const EACH: usize = 40;
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    let mock = Running::start(&state, &["--clock", "virtual=2026-01-01T00:00:00Z"])?;
    call(&mock.address, "t", "POST", "/_mock/seed", &json!({ "kind": "quota", "tenant": "t", "with": { "cluster_quota": 1000 } }))
        .filter(|(status, _)| *status < 300)
        .ok_or("the quota cannot be raised")?;
    let write = |writer: usize| {
        let mut ids = Vec::new();
        for number in 0..EACH {
            let made = call(&mock.address, "t", "POST", "/clusters", &json!({ "name": format!("{writer}-{number}") }))?;
            let id = made.1["cluster_id"].as_str()?.to_owned();
            let seen = call(&mock.address, "t", "GET", &format!("/clusters/{id}"), &Value::Null)?;
            if seen.1["name"] != format!("{writer}-{number}") {
                return None;
            }
            ids.push(id);
        }
        Some(ids)
    };
    let made: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        writers.into_iter().map(|writer| writer.join().expect("a writer does not panic")).collect()
    });
    let made: Vec<_> = made.into_iter().collect::<Option<Vec<_>>>().ok_or("a call is not answered as it should be")?.concat();
    let (_, journal) = call(&mock.address, "t", "GET", "/_mock/journal?limit=1000", &Value::Null).ok_or("there is no journal")?;
    let numbers: BTreeSet<_> = journal["calls"].as_array().ok_or("no calls")?.iter().filter_map(|call| call["number"].as_u64()).collect();
    if numbers.len() != 2 * WRITERS * EACH {
        return Err(format!("{} calls have numbers of their own", numbers.len()).into());
    }
    mock.kill()?;
    let distinct: BTreeSet<_> = made.iter().cloned().collect();
    let kept = frozen().state(&state)?.start_blocking()?.snapshot();
    let things = kept["services"]["ack"]["tenants"]["t"]["things"].as_array().ok_or("the tenant is gone")?.clone();
    let kept: BTreeSet<_> = things.iter().filter(|thing| thing["resource"] == "cluster").filter_map(|thing| thing["id"].as_str()).collect();
    if distinct.len() == made.len() && kept.len() == made.len() && distinct.iter().all(|id| kept.contains(id.as_str())) {
        return Ok(());
    }
    Err(format!("{} clusters were made, {} of them different ones, and {} are kept", made.len(), distinct.len(), kept.len()).into())
}

fn frozen() -> Builder<Mock> {
    Mock::builder().authentication(false).clock(VirtualClock::at("2026-01-01T00:00:00Z".parse().expect("it is a time")))
}

fn keeps_transitions() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    let mock = Running::start(&state, &["--speed", "1000000"])?;
    let (_, made) = call(&mock.address, "t", "POST", "/clusters", &json!({ "name": "x" })).ok_or("no answer")?;
    let id = made["cluster_id"].as_str().ok_or("no cluster")?.to_owned();
    // Each of these calls is what lets it happen, if it is due.
    let seen = || call(&mock.address, "t", "GET", &format!("/clusters/{id}"), &Value::Null).map(|(_, cluster)| cluster);
    while seen().ok_or("no answer")?["state"] == "initial" {}
    mock.kill()?;
    let mock = frozen().state(&state)?.start_blocking()?;
    let things = mock.snapshot()["services"]["ack"]["tenants"]["t"]["things"].clone();
    let cluster = things.as_array().and_then(|things| things.iter().find(|thing| thing["id"] == *id)).ok_or("it is gone")?.clone();
    if cluster["fields"]["state"] == "running" { Ok(()) } else { Err(format!("it was running, and is: {cluster}").into()) }
}

/// Whoever has seen a call cannot send it again, though the mock was killed meanwhile.
fn refuses_replays() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    let signed = |nonce: &str| {
        let body = r#"{"name":"x"}"#;
        let request = http::Request::post("/clusters").header("host", "x").header("content-type", "application/json");
        let mut request = request.body(body.into()).map_err(io::Error::other)?;
        let credentials =
            signing::Credentials { access_key_id: "testid".into(), access_key_secret: "testsecret".into(), security_token: None };
        let (operation, product, version, at) = ("CreateCluster", "CS", "2015-12-15", Timestamp::now());
        let context = signing::SigningContext { operation, product, version, region: None, at, nonce };
        signing::sign(&mut request, signing::Scheme::Roa, &credentials, &context).map_err(io::Error::other)?;
        let headers = request.headers().iter().map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
        let headers: String = headers.collect();
        Ok::<_, io::Error>(format!("POST /clusters HTTP/1.1\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()))
    };
    let mut seen = Vec::<String>::new();
    for kill in 0..3 {
        let mock = Running::start(&state, &["--auth", "on"])?;
        for request in &seen {
            let (status, answer) = exchange(&mock.address, request).ok_or("no answer")?;
            if (status, answer["Code"].as_str()) != (400, Some("SignatureNonceUsed")) {
                return Err(format!("after kill {kill} it is let in again: {status} {answer}").into());
            }
        }
        let request = signed(&format!("nonce-{kill}"))?;
        let (status, answer) = exchange(&mock.address, &request).ok_or("no answer")?;
        if status >= 300 {
            return Err(format!("{status} {answer}").into());
        }
        seen.push(request);
        mock.kill()?;
    }
    Ok(())
}

fn keeps_what_it_is_told() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    let start = || Running::start(&state, &["--clock", "virtual=2026-01-01T00:00:00Z", "--speed", "1"]);
    let ask = |mock: &Running, method: &str, target: &str, body: Value| match call(&mock.address, "a", method, target, &body) {
        Some((200..300, answer)) => Ok(answer),
        other => Err(Failed::from(format!("{method} {target}: {other:?}"))),
    };
    let mock = start()?;
    for tenant in ["a", "gone"] {
        call(&mock.address, tenant, "POST", "/clusters", &json!({ "name": tenant })).ok_or("no answer")?;
    }
    ask(&mock, "POST", "/_mock/fork", json!({ "from": "a", "to": "b" }))?;
    ask(&mock, "POST", "/_mock/reset", json!({ "tenant": "gone" }))?;
    // What takes 300 seconds takes 30. How fast what begins after a restart goes, is for the command line to say again.
    ask(&mock, "POST", "/_mock/clock", json!({ "speed": 10 }))?;
    let seen = |mock: &Running| -> Result<Value, Failed> {
        let clusters = |tenant: &str| ask(mock, "GET", &format!("/_mock/state/cluster?tenant={tenant}"), Value::Null);
        let all = ask(mock, "GET", "/_mock/state", Value::Null)?;
        let tenants: Vec<_> = all["tenants"].as_array().into_iter().flatten().map(|tenant| tenant["tenant"].clone()).collect();
        Ok(json!({ "a": clusters("a")?, "b": clusters("b")?, "tenants": tenants }))
    };
    let before = seen(&mock)?;
    mock.kill()?;
    let after = seen(&start()?)?;
    let changes = &after["b"]["things"][0]["changes"];
    let expected = (&json!(1), &json!(["a", "b", "testid"]), &json!({ "to": "running", "at": "2026-01-01T00:00:30Z" }));
    match (&after["b"]["total"], &after["tenants"], changes) {
        told if told == expected && before == after => Ok(()),
        told => Err(format!("{told:?}: {before} became {after}").into()),
    }
}

fn goes_on() -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("state");
    let start = || Mock::builder().seed(7).state(&state).and_then(Builder::start_blocking);
    let (first, session) = runtime.block_on(async {
        let mock = start()?;
        let made = mock.client().create_cluster().name("first").send().await?;
        let issued = mock.sts_client().assume_role("acs:ram::1:role/x", "session").send().await?;
        mock.clock().advance(std::time::Duration::from_secs(2 * 3600));
        mock.fail_next("cluster", "running")?;
        mock.shutdown().await;
        Ok::<_, Failed>((made.cluster_id, issued.credentials.ok_or("no credentials")?))
    })?;
    runtime.block_on(async {
        let mock = start()?;
        let cluster = mock.client().describe_cluster_detail(&first).send().await?;
        let made = mock.client().create_cluster().name("second").send().await?;
        let (secret, token) = session.access_key_secret.zip(session.security_token).ok_or("no session")?;
        let ahead = mock.clock().now().duration_since(ack_client::wire::jiff::Timestamp::now());
        let refused = Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing");
        let refused = refused.credentials(Credentials::temporary(&*session.access_key_id, secret, token, None)).build()?;
        // Two hours later it has expired: that is known only if it was known before.
        let refused = refused.describe_user_quota().send().await.err().ok_or("it should have expired")?;
        let failing = mock.snapshot()["services"]["ack"]["tenants"]["testid"]["failing"].clone();
        let expected = json!([{ "resource": "cluster", "to": "running", "id": null, "times": 1 }]);
        let outcome = (cluster.name.to_string(), made.cluster_id != first, ahead.as_hours() >= 1, failing == expected);
        match outcome {
            (name, true, true, true) if name == "first" && refused.code().is_some_and(|code| code == "InvalidSecurityToken.Expired") => {
                Ok(())
            }
            other => Err(format!("{other:?}, {refused}").into()),
        }
    })
}

fn refuses_files() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let locked = folder.path().join("locked");
    let (garbage, truncated, missing) = (folder.path().join("garbage"), folder.path().join("truncated"), folder.path().join("no/such"));
    let _running = frozen().state(&locked)?.start_blocking()?;
    std::fs::write(&garbage, "what is this? ".repeat(1000))?;
    let whole = folder.path().join("whole");
    drop(frozen().state(&whole)?.start_blocking()?);
    let bytes = std::fs::read(&whole)?;
    std::fs::write(&truncated, &bytes[..bytes.len() / 3])?;
    for (path, reason) in [
        (&*locked, "it is in use by another mock"),
        (&garbage, "it is no file of a mock, or it is damaged"),
        (&truncated, "it is no file of a mock, or it is damaged"),
        (folder.path(), "s a directory"),
        (&missing, "No such file"),
    ] {
        let output = program(path, &[])?.output()?;
        let told = String::from_utf8(output.stderr)?;
        let begins = format!("error: cannot keep the state in {}: ", path.display());
        if output.status.success() || !told.starts_with(&begins) || !told.contains(reason) || !output.stdout.is_empty() {
            return Err(format!("{}: {reason} is not in {told:?}", path.display()).into());
        }
    }
    Ok(())
}

/// A storage in memory, which stays when the mock has gone, and fails when there are too many changes.
#[derive(Clone, Default)]
struct Memory {
    records: Arc<Mutex<BTreeMap<RecordKey, Vec<u8>>>>,
    full_at: Option<usize>,
}

impl Storage for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn read(&mut self) -> io::Result<Vec<(RecordKey, Vec<u8>)>> {
        Ok(self.records.lock().unwrap().clone().into_iter().collect())
    }

    fn write(&mut self, changes: &[RecordChange]) -> io::Result<()> {
        let mut records = self.records.lock().unwrap();
        if self.full_at.is_some_and(|full| records.len() + changes.len() > full) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        for (key, value) in changes {
            match value {
                Some(value) => records.insert(key.clone(), value.clone()),
                None => records.remove(key),
            };
        }
        Ok(())
    }
}

fn refuses_records() -> Result<(), Failed> {
    let memory = Memory::default();
    let mock = frozen().storage(memory.clone()).start_blocking()?;
    mock.seed("cluster", json!({}), json!({ "name": "x" }))?;
    drop(mock);
    let good = memory.records.lock().unwrap().clone();
    let version = "it is of version \"1999-01-01\" of ack, the mock of version \"2015-12-15\": start with another file";
    for (kind, value, message) in [
        ("format", "2", "it is written in form 2, this mock reads form 1"),
        ("service", "\"1999-01-01\"", version),
        ("tenant", "{}", "it does not fit what the spec says: ack, tenant testid: a number \"last\" is missing"),
        (
            "thing",
            r#"{"handle":1,"resource":"castle"}"#,
            "it does not fit what the spec says: ack, tenant testid: the spec has no resource \"castle\"",
        ),
        ("thing", "{", "it is damaged: thing ack testid 1: "),
    ] {
        let mut bad = good.clone();
        let record = bad.iter_mut().find(|(key, _)| key.0 == kind).ok_or("there is no such record")?;
        *record.1 = value.into();
        let memory = Memory { records: Arc::new(Mutex::new(bad.clone())), full_at: None };
        let error = frozen().storage(memory.clone()).start_blocking().err().ok_or_else(|| format!("{kind} {value} is accepted"))?;
        if !error.to_string().starts_with(&format!("cannot go on with memory: {message}")) || *memory.records.lock().unwrap() != bad {
            return Err(format!("{message} is not what is told, or something was written: {error}").into());
        }
    }
    // The fields that nobody changed are as they were.
    let mock = frozen().storage(memory).start_blocking()?;
    let cluster = mock.snapshot()["services"]["ack"]["tenants"]["testid"]["things"].to_string().contains("\"name\":\"x\"");
    if cluster { Ok(()) } else { Err("what was good is gone".into()) }
}

fn fails_with_its_storage() -> Result<(), Failed> {
    let memory = Memory { full_at: Some(400), ..Memory::default() };
    let mock = frozen().storage(memory.clone()).start_blocking()?;
    let address = mock.address().to_string();
    let mut made = BTreeSet::new();
    let refused = loop {
        match call(&address, "t", "POST", "/clusters", &json!({ "name": "x" })) {
            Some((200..300, answer)) => made.insert(answer["cluster_id"].as_str().ok_or("no cluster")?.to_owned()),
            Some(refused) => break refused,
            None => return Err("no answer".into()),
        };
    };
    let message = refused.1["Message"].as_str().unwrap_or_default();
    if refused.0 != 500 || !message.contains("could not be made safe, and may be gone after a restart: memory: ") {
        return Err(format!("{refused:?}").into());
    }
    drop(mock);
    let mock = frozen().storage(Memory { full_at: None, ..memory }).start_blocking()?;
    let things = mock.snapshot()["services"]["ack"]["tenants"]["t"]["things"].clone();
    let kept = things.as_array().into_iter().flatten().filter(|thing| thing["resource"] == "cluster");
    let kept: BTreeSet<_> = kept.filter_map(|thing| thing["id"].as_str().map(str::to_owned)).collect();
    if kept == made && !made.is_empty() { Ok(()) } else { Err(format!("{made:?} was acknowledged, {kept:?} is there").into()) }
}

//! The vendor's profile files.

use std::path::Path;
use std::sync::Arc;

use ackgen_client::wire::bytes::Bytes;
use ackgen_client::wire::http;
use ackgen_client::{
    Builder, Credentials, CredentialsChain, CredentialsProvider, Environment, Gateway, MemoryTransport, Profile, ProfileCredentials, Reply,
    VirtualTime,
};

use crate::library::{Desk, File, Library, book, desk, library_with, refusal, seconds, time};

const CLI: &str = r#"{
    "current": "work",
    "profiles": [
        {"name": "default", "mode": "AK", "access_key_id": "id-1", "access_key_secret": "secret-1", "region_id": "cn-north", "sts_token": ""},
        {"name": "work", "mode": "StsToken", "access_key_id": "id-2", "access_key_secret": "secret-2", "sts_token": "token-2", "sts_expiration": 1800000000},
        {"name": "role", "mode": "RamRoleArn", "access_key_id": "id-3", "access_key_secret": "secret-3", "ram_role_arn": "acs:ram::1:role/r", "ram_session_name": "s", "expired_seconds": 900},
        {"name": "cloud", "mode": "EcsRamRole", "ram_role_name": "r"},
        {"name": "half", "mode": "AK", "access_key_id": "id-4"},
        {"name": "ended", "mode": "StsToken", "access_key_id": "id-5", "access_key_secret": "secret-5", "sts_token": ""}
    ]
}"#;

const SDK: &str = "
[default]                   # the one that counts
enable = true
type = access_key
access_key_id = id-1        ; a comment
access_key_secret = sec#ret=1
region_id = cn-north

[client1]
type = sts
access_key_id = id-2
access_key_secret = secret-2
security_token = token-2
; nothing
[client2]
type = ram_role_arn
access_key_id = id-3
access_key_secret = secret-3
role_arn = acs:ram::1:role/r
session_name = s
[off]
enable = false
[ended]
type = sts
access_key_id = id-5
access_key_secret = secret-5
";

fn shown(profile: &Profile) -> String {
    let credentials = &profile.credentials;
    let token = credentials.security_token().map_or("-", |token| token.expose());
    let role = profile.role.as_ref().map_or("-", |role| role.arn.as_str());
    let region = profile.region.as_deref().unwrap_or("-");
    format!("{} {} {} {token} {region} {role}", profile.name, credentials.access_key_id(), credentials.access_key_secret().expose())
}

#[test]
fn the_cli_s_file() {
    let file = File::new("cli", CLI);
    for (name, expected) in [
        (None, "work id-2 secret-2 token-2 - -"),
        (Some("default"), "default id-1 secret-1 - cn-north -"),
        (Some("role"), "role id-3 secret-3 - - acs:ram::1:role/r"),
    ] {
        assert_eq!(shown(&Profile::load(&file.0, name).unwrap()), expected);
    }
    assert_eq!(Profile::load(&file.0, None).unwrap().credentials.expires().unwrap().to_string(), "2027-01-15T08:00:00Z");
    for (name, problem) in [
        ("cloud", r#"the profile "cloud" is of mode "EcsRamRole", which is not supported (AK, StsToken and RamRoleArn are)"#),
        ("half", r#"the profile "half" has no access_key_secret"#),
        ("ended", r#"the profile "ended" has no sts_token"#),
        ("none", r#"it has no profile "none""#),
    ] {
        let error = Profile::load(&file.0, Some(name)).unwrap_err();
        assert!(error.to_string().ends_with(problem), "{error}");
    }
}

#[test]
fn the_sdk_s_file() {
    let file = File::new("sdk", SDK);
    for (name, expected) in [
        (None, "default id-1 sec#ret=1 - cn-north -"),
        (Some("client1"), "client1 id-2 secret-2 token-2 - -"),
        (Some("client2"), "client2 id-3 secret-3 - - acs:ram::1:role/r"),
    ] {
        assert_eq!(shown(&Profile::load(&file.0, name).unwrap()), expected);
    }
    for (name, problem) in [
        ("off", "the section [off] is not enabled"),
        ("ended", "the section [ended] has no security_token"),
        ("none", "it has no section [none]"),
    ] {
        let error = Profile::load(&file.0, Some(name)).unwrap_err();
        assert!(error.to_string().ends_with(problem), "{error}");
    }
}

#[tokio::test]
async fn the_environment_says_which_file_and_which_profile() {
    let (cli, sdk) = (File::new("env-cli", CLI), File::new("env-sdk", SDK));
    let variables = |more: &[(&str, &str)]| {
        let files = [("ALIBABA_CLOUD_CONFIG_FILE", cli.0.to_str().unwrap()), ("ALIBABA_CLOUD_CREDENTIALS_FILE", sdk.0.to_str().unwrap())];
        Environment::from_iter(files.into_iter().chain(more.iter().copied()))
    };
    for (more, id) in [
        (&[][..], "id-2"),
        (&[("ALIBABA_CLOUD_PROFILE", "default")], "id-1"),
        (&[("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")], "id-1"),
        (&[("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"), ("ALIBABA_CLOUD_PROFILE", "client1")], "id-2"),
    ] {
        let provider = ProfileCredentials::from_environment(&variables(more));
        assert_eq!(provider.credentials().await.unwrap().access_key_id(), id);
    }
    let role = ProfileCredentials::from_environment(&variables(&[("ALIBABA_CLOUD_PROFILE", "role")]));
    let error = role.credentials().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("asks to assume the role acs:ram::1:role/r") && text.contains("Builder::profile"), "{text}");
    assert_eq!(role.profile().unwrap().role.unwrap().duration_seconds, Some(900));
}

#[tokio::test]
async fn the_files_are_looked_for_at_home() {
    for variable in ["HOME", "USERPROFILE"] {
        let provider = ProfileCredentials::from_environment(&Environment::from_iter([(variable, "/nowhere")]));
        let error = provider.credentials().await.unwrap_err().to_string();
        for file in [".aliyun/config.json", ".alibabacloud/credentials"] {
            let path = Path::new("/nowhere").join(file);
            assert!(error.contains(&format!("{}", path.display())), "{error}");
        }
    }
}

#[tokio::test]
async fn the_region_of_the_profile_counts_where_no_other_is_set() {
    let cli = File::new("region-cli", CLI);
    let file = cli.0.to_str().unwrap();
    let profile = [("ALIBABA_CLOUD_CONFIG_FILE", file), ("ALIBABA_CLOUD_PROFILE", "default")];
    let key = [("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-9"), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret-9")];
    let region = async |more: &[(&str, &str)], change: fn(Builder<Library>) -> Builder<Library>| {
        let environment = Environment::from_iter(profile.into_iter().chain(more.iter().copied()));
        let transport = Arc::new(MemoryTransport::replies([book("b1")]));
        let builder = change(Library::builder().endpoint("https://library.test").transport(transport.clone()));
        builder.environment(&environment).unwrap().build().unwrap().get_book("b1").send().await.unwrap();
        let sent = transport.requests().remove(0);
        sent.headers().get("x-acs-regionid").map_or_else(|| "-".to_owned(), |region| region.to_str().unwrap().to_owned())
    };
    assert_eq!(region(&[], |builder| builder).await, "cn-north");
    assert_eq!(region(&[("ALIBABA_CLOUD_REGION_ID", "cn-south")], |builder| builder).await, "cn-south");
    assert_eq!(region(&[], |builder| builder.region("cn-west")).await, "cn-west");
    assert_eq!(region(&key, |builder| builder).await, "-", "the key is not the profile's");
    assert_eq!(region(&[], |builder| builder.credentials(Credentials::new("id-9", "secret-9"))).await, "-", "nor is this");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_that_names_it() {
    let error = ProfileCredentials::new("/nowhere/credentials", None).credentials().await.unwrap_err();
    assert!(error.to_string().starts_with("the profile file /nowhere/credentials cannot be read"), "{error}");
    let broken = File::new("broken", "{\"profiles\": [{\"access_key_secret\": \"hush\",,");
    let error = Profile::load(&broken.0, None).unwrap_err();
    assert!(error.to_string().contains("it is no JSON") && !error.to_string().contains("hush"), "{error}");
}

/// The chain by two files; what it comes to.
async fn chained(cli: &File, sdk: &File, profile: &str) -> Result<String, String> {
    let environment = Environment::from_iter([
        ("ALIBABA_CLOUD_CONFIG_FILE", cli.0.to_str().unwrap()),
        ("ALIBABA_CLOUD_CREDENTIALS_FILE", sdk.0.to_str().unwrap()),
        ("ALIBABA_CLOUD_PROFILE", profile),
    ]);
    let credentials = CredentialsChain::from_environment(&environment).credentials().await;
    credentials.map(|credentials| credentials.access_key_id().to_owned()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_file_of_which_nothing_can_be_made_does_not_hide_the_next() {
    let profile = |fields: &str| format!(r#"{{"current": "default", "profiles": [{{"name": "default", {fields}}}]}}"#);
    let sdk = File::new("next-sdk", SDK);
    for (number, cli) in [
        String::new(),
        "{ broken".to_owned(),
        r#"{"profiles": []}"#.to_owned(),
        profile(r#""mode": "EcsRamRole", "ram_role_name": "r""#),
        profile(r#""mode": "AK", "access_key_id": "", "access_key_secret": """#),
    ]
    .iter()
    .enumerate()
    {
        let file = File::new(&format!("next-cli-{number}"), cli);
        assert_eq!(chained(&file, &sdk, "").await.as_deref(), Ok("id-1"), "{cli}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_each_file_is_told() {
    let (cli, sdk) = (File::new("wrong-cli", CLI), File::new("wrong-sdk", SDK));
    let error = chained(&cli, &sdk, "none").await.unwrap_err();
    let files = [cli.0.display().to_string(), sdk.0.display().to_string()];
    for part in ["no AccessKey", r#"it has no profile "none""#, "it has no section [none]", &files[0], &files[1]] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[tokio::test]
async fn a_role_that_was_chosen_is_not_passed_over_for_somebody_else() {
    let (cli, sdk) = (File::new("role-cli", &CLI.replace(r#""current": "work""#, r#""current": "role""#)), File::new("role-sdk", SDK));
    let error = chained(&cli, &sdk, "").await.unwrap_err();
    assert!(error.contains(r#"the profile "role" asks to assume the role acs:ram::1:role/r"#), "{error}");
}

#[test]
fn a_file_may_begin_with_a_byte_order_mark() {
    for (name, text, id) in [("mark-cli", CLI, "id-2"), ("mark-sdk", SDK.trim_start(), "id-1")] {
        let file = File::new(name, &format!("\u{feff}{text}"));
        assert_eq!(Profile::load(&file.0, None).unwrap().credentials.access_key_id(), id);
    }
}

/// A client that finds a profile by itself, and its service.
struct Found {
    client: Library,
    transport: Arc<MemoryTransport>,
    time: VirtualTime,
}

impl Found {
    fn of(replies: impl IntoIterator<Item = Reply>, environment: &Environment, change: fn(Builder<Library>) -> Builder<Library>) -> Self {
        let (transport, time) = (Arc::new(MemoryTransport::replies(replies)), time());
        let builder = Library::builder().environment(environment).unwrap().endpoint("https://library.test");
        let client = change(builder).transport(transport.clone()).clock(time.clone()).sleep(time.clone()).build().unwrap();
        Self { client, transport, time }
    }

    /// Gets a book, and says which requests that took: whose, and what the form of one to the desk says.
    async fn called(&self) -> Vec<String> {
        let before = self.transport.requests().len();
        self.client.get_book("b1").send().await.unwrap();
        self.transport.requests().split_off(before).iter().map(sent).collect()
    }
}

fn sent(request: &http::Request<Bytes>) -> String {
    let target = request.uri().to_string();
    let key = request.headers().get("authorization").and_then(|header| header.to_str().unwrap().strip_prefix("acs ")?.split_once(':'));
    match key {
        Some((id, _)) => format!("{target} as {id}"),
        None => {
            let form = String::from_utf8(request.body().to_vec()).unwrap();
            let told = ["AccessKeyId=", "Action=", "Name=", "Seconds="];
            let mut said: Vec<_> = form.split('&').filter(|pair| told.iter().any(|name| pair.starts_with(name))).collect();
            said.sort_unstable();
            format!("{target} {}", said.join(" "))
        }
    }
}

fn with_role(file: &File, more: &[(&'static str, &'static str)]) -> Environment {
    let file = [("ALIBABA_CLOUD_CONFIG_FILE", file.0.to_str().unwrap()), ("ALIBABA_CLOUD_PROFILE", "role")];
    let desk = [("ALIBABA_CLOUD_DESK_ENDPOINT", "https://desk.{region}.test"), ("ALIBABA_CLOUD_REGION_ID", "cn-south")];
    Environment::from_iter(file.into_iter().chain(desk).chain(more.iter().copied()))
}

fn pass(id: &str, until: &str) -> Reply {
    Reply::json(200, format!(r#"{{"Pass": {{"Id": "{id}", "Key": "k", "Token": "t", "Until": "{until}"}}}}"#))
}

const ASKED: &str = "https://desk.cn-south.test/ AccessKeyId=id-3 Action=OpenDesk Name=acs%3Aram%3A%3A1%3Arole%2Fr Seconds=900";

#[tokio::test]
async fn a_role_that_a_profile_asks_for_is_assumed_and_kept_as_long_as_it_lasts() {
    let file = File::new("role-cli", CLI);
    let replies = [pass("P1", "2026-11-23T10:43:17Z"), book("b1"), book("b1"), pass("P2", "2026-11-23T11:43:17Z"), book("b1")];
    let found = Found::of(replies, &with_role(&file, &[]), |builder| builder);
    assert_eq!(found.called().await, [ASKED, "https://library.test/books/b1 as P1"]);
    assert_eq!(found.called().await, ["https://library.test/books/b1 as P1"]);
    found.time.advance(seconds(56 * 60));
    assert_eq!(found.called().await, [ASKED, "https://library.test/books/b1 as P2"]);
}

#[tokio::test]
async fn a_profile_that_changes_is_noticed_as_is_a_session_that_the_service_does_not_want_any_more() {
    let file = File::new("changing-cli", CLI);
    let expired = refusal(400, "InvalidSecurityToken.Expired");
    let pass = |id| pass(id, "2026-11-23T10:43:17Z");
    let replies = [pass("P1"), expired, pass("P2"), book("b1"), pass("P3"), book("b1"), book("b1")];
    let found = Found::of(replies, &with_role(&file, &[]), |builder| builder);
    let [first, second] = ["P1", "P2"].map(|id| format!("https://library.test/books/b1 as {id}"));
    assert_eq!(found.called().await, [ASKED, &first, ASKED, &second]);
    std::fs::write(&file.0, CLI.replace("role/r", "role/q")).unwrap();
    assert_eq!(found.called().await, [&ASKED.replace("Fr ", "Fq "), "https://library.test/books/b1 as P3"]);
    std::fs::write(&file.0, CLI.replace("RamRoleArn", "AK")).unwrap();
    assert_eq!(found.called().await, ["https://library.test/books/b1 as id-3"]);
}

#[tokio::test]
async fn a_profile_that_the_builder_names_counts_before_the_key_of_the_environment() {
    let file = File::new("named-cli", CLI);
    let key = [("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-9"), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret-9")];
    let environment = with_role(&file, &key);
    let found = Found::of([book("b1")], &environment, |builder| builder);
    assert_eq!(found.called().await, ["https://library.test/books/b1 as id-9"]);
    let found = Found::of([book("b1")], &environment, |builder| builder.profile("default"));
    assert_eq!(found.called().await, ["https://library.test/books/b1 as id-1"]);
    let found = Found::of([book("b1")], &environment, |builder| builder.profile("default").credentials(Credentials::new("id-7", "s")));
    assert_eq!(found.called().await, ["https://library.test/books/b1 as id-7"]);
    let found = Found::of([pass("P1", "2026-11-23T10:43:17Z"), book("b1")], &environment, |builder| builder.profile("role"));
    assert_eq!(found.called().await, [ASKED, "https://library.test/books/b1 as P1"]);
}

#[tokio::test]
async fn the_options_of_the_client_are_those_of_the_call_that_assumes_a_role() {
    let file = File::new("options-cli", &CLI.replace(r#""ram_session_name""#, r#""sts_region": "cn-west", "ram_session_name""#));
    let found = Found::of([pass("P1", "2026-11-23T10:43:17Z"), book("b1")], &with_role(&file, &[]), |builder| {
        builder.gateway(Gateway::AsapiRoa).organization_id("3")
    });
    let asked = ASKED.replace("cn-south", "cn-west");
    assert_eq!(found.called().await, [asked.as_str(), "https://library.test/roa/books/b1 as P1"]);
    let requests = found.transport.requests();
    assert!(requests.iter().all(|request| request.headers().get("x-acs-organizationid").is_some_and(|id| id == "3")), "{requests:?}");

    let found = Found::of([Reply::silence()], &with_role(&file, &[]), |builder| builder.attempt_timeout(seconds(1)).max_attempts(1));
    let error = found.client.get_book("b1").send().await.unwrap_err();
    assert!(error.to_string().starts_with("GetBook: the credentials could not be fetched: OpenDesk: no answer within 1s"), "{error}");
    assert!(error.is_timeout() && !error.is_auth(), "{error}");
}

#[tokio::test]
async fn the_client_that_assumes_roles_does_it_where_it_is_itself() {
    let file = File::new("itself-cli", CLI);
    let transport = Arc::new(MemoryTransport::replies([pass("P1", "2026-11-23T10:43:17Z"), pass("P2", "2026-11-23T10:43:17Z")]));
    let environment = Environment::from_iter([("ALIBABA_CLOUD_CONFIG_FILE", file.0.to_str().unwrap())]);
    let builder = Desk::builder().environment(&environment).unwrap().profile("role").endpoint("https://desk.here");
    let desk = builder.transport(transport.clone()).clock(time()).sleep(time()).build().unwrap();
    desk.open_desk().send().await.unwrap();
    let requests = transport.requests();
    assert!(requests.len() == 2 && requests.iter().all(|request| request.uri() == "https://desk.here/"), "{requests:?}");
}

#[tokio::test]
async fn nobody_calls_as_somebody_else_when_a_role_cannot_be_assumed() {
    let (file, sdk) = (File::new("else-cli", CLI), File::new("else-sdk", SDK));
    let scene = desk((0..99).map(|_| refusal(503, "Busy")));
    let chain = CredentialsChain::empty().then(scene.client.open_desk().into_credentials()).then(Credentials::new("id-9", "secret-9"));
    let time = scene.time.clone();
    let library = library_with((0..9).map(|_| book("b1")), |builder| builder.credentials(chain).clock(time.clone()).sleep(time));
    let callers: Vec<_> = (0..9).map(|_| tokio::spawn(library.client.get_book("b1").send())).collect();
    for caller in callers {
        let error = caller.await.unwrap().unwrap_err();
        assert!(error.is_retryable() && error.is_server_error() && !error.is_auth(), "{error}");
    }
    assert_eq!(library.count(), 0);

    // A chain that cannot assume the role of the profile that was chosen says so.
    let sdk_file = [("ALIBABA_CLOUD_CREDENTIALS_FILE", sdk.0.to_str().unwrap())];
    let files = [("ALIBABA_CLOUD_CONFIG_FILE", file.0.to_str().unwrap()), ("ALIBABA_CLOUD_PROFILE", "role")];
    let chain = CredentialsChain::from_environment(&Environment::from_iter(files)).then(Credentials::new("id-9", "secret-9"));
    assert!(chain.credentials().await.unwrap_err().to_string().starts_with("the profile \"role\" asks to assume the role"));

    // A file that is being written, or is gone, does not make way for another.
    let profile = [("ALIBABA_CLOUD_CONFIG_FILE", file.0.to_str().unwrap()), ("ALIBABA_CLOUD_PROFILE", "default")];
    let found = Found::of([book("b1"), book("b1")], &Environment::from_iter(profile.into_iter().chain(sdk_file)), |builder| builder);
    found.called().await;
    for text in ["", &CLI[..99]] {
        std::fs::write(&file.0, text).unwrap();
        let error = found.client.get_book("b1").send().await.unwrap_err();
        assert!(error.to_string().starts_with(&format!("GetBook: the profile file {}", file.0.display())), "{error}");
    }
    std::fs::write(&file.0, CLI).unwrap();
    assert_eq!(found.called().await, ["https://library.test/books/b1 as id-1"]);
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_an_error_that_says_why() {
    let file = File::new("failing-cli", CLI);
    let environment = Environment::from_iter([("ALIBABA_CLOUD_CONFIG_FILE", file.0.to_str().unwrap()), ("ALIBABA_CLOUD_PROFILE", "role")]);
    let found = Found::of([], &environment, |builder| builder);
    let error = found.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"GetBook: the role of the profile "role" cannot be assumed: ALIBABA_CLOUD_DESK_ENDPOINT must say where that is done"#
    );
    let domain = [("ALIBABA_CLOUD_DESK_ENDPOINT", "https://desk.{region}.{domain}")];
    let found = Found::of([], &with_role(&file, &domain), |builder| builder);
    let error = found.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetBook: the role of the profile \"role\" cannot be assumed: the endpoint https://desk.{region}.{domain} needs a domain: set it, or \
         another endpoint; ALIBABA_CLOUD_DESK_ENDPOINT says where that is done"
    );
    let found = Found::of([refusal(403, "NoPermission")], &with_role(&file, &[]), |builder| builder);
    let error = found.client.get_book("b1").send().await.unwrap_err();
    assert!(
        error.to_string().starts_with("GetBook: the credentials could not be fetched: OpenDesk: 403 Forbidden, NoPermission"),
        "{error}"
    );
}

//! An answer that holds a kubeconfig becomes a configuration for the crate `kube`.
#![cfg(feature = "kube")]

use ackgen_client::wire::{
    Body, Extra, Field, Idempotency, Input, Kind, Operation, Response, Schema, Secret, Service, ServiceStyle, record,
};
use ackgen_client::{Call, Credentials, Error, MemoryTransport, Reply, call, client, kube, kubeconfig};

static OPEN_INPUT: Schema = Schema::new("OpenInput", &[]);
static OPEN_OUTPUT: Schema = Schema::new("OpenOutput", &[Field::new("config", Kind::Secret)]);
static OPEN: Operation = Operation {
    name: "Open",
    methods: &["GET"],
    path: "/",
    idempotency: Idempotency::ReadOnly,
    input: &OPEN_INPUT,
    body: Body::None,
    response: Response { statuses: &[200], kind: Some(Kind::Record(&OPEN_OUTPUT)), text: false, placeholder: None },
    pagination: None,
    credentials: None,
};
static SHIPS: Service = Service { name: "ships", product: "Ships", version: "2020-02-02", style: ServiceStyle::Roa, operations: &[&OPEN] };

client! {
    /// A client of ships.
    Ships: SHIPS
}

/// What the operation is called with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenInput {
    /// The rest.
    pub extra: Extra,
}
record!(OpenInput: OPEN_INPUT {});

/// What it answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOutput {
    /// The kubeconfig.
    pub config: Option<Secret>,
    /// The rest.
    pub extra: Extra,
}
record!(OpenOutput: OPEN_OUTPUT { config: "config" });

impl Input for OpenInput {
    type Output = OpenOutput;
    const OPERATION: &'static Operation = &OPEN;

    fn service() -> &'static Service {
        &SHIPS
    }
}

/// A call.
#[derive(Clone, Debug)]
pub struct Open {
    call: Call<OpenInput>,
}
call!(Open { OpenInput });
kubeconfig!(Open { OpenInput } | answer | &answer.config);

const KUBECONFIG: &str = "
apiVersion: v1
kind: Config
current-context: c1
clusters:
- name: kubernetes
  cluster: { server: 'https://1.2.3.4:6443', insecure-skip-tls-verify: true }
contexts:
- name: c1
  context: { cluster: kubernetes, user: me, namespace: harbour }
users:
- name: me
  user: { token: hush-hush }
";

async fn open(config: Option<&str>) -> Result<kube::Config, Error> {
    let answer = ackgen_client::wire::serde_json::json!({ "config": config, "RequestId": "R-1" });
    let ships = Ships::builder()
        .endpoint("https://ships.example")
        .credentials(Credentials::new("reader", "whisper"))
        .transport(MemoryTransport::replies([Reply::json(200, answer.to_string())]))
        .build()?;
    Open::new(ships.call(OpenInput::default())).kube_config().await
}

#[tokio::test]
async fn a_kubeconfig_becomes_a_configuration() {
    let config = open(Some(KUBECONFIG)).await.unwrap();
    assert_eq!((config.cluster_url.to_string().as_str(), config.default_namespace.as_str()), ("https://1.2.3.4:6443/", "harbour"));
    assert!(config.accept_invalid_certs && config.auth_info.token.is_some());
}

#[tokio::test]
async fn what_is_wrong_is_said_without_what_stands_there() {
    let bad_key = KUBECONFIG.replace("token: hush-hush", "client-certificate-data: '', client-key-data: 'hush-hush'");
    let cases = [
        (None, "the answer has no kubeconfig"),
        (Some(" "), "the answer has no kubeconfig"),
        (Some("users: [token: hush-hush"), "it is not the YAML of one"),
        (Some("users: hush-hush"), "it is not the YAML of one"),
        (Some("apiVersion: v1"), "current context"),
        (Some(&KUBECONFIG.replace("user: me", "user: you")), r#"it has no user "you""#),
    ];
    for (config, problem) in cases {
        let error = open(config).await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
        assert_eq!((error.operation(), error.request_id()), ("Open", Some("R-1")));
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }
    // The key is read when a client is made of it.
    assert!(!format!("{:?}", open(Some(&bad_key)).await.map(|config| config.cluster_url)).contains("hush"));
}

//! Calls over the loopback, beside the same requests made with the HTTP client alone.

use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;

use ack_client::clusters::{CreateClusterInput, DescribeClusterDetailInput};
use ack_client::node_pools::DescribeClusterNodePoolsInput;
use ack_client::wire::bytes::Bytes;
use ack_client::wire::{Input, http};
use ack_client::{Client, Credentials, MemoryTransport, Reply, TcpTransport, Transport};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

use crate::decoding::{Decoding, parsed};
use crate::plain::NodePools;
use crate::{Signing, cores, documented, loopback};

/// What calls go over.
#[derive(Clone, Copy, Debug)]
pub enum Over {
    /// TCP, so that nothing is measured but the client and the HTTP client.
    Tcp,
    /// TLS, as in earnest.
    Tls,
}

/// A call, and the request that it sends. Each goes over a connection of its own, to one server.
pub struct Calls<I> {
    runtime: Runtime,
    http: reqwest::Client,
    transport: TcpTransport,
    client: Client,
    input: I,
    url: String,
    sent: http::Request<Bytes>,
}

impl Calls<DescribeClusterDetailInput> {
    /// A small answer, no body.
    pub fn read(over: Over) -> Self {
        Self::of(over, documented::cluster(), &documented::answer("DescribeClusterDetail").to_string())
    }
}

impl Calls<CreateClusterInput> {
    /// The largest body: a cluster with everything that the documented request has.
    pub fn create(over: Over) -> Self {
        Self::of(over, documented::input(), &documented::answer("CreateCluster").to_string())
    }
}

impl Calls<DescribeClusterNodePoolsInput> {
    /// The largest answer.
    pub fn list() -> Self {
        Self::of(Over::Tcp, documented::cluster(), Decoding::documented().answer())
    }

    /// Without the client, into a plain struct.
    pub fn bare_and_parsed(&self) -> NodePools {
        parsed(&self.bare())
    }
}

impl<I: Input> Calls<I> {
    fn of(over: Over, input: I, answer: &str) -> Self {
        // Where the scheduler puts the two sides of a connection would otherwise be most of what is measured.
        cores::keep_to(cores::OURS);
        // As the client has it. The cryptography is named because the HTTP client is built without any.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (server, trust) = loopback::tls();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never()).referer(false);
        let http = http.tls_backend_preconfigured(trust.clone());
        let endpoint = match over {
            Over::Tcp => format!("http://{}", loopback::serve(answer, None)),
            Over::Tls => format!("https://{}", loopback::serve(answer, Some(server))),
        };
        let http = http.build().expect("an HTTP client can be built");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        let sent = sent(&runtime, &endpoint, input.clone(), answer);
        let transport = TcpTransport::new(trust);
        let client = client(&endpoint, transport.clone());
        Self { runtime, http, transport, client, input, url: sent.uri().to_string(), sent }
    }

    /// The input of a call. That whoever calls has filled it in is no part of the call.
    pub fn input(&self) -> Option<I> {
        Some(self.input.clone())
    }

    /// Through the client: checked, encoded, signed, sent, received, decoded.
    pub fn client(&self, input: &mut Option<I>) -> I::Output {
        // Polled where it is, as inside of a task.
        let call = pin!(self.client.call(input.take().expect("an input is for one call")).send());
        self.runtime.block_on(call).expect("the call succeeds")
    }

    /// What a client that signs, writes and reads cannot do without: the digests, serde_json from and to plain structs, and the
    /// exchange over the same transport.
    pub fn least<B: Serialize, A: DeserializeOwned>(&self, signing: &Signing, body: Option<&B>) -> A {
        black_box(body.map(|body| serde_json::to_vec(body).expect("a plain struct can be written")));
        black_box(signing.bare());
        let exchange = async {
            let body = self.transport.send(self.sent.clone()).await.expect("the request succeeds").into_body();
            body.collect().await.expect("the answer comes").to_bytes()
        };
        serde_json::from_slice(&self.runtime.block_on(pin!(exchange))).expect("the answer is readable")
    }

    /// Without it: the same bytes are sent and received.
    pub fn bare(&self) -> Bytes {
        self.runtime.block_on(pin!(self.exchange())).expect("the request succeeds")
    }

    async fn exchange(&self) -> reqwest::Result<Bytes> {
        let request = self.http.request(self.sent.method().clone(), &self.url).headers(self.sent.headers().clone());
        request.body(self.sent.body().clone()).send().await?.bytes().await
    }
}

fn client(endpoint: &str, transport: impl Transport + 'static) -> Client {
    let credentials = Credentials::new("LTAI4FexampleExampleKey", "8iTXzLjQkTMtRUzVVCxc4DVmNPvDlZ");
    let client = Client::builder().endpoint(endpoint).region("cn-beijing").credentials(credentials).transport(transport).build();
    client.expect("a client can be built")
}

/// The request that the client makes of an input.
fn sent<I: Input>(runtime: &Runtime, endpoint: &str, input: I, answer: &str) -> http::Request<Bytes> {
    let transport = Arc::new(MemoryTransport::replies([Reply::json(200, answer.to_owned())]));
    runtime.block_on(client(endpoint, transport.clone()).call(input).send()).expect("the call succeeds");
    transport.requests().remove(0)
}

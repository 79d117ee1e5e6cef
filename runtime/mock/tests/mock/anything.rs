//! What must hold whatever is sent. The fuzzer in `fuzz/` looks for bytes for which it does not; the tests of this crate
//! run what it found, and mutations of that.

// A target of the fuzzer needs but one of the functions.
#![allow(dead_code)]

use std::cell::RefCell;

use ackgen_mock::wire::bytes::Bytes;
use ackgen_mock::wire::signing::{self, Credentials, Scheme, SigningContext};
use ackgen_mock::wire::{Secret, jiff::Timestamp};
use ackgen_mock::{Builder, Limits, Server, VirtualClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::Runtime;

use crate::zoo::{self, Zoo};

/// Mocks that know nothing of each other: one that trusts everybody, and one that does not.
struct Mocks {
    runtime: Runtime,
    servers: [Server; 2],
}

impl Mocks {
    fn new() -> Self {
        let now: Timestamp = "2026-11-23T09:43:17Z".parse().expect("it is a time");
        let mut limits = Limits::default();
        (limits.body, limits.head, limits.headers) = (4 << 10, 8 << 10, 16);
        let server = |checked: bool| {
            let builder = Builder::new().handler(Zoo).handler(zoo::handler(zoo::Documented)).clock(VirtualClock::at(now));
            builder.authentication(checked).limits(limits.clone()).start_blocking().expect("a mock starts")
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime starts");
        Self { runtime, servers: [server(false), server(true)] }
    }

    fn answers(&self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let exchange = async |server: &Server| {
            let (mut near, far) = tokio::io::duplex(64 << 10);
            let caller = async {
                // It may have been cut off before it has said everything.
                let _ = near.write_all(bytes).await;
                let _ = near.shutdown().await;
                let mut answer = Vec::new();
                let _ = near.read_to_end(&mut answer).await;
                answer
            };
            tokio::join!(caller, server.serve(far)).0
        };
        self.servers.iter().map(|server| self.runtime.block_on(exchange(server))).collect()
    }
}

thread_local! {
    static MOCKS: RefCell<Mocks> = RefCell::new(Mocks::new());
}

/// Whatever bytes come over a connection, the mock answers or breaks off; it is never its own fault.
pub fn is_answered(bytes: &[u8]) {
    for answer in MOCKS.with_borrow(|mocks| mocks.answers(bytes)) {
        let text = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || text.starts_with("HTTP/1."), "{:?} is answered with {text:?}", Bytes::copy_from_slice(bytes));
        // One of the zoo's animals panics when it is called; that is not what is looked for.
        let broken = text.split("HTTP/1.").any(|answer| answer.get(2..).is_some_and(|rest| rest.starts_with("500")));
        assert!(
            !broken || text.contains("panicked") || text.contains("Odd"),
            "{:?} is answered with {text:?}",
            Bytes::copy_from_slice(bytes)
        );
    }
}

/// Whatever a request says of who signed it: that is read, and not believed; but what was signed with the key is.
pub fn is_verified(bytes: &[u8]) {
    let Some(request) = request(bytes) else { return };
    if let Ok(presented) = signing::presented(&request) {
        let verdict = signing::verify(&request, &presented, &Secret::from("nobody knows"));
        assert!(!verdict.valid, "{request:?} is believed");
        signing::redacted(&verdict.string_to_sign);
        let client = String::from_utf8_lossy(request.body());
        assert_eq!(signing::explain(&verdict.string_to_sign, &client).is_none(), verdict.string_to_sign == client, "{request:?}");
    }
    let secret = Secret::from("secret");
    for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Rpc, Scheme::Asapi] {
        let mut signed = request.clone();
        let credentials =
            Credentials { access_key_id: "id".to_owned(), access_key_secret: secret.clone(), security_token: Some("token".into()) };
        let context =
            SigningContext { operation: "Op", product: "Product", version: "1", region: Some("r"), at: Timestamp::UNIX_EPOCH, nonce: "n" };
        if signing::sign(&mut signed, scheme, &credentials, &context).is_err() {
            continue;
        }
        let presented = signing::presented(&signed).unwrap_or_else(|error| panic!("{signed:?}: {error}"));
        assert_eq!(presented.scheme, scheme, "{signed:?}");
        assert!(signing::verify(&signed, &presented, &secret).valid, "{signed:?} is not believed");
    }
}

/// A request written as in HTTP, but leniently: what does not make a part of it is left out.
fn request(bytes: &[u8]) -> Option<http::Request<Bytes>> {
    let end = bytes.windows(2).position(|window| window == b"\n\n").unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut words = lines.next()?.splitn(2, |byte| *byte == b' ');
    let method = http::Method::from_bytes(words.next()?).ok()?;
    let uri = http::Uri::try_from(words.next()?).ok()?;
    let mut request = http::Request::new(Bytes::copy_from_slice(body.get(2..).unwrap_or_default()));
    (*request.method_mut(), *request.uri_mut()) = (method, uri);
    for line in lines {
        let Some(at) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (http::HeaderName::from_bytes(&line[..at]), http::HeaderValue::from_bytes(&line[at + 1..]));
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    Some(request)
}

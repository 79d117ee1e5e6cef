//! A mock of the zoo, and a client that is simple enough to send anything.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ackgen_mock::wire::bytes::Bytes;
use ackgen_mock::wire::signing::{Credentials, Scheme, SigningContext, sign};
use ackgen_mock::wire::{Secret, jiff::Timestamp};
use ackgen_mock::{AccessKey, Builder, Server, VirtualClock};
use http::{HeaderMap, Request};
use serde_json::Value;

use crate::zoo::{self, Zoo};

/// When all of it happens.
pub const NOW: &str = "2026-11-23T09:43:17Z";

pub fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// A mock of both services whose clock stands still.
pub fn builder() -> Builder {
    Builder::new().handler(Zoo).handler(zoo::handler(zoo::Documented)).clock(VirtualClock::at(now()))
}

pub fn mock() -> Server {
    builder().start_blocking().unwrap()
}

/// A mock that trusts everybody.
pub fn open() -> Server {
    builder().authentication(false).start_blocking().unwrap()
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A field at the top of the body.
    pub fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }

    /// Status and code of an error.
    pub fn error(&self) -> (u16, String) {
        (self.status, self.field("Code"))
    }
}

pub fn get(target: &str) -> Request<Bytes> {
    request("GET", target, "")
}

pub fn post(target: &str, body: &str) -> Request<Bytes> {
    let mut request = request("POST", target, body);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    request
}

pub fn form(target: &str, body: &str) -> Request<Bytes> {
    let mut request = post(target, body);
    request.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    request
}

pub fn request(method: &str, target: &str, body: &str) -> Request<Bytes> {
    Request::builder().method(method).uri(target).header("host", "zoo.example").body(body.to_owned().into()).unwrap()
}

/// The same request with a header.
pub fn with(mut request: Request<Bytes>, name: &'static str, value: &str) -> Request<Bytes> {
    request.headers_mut().insert(name, value.parse().unwrap());
    request
}

/// The request, signed by the key that a mock has by default.
pub fn signed(request: Request<Bytes>, scheme: Scheme) -> Request<Bytes> {
    signed_at(request, scheme, now())
}

pub fn signed_at(request: Request<Bytes>, scheme: Scheme, at: Timestamp) -> Request<Bytes> {
    signed_by(request, scheme, at, &AccessKey::default(), None)
}

pub fn signed_by(mut request: Request<Bytes>, scheme: Scheme, at: Timestamp, key: &AccessKey, token: Option<&str>) -> Request<Bytes> {
    static NONCE: AtomicU64 = AtomicU64::new(0);
    let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
    let credentials =
        Credentials { access_key_id: key.id.clone(), access_key_secret: key.secret.clone(), security_token: token.map(Secret::from) };
    let by_name = matches!(scheme, Scheme::Rpc | Scheme::Asapi) || request.headers().contains_key("x-acs-action");
    let (operation, product, version) = if by_name { ("OpenGate", "Gate", "1") } else { ("GetAnimal", "Zoo", "2020-01-01") };
    let context = SigningContext { operation, product, version, region: None, at, nonce: &nonce };
    sign(&mut request, scheme, &credentials, &context).unwrap();
    request
}

/// Sends a request, and reads the answer.
pub fn send(mock: &Server, request: &Request<Bytes>) -> Answer {
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", request.body().len()));
    parse(&send_raw(mock, &[head.as_bytes(), request.body()].concat()))
}

/// Sends bytes, and reads what comes until the mock closes the connection.
pub fn send_raw(mock: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(mock);
    // The mock may have answered and closed before it has read everything.
    let _ = stream.write_all(bytes);
    read_all(stream)
}

pub fn connect(mock: &Server) -> TcpStream {
    let stream = TcpStream::connect(mock.address()).unwrap();
    // Only so that a mock that never answers fails a test instead of stopping it.
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

pub fn read_all(mut stream: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if answer.is_empty() && error.kind() == std::io::ErrorKind::WouldBlock => panic!("no answer"),
        _ => answer,
    }
}

pub fn parse(bytes: &[u8]) -> Answer {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers =
        lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    Answer { status, headers, body: body.to_owned() }
}

//! Requests that are signed as the vendor's SDKs do.

use std::net::SocketAddr;

use ack_client::Scheme;
use ack_client::wire::signing::{Credentials, SigningContext, sign};
use ack_client::wire::{Input, encode_request, http, jiff};

/// Signs requests, each with a nonce of its own.
#[derive(Default)]
pub struct Signed {
    nonces: u64,
}

impl Signed {
    /// A signed request to a server, as it goes over the wire.
    pub fn request<I: Input>(&mut self, input: &I, server: SocketAddr) -> Vec<u8> {
        self.nonces += 1;
        let mut request = encode_request(input).expect("the input makes a request");
        let uri = format!("http://{server}{}", request.uri());
        *request.uri_mut() = uri.parse().expect("it is a URI");
        request.headers_mut().insert("accept", http::HeaderValue::from_static("application/json"));
        let credentials = Credentials { access_key_id: "testid".into(), access_key_secret: "testsecret".into(), security_token: None };
        let context = SigningContext {
            operation: I::OPERATION.name,
            product: I::service().product,
            version: I::service().version,
            region: Some("cn-beijing"),
            at: jiff::Timestamp::now(),
            nonce: &format!("{}-{}", std::process::id(), self.nonces),
        };
        sign(&mut request, Scheme::Roa, &credentials, &context).expect("the request can be signed");
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut bytes =
            format!("{} {path} HTTP/1.1\r\nhost: {server}\r\ncontent-length: {}\r\n", request.method(), request.body().len()).into_bytes();
        for (name, value) in request.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(b"\r\n");
        bytes.extend(request.body());
        bytes
    }

    /// So many of them, for each of some connections.
    pub fn requests<I: Input>(&mut self, input: &I, server: SocketAddr, connections: usize, each: usize) -> Vec<Vec<Vec<u8>>> {
        (0..connections).map(|_| (0..each).map(|_| self.request(input, server)).collect()).collect()
    }
}

//! Signing a request, beside what of it is cryptography.

use ack_client::Scheme;
use ack_client::clusters::{CreateClusterInput, DescribeClusterDetailInput};
use ack_client::wire::bytes::Bytes;
use ack_client::wire::signing::{Credentials, SigningContext, sign};
use ack_client::wire::{Input, encode_request, http, jiff};
use hmac::{Hmac, KeyInit, Mac};
use http::header::{HeaderName, HeaderValue};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::documented;

const SECRET: &str = "8iTXzLjQkTMtRUzVVCxc4DVmNPvDlZ";

/// An unsigned request, and two ways to sign it.
pub struct Signing {
    request: http::Request<Bytes>,
    scheme: Scheme,
    credentials: Credentials,
    /// What a signature is over: the string to sign; for ACS3 the canonical request.
    signed: String,
    /// What signing adds.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Signing {
    /// Of a request without a body.
    pub fn read(scheme: Scheme) -> Self {
        Self::of(scheme, documented::cluster::<DescribeClusterDetailInput>())
    }

    /// Of a request with a body, the documented one.
    pub fn create(scheme: Scheme) -> Self {
        Self::of(scheme, documented::input::<CreateClusterInput>())
    }

    fn of(scheme: Scheme, input: impl Input) -> Self {
        let mut request = encode_request(&input).expect("the input makes a request");
        let uri = format!("https://cs.cn-beijing.example.internal{}", request.uri());
        *request.uri_mut() = uri.parse().expect("it is a URI");
        request.headers_mut().insert("accept", http::HeaderValue::from_static("application/json"));
        request.headers_mut().insert("user-agent", http::HeaderValue::from_static("ackgen-benches/0.1.0"));
        let credentials =
            Credentials { access_key_id: "LTAI4FexampleExampleKey".into(), access_key_secret: SECRET.into(), security_token: None };
        let mut signing = Self { request, scheme, credentials, signed: String::new(), headers: Vec::new() };
        let mut signed = signing.prepared();
        signing.signed = signing.client(&mut signed);
        let added = signed.headers().iter().filter(|(name, _)| !signing.request.headers().contains_key(*name));
        signing.headers = added.map(|(name, value)| (name.clone(), value.clone())).collect();
        signing
    }

    /// A request to sign.
    pub fn prepared(&self) -> http::Request<Bytes> {
        self.request.clone()
    }

    /// As the client does it: headers, string to sign, digests, signature.
    pub fn client(&self, request: &mut http::Request<Bytes>) -> String {
        let context = SigningContext {
            operation: "CreateCluster",
            product: "CS",
            version: "2015-12-15",
            region: Some("cn-beijing"),
            at: jiff::Timestamp::UNIX_EPOCH,
            nonce: "f63659d410ac483b99daea8fde61eae3",
        };
        sign(request, self.scheme, &self.credentials, &context).expect("the request can be signed").string_to_sign
    }

    /// The digests, and the same headers put into the request, with values that are there already.
    pub fn least(&self, request: &mut http::Request<Bytes>) -> Vec<u8> {
        let headers = request.headers_mut();
        headers.reserve(self.headers.len());
        headers.extend(self.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        self.bare()
    }

    /// The digests alone, over the same bytes.
    pub fn bare(&self) -> Vec<u8> {
        let body = self.request.body();
        match self.scheme {
            Scheme::Acs3 => {
                let body = Sha256::digest(body);
                std::hint::black_box(body);
                let request = Sha256::digest(&self.signed);
                // The digest goes into the text as 64 digits.
                let text = ["ACS3-HMAC-SHA256\n".as_bytes(), &request, &request].concat();
                keyed::<Hmac<Sha256>>(&text)
            }
            _ => {
                if !body.is_empty() {
                    std::hint::black_box(Md5::digest(body));
                }
                keyed::<Hmac<Sha1>>(self.signed.as_bytes())
            }
        }
    }
}

fn keyed<M: Mac + KeyInit>(text: &[u8]) -> Vec<u8> {
    M::new_from_slice(SECRET.as_bytes()).expect("a key may have any length").chain_update(text).finalize().into_bytes().to_vec()
}

//! How long signing and checking a request takes, by scheme.

use ackgen_wire::bytes::Bytes;
use ackgen_wire::http::Request;
use ackgen_wire::signing::{Credentials, Scheme, SigningContext, presented, sign, verify};

const SCHEMES: [Scheme; 4] = [Scheme::Roa, Scheme::Acs3, Scheme::Rpc, Scheme::Asapi];

fn main() {
    divan::main();
}

#[divan::bench(args = SCHEMES)]
fn signing(bencher: divan::Bencher<'_, '_>, scheme: Scheme) {
    bencher.with_inputs(|| request(scheme)).bench_local_values(|mut request| {
        sign(&mut request, scheme, &credentials(), &CONTEXT).expect("the request can be signed");
        request
    });
}

#[divan::bench(args = SCHEMES)]
fn verifying(bencher: divan::Bencher<'_, '_>, scheme: Scheme) {
    let mut request = request(scheme);
    sign(&mut request, scheme, &credentials(), &CONTEXT).expect("the request can be signed");
    let secret = credentials().access_key_secret;
    bencher.bench_local(|| {
        let presented = presented(&request).expect("the request is signed");
        assert!(verify(&request, &presented, &secret).valid);
    });
}

const CONTEXT: SigningContext<'static> = SigningContext {
    operation: "CreateThing",
    product: "Things",
    version: "2015-12-15",
    region: Some("region-1"),
    at: ackgen_wire::jiff::Timestamp::UNIX_EPOCH,
    nonce: "f63659d4-10ac-483b-99da-ea8fde61eae3",
};

fn credentials() -> Credentials {
    Credentials { access_key_id: "testid".into(), access_key_secret: "testsecret".into(), security_token: None }
}

fn request(scheme: Scheme) -> Request<Bytes> {
    let (content_type, body) = match scheme {
        Scheme::Rpc | Scheme::Asapi => ("application/x-www-form-urlencoded", "name=demo&size=3"),
        Scheme::Roa | Scheme::Acs3 => ("application/json", r#"{"name":"demo","size":3}"#),
    };
    let request = Request::post("https://things.example.internal/things?page_size=10&name=a%20b");
    request.header("content-type", content_type).body(Bytes::from_static(body.as_bytes())).expect("the request is well-formed")
}

//! The worked examples of signing: what is printed is what the runtimes sign, whatever the product.

use std::path::Path;

use ack_client::wire::bytes::Bytes;
use ack_client::wire::signing::{presented, verify};
use ack_client::wire::{Secret, http};
use ackgen::model::{Model, SigningExample};

fn examples(spec: &str) -> Vec<(String, SigningExample)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
    let files = ackgen::input::read(&folder).expect("the spec can be read");
    let Model { services, .. } = ackgen::load(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, spec, false)));
    let schemes = services.into_iter().flat_map(|service| service.signing);
    schemes.filter_map(|signing| Some((signing.scheme, signing.example?))).collect()
}

/// The request as it goes over the wire: the lines of a form joined.
fn request(text: &str) -> http::Request<Bytes> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut start = lines.next().expect("a request line").split(' ');
    let (method, target) = (start.next().expect("a method"), start.next().expect("a target"));
    let mut request = http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}` is no header"));
        request = request.header(name, value);
    }
    request.body(body.replace("\n&", "&").into()).expect("a request")
}

#[test]
fn the_printed_requests_have_the_printed_signatures() {
    let examples = examples("../spec");
    assert_eq!(examples.len(), 4, "one a scheme");
    for (scheme, example) in examples {
        let request = request(&example.request);
        let presented = presented(&request).unwrap_or_else(|error| panic!("{scheme}: {error}"));
        assert_eq!((&presented.access_key_id, &presented.signature), (&example.access_key_id, &example.signature), "{scheme}");
        let verdict = verify(&request, &presented, &Secret::from(example.access_key_secret.clone()));
        assert_eq!(verdict.string_to_sign, example.string_to_sign, "{scheme}");
        assert!(verdict.valid && verdict.body_matches, "{scheme}");
    }
}

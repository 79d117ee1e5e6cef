//! The ways to a service.

use ackgen_client::wire::signing::{presented, verify};
use ackgen_client::wire::{Secret, decode_request};
use ackgen_client::{ErrorKind, Gateway, MemoryTransport, Scheme};

use crate::library::{Desk, KEY_ID, KEY_SECRET, Library, book, library_with};

#[tokio::test]
async fn by_path_through_asapi() {
    let scene = library_with([book("b1"), book("b1")], |builder| builder.gateway(Gateway::AsapiRoa));
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.request().uri(), "https://library.example/roa/books/b1");
    for (name, value) in [("x-ascm-product-name", "lib"), ("x-ascm-product-version", "2020-02-02"), ("x-ascm-product-ak", KEY_ID)] {
        assert_eq!(scene.header(name).as_deref(), Some(value), "{name}");
    }
    let request = scene.request();
    assert!(verify(&request, &presented(&request).unwrap(), &Secret::from(KEY_SECRET)).valid);

    let scene = library_with([book("b1")], |builder| builder.gateway(Gateway::AsapiRoa).product_access_key("of-the-console"));
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.header("x-ascm-product-ak").as_deref(), Some("of-the-console"));
}

#[tokio::test]
async fn by_name_through_asapi() {
    let scene = library_with([book("b1")], |builder| builder.gateway(Gateway::Asapi).region("cn-north").user_agent("reader"));
    let mut call = scene.client.add_book("Emma");
    call.call.input.copies = Some(2);
    call.send().await.unwrap();
    let request = scene.request();
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "https://library.example/asapi/v3"));
    let form = String::from_utf8(request.body().to_vec()).unwrap();
    for part in
        ["Product=Lib", "Action=AddBook", "Version=2020-02-02", "RegionId=cn-north", "title=Emma", "copies=2", "SignatureVersion=2.1"]
    {
        assert!(form.split('&').any(|pair| pair == part), "{part} in {form}");
    }
    assert!(scene.header("x-acs-caller-sdk-source").unwrap().starts_with("reader"));
    let signature = presented(&request).unwrap();
    assert_eq!(signature.scheme, Scheme::Asapi);
    assert!(verify(&request, &signature, &Secret::from(KEY_SECRET)).valid);
    let operation = crate::library::LIBRARY.operations.iter().find(|operation| operation.name == "AddBook").unwrap();
    assert_eq!(decode_request(operation, &request).unwrap(), ackgen_client::wire::serde_json::json!({"title": "Emma", "copies": 2}));
}

#[tokio::test]
async fn an_endpoint_may_have_the_gateways_path_already() {
    for (endpoint, uri) in [
        ("https://asapi.example/asapi/v3", "https://asapi.example/asapi/v3"),
        ("https://asapi.example/asapi/v3/", "https://asapi.example/asapi/v3"),
        ("https://asapi.example:8443", "https://asapi.example:8443/asapi/v3"),
        ("http://asapi.example/behind/", "http://asapi.example/behind/asapi/v3"),
        ("asapi.example", "https://asapi.example/asapi/v3"),
    ] {
        let scene = library_with([book("b1")], |builder| builder.gateway(Gateway::Asapi).endpoint(endpoint));
        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.request().uri().to_string(), uri);
    }
}

#[test]
fn an_endpoint_is_made_of_region_and_domain() {
    let client = Library::builder().region("cn-north").domain("cloud.example").transport(MemoryTransport::replies([])).build();
    assert!(format!("{:?}", client.unwrap()).contains("https://library.cn-north.cloud.example"));
    let error = Library::builder().region("cn-north").build().unwrap_err();
    assert_eq!(error.to_string(), "the endpoint https://library.{region}.{domain} needs a domain: set it, or another endpoint");
}

#[test]
fn what_does_not_fit_together_is_refused_when_the_client_is_built() {
    let no_endpoint = Desk::builder().build().unwrap_err();
    assert_eq!(no_endpoint.kind(), ErrorKind::Configuration);
    assert!(no_endpoint.to_string().contains("ALIBABA_CLOUD_DESK_ENDPOINT"), "{no_endpoint}");
    for endpoint in ["ftp://a", "https://", "https://a?b=c", "a b", "https://a:port", "a:70000", "https://a:", "https://[::1]port"] {
        let error = Library::builder().endpoint(endpoint).build().unwrap_err();
        assert!(error.to_string().contains("is no address like https://host"), "{endpoint}: {error}");
    }
    for endpoint in ["a:1", "http://[::1]", "http://[::1]:8080/path"] {
        Library::builder().endpoint(endpoint).transport(MemoryTransport::replies([])).build().expect(endpoint);
    }
    for endpoint in ["https://me:hush@a.example:port", "https://me:hush@a{domain}", "https://me:hush@a b", "https://me:hu/hush@a"] {
        let builder = Library::builder().endpoint(endpoint);
        assert!(!format!("{builder:?}").contains("hush"), "{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(error.kind() == ErrorKind::Configuration && !error.to_string().contains("hush"), "{error}");
    }
    let error = Library::builder().endpoint("https://me:hush@a.example").build().unwrap_err();
    assert!(!error.to_string().contains("hush"), "{error}");
    for (gateway, scheme) in [(Gateway::Asapi, Scheme::Roa), (Gateway::Pop, Scheme::Asapi), (Gateway::AsapiRoa, Scheme::Acs3)] {
        assert!(Library::builder().endpoint("a").gateway(gateway).signing(scheme).build().is_err(), "{gateway:?} {scheme}");
    }
    assert!(Library::builder().endpoint("a").signing(Scheme::Rpc).build().is_err());
    assert!(Desk::builder().endpoint("a").gateway(Gateway::AsapiRoa).build().is_err());
}

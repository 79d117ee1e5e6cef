//! A mock that serves over TLS, called by the generated client.

use ack_client::{Client, Credentials, RetryPolicy};
use ack_mock::{Fault, Mock, Tls};

#[tokio::test]
async fn a_mock_makes_its_own_certificate_and_its_client_trusts_it() {
    let mock = Mock::builder().tls(Tls::self_signed().name("mock.test")).start_blocking().unwrap();
    assert!(mock.url().starts_with("https://127.0.0.1:"));
    assert!(mock.client().describe_clusters_v1().send().await.unwrap().clusters.is_empty());

    let client =
        |endpoint: String| Client::builder().endpoint(endpoint).region("cn-beijing").credentials(Credentials::new("testid", "testsecret"));
    let by_name = client(format!("https://localhost:{}", mock.address().port())).ca_pem(mock.ca_pem().unwrap()).build().unwrap();
    assert!(by_name.describe_clusters_v1().send().await.is_ok());
    // Who does not trust it, or does not speak TLS, has no answer, and harms nobody.
    let untrusting = client(mock.url().to_owned()).retry(RetryPolicy::never()).build().unwrap();
    let plain = client(mock.url().replace("https", "http")).retry(RetryPolicy::never()).build().unwrap();
    for client in [untrusting, plain] {
        let error = client.describe_clusters_v1().send().await.unwrap_err();
        assert!(error.code().is_none(), "{error}");
    }
    assert!(mock.client().describe_clusters_v1().send().await.is_ok());
}

#[tokio::test]
async fn answers_break_off_over_tls_too() {
    let mock = Mock::builder().tls(Tls::self_signed()).start_blocking().unwrap();
    let client =
        Client::builder().endpoint(mock.url()).no_proxy().region("cn-beijing").credentials(Credentials::new("testid", "testsecret"));
    let client = client.ca_pem(mock.ca_pem().unwrap()).retry(RetryPolicy::never()).build().unwrap();
    for (fault, status) in [(Fault::reset(), None), (Fault::truncated(), Some(200))] {
        mock.fault(fault.clone().times(1));
        let error = client.describe_clusters_v1().send().await.unwrap_err();
        assert!(error.code().is_none(), "{fault:?}: {error}");
        let calls = mock.calls("DescribeClustersV1");
        let call = calls.last().unwrap();
        assert_eq!((call.status(), call.fault().is_some()), (status, true), "{fault:?}");
        assert!(client.describe_clusters_v1().send().await.is_ok());
    }
}

#[tokio::test]
async fn a_mock_shows_the_certificate_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mock = Mock::builder().tls(Tls::files(&certificate, &key).unwrap()).start_blocking().unwrap();
    assert_eq!(mock.ca_pem(), Some(made.cert.pem().as_str()));
    assert!(mock.client().describe_clusters_v1().send().await.is_ok());
}

#[test]
fn certificates_that_cannot_be_used_are_refused() {
    let [one, other] = [(), ()].map(|()| rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap());
    let (certificate, key) = (one.cert.pem(), one.signing_key.serialize_pem());
    for (certificate, key, message) in [
        ("nothing", &*key, "there is no certificate in PEM"),
        (&*certificate, "nothing", "there is no private key in PEM"),
        (&*certificate, &*other.signing_key.serialize_pem(), "the certificate and the key do not work together: "),
    ] {
        let error = Mock::builder().tls(Tls::pem(certificate, key)).start_blocking().unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
    let missing = Tls::files("no/such", "file").unwrap_err();
    assert!(missing.to_string().starts_with("cannot read no/such: "), "{missing}");
}

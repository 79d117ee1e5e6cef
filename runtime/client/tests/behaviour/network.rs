//! The transport over TCP and TLS, on loopback.

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "http2")]
mod http2;
mod kept;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use ackgen_client::wire::bytes::Bytes;
use ackgen_client::wire::http;
use ackgen_client::{
    Body, BoxFuture, Builder, Credentials, Environment, Error, ErrorKind, RetryPolicy, TcpTransport, Transport, TransportError,
};
use http_body_util::BodyExt;
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::Acceptor;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use tokio::time::Instant;

use crate::library::{File, Library, time};

const BOOK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"id\": \"b1\"}";

/// A server that gives one reply a connection, and the requests that it was sent.
struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(replies: &[&'static str]) -> Self {
        Self::start(replies, None)
    }

    fn with_tls(replies: &[&'static str], tls: ServerConfig) -> Self {
        Self::start(replies, Some(Arc::new(tls)))
    }

    fn start(replies: &[&'static str], tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (replies, seen) = (replies.to_vec(), requests.clone());
        std::thread::spawn(move || {
            for reply in replies {
                let Ok((stream, _)) = listener.accept() else { return };
                let _ = match &tls {
                    None => answer(stream, reply, &seen),
                    Some(tls) => answer(StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream), reply, &seen),
                };
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Reads the head of a request, and writes the reply, if there is one. A client that does not like the certificate
/// goes away; whether it is still there is answered.
fn answer(mut stream: impl Read + Write, reply: &str, seen: &Mutex<Vec<String>>) -> bool {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => request.push(byte[0]),
            _ => return false,
        }
    }
    seen.lock().unwrap().push(String::from_utf8(request).unwrap());
    stream.write_all(reply.as_bytes()).and_then(|()| stream.flush()).is_ok()
}

/// A client that goes straight to this machine's own servers, through whatever proxy the machine sends everything else.
fn builder(endpoint: String) -> Builder<Library> {
    Library::builder().no_proxy().endpoint(endpoint).credentials(Credentials::new("reader", "whisper"))
}

async fn get(endpoint: String, change: impl FnOnce(Builder<Library>) -> Builder<Library>) -> Result<String, Error> {
    Ok(change(builder(endpoint).clock(time())).build()?.get_book("b1").send().await?.id)
}

/// What one variable of the environment says.
fn variable(name: &str, value: &str) -> Environment {
    Environment::from_iter([(name, value)])
}

fn once(builder: Builder<Library>) -> Builder<Library> {
    builder.retry(RetryPolicy::never())
}

#[tokio::test]
async fn a_call_goes_over_tcp() {
    let server = Server::new(&[BOOK]);
    assert_eq!(get(format!("http://{}", server.address), once).await.unwrap(), "b1");
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.starts_with("get /books/b1 http/1.1\r\n"), "{request}");
    for header in
        [format!("host: {}", server.address), "accept: application/json".to_owned(), "date: mon, 23 nov 2026 09:43:17 gmt".to_owned()]
    {
        assert!(request.lines().any(|line| line == header), "{header} in {request}");
    }
}

#[tokio::test]
async fn a_connection_that_is_refused_is_one_over_which_nothing_was_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = get(format!("http://{closed}"), once).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_been_sent() && error.hint().unwrap().contains("nothing listens there"), "{error}");
    assert!(error.to_string().starts_with(&format!("GetBook: no connection to {closed}: ")), "{error}");
}

/// A server of TLS answers what is no greeting with an alert; one without greets back in words.
#[tokio::test]
async fn the_wrong_scheme_is_hinted_at() {
    let alert = Server::new(&["\x15\x03\x01\0\x02\x02\x46"]);
    let error = get(format!("http://{}", alert.address), once).await.unwrap_err();
    assert!(error.hint().is_some_and(|hint| hint.contains("is it https?")), "{error}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).and_then(|_| stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    let error = get(format!("https://{address}"), once).await.unwrap_err();
    assert!(error.hint().is_some_and(|hint| hint.contains("is it http?")), "{error}");
}

/// The connection is made, but nobody says anything over it: connecting takes TLS, too. Time passes when nothing else happens.
#[tokio::test(start_paused = true)]
async fn connecting_may_take_only_so_long_and_then_nothing_was_sent() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    for (set, told, milliseconds) in [(None, "", 5000), (Some(3), "", 3000), (Some(3), "2.5", 2500)] {
        let mut builder = once(builder(format!("https://{address}")));
        if let Some(seconds) = set {
            builder = builder.connect_timeout(Duration::from_secs(seconds));
        }
        let client = builder.environment(&variable("ALIBABA_CLOUD_CONNECT_TIMEOUT", told)).unwrap().build().unwrap();
        let started = Instant::now();
        let error = client.get_book("b1").send().await.unwrap_err();
        let (elapsed, allowed) = (started.elapsed(), Duration::from_millis(milliseconds));
        assert!(elapsed >= allowed && elapsed < allowed + Duration::from_millis(100), "{elapsed:?} rather than {allowed:?}");
        assert!(error.is_timeout() && error.is_retryable() && !error.may_have_been_sent(), "{error}");
        assert!(error.to_string().starts_with(&format!("GetBook: no connection to {address} in time")), "{error}");
    }
}

/// The greeting of TLS and its end come at once, before anything can be sent.
#[tokio::test]
async fn a_connection_that_is_closed_when_it_is_made_is_one_over_which_nothing_was_sent() {
    let (ca, config) = authority_of(&[&rustls::version::TLS12]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        while tls.is_handshaking() {
            while tls.wants_write() {
                tls.write_tls(&mut stream).unwrap();
            }
            tls.read_tls(&mut stream).unwrap();
            tls.process_new_packets().unwrap();
        }
        tls.send_close_notify();
        tls.write_tls(&mut stream).unwrap();
    });
    let error = get(endpoint, |builder| once(builder).ca_pem(&ca)).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Connect && !error.may_have_been_sent() && error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_one_over_which_something_may_have_been_sent() {
    let server = Server::new(&["", "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"id\""]);
    let endpoint = format!("http://{}", server.address);
    let error = get(endpoint.clone(), once).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert!(error.may_have_been_sent() && error.is_retryable());
    let error = get(endpoint, once).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Answer, "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn broken_connections_are_tried_again() {
    let server = Server::new(&["", "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"id\"", BOOK]);
    let at_once = RetryPolicy::default().pauses(Duration::ZERO, Duration::ZERO);
    let answer = get(format!("http://{}", server.address), |builder| builder.retry(at_once)).await;
    assert_eq!(answer.unwrap(), "b1");
}

#[tokio::test]
async fn a_proxy_is_asked_for_everything() {
    let proxy = Server::new(&[BOOK]);
    let answer = get("http://library.example".to_owned(), |builder| builder.proxy(format!("http://{}", proxy.address))).await;
    assert_eq!(answer.unwrap(), "b1");
    assert!(proxy.requests()[0].starts_with("GET http://library.example/books/b1 HTTP/1.1\r\n"), "{}", proxy.requests()[0]);
    let error = get("http://library.example".to_owned(), |builder| builder.proxy("http://[")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

/// What a proxy, or HTTP/2, is told of the host is then what the header says that is signed.
#[tokio::test]
async fn a_port_that_goes_without_saying_is_not_said() {
    let proxy = Server::new(&[BOOK]);
    get("http://library.example:80/".to_owned(), |builder| once(builder).proxy(format!("http://{}", proxy.address))).await.unwrap();
    let request = proxy.requests().remove(0);
    assert!(request.starts_with("GET http://library.example/books/b1 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nhost: library.example\r\n"), "{request}");
}

#[test]
fn a_proxy_that_cannot_be_asked_is_refused_when_the_client_is_built() {
    for (proxy, problem) in [
        ("ftp://u:hush@proxy.example:21", "a proxy cannot be spoken to by ftp, only by http, https, socks5 or socks5h; set it"),
        ("socks4://u:hush@proxy.example", "a proxy cannot be spoken to by socks4, only by http, https, socks5 or socks5h; set it"),
        ("http://u:hush@bag@proxy.example:3128", "the proxy's address cannot be read; set it"),
        ("http://u:hush@proxy.example:port", "the proxy's address cannot be read; set it"),
        ("http://", "the proxy's address cannot be read; set it"),
    ] {
        let error = Library::builder().endpoint("library.example").proxy(proxy).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{proxy}");
        assert!(error.to_string().starts_with(problem) && !error.to_string().contains("hush"), "{error}");
    }
    for proxy in
        ["proxy.example:3128", "HTTP://u:p%40ss@proxy.example", "https://proxy.example", "http://[::1]:3128", "socks5://proxy.example"]
    {
        Library::builder().endpoint("library.example").proxy(proxy).build().expect(proxy);
    }
}

#[tokio::test]
async fn the_environment_s_proxy_is_not_asked_for_what_needs_none() {
    let (server, proxy) = (Server::new(&[BOOK, BOOK]), Server::new(&[BOOK]));
    let (endpoint, address) = (format!("http://{}", server.address), format!("http://{}", proxy.address));
    let environment = |except: &str| Environment::from_iter([("ALIBABACLOUDSTACK_PROXY", address.as_str()), ("NO_PROXY", except)]);
    let asked = async |except: &str, change: fn(Builder<Library>) -> Builder<Library>| {
        get(endpoint.clone(), |builder| change(once(builder).environment(&environment(except)).unwrap())).await.unwrap();
        (server.requests().len(), proxy.requests().len())
    };
    assert_eq!(asked("other.example, 127.0.0.0/8", |builder| builder).await, (1, 0));
    assert_eq!(asked("other.example", |builder| builder).await, (1, 1));
    assert_eq!(asked("other.example", Builder::no_proxy).await, (2, 1), "whoever calls wants none at all");
}

/// A proxy that passes on what comes after a greeting, and what it was greeted with.
fn relay(greet: fn(&mut TcpStream) -> std::io::Result<Vec<u8>>, to: SocketAddr) -> (SocketAddr, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let relaying = std::thread::spawn(move || {
        let mut caller = listener.accept().unwrap().0;
        let greeting = greet(&mut caller).unwrap();
        let service = TcpStream::connect(to).unwrap();
        for (mut from, mut to) in [(caller.try_clone().unwrap(), service.try_clone().unwrap()), (service, caller)] {
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        }
        greeting
    });
    (address, relaying)
}

fn accept_connect(caller: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(0);
        caller.read_exact(head.last_mut().map(std::slice::from_mut).unwrap())?;
    }
    caller.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    Ok(head)
}

/// RFC 1928 with a user and a password (RFC 1929), and the name of a host or its address.
fn accept_socks(caller: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut greeting = Vec::new();
    let mut take = |caller: &mut TcpStream, length: usize| {
        let mut bytes = vec![0; length];
        caller.read_exact(&mut bytes)?;
        greeting.extend_from_slice(&bytes);
        std::io::Result::Ok(bytes)
    };
    let methods = take(caller, 2)?[1];
    take(caller, methods.into())?;
    caller.write_all(&[5, 2])?;
    let user = take(caller, 2)?[1];
    let password = take(caller, usize::from(user) + 1)?.pop().unwrap();
    take(caller, password.into())?;
    caller.write_all(&[1, 0])?;
    let is_address = take(caller, 4)?[3] == 1;
    let length = if is_address { 4 } else { take(caller, 1)?[0] };
    take(caller, usize::from(length) + 2)?;
    caller.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(greeting)
}

#[tokio::test]
async fn tls_goes_through_a_tunnel_that_the_proxy_cannot_read() {
    let (ca, config) = authority();
    let server = Server::with_tls(&[BOOK], config);
    let (proxy, greeting) = relay(accept_connect, server.address);
    let answer = get("https://localhost".to_owned(), |builder| once(builder).ca_pem(&ca).proxy(format!("http://me:p%40ss@{proxy}"))).await;
    assert_eq!(answer.unwrap(), "b1");
    assert!(server.requests()[0].starts_with("GET /books/b1 HTTP/1.1\r\n"), "{}", server.requests()[0]);
    let greeting = String::from_utf8(greeting.join().unwrap()).unwrap();
    assert!(greeting.starts_with("CONNECT localhost:443 HTTP/1.1\r\n"), "{greeting}");
    // base64 of me:p@ss
    assert!(greeting.contains("\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n"), "{greeting}");
    assert!(!server.requests()[0].to_ascii_lowercase().contains("proxy-authorization"));
}

#[tokio::test]
async fn a_socks_proxy_is_told_the_name_of_the_host() {
    let (ca, config) = authority();
    let server = Server::with_tls(&[BOOK], config);
    let (proxy, greeting) = relay(accept_socks, server.address);
    let answer = get("https://localhost".to_owned(), |builder| once(builder).ca_pem(&ca).proxy(format!("socks5h://me:hush@{proxy}"))).await;
    assert_eq!(answer.unwrap(), "b1");
    let greeting = greeting.join().unwrap();
    assert!(greeting.ends_with(b"\x01\x02me\x04hush\x05\x01\0\x03\x09localhost\x01\xbb"), "{}", greeting.escape_ascii());
}

#[tokio::test]
async fn a_socks_proxy_is_told_the_address_of_a_host_that_is_looked_up_here() {
    let server = Server::new(&[BOOK]);
    let (proxy, greeting) = relay(accept_socks, server.address);
    let answer = get("http://localhost".to_owned(), |builder| once(builder).proxy(format!("socks5://me:hush@{proxy}"))).await;
    assert_eq!(answer.unwrap(), "b1");
    let greeting = greeting.join().unwrap();
    assert!(greeting.ends_with(b"\x05\x01\0\x01\x7f\0\0\x01\0\x50"), "{}", greeting.escape_ascii());
}

#[tokio::test]
async fn a_socks_proxy_is_told_the_port_of_the_scheme() {
    let server = Server::new(&[BOOK]);
    let (proxy, greeting) = relay(accept_socks, server.address);
    let answer = get("http://library.example".to_owned(), |builder| once(builder).proxy(format!("socks5h://me:hush@{proxy}"))).await;
    assert_eq!(answer.unwrap(), "b1");
    let greeting = greeting.join().unwrap();
    assert!(greeting.ends_with(b"library.example\0\x50"), "{}", greeting.escape_ascii());
}

#[tokio::test]
async fn a_socks_proxy_that_does_not_help_is_one_with_a_reason() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // It has nothing to say after it was greeted.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let mute_address = mute.local_addr().unwrap();
    std::thread::spawn(move || mute.accept().unwrap().0.read(&mut [0; 64]));
    for (proxy, problem) in [(closed, "onnection refused"), (mute_address, "unexpected eof")] {
        let through = |builder| once(builder).proxy(format!("socks5h://{proxy}"));
        let error = get("https://library.example".to_owned(), through).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Connect && !error.may_have_been_sent(), "{error}");
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_without_tls_is_told_who_asks_with_every_request() {
    let proxy = Server::new(&[BOOK]);
    get("http://library.example".to_owned(), |builder| once(builder).proxy(format!("http://me:p%40ss@{}", proxy.address))).await.unwrap();
    let request = proxy.requests().remove(0);
    assert!(request.contains("\r\nproxy-authorization: Basic bWU6cEBzcw==\r\n"), "{request}");
}

#[tokio::test]
async fn a_proxy_that_does_not_help_is_named_without_its_password() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusing = Server::new(&["HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"]);
    for (proxy, problem) in [(closed, "onnection refused"), (refusing.address, "proxy authorization required")] {
        let through = |builder| once(builder).proxy(format!("http://me:hush@{proxy}"));
        let error = get("https://library.example".to_owned(), through).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Connect && !error.may_have_been_sent(), "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("through the proxy http://{proxy}: ")) && text.contains(problem), "{text}");
        assert!(error.hint().is_some_and(|hint| hint.contains("NO_PROXY")) && !text.contains("hush"), "{text}");
    }
}

/// Whether this process has a variable. If not, a test is run again in one that has: the environment is for all tests of a process.
fn has(name: &str, value: &str, test: &str) -> bool {
    if std::env::var(name).as_deref() == Ok(value) {
        return true;
    }
    let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
    alone.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = alone.args(["--exact", &format!("network::{test}")]).env(name, value).output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    false
}

#[tokio::test]
async fn a_proxy_that_is_named_is_asked_whatever_the_environment_says() {
    if has("NO_PROXY", "127.0.0.0/8, this-test", "a_proxy_that_is_named_is_asked_whatever_the_environment_says") {
        let (server, proxy) = (Server::new(&[BOOK]), Server::new(&[BOOK]));
        get(format!("http://{}", server.address), |builder| builder.proxy(format!("http://{}", proxy.address))).await.unwrap();
        assert_eq!((server.requests().len(), proxy.requests().len()), (0, 1));
    }
}

#[tokio::test]
async fn no_part_of_the_password_in_the_environment_s_proxy_is_shown() {
    if has("HTTPS_PROXY", "http://me:hu@sh@127.0.0.1:1", "no_part_of_the_password_in_the_environment_s_proxy_is_shown") {
        let client = Library::builder().endpoint("https://library.example").credentials(Credentials::new("reader", "whisper"));
        let error = once(client).build().unwrap().get_book("b1").send().await.unwrap_err().to_string();
        assert!(error.contains("through the proxy http://127.0.0.1:") && !error.contains("sh@"), "{error}");
    }
}

/// The certificate of a CA as PEM, and a server that has one of its.
fn authority() -> (String, ServerConfig) {
    authority_of(rustls::ALL_VERSIONS)
}

fn authority_of(versions: &[&'static SupportedProtocolVersion]) -> (String, ServerConfig) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    (issuer.pem(), server_config(certificate.der().clone(), &key, versions))
}

fn server_config(certificate: CertificateDer<'static>, key: &KeyPair, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap()
}

#[tokio::test]
async fn a_ca_of_ones_own_is_trusted() {
    let (ca, config) = authority();
    let server = Server::with_tls(&[BOOK; 3], config);
    let endpoint = format!("https://localhost:{}", server.address.port());
    let file = File::new("ca.pem", &ca);
    let told = variable("ALIBABA_CLOUD_CA_BUNDLE", file.0.to_str().unwrap());
    assert_eq!(get(endpoint.clone(), |builder| once(builder).ca_pem(&ca)).await.unwrap(), "b1");
    assert_eq!(get(endpoint.clone(), |builder| once(builder).ca_file(&file.0).unwrap()).await.unwrap(), "b1");
    assert_eq!(get(endpoint, |builder| once(builder).environment(&told).unwrap()).await.unwrap(), "b1");
}

#[tokio::test]
async fn a_self_signed_certificate_can_be_trusted_as_it_is() {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let server = Server::with_tls(&[BOOK], server_config(certificate.der().clone(), &key, rustls::ALL_VERSIONS));
    let endpoint = format!("https://localhost:{}", server.address.port());
    assert_eq!(get(endpoint, |builder| once(builder).ca_pem(certificate.pem())).await.unwrap(), "b1");
}

/// It goes by the proxies of the process, so that this one is to have none for its own machine.
const DIRECT: &str = "localhost, 127.0.0.0/8";

#[tokio::test]
async fn a_transport_can_have_tls_of_ones_own() {
    if !has("NO_PROXY", DIRECT, "a_transport_can_have_tls_of_ones_own") {
        return;
    }
    let (ca, config) = authority();
    let server = Server::with_tls(&[BOOK], config);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
    let endpoint = format!("https://localhost:{}", server.address.port());
    assert_eq!(get(endpoint, |builder| once(builder).transport(TcpTransport::new(tls))).await.unwrap(), "b1");
}

/// A transport of one's own around the one over TCP: it keeps what is answered.
#[derive(Clone, Debug)]
struct Keeping(TcpTransport, Arc<Mutex<Vec<Bytes>>>);

impl Transport for Keeping {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = self.0.send(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            self.1.lock().unwrap().push(body.clone());
            Ok(http::Response::from_parts(head, body.into()))
        })
    }
}

#[tokio::test]
async fn a_transport_can_be_put_around_another() {
    if !has("NO_PROXY", DIRECT, "a_transport_can_be_put_around_another") {
        return;
    }
    // Otherwise the second call might go over a connection that is being closed.
    let closing = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 12\r\n\r\n{\"id\": \"b1\"}";
    let server = Server::new(&[closing; 2]);
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let tls = tls.with_safe_default_protocol_versions().unwrap().with_root_certificates(rustls::RootCertStore::empty());
    let transport = Keeping(TcpTransport::new(tls.with_no_client_auth()), Arc::default());
    for _ in 0..2 {
        let answer = get(format!("http://{}", server.address), |builder| once(builder).transport(transport.clone())).await;
        assert_eq!(answer.unwrap(), "b1");
    }
    assert_eq!(*transport.1.lock().unwrap(), [r#"{"id": "b1"}"#, r#"{"id": "b1"}"#]);
}

#[tokio::test]
async fn an_unknown_certificate_is_refused_with_a_hint_unless_verification_is_skipped() {
    let (_, config) = authority();
    let server = Server::with_tls(&[BOOK; 4], config);
    let endpoint = format!("https://localhost:{}", server.address.port());
    let insecure = |value| variable("ALIBABACLOUDSTACK_INSECURE", value);
    let skipping = |builder: Builder<Library>| once(builder).dangerously_skip_tls_verification(true);
    let verifying = |builder: Builder<Library>| skipping(builder).environment(&insecure("false")).unwrap();
    for error in [get(endpoint.clone(), once).await.unwrap_err(), get(endpoint.clone(), verifying).await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(error.hint().unwrap().contains("ALIBABA_CLOUD_CA_BUNDLE"), "{error}");
    }
    assert_eq!(get(endpoint.clone(), skipping).await.unwrap(), "b1");
    assert_eq!(get(endpoint, |builder| once(builder).environment(&insecure("true")).unwrap()).await.unwrap(), "b1");
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_when_the_client_is_built() {
    let error = get("https://localhost".to_owned(), |builder| builder.ca_pem("no certificate")).await.unwrap_err();
    assert!(error.to_string().starts_with("there is no certificate in the CA file"), "{error}");
}

/// What a client says that it speaks, over TLS.
async fn offered_protocols(change: impl FnOnce(Builder<Library>) -> Builder<Library>) -> Vec<Vec<u8>> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut acceptor = Acceptor::default();
        loop {
            acceptor.read_tls(&mut stream).unwrap();
            if let Ok(Some(accepted)) = acceptor.accept() {
                return accepted.client_hello().alpn().unwrap().map(<[u8]>::to_vec).collect();
            }
        }
    });
    get(endpoint, |builder| change(once(builder))).await.unwrap_err();
    server.join().unwrap()
}

#[tokio::test]
async fn http_2_is_offered_if_the_feature_is_on() {
    let expected: &[&[u8]] = if cfg!(feature = "http2") { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
    assert_eq!(offered_protocols(|builder| builder).await, expected);
    assert_eq!(offered_protocols(|builder| builder.http2(false)).await, [b"http/1.1"]);
    let told = variable("ALIBABA_CLOUD_HTTP2", "false");
    assert_eq!(offered_protocols(|builder| builder.environment(&told).unwrap()).await, [b"http/1.1"]);
}

#[test]
fn http_2_cannot_be_had_without_the_feature() {
    let told = variable("ALIBABA_CLOUD_HTTP2", "true");
    for builder in [Library::builder().http2(true), Library::builder().http2(false).environment(&told).unwrap()] {
        let built = builder.endpoint("library.example").build();
        assert_eq!(built.map_err(|error| error.kind()).err(), (!cfg!(feature = "http2")).then_some(ErrorKind::Configuration));
    }
}

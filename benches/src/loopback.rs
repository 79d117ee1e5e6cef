//! A server on the loopback that answers every request the same and does next to nothing for it, so that what is
//! measured is the client.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::cores;

/// Starts one that runs until the process ends; over TLS, if there is a configuration for it.
pub(crate) fn serve(answer: &str, tls: Option<Arc<ServerConfig>>) -> SocketAddr {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         x-acs-request-id: 687C5BAA-D103-4993-884B-C35E4314A1E1\r\ndate: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n",
        answer.len()
    );
    let message = (head + answer).into_bytes();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        cores::keep_to(cores::THEIRS);
        for connection in listener.incoming().map_while(Result::ok) {
            let (message, tls) = (message.clone(), tls.clone());
            thread::spawn(move || {
                connection.set_nodelay(true).ok()?;
                match tls {
                    Some(tls) => converse(StreamOwned::new(ServerConnection::new(tls).ok()?, connection), &message),
                    None => converse(connection, &message),
                }
            });
        }
    });
    address
}

/// Both sides of TLS, with a certificate for this machine's own address.
pub(crate) fn tls() -> (Arc<ServerConfig>, ClientConfig) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate can be made");
    let (certificate, key) = (own.cert.der().clone(), own.signing_key.serialize_der());
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).expect("it is a certificate");
    let key = key.try_into().expect("it is a key");
    let server =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).expect("the key is the certificate's");
    (Arc::new(server), ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

/// Answers until the client goes.
fn converse<C: Read + Write>(connection: C, message: &[u8]) -> Option<()> {
    let mut requests = BufReader::new(connection);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if requests.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok()?,
                Some(_) => {}
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        body.resize(length, 0);
        requests.read_exact(&mut body).ok()?;
        requests.get_mut().write_all(message).ok()?;
        requests.get_mut().flush().ok()?;
    }
}

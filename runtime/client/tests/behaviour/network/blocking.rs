//! Calls that block, over connections that are kept.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use ackgen_client::{Credentials, RetryPolicy};

use super::{BOOK, answer};
use crate::library::Library;

fn client(server: SocketAddr) -> Library {
    let builder = Library::builder().endpoint(format!("http://{server}")).credentials(Credentials::new("reader", "whisper"));
    // Whoever waits for a connection that nobody drives waits for this long.
    builder.attempt_timeout(Duration::from_secs(5)).retry(RetryPolicy::never()).build().unwrap()
}

/// A server that keeps its connections, and the requests that came over each.
struct KeepingServer {
    address: SocketAddr,
    connections: Arc<Mutex<Vec<Arc<Requests>>>>,
}

type Requests = Mutex<Vec<String>>;

impl KeepingServer {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(Mutex::new(Vec::new()));
        let seen = connections.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, requests) = (stream.unwrap(), Arc::new(Requests::default()));
                seen.lock().unwrap().push(requests.clone());
                std::thread::spawn(move || while answer(&stream, BOOK, &requests) {});
            }
        });
        Self { address, connections }
    }

    /// How many requests came over each connection.
    fn counts(&self) -> Vec<usize> {
        self.connections.lock().unwrap().iter().map(|requests| requests.lock().unwrap().len()).collect()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_connection_that_was_closed_between_two_calls_is_not_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(listener.local_addr().unwrap());
    let (close, closed) = mpsc::sync_channel(0);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            answer(&stream, BOOK, &Mutex::default());
            closed.recv().unwrap();
        }
    });
    for _ in 0..3 {
        // It may have had its effect when the connection breaks, so that it is never made again.
        client.add_book("Emma").send_blocking().unwrap();
        close.send(()).unwrap();
        a_moment();
    }
}

#[test]
fn connections_of_blocking_calls_serve_async_ones() {
    let server = KeepingServer::new();
    let client = client(server.address);
    client.get_book("b1").send_blocking().unwrap();
    a_moment();
    runtime().block_on(client.get_book("b1").send()).unwrap();
    assert_eq!(server.counts(), [2]);
}

#[test]
fn connections_of_a_runtime_end_with_it() {
    let server = KeepingServer::new();
    let client = client(server.address);
    let first = runtime();
    first.block_on(client.get_book("b1").send()).unwrap();
    drop(first);
    client.get_book("b1").send_blocking().unwrap();
    a_moment();
    runtime().block_on(client.get_book("b1").send()).unwrap();
    assert_eq!(server.counts(), [1, 2]);
}

/// What a server does about its connection takes a moment to arrive, and so does an idle one at where it is kept.
fn a_moment() {
    std::thread::sleep(Duration::from_millis(50));
}

//! Calls that block, over connections that are kept.

use std::io::Read;
use std::net::{Shutdown, TcpListener};
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Waker};
use std::time::Duration;

use ackgen_client::{Builder, RetryPolicy};
use rustls::{ServerConnection, StreamOwned};
use tokio::time;

use super::{BOOK, answer, authority, builder};
use crate::library::Library;

/// Whoever waits for a connection that nobody drives waits for this long.
const PATIENCE: Duration = Duration::from_secs(5);

fn client(builder: Builder<Library>) -> Library {
    builder.attempt_timeout(PATIENCE).retry(RetryPolicy::never()).build().unwrap()
}

/// A server that keeps its connections, and the requests that came over each. It has so many connections at most: one more is
/// not answered. So a call that might make one takes the connection of another call once that is done with it.
struct KeepingServer {
    listener: TcpListener,
    ca: String,
    connections: Arc<Mutex<Vec<Arc<Requests>>>>,
}

type Requests = Mutex<Vec<String>>;

impl KeepingServer {
    fn new(most: usize) -> Self {
        let (ca, tls) = authority();
        let (listener, tls) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(tls));
        let connections = Arc::new(Mutex::new(Vec::new()));
        let (accepting, seen) = (listener.try_clone().unwrap(), connections.clone());
        std::thread::spawn(move || {
            for stream in accepting.incoming().take(most) {
                let mut stream = StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream.unwrap());
                let requests = Arc::new(Requests::default());
                seen.lock().unwrap().push(requests.clone());
                std::thread::spawn(move || while answer(&mut stream, BOOK, &requests) {});
            }
        });
        Self { listener, ca, connections }
    }

    fn client(&self) -> Library {
        client(builder(format!("https://localhost:{}", self.listener.local_addr().unwrap().port())).ca_pem(&self.ca))
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
    let client = client(builder(format!("http://{}", listener.local_addr().unwrap())));
    let (close, closing) = mpsc::sync_channel(0);
    let (noticed, is_noticed) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            answer(&stream, BOOK, &Mutex::default());
            closing.recv().unwrap();
            // The other side closes it, too, when it notices.
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            noticed.send(stream.read_to_end(&mut Vec::new()).is_ok()).unwrap();
        }
    });
    for _ in 0..3 {
        // It may have had its effect when the connection breaks, so that it is never made again.
        client.add_book("Emma").send_blocking().unwrap();
        close.send(()).unwrap();
        assert!(is_noticed.recv().unwrap());
    }
}

/// A runtime that did not run since has heard nothing of that.
#[test]
fn a_connection_that_was_closed_while_its_runtime_stood_still_is_not_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(builder(format!("http://{}", listener.local_addr().unwrap())));
    let (close, closing) = mpsc::sync_channel(0);
    let (closed, is_closed) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            answer(&stream, BOOK, &Mutex::default());
            closing.recv().unwrap();
            drop(stream);
            closed.send(()).unwrap();
        }
    });
    let runtime = runtime();
    for _ in 0..3 {
        runtime.block_on(client.get_book("b1").send()).unwrap();
        close.send(()).unwrap();
        is_closed.recv().unwrap();
        // Time passes, and nothing else happens.
        let _entered = runtime.enter();
        time::pause();
        assert!(pin!(time::advance(Duration::from_secs(60))).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        time::resume();
    }
}

#[test]
fn connections_of_blocking_calls_serve_async_ones() {
    let server = KeepingServer::new(1);
    let client = server.client();
    client.get_book("b1").send_blocking().unwrap();
    runtime().block_on(client.get_book("b1").send()).unwrap();
    assert_eq!(server.counts(), [2]);
}

#[test]
fn connections_of_a_runtime_end_with_it() {
    let server = KeepingServer::new(2);
    let client = server.client();
    let first = runtime();
    first.block_on(client.get_book("b1").send()).unwrap();
    drop(first);
    client.get_book("b1").send_blocking().unwrap();
    runtime().block_on(client.get_book("b1").send()).unwrap();
    assert_eq!(server.counts(), [1, 2]);
}

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

/// A server that keeps its connections, and how many requests each was sent.
fn keeping_server() -> (SocketAddr, Arc<Mutex<Vec<usize>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let counts = Arc::new(Mutex::new(Vec::new()));
    let counted = counts.clone();
    std::thread::spawn(move || {
        for (connection, stream) in listener.incoming().enumerate() {
            let (stream, counted) = (stream.unwrap(), counted.clone());
            counted.lock().unwrap().push(0);
            std::thread::spawn(move || {
                let mut before = 0;
                let requests = Mutex::new(Vec::new());
                loop {
                    answer(&stream, BOOK, &requests);
                    let now = requests.lock().unwrap().len();
                    if now == before {
                        return;
                    }
                    before = now;
                    counted.lock().unwrap()[connection] = now;
                }
            });
        }
    });
    (address, counts)
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
        // What the server does about its connection takes a moment to arrive.
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn connections_of_blocking_calls_serve_async_ones() {
    let (address, counts) = keeping_server();
    let client = client(address);
    client.get_book("b1").send_blocking().unwrap();
    let runtime = runtime();
    for _ in 0..2 {
        runtime.block_on(client.get_book("b1").send()).unwrap();
    }
    client.get_book("b1").send_blocking().unwrap();
    assert_eq!(*counts.lock().unwrap(), [4]);
}

#[test]
fn connections_of_a_runtime_end_with_it() {
    let (address, counts) = keeping_server();
    let client = client(address);
    let first = runtime();
    first.block_on(client.get_book("b1").send()).unwrap();
    drop(first);
    client.get_book("b1").send_blocking().unwrap();
    runtime().block_on(client.get_book("b1").send()).unwrap();
    assert_eq!(*counts.lock().unwrap(), [1, 2]);
}

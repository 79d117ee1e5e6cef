//! Connections that are kept for the calls to come.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Waker};
use std::time::Duration;

use rustls::{ServerConnection, StreamOwned};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::{BOOK, answer, authority, builder, once};
use crate::library::Library;

/// What a server sees of its connections, which have numbers.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Request(usize),
    End(usize),
}

/// A server that answers all but some requests, and a client of it that is never out of time.
fn start(unanswered: &'static [usize]) -> (Library, UnboundedReceiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (tell, seen) = unbounded_channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let tell = tell.clone();
            std::thread::spawn(move || {
                converse(stream.unwrap(), number, unanswered, &tell);
                tell.send(Seen::End(number))
            });
        }
    });
    let forever = Duration::from_secs(10_000_000);
    let builder = builder(endpoint).connect_timeout(forever).attempt_timeout(forever).operation_timeout(forever);
    (builder.build().unwrap(), seen)
}

fn converse(mut stream: TcpStream, number: usize, unanswered: &[usize], tell: &UnboundedSender<Seen>) {
    let mut read = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        read.extend(&piece[..length]);
        if read.ends_with(b"\r\n\r\n") {
            read.clear();
            tell.send(Seen::Request(number)).unwrap();
            if !unanswered.contains(&number) {
                stream.write_all(BOOK.as_bytes()).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn calls_one_after_the_other_go_over_one_connection() {
    let (client, mut seen) = start(&[]);
    for _ in 0..3 {
        client.get_book("b1").send().await.unwrap();
        assert_eq!(seen.recv().await, Some(Seen::Request(0)));
    }
}

#[tokio::test]
async fn calls_side_by_side_do_not_wait_for_each_other_and_leave_their_connections_to_others() {
    let (client, mut seen) = start(&[0]);
    let first = tokio::spawn(client.get_book("b1").send());
    assert_eq!(seen.recv().await, Some(Seen::Request(0)));
    for _ in 0..3 {
        client.get_book("b1").send().await.unwrap();
        assert_eq!(seen.recv().await, Some(Seen::Request(1)));
    }
    assert!(!first.is_finished());
}

#[tokio::test]
async fn a_call_that_is_given_up_ends_its_connection() {
    let (client, mut seen) = start(&[0]);
    tokio::select! {
        _ = client.get_book("b1").send() => unreachable!("nobody answers"),
        request = seen.recv() => assert_eq!(request, Some(Seen::Request(0))),
    }
    assert_eq!(seen.recv().await, Some(Seen::End(0)));
    client.get_book("b1").send().await.unwrap();
    assert_eq!(seen.recv().await, Some(Seen::Request(1)));
}

/// It answers before it has read everything, and reads no more. A call that goes over its connection is never answered.
#[tokio::test]
async fn a_connection_that_takes_no_more_is_not_waited_for_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client =
        once(builder(format!("http://{}", listener.local_addr().unwrap()))).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.read_exact(&mut [0; 100]).unwrap();
            stream.write_all(BOOK.as_bytes()).unwrap();
            kept.push(stream);
        }
    });
    client.raw("AddBooks").path("POST", "/books").body("text/plain", vec![b'a'; 1 << 24]).send().await.unwrap();
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(client.get_book("b1").send()).poll(&mut context).is_pending());
    client.get_book("b1").send().await.unwrap();
}

/// Time passes when nothing else happens, and so it does while the answer is on its way.
#[tokio::test(start_paused = true)]
async fn a_connection_over_which_nothing_goes_ends() {
    let (client, mut seen) = start(&[]);
    let began = Instant::now();
    client.get_book("b1").send().await.unwrap();
    assert_eq!(seen.recv().await, Some(Seen::Request(0)));
    assert_eq!(seen.recv().await, Some(Seen::End(0)));
    assert!(began.elapsed() >= Duration::from_secs(90));
    client.get_book("b1").send().await.unwrap();
}

#[tokio::test]
async fn connections_end_with_the_client() {
    let (client, mut seen) = start(&[]);
    client.get_book("b1").send().await.unwrap();
    assert_eq!(seen.recv().await, Some(Seen::Request(0)));
    drop(client);
    assert_eq!(seen.recv().await, Some(Seen::End(0)));
}

/// Where TLS ends without that, what came may have been cut off.
#[tokio::test]
async fn a_connection_of_tls_ends_by_saying_so() {
    let (ca, tls) = authority();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = builder(format!("https://localhost:{}", listener.local_addr().unwrap().port())).ca_pem(ca).build().unwrap();
    let (tell, mut seen) = unbounded_channel();
    std::thread::spawn(move || {
        let mut stream = StreamOwned::new(ServerConnection::new(tls.into()).unwrap(), listener.accept().unwrap().0);
        answer(&mut stream, BOOK, &Mutex::default());
        tell.send(stream.read(&mut [0]).map_err(|error| error.kind()))
    });
    client.get_book("b1").send().await.unwrap();
    drop(client);
    assert_eq!(seen.recv().await, Some(Ok(0)));
}

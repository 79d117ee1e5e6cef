//! What is not HTTP, too much of it, or too slow; and how a mock ends.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use ackgen_mock::{Limits, Server};

use crate::support::{builder, connect, get, open, parse, post, read_all, send, send_raw};

fn limited(change: impl FnOnce(&mut Limits)) -> Server {
    let mut limits = Limits::default();
    change(&mut limits);
    builder().authentication(false).limits(limits).start_blocking().unwrap()
}

#[test]
fn too_much_is_refused() {
    let mock = limited(|limits| limits.body = 64);
    let animal = |length| format!("{{\"name\":\"Bob\",\"x\":\"{}\"}}", "x".repeat(length));
    assert_eq!(send(&mock, &post("/animals", &animal(20))).status, 201);
    assert_eq!(send(&mock, &post("/animals", &animal(100))).error(), (413, "RequestEntityTooLarge".to_owned()));
    // A body in chunks does not say its length beforehand.
    let chunk = "x".repeat(100);
    let request =
        format!("POST /animals HTTP/1.1\r\nhost: z\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n64\r\n{chunk}\r\n0\r\n\r\n");
    assert_eq!(parse(&send_raw(&mock, request.as_bytes())).error(), (413, "RequestEntityTooLarge".to_owned()));
    // What is not even read as a request is answered, too, and what is still to be sent is thrown away until the answer is read.
    let header = format!("x: {}\r\n", "x".repeat(1 << 20));
    let headers = "x: x\r\n".repeat(200);
    for headers in [header, headers] {
        let answer = send_raw(&mock, format!("GET /song HTTP/1.1\r\nhost: z\r\n{headers}\r\n").as_bytes());
        assert_eq!(parse(&answer).error(), (431, "RequestHeaderFieldsTooLarge".to_owned()));
    }
    let target = format!("GET /{} HTTP/1.1\r\nhost: z\r\n\r\n", "x".repeat(70_000));
    assert_eq!(parse(&send_raw(&mock, target.as_bytes())).error(), (414, "RequestUriTooLong".to_owned()));
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn chunks_are_read() {
    let request = "POST /animals HTTP/1.1\r\nhost: z\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n8\r\n{\"name\":\r\n6\r\n\"Bob\"}\r\n0\r\n\r\n";
    assert_eq!(parse(&send_raw(&open(), request.as_bytes())).status, 201);
}

/// A caller that sends everything before it reads gets to see the answer.
#[test]
fn what_is_too_large_is_read_and_thrown_away() {
    let mock = limited(|limits| limits.body = 64);
    let large = vec![b'x'; 16 << 20];
    let head = "POST /animals HTTP/1.1\r\nhost: z\r\n";
    let whole = [format!("{head}content-length: {}\r\n\r\n", large.len()).as_bytes(), &large].concat();
    let chunk = [format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n", large.len()).as_bytes(), &large, b"\r\n0\r\n\r\n"].concat();
    for request in [whole, chunk] {
        let mut stream = connect(&mock);
        stream.write_all(&request).unwrap();
        // The connection is as good as before.
        stream.write_all(b"GET /song HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n").unwrap();
        let answers = String::from_utf8(read_all(stream)).unwrap();
        assert!(answers.starts_with("HTTP/1.1 413 ") && answers.contains("HTTP/1.1 200 "), "{answers}");
    }
    // Nobody waits for what does not come, nor for what has not been asked for.
    let mock = limited(|limits| (limits.body, limits.read_timeout) = (64, Duration::from_millis(50)));
    let mut stream = connect(&mock);
    stream.write_all(format!("{head}content-length: 100\r\n\r\n{{").as_bytes()).unwrap();
    assert_eq!(parse(&read_all(stream)).status, 413);
    let mock = limited(|limits| limits.body = 64);
    let mut stream = connect(&mock);
    stream.write_all(format!("{head}expect: 100-continue\r\ncontent-length: 100\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(parse(&read_all(stream)).status, 413);
}

#[test]
fn a_slow_caller_is_not_waited_for() {
    let mock = limited(|limits| limits.read_timeout = Duration::from_millis(50));
    let mut stream = connect(&mock);
    stream.write_all(b"POST /animals HTTP/1.1\r\nhost: z\r\ncontent-length: 9\r\n\r\n{").unwrap();
    assert_eq!(parse(&read_all(stream)).error(), (408, "RequestTimeout".to_owned()));
    let mut stream = connect(&mock);
    stream.write_all(b"GET /song HTTP/1.1\r\nho").unwrap();
    assert_eq!(parse(&read_all(stream)).error(), (408, "RequestTimeout".to_owned()));
    // Whoever asks nothing is answered nothing.
    assert!(read_all(connect(&mock)).is_empty());
}

/// An answer says what is wrong with what is no request, also behind one that is.
#[test]
fn what_is_no_request_is_told_why() {
    let mock = open();
    for (bytes, why) in [
        ("HELLO\r\n\r\n", "invalid"),
        ("\u{16}\u{3}\u{1}\r\n\r\n", "invalid HTTP method parsed"),
        ("GET /song HTTP/9.9\r\n\r\n", "invalid HTTP version parsed"),
        ("GET /song HTTP/1.1\r\nhost\r\n\r\n", "invalid HTTP header parsed"),
        ("POST /animals HTTP/1.1\r\nhost: z\r\ncontent-length: minus\r\n\r\n", "invalid content-length parsed"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "not HTTP/2"),
    ] {
        let answer = send_raw(&mock, bytes.as_bytes());
        assert_eq!(parse(&answer).error(), (400, "InvalidRequest".to_owned()), "{bytes}");
        let text = String::from_utf8(answer).unwrap();
        assert!(text.contains(why) && text.contains("x-acs-request-id: ") && text.contains("\r\ndate: "), "{bytes}: {text}");
    }
    let behind = send_raw(&mock, b"GET /song HTTP/1.1\r\nhost: z\r\n\r\nHELLO\r\n\r\n");
    let text = String::from_utf8(behind).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 ") && text.contains("HTTP/1.1 400 ") && text.contains("\"InvalidRequest\""), "{text}");
}

#[tokio::test]
async fn a_caller_that_does_not_read_is_not_waited_for() {
    let mock = limited(|limits| limits.write_timeout = Duration::from_millis(50));
    // An answer is larger than what fits on the way.
    let (mut near, far) = tokio::io::duplex(64);
    let ask = async {
        tokio::io::AsyncWriteExt::write_all(&mut near, b"GET /song HTTP/1.1\r\nhost: z\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = ask => {}
        () = mock.serve(far) => {}
    }
    // It goes on listening to others.
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn connections_have_to_wait_their_turn() {
    let mock = limited(|limits| limits.connections = 1);
    let mut first = connect(&mock);
    first.write_all(b"GET /song HTTP/1.1\r\nhost: z\r\n").unwrap();
    let mut second = connect(&mock);
    second.write_all(b"GET /song HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n").unwrap();
    first.write_all(b"connection: close\r\n\r\n").unwrap();
    assert_eq!((parse(&read_all(first)).status, parse(&read_all(second)).status), (200, 200));
}

/// Those who send nothing keep nobody out.
#[test]
fn a_crowd_is_not_waited_for() {
    let mock = limited(|limits| (limits.connections, limits.crowded_timeout) = (8, Duration::from_millis(50)));
    let idle: Vec<_> = (0..8).map(|_| connect(&mock)).collect();
    idle.iter().for_each(|mut stream| stream.write_all(b"GET /song HTTP/1.1\r\nhost: z\r\n").unwrap());
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn a_connection_serves_several_calls() {
    let mock = open();
    let mut stream = connect(&mock);
    stream.write_all(b"GET /song HTTP/1.1\r\nhost: z\r\n\r\nGET /song HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n").unwrap();
    assert_eq!(String::from_utf8(read_all(stream)).unwrap().matches("tra la").count(), 2);
}

#[test]
fn bytes_that_make_no_sense_break_nothing() {
    let mock = open();
    let long = format!("GET /{} HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n", "a/".repeat(20_000));
    let bytes: [&[u8]; 16] = [
        b"",
        b"\0\0\0\0",
        b"\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /song HTTP/9.9\r\n\r\n",
        b"GET /song HTTP/1.1\r\n: x\r\n\r\n",
        b"GET /song HTTP/1.1\r\nhost: z\r\ncontent-length: minus\r\n\r\n",
        b"GET /song HTTP/1.1\r\nhost: z\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        b"GET /\xff\xfe HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n",
        b"GET /animals/%ff%00%zz HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n",
        b"GET /animals?%ff=%zz&&=&kinds=[ HTTP/1.1\r\nhost: z\r\nconnection: close\r\n\r\n",
        b"GET http://elsewhere/song HTTP/1.1\r\nhost: \xff\r\nauthorization: acs \xff:\xff\r\nconnection: close\r\n\r\n",
        b"POST /animals HTTP/1.1\r\nhost: z\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        long.as_bytes(),
    ];
    for bytes in bytes {
        let stream = connect(&mock);
        (&stream).write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = String::from_utf8_lossy(&read_all(stream)).into_owned();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(!status.starts_with('5'), "{bytes:?}: {answer}");
    }
    assert_eq!(send(&mock, &get("/song")).status, 200);
}

#[test]
fn a_mock_ends_when_it_is_dropped() {
    let mock = open();
    let address = mock.address();
    let idle = connect(&mock);
    assert_eq!(send(&mock, &get("/song")).status, 200);
    drop(mock);
    assert!(read_all(idle).is_empty());
    assert!(TcpStream::connect(address).is_err());
    // The port is free again.
    let again = builder().listen(address).start_blocking().unwrap();
    assert_eq!(again.address(), address);
    assert!(builder().listen(address).start_blocking().is_err());
}

#[test]
fn a_shutdown_lets_calls_finish() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mock = runtime.block_on(builder().authentication(false).start()).unwrap();
    let address = mock.address();
    let mut stream = connect(&mock);
    stream.write_all(b"POST /animals HTTP/1.1\r\nhost: z\r\nexpect: 100-continue\r\ncontent-length: 14\r\n\r\n").unwrap();
    // It has asked for the body, so the call is under way.
    let mut asked = [0; 25];
    std::io::Read::read_exact(&mut stream, &mut asked).unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100 Continue"));
    std::thread::scope(|scope| {
        let down = scope.spawn(|| runtime.block_on(mock.shutdown()));
        // Nobody listens any more when the rest arrives.
        while TcpStream::connect(address).is_ok() {
            std::thread::yield_now();
        }
        stream.write_all(b"{\"name\":\"Bob\"}").unwrap();
        assert_eq!(parse(&read_all(stream)).status, 201);
        down.join().unwrap();
    });
}

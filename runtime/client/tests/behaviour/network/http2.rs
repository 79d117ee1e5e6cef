//! HTTP/2, where the other side can say that it did nothing with a request.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use ackgen_client::{Error, ErrorKind, RetryPolicy};
use rustls::{ServerConnection, StreamOwned};

use super::{authority, builder};
use crate::library::{Library, time};

const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GO_AWAY: u8 = 7;

/// What is done about a request.
#[derive(Clone, Copy)]
enum Deed {
    Answer,
    /// The request's stream is ended for a reason.
    Reset(u32),
    /// The connection is; of the requests up to this one something may have been done.
    GoAway(u32),
    /// Nothing yet.
    Wait,
    /// This request is answered before the last one.
    AnswerBoth,
}

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

impl Deed {
    fn frames(self, stream: u32) -> Vec<u8> {
        match self {
            // The status 200 is the eighth header of HPACK's table.
            Self::Answer => [frame(HEADERS, 4, stream, &[0x88]), frame(0, 1, stream, br#"{"id": "b1"}"#)].concat(),
            Self::Reset(reason) => frame(RESET, 0, stream, &reason.to_be_bytes()),
            Self::GoAway(last) => frame(GO_AWAY, 0, 0, &[last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat()),
            Self::Wait => Vec::new(),
            Self::AnswerBoth => [stream, stream - 2].map(|stream| Self::Answer.frames(stream)).concat(),
        }
    }
}

/// Serves one connection until the other side is gone or there is nothing left to do.
fn serve(mut stream: impl Read + Write, deeds: &mut impl Iterator<Item = Deed>) -> std::io::Result<()> {
    stream.write_all(&frame(SETTINGS, 0, 0, &[]))?;
    stream.read_exact(&mut [0; 24])?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let [a, b, c, kind, flags, id @ ..] = head;
        stream.read_exact(&mut vec![0; u32::from_be_bytes([0, a, b, c]) as usize])?;
        // Its headers, or its body, are at an end.
        if matches!(kind, 0 | HEADERS) && flags & 1 == 1 {
            let Some(deed) = deeds.next() else { return Ok(()) };
            stream.write_all(&deed.frames(u32::from_be_bytes(id)))?;
            stream.flush()?;
        }
    }
}

/// A client of a server that does these things.
fn client<const N: usize>(deeds: [Deed; N]) -> Library {
    let (ca, mut tls) = authority();
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let tls = Arc::new(tls);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let mut deeds = deeds.into_iter();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream.unwrap());
            let _ = serve(stream, &mut deeds);
        }
    });
    let at_once = RetryPolicy::default().pauses(Duration::ZERO, Duration::ZERO);
    builder(endpoint).ca_pem(ca).attempt_timeout(Duration::from_secs(5)).retry(at_once).clock(time()).build().unwrap()
}

/// Adds a book, which does harm if it is done twice, and says how many requests that took.
async fn added<const N: usize>(deeds: [Deed; N]) -> Result<u32, Error> {
    client(deeds).add_book("Emma").send_raw().await.map(|answer| answer.attempts())
}

#[tokio::test]
async fn a_call_goes_over_http_2() {
    assert_eq!(added([Deed::Answer]).await.unwrap(), 1);
}

#[tokio::test]
async fn calls_go_side_by_side_over_one_connection() {
    let client = client([Deed::Answer, Deed::Wait, Deed::AnswerBoth]);
    client.get_book("b1").send().await.unwrap();
    let (one, other) = tokio::join!(client.add_book("Emma").send(), client.add_book("Persuasion").send());
    assert_eq!((one.unwrap().id, other.unwrap().id), ("b1".to_owned(), "b1".to_owned()));
}

#[tokio::test]
async fn what_was_certainly_not_taken_up_is_sent_again_whatever_it_does() {
    assert_eq!(added([Deed::Reset(REFUSED_STREAM), Deed::Answer]).await.unwrap(), 2);
    assert_eq!(added([Deed::GoAway(0), Deed::Answer]).await.unwrap(), 2);
    let error = added([Deed::Reset(REFUSED_STREAM); 3]).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent(), error.attempts()), (ErrorKind::Connection, false, 3), "{error}");
    assert!(error.to_string().starts_with("AddBook: the service did not take the request up: "), "{error}");
}

#[tokio::test]
async fn what_may_have_been_taken_up_is_not() {
    for deed in [Deed::Reset(INTERNAL_ERROR), Deed::Reset(CANCEL)] {
        let error = added([deed, Deed::Answer]).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent(), error.attempts()), (ErrorKind::Connection, true, 1), "{error}");
    }
}

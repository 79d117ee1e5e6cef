//! A server on the loopback that answers every request the same and does next to nothing for it, so that what is
//! measured is the client.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Starts one that runs until the process ends.
pub(crate) fn serve(answer: &str) -> SocketAddr {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         x-acs-request-id: 687C5BAA-D103-4993-884B-C35E4314A1E1\r\ndate: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n",
        answer.len()
    );
    let message = (head + answer).into_bytes();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let message = message.clone();
            thread::spawn(move || converse(connection, &message));
        }
    });
    address
}

/// Answers until the client goes.
fn converse(mut connection: TcpStream, message: &[u8]) -> Option<()> {
    connection.set_nodelay(true).ok()?;
    let mut requests = BufReader::new(connection.try_clone().ok()?);
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
        connection.write_all(message).ok()?;
    }
}

//! Requests over the loopback, as fast as they are answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub fn to(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let answers = BufReader::new(stream.try_clone()?);
        Ok(Self { stream, answers, line: String::new(), body: Vec::new() })
    }

    /// Sends a request, and reads its answer: the body. It has to be a success.
    pub fn ask(&mut self, request: &[u8]) -> &[u8] {
        self.stream.write_all(request).expect("a request is sent");
        let (mut length, mut head) = (0, true);
        loop {
            self.line.clear();
            self.answers.read_line(&mut self.line).expect("an answer comes");
            let line = self.line.trim_end();
            if head {
                assert!(line.split(' ').nth(1).is_some_and(|status| status.starts_with('2')), "answered with {line:?}");
                head = false;
            } else if line.is_empty() {
                break;
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().expect("a length is a number");
            }
        }
        self.body.resize(length, 0);
        self.answers.read_exact(&mut self.body).expect("the body comes");
        &self.body
    }
}

/// How many requests are answered in a second, over as many connections as there are lists of them.
pub fn throughput(address: SocketAddr, requests: &[Vec<Vec<u8>>]) -> f64 {
    let barrier = Barrier::new(requests.len() + 1);
    let count: usize = requests.iter().map(Vec::len).sum();
    let started = thread::scope(|scope| {
        for requests in requests {
            let mut connection = Connection::to(address).expect("it accepts");
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                for request in requests {
                    connection.ask(request);
                }
            });
        }
        barrier.wait();
        Instant::now()
    });
    count as f64 / started.elapsed().as_secs_f64()
}

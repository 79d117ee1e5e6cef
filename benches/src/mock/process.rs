//! A server in a process of its own.

use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread;

/// A server that runs until this is dropped.
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts a server that says on standard output where it listens, behind `listening on http://`.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output is read"));
        let mut address = None;
        for line in output.by_ref().lines().map_while(Result::ok) {
            if let Some((_, url)) = line.split_once("listening on http://") {
                let url: String = url.chars().take_while(|character| character.is_ascii_digit() || ".:".contains(*character)).collect();
                address = url.parse().ok();
                break;
            }
        }
        // What it says later is of no interest, and has to go somewhere.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        Self { child, address: address.expect("it says where it listens") }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How much memory it holds, in bytes, as Linux counts it.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs on Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory is counted");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("it is a number") * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails if it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

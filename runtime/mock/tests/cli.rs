//! The command line of a mock. These tests run their own program again, as a mock of the zoo.

#[path = "mock/zoo.rs"]
mod zoo;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Output, Stdio};

use ackgen_mock::{Builder, Server, cli};
use libtest_mimic::{Arguments, Failed, Trial};

/// Set where the program is to be the mock.
const IS_MOCK: &str = "ZOO_MOCK";

fn main() -> ExitCode {
    if std::env::var_os(IS_MOCK).is_some() {
        let builder: Builder<Server> = Builder::new().handler(zoo::Zoo).handler(zoo::handler(zoo::Documented));
        return cli::run(builder, ackgen_mock::about!());
    }
    let trials = vec![
        Trial::test("it_says_where_it_listens_and_ends_when_told", ends_when_told),
        Trial::test("it_takes_what_it_is_told", takes_arguments),
        Trial::test("it_explains_itself", explains_itself),
        Trial::test("a_malformed_key_is_not_shown", hides_keys),
        Trial::test("an_address_in_use_is_an_error", address_in_use),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a program knows where it is"));
    command.args(arguments).env(IS_MOCK, "").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A mock that runs as a program, until it is dropped.
struct Running {
    child: Child,
    address: String,
    out: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments).spawn().expect("a program runs twice");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("it says where it listens");
        let address = line.strip_prefix("listening on http://").expect("it says only that").trim_end().to_owned();
        Self { child, address, out }
    }

    fn call(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it accepts");
        write!(stream, "GET {target} HTTP/1.1\r\nhost: zoo\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn expect(holds: bool, what: impl Into<String>) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(what.into().into()) }
}

fn ends_when_told() -> Result<(), Failed> {
    for signal in ["-TERM", "-INT"] {
        let mut mock = Running::start(&["--listen", "127.0.0.1:0"]);
        expect(mock.call("/song").starts_with("HTTP/1.1 400"), "an unsigned call is refused")?;
        let status = Command::new("kill").args([signal, &mock.child.id().to_string()]).status()?;
        expect(status.success(), "the signal is sent")?;
        expect(mock.child.wait()?.success(), format!("{signal} ends it well"))?;
        let mut rest = String::new();
        mock.out.read_to_string(&mut rest)?;
        expect(rest.is_empty(), format!("it says nothing else: {rest}"))?;
    }
    Ok(())
}

fn takes_arguments() -> Result<(), Failed> {
    let arguments = ["--listen", "127.0.0.1:0", "--auth", "off", "--wire", "documented", "--seed", "7"];
    let ids = [0, 1].map(|_| {
        let mock = Running::start(&arguments);
        let answer = mock.call("/animals/a-1/logs");
        assert!(answer.contains("{\"data\":["), "{answer}");
        answer.lines().find(|line| line.starts_with("x-acs-request-id")).map(str::to_owned)
    });
    expect(ids[0].is_some() && ids[0] == ids[1], "the seed decides about ids")
}

fn explains_itself() -> Result<(), Failed> {
    let help = output(&["--help"])?;
    let text = String::from_utf8(help.stdout)?;
    for part in ["--listen", "--access-key", "--auth", "--wire", "--seed", "testid:testsecret", "listening on http://ADDRESS"] {
        expect(text.contains(part), format!("{part} is in {text}"))?;
    }
    let version = String::from_utf8(output(&["--version"])?.stdout)?;
    expect(version.starts_with("ackgen-mock "), version)
}

fn hides_keys() -> Result<(), Failed> {
    let refused = output(&["--access-key", "good:key", "--access-key", "verysecret"])?;
    let text = String::from_utf8(refused.stderr)?;
    expect(!refused.status.success() && text == "error: --access-key number 2: an access key is written ID:SECRET\n", text)
}

fn address_in_use() -> Result<(), Failed> {
    let mock = Running::start(&["--listen", "127.0.0.1:0"]);
    let refused = output(&["--listen", &mock.address])?;
    let text = String::from_utf8(refused.stderr)?;
    expect(!refused.status.success() && text.starts_with(&format!("error: cannot listen on {}: ", mock.address)), text)
}

fn output(arguments: &[&str]) -> std::io::Result<Output> {
    program(arguments).output()
}

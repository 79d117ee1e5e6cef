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
        Trial::test("its_clock_and_its_faults_are_told", is_controlled),
        Trial::test("a_mistake_in_a_file_is_explained", explains_files),
        Trial::test("an_argument_without_effect_is_refused", refuses_what_has_no_effect),
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

/// A file of faults that is removed when it is dropped.
struct Faults(std::path::PathBuf);

impl Faults {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mock-faults-{}-{name}.yaml", std::process::id()));
        std::fs::write(&path, text).expect("there is room for a file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("its name is a text")
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn is_controlled() -> Result<(), Failed> {
    let faults = Faults::new("good", "- operation: Sing\n  status: 503\n  times: 1\n- { operation: GetOldest, answer: empty }\n");
    let mut arguments = vec!["--listen", "127.0.0.1:0", "--auth", "off", "--clock", "virtual=2027-01-01T00:00:00Z"];
    arguments.extend(["--faults", faults.path(), "--journal", "1"]);
    let mock = Running::start(&arguments);
    expect(mock.call("/song").starts_with("HTTP/1.1 503"), "the first call fails")?;
    let song = mock.call("/song");
    expect(song.starts_with("HTTP/1.1 200") && song.contains("date: Fri, 01 Jan 2027 00:00:00 GMT"), song)?;
    let journal = mock.call("/_mock/journal");
    expect(journal.contains("\"last\": 2,\n  \"dropped\": 1"), journal)?;
    let off = Running::start(&["--listen", "127.0.0.1:0", "--admin", "off"]);
    expect(off.call("/_mock/clock").starts_with("HTTP/1.1 404"), "it is off")?;
    let closed = Running::start(&["--listen", "127.0.0.1:0", "--admin-token", "open sesame"]);
    expect(closed.call("/_mock/clock").starts_with("HTTP/1.1 401"), "it is closed")
}

fn explains_files() -> Result<(), Failed> {
    for (name, text, message) in [
        ("key", "- { status: 500, timse: 1 }", "fault number 1: there is no timse; allowed: operation, tenant"),
        ("operation", "- { operation: Song, status: 500 }", "no operation is called Song; allowed: Sing"),
        ("list", "status: 500", "a list of faults is needed"),
    ] {
        let faults = Faults::new(name, text);
        let refused = output(&["--listen", "127.0.0.1:0", "--faults", faults.path()])?;
        let text = String::from_utf8(refused.stderr)?;
        expect(!refused.status.success() && text.contains(message), text)?;
    }
    let refused = output(&["--clock", "virtual=soon"])?;
    expect(!refused.status.success(), "that is no time")
}

fn refuses_what_has_no_effect() -> Result<(), Failed> {
    for (arguments, message) in [
        (&["--admin", "off", "--admin-token", "verysecret"][..], "error: --admin-token has no effect with --admin off\n"),
        (&["--tls-name", "mock.test"], "error: --tls-name has no effect without --tls self-signed\n"),
        (&["--tls", "off", "--tls-name", "mock.test"], "error: --tls-name has no effect without --tls self-signed\n"),
    ] {
        // A mock that is let through ends all the same, as that file is not there.
        let refused = output(&[arguments, &["--clock", "virtual", "--listen", "127.0.0.1:0", "--faults", "/nowhere"]].concat())?;
        let text = String::from_utf8(refused.stderr)?;
        expect(refused.status.code() == Some(2) && text.starts_with(message), text)?;
    }
    Ok(())
}

fn explains_itself() -> Result<(), Failed> {
    let help = output(&["--help"])?;
    let text = String::from_utf8(help.stdout)?;
    for part in [
        "--listen",
        "--access-key",
        "--auth",
        "--wire",
        "--seed",
        "--clock",
        "--speed",
        "--faults",
        "--journal",
        "16 MiB",
        "--admin",
        "/_mock/",
        "testid:testsecret",
        "listening on http://ADDRESS",
    ] {
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

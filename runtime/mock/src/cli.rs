//! The command line of a generated mock.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use jiff::Timestamp;

use crate::builder::Builder;
use crate::exchange::WireForm;
use crate::faults::Fault;
use crate::journal::CAPACITY;
use crate::listener::{self, Connections};
use crate::server::{PATIENCE, Server};
use crate::tls::Tls;

/// What a binary allocates with: a third of what a call costs is memory that comes and goes, and this one is quick at it.
pub use mimalloc::MiMalloc as Allocator;

/// What a binary is, for `--help` and `--version`.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What it is called.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// Makes an [`About`] of the package that is being compiled.
#[macro_export]
macro_rules! about {
    () => {
        $crate::cli::About { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), about: env!("CARGO_PKG_DESCRIPTION") }
    };
}

#[derive(Parser)]
#[command(
    max_term_width = 100,
    after_help = "Prints one line, `listening on http://ADDRESS` (or https), once it accepts. Ends on SIGINT and SIGTERM, when the calls under way are answered."
)]
struct Arguments {
    /// Where to listen; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", env = "MOCK_LISTEN")]
    listen: SocketAddr,
    /// An access key that is accepted, written ID:SECRET; repeat it, or put commas between several. Each key is a tenant
    /// of its own. Without one: testid:testsecret.
    #[arg(long = "access-key", value_name = "ID:SECRET", env = "MOCK_ACCESS_KEYS", value_delimiter = ',', hide_env_values = true)]
    access_keys: Vec<String>,
    /// Whether signatures are checked; if not, everybody is who they say.
    #[arg(long, value_name = "MODE", default_value = "on", env = "MOCK_AUTH")]
    auth: Switch,
    /// How answers are written where the documentation and the live service differ.
    #[arg(long, value_name = "FORM", default_value = "live", env = "MOCK_WIRE")]
    wire: Form,
    /// Which time it is for the mock: real, or virtual, which stands still until it is moved (POST /_mock/clock).
    /// virtual=TIME starts at that time, such as 2026-11-23T09:43:17Z, rather than now.
    #[arg(long, value_name = "CLOCK", default_value = "real", env = "MOCK_CLOCK")]
    clock: WhichClock,
    /// How much faster than the service things change: at 60, what takes a minute there takes a second. Without it 60,
    /// and 1 with a virtual clock.
    #[arg(long, value_name = "FACTOR", env = "MOCK_SPEED", value_parser = speed)]
    speed: Option<f64>,
    /// Whether the mock can be looked at and controlled under /_mock/; GET /_mock/api says how. GET /_mock/health and
    /// /_mock/ready answer in any case.
    #[arg(long, value_name = "MODE", default_value = "on", env = "MOCK_ADMIN")]
    admin: Switch,
    /// What a caller of /_mock/ has to send as `Authorization: Bearer TOKEN`.
    #[arg(long, value_name = "TOKEN", env = "MOCK_ADMIN_TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
    /// Refuses what the service puts up with, though it is likely to be a mistake: a signature without a nonce,
    /// parameters, fields and values of enums that are not documented, and a version or an action in the headers that is
    /// not that of what is called.
    #[arg(long, env = "MOCK_STRICT")]
    strict: bool,
    /// Has things be there from the start, as a file of YAML says; repeat it, or put commas between several:
    /// `tenants: { testid: [{ kind: KIND, fields: { … }, has: [ … ] }] }`.
    #[arg(long = "fixture", value_name = "FILE", env = "MOCK_FIXTURES", value_delimiter = ',', conflicts_with = "documented")]
    fixtures: Vec<PathBuf>,
    /// Keeps what there is, the clock, sessions and nonces in this file, which is made if there is none, and goes on from
    /// what it holds; a clock that was stopped stays so. What was answered is on disk, and survives even if the process is
    /// killed. Faults, canned answers and the journal are not kept.
    #[arg(long, value_name = "FILE", env = "MOCK_STATE", conflicts_with = "documented")]
    state: Option<PathBuf>,
    /// Whether to serve over TLS, with a certificate that is made at the start; --tls-cert-out says whom to trust.
    #[arg(long, value_name = "MODE", default_value = "off", env = "MOCK_TLS", conflicts_with = "tls_cert")]
    tls: TlsMode,
    /// A host name or address that the certificate is made for, beside localhost and the one that is listened on; repeat
    /// it, or put commas between several.
    #[arg(long = "tls-name", value_name = "NAME", env = "MOCK_TLS_NAMES", value_delimiter = ',')]
    tls_names: Vec<String>,
    /// Where to write the certificates (PEM) that callers have to trust, before it listens.
    #[arg(long, value_name = "FILE", env = "MOCK_TLS_CERT_OUT")]
    tls_cert_out: Option<PathBuf>,
    /// Serves over TLS with this certificate and those that it is signed by (PEM).
    #[arg(long, value_name = "FILE", env = "MOCK_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate (PEM).
    #[arg(long, value_name = "FILE", env = "MOCK_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// What goes wrong on purpose: a YAML or JSON file with a list of faults, as POST /_mock/faults takes them.
    #[arg(long, value_name = "FILE", env = "MOCK_FAULTS")]
    faults: Option<PathBuf>,
    /// How many calls the journal keeps for GET /_mock/journal and POST /_mock/verify; fewer if their messages take more
    /// than 16 MiB.
    #[arg(long, value_name = "CALLS", default_value_t = CAPACITY, env = "MOCK_JOURNAL")]
    journal: usize,
    /// Answers the documented examples, and keeps nothing.
    #[arg(long, env = "MOCK_DOCUMENTED")]
    documented: bool,
    /// What ids are drawn from: the same calls in the same order get the same ids.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, env = "MOCK_SEED")]
    seed: u64,
}

impl Arguments {
    /// What would have no effect beside something else. It depends on values, which `conflicts_with` does not look at.
    fn conflict(&self) -> Option<&'static str> {
        if self.admin == Switch::Off && self.admin_token.is_some() {
            return Some("--admin-token has no effect with --admin off");
        }
        let names = !self.tls_names.is_empty() && self.tls == TlsMode::Off;
        names.then_some("--tls-name has no effect without --tls self-signed")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TlsMode {
    Off,
    SelfSigned,
}

/// Which clock the mock goes by.
#[derive(Clone, Copy)]
enum WhichClock {
    Real,
    /// Stands still, at this time if there is one.
    Virtual(Option<Timestamp>),
}

impl FromStr for WhichClock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "real" => Ok(Self::Real),
            None if text == "virtual" => Ok(Self::Virtual(None)),
            Some(("virtual", time)) => time.parse().map(|time| Self::Virtual(Some(time))).map_err(|error| error.to_string()),
            _ => Err("real, virtual or virtual=TIME is needed".to_owned()),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// As the live service sends them: a list is the whole body, a body without content has the request id.
    Live,
    /// As the documentation prints them: a list is inside of its placeholder key, a body without content is empty.
    Documented,
}

/// Runs a mock as the arguments of this process say, until a signal ends it.
pub fn run<M: From<Server>>(builder: Builder<M>, about: About) -> ExitCode {
    let mut command = Arguments::command().name(about.name).version(about.version).about(about.about);
    let arguments = Arguments::from_arg_matches(&command.get_matches_mut()).unwrap_or_else(|error| error.exit());
    if let Some(conflict) = arguments.conflict() {
        command.error(ErrorKind::ArgumentConflict, conflict).exit();
    }
    match serve(builder, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve<M: From<Server>>(builder: Builder<M>, arguments: Arguments) -> io::Result<()> {
    let mut builder =
        builder.listen(arguments.listen).authentication(arguments.auth == Switch::On).seed(arguments.seed).wire(match arguments.wire {
            Form::Live => WireForm::Live,
            Form::Documented => WireForm::Documented,
        });
    builder = builder.documented(arguments.documented).admin(arguments.admin == Switch::On);
    if let Some(token) = arguments.admin_token {
        builder = builder.admin_token(token);
    }
    if let WhichClock::Virtual(time) = arguments.clock {
        builder = builder.frozen_at(time.unwrap_or_else(Timestamp::now));
    }
    builder = builder.journal(arguments.journal);
    if let Some(path) = &arguments.faults {
        builder = Fault::from_file(path)?.into_iter().fold(builder, Builder::fault);
    }
    if let Some(speed) = arguments.speed {
        builder = builder.speed(speed);
    }
    builder = builder.strict(arguments.strict);
    for path in &arguments.fixtures {
        builder = builder.fixture(path)?;
    }
    if let Some(path) = &arguments.state {
        builder = builder.state(path)?;
    }
    if arguments.tls == TlsMode::SelfSigned {
        builder = builder.tls(arguments.tls_names.iter().fold(Tls::self_signed(), Tls::name));
    } else if let Some((certificate, key)) = arguments.tls_cert.as_ref().zip(arguments.tls_key.as_ref()) {
        builder = builder.tls(Tls::files(certificate, key)?);
    }
    for (index, key) in arguments.access_keys.iter().enumerate() {
        let key = key.parse().map_err(|error| io::Error::other(format!("--access-key number {}: {error}", index + 1)))?;
        builder = builder.access_key(key);
    }
    let explain = |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {}: {error}", arguments.listen));
    // Whoever calls is mostly on the same machine, and gets the other half of it.
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    // One thread has nobody to share its work with.
    let mut runtime =
        if threads == 1 { tokio::runtime::Builder::new_current_thread() } else { tokio::runtime::Builder::new_multi_thread() };
    runtime.worker_threads(threads).enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(builder.listen).await.map_err(explain)?;
        let address = listener.local_addr()?;
        let encryption = builder.encryption(address)?;
        if let (Some(path), Some(pem)) = (&arguments.tls_cert_out, encryption.ca_pem()) {
            write_whole(path, pem)?;
        }
        let limits = builder.limits.clone();
        let connections = Arc::new(Connections::new(Arc::new(builder.exchange()?), limits));
        let stop = signal()?;
        announce(encryption.scheme(), address)?;
        listener::listen(listener, encryption, connections, stop).await;
        Ok(())
    })
}

/// How much faster: a number above zero.
fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed: &f64| speed.is_finite() && *speed > 0.0);
    speed.ok_or_else(|| "a number above zero is needed".to_owned())
}

/// The one line on standard output: whoever started the mock may be waiting for it.
fn announce(scheme: &str, address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on {scheme}://{address}")?;
    out.flush()
}

/// Writes a file that whoever waits for it never sees half of.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display())))
}

/// Ready when the process is told to end.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = Duration>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => PATIENCE,
            _ = terminate.recv() => PATIENCE,
        }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = Duration>> {
    Ok(async {
        // Without a handler for it, the signal ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        PATIENCE
    })
}

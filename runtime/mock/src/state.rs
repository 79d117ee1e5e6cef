//! What is kept survives the process: every change goes to a storage, and no answer is sent before what it tells of is
//! safe there.
//!
//! | file | what it is about |
//! |---|---|
//! | `file` | a storage that is one file |
//! | `load` | what a storage holds, put in place when a mock starts |
//!
//! Changes are queued in the order in which they happen, and a thread of its own writes whatever has come together in one
//! go, so that callers at the same time share the wait for the disk. Nothing is ever read but at the start.

#[cfg(feature = "state")]
mod file;
mod load;

use std::io;
use std::mem;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use parking_lot::{Condvar, Mutex};
use serde_json::Value;
use tokio::sync::watch;

#[cfg(feature = "state")]
pub(crate) use file::File;

use crate::refusal::{Refusal, Reply};

/// What a record is about: its kind, the service, the tenant or another name, a number.
pub type RecordKey = (String, String, String, u64);

/// A record that is there from now on; or not any more.
pub type RecordChange = (RecordKey, Option<Vec<u8>>);

/// Where what a mock keeps is safe. [`Builder::state`](crate::Builder::state) takes the one that is a file.
pub trait Storage: Send + 'static {
    /// What it is called in messages.
    fn name(&self) -> String;

    /// Every record.
    fn read(&mut self) -> io::Result<Vec<(RecordKey, Vec<u8>)>>;

    /// Makes changes, in order. Whatever happens, to the process or the machine, either all of them are there afterwards
    /// or none; when this returns, they are.
    fn write(&mut self, changes: &[RecordChange]) -> io::Result<()>;
}

/// The kinds of records.
pub(crate) mod kind {
    pub(crate) const FORMAT: &str = "format";
    pub(crate) const IDS: &str = "ids";
    pub(crate) const CLOCK: &str = "clock";
    pub(crate) const SERVICE: &str = "service";
    pub(crate) const SESSION: &str = "session";
    pub(crate) const NONCE: &str = "nonce";
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const THING: &str = "thing";
}

pub(crate) fn key(kind: &str, service: &str, name: &str, number: u64) -> RecordKey {
    (kind.to_owned(), service.to_owned(), name.to_owned(), number)
}

/// A record as it is from now on.
pub(crate) fn put(key: RecordKey, value: &Value) -> RecordChange {
    (key, Some(value.to_string().into_bytes()))
}

/// Writes changes, in the order in which they happen.
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    progress: watch::Receiver<Progress>,
    /// How the clock was recorded last.
    clock: Mutex<Value>,
    thread: Option<JoinHandle<()>>,
}

/// How many changes were recorded when something happened.
pub(crate) type Ticket = u64;

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Something is in the queue, or nothing ever will be.
    filled: Condvar,
    progress: Mutex<Progress>,
    /// More is safe, or nothing ever will be.
    advanced: Condvar,
}

#[derive(Default)]
struct Queue {
    changes: Vec<RecordChange>,
    recorded: Ticket,
    closed: bool,
}

#[derive(Clone, Default)]
struct Progress {
    written: Ticket,
    /// Why nothing more is written. What is in memory is then ahead of what is safe, for good.
    failed: Option<Arc<str>>,
}

impl Keeper {
    pub(crate) fn new(storage: Box<dyn Storage>) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (sender, progress) = watch::channel(Progress::default());
        let queue = Arc::clone(&shared);
        let thread = thread::Builder::new().name("mock state".to_owned()).spawn(move || write_all(&queue, storage, &sender))?;
        Ok(Self { shared, progress, clock: Mutex::default(), thread: Some(thread) })
    }

    /// Takes changes; the ticket says when they are safe.
    pub(crate) fn record(&self, changes: impl IntoIterator<Item = RecordChange>) -> Ticket {
        let mut queue = self.shared.queue.lock();
        let before = queue.changes.len();
        queue.changes.extend(changes);
        // Of nothing, nobody would say that it is safe.
        if queue.changes.len() > before {
            queue.recorded += 1;
            self.shared.filled.notify_one();
        }
        queue.recorded
    }

    /// The ticket of what was recorded last.
    pub(crate) fn latest(&self) -> Ticket {
        self.shared.queue.lock().recorded
    }

    /// Returns when everything up to a ticket is safe; at once where it is.
    pub(crate) async fn safe(&self, ticket: Ticket) -> Reply<()> {
        let mut progress = self.progress.clone();
        // The sender lives as long as the thread, which writes everything before it ends.
        match progress.wait_for(|progress| progress.written >= ticket || progress.failed.is_some()).await {
            Ok(progress) => progress.check(ticket),
            Err(_) => self.progress.borrow().check(ticket),
        }
    }

    /// The same, for those who may block.
    pub(crate) fn safe_blocking(&self, ticket: Ticket) -> Reply<()> {
        let mut progress = self.shared.progress.lock();
        while progress.written < ticket && progress.failed.is_none() {
            self.shared.advanced.wait(&mut progress);
        }
        progress.check(ticket)
    }
}

impl Progress {
    fn check(&self, ticket: Ticket) -> Reply<()> {
        if self.written >= ticket {
            return Ok(());
        }
        let why = self.failed.as_deref().unwrap_or("the thread that writes it has ended");
        Err(Refusal::new(500, "InternalError", format!("what happened could not be made safe, and may be gone after a restart: {why}")))
    }
}

impl Shared {
    /// Tells those who wait.
    fn advance(&self, change: impl FnOnce(&mut Progress), sender: &watch::Sender<Progress>) {
        let mut progress = self.progress.lock();
        change(&mut progress);
        sender.send_replace(progress.clone());
        self.advanced.notify_all();
    }
}

/// Writes what is left.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.queue.lock().closed = true;
        self.shared.filled.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_all(shared: &Shared, mut storage: Box<dyn Storage>, progress: &watch::Sender<Progress>) {
    loop {
        let mut queue = shared.queue.lock();
        while queue.changes.is_empty() && !queue.closed {
            shared.filled.wait(&mut queue);
        }
        let (changes, recorded, closed) = (mem::take(&mut queue.changes), queue.recorded, queue.closed);
        drop(queue);
        if !changes.is_empty()
            && let Err(error) = storage.write(&changes)
        {
            let why = format!("{}: {error}", storage.name());
            tracing::error!(%why, "what is kept cannot be written any more");
            shared.advance(|progress| progress.failed = Some(why.into()), progress);
            return;
        }
        shared.advance(|progress| progress.written = recorded, progress);
        if closed {
            return;
        }
    }
}

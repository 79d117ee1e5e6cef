//! From the model to files: one emitter an artefact, all of the same signature, none calling another.

mod client;
mod code;
pub mod example;
mod manifest;
mod mock;
mod openapi;
pub(crate) mod prose;
mod reference;
mod rust;
#[cfg(test)]
mod sample;
mod spans;

use std::panic::resume_unwind;
use std::thread;

use crate::model::Model;
use crate::output::File;

/// Every file, sorted by path.
pub fn all(model: &Model) -> Vec<File> {
    let emitters: [fn(&Model) -> Vec<File>; 5] =
        [client::generate, mock::generate, reference::generate, openapi::generate, manifest::generate];
    let mut files: Vec<File> = each(emitters, |generate| generate(model)).into_iter().flatten().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Does several things at once, and gives what came of them in their order.
fn each<T: Send, R: Send>(things: impl IntoIterator<Item = T>, act: impl Fn(T) -> R + Sync) -> Vec<R> {
    let act = &act;
    thread::scope(|scope| {
        let running: Vec<_> = things.into_iter().map(|thing| scope.spawn(move || act(thing))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

//! Where new files wait until all of them are on disk: a folder of its own inside the output folder.
//!
//! A run that is killed leaves its folder behind. The next one removes it: nobody holds its lock any more.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

/// What the names of such folders begin with.
const PREFIX: &str = ".ackgen-";

/// The file in it that its run holds a lock of.
const LOCK: &str = "lock";

/// A folder for files that wait. It goes with the value.
pub struct Staging {
    // Before the folder, so that it is closed when the folder is removed.
    _lock: File,
    folder: TempDir,
    waiting: AtomicUsize,
}

impl Staging {
    /// A new one inside of a folder.
    pub fn new(root: &Path) -> io::Result<Self> {
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(root)?;
            match File::create_new(folder.path().join(LOCK)) {
                Ok(lock) => {
                    // Where there are no locks, two runs at once may fail; neither writes half a file.
                    let _ = lock.lock();
                    if folder.path().join(LOCK).exists() {
                        return Ok(Self { _lock: lock, folder, waiting: AtomicUsize::new(0) });
                    }
                    // Another run had the lock first, and has taken the folder for one that was left behind.
                }
                // As before, but before there was a lock.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes a text, and says where it waits.
    pub fn hold(&self, text: &str) -> io::Result<PathBuf> {
        let path = self.folder.path().join(self.waiting.fetch_add(1, Ordering::Relaxed).to_string());
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Leaves the folder behind, as a run does that is killed.
    #[cfg(test)]
    pub fn abandon(self) {
        let _ = self.folder.keep();
    }
}

/// Removes what runs that were killed have left behind. That it cannot be removed stops nobody.
pub fn sweep(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            let _ = remove_abandoned(&entry.path());
        }
    }
}

fn remove_abandoned(folder: &Path) -> io::Result<()> {
    match File::options().write(true).open(folder.join(LOCK)) {
        Ok(lock) => match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(()),
            // The lock is held meanwhile: a run that has just made the folder waits for it, and sees that the folder is gone.
            _ => fs::remove_dir_all(folder),
        },
        // Killed before there was a lock; or it is about to come, and then the folder is not empty any more.
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::remove_dir(folder),
        Err(error) => Err(error),
    }
}

//! Doing something again whenever a folder changes.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// How often the folder is looked at. Looking is cheap, and works on every file system, also on those that tell nobody
/// about changes.
const PAUSE: Duration = Duration::from_millis(200);

/// Acts now, and again whenever something below the folder has changed and come to rest.
pub fn watch(folder: &Path, mut act: impl FnMut()) -> io::Result<Infallible> {
    snapshot(folder)?;
    loop {
        // What changes while acting is seen afterwards. A folder that is being replaced looks empty for a moment.
        let seen = snapshot(folder).unwrap_or_default();
        act();
        let mut now = snapshot(folder).unwrap_or_default();
        while now == seen {
            thread::sleep(PAUSE);
            now = snapshot(folder).unwrap_or_default();
        }
        settle(now, || {
            thread::sleep(PAUSE);
            snapshot(folder).unwrap_or_default()
        });
    }
}

/// Looks until it sees the same twice: editors write several files, and some in several steps.
fn settle<T: PartialEq>(mut last: T, mut look: impl FnMut() -> T) {
    loop {
        let now = look();
        if now == last {
            return;
        }
        last = now;
    }
}

/// What is below a folder: each file, when it was changed, and how long it is.
fn snapshot(folder: &Path) -> io::Result<Vec<(PathBuf, Option<SystemTime>, u64)>> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            // One that goes away meanwhile has changed, which the next look sees.
            let Ok(metadata) = entry.metadata() else { continue };
            match metadata.is_dir() {
                true => waiting.push(entry.path()),
                false => files.push((entry.path(), metadata.modified().ok(), metadata.len())),
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_settles_when_it_looks_the_same_twice() {
        let mut looks = [2, 3, 3, 4].into_iter();
        settle(1, || looks.next().expect("it has settled before"));
        assert_eq!(looks.next(), Some(4));
    }

    #[test]
    fn a_snapshot_sees_new_changed_and_removed_files() {
        let folder = tempfile::TempDir::new().expect("a temporary folder can be made");
        let look = || snapshot(folder.path()).expect("it can be read");
        let empty = look();
        fs::create_dir(folder.path().join("types")).expect("a folder can be made");
        fs::write(folder.path().join("types/a.yaml"), "one").expect("a file can be written");
        let one = look();
        assert_ne!(empty, one);
        fs::write(folder.path().join("types/a.yaml"), "longer").expect("a file can be written");
        assert_ne!(one, look());
        fs::remove_file(folder.path().join("types/a.yaml")).expect("a file can be removed");
        assert_eq!(empty, look());
    }
}

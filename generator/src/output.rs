//! What is generated against what is there: comparing, writing whole or not at all, removing what is left over.
//!
//! A file belongs to the generator if the manifest beside it, `.ackgen`, lists it. Nothing else is ever touched.

mod staging;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use self::staging::Staging;
use crate::input::explain;
use crate::parallel;

/// Lists the generated files, so that orphans can be told from files that somebody else put there, and edits
/// from staleness.
const MANIFEST: &str = ".ackgen";

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path inside the output folder, with forward slashes.
    pub path: String,
    /// What it holds, header included.
    pub text: String,
}

impl File {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// What differs between a file that is generated and what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It is not there.
    Missing,
    /// It is as a former run left it, but the spec or the generator has changed since.
    Stale,
    /// Somebody changed it by hand.
    Edited,
    /// A former run wrote it; it is not generated any more.
    Orphan,
    /// Something that no run wrote is where a file should be.
    Foreign,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Edited => "edited",
            Self::Orphan => "orphan",
            Self::Foreign => "foreign",
        })
    }
}

/// What has to be done to an output folder.
#[derive(Debug)]
pub struct Plan {
    root: PathBuf,
    /// What differs, by path.
    pub differences: BTreeMap<String, Difference>,
    /// How many files are as they should be.
    pub unchanged: usize,
    files: Vec<File>,
    /// Those of the files, in their order.
    fingerprints: Vec<String>,
    /// What lists the files.
    manifest: String,
    known: Known,
}

/// Compares files with an output folder. Reads only.
pub fn plan(root: &Path, files: Vec<File>) -> io::Result<Plan> {
    let left = read(&root.join(MANIFEST))?;
    let known = Known::of(left.as_deref().unwrap_or_default());
    let found = parallel::map(&files, |file| Ok((fingerprint(file.text.as_bytes()), known.difference(root, file)?)));
    let found = found.into_iter().collect::<io::Result<Vec<_>>>()?;
    let (fingerprints, found): (Vec<String>, Vec<Option<Difference>>) = found.into_iter().unzip();
    let mut differences = BTreeMap::new();
    for (file, difference) in files.iter().zip(found) {
        differences.extend(difference.map(|difference| (file.path.clone(), difference)));
    }
    let manifest = listed(lines(&files, &fingerprints).collect());
    differences.extend(match left {
        None => Some((MANIFEST.to_owned(), Difference::Missing)),
        Some(left) => (left != manifest.as_bytes()).then(|| (MANIFEST.to_owned(), Difference::Stale)),
    });
    let unchanged = files.len() + 1 - differences.len();
    let paths: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for path in known.0.keys().filter(|path| !paths.contains(path.as_str())) {
        if root.join(path).symlink_metadata().is_ok() {
            differences.insert(path.clone(), Difference::Orphan);
        }
    }
    Ok(Plan { root: root.to_owned(), differences, unchanged, files, fingerprints, manifest, known })
}

impl Plan {
    /// How many files differ in this way.
    pub fn count(&self, difference: Difference) -> usize {
        self.differences.values().filter(|found| **found == difference).count()
    }

    /// Writes what differs and removes orphans. Every new text is on disk before the first file is replaced, so that a
    /// full disk changes nothing. A run that is killed leaves each file as it was or as it will be, and the next run
    /// mends the rest.
    pub fn write(self) -> io::Result<()> {
        staging::sweep(&self.root);
        if self.differences.is_empty() {
            return Ok(());
        }
        for (path, difference) in &self.differences {
            let path = self.root.join(path);
            if *difference == Difference::Foreign {
                let message = format!("{} is in the way: it was not generated; move it, or remove it", path.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            refuse_symlinks(&self.root, path.parent().unwrap_or(&self.root))?;
        }
        let mut made = Vec::new();
        let steps = self.prepare(&mut made);
        if steps.is_err() {
            // Those that are empty go again.
            made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
        }
        let (_staging, steps) = steps?;
        steps.iter().try_for_each(|step| step.take(&self.root))
    }

    /// Does everything that can fail for lack of space or permission, and says what is left to do.
    fn prepare(&self, made: &mut Vec<PathBuf>) -> io::Result<(Staging, Vec<Step>)> {
        let manifest = self.root.join(MANIFEST);
        make_folders(&self.root, made)?;
        let staging = Staging::new(&self.root).map_err(|error| explain(&error, &manifest))?;
        let paths = self.differences.keys().map(|path| self.root.join(path));
        let folders: BTreeSet<PathBuf> = paths.filter_map(|path| Some(path.parent()?.to_owned())).collect();
        for folder in folders {
            make_folders(&folder, made)?;
            // A file without a name: where there can be one, others can be replaced.
            tempfile::tempfile_in(&folder).map_err(|error| explain(&error, &folder))?;
        }
        // The manifest that all runs know of comes first: should this one end early, the next one knows what either of
        // them wrote. The manifest of what is there then comes last.
        let hold = |path: &str, text: &str| {
            let path = self.root.join(path);
            let held = staging.hold(text).map_err(|error| explain(&error, &path))?;
            io::Result::Ok(Step::Replace(held, path))
        };
        let mut steps = vec![hold(MANIFEST, &listed(self.known.lines().chain(lines(&self.files, &self.fingerprints)).collect()))?];
        let different: Vec<&File> = self.files.iter().filter(|file| self.differences.contains_key(&file.path)).collect();
        for step in parallel::map(&different, |file| hold(&file.path, &file.text)) {
            steps.push(step?);
        }
        let orphans = self.differences.iter().filter(|(_, difference)| **difference == Difference::Orphan);
        steps.extend(orphans.map(|(path, _)| Step::Remove(self.root.join(path))));
        if steps.len() == 1 {
            steps.clear();
        }
        if self.differences.contains_key(MANIFEST) {
            steps.push(hold(MANIFEST, &self.manifest)?);
        }
        Ok((staging, steps))
    }
}

/// One change of the output folder. Each happens at once or not at all.
enum Step {
    /// Puts what waits in a file in place of another one.
    Replace(PathBuf, PathBuf),
    /// Removes a file, and the folders that it leaves empty.
    Remove(PathBuf),
}

impl Step {
    fn take(&self, root: &Path) -> io::Result<()> {
        match self {
            Self::Replace(held, path) => fs::rename(held, path).map_err(|error| explain(&error, path)),
            Self::Remove(path) => {
                match fs::remove_file(path) {
                    // By another run.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    removed => removed.map_err(|error| explain(&error, path))?,
                }
                remove_empty_folders(root, path);
                Ok(())
            }
        }
    }
}

/// Makes a folder and those above it; notes the new ones, the outer ones first.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_folders(parent, made)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => made.push(folder.to_owned()),
        // By another run.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        Err(error) => return Err(explain(&error, folder)),
    }
    Ok(())
}

/// A link inside the output folder could lead a write out of it.
fn refuse_symlinks(root: &Path, folder: &Path) -> io::Result<()> {
    let mut current = folder;
    while current != root {
        if current.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(io::Error::other(format!(
                "{} is a symbolic link; generated files stay inside the output folder",
                current.display()
            )));
        }
        match current.parent() {
            Some(parent) => current = parent,
            None => break,
        }
    }
    Ok(())
}

fn remove_empty_folders(root: &Path, removed: &Path) {
    let mut folder = removed.parent();
    while let Some(current) = folder.filter(|folder| *folder != root) {
        // Fails, as it should, where something is left.
        if fs::remove_dir(current).is_err() {
            break;
        }
        folder = current.parent();
    }
}

/// What runs before this one have written: paths, each with what it may hold.
#[derive(Debug)]
struct Known(BTreeMap<String, BTreeSet<String>>);

impl Known {
    /// What a manifest says.
    fn of(manifest: &[u8]) -> Self {
        let text = String::from_utf8_lossy(manifest);
        let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
        // A path that leads out of the folder is nothing that a run wrote.
        let inside = lines.filter(|(_, path)| Path::new(path).components().all(|part| matches!(part, Component::Normal(_))));
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (fingerprint, path) in inside {
            known.entry(path.to_owned()).or_default().insert(fingerprint.to_owned());
        }
        Self(known)
    }

    /// How a file differs from what is there.
    fn difference(&self, root: &Path, file: &File) -> io::Result<Option<Difference>> {
        let Some(found) = read(&root.join(&file.path))? else { return Ok(Some(Difference::Missing)) };
        Ok((found != file.text.as_bytes()).then(|| match self.0.get(&file.path) {
            Some(left) if left.contains(&fingerprint(&found)) => Difference::Stale,
            Some(_) => Difference::Edited,
            None => Difference::Foreign,
        }))
    }

    fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(path, left)| left.iter().map(move |fingerprint| (path.as_str(), fingerprint.as_str())))
    }
}

fn lines<'a>(files: &'a [File], fingerprints: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
    files.iter().map(|file| file.path.as_str()).zip(fingerprints.iter().map(String::as_str))
}

/// A line a file: fingerprint, path.
fn listed(files: BTreeSet<(&str, &str)>) -> String {
    let lines: String = files.iter().map(|(path, fingerprint)| format!("{fingerprint} {path}\n")).collect();
    format!("# What ackgen generated: fingerprint and path. Edit the spec instead of these files.\n{lines}")
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(explain(&error, path)),
    }
}

/// FNV-1a: enough to tell a hand-made change from a stale file, without a dependency.
fn fingerprint(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn version(of: &[(&str, &str)]) -> Vec<File> {
        of.iter().map(|(path, text)| File::new(*path, *text)).collect()
    }

    fn write(root: &Path, files: &[File]) {
        plan(root, files.to_vec()).and_then(Plan::write).expect("it can be written");
    }

    fn differences(root: &Path, files: &[File]) -> usize {
        plan(root, files.to_vec()).expect("it can be compared").differences.len()
    }

    /// However far a run comes before it is killed, the next one mends what it left, whatever that one is to write.
    #[test]
    fn a_run_that_ends_after_any_step() {
        let one = version(&[("a.rs", "a"), ("b/b.rs", "b"), ("c/c.rs", "c"), ("d/d.rs", "d")]);
        let two = version(&[("a.rs", "A"), ("b/b.rs", "B"), ("e/e.rs", "e"), ("f.rs", "f")]);
        let three = version(&[("a.rs", "α"), ("e/e.rs", "ε"), ("c/c.rs", "γ")]);
        for next in [&one, &two, &three] {
            for ends_after in 0.. {
                let folder = TempDir::new().expect("a temporary folder can be made");
                let root = folder.path();
                write(root, &one);
                let (staging, steps) = plan(root, two.clone()).and_then(|plan| plan.prepare(&mut Vec::new())).expect("it can be prepared");
                steps.iter().take(ends_after).for_each(|step| step.take(root).expect("it can be done"));
                staging.abandon();
                if ends_after == steps.len() {
                    assert_eq!(differences(root, &two), 0);
                    break;
                }
                write(root, next);
                assert_eq!(differences(root, next), 0, "after {ends_after} steps");
                let mut left: Vec<_> = fs::read_dir(root).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
                left.retain(|name| !next.iter().any(|file| file.path.split('/').next() == name.to_str()));
                // A folder that was made for nothing is empty, and in nobody's way.
                left.retain(|name| fs::remove_dir(root.join(name)).is_err());
                assert_eq!(left, [MANIFEST], "after {ends_after} steps");
            }
        }
    }
}

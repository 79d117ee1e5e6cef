//! What is generated against what is there: comparing, writing whole or not at all, removing what is left over.
//!
//! A file belongs to the generator if the manifest beside it, `.ackgen`, lists it. Nothing else is ever touched.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::input::explain;

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
}

/// Compares files with an output folder. Reads only.
pub fn plan(root: &Path, mut files: Vec<File>) -> io::Result<Plan> {
    let known = read_manifest(root)?;
    files.push(manifest(&files));
    let mut differences = BTreeMap::new();
    let mut unchanged = 0;
    for file in &files {
        match read(&root.join(&file.path))? {
            None => {
                differences.insert(file.path.clone(), Difference::Missing);
            }
            Some(found) if found == file.text.as_bytes() => unchanged += 1,
            Some(found) => {
                let difference = match known.get(&file.path) {
                    _ if file.path == MANIFEST => Difference::Stale,
                    Some(left) if *left == fingerprint(&found) => Difference::Stale,
                    Some(_) => Difference::Edited,
                    None => Difference::Foreign,
                };
                differences.insert(file.path.clone(), difference);
            }
        }
    }
    for path in known.keys().filter(|path| !files.iter().any(|file| file.path == **path)) {
        if root.join(path).symlink_metadata().is_ok() {
            differences.insert(path.clone(), Difference::Orphan);
        }
    }
    Ok(Plan { root: root.to_owned(), differences, unchanged, files })
}

impl Plan {
    /// How many files differ in this way.
    pub fn count(&self, difference: Difference) -> usize {
        self.differences.values().filter(|found| **found == difference).count()
    }

    /// Writes what differs and removes orphans. Every new text is on disk under a temporary name before the first
    /// file is replaced, so that a full disk changes nothing.
    pub fn write(self) -> io::Result<()> {
        for (path, difference) in &self.differences {
            let path = self.root.join(path);
            if *difference == Difference::Foreign {
                let message = format!("{} is in the way: it was not generated; move it, or remove it", path.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
            refuse_symlinks(&self.root, path.parent().unwrap_or(&self.root))?;
        }
        let mut waiting = Vec::new();
        for file in self.files.iter().filter(|file| self.differences.contains_key(&file.path)) {
            let path = self.root.join(&file.path);
            let temporary = write_beside(&path, &file.text).map_err(|error| explain(&error, &path))?;
            waiting.push((temporary, path));
        }
        let (manifest, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, path)| path.ends_with(MANIFEST));
        for (temporary, path) in others {
            temporary.persist(&path).map_err(|error| explain(&error.error, &path))?;
        }
        for (path, _) in self.differences.iter().filter(|(_, difference)| **difference == Difference::Orphan) {
            let path = self.root.join(path);
            fs::remove_file(&path).map_err(|error| explain(&error, &path))?;
            remove_empty_folders(&self.root, &path);
        }
        // Last: should the run end before this, the next one still knows every former file.
        for (temporary, path) in manifest {
            temporary.persist(&path).map_err(|error| explain(&error.error, &path))?;
        }
        Ok(())
    }
}

/// Writes a text under a temporary name in the folder of a file that it will replace.
fn write_beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::Builder::new().prefix(".ackgen-").tempfile_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    set_permissions(temporary.as_file())?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Temporary files are private to their owner; generated ones are like any other source.
#[cfg(unix)]
fn set_permissions(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_permissions(_: &fs::File) -> io::Result<()> {
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

/// A line a file: fingerprint, path.
fn manifest(files: &[File]) -> File {
    let mut lines: Vec<String> = files.iter().map(|file| format!("{} {}\n", fingerprint(file.text.as_bytes()), file.path)).collect();
    lines.sort_by(|one, other| one[17..].cmp(&other[17..]));
    File::new(MANIFEST, format!("# What ackgen generated: fingerprint and path. Edit the spec instead of these files.\n{}", lines.concat()))
}

fn read_manifest(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let text = read(&root.join(MANIFEST))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    // A path that leads out of the folder is nothing that a run wrote.
    let inside = lines.filter(|(_, path)| Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_))));
    Ok(inside.map(|(fingerprint, path)| (path.to_owned(), fingerprint.to_owned())).collect())
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

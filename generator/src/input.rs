//! The folder of a spec, read.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use crate::source::SourceFile;

/// Every YAML file below a spec's folder, in the order of their paths.
///
/// Bytes that are not UTF-8 are marked by U+FFFD, so that what is wrong with them is said like everything else.
pub fn read(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    read_folder(root, "", &mut files).map_err(|error| io::Error::new(error.kind(), format!("the spec cannot be read: {error}")))?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// One file of a spec's folder, if it is there.
pub fn read_one(root: &Path, name: &str) -> io::Result<Option<SourceFile>> {
    match read_file(&root.join(name)) {
        Ok(bytes) => Ok(Some(SourceFile { path: name.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(explain(&error, &root.join(name))),
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| explain(&error, folder))? {
        let entry = entry.map_err(|error| explain(&error, folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // What begins with a dot belongs to an editor. Links are followed for files, not for folders: a folder could
        // hold itself.
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        } else if entry.file_type().map_err(|error| explain(&error, &path))?.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            let bytes = read_file(&path).map_err(|error| explain(&error, &path))?;
            files.push(SourceFile { path: name, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    Ok(())
}

/// How many bytes a file may have. A spec written by hand has a thousandth of that.
const LIMIT: u64 = 64 << 20;

/// Reads a file that is one: a pipe may never end, nor does every device.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {} MiB", LIMIT >> 20)));
    }
    Ok(bytes)
}

/// An error that says what it was about.
pub(crate) fn explain(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

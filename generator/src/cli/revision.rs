//! A spec as it was at some revision, read by the program `git`.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use ackgen::source::SourceFile;

/// The files of a spec at a revision: `main`, `v0.1.0`, `HEAD~3`, or with the folder that it is in, `main:spec`. `spec` is that
/// folder where none is named. Says under which name it was found, too.
pub fn read(revision: &str, spec: &Path) -> io::Result<(String, Vec<SourceFile>)> {
    let (commit, folder) = match revision.split_once(':') {
        Some((commit, folder)) => (commit, folder.trim_end_matches('/').to_owned()),
        None => (revision, inside(spec)?),
    };
    let resolved = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{commit}^{{commit}}")], &[])?;
    let Some(resolved) = resolved else {
        return Err(io::Error::other(format!("`{revision}` is neither a folder nor a revision that git knows here")));
    };
    let commit_id = String::from_utf8_lossy(&resolved).trim().to_owned();
    let name = format!("{commit}:{folder}");
    let tree = format!("{commit_id}:{folder}");
    let Some(listed) = git(&["ls-tree", "-r", "-z", "--full-tree", &tree], &[])? else {
        return Err(io::Error::other(format!("there is no folder `{folder}` at the revision `{commit}`")));
    };
    let mut entries = Vec::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let entry = String::from_utf8_lossy(entry);
        let (Some((about, path)), true) = (entry.split_once('\t'), is_of_spec(&entry)) else { continue };
        let [mode, _, id] = about.split(' ').collect::<Vec<_>>()[..] else { continue };
        if !mode.starts_with("100") {
            return Err(io::Error::other(format!("`{name}/{path}` is a link, which cannot be followed in a revision")));
        }
        entries.push((id.to_owned(), path.to_owned()));
    }
    if entries.is_empty() {
        return Err(io::Error::other(format!("`{name}` holds no YAML")));
    }
    let texts = contents(entries.iter().map(|(id, _)| id.as_str()))?;
    let mut files: Vec<SourceFile> = entries.into_iter().zip(texts).map(|((_, path), text)| SourceFile { path, text }).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((name, files))
}

/// What a folder is called inside of the repository that it is in.
fn inside(folder: &Path) -> io::Result<String> {
    let Some(prefix) = git(&["rev-parse", "--show-prefix"], &[])? else {
        return Err(io::Error::other("a revision can be read in a repository of git only"));
    };
    let prefix = String::from_utf8_lossy(&prefix).trim().to_owned();
    let folder = folder.to_string_lossy();
    match folder.trim_end_matches('/').trim_start_matches("./") {
        outside if outside.starts_with(['/', '.']) => {
            Err(io::Error::other("say where the spec is in the revision, as in `REVISION:path/to/spec`"))
        }
        inside => Ok(format!("{prefix}{inside}")),
    }
}

/// Whether an entry is a file that a spec is read from, as where it is a folder: YAML, and nothing that begins with a dot.
fn is_of_spec(entry: &str) -> bool {
    let path = entry.split_once('\t').map_or("", |(_, path)| path);
    let is_hidden = path.split('/').any(|step| step.starts_with('.'));
    !is_hidden && (path.ends_with(".yaml") || path.ends_with(".yml"))
}

/// The contents of objects, in order.
fn contents<'a>(ids: impl Iterator<Item = &'a str>) -> io::Result<Vec<String>> {
    let wanted: Vec<u8> = ids.flat_map(|id| format!("{id}\n").into_bytes()).collect();
    let Some(mut rest) = git(&["cat-file", "--batch"], &wanted)? else { return Err(io::Error::other("git cannot read the revision")) };
    let mut texts = Vec::new();
    // Each is a line with its id, its kind and its length, then as many bytes, then a line break.
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        let length: usize = match line.rsplit_once(' ').map(|(_, length)| length.parse()) {
            Some(Ok(length)) if rest.len() > end + length => length,
            _ => return Err(io::Error::other(format!("git cannot read the revision: {line}"))),
        };
        let body = rest.split_off(end + 1);
        texts.push(String::from_utf8_lossy(&body[..length]).into_owned());
        rest = body[(length + 1).min(body.len())..].to_vec();
    }
    Ok(texts)
}

/// What git answers; nothing where it refuses.
fn git<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let explain = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            io::Error::other("a revision is read by the program `git`, which is not installed; give a folder instead")
        }
        _ => io::Error::new(error.kind(), format!("git: {error}")),
    };
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(explain)?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // While it writes, it may wait to be read.
        let writer = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input)));
        let output = child.wait_with_output();
        let _ = writer.join();
        output
    });
    let output = output.map_err(explain)?;
    Ok(output.status.success().then_some(output.stdout))
}

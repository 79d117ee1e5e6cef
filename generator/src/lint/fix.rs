//! Mending files: edits at their places, everything between them kept to the byte.

use super::finding::{Edit, Finding};
use crate::source::{FileId, SourceFile};

/// What came of mending.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files that change, as they are afterwards.
    pub files: Vec<SourceFile>,
    /// How many findings were mended.
    pub count: usize,
}

/// Applies the fixes of findings, first come, first served: a fix that touches what another one has changed waits for
/// the next run. `reads_alike` tells whether two texts hold the same values.
pub fn apply(files: &[SourceFile], findings: &[Finding], reads_alike: impl Fn(FileId, &str, &str) -> bool) -> Mended {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut count = 0;
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let fits = fix.edits.iter().all(|edit| !edits.iter().any(|other| overlap(edit, other)));
        // Form is form only where every value stays; if the layout was misread, the file is better left alone.
        let harmless = || {
            !fix.keeps_values
                || touched(&fix.edits)
                    .all(|file| reads_alike(file, &files[file.0].text, &replace(files, file, &fix.edits.iter().collect::<Vec<_>>())))
        };
        if !fix.edits.is_empty() && fits && harmless() {
            edits.extend(&fix.edits);
            count += 1;
        }
    }
    let mended = (0..files.len()).map(FileId).filter(|file| edits.iter().any(|edit| edit.span.file == *file));
    let files = mended.map(|file| SourceFile { path: files[file.0].path.clone(), text: replace(files, file, &edits) }).collect();
    Mended { files, count }
}

/// The files that edits are about.
fn touched(edits: &[Edit]) -> impl Iterator<Item = FileId> {
    let mut files: Vec<_> = edits.iter().map(|edit| edit.span.file).collect();
    files.dedup();
    files.into_iter()
}

fn overlap(one: &Edit, other: &Edit) -> bool {
    let crosses = one.span.start < other.span.end && other.span.start < one.span.end;
    // What two put at one point could come in either order.
    let touches = one.span.start <= other.span.end && other.span.start <= one.span.end;
    one.span.file == other.span.file && (crosses || touches && !one.text.is_empty() && !other.text.is_empty())
}

/// A file with its edits made.
fn replace(files: &[SourceFile], file: FileId, edits: &[&Edit]) -> String {
    let mut text = files[file.0].text.clone();
    let mut edits: Vec<_> = edits.iter().filter(|edit| edit.span.file == file).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

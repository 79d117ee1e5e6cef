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
        let own = fix.edits.iter().enumerate().flat_map(|(index, edit)| fix.edits[..index].iter().map(move |other| (edit, other)));
        let others = fix.edits.iter().flat_map(|edit| edits.iter().map(move |other| (edit, *other)));
        let fits = !own.chain(others).any(|(edit, other)| overlap(edit, other));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::lint::finding::Fix;
    use crate::source::Span;

    fn files() -> Vec<SourceFile> {
        vec![SourceFile { path: "a.yaml".to_owned(), text: "0123456789".to_owned() }]
    }

    fn finding(keeps_values: bool, edits: &[(usize, usize, &str)]) -> Finding {
        let edit = |(start, end, text): &(usize, usize, &str)| Edit::replace(Span { file: FileId(0), start: *start, end: *end }, *text);
        let diagnostic = Diagnostic::error("short-doc", "");
        Finding { diagnostic, fix: Some(Fix { edits: edits.iter().map(edit).collect(), keeps_values }) }
    }

    fn mended(findings: &[Finding]) -> (String, usize) {
        let mended = apply(&files(), findings, |_, before, after| before.len() == after.len());
        (mended.files.first().map(|file| file.text.clone()).unwrap_or_default(), mended.count)
    }

    #[test]
    fn edits_are_made_at_their_places() {
        assert_eq!(
            mended(&[finding(false, &[(8, 9, "eight"), (0, 1, "")]), finding(false, &[(4, 4, ",")])]),
            ("123,4567eight9".to_owned(), 2)
        );
    }

    #[test]
    fn neighbours_may_both_be_taken_out() {
        assert_eq!(mended(&[finding(false, &[(2, 4, "")]), finding(false, &[(4, 6, "")])]), ("016789".to_owned(), 2));
    }

    #[test]
    fn the_second_of_two_that_meet_waits() {
        assert_eq!(mended(&[finding(false, &[(2, 5, "x")]), finding(false, &[(4, 6, "y")])]), ("01x56789".to_owned(), 1));
        assert_eq!(mended(&[finding(false, &[(2, 2, "x")]), finding(false, &[(2, 2, "y")])]), ("01x23456789".to_owned(), 1));
    }

    #[test]
    fn a_form_that_changes_values_is_left_alone() {
        assert_eq!(mended(&[finding(true, &[(2, 3, "x")]), finding(true, &[(5, 5, "y")])]), ("01x3456789".to_owned(), 1));
    }
}

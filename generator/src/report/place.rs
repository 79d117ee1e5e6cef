//! Lines and columns, counted from one, columns in characters.

use crate::source::{SourceFile, Span};

/// A stretch of a file, by lines and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first line.
    pub line: usize,
    /// Its first column.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column behind its last one.
    pub end_column: usize,
}

/// Where a stretch of a file is.
pub fn of(files: &[SourceFile], span: Span) -> Place {
    let text = files.get(span.file.0).map_or("", |file| file.text.as_str());
    let end = text.ceil_char_boundary(span.end.min(text.len()));
    let start = text.floor_char_boundary(span.start.min(end));
    let (line, column) = position(text, start);
    let (end_line, end_column) = position(text, end);
    Place { line, column, end_line, end_column }
}

fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |offset| offset + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn columns_are_characters() {
        let files = [SourceFile { path: "a.yaml".to_owned(), text: "a: 1\n名称: 二三\n".to_owned() }];
        let start = files[0].text.find('二').expect("it is there");
        let place = of(&files, Span { file: FileId(0), start, end: start + 6 });
        assert_eq!(place, Place { line: 2, column: 5, end_line: 2, end_column: 7 });
    }
}

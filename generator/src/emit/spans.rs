//! Code spans in running text, as the emitters of Markdown and of documentation in Rust find them.

/// A part of a text.
pub enum Piece<'a> {
    /// Words.
    Plain(&'a str),
    /// What a code span shows.
    Code(&'a str),
}

/// Code spans as CommonMark finds them, and what is between them.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(open) = text[at..].find('`').map(|found| at + found) {
        let ticks = text[open..].bytes().take_while(|byte| *byte == b'`').count();
        let content = open + ticks;
        let Some(close) = closing(text, content, ticks) else {
            at = content;
            continue;
        };
        pieces.push(Piece::Plain(&text[plain..open]));
        pieces.push(Piece::Code(stripped(&text[content..close])));
        at = close + ticks;
        plain = at;
    }
    pieces.push(Piece::Plain(&text[plain..]));
    pieces
}

/// Where the next run of exactly so many backticks begins.
fn closing(text: &str, mut at: usize, ticks: usize) -> Option<usize> {
    loop {
        let found = at + text[at..].find('`')?;
        let run = text[found..].bytes().take_while(|byte| *byte == b'`').count();
        if run == ticks {
            return Some(found);
        }
        at = found + run;
    }
}

/// A space on both sides belongs to the backticks.
fn stripped(content: &str) -> &str {
    match content.strip_prefix(' ').and_then(|rest| rest.strip_suffix(' ')) {
        Some(inner) if !inner.trim().is_empty() => inner,
        _ => content,
    }
}

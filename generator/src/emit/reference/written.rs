//! A finished page, read again: what the search finds on it, and where it leads.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::search::{Entry, Reader};
use super::site::Page;

/// A page and what it says.
pub struct Written<'a> {
    /// The page.
    pub page: Page<'a>,
    /// It as Markdown.
    pub text: String,
    /// What is found on it, itself first.
    pub entries: Vec<Entry>,
    /// Where in the Markdown the addresses of links and drawings are, in order.
    pub addresses: Vec<Range<usize>>,
}

impl<'a> Written<'a> {
    /// Reads a page.
    pub fn new(page: Page<'a>, text: String) -> Self {
        let mut reader = Reader::default();
        let mut addresses = Vec::new();
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &event {
                addresses.extend(address(&text, range, dest_url));
            }
            reader.read(event);
        }
        addresses.sort_unstable_by_key(|address| address.start);
        Self { page, entries: reader.finish(), addresses, text }
    }

    /// What it is called.
    pub fn title(&self) -> &str {
        self.entries.first().map_or("", |entry| &entry.name)
    }
}

/// Where the address of a link is: at its end, in parentheses.
fn address(text: &str, link: Range<usize>, address: &str) -> Option<Range<usize>> {
    let end = link.end.checked_sub(1)?;
    let start = end.checked_sub(address.len())?;
    (text.get(start..end) == Some(address)).then_some(start..end)
}

//! What the site's search looks through: every anchor of every page, by its name, with the text that belongs to it.
//!
//! It is read off the finished pages, so that whatever a page says is found where it says it, and no page has to be
//! described a second time. Code is left out: it repeats the fields that are described beside it.

use pulldown_cmark::{Event, TagEnd};

/// Something on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its anchor; none is the page itself.
    pub anchor: String,
    /// What it is called. The page itself is called by its title.
    pub name: String,
    /// What is said of it.
    pub text: String,
}

/// Reads the entries of a page, itself first. What stands above its title is the way to it, and no content.
#[derive(Default)]
pub struct Reader {
    entries: Vec<Entry>,
    /// The anchors whose name has not begun yet.
    anchors: Vec<String>,
    /// What the name that is being read is the content of.
    naming: Option<TagEnd>,
    /// The item or the row that has begun, and nothing in it yet.
    beginning: Option<TagEnd>,
    /// What is not read, and how many of its kind are open.
    skipping: Option<(TagEnd, usize)>,
}

impl Reader {
    /// Reads on.
    pub fn read(&mut self, event: Event<'_>) {
        if let Some((skipped, depth)) = &mut self.skipping {
            match &event {
                Event::Start(tag) if tag.to_end() == *skipped => *depth += 1,
                Event::End(end) if end == skipped => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.skipping = None;
            }
            return;
        }
        match event {
            Event::InlineHtml(html) | Event::Html(html) => self.html(&html),
            Event::Start(tag) => self.start(tag.to_end()),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            _ => {}
        }
    }

    /// What was read.
    pub fn finish(mut self) -> Vec<Entry> {
        self.entries.retain(|entry| entry.anchor.is_empty() || !entry.name.is_empty());
        for entry in &mut self.entries {
            entry.name = spaced(&entry.name);
            entry.text = spaced(&entry.text);
        }
        self.entries
    }

    fn html(&mut self, html: &str) {
        if let Some((_, rest)) = html.split_once(" id=\"")
            && let Some((id, _)) = rest.split_once('"')
            && !self.entries.is_empty()
        {
            self.anchors.push(id.to_owned());
        }
        self.say(" ");
    }

    fn start(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::TableHead => self.skipping = Some((tag, 1)),
            // What only leads elsewhere is found there.
            TagEnd::Link if self.beginning.is_some() => {
                self.anchors.clear();
                self.skipping = self.beginning.take().map(|beginning| (beginning, 1));
            }
            TagEnd::Item | TagEnd::TableRow => self.beginning = Some(tag),
            TagEnd::Heading(_) if self.entries.is_empty() => self.begin(String::new(), tag),
            TagEnd::Heading(_) | TagEnd::Strong if self.naming.is_none() => {
                if let Some(anchor) = self.anchors.pop() {
                    self.begin(anchor, tag);
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, anchor: String, name: TagEnd) {
        self.anchors.clear();
        self.entries.push(Entry { anchor, ..Entry::default() });
        self.naming = Some(name);
    }

    fn end(&mut self, end: TagEnd) {
        if self.naming == Some(end) {
            self.naming = None;
        } else if !matches!(end, TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis) {
            self.say(" ");
        }
    }

    fn text(&mut self, text: &str) {
        // An anchor in the middle of a text has no name of its own.
        if !text.trim().is_empty() {
            self.anchors.clear();
            self.beginning = None;
        }
        self.say(text);
    }

    fn code(&mut self, code: &str) {
        self.beginning = None;
        match self.anchors.pop() {
            Some(anchor) if self.naming.is_none() => {
                self.anchors.clear();
                self.entries.push(Entry { anchor, name: code.to_owned(), text: String::new() });
            }
            _ => self.say(code),
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(entry) = self.entries.last_mut() {
            if self.naming.is_some() { &mut entry.name } else { &mut entry.text }.push_str(text);
        }
    }
}

/// One space where there are several.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;

    fn entries(page: &str) -> Vec<Entry> {
        let mut reader = Reader::default();
        Parser::new_ext(page, Options::ENABLE_TABLES).for_each(|event| reader.read(event));
        reader.finish()
    }

    fn entry(anchor: &str, name: &str, text: &str) -> Entry {
        Entry { anchor: anchor.to_owned(), name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_page_and_what_its_anchors_stand_for() {
        let page = "[up](README.md) | **English**\n\n# Feed\n\nFeeds `all`.\n\n<a id=\"at.request\"></a>\n## Request\n\nA form.\n\n\
            - <a id=\"body.food\"></a>**`food`** · string\n\n  What to eat.\n\n\
            | Name | Meaning |\n| --- | --- |\n| <a id=\"error.Full\"></a>`Full` | It had enough. |\n\n\
            ```json\n{ \"food\": 1 }\n```\n";
        let expected = [
            entry("", "Feed", "Feeds all."),
            entry("at.request", "Request", "A form."),
            entry("body.food", "food", "· string What to eat."),
            entry("error.Full", "Full", "It had enough."),
        ];
        assert_eq!(entries(page), expected);
    }

    #[test]
    fn what_leads_elsewhere_and_what_has_no_name_are_no_entries() {
        let page = "# Zoo\n\n- <a id=\"operation.Feed\"></a>[Feed](Feed.md): feeds.\n- <a id=\"at.source\"></a>The source is a book.\n";
        assert_eq!(entries(page), [entry("", "Zoo", "The source is a book.")]);
    }
}

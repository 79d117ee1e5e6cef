//! Markdown in which text of the spec is inert: it is read as it was written, wherever it stands, and is never
//! taken for a table's border, a tag, a link or a template.
//!
//! What Markdown gives a meaning is escaped twice over: with a backslash where that reads well in the source, with
//! a character reference where a host could see it before Markdown does (tables, templates of site generators).

use std::fmt;

use serde::Serialize;

use crate::emit::spans::{Piece, pieces};

/// Markdown that may stand inside a line, the cell of a table included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Inline(String);

impl Inline {
    /// Markdown of our own: literals, and what has been made inert already.
    pub fn trusted(markdown: impl Into<String>) -> Self {
        Self(markdown.into())
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Inline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Something that a text mentions, which may be worth a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention<'a> {
    /// All of a code span.
    Code(&'a str),
    /// A word of running text.
    Word(&'a str),
}

/// Running text. Code spans stay; what is mentioned becomes a link where `link` knows an address for it.
pub fn prose(text: &str, link: impl Fn(Mention<'_>) -> Option<String>) -> Inline {
    let text = one_line(text);
    let mut markdown = String::new();
    for piece in pieces(&text) {
        match piece {
            Piece::Code(content) => match link(Mention::Code(content)) {
                Some(address) => markdown.push_str(&self::link(&code(content), &address).0),
                None => markdown.push_str(&code(content).0),
            },
            Piece::Plain(plain) => words(&mut markdown, plain, &link),
        }
    }
    Inline(start(markdown))
}

/// Running text without links.
pub fn text(text: &str) -> Inline {
    prose(text, |_| None)
}

/// A name or a value, set as code.
pub fn code(text: &str) -> Inline {
    let edge = |character: Option<char>| character.is_none_or(|character| character == ' ');
    let difficult = |character: char| matches!(character, '`' | '|') || character.is_control();
    let simple = !edge(text.chars().next()) && !edge(text.chars().last()) && !text.contains(difficult) && !is_template(text);
    if simple && text.len() <= LONG {
        return Inline(format!("`{text}`"));
    }
    // A tag rather than backticks: inside of those nothing can be escaped, and a line cannot be broken.
    let lines: Vec<String> = text.replace("\r\n", "\n").split('\n').map(code_line).collect();
    Inline(format!("<code>{}</code>", lines.join("<br>")))
}

/// The same where there is HTML only.
pub fn code_in_html(text: &str) -> Inline {
    Inline(format!("<code>{}</code>", html(&one_line(text))))
}

/// A line inside of a tag.
fn code_line(line: &str) -> String {
    let content = line.trim_start_matches(' ');
    "&nbsp;".repeat(line.len() - content.len()) + &html(content).replace(',', ",<wbr>")
}

/// From this length on a browser is told where it may break a line of code.
const LONG: usize = 80;

/// A link; the label is inert already, the address is one of ours.
pub fn link(label: &Inline, address: &str) -> Inline {
    Inline(format!("[{label}]({address})"))
}

/// A block of code, as many lines as there are.
pub fn fence(language: &str, text: &str) -> String {
    if is_template(text) {
        let lines: Vec<String> = text.trim_end_matches('\n').split('\n').map(html).collect();
        return format!("<pre><code class=\"language-{language}\">{}</code></pre>", lines.join("\n"));
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// The lines of a page, each with whether it belongs to a block of code.
pub fn lines(page: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut fence: Option<&str> = None;
    page.lines().map(move |line| {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        let is_code = fence.is_some() || ticks.len() >= 3;
        fence = match fence {
            Some(open) => Some(open).filter(|open| line != *open),
            None => Some(ticks).filter(|_| is_code),
        };
        (line, is_code)
    })
}

/// A part of an anchor's name. Different texts stay different.
pub fn id(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut id = String::with_capacity(text.len());
    for character in text.chars() {
        match is_plain(character) {
            true => id.push(character),
            false => id.extend(["+", &format!("{:X}", u32::from(character)), "+"]),
        }
    }
    id
}

/// An anchor.
pub fn anchor(id: &str) -> Inline {
    Inline(format!("<a id=\"{id}\"></a>"))
}

/// Texts one after the other, with something of our own between them; empty ones are left out.
pub fn join(parts: &[Inline], between: &str) -> Inline {
    let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| part.0.as_str()).collect();
    Inline(parts.join(between))
}

fn words(markdown: &mut String, plain: &str, link: &impl Fn(Mention<'_>) -> Option<String>) {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let (mut done, mut at) = (0, 0);
    while let Some(start) = plain[at..].find(is_word).map(|found| at + found) {
        let end = plain[start..].find(|character| !is_word(character)).map_or(plain.len(), |length| start + length);
        if let Some(address) = link(Mention::Word(&plain[start..end])) {
            escape(markdown, &plain[done..start]);
            markdown.push_str(&self::link(&text(&plain[start..end]), &address).0);
            done = end;
        }
        at = end;
    }
    escape(markdown, &plain[done..]);
}

/// Text between tags and code spans.
fn escape(markdown: &mut String, plain: &str) {
    Character::each(markdown, plain, |markdown, character| match character.it {
        // An address in running text becomes a link by itself.
        '.' if markdown.ends_with("www") => markdown.push_str("&#46;"),
        '*' | '[' | ']' | '~' | '$' | '_' if character.is_markup() => markdown.extend(['\\', character.it]),
        _ => character.reference(markdown),
    });
}

/// Text inside of a tag, where a backslash could be taken for itself.
fn html(line: &str) -> String {
    let mut html = String::with_capacity(line.len());
    Character::each(&mut html, line, |html, character| match character.it {
        '.' if html.ends_with("www") => html.push_str("&#46;"),
        _ => character.reference(html),
    });
    html
}

/// A character among others: what it means depends on them.
struct Character {
    before: Option<char>,
    it: char,
    after: Option<char>,
}

impl Character {
    /// Writes a text, and those of its characters that could mean something as they are to be written.
    fn each(to: &mut String, text: &str, write: impl Fn(&mut String, Self)) {
        let mut done = 0;
        for (at, it) in text.match_indices(Self::could_be_markup) {
            to.push_str(&text[done..at]);
            done = at + it.len();
            let before = text[..at].chars().next_back();
            write(to, Self { before, it: it.chars().next().unwrap_or_default(), after: text[done..].chars().next() });
        }
        to.push_str(&text[done..]);
    }

    /// Whether there are places where Markdown, a host's extension of it or a template could read a character as more than
    /// itself.
    fn could_be_markup(it: char) -> bool {
        matches!(it, '*' | '[' | ']' | '~' | '$' | '<' | '>' | '`' | '|' | '\\' | '@' | '_' | '&' | '{' | ':' | '.') || it.is_control()
    }

    /// Whether this is such a place.
    fn is_markup(&self) -> bool {
        let is = |neighbour: Option<char>, characters: &str| neighbour.is_some_and(|neighbour| characters.contains(neighbour));
        let in_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        match self.it {
            // Inside a word it is nothing special, and `cluster_id` reads better so.
            '_' => !in_word(self.before) || !in_word(self.after),
            '&' => in_word(self.after) || is(self.after, "#"),
            '{' => is(self.before, "{") || is(self.after, "{%#"),
            ':' => is(self.after, "/"),
            '.' => false,
            _ => true,
        }
    }

    fn reference(&self, html: &mut String) {
        match self.it {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' if self.is_markup() => html.push_str("&amp;"),
            '\t' => html.push_str("&#9;"),
            control if control.is_control() => html.push(char::REPLACEMENT_CHARACTER),
            it if self.is_markup() => html.extend(["&#", &u32::from(it).to_string(), ";"]),
            it => html.push(it),
        }
    }
}

/// What begins a heading, a list, a quotation or a rule at the start of a line.
fn start(markdown: String) -> String {
    let digits = markdown.bytes().take_while(u8::is_ascii_digit).count();
    let special = if digits > 0 { [".", ")"].as_slice() } else { ["#", "-", "+", "="].as_slice() };
    let rest = &markdown[digits..];
    let begins = special
        .iter()
        .any(|marker| rest.strip_prefix(marker).is_some_and(|rest| rest.starts_with([' ', '-', '=', '#']) || rest.is_empty()));
    if begins { format!("{}\\{rest}", &markdown[..digits]) } else { markdown }
}

/// White space is one space; beside full-width punctuation, which brings its own, it is none.
fn one_line(text: &str) -> String {
    let is_wide = |character: char| matches!(character, '，' | '。' | '；' | '：' | '、' | '（' | '）' | '！' | '？' | '“' | '”');
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && !line.ends_with(is_wide) && !word.starts_with(is_wide) {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Site generators look for their templates even in code.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|opening| text.contains(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(given: &str, expected: &str) {
        assert_eq!(text(given).to_string(), expected);
    }

    #[track_caller]
    fn check_code(given: &str, expected: &str) {
        assert_eq!(code(given).to_string(), expected);
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        check_text("Id of the cluster; 172.16.0.0/16 is assumed.", "Id of the cluster; 172.16.0.0/16 is assumed.");
        check_text("集群的 ID，不得重复。", "集群的 ID，不得重复。");
        check_text("cluster_id and no_of_nodes", "cluster_id and no_of_nodes");
    }

    #[test]
    fn what_markdown_reads_is_escaped() {
        check_text("sg-2ze****", "sg-2ze\\*\\*\\*\\*");
        check_text("_x_ and ~~y~~ for $5$", "\\_x\\_ and \\~\\~y\\~\\~ for \\$5\\$");
        check_text("a | b", "a &#124; b");
        check_text("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check_text("<!-- --> */", "&lt;!-- --&gt; \\*/");
        check_text("AT&T, &amp; &#124; & so on", "AT&amp;T, &amp;amp; &amp;#124; & so on");
        check_text("a\\|b", "a&#92;&#124;b");
        check_text("\u{0}bell\u{7}", "\u{FFFD}bell\u{FFFD}");
    }

    #[test]
    fn nothing_becomes_a_link() {
        check_text("[label](javascript:alert(1))", "\\[label\\](javascript:alert(1))");
        check_text("![image](x)", "!\\[image\\](x)");
        check_text("[label]: http://a.example", "\\[label\\]: http&#58;//a.example");
        check_text("see www.example.com, me@example.com", "see www&#46;example.com, me&#64;example.com");
        check_code("www.a.example|http://b", "<code>www&#46;a.example&#124;http&#58;//b</code>");
    }

    #[test]
    fn nothing_becomes_a_template() {
        check_text("{{ secret }}", "&#123;&#123; secret }}");
        check_text("{% include x %} {# y #}", "&#123;% include x %} &#123;# y #}");
        check_text("max{40, ImageSize}", "max{40, ImageSize}");
        check_code("{{#include /etc/passwd}}", "<code>&#123;&#123;#include /etc/passwd}}</code>");
        assert_eq!(fence("json", "{{x}}\n"), "<pre><code class=\"language-json\">&#123;&#123;x}}</code></pre>");
    }

    #[test]
    fn a_line_stays_one_and_begins_nothing() {
        check_text("one\n\n# two\n- three", "one # two - three");
        check_text("# one", "\\# one");
        check_text("- one", "\\- one");
        check_text("1. one", "1\\. one");
        check_text("2.2.1 is a section", "2.2.1 is a section");
        check_text("---", "\\---");
        check_text("> one", "&gt; one");
        check_text("第一行。\n第二行", "第一行。第二行");
        check_text("中文\n和 ID", "中文 和 ID");
    }

    #[test]
    fn code_spans_are_kept() {
        check_text("`a|b` or ``x`y``", "<code>a&#124;b</code> or <code>x&#96;y</code>");
        check_text("`<b>` and `*`", "`<b>` and `*`");
        check_text("`` ` `` alone", "<code>&#96;</code> alone");
        check_text("an open ` tick", "an open &#96; tick");
        check_text("``` not `closed", "&#96;&#96;&#96; not &#96;closed");
    }

    #[test]
    fn code_keeps_every_character() {
        check_code("10.0.0.0/8", "`10.0.0.0/8`");
        check_code("a\nb", "<code>a<br>b</code>");
        check_code("a:\r\n  b", "<code>a:<br>&nbsp;&nbsp;b</code>");
        check_code(" ", "<code>&nbsp;</code>");
        check_code("x ", "<code>x </code>");
        check_code("</code><img src=x onerror=alert(1)>|", "<code>&lt;/code&gt;&lt;img src=x onerror=alert(1)&gt;&#124;</code>");
    }

    #[test]
    fn long_code_may_be_broken() {
        let long = format!("{{\"a\":\"{}\",\"b\":1}}", "x".repeat(80));
        check_code(&long, &format!("<code>{{\"a\":\"{}\",<wbr>\"b\":1}}</code>", "x".repeat(80)));
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fence("json", "1\n"), "```json\n1\n```");
        assert_eq!(fence("", "```\nx"), "````\n```\nx\n````");
    }

    #[test]
    fn mentions_become_links() {
        let known = |mention: Mention<'_>| match mention {
            Mention::Code("Tag") | Mention::Word("CreateTag") => Some("tag.md".to_owned()),
            _ => None,
        };
        let linked = prose("`Tag`, Tag, CreateTag and CreateTags", known);
        assert_eq!(linked.to_string(), "[`Tag`](tag.md), Tag, [CreateTag](tag.md) and CreateTags");
    }

    #[test]
    fn ids_differ_where_texts_do() {
        assert_eq!(id("x-acs-date"), "x-acs-date");
        assert_eq!(id("NoPermission.Token"), "NoPermission.Token");
        assert_ne!(id("a b"), id("a+20+b"));
        assert_eq!(id("\"><script>"), "+22++3E++3C+script+3E+");
    }
}

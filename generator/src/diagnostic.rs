//! Messages about a spec: each with a code, a place, a frame of the source and, where there is one, the fix.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::Value;

use crate::source::{SourceFile, Span};

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot stay like this.
    Error,
    /// It should not stay like this.
    Warning,
    /// It could be better.
    Note,
}

impl Severity {
    /// The severity of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Error, Self::Warning, Self::Note].into_iter().find(|severity| severity.name() == name)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that is wrong with a spec.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Stable name of the rule that was broken.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, by a name that stays when lines move; where suppressions can name it.
    pub about: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The places that show it, the most telling first, each with what it shows.
    pub places: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// What programs that read a report want to know besides, each under a key.
    pub facts: Vec<(&'static str, Value)>,
}

impl Diagnostic {
    /// An error: nothing is generated.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            about: None,
            message: message.into(),
            places: Vec::new(),
            help: None,
            notes: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// The same, with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a place that shows it; the first one added is where it is.
    #[must_use]
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.places.push((span, label.into()));
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do about it, where that is known.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Everything that is wrong with a spec.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds others.
    pub fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Each, to be told more.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.0.iter_mut()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is one of these codes.
    pub fn any(&self, codes: &[&str]) -> bool {
        self.0.iter().any(|diagnostic| codes.contains(&diagnostic.code))
    }

    /// Each, in the order of files and lines.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|diagnostic| diagnostic.places.first().map(|(span, _)| *span));
        sorted
    }

    /// All of them as a person reads them, with or without colours. `root` goes before each path.
    pub fn render(&self, files: &[SourceFile], root: &str, colours: bool) -> String {
        let plural = if self.len() == 1 { "" } else { "s" };
        format!("{}{} error{plural}; nothing was written\n", self.frames(files, root, colours), self.len())
    }

    /// Each as a person reads it, and nothing about all of them.
    pub fn frames(&self, files: &[SourceFile], root: &str, colours: bool) -> String {
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for diagnostic in self.sorted() {
            text.push_str(&renderer.render(&report(diagnostic, files, root)));
            text.push_str("\n\n");
        }
        text
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, files: &'a [SourceFile], root: &str) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(printable(&diagnostic.message)).id(diagnostic.code));
    for (file, spans) in by_file(diagnostic) {
        let source = &files[file];
        let path = printable(&if root.is_empty() { source.path.clone() } else { format!("{root}/{}", source.path) });
        let annotations = spans.into_iter().map(|(index, span, label)| {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let end = source.text.ceil_char_boundary(span.end);
            let start = source.text.floor_char_boundary(span.start.min(end));
            kind.span(start..end).label(printable(label))
        });
        group = group.element(Snippet::source(harmless(&source.text)).path(path).fold(true).annotations(annotations));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(printable(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    if let Some(about) = &diagnostic.about {
        group = group.element(Level::NOTE.message(printable(&format!("about `{about}`"))));
    }
    vec![group]
}

/// A place and its number among the places of its diagnostic.
type Place<'a> = (usize, Span, &'a str);

/// The places of a diagnostic, file by file in the order in which they were added.
fn by_file(diagnostic: &Diagnostic) -> Vec<(usize, Vec<Place<'_>>)> {
    let mut files: Vec<(usize, Vec<Place<'_>>)> = Vec::new();
    for (index, (span, label)) in diagnostic.places.iter().enumerate() {
        let place = (index, *span, label.as_str());
        match files.iter_mut().find(|(file, _)| *file == span.file.0) {
            Some((_, spans)) => spans.push(place),
            None => files.push((span.file.0, vec![place])),
        }
    }
    files
}

/// "did you mean `x`?", where something known is close enough.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|best| format!("did you mean `{best}`?"))
}

/// What was probably meant, where something known is close enough.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, best) = known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&written.to_lowercase(), &candidate.to_lowercase()), candidate))
        .min_by_key(|(distance, _)| *distance)?;
    let length = written.chars().count();
    let close_enough = distance <= (length / 3).max(1) && distance < length;
    close_enough.then_some(best)
}

/// `a`, `b` and `c`; of many names, the first.
pub fn list_of(names: &[&str]) -> String {
    listed(names, "and")
}

/// `a`, `b` or `c`; of many names, the first.
pub fn any_of(names: &[&str]) -> String {
    listed(names, "or")
}

fn listed(names: &[&str], last_word: &str) -> String {
    const MOST: usize = 20;
    let mut items: Vec<_> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        items.push(format!("{} more", names.len() - MOST));
    }
    joined(&items, last_word)
}

/// a, b and c.
pub fn words<T: AsRef<str>>(items: &[T]) -> String {
    joined(items, "and")
}

fn joined<T: AsRef<str>>(items: &[T], last_word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} {last_word} {last}", first.join(", ")),
        _ => items.concat(),
    }
}

/// A source without what some terminals take for commands and the renderer lets through: the control characters of two
/// bytes, each shown by another one of two, so that every place stays where it is.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_of_two = |character: char| matches!(character, '\u{80}'..='\u{9f}');
    if text.contains(is_of_two) { Cow::Owned(text.replace(is_of_two, "·")) } else { Cow::Borrowed(text) }
}

/// A text without what would change how a terminal shows the rest: control characters are replaced by their pictures,
/// marks that turn the direction by U+FFFD.
fn printable(text: &str) -> String {
    let shown = text.chars().map(|character| match character {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
        other if is_command(other) => char::REPLACEMENT_CHARACTER,
        other => other,
    });
    shown.collect()
}

/// Whether a character controls a terminal, or turns the direction of what follows.
pub(crate) fn is_command(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

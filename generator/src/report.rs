//! What was found, for people and for programs: on a terminal, as JSON, Markdown, SARIF and as annotations of GitHub.

mod github;
mod json;
mod markdown;
pub mod place;
mod sarif;

pub use markdown::cell as inert;

use std::str::FromStr;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, is_command};
use crate::explain::{self, Explanation};
use crate::lint::Fix;
use crate::source::SourceFile;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Frames of the source, as compilers print them.
    Terminal,
    /// One JSON object.
    Json,
    /// A page for a pull request.
    Markdown,
    /// Static Analysis Results Interchange Format 2.1.0.
    Sarif,
    /// Commands that make GitHub annotate a change.
    Github,
}

impl Format {
    /// What each is called.
    pub const NAMES: [&str; 5] = ["terminal", "json", "markdown", "sarif", "github"];
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "terminal" => Ok(Self::Terminal),
            "json" => Ok(Self::Json),
            "markdown" => Ok(Self::Markdown),
            "sarif" => Ok(Self::Sarif),
            "github" => Ok(Self::Github),
            _ => Err(format!("the formats are {}", Self::NAMES.join(", "))),
        }
    }
}

/// What a command found, and how much it looked at.
pub struct Report<'a> {
    /// The command.
    pub command: &'a str,
    /// The files that findings point into.
    pub files: &'a [SourceFile],
    /// What goes before each path.
    pub root: &'a str,
    /// What was found, each with its fix where there is one.
    pub findings: Vec<(&'a Diagnostic, Option<&'a Fix>)>,
    /// The rules that looked.
    pub rules: Vec<(Explanation, Severity)>,
    /// How many items they looked at.
    pub items: usize,
    /// How many findings were suppressed.
    pub suppressed: usize,
    /// What follows from all of it.
    pub verdict: Option<Verdict>,
}

/// What follows from everything that was found.
pub struct Verdict {
    /// In a line.
    pub text: String,
    /// The same for programs, each part under a key.
    pub facts: Vec<(&'static str, Value)>,
}

impl<'a> Report<'a> {
    /// Of a spec that is wrong: its mistakes are all that a command finds.
    pub fn of_mistakes(command: &'a str, diagnostics: &'a Diagnostics, files: &'a [SourceFile], root: &'a str) -> Self {
        let rules = explain::of_specs().into_iter().map(|rule| (rule, Severity::Error)).collect();
        let findings = diagnostics.sorted().into_iter().map(|diagnostic| (diagnostic, None)).collect();
        Self { command, files, root, findings, rules, items: files.len(), suppressed: 0, verdict: None }
    }
}

impl Report<'_> {
    /// Writes it down. Colours are for terminals only.
    pub fn write(&self, format: Format, colours: bool) -> String {
        match format {
            Format::Terminal => self.terminal(colours),
            Format::Json => shown(&json::write(self), escape),
            Format::Markdown => shown(&markdown::write(self), replacement),
            Format::Sarif => shown(&sarif::write(self), escape),
            Format::Github => shown(&github::write(self), replacement),
        }
    }

    /// How much was looked at and found, and what follows from it.
    pub fn summary(&self) -> String {
        let verdict = self.verdict.as_ref().map(|verdict| format!("\n{}", verdict.text));
        format!("{}{}", self.counts(), verdict.unwrap_or_default())
    }

    /// How much was looked at and found, in a line.
    fn counts(&self) -> String {
        let found = match self.findings.len() {
            0 => "no findings".to_owned(),
            1 => "1 finding".to_owned(),
            many => format!("{many} findings"),
        };
        let suppressed = if self.suppressed == 0 { String::new() } else { format!(", {} suppressed", self.suppressed) };
        format!("{} rules, {} items: {found}{suppressed}", self.rules.len(), self.items)
    }

    fn terminal(&self, colours: bool) -> String {
        let mut diagnostics = Diagnostics::default();
        self.findings.iter().for_each(|(finding, _)| diagnostics.push((*finding).clone()));
        format!("{}{}\n", diagnostics.frames(self.files, self.root, colours), self.summary())
    }

    /// A file's path as a report gives it.
    fn path(&self, file: crate::source::FileId) -> String {
        let path = self.files.get(file.0).map_or("", |file| file.path.as_str());
        if self.root.is_empty() { path.to_owned() } else { format!("{}/{path}", self.root) }
    }
}

/// A report in which nothing turns the direction of what follows, or controls a terminal: a guide may have anything.
fn shown(text: &str, instead: fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match is_command(character) && character != '\n' {
            true => shown.push_str(&instead(character)),
            false => shown.push(character),
        }
    }
    shown
}

/// What stands for a character that is not shown.
fn replacement(_: char) -> String {
    char::REPLACEMENT_CHARACTER.to_string()
}

/// A character as JSON writes it by its number; it stands nowhere but in texts.
fn escape(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}

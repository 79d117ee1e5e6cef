//! One id for every finding, wherever it is made: what it means, and an example of wrong and right.

mod audit;
mod diff;
mod item;
mod spec;

pub use item::{item, nearest};

use std::fmt;

use crate::{diagnostic, lint};

/// What a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Stable name.
    pub id: &'static str,
    /// What is found, in a line.
    pub title: &'static str,
    /// Why that is no good, and what to do about it.
    pub text: &'static str,
    /// An example of it.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

/// Who makes findings, and which.
pub struct Chapter {
    /// Who.
    pub title: &'static str,
    /// Which.
    pub explanations: Vec<Explanation>,
}

/// What makes a spec wrong.
pub fn of_specs() -> Vec<Explanation> {
    spec::CODES.to_vec()
}

/// What differs between a spec and its guide, in the order of the audit's rules.
pub fn of_audits() -> Vec<Explanation> {
    audit::explanations()
}

/// Every id of the product.
pub fn chapters() -> Vec<Chapter> {
    vec![
        Chapter { title: "generate: what makes a spec wrong", explanations: of_specs() },
        Chapter { title: "lint: what could be better in a spec", explanations: lint::rules().map(lint::Rule::explanation).collect() },
        Chapter { title: "audit: what differs between a spec and its guide", explanations: of_audits() },
        Chapter {
            title: "diff: what differs between two specs",
            explanations: crate::diff::rules().map(crate::diff::Rule::explanation).collect(),
        },
    ]
}

/// What an id means; for one that there is not, the nearest one, if one is near.
pub fn explain(id: &str) -> Result<Explanation, Option<String>> {
    let all: Vec<Explanation> = chapters().into_iter().flat_map(|chapter| chapter.explanations).collect();
    let found = all.iter().find(|explanation| explanation.id == id).copied();
    found.ok_or_else(|| diagnostic::did_you_mean(id, all.iter().map(|explanation| explanation.id)))
}

impl Explanation {
    /// What its two examples are called: of a change, neither is wrong.
    pub fn titles(&self) -> [&'static str; 2] {
        match crate::diff::rule(self.id) {
            Some(_) => ["Before:", "After:"],
            None => ["Wrong:", "Right:"],
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}: {}\n", self.id, self.title)?;
        for line in wrap(self.text, 80) {
            writeln!(formatter, "{line}")?;
        }
        for line in diff::impact(self.id) {
            writeln!(formatter, "{line}")?;
        }
        for (title, example) in self.titles().into_iter().zip([self.wrong, self.right]) {
            writeln!(formatter, "\n{title}\n")?;
            for line in example.lines() {
                writeln!(formatter, "    {line}")?;
            }
        }
        Ok(())
    }
}

/// A text in lines of at most so many characters.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_is_explained_once() {
        let mut seen = BTreeSet::new();
        for explanation in chapters().into_iter().flat_map(|chapter| chapter.explanations) {
            let Explanation { id, title, text, wrong, right } = explanation;
            assert!(seen.insert(id), "`{id}` is there twice");
            assert!(id.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'), "{id}");
            assert!(!title.is_empty() && !title.ends_with('.') && title.len() <= 100, "the title of `{id}`: {title}");
            assert!(text.ends_with('.'), "the text of `{id}`: {text}");
            assert!(!wrong.is_empty() && !right.is_empty() && wrong != right, "the example of `{id}`");
        }
    }

    #[test]
    fn an_id_that_there_is_not_leads_to_the_nearest() {
        assert_eq!(explain("short-docs"), Err(Some("did you mean `short-doc`?".to_owned())));
        assert_eq!(explain("short-doc").map(|explanation| explanation.id), Ok("short-doc"));
    }
}

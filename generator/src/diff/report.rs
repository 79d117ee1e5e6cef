//! Comparing two specs as files, and writing down what was found.

use serde_json::{Value, json};

use super::change::{Certainty, Change, Changes, Subject};
use super::rule::{Audience, Level};
use super::version::Step;
use super::{compare, config, rules};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::report::{self, Verdict};
use crate::source::{self, FileId, SourceFile, Span};
use crate::suppression::Suppressions;

/// A spec to compare: its files, and what goes before their paths in a report.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The files.
    pub files: &'a [SourceFile],
    /// What goes before their paths: a folder, or a revision and a folder.
    pub root: &'a str,
}

/// Why two specs cannot be compared: one of them is wrong, or the configuration is.
#[derive(Debug)]
pub struct Mistakes {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// The files that it is about, each with its whole path.
    pub files: Vec<SourceFile>,
}

/// What was found, with the files that findings point into.
#[derive(Debug)]
pub struct Difference {
    /// The changes that are not suppressed and reach one of the audiences.
    pub changes: Changes,
    /// The same as findings, the worst first, and behind them what is wrong with the configuration.
    pub findings: Vec<Diagnostic>,
    /// How many changes were suppressed.
    pub suppressed: usize,
    /// The files, each with its whole path: those of the new spec, the configuration, those of the old spec.
    pub files: Vec<SourceFile>,
    audiences: Vec<Audience>,
    mistakes: usize,
}

/// Compares two specs for some audiences. The configuration, if there is one, belongs to the new spec. `today` is a day, year
/// first, which suppressions are held against.
pub fn diff(
    old: Version<'_>,
    new: Version<'_>,
    config: Option<&SourceFile>,
    today: &str,
    audiences: &[Audience],
) -> Result<Difference, Mistakes> {
    let old_model = crate::load(old.files).map_err(|diagnostics| Mistakes { diagnostics, files: whole(old) })?;
    let new_model = crate::load(new.files).map_err(|diagnostics| Mistakes { diagnostics, files: whole(new) })?;
    let mut files = whole(new);
    let mut diagnostics = Diagnostics::default();
    let tree = config.and_then(|config| source::parse(FileId(files.len()), config, &mut diagnostics));
    files.extend(config.map(|config| whole_path(new.root, config)));
    let offset = files.len();
    files.extend(whole(old));
    let config = config::read(tree.as_ref(), &mut diagnostics);
    if !diagnostics.is_empty() {
        return Err(Mistakes { diagnostics, files });
    }

    let mut changes = compare(&old_model, &new_model);
    let mut suppressions = Suppressions::new(config.suppressions(), config::ids(), today);
    changes.all.retain(|change| !suppressions.silence(change.rule.id, Some(&change.about)));
    changes.all.retain(|change| change.worst(audiences).is_some());
    // The same order as the levels have; what is equally bad stays in the order of the spec.
    changes.all.sort_by_key(|change| change.worst(audiences));
    let mut findings: Vec<Diagnostic> = changes.all.iter().map(|change| finding(change, offset, audiences)).collect();
    let mistakes = suppressions.mistakes(&format!("{}/{}", new.root, config::FILE));
    let count = mistakes.len();
    findings.extend(mistakes);
    Ok(Difference { changes, findings, suppressed: suppressions.silenced, files, audiences: audiences.to_vec(), mistakes: count })
}

fn whole(version: Version<'_>) -> Vec<SourceFile> {
    version.files.iter().map(|file| whole_path(version.root, file)).collect()
}

fn whole_path(root: &str, file: &SourceFile) -> SourceFile {
    let separator = if root.is_empty() || root.ends_with([':', '/']) { "" } else { "/" };
    SourceFile { path: format!("{root}{separator}{}", file.path), text: file.text.clone() }
}

/// A change as a finding. Spans of the old spec are counted from where its files begin.
fn finding(change: &Change, offset: usize, audiences: &[Audience]) -> Diagnostic {
    let severity = match change.worst(audiences) {
        Some(Level::Breaking) => Severity::Error,
        Some(Level::Risky) => Severity::Warning,
        Some(Level::Compatible | Level::Documentation) | None => Severity::Note,
    };
    let mut finding = Diagnostic::error(change.rule.id, change.message.clone()).severity(severity).help(change.rule.help);
    let old = change.old.map(|span| Span { file: FileId(span.file.0 + offset), ..span });
    let labels = match (change.old, change.new) {
        // What is gone is shown where it would be: at what it belonged to.
        (Some(_), Some(_)) if change.rule.is_removal() => ("gone from here", "was"),
        (Some(_), Some(_)) => ("is", "was"),
        _ => ("new", "gone"),
    };
    finding.places.extend(change.new.map(|span| (span, labels.0.to_owned())));
    finding.places.extend(old.map(|span| (span, labels.1.to_owned())));
    finding.about = Some(change.about.clone());
    finding.notes.push(change.impact_in_words());
    finding.notes.extend(change.reach_in_words());
    let levels: serde_json::Map<String, Value> = Audience::ALL
        .into_iter()
        .map(|audience| (audience.name().to_owned(), change.level(audience).map_or(Value::Null, |level| json!(level.name()))))
        .collect();
    let operations: Vec<Value> =
        change.operations.iter().map(|reach| json!({ "name": reach.operation, "input": reach.input, "output": reach.output })).collect();
    finding.facts = vec![
        ("levels", Value::Object(levels)),
        ("sides", change.sides.iter().map(|side| side.name()).filter(|name| !name.is_empty()).collect()),
        ("service", json!(change.service)),
        ("subject", json!(subject(&change.subject))),
        ("operations", json!(operations)),
        ("was", json!(change.was)),
        ("is", json!(change.is)),
        ("certainty", json!(change.certainty.map(|certainty| if certainty == Certainty::Certain { "certain" } else { "likely" }))),
    ];
    finding
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Product => "product".to_owned(),
        Subject::Service => "service".to_owned(),
        Subject::Operation(name) => format!("operation {name}"),
        Subject::Type(name) => format!("type {name}"),
        Subject::Waiter(name) => format!("waiter {name}"),
        Subject::Resource(name) => format!("resource {name}"),
    }
}

impl Difference {
    /// Whether anything was compared: where nothing is, nothing can differ, which must not pass for agreement.
    pub fn has_looked(&self) -> bool {
        self.changes.items > 0
    }

    /// Whether there is something as bad as this, or worse, for one of the audiences. A suppression that is wrong is as bad as
    /// what it might hide.
    pub fn fails(&self, audience: Audience, on: Level) -> bool {
        self.mistakes > 0 || self.changes.all.iter().any(|change| change.level(audience).is_some_and(|level| level <= on))
    }

    /// The same, to be written in any format.
    pub fn report(&self) -> report::Report<'_> {
        let severity = |level| match level {
            Some(Level::Breaking) => Severity::Error,
            Some(Level::Risky) => Severity::Warning,
            _ => Severity::Note,
        };
        report::Report {
            command: "diff",
            files: &self.files,
            root: "",
            findings: self.findings.iter().map(|finding| (finding, None)).collect(),
            rules: rules::all().map(|rule| (rule.explanation(), severity(rule.worst()))).collect(),
            items: self.changes.items,
            suppressed: self.suppressed,
            verdict: Some(self.verdict()),
        }
    }

    /// How many changes there are of each level, and the version that follows.
    fn verdict(&self) -> Verdict {
        let Changes { old_version, new_version, .. } = self.changes;
        let (step, next) = (self.changes.step(), self.changes.next_version());
        let count = |audience: Audience, level: &str| {
            self.changes.all.iter().filter(|change| change.level(audience).is_some_and(|of| of.name() == level)).count()
        };
        let mut text = String::new();
        let mut counts = serde_json::Map::new();
        for audience in &self.audiences {
            let of_level = Level::NAMES.map(|level| (level, count(*audience, level)));
            let parts: Vec<String> =
                of_level.iter().filter(|(_, count)| *count > 0).map(|(level, count)| format!("{count} {level}")).collect();
            let parts = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") };
            text.push_str(&format!("{:9} {parts}\n", format!("{}:", audience.name())));
            counts
                .insert(audience.name().to_owned(), of_level.into_iter().map(|(level, count)| (level.to_owned(), json!(count))).collect());
        }
        let enough = new_version >= next;
        text.push_str(&match step {
            Step::None => format!("version:  {new_version} stays"),
            _ if enough => format!("version:  {} after {old_version}; {next} or later is asked for, and {new_version} it is", step.name()),
            _ => format!("version:  {} after {old_version}: at least {next}, and product.yaml says {new_version}", step.name()),
        });
        let version = json!({
            "old": old_version.to_string(),
            "new": new_version.to_string(),
            "step": step.name(),
            "least": next.to_string(),
            "enough": enough,
        });
        Verdict { text, facts: vec![("changes", Value::Object(counts)), ("version", version)] }
    }
}

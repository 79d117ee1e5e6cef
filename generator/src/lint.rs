//! Style and quality of a spec, beyond what makes it wrong.
//!
//! ```text
//! rule     what a rule is
//! rules    the rules, a file for each subject
//! spec     what rules look at: items of one kind, as written beside as resolved
//! finding  what they find, and how it is mended
//! config   severities and suppressions
//! fix      mending the files
//! ```

mod config;
mod finding;
mod fix;
mod layout;
mod rule;
mod rules;
mod scalars;
mod spec;
mod texts;
mod words;

pub use config::{Config, FILE as CONFIG};
pub use finding::{Edit, Finding, Fix};
pub use fix::Mended;
pub use rule::{Check, Rule};
pub use rules::all as rules;

use crate::diagnostic::{Diagnostics, Severity};
use crate::source::{self, FileId, Node, SourceFile};
use finding::Findings;
use spec::Spec;

/// What a run of the rules found, and how much it looked at.
#[derive(Debug)]
pub struct Report {
    /// What was found and not suppressed, in the order of files and lines.
    pub findings: Vec<Finding>,
    /// How many findings were suppressed.
    pub suppressed: usize,
    /// The rules that looked, with their severities.
    pub rules: Vec<(&'static Rule, Severity)>,
    /// How many items they looked at: files, texts, fields and so on, each counted once for every kind.
    pub items: usize,
}

/// Runs every rule over a spec. The configuration, if there is one, is where [`CONFIG`] says; findings point into it as
/// if it came behind the other files. `today` is a day, year first, which suppressions are held against. A spec that is
/// wrong is not linted.
pub fn lint(files: &[SourceFile], config: Option<&SourceFile>, today: &str) -> Result<Report, Diagnostics> {
    let (source, model) = crate::resolved(files)?;
    let mut diagnostics = Diagnostics::default();
    let mut parse = |index, file| source::parse(FileId(index), file, &mut diagnostics);
    let trees: Vec<Node> = files.iter().enumerate().filter_map(|(index, file)| parse(index, file)).collect();
    let config = config.and_then(|config| parse(files.len(), config));
    let config = config::read(config.as_ref(), &mut diagnostics);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let terms: Vec<String> = config.terms.iter().map(|term| term.value.clone()).collect();
    let spec = Spec::new(files, &trees, &source, &model, &terms);
    Ok(run(&spec, &config, today))
}

fn run(spec: &Spec<'_>, config: &Config, today: &str) -> Report {
    let mut found = Vec::new();
    let mut rules = Vec::new();
    for rule in rules::all() {
        let Some(severity) = config.severity(rule) else { continue };
        let mut findings = Findings::of(rule.id, severity);
        check(spec, rule.check, &mut findings);
        found.extend(findings.into_vec());
        rules.push((rule, severity));
    }
    let (mut findings, suppressed) = config.apply(found, today);
    findings.sort_by_key(|finding| finding.diagnostic.places.first().map(|(span, _)| *span));
    Report { findings, suppressed, rules, items: spec.count() }
}

fn check(spec: &Spec<'_>, check: Check, findings: &mut Findings) {
    match check {
        Check::Files(look) => spec.files.iter().for_each(|file| look(spec, file, findings)),
        Check::Scalars(look) => spec.scalars.iter().for_each(|scalar| look(spec, scalar, findings)),
        Check::Texts(look) => spec.texts.iter().for_each(|text| look(spec, text, findings)),
        Check::Fields(look) => spec.fields.iter().for_each(|field| look(spec, field, findings)),
        Check::Definitions(look) => spec.definitions.iter().for_each(|definition| look(spec, definition, findings)),
        Check::Calls(look) => spec.calls.iter().for_each(|call| look(spec, call, findings)),
        Check::Errata(look) => spec.errata.iter().for_each(|erratum| look(spec, erratum, findings)),
        Check::Services(look) => spec.services.iter().for_each(|service| look(spec, service, findings)),
        Check::Configuration => {}
    }
}

impl Report {
    /// Whether anything was looked at: where nothing is, nothing can be found, which must not pass for a clean spec.
    pub fn has_looked(&self) -> bool {
        self.items > 0 && self.rules.iter().any(|(rule, _)| !matches!(rule.check, Check::Configuration))
    }

    /// Whether there is something as bad as this, or worse.
    pub fn fails(&self, on: Severity) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.severity <= on)
    }

    /// The same, to be written in any format. `files` ends in the configuration, if there is one; `root` goes before
    /// each path.
    pub fn report<'a>(&'a self, files: &'a [SourceFile], root: &'a str) -> crate::report::Report<'a> {
        crate::report::Report {
            command: "lint",
            files,
            root,
            findings: self.findings.iter().map(|finding| (&finding.diagnostic, finding.fix.as_ref())).collect(),
            rules: self.rules.iter().map(|(rule, severity)| (rule.explanation(), *severity)).collect(),
            items: self.items,
            suppressed: self.suppressed,
            verdict: None,
        }
    }

    /// Mends what can be mended for certain.
    pub fn mend(&self, files: &[SourceFile]) -> Mended {
        fix::apply(files, &self.findings, |file, before, after| {
            let read = |text: &str| {
                let changed = SourceFile { path: files[file.0].path.clone(), text: text.to_owned() };
                source::parse(file, &changed, &mut Diagnostics::default()).map(|node| node.to_json())
            };
            read(before).is_some_and(|values| read(after) == Some(values))
        })
    }
}

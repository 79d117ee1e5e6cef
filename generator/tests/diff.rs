//! Each folder of `diff/` is a test of the rule that it is called after, up to two hyphens: what it changes in the small spec
//! `base/` (`support/cases.rs` says how that is written), and what is found, in that direction and the other way round.
//!
//! A folder called `same` changes how something is written, not what it says: nothing is found.
//!
//! `BLESS=1 cargo test -p ackgen --test diff` writes down what is found in each as what is expected of it.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::{env, fs};

use ackgen::diff::{self, Audience, Difference, Level, SpecVersion};
use ackgen::source::SourceFile;
use libtest_mimic::{Arguments, Failed, Trial};
use support::cases::{self, Case};

const BLESS: &str = "BLESS=1 cargo test -p ackgen --test diff";

/// The day on which the tests run.
const TODAY: &str = "2026-01-01";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("nothing_is_different_from_itself", nothing_is_different_from_itself),
        Trial::test("a_suppression_silences_one_change", a_suppression_silences_one_change),
        Trial::test("a_suppression_that_is_stale_is_found", a_suppression_that_is_stale_is_found),
        Trial::test("the_history_of_a_case_is_read_again", the_history_of_a_case_is_read_again),
        Trial::test("an_audience_sees_what_reaches_it", an_audience_sees_what_reaches_it),
        Trial::test("a_type_is_told_once_with_what_it_reaches", a_type_is_told_once_with_what_it_reaches),
    ];
    trials.extend(cases::names().into_iter().map(|name| Trial::test(name.clone(), move || check(&name))));
    // Behind the others, which have compared all cases by then.
    trials.push(Trial::test("every_side_of_every_rule_has_a_case", every_side_of_every_rule_has_a_case));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(name: &str) -> Result<(), Failed> {
    let compared = compared(name)?;
    let Compared { case, forth, back } = &*compared;
    let rule = name.split("--").next().unwrap_or_default();
    let is_found = forth.changes.all.iter().any(|change| change.rule.id == rule);
    if !is_found && rule != "same" {
        return Err(format!("`{rule}` is not found:\n{}", text(forth)).into());
    }
    if rule == "same" && forth.changes.all.len() + back.changes.all.len() > 0 {
        return Err(format!("nothing should be found:\n{}{}", text(forth), text(back)).into());
    }
    let found = format!("{}\n-- the other way round\n\n{}", text(forth), text(back));
    let path = case.folder.join("expected.txt");
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return Ok(fs::write(path, found)?);
    }
    let expected = fs::read_to_string(&path).map_err(|error| format!("{}: {error}; run `{BLESS}`", path.display()))?;
    match expected == found {
        true => Ok(()),
        false => Err(format!("not as in {}; if it is right, run `{BLESS}`\n\n{found}", path.display()).into()),
    }
}

/// A case, and what is found in it.
struct Compared {
    case: Case,
    forth: Difference,
    back: Difference,
}

/// Compares the specs of a case, once for all tests.
fn compared(name: &str) -> Result<Arc<Compared>, Failed> {
    static KNOWN: Mutex<BTreeMap<String, Arc<Compared>>> = Mutex::new(BTreeMap::new());
    if let Some(known) = KNOWN.lock().expect("no other test has failed in here").get(name) {
        return Ok(Arc::clone(known));
    }
    let case = cases::read(name)?;
    let (forth, back) = (compare(&case.old, &case.new)?, compare(&case.new, &case.old)?);
    let compared = Arc::new(Compared { case, forth, back });
    KNOWN.lock().expect("no other test has failed in here").insert(name.to_owned(), Arc::clone(&compared));
    Ok(compared)
}

fn compare(old: &[SourceFile], new: &[SourceFile]) -> Result<Difference, Failed> {
    compare_for(old, new, None, &Audience::ALL)
}

fn compare_for(old: &[SourceFile], new: &[SourceFile], config: Option<&str>, audiences: &[Audience]) -> Result<Difference, Failed> {
    let config = config.map(|text| SourceFile { path: diff::CONFIG.to_owned(), text: text.to_owned() });
    let versions = [(old, "old"), (new, "new")].map(|(files, root)| SpecVersion { files, root });
    let found = diff::diff(versions[0], versions[1], config.as_ref(), TODAY, audiences);
    found.map_err(|mistakes| mistakes.diagnostics.frames(&mistakes.files, "", false).into())
}

/// What was found, a few lines each: the rule, what it is about and what it says; what it is to whom; where it is.
fn text(found: &Difference) -> String {
    let mut text = String::new();
    for (change, finding) in found.changes.all.iter().zip(&found.findings) {
        let levels = Audience::ALL.map(|audience| format!("{} {}", audience.name(), change.level(audience).map_or("-", Level::name)));
        text.push_str(&format!("{} at {}\n  {}\n  {}\n", change.rule.id, change.about, change.message, levels.join(", ")));
        text.extend(change.reach_in_words().map(|reach| format!("  {reach}\n")));
        for (span, label) in &finding.places {
            let file = &found.files[span.file.0];
            let before = &file.text[..span.start];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            text.push_str(&format!("  {label} {}:{line}:{column}\n", file.path));
        }
    }
    if found.changes.all.is_empty() {
        text.push_str("nothing\n");
    }
    format!("{text}step: {}\n", found.changes.step().name())
}

/// A rule that no case reaches could say anything.
fn every_side_of_every_rule_has_a_case() -> Result<(), Failed> {
    let mut reached = BTreeSet::new();
    let mut folders = BTreeSet::new();
    for name in cases::names() {
        let compared = compared(&name)?;
        folders.insert(name.split("--").next().unwrap_or_default().to_owned());
        let changes = compared.forth.changes.all.iter().chain(&compared.back.changes.all);
        reached.extend(changes.flat_map(|change| change.sides.iter().map(|side| (change.rule.id, *side))));
    }
    let all: BTreeSet<_> = diff::rules().flat_map(|rule| rule.sides.iter().map(|(side, _)| (rule.id, *side))).collect();
    let missing: Vec<_> = all.difference(&reached).collect();
    let rules: BTreeSet<String> = diff::rules().map(|rule| rule.id.to_owned()).chain(["same".to_owned()]).collect();
    let strangers: Vec<_> = folders.symmetric_difference(&rules).collect();
    match missing.is_empty() && strangers.is_empty() {
        true => Ok(()),
        false => Err(format!("no case reaches {missing:?}; folders and rules differ: {strangers:?}").into()),
    }
}

fn nothing_is_different_from_itself() -> Result<(), Failed> {
    let case = cases::read("field-added")?;
    let found = compare(&case.old, &case.old)?;
    match found.findings.is_empty() && found.has_looked() {
        true => Ok(()),
        false => Err(text(&found).into()),
    }
}

/// The case that is suppressed: a change of one field that is told twice, once for what it is and once for its text.
const SUPPRESSED: &str = "field-removed";

fn a_suppression_silences_one_change() -> Result<(), Failed> {
    let case = cases::read(SUPPRESSED)?;
    let before = compare(&case.old, &case.new)?;
    let change = &before.changes.all[0];
    let config = format!("suppressions:\n  - {{ rule: {}, at: {}, reason: A test., until: \"{TODAY}\" }}\n", change.rule.id, change.about);
    let after = compare_for(&case.old, &case.new, Some(&config), &Audience::ALL)?;
    match (before.findings.len() - after.findings.len(), after.suppressed, after.fails(Audience::Crate, Level::Breaking)) {
        (1, 1, false) => Ok(()),
        _ => Err(text(&after).into()),
    }
}

fn a_suppression_that_is_stale_is_found() -> Result<(), Failed> {
    let case = cases::read(SUPPRESSED)?;
    let about = compare(&case.old, &case.new)?.changes.all[0].about.clone();
    let of = |rule: &str, rest: &str| format!("suppressions: [{{ rule: {rule}, at: {about}, reason: A test.{rest} }}]\n");
    let cases = [
        (of("field-removed", ", until: \"2025-12-31\""), "expired-suppression"),
        (of("field-renamed", ""), "unused-suppression"),
        (of("field-remover", ""), "unknown-rule"),
    ];
    for (config, expected) in cases {
        let found = compare_for(&case.old, &case.new, Some(&config), &Audience::ALL)?;
        let codes: Vec<&str> = found.findings.iter().map(|finding| finding.code).collect();
        // Whatever is wrong with it hides nothing, and fails at every level.
        if codes != ["field-removed", expected] || !found.fails(Audience::Callers, Level::Breaking) {
            return Err(format!("{config} leads to {codes:?}").into());
        }
    }
    Ok(())
}

/// What is written for `changes.yaml` is read there, is about something, and leaves nothing out that callers meet.
fn the_history_of_a_case_is_read_again() -> Result<(), Failed> {
    let mut told = 0;
    for name in cases::names() {
        let compared = compared(&name)?;
        let history = diff::history(&compared.forth.changes);
        let mut files = compared.case.new.clone();
        for entry in history.split("# ").filter(|entry| entry.contains("changes.yaml\n")) {
            let (path, text) = entry.split_once('\n').unwrap_or_default();
            files.push(SourceFile { path: path.to_owned(), text: text.to_owned() });
        }
        let model = ackgen::load(&files).map_err(|diagnostics| format!("{name}:\n{history}\n{}", diagnostics.render(&files, "", false)))?;
        for change in &compared.forth.changes.all {
            let Some(service) = model.services.iter().find(|service| Some(&service.name) == change.service.as_ref()) else { continue };
            if change.level(Audience::Callers).is_some_and(|level| level < Level::Documentation) && change.rule.id != "service-added" {
                let entry = service.changes.first().ok_or_else(|| format!("{name}: nothing is told of {}", change.about))?;
                let is_breaking = change.level(Audience::Callers) == Some(Level::Breaking);
                let about = change.about.split('#').next().and_then(|about| about.rsplit(['/', '.']).next()).unwrap_or_default();
                let is_told = entry.changes.iter().any(|told| {
                    told.is_breaking == is_breaking && (told.subject == "service" || told.subject.ends_with(about) || about == "response")
                });
                if !is_told {
                    return Err(format!("{name}: {} at {} is not told:\n{history}", change.rule.id, change.about).into());
                }
                told += 1;
            }
        }
    }
    if told > 0 { Ok(()) } else { Err("nothing was told".into()) }
}

fn an_audience_sees_what_reaches_it() -> Result<(), Failed> {
    let case = cases::read("operation-renamed-in-rust")?;
    let callers = compare_for(&case.old, &case.new, None, &[Audience::Callers])?;
    let users = compare_for(&case.old, &case.new, None, &[Audience::Crate])?;
    match (callers.findings.len(), users.findings.len()) {
        (0, 1) => Ok(()),
        _ => Err(text(&users).into()),
    }
}

fn a_type_is_told_once_with_what_it_reaches() -> Result<(), Failed> {
    let case = cases::read("field-removed--in-type")?;
    let found = compare(&case.old, &case.new)?;
    let [change] = &found.changes.all[..] else { return Err(text(&found).into()) };
    let reach = change.reach_in_words();
    match reach.as_deref() {
        Some("sent by CreateOrder and MoveOrder; answered by FetchOrder and ListOrders") => Ok(()),
        _ => Err(format!("{reach:?}").into()),
    }
}

//! Changes as a section of a change log: what somebody who upgrades has to know, thing by thing.

use super::change::{Change, Changes, Subject};
use super::rule::{Audience, Level};

/// A section to be pasted below a heading of its own. Changes are grouped by what they are about, in the order of the spec, the
/// worst first inside of each group; texts and evidence are counted only.
pub fn section(changes: &Changes) -> String {
    let (told, counted): (Vec<&Change>, Vec<&Change>) =
        changes.all.iter().partition(|change| change.worst(&Audience::ALL).is_some_and(|level| level < Level::Documentation));
    let mut groups: Vec<(String, Vec<&Change>)> = Vec::new();
    for change in told {
        let title = title(change);
        match groups.iter_mut().find(|(other, _)| *other == title) {
            Some((_, changes)) => changes.push(change),
            None => groups.push((title, vec![change])),
        }
    }
    // By the place in the spec, not by how bad it is: whoever reads a change log looks for what they use.
    groups.sort_by_key(|(_, changes)| (rank(&changes[0].subject), changes.iter().filter_map(|change| change.new.or(change.old)).min()));
    let mut text = String::new();
    for (title, changes) in groups {
        text.push_str(&format!("- {title}\n"));
        for change in changes {
            let impact = match change.worst(&Audience::ALL) {
                Some(Level::Breaking) => format!("**Breaking** for {}: ", for_whom(change, Level::Breaking)),
                Some(Level::Risky) => format!("Risky for {}: ", for_whom(change, Level::Risky)),
                _ => String::new(),
            };
            let reach = change.reach_in_words().map(|reach| format!(" ({reach})")).unwrap_or_default();
            text.push_str(&format!("  - {impact}{}{reach}.\n", line(&change.message)));
        }
    }
    if !counted.is_empty() {
        let plural = if counted.len() == 1 { "change" } else { "changes" };
        text.push_str(&format!("- {} {plural} of texts, examples and evidence.\n", counted.len()));
    }
    if text.is_empty() {
        text.push_str("- Nothing.\n");
    }
    text
}

/// What a group is called.
fn title(change: &Change) -> String {
    let service = change.service.as_deref().unwrap_or_default();
    match &change.subject {
        Subject::Product => "**The packages**".to_owned(),
        Subject::Service => format!("**The service `{service}`**"),
        Subject::Operation(name) => format!("**{name}** (`{service}`)"),
        Subject::Type(name) => format!("**`{name}`**, a type (`{service}`)"),
        Subject::Waiter(name) => format!("**`wait_until_{name}`** (`{service}`)"),
        Subject::Resource(_) => format!("**The mock of `{service}`**"),
    }
}

fn rank(subject: &Subject) -> usize {
    match subject {
        Subject::Product => 0,
        Subject::Service => 1,
        Subject::Operation(_) => 2,
        Subject::Type(_) => 3,
        Subject::Waiter(_) => 4,
        Subject::Resource(_) => 5,
    }
}

fn for_whom(change: &Change, level: Level) -> String {
    let whom: Vec<&str> =
        Audience::ALL.into_iter().filter(|audience| change.level(*audience) == Some(level)).map(Audience::phrase).collect();
    crate::diagnostic::words(&whom)
}

/// A message that stays in its line and is no markup: code keeps its backticks.
fn line(message: &str) -> String {
    let words = message.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::report::inert(&words).trim_end_matches('.').to_owned()
}

//! What a change is to whom: the part of an explanation that only changes have.

use crate::diff::{self, Audience, Level};

/// What to do about a change, and what it is to each audience, as lines.
pub fn impact(id: &str) -> Vec<String> {
    let Some(rule) = diff::rule(id) else { return Vec::new() };
    let mut lines = vec![String::new()];
    lines.extend(super::wrap(rule.help, 80));
    lines.push(String::new());
    let row = |title: &str, cells: [&str; 3]| format!("    {title:12} {:14} {:14} {}", cells[0], cells[1], cells[2]).trim_end().to_owned();
    lines.push(row("", Audience::NAMES));
    for (side, impact) in rule.sides {
        lines.push(row(side.name(), impact.map(|level| level.map_or("-", Level::name))));
    }
    lines
}

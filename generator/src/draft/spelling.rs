//! How names are spelt that an extraction damaged: as most of the guide spells them, examples included.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::guide::Section;
use crate::guide::fold::{compact, folded, searched};
use crate::guide::table::Column;

/// Every name of a guide, with the ways in which it is spelt.
pub struct Spelling {
    /// By what the ways have in common; each with how often it is met.
    ways: HashMap<String, Vec<(String, usize)>>,
    /// The keys of examples, as they are searched. No cell's edge broke those.
    keys: HashSet<String>,
}

impl Spelling {
    /// Reads a guide's names.
    pub fn of(sections: &[Section]) -> Self {
        static KEY: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#""([A-Za-z_][A-Za-z0-9_-]*)"\s*:|<([A-Za-z_][A-Za-z0-9_-]*)>|[\[{]([A-Za-z_][A-Za-z0-9_-]*)[\]}]"#)
                .expect("a fixed pattern")
        });
        let mut spelling = Self { ways: HashMap::new(), keys: HashSet::new() };
        for section in sections {
            let rows = section.tables.iter().flat_map(|table| &table.rows);
            rows.for_each(|row| spelling.add(&compact(row.text(Column::Name)), 1));
            let lines = section.examples.iter().flat_map(|example| &example.lines);
            for captures in lines.flat_map(|line| KEY.captures_iter(line)) {
                for name in captures.iter().skip(1).flatten() {
                    spelling.keys.insert(searched(name.as_str()));
                    spelling.add(name.as_str(), 1);
                }
            }
            // What is in a path is also in a link to it: letters are whole there.
            let parameters = section.requests.iter().flat_map(|line| line.path.split('/'));
            parameters.filter_map(parameter).for_each(|name| spelling.add(&name, 3));
        }
        spelling
    }

    fn add(&mut self, name: &str, weight: usize) {
        if name.is_empty() {
            return;
        }
        let ways = self.ways.entry(folded(name)).or_default();
        match ways.iter_mut().find(|(way, _)| way == name) {
            Some((_, count)) => *count += weight,
            None => ways.push((name.to_owned(), weight)),
        }
    }

    /// Whether it is the key of an example.
    pub fn knows(&self, name: &str) -> bool {
        self.keys.contains(&searched(name))
    }

    /// A name as it is most often spelt, and whether there are other ways.
    pub fn best(&self, name: &str) -> (String, bool) {
        let name = compact(name);
        let Some(ways) = self.ways.get(&folded(&name)) else { return (name, false) };
        // Among equals, one without what is rarely in a name; then the row itself.
        let best = ways.iter().max_by_key(|(way, count)| (*count, !way.contains(['1', '|']), *way == name));
        (best.map_or(name, |(way, _)| way.clone()), ways.len() > 1)
    }
}

/// The name of a segment of a path that is a parameter.
pub fn parameter(segment: &str) -> Option<String> {
    let segment = compact(segment);
    let inner = |open, close| segment.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    inner('[', ']').or_else(|| inner('{', '}')).or_else(|| inner('<', '>')).map(str::to_owned).filter(|name| !name.is_empty())
}

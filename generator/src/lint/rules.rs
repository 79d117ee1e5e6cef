//! The rules, a file for each subject.

mod erratum;
mod evidence;
mod field;
mod language;
mod limit;
mod operation;
mod text;
mod types;
mod value;
mod yaml;

use super::config;
use super::rule::Rule;

const SUBJECTS: [&[Rule]; 11] = [
    text::RULES,
    language::RULES,
    value::RULES,
    limit::RULES,
    field::RULES,
    types::RULES,
    operation::RULES,
    evidence::RULES,
    erratum::RULES,
    yaml::RULES,
    config::RULES,
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    SUBJECTS.into_iter().flatten()
}

/// The name of every rule.
pub fn ids() -> Vec<&'static str> {
    all().map(|rule| rule.id).collect()
}

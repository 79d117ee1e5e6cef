//! The rules, a file for each subject.

pub mod docs;
pub mod field;
pub mod mock;
pub mod operation;
pub mod service;
pub mod types;

use super::rule::Rule;

const SUBJECTS: [&[&Rule]; 6] = [operation::RULES, field::RULES, types::RULES, service::RULES, mock::RULES, docs::RULES];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    SUBJECTS.into_iter().flatten().copied()
}

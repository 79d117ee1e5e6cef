//! What is different between two specs, and what that means to whoever uses what is made of them.
//!
//! The resolved models are compared, not their files: what is written elsewhere or otherwise and means the same is no
//! change. Every change is of a rule, which says what it is to each of three audiences.
//!
//! ```text
//! rule      what a rule is: levels, audiences, the sides of the API that it reaches
//! rules     the rules, a file for each subject
//! change    a change, and all of them
//! compare   two models to changes
//! version   the version that follows
//! config    changes that are to stay unsaid
//! report    two specs as files, to findings
//! changelog changes as a section of a change log
//! history   changes as an entry of `changes.yaml`
//! ```

mod change;
mod changelog;
mod compare;
mod config;
mod history;
mod report;
mod rule;
mod rules;
mod version;

pub use change::{Certainty, Change, Changes, Reach, Subject};
pub use changelog::section as changelog;
pub use compare::compare;
pub use config::{Config, FILE as CONFIG};
pub use history::entries as history;
pub use report::{Difference, Mistakes, Version as SpecVersion, diff};
pub use rule::{Audience, Impact, Level, Rule, Side};
pub use rules::all as rules;
pub use version::{Step, Version};

/// The rule of this name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

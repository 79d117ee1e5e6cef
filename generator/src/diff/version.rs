//! The version that follows from changes.

use std::fmt;
use std::str::FromStr;

use super::rule::{Audience, Impact, Level};

/// A version of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64, pub u64, pub u64);

/// By what a version has to be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// By nothing: the packages are as they were.
    None,
    /// The third number: what is said, or nothing that programs see.
    Patch,
    /// The second number: something is new.
    Minor,
    /// The first number: something does not work as it did.
    Major,
}

impl Step {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What follows from changes: packages are the client crate and the mock, so what is only on the wire asks for nothing
    /// more than a new version of both.
    pub fn of(impacts: impl Iterator<Item = Impact>) -> Self {
        let step = |impact: Impact| {
            let packages = [Audience::Crate, Audience::Mock].map(|audience| impact[audience as usize]);
            match packages.into_iter().flatten().min() {
                Some(Level::Breaking) => Self::Major,
                Some(Level::Risky | Level::Compatible) => Self::Minor,
                Some(Level::Documentation) | None => Self::Patch,
            }
        };
        impacts.map(step).max().unwrap_or(Self::None)
    }
}

impl Version {
    /// The version after this one. Before 1.0.0, Cargo takes the first number that is not zero for the major one: what breaks
    /// raises that, and everything else the number behind it.
    pub fn after(self, step: Step) -> Self {
        let Self(major, minor, patch) = self;
        match (step, major, minor) {
            (Step::None, ..) => self,
            (Step::Major, 0, 0) | (Step::Minor | Step::Patch, 0, _) | (Step::Patch, ..) => Self(major, minor, patch + 1),
            (Step::Major, 0, _) | (Step::Minor, ..) => Self(major, minor + 1, 0),
            (Step::Major, ..) => Self(major + 1, 0, 0),
        }
    }
}

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let numbers: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
        match numbers.as_deref() {
            Ok([major, minor, patch]) => Ok(Self(*major, *minor, *patch)),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_raises_its_number() {
        let version = Version(1, 2, 3);
        let after = [Step::None, Step::Patch, Step::Minor, Step::Major].map(|step| version.after(step).to_string());
        assert_eq!(after, ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]);
    }

    #[test]
    fn before_one_the_first_number_that_is_not_zero_counts() {
        assert_eq!(Version(0, 2, 3).after(Step::Major), Version(0, 3, 0));
        assert_eq!(Version(0, 2, 3).after(Step::Minor), Version(0, 2, 4));
        assert_eq!(Version(0, 0, 3).after(Step::Major), Version(0, 0, 4));
    }

    #[test]
    fn what_is_only_on_the_wire_breaks_no_package() {
        let breaking = Some(Level::Breaking);
        assert_eq!(Step::of([[breaking, Some(Level::Compatible), None]].into_iter()), Step::Minor);
        assert_eq!(Step::of([[None, Some(Level::Documentation), None], [None, None, breaking]].into_iter()), Step::Major);
        assert_eq!(Step::of(std::iter::empty()), Step::None);
    }
}

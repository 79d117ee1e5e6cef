//! Rules: what kinds of changes there are, and what each means to whom.

use crate::explain::Explanation;

/// What a change asks of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What worked does not work any more.
    Breaking,
    /// What worked may not work any more.
    Risky,
    /// What worked works as before.
    Compatible,
    /// Only what is said about it is different.
    Documentation,
}

impl Level {
    /// What each is called, the worst first.
    pub const NAMES: [&str; 4] = ["breaking", "risky", "compatible", "documentation"];

    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Breaking, Self::Risky, Self::Compatible, Self::Documentation].into_iter().find(|level| level.name() == name)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// Who is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Requests written for the service as it was described, sent to the service as it is described now.
    Callers,
    /// Programs written for the client crate as it was, compiled and run with the one that is generated now.
    Crate,
    /// Tests written against the mock as it was, over HTTP or in Rust, run against the one that is generated now.
    Mock,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Callers, Self::Crate, Self::Mock];

    /// What each is called.
    pub const NAMES: [&str; 3] = ["callers", "crate", "mock"];

    /// The audience of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// What it is called in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Crate => "the crate",
            Self::Mock => "the mock",
        }
    }
}

/// What a change is to each audience, in the order of [`Audience::ALL`]; nothing where it does not reach them.
pub type Impact = [Option<Level>; 3];

/// The worse of two, for each audience.
pub fn worse(one: Impact, other: Impact) -> Impact {
    let worst = |index: usize| match (one[index], other[index]) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    [worst(0), worst(1), worst(2)]
}

/// What of the API a change reaches, where its impact depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// All that it is.
    Always,
    /// What requests carry.
    Input,
    /// What answers carry.
    Output,
    /// What goes over the wire.
    Wire,
    /// What Rust calls it, or the Rust type that it has.
    Rust,
}

impl Side {
    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Input => "input",
            Self::Output => "output",
            Self::Wire => "on the wire",
            Self::Rust => "in Rust",
        }
    }
}

/// A kind of change.
#[derive(Debug)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// What has changed, in a line.
    pub title: &'static str,
    /// Why that matters, and to whom.
    pub text: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// An example, as it was.
    pub before: &'static str,
    /// The same example, as it is now.
    pub after: &'static str,
    /// What it is to each audience, for each side that it can reach. A change that reaches several is as bad as the worst.
    pub sides: &'static [(Side, Impact)],
}

impl Rule {
    /// What it means.
    pub fn explanation(&self) -> Explanation {
        Explanation { id: self.id, title: self.title, text: self.text, wrong: self.before, right: self.after }
    }

    /// What a change that reaches these sides is to each audience.
    pub fn impact(&self, sides: &[Side]) -> Impact {
        let reached = self.sides.iter().filter(|(side, _)| sides.contains(side));
        reached.fold([None; 3], |impact, (_, other)| worse(impact, *other))
    }

    /// Whether something is gone by it.
    pub fn is_removal(&self) -> bool {
        self.id.ends_with("-removed")
    }

    /// How bad it can be, for anybody.
    pub fn worst(&self) -> Option<Level> {
        self.sides.iter().flat_map(|(_, impact)| impact).flatten().min().copied()
    }
}

/// Declares rules as constants, and the list of them.
macro_rules! rules {
    ($( $name:ident $id:literal {
        $title:literal, $text:literal, $help:literal,
        $before:literal => $after:literal,
        $( $side:ident: $callers:ident $crate_users:ident $mock:ident ),+ $(,)?
    } )*) => {
        $(
            pub const $name: $crate::diff::rule::Rule = $crate::diff::rule::Rule {
                id: $id, title: $title, text: $text, help: $help, before: $before, after: $after,
                sides: &[ $( ($crate::diff::rule::Side::$side, [
                    $crate::diff::rule::$callers, $crate::diff::rule::$crate_users, $crate::diff::rule::$mock,
                ]) ),+ ],
            };
        )*

        /// The rules of this subject.
        pub const RULES: &[&$crate::diff::rule::Rule] = &[ $( &$name ),* ];
    };
}
pub(super) use rules;

// How tables of rules are written.
pub(super) const BREAKING: Option<Level> = Some(Level::Breaking);
pub(super) const RISKY: Option<Level> = Some(Level::Risky);
pub(super) const FINE: Option<Level> = Some(Level::Compatible);
pub(super) const TOLD: Option<Level> = Some(Level::Documentation);
pub(super) const NOTHING: Option<Level> = None;

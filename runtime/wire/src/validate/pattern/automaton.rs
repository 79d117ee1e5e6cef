//! A finite automaton that looks at each character once, for which it goes from one state to the next.
//!
//! It is read off an expression by way of Glushkov's, whose states are the places of the expression at which a character stands,
//! and each knows which may come behind it: what may come next is a set of places, and each such set is a state here.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

/// How many places an expression may have, and an automaton states.
const MOST: usize = 1000;

/// How many kinds of characters an expression may tell apart.
const KINDS: usize = 128;

/// An expression that is about a whole text.
pub(super) struct Automaton {
    /// Characters between two of these, the first one included, are the same to the expression.
    bounds: Vec<char>,
    /// Between which ones a character of ASCII is.
    ascii: [u8; 128],
    /// The next state, by state and by where the character is.
    next: Vec<u16>,
    /// Whether a text may end in a state.
    last: Vec<bool>,
}

/// The state that nothing leads out of.
const DEAD: u16 = 0;
const START: u16 = 1;

/// A place at which a character stands.
struct Place {
    class: Class,
    behind: Vec<usize>,
    /// Whether a text may end here.
    last: bool,
}

struct Class {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Class {
    fn has(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.negated
    }
}

impl Automaton {
    /// Of an expression of literals, classes, groups, alternatives and counts. There is none for anything else, or for one that
    /// would have too many states.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut reader = Reader { rest: pattern.chars().peekable(), places: Vec::new() };
        let whole = reader.alternatives()?;
        if reader.rest.next().is_some() {
            return None;
        }
        for place in whole.last {
            reader.places[place].last = true;
        }
        Self::of(&reader.places, whole.first, whole.empty)
    }

    /// Of places, of which the first ones are these.
    fn of(places: &[Place], first: Vec<usize>, empty: bool) -> Option<Self> {
        let bounds = bounds(places);
        if bounds.len() > KINDS {
            return None;
        }
        let mut states = vec![(Vec::new(), false), (first, empty)];
        let mut known = HashMap::from([(states[0].clone(), DEAD), (states[1].clone(), START)]);
        let mut next = Vec::new();
        let mut at = 0;
        while let Some((possible, _)) = states.get(at).cloned() {
            for bound in &bounds {
                let here = || possible.iter().map(|place| &places[*place]).filter(|place| place.class.has(*bound));
                let mut behind: Vec<_> = here().flat_map(|place| &place.behind).copied().collect();
                behind.sort_unstable();
                behind.dedup();
                let state = (behind, here().any(|place| place.last));
                next.push(*known.entry(state).or_insert_with_key(|state| {
                    states.push(state.clone());
                    states.len() as u16 - 1
                }));
            }
            at += 1;
            if states.len() > MOST {
                return None;
            }
        }
        let ascii = std::array::from_fn(|byte| between(&bounds, byte as u8 as char) as u8);
        Some(Self { bounds, ascii, next, last: states.into_iter().map(|(_, last)| last).collect() })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let mut state = START;
        for c in text.chars() {
            let place = self.ascii.get(c as usize).map_or_else(|| between(&self.bounds, c), |place| usize::from(*place));
            state = self.next[usize::from(state) * self.bounds.len() + place];
            if state == DEAD {
                return false;
            }
        }
        self.last[usize::from(state)]
    }
}

/// Where one class begins or ends, and so the least of all characters.
fn bounds(places: &[Place]) -> Vec<char> {
    let ranges = places.iter().flat_map(|place| &place.class.ranges);
    let mut bounds: Vec<_> = ranges.flat_map(|(from, to)| [Some(*from), (*to..).nth(1)]).flatten().chain(['\0']).collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

/// Behind which bound a character is.
fn between(bounds: &[char], c: char) -> usize {
    bounds.partition_point(|bound| *bound <= c) - 1
}

/// A part of an expression: where it may begin and end, and whether it may be empty.
#[derive(Clone, Default)]
struct Part {
    first: Vec<usize>,
    last: Vec<usize>,
    empty: bool,
}

struct Reader<'p> {
    rest: Peekable<Chars<'p>>,
    places: Vec<Place>,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Option<Part> {
        let mut whole = self.sequence()?;
        while self.rest.next_if_eq(&'|').is_some() {
            let other = self.sequence()?;
            whole.first.extend(other.first);
            whole.last.extend(other.last);
            whole.empty |= other.empty;
        }
        Some(whole)
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut whole = Part { empty: true, ..Part::default() };
        while self.rest.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            let part = self.counted()?;
            self.follow(&mut whole, part);
        }
        Some(whole)
    }

    /// Something, and how often it comes: what comes often is read as often.
    fn counted(&mut self) -> Option<Part> {
        let begin = self.rest.clone();
        let mut one = self.one()?;
        let (least, most) = self.count()?;
        // One count behind another, or a question mark behind one, means something else.
        if self.rest.peek().is_some_and(|c| matches!(c, '*' | '+' | '?' | '{')) {
            return None;
        }
        let end = self.rest.clone();
        let least = if one.empty { 0 } else { least };
        let copies = most.unwrap_or(least.max(1));
        let mut whole = Part { empty: least == 0, ..Part::default() };
        let mut before = Vec::new();
        for number in 1..=copies {
            if number == 1 {
                whole.first.clone_from(&one.first);
            } else {
                self.rest = begin.clone();
                one = self.one()?;
            }
            // Each copy comes behind the one before it alone, so that few places are possible at a time.
            self.link(&before, &one.first);
            if number >= least {
                whole.last.extend(&one.last);
            }
            before.clone_from(&one.last);
            if number == copies && most.is_none() {
                self.link(&before, &one.first);
            }
        }
        self.rest = end;
        Some(whole)
    }

    /// How often something comes: at least, and at most.
    fn count(&mut self) -> Option<(usize, Option<usize>)> {
        let count = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let least = self.number()?;
                let most = match self.rest.next_if_eq(&',') {
                    None => Some(least),
                    Some(_) if self.rest.peek() == Some(&'}') => None,
                    Some(_) => Some(self.number()?),
                };
                (least, most)
            }
            _ => return Some((1, Some(1))),
        };
        // Whatever it ends with.
        self.rest.next_if(|c| matches!(c, '*' | '+' | '?' | '}'))?;
        (count.1.is_none_or(|most| most >= count.0)).then_some(count)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(10)) {
            self.rest.next();
            number = Some(10 * number.unwrap_or(0) + digit as usize).filter(|number| *number <= MOST);
            number?;
        }
        number
    }

    fn one(&mut self) -> Option<Part> {
        let class = match self.rest.next()? {
            '(' if self.rest.peek() != Some(&'?') => {
                let group = self.alternatives()?;
                return self.rest.next_if_eq(&')').map(|_| group);
            }
            '[' => self.class()?,
            '.' => Class { ranges: vec![('\n', '\n')], negated: true },
            '\\' => self.escaped().map(literal)?,
            '(' | ')' | '*' | '+' | '?' | '{' | '}' | ']' | '^' | '$' => return None,
            c => literal(c),
        };
        self.places.push(Place { class, behind: Vec::new(), last: false });
        let place = vec![self.places.len() - 1];
        (self.places.len() <= MOST).then(|| Part { first: place.clone(), last: place, empty: false })
    }

    fn class(&mut self) -> Option<Class> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        while self.rest.peek() != Some(&']') || ranges.is_empty() {
            let from = self.member()?;
            // Two of them are another operation.
            if from == '-' && self.rest.peek() == Some(&'-') {
                return None;
            }
            let mut ahead = self.rest.clone();
            let to = match (ahead.next(), ahead.next()) {
                (Some('-'), Some('-')) => None,
                (Some('-'), Some(c)) if c != ']' => {
                    self.rest.next();
                    self.member()
                }
                _ => Some(from),
            };
            ranges.push((from, to.filter(|to| from <= *to)?));
        }
        self.rest.next();
        Some(Class { ranges, negated })
    }

    /// A character of a class. What may mean something else there is not read.
    fn member(&mut self) -> Option<char> {
        match self.rest.next()? {
            '\\' => self.escaped(),
            '[' | ']' | '&' | '~' | '^' => None,
            c => Some(c),
        }
    }

    /// A character that means itself behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        self.rest.next_if(|c| c.is_ascii_punctuation() && !matches!(c, '<' | '>'))
    }

    /// Puts a part behind what there is.
    fn follow(&mut self, whole: &mut Part, part: Part) {
        self.link(&whole.last, &part.first);
        if whole.empty {
            whole.first.extend(&part.first);
        }
        if !part.empty {
            whole.last.clear();
        }
        whole.last.extend(part.last);
        whole.empty &= part.empty;
    }

    fn link(&mut self, last: &[usize], first: &[usize]) {
        for place in last {
            let behind = &mut self.places[*place].behind;
            behind.extend(first.iter().filter(|first| !behind.contains(first)).collect::<Vec<_>>());
        }
    }
}

fn literal(c: char) -> Class {
    Class { ranges: vec![(c, c)], negated: false }
}

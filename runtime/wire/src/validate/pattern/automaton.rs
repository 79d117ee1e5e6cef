//! The automaton of Glushkov: its states are the places of an expression at which a character stands, and each knows which may
//! come behind it. It is read off the expression, needs nothing to be searched for, and looks at each character once.

use std::iter::Peekable;
use std::str::Chars;

/// How many places an expression may have.
const MOST: usize = 1000;

/// An expression that is about a whole text.
pub(super) struct Automaton {
    places: Vec<Place>,
    /// Where a text may begin.
    first: Vec<usize>,
    /// Whether the empty text matches.
    empty: bool,
}

/// A place at which a character stands.
struct Place {
    class: Class,
    behind: Vec<usize>,
    /// Whether a text may end here.
    last: bool,
}

struct Class {
    /// A bit for each character of ASCII.
    ascii: [u64; 2],
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Class {
    fn new(ranges: Vec<(char, char)>, negated: bool) -> Self {
        let mut class = Self { ascii: [0; 2], ranges, negated };
        for byte in 0..128u8 {
            class.ascii[usize::from(byte / 64)] |= u64::from(class.lists(byte.into())) << (byte % 64);
        }
        class
    }

    fn has(&self, c: char) -> bool {
        let number = u32::from(c);
        self.ascii.get(number as usize / 64).map_or_else(|| self.lists(c), |bits| bits >> (number % 64) & 1 == 1)
    }

    fn lists(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.negated
    }
}

impl Automaton {
    /// Of an expression of literals, classes, groups, alternatives and counts. There is none for anything else.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut reader = Reader { rest: pattern.chars().peekable(), places: Vec::new() };
        let whole = reader.alternatives()?;
        if reader.rest.next().is_some() {
            return None;
        }
        for place in whole.last {
            reader.places[place].last = true;
        }
        Some(Self { places: reader.places, first: whole.first, empty: whole.empty })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let mut characters = text.chars();
        // Mostly one place is possible at a time, which needs no list.
        let (mut behind, mut last) = (&self.first, self.empty);
        while let Some(c) = characters.next() {
            let mut possible = behind.iter().filter(|place| self.places[**place].class.has(c));
            let Some(first) = possible.next() else { return false };
            if possible.next().is_some() {
                return self.matches_further(behind, c, characters);
            }
            let place = &self.places[*first];
            (behind, last) = (&place.behind, place.last);
        }
        last
    }

    /// Whether what is left of a text matches; where its first character may stand.
    fn matches_further(&self, behind: &[usize], first: char, rest: Chars<'_>) -> bool {
        let (mut now, mut next) = (Vec::new(), Vec::new());
        self.step(first, behind, &mut now);
        for c in rest {
            for place in &now {
                self.step(c, &self.places[*place].behind, &mut next);
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
        }
        now.iter().any(|place: &usize| self.places[*place].last)
    }

    /// Adds those of the places at which this character may stand.
    fn step(&self, c: char, places: &[usize], next: &mut Vec<usize>) {
        for place in places {
            if self.places[*place].class.has(c) && !next.contains(place) {
                next.push(*place);
            }
        }
    }
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
            '.' => Class::new(vec![('\n', '\n')], true),
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
        Some(Class::new(ranges, negated))
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
    Class::new(vec![(c, c)], false)
}

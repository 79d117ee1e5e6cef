//! Rows to fields inside of fields.

use super::sample::Sample;
use super::spelling::Spelling;
use crate::guide::fold::{compact, folded};
use crate::guide::table::{Column, Row, dotted, mend, required, type_word};

/// A row, and the rows inside of it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub word: Word,
    /// `path`, `query`, `header`, `body`, where it says so.
    pub location: Option<&'static str>,
    /// The location, as printed.
    pub printed_location: String,
    /// Whether it must be there, where it says so.
    pub required: Option<bool>,
    /// The example, damage and all.
    pub example: String,
    /// The description.
    pub description: String,
    /// Where it stands in the guide, in bytes.
    pub at: usize,
    /// The fields inside of it.
    pub fields: Vec<Field>,
    /// What is to be looked at.
    pub doubts: Vec<String>,
}

/// What a type's cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A type of the spec language.
    Scalar(&'static str),
    /// Something with fields.
    Struct,
    /// A list of such a type; of what, may not be said.
    List(Option<&'static str>),
    /// Something else.
    Unknown,
}

impl Word {
    fn of(text: &str) -> Self {
        let word = loose(&type_word(text));
        if let Some(scalar) = scalar(&word) {
            return Self::Scalar(scalar);
        }
        let is_any = |known: &[&str]| known.iter().any(|known| loose(known) == word);
        if is_any(&["struct", "object", "map"]) {
            return Self::Struct;
        }
        let item = ["list<", "array<", "arrayof", "listof"].iter().find_map(|start| word.strip_prefix(&loose(start)));
        match item {
            Some(item) => Self::List(scalar(item.trim_end_matches('>'))),
            None if is_any(&["list", "array"]) => Self::List(None),
            None => Self::Unknown,
        }
    }

    /// Whether other rows may be inside of it.
    fn holds_fields(self) -> bool {
        matches!(self, Self::Struct | Self::List(None) | Self::Unknown)
    }
}

/// The type of the spec language that a word means.
fn scalar(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 11] = [
        ("string", "string"),
        ("boolean", "boolean"),
        ("bool", "boolean"),
        ("integer", "integer"),
        ("int", "integer"),
        ("int32", "integer"),
        ("long", "long"),
        ("int64", "long"),
        ("number", "number"),
        ("float", "number"),
        ("double", "number"),
    ];
    WORDS.iter().find(|(known, _)| loose(known) == word).map(|(_, scalar)| *scalar)
}

/// A word in which small and capital letters, and `i` and `l`, are the same.
fn loose(word: &str) -> String {
    folded(&word.to_lowercase()).replace('i', "l")
}

/// The fields of a table.
pub fn read(rows: &[Row], sample: Option<&Sample>, spelling: &Spelling) -> Vec<Field> {
    let mut tree = Tree { nodes: Vec::new(), sample };
    for row in mend(rows, |name| spelling.knows(name)) {
        tree.row(&row, spelling);
    }
    tree.fields(None)
}

struct Tree<'s> {
    nodes: Vec<(Option<usize>, Field)>,
    sample: Option<&'s Sample>,
}

impl Tree<'_> {
    fn row(&mut self, row: &Row, spelling: &Spelling) {
        let Some(cell) = row.cell(Column::Name) else { return };
        let location = location(row.text(Column::Location));
        let (name, has_ways) = spelling.best(&cell.text);
        let mut field = Field {
            // Where there are no types, there are only texts.
            word: row.cell(Column::Type).map_or(Word::Scalar("string"), |cell| Word::of(&cell.text)),
            location,
            printed_location: compact(row.text(Column::Location)),
            required: required(row.text(Column::Required)),
            example: row.text(Column::Example).to_owned(),
            description: row.text(Column::Description).to_owned(),
            at: cell.start,
            fields: Vec::new(),
            doubts: Vec::new(),
            name,
        };
        if has_ways {
            field.doubts.push(format!("the guide spells `{}` in several ways", field.name));
        }
        if !row.before.is_empty() || !row.after.is_empty() {
            field.doubts.push("text beside this row may belong to it".to_owned());
        }
        match dotted(&cell.text) {
            Some(path) => self.dotted(&path, field),
            None => {
                let parent = self.parent(&mut field);
                self.nodes.push((parent, field));
            }
        }
    }

    /// `tags.N.key`: `key` inside of `tags`, which has no row.
    fn dotted(&mut self, path: &[(String, bool)], field: Field) {
        let is_root = |(parent, known): &(Option<usize>, Field)| parent.is_none() && is_location(known);
        let mut parent = if field.location.is_none() { self.nodes.iter().position(is_root) } else { None };
        let (last, outer) = path.split_last().expect("a dotted name has several parts");
        for (name, is_list) in outer {
            let known = self.nodes.iter().position(|(of, known)| *of == parent && known.name == *name);
            parent = Some(known.unwrap_or_else(|| {
                let word = if *is_list { Word::List(None) } else { Word::Struct };
                let doubts = vec![format!("printed `{name}.N`; its own row is made up")];
                let (example, description) = Default::default();
                let row =
                    Field { name: name.clone(), word, example, description, required: None, fields: Vec::new(), doubts, ..field.clone() };
                self.nodes.push((parent, row));
                self.nodes.len() - 1
            }));
        }
        self.nodes.push((parent, Field { name: last.0.clone(), ..field }));
    }

    /// What a row is inside of: what the example says; without one, what came last and can hold it.
    fn parent(&self, field: &mut Field) -> Option<usize> {
        let last = self.nodes.len().checked_sub(1)?;
        // The last row and what that is inside of, from the innermost on.
        let mut levels: Vec<Option<usize>> = Vec::new();
        let mut level = Some(last);
        while let Some(node) = level {
            levels.push(Some(node));
            level = self.nodes[node].0;
        }
        levels.push(None);
        let is_said = |level: &Option<usize>| {
            let inside = self.sample_of(*level);
            inside.is_some_and(|inside| inside.get(&field.name).is_some())
                // One of that name is there already.
                && !self.nodes.iter().any(|(parent, known)| parent == level && known.name == field.name)
        };
        // A location is printed for what is outermost; what is inside of something has none.
        let outermost = field.location.is_some();
        if outermost && (is_said(&None) || self.sample.is_none()) {
            return None;
        }
        if let Some(level) = levels.iter().find(|level| is_said(level)) {
            return *level;
        }
        if outermost {
            return None;
        }
        let is_shown = self.sample_of(Some(last)).is_some_and(|inside| !inside.keys.is_empty());
        let level = if self.holds(last) && !is_shown { Some(last) } else { self.nodes[last].0 };
        if level.is_some() {
            field.doubts.push("no example shows what it is inside of".to_owned());
        }
        level
    }

    fn holds(&self, node: usize) -> bool {
        self.nodes[node].1.word.holds_fields()
    }

    /// What the example shows of a node; of the root where there is none.
    fn sample_of(&self, node: Option<usize>) -> Option<&Sample> {
        match node {
            None => self.sample,
            Some(node) => {
                let (parent, field) = &self.nodes[node];
                let around = self.sample_of(*parent)?;
                let is_root = parent.is_none() && (node == 0 || is_location(field));
                // A key that the guide prints around everything, and that nobody sends.
                around.get(&field.name).or_else(|| (is_root && self.holds(node)).then_some(around))
            }
        }
    }

    fn fields(&self, parent: Option<usize>) -> Vec<Field> {
        let inside = self.nodes.iter().enumerate().filter(|(_, (of, _))| *of == parent);
        let fields = inside.map(|(index, (_, field))| {
            let mut field = Field { fields: self.fields(Some(index)), ..field.clone() };
            if field.word == Word::Unknown && !field.fields.is_empty() {
                field.word = Word::Struct;
            }
            // A list in the example is one, whatever its row says.
            if field.word == Word::Struct && self.sample_of(Some(index)).is_some_and(|sample| sample.is_list) {
                field.word = Word::List(None);
                field.doubts.push("the row prints a struct, the example a list".to_owned());
            }
            field
        });
        fields.collect()
    }
}

/// Whether a row is that of the body itself: it is called like its location.
pub fn is_location(field: &Field) -> bool {
    field.location.is_some_and(|location| field.name.eq_ignore_ascii_case(location))
}

/// The location that a cell names.
fn location(text: &str) -> Option<&'static str> {
    let word = compact(text).to_lowercase();
    ["path", "query", "header", "body"].into_iter().find(|location| *location == word)
}

//! The shape of a JSON example: which keys are inside of which. A guide's tables lost the indent that says so.
//!
//! An extraction breaks JSON as it breaks everything: brackets are lost, strings go on in the next line. What is left
//! is read for its shape only, by brackets and by the indent of keys.

use crate::guide::Example;
use crate::guide::fold::{compact, searched};

/// What stands under a key.
#[derive(Debug, Default)]
pub struct Sample {
    /// The keys inside of it, as they are searched, each with what stands under it.
    pub keys: Vec<(String, Sample)>,
    /// Whether it is a list.
    pub is_list: bool,
}

impl Sample {
    /// What stands under a name, however it is damaged.
    pub fn get(&self, name: &str) -> Option<&Sample> {
        let name = searched(name);
        self.keys.iter().find(|(key, _)| *key == name).map(|(_, sample)| sample)
    }
}

/// How many keys can be inside of each other.
const DEPTH: usize = 32;

/// The shape of an example, if it has JSON.
pub fn read(example: &Example) -> Option<Sample> {
    let heading = example.lines.iter().position(|line| compact(line).to_uppercase().starts_with("JSON"));
    let lines = &example.lines[heading.map_or(0, |heading| heading + 1)..];
    let is_json = |line: &String| line.trim_start().starts_with(['{', '[', '"']);
    let first = lines.iter().position(is_json)?;
    let mut reader = Reader { open: vec![Open { sample: Sample::default(), key: String::new(), indent: None, brackets: 0 }] };
    reader.open[0].sample.is_list = lines[first].trim_start().starts_with('[');
    for line in lines[first..].iter().take_while(|line| !line.starts_with("```")) {
        reader.line(line);
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.open.pop().map(|open| open.sample).filter(|sample| !sample.keys.is_empty())
}

struct Reader {
    /// The keys that are open, the root first.
    open: Vec<Open>,
}

struct Open {
    sample: Sample,
    key: String,
    /// Of its line, where it is the first of one.
    indent: Option<usize>,
    /// How many brackets are open in it that belong to no key.
    brackets: usize,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let mut rest = line.trim_start();
        let mut is_first = true;
        while let Some(character) = rest.chars().next() {
            let behind = &rest[character.len_utf8()..];
            rest = match character {
                '"' => {
                    let (text, behind) = string(behind);
                    match behind.trim_start().strip_prefix(':') {
                        Some(value) => self.key(text, is_first.then_some(indent), value),
                        None => behind,
                    }
                }
                '{' | '[' => {
                    self.open.iter_mut().last().into_iter().for_each(|open| open.brackets += 1);
                    behind
                }
                '}' | ']' => {
                    match self.open.last_mut() {
                        Some(open) if open.brackets > 0 => open.brackets -= 1,
                        // Of something inside, whose opening bracket was lost.
                        Some(open) if is_first && open.indent.is_some_and(|of_open| indent > of_open + 1) => {}
                        _ => self.close(),
                    }
                    behind
                }
                // Of a string that goes on from the line before.
                '\\' => behind.get(behind.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default(),
                _ => behind,
            };
            is_first = false;
        }
    }

    /// Takes a key and the bracket behind it. What is behind that is left.
    fn key<'t>(&mut self, text: &str, indent: Option<usize>, value: &'t str) -> &'t str {
        // A bracket that was lost: a key as far to the left as an open one is beside it. Indents are off by one at times.
        while let Some(of_open) = self.open.last().and_then(|open| open.indent)
            && indent.is_some_and(|indent| indent <= of_open + 1)
        {
            self.close();
        }
        let value = value.trim_start();
        let mut sample = Sample { is_list: value.starts_with('['), ..Sample::default() };
        match value.strip_prefix(['{', '[']) {
            Some(behind) if self.open.len() < DEPTH => {
                sample.keys.clear();
                self.open.push(Open { sample, key: searched(text), indent, brackets: 0 });
                behind
            }
            _ => {
                self.add(searched(text), sample);
                value
            }
        }
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(open) = self.open.pop()
        {
            self.add(open.key, open.sample);
        }
    }

    /// Adds a key; the items of a list are one.
    fn add(&mut self, key: String, sample: Sample) {
        let Some(open) = self.open.last_mut() else { return };
        match open.sample.keys.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => merge(known, sample),
            None => open.sample.keys.push((key, sample)),
        }
    }
}

fn merge(known: &mut Sample, other: Sample) {
    known.is_list |= other.is_list;
    for (key, sample) in other.keys {
        match known.keys.iter_mut().find(|(of_known, _)| *of_known == key) {
            Some((_, of_known)) => merge(of_known, sample),
            None => known.keys.push((key, sample)),
        }
    }
}

/// A string up to its end, or to the end of the line; and what is behind it.
fn string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        match character {
            // An extraction escapes blanks and underscores of keys.
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (&text[..index], &text[index + 1..]),
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(sample: &Sample) -> String {
        let keys: Vec<String> = sample
            .keys
            .iter()
            .map(|(key, inside)| match (inside.keys.is_empty(), inside.is_list) {
                (true, false) => key.clone(),
                (_, true) => format!("{key}[{}]", shape(inside)),
                (false, false) => format!("{key}{{{}}}", shape(inside)),
            })
            .collect();
        keys.join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let example = Example { title: String::new(), lines: text.lines().map(str::to_owned).collect() };
        assert_eq!(read(&example).as_ref().map(shape).unwrap_or_default(), expected);
    }

    #[test]
    fn keys_are_inside_of_keys() {
        check(r#"{ "a": 1, "b": { "c": "x", "d": [ { "e": 1 }, { "f": 2 } ] }, "g": [] }"#, "a b{c d[e f]} g[]");
        check(r#"[ { "a": 1 } ]"#, "a");
    }

    #[test]
    fn what_was_lost_is_told_by_the_indent() {
        check("{\n   \"a\": {\n       \"b\": 1\n    \"c\": {\n      \"d\": 2\n    },\n    \"e\": 3\n}", "a{b} c{d} e");
        check("\"a b\": 1,\n    \"c\\ d\": {\n        \"e\": 1\n    },\n    \"f\": 2\n}", "ab cd{e} f");
    }

    #[test]
    fn a_text_is_no_shape() {
        check(r#"{ "a": "{\"b\": 1}", "c": "\\\"d\\\": {" }"#, "a c");
        check("{\n  \"a\": \"one\ntwo\\\"b\\\": 1}\",\n  \"c\": 1\n}", "a c");
        check("XML\n<a>1</a>\nJSON\n{\"b\": 1}", "b");
        check("nothing", "");
    }
}

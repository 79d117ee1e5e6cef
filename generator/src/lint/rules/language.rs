//! Whether both languages say the same, and each of them as it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Purpose, Service, Spec, Text};
use crate::lint::words::{self, is_han};
use crate::model::{Content, Field, Shape};
use crate::source::{Span, Written};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "untranslated",
        title: "a text is there in one language only",
        text: "The reference is printed in both languages: the Chinese of a text has Chinese characters, the English has none \
               outside of code, and the two are never the same.",
        wrong: "doc: { en: Id of the cluster., zh: Id of the cluster. }",
        right: "doc: { en: Id of the cluster., zh: 集群的 ID。 }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Texts(untranslated),
    },
    Rule {
        id: "languages-disagree",
        title: "the two languages of a text speak of different names or numbers",
        text: "What stands in backticks, and whole numbers, need no translation. Where one language has some that the other has \
               not, one of them was changed and the other forgotten.",
        wrong: "doc: { en: Has an effect with `cloud_essd` only., zh: 仅对 `cloud_ssd` 有效。 }",
        right: "doc: { en: Has an effect with `cloud_essd` only., zh: 仅对 `cloud_essd` 有效。 }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Texts(disagree),
    },
    Rule {
        id: "chinese-punctuation",
        title: "a Chinese text has Western punctuation",
        text: "Between Chinese characters, commas, colons, semicolons, full stops, question marks and parentheses are those of \
               Chinese.",
        wrong: "doc: { en: \"Name, free to choose.\", zh: \"名称,可自定。\" }",
        right: "doc: { en: \"Name, free to choose.\", zh: 名称，可自定。 }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Texts(punctuation),
    },
    Rule {
        id: "chinese-spacing",
        title: "Chinese and Western characters stick together",
        text: "A blank between Chinese characters and Western letters, digits or code makes both easier to read. Titles of \
               documents are quoted as they are.",
        wrong: "doc: { en: Id of the cluster., zh: 集群的ID。 }",
        right: "doc: { en: Id of the cluster., zh: 集群的 ID。 }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Texts(spacing),
    },
    Rule {
        id: "inconsistent-acronym",
        title: "an acronym is written in capitals here and in small letters there",
        text: "Readers take two spellings for two things. The one that most English texts of the service have is right; a phrase \
               that is spelt as it is, such as the name of a product, belongs under `terms` in `.lint.yaml`.",
        wrong: "id: { doc: { en: The id of a disk., … } }\nvpc: { doc: { en: The ID of a VPC., … } }",
        right: "id: { doc: { en: The id of a disk., … } }\nvpc: { doc: { en: The id of a VPC., … } }",
        severity: Severity::Note,
        fixable: false,
        check: Check::Services(acronyms),
    },
    Rule {
        id: "misspelt-name",
        title: "a text speaks of something that is almost a name of the spec",
        text: "Code in backticks that is no name of the service, but nearly one, is most often a slip of the pen, or the name that \
               a field had before.",
        wrong: "key_pair: { … }\npassword: { doc: { en: An alternative to `keypair`., … }, … }",
        right: "key_pair: { … }\npassword: { doc: { en: An alternative to `key_pair`., … }, … }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Services(misspelt),
    },
];

fn untranslated(_: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    let (en, zh) = (words::without_code(&text.en.value), words::without_code(&text.zh.value));
    // A text of signs and names only, such as a version, is the same in every language.
    let is_language =
        |text: &str| text.split_whitespace().any(|word| word.chars().filter(|character| character.is_alphabetic()).count() > 1);
    if en.trim() == zh.trim() && is_language(&en) {
        let finding = findings.add(&text.subject, "the text is the same in both languages").at(text.zh.span, "the Chinese");
        finding.at(text.en.span, "the English");
    } else if is_language(&zh) && !zh.contains(is_han) {
        findings.add(&text.subject, "the Chinese text is not in Chinese").at(text.zh.span, "no Chinese character");
    } else if text.purpose != Purpose::Record && en.contains(is_han) {
        // Errata quote what is printed.
        findings.add(&text.subject, "the English text has Chinese characters").at(text.en.span, "some are Chinese");
    }
}

fn disagree(_: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    let both = |of: for<'t> fn(&'t str) -> Vec<&'t str>| {
        let set = |written: &Written<String>| of(&written.value).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        (set(text.en), set(text.zh))
    };
    let (en, zh) = both(words::code);
    let mut report = |missing: Vec<&String>, from: &Written<String>, there: &str, here: &str| {
        if let Some(first) = missing.first() {
            let message = format!("`{first}` is in the {there} text and not in the {here} one");
            findings.add(&text.subject, message).at(from.span, format!("the {here}"));
        }
    };
    report(en.difference(&zh).collect(), text.zh, "English", "Chinese");
    report(zh.difference(&en).collect(), text.en, "Chinese", "English");
    // Small numbers may be words.
    let (en, zh) = both(|text| words::numbers(text).into_iter().filter(|number| number.len() > 1).collect());
    report(en.difference(&zh).collect(), text.zh, "English", "Chinese");
    report(zh.difference(&en).collect(), text.en, "Chinese", "English");
}

const SIGNS: [(char, char); 8] = [(',', '，'), (':', '：'), (';', '；'), ('?', '？'), ('!', '！'), ('.', '。'), ('(', '（'), (')', '）')];

fn punctuation(spec: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    let characters = own_characters(&text.zh.value);
    let wrong = characters.windows(3).filter_map(|window| {
        let (at, sign) = window[1];
        let right = SIGNS.iter().find(|(wrong, _)| *wrong == sign).map(|(_, right)| *right);
        right.filter(|_| is_han(window[0].1) && is_han(window[2].1)).map(|right| (at, sign, right))
    });
    let wrong: Vec<_> = wrong.collect();
    let Some((first, sign, right)) = wrong.first() else { return };
    let finding = findings.add(&text.subject, format!("`{sign}` between Chinese characters"));
    match spec.literal(text.zh) {
        Some(start) => {
            let span = |at: usize| Span { start: start + at, end: start + at + 1, ..text.zh.span };
            finding
                .at(span(*first), format!("should be `{right}`"))
                .fix(wrong.iter().map(|(at, _, right)| Edit::replace(span(*at), *right)));
        }
        None => {
            finding.at(text.zh.span, "in this text");
        }
    }
}

fn spacing(spec: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    if text.purpose == Purpose::Quoted {
        return;
    }
    let characters = own_characters(&text.zh.value);
    let is_western = |character: char| character.is_ascii_alphanumeric() || character == '`';
    let is_stuck = |one: char, other: char| is_han(one) && is_western(other) || is_western(one) && is_han(other);
    let stuck: Vec<usize> = characters.windows(2).filter(|pair| is_stuck(pair[0].1, pair[1].1)).map(|pair| pair[1].0).collect();
    let Some(first) = stuck.first() else { return };
    let finding = findings.add(&text.subject, "Chinese and Western characters stick together");
    match spec.literal(text.zh) {
        Some(start) => {
            let between = |at: &usize| Span { start: start + at, end: start + at, ..text.zh.span };
            finding.at(between(first), "put a blank here").fix(stuck.iter().map(|at| Edit::replace(between(at), " ")));
        }
        None => {
            finding.at(text.zh.span, "in this text");
        }
    }
}

/// The characters of a text that are its own, neither code nor quoted, each with its place.
fn own_characters(text: &str) -> Vec<(usize, char)> {
    words::without_quotes(&words::without_code(text)).char_indices().collect()
}

/// Spellings of a word, and where each occurs.
type Spellings<'a> = BTreeMap<String, Vec<(String, &'a Written<String>)>>;

fn acronyms(spec: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let mut spellings: BTreeMap<String, Spellings<'_>> = BTreeMap::new();
    let of_service = |text: &&Text<'_>| text.service.is_some_and(|of| std::ptr::eq(of, service.service));
    for text in spec.texts.iter().filter(of_service).filter(|text| !matches!(text.purpose, Purpose::Quoted | Purpose::Record)) {
        let mut prose = words::without_code(&text.en.value);
        for term in spec.terms {
            prose = prose.replace(term.as_str(), &"`".repeat(term.len()));
        }
        for (at, word) in words::words(&prose) {
            let is_acronym = word.len() > 1 && word.len() < 6 && word.chars().all(|letter| letter.is_ascii_uppercase());
            let is_small = word.chars().all(|letter| letter.is_ascii_lowercase());
            // A word inside of a name, a path or a host is spelt as that is.
            let (before, behind) = (prose[..at].chars().next_back(), &prose[at + word.len()..]);
            let joins = |character: char| "_/-@:.".contains(character);
            let mut behind = behind.chars();
            let joined_behind =
                behind.next().is_some_and(joins) && behind.next().is_some_and(|character| character.is_ascii_alphanumeric());
            let alone = !before.is_some_and(joins) && !joined_behind;
            if alone && (is_acronym || is_small) {
                let of_word = spellings.entry(word.to_ascii_lowercase()).or_default();
                of_word.entry(word.to_owned()).or_default().push((text.subject.clone(), text.en));
            }
        }
    }
    for of_word in spellings.values().filter(|of_word| of_word.len() > 1) {
        let Some((usual, _)) = of_word.iter().max_by_key(|(_, places)| places.len()) else { continue };
        for (spelling, places) in of_word.iter().filter(|(spelling, _)| *spelling != usual) {
            for (subject, text) in places {
                let message = format!("`{spelling}` is `{usual}` in most texts of the service");
                let finding = findings.add(subject, message).at(spec.place_of(text, spelling), format!("elsewhere `{usual}`"));
                finding.help(format!("write `{usual}`, or put the phrase under `terms` in .lint.yaml if it is spelt like this"));
            }
        }
    }
}

fn misspelt(spec: &Spec<'_>, service: &Service<'_>, findings: &mut Findings) {
    let known = names_of(service);
    let of_service = |text: &&Text<'_>| text.service.is_some_and(|of| std::ptr::eq(of, service.service));
    for text in spec.texts.iter().filter(of_service).filter(|text| text.purpose != Purpose::Record) {
        for written in [text.en, text.zh] {
            for name in words::code(&written.value) {
                // Short words and values are close to everything.
                let is_name = name.len() > 5 && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
                if !is_name || known.contains(name) {
                    continue;
                }
                let is_close =
                    |known: &&str| known.len() > 5 && known.len().abs_diff(name.len()) < 3 && strsim::damerau_levenshtein(name, known) < 3;
                if let Some(close) = known.iter().copied().find(is_close) {
                    let message = format!("there is no `{name}` in the service");
                    findings
                        .add(&text.subject, message)
                        .at(spec.place_of(written, name), "almost a name")
                        .help(format!("did you mean `{close}`?"));
                }
            }
        }
    }
}

/// Every name of a service that a text may speak of, and every value that it shows.
fn names_of<'a>(service: &Service<'a>) -> BTreeSet<&'a str> {
    let service = service.service;
    let mut names = BTreeSet::new();
    let mut add_fields = |fields: &'a [Field]| {
        for field in fields {
            let values = field.examples.iter().map(|(_, value)| value).chain(&field.default).filter_map(|value| value.as_str());
            names.extend(values.chain([field.wire.as_str(), field.rust.as_str()]));
        }
    };
    for fields in [&service.headers, &service.parameters, &service.common_response, &service.list_item_fields] {
        add_fields(fields);
    }
    for operation in &service.operations {
        add_fields(&operation.input.fields);
        if let Content::Fields(shape) = &operation.response.content {
            add_fields(&shape.fields);
        }
    }
    for definition in &service.types {
        if let Shape::Struct(shape) = &definition.shape {
            add_fields(&shape.fields);
        }
    }
    for definition in &service.types {
        names.insert(&definition.name);
        if let Shape::Enum(values) = &definition.shape {
            names.extend(values.iter().map(|value| value.wire.as_str()));
        }
    }
    names.extend(service.operations.iter().map(|operation| operation.name.as_str()));
    names.extend(service.errors.iter().map(|error| error.code.as_str()));
    names.extend(service.groups.iter().map(|group| group.name.as_str()));
    names
}

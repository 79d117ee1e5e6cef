//! What texts say, in either language.

use crate::diagnostic::Severity;
use crate::lint::finding::{Edit, Findings};
use crate::lint::rule::{Check, Rule};
use crate::lint::spec::{Call, Field, Purpose, Spec, Text};
use crate::lint::words;
use crate::source::{Span, Written};

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "unfinished-text",
        title: "a text says that it is still to be written",
        text: "Whoever reads the reference or the client's documentation meets it as it is. Scaffolds and drafts leave such \
               texts behind on purpose, so that none is forgotten.",
        wrong: "doc: { en: TBD, zh: 待补充 }",
        right: "doc: { en: Id of the cluster., zh: 集群的 ID。 }",
        severity: Severity::Error,
        fixable: false,
        check: Check::Texts(unfinished),
    },
    Rule {
        id: "short-doc",
        title: "a description is a single word",
        text: "One word names a thing and says nothing about it. Say what it means to whoever sends or reads the field.",
        wrong: "name: { type: string, doc: { en: Name., zh: 名。 } }",
        right: "name: { type: string, doc: { en: Name of the cluster., zh: 集群的名称。 } }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Texts(short),
    },
    Rule {
        id: "doc-restates-name",
        title: "a description only repeats the name",
        text: "The name stands beside the description everywhere. Say what it does not: of what, for whom, since when.",
        wrong: "node_tags: { type: list<Tag>, doc: { en: The node tags., zh: 节点标签。 } }",
        right: "node_tags: { type: list<Tag>, doc: { en: Tags that new nodes get., zh: 新节点带有的标签。 } }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(restates_name),
    },
    Rule {
        id: "copied-doc",
        title: "two fields beside each other have the same description",
        text: "Most often one of the two was copied and never changed; otherwise they leave open how they differ.",
        wrong: "fields:\n  start: { type: timestamp, doc: { en: When it began., zh: 开始时间。 } }\n  end: { type: timestamp, doc: { en: When it began., zh: 开始时间。 } }",
        right: "fields:\n  start: { type: timestamp, doc: { en: When it began., zh: 开始时间。 } }\n  end: { type: timestamp, doc: { en: When it ended., zh: 结束时间。 } }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Fields(copied),
    },
    Rule {
        id: "doc-repeats-summary",
        title: "the description of an operation is its summary once more",
        text: "The summary is printed above it. Leave the description out, or say what a caller needs to know beyond the summary.",
        wrong: "summary: { en: List the nodes, zh: 列出节点 }\ndoc: { en: List the nodes., zh: 列出节点。 }",
        right: "summary: { en: List the nodes, zh: 列出节点 }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Calls(repeats_summary),
    },
    Rule {
        id: "missing-full-stop",
        title: "a description does not end like a sentence",
        text: "Descriptions are printed one behind the other, with limits and defaults after them; without a full stop they run \
               into each other.",
        wrong: "doc: { en: Id of the cluster, zh: 集群的 ID }",
        right: "doc: { en: Id of the cluster., zh: 集群的 ID。 }",
        severity: Severity::Warning,
        fixable: true,
        check: Check::Texts(missing_full_stop),
    },
    Rule {
        id: "summary-full-stop",
        title: "a summary or a title ends in a full stop",
        text: "Summaries and titles stand in headings and lists, where a full stop is a mistake.",
        wrong: "summary: { en: Delete a cluster., zh: 删除集群。 }",
        right: "summary: { en: Delete a cluster, zh: 删除集群 }",
        severity: Severity::Warning,
        fixable: true,
        check: Check::Texts(summary_full_stop),
    },
    Rule {
        id: "long-summary",
        title: "a summary or a title is too long for a heading",
        text: "It has to fit into lists, tables of contents and the first line of a Rust doc comment: 80 characters of English, 40 \
               of Chinese, on one line. What goes beyond belongs into `doc`.",
        wrong: "summary: { en: Delete a cluster together with all of its nodes unless they are kept by means of a parameter, zh: … }",
        right: "summary: { en: Delete a cluster, zh: 删除集群 }",
        severity: Severity::Warning,
        fixable: false,
        check: Check::Texts(long_summary),
    },
    Rule {
        id: "stray-blank",
        title: "a text has a blank too many",
        text: "Two blanks in a row, or one before a comma or a full stop. Renderers differ in what they make of it.",
        wrong: "doc: { en: Id  of the cluster ., zh: 集群的 ID。 }",
        right: "doc: { en: Id of the cluster., zh: 集群的 ID。 }",
        severity: Severity::Note,
        fixable: true,
        check: Check::Texts(stray_blank),
    },
];

const UNFINISHED_WORDS: [&str; 3] = ["tbd", "todo", "lorem"];
const UNFINISHED_SIGNS: [&str; 7] = ["", "-", "…", "???", "待补充", "待定", "待写"];

fn unfinished(_: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    for written in [text.en, text.zh].into_iter().filter(|written| is_unfinished(&written.value)) {
        findings.add(&text.subject, "this text is still to be written").at(written.span, "unfinished").help("write it, in your own words");
    }
}

fn is_unfinished(text: &str) -> bool {
    let prose = words::without_code(text.trim());
    let mut words = words::words(&prose).into_iter().map(|(_, word)| word.to_ascii_lowercase());
    UNFINISHED_SIGNS.contains(&prose.trim_end_matches(['.', '。'])) || words.any(|word| UNFINISHED_WORDS.contains(&word.as_str()))
}

fn short(_: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    if text.purpose != Purpose::Explanation || is_unfinished(&text.en.value) {
        return;
    }
    if text.en.value.split_whitespace().count() == 1 {
        findings.add(&text.subject, "the English description is a single word").at(text.en.span, "says next to nothing");
    }
    if text.zh.value.chars().filter(|character| character.is_alphanumeric()).count() < 2 {
        findings.add(&text.subject, "the Chinese description is a single character").at(text.zh.span, "says next to nothing");
    }
}

/// Words that add nothing to a name. Others do: `Id of the cluster.` says that `cluster_id` is no number of clusters.
const FILLERS: [&str; 6] = ["the", "a", "an", "this", "its", "value"];

fn restates_name(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let written = &field.written.doc.en;
    let singular = |word: &str| word.trim_end_matches('s').to_owned();
    let said = words::words(&written.value).into_iter().map(|(_, word)| word.to_ascii_lowercase());
    let said: Vec<_> = said.filter(|word| !FILLERS.contains(&word.as_str())).map(|word| singular(&word)).collect();
    let of_name: Vec<_> = words::of_name(&field.field.wire).iter().map(|word| singular(word)).collect();
    if said == of_name && !is_unfinished(&written.value) {
        let message = format!("the description of `{}` only repeats its name", field.field.wire);
        findings.add(&field.subject, message).at(written.span, "says nothing new").at(field.field.at, "the name");
    }
}

fn copied(_: &Spec<'_>, field: &Field<'_>, findings: &mut Findings) {
    let own = &field.field;
    let before = field.siblings.iter().take_while(|sibling| sibling.at != own.at);
    let twin =
        before.filter(|sibling| sibling.wire != own.wire).find(|sibling| sibling.doc.en == own.doc.en && sibling.doc.zh == own.doc.zh);
    if let Some(twin) = twin.filter(|_| !is_unfinished(&own.doc.en)) {
        let message = format!("`{}` and `{}` have the same description", twin.wire, own.wire);
        findings.add(&field.subject, message).at(field.written.doc.en.span, "the second").at(twin.at, "the field with the first");
    }
}

fn repeats_summary(_: &Spec<'_>, call: &Call<'_>, findings: &mut Findings) {
    let Some(doc) = &call.written.doc else { return };
    let bare = |text: &str| text.trim().trim_end_matches(['.', '。']).to_lowercase();
    if bare(&doc.en.value) == bare(&call.written.summary.en.value) {
        let message = format!("the description of `{}` is its summary once more", call.operation.name);
        let finding =
            findings.add(&call.subject, message).at(doc.en.span, "the description").at(call.written.summary.en.span, "the summary");
        finding.help("leave `doc` out, or say what the summary does not");
    }
}

fn missing_full_stop(spec: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    if !matches!(text.purpose, Purpose::Explanation | Purpose::Meaning | Purpose::Record) {
        return;
    }
    for (written, stop, stops) in [(text.en, ".", [".", "!", "?"]), (text.zh, "。", ["。", "！", "？"])] {
        let value = written.value.trim_end();
        let inner = value.trim_end_matches(['”', '"', '）', ')']);
        let ends = stops.iter().any(|stop| value.ends_with(stop) || inner.ends_with(stop));
        // What is not written yet, or not in this language, is said by other rules.
        let is_foreign = stop == "。" && !value.contains(words::is_han);
        if ends || is_foreign || is_unfinished(value) {
            continue;
        }
        let finding =
            findings.add(&text.subject, "a description ends like a sentence").at(last_character(spec, written), format!("add `{stop}`"));
        if let Some(end) = end_of_words(spec, written) {
            finding.fix([Edit::replace(end, stop)]);
        }
    }
}

fn summary_full_stop(spec: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    if !matches!(text.purpose, Purpose::Title | Purpose::Summary) {
        return;
    }
    for (written, stop) in [(text.en, "."), (text.zh, "。")] {
        let value = written.value.trim_end();
        // Three dots are no full stop.
        if !value.ends_with(stop) || value.ends_with("..") {
            continue;
        }
        let what = if text.purpose == Purpose::Title { "a title" } else { "a summary" };
        let finding =
            findings.add(&text.subject, format!("{what} ends without a full stop")).at(last_character(spec, written), "take it out");
        if let Some(end) = end_of_words(spec, written) {
            finding.fix([Edit::remove(Span { start: end.start - stop.len(), ..end })]);
        }
    }
}

fn long_summary(_: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    if !matches!(text.purpose, Purpose::Title | Purpose::Summary) {
        return;
    }
    for (written, most) in [(text.en, 80), (text.zh, 40)] {
        let length = written.value.trim().chars().count();
        if length > most {
            let message = format!("{length} characters are too many for a heading");
            findings.add(&text.subject, message).at(written.span, format!("at most {most}")).help("say the rest in `doc`");
        } else if written.value.trim().contains('\n') {
            findings.add(&text.subject, "a heading is one line").at(written.span, "several lines").help("say the rest in `doc`");
        }
    }
}

/// Blanks that are too many, and what should be there.
const STRAY: [(&str, &str); 7] = [("  ", " "), (" .", "."), (" ,", ","), (" ;", ";"), (" 。", "。"), (" ，", "，"), (" 、", "、")];

fn stray_blank(spec: &Spec<'_>, text: &Text<'_>, findings: &mut Findings) {
    for written in [text.en, text.zh] {
        let prose = words::without_code(&written.value);
        // The beginning of a name like `.ssh` is no full stop.
        let is_stray = |wrong: &str, at: usize| wrong != " ." || prose[at + 2..].chars().next().is_none_or(char::is_whitespace);
        let of = |(wrong, right): &(&'static str, &'static str)| {
            let places: Vec<_> = prose.match_indices(*wrong).map(|(at, _)| at).filter(|at| is_stray(wrong, *at)).collect();
            places.into_iter().map(|at| (at, wrong.len(), *right)).collect::<Vec<_>>()
        };
        let mut stray: Vec<(usize, usize, &str)> = STRAY.iter().flat_map(of).collect();
        stray.sort_unstable();
        // Of two that overlap, the second is looked at again when the first has been mended.
        stray.dedup_by(|next, kept| next.0 < kept.0 + kept.1);
        let Some((first, length, _)) = stray.first().copied() else { continue };
        let finding = findings.add(&text.subject, "a blank too many");
        match spec.literal(written) {
            Some(start) => {
                let span = |at: usize, length: usize| Span { start: start + at, end: start + at + length, ..written.span };
                finding
                    .at(span(first, length), "here")
                    .fix(stray.iter().map(|(at, length, right)| Edit::replace(span(*at, *length), *right)));
            }
            None => {
                finding.at(written.span, "in this text");
            }
        }
    }
}

/// The last character of a text as it is written.
fn last_character(spec: &Spec<'_>, written: &Written<String>) -> Span {
    match end_of_words(spec, written) {
        Some(end) => {
            let before = spec.text_at(Span { start: written.span.start, ..end });
            let length = before.chars().next_back().map_or(0, char::len_utf8);
            Span { start: end.start - length, ..end }
        }
        None => written.span,
    }
}

/// Where the words of a text end: before its quotation mark, if it has one. `None` where they are written in another
/// way than they read.
fn end_of_words(spec: &Spec<'_>, written: &Written<String>) -> Option<Span> {
    let raw = spec.text_at(written.span);
    let body = raw.strip_suffix(['"', '\'']).filter(|_| raw.starts_with(['"', '\''])).unwrap_or(raw);
    let last = written.value.trim_end().chars().next_back()?;
    body.ends_with(last).then(|| {
        let end = written.span.start + body.len();
        Span { start: end, end, ..written.span }
    })
}

//! A page for a pull request.

use super::{Report, place};

/// A report as Markdown: a table of findings, the worst first, and a line that sums it up.
pub fn write(report: &Report<'_>) -> String {
    let mut text = format!("## ackgen {}\n\n", report.command);
    if !report.findings.is_empty() {
        let mut findings: Vec<_> = report.findings.iter().map(|(finding, _)| *finding).collect();
        findings.sort_by_key(|finding| finding.severity);
        text.push_str("| | finding | where | what |\n|---|---|---|---|\n");
        for finding in findings {
            let mut places =
                finding.places.iter().map(|(span, _)| format!("`{}:{}`", report.path(span.file), place::of(report.files, *span).line));
            let first = places.next().map(|place| cell(&place)).unwrap_or_default();
            let others =
                places.zip(finding.places.iter().skip(1)).map(|(place, (_, label))| format!("<br>{}: {}", cell(label), cell(&place)));
            let place = format!("{first}{}", others.collect::<String>());
            let help = finding.notes.iter().chain(&finding.help).map(|help| format!("<br>{}", cell(help)));
            let what = format!("{}{}", cell(&finding.message), help.collect::<String>());
            text.push_str(&format!("| {} | `{}` | {} | {what} |\n", finding.severity.name(), finding.code, place));
        }
        text.push('\n');
    }
    let verdict = report.verdict.iter().map(|verdict| format!("\n```text\n{}\n```\n", verdict.text));
    format!("{text}{}\n{}", report.counts(), verdict.collect::<String>())
}

/// A text that stays in its cell and is shown as it is: code keeps its backticks, everything else is no markup.
pub fn cell(text: &str) -> String {
    let mut inside = false;
    let mut cell = String::new();
    for character in text.chars() {
        match character {
            '`' => {
                inside = !inside;
                cell.push('`');
            }
            '|' => cell.push_str("\\|"),
            character if character.is_control() => cell.push(' '),
            '&' if !inside => cell.push_str("&amp;"),
            '<' if !inside => cell.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '\\' | '#' | '~' | '!' if !inside => cell.extend(['\\', character]),
            _ => cell.push(character),
        }
    }
    // An odd backtick would let code run on into the next cell.
    if inside { cell.replace('`', "\\`") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_no_markup_but_code() {
        assert_eq!(cell("`a|b_c` <b> [x](y)\n| end"), "`a\\|b_c` &lt;b> \\[x\\](y) \\| end");
        assert_eq!(cell("an odd ` one"), "an odd \\` one");
    }
}

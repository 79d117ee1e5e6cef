//! Commands that make GitHub annotate the lines of a change.

use super::{Report, place};
use crate::diagnostic::Severity;

/// A report as commands, and a line that sums it up.
pub fn write(report: &Report<'_>) -> String {
    let mut text = String::new();
    for (finding, _) in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some((span, _)) = finding.places.first() {
            let place = place::of(report.files, *span);
            properties.push(format!("file={}", property(&report.path(span.file))));
            properties.push(format!("line={},endLine={},col={},endColumn={}", place.line, place.end_line, place.column, place.end_column));
        }
        properties.push(format!("title={}", property(finding.code)));
        let help = finding.notes.iter().chain(&finding.help).map(|help| format!("\n{help}"));
        let message = format!("{}{}", finding.message, help.collect::<String>());
        text.push_str(&format!("::{command} {}::{}\n", properties.join(","), data(&message)));
    }
    format!("{text}{}\n", report.summary())
}

/// A message: percent signs and line breaks would end or change the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, which ends at a colon or a comma besides.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_a_command() {
        assert_eq!(data("50%\n::error::no"), "50%25%0A::error::no");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}

//! One JSON object.

use serde_json::{Value, json};

use super::{Report, place};

/// A report as JSON.
pub fn write(report: &Report<'_>) -> String {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|(finding, fix)| {
            let places = finding.places.iter().map(|(span, label)| {
                let place = place::of(report.files, *span);
                json!({
                    "path": report.path(span.file),
                    "line": place.line,
                    "column": place.column,
                    "end_line": place.end_line,
                    "end_column": place.end_column,
                    "label": label,
                })
            });
            let mut found = json!({
                "id": finding.code,
                "severity": finding.severity.name(),
                "about": finding.about,
                "message": finding.message,
                "help": finding.help,
                "places": places.collect::<Vec<_>>(),
                "fixable": fix.is_some(),
            });
            finding.facts.iter().for_each(|(key, value)| found[*key] = value.clone());
            found
        })
        .collect();
    let mut report_as_json = json!({
        "command": report.command,
        "rules": report.rules.len(),
        "items": report.items,
        "suppressed": report.suppressed,
        "findings": findings,
    });
    let facts = report.verdict.iter().flat_map(|verdict| &verdict.facts);
    facts.for_each(|(key, value)| report_as_json[*key] = value.clone());
    format!("{report_as_json:#}\n")
}

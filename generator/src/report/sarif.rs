//! Static Analysis Results Interchange Format, version 2.1.0.

use serde_json::{Value, json};

use super::{Report, place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::Fix;
use crate::source::Span;

/// A report as SARIF.
pub fn write(report: &Report<'_>) -> String {
    let rules: Vec<Value> = report
        .rules
        .iter()
        .map(|(rule, severity)| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": rule.text },
                "help": { "text": format!("{}\n\n{}\n\n{}\n\n{}", rule.titles()[0], rule.wrong, rule.titles()[1], rule.right) },
                "defaultConfiguration": { "level": level(*severity) },
            })
        })
        .collect();
    let results: Vec<Value> = report.findings.iter().map(|(finding, fix)| result(report, finding, *fix)).collect();
    let driver = json!({ "name": format!("ackgen {}", report.command), "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let mut properties = json!({ "items": report.items, "suppressed": report.suppressed });
    report.verdict.iter().flat_map(|verdict| &verdict.facts).for_each(|(key, value)| properties[*key] = value.clone());
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": properties,
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn result(report: &Report<'_>, finding: &Diagnostic, fix: Option<&Fix>) -> Value {
    let help = finding.notes.iter().chain(&finding.help).map(|help| format!("\n{help}"));
    let message = format!("{}{}", finding.message, help.collect::<String>());
    let mut result = json!({ "ruleId": finding.code, "level": level(finding.severity), "message": { "text": message } });
    if let Some(index) = report.rules.iter().position(|(rule, _)| rule.id == finding.code) {
        result["ruleIndex"] = json!(index);
    }
    let mut places = finding.places.iter();
    if let Some((span, _)) = places.next() {
        let mut location = json!({ "physicalLocation": physical(report, *span) });
        if let Some(about) = &finding.about {
            location["logicalLocations"] = json!([{ "fullyQualifiedName": about }]);
        }
        result["locations"] = json!([location]);
    }
    let related: Vec<Value> =
        places.map(|(span, label)| json!({ "physicalLocation": physical(report, *span), "message": { "text": label } })).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if !finding.facts.is_empty() {
        result["properties"] = finding.facts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    }
    if let Some(fix) = fix {
        result["fixes"] = json!([{ "artifactChanges": changes(report, fix) }]);
    }
    result
}

fn physical(report: &Report<'_>, span: Span) -> Value {
    json!({ "artifactLocation": { "uri": uri(&report.path(span.file)) }, "region": region(report, span) })
}

fn region(report: &Report<'_>, span: Span) -> Value {
    let place = place::of(report.files, span);
    json!({ "startLine": place.line, "startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column })
}

/// What a fix changes, file by file.
fn changes(report: &Report<'_>, fix: &Fix) -> Vec<Value> {
    let mut files: Vec<_> = fix.edits.iter().map(|edit| edit.span.file).collect();
    files.sort_unstable();
    files.dedup();
    let of_file = |file| {
        let edits = fix.edits.iter().filter(move |edit| edit.span.file == file);
        let replacements: Vec<Value> =
            edits.map(|edit| json!({ "deletedRegion": region(report, edit.span), "insertedContent": { "text": edit.text } })).collect();
        json!({ "artifactLocation": { "uri": uri(&report.path(file)) }, "replacements": replacements })
    };
    files.into_iter().map(of_file).collect()
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

//! A call beside what was expected, row by row.

use std::fmt;

use serde_json::Value;

use super::{Expected, has_all};
use crate::journal::Call;
use crate::rules::{ANY, matches};

/// How much of a value is shown.
const WIDTH: usize = 40;

/// What is expected, what came, and whether they differ.
struct Row {
    name: String,
    expected: String,
    came: String,
    differs: bool,
}

pub(super) struct Table {
    rows: Vec<Row>,
    /// Whether it is a call of another operation altogether.
    is_other: bool,
}

impl Table {
    pub(super) fn new(expected: &Expected, call: &Call) -> Self {
        let operation = call.operation().unwrap_or("none");
        let is_other = !matches(&expected.operation, operation);
        let mut rows = Vec::new();
        if expected.operation != ANY {
            rows.push(Row::texts("operation", Some(&expected.operation), Some(operation), is_other));
        }
        if let Some(tenant) = &expected.tenant {
            let came = call.tenant();
            rows.push(Row::texts("tenant", Some(tenant), came, !came.is_some_and(|came| matches(tenant, came))));
        }
        if let Some(status) = expected.status {
            let (status, came) = (status.to_string(), call.status().map(|status| status.to_string()));
            rows.push(Row::texts("status", Some(&status), came.as_deref(), came.as_ref() != Some(&status)));
        }
        let shown = call.masked_like(&expected.with);
        add_rows(&mut rows, "", &Compared { expected: &expected.with, shown: &shown, came: &call.input(), masked: &call.masked_input() });
        Self { rows, is_other }
    }

    /// How far it is from what was expected.
    pub(super) fn distance(&self) -> (bool, usize) {
        (self.is_other, self.rows.iter().filter(|row| row.differs).count())
    }
}

/// A part of what was expected beside the same part of what came; each as it is, and as it may be shown.
struct Compared<'v> {
    expected: &'v Value,
    shown: &'v Value,
    came: &'v Value,
    masked: &'v Value,
}

/// A row for each field that is expected.
fn add_rows(rows: &mut Vec<Row>, path: &str, compared: &Compared<'_>) {
    static NOTHING: Value = Value::Null;
    let Value::Object(fields) = compared.expected else {
        if !path.is_empty() {
            let differs = match compared.expected {
                Value::Null => !compared.came.is_null(),
                expected => !has_all(compared.came, expected),
            };
            rows.push(Row { name: path.to_owned(), expected: text(compared.shown), came: text(compared.masked), differs });
        }
        return;
    };
    for (name, expected) in fields {
        let inside = |value: &'_ Value| value.get(name).is_some();
        let part = |value| if inside(value) { &value[name.as_str()] } else { &NOTHING };
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let compared = Compared { expected, shown: part(compared.shown), came: part(compared.came), masked: part(compared.masked) };
        add_rows(rows, &path, &compared);
    }
}

fn text(value: &Value) -> String {
    if value.is_null() {
        return "nothing".to_owned();
    }
    let text = value.to_string();
    if text.chars().count() <= WIDTH { text } else { text.chars().take(WIDTH - 1).chain(['…']).collect() }
}

impl Row {
    fn texts(name: &str, expected: Option<&str>, came: Option<&str>, differs: bool) -> Self {
        let text = |text: Option<&str>| text.unwrap_or("nothing").to_owned();
        Self { name: name.to_owned(), expected: text(expected), came: text(came), differs }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: fn(&Row) -> &str, title: &str| {
            self.rows.iter().map(|row| of(row).chars().count()).chain([title.len()]).max().unwrap_or_default()
        };
        let (name, expected, came) = (width(|row| &row.name, ""), width(|row| &row.expected, "expected"), width(|row| &row.came, "came"));
        writeln!(formatter, "    {:name$}  {:expected$}  came", "", "expected")?;
        for row in &self.rows {
            let mark = if row.differs { "  <- differs" } else { "" };
            let line = format!("    {:name$}  {:expected$}  {:came$}{mark}", row.name, row.expected, row.came);
            writeln!(formatter, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

//! Tables, as the templates print them.

use serde::Serialize;

use super::markdown::Inline;
use super::site::Page;
use super::words::label;

/// A table: as many cells in every row as there are headings.
#[derive(Debug, Serialize)]
pub struct Table {
    headers: Vec<Inline>,
    rows: Vec<Vec<Inline>>,
}

impl Table {
    /// A table without rows; the columns by the names of their labels.
    pub fn new(page: &Page<'_>, columns: &[&str]) -> Self {
        Self { headers: columns.iter().map(|name| Inline::trusted(label(page.language, name))).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push<const N: usize>(&mut self, cells: [Inline; N]) {
        debug_assert_eq!(self.headers.len(), N, "a row has a cell a column");
        self.rows.push(cells.into());
    }

    /// The table without columns that are empty in every row; nothing where there are no rows.
    pub fn finish(mut self) -> Option<Self> {
        let filled: Vec<bool> = (0..self.headers.len()).map(|column| self.rows.iter().any(|row| !row[column].is_empty())).collect();
        for cells in self.rows.iter_mut().chain([&mut self.headers]) {
            let mut column = filled.iter();
            cells.retain(|_| column.next().copied().unwrap_or_default());
        }
        (!self.rows.is_empty()).then_some(self)
    }
}

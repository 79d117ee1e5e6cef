//! Which row is that of which entry. Names repeat (`key`, `name`, `value`), and a table does not say which rows belong
//! to which struct, so that the order decides; what is out of order is matched by name afterwards.

use super::expected::Entry;
use super::{Context, compare};
use crate::guide::fold::{compact, folded};
use crate::guide::table::{Column, Row, dotted};

/// For each row, the entry that it is the row of.
pub fn align(context: Context<'_>, rows: &[Row], entries: &[Entry<'_>]) -> Vec<Option<usize>> {
    let scores: Vec<Vec<u32>> = rows.iter().map(|row| entries.iter().map(|entry| likeness(context, row, entry)).collect()).collect();
    let mut matched = in_order(&scores, entries.len());
    out_of_order(&scores, entries, &mut matched);
    matched
}

/// The most alike pairs that keep the order of both sides.
fn in_order(scores: &[Vec<u32>], entries: usize) -> Vec<Option<usize>> {
    let rows = scores.len();
    // best[i][j]: of the rows from i and the entries from j.
    let mut best = vec![vec![0u32; entries + 1]; rows + 1];
    for row in (0..rows).rev() {
        for entry in (0..entries).rev() {
            let pair = match scores[row][entry] {
                0 => 0,
                score => score + best[row + 1][entry + 1],
            };
            best[row][entry] = pair.max(best[row + 1][entry]).max(best[row][entry + 1]);
        }
    }
    let mut matched = vec![None; rows];
    let (mut row, mut entry) = (0, 0);
    while row < rows && entry < entries {
        let score = scores[row][entry];
        if score > 0 && best[row][entry] == score + best[row + 1][entry + 1] {
            matched[row] = Some(entry);
            (row, entry) = (row + 1, entry + 1);
        } else if best[row][entry] == best[row + 1][entry] {
            row += 1;
        } else {
            entry += 1;
        }
    }
    matched
}

/// Pairs what the order left over: the most alike first; among equals, the row that follows its struct's most closely.
fn out_of_order(scores: &[Vec<u32>], entries: &[Entry<'_>], matched: &mut [Option<usize>]) {
    let mut row_of: Vec<Option<usize>> = vec![None; entries.len()];
    for (row, entry) in matched.iter().enumerate() {
        entry.iter().for_each(|entry| row_of[*entry] = Some(row));
    }
    loop {
        let mut best: Option<((u32, std::cmp::Reverse<usize>), usize, usize)> = None;
        for row in (0..matched.len()).filter(|row| matched[*row].is_none()) {
            for entry in (0..entries.len()).filter(|entry| scores[row][*entry] > 0 && row_of[*entry].is_none()) {
                let parent = entries[entry].parent.and_then(|parent| row_of[parent]);
                let distance = parent.filter(|parent| *parent < row).map_or(usize::MAX, |parent| row - parent);
                let rank = (scores[row][entry], std::cmp::Reverse(distance));
                if best.as_ref().is_none_or(|(known, _, _)| rank > *known) {
                    best = Some((rank, row, entry));
                }
            }
        }
        let Some((_, row, entry)) = best else { return };
        matched[row] = Some(entry);
        row_of[entry] = Some(row);
    }
}

/// How alike a row and an entry are; 0 where their names differ.
fn likeness(context: Context<'_>, row: &Row, entry: &Entry<'_>) -> u32 {
    let name = row.text(Column::Name);
    let of_name = match segments(name) {
        Some(path) => same_path(&path, entry) * 1000,
        None => entry.names().map(|known| same_name(name, known)).max().unwrap_or(0),
    };
    if of_name == 0 {
        return 0;
    }
    // Among rows of one name, the other cells tell which is which.
    let agrees = |column: Column, weight: u32| if compare::agrees(context, row, entry, column) { weight } else { 0 };
    of_name
        + agrees(Column::Example, 4)
        + agrees(Column::Type, 3)
        + agrees(Column::Location, 2)
        + agrees(Column::Required, 1)
        + u32::from(entry.claimed) * 8
}

/// The names of a dotted row: `tags.N.key` is `key` inside of `tags`.
pub fn segments(name: &str) -> Option<Vec<String>> {
    dotted(name).map(|path| path.into_iter().map(|(name, _)| name).collect())
}

fn same_path(path: &[String], entry: &Entry<'_>) -> u32 {
    let same = path.len() == entry.path.len() && path.iter().zip(&entry.path).all(|(printed, known)| folded(printed) == folded(known));
    u32::from(same)
}

fn same_name(printed: &str, known: &str) -> u32 {
    let (one, other) = (folded(printed), folded(known));
    if compact(printed) == known {
        1000
    } else if one == other {
        990
    } else if one.to_lowercase() == other.to_lowercase() {
        900
    } else {
        0
    }
}

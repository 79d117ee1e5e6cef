//! Tables whose cells are separated by tabs, as an extraction leaves them: headers repeated on every page, rows cut
//! in two, cells run into their neighbours.

use super::fold::{compact, folded, untagged};
use super::{Part, Piece};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Name of a field or a header.
    Name,
    /// Type of its value.
    Type,
    /// Where in a request it goes.
    Location,
    /// Whether it must be there.
    Required,
    /// A value.
    Example,
    /// What it means.
    Description,
    /// An HTTP status.
    Status,
    /// An error's code.
    Code,
    /// An error's message.
    Message,
}

/// The columns of a header, a column for each word that the vendor's guides use.
const WORDS: [(Column, &[&str]); 9] = [
    (Column::Name, &["名称", "参数名称", "参数名", "参数", "字段", "字段名", "字段名称"]),
    (Column::Type, &["类型", "参数类型", "数据类型", "字段类型"]),
    (Column::Location, &["位置", "参数位置"]),
    (Column::Required, &["是否必选", "是否必须", "是否必需", "是否必填", "必选", "必须", "必填"]),
    (Column::Example, &["示例值", "示例", "样例", "样例值"]),
    (Column::Description, &["描述", "说明", "参数说明", "含义"]),
    (Column::Status, &["httpcode", "http状态码", "状态码"]),
    (Column::Code, &["错误码", "错误代码"]),
    (Column::Message, &["错误信息", "错误消息"]),
];

/// A table: the rows of one part of a section that stand below one header, pages and repeated headers aside.
#[derive(Debug)]
pub struct Table {
    /// The part of the section that it is in.
    pub part: Part,
    /// Its columns, from the left.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its cells, each with its column.
    pub cells: Vec<(Column, Piece)>,
    /// Text between the row before and this one that may belong to either.
    pub before: Vec<Piece>,
    /// Text between this row and the next one that may belong to either.
    pub after: Vec<Piece>,
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, column: Column) -> Option<&Piece> {
        self.cells.iter().find(|(of, _)| *of == column).map(|(_, piece)| piece)
    }

    /// What a column's cell says; nothing where there is no such column.
    pub fn text(&self, column: Column) -> &str {
        self.cell(column).map_or("", |piece| piece.text.as_str())
    }

    fn cell_mut(&mut self, column: Column) -> Option<&mut Piece> {
        self.cells.iter_mut().find(|(of, _)| *of == column).map(|(_, piece)| piece)
    }

    /// Appends another row, which is the rest of this one.
    fn append(&mut self, rest: Row) {
        for (column, piece) in rest.cells.into_iter().filter(|(_, piece)| !piece.text.is_empty()) {
            match self.cell_mut(column) {
                Some(cell) if cell.text.is_empty() => *cell = piece,
                Some(cell) => cell.text = format!("{} {}", cell.text, piece.text),
                None => self.cells.push((column, piece)),
            }
        }
        self.after = rest.after;
    }
}

/// Collects a section's tables, line by line.
#[derive(Default)]
pub struct Tables {
    done: Vec<Raw>,
    strays: Vec<Piece>,
}

/// A table whose rows still are lines.
struct Raw {
    part: Part,
    columns: Vec<Column>,
    lines: Vec<Vec<Piece>>,
}

impl Tables {
    /// Takes a line that has tabs.
    pub fn line(&mut self, part: Part, line: &str, start: usize) {
        let cells = split(line, start);
        if cells.iter().all(|cell| cell.text.chars().all(|character| character == '-')) {
            return;
        }
        let current = self.done.last_mut().filter(|table| table.part == part);
        match (header(&cells), current) {
            // A header that a page break damaged says nothing new; one that is whole follows, or the last one holds.
            (Some(Header::Damaged), _) => {}
            (Some(Header::Whole(columns)), Some(table)) if table.columns == columns => {}
            (Some(Header::Whole(columns)), _) => self.done.push(Raw { part, columns, lines: Vec::new() }),
            (None, Some(table)) => table.lines.push(cells),
            (None, None) => {
                let text = line.trim().to_owned();
                self.strays.push(Piece { text, start, end: start + line.len() });
            }
        }
    }

    /// The tables of fields and of errors, and the lines that belong to none although their part is one of tables.
    pub fn finish(self) -> (Vec<Table>, Vec<Piece>) {
        let is_of_interest = |columns: &[Column]| columns.contains(&Column::Name) || columns.contains(&Column::Code);
        let tables = self.done.into_iter().filter(|raw| is_of_interest(&raw.columns));
        let tables = tables.map(|raw| Table { part: raw.part, rows: rows(&raw.columns, raw.lines), columns: raw.columns });
        (tables.collect(), self.strays)
    }
}

fn split(line: &str, start: usize) -> Vec<Piece> {
    let mut position = start;
    let mut cells = Vec::new();
    for cell in line.split('\t') {
        let text = cell.trim();
        let offset = position + cell.find(text).unwrap_or(0);
        cells.push(Piece { text: untagged(text), start: offset, end: offset + text.len() });
        position += cell.len() + 1;
    }
    cells
}

enum Header {
    /// Every cell names a column.
    Whole(Vec<Column>),
    /// Several do; the others cannot be read.
    Damaged,
}

fn header(cells: &[Piece]) -> Option<Header> {
    let columns: Vec<_> = cells.iter().filter(|cell| !cell.text.is_empty()).map(|cell| column(&cell.text)).collect();
    let known: Vec<Column> = columns.iter().copied().flatten().collect();
    match known.len() {
        0 | 1 => None,
        of_all if of_all == columns.len() => Some(Header::Whole(known)),
        _ => Some(Header::Damaged),
    }
}

fn column(text: &str) -> Option<Column> {
    let word = compact(text).to_lowercase();
    WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(column, _)| *column)
}

/// The rows of a table: lines without a name are text that belongs to a neighbour, or the rest of the row before.
fn rows(columns: &[Column], lines: Vec<Vec<Piece>>) -> Vec<Row> {
    let named = |line: &Vec<Piece>| line.first().is_some_and(|cell| !cell.text.is_empty());
    let mut rows: Vec<Row> = Vec::new();
    let mut loose: Vec<Piece> = Vec::new();
    // For each line, the named one that comes next.
    let mut next = vec![None; lines.len()];
    let mut coming = None;
    for (index, line) in lines.iter().enumerate().rev() {
        next[index] = coming;
        coming = Some(line).filter(|line| named(line)).or(coming);
    }
    for (line, next) in lines.iter().zip(next) {
        if named(line) {
            let mut row = row(columns, line);
            if let Some(last) = rows.last_mut() {
                last.after.clone_from(&loose);
            }
            row.before = std::mem::take(&mut loose);
            rows.push(row);
            continue;
        }
        // Cells that the row before or after has as well were printed once and read twice.
        let next = next.map(|line| words_of(line)).unwrap_or_default();
        let last = rows.last().map(|row| row.cells.iter().map(|(_, piece)| compact(&piece.text)).collect::<String>()).unwrap_or_default();
        let (text, cells): (Vec<&Piece>, Vec<&Piece>) =
            line.iter().filter(|cell| !cell.text.is_empty()).partition(|cell| is_running(&cell.text));
        let doubled = |of: &str| cells.iter().all(|cell| cell.text.split_whitespace().all(|word| of.contains(word)));
        if doubled(&next) || doubled(&last) {
            loose.extend(text.into_iter().cloned());
        } else {
            let rest = row(columns, line);
            match rows.last_mut() {
                Some(row_before) => row_before.append(rest),
                // A row whose name was lost: nobody knows it, which is a finding.
                None => rows.push(rest),
            }
        }
    }
    if let Some(last) = rows.last_mut() {
        last.after = loose;
    }
    rows
}

/// Whether a text is one that only a description has.
fn is_running(text: &str) -> bool {
    text != "是" && text != "否" && text.chars().filter(|character| ('\u{4e00}'..='\u{9fff}').contains(character)).count() > 1
}

fn words_of(line: &[Piece]) -> String {
    line.iter().map(|cell| compact(&cell.text)).collect()
}

fn row(columns: &[Column], cells: &[Piece]) -> Row {
    let mut row = Row::default();
    let whole = cells.len() >= columns.len();
    // With cells too few, the last one still is the last column's; with too many, the last column has the rest.
    let (first, last) = cells.split_at(cells.len().min(columns.len()).saturating_sub(1));
    for (index, column) in columns.iter().enumerate() {
        let cell = if index + 1 == columns.len() { joined(last) } else { first.get(index).cloned() };
        row.cells.push((*column, cell.unwrap_or_default()));
    }
    separate(&mut row, whole);
    row
}

/// The cells that say something, as one.
fn joined(cells: &[Piece]) -> Option<Piece> {
    let cells: Vec<&Piece> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
    let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
    Some(Piece { text, start: cells.first()?.start, end: cells.last()?.end })
}

/// Takes apart a type, a location and whether it is required where these ran into each other.
fn separate(row: &mut Row, whole: bool) {
    const MIDDLE: [Column; 4] = [Column::Type, Column::Location, Column::Required, Column::Example];
    const LOCATIONS: [&str; 4] = ["path", "query", "header", "body"];
    let is_location = |word: &str| LOCATIONS.contains(&word.to_lowercase().as_str());
    if row.cell(Column::Location).is_none() {
        return;
    }
    let mut words = row.text(Column::Type).split_whitespace().skip(1);
    let location = row.text(Column::Location);
    let mixed = words.any(is_location) || (location.split_whitespace().count() > 1 && !is_location(&compact(location)));
    if !mixed && whole {
        return;
    }
    let cells: Vec<Piece> = MIDDLE.iter().filter_map(|column| row.cell(*column)).cloned().collect();
    let Some(Piece { text, start, end }) = joined(&cells) else { return };
    let mut found = [String::new(), String::new(), String::new(), String::new()];
    let mut column = 0;
    for word in text.split_whitespace() {
        let next = match word {
            word if column < 1 && is_location(word) => 1,
            "是" | "否" if column < 2 => 2,
            _ if column == 0 => 0,
            _ => 3,
        };
        if !found[next].is_empty() {
            found[next].push(' ');
        }
        found[next].push_str(word);
        column = next;
    }
    for (column, text) in MIDDLE.into_iter().zip(found) {
        if let Some(cell) = row.cell_mut(column) {
            *cell = Piece { text, start, end };
        }
    }
}

/// Joins a row with the one before where a page cut it in two: its type is empty, and its name is one only together
/// with the name before. `known` says which names there are.
pub fn mend(rows: &[Row], known: impl Fn(&str) -> bool) -> Vec<Row> {
    let mut mended: Vec<Row> = Vec::new();
    for row in rows {
        let is_rest = row.cell(Column::Type).is_some_and(|cell| cell.text.is_empty()) && !known(row.text(Column::Name));
        match mended.last_mut() {
            Some(last) if is_rest && known(&format!("{}{}", last.text(Column::Name), row.text(Column::Name))) => last.append(row.clone()),
            _ => mended.push(row.clone()),
        }
    }
    mended
}

/// What a type's cell says, without damage: `list<string>`, `arrayofnode`, `boolean`.
pub fn type_word(text: &str) -> String {
    let word = compact(text).to_lowercase();
    let word = word.split_inclusive(['<', '>']).map(known_type).collect::<String>();
    // `List <str ing></str`: an extraction that took the item's type for a tag closes it.
    match word.split_once('>') {
        Some((before, _)) => format!("{before}>"),
        None => word,
    }
}

/// The word for a type that a piece is, if but for letters that look alike: `lnteger`.
fn known_type(piece: &str) -> String {
    const WORDS: [&str; 13] =
        ["string", "boolean", "bool", "integer", "int", "long", "number", "double", "float", "struct", "object", "list", "array"];
    let loose = |word: &str| folded(word).replace('i', "l");
    let word = piece.trim_end_matches(['<', '>']);
    let known = WORDS.iter().find(|known| loose(known) == loose(word)).unwrap_or(&word);
    format!("{known}{}", &piece[word.len()..])
}

/// Whether a cell says that something must be there.
pub fn required(text: &str) -> Option<bool> {
    let word = compact(text).to_lowercase();
    match word.chars().next()? {
        '是' => Some(true),
        '否' => Some(false),
        _ if matches!(word.as_str(), "yes" | "true" | "required") => Some(true),
        _ if matches!(word.as_str(), "no" | "false" | "optional") => Some(false),
        _ => None,
    }
}

/// The parts of a dotted name, each with whether it is a list: `tags.N.key` is `key` inside of the list `tags`.
pub fn dotted(name: &str) -> Option<Vec<(String, bool)>> {
    let name = compact(name);
    let is_index = |part: &str| part == "N" || part == "n";
    let parts: Vec<&str> = name.split('.').collect();
    let named = parts.iter().enumerate().filter(|(_, part)| !is_index(part));
    let path: Vec<(String, bool)> =
        named.map(|(index, part)| ((*part).to_owned(), parts.get(index + 1).is_some_and(|next| is_index(next)))).collect();
    (path.len() > 1 && path.iter().all(|(part, _)| !part.is_empty())).then_some(path)
}

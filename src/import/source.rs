//! What every container becomes: paragraphs and grids, each with the place where it stood. Nothing
//! behind this page knows whether the text came from Word, Excel, a web page or a paste.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A document after its container was opened.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Paragraphs and grids in reading order.
    pub blocks: Vec<Block>,
    /// What was passed over on purpose, or looked unusual, while opening it.
    pub findings: Vec<crate::error::Finding>,
    /// What to say when no task is found in it.
    pub if_unread: Option<Text>,
    /// Whether its paragraphs were put together by where lines stand on pages.
    pub has_paragraphs: bool,
    /// Where that was in doubt.
    pub seams: Vec<Seam>,
    /// What no reading takes: notes, the edges of pages, what is hidden.
    pub asides: Asides,
}

/// What a document holds beside its text and its tables. It is only looked at, so that nothing in it is lost in silence.
#[derive(Clone, Debug, Default)]
pub struct Asides {
    lines: Vec<(Aside, String)>,
    bytes: usize,
}

/// What a text beside the others is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Aside {
    /// A footnote or an end note.
    Note,
    /// The head or the foot of a page.
    Edge,
    /// What somebody remarked on the text.
    Comment,
    /// What is not shown.
    Hidden,
    /// A box that stands over the text.
    TextBox,
    /// A list of records beside the one that is read.
    Records,
}

impl Asides {
    /// Bytes of all of them that are looked at.
    const MOST: usize = 256 * 1024;

    /// Adds the lines of a text; no more than can be looked at.
    pub fn push(&mut self, kind: Aside, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.bytes = self.bytes.saturating_add(line.len() + size_of::<(Aside, String)>());
            if self.is_full() {
                return;
            }
            self.lines.push((kind, line.to_owned()));
        }
    }

    /// Whether no more is taken.
    pub fn is_full(&self) -> bool {
        self.bytes > Self::MOST
    }

    /// The lines, each with what it is.
    pub fn lines(&self) -> impl Iterator<Item = (Aside, &str)> {
        self.lines.iter().map(|(kind, line)| (*kind, line.as_str()))
    }
}

impl Aside {
    /// As people call it.
    pub fn words(self) -> Text {
        match self {
            Self::Note => text!("脚注、尾注", "notes"),
            Self::Edge => text!("页眉、页脚", "heads and feet of pages"),
            Self::Comment => text!("批注", "comments"),
            Self::Hidden => text!("隐藏的内容", "what is hidden"),
            Self::TextBox => text!("文本框", "text boxes"),
            Self::Records => text!("另外的数组", "other arrays"),
        }
    }
}

/// A line of running text of which where it stands does not tell whether it begins a paragraph.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Seam {
    /// The line in doubt.
    pub line: SourceLocation,
    /// Whether it was read as the rest of the paragraph above.
    pub is_joined: bool,
}

/// A piece of a document.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum Block {
    /// A line of running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// A line of running text.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Paragraph {
    /// Its text, as written.
    pub text: String,
    /// Where it stood.
    pub location: SourceLocation,
    /// The level of a heading, from 1, where the document itself calls it one: by its style, as `h2`, with `##`.
    #[serde(default)]
    pub heading: Option<u8>,
}

impl Paragraph {
    /// A paragraph that is no heading by itself.
    pub fn new(text: String, location: SourceLocation) -> Self {
        Self { text, location, heading: None }
    }
}

/// A table with every merged cell filled in, whatever file it came from.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Grid {
    /// The name of the sheet, where it has one.
    pub name: Option<String>,
    /// Its rows; all have the same number of cells.
    pub rows: Vec<Row>,
    /// Where its columns stand in the document, from 1, where it was made of another table: none for those that the document
    /// does not have.
    #[serde(default)]
    pub printed: Option<Vec<Option<usize>>>,
}

impl Grid {
    /// A table as it stands in the document.
    pub fn new(name: Option<String>, rows: Vec<Row>) -> Self {
        Self { name, rows, printed: None }
    }

    /// How many columns people see.
    pub(super) fn width(&self) -> usize {
        match &self.printed {
            Some(printed) => printed.iter().flatten().max().copied().unwrap_or(0),
            None => self.rows.first().map_or(0, |row| row.cells.len()),
        }
    }
}

/// A row of a grid.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Row {
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
    /// Where it stood.
    pub location: SourceLocation,
}

/// A cell of a grid.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Cell {
    /// Its text, as written; line breaks inside a cell are `\n`.
    pub text: String,
    /// What a merged area shows here: its own text, or the one that it continues.
    pub merged: Merged,
}

/// How a cell takes part in a merged area. The text of the area stands in each of its cells.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Merged {
    /// The cell stands alone or is the first of its area.
    #[default]
    No,
    /// It continues the cell to its left.
    Left,
    /// It continues the cell above.
    Above,
}

/// Where something stood in the source, in the terms of its container.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum SourceLocation {
    /// Not known.
    #[default]
    Unknown,
    /// Line of a text file, from 1.
    Line(usize),
    /// Paragraph of a document, from 1.
    Paragraph(usize),
    /// Row of a table or a sheet, from 1; tables are counted from 1.
    Row {
        /// Which table or sheet.
        table: usize,
        /// Which row of it.
        row: usize,
    },
    /// Column of a table whose titles stand in its first column, both from 1.
    Column {
        /// Which table or sheet.
        table: usize,
        /// Which column of it.
        column: usize,
    },
    /// Row of the tables of a page, both from 1.
    PageRow {
        /// Which page.
        page: usize,
        /// Which row of the tables on it.
        row: usize,
    },
    /// Line of the running text of a page, both from 1.
    PageLine {
        /// Which page.
        page: usize,
        /// Which line outside of its tables.
        line: usize,
    },
}

impl SourceLocation {
    /// The location that the store keeps as `text`.
    pub fn parse(text: &str) -> Self {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |index: usize| words.get(index).and_then(|word| word.parse().ok());
        match (words.first().copied(), number(1), number(3)) {
            (Some("line"), Some(line), None) => Self::Line(line),
            (Some("paragraph"), Some(paragraph), None) => Self::Paragraph(paragraph),
            (Some("table"), Some(table), Some(number)) => match words.get(2) {
                Some(&"column") => Self::Column { table, column: number },
                _ => Self::Row { table, row: number },
            },
            (Some("page"), Some(page), Some(number)) => match words.get(2) {
                Some(&"row") => Self::PageRow { page, row: number },
                Some(&"line") => Self::PageLine { page, line: number },
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }

    /// Whether it is a line of a text whose lines may break anywhere.
    pub fn is_line(&self) -> bool {
        matches!(self, Self::Line(_) | Self::PageLine { .. })
    }

    /// Whether this is the row of a real table: its cells are merged or not, and a blank one is blank. In lined-up
    /// text a blank place may as well be a merged cell.
    pub(super) fn states_merges(&self) -> bool {
        matches!(self, Self::Row { .. } | Self::Column { .. } | Self::PageRow { .. })
    }

    /// As people read it.
    pub fn words(&self) -> Text {
        match self {
            Self::Unknown => text!("位置不明", "unknown"),
            Self::Line(line) => text!("第 {line} 行", "line {line}"),
            Self::Paragraph(paragraph) => text!("第 {paragraph} 段", "paragraph {paragraph}"),
            Self::Row { table, row } => text!("表 {table} 第 {row} 行", "table {table} row {row}"),
            Self::Column { table, column } => {
                text!("表 {table} 第 {column} 列", "table {table} column {column}")
            }
            Self::PageRow { page, row } => text!("第 {page} 页表格第 {row} 行", "page {page} row {row}"),
            Self::PageLine { page, line } => text!("第 {page} 页正文第 {line} 行", "page {page} line {line}"),
        }
    }
}

impl std::fmt::Display for SourceLocation {
    /// As the store keeps it: `line 63`, `table 1 row 17`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Paragraph(paragraph) => write!(f, "paragraph {paragraph}"),
            Self::Row { table, row } => write!(f, "table {table} row {row}"),
            Self::Column { table, column } => write!(f, "table {table} column {column}"),
            Self::PageRow { page, row } => write!(f, "page {page} row {row}"),
            Self::PageLine { page, line } => write!(f, "page {page} line {line}"),
        }
    }
}

//! Word 97 to 2003 (`.doc`, and `.wps` of WPS Office): text, tables and automatic numbers after [MS-DOC]. What was
//! deleted under tracking, what is hidden, and the codes of fields are left out.

mod binary;
mod inner;
mod lists;
mod rows;
mod sprm;
mod styles;

use self::{
    binary::{Binary, Paragraph as Properties},
    inner::{Holders, Inner},
    rows::{RowMark, Rows},
};
use super::{
    compound::Compound,
    docx::hidden_text,
    limits, nested,
    spans::{Spending, clean},
};
use crate::{
    error::Result,
    import::source::{Asides, Block, Document, Paragraph, SourceLocation},
};

/// The stream that every Word file has.
pub(super) const MAIN: &str = "WordDocument";

/// Characters that mean something else than themselves ([MS-DOC] 2.4.1).
mod mark {
    pub(super) const CELL: char = '\u{7}';
    pub(super) const LINE: char = '\u{b}';
    pub(super) const PAGE: char = '\u{c}';
    pub(super) const PARAGRAPH: char = '\r';
    pub(super) const FIELD_BEGIN: char = '\u{13}';
    pub(super) const FIELD_SEPARATOR: char = '\u{14}';
    pub(super) const FIELD_END: char = '\u{15}';
    pub(super) const HYPHEN: char = '\u{1e}';
    /// Pictures, footnotes, annotations, drawn objects, and the optional hyphen.
    pub(super) const NO_TEXT: [char; 5] = ['\u{1}', '\u{2}', '\u{5}', '\u{8}', '\u{1f}'];
}

/// Reads a Word 97 document.
///
/// # Errors
/// When it is encrypted, of an older version, damaged or too large.
pub(super) fn read(file: &Compound<'_>) -> Result<Document> {
    let binary = Binary::open(file)?;
    let mut reader = Word97Reader::new(&binary);
    for (character, position) in binary.characters() {
        reader.character(character, position)?;
    }
    reader.finish()
}

/// Notes, heads and feet of pages, comments and text boxes: they stand behind the text.
fn asides(binary: &Binary) -> Asides {
    const LONGEST: usize = 4096;
    let mut asides = Asides::default();
    let (mut line, mut last) = (String::new(), None);
    for (kind, character) in binary.others() {
        let ends = matches!(character, mark::PARAGRAPH | mark::CELL) || line.len() > LONGEST;
        if let Some(kind) = last.replace(kind).filter(|last| ends || *last != kind) {
            asides.push(kind, &std::mem::take(&mut line));
        }
        if asides.is_full() {
            break;
        }
        if !character.is_control() {
            line.push(character);
        }
    }
    if let Some(kind) = last {
        asides.push(kind, &line);
    }
    asides
}

struct Word97Reader<'b> {
    binary: &'b Binary,
    lists: lists::Lists,
    /// Whether each field around this place shows its code (which is no text) or its result.
    fields: Vec<bool>,
    /// The paragraph, the paragraphs of the cell, the cells of the row, the rows of the table so far.
    text: String,
    cell: Vec<String>,
    cells: Vec<String>,
    rows: Rows,
    /// A table inside of the cell, and those of cells before.
    inner: Inner,
    holders: Holders,
    blocks: Vec<Block>,
    spending: Spending,
    paragraphs: usize,
    tables: usize,
    /// How many pieces were left out as deleted or hidden, and whether such a one goes on here.
    left_out: usize,
    is_leaving_out: bool,
    /// The rows in which a table became text.
    nested: Vec<SourceLocation>,
}

impl<'b> Word97Reader<'b> {
    fn new(binary: &'b Binary) -> Self {
        Self {
            binary,
            lists: lists::Lists::read(&binary.table, binary.lists, binary.overrides),
            fields: Vec::new(),
            text: String::new(),
            cell: Vec::new(),
            cells: Vec::new(),
            rows: Rows::default(),
            inner: Inner::default(),
            holders: Holders::default(),
            blocks: Vec::new(),
            spending: Spending::new(),
            paragraphs: 0,
            tables: 0,
            left_out: 0,
            is_leaving_out: false,
            nested: Vec::new(),
        }
    }

    fn character(&mut self, character: char, position: usize) -> Result<()> {
        match character {
            mark::FIELD_BEGIN => self.fields.push(true),
            mark::FIELD_SEPARATOR => {
                if let Some(shows_code) = self.fields.last_mut() {
                    *shows_code = false;
                }
            }
            mark::FIELD_END => drop(self.fields.pop()),
            _ if self.fields.iter().any(|shows_code| *shows_code) => {}
            mark::PARAGRAPH | mark::CELL | mark::PAGE => return self.end(character, position),
            _ if mark::NO_TEXT.contains(&character) => {}
            _ if self.binary.is_left_out(position) => {
                self.left_out += usize::from(!std::mem::replace(&mut self.is_leaving_out, true));
                return Ok(());
            }
            mark::LINE => self.text.push('\n'),
            mark::HYPHEN => self.text.push('-'),
            _ => self.text.push(character),
        }
        self.is_leaving_out = false;
        limits::ensure_paragraph(self.text.len())
    }

    /// A paragraph, a cell or a row ends.
    fn end(&mut self, mark: char, position: usize) -> Result<()> {
        let properties = self.binary.paragraph(position);
        let is_in_table = properties.is_in_table || properties.depth > 0;
        if is_in_table && properties.depth > 1 {
            return self.end_inner(&properties);
        }
        self.close_inner()?;
        if is_in_table && properties.ends_row {
            self.cell.clear();
            self.text.clear();
            let texts = std::mem::take(&mut self.cells);
            self.holders.end_row();
            return self.rows.push(texts, RowMark::read(&properties), &mut self.spending);
        }
        let text = self.numbered(&properties, is_in_table);
        if !is_in_table {
            self.close_table()?;
            self.paragraphs += 1;
            let text = clean(&text);
            self.spending.paragraph(&text)?;
            let location = SourceLocation::Paragraph(self.paragraphs);
            self.blocks.push(Block::Paragraph(Paragraph { text, location, heading: properties.heading() }));
            return Ok(());
        }
        self.cell.push(text);
        if mark == mark::CELL {
            self.holders.end_cell(&self.cell, (self.rows.count(), self.cells.len()));
            self.cells.push(clean(&self.cell.join("\n")));
            self.cell.clear();
        }
        Ok(())
    }

    /// A paragraph, a cell or a row of a table inside of a cell ends. Deeper ones are text of its cells.
    fn end_inner(&mut self, properties: &Properties<'_>) -> Result<()> {
        const INNER: u32 = 2;
        if properties.depth > INNER {
            self.text.push('\n');
            return Ok(());
        }
        if properties.ends_inner_row {
            self.text.clear();
            return self.inner.end_row(RowMark::read(properties), &mut self.spending);
        }
        let text = self.numbered(properties, true);
        self.inner.push(text, properties.ends_inner_cell);
        Ok(())
    }

    /// Behind a table inside of a cell: its text is that of the cell.
    fn close_inner(&mut self) -> Result<()> {
        if self.inner.is_empty() {
            return Ok(());
        }
        let inner = std::mem::take(&mut self.inner);
        let number = self.tables + 2 + self.holders.count();
        let grid = inner.into_grid(number, &mut self.spending)?;
        self.holders.hold(grid, &mut self.cell);
        Ok(())
    }

    /// The text of the paragraph, with the number that Word writes before it: in a table also where it is empty, as
    /// in a column of numbers.
    fn numbered(&mut self, properties: &Properties<'_>, is_in_table: bool) -> String {
        let text = std::mem::take(&mut self.text);
        let number = properties.list.and_then(|list| self.lists.label(list, properties.level));
        match number {
            Some(number) if is_in_table || !text.trim().is_empty() => format!("{number}{text}"),
            _ => text,
        }
    }

    fn close_table(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut rows = rows;
        self.tables += 1;
        let (table, holders) = (self.tables, std::mem::take(&mut self.holders));
        let inside = holders.unfolded(&mut rows, table, &mut self.nested);
        self.blocks.push(Block::Grid(rows.into_grid(table, &mut self.spending)?));
        self.tables += inside.len();
        self.blocks.extend(inside.into_iter().map(Block::Grid));
        Ok(())
    }

    fn finish(mut self) -> Result<Document> {
        self.close_inner()?;
        self.close_table()?;
        let findings = hidden_text(self.left_out).into_iter().chain(nested::finding(&self.nested)).collect();
        Ok(Document { blocks: self.blocks, findings, asides: asides(self.binary), ..Document::default() })
    }
}

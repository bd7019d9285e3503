//! Word documents: paragraphs with their automatic numbers, tables with their merged cells; what is
//! deleted or hidden is passed over and counted.

use super::{
    limits::{self, Budget},
    nested,
    numbering::{NumberedBy, Numbering},
    package::Package,
    spans::{GridBuilder, Spending, clean},
    xml::{Xml, XmlEvent},
};
use crate::{
    error::{Finding, Result},
    import::source::{Block, Cell, Document, Grid, Merged, Paragraph, SourceLocation},
};

/// What the part that holds the text is mostly called.
pub(super) const USUAL: &str = "word/document.xml";

/// Reads a Word document whose text is in the part `main`.
///
/// # Errors
/// When it is damaged or goes beyond a limit.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Document> {
    let relations = package.relations(main)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let related = |kind: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.map_or_else(|| format!("{folder}/{kind}.xml"), |relation| relation.target.clone())
    };
    let mut numbering = Numbering::default();
    if let Some(part) = package.part(&related("numbering"))? {
        numbering.read_lists(part)?;
    }
    if let Some(part) = package.part(&related("styles"))? {
        numbering.read_styles(part)?;
    }
    let mut reader = BodyReader {
        xml: Xml::new(package.main_part(main)?),
        numbering,
        blocks: Vec::new(),
        spending: Spending::new(),
        raw: Budget::new(limits::TEXT, ("文字的字节数", "bytes of text")),
        paragraphs: 0,
        tables: 0,
        deleted: 0,
        hidden: 0,
        nested: Vec::new(),
    };
    reader.body()?;
    let (deleted, hidden) = (reader.deleted, reader.hidden);
    let mut findings = Vec::new();
    if deleted > 0 {
        findings.push(Finding::new(
            "deleted-text",
            text!("略过了 {deleted} 处修订中已删除的内容", "passed over {deleted} tracked deletions"),
        ));
    }
    findings.extend(hidden_text(hidden));
    findings.extend(nested::finding(&reader.nested));
    Ok(Document { blocks: reader.blocks, findings, ..Document::default() })
}

/// That pieces of text were passed over because they are not shown.
pub(super) fn hidden_text(count: usize) -> Option<Finding> {
    (count > 0).then(|| {
        Finding::new(
            "hidden-text",
            text!("略过了 {count} 处隐藏的文字", "passed over {count} pieces of hidden text"),
        )
    })
}

struct BodyReader<'a> {
    xml: Xml<'a>,
    numbering: Numbering,
    blocks: Vec<Block>,
    spending: Spending,
    /// Text counts when it is read, whatever becomes of it.
    raw: Budget,
    paragraphs: usize,
    tables: usize,
    deleted: usize,
    hidden: usize,
    /// The rows in whose cells tables became text.
    nested: Vec<SourceLocation>,
}

/// What a row says about itself and its cells.
#[derive(Default)]
struct TableCell {
    span: usize,
    continues: bool,
    text: String,
    /// The text without that of tables inside, and those tables.
    inner: Option<(String, Vec<Grid>)>,
}

/// A cell that holds tables.
struct Holder {
    row: usize,
    column: usize,
    /// Its text without that of the tables.
    bare: String,
    grids: Vec<Grid>,
}

impl BodyReader<'_> {
    fn body(&mut self) -> Result<()> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Start => match self.xml.name() {
                    "p" => {
                        text.clear();
                        self.paragraph(&mut text)?;
                        self.paragraphs += 1;
                        let location = SourceLocation::Paragraph(self.paragraphs);
                        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
                            self.spending.paragraph(line)?;
                            let text = line.to_owned();
                            self.blocks.push(Block::Paragraph(Paragraph { text, location }));
                        }
                    }
                    "tbl" => {
                        let grids = self.table()?;
                        self.blocks.extend(grids.into_iter().map(Block::Grid));
                    }
                    _ => {
                        self.passes_over()?;
                    }
                },
                XmlEvent::End | XmlEvent::Text => {}
            }
        }
    }

    /// Leaves out what is deleted, written twice or no text; anything else is gone through. Whether it did.
    fn passes_over(&mut self) -> Result<bool> {
        match self.xml.name() {
            "del" | "moveFrom" => self.deleted += 1,
            // A text box stands in the file twice, for new and for old programs; a phonetic guide is no text.
            "Fallback" | "rt" => {}
            "sectPr" | "tblPr" | "tblGrid" | "instrText" | "delText" | "delInstrText" => {}
            _ => return Ok(false),
        }
        self.xml.skip()?;
        Ok(true)
    }

    /// Adds the lines of a paragraph, its number in front; those of text boxes follow it.
    fn paragraph(&mut self, text: &mut String) -> Result<()> {
        let begin = text.len();
        let mut boxes = String::new();
        let mut depth = 1;
        let mut hidden = false;
        let mut label = None;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => {
                    depth -= 1;
                    hidden &= self.xml.name() != "r";
                }
                XmlEvent::Text => {}
                XmlEvent::Start => match self.xml.name() {
                    "pPr" => label = self.properties()?,
                    "p" => {
                        boxes.push('\n');
                        self.paragraph(&mut boxes)?;
                    }
                    "rPr" => hidden = self.is_hidden()?,
                    "t" => {
                        let before = text.len();
                        self.words(text)?;
                        if hidden {
                            text.truncate(before);
                            self.hidden += 1;
                        }
                    }
                    _ => {
                        if self.passes_over()? {
                            continue;
                        }
                        match self.xml.name() {
                            "tab" => text.push('\t'),
                            "br" | "cr" => text.push('\n'),
                            "noBreakHyphen" => text.push('-'),
                            _ => {}
                        }
                        depth += 1;
                    }
                },
            }
        }
        if let Some(label) = label {
            self.raw.spend(label.len())?;
            text.insert_str(begin, &label);
        }
        text.push_str(&boxes);
        Ok(())
    }

    /// Reads a paragraph's properties to their end and gives its automatic number.
    fn properties(&mut self) -> Result<Option<String>> {
        let mut by = NumberedBy::default();
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => depth -= 1,
                XmlEvent::Text => {}
                XmlEvent::Start => {
                    match self.xml.name() {
                        // What the paragraph was before a tracked change is of no interest.
                        "pPrChange" => {
                            self.xml.skip()?;
                            continue;
                        }
                        "pStyle" => by.style = self.xml.attribute("val"),
                        "numId" => by.number = self.xml.attribute("val"),
                        "ilvl" => by.level = self.xml.number("val"),
                        _ => {}
                    }
                    depth += 1;
                }
            }
        }
        Ok(self.numbering.label(&by))
    }

    /// Whether the properties of a run hide it.
    fn is_hidden(&mut self) -> Result<bool> {
        let mut hidden = false;
        self.xml.rest_of_element(|xml, event| {
            if event == XmlEvent::Start && xml.name() == "vanish" {
                hidden = !matches!(xml.attribute("val").as_deref(), Some("0" | "false" | "off"));
            }
        })?;
        Ok(hidden)
    }

    /// Adds the text of the element that just began.
    fn words(&mut self, text: &mut String) -> Result<()> {
        let before = text.len();
        self.xml.rest_of_element(|xml, event| {
            if event == XmlEvent::Text {
                text.push_str(xml.text());
            }
        })?;
        self.raw.spend(text.len() - before)
    }

    /// Reads a table to its end; tables inside its cells follow it where it only lays out the page.
    fn table(&mut self) -> Result<Vec<Grid>> {
        self.tables += 1;
        let table = self.tables;
        let mut holders: Vec<Holder> = Vec::new();
        let mut builder = GridBuilder::default();
        let mut number = 0;
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => depth -= 1,
                XmlEvent::Text => {}
                XmlEvent::Start => match self.xml.name() {
                    "tr" => {
                        if let Some(row) = self.row()? {
                            let cells = placed(row, &builder, number, &mut holders)?;
                            number += 1;
                            let location = SourceLocation::Row { table, row: number };
                            builder.placed_row(cells, location, &mut self.spending)?;
                        }
                    }
                    _ => depth += i32::from(!self.passes_over()?),
                },
            }
        }
        let grid = builder.finish(None, &mut self.spending)?;
        Ok(self.unfolded(grid, table, holders))
    }

    /// The grid with what its cells hold: tables inside stay text, or stand behind it.
    fn unfolded(&mut self, mut grid: Grid, table: usize, holders: Vec<Holder>) -> Vec<Grid> {
        let Some(inner) = holders.iter().flat_map(|holder| &holder.grids).map(|grid| grid.rows.len()).max()
        else {
            return vec![grid];
        };
        let mut filled: Vec<usize> = nested::filled(&grid).collect();
        for holder in holders.iter().filter(|holder| holder.bare.is_empty()) {
            if let Some(count) = filled.get_mut(holder.row) {
                *count = count.saturating_sub(1);
            }
        }
        if !nested::lays_out(filled.into_iter(), inner) {
            self.tables = table;
            self.nested
                .extend(holders.iter().map(|holder| SourceLocation::Row { table, row: holder.row + 1 }));
            return vec![grid];
        }
        let mut inside = Vec::new();
        for holder in holders {
            let cell = grid.rows.get_mut(holder.row).and_then(|row| row.cells.get_mut(holder.column));
            if let Some(cell) = cell {
                cell.text = holder.bare;
            }
            inside.extend(holder.grids);
        }
        inside.insert(0, grid);
        inside
    }

    /// The cells of a row; none when the row is deleted.
    fn row(&mut self) -> Result<Option<Vec<TableCell>>> {
        let mut cells = Vec::new();
        let mut gone = false;
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => depth -= 1,
                XmlEvent::Text => {}
                XmlEvent::Start => {
                    match self.xml.name() {
                        "tc" => {
                            if cells.len() >= limits::COLUMNS {
                                let limit = limits::COLUMNS;
                                return Err(limits::exceeded("表格的列数", "columns of a table", limit));
                            }
                            cells.push(self.cell()?);
                            continue;
                        }
                        "gridBefore" => {
                            let span = self.xml.number("val").unwrap_or(0);
                            if span > 0 {
                                cells.push(TableCell { span, ..TableCell::default() });
                            }
                        }
                        // Inside the properties of a row this marks the row itself.
                        "del" | "hidden" => gone = true,
                        _ => {}
                    }
                    depth += 1;
                }
            }
        }
        if gone {
            self.deleted += 1;
        }
        Ok((!gone).then_some(cells))
    }

    fn cell(&mut self) -> Result<TableCell> {
        let mut cell = TableCell { span: 1, ..TableCell::default() };
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End => depth -= 1,
                XmlEvent::Text => {}
                XmlEvent::Start => match self.xml.name() {
                    "p" => {
                        let before = cell.text.len();
                        cell.text.push('\n');
                        self.paragraph(&mut cell.text)?;
                        let added = cell.text.get(before..).unwrap_or_default();
                        // blank lines of a cell are not kept: a file may hold millions
                        if added.trim().is_empty() {
                            cell.text.truncate(before);
                        } else if let Some((bare, _)) = &mut cell.inner {
                            bare.push_str(added);
                        }
                    }
                    "tbl" => {
                        let grids = self.table()?;
                        let (_, inner) = cell.inner.get_or_insert_with(|| (cell.text.clone(), Vec::new()));
                        for grid in &grids {
                            let words = nested::text(grid);
                            self.raw.spend(words.len())?;
                            cell.text.push('\n');
                            cell.text.push_str(&words);
                        }
                        inner.extend(grids);
                    }
                    _ => {
                        if self.passes_over()? {
                            continue;
                        }
                        match self.xml.name() {
                            "gridSpan" => cell.span = self.xml.number("val").unwrap_or(1),
                            "vMerge" => {
                                let value = self.xml.attribute("val");
                                cell.continues = value.is_none_or(|value| value == "continue");
                            }
                            _ => {}
                        }
                        depth += 1;
                    }
                },
            }
        }
        Ok(cell)
    }
}

/// The cells of a row, those that go on from above with the text that stands there.
fn placed(
    row: Vec<TableCell>,
    builder: &GridBuilder,
    number: usize,
    holders: &mut Vec<Holder>,
) -> Result<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in row {
        let above = if cell.continues { builder.above(cells.len()) } else { None };
        let (text, merged) = match above {
            Some(above) => (above.text.clone(), Merged::Above),
            None => (clean(&cell.text), Merged::No),
        };
        if let Some((bare, grids)) = cell.inner {
            holders.push(Holder { row: number, column: cells.len(), bare: clean(&bare), grids });
        }
        let span = cell.span.clamp(1, limits::SPAN);
        if cells.len() + span > limits::COLUMNS {
            return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
        }
        let repeated =
            Cell { text: if span > 1 { text.clone() } else { String::new() }, merged: Merged::Left };
        cells.push(Cell { text, merged });
        cells.extend(std::iter::repeat_n(repeated, span - 1));
    }
    Ok(cells)
}

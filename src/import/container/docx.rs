//! Word documents: paragraphs with their automatic numbers, tables with their merged cells; what is
//! deleted or hidden is passed over and counted.

use quick_xml::events::BytesStart;

use super::{
    limits,
    numbering::{NumberedBy, Numbering},
    package::Package,
    spans::{GridBuilder, Spending, clean},
    xml::{Xml, XmlEvent, attribute, local},
};
use crate::{
    error::{Finding, Result},
    import::source::{Block, Cell, Document, Grid, Merged, Paragraph, SourceLocation},
};

/// The part that holds the text.
pub(super) const MAIN: &str = "word/document.xml";

/// Reads a Word document.
///
/// # Errors
/// When it is damaged or goes beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document> {
    Package::ensure_single(bytes, MAIN)?;
    let mut package = Package::open(bytes)?;
    let mut numbering = Numbering::default();
    if let Some(part) = package.part("word/numbering.xml")? {
        numbering.read_lists(part)?;
    }
    if let Some(part) = package.part("word/styles.xml")? {
        numbering.read_styles(part)?;
    }
    let mut reader = BodyReader {
        xml: Xml::new(package.main_part(MAIN)?),
        numbering,
        blocks: Vec::new(),
        spending: Spending::new(),
        paragraphs: 0,
        tables: 0,
        deleted: 0,
        hidden: 0,
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
    if hidden > 0 {
        findings.push(Finding::new(
            "hidden-text",
            text!("略过了 {hidden} 处隐藏的文字", "passed over {hidden} pieces of hidden text"),
        ));
    }
    Ok(Document { blocks: reader.blocks, findings, ..Document::default() })
}

struct BodyReader<'a> {
    xml: Xml<'a>,
    numbering: Numbering,
    blocks: Vec<Block>,
    spending: Spending,
    paragraphs: usize,
    tables: usize,
    deleted: usize,
    hidden: usize,
}

/// What a row says about itself and its cells.
#[derive(Default)]
struct TableCell {
    span: usize,
    continues: bool,
    text: Vec<String>,
}

impl BodyReader<'_> {
    fn body(&mut self) -> Result<()> {
        loop {
            match self.xml.next()? {
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Start(start) => match local(start.name().as_ref()) {
                    "p" => {
                        let lines = self.paragraph()?;
                        self.paragraphs += 1;
                        let location = SourceLocation::Paragraph(self.paragraphs);
                        for text in lines.into_iter().filter(|line| !line.trim().is_empty()) {
                            self.spending.paragraph(&text)?;
                            self.blocks.push(Block::Paragraph(Paragraph { text, location }));
                        }
                    }
                    "tbl" => {
                        let grids = self.table()?;
                        self.blocks.extend(grids.into_iter().map(Block::Grid));
                    }
                    _ => self.pass_over(&start)?,
                },
                XmlEvent::End(_) | XmlEvent::Text(_) => {}
            }
        }
    }

    /// Leaves out what is deleted or written twice; anything else is gone through.
    fn pass_over(&mut self, start: &BytesStart<'_>) -> Result<()> {
        match local(start.name().as_ref()) {
            "del" | "moveFrom" => {
                self.deleted += 1;
                self.skip()
            }
            // A text box stands in the file twice, for new and for old programs.
            "Fallback" => self.skip(),
            "sectPr" | "tblPr" | "tblGrid" | "instrText" | "delText" | "delInstrText" => self.skip(),
            _ => Ok(()),
        }
    }

    fn skip(&mut self) -> Result<()> {
        self.rest_of_element(|_| {})
    }

    /// Reads to the end of the element that just began; `visit` sees what is in it.
    fn rest_of_element(&mut self, mut visit: impl FnMut(&XmlEvent)) -> Result<()> {
        let mut depth = 1;
        while depth > 0 {
            let event = self.xml.next()?;
            match event {
                XmlEvent::Start(_) => depth += 1,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Eof => return Ok(()),
                XmlEvent::Text(_) => {}
            }
            visit(&event);
        }
        Ok(())
    }

    /// The lines of a paragraph, its number in front; those of text boxes follow it.
    fn paragraph(&mut self) -> Result<Vec<String>> {
        let mut text = String::new();
        let mut boxes = Vec::new();
        let mut label = None;
        let mut depth = 1;
        let mut hidden = false;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End(name) => {
                    depth -= 1;
                    if name == "r" {
                        hidden = false;
                    }
                }
                XmlEvent::Text(_) => {}
                XmlEvent::Start(start) => match local(start.name().as_ref()) {
                    "pPr" => label = self.properties()?,
                    "p" => boxes.extend(self.paragraph()?),
                    "rPr" => hidden = self.is_hidden()?,
                    "t" => {
                        let words = self.words()?;
                        if hidden {
                            self.hidden += 1;
                        } else {
                            text.push_str(&words);
                        }
                    }
                    "del" | "moveFrom" => {
                        self.deleted += 1;
                        self.skip()?;
                    }
                    "Fallback" | "instrText" | "delText" | "delInstrText" => self.skip()?,
                    "tab" => {
                        text.push('\t');
                        depth += 1;
                    }
                    "br" | "cr" => {
                        text.push('\n');
                        depth += 1;
                    }
                    "noBreakHyphen" => {
                        text.push('-');
                        depth += 1;
                    }
                    _ => depth += 1,
                },
            }
        }
        let text = match label {
            Some(label) if !text.trim().is_empty() || !label.is_empty() => format!("{label}{text}"),
            _ => text,
        };
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        lines.extend(boxes);
        Ok(lines)
    }

    /// Reads a paragraph's properties to their end and gives its automatic number.
    fn properties(&mut self) -> Result<Option<String>> {
        let mut by = NumberedBy::default();
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Text(_) => {}
                XmlEvent::Start(start) => {
                    let value = attribute(&start, "val");
                    match local(start.name().as_ref()) {
                        // What the paragraph was before a tracked change is of no interest.
                        "pPrChange" => {
                            self.skip()?;
                            continue;
                        }
                        "pStyle" => by.style = value,
                        "numId" => by.number = value,
                        "ilvl" => by.level = value.and_then(|level| level.parse().ok()),
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
        self.rest_of_element(|event| {
            if let XmlEvent::Start(start) = event
                && local(start.name().as_ref()) == "vanish"
            {
                hidden = !matches!(attribute(start, "val").as_deref(), Some("0" | "false" | "off"));
            }
        })?;
        Ok(hidden)
    }

    fn words(&mut self) -> Result<String> {
        let mut words = String::new();
        self.rest_of_element(|event| {
            if let XmlEvent::Text(text) = event {
                words.push_str(text);
            }
        })?;
        Ok(words)
    }

    /// Reads a table to its end; tables inside its cells follow it.
    fn table(&mut self) -> Result<Vec<Grid>> {
        self.tables += 1;
        let table = self.tables;
        let mut inner = Vec::new();
        let mut builder = GridBuilder::default();
        let mut number = 0;
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Text(_) => {}
                XmlEvent::Start(start) => match local(start.name().as_ref()) {
                    "tr" => {
                        if let Some(row) = self.row(&mut inner)? {
                            number += 1;
                            let cells = placed(row, &builder)?;
                            let location = SourceLocation::Row { table, row: number };
                            builder.placed_row(cells, location, &mut self.spending)?;
                        }
                    }
                    "del" | "moveFrom" | "Fallback" | "tblPr" | "tblGrid" => self.pass_over(&start)?,
                    _ => depth += 1,
                },
            }
        }
        let mut grids = vec![builder.finish(None, &mut self.spending)?];
        grids.extend(inner);
        Ok(grids)
    }

    /// The cells of a row; none when the row is deleted.
    fn row(&mut self, inner: &mut Vec<Grid>) -> Result<Option<Vec<TableCell>>> {
        let mut cells = Vec::new();
        let mut gone = false;
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Text(_) => {}
                XmlEvent::Start(start) => {
                    let value = || attribute(&start, "val").and_then(|count| count.parse::<usize>().ok());
                    match local(start.name().as_ref()) {
                        "tc" => {
                            let cell = self.cell(inner)?;
                            cells.push(cell);
                            continue;
                        }
                        "gridBefore" => {
                            let span = value().unwrap_or(0);
                            if span > 0 {
                                cells.push(TableCell { span, ..TableCell::default() });
                            }
                        }
                        "del" => {
                            // Inside the properties of a row this marks the row itself.
                            gone = true;
                        }
                        "hidden" => gone = true,
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

    fn cell(&mut self, inner: &mut Vec<Grid>) -> Result<TableCell> {
        let mut cell = TableCell { span: 1, ..TableCell::default() };
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                XmlEvent::Eof => break,
                XmlEvent::End(_) => depth -= 1,
                XmlEvent::Text(_) => {}
                XmlEvent::Start(start) => match local(start.name().as_ref()) {
                    "p" => {
                        let lines = self.paragraph()?;
                        cell.text.extend(lines);
                    }
                    "tbl" => inner.extend(self.table()?),
                    "del" | "moveFrom" => {
                        self.deleted += 1;
                        self.skip()?;
                    }
                    "Fallback" => self.skip()?,
                    name => {
                        let value = || attribute(&start, "val");
                        match name {
                            "gridSpan" => cell.span = value().and_then(|span| span.parse().ok()).unwrap_or(1),
                            "vMerge" => cell.continues = value().is_none_or(|value| value == "continue"),
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
fn placed(row: Vec<TableCell>, builder: &GridBuilder) -> Result<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in row {
        let above = if cell.continues { builder.above(cells.len()) } else { None };
        let (text, merged) = match above {
            Some(above) => (above.text.clone(), Merged::Above),
            None => (clean(&cell.text.join("\n")), Merged::No),
        };
        for column in 0..cell.span.clamp(1, limits::SPAN) {
            if cells.len() >= limits::COLUMNS {
                return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
            }
            cells.push(Cell { text: text.clone(), merged: if column == 0 { merged } else { Merged::Left } });
        }
    }
    Ok(cells)
}

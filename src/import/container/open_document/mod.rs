//! OpenDocument (`.odt`, `.ods`): what LibreOffice and some versions of WPS write. Spans are attributes; numbers of
//! lists are counted here, deleted text and annotations are left out (OASIS OpenDocument 1.3, part 3).

mod hidden;
mod lists;
mod looking;

use std::collections::HashSet;

use self::{hidden::Hidden, looking::Looking};
use super::{
    asides, docx, limits,
    numbering::{NumberedBy, Numbering},
    package::Package,
    spans::{GridBuilder, Spanned, Spending, clean},
    xml::{Xml, XmlEvent},
};
use crate::{
    error::{Error, Result},
    import::{
        looks::Looks,
        source::{Aside, Asides, Block, Document, Paragraph, SourceLocation},
    },
};

/// The part that holds text and tables.
pub(super) const CONTENT: &str = "content.xml";
/// How many levels a list has.
const LEVELS: usize = 9;

/// Reads a text or a workbook (of which `wanted` names a sheet).
///
/// # Errors
/// When it is encrypted, damaged or too large, or has no such sheet.
pub(super) fn read(package: &mut Package<'_>, wanted: Option<&str>, looks: Looks) -> Result<Document> {
    ensure_readable(package)?;
    let mut asides = Asides::default();
    // the heads and feet of pages belong to their styles
    if let Ok(Some(part)) = package.part("styles.xml") {
        asides::keep(part, "p", Aside::Edge, &mut asides);
    }
    let mut reader = OpenDocumentReader::new(Xml::new(package.main_part(CONTENT)?), wanted);
    reader.asides = asides;
    reader.looking.wanted = looks;
    reader.read()?;
    let OpenDocumentReader { blocks, sheets, is_workbook, hidden, unseen, deletions, asides, .. } = reader;
    if let Some(name) = wanted.filter(|name| is_workbook && !sheets.iter().any(|sheet| sheet == name)) {
        let list = sheets.join("、");
        return Err(Error::not_found(text!("没有名为“{name}”的工作表", "there is no sheet {name}"))
            .named("no-such-sheet")
            .hint(text!("工作表有：{list}", "the sheets are: {list}")));
    }
    let mut findings = unseen.findings;
    findings.extend(docx::deleted_text(deletions.len()));
    findings.extend(docx::hidden_text(hidden));
    Ok(Document { blocks, findings, asides, ..Document::default() })
}

/// Parts of an encrypted package are no XML.
fn ensure_readable(package: &mut Package<'_>) -> Result<()> {
    let Some(part) = package.part("META-INF/manifest.xml")? else { return Ok(()) };
    let mut xml = Xml::new(part);
    loop {
        match xml.next()? {
            XmlEvent::Start if xml.name() == "encryption-data" => {
                return Err(Error::failed(text!("文件加了密码", "the document is encrypted"))
                    .hint(text!("请去掉密码，另存后再导入", "save it without a password and import that")));
            }
            XmlEvent::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A table while it is read.
struct Table {
    name: Option<String>,
    builder: GridBuilder,
    cells: Vec<Spanned>,
    /// The row of the sheet, from 1, and how often it is repeated.
    row: usize,
    repeated: usize,
}

/// A cell while it is read.
struct Cell {
    columns: usize,
    rows: usize,
    repeated: usize,
    /// The date that it means, however it is shown.
    date: Option<String>,
    lines: Vec<String>,
}

struct OpenDocumentReader<'a> {
    xml: Xml<'a>,
    wanted: Option<String>,
    blocks: Vec<Block>,
    spending: Spending,
    sheets: Vec<String>,
    is_workbook: bool,
    paragraphs: usize,
    tables: usize,
    /// The tables around this place; those inside of another one are text of its cell.
    open: Vec<Table>,
    cell: Option<Cell>,
    text: String,
    numbering: Numbering,
    /// The level of the heading that is being read, from 1.
    heading: Option<u8>,
    /// The lists around this place: what they count by, and whether their item still wants its number.
    lists: Vec<String>,
    wants_number: bool,
    /// The styles whose text is not shown, and how many pieces were passed over.
    hidden_styles: HashSet<String>,
    hidden: usize,
    /// The tracked change that is described.
    change: Option<String>,
    /// The tracked changes that delete something.
    deletions: HashSet<String>,
    /// Whether what stands here is deleted.
    is_deleted: bool,
    /// Rows, columns and sheets that are not shown.
    unseen: Hidden,
    asides: Asides,
    /// Which words look as is asked for.
    looking: Looking,
}

impl<'a> OpenDocumentReader<'a> {
    fn new(xml: Xml<'a>, wanted: Option<&str>) -> Self {
        Self {
            xml,
            wanted: wanted.map(str::to_owned),
            blocks: Vec::new(),
            spending: Spending::new(),
            sheets: Vec::new(),
            is_workbook: false,
            paragraphs: 0,
            tables: 0,
            open: Vec::new(),
            cell: None,
            text: String::new(),
            numbering: Numbering::default(),
            heading: None,
            lists: Vec::new(),
            wants_number: false,
            hidden_styles: HashSet::new(),
            hidden: 0,
            change: None,
            deletions: HashSet::new(),
            is_deleted: false,
            unseen: Hidden::default(),
            asides: Asides::default(),
            looking: Looking::default(),
        }
    }

    fn read(&mut self) -> Result<()> {
        let mut in_paragraph = false;
        loop {
            match self.xml.next()? {
                XmlEvent::Start => {
                    in_paragraph |= matches!(self.xml.name(), "p" | "h");
                    self.start()?;
                }
                XmlEvent::End => {
                    in_paragraph &= !matches!(self.xml.name(), "p" | "h");
                    self.end()?;
                }
                XmlEvent::Text if in_paragraph && !self.is_deleted => {
                    // blanks between tags are for the eye
                    let words = self.xml.text().split(['\n', '\t']).collect::<Vec<_>>().join(" ");
                    self.text.push_str(&words);
                    self.ensure_short()?;
                }
                XmlEvent::Text => {}
                XmlEvent::Eof => return Ok(()),
            }
        }
    }

    fn ensure_short(&self) -> Result<()> {
        let length =
            self.text.len() + self.cell.iter().flat_map(|cell| &cell.lines).map(String::len).sum::<usize>();
        limits::ensure_paragraph(length)
    }

    fn start(&mut self) -> Result<()> {
        match self.xml.name() {
            "annotation" => self.aside(Aside::Comment)?,
            "note" => self.aside(Aside::Note)?,
            "ruby-text" | "forms" | "shapes" | "insertion" | "format-change" => self.xml.skip()?,
            // of sheets these hold former contents of cells
            "tracked-changes" if self.is_workbook => self.xml.skip()?,
            // what was deleted stands there, or else in the text, between two marks
            "changed-region" => self.change = self.xml.attribute("id"),
            "deletion" => {
                self.deletions.extend(self.change.take());
                self.xml.skip()?;
            }
            "change-start" | "change-end" => {
                let id = self.xml.attribute("change-id").filter(|id| self.deletions.contains(id));
                if id.is_some() {
                    self.is_deleted = self.xml.name() == "change-start";
                }
            }
            "p" => {
                self.heading = None;
                self.looking.paragraph(self.xml.attribute("style-name"));
            }
            "h" => self.heading = Some(self.xml.number("outline-level").unwrap_or(1)),
            "spreadsheet" => self.is_workbook = true,
            "style" => self.style()?,
            "span"
                if self
                    .xml
                    .attribute("style-name")
                    .is_some_and(|style| self.hidden_styles.contains(&style)) =>
            {
                self.hidden += 1;
                self.xml.skip()?;
            }
            "span" => self.looking.begin(self.xml.attribute("style-name"), self.text.len()),
            "list-style" => self.list_style()?,
            "list" => self.begin_list(),
            "list-item" | "list-header" => self.wants_number = self.xml.name() == "list-item",
            "table" => self.begin_table()?,
            "table-column" | "table-row" | "table-cell" => self.part_of_table(),
            "s" => {
                let count: usize = self.xml.number("c").unwrap_or(1);
                self.text.extend(std::iter::repeat_n(' ', count.min(limits::SPAN)));
            }
            "tab" => self.text.push(' '),
            "line-break" => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    /// A column, a row or a cell begins.
    fn part_of_table(&mut self) {
        match self.xml.name() {
            "table-column" if self.open.len() == 1 => {
                let repeated = self.xml.number("number-columns-repeated").unwrap_or(1);
                self.unseen.column(repeated, self.xml.attribute("visibility").as_deref());
            }
            "table-row" => {
                let is_shown = self.xml.attribute("visibility");
                if self.open.len() == 1 {
                    self.unseen.row(is_shown.as_deref());
                }
                let repeated = self.xml.number("number-rows-repeated").unwrap_or(1);
                if let Some(table) = self.open.last_mut() {
                    table.repeated = repeated;
                }
            }
            "table-cell" if self.open.len() == 1 => {
                self.looking.cell(self.xml.attribute("style-name"));
                self.cell = Some(Cell {
                    columns: self.xml.number("number-columns-spanned").unwrap_or(1),
                    rows: self.xml.number("number-rows-spanned").unwrap_or(1),
                    repeated: self.xml.number("number-columns-repeated").unwrap_or(1),
                    date: self.xml.attribute("date-value"),
                    lines: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn end(&mut self) -> Result<()> {
        match self.xml.name() {
            "span" => {
                self.looking.end(&mut self.text);
                Ok(())
            }
            "p" | "h" => {
                self.looking.end_paragraph(&mut self.text);
                self.end_paragraph()
            }
            "list" => {
                self.lists.pop();
                Ok(())
            }
            "table-cell" if self.open.len() == 1 => self.end_cell(),
            "table-row" if self.open.len() == 1 => self.end_row(),
            "table" => self.end_table(),
            _ => Ok(()),
        }
    }

    /// Keeps the lines of the element that begins, which no paragraph takes.
    fn aside(&mut self, kind: Aside) -> Result<()> {
        let mut text = String::new();
        self.xml.rest_of_element(|xml, event| match event {
            XmlEvent::Text if text.len() < limits::PARAGRAPH => text.push_str(xml.text()),
            XmlEvent::End if xml.name() == "p" => text.push('\n'),
            _ => {}
        })?;
        self.asides.push(kind, &text);
        Ok(())
    }

    fn begin_table(&mut self) -> Result<()> {
        let name = self.xml.attribute("name").filter(|_| self.is_workbook);
        let style = self.xml.attribute("style-name");
        if self.open.is_empty() && self.unseen.hides_sheet(style.as_deref()) && self.wanted.is_none() {
            self.unseen.sheet(name.as_deref());
            return self.xml.skip();
        }
        if let Some(name) = &name {
            self.sheets.push(name.clone());
            if self.wanted.as_ref().is_some_and(|wanted| wanted != name) {
                return self.xml.skip();
            }
        }
        self.open.push(Table {
            name,
            builder: GridBuilder::default(),
            cells: Vec::new(),
            row: 0,
            repeated: 1,
        });
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<()> {
        let text = std::mem::take(&mut self.text);
        let number = self.lists.last().filter(|_| std::mem::take(&mut self.wants_number)).cloned();
        let number = number.and_then(|list| {
            let level = self.lists.len() - 1;
            self.numbering.label(&NumberedBy { style: None, number: Some(list), level: Some(level) })
        });
        let text = number.unwrap_or_default() + &text;
        if let Some(cell) = &mut self.cell {
            cell.lines.push(text);
            return self.ensure_short();
        }
        if !self.open.is_empty() {
            return Ok(());
        }
        self.paragraphs += 1;
        let text = clean(&text);
        self.spending.paragraph(&text)?;
        let location = SourceLocation::Paragraph(self.paragraphs);
        let heading = self.heading.take();
        self.blocks.push(Block::Paragraph(Paragraph { text, location, heading }));
        Ok(())
    }

    fn end_cell(&mut self) -> Result<()> {
        self.looking.cell(None);
        let (Some(cell), Some(table)) = (self.cell.take(), self.open.last_mut()) else { return Ok(()) };
        let date = cell.date.as_deref().and_then(|date| date.get(..10)).map(str::to_owned);
        let text = date.unwrap_or_else(|| clean(&cell.lines.join("\n")));
        // an empty cell that is repeated to the end of the sheet is no cell
        let most =
            if text.is_empty() { limits::COLUMNS.saturating_sub(table.cells.len()) } else { usize::MAX };
        for _ in 0..cell.repeated.min(most) {
            self.spending.cell(&text)?;
            table.cells.push(Spanned { text: text.clone(), columns: cell.columns, rows: cell.rows });
            if table.cells.len() > limits::COLUMNS {
                return Err(limits::exceeded("表格的列数", "columns of a table", limits::COLUMNS));
            }
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<()> {
        let number = self.tables + 1;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let mut cells = std::mem::take(&mut table.cells);
        while cells.last().is_some_and(|cell| cell.text.is_empty() && cell.columns == 1 && cell.rows == 1) {
            cells.pop();
        }
        let is_empty = cells.iter().all(|cell| cell.text.is_empty());
        let repeated = std::mem::replace(&mut table.repeated, 1);
        for _ in 0..if is_empty { 1 } else { repeated } {
            self.unseen.mark(table.builder.len(), is_empty);
            table.row += 1;
            let again = cells.iter().map(|cell| Spanned { text: cell.text.clone(), ..*cell });
            let location = SourceLocation::Row { table: number, row: table.row };
            table.builder.row(again.collect::<Vec<_>>(), location, &mut self.spending)?;
        }
        table.row += if is_empty { repeated.saturating_sub(1) } else { 0 };
        Ok(())
    }

    fn end_table(&mut self) -> Result<()> {
        let Some(table) = self.open.pop().filter(|_| self.open.is_empty()) else { return Ok(()) };
        self.tables += 1;
        let mut grid = table.builder.finish(table.name, &mut self.spending)?;
        self.unseen.take_out(&mut grid, self.tables);
        if grid.rows.iter().any(|row| row.cells.iter().any(|cell| !cell.text.is_empty())) {
            self.blocks.push(Block::Grid(grid));
        }
        Ok(())
    }

    /// A style of text: whether it is shown.
    fn style(&mut self) -> Result<()> {
        let name = self.xml.attribute("name").unwrap_or_default();
        let (mut is_hidden, mut hides_sheet) = (false, false);
        let mut looks = Looks::default();
        self.xml.rest_of_element(|xml, event| {
            if event == XmlEvent::Start && xml.name() == "text-properties" {
                looks = looking::looks(xml);
            }
            let is = |property: &str, value: &str| {
                event == XmlEvent::Start
                    && xml.name() == property
                    && xml.attribute("display").is_some_and(|display| display == value)
            };
            is_hidden |= is("text-properties", "none");
            hides_sheet |= is("table-properties", "false");
        })?;
        self.looking.style(&name, looks);
        if hides_sheet {
            self.unseen.sheet_style(&name);
        }
        if is_hidden {
            self.hidden_styles.insert(name);
        }
        Ok(())
    }
}

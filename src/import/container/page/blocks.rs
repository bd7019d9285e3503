//! The pieces of all pages become the blocks of a document: lines become paragraphs, tables that go on over a page one
//! grid.

use super::{
    Page, Piece, join,
    line::Line,
    paragraph::{Running, Setting},
    seam::Doubt,
    table::Table,
};
use crate::{
    error::Result,
    import::{
        container::spans::Spending,
        source::{Block, Document, Seam, SourceLocation},
    },
};

/// Paragraphs and grids of some pages.
///
/// # Errors
/// When there is more than a document may hold.
pub(super) fn document(pieces: Vec<Vec<Piece>>, pages: &[Page]) -> Result<Document> {
    let (width, setting) = setting(&pieces, pages);
    let mut document = Document { has_paragraphs: setting.is_some(), ..Document::default() };
    let mut blocks = Blocks {
        document: &mut document,
        spending: Spending::new(),
        setting: None,
        running: None,
        open: None,
        number: 0,
        line: 0,
    };
    for (page, pieces) in pages.iter().zip(pieces) {
        blocks.setting = setting.as_ref().filter(|_| is_as_wide(page, width));
        if page.number != blocks.number {
            (blocks.number, blocks.line) = (page.number, 0);
        }
        let mut is_first = true;
        for piece in pieces {
            match piece {
                Piece::Table(table) => blocks.table(table, is_first)?,
                Piece::Line(line) => blocks.line(line)?,
            }
            is_first = false;
        }
    }
    blocks.close()?;
    blocks.end_paragraph();
    Ok(document)
}

/// The setting of the pages of that width which most lines stand on.
fn setting(pieces: &[Vec<Piece>], pages: &[Page]) -> (f64, Option<Setting>) {
    let lines = |pieces: &[Piece]| pieces.iter().filter(|piece| piece.line().is_some()).count();
    let of_width = |width: f64| {
        let own = pieces.iter().zip(pages).filter(move |(_, page)| is_as_wide(page, width));
        own.map(|(pieces, _)| pieces.as_slice())
    };
    let count = |width: f64| of_width(width).map(lines).sum::<usize>();
    let mut widths: Vec<f64> = Vec::new();
    for page in pages {
        if widths.iter().all(|width| !is_as_wide(page, *width)) {
            widths.push(page.width);
        }
    }
    let width = widths.into_iter().max_by_key(|width| count(*width)).unwrap_or_default();
    (width, Setting::of(&of_width(width).collect::<Vec<_>>(), width))
}

fn is_as_wide(page: &Page, width: f64) -> bool {
    (page.width - width).abs() < 1.0
}

/// The blocks so far, and what may go on.
struct Blocks<'d> {
    document: &'d mut Document,
    spending: Spending,
    /// Of the page that is read.
    setting: Option<&'d Setting>,
    running: Option<Running>,
    open: Option<Table>,
    /// The page, and the line on it.
    number: usize,
    line: usize,
}

impl Blocks<'_> {
    fn table(&mut self, table: Table, is_first: bool) -> Result<()> {
        self.end_paragraph();
        match &mut self.open {
            Some(above) if is_first && join::has_columns_of(&above.sides, &table.sides) => {
                join::append(above, table);
            }
            _ => {
                self.close()?;
                self.open = Some(table);
            }
        }
        Ok(())
    }

    fn line(&mut self, line: Line) -> Result<()> {
        self.close()?;
        self.line += 1;
        self.spending.paragraph(&line.text)?;
        let (rest, doubt) = match &mut self.running {
            Some(above) => above.take(self.setting, line, self.number),
            None => (Some(line), None),
        };
        let location = SourceLocation::PageLine { page: self.number, line: self.line };
        let seam = |doubt| Seam { line: location, is_joined: doubt == Doubt::Joined };
        self.document.seams.extend(doubt.map(seam));
        if let Some(line) = rest {
            self.end_paragraph();
            self.running = Some(Running::new(line, self.number, location));
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        self.document.blocks.extend(self.running.take().map(Running::into_block));
    }

    fn close(&mut self) -> Result<()> {
        if let Some(table) = self.open.take() {
            self.document.blocks.push(Block::Grid(table.into_grid(&mut self.spending)?));
        }
        Ok(())
    }
}

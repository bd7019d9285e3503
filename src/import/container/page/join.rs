//! Tables that go on over a page: repeated heads are dropped, rows that the page cut are put together.

use super::{
    line::is_full,
    ruling::LEVEL,
    squeezed,
    table::{Cell, Span, Table},
};

/// Rows of a head that may be repeated on each page.
const HIGHEST_HEAD: usize = 4;

/// Whether a table with these sides of columns has the columns of the one above, wherever the page put them.
pub(super) fn has_columns_of(above: &[f64], below: &[f64]) -> bool {
    const SAME_WIDTH: f64 = 6.0;
    let ends = |sides: &[f64]| Some((*sides.first()?, *sides.last()?));
    let (Some(whole), Some(part)) = (ends(above), ends(below)) else { return false };
    let shift = part.0 - whole.0;
    let same_width = (whole.1 - whole.0 - (part.1 - part.0)).abs() <= SAME_WIDTH;
    same_width && (all_in(above, below, shift) || all_in(below, above, -shift))
}

/// The sides that a table lacks on the left or on the right, when it has all others of the table of the page before:
/// where a merged cell fills the page from its top to its end, some programs draw no side of it.
pub(super) fn lacking(above: &[f64], below: &[f64]) -> Vec<f64> {
    let (Some(left), Some(right)) = (below.first(), below.last()) else { return Vec::new() };
    let lacking: Vec<f64> =
        above.iter().copied().filter(|side| *side < left - LEVEL || *side > right + LEVEL).collect();
    let rest: Vec<f64> = above.iter().copied().filter(|side| !lacking.contains(side)).collect();
    if rest.len() >= 3 && all_in(&rest, below, 0.0) && all_in(below, &rest, 0.0) {
        lacking
    } else {
        Vec::new()
    }
}

fn all_in(sides: &[f64], others: &[f64], shift: f64) -> bool {
    sides.iter().all(|side| others.iter().any(|other| (other - side - shift).abs() <= LEVEL))
}

/// Appends the table of the next page.
pub(super) fn append(above: &mut Table, mut below: Table) {
    share_columns(above, &mut below);
    drop_repeated_head(above, &mut below);
    drop_empty_end(above);
    if below.rows.is_empty() {
        return;
    }
    let seam = Seam::new(above, &below);
    if seam.row_goes_on() {
        continue_row(above, &mut below);
    } else {
        continue_merged(above, &mut below);
    }
    let base = above.rows.len();
    for cell in &mut below.cells {
        cell.rows = Span { first: cell.rows.first + base, last: cell.rows.last + base };
    }
    above.cells.append(&mut below.cells);
    above.rows.append(&mut below.rows);
}

/// One set of columns for both.
fn share_columns(above: &mut Table, below: &mut Table) {
    let shift = below.area.left - above.area.left;
    let mut sides = above.sides.clone();
    for side in below.sides.iter().map(|side| side - shift) {
        if !sides.iter().any(|other| (other - side).abs() <= LEVEL) {
            sides.push(side);
        }
    }
    sides.sort_by(f64::total_cmp);
    place_cells(above, &sides, 0.0);
    place_cells(below, &sides, shift);
    above.sides.clone_from(&sides);
    below.sides = sides;
}

fn place_cells(table: &mut Table, sides: &[f64], shift: f64) {
    let nearest = |x: f64| {
        let distance = |index: &usize| sides.get(*index).map_or(f64::INFINITY, |side| (side - x).abs());
        (0..sides.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or_default()
    };
    let old = |index: usize| table.sides.get(index).copied().unwrap_or_default() - shift;
    let placed: Vec<Span> = table
        .cells
        .iter()
        .map(|cell| {
            let first = nearest(old(cell.columns.first));
            Span { first, last: nearest(old(cell.columns.last + 1)).saturating_sub(1).max(first) }
        })
        .collect();
    for (cell, columns) in table.cells.iter_mut().zip(placed) {
        cell.columns = columns;
    }
}

/// What stands in the cells that begin in a row.
pub(super) fn row_texts(table: &Table, row: usize) -> Vec<String> {
    table.cells.iter().filter(|cell| cell.rows.first == row).map(|cell| squeezed(&cell.text)).collect()
}

fn drop_repeated_head(above: &Table, below: &mut Table) {
    let is_repeated = |row: &usize| {
        let (first, again) = (row_texts(above, *row), row_texts(below, *row));
        first == again && first.iter().any(|text| !text.is_empty())
    };
    let highest = HIGHEST_HEAD.min(below.rows.len() - 1).min(above.rows.len() - 1);
    let head = (0..highest).take_while(is_repeated).count();
    below.cells.retain(|cell| cell.rows.first >= head);
    for cell in &mut below.cells {
        cell.rows = Span { first: cell.rows.first - head, last: cell.rows.last - head };
    }
    below.rows.drain(..head);
}

/// A slice of a row that holds nothing yet: the row begins on the next page.
fn drop_empty_end(table: &mut Table) {
    while table.rows.len() > 1 {
        let row = table.rows.len() - 1;
        let own: Vec<&Cell> = table.cells.iter().filter(|cell| cell.rows == Span::one(row)).collect();
        let begins_here = table.cells.iter().any(|cell| cell.rows.first == row);
        if !begins_here || own.iter().any(|cell| !cell.text.is_empty()) {
            return;
        }
        table.cells.retain(|cell| cell.rows.first != row);
        for cell in &mut table.cells {
            cell.rows.last = cell.rows.last.min(row - 1);
        }
        table.rows.pop();
    }
}

/// Where two pages of a table meet: the last row of the one, the first row of the other.
struct Seam<'a> {
    above: &'a Table,
    below: &'a Table,
    first: Vec<&'a Cell>,
}

impl<'a> Seam<'a> {
    fn new(above: &'a Table, below: &'a Table) -> Self {
        let first = below.cells.iter().filter(|cell| cell.rows.first == 0).collect();
        Self { above, below, first }
    }

    fn last_row(&self) -> usize {
        self.above.rows.len() - 1
    }

    /// The cell at the end of the first page that stands above one of the next.
    fn over(&self, cell: &Cell) -> Option<&'a Cell> {
        self.above
            .cells
            .iter()
            .find(|other| other.rows.last == self.last_row() && other.columns.holds(cell.columns.first))
    }

    fn has_merged_cells(&self, column: usize) -> bool {
        let mut cells = self.above.cells.iter().chain(&self.below.cells);
        cells.any(|cell| cell.columns == Span::one(column) && !cell.rows.is_one())
    }

    /// Whether the first row of the next page continues the last one.
    fn row_goes_on(&self) -> bool {
        self.is_blank() || self.lacks_its_number() || self.was_cut()
    }

    fn is_blank(&self) -> bool {
        self.first.iter().all(|cell| cell.text.is_empty() && cell.rows.is_one())
    }

    /// In a table with a column of numbers this row has none.
    fn lacks_its_number(&self) -> bool {
        let Some(column) = (0..self.above.columns()).find(|column| self.is_numbered(*column)) else {
            return false;
        };
        let number = Span::one(column);
        let same_columns = |cell: &&&Cell| self.over(cell).is_none_or(|over| over.columns != cell.columns);
        self.first.iter().any(|cell| {
            cell.columns == number
                && cell.text.is_empty()
                && self.over(cell).is_some_and(|over| over.columns == number && !over.text.is_empty())
        }) && !self.first.iter().any(|cell| same_columns(&cell))
            && self.first.iter().any(|cell| !cell.text.is_empty())
    }

    fn is_numbered(&self, column: usize) -> bool {
        let cells: Vec<&Cell> = self
            .above
            .cells
            .iter()
            .filter(|cell| cell.columns == Span::one(column) && cell.rows.first > 0)
            .collect();
        let filled = cells.iter().filter(|cell| !cell.text.is_empty()).count();
        cells.len() >= 2
            && !self.has_merged_cells(column)
            && filled * 10 >= cells.len() * 8
            && cells.iter().all(|cell| cell.text.is_empty() || is_number(&cell.text))
    }

    /// Every cell with text goes on from one that was full, or stands below an empty one; none begins like an item.
    fn was_cut(&self) -> bool {
        let mut is_open = false;
        for cell in &self.first {
            let Some(over) = self.over(cell).filter(|over| over.columns == cell.columns) else {
                return false;
            };
            if cell.text.is_empty() {
                is_open |= !over.text.is_empty();
                continue;
            }
            if begins_item(&cell.text) || !over.text.is_empty() && !is_open_ended(over, cell) {
                return false;
            }
            is_open |= !over.text.is_empty();
        }
        !self.first.is_empty() && (is_open || self.row_only_began() || self.rows_complement())
    }

    /// On the first page only merged cells of this row had begun.
    fn row_only_began(&self) -> bool {
        let mut own = self
            .above
            .cells
            .iter()
            .filter(|cell| {
                cell.rows == Span::one(self.last_row()) && !self.has_merged_cells(cell.columns.first)
            })
            .peekable();
        self.last_row() > 0 && own.peek().is_some() && own.all(|cell| cell.text.is_empty())
    }

    /// What the one page lacks of the row the other one has.
    fn rows_complement(&self) -> bool {
        self.first.iter().any(|cell| !cell.text.is_empty())
            && self.first.iter().all(|cell| {
                let is_empty_above = |over: &Cell| over.text.is_empty() && over.rows.first == self.last_row();
                cell.text.is_empty() || self.over(cell).is_some_and(is_empty_above)
            })
    }
}

/// Appends the text of a cell to the one above the seam.
fn continue_cell(over: &mut Cell, cell: &Cell) {
    if cell.text.is_empty() {
        // a piece without text is behind the end of the text
        over.is_open &= over.text.is_empty();
        return;
    }
    if !over.text.is_empty() && !is_open_ended(over, cell) {
        over.text.push('\n');
    }
    over.text.push_str(&cell.text);
    over.free = cell.free;
    over.lines.clone_from(&cell.lines);
    over.area.bottom = cell.area.bottom;
    over.is_open = cell.is_open;
}

fn over_mut<'a>(above: &'a mut Table, cell: &Cell) -> Option<&'a mut Cell> {
    let last = above.rows.len() - 1;
    above.cells.iter_mut().find(|over| over.rows.last == last && over.columns.holds(cell.columns.first))
}

/// The first row of the next page is the rest of the last one.
fn continue_row(above: &mut Table, below: &mut Table) {
    let (first, mut rest): (Vec<Cell>, Vec<Cell>) =
        std::mem::take(&mut below.cells).into_iter().partition(|cell| cell.rows.first == 0);
    for cell in &first {
        if let Some(over) = over_mut(above, cell) {
            continue_cell(over, cell);
            over.rows.last += cell.rows.last;
        }
    }
    for cell in &mut rest {
        cell.rows = Span { first: cell.rows.first - 1, last: cell.rows.last - 1 };
    }
    below.cells = rest;
    below.rows.remove(0);
}

/// The row begins on the next page; but in columns with merged cells an empty cell at its top goes on with the
/// one above, text stands below an empty one, and cut text goes on: without a line below it, or by where it stands.
fn continue_merged(above: &mut Table, below: &mut Table) {
    let base = above.rows.len();
    let merging: Vec<bool> = {
        let seam = Seam::new(above, below);
        (0..above.columns()).map(|column| seam.has_merged_cells(column)).collect()
    };
    below.cells.retain(|cell| {
        let is_candidate =
            cell.rows.first == 0 && cell.columns.is_one() && merging.get(cell.columns.first) == Some(&true);
        let Some(over) = over_mut(above, cell).filter(|over| is_candidate && over.columns == cell.columns)
        else {
            return true;
        };
        // spreadsheets print the text of a merged cell on each page
        let is_again = !cell.text.is_empty() && squeezed(&over.text) == squeezed(&cell.text);
        let goes_on = match (over.text.is_empty(), cell.text.is_empty()) {
            (false, true) | (true, false) => true,
            (false, false) if is_again => true,
            (false, false) => {
                let is_cut = if over.is_open { is_open_ended(over, cell) } else { is_cut(over, cell) };
                is_cut && !begins_item(&cell.text)
            }
            (true, true) => false,
        };
        if goes_on {
            if !is_again {
                continue_cell(over, cell);
            }
            over.rows.last = cell.rows.last + base;
        }
        !goes_on
    });
}

/// Whether a cell can have been cut by the page: its last line was full and is no end of a sentence.
fn is_open_ended(over: &Cell, next: &Cell) -> bool {
    !over.text.ends_with(['。', '；', ';', '！', '？'])
        && next.lines.first().is_some_and(|line| is_full(over.free, line))
}

/// Whether a merged cell looks cut: its last line stands low, and what stands next stands high.
fn is_cut(over: &Cell, next: &Cell) -> bool {
    const NEAR: f64 = 1.2;
    let (Some(last), Some(first)) = (over.lines.last(), next.lines.first()) else { return false };
    !over.rows.is_one()
        && is_open_ended(over, next)
        && over.area.bottom - last.area.bottom < NEAR * last.size
        && first.area.top - next.area.top < NEAR * first.size
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

/// Whether a text begins like an item: a number, a bracketed number.
pub(super) fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        let Some((inner, _)) = rest.split_once(['）', ')']) else { return false };
        return !inner.is_empty() && inner.chars().count() <= 3 && inner.chars().all(is_numeral);
    }
    let rest = text.trim_start_matches(is_numeral);
    let digits = text.chars().count() - rest.chars().count();
    (1..=3).contains(&digits) && (rest.is_empty() || rest.starts_with(['.', '．', '、']))
}

fn is_number(text: &str) -> bool {
    let text = squeezed(text);
    text.chars().count() <= 5
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || ".．、（）()".contains(c))
}

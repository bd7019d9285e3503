//! Tables without ruling lines: their columns part at upright strips that hold no text on any page, their rows at rooms over
//! the whole width that are wider than those between the lines of a row. A column of numbers that count on shows that each
//! row was found: where one of these does not hold, nothing is read. The lines that such a table lacks are drawn in, so that
//! all else goes as for a ruled one.

mod centred;
mod columns;
mod merged;

use self::columns::Columns;
use super::{
    Area, Glyph, Page, Piece,
    line::{Line, lines},
    squeezed,
};
use crate::error::Finding;

/// A table has so many numbered rows at least.
const FEWEST_ROWS: usize = 3;
/// Two columns may be the numbers and the text of a list.
const FEWEST_COLUMNS: usize = 3;
/// The room between rows is so many times that between the lines of a row.
const WIDER: f64 = 1.25;
/// And no less than this.
const LEAST_ROOM: f64 = 3.0;

/// The pages with the lines that their table lacks; none where its rows and columns can't be told for sure, or where they can
/// be read without (a row in each line) and `is_needed` is not said.
pub(super) fn ruled(pages: &[Page], pieces: &[Vec<Piece>], is_needed: bool) -> Option<(Vec<Page>, Finding)> {
    let sheets: Vec<Sheet<'_>> =
        pages.iter().zip(pieces).map(|(page, pieces)| Sheet::new(page, pieces)).collect::<Option<_>>()?;
    let columns = Columns::of(&sheets)?;
    let numbers = (0..columns.count()).find_map(|column| Numbers::of(&sheets, &columns, column))?;
    let told = |rows: Vec<Vec<Row>>| {
        let rows = numbers.checked(rows)?;
        let merged = merged::merged(&sheets, &columns, numbers.column, &rows)?;
        Some((rows, merged))
    };
    // a text beside many rows may be higher than the first of them
    let from_numbers = columns.begin(numbers.column);
    let (rows, merged) = rows_by_room(&sheets, &columns, &numbers, 0.0)
        .and_then(told)
        .or_else(|| rows_by_room(&sheets, &columns, &numbers, from_numbers).and_then(told))
        .or_else(|| {
            let title = numbers.title.as_deref();
            told(centred::rows_of_all(&sheets, &columns, numbers.column, title)?)
        })?;
    let is_high = |(sheet, rows): (&Sheet<'_>, &Vec<Row>)| {
        rows.iter().any(|row| row.number().is_some() && row.bottom - row.top > sheet.two_lines())
    };
    if !is_needed && (columns.count() < FEWEST_COLUMNS || !sheets.iter().zip(&rows).any(is_high)) {
        return None;
    }
    let first = rows.iter().position(|rows| !rows.is_empty()).and_then(|index| pages.get(index))?;
    let ruled = pages.iter().zip(&rows).enumerate().map(|(index, (page, rows))| {
        let rulings = columns.rulings(rows, index, &merged);
        Page { rulings, fills: Vec::new(), ..page.clone() }
    });
    Some((ruled.collect(), finding(first.number)))
}

fn finding(number: usize) -> Finding {
    Finding::new(
        "table-unruled",
        text!(
            "第 {number} 页起的表格没有框线：行和列是按文字之间的空白分的，请核对",
            "the table from page {number} on has no ruling lines: its rows and columns were told by the room between its words; check it"
        ),
    )
    .fix(text!(
        "不对的，请导入 Word、Excel 原件，或给表格加上框线后另存为 PDF",
        "where that is wrong, import the Word or Excel file itself, or give the table ruling lines and save the PDF anew"
    ))
}

/// The rows of each page, parted where there is more room than between the lines of a row, by what stands right of `left`.
fn rows_by_room(
    sheets: &[Sheet<'_>],
    columns: &Columns,
    numbers: &Numbers,
    left: f64,
) -> Option<Vec<Vec<Row>>> {
    let bands: Vec<Vec<Band>> =
        sheets.iter().map(|sheet| sheet.bands(columns, numbers.column, left)).collect::<Option<_>>()?;
    let room = room_between_rows(&bands)?;
    Some(bands.iter().map(|bands| rows(bands, room)).collect())
}

/// Whether several numbers that count on stand in one cell: the lines of a table part its head only.
pub(super) fn has_stacked_numbers(pieces: &[Vec<Piece>]) -> bool {
    let tables = pieces.iter().flatten().filter_map(|piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    });
    tables.flat_map(|table| &table.cells).any(|cell| {
        let numbers: Option<Vec<u32>> = cell.lines.iter().map(|line| number(&squeezed(&line.text))).collect();
        numbers.is_some_and(|numbers| {
            numbers.len() >= FEWEST_ROWS
                && numbers.iter().zip(numbers.iter().skip(1)).all(|(number, next)| number + 1 == *next)
        })
    })
}

/// What stands on a page, without page numbers and running heads.
struct Sheet<'p> {
    lines: Vec<Line>,
    glyphs: Vec<&'p Glyph>,
}

impl<'p> Sheet<'p> {
    /// None where the page has a table whose rows are ruled.
    fn new(page: &'p Page, pieces: &[Piece]) -> Option<Self> {
        /// A head, and all else.
        const MOST_ROWS: usize = 2;
        let mut found: Vec<Line> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Line(line) => found.push(line.clone()),
                Piece::Table(table) if table.rows.len() <= MOST_ROWS => {
                    let is_in = |glyph: &&Glyph| glyph.turn == 0 && table.holds(glyph.area);
                    found.extend(lines(&page.glyphs.iter().filter(is_in).collect::<Vec<_>>()));
                }
                Piece::Table(_) => return None,
            }
        }
        let is_in = |glyph: &&Glyph| {
            glyph.turn == 0 && found.iter().any(|line| line.area.holds(glyph.area.middle(), 0.0))
        };
        let glyphs = page.glyphs.iter().filter(is_in).collect();
        Some(Self { lines: found, glyphs })
    }

    /// What has room for more than one line.
    fn two_lines(&self) -> f64 {
        const LINES: f64 = 1.8;
        let mut sizes: Vec<f64> = self.lines.iter().map(|line| line.size).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.get(sizes.len() / 2).map_or(f64::INFINITY, |size| LINES * size)
    }

    /// The characters of its lines: of each line those whose middle is nearest to its own.
    fn of_lines(&self) -> Vec<Vec<&'p Glyph>> {
        let mut found = vec![Vec::new(); self.lines.len()];
        for glyph in &self.glyphs {
            let apart = |line: &Line| (line.area.middle().1 - glyph.area.middle().1).abs();
            let nearest = (0..self.lines.len())
                .filter(|index| {
                    self.lines.get(*index).is_some_and(|line| line.area.holds(glyph.area.middle(), 0.0))
                })
                .min_by(|a, b| {
                    let of = |index: &usize| self.lines.get(*index).map_or(f64::INFINITY, apart);
                    of(a).total_cmp(&of(b))
                });
            if let Some(glyphs) = nearest.and_then(|index| found.get_mut(index)) {
                glyphs.push(*glyph);
            }
        }
        found
    }

    /// Its text from above, parted at every room over the whole width; none where a number column holds something else than
    /// numbers and its title.
    fn bands(&self, columns: &Columns, number: usize, left: f64) -> Option<Vec<Band>> {
        let mut bands: Vec<Band> = Vec::new();
        let mut parts: Vec<(Area, bool)> = Vec::new();
        for glyphs in self.of_lines() {
            let crosses = columns.are_crossed(&glyphs);
            let areas = glyphs.iter().map(|glyph| glyph.area).filter(|area| area.middle().0 >= left);
            parts.extend(areas.map(|area| (area, crosses)));
        }
        parts.sort_by(|a, b| a.0.top.total_cmp(&b.0.top));
        for (area, crosses) in parts {
            match bands.last_mut() {
                Some(band) if area.top <= band.bottom && band.crosses == crosses => {
                    band.bottom = band.bottom.max(area.bottom)
                }
                // a heading over the whole width stands by itself
                Some(band) if area.top <= band.bottom - 1.0 => return None,
                _ => bands.push(Band { top: area.top, bottom: area.bottom, crosses, mark: String::new() }),
            }
        }
        for line in lines(&columns.glyphs(&self.glyphs, number)) {
            let band =
                bands.iter_mut().find(|band| band.holds(line.area.middle().1)).filter(|band| !band.crosses);
            if let Some(band) = band {
                band.mark.push_str(&squeezed(&line.text));
            }
        }
        Some(bands)
    }
}

/// Text with room above and below it over the whole width.
#[derive(Clone, Debug)]
struct Band {
    top: f64,
    bottom: f64,
    /// Whether its text goes over the strips between the columns.
    crosses: bool,
    /// What stands in the column of numbers.
    mark: String,
}

impl Band {
    fn holds(&self, y: f64) -> bool {
        y >= self.top && y <= self.bottom
    }

    /// Whether there is a row for it in any case.
    fn is_anchor(&self) -> bool {
        self.crosses || number(&self.mark).is_some()
    }
}

/// Bands with less room between them than rows have.
#[derive(Clone, Debug)]
struct Row {
    top: f64,
    bottom: f64,
    crosses: bool,
    marks: Vec<String>,
}

impl Row {
    fn holds(&self, y: f64) -> bool {
        y >= self.top && y <= self.bottom
    }

    fn mark(&self) -> String {
        self.marks.concat()
    }

    fn number(&self) -> Option<u32> {
        number(&self.mark())
    }
}

/// The number that a text is.
fn number(text: &str) -> Option<u32> {
    const LONGEST: usize = 4;
    let digits = text.trim_end_matches(['.', '．', '、']);
    (digits.len() <= LONGEST).then(|| digits.parse().ok()).flatten()
}

/// The column of numbers.
struct Numbers {
    column: usize,
    title: Option<String>,
    count: usize,
}

impl Numbers {
    /// What a column holds when it is one: numbers that count on, over all pages, below a title.
    fn of(sheets: &[Sheet<'_>], columns: &Columns, column: usize) -> Option<Self> {
        const LONGEST: usize = 6;
        let (mut title, mut last): (Option<String>, Option<u32>) = (None, None);
        let mut count = 0;
        for sheet in sheets {
            let inside: Vec<&Glyph> =
                sheet.of_lines().into_iter().filter(|line| !columns.are_crossed(line)).flatten().collect();
            let mut words = String::new();
            for line in lines(&columns.glyphs(&inside, column)) {
                let text = squeezed(&line.text);
                match number(&text) {
                    Some(number) if last.is_none_or(|last| number == last + 1) => {
                        last = Some(number);
                        count += 1;
                    }
                    // the words of a title stand above the first number of a page
                    None if words.chars().count() < LONGEST => words.push_str(&text),
                    _ => return None,
                }
            }
            if !words.is_empty() && *title.get_or_insert_with(|| words.clone()) != words {
                return None;
            }
        }
        (count >= FEWEST_ROWS).then_some(Self { column, title, count })
    }

    /// The rows of a table without what stands above it: none where one does not have a number, counting on.
    fn checked(&self, mut pages: Vec<Vec<Row>>) -> Option<Vec<Vec<Row>>> {
        let title = self.title.as_deref();
        let (mut last, mut is_first, mut found) = (None, true, 0);
        let count = pages.len();
        for (rows, number) in pages.iter_mut().zip(1..) {
            leave_out_before_head(rows, title, is_first);
            check(rows, title, &mut last, is_first, number == count)?;
            is_first &= rows.is_empty();
            found += rows.iter().filter(|row| row.number().is_some()).count();
        }
        // one that was taken for a part of the head is no row
        (found == self.count).then_some(pages)
    }
}

/// The least room between two rows: between a number and the next one there is one wide room, and no other is nearly as wide.
fn room_between_rows(pages: &[Vec<Band>]) -> Option<f64> {
    let (mut least, mut most): (f64, f64) = (f64::INFINITY, 0.0);
    for bands in pages {
        let numbered = bands.iter().enumerate().skip_while(|(_, band)| number(&band.mark).is_none());
        let anchors: Vec<usize> =
            numbered.filter(|(_, band)| band.is_anchor()).map(|(index, _)| index).collect();
        for (from, to) in anchors.iter().zip(anchors.iter().skip(1)) {
            let between = bands.get(*from..=*to).unwrap_or_default();
            let rooms = between.iter().zip(between.iter().skip(1)).map(|(band, next)| next.top - band.bottom);
            let mut rooms: Vec<f64> = rooms.collect();
            rooms.sort_by(|a, b| b.total_cmp(a));
            least = least.min(*rooms.first()?);
            most = most.max(rooms.get(1).copied().unwrap_or_default());
        }
    }
    (least.is_finite() && least >= WIDER * most && least >= LEAST_ROOM).then_some((least + most) / 2.0)
}

fn rows(bands: &[Band], room: f64) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for band in bands {
        match rows.last_mut() {
            Some(row) if band.top - row.bottom < room && row.crosses == band.crosses => {
                row.bottom = band.bottom;
                row.marks.push(band.mark.clone());
            }
            _ => rows.push(Row {
                top: band.top,
                bottom: band.bottom,
                crosses: band.crosses,
                marks: vec![band.mark.clone()],
            }),
        }
    }
    rows
}

/// What stands above the head of the table is no part of it, nor what stands over the whole width at its ends.
fn leave_out_before_head(rows: &mut Vec<Row>, title: Option<&str>, is_first: bool) {
    let head = rows.iter().position(|row| !row.crosses && Some(row.mark().as_str()) == title);
    let first_number = rows.iter().position(|row| row.number().is_some());
    let begin = match head {
        Some(head) => head,
        None if is_first => first_number.unwrap_or(rows.len()),
        None => 0,
    };
    rows.drain(..begin);
    while rows.last().is_some_and(|row| row.crosses) {
        rows.pop();
    }
}

/// Whether each row has one number, counting on: but for the head, headings over the whole width, and the rest of a row that
/// the page cut.
fn check(
    rows: &[Row],
    title: Option<&str>,
    last: &mut Option<u32>,
    is_first: bool,
    is_last: bool,
) -> Option<()> {
    let mut may_be_rest = !is_first;
    for row in rows.iter().filter(|row| !row.crosses) {
        let mark = row.mark();
        match number(&mark) {
            Some(number) if last.is_none_or(|last| number == last + 1) => {
                *last = Some(number);
                may_be_rest = false;
            }
            None if Some(mark.as_str()) == title => {}
            None if mark.is_empty() && may_be_rest => may_be_rest = false,
            _ => return None,
        }
    }
    let ends_with_number = rows.last().is_none_or(|row| row.number().is_some());
    (ends_with_number || is_last && rows.iter().all(|row| row.number().is_none())).then_some(())
}

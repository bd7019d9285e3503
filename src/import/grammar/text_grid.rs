//! Tables that arrive as lines of plain text: a cell per line with blank lines or `|` between them,
//! or a row per line with `|` or tabs. Each becomes a [`Grid`]; all else stays as it is.

use super::{ColumnRole, aligned, columns, deadline, fold, kinds, marker, outline, spaced, table};
use crate::import::source::{Block, Cell, Grid, Merged, Paragraph, Row, SourceLocation};

/// Replaces tables in lines of text by grids.
pub(super) fn recognise(blocks: &[Block]) -> Vec<Block> {
    let mut found = Vec::with_capacity(blocks.len());
    let mut lines: Vec<&Paragraph> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.location.is_line() => lines.push(paragraph),
            Block::Paragraph(_) | Block::Grid(_) => {
                flush(&mut lines, &mut found);
                found.push(block.clone());
            }
        }
    }
    flush(&mut lines, &mut found);
    found
}

fn flush(lines: &mut Vec<&Paragraph>, found: &mut Vec<Block>) {
    const MOST_TABLES: usize = 20;
    let lines = std::mem::take(lines);
    let keep =
        |lines: &[&Paragraph]| lines.iter().map(|line| Block::Paragraph((*line).clone())).collect::<Vec<_>>();
    let mut rest = lines.as_slice();
    for _ in 0..MOST_TABLES {
        let table = piped(rest)
            .or_else(|| aligned::find(rest))
            .or_else(|| spaced::find(rest))
            .or_else(|| stacked(rest));
        let Some((start, end, grid)) = table else { break };
        found.extend(keep(rest.split_at(start).0));
        found.push(Block::Grid(grid));
        rest = rest.split_at(end).1;
    }
    found.extend(keep(rest));
}

/// The cells of a line, where they are the titles of a task table.
fn titles(line: &Paragraph) -> Option<Vec<String>> {
    split(&line.text).filter(|cells| is_header(&cells.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The lines up to those of another table, with other titles: what stands between the two belongs to the second.
fn of_one_table<'a, 'b>(lines: &'a [&'b Paragraph], start: usize) -> &'a [&'b Paragraph] {
    let key = |cells: Vec<String>| cells.iter().map(|cell| fold::key(cell)).collect::<Vec<_>>();
    let first = lines.get(start).and_then(|line| titles(line)).map(key);
    // most rows begin with their number, and are none
    let is_row = |line: &Paragraph| {
        line.text.trim_start_matches(['|', ' ', '\t']).starts_with(|sign: char| sign.is_ascii_digit())
    };
    let other = |line: &&&Paragraph| {
        !is_row(line) && titles(line).map(key).is_some_and(|titles| Some(titles) != first)
    };
    let Some(next) = lines.iter().skip(start + 1).position(|line| other(&line)) else { return lines };
    let own = lines.split_at(start + 1 + next).0;
    let end = own.iter().rposition(|line| split(&line.text).is_some()).map_or(own.len(), |last| last + 1);
    own.split_at(end).0
}

/// Whether texts are the titles of a task table.
pub(super) fn is_header(cells: &[&str]) -> bool {
    const LONGEST: usize = 14;
    let roles: Vec<_> = cells
        .iter()
        .filter(|cell| !fold::trim(cell).is_empty())
        .map(|cell| columns::role_of(cell).filter(|_| fold::key(cell).chars().count() <= LONGEST))
        .collect();
    let known = roles.iter().flatten().count();
    known >= 2
        && known * 3 >= roles.len() * 2
        && roles.iter().flatten().any(|role| role.is_text())
        && roles.iter().flatten().any(|role| role.names_departments())
}

/// A row of so many cells.
pub(super) fn row(cells: Vec<String>, location: SourceLocation, width: usize) -> Row {
    let mut cells: Vec<Cell> = cells.into_iter().map(|text| Cell { text, merged: Merged::No }).collect();
    cells.resize(width.max(1), Cell::default());
    Row { cells, location }
}

/// A text over the whole width.
pub(super) fn wide(text: &str, location: SourceLocation, width: usize) -> Row {
    let cell =
        |index| Cell { text: text.to_owned(), merged: if index == 0 { Merged::No } else { Merged::Left } };
    Row { cells: (0..width.max(1)).map(cell).collect(), location }
}

/// Splits a row that stands on one line; none where it has no separator.
fn split(line: &str) -> Option<Vec<String>> {
    const BARS: [char; 5] = ['|', '│', '┃', '║', '｜'];
    let text = line.trim_matches(|sign: char| sign == ' ' || sign == '\r');
    if text.contains(BARS) {
        return Some(text.split(BARS).map(|cell| fold::trim(cell).to_owned()).collect());
    }
    // blank cells at the end of a row are cells
    let has_cells = text.trim().contains('\t') || text.ends_with("\t\t") && !text.trim().is_empty();
    has_cells.then(|| text.split('\t').map(|cell| fold::trim(cell).to_owned()).collect())
}

fn is_rule(line: &str) -> bool {
    let text = fold::trim(line);
    !text.is_empty()
        && text
            .chars()
            .all(|sign| matches!(sign, '|' | '-' | ':' | ' ' | '+' | '=' | '\u{2500}'..='\u{257f}' | '—'))
}

/// A row per line.
fn piped(lines: &[&Paragraph]) -> Option<(usize, usize, Grid)> {
    let start = lines.iter().position(|line| titles(line).is_some())?;
    let mut rows = PipedRows::of(of_one_table(lines, start), start);
    let is_framed = rows.without_frame();
    let PipedRows { rows, end, .. } = rows;
    let width = rows.first().map_or(0, |(cells, _)| cells.len());
    // blank cells at the end of a row may have been cut off
    let number = rows.first().and_then(|(titles, _)| {
        titles.iter().position(|title| columns::role_of(title) == Some(ColumnRole::Number))
    });
    let is_numbered = |cells: &[String]| {
        let number = number.and_then(|number| cells.get(number));
        number.is_some_and(|number| marker::pure_number(number).is_some())
    };
    let is_even =
        |cells: &[String]| cells.len() == width || cells.len() <= width && (is_framed || is_numbered(cells));
    let even = rows.iter().filter(|(cells, _)| is_even(cells)).count();
    // a line without bars between rows is a heading over the whole width: it tells nothing of the columns
    let barred = rows.iter().filter(|(cells, _)| cells.len() > 1).count();
    if is_framed || even * 10 >= barred * 7 && rows.iter().all(|(cells, _)| cells.len() <= width) {
        let rows = rows.into_iter().map(|(cells, location)| row(cells, location, width)).collect();
        return Some((start, end, Grid::new(None, rows)));
    }
    let mut rows = rows.into_iter();
    let (titles, location) = rows.next()?;
    let cells: Vec<(String, SourceLocation)> = rows
        .flat_map(|(cells, location)| cells.into_iter().map(move |cell| (cell, location)))
        .filter(|(cell, _)| !cell.is_empty())
        .collect();
    Some((start, end, kinds::grid(&titles, location, &cells)?))
}

/// The rows of a table that has a line for each.
struct PipedRows {
    rows: Vec<(Vec<String>, SourceLocation)>,
    /// The line behind the last one.
    end: usize,
    /// Whether it is drawn with boxes, and wraps its cells: every line has all columns then.
    is_boxed: bool,
    /// Whether the next line begins a row of such a table.
    is_fresh: bool,
}

impl PipedRows {
    /// The rows from the line with the titles, as far as the table goes.
    fn of(lines: &[&Paragraph], start: usize) -> Self {
        let is_boxed = lines.iter().any(|line| line.text.contains(['├', '┼', '╟']));
        let mut found = Self { rows: Vec::new(), end: start, is_boxed, is_fresh: true };
        let last = lines.iter().rposition(|line| split(&line.text).is_some());
        let mut is_below_blank = false;
        for (index, line) in lines.iter().enumerate().skip(start) {
            let text = fold::trim(&line.text);
            if text.is_empty() {
                is_below_blank = true;
                continue;
            }
            let is_apart = std::mem::take(&mut is_below_blank);
            if is_rule(&line.text) {
                found.is_fresh = true;
            } else if let Some(cells) = split(&line.text) {
                found.cells(cells, text.contains('\t'), line.location);
            } else if found.is_whole(text, is_apart) {
                // what stands apart between rows heads those below it; behind the last row the table is over
                if last.is_none_or(|last| last < index) {
                    break;
                }
                found.rows.push((vec![text.to_owned()], line.location));
            } else if !found.text(text, line.location) {
                break;
            }
            found.end = index + 1;
        }
        found
    }

    /// Adds a line with cells.
    fn cells(&mut self, mut cells: Vec<String>, is_tabbed: bool, location: SourceLocation) {
        let most = self.rows.first().map_or(0, |(titles, _)| titles.len());
        while is_tabbed && cells.len() > most && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if self.is_boxed && !self.is_fresh {
            if let Some((last, _)) = self.rows.last_mut() {
                last.iter_mut().zip(cells).for_each(|(cell, more)| cell.push_str(&more));
            }
            return;
        }
        self.is_fresh = !self.is_boxed;
        let width = self.rows.first().map_or(0, |(titles, _)| titles.len());
        // a heading alone on its line is no half of the whole row below it
        let is_half = |last: &[String]| {
            last.len() < width && cells.len() < width && last.len() + cells.len() == width + 1
        };
        match self.rows.last_mut().filter(|(last, _)| is_tabbed && is_half(last)) {
            // a line break inside of a cell: the rest of its row stands on the next line
            Some((last, _)) => {
                let mut cells = cells.into_iter();
                if let (Some(cell), Some(more)) = (last.last_mut(), cells.next()) {
                    cell.push('\n');
                    cell.push_str(&more);
                }
                last.extend(cells);
            }
            None => self.rows.push((cells, location)),
        }
    }

    /// Whether the last row has all its cells, and a text below it is none of the last of them: it stands apart from the row,
    /// or would make no deadline of one.
    fn is_whole(&self, text: &str, is_apart: bool) -> bool {
        let width = self.rows.first().map_or(0, |(titles, _)| titles.len());
        let Some((last, _)) = self.rows.last().filter(|_| self.rows.len() > 1 && !self.is_boxed) else {
            return false;
        };
        let ends_with_day = || {
            let end = last.iter().rev().find(|cell| !cell.is_empty());
            end.is_some_and(|end| deadline::is_phrase(end) && !deadline::is_phrase(&format!("{end}{text}")))
        };
        last.len() >= width && (is_apart || ends_with_day())
    }

    /// Adds a line without cells: more of the last one, or a row that is all one cell. False where the table is over.
    fn text(&mut self, text: &str, location: SourceLocation) -> bool {
        const LONGEST: usize = 60;
        // below the last line of a box the table is over
        let is_below_box = self.is_boxed && self.is_fresh && self.rows.len() > 1;
        if text.chars().count() > LONGEST || is_below_box {
            return false;
        }
        if self.rows.len() <= 1 || marker::read(text).is_some() || table::is_note(text) {
            self.rows.push((vec![text.to_owned()], location));
            return true;
        }
        let last = self.rows.last_mut();
        if let Some(cell) = last.and_then(|(last, _)| last.iter_mut().rev().find(|cell| !cell.is_empty())) {
            cell.push('\n');
            cell.push_str(text);
        }
        true
    }

    /// Takes out what stands outside of the first and the last bar; whether the table has bars there.
    fn without_frame(&mut self) -> bool {
        let is_framed =
            self.rows.first().is_some_and(|(cells, _)| cells.first().is_some_and(String::is_empty));
        for (cells, _) in &mut self.rows {
            if is_framed && cells.len() > 1 && cells.first().is_some_and(String::is_empty) {
                cells.remove(0);
            }
            while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
        }
        is_framed
    }
}

/// A group of lines between blank ones.
struct Group<'a> {
    cells: Vec<(&'a str, SourceLocation)>,
    start: usize,
}

impl<'a> Group<'a> {
    fn texts(&self) -> Vec<&'a str> {
        self.cells.iter().map(|(text, _)| *text).collect()
    }
}

/// A cell per line.
fn stacked(lines: &[&Paragraph]) -> Option<(usize, usize, Grid)> {
    let groups = groups(lines);
    let is_barred = lines.iter().any(|line| fold::trim(&line.text) == "|");
    let by_groups = if is_barred { None } else { row_per_group(&groups) };
    let (start, grid) = by_groups.or_else(|| row_by_kinds(&groups, lines))?;
    Some((start, lines.len(), grid))
}

/// The lines between blank ones.
fn groups<'a>(lines: &[&'a Paragraph]) -> Vec<Group<'a>> {
    let tabbed = lines.iter().filter(|line| line.text.starts_with('\t')).count() * 2
        > lines.iter().filter(|line| !fold::trim(&line.text).is_empty()).count();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let text = fold::trim(&line.text);
        let text = text.strip_suffix(" |").map_or(text, fold::trim);
        let empty_cell = text.is_empty() && tabbed && line.text.contains('\t');
        if text.is_empty() && !empty_cell {
            open = false;
        } else if outline::is_page_mark(text) && text.contains(['-', '—', '－']) {
            // a page ends inside the table
        } else if !matches!(text, "|" | "||") {
            if !open {
                groups.push(Group { cells: Vec::new(), start: index });
            }
            open = true;
            if let Some(group) = groups.last_mut() {
                group.cells.push((text, line.location));
            }
        }
    }
    groups
}

/// A row per group of lines: most of them are as wide as that of the titles.
fn row_per_group(groups: &[Group<'_>]) -> Option<(usize, Grid)> {
    let first = groups.iter().position(|group| group.cells.len() > 1 && is_header(&group.texts()))?;
    let [head, body @ ..] = groups.get(first..)? else { return None };
    let width = head.cells.len();
    let wide_rows = body.iter().filter(|group| group.cells.len() > 1).count();
    let even = body.iter().filter(|group| group.cells.len() == width).count();
    let is_even = even > 0 && even * 10 >= wide_rows * 6;
    let rows = groups.iter().skip(first).flat_map(|group| grouped(group, width));
    is_even.then(|| (head.start, Grid::new(None, rows.collect())))
}

/// No end of a row is marked: the kinds of the cells decide.
fn row_by_kinds(groups: &[Group<'_>], lines: &[&Paragraph]) -> Option<(usize, Grid)> {
    let cells: Vec<(&str, SourceLocation)> = groups
        .iter()
        .flat_map(|group| group.cells.iter().copied())
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let is_title = |index: usize| {
        cells.get(index).is_some_and(|(text, _)| {
            fold::key(text).chars().count() <= 14 && columns::role_of(text).is_some()
        })
    };
    let mut index = 0;
    while index < cells.len() {
        let mut end = index;
        while is_title(end) {
            end += 1;
        }
        let titles: Vec<&str> = cells.get(index..end)?.iter().map(|(text, _)| *text).collect();
        if titles.len() >= 2 && is_header(&titles) {
            let (_, location) = *cells.get(index)?;
            let titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
            let body: Vec<(String, SourceLocation)> =
                cells.get(end..)?.iter().map(|(text, location)| ((*text).to_owned(), *location)).collect();
            let start = lines.iter().position(|line| line.location == location)?;
            return Some((start, kinds::grid(&titles, location, &body)?));
        }
        index = end.max(index + 1);
    }
    None
}

/// A group as one row: as wide as the header, or alone over the whole width.
fn grouped(group: &Group<'_>, width: usize) -> Vec<Row> {
    // A merged cell is a line that holds nothing but a tab: the row is found by its first words.
    let worded = group.cells.iter().find(|(text, _)| !text.trim().is_empty()).or(group.cells.first());
    let location = worded.map_or(SourceLocation::Unknown, |(_, location)| *location);
    match group.cells.as_slice() {
        [(text, location)] => vec![wide(text, *location, width)],
        cells if cells.len() <= width => {
            vec![row(cells.iter().map(|(text, _)| (*text).to_owned()).collect(), location, width)]
        }
        // the blank line between two rows was lost
        cells => cells
            .chunks(width)
            .map(|cells| {
                let location = cells.first().map_or(SourceLocation::Unknown, |(_, location)| *location);
                row(cells.iter().map(|(text, _)| (*text).to_owned()).collect(), location, width)
            })
            .collect(),
    }
}

//! Tables whose columns are only lined up with blanks, as `pdftotext` gives them and as people type them.
//! A column ends where every line has a blank; the first line of a row has its number, the lines below it
//! are the rest of its cells.

use super::{fold, marker, text_grid};
use crate::import::source::{Cell, Grid, Paragraph, Row};

/// How many positions a sign takes: in a text laid out by count, and in one laid out for the eye.
type Measure = fn(char) -> usize;

fn by_count(_: char) -> usize {
    1
}

fn by_eye(sign: char) -> usize {
    if sign.is_ascii() { 1 } else { 2 }
}

/// A piece of a line between wide blanks, and the positions that it takes.
struct Piece<'a> {
    text: &'a str,
    from: usize,
    to: usize,
}

/// The table in these lines: its first line, the one behind its last, its grid.
pub(super) fn find(lines: &[&Paragraph]) -> Option<(usize, usize, Grid)> {
    let start = lines.iter().position(|line| {
        let titles: Vec<&str> = pieces(&line.text, by_count).iter().map(|piece| piece.text).collect();
        titles.len() >= 3 && text_grid::is_header(&titles)
    })?;
    let body = lines.get(start..)?;
    let (grid, length) = [by_count as Measure, by_eye].into_iter().find_map(|measure| read(body, measure))?;
    Some((start, start + length, grid))
}

/// Splits a line at two blanks and more; an ideographic one counts as two.
fn pieces(line: &str, measure: Measure) -> Vec<Piece<'_>> {
    const WIDE: usize = 2;
    let mut found: Vec<(usize, Piece<'_>)> = Vec::new();
    let (mut position, mut blanks) = (0, WIDE);
    for (offset, sign) in line.char_indices() {
        let to = position + measure(sign);
        let end = offset + sign.len_utf8();
        if fold::is_blank(sign) {
            blanks += by_eye(sign);
        } else {
            match found.last_mut().filter(|_| blanks < WIDE) {
                Some((begin, piece)) => {
                    piece.text = line.get(*begin..end).unwrap_or_default();
                    piece.to = to;
                }
                None => {
                    let text = line.get(offset..end).unwrap_or_default();
                    found.push((offset, Piece { text, from: position, to }));
                }
            }
            blanks = 0;
        }
        position = to;
    }
    found.into_iter().map(|(_, piece)| piece).collect()
}

fn read(lines: &[&Paragraph], measure: Measure) -> Option<(Grid, usize)> {
    let split: Vec<Vec<Piece<'_>>> = lines.iter().map(|line| pieces(&line.text, measure)).collect();
    let columns = columns(&split);
    let titles = cells(split.first()?, &columns)?;
    if titles.len() < 3 || titles.iter().skip(1).any(String::is_empty) {
        return None;
    }
    let mut rows = vec![text_grid::row(titles, lines.first()?.place, columns.len())];
    let mut length = 1;
    for (index, (pieces, line)) in split.iter().zip(lines).enumerate().skip(1) {
        if pieces.is_empty() {
            continue;
        }
        match cells(pieces, &columns) {
            Some(cells) if marker::pure_number(cells.first()?).is_some() => {
                rows.push(text_grid::row(cells, line.place, columns.len()));
            }
            Some(more) if rows.len() == 1 && more.first().is_some_and(|first| !first.is_empty()) => {
                append(rows.last_mut()?, &more);
            }
            // a line in front of the first number: cells are centred, and where rows end is not to be seen
            Some(_) if rows.len() == 1 => return None,
            Some(more) => append(rows.last_mut()?, &more),
            None => match pieces.as_slice() {
                [piece] if marker::read(piece.text).is_some() => {
                    rows.push(text_grid::wide(piece.text, line.place, columns.len()));
                }
                _ => break,
            },
        }
        length = index + 1;
    }
    (rows.len() > 1).then_some((Grid { name: None, rows }, length))
}

/// The columns: stretches of positions between gaps that every line with several pieces has.
fn columns(lines: &[Vec<Piece<'_>>]) -> Vec<(usize, usize)> {
    const WIDEST: usize = 400;
    let mut taken: Vec<bool> = Vec::new();
    for piece in lines.iter().filter(|pieces| pieces.len() > 1).flatten() {
        let to = piece.to.min(WIDEST);
        if taken.len() < to {
            taken.resize(to, false);
        }
        taken.iter_mut().take(to).skip(piece.from).for_each(|place| *place = true);
    }
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for (position, _) in taken.iter().enumerate().filter(|(_, taken)| **taken) {
        match columns.last_mut() {
            Some((_, end)) if *end + 1 >= position => *end = position + 1,
            _ => columns.push((position, position + 1)),
        }
    }
    columns
}

/// The cells of a line; none where a piece lies in no column or in several.
fn cells(pieces: &[Piece<'_>], columns: &[(usize, usize)]) -> Option<Vec<String>> {
    let mut cells = vec![String::new(); columns.len()];
    for piece in pieces {
        let column = columns.iter().position(|(from, to)| piece.from >= *from && piece.to <= *to)?;
        cells.get_mut(column)?.push_str(piece.text);
    }
    Some(cells)
}

/// Adds the rest of wrapped cells.
fn append(row: &mut Row, more: &[String]) {
    for (Cell { text, .. }, more) in row.cells.iter_mut().zip(more) {
        text.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::Spot;

    #[test]
    fn lined_up_columns_are_a_table_and_wrapped_cells_are_joined() {
        let lines = [
            "    清单",
            "序     重点任务          责任单位     完成时限",
            "1    建设平台，归集数据     区大数据中   2025年6月",
            "     不少于5亿条         心        底前",
            "2    打造场景           区发改委    持续推进",
            "注：按月报送。",
        ];
        let lines: Vec<Paragraph> =
            lines.map(|text| Paragraph { text: text.into(), place: Spot::Unknown }).into();
        let (start, end, grid) = find(&lines.iter().collect::<Vec<_>>()).unwrap();
        let shown: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!((start, end), (1, 5));
        assert_eq!(shown[1], ["1", "建设平台，归集数据不少于5亿条", "区大数据中心", "2025年6月底前"]);
        assert_eq!(shown[2], ["2", "打造场景", "区发改委", "持续推进"]);
    }
}

//! Tables whose columns are only lined up with blanks, as `pdftotext` gives them and as people type them.
//! A column ends where every line has a blank; the first line of a row has its number, the lines below it
//! are the rest of its cells.

use super::{fold, marker, names, outline, text_grid};
use crate::import::source::{Cell, Grid, Paragraph, Row};

/// How many positions a sign takes: in a text laid out by count, and in one laid out for the eye.
type Measure = fn(char) -> usize;

fn by_count(_: char) -> usize {
    1
}

fn by_eye(sign: char) -> usize {
    if sign.is_ascii() { 1 } else { 2 }
}

/// A stretch of a line between wide blanks, and the positions that it takes.
struct Segment<'a> {
    text: &'a str,
    from: usize,
    to: usize,
}

/// The table in these lines: its first line, the one behind its last, its grid.
pub(super) fn find(lines: &[&Paragraph]) -> Option<(usize, usize, Grid)> {
    let start = lines.iter().position(|line| {
        let titles: Vec<&str> = segments(&line.text, by_count).iter().map(|segment| segment.text).collect();
        titles.len() >= 3 && text_grid::is_header(&titles)
    })?;
    let body = lines.get(start..)?;
    // the right measure gives as many columns as there are titles, puts no two pieces of a line into one of them, and
    // reads further than the wrong one
    let furthest = |exact| {
        let ways = [by_count as Measure, by_eye].into_iter();
        let read = ways.filter_map(|measure| Some((read(body, measure, exact)?, crowded(body, measure))));
        read.max_by_key(|((_, length), crowded)| (std::cmp::Reverse(*crowded), *length))
    };
    let ((grid, length), _) = furthest(true).or_else(|| furthest(false))?;
    Some((start, start + length, grid))
}

/// Splits a line at two blanks and more; an ideographic one counts as two.
#[expect(clippy::string_slice, reason = "the offsets are those of the line's own signs")]
fn segments(line: &str, measure: Measure) -> Vec<Segment<'_>> {
    const WIDE: usize = 2;
    let mut found: Vec<(usize, Segment<'_>)> = Vec::new();
    let (mut position, mut blanks) = (0, WIDE);
    for (offset, sign) in line.char_indices() {
        let to = position + measure(sign);
        let end = offset + sign.len_utf8();
        if fold::is_blank(sign) {
            blanks += by_eye(sign);
        } else {
            match found.last_mut().filter(|_| blanks < WIDE) {
                Some((begin, segment)) => {
                    segment.text = &line[*begin..end];
                    segment.to = to;
                }
                None => {
                    let text = &line[offset..end];
                    found.push((offset, Segment { text, from: position, to }));
                }
            }
            blanks = 0;
        }
        position = to;
    }
    found.into_iter().map(|(_, segment)| segment).collect()
}

fn read(lines: &[&Paragraph], measure: Measure, exact: bool) -> Option<(Grid, usize)> {
    let split: Vec<Vec<Segment<'_>>> = lines.iter().map(|line| segments(&line.text, measure)).collect();
    let columns = columns(&split);
    let titles = cells(split.first()?, &columns)?;
    // where two titles fall into one column, the signs were measured the wrong way
    let parts = split.first()?.len();
    if exact && columns.len() != parts {
        return None;
    }
    if titles.len() < 3
        || parts > columns.len()
        || titles.iter().filter(|title| !title.is_empty()).count() < parts
    {
        return None;
    }
    let mut rows = vec![text_grid::row(titles.clone(), lines.first()?.location, columns.len())];
    let mut length = 1;
    for (index, (segments, line)) in split.iter().zip(lines).enumerate().skip(1) {
        if segments.is_empty() || outline::is_page_mark(fold::trim(&line.text)) {
            continue;
        }
        let wide = || match segments.as_slice() {
            [segment] if marker::read(segment.text).is_some() => {
                Some(text_grid::wide(segment.text, line.location, columns.len()))
            }
            _ => None,
        };
        match cells(segments, &columns) {
            // a page begins with the titles again
            Some(cells) if cells == titles => {}
            Some(cells) if marker::pure_number(cells.first()?).is_some() => {
                rows.push(text_grid::row(cells, line.location, columns.len()));
            }
            Some(more) if more.first().is_some_and(|first| !first.is_empty()) => match wide() {
                Some(row) => rows.push(row),
                None if rows.len() == 1 => append(rows.last_mut()?, &more),
                None if repeated(lines, line) => {}
                None => break,
            },
            // a line in front of the first number: cells are centred, and where rows end is not to be seen
            Some(_) if rows.len() == 1 => return None,
            Some(more) => append(rows.last_mut()?, &more),
            None => match wide() {
                Some(row) => rows.push(row),
                None if repeated(lines, line) => {}
                None => break,
            },
        }
        length = index + 1;
    }
    (rows.len() > 1).then_some((Grid::new(None, rows), length))
}

/// How many pieces of lines fall into a column that another piece of the line is in.
fn crowded(lines: &[&Paragraph], measure: Measure) -> usize {
    let split: Vec<Vec<Segment<'_>>> = lines.iter().map(|line| segments(&line.text, measure)).collect();
    let columns = columns(&split);
    let column = |segment: &Segment<'_>| columns.iter().rposition(|(from, _)| segment.from >= *from);
    split
        .iter()
        .flat_map(|line| line.windows(2))
        .filter(|pair| matches!(pair, [one, other] if column(one) == column(other)))
        .count()
}

/// Whether a line stands in the text again: the head or the foot of a page.
fn repeated(lines: &[&Paragraph], line: &Paragraph) -> bool {
    let text = fold::trim(&line.text);
    lines.iter().filter(|other| fold::trim(&other.text) == text).count() > 1
}

/// The columns: stretches of positions between gaps that every line with several segments has.
fn columns(lines: &[Vec<Segment<'_>>]) -> Vec<(usize, usize)> {
    const WIDEST: usize = 400;
    let mut used: Vec<bool> = Vec::new();
    for segment in lines.iter().filter(|segments| segments.len() > 1).flatten() {
        let to = segment.to.min(WIDEST);
        if used.len() < to {
            used.resize(to, false);
        }
        used.iter_mut().take(to).skip(segment.from).for_each(|position| *position = true);
    }
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for (position, _) in used.iter().enumerate().filter(|(_, used)| **used) {
        match columns.last_mut() {
            Some((_, end)) if *end >= position => *end = position + 1,
            _ => columns.push((position, position + 1)),
        }
    }
    columns
}

/// The cells of a line. A piece belongs to the column where it starts, if it ends in front of the next one; none
/// where a piece starts in no column or crosses several.
fn cells(segments: &[Segment<'_>], columns: &[(usize, usize)]) -> Option<Vec<String>> {
    const NEAR: usize = 2;
    let mut cells = vec![String::new(); columns.len()];
    for segment in segments {
        let column = columns.iter().enumerate().position(|(index, (from, to))| {
            let next = columns.get(index + 1).map_or(usize::MAX, |(next, _)| *next);
            let end = if next == usize::MAX { to + (to - from) } else { next };
            segment.from + NEAR >= *from && segment.from < *to && segment.to <= end
        })?;
        cells.get_mut(column)?.push_str(segment.text);
    }
    Some(cells)
}

/// Adds the rest of wrapped cells. A line that begins a name of the same kind as the one above ends is the next name.
fn append(row: &mut Row, more: &[String]) {
    for (Cell { text, .. }, more) in row.cells.iter_mut().zip(more) {
        let last = text.rsplit(['、', '，', '\n']).next().unwrap_or_default();
        let first = more.split(['、', '，']).next().unwrap_or_default();
        let is_next = first.chars().next().is_some_and(|sign| sign == '各' || last.starts_with(sign))
            && names::is_department(last)
            && names::is_department(first);
        if is_next {
            text.push('\n');
        }
        text.push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::SourceLocation;

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
            lines.map(|text| Paragraph::new(text.into(), SourceLocation::Unknown)).into();
        let (start, end, grid) = find(&lines.iter().collect::<Vec<_>>()).unwrap();
        let shown: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!((start, end), (1, 5));
        assert_eq!(shown[1], ["1", "建设平台，归集数据不少于5亿条", "区大数据中心", "2025年6月底前"]);
        assert_eq!(shown[2], ["2", "打造场景", "区发改委", "持续推进"]);
    }
}

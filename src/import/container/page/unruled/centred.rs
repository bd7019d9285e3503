//! Rows without room between them: where every cell stands in the middle of its row, a row ends as far below its number as it
//! begins above it. Each cell of each row has to agree, and all text has to be in one.

use super::{
    super::{
        line::{Line, lines},
        squeezed,
    },
    Columns, Row, Sheet, number,
};

/// How far a line may be from where it is looked for, in lines.
const SLACK: f64 = 0.2;

/// The rows of all pages; none where a cell does not agree with them, or where all cells could as well stand at the top or at
/// the end of their rows.
pub(super) fn rows_of_all(
    sheets: &[Sheet<'_>],
    columns: &Columns,
    numbered: usize,
    title: Option<&str>,
) -> Option<Vec<Vec<Row>>> {
    let (mut may_stand_at_top, mut may_stand_at_end) = (true, true);
    let mut found = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (head, body) = parted(sheet, columns, numbered, title)?;
        let marks: Vec<f64> = body.get(numbered)?.iter().map(middle).collect();
        let pitch = pitch(&body).unwrap_or_default();
        let texts: Vec<Vec<f64>> = body.iter().map(|lines| lines.iter().map(middle).collect()).collect();
        may_stand_at_top &= begin_with(&marks, &texts, pitch);
        // upside down it is the same
        let turned = |lines: &Vec<f64>| lines.iter().rev().map(|at| -at).collect::<Vec<f64>>();
        may_stand_at_end &= begin_with(&turned(&marks), &texts.iter().map(turned).collect::<Vec<_>>(), pitch);
        found.push(rows(head, &body, numbered)?);
    }
    (!may_stand_at_top && !may_stand_at_end).then_some(found)
}

/// Whether every cell may begin at the height of its number: no line stands above the first one, and between two of them
/// each column has none or begins with one at that height.
fn begin_with(marks: &[f64], columns: &[Vec<f64>], pitch: f64) -> bool {
    let near = SLACK * pitch;
    let Some(first) = marks.first() else { return true };
    if columns.iter().flatten().any(|at| *at < first - near) {
        return false;
    }
    let ends = marks.iter().skip(1).copied().chain([f64::INFINITY]);
    marks.iter().zip(ends).all(|(from, to)| {
        columns.iter().all(|lines| {
            let first = lines.iter().find(|at| (from - near..to - near).contains(*at));
            first.is_none_or(|at| at - from < near)
        })
    })
}

/// The head of the table, and the lines of each column below it.
fn parted(
    sheet: &Sheet<'_>,
    columns: &Columns,
    numbered: usize,
    title: Option<&str>,
) -> Option<(Option<Row>, Vec<Vec<Line>>)> {
    let mut body: Vec<Vec<Line>> =
        (0..columns.count()).map(|column| lines(&columns.glyphs(&sheet.glyphs, column))).collect();
    let is_title = |line: &&Line| title.is_some_and(|title| squeezed(&line.text) == title);
    let head = body.get(numbered)?.iter().find(is_title).map(|line| line.area);
    let row = head.map(|head| {
        for lines in &mut body {
            lines.retain(|line| middle(line) > head.bottom);
        }
        let marks = title.map(str::to_owned).into_iter().collect();
        Row { top: head.top, bottom: head.bottom, crosses: false, marks }
    });
    Some((row, body))
}

/// The rows of a page, its head before them.
fn rows(head: Option<Row>, body: &[Vec<Line>], numbered: usize) -> Option<Vec<Row>> {
    let mut rows: Vec<Row> = head.into_iter().collect();
    let Some(first) = body.iter().flatten().map(middle).reduce(f64::min) else { return Some(rows) };
    let pitch = pitch(body)?;
    let mut top = first - pitch / 2.0;
    for mark in body.get(numbered)? {
        number(&squeezed(&mark.text))?;
        let bottom = 2.0 * middle(mark) - top;
        let own = body.iter().map(|lines| {
            lines.iter().map(middle).filter(|at| (top..bottom).contains(at)).collect::<Vec<f64>>()
        });
        let mut is_filled = false;
        for lines in own {
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else { continue };
            let is_off = |by: f64| by.abs() > SLACK * pitch;
            let is_torn =
                lines.iter().zip(lines.iter().skip(1)).any(|(line, next)| is_off(next - line - pitch));
            if is_torn || is_off((first + last) / 2.0 - middle(mark)) {
                return None;
            }
            is_filled |= !is_off(first - top - pitch / 2.0);
        }
        if !is_filled {
            return None;
        }
        rows.push(Row { top, bottom, crosses: false, marks: vec![squeezed(&mark.text)] });
        top = bottom;
    }
    body.iter().flatten().all(|line| middle(line) < top).then_some(rows)
}

fn middle(line: &Line) -> f64 {
    line.area.middle().1
}

/// From one line of a cell to the next one.
fn pitch(columns: &[Vec<Line>]) -> Option<f64> {
    let pairs = columns.iter().flat_map(|lines| lines.iter().zip(lines.iter().skip(1)));
    let mut pitches: Vec<f64> = pairs.map(|(line, next)| middle(next) - middle(line)).collect();
    pitches.sort_by(f64::total_cmp);
    pitches.get(pitches.len() / 4).copied().filter(|pitch| *pitch > 1.0)
}

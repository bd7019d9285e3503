//! The titles of columns that no line parts: they stand in a row that is one box, in a colour or not, or above the lines of
//! the table. Where every word of them stands over one column, and each column has one, the lines are drawn in.

use super::{
    super::{
        Area, Glyph, Page,
        line::{Line, lines},
        ruling::{Ruling, Rulings},
    },
    boxes::{Boxes, is_ruled},
};

/// A table of fewer columns has no titles that can be told so.
const FEWEST: usize = 3;
/// Below a title of the paper, and below one of several columns.
const DEEPEST_ROW: usize = 3;

/// The lines of a table with those that part the titles of its columns. `others` are the areas of other tables.
pub(super) fn parted(mut table: Rulings, page: &Page, others: &[Area]) -> Rulings {
    let Some(boxes) = Boxes::of(&table).filter(|boxes| boxes.width() >= FEWEST) else { return table };
    let sides = boxes.columns.as_slice();
    let whole = boxes.whole();
    let is_parted = |rows: (f64, f64)| {
        let mut inner = sides.iter().skip(1).take(sides.len() - 2);
        inner.any(|side| is_ruled(&table.upright, *side, rows.0, rows.1))
    };
    let is_above = |glyph: &&Glyph| {
        let place = glyph.area.middle();
        place.1 < whole.top
            && (whole.left..whole.right).contains(&place.0)
            && !others.iter().any(|other| *other != whole && other.holds(place, 0.0))
    };
    let rows: Vec<(f64, f64)> = boxes.rows.iter().copied().zip(boxes.rows.iter().skip(1).copied()).collect();
    let wide = rows.iter().take(DEEPEST_ROW).take_while(|rows| !is_parted(**rows)).find(|(top, bottom)| {
        let area = Area { top: *top, bottom: *bottom, ..whole };
        let lines = lines(&straight(page, |glyph| area.holds(glyph.area.middle(), 0.0)));
        are_titles(&lines, sides)
    });
    if let Some((top, bottom)) = wide {
        table.upright.extend(sides.iter().map(|side| Ruling { at: *side, from: *top, to: *bottom }));
    } else if rows.first().is_some_and(|first| is_parted(*first))
        && let Some(top) = top_of_titles(&lines(&straight(page, is_above)), sides, whole.top)
    {
        table.level.push(Ruling { at: top, from: whole.left, to: whole.right });
        table.upright.extend(sides.iter().map(|side| Ruling { at: *side, from: top, to: whole.top }));
    }
    table
}

fn straight<'p>(page: &'p Page, is_meant: impl Fn(&&'p Glyph) -> bool) -> Vec<&'p Glyph> {
    page.glyphs.iter().filter(|glyph| glyph.turn == 0).filter(is_meant).collect()
}

/// Where titles begin that stand right above the top of a table.
fn top_of_titles(lines: &[Line], sides: &[f64], top: f64) -> Option<f64> {
    /// Of so many lines at most, no further apart than this part of their size.
    const MOST: usize = 6;
    const FARTHEST: f64 = 1.2;
    let mut upper = top;
    let mut from = lines.len();
    for line in lines.iter().rev().take(MOST) {
        if upper - line.area.bottom > FARTHEST * line.size || !fits(line, sides) {
            break;
        }
        upper = upper.min(line.area.top);
        from -= 1;
    }
    are_titles(lines.get(from..)?, sides).then_some(upper - 1.0)
}

/// Whether each column has a word in these lines, and no word goes over the side of one.
fn are_titles(lines: &[Line], sides: &[f64]) -> bool {
    let is_over = |(from, to): &(f64, f64), column: &(f64, f64)| {
        let middle = (from + to) / 2.0;
        (column.0..column.1).contains(&middle)
    };
    let mut columns = sides.iter().copied().zip(sides.iter().skip(1).copied());
    lines.iter().all(|line| fits(line, sides))
        && columns
            .all(|column| lines.iter().flat_map(|line| &line.pieces).any(|piece| is_over(piece, &column)))
}

fn fits(line: &Line, sides: &[f64]) -> bool {
    const OVER: f64 = 1.0;
    line.pieces.iter().all(|(from, to)| !sides.iter().any(|side| from + OVER < *side && *side < to - OVER))
}

//! Pages whose text runs upwards or downwards are turned.

use super::{Area, Page, Rulings, ruling::Ruling};

/// The page with most of its text upright.
pub(super) fn upright(mut page: Page) -> Page {
    const ENOUGH: usize = 20;
    let mut counts = [0_usize; 4];
    for glyph in &page.glyphs {
        if let Some(count) = counts.get_mut(glyph.turn % 4) {
            *count += 1;
        }
    }
    let [straight, ..] = counts;
    let best = counts.iter().enumerate().max_by_key(|(turn, count)| (**count, *turn == 0));
    let turn = match best {
        Some((turn, count)) if turn != 0 && *count >= ENOUGH && *count >= 2 * straight => turn,
        _ => return page,
    };
    let (width, height) = (page.width, page.height);
    let turned = |(x, y): (f64, f64)| match turn {
        1 => (y, width - x),
        3 => (height - y, x),
        _ => (width - x, height - y),
    };
    for glyph in &mut page.glyphs {
        let area = glyph.area;
        glyph.area = Area::around([turned((area.left, area.top)), turned((area.right, area.bottom))]);
        glyph.turn = (glyph.turn + 4 - turn) % 4;
    }
    for area in &mut page.fills {
        *area = Area::around([turned((area.left, area.top)), turned((area.right, area.bottom))]);
    }
    let Rulings { level, upright } = std::mem::take(&mut page.rulings);
    let level_ends = |line: &Ruling| ((line.from, line.at), (line.to, line.at));
    let upright_ends = |line: &Ruling| ((line.at, line.from), (line.at, line.to));
    for (from, to) in level.iter().map(level_ends).chain(upright.iter().map(upright_ends)) {
        let area = Area::around([turned(from), turned(to)]);
        if area.width() > area.height() {
            page.rulings.level.push(Ruling { at: area.top, from: area.left, to: area.right });
        } else {
            page.rulings.upright.push(Ruling { at: area.left, from: area.top, to: area.bottom });
        }
    }
    if turn != 2 {
        (page.width, page.height) = (height, width);
    }
    page
}

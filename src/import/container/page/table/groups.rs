//! Which ruling lines belong to one table.

use std::collections::BTreeMap;

use super::super::{
    Area,
    ruling::{LEVEL, Rulings, levels},
};

/// Sets that are merged step by step.
pub(in super::super) struct Sets(Vec<usize>);

impl Sets {
    pub(in super::super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(in super::super) fn of(&self, mut index: usize) -> usize {
        while let Some(parent) = self.0.get(index).filter(|parent| **parent != index) {
            index = *parent;
        }
        index
    }

    pub(in super::super) fn merge(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        let (low, high) = (a.min(b), a.max(b));
        if let Some(parent) = self.0.get_mut(high) {
            *parent = low;
        }
    }
}

/// The lines that belong to one table: those that meet, and parts above each other with the same ends.
pub(super) fn groups(rulings: &Rulings) -> Vec<Rulings> {
    let Rulings { level, upright } = rulings;
    let mut sets = Sets::new(level.len() + upright.len());
    for (i, across) in level.iter().enumerate() {
        for (j, _) in upright.iter().enumerate().filter(|(_, down)| across.meets(down)) {
            sets.merge(i, level.len() + j);
        }
    }
    join_parts(rulings, &mut sets);
    let mut groups: BTreeMap<usize, Rulings> = BTreeMap::new();
    for (index, line) in level.iter().enumerate() {
        groups.entry(sets.of(index)).or_default().level.push(*line);
    }
    for (index, line) in upright.iter().enumerate() {
        groups.entry(sets.of(level.len() + index)).or_default().upright.push(*line);
    }
    groups.into_values().filter(is_table).collect()
}

/// Whether lines rule a table: at least two of them lie level, or one closes a row that began on the page before.
fn is_table(lines: &Rulings) -> bool {
    match lines.level.len() {
        0 => false,
        1 => lines.upright.len() >= 2,
        _ => !lines.upright.is_empty(),
    }
}

/// Rows over the whole width of a table whose sides are open leave parts that do not meet, and so does a merged cell
/// that goes on from the page before to the next one.
fn join_parts(rulings: &Rulings, sets: &mut Sets) {
    const NARROWEST: f64 = 60.0;
    const SAME_END: f64 = 4.0;
    const HIGHEST_ROW: f64 = 45.0;
    let Rulings { level, upright } = rulings;
    let level_areas =
        level.iter().map(|line| Area { left: line.from, right: line.to, top: line.at, bottom: line.at });
    let upright_areas =
        upright.iter().map(|line| Area { left: line.at, right: line.at, top: line.from, bottom: line.to });
    let mut areas: BTreeMap<usize, Area> = BTreeMap::new();
    for (index, area) in level_areas.chain(upright_areas).enumerate() {
        areas.entry(sets.of(index)).and_modify(|whole| *whole = whole.with(area)).or_insert(area);
    }
    let mut parts: Vec<(usize, Area)> = areas.into_iter().collect();
    join_beside(rulings, sets, &parts);
    parts.retain(|(_, area)| area.width() > NARROWEST);
    parts.sort_by(|a, b| a.1.top.total_cmp(&b.1.top));
    let has_side = |area: Area| {
        upright
            .iter()
            .any(|line| (line.at - area.left).abs() < LEVEL && line.to > area.top && line.from < area.bottom)
    };
    for ((set, above), (next, below)) in parts.iter().zip(parts.iter().skip(1)) {
        let gap = below.top - above.bottom;
        let same_ends =
            (above.left - below.left).abs() < SAME_END && (above.right - below.right).abs() < SAME_END;
        let open = !has_side(*above) || !has_side(*below) || gap < LEVEL;
        if same_ends && open && gap > -LEVEL && gap < HIGHEST_ROW {
            sets.merge(*set, *next);
        }
    }
}

/// Joins parts side by side with the same rows: the column between them is one cell from the top to the bottom.
fn join_beside(rulings: &Rulings, sets: &mut Sets, parts: &[(usize, Area)]) {
    let rows = |sets: &Sets, set: usize| {
        let own = rulings.level.iter().enumerate().filter(|(index, _)| sets.of(*index) == set);
        levels(own.map(|(_, line)| line.at))
    };
    let is_near = |a: f64, b: f64| (a - b).abs() < LEVEL;
    let mut beside: Vec<&(usize, Area)> = parts.iter().filter(|(_, area)| area.height() > LEVEL).collect();
    beside.sort_by(|a, b| a.1.left.total_cmp(&b.1.left));
    for ((set, left), (next, right)) in beside.iter().zip(beside.iter().skip(1)) {
        let same_height = is_near(left.top, right.top) && is_near(left.bottom, right.bottom);
        if !same_height || left.right > right.left {
            continue;
        }
        let (rows, others) = (rows(sets, *set), rows(sets, *next));
        let same_rows =
            rows.len() == others.len() && rows.iter().zip(&others).all(|(row, other)| is_near(*row, *other));
        if same_rows {
            sets.merge(*set, *next);
        }
    }
}

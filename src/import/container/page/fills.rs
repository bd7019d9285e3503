//! Tables without ruling lines whose cells are boxes in a colour: the lines are where the boxes meet.

use std::collections::BTreeMap;

use super::{
    Area,
    ruling::{LEVEL, Ruling, Rulings},
    table::Sets,
};

/// Boxes with more room between them are no cells of one table.
const WIDEST_ROOM: f64 = 9.0;
/// A table has so many cells at least.
const FEWEST: usize = 6;
/// A box that holds more of the others is what they stand on.
const MOST_HELD: usize = 2;

/// The lines between boxes that stand beside and below each other as cells do, and not on one of the `tables`. Stripes
/// over the whole width have nothing beside them.
pub(super) fn groups(fills: &[Area], tables: &[Area]) -> Vec<Rulings> {
    let boxes = cells(fills, tables);
    if boxes.len() < FEWEST {
        return Vec::new();
    }
    let mut sets = Sets::new(boxes.len());
    let (mut across, mut down) = (WIDEST_ROOM, WIDEST_ROOM);
    let mut beside = vec![false; boxes.len()];
    for (i, one) in boxes.iter().enumerate() {
        for (j, other) in boxes.iter().enumerate() {
            if let Some(room) = room(one, other, level, upright) {
                sets.merge(i, j);
                across = across.min(room);
                for index in [i, j] {
                    beside.get_mut(index).into_iter().for_each(|has| *has = true);
                }
            }
            if let Some(room) = room(one, other, upright, level) {
                sets.merge(i, j);
                down = down.min(room);
            }
        }
    }
    let mut groups: BTreeMap<usize, (usize, Vec<Area>)> = BTreeMap::new();
    for (index, area) in boxes.iter().enumerate() {
        let (count, areas) = groups.entry(sets.of(index)).or_default();
        *count += usize::from(beside.get(index) == Some(&true));
        areas.push(*area);
    }
    groups
        .into_values()
        .filter(|(beside, areas)| areas.len() >= FEWEST && beside * 2 > areas.len())
        .map(|(_, areas)| sides(&areas, across / 2.0, down / 2.0))
        .collect()
}

/// The boxes that may be cells.
fn cells(fills: &[Area], tables: &[Area]) -> Vec<Area> {
    let free: Vec<Area> = fills
        .iter()
        .copied()
        .filter(|area| !tables.iter().any(|table| table.holds(area.middle(), 0.0)))
        .collect();
    let held = |area: &Area| free.iter().filter(|other| area.holds(other.middle(), 0.0)).count();
    free.iter().copied().filter(|area| held(area) <= MOST_HELD).collect()
}

fn level(area: &Area) -> (f64, f64) {
    (area.left, area.right)
}

fn upright(area: &Area) -> (f64, f64) {
    (area.top, area.bottom)
}

/// The room between two boxes, when the second follows the first `along` a direction and lies beside it in the other.
fn room(
    one: &Area,
    other: &Area,
    along: impl Fn(&Area) -> (f64, f64),
    beside: impl Fn(&Area) -> (f64, f64),
) -> Option<f64> {
    let ((from, to), (next, _)) = (along(one), along(other));
    let ((a, b), (c, d)) = (beside(one), beside(other));
    let room = next - to;
    let follows = next > from && room > -LEVEL / 2.0 && room < WIDEST_ROOM;
    (follows && b.min(d) - a.max(c) > LEVEL).then_some(room.max(0.0))
}

/// The sides of the boxes, each moved out by half of the room between them.
fn sides(areas: &[Area], across: f64, down: f64) -> Rulings {
    let mut rulings = Rulings::default();
    for area in areas {
        let (left, right) = (area.left - across, area.right + across);
        let (top, bottom) = (area.top - down, area.bottom + down);
        rulings.level.extend([top, bottom].map(|at| Ruling { at, from: left, to: right }));
        rulings.upright.extend([left, right].map(|at| Ruling { at, from: top, to: bottom }));
    }
    rulings.joined()
}

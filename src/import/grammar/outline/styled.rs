//! Headings that the document itself calls so: a style of Word, `h2` of a page, `##` of Markdown. Without a number they have
//! the level that lies between what stands above and below them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::{marker::Level, title},
    by_department::outside,
    paragraph::{Entry, Kind},
    sections,
};

/// Gives a level to each heading without a number.
pub(super) fn recognise(entries: &mut [Entry<'_>]) {
    let headings = headings(entries);
    let depths: BTreeSet<u8> = headings.values().copied().collect();
    // from the innermost outwards: each lies outside of what stands below it
    for depth in depths.into_iter().rev() {
        let own: Vec<usize> =
            headings.iter().filter(|(_, known)| **known == depth).map(|(index, _)| *index).collect();
        let inner = own.iter().filter_map(|index| innermost_bound(entries, *index, depth)).min();
        // one right below a numbered heading of the same style is inside of it
        let is_inside = |index: &usize| {
            let above = index.checked_sub(1).and_then(|above| entries.get(above));
            above.is_some_and(|above| above.heading == Some(depth) && above.number.is_some())
        };
        let known = numbered(entries, depth).filter(|_| !own.iter().any(is_inside));
        let level = known.unwrap_or_else(|| inner.map_or(Level::Digit, outside));
        for index in own {
            if let Some(entry) = entries.get_mut(index) {
                entry.level = Some(level);
            }
        }
    }
}

/// Where headings without a number stand, and how deep they are. The title of the paper is none of them.
fn headings(entries: &[Entry<'_>]) -> BTreeMap<usize, u8> {
    const LONGEST: usize = 60;
    const SHORTEST_TITLE: usize = 8;
    let is_heading = |entry: &Entry<'_>| {
        entry.level.is_none()
            // 工业（牵头单位：市工信局）
            && matches!(entry.kind, Kind::Plain | Kind::Task(_))
            && entry.text.chars().count() <= LONGEST
            && !entry.text.ends_with(['。', '；', ';'])
            && !title::is_mark_of_annex(entry.text)
    };
    let mut found: BTreeMap<usize, u8> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| is_heading(entry))
        .filter_map(|(index, entry)| Some((index, entry.heading?)))
        .collect();
    let all = || entries.iter().filter_map(|entry| entry.heading);
    let Some(outermost) = all().min() else { return found };
    let is_alone = all().filter(|depth| *depth == outermost).count() == 1;
    let first = found.keys().next().copied();
    found.retain(|index, depth| {
        // 保障措施 is the title of a part
        let is_of_paper = |entry: &Entry<'_>| {
            title::is_title(entry.text)
                && entry.text.chars().count() >= SHORTEST_TITLE
                && !sections::has_none(entry.text)
        };
        let is_title = *depth == outermost && entries.get(*index).is_some_and(is_of_paper)
            || is_alone && *depth == outermost && Some(*index) == first && is_at_the_top(entries, *index);
        !is_title
    });
    found
}

/// Whether nothing but what stands in front of a title stands above a line.
fn is_at_the_top(entries: &[Entry<'_>], index: usize) -> bool {
    entries.iter().take(index).all(|entry| entry.level.is_none() && !says_who(entry))
}

fn says_who(entry: &Entry<'_>) -> bool {
    matches!(entry.kind, Kind::Task(_) | Kind::Assignment(_))
}

/// The level of most headings of a depth that have a number.
fn numbered(entries: &[Entry<'_>], depth: u8) -> Option<Level> {
    let mut counts: HashMap<Level, usize> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.heading == Some(depth) && entry.number.is_some()) {
        *counts.entry(entry.level?).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(level, count)| (*count, std::cmp::Reverse(*level)))
        .map(|(level, _)| level)
}

/// The outermost level of what stands below a heading, up to the next that is no deeper.
fn innermost_bound(entries: &[Entry<'_>], index: usize, depth: u8) -> Option<Level> {
    let below = entries.iter().skip(index + 1);
    let own = below.take_while(|entry| entry.heading.is_none_or(|other| other > depth));
    own.filter_map(|entry| entry.level).filter(|level| *level < Level::Ordinal).min()
}

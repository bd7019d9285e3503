//! The account against silence, for rows of tables: one that says what is to be done and by whom, and became no task, is told
//! with its place, whether it stands above the titles, in a table that is not read, or in a row of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    columns, departments, fold, marker, names, outline,
    reading::{Reading, finding},
    table,
};
use crate::{
    error::Finding,
    import::{
        draft::RowRole,
        source::{Block, Grid, Merged, Row, SourceLocation},
    },
};

/// Says which rows look like tasks and became none, and marks them in the account; but for tables of which it is said
/// elsewhere that they are not read.
pub(super) fn rows(
    reading: &mut Reading,
    blocks: &[Block],
    is_told: &dyn Fn(usize, &Grid) -> bool,
) -> Option<Finding> {
    let roles = roles(reading);
    let grids = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    let open = (1..).zip(grids).filter(|(number, grid)| !is_told(*number, grid));
    let is_lost = |row: &&Row| match roles.get(&row.location) {
        None => looks_like_task(row),
        Some(known) if known.iter().all(is_no_task) => looks_like_task(row),
        Some(known) => known.contains(&Known::Bare) && own(row).len() == 1 && looks_like_task(row),
    };
    let lost = open.flat_map(|(_, grid)| &grid.rows).filter(is_lost);
    let lost: Vec<(SourceLocation, String)> =
        lost.map(|row| (row.location, fold::head(&own(row).join(" ")))).collect();
    mark(reading, &lost);
    let (first, head) = lost.first()?;
    let ((zh, en), count) = (outline::places(&lost), lost.len());
    let message = text!(
        "表格中有 {count} 行像是任务，没有读入（{zh}），如：{head}",
        "{count} rows of tables look like tasks and were not read ({en}): {head}"
    );
    Some(finding("dropped-row", *first, message).fix(text!(
        "是任务的，在原文件里把它移到表格中、栏名以下，再导入",
        "what is a task, move it into the table in the document, below its titles, and import that"
    )))
}

/// What a row was read as, as far as it matters here.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Known {
    /// Nothing to import.
    Beside,
    /// A heading without a task below it.
    Bare,
    /// A task, or part of one; a heading of some.
    Read,
}

fn is_no_task(known: &Known) -> bool {
    *known == Known::Beside
}

/// What became of the row at each place.
fn roles(reading: &Reading) -> BTreeMap<SourceLocation, Vec<Known>> {
    let mut roles: BTreeMap<SourceLocation, Vec<Known>> = BTreeMap::new();
    for (index, row) in reading.account.iter().enumerate() {
        let mut below = reading.account.iter().skip(index + 1).map(|below| below.role);
        let known = match row.role {
            RowRole::Title | RowRole::Header | RowRole::Note => Known::Beside,
            RowRole::Pillar | RowRole::KeyTask => {
                match below.find(|role| !matches!(role, RowRole::Note | RowRole::Header | RowRole::Rule)) {
                    Some(RowRole::Task | RowRole::KeyTask | RowRole::Continuation) => Known::Read,
                    _ => Known::Bare,
                }
            }
            RowRole::Task | RowRole::Continuation | RowRole::Rule | RowRole::Dropped => Known::Read,
        };
        roles.entry(row.location).or_default().push(known);
    }
    roles
}

/// Marks rows in the account, as what was not taken over.
fn mark(reading: &mut Reading, lost: &[(SourceLocation, String)]) {
    let heads: BTreeMap<SourceLocation, &String> = lost.iter().map(|(place, head)| (*place, head)).collect();
    let reason = || text!("像是任务，没有读入", "it looks like a task and was not read");
    let mut marked = BTreeSet::new();
    for row in &mut reading.account {
        let Some(head) = heads.get(&row.location) else { continue };
        (row.role, row.reason) = (RowRole::Dropped, reason());
        head.as_str().clone_into(&mut row.text);
        marked.insert(row.location);
    }
    for (place, head) in lost.iter().filter(|(place, _)| !marked.contains(place)) {
        reading.record(*place, RowRole::Dropped, head, reason());
    }
}

/// The texts of the cells that a row has of its own.
fn own(row: &Row) -> Vec<&str> {
    let own = row.cells.iter().filter(|cell| cell.merged == Merged::No);
    own.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty()).collect()
}

/// Whether a row says what is to be done, and by whom.
fn looks_like_task(row: &Row) -> bool {
    const SHORTEST: usize = 4;
    const LONG: usize = 12;
    let own = own(row);
    if let [text] = own.as_slice() {
        return !table::is_note(text) && outline::assigns(text);
    }
    let is_list = |text: &&&str| {
        departments::is_list(text) && names::is_surely_department(text) && columns::role_of(text).is_none()
    };
    let is_numbered = own.iter().any(|text| marker::pure_number(text).is_some());
    let says_what = |text: &&&str| {
        let words = text.chars().filter(|sign| *sign > '\u{3000}').count();
        !is_list(text)
            && columns::role_of(text).is_none()
            && words >= SHORTEST
            && (names::begins_task(marker::body(text)) || is_numbered && words >= LONG)
    };
    own.iter().any(|text| is_list(&text)) && own.iter().any(|text| says_what(&text))
        || own.iter().any(|text| says_both(text))
}

/// Whether one cell says both: 开展试点（市教委负责）.
fn says_both(text: &str) -> bool {
    names::begins_task(marker::body(text)) && outline::assigns(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::grammar::text_grid;

    #[test]
    fn a_row_that_says_what_and_who_looks_like_a_task() {
        let row = |line: &str| {
            let cells: Vec<String> = line.split('|').map(str::to_owned).collect();
            let width = cells.len();
            text_grid::row(cells, SourceLocation::Unknown, width)
        };
        for line in [
            "3|开展丙工作|市财政局",
            "建设平台|市教委、市科委|12月底前",
            "3.开展丙工作（市财政局负责）",
            "3|开展丙工作（市财政局负责）|",
            "注|开展丙工作|市财政局",
            "7|丰台路（前进街至人民街段）道路工程|市住建局",
        ] {
            assert!(looks_like_task(&row(line)), "{line}");
        }
        for line in [
            "序号|任务|牵头单位",
            "1|市教委|张三|12345678",
            "填报单位：市教委|2024年3月5日",
            "合计|12|",
            "3|市教委|",
            "组长|王某|市委副书记",
            "注：以上任务按季度调度。",
        ] {
            assert!(!looks_like_task(&row(line)), "{line}");
        }
    }
}

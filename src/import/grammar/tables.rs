//! The task tables of a document: each grid with a header begins one, and a grid below that repeats the
//! header or has none goes on with it.

use super::{
    ColumnRole, ReadOptions, above, accounting, columns, fold,
    header::{self, Header},
    joined, marker, names,
    reading::{Reading, finding},
    table::{self, Line},
    title,
};
use crate::{
    error::{Error, Result},
    import::{
        draft::RowRole,
        source::{Block, Grid, Merged, Row, SourceLocation},
    },
};

/// A reading with what it was read from.
pub(super) struct Candidate {
    pub(super) reading: Reading,
    /// The numbers of its tables from 1; none: the running text.
    pub(super) tables: Vec<usize>,
    /// The first and last block.
    pub(super) blocks: (usize, usize),
    /// Rows above the header.
    pub(super) titles: Vec<String>,
}

/// A table as it stands in the document; one table per page makes several of them.
#[derive(Clone)]
struct Run<'a> {
    header: Header,
    lines: Vec<Line<'a>>,
    tables: Vec<usize>,
    blocks: (usize, usize),
    /// What stands above the titles of the columns on its first page.
    titles: Vec<String>,
    width: usize,
    /// The paper of the document that it stands in.
    paper: usize,
}

/// Reads every task table of a document.
///
/// # Errors
/// When the only table has two columns of one title.
pub(super) fn read(blocks: &[Block], options: &ReadOptions) -> Result<Vec<Candidate>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let grids = blocks.iter().enumerate().filter_map(|(index, block)| match block {
        Block::Grid(grid) => Some((index, grid)),
        Block::Paragraph(_) => None,
    });
    let mut paper = 0;
    let mut ambiguous = None;
    // several tables of one sheet have its name
    let mut sheet: Option<&str> = None;
    for (((index, grid), above), number) in grids.zip(above::of(blocks)).zip(1..) {
        paper += usize::from(above.begins_paper);
        let first = grid.rows.first().map_or(SourceLocation::Unknown, |row| row.location);
        let mut headings: Vec<_> =
            above.headings.into_iter().map(|(text, inner)| Line::Heading(text, first, inner)).collect();
        match described(grid, options).or_else(|| header::find(grid)) {
            Some(header) => {
                if options.columns.is_empty()
                    && let Some(title) = header.ambiguous(grid)
                {
                    ambiguous.get_or_insert((number, title));
                    continue;
                }
                // titles that are not those of the columns: another list on the same sheet
                let mut above = grid.rows.iter().take(header.row).flat_map(|row| &row.cells);
                paper += usize::from(!runs.is_empty() && above.any(|cell| title::is_title(&cell.text)));
                let begins_sheet = grid.name.is_some() && sheet != grid.name.as_deref();
                if headings.is_empty() && begins_sheet {
                    headings.extend(grid.name.as_deref().map(|name| Line::Sheet(name, first)));
                }
                sheet = grid.name.as_deref();
                match runs.last_mut().filter(|run| run.has_header(&header, number, options)) {
                    Some(run) => {
                        run.go_on(headings.into_iter().chain(lines(grid, &header)), (index, number));
                    }
                    None => runs.push(Run::begin(grid, header, headings, (index, number), paper)),
                }
            }
            None => match runs
                .last_mut()
                .filter(|run| run.may_go_on(grid, run.lines_to(index, blocks), options))
            {
                Some(run) => {
                    run.go_on(headings.into_iter().chain(grid.rows.iter().map(Line::Row)), (index, number));
                }
                None => {
                    let header = header::guess(grid).or_else(|| header::without_text(grid));
                    runs.extend(
                        header.map(|header| Run::begin(grid, header, headings, (index, number), paper)),
                    );
                }
            },
        }
    }
    match ambiguous.filter(|_| runs.is_empty()) {
        Some((number, title)) => Err(two_columns(number, &title)),
        None => Ok(read_runs(runs, options)),
    }
}

impl<'a> Run<'a> {
    /// A table that begins: the grid, which is the block of this index and the table of this number, below its headings.
    fn begin(
        grid: &'a Grid,
        header: Header,
        headings: Vec<Line<'a>>,
        (index, number): (usize, usize),
        paper: usize,
    ) -> Self {
        Self {
            lines: headings.into_iter().chain(lines(grid, &header)).collect(),
            titles: titles(grid, &header),
            header,
            tables: vec![number],
            blocks: (index, index),
            width: width(grid),
            paper,
        }
    }

    /// Whether a grid with a header of its own is more of this table.
    fn has_header(&self, header: &Header, number: usize, options: &ReadOptions) -> bool {
        (self.header.titles == header.titles || self.header.says_the_same_as(header))
            && (options.table.is_none() || self.tables.contains(&number))
    }

    /// How many lines stand between this table and the block of an index.
    fn lines_to(&self, index: usize, blocks: &[Block]) -> usize {
        let between = blocks.get(self.blocks.1 + 1..index).unwrap_or_default().iter();
        let is_line = |block: &&Block| match block {
            Block::Paragraph(paragraph) => !fold::trim(&paragraph.text).is_empty(),
            Block::Grid(_) => true,
        };
        between.filter(is_line).count()
    }

    /// Whether a grid without a header, so many lines below this table, may be its next page.
    fn may_go_on(&self, grid: &Grid, lines: usize, options: &ReadOptions) -> bool {
        const FARTHEST: usize = 2;
        let width = width(grid);
        self.width == width && width > 1 && lines <= FARTHEST && options.table.is_none() && !begins_anew(grid)
    }

    fn go_on(&mut self, lines: impl Iterator<Item = Line<'a>>, (index, number): (usize, usize)) {
        self.lines.extend(lines);
        self.tables.push(number);
        self.blocks.1 = index;
    }
}

/// Whether a grid has titles of its own, though none that a table of tasks is known by: 序号, 单位, 联系人.
fn begins_anew(grid: &Grid) -> bool {
    const LONGEST: usize = 8;
    const FEWEST: usize = 2;
    let Some(row) = grid.rows.first() else { return false };
    let is_short = |text: &str| fold::key(text).chars().count() <= LONGEST;
    let roles = || {
        let short = row.cells.iter().filter(|cell| cell.merged == Merged::No && is_short(&cell.text));
        short.filter_map(|cell| columns::role_of(&cell.text))
    };
    roles().next() == Some(ColumnRole::Number) && roles().count() >= FEWEST
}

fn width(grid: &Grid) -> usize {
    grid.rows.first().map_or(0, |row| row.cells.len())
}

fn two_columns(number: usize, title: &str) -> Error {
    Error::conflict(text!(
        "表 {number} 有两栏都叫“{title}”，分不清该读哪一栏",
        "table {number} has two columns titled “{title}”; which to read can't be told"
    ))
    .hint(text!(
        "改掉其中一栏的标题，或用 `--columns content=3,departments=4` 指明",
        "rename one of them, or say what the columns hold: `--columns content=3,departments=4`"
    ))
}

/// Reads the tables, those that are parts of one plan together.
fn read_runs(runs: Vec<Run<'_>>, options: &ReadOptions) -> Vec<Candidate> {
    let read = |run: &Run<'_>, is_part| read_run(run.clone(), is_part, options);
    let mut candidates: Vec<Candidate> = runs.iter().map(|run| read(run, false)).collect();
    if options.table.is_some() || !options.columns.is_empty() {
        return candidates;
    }
    let papers: Vec<usize> = runs.iter().map(|run| run.paper).collect();
    let Some(best) = best(&candidates) else { return candidates };
    let parts = joined::parts(&candidates, &papers, best);
    // a heading above a part is one of the plan
    let whole = parts.iter().filter_map(|part| runs.get(*part)).map(|run| read(run, true)).collect();
    if let Some(whole) = joined::together(whole) {
        for part in parts.iter().rev() {
            candidates.remove(*part);
        }
        candidates.insert(0, whole);
    }
    candidates
}

/// The table with most tasks that name a department; of equal ones the first.
pub(super) fn best(candidates: &[Candidate]) -> Option<usize> {
    (0..candidates.len()).max_by_key(|index| {
        let weight = |candidate: &Candidate| candidate.reading.assigned() * 4 + candidate.reading.items.len();
        (candidates.get(*index).map_or(0, weight), std::cmp::Reverse(*index))
    })
}

/// The rows of a table: those above its body are titles.
fn lines<'a>(grid: &'a Grid, header: &Header) -> impl Iterator<Item = Line<'a>> + use<'a> {
    let (first, end) = (header.row, header.row + header.rows);
    let of_body: Vec<bool> = grid.rows.iter().take(first).map(|row| header.fits(row)).collect();
    grid.rows.iter().enumerate().map(move |(index, row)| match index {
        // sorting moves the titles below rows
        _ if of_body.get(index) == Some(&true) => Line::Row(row),
        _ if index < first => Line::Titles(row, RowRole::Title),
        _ if index < end => Line::Titles(row, RowRole::Header),
        _ => Line::Row(row),
    })
}

fn read_run(mut run: Run<'_>, is_part: bool, options: &ReadOptions) -> Candidate {
    // headings above the first page count only when later pages have theirs, or when they name departments
    let is_heading = |line: &Line<'_>| matches!(line, Line::Heading(..) | Line::Sheet(..));
    let first = run.lines.iter().take_while(|line| is_heading(line)).count();
    let names_nobody = |line: &Line<'_>| match line {
        Line::Heading(text, ..) | Line::Sheet(text, _) => {
            marker::read(text).is_none_or(|marker| !names::is_surely_department(marker.rest))
                && !names::is_surely_department(text)
        }
        Line::Row(_) | Line::Titles(..) => true,
    };
    if !is_part
        && !run.lines.iter().skip(first).any(is_heading)
        && (!run.header.department_columns().is_empty() || run.lines.iter().take(first).all(names_nobody))
    {
        run.lines.drain(..first);
    }
    let body: Vec<&Row> = run
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Row(row) => Some(*row),
            Line::Heading(..) | Line::Sheet(..) | Line::Titles(..) => None,
        })
        .collect();
    if options.columns.is_empty() {
        run.header.decide(&body);
    }
    run.header.keep(&options.keep, &body);
    let mut reading = table::read(&run.header, &run.lines);
    let used_remark = run.header.columns(ColumnRole::Deadline).is_empty()
        && reading.items.iter().any(|item| item.due_text.is_some());
    reading.columns = accounting::outcomes(&run.header, &body, used_remark);
    if let (0, Some(Line::Row(row))) = (run.header.rows, run.lines.first()) {
        let message = if options.columns.is_empty() {
            text!(
                "这个表没有表头，按各栏的内容认出编号、任务、责任部门，请核对",
                "this table has no titles; its columns were told by what they hold, check them"
            )
        } else {
            text!(
                "没有认出这个表的表头，第一行按任务读入；如果它是表头，请先把它从文件中去掉",
                "no titles were known in this table, so its first row was read as a task; if it holds titles, \
                 take it out of the document first"
            )
        };
        reading.warnings.push(finding("no-header", row.location, message));
    }
    Candidate { reading, tables: run.tables, blocks: run.blocks, titles: run.titles }
}

/// The header that a person described.
fn described(grid: &Grid, options: &ReadOptions) -> Option<Header> {
    if options.columns.is_empty() {
        return None;
    }
    let width = grid.rows.first().map_or(0, |row| row.cells.len());
    let known = header::find(grid);
    let is_known = known.is_some();
    let without_titles = || Header { printed: grid.printed.clone(), ..Header::without_titles(width) };
    let mut header = known.unwrap_or_else(without_titles);
    // what is named replaces what the titles seem to say, for its column and for its role
    for (role, column) in &options.columns {
        header
            .roles
            .iter_mut()
            .filter(|known| **known == Some(*role))
            .for_each(|known| *known = Some(ColumnRole::Other));
        header.describe(*column, None)?;
    }
    for (role, column) in &options.columns {
        header.describe(*column, Some(*role))?;
    }
    if !is_known {
        (header.row, header.rows) = header::titles_above(grid, &header.roles);
    }
    header.roles.contains(&Some(ColumnRole::Content)).then_some(header)
}

/// The texts above a header.
fn titles(grid: &Grid, header: &Header) -> Vec<String> {
    let rows = grid.rows.iter().take(header.row);
    let named = grid.name.iter().cloned();
    named
        .chain(
            rows.flat_map(|row| row.cells.iter())
                .filter(|cell| cell.merged == Merged::No && !fold::trim(&cell.text).is_empty())
                .map(|cell| cell.text.clone()),
        )
        .collect()
}

//! The task tables of a document: each grid with a header begins one, and a grid below that repeats the
//! header or has none goes on with it.

use super::{
    ColumnRole, ReadOptions, accounting, fold,
    header::{self, Header},
    marker::{self, Level},
    names,
    reading::{Reading, finding},
    table::{self, Line},
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
struct Run<'a> {
    header: Header,
    lines: Vec<Line<'a>>,
    tables: Vec<usize>,
    blocks: (usize, usize),
    titles: Vec<String>,
    width: usize,
}

/// Reads every task table of a document.
///
/// # Errors
/// When the only table has two columns of one title.
pub(super) fn read(blocks: &[Block], options: &ReadOptions) -> Result<Vec<Candidate>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut heading: Option<&str> = None;
    let mut number = 0;
    let mut ambiguous = None;
    for (index, block) in blocks.iter().enumerate() {
        let grid = match block {
            Block::Paragraph(paragraph) => {
                if !fold::trim(&paragraph.text).is_empty() {
                    heading = is_section(&paragraph.text).then_some(paragraph.text.as_str());
                }
                continue;
            }
            Block::Grid(grid) => grid,
        };
        number += 1;
        let width = grid.rows.first().map_or(0, |row| row.cells.len());
        let found = described(grid, options).or_else(|| header::find(grid));
        let section = heading.take();
        match found {
            Some(header) => {
                if options.columns.is_empty()
                    && let Some(title) = header.ambiguous(grid)
                {
                    ambiguous.get_or_insert((number, title));
                    continue;
                }
                let first = grid.rows.first().map_or(SourceLocation::Unknown, |row| row.location);
                let section = match section {
                    Some(text) => Some(Line::Heading(text, first)),
                    None => grid.name.as_deref().map(|name| Line::Sheet(name, first)),
                };
                let lines = section.into_iter().chain(lines(grid, &header));
                let same = runs.last_mut().filter(|run| {
                    (run.header.titles == header.titles || run.header.says_the_same_as(&header))
                        && (options.table.is_none() || run.tables.contains(&number))
                });
                match same {
                    Some(run) => {
                        run.lines.extend(lines);
                        run.tables.push(number);
                        run.blocks.1 = index;
                    }
                    None => runs.push(Run {
                        lines: lines.collect(),
                        titles: titles(grid, &header),
                        header,
                        tables: vec![number],
                        blocks: (index, index),
                        width,
                    }),
                }
            }
            // the next page of a table whose header is not repeated
            None => {
                if let Some(run) = runs.last_mut().filter(|run| {
                    run.width == width && width > 1 && run.blocks.1 + 3 >= index && options.table.is_none()
                }) {
                    let first = grid.rows.first().map_or(SourceLocation::Unknown, |row| row.location);
                    run.lines.extend(section.map(|text| Line::Heading(text, first)));
                    run.lines.extend(grid.rows.iter().map(Line::Row));
                    run.tables.push(number);
                    run.blocks.1 = index;
                } else if let Some(header) = header::guess(grid).or_else(|| header::without_text(grid)) {
                    runs.push(Run {
                        lines: lines(grid, &header).collect(),
                        titles: titles(grid, &header),
                        header,
                        tables: vec![number],
                        blocks: (index, index),
                        width,
                    });
                }
            }
        }
    }
    if let (true, Some((number, title))) = (runs.is_empty(), ambiguous) {
        return Err(Error::conflict(text!(
            "表 {number} 有两栏都叫“{title}”，分不清该读哪一栏",
            "table {number} has two columns titled “{title}”; which to read can't be told"
        ))
        .hint(text!(
            "改掉其中一栏的标题，或用 `--columns content=3,departments=4` 指明",
            "rename one of them, or say what the columns hold: `--columns content=3,departments=4`"
        )));
    }
    Ok(runs.into_iter().map(|run| read_run(run, options)).collect())
}

/// The rows of a table: those above its body are titles.
fn lines<'a>(grid: &'a Grid, header: &Header) -> impl Iterator<Item = Line<'a>> + use<'a> {
    let (first, end) = (header.row, header.row + header.rows);
    grid.rows.iter().enumerate().map(move |(index, row)| match index {
        _ if index < first => Line::Titles(row, RowRole::Title),
        _ if index < end => Line::Titles(row, RowRole::Header),
        _ => Line::Row(row),
    })
}

fn read_run(mut run: Run<'_>, options: &ReadOptions) -> Candidate {
    // a heading above the first page counts only when later pages have theirs, or when it names departments
    let headings =
        run.lines.iter().filter(|line| matches!(line, Line::Heading(..) | Line::Sheet(..))).count();
    let names_nobody =
        |text: &str| marker::read(text).is_none_or(|marker| !names::is_surely_department(marker.rest));
    if headings == 1
        && let Some(Line::Heading(text, _) | Line::Sheet(text, _)) = run.lines.first()
        && (!run.header.department_columns().is_empty()
            || names_nobody(text) && !names::is_surely_department(text))
    {
        run.lines.remove(0);
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

fn is_section(text: &str) -> bool {
    const LONGEST: usize = 50;
    marker::read(text).is_some_and(|marker| marker.level <= Level::HanBracket)
        && text.chars().count() <= LONGEST
}

//! A document may hold several tables and a main text that says the same at other length. One of them
//! is imported, never two silently: here it is chosen, and what else there is gets reported.

use std::collections::BTreeSet;

use super::{
    ReadOptions, accounting, asides,
    assemble::{self, Times},
    deadline,
    departments::{self, LeadRules},
    fold, header, left_out,
    outline::{self, Line},
    parts,
    reading::{Reading, finding},
    refusal, surroundings,
    tables::{self, Candidate},
    title, wrapped,
};
use crate::{
    error::{Finding, Result},
    import::{
        draft::{Draft, RowOutcome, RowRole},
        source::{Block, Document, Grid, Merged, Row, SourceLocation},
    },
    model::LeadRule,
};

#[expect(clippy::too_many_lines, reason = "which reading is better than which stands in one place")]
/// Reads whatever is in the document and takes the best.
pub(super) fn choose(blocks: &[Block], document: &Document, options: &ReadOptions) -> Result<Draft> {
    refusal::ensure_columns(blocks, options)?;
    let mut tables = if options.text { Vec::new() } else { tables::read(blocks, options)? };
    if let Some(wanted) = options.table {
        tables.retain(|table| table.tables.contains(&wanted));
        if tables.is_empty() {
            return Err(refusal::no_such_table(wanted, blocks));
        }
    }
    let table = tables::best(&tables)
        .map(|index| tables.swap_remove(index))
        .filter(|table| !table.reading.items.is_empty());
    let is_with_table = table.is_some() && !options.text;
    let text = text(blocks, (is_with_table, document.has_paragraphs), options)?;
    // the tables of which it is said that they are not read
    let mut told = numbers(tables.iter());
    let text_tasks = text.reading.items.len();
    let table_tasks = table.as_ref().map_or(0, |table| table.reading.assigned());
    // an annex table goes before the main text; a small layout table does not
    let by_text = options.table.is_none()
        && (options.text
            || options.part.is_some()
            || table_tasks == 0
            || table_tasks < 3 && text_tasks > table_tasks * 3);
    let (mut chosen, mut findings) = match table {
        Some(table) if !by_text || text_tasks == 0 && !options.text => {
            let mut findings = Vec::new();
            if text_tasks >= 3 && options.table.is_none() {
                let count = table.reading.items.len();
                findings.push(
                    Finding::new("other-text", text!("文件的正文中另有 {text_tasks} 项任务，未导入；导入的是表格中的 {count} 项", "the main text holds {text_tasks} tasks too; the {count} of the table are read, not those"))
                        .fix(text!("要读正文，用 `--text`", "to read the text instead, use `--text`")),
                );
            }
            if text_tasks < 3 && options.table.is_none() {
                let below = blocks.get(table.blocks.1 + 1..).unwrap_or_default();
                let known = accounting::breaks_off(&table.reading.items, below).map(|(place, _)| place);
                findings.extend(beside(&text.reading, known));
            }
            if options.table.is_none() {
                findings.extend(other_tables(tables.iter()));
            }
            if options.table.is_none() && options.columns.is_empty() {
                let read = tables.iter().chain([&table]).flat_map(|table| table.tables.iter().copied());
                for (number, finding) in unread(blocks, &read.collect()) {
                    told.insert(number);
                    findings.push(finding);
                }
            }
            (table, findings)
        }
        _ => {
            let mut findings: Vec<Finding> = parts::read_as_one(&text.reading).into_iter().collect();
            findings.extend(cells_as_text(&text.reading, blocks));
            // the few tasks of a table beside a long text
            if !options.text && options.part.is_none() {
                findings.extend(other_tables(table.iter().chain(&tables)));
                told.extend(numbers(table.iter()));
            }
            (text, findings)
        }
    };
    // where nobody does anything by any day, it is a list of something else; so is one of names with days beside them, unless
    // its title says that they are tasks
    let undated = chosen.reading.items.iter().all(|item| item.due_text.is_none());
    let is_list = options.columns.is_empty()
        && (chosen.reading.assigned() == 0
            && (undated || chosen.reading.has_few_verbs() && !chosen.reading.says_tasks())
            || chosen.reading.says_nothing_to_do(undated)
            || chosen.tables.is_empty() && !options.text && are_few_of_a_table(&chosen.reading, blocks)
            || undated && options.table.is_none() && chosen.reading.holds_duties()
            || chosen.reading.is_agenda());
    if chosen.reading.items.is_empty() || is_list {
        return Err(refusal::nothing(blocks, options));
    }
    refusal::ensure_reasonable(&chosen.reading)?;
    if !options.text
        && options.part.is_none()
        && options.table.is_none()
        && options.columns.is_empty()
        && let Some(title) = other_paper(&chosen, blocks)
    {
        return Err(refusal::assigns_nothing(&title));
    }
    let chosen_tables = chosen.tables.clone();
    let is_told = |number: usize, grid: &Grid| {
        told.contains(&number)
            || options.text
            || options.part.is_some()
            || options.table.is_some() && !chosen_tables.contains(&number)
            || chosen_tables.is_empty() && !is_with_table && header::find(grid).is_none()
    };
    let rules = asides::rules(&document.asides);
    chosen.reading.rules = chosen.reading.rules.or(rules);
    let mut draft = draft(chosen, blocks, options, &is_told);
    findings.append(&mut draft.warnings);
    draft.warnings = findings;
    Ok(draft)
}

/// The title of a text or above a table, where it is that of a paper that assigns nothing.
fn other_paper(chosen: &Candidate, blocks: &[Block]) -> Option<String> {
    const DEEPEST: usize = 6;
    const SHORTEST: usize = 6;
    let is_text = chosen.tables.is_empty();
    let first = chosen.reading.items.first()?.location;
    let end = if is_text { blocks.len() } else { chosen.blocks.0 };
    let paragraphs = blocks.iter().take(end).filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Grid(_) => None,
    });
    let above = paragraphs.take_while(|paragraph| paragraph.location != first).take(DEEPEST);
    // the name of a sheet is no title
    let is_sheet = |title: &String| title.chars().count() < SHORTEST;
    let titles = chosen.titles.iter().filter(|title| !is_text && !is_sheet(title)).map(String::as_str);
    let lines = above.map(|paragraph| paragraph.text.as_str()).chain(titles);
    let lines = title::with_second_halves(lines);
    let is_plan = lines.iter().any(|line| title::is_title(line) && !title::assigns_nothing(line));
    let found = lines.iter().find(|line| title::assigns_nothing(line)).filter(|_| !is_plan)?;
    Some(fold::head(found))
}

/// The numbers of the tables of those that hold tasks with departments.
fn numbers<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> BTreeSet<usize> {
    let with_tasks = candidates.filter(|candidate| candidate.reading.assigned() > 0);
    with_tasks.flat_map(|candidate| candidate.tables.iter().copied()).collect()
}

fn draft(
    chosen: Candidate,
    blocks: &[Block],
    options: &ReadOptions,
    is_told: &dyn Fn(usize, &Grid) -> bool,
) -> Draft {
    let Candidate { mut reading, blocks: (first, last), titles, tables } = chosen;
    // of a text only what stands above its first task: an annex has a title of its own
    let start = match reading.items.first() {
        Some(item) if tables.is_empty() => blocks.iter().position(
            |block| matches!(block, Block::Paragraph(paragraph) if paragraph.location == item.location),
        ),
        _ => Some(first),
    };
    let before = blocks.iter().take(start.unwrap_or(blocks.len())).filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Grid(_) => None,
    });
    let own = titles.iter().map(String::as_str);
    // one plan of a text has its title, and the letter above all of them
    let is_part = tables.is_empty() && !titles.is_empty();
    let lines: Vec<&str> =
        if is_part { own.clone().chain(before).collect() } else { before.chain(own.clone()).collect() };
    let title = if is_part { title::of_plan(&own.collect::<Vec<_>>()) } else { title::of_plan(&lines) };
    let years = title::years_below(&lines, &title).unwrap_or_default();
    let title = format!("{title}{}", fold::one_line(years));
    let span = deadline::span_of(&title);
    let numbered = || {
        let sign = |line: &&&str| {
            line.contains(['〔', '[', '［']) && line.contains('号') && line.chars().count() <= 40
        };
        lines.iter().take(40).find(sign).and_then(|line| deadline::year_of(line))
    };
    let year = match span {
        Some((one, other)) => (one == other).then_some(one),
        None => numbered().or_else(|| surroundings::named(&titles)).or_else(|| surroundings::titled(&lines)),
    };
    reading.styled_at = reading.styled_at.or_else(|| surroundings::styled_at(blocks));
    reading.rules = surroundings::rules(blocks, &titles).or(reading.rules);
    if tables.is_empty() {
        // in running text the rule about the first of a list holds from where it stands
        reading.rules.first = false;
    }
    if !tables.is_empty() {
        surroundings::of_all(&mut reading, blocks, first, last);
        account_for_the_rest(&mut reading, blocks, &tables, first);
        let between = blocks.get(first + 1..last).unwrap_or_default();
        surroundings::headings_left_out(&mut reading, between);
        let below = blocks.get(last + 1..).unwrap_or_default();
        reading.warnings.extend(accounting::breaks_off(&reading.items, below).map(|(_, said)| said));
    }
    surroundings::due_of_all(&mut reading, blocks, &titles);
    let shared = surroundings::shared(&mut reading.items);
    reading.warnings.extend(shared);
    let left_out = left_out::rows(&mut reading, blocks, is_told);
    reading.warnings.extend(left_out);
    let mut draft = assemble::assemble(reading, title, Times { year, signed: surroundings::signed(blocks) });
    if let (LeadRule::None, Some(rule)) = (draft.plan.lead_rule, options.lead_rule) {
        draft.plan.lead_rule = rule;
        draft.warnings.retain(|warning| warning.code != "lead-not-stated");
    }
    draft
}

/// Paragraphs and tables beside the chosen one: notes, in reading order.
fn account_for_the_rest(reading: &mut Reading, blocks: &[Block], read: &[usize], first: usize) {
    let note = |location: SourceLocation, text: &str| {
        let outside = || text!("表格以外的文字", "outside the table");
        let (role, reason) = if LeadRules::stated(text) != LeadRules::default() {
            (
                RowRole::Rule,
                text!("写明怎样分牵头、配合，已照此认出", "says who leads; the table was read by it"),
            )
        } else if departments::of_all(text).is_some() {
            (
                RowRole::Rule,
                text!(
                    "写明各项共同的责任部门，已照此认出",
                    "names departments of all tasks; the table was read by it"
                ),
            )
        } else {
            // A sentence that names the plan is no title of it.
            let is_sentence = fold::trim(text).ends_with(['。', '；', '：', ';', ':']);
            let is_title = !is_sentence && !title::find(std::iter::once(text)).is_empty();
            (if is_title { RowRole::Title } else { RowRole::Note }, outside())
        };
        RowOutcome { location, role, text: fold::head(text), reason }
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut number = 0;
    for (index, block) in blocks.iter().enumerate() {
        number += usize::from(matches!(block, Block::Grid(_)));
        let side = if index < first { &mut before } else { &mut after };
        match block {
            Block::Paragraph(paragraph) if !fold::trim(&paragraph.text).is_empty() => {
                side.push(note(paragraph.location, &paragraph.text))
            }
            Block::Grid(grid) if !read.contains(&number) => {
                side.extend(
                    grid.rows
                        .iter()
                        .map(|row| note(row.location, row.cells.first().map_or("", |cell| &cell.text))),
                );
            }
            _ => {}
        }
    }
    before.append(&mut reading.account);
    before.append(&mut after);
    reading.account = before;
}

/// The running text, with the cells of tables that have no header where it is all there is.
fn text(
    blocks: &[Block],
    (with_table, has_paragraphs): (bool, bool),
    options: &ReadOptions,
) -> Result<Candidate> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(Line {
                text: &paragraph.text,
                location: paragraph.location,
                heading: paragraph.heading,
            }),
            Block::Grid(grid) if !with_table && (is_of_lines(grid) || header::find(grid).is_none()) => {
                for row in &grid.rows {
                    let cells = row.cells.iter().filter(|cell| cell.merged == Merged::No);
                    lines.extend(cells.flat_map(|cell| cell.text.split('\n')).map(|text| Line {
                        text,
                        location: row.location,
                        heading: None,
                    }));
                }
            }
            Block::Grid(_) => {}
        }
    }
    let joined = wrapped::join(&lines, has_paragraphs);
    let lines: Vec<Line<'_>> = joined.iter().map(wrapped::Joined::line).collect();
    let (reading, title) = parts::read(&lines, options)?;
    let titles = title.into_iter().collect();
    Ok(Candidate { reading, tables: Vec::new(), blocks: (0, blocks.len()), titles })
}

/// Whether a table was made out of lines of plain text: where no table is read, they are text.
fn is_of_lines(grid: &Grid) -> bool {
    grid.rows.iter().all(|row| row.location.is_line())
}

/// The tables without titles that are known, where what they hold looks like tasks.
fn unread(blocks: &[Block], read: &BTreeSet<usize>) -> Vec<(usize, Finding)> {
    let grids = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    let unread = grids.zip(1..).filter(|(_, number)| !read.contains(number));
    let of = |(grid, number): (&Grid, usize)| {
        let proposal = header::proposal(grid)?;
        let location = grid.rows.first()?.location;
        let message = text!(
            "表 {number} 没有导入：栏名不认得，内容像是任务",
            "table {number} is not read: its titles are not known, and it looks like tasks"
        );
        let fix = text!(
            "要读它，用 `--table {number} {proposal}`",
            "to read it instead, use `--table {number} {proposal}`"
        );
        Some((number, finding("other-table", location, message).fix(fix)))
    };
    unread.filter_map(of).collect()
}

/// That tables with tasks are not read, each with the option that reads it.
fn other_tables<'a>(tables: impl Iterator<Item = &'a Candidate>) -> Vec<Finding> {
    let of = |other: &Candidate| {
        let number = other.tables.first().filter(|_| other.reading.assigned() >= 1)?;
        let count = other.reading.items.len();
        let message = text!(
            "表 {number} 中另有 {count} 项任务，未导入",
            "table {number} holds {count} tasks too; they are not read"
        );
        Some(
            Finding::new("other-table", message)
                .fix(text!("要读它，用 `--table {number}`", "to read it instead, use `--table {number}`")),
        )
    };
    tables.filter_map(of).collect()
}

/// The paragraphs beside a table that say who does something, too few to be another list of tasks; but for one of which it is
/// said otherwise.
fn beside(text: &Reading, known: Option<SourceLocation>) -> Option<Finding> {
    let items = text.items.iter().map(|item| (item.location, fold::head(&item.content)));
    let all = items.chain(text.untaken.iter().cloned());
    let mut lost: Vec<_> = all.filter(|(location, _)| Some(*location) != known).collect();
    lost.sort_by_key(|(location, _)| *location);
    let (first, head) = lost.first()?;
    let ((zh, en), count) = (outline::places(&lost), lost.len());
    let message = text!(
        "表格以外有 {count} 段写明由谁做什么，没有导入（{zh}），如：{head}",
        "{count} paragraphs beside the table say who does something; they are not imported ({en}): {head}"
    );
    Some(finding("other-text", *first, message).fix(text!(
        "是任务的，在原文件里把它加到表格中，再导入",
        "what is a task, add it to the table in the document and import that"
    )))
}

/// The rows of tables with several cells.
fn rows_of_tables(blocks: &[Block]) -> BTreeSet<SourceLocation> {
    const FEWEST: usize = 3;
    let is_table = |row: &&Row| {
        let own = row.cells.iter().filter(|cell| cell.merged == Merged::No);
        own.filter(|cell| !fold::trim(&cell.text).is_empty()).count() >= FEWEST
    };
    let grids = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    grids.flat_map(|grid| &grid.rows).filter(is_table).map(|row| row.location).collect()
}

/// Whether all tasks are cells of tables without titles, and most of the rows hold none: one of them only sounds like it.
fn are_few_of_a_table(reading: &Reading, blocks: &[Block]) -> bool {
    let rows = rows_of_tables(blocks);
    reading.items.len() * 2 < rows.len() && reading.items.iter().all(|item| rows.contains(&item.location))
}

/// That the cells of a table were read as paragraphs, for want of titles that are known.
fn cells_as_text(reading: &Reading, blocks: &[Block]) -> Option<Finding> {
    let rows = rows_of_tables(blocks);
    let first = reading.items.iter().find(|item| rows.contains(&item.location))?;
    Some(
        finding(
            "no-header",
            first.location,
            text!(
                "没有认出这个表的栏名，各单元格按正文读入，任务、时限可能不全，请核对",
                "no titles were known in this table, so its cells were read as running text; tasks and deadlines may \
                 be missing, check them"
            ),
        )
        .fix(text!(
            "用 `--columns content=2,departments=3` 一类的选项指明各栏，再导入",
            "say what the columns hold, as in `--columns content=2,departments=3`, and import that"
        )),
    )
}

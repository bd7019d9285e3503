//! A document may hold several tables and a main text that says the same at other length. One of them
//! is imported, never two silently: here it is chosen, and what else there is gets reported.

use std::collections::{BTreeSet, HashSet};

use chrono::Datelike;

use super::{
    ReadOptions, accounting, assemble, deadline,
    departments::{self, Holds, LeadRules},
    fold, header, outline,
    reading::{MAX_TASKS, Reading, finding},
    tables::{self, Candidate},
    title,
};
use crate::{
    error::{Error, Finding, Result},
    import::{
        draft::{Draft, RowOutcome, RowRole},
        source::{Block, Merged, Row, SourceLocation},
    },
    model::LeadRule,
};

/// Reads whatever is in the document and takes the best.
pub(super) fn choose(blocks: &[Block], options: &ReadOptions) -> Result<Draft> {
    ensure_columns(blocks, options)?;
    let mut tables = if options.text { Vec::new() } else { tables::read(blocks, options)? };
    if let Some(wanted) = options.table {
        tables.retain(|table| table.tables.contains(&wanted));
        if tables.is_empty() {
            return Err(no_such_table(wanted, blocks));
        }
    }
    let best = (0..tables.len()).max_by_key(|index| {
        let weight =
            tables.get(*index).map_or(0, |table| table.reading.assigned() * 4 + table.reading.items.len());
        (weight, std::cmp::Reverse(*index))
    });
    let table = best.map(|index| tables.swap_remove(index)).filter(|table| !table.reading.items.is_empty());
    let text = text(blocks, table.is_some() && !options.text, options)?;
    let text_tasks = text.reading.items.len();
    let table_tasks = table.as_ref().map_or(0, |table| table.reading.assigned());
    // an annex table goes before the main text; a small layout table does not
    let by_text = options.table.is_none()
        && (options.text
            || options.part.is_some()
            || table_tasks == 0
            || table_tasks < 3 && text_tasks > table_tasks * 3);
    let (chosen, mut findings) = match table {
        Some(table) if !by_text || text_tasks == 0 && !options.text => {
            let mut findings = Vec::new();
            if text_tasks >= 3 && options.table.is_none() {
                let count = table.reading.items.len();
                findings.push(
                    Finding::new("other-text", text!("文件的正文中另有 {text_tasks} 项任务，未导入；导入的是表格中的 {count} 项", "the main text holds {text_tasks} tasks too; the {count} of the table are read, not those"))
                        .fix(text!("要读正文，用 `--text`", "to read the text instead, use `--text`")),
                );
            }
            for other in
                tables.iter().filter(|other| other.reading.assigned() >= 1 && options.table.is_none())
            {
                let Some(number) = other.tables.first() else { continue };
                let count = other.reading.items.len();
                findings.push(
                    Finding::new(
                        "other-table",
                        text!(
                            "表 {number} 中另有 {count} 项任务，未导入",
                            "table {number} holds {count} tasks too; they are not read"
                        ),
                    )
                    .fix(text!(
                        "要读它，用 `--table {number}`",
                        "to read it instead, use `--table {number}`"
                    )),
                );
            }
            (table, findings)
        }
        _ => {
            let findings = several_plans(&text.reading).into_iter();
            let findings = findings.chain(cells_as_text(&text.reading, blocks)).collect();
            (text, findings)
        }
    };
    // where nobody does anything by any day, it is a list of something else
    let is_list = options.columns.is_empty()
        && chosen.reading.assigned() == 0
        && chosen.reading.items.iter().all(|item| item.due_text.is_none());
    if chosen.reading.items.is_empty() || is_list {
        return Err(nothing(blocks, options));
    }
    ensure_reasonable(&chosen.reading)?;
    let mut draft = draft(chosen, blocks, options);
    findings.append(&mut draft.warnings);
    draft.warnings = findings;
    Ok(draft)
}

/// Each task becomes a file, each department an entry that others are compared with: who takes a list of all
/// firms of a county for a task table hears of it.
fn ensure_reasonable(reading: &Reading) -> Result<()> {
    const DEPARTMENTS: usize = 1_000;
    let named: HashSet<_> = reading
        .items
        .iter()
        .flat_map(|item| &item.departments.mentions)
        .map(|mention| &mention.name)
        .collect();
    let message = if reading.items.len() > MAX_TASKS {
        text!(
            "文件里的任务超过 {MAX_TASKS} 项；没有读入任何内容",
            "the document holds more than {MAX_TASKS} tasks; nothing was read"
        )
    } else if named.len() > DEPARTMENTS {
        text!(
            "文件里的责任单位超过 {DEPARTMENTS} 个；没有读入任何内容",
            "the document names more than {DEPARTMENTS} departments; nothing was read"
        )
    } else {
        return Ok(());
    };
    Err(Error::failed(message).hint(text!(
        "请确认拿对了文件，列也没有弄错；真有这么多，请分成几个文件导入",
        "see whether it is the right file and its columns were told right; if so, split it and import its parts"
    )))
}

fn draft(chosen: Candidate, blocks: &[Block], options: &ReadOptions) -> Draft {
    let Candidate { mut reading, blocks: (first, last), titles, tables } = chosen;
    // of a text only what stands above its first task: an annex has a title of its own
    let start = match reading.items.first() {
        // the plan that was asked for has its title
        Some(_) if tables.is_empty() && !titles.is_empty() => Some(0),
        Some(item) if tables.is_empty() => blocks.iter().position(
            |block| matches!(block, Block::Paragraph(paragraph) if paragraph.location == item.location),
        ),
        _ => Some(first),
    };
    let before = blocks.iter().take(start.unwrap_or(blocks.len())).filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Grid(_) => None,
    });
    let lines: Vec<&str> = before.chain(titles.iter().map(String::as_str)).collect();
    let title = title::find(lines.iter().copied());
    let span = deadline::span_of(&title);
    let numbered = || {
        let sign = |line: &&&str| {
            line.contains(['〔', '[', '［']) && line.contains('号') && line.chars().count() <= 40
        };
        lines.iter().take(40).find(sign).and_then(|line| deadline::year_of(line))
    };
    let year = match span {
        Some((one, other)) => (one == other).then_some(one),
        None => numbered().or_else(|| signed(blocks)).or_else(|| named(&titles)),
    };
    reading.rules = rules(blocks, &titles).or(reading.rules);
    if tables.is_empty() {
        // in running text the rule about the first of a list holds from where it stands
        reading.rules.first = false;
    }
    if !tables.is_empty() {
        of_all(&mut reading, blocks, first, last);
        account_for_the_rest(&mut reading, blocks, first, last);
        let below = blocks.get(last + 1..).unwrap_or_default();
        reading.warnings.extend(accounting::breaks_off(&reading.items, below));
    }
    let mut draft = assemble::assemble(reading, title, year);
    if let (LeadRule::None, Some(rule)) = (draft.plan.lead_rule, options.lead_rule) {
        draft.plan.lead_rule = rule;
    }
    draft
}

/// The year of the day that a letter is signed: what is due without a year is due in it. One of the second half of a year
/// may speak of the next.
fn signed(blocks: &[Block]) -> Option<i32> {
    const LAST_MONTH: u32 = 6;
    let mut days = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) if title::is_signature(fold::trim(&paragraph.text)) => {
            deadline::read(&paragraph.text, None).date
        }
        _ => None,
    });
    let day = days.next()?;
    (days.next().is_none() && day.month() <= LAST_MONTH).then(|| day.year())
}

/// The year in a row above the titles of a table that is no title to go by (2026年工作安排); the day on which the table was
/// made is another thing.
fn named(titles: &[String]) -> Option<i32> {
    titles.iter().filter(|title| !title.contains('月')).find_map(|title| deadline::year_of(title))
}

/// Gives departments to all tasks of a table, where a sentence above or below it does (注：以上任务均需各区政府配合).
fn of_all(reading: &mut Reading, blocks: &[Block], first: usize, last: usize) {
    for (index, block) in blocks.iter().enumerate() {
        let texts: Vec<&str> = match block {
            Block::Paragraph(paragraph) => vec![&paragraph.text],
            Block::Grid(grid) if (first..=last).contains(&index) => {
                grid.rows.iter().filter_map(alone).collect()
            }
            Block::Grid(_) => Vec::new(),
        };
        for (departments, holds) in texts.into_iter().filter_map(departments::of_all) {
            let is_meant = match holds {
                Holds::Above => index >= last,
                Holds::Below => index <= first,
            };
            if is_meant {
                // a task that names nobody stays one that does
                let assigned = reading.items.iter_mut().filter(|item| !item.departments.mentions.is_empty());
                assigned.for_each(|item| item.departments.extend(departments.clone()));
            }
        }
    }
}

/// The text of a row that holds but one.
fn alone(row: &Row) -> Option<&str> {
    let own = row.cells.iter().filter(|cell| cell.merged != Merged::Left);
    let mut filled = own.map(|cell| fold::trim(&cell.text)).filter(|text| !text.is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// What the document says about leads, wherever it says so.
fn rules(blocks: &[Block], titles: &[String]) -> LeadRules {
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Grid(_) => None,
    });
    let texts = paragraphs.chain(titles.iter().map(String::as_str));
    texts.map(LeadRules::stated).fold(LeadRules::default(), LeadRules::or)
}

/// Paragraphs and tables beside the chosen one: notes, in reading order.
fn account_for_the_rest(reading: &mut Reading, blocks: &[Block], first: usize, last: usize) {
    let note = |location: SourceLocation, text: &str| RowOutcome {
        location,
        role: if title::find(std::iter::once(text)).is_empty() { RowRole::Note } else { RowRole::Title },
        text: fold::head(text),
        reason: text!("表格以外的文字", "outside the table"),
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (index, block) in blocks.iter().enumerate() {
        let side = if index < first { &mut before } else { &mut after };
        match block {
            Block::Paragraph(paragraph) if !fold::trim(&paragraph.text).is_empty() => {
                side.push(note(paragraph.location, &paragraph.text))
            }
            Block::Grid(grid) if !(first..=last).contains(&index) => {
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
fn text(blocks: &[Block], with_table: bool, options: &ReadOptions) -> Result<Candidate> {
    let mut lines: Vec<(&str, SourceLocation)> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push((&paragraph.text, paragraph.location)),
            Block::Grid(grid) if !with_table && header::find(grid).is_none() => {
                for row in &grid.rows {
                    let cells = row.cells.iter().filter(|cell| cell.merged == Merged::No);
                    lines.extend(
                        cells.flat_map(|cell| cell.text.split('\n')).map(|line| (line, row.location)),
                    );
                }
            }
            Block::Grid(_) => {}
        }
    }
    let joined = super::wrapped::join(&lines);
    let lines: Vec<(&str, SourceLocation)> =
        joined.iter().map(|(text, location)| (text.as_ref(), *location)).collect();
    let mut reading = outline::read(&lines);
    let mut titles = Vec::new();
    if let Some(part) = options.part {
        let (from, title) =
            part.checked_sub(1).and_then(|part| reading.parts.get(part)).cloned().ok_or_else(|| {
                let count = reading.parts.len().max(1);
                Error::usage(text!(
                    "文件里没有第 {part} 个方案：共 {count} 个",
                    "there is no plan {part} in the document: it holds {count}"
                ))
                .named("no-such-part")
                .hint(text!("去掉 `--part`，或换一个编号", "leave out `--part`, or give another number"))
            })?;
        let end = reading.parts.get(part).map(|(end, _)| *end);
        let own: Vec<_> = lines
            .into_iter()
            .skip_while(|(_, location)| *location != from)
            .take_while(|(_, location)| Some(*location) != end)
            .collect();
        reading = outline::read(&own);
        titles.push(title);
    }
    Ok(Candidate { reading, tables: Vec::new(), blocks: (0, blocks.len()), titles })
}

/// That the cells of a table were read as paragraphs, for want of titles that are known.
fn cells_as_text(reading: &Reading, blocks: &[Block]) -> Option<Finding> {
    const FEWEST: usize = 3;
    let is_table = |row: &&Row| {
        let own = row.cells.iter().filter(|cell| cell.merged == Merged::No);
        own.filter(|cell| !fold::trim(&cell.text).is_empty()).count() >= FEWEST
    };
    let grids = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    let rows: BTreeSet<_> =
        grids.flat_map(|grid| &grid.rows).filter(is_table).map(|row| row.location).collect();
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

/// That a text holds several plans, which became one.
fn several_plans(reading: &Reading) -> Option<Finding> {
    let [_, (location, title), ..] = reading.parts.as_slice() else { return None };
    let (count, title) = (reading.parts.len(), fold::head(title));
    let message = text!(
        "文件里有 {count} 个方案，读成了一个；第 2 个从这里起：{title}",
        "the document holds {count} plans, read as one; the second begins here: {title}"
    );
    Some(finding("several-plans", *location, message).fix(text!(
        "要分开导入，逐个用 `--part 1`、`--part 2`，各给一个 `--plan` 名称",
        "to import them one by one, use `--part 1`, `--part 2`, each with a `--plan` name"
    )))
}

/// A column that no table has is a slip, not a wish to be passed over.
fn ensure_columns(blocks: &[Block], options: &ReadOptions) -> Result<()> {
    let widths = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => grid.rows.first().map(|row| row.cells.len()),
        Block::Paragraph(_) => None,
    });
    let widest = widths.max().unwrap_or(0);
    let Some((_, column)) = options.columns.iter().find(|(_, column)| *column > widest) else {
        return Ok(());
    };
    Err(Error::usage(text!(
        "没有第 {column} 栏：文件里的表格最多有 {widest} 栏",
        "there is no column {column}: the widest table of the document has {widest}"
    ))
    .hint(text!("栏从左边数起，第一栏是 1", "columns are counted from the left, the first is 1")))
}

fn no_such_table(wanted: usize, blocks: &[Block]) -> Error {
    let count = blocks.iter().filter(|block| matches!(block, Block::Grid(_))).count();
    Error::usage(text!(
        "表 {wanted} 不能读：文件里有 {count} 个表格，或这个表没有认得出的表头",
        "table {wanted} can't be read: the document has {count} tables, or this one has no known header"
    ))
    .hint(text!(
        "去掉 `--table`，或用 `--columns` 指明各栏",
        "leave out `--table`, or say what the columns hold with `--columns`"
    ))
}

fn nothing(blocks: &[Block], options: &ReadOptions) -> Error {
    let grids = blocks.iter().filter(|block| matches!(block, Block::Grid(_))).count();
    let paragraphs = blocks.len() - grids;
    let looked = if options.text {
        text!(
            "读了 {paragraphs} 段正文，没有一段以责任单位结尾",
            "none of {paragraphs} paragraphs closes with a list of departments"
        )
    } else {
        text!(
            "看了 {grids} 个表格和 {paragraphs} 段正文：没有带责任单位的表头，也没有以责任单位结尾的段落",
            "looked at {grids} tables and {paragraphs} paragraphs: no header with a column for departments, no paragraph that closes with a list of departments"
        )
    };
    let proposed = blocks.iter().find_map(|block| match block {
        Block::Grid(grid) => header::proposal(grid),
        Block::Paragraph(_) => None,
    });
    let columns = match proposed {
        Some(columns) => text!(
            "表里没有认得出的栏名；看内容，可以用 `{columns}` 读",
            "no titles are known in the table; by what it holds, `{columns}` may read it"
        ),
        None => text!(
            "表头请写明“任务内容”“责任单位”一类的栏名，或用 `--columns content=2,departments=3` 指明各栏",
            "give the table titles such as 任务内容 and 责任单位, or say what its columns hold: `--columns content=2,departments=3`"
        ),
    };
    Error::failed(text!("文件中没有找到任务", "no task was found in the document"))
        .named("no-tasks")
        .hint(looked)
        .hint(columns)
}

//! Why a document is not read, and what to do then.

use std::collections::HashSet;

use super::{
    ReadOptions, header,
    reading::{MAX_TASKS, Reading},
};
use crate::{
    error::{Error, Result},
    import::source::Block,
};

/// Each task becomes a file, each department an entry that others are compared with: who takes a list of all
/// firms of a county for a task table hears of it.
pub(super) fn ensure_reasonable(reading: &Reading) -> Result<()> {
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
            "文件里的责任部门超过 {DEPARTMENTS} 个；没有读入任何内容",
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

/// A column that no table has is a slip, not a wish to be passed over.
pub(super) fn ensure_columns(blocks: &[Block], options: &ReadOptions) -> Result<()> {
    let widths = blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid.width()),
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

pub(super) fn no_such_table(wanted: usize, blocks: &[Block]) -> Error {
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

/// The title says that it is a paper of another kind, though it names departments: how to apply, who is on duty.
pub(super) fn assigns_nothing(title: &str) -> Error {
    Error::failed(text!(
        "看标题（{title}），这不是任务分工，没有读入",
        "by its title ({title}) this is no list of tasks; nothing was read"
    ))
    .named("no-tasks")
    .hint(text!("确是任务分工的，加 `--text` 再导入", "if it is one all the same, import it with `--text`"))
}

pub(super) fn nothing(blocks: &[Block], options: &ReadOptions) -> Error {
    let grids = blocks.iter().filter(|block| matches!(block, Block::Grid(_))).count();
    let paragraphs = blocks.len() - grids;
    let looked = if options.text {
        text!(
            "读了 {paragraphs} 段正文，没有一段以责任部门结尾",
            "none of {paragraphs} paragraphs closes with a list of departments"
        )
    } else {
        text!(
            "看了 {grids} 个表格和 {paragraphs} 段正文：没有带责任部门的表头，也没有以责任部门结尾的段落",
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
            "表头请写明“任务内容”“责任部门”一类的栏名，或用 `--columns content=2,departments=3` 指明各栏",
            "give the table titles such as 任务内容 and 责任部门, or say what its columns hold: `--columns content=2,departments=3`"
        ),
    };
    Error::failed(text!("文件中没有找到任务", "no task was found in the document"))
        .named("no-tasks")
        .hint(looked)
        .hint(columns)
}

//! What a person says of tasks that a new edition words anew: `2=3`, `2=none`.

use pjt::{Error, import::edition::Same, model::TaskId, text, text::clean};

use crate::cli::words::{Misuse, not_of_form};

/// `2=3`: task 2 of the store is the third of the document; `2=none`: it is none of it.
pub(super) fn parse(word: &str) -> Result<Same, Misuse> {
    let not_of_form = || not_of_form("台账编号=文件序号，如 2=3；文件里没有的写 2=none", "2=3 or 2=none");
    let (task, number) = word.split_once(['=', '＝']).ok_or_else(not_of_form)?;
    let number_of = |word: &str| clean::number(word.trim()).ok_or_else(not_of_form);
    let is_none = ["none", "无"].contains(&number.trim().to_lowercase().as_str());
    let number = if is_none { None } else { Some(number_of(number)?) };
    Ok(Same { task: TaskId(number_of(task)?), number })
}

/// Where there is no plan yet, no task can be one of it.
pub(super) fn only_for_an_edition(slug: &str) -> Error {
    Error::usage(text!(
        "`--same` 只用于已有方案的新版，台账里还没有方案 {slug}；没有写入任何内容",
        "`--same` is for a new edition, and the store has no plan {slug} yet; nothing was written"
    ))
    .hint(text!(
        "新版文件加 `--plan 方案`，写台账里的名称，`pjt plan list` 列出",
        "name the plan of which it is an edition with `--plan SLUG`; `pjt plan list` lists them"
    ))
}

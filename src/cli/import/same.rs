//! What a person says of tasks that a new edition words anew: `2=3`, `2=none`; and where the preview asks for it.

use pjt::{
    Error,
    error::Finding,
    import::edition::{LikelyPair, Same},
    model::{Plan, TaskId},
    text,
    text::{clean, width},
};

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

/// That a task which is gone and a new one may be the same, and the option that says so.
pub(super) fn perhaps_same(pair: LikelyPair, plan: &Plan) -> Finding {
    let LikelyPair { gone, new, number } = pair;
    let words = |id: TaskId| plan.task(id).map(|task| width::cut(&task.content, 40)).unwrap_or_default();
    let (old_words, new_words) = (words(gone), words(new));
    let message = text!(
        "任务 {gone}（{old_words}）文件中已没有，新增的文件第{number}项（{new_words}）与它板块、责任部门、时限都相同：可能是同一项改写的",
        "task {gone} ({old_words}) is gone, and the new task {number} of the document ({new_words}) has its heading, its departments and its deadline: it may be the same, reworded"
    );
    Finding::new("perhaps-same", message).fix(text!(
        "是同一项的，导入时加 `--same {gone}={number}`：编号、状态、进展和历史都接着用；不是的，不用加",
        "if it is, import with `--same {gone}={number}`: number, status, notes and history go on; if not, leave it"
    ))
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

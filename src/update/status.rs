//! What a move between statuses asks for.

use crate::{
    error::{Error, Result},
    model::{Status, Task, status::Requirement},
    text::Lang,
};

/// Whether a task may go to this status; `has_words` says whether a note or a reason comes with it.
///
/// # Errors
/// With what is missing.
pub(super) fn ensure_allowed(task: &Task, to: Status, has_words: bool) -> Result<()> {
    let (id, from) = (task.id, task.status);
    let met = match from.demands(to) {
        Requirement::Nothing => true,
        Requirement::Note => has_words,
        Requirement::Evidence => task.has_evidence(),
        Requirement::DoneFirst => false,
    };
    if met {
        return Ok(());
    }
    let (zh, en) = ((from.label(Lang::Zh), to.label(Lang::Zh)), (from.token(), to.token()));
    let error = Error::conflict(text!(
        "任务 {id} 不能从“{}”改为“{}”；没有写入任何内容",
        "task {id} can't go from {} to {}; nothing was written",
        (zh.0, zh.1),
        (en.0, en.1)
    ))
    .named("status-rule");
    Err(match from.demands(to) {
        Requirement::Evidence => error.hint(text!(
            "销号需要佐证：加 `--evidence 路径或网址`",
            "closing needs evidence: add `--evidence PATH|URL`"
        )),
        Requirement::DoneFirst => {
            error.hint(text!("先改为已完成：`--status 已完成`", "set it to done first: `--status done`"))
        }
        Requirement::Note | Requirement::Nothing => {
            error.hint(text!("需要说明原因：加 `--note 说明`", "it needs a reason: add `--note TEXT`"))
        }
    })
}

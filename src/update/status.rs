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
        "编号{id} 不能从“{}”改为“{}”；没有写入任何内容",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Closure,
        update::{
            Wanted,
            example::{applied, day, request, task},
        },
    };

    #[test]
    fn a_status_that_asks_for_more_is_refused_without_it() {
        let proved = Task { evidence: vec!["a.pdf".into()], ..task() };
        for (from, to, has_evidence, has_words, is_fine) in [
            (Status::NotStarted, Status::Done, false, false, true),
            (Status::NotStarted, Status::Suspended, false, false, false),
            (Status::NotStarted, Status::Suspended, false, true, true),
            (Status::Done, Status::InProgress, false, false, false),
            (Status::Done, Status::InProgress, false, true, true),
            (Status::Done, Status::Closed, false, true, false),
            (Status::Done, Status::Closed, true, false, true),
            (Status::InProgress, Status::Closed, true, true, false),
        ] {
            let task = Task { status: from, ..if has_evidence { proved.clone() } else { task() } };
            assert_eq!(ensure_allowed(&task, to, has_words).is_ok(), is_fine, "{from} -> {to}");
        }
    }

    #[test]
    fn who_closes_is_kept_as_long_as_it_is_closed() {
        let done = Task { status: Status::Done, evidence: vec!["a.pdf".into()], ..task() };
        let to = |status| {
            let wanted = Wanted { status: Some(status), note: Some("销号会".into()), ..Wanted::default() };
            super::super::Request { by: Some("督查室".into()), ..request(wanted) }
        };
        let closed = applied(&to(Status::Closed), &done).unwrap();
        assert_eq!(closed.closure, Some(Closure { on: day("2025-06-30"), by: Some("督查室".into()) }));
        assert_eq!(applied(&to(Status::Closed), &closed).unwrap().closure, closed.closure);
        assert_eq!(applied(&to(Status::InProgress), &closed).unwrap().closure, None);
    }
}

//! Where a task stands: its pillar and its key task.

use crate::{
    error::{Error, Result},
    model::{Plan, Task},
    query::Heading,
};

/// Puts a task under the headings that were typed; a key task brings its pillar along.
///
/// # Errors
/// When the plan has no such heading, or the two don't belong together.
pub(super) fn put_under(
    task: &mut Task,
    plan: &Plan,
    pillar: Option<&str>,
    key_task: Option<&str>,
) -> Result<()> {
    if let Some(typed) = pillar {
        task.pillar = Some(Heading::pillar_of(typed, plan)?);
    }
    if let Some(typed) = key_task {
        let id = Heading::key_task_of(typed, plan)?;
        task.key_task = Some(id);
        let above = plan.key_task(id).and_then(|key_task| key_task.pillar);
        if pillar.is_none() && above.is_some() {
            task.pillar = above;
        }
    }
    let above = task.key_task.and_then(|id| plan.key_task(id)).and_then(|known| known.pillar);
    let is_moved = pillar.is_some() || key_task.is_some();
    if !is_moved || above.is_none() || above == task.pillar {
        return Ok(());
    }
    let title = |id: Option<u32>| {
        let pillar = id.and_then(|id| plan.pillar(id));
        pillar.map_or_else(String::new, |pillar| format!("{} {}", pillar.id, pillar.title))
    };
    let key_task = task.key_task.and_then(|id| plan.key_task(id));
    let key_task = key_task.map_or_else(String::new, |known| format!("{} {}", known.id, known.title));
    let (id, wanted, own) = (task.id, title(task.pillar), title(above));
    Err(Error::conflict(text!(
        "编号{id} 的重点任务“{key_task}”属于板块“{own}”，不在板块“{wanted}”；没有写入任何内容",
        "key task “{key_task}” of task {id} stands under pillar “{own}”, not under “{wanted}”; nothing was written"
    ))
    .named("heading-mismatch")
    .hint(text!("同时用 `--key-task` 写明重点任务", "say the key task with `--key-task` as well")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::example::{plan, task};

    fn put(pillar: Option<&str>, key_task: Option<&str>) -> Result<(Option<u32>, Option<u32>)> {
        let mut task = task();
        put_under(&mut task, &plan(), pillar, key_task)?;
        Ok((task.pillar, task.key_task))
    }

    #[test]
    fn a_key_task_brings_its_pillar_along_and_a_pillar_alone_leaves_it_behind() {
        assert_eq!(put(None, Some("2")).unwrap(), (Some(2), Some(2)));
        assert_eq!(put(Some("2"), Some("重点2")).unwrap(), (Some(2), Some(2)));
        assert_eq!(put(None, None).unwrap(), (Some(1), Some(1)));
        for (pillar, key_task) in [(Some("2"), None), (Some("1"), Some("2"))] {
            assert_eq!(put(pillar, key_task).unwrap_err().code(), "heading-mismatch");
        }
    }
}

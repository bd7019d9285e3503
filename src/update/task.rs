//! One task as it becomes: every part of a request in its order, the reason last.

use super::{Request, departments::DepartmentChanges, grounds::Grounds, headings, status};
use crate::{
    error::{Error, Result},
    import::edition::is_misfit,
    model::{Closure, Entry, Plan, Review, Status, Task, TaskId},
    text::clean::number,
};

impl Request {
    /// Makes the change to one task, or says which rule forbids it.
    pub(super) fn apply(
        &self,
        task: &mut Task,
        entry: Entry<'_>,
        departments: &DepartmentChanges<'_>,
    ) -> Result<()> {
        let (before, wanted) = (task.clone(), &self.wanted);
        if wanted.as_printed {
            departments.put_back(task);
        }
        self.set_text(task, entry)?;
        let handed = departments.apply(task, entry.plan)?;
        if let Some(due) = wanted.due {
            task.due = due;
        }
        if let Some(start) = wanted.start {
            task.start = start;
        }
        if let Some(words) = &wanted.due_text {
            task.due_text.clone_from(words);
        }
        if !wanted.as_printed {
            let handed = handed.iter().map(|(from, to)| (from.as_str(), to.as_str()));
            task.keep_printed(&before.handed_over(handed));
        }
        self.ensure_order(task, entry.plan)?;
        self.set_records(task)?;
        // Who moves the deadline has decided between the document's and the one that was set.
        let (due, start) = (task.due != before.due, task.start != before.start);
        let is_decided = task.review == Some(Review::Rescheduled) && (due || start);
        if wanted.confirm || is_decided {
            self.confirm(task, entry.plan)?;
        }
        if let Some(status) = wanted.status {
            status::ensure_allowed(task, status, self.has_words())?;
            if status != task.status {
                let closure = || Closure { on: self.day(), by: self.by.clone() };
                task.closure = (status == Status::Closed).then(closure);
            }
            task.status = status;
        }
        // What was proved stays so: the last evidence goes with the closure, or for other evidence.
        if task.status == Status::Closed && before.has_evidence() && !task.has_evidence() {
            return Err(without_evidence(task.id));
        }
        Grounds { before: &before, plan: entry.plan, handed, request: self }.write(task)
    }

    /// Settles what a new edition left to a person. Days that don't fit its years are not settled by being confirmed.
    fn confirm(&self, task: &mut Task, plan: &Plan) -> Result<()> {
        let is_misfit = is_misfit(task, plan);
        if is_misfit && task.review == Some(Review::Rescheduled) {
            return Err(misfit(task, plan));
        }
        task.review = (is_misfit && task.review == Some(Review::Corrected)).then_some(Review::Rescheduled);
        Ok(())
    }

    /// The words of the document, and where the task stands in it.
    fn set_text(&self, task: &mut Task, entry: Entry<'_>) -> Result<()> {
        let wanted = &self.wanted;
        if let Some(content) = &wanted.content {
            task.content.clone_from(content);
        }
        headings::put_under(task, entry.plan, wanted.pillar.as_deref(), wanted.key_task.as_deref())
    }

    /// What was reported: evidence, notes.
    fn set_records(&self, task: &mut Task) -> Result<()> {
        let wanted = &self.wanted;
        for path in &wanted.removed_evidence {
            if !task.evidence.contains(path) {
                return Err(no_evidence(task, path));
            }
            task.evidence.retain(|known| known != path);
        }
        for evidence in &wanted.evidence {
            if !task.evidence.contains(evidence) {
                task.evidence.push(evidence.clone());
            }
        }
        for (number, text) in &wanted.corrected_notes {
            let (id, count) = (task.id, task.notes.len());
            let note = place(number).and_then(|place| task.notes.get_mut(place));
            note.ok_or_else(|| no_note(id, number, count))?.text.clone_from(text);
        }
        let mut places = wanted.removed_notes.clone();
        places.sort_unstable();
        places.dedup();
        for place in places.into_iter().rev() {
            if place >= task.notes.len() {
                return Err(no_note(task.id, &(place + 1).to_string(), task.notes.len()));
            }
            task.notes.remove(place);
        }
        Ok(())
    }
}

/// The place in a list that a number means, counted from 1.
pub fn place(word: &str) -> Option<usize> {
    usize::try_from(number(word.trim())?).ok()?.checked_sub(1)
}

fn no_note(id: TaskId, number: &str, count: usize) -> Error {
    Error::not_found(text!(
        "任务 {id} 没有第 {number} 条进展；没有写入任何内容",
        "task {id} has no note {number}; nothing was written"
    ))
    .named("no-such-note")
    .hint(text!("它有 {count} 条，序号见 `pjt show {id}`", "it has {count}; `pjt show {id}` numbers them"))
}

fn no_evidence(task: &Task, path: &str) -> Error {
    let (id, list) = (task.id, task.evidence.join("、"));
    Error::not_found(text!(
        "任务 {id} 没有佐证 `{path}`；没有写入任何内容",
        "task {id} has no evidence `{path}`; nothing was written"
    ))
    .named("no-such-evidence")
    .hint(text!("它的佐证：{list}", "its evidence: {list}"))
}

fn without_evidence(id: TaskId) -> Error {
    Error::conflict(text!(
        "任务 {id} 已销号，佐证不能都取消；没有写入任何内容",
        "task {id} is closed and keeps some evidence; nothing was written"
    ))
    .named("closed-without-evidence")
    .hint(text!(
        "换成别的佐证：同时加 `--evidence 路径或网址`；不该销号的：同时加 `--status 已完成`",
        "put other evidence in its place with `--evidence PATH|URL`, or reopen the task with `--status done`"
    ))
}

fn misfit(task: &Task, plan: &Plan) -> Error {
    let (id, slug) = (task.id, &plan.slug);
    Error::conflict(text!(
        "任务 {id} 的日期不合方案 {slug} 现在的年限，不能照此确认；没有写入任何内容",
        "the days of task {id} don't fit the years that plan {slug} has now, so they can't be confirmed; nothing was written"
    ))
    .named("due-outside-plan")
    .hint(text!(
        "重新定时限：加 `--due 日期 --reason 原因`；起始用 `--start`，不再另定的写 none",
        "set them anew with `--due DATE --reason WHY`, the beginning with `--start`; `none` takes one away"
    ))
}

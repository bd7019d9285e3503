//! One task as it becomes: every part of a request in its order, the reason last.

use super::{Request, departments::DepartmentChanges, grounds::Grounds, headings, status};
use crate::{
    error::{Error, Result},
    import::edition::is_misfit,
    model::{Closure, Entry, Plan, Review, Status, Task, TaskId},
    text::clean::place,
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
        // Who says the days has decided between the document's and those that were set.
        let says_days = wanted.due.is_some() || wanted.start.is_some();
        let is_decided = task.review == Some(Review::Rescheduled) && says_days;
        let is_settled = wanted.confirm || is_decided;
        if is_settled {
            task.review = None;
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
        Grounds { before: &before, plan: entry.plan, handed, request: self }.write(task)?;
        // That the document has it no more is the edition's doing, and asks for no reason.
        if is_settled && before.review == Some(Review::Gone) {
            task.leave_document();
        }
        if is_settled { ensure_fit(task, before.review, entry.plan) } else { Ok(()) }
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

fn no_note(id: TaskId, number: &str, count: usize) -> Error {
    Error::not_found(text!(
        "编号{id} 没有第 {number} 条进展；没有写入任何内容",
        "task {id} has no note {number}; nothing was written"
    ))
    .named("no-such-note")
    .hint(text!("它有 {count} 条，序号见 `pjt show {id}`", "it has {count}; `pjt show {id}` numbers them"))
}

fn no_evidence(task: &Task, path: &str) -> Error {
    let (id, list) = (task.id, task.evidence.join("、"));
    Error::not_found(text!(
        "编号{id} 没有佐证 `{path}`；没有写入任何内容",
        "task {id} has no evidence `{path}`; nothing was written"
    ))
    .named("no-such-evidence")
    .hint(text!("它的佐证：{list}", "its evidence: {list}"))
}

fn without_evidence(id: TaskId) -> Error {
    Error::conflict(text!(
        "编号{id} 已销号，佐证不能都取消；没有写入任何内容",
        "task {id} is closed and keeps some evidence; nothing was written"
    ))
    .named("closed-without-evidence")
    .hint(text!(
        "换成别的佐证：同时加 `--evidence 路径或网址`；不该销号的：同时加 `--status 已完成`",
        "put other evidence in its place with `--evidence PATH|URL`, or reopen the task with `--status done`"
    ))
}

/// Days that don't fit the years of an edition are not settled by being confirmed; of a task that waited for something else
/// they are asked about next.
fn ensure_fit(task: &mut Task, review: Option<Review>, plan: &Plan) -> Result<()> {
    if !is_misfit(task, plan) || !review.is_some_and(Review::asks_of_days) {
        return Ok(());
    }
    if review != Some(Review::Rescheduled) {
        task.review = Some(Review::Rescheduled);
        return Ok(());
    }
    let (id, slug) = (task.id, &plan.slug);
    Err(Error::conflict(text!(
        "编号{id} 的日期不合方案 {slug} 现在的年限，不能照此确认；没有写入任何内容",
        "the days of task {id} don't fit the years that plan {slug} has now, so they can't be confirmed; nothing was written"
    ))
    .named("due-outside-plan")
    .hint(text!(
        "重新定时限：加 `--due 日期 --reason 原因`；起始用 `--start`，不再另定的写 none",
        "set them anew with `--due DATE --reason WHY`, the beginning with `--start`; `none` takes one away"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Note,
        update::{
            Wanted,
            example::{applied, because, day, refusal, request, task},
        },
    };

    fn reported() -> Task {
        let note = |text: &str| Note { date: day("2025-03-01"), by: None, text: text.into(), reason: false };
        Task { notes: ["一", "二", "三"].map(note).to_vec(), evidence: vec!["a.pdf".into()], ..task() }
    }

    #[test]
    fn notes_are_taken_out_and_corrected_by_their_numbers_as_they_stood() {
        let wanted = Wanted {
            removed_notes: vec![2, 0, 2],
            corrected_notes: vec![("２".into(), "乙".into())],
            ..Wanted::default()
        };
        let after = applied(&because(wanted), &reported()).unwrap();
        let texts: Vec<_> = after.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["乙", "会议纪要"]);
        for number in ["0", "4", "x"] {
            let corrected_notes = vec![(number.into(), "乙".into())];
            let wanted = Wanted { corrected_notes, ..Wanted::default() };
            assert_eq!(refusal(&because(wanted), &reported()), "no-such-note", "{number}");
        }
        let wanted = Wanted { removed_notes: vec![3], ..Wanted::default() };
        assert_eq!(refusal(&because(wanted), &reported()), "no-such-note");
    }

    #[test]
    fn evidence_comes_once_and_goes_where_it_is() {
        let wanted = Wanted { evidence: vec!["a.pdf".into(), "b.pdf".into()], ..Wanted::default() };
        assert_eq!(applied(&request(wanted), &reported()).unwrap().evidence, ["a.pdf", "b.pdf"]);
        let wanted = Wanted { removed_evidence: vec!["b.pdf".into()], ..Wanted::default() };
        assert_eq!(refusal(&because(wanted), &reported()), "no-such-evidence");
    }

    #[test]
    fn what_the_document_prints_is_kept_where_it_is_corrected_and_comes_back() {
        let wanted = Wanted { content: Some("建成平台".into()), ..Wanted::default() };
        let corrected = applied(&because(wanted), &task()).unwrap();
        assert_eq!(corrected.as_printed().content, "建设平台");
        let back = applied(&because(Wanted { as_printed: true, ..Wanted::default() }), &corrected).unwrap();
        assert_eq!((back.content.as_str(), back.printed.len()), ("建设平台", 0));
    }

    #[test]
    fn who_confirms_or_moves_the_deadline_has_looked_at_what_an_edition_did() {
        let waiting = |review| Task { review: Some(review), due: Some(day("2025-09-30")), ..task() };
        let confirm = request(Wanted { confirm: true, ..Wanted::default() });
        let moved = because(Wanted { due: Some(Some(day("2025-10-31"))), ..Wanted::default() });
        for (request, review, is_settled) in [
            (&confirm, Review::Corrected, true),
            (&confirm, Review::Rescheduled, true),
            (&moved, Review::Rescheduled, true),
            (&moved, Review::Corrected, false),
        ] {
            let after = applied(request, &waiting(review)).unwrap();
            assert_eq!(after.review.is_none(), is_settled, "{review:?}");
        }
    }
}

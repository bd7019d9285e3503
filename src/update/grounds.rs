//! Why something was changed that a document or a person had decided. It stands in the file, where a reviewer and the
//! hook find it: in the entry of a moved deadline, in that of a hand-over, else in a dated note.

use chrono::NaiveDate;

use super::Request;
use crate::{
    error::{Error, Result},
    import::edition::{is_due_as_printed, lasts_as_printed},
    model::{
        Entry, Extension, FIELDS, Field, FieldOwner, Handover, Note, Plan, Task, TaskId, field::FieldSpec,
        status::Requirement,
    },
    text::{Lang, Text, says_nothing},
};

/// What was changed for a reason, and the words that were given.
pub(super) struct Grounds<'a> {
    pub(super) before: &'a Task,
    pub(super) plan: &'a Plan,
    /// Departments that took another one's place.
    pub(super) handed: Vec<(String, String)>,
    pub(super) request: &'a Request,
}

impl Grounds<'_> {
    /// Writes the reason into the task, and the note that was given.
    ///
    /// # Errors
    /// When a reason is wanted and none was given.
    pub(super) fn write(self, task: &mut Task) -> Result<()> {
        let request = self.request;
        let note = request.wanted.note.as_ref().map(|text| self.note(text));
        let words = request.wanted.note.as_ref().filter(|note| !says_nothing(note));
        let reason = request.reason.as_ref().or(words);
        let moved = self.moved(task);
        let mut decided = self.decided(task);
        decided.extend(self.dates_extension(task).then_some(Field::Extensions));
        if reason.is_none() && (moved.is_some() || !self.handed.is_empty() || !decided.is_empty()) {
            return Err(self.missing(task.id, moved.is_some(), &decided));
        }
        let reason = reason.cloned().unwrap_or_default();
        let is_recorded = moved.is_some() || !self.handed.is_empty();
        if let Some((from, to)) = moved {
            let (asked, by) = (request.deadline_asked, request.by.clone());
            task.extensions.push(Extension {
                on: request.day(),
                asked,
                from,
                to,
                reason: reason.clone(),
                by,
            });
        }
        for (from, to) in &self.handed {
            let (from, to, reason) = (from.clone(), to.clone(), reason.clone());
            task.handovers.push(Handover { on: request.day(), from, to, reason });
        }
        let has_note = note.is_some();
        // The same note once more is none, unless it is the reason for what else is new.
        task.notes.extend(note.filter(|note| !decided.is_empty() || !task.notes.contains(note)));
        let wants_note = !is_recorded || !decided.is_empty() && !has_note;
        if request.reason.is_some() && wants_note && task != self.before {
            // Why the status changed is a part of what happened; why the table was corrected is none.
            let is_correction = task.status == self.before.status;
            task.notes.push(Note { reason: is_correction, ..self.note(&reason) });
        }
        Ok(())
    }

    /// Writes into the extension to the deadline that stands when it was asked for, where that is said of it afterwards, and
    /// gives whether it was.
    fn dates_extension(&self, task: &mut Task) -> bool {
        let asked = self.request.deadline_asked.filter(|_| self.request.wanted.due.is_some());
        let is_meant = task.due.is_some() && task.due == self.before.due;
        let (Some(asked), true, due) = (asked, is_meant, task.due) else { return false };
        let last = task.extensions.last_mut();
        match last.filter(|last| Some(last.to) == due && last.asked != Some(asked)) {
            Some(extension) => {
                extension.asked = Some(asked);
                true
            }
            None => false,
        }
    }

    fn note(&self, text: &str) -> Note {
        Note { date: self.request.day(), by: self.request.by.clone(), text: text.to_owned(), reason: false }
    }

    /// The deadline before and after, where one that was set is moved, or the plan's end is passed without a word.
    fn moved(&self, task: &Task) -> Option<(NaiveDate, NaiveDate)> {
        let to = task.due.filter(|_| self.request.wanted.due.is_some())?;
        let end = self.plan.period.and_then(|period| period.end).filter(|end| to > *end);
        if task.due == self.before.due {
            // It stood behind the plan's end already, and neither the document says so nor that it was granted.
            let is_granted =
                task.extensions.iter().any(|known| known.to == to && !says_nothing(&known.reason));
            let is_explained = is_granted
                || is_due_as_printed(self.before, self.plan)
                || lasts_as_printed(self.before)
                    && self.before.notes.iter().any(|note| !says_nothing(&note.text));
            return end.filter(|_| !is_explained).map(|end| (end, to));
        }
        // What lasts had no deadline that could be prolonged: a first one is set, beyond the plan's end for a reason.
        if self.before.due.is_none() && lasts_as_printed(self.before) {
            return None;
        }
        let from = Entry { plan: self.plan, task: self.before }.falls_due()?;
        (self.before.due.is_some() || end.is_some()).then_some((from, to))
    }

    /// What else of the task was decided and differs now.
    fn decided(&self, task: &Task) -> Vec<Field> {
        let (before, wanted) = (self.before, &self.request.wanted);
        let is_settled = |row: &&FieldSpec| match row.field {
            Field::Source => false,
            Field::Departments | Field::Lead => self.handed.is_empty(),
            // A deadline that the document leaves open may be put into words.
            Field::DueText => before.due_text.is_some(),
            // A later beginning asks for less progress.
            Field::Start => before.start.is_some(),
            Field::Due => before.due.is_some() && task.due.is_none(),
            Field::Notes => !wanted.removed_notes.is_empty() || !wanted.corrected_notes.is_empty(),
            Field::Evidence => before.evidence.iter().any(|path| !task.evidence.contains(path)),
            Field::Status => matches!(before.status.demands(task.status), Requirement::Note),
            _ => row.owner == FieldOwner::Document,
        };
        let differing = FIELDS.iter().filter(|row| row.differs(before, task));
        differing.filter(is_settled).map(|row| row.field).collect()
    }

    fn missing(&self, id: TaskId, is_moved: bool, decided: &[Field]) -> Error {
        let mut fields = decided.to_vec();
        fields.extend(is_moved.then_some(Field::Due));
        fields.extend((!self.handed.is_empty()).then_some(Field::Departments));
        fields.sort_unstable();
        fields.dedup();
        let names = |lang: Lang, sign: &str| {
            fields.iter().map(|field| field.name(lang)).collect::<Vec<_>>().join(sign)
        };
        Error::usage(Text::new(
            format!("改动编号{id} 的{}需要写明原因；没有写入任何内容", names(Lang::Zh, "、")),
            format!("changing {} of task {id} needs a reason; nothing was written", names(Lang::En, ", ")),
        ))
        .named("needs-reason")
        .hint(text!("加 `--reason 原因`，它会记入任务", "add `--reason WHY`; the task keeps it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Status,
        update::{
            DepartmentsWanted, Wanted,
            example::{applied, because, day, names, refusal, request, task},
        },
    };

    fn due(text: &str) -> Wanted {
        Wanted { due: Some(Some(day(text))), ..Wanted::default() }
    }

    #[test]
    fn a_first_deadline_within_the_plan_asks_for_nothing() {
        let set = applied(&request(due("2025-09-30")), &task()).unwrap();
        assert_eq!((set.due, set.extensions.len(), set.notes.len()), (Some(day("2025-09-30")), 0, 0));
    }

    #[test]
    fn a_deadline_that_was_set_moves_for_a_reason_which_its_entry_keeps() {
        let before = Task { due: Some(day("2025-09-30")), ..task() };
        assert_eq!(refusal(&request(due("2025-10-31")), &before), "needs-reason");
        let asked = Request {
            deadline_asked: Some(day("2025-06-01")),
            by: Some("甲".into()),
            ..because(due("2025-10-31"))
        };
        let moved = applied(&asked, &before).unwrap();
        let [extension] = moved.extensions.as_slice() else { panic!("{:?}", moved.extensions) };
        assert_eq!((extension.from, extension.to), (day("2025-09-30"), day("2025-10-31")));
        assert_eq!((extension.on, extension.asked), (day("2025-06-30"), Some(day("2025-06-01"))));
        assert_eq!((extension.reason.as_str(), extension.by.as_deref()), ("会议纪要", Some("甲")));
        assert!(moved.notes.is_empty(), "the entry holds the reason");
        // What is so already is moved by nobody.
        assert_eq!(applied(&request(due("2025-09-30")), &before).unwrap(), before);
    }

    #[test]
    fn a_deadline_behind_the_plans_end_is_an_extension_even_where_none_was_set() {
        assert_eq!(refusal(&request(due("2026-03-31")), &task()), "needs-reason");
        let granted = applied(&because(due("2026-03-31")), &task()).unwrap();
        let [extension] = granted.extensions.as_slice() else { panic!("{:?}", granted.extensions) };
        assert_eq!((extension.from, extension.to), (day("2025-12-31"), day("2026-03-31")));
        // It is granted now; set once more it is no second extension.
        assert_eq!(applied(&request(due("2026-03-31")), &granted).unwrap(), granted);
        // Where it stands there for no reason, the reason can be given later.
        let unexplained = Task { due: Some(day("2026-03-31")), ..task() };
        assert_eq!(refusal(&request(due("2026-03-31")), &unexplained), "needs-reason");
        let explained = applied(&because(due("2026-03-31")), &unexplained).unwrap();
        assert_eq!(explained.extensions.len(), 1);
    }

    #[test]
    fn what_was_decided_or_reported_changes_for_a_reason_that_becomes_a_note() {
        let before = Task {
            due: Some(day("2025-09-30")),
            due_text: Some("9月底".into()),
            start: Some(day("2025-02-01")),
            evidence: vec!["a.pdf".into()],
            notes: vec![Note { date: day("2025-03-01"), by: None, text: "开工".into(), reason: false }],
            ..task()
        };
        let nothing = Wanted::default();
        for wanted in [
            Wanted { content: Some("建成平台".into()), ..nothing.clone() },
            Wanted { key_task: Some("2".into()), ..nothing.clone() },
            Wanted { due: Some(None), ..nothing.clone() },
            Wanted { due_text: Some(Some("年底".into())), ..nothing.clone() },
            Wanted { start: Some(Some(day("2025-03-01"))), ..nothing.clone() },
            Wanted { removed_evidence: vec!["a.pdf".into()], ..nothing.clone() },
            Wanted { removed_notes: vec![0], ..nothing.clone() },
            Wanted { corrected_notes: vec![("1".into(), "动工".into())], ..nothing.clone() },
            Wanted {
                departments: DepartmentsWanted { added: names(&["丙"]), ..DepartmentsWanted::default() },
                ..nothing.clone()
            },
        ] {
            assert_eq!(refusal(&request(wanted.clone()), &before), "needs-reason", "{wanted:?}");
            // Dots are a note and no reason.
            let dots =
                Request { reason: None, ..request(Wanted { note: Some("……".into()), ..wanted.clone() }) };
            assert_eq!(refusal(&dots, &before), "needs-reason", "{wanted:?}");
            let after = applied(&because(wanted.clone()), &before).unwrap();
            let note = after.notes.last().map(|note| (note.text.as_str(), note.reason));
            assert_eq!(note, Some(("会议纪要", true)), "{wanted:?}");
        }
    }

    #[test]
    fn what_was_open_may_be_said_for_no_reason() {
        let nothing = Wanted::default();
        for wanted in [
            Wanted { due_text: Some(Some("年底".into())), ..nothing.clone() },
            Wanted { start: Some(Some(day("2025-03-01"))), ..nothing.clone() },
            Wanted { evidence: vec!["a.pdf".into()], ..nothing.clone() },
            Wanted { status: Some(Status::Done), ..nothing.clone() },
        ] {
            let after = applied(&request(wanted.clone()), &task()).unwrap();
            assert!(after != task() && after.notes.is_empty(), "{wanted:?}");
        }
    }

    #[test]
    fn a_note_is_added_once_and_its_words_can_be_the_reason() {
        let note = |wanted| Request { by: Some("甲".into()), ..request(wanted) };
        let wanted = Wanted { note: Some("设备到货".into()), ..Wanted::default() };
        let once = applied(&note(wanted.clone()), &task()).unwrap();
        let [kept] = once.notes.as_slice() else { panic!("{:?}", once.notes) };
        assert_eq!((kept.date, kept.by.as_deref(), kept.reason), (day("2025-06-30"), Some("甲"), false));
        assert_eq!(applied(&note(wanted.clone()), &once).unwrap(), once);
        // Something else is new for that reason, so it counts once more.
        let corrected = Wanted { content: Some("建成平台".into()), ..wanted };
        assert_eq!(applied(&note(corrected), &once).unwrap().notes.len(), 2);
    }

    #[test]
    fn why_a_status_changed_is_a_part_of_what_happened() {
        let wanted = Wanted { status: Some(Status::Suspended), ..Wanted::default() };
        let after = applied(&because(wanted.clone()), &task()).unwrap();
        assert_eq!(after.notes.iter().map(|note| note.reason).collect::<Vec<_>>(), [false]);
        // Nothing differs: there is nothing to give a reason for.
        assert_eq!(applied(&because(wanted), &after).unwrap(), after);
    }
}

//! Why something was changed that a document or a person had decided. It stands in the file, where a reviewer and the
//! hook find it: in the entry of a moved deadline, in that of a hand-over, else in a dated note.

use chrono::NaiveDate;
use pjt::{
    Error, Lang, Result, Text,
    import::edition::{is_due_as_printed, lasts_as_printed},
    model::{Entry, Extension, FIELDS, Field, FieldOwner, Handover, Note, Plan, Task, status::Requirement},
    text,
    text::says_nothing,
};

use super::{UpdateArgs, typed::Days};

/// What was changed for a reason, and the words that were given.
pub(super) struct Grounds<'a> {
    pub(super) before: &'a Task,
    pub(super) plan: &'a Plan,
    /// Departments that took another one's place.
    pub(super) handed: Vec<(String, String)>,
    pub(super) days: &'a Days,
    pub(super) args: &'a UpdateArgs,
}

impl Grounds<'_> {
    /// Writes the reason into the task, and the note that was given.
    ///
    /// # Errors
    /// When a reason is wanted and none was given.
    pub(super) fn write(self, task: &mut Task) -> Result<()> {
        let note = self.args.note.as_ref().map(|text| self.note(text));
        let words = self.args.note.as_ref().filter(|note| !says_nothing(note));
        let reason = self.args.reason.as_ref().or(words);
        let moved = self.moved(task);
        let decided = self.decided(task);
        if reason.is_none() && (moved.is_some() || !self.handed.is_empty() || !decided.is_empty()) {
            return Err(self.missing(task.id, moved.is_some(), &decided));
        }
        let reason = reason.cloned().unwrap_or_default();
        let is_recorded = moved.is_some() || !self.handed.is_empty();
        if let Some((from, to)) = moved {
            let (asked, by) = (self.days.asked, self.args.by.clone());
            task.extensions.push(Extension { on: self.days.on, asked, from, to, reason: reason.clone(), by });
        }
        for (from, to) in &self.handed {
            let (from, to, reason) = (from.clone(), to.clone(), reason.clone());
            task.handovers.push(Handover { on: self.days.on, from, to, reason });
        }
        let has_note = note.is_some();
        // The same note once more is none, unless it is the reason for what else is new.
        task.notes.extend(note.filter(|note| !decided.is_empty() || !task.notes.contains(note)));
        let wants_note = !is_recorded || !decided.is_empty() && !has_note;
        if self.args.reason.is_some() && wants_note && task != self.before {
            // Why the status changed is a part of what happened; why the table was corrected is none.
            let is_correction = task.status == self.before.status;
            task.notes.push(Note { reason: is_correction, ..self.note(&reason) });
        }
        Ok(())
    }

    fn note(&self, text: &str) -> Note {
        Note { date: self.days.on, by: self.args.by.clone(), text: text.to_owned(), reason: false }
    }

    /// The deadline before and after, where one that was set is moved, or the plan's end is passed without a word.
    fn moved(&self, task: &Task) -> Option<(NaiveDate, NaiveDate)> {
        let to = task.due.filter(|_| self.args.due.is_some())?;
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
        let before = self.before;
        let is_settled = |row: &&pjt::model::field::FieldSpec| match row.field {
            Field::Source => false,
            Field::Departments | Field::Lead => self.handed.is_empty(),
            // A deadline that the document leaves open may be put into words.
            Field::DueText => before.due_text.is_some(),
            // A later beginning asks for less progress.
            Field::Start => before.start.is_some(),
            Field::Due => before.due.is_some() && task.due.is_none(),
            Field::Notes => !self.args.remove_note.is_empty() || !self.args.fix_note.is_empty(),
            Field::Evidence => before.evidence.iter().any(|path| !task.evidence.contains(path)),
            Field::Status => matches!(before.status.demands(task.status), Requirement::Note),
            _ => row.owner == FieldOwner::Document,
        };
        let differing = FIELDS.iter().filter(|row| row.differs(before, task));
        differing.filter(is_settled).map(|row| row.field).collect()
    }

    fn missing(&self, id: pjt::model::TaskId, is_moved: bool, decided: &[Field]) -> Error {
        let mut fields = decided.to_vec();
        fields.extend(is_moved.then_some(Field::Due));
        fields.extend((!self.handed.is_empty()).then_some(Field::Departments));
        fields.sort_unstable();
        fields.dedup();
        let names = |lang: Lang, sign: &str| {
            fields.iter().map(|field| field.name(lang)).collect::<Vec<_>>().join(sign)
        };
        Error::usage(Text::new(
            format!("改动任务 {id} 的{}需要写明原因；没有写入任何内容", names(Lang::Zh, "、")),
            format!("changing {} of task {id} needs a reason; nothing was written", names(Lang::En, ", ")),
        ))
        .named("needs-reason")
        .hint(text!("加 `--reason 原因`，它会记入任务", "add `--reason WHY`; the task keeps it"))
    }
}

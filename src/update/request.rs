//! What is asked of tasks, whoever asks: `pjt update` makes it of its arguments. Here is also what can be said of it
//! before a task is looked at.

use chrono::NaiveDate;

use crate::{
    error::{Error, Result},
    model::{Entry, Status},
    text::says_nothing,
};

/// What is asked of the tasks that were named.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is to be so afterwards.
    pub wanted: Wanted,
    /// Who reports the note, asks for the new deadline, or closes.
    pub by: Option<String>,
    /// The day of whatever entry comes, where it is not today.
    pub on: Option<NaiveDate>,
    /// The day on which it is asked.
    pub today: NaiveDate,
    /// Why what was decided or reported is changed.
    pub reason: Option<String>,
    /// When the new deadline was asked for.
    pub deadline_asked: Option<NaiveDate>,
    /// Whether departments that the registry does not know may join it.
    pub lets_in_new: bool,
    /// The tasks as they were typed, for a hint that is a whole command; empty where nobody typed them.
    pub tasks_as_typed: String,
}

/// What is to be so afterwards; what equals the default is not asked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wanted {
    /// The status.
    pub status: Option<Status>,
    /// A note that is added.
    pub note: Option<String>,
    /// Numbers of notes, as they were typed, with the text that becomes of each.
    pub corrected_notes: Vec<(String, String)>,
    /// The places of notes that are taken out, counted from 0.
    pub removed_notes: Vec<usize>,
    /// Paths and URLs that are added.
    pub evidence: Vec<String>,
    /// Paths and URLs that are taken out.
    pub removed_evidence: Vec<String>,
    /// The new deadline, or that it is taken away.
    pub due: Option<Option<NaiveDate>>,
    /// The new beginning, or that it is taken away.
    pub start: Option<Option<NaiveDate>>,
    /// The deadline in words, or that they are taken away.
    pub due_text: Option<Option<String>>,
    /// Who is responsible.
    pub departments: DepartmentsWanted,
    /// The words of the task.
    pub content: Option<String>,
    /// The pillar above it, by number or a part of its title.
    pub pillar: Option<String>,
    /// The key task above it, by number or a part of its title.
    pub key_task: Option<String>,
    /// Whether it is to be as the document prints it.
    pub as_printed: bool,
    /// Whether what a new edition did to it is confirmed.
    pub confirm: bool,
}

/// Who is to be responsible for a task, by names as they were typed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DepartmentsWanted {
    /// Who leads, or that nobody is known to.
    pub lead: Option<Option<Vec<String>>>,
    /// Who supports those that lead; nobody else does.
    pub support: Option<Vec<String>>,
    /// Who comes.
    pub added: Vec<String>,
    /// Who goes.
    pub removed: Vec<String>,
    /// Who goes, and who takes its place.
    pub replaced: Vec<(String, String)>,
}

impl Request {
    /// The day of whatever entry comes.
    pub(super) fn day(&self) -> NaiveDate {
        self.on.unwrap_or(self.today)
    }

    /// Whether words come with it that can say why a status changes.
    pub(super) fn has_words(&self) -> bool {
        self.reason.is_some() || self.wanted.note.as_ref().is_some_and(|note| !says_nothing(note))
    }

    /// Refuses what asks for nothing.
    ///
    /// # Errors
    /// When nothing is to change.
    pub fn ensure_something_to_do(&self) -> Result<()> {
        if self.wanted != Wanted::default() {
            return Ok(());
        }
        Err(Error::usage(text!("没有写明要改什么", "nothing was said to change")).named("nothing-to-do").hint(
            text!(
                "可用 --status --note --due --evidence --lead --add-dept --content 等，见 `pjt update --help`",
                "say --status, --note, --due, --evidence, --lead, --add-dept, --content …; see `pjt update --help`"
            ),
        ))
    }

    /// Who and when are kept with words or with a new status alone.
    ///
    /// # Errors
    /// When neither comes with them.
    pub fn ensure_occasion(&self) -> Result<()> {
        let has_occasion =
            self.wanted.status.is_some() || self.wanted.note.is_some() || self.reason.is_some();
        let (by, on) = (self.by.as_ref().map(|_| "--by"), self.on.map(|_| "--on"));
        let Some(option) = by.or(on).filter(|_| !has_occasion) else { return Ok(()) };
        let error = Error::usage(text!(
            "只写了 `{option}`，没有写原因或进展；没有写入任何内容",
            "`{option}` stands without a reason or a note; nothing was written"
        ))
        .named("missing-argument");
        Err(match self.wanted.due {
            Some(_) => error.hint(text!(
                "调整时限要写明原因：加 `--reason 原因`",
                "a new deadline wants its reason: add `--reason WHY`"
            )),
            None => error.hint(text!(
                "更正、调整的加 `--reason 原因`；报进展的加 `--note 进展` 或 `--status 状态`",
                "add `--reason WHY` for a correction, `--note TEXT` or `--status STATUS` for what is reported"
            )),
        })
    }

    /// A text belongs to one task, and so does the number of a note.
    ///
    /// # Errors
    /// When there are several tasks for one.
    pub fn ensure_one(&self, entries: &[Entry<'_>]) -> Result<()> {
        let Wanted { content, corrected_notes, removed_notes, .. } = &self.wanted;
        let is_of_one = content.is_some() || !corrected_notes.is_empty() || !removed_notes.is_empty();
        if entries.len() < 2 || !is_of_one {
            return Ok(());
        }
        Err(Error::usage(text!(
            "`--content`、`--fix-note`、`--remove-note` 一次只改一项任务；没有写入任何内容",
            "`--content`, `--fix-note` and `--remove-note` are for one task at a time; nothing was written"
        ))
        .named("one-task-at-a-time")
        .hint(text!("只写一个编号", "name one task")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::example::{because, day, plan, request, task};

    #[test]
    fn who_and_when_ask_for_nothing_by_themselves() {
        let named =
            Request { by: Some("甲".into()), on: Some(day("2025-06-01")), ..because(Wanted::default()) };
        assert_eq!(named.ensure_something_to_do().unwrap_err().code(), "nothing-to-do");
        let start = Wanted { start: Some(None), ..Wanted::default() };
        assert!(request(start.clone()).ensure_something_to_do().is_ok());
        // They are kept with words or with a status.
        let dated = |wanted| Request { on: Some(day("2025-06-01")), ..request(wanted) };
        let note = Wanted { note: Some("开工".into()), ..start.clone() };
        let status = Wanted { status: Some(Status::Done), ..start.clone() };
        assert_eq!(dated(start.clone()).ensure_occasion().unwrap_err().code(), "missing-argument");
        for request in [request(start), dated(note), dated(status), named] {
            assert!(request.ensure_occasion().is_ok(), "{request:?}");
        }
    }

    #[test]
    fn a_text_and_the_number_of_a_note_are_for_one_task() {
        let (plan, task) = (plan(), task());
        let entry = Entry { plan: &plan, task: &task };
        let nothing = Wanted::default();
        for (wanted, is_fine) in [
            (Wanted { note: Some("开工".into()), ..nothing.clone() }, true),
            (Wanted { content: Some("建成平台".into()), ..nothing.clone() }, false),
            (Wanted { removed_notes: vec![0], ..nothing.clone() }, false),
            (Wanted { corrected_notes: vec![("1".into(), "动工".into())], ..nothing.clone() }, false),
        ] {
            assert!(request(wanted.clone()).ensure_one(&[entry]).is_ok());
            assert_eq!(request(wanted.clone()).ensure_one(&[entry, entry]).is_ok(), is_fine, "{wanted:?}");
        }
    }
}

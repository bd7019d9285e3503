//! Rows that wait because their answers may not be their own, and that the unit has filled in again since: nothing of them is
//! left for a person to settle.

use super::{form::Owner, merge::MergedRow, reason::Reason, remark::Remark};
use crate::model::{Dropped, Return, TaskId, Unplaced};

/// Why rows wait that print a task and may hold the answers of another one. What a unit added by itself is none of them.
const DOUBTED: [Reason; 5] = [
    Reason::RowMixed,
    Reason::RowTwice,
    Reason::AnswersShifted,
    Reason::AnswersSwapped,
    Reason::ColumnsShifted,
];

/// Drops the rows that waited and print a task which the unit answers now; says of which tasks.
pub(super) fn drop_answered<'r, 'a: 'r>(
    owner: &Owner,
    rows: impl Iterator<Item = (&'r str, TaskId, &'r MergedRow<'a>)> + Clone,
    after: &mut Return,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut dropped = Vec::new();
    after.unplaced.retain(|waiting| {
        let mut answers = rows.clone().filter(|(.., row)| row.is_answer());
        let Some((plan, id, row)) = answers.find(|(.., row)| prints(waiting, row)) else { return true };
        let file = row.cells.first().map_or("", |cell| cell.file.as_str());
        dropped.push(Dropped {
            task: None,
            field: None,
            place: waiting.place.clone(),
            text: waiting.text.clone(),
            why: waiting.why.clone(),
            reason: format!("已重报，以“{file}”为准"),
        });
        remarks.push(Remark::of_answer(
            Reason::RowAnswered,
            file,
            &owner.department,
            (plan, id),
            String::new(),
        ));
        false
    });
    after.dropped.extend(dropped);
    remarks
}

/// Whether a row that waits prints the words of a task, as they are or were printed: behind its number, before its answers,
/// which may speak of other tasks.
fn prints(waiting: &Unplaced, row: &MergedRow<'_>) -> bool {
    let is_doubted = DOUBTED.iter().any(|reason| reason.token() == waiting.why);
    let text = waiting.text.as_str();
    let behind_number = text.split_once(' ').map_or("", |(_, rest)| rest);
    let begins = |text: &str, words: &str| {
        let rest = text.strip_prefix(words).filter(|_| !words.is_empty());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let task = row.entry.task;
    let all = [task.content.clone(), task.as_printed().content];
    is_doubted && all.iter().any(|words| [text, behind_number].iter().any(|text| begins(text, words)))
}

//! Why a task says after a merge what it says: of two hand-overs one was taken, and a note says which.

use chrono::NaiveDate;

use super::resolve::ConflictedFile;
use crate::{
    error::Result,
    model::{Field, Note},
    store::{edit, layout, yaml},
    text::Lang,
};

/// A task's settled text with a note that says whose hand-over was taken; none where the two sides did not differ in that.
///
/// # Errors
/// When the text can't be changed safely.
pub fn with_reason(
    file: &ConflictedFile,
    settled: &[u8],
    today: NaiveDate,
    lang: Lang,
) -> Result<Option<Vec<u8>>> {
    let is_of_handovers = layout::task_of(&file.path).is_some()
        && file.merged(&|_| None).is_some_and(|merged| {
            merged.conflicts.iter().any(|conflict| conflict.field() == Field::Handovers.key())
        });
    let Ok(mut task) = yaml::read_task(&file.path, settled) else { return Ok(None) };
    let Some(taken) = task.handovers.last().filter(|_| is_of_handovers) else { return Ok(None) };
    let (from, to) = (&taken.from, &taken.to);
    let text = lang.pick(
        format!("合并时两边的移交不同，以由{from}移交{to}为准"),
        format!("The two sides of a merge handed it over differently; taken: from {from} to {to}"),
    );
    task.notes.push(Note { date: today, by: None, text, reason: true });
    Ok(Some(edit::revise(&file.path, edit::text_of(settled), &task)?.into_bytes()))
}

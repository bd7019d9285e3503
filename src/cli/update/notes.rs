//! After a note was removed: the numbers that the others have now, since they move up.

use pjt::{model::Task, text, text::width};

use crate::cli::Ui;

/// How many notes are listed, the newest of them, by the numbers by which another one is removed or corrected.
const LISTED: usize = 9;

/// Says which note has which number now.
pub(super) fn report_numbers<'a>(tasks: impl Iterator<Item = &'a Task>, ui: &mut Ui) {
    for task in tasks {
        let (id, count) = (task.id, task.notes.len());
        let numbered = (1..).zip(&task.notes).skip(count.saturating_sub(LISTED));
        let list: Vec<String> = numbered
            .map(|(number, note)| format!("{number} {} {}", note.date, width::cut(&note.text, 24)))
            .collect();
        let (zh, en) = (list.join("；"), list.join("; "));
        ui.report(&if list.is_empty() {
            text!("编号{id} 没有进展了", "task {id} has no notes any more")
        } else {
            text!(
                "后面的进展已重新编号，编号{id} 现有 {count} 条：{zh}",
                "the notes behind it moved up; task {id} has {count} now: {en}"
            )
        });
    }
}

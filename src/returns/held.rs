//! Answers that stand beside other tasks, or in other columns, than theirs: none of them is taken.

use super::{
    aside,
    reading::{FileReading, RowReading},
    reason::Reason,
    remark::{Remark, UnplacedRow},
    shifted,
};
use crate::{model::TaskId, text::Text};

/// Makes a remark about a file of the reason, the place and the words.
pub(super) type Remarks<'r> = dyn Fn(Reason, String, String) -> Remark + 'r;

/// Takes back what was read of rows whose answers are not their own. `is_torn` says that they are not all in their rows.
pub(super) fn hold_back(found: &mut FileReading<'_>, is_torn: bool, remark: &Remarks<'_>) {
    let slid = shifted::slid(&found.rows);
    if slid.is_some() || is_torn {
        hold(found, Reason::AnswersShifted, |_| true, slid, remark);
        return;
    }
    let aside = aside::aside(&found.rows);
    let is_aside = |index: usize| aside.get(index).is_some_and(|is_aside| *is_aside);
    hold(found, Reason::ColumnsShifted, is_aside, None, remark);
}

/// Keeps the answers of these rows as rows without a task: nobody knows from where on they stand beside theirs. `by` is how
/// far they slid, where that is known.
fn hold(
    found: &mut FileReading<'_>,
    reason: Reason,
    is_held: impl Fn(usize) -> bool,
    by: Option<isize>,
    remark: &Remarks<'_>,
) {
    let ids: Vec<TaskId> = found.rows.iter().map(|row| row.entry.task.id).collect();
    let rows = std::mem::take(&mut found.rows).into_iter().enumerate();
    let is_own = |(index, row): &(usize, RowReading<'_>)| !row.is_answered() || !is_held(*index);
    let (kept, held): (Vec<_>, Vec<_>) = rows.partition(is_own);
    found.rows = kept.into_iter().map(|(_, row)| row).collect();
    for (index, row) in held {
        let beside = by.and_then(|by| ids.get(index.checked_add_signed(by)?));
        let detail: Option<Text> = beside.map(|id| text!("像是编号{id}的", "it may be of task {id}"));
        let (plan, task) = (Some(row.entry.plan.slug.clone()), Some(row.entry.task.id));
        // Where the columns are in doubt, nobody knows what an answer is of.
        let cells = if reason == Reason::ColumnsShifted { &[] } else { row.cells.as_slice() };
        let row_of = UnplacedRow::of(cells);
        found.unplaced.push(Remark {
            plan,
            task,
            detail,
            row: row_of,
            ..remark(reason, row.place, row.text)
        });
    }
}

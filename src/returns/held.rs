//! Answers that stand beside other tasks, or in other columns, than theirs: none of them is taken.

use std::collections::HashSet;

use super::{
    aside,
    reading::{FileReading, RowReading},
    reason::Reason,
    remark::{Remark, UnplacedRow},
    shifted,
};
use crate::{
    model::{AskedField, Entry, TaskNumber},
    text::{Lang, Text},
};

/// Makes a remark about a file of the reason, the place and the words.
pub(super) type Remarks<'r> = dyn Fn(Reason, String, String) -> Remark + 'r;

/// Takes back what was read of rows whose answers are not their own. `is_torn` says that they are not all in their rows.
pub(super) fn hold_back(found: &mut FileReading<'_>, is_torn: bool, remark: &Remarks<'_>) {
    let slid = shifted::slid(&found.rows);
    if slid.is_some() || is_torn {
        let beside = |row: usize| row.checked_add_signed(slid?);
        hold(found, Reason::AnswersShifted, |_| true, beside, remark);
        return;
    }
    let aside = aside::aside(&found.rows);
    let is_aside = |index: usize| aside.get(index).is_some_and(|is_aside| *is_aside);
    hold(found, Reason::ColumnsShifted, is_aside, |_| None, remark);
    let swapped = shifted::swapped(&found.rows);
    let other = |row: usize| swapped.get(row).copied().flatten();
    hold(found, Reason::AnswersSwapped, |row| other(row).is_some(), other, remark);
    let doubtful = shifted::maybe_swapped(&found.rows).into_iter().filter_map(|row| found.rows.get(row));
    let doubtful = doubtful.filter_map(|row| {
        let cell = row.cells.iter().find(|cell| cell.field == AskedField::Progress)?;
        let entry = row.entry;
        Some(Remark {
            plan: Some(entry.plan.slug.clone()),
            task: Some(entry.task.id),
            field: Some(AskedField::Progress),
            ..remark(Reason::MaybeSwapped, cell.place.clone(), String::new())
        })
    });
    let doubtful: Vec<Remark> = doubtful.collect();
    found.notices.extend(doubtful);
}

/// Keeps the answers of these rows as rows without a task: nobody knows from where on they stand beside theirs. `whose`
/// gives the row whose task an answer speaks of, where that is known.
fn hold(
    found: &mut FileReading<'_>,
    reason: Reason,
    is_held: impl Fn(usize) -> bool,
    whose: impl Fn(usize) -> Option<usize>,
    remark: &Remarks<'_>,
) {
    let plans: HashSet<&str> = found.rows.iter().map(|row| row.entry.plan.slug.as_str()).collect();
    let has_plans = plans.len() > 1;
    let numbers: Vec<[String; 2]> = found.rows.iter().map(|row| named(row.entry, has_plans)).collect();
    let rows = std::mem::take(&mut found.rows).into_iter().enumerate();
    let is_own = |(index, row): &(usize, RowReading<'_>)| !row.is_answered() || !is_held(*index);
    let (kept, held): (Vec<_>, Vec<_>) = rows.partition(is_own);
    found.rows = kept.into_iter().map(|(_, row)| row).collect();
    for (index, row) in held {
        let beside = whose(index).and_then(|row| numbers.get(row));
        let detail: Option<Text> = beside.map(|[zh, en]| text!("像是{zh}的", "it may be of {en}"));
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

/// What a task is called in Chinese and in English to whoever fills in a form: of several plans with the title of its own.
pub(super) fn named(entry: Entry<'_>, has_plans: bool) -> [String; 2] {
    let number = TaskNumber::of(entry.task, None);
    let title = &entry.plan.title;
    match has_plans {
        true => [
            format!("《{title}》{}", number.words(Lang::Zh)),
            format!("{} of “{title}”", number.words(Lang::En)),
        ],
        false => [Lang::Zh, Lang::En].map(|lang| number.words(lang)),
    }
}

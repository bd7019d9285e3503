//! That the dates of commits were not taken at their word where the store of a day is asked for, and that they will not
//! be where commits are handed in.

use chrono::NaiveDate;
use pjt::{
    Result,
    error::Finding,
    history::{
        Misdated, Point, Repository, Revision,
        incoming::{self, Known},
    },
    output::history::SHORT,
    text,
};

use super::context::day_of;

/// That commits were in the branch on a day, or were not, though their own dates say otherwise.
///
/// # Errors
/// When git can't list the branch.
pub(crate) fn misdated(point: &Point, repository: &Repository) -> Result<Option<Finding>> {
    let found = point.misdated(repository)?;
    let Some((first, day)) = First::of(&found).zip(point.day()) else { return Ok(None) };
    let First { hash, by, says, counts, count, is_early } = first;
    let message = if is_early {
        text!(
            "提交 {hash} 写的日期是 {says}，却排在 {counts} 的提交 {by} 之后，按 {counts} 算，{day} 的台账里没有它（这样的提交共 {count} 次）；要看某次提交时的台账，把日期换成提交号",
            "commit {hash} says {says}, but it came after commit {by} of {counts} and counts as of that day, so the ledger of {day} is without it (commits like that: {count}); name a commit instead of a day to see the ledger at that commit"
        )
    } else {
        text!(
            "提交 {hash} 写的日期是 {says}，比今天和最新的提交都晚，不可信，按提交 {by} 的 {counts} 算，{day} 的台账里有它（这样的提交共 {count} 次）；要看某次提交时的台账，把日期换成提交号",
            "commit {hash} says {says}, which is later than today and than the newest commit and can't be; it counts as of {counts}, as commit {by} does, so the ledger of {day} has it (commits like that: {count}); name a commit instead of a day to see the ledger at that commit"
        )
    };
    Ok(Some(Finding::new("misdated-commit", message)))
}

/// That commits which are handed in say days that they won't count for.
///
/// # Errors
/// When git can't list them.
pub(crate) fn handed_in(repository: &Repository, to: &Revision, known: &Known) -> Result<Option<Finding>> {
    let found = incoming::misdated(repository, to, known)?;
    let Some(First { hash, by, says, counts, count, is_early }) = First::of(&found) else { return Ok(None) };
    let message = if is_early {
        text!(
            "提交 {hash} 写的日期是 {says}，却排在 {counts} 的提交 {by} 之后，按日期查看台账时按 {counts} 算（这样的提交共 {count} 次）；电脑时间不准的，请调准",
            "commit {hash} says {says}, but it comes after commit {by} of {counts}, and the ledger of a day counts it as of that (commits like that: {count}); where a clock is wrong, set it"
        )
    } else {
        text!(
            "提交 {hash} 写的日期是 {says}，还没有到，按日期查看台账时不以它为准（这样的提交共 {count} 次）；电脑时间不准的，请调准",
            "commit {hash} says {says}, which is still to come, so the ledger of a day does not go by it (commits like that: {count}); where a clock is wrong, set it"
        )
    };
    Ok(Some(Finding::new("misdated-commit", message)))
}

/// The first of several commits with a date that is not taken at its word, which stands for all of them.
struct First {
    hash: String,
    /// The commit whose date counts.
    by: String,
    says: NaiveDate,
    counts: NaiveDate,
    /// How many there are.
    count: usize,
    /// Whether it says a day before the one that it counts for.
    is_early: bool,
}

impl First {
    fn of(found: &[Misdated]) -> Option<Self> {
        let first = found.first()?;
        Some(Self {
            hash: short(&first.hash),
            by: short(&first.by),
            says: day_of(first.says),
            counts: day_of(first.counts),
            count: found.len(),
            is_early: first.counts > first.says,
        })
    }
}

fn short(hash: &str) -> String {
    hash.chars().take(SHORT).collect()
}

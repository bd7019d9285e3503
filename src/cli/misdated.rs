//! That the dates of commits were not taken at their word where the store of a day is asked for, and that they will not
//! be where commits are handed in.

use chrono::NaiveDate;
use pjt::{
    Lang, Result, Text,
    error::Finding,
    history::{
        Misdated, Point, Repository,
        incoming::{self, Incoming},
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
    let First { by, counts, .. } = &first;
    let (late, effect) = match first.is_early {
        true => (
            Text::default(),
            text!(
                "按 {counts} 算，{day} 的台账里没有它",
                " and counts as of that day, so the ledger of {day} is without it"
            ),
        ),
        false => (
            text!(
                "比今天和最新的提交都晚，不可信",
                "which is later than today and than the newest commit and can't be"
            ),
            text!(
                "按提交 {by} 的 {counts} 算，{day} 的台账里有它",
                "; it counts as of {counts}, as commit {by} does, so the ledger of {day} has it"
            ),
        ),
    };
    let advice = text!(
        "要看某次提交时的台账，把日期换成提交号",
        "name a commit instead of a day to see the ledger at that commit"
    );
    Ok(Some(first.finding(&late, &effect, &advice)))
}

/// That commits which are handed in say days that they won't count for.
///
/// # Errors
/// When git can't read those that they follow.
pub(crate) fn handed_in(repository: &Repository, commits: &[Incoming]) -> Result<Option<Finding>> {
    let found = incoming::misdated(repository, commits)?;
    let Some(first) = First::of(&found) else { return Ok(None) };
    let counts = first.counts;
    let late = text!("还没有到", "which is still to come");
    let effect = match first.is_early {
        true => text!("按日期查看台账时按 {counts} 算", ", and the ledger of a day counts it as of that"),
        false => text!("按日期查看台账时不以它为准", ", so the ledger of a day does not go by it"),
    };
    let advice = text!("电脑时间不准的，请调准", "where a clock is wrong, set it");
    Ok(Some(first.finding(&late, &effect, &advice)))
}

/// The first of several commits with a date that is not taken at its word, which stands for all of them.
struct First {
    hash: String,
    /// The commit whose date counts.
    by: String,
    dated: NaiveDate,
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
            dated: day_of(first.dated),
            counts: day_of(first.counts),
            count: found.len(),
            is_early: first.counts > first.dated,
        })
    }

    /// What is wrong with its date, what comes of it, and what can be done.
    fn finding(&self, late: &Text, effect: &Text, advice: &Text) -> Finding {
        let Self { hash, by, dated, counts, count, .. } = self;
        let what = match self.is_early {
            true => text!("却排在 {counts} 的提交 {by} 之后", "but it comes after commit {by} of {counts}"),
            false => late.clone(),
        };
        let words = |lang: Lang| [&what, effect, advice].map(|words| words.in_lang(lang).to_owned());
        let ([zh, zh_effect, zh_advice], [en, en_effect, en_advice]) = (words(Lang::Zh), words(Lang::En));
        Finding::new(
            "misdated-commit",
            Text::new(
                format!(
                    "提交 {hash} 写的日期是 {dated}，{zh}，{zh_effect}（这样的提交共 {count} 次）；{zh_advice}"
                ),
                format!(
                    "commit {hash} says {dated}, {en}{en_effect} (commits like that: {count}); {en_advice}"
                ),
            ),
        )
    }
}

fn short(hash: &str) -> String {
    hash.chars().take(SHORT).collect()
}

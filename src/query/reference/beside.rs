//! A number that was copied as lists, forms and papers show it, with the document's beside it: `5（文件1）`. The same number is
//! another task in another plan, so that what stands beside it has to fit, or the question is which one is meant.

use std::fmt;

use super::{TaskReference, Wanted};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{Entry, Snapshot, Task, TaskId, TaskNumber},
    text::{Lang, clean, fold::fold, width},
};

/// What stands in brackets beside a number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Beside {
    /// The number that the document gives the task.
    Number(u32),
    /// What the document prints instead of one, folded: `3.2`.
    Name(String),
    /// That the number is the ledger's.
    Ledger,
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "文件第{number}项"),
            Self::Name(name) => write!(f, "文件{name}"),
            Self::Ledger => f.write_str("台账编号"),
        }
    }
}

impl Beside {
    /// Reads what stands in the brackets; none where it is nothing that is ever shown there.
    pub(super) fn read(words: &str) -> Option<Self> {
        let folded = fold(words);
        if folded == "台账编号" {
            return Some(Self::Ledger);
        }
        let english = || folded.strip_prefix("document").or_else(|| folded.strip_suffix("inthedocument"));
        let name = folded.strip_prefix("文件").or_else(english)?;
        let name = name.trim_start_matches("no.").trim_matches(['第', '项', '条']);
        match clean::number(name) {
            Some(number) => Some(Self::Number(number)),
            None => Some(Self::Name(name.to_owned())).filter(|_| !name.is_empty()),
        }
    }

    /// Whether it can be said of this task. What the document gave to one that it has no more is said of that all the same.
    pub(super) fn fits(&self, task: &Task) -> bool {
        match self {
            Self::Number(number) => {
                task.document_number().map_or(task.is_item(*number), |own| own == *number)
            }
            Self::Name(name) => task.label.as_ref().is_some_and(|label| bare(label) == bare(name)),
            Self::Ledger => true,
        }
    }
}

/// A name without the signs around it.
fn bare(label: &str) -> String {
    fold(label).trim_matches(['(', ')', '.', '、', '第', '项']).to_owned()
}

impl TaskReference {
    /// What was found, if what stands beside the number fits it.
    ///
    /// # Errors
    /// When it does not, with the tasks that it may be meant for: the one of this number, that of the document's, and those of
    /// other plans that both fit.
    pub(super) fn ensure_fits<'a>(
        &self,
        found: Result<Vec<Entry<'a>>>,
        snapshot: &'a Snapshot,
        default_plan: &str,
    ) -> Result<Vec<Entry<'a>>> {
        let (Wanted::Numbers(id, _), Some(beside)) = (self.wanted, &self.beside) else { return found };
        let slug = self.plan.as_deref().unwrap_or(default_plan);
        let is_fit = |entries: &Vec<Entry<'_>>| entries.iter().all(|entry| beside.fits(entry.task));
        if found.as_ref().is_ok_and(is_fit) {
            return found;
        }
        // A file that can't be read is said first.
        if found.as_ref().is_err_and(|error| error.kind() != ErrorKind::NotFound) {
            return found;
        }
        let others = self.others(id, beside, snapshot, slug);
        let hints = |error: Error| {
            others.iter().take(MOST).fold(error, |error, entry| {
                let ([zh, en], plan) = (words(*entry), &entry.plan.slug);
                let typed = format!("{plan}/{}", entry.task.id);
                error.hint(text!(
                    "指方案 {plan} 的 {zh}，写 `{typed}`",
                    "for {en} of plan {plan} write `{typed}`"
                ))
            })
        };
        let Some(own) = found.as_ref().ok().and_then(|entries| entries.first().copied()) else {
            return found.map_err(hints);
        };
        let [zh, en] = words(own);
        let error = Error::conflict(text!(
            "`{self}` 对不上：方案 {slug} 的编号{id} 是 {zh}，它在文件里不是{beside}",
            "the number in brackets is not that of {id}: in plan {slug} it is {en}"
        ))
        .named("ambiguous-task");
        Err(hints(error).hint(text!(
            "就是方案 {slug} 的编号{id}，写 `{slug}/{id}`，不带括号",
            "for {id} of plan {slug} write `{slug}/{id}`, without the brackets"
        )))
    }

    /// Which other tasks may be meant: of other plans those that fit, of this plan that which the document counts so.
    fn others<'a>(&self, id: TaskId, beside: &Beside, snapshot: &'a Snapshot, slug: &str) -> Vec<Entry<'a>> {
        let is_other = |entry: &Entry<'_>| match entry.plan.slug == slug {
            true => {
                entry.task.id != id && matches!(beside, Beside::Number(number) if entry.task.is_item(*number))
            }
            false => self.plan.is_none() && entry.task.id == id && beside.fits(entry.task),
        };
        let (mut own, mut others): (Vec<_>, Vec<_>) =
            snapshot.entries().filter(is_other).partition(|entry| entry.plan.slug == slug);
        others.append(&mut own);
        others
    }
}

/// The most tasks that are shown as what may be meant.
const MOST: usize = 4;

/// A task in Chinese and in English: its number, and how its text begins.
fn words(entry: Entry<'_>) -> [String; 2] {
    let (number, begin) = (TaskNumber::of(entry.task, None), width::cut(&entry.task.content, 40));
    [Lang::Zh, Lang::En].map(|lang| format!("{} {begin}", number.bare(lang)))
}

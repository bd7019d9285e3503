//! Tasks as people name them: `14`, `3-7`, `other-plan/14`, `第4项`, `other-plan/*`. Here is which tasks are meant,
//! [`written`] says how it is written.

mod beside;
mod written;

use std::path::PathBuf;

use crate::{
    error::{Error, Finding, Result},
    model::{Entry, Review, Snapshot, Status, Task, TaskId},
    store::layout,
    text::width,
};

use self::beside::Beside;
pub use self::written::{BadReference, TaskReferences};

/// One task or several of one plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TaskReference {
    /// The plan, where it was named.
    pub plan: Option<String>,
    wanted: Wanted,
    /// What stands in brackets behind a number that was copied as lists and papers show it; it has to fit the task.
    beside: Option<Beside>,
}

/// Which tasks of the plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Wanted {
    /// By the number in the store, which never changes: the first and the last.
    Numbers(TaskId, TaskId),
    /// By the number that the document prints, or by that of the store, where both are the same tasks.
    Printed(u32, u32),
    /// By the number that the document prints and no other one.
    Document(u32, u32),
    /// All of them.
    All,
}

impl Wanted {
    /// Whether a task is meant. One without a printed number is where its own says; one that the document dropped is none of its
    /// items.
    fn is(self, task: &Task) -> bool {
        match self {
            Self::All => true,
            Self::Numbers(first, last) => (first..=last).contains(&task.id),
            Self::Printed(first, last) | Self::Document(first, last) => {
                let own = Some(task.id.0).filter(|_| !task.is_added_by_hand());
                let number = if task.label.is_some() { task.document_number() } else { own };
                task.review != Some(Review::Gone)
                    && number.is_some_and(|number| (first..=last).contains(&number))
            }
        }
    }
}

impl TaskReference {
    /// The tasks that it means among those of `snapshot`; without a plan in it, those of `default_plan`.
    ///
    /// # Errors
    /// When it names a task that does not exist, or a range that has no task or ends behind the last one; when the
    /// document prints a number several times; when what it says may be either of two numbers.
    pub fn resolve<'a>(&self, snapshot: &'a Snapshot, default_plan: &str) -> Result<Vec<Entry<'a>>> {
        match self.wanted {
            Wanted::Printed(first, last) => {
                self.reading(first, last, snapshot, default_plan)?.resolve(snapshot, default_plan)
            }
            Wanted::Numbers(..) if self.beside.is_some() => {
                self.ensure_fits(self.found(snapshot, default_plan), snapshot, default_plan)
            }
            Wanted::Numbers(..) | Wanted::Document(..) | Wanted::All => self.found(snapshot, default_plan),
        }
    }

    /// People say 第24项 for a task's number in the store, documents and papers for the number that the document gives it.
    /// Nothing is guessed where these are different tasks.
    fn reading(&self, first: u32, last: u32, snapshot: &Snapshot, default_plan: &str) -> Result<Self> {
        let as_number = Self { wanted: Wanted::Numbers(TaskId(first), TaskId(last)), ..self.clone() };
        let as_printed = Self { wanted: Wanted::Document(first, last), ..self.clone() };
        let slug = self.plan.as_deref().unwrap_or(default_plan);
        let of = |reading: &Self| -> Vec<Entry<'_>> {
            snapshot.entries().filter(|entry| entry.plan.slug == slug && reading.means(entry.task)).collect()
        };
        let (numbered, printed) = (of(&as_number), of(&as_printed));
        let list = |entries: &[Entry<'_>]| -> String {
            let names = entries
                .iter()
                .map(|entry| format!("{} {}", entry.task.id, width::cut(&entry.task.content, 40)));
            names.collect::<Vec<_>>().join("；")
        };
        if printed.is_empty() {
            // What the document doesn't number is called by its own number; what it numbers otherwise is not meant.
            let is_numbered_otherwise = |entry: &&Entry<'_>| {
                let task = entry.task;
                task.label.is_some() && task.document_number().is_some() && task.review != Some(Review::Gone)
            };
            let others: Vec<Entry<'_>> = numbered.iter().filter(is_numbered_otherwise).copied().collect();
            if !others.is_empty() {
                let others = list(&others);
                return Err(Error::not_found(text!(
                    "方案 {slug} 的文件里没有{self}；台账的编号是另一回事：{others}",
                    "the document of plan {slug} has no {self}; by the numbers of the store that is {others}"
                ))
                .named("no-such-task")
                .hint(text!(
                    "指台账编号的，写 `{as_number}`",
                    "for the number of the store write `{as_number}`"
                )));
            }
            return Ok(if numbered.is_empty() { as_printed } else { as_number });
        }
        if let Some(finding) = as_number.unreadable(snapshot, default_plan).filter(|_| numbered.is_empty()) {
            return Err(finding.clone().into());
        }
        let is_printed = |entry: &Entry<'_>| printed.iter().any(|printed| printed.task.id == entry.task.id);
        // One that the document prints several times is refused as such.
        let is_same = numbered.iter().all(is_printed) && (first == last || numbered.len() == printed.len());
        if numbered.is_empty() || is_same {
            return Ok(as_printed);
        }
        let (numbered, printed) = (list(&numbered), list(&printed));
        Err(Error::conflict(text!(
            "{self} 有两种读法：按台账编号是 {numbered}；按文件序号，{as_printed}是编号 {printed}",
            "{self} may be either: by the numbers of the store {numbered}; by those of the document ({as_printed}) {printed}"
        ))
        .named("ambiguous-task")
        .hint(text!(
            "按台账编号写 `{as_number}`（报送表的编号栏就是它），按文件序号写 `{as_printed}`（通报、督办单里的第几项就是它）",
            "write `{as_number}` for the number of the store, which forms have in their first column, or `{as_printed}` for that of the document, which bulletins and slips cite"
        )))
    }

    fn found<'a>(&self, snapshot: &'a Snapshot, default_plan: &str) -> Result<Vec<Entry<'a>>> {
        let slug = self.plan.as_deref().unwrap_or(default_plan);
        let in_plan = || snapshot.entries().filter(move |entry| entry.plan.slug == slug);
        let found: Vec<_> = in_plan().filter(|entry| self.wanted.is(entry.task)).collect();
        if self.is_whole(&found, in_plan()) {
            return self.ensure_single(found, slug);
        }
        // A task whose file can't be read is there all the same: say what is wrong with the file.
        if let Some(finding) = self.unreadable(snapshot, default_plan) {
            return if found.is_empty() { Err(finding.clone().into()) } else { Ok(found) };
        }
        // Nobody can say that it is not there while it may be in what can't be read.
        if let Some(finding) = may_hold_any(snapshot, slug) {
            return if found.is_empty() { Err(self.may_be_unreadable(finding, slug)) } else { Ok(found) };
        }
        let error =
            Error::not_found(text!("方案 {slug} 中没有任务 {self}", "plan {slug} has no task {self}"))
                .named("no-such-task");
        let (first, last) =
            (in_plan().map(|entry| entry.task.id).min(), in_plan().map(|entry| entry.task.id).max());
        Err(match (first, last) {
            (Some(first), Some(last)) => error
                .hint(text!("它的任务编号从 {first} 到 {last}", "its tasks are numbered {first} to {last}")),
            _ => error.hint(text!("这个方案里还没有任务", "the plan has no tasks yet")),
        })
    }

    /// Whether all that it names was found. A range that ends behind all tasks was typed in error: who means fifty
    /// tasks would not learn that there are 43.
    fn is_whole<'a>(&self, found: &[Entry<'_>], mut in_plan: impl Iterator<Item = Entry<'a>>) -> bool {
        let last = found.iter().any(|entry| match self.wanted {
            Wanted::All => true,
            Wanted::Numbers(_, last) => entry.task.id == last,
            Wanted::Printed(_, last) | Wanted::Document(_, last) => {
                Wanted::Document(last, last).is(entry.task)
            }
        });
        let mut is_before_the_last = || match self.wanted {
            Wanted::Numbers(_, last) => in_plan.any(|entry| entry.task.id > last),
            Wanted::Printed(..) | Wanted::Document(..) | Wanted::All => false,
        };
        !found.is_empty() && (last || is_before_the_last())
    }

    /// Nothing is guessed where a document counts anew under each heading.
    fn ensure_single<'a>(&self, found: Vec<Entry<'a>>, slug: &str) -> Result<Vec<Entry<'a>>> {
        let Wanted::Document(first, last) = self.wanted else { return Ok(found) };
        // Of a withdrawn one nobody knows whether the document still has it.
        let live = || found.iter().filter(|entry| entry.task.status != Status::Withdrawn);
        if let (true, Some(only), 1) = (first == last, live().next(), live().count()) {
            return Ok(vec![*only]);
        }
        if first != last || found.len() < 2 {
            return Ok(found);
        }
        let name = |entry: &Entry<'_>| format!("{} {}", entry.task.id, width::cut(&entry.task.content, 40));
        let list = found.iter().map(name).collect::<Vec<_>>().join("；");
        Err(Error::conflict(text!(
            "方案 {slug} 有几项任务都是{self}：{list}",
            "the document of plan {slug} has several of {self}: {list}"
        ))
        .named("ambiguous-task")
        .hint(text!("请写前面的编号", "write the number in front")))
    }

    /// What is wrong with the file of a task that it may name; none where all that are there could be read.
    pub fn unreadable<'a>(&self, snapshot: &'a Snapshot, default_plan: &str) -> Option<&'a Finding> {
        let (slug, first, last) = self.range(default_plan);
        snapshot.unreadable.iter().find(|finding| {
            let meant = meant_by(finding);
            meant.is_some_and(|(plan, numbers)| {
                plan == slug && numbers.iter().any(|id| (first..=last).contains(id))
            })
        })
    }

    /// That it was not found, where a file or folder that can't be read may hold it.
    fn may_be_unreadable(&self, finding: &Finding, slug: &str) -> Error {
        let error = Error::failed(text!(
            "方案 {slug} 中没有找到任务 {self}；这里读不了，它可能就在其中",
            "task {self} was not found in plan {slug}; it may be in what can't be read here"
        ))
        .named("unreadable-records")
        .caused_by(finding.message.clone());
        let error = finding.place.clone().into_iter().fold(error, Error::at);
        finding.fix.clone().into_iter().fold(error, Error::hint)
    }

    /// The plan, and the first and the last number among which are all that it names, whether or not there are such
    /// tasks.
    pub fn range<'a>(&'a self, default_plan: &'a str) -> (&'a str, TaskId, TaskId) {
        let (first, last) = match self.wanted {
            Wanted::Numbers(first, last) => (first, last),
            Wanted::Printed(..) | Wanted::Document(..) | Wanted::All => (TaskId(0), layout::LAST_NUMBER),
        };
        (self.plan.as_deref().unwrap_or(default_plan), first, last)
    }

    /// Whether it names this number of its plan. What the document's numbers name, can't be said without the tasks.
    pub fn names(&self, number: TaskId) -> bool {
        match self.wanted {
            Wanted::Numbers(first, last) => self.beside.is_none() && (first..=last).contains(&number),
            Wanted::All => true,
            Wanted::Printed(..) | Wanted::Document(..) => false,
        }
    }

    /// Whether more stands beside the number, which the task has to fit.
    pub fn has_beside(&self) -> bool {
        self.beside.is_some()
    }

    /// Whether it names this task of its plan, by either number.
    pub fn means(&self, task: &Task) -> bool {
        self.wanted.is(task) && self.beside.as_ref().is_none_or(|beside| beside.fits(task))
    }

    /// The number of the one task that it names, whether or not there is such a task. One with more beside it can't be taken
    /// without the task.
    pub fn single(&self) -> Option<TaskId> {
        match self.wanted {
            Wanted::Numbers(first, last) => (first == last && self.beside.is_none()).then_some(first),
            Wanted::Printed(..) | Wanted::Document(..) | Wanted::All => None,
        }
    }
}

/// The plan of a file of a task that can't be read, and the numbers that its name may mean.
fn meant_by(finding: &Finding) -> Option<(&str, Vec<TaskId>)> {
    let place = finding.place.as_ref()?;
    layout::meant_task_at_end_of(&place.path)
}

/// What can't be read of a plan and may hold any of its tasks: the folder of tasks, a file whose name has no number, or one
/// that says another number inside.
fn may_hold_any<'a>(snapshot: &'a Snapshot, slug: &str) -> Option<&'a Finding> {
    snapshot.unreadable.iter().find(|finding| match meant_by(finding) {
        Some((plan, numbers)) => plan == slug && (numbers.is_empty() || finding.code == "id-differs"),
        None => finding
            .place
            .as_ref()
            .is_some_and(|place| place.path.ends_with([slug, layout::TASKS].iter().collect::<PathBuf>())),
    })
}

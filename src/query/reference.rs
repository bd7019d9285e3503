//! Tasks as people name them: `14`, `3-7`, `other-plan/14`.

use std::{fmt, str::FromStr};

use crate::{
    error::{Error, Finding, Result},
    model::{Entry, Snapshot, TaskId},
    store::layout,
    text::{Lang, Text, clean},
};

/// One task or a range of tasks of one plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TaskReference {
    /// The plan, where it was named.
    pub plan: Option<String>,
    first: TaskId,
    last: TaskId,
}

impl TaskReference {
    /// The tasks that it means among those of `snapshot`; without a plan in it, those of `default_plan`.
    ///
    /// # Errors
    /// When it names a task that does not exist, or a range that has no task or ends behind the last one.
    pub fn resolve<'a>(&self, snapshot: &'a Snapshot, default_plan: &str) -> Result<Vec<Entry<'a>>> {
        let slug = self.plan.as_deref().unwrap_or(default_plan);
        let in_plan = || snapshot.entries().filter(move |entry| entry.plan.slug == slug);
        let found: Vec<_> =
            in_plan().filter(|entry| (self.first..=self.last).contains(&entry.task.id)).collect();
        let is_whole = found.iter().any(|entry| entry.task.id == self.last);
        if !found.is_empty() && (is_whole || self.ends_before_the_last(in_plan())) {
            return Ok(found);
        }
        // A task whose file can't be read is there all the same: say what is wrong with the file.
        if let Some(finding) = self.unreadable(snapshot, default_plan) {
            return if found.is_empty() { Err(finding.clone().into()) } else { Ok(found) };
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
}

impl TaskReference {
    /// Whether there is a task behind all that it names. A range that ends behind all of them was typed in error: who
    /// means fifty tasks would not learn that there are 43.
    fn ends_before_the_last<'a>(&self, mut in_plan: impl Iterator<Item = Entry<'a>>) -> bool {
        in_plan.any(|entry| entry.task.id > self.last)
    }

    /// What is wrong with the file of a task that it names; none where all that are there could be read.
    pub fn unreadable<'a>(&self, snapshot: &'a Snapshot, default_plan: &str) -> Option<&'a Finding> {
        let (slug, first, last) = self.range(default_plan);
        snapshot.unreadable.iter().find(|finding| {
            let place = finding.place.as_ref();
            let task = place.and_then(|place| layout::task_at_end_of(&place.path));
            task.is_some_and(|(plan, id)| plan == slug && (first..=last).contains(&id))
        })
    }

    /// The plan, and the first and the last number that it names, whether or not there are such tasks.
    pub fn range<'a>(&'a self, default_plan: &'a str) -> (&'a str, TaskId, TaskId) {
        (self.plan.as_deref().unwrap_or(default_plan), self.first, self.last)
    }

    /// The numbers that it names, whether or not there are such tasks.
    pub fn numbers(&self) -> impl Iterator<Item = TaskId> {
        (self.first.0..=self.last.0).map(TaskId)
    }
}

impl fmt::Display for TaskReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

/// A word that names no task.
#[derive(Debug)]
pub struct BadReference;

impl BadReference {
    /// How tasks are named.
    pub fn words(&self) -> Text {
        text!(
            "任务用编号（14）、编号范围（3-7、3至7）表示，或带上方案（other-plan/14）；编号中间没有空格",
            "a task is named by its number (14), a range (3-7), or with its plan (other-plan/14); no blank stands in a number"
        )
    }
}

impl fmt::Display for BadReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().in_lang(Lang::En))
    }
}

impl std::error::Error for BadReference {}

/// What people write between the ends of a range.
const RANGE_MARKS: [char; 9] = ['-', '~', '～', '－', '–', '—', '−', '至', '到'];

/// What people write between one task and the next.
const SEPARATORS: [char; 6] = [',', '，', '、', ';', '；', '﹑'];

/// A number as a document prints it has brackets around it.
fn without_brackets(word: &str) -> &str {
    let inner = |[open, close]: [char; 2]| word.strip_prefix(open)?.strip_suffix(close);
    [['（', '）'], ['(', ')']].into_iter().find_map(inner).unwrap_or(word)
}

/// Several tasks in one word, as people write them: `3,5、7`, `3-7；12`. A plan that is named holds for what follows:
/// the 5 of `other/3,5` is hardly meant to be another plan's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TaskReferences(pub Vec<TaskReference>);

impl FromStr for TaskReferences {
    type Err = BadReference;

    fn from_str(word: &str) -> Result<Self, BadReference> {
        let mut references: Vec<TaskReference> = Vec::new();
        for part in word.trim().split(SEPARATORS).map(str::trim) {
            let mut reference: TaskReference = part.parse()?;
            if reference.plan.is_none() {
                reference.plan = references.last().and_then(|last| last.plan.clone());
            }
            references.push(reference);
        }
        Ok(Self(references))
    }
}

impl FromStr for TaskReference {
    type Err = BadReference;

    fn from_str(word: &str) -> Result<Self, BadReference> {
        let (plan, numbers) = match word.trim().rsplit_once('/') {
            Some((plan, numbers)) if layout::is_slug(plan) => (Some(plan.to_owned()), numbers),
            Some(_) => return Err(BadReference),
            None => (None, word.trim()),
        };
        let number = |word: &str| {
            let id =
                clean::number(without_brackets(word)).map(TaskId).filter(|id| *id <= layout::LAST_NUMBER);
            id.ok_or(BadReference)
        };
        let (first, last) = match numbers.split_once(RANGE_MARKS) {
            // A dash is often typed as two.
            Some((first, last)) => (number(first)?, number(last.trim_start_matches('—'))?),
            None => (number(numbers)?, number(numbers)?),
        };
        if first <= last { Ok(Self { plan, first, last }) } else { Err(BadReference) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_named_as_people_write_them() {
        let named = |word: &str| -> Option<Vec<String>> {
            let TaskReferences(references) = word.parse().ok()?;
            let name = |one: &TaskReference| match &one.plan {
                Some(plan) => format!("{plan}/{one}"),
                None => one.to_string(),
            };
            Some(references.iter().map(name).collect())
        };
        for (word, expected) in [
            ("14", "14"),
            ("3,5", "3 5"),
            ("３，５、７；9", "3 5 7 9"),
            ("3、 5", "3 5"),
            ("（14）", "14"),
            ("(3)-(7)", "3-7"),
            ("3~7", "3-7"),
            ("3～7", "3-7"),
            ("3至7", "3-7"),
            ("3到7", "3-7"),
            ("3—7", "3-7"),
            ("3——7", "3-7"),
            ("3–7,12", "3-7 12"),
            ("３－７", "3-7"),
            ("other/3、5,p/7,9", "other/3 other/5 p/7 p/9"),
        ] {
            assert_eq!(named(word).map(|names| names.join(" ")).as_deref(), Some(expected), "{word}");
        }
        for bad in ["", "3,", ",3", "3,,5", "3 5", "3、5 7", "7至3", "3-5-7", "至", "（）", "（3", "三"]
        {
            assert_eq!(named(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers_ranges_and_plans_are_understood_and_nothing_else() {
        for good in ["14", "014", "１４", "3-7", "a-plan/14", "a-plan/3-7", " 14"] {
            assert!(good.parse::<TaskReference>().is_ok(), "{good}");
        }
        for bad in [
            "1 2",
            "1 -2",
            "1\u{3000}2",
            "1\u{200b}2",
            "1-2 3",
            "",
            "-1",
            "7-3",
            "1-",
            "../14",
            "A/1",
            "a/b/1",
            "十四",
            "1.5",
            "1234567",
            "--output=x",
        ] {
            assert!(bad.parse::<TaskReference>().is_err(), "{bad}");
        }
    }
}

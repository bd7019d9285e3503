//! Tasks as people name them: `14`, `3-7`, `other-plan/14`, `第4项`, `other-plan/*`.

use std::{fmt, str::FromStr};

use crate::{
    error::{Error, Finding, Result},
    model::{Entry, Snapshot, Task, TaskId},
    store::layout,
    text::{Lang, Text, clean, width},
};

/// One task or several of one plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TaskReference {
    /// The plan, where it was named.
    pub plan: Option<String>,
    wanted: Wanted,
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
    /// Whether a task is meant. One without a printed number is where its own says.
    fn is(self, task: &Task) -> bool {
        match self {
            Self::All => true,
            Self::Numbers(first, last) => (first..=last).contains(&task.id),
            Self::Printed(first, last) | Self::Document(first, last) => {
                let number = if task.label.is_some() { task.document_number() } else { Some(task.id.0) };
                number.is_some_and(|number| (first..=last).contains(&number))
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
            Wanted::Numbers(..) | Wanted::Document(..) | Wanted::All => self.found(snapshot, default_plan),
        }
    }

    /// Papers print 第24项 for a task's number in the store, documents for the number that they give it themselves.
    /// Nothing is guessed where these are different tasks.
    fn reading(&self, first: u32, last: u32, snapshot: &Snapshot, default_plan: &str) -> Result<Self> {
        let as_number = Self { wanted: Wanted::Numbers(TaskId(first), TaskId(last)), ..self.clone() };
        let as_printed = Self { wanted: Wanted::Document(first, last), ..self.clone() };
        let slug = self.plan.as_deref().unwrap_or(default_plan);
        let of = |reading: &Self| -> Vec<Entry<'_>> {
            snapshot.entries().filter(|entry| entry.plan.slug == slug && reading.means(entry.task)).collect()
        };
        let (numbered, printed) = (of(&as_number), of(&as_printed));
        if printed.is_empty() {
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
        let list = |entries: &[Entry<'_>]| -> String {
            let names = entries
                .iter()
                .map(|entry| format!("{} {}", entry.task.id, width::cut(&entry.task.content, 40)));
            names.collect::<Vec<_>>().join("；")
        };
        let (numbered, printed) = (list(&numbered), list(&printed));
        Err(Error::conflict(text!(
            "{self} 有两种读法：按台账编号是 {numbered}；按文件序号，{as_printed}是编号 {printed}",
            "{self} may be either: by the numbers of the store {numbered}; by those of the document ({as_printed}) {printed}"
        ))
        .named("ambiguous-task")
        .hint(text!(
            "按台账编号写 `{as_number}`（通报、报送表里的第几项就是它），按文件序号写 `{as_printed}`",
            "write `{as_number}` for the number of the store, which papers and forms print, or `{as_printed}` for that of the document"
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
            let place = finding.place.as_ref();
            let task = place.and_then(|place| layout::task_at_end_of(&place.path));
            task.is_some_and(|(plan, id)| plan == slug && (first..=last).contains(&id))
        })
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

    /// The same tasks of this plan.
    #[must_use]
    pub fn of_plan(&self, slug: &str) -> Self {
        Self { plan: Some(slug.to_owned()), ..self.clone() }
    }

    /// Whether it names this number of its plan. What only the document's numbers name, can't be said without the tasks.
    pub fn names(&self, number: TaskId) -> bool {
        match self.wanted {
            Wanted::Numbers(first, last) => (first..=last).contains(&number),
            Wanted::All => true,
            Wanted::Printed(..) | Wanted::Document(..) => false,
        }
    }

    /// Whether it names this task of its plan, by either number.
    pub fn means(&self, task: &Task) -> bool {
        self.wanted.is(task)
    }

    /// The number of the one task that it names, whether or not there is such a task.
    pub fn single(&self) -> Option<TaskId> {
        match self.wanted {
            Wanted::Numbers(first, last) => (first == last).then_some(first),
            Wanted::Printed(..) | Wanted::Document(..) | Wanted::All => None,
        }
    }
}

impl fmt::Display for TaskReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wanted {
            Wanted::Numbers(first, last) if first == last => first.fmt(f),
            Wanted::Numbers(first, last) => write!(f, "{first}-{last}"),
            Wanted::Printed(first, last) if first == last => write!(f, "第{first}项"),
            Wanted::Printed(first, last) => write!(f, "第{first}-{last}项"),
            Wanted::Document(first, last) if first == last => write!(f, "文件第{first}项"),
            Wanted::Document(first, last) => write!(f, "文件第{first}-{last}项"),
            Wanted::All => f.write_str("*"),
        }
    }
}

/// A word that names no task.
#[derive(Debug)]
pub struct BadReference;

impl BadReference {
    /// How tasks are named.
    pub fn words(&self) -> Text {
        text!(
            "任务可以写编号（14）、范围（3-7、3至7）、文件序号（第4项；与编号不是同一任务时写 文件第4项），也可以带上方案（方案名/14，方案名/* 指全部）；编号中间没有空格",
            "a task is named by its number (14), a range (3-7), the number that the document prints (第4项, or 文件第4项 where the number 4 is another task), or with its plan (other-plan/14, other-plan/* for all); no blank stands in a number"
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
        let wanted = match numbers {
            "*" | "＊" => Wanted::All,
            _ => match printed(numbers) {
                Some((printed, is_of_document)) => {
                    let (first, last) =
                        ends(printed, |word| clean::number(word.trim_matches(['第', '项', '条'])))?;
                    if is_of_document { Wanted::Document(first, last) } else { Wanted::Printed(first, last) }
                }
                None => {
                    let id = |word: &str| clean::number(without_brackets(word)).map(TaskId);
                    let (first, last) =
                        ends(numbers, |word| id(word).filter(|id| *id <= layout::LAST_NUMBER))?;
                    Wanted::Numbers(first, last)
                }
            },
        };
        Ok(Self { plan, wanted })
    }
}

/// What stands in 第…项, and whether the document is named in front.
fn printed(word: &str) -> Option<(&str, bool)> {
    let word = without_brackets(word);
    let (word, is_of_document) = match word.strip_prefix("文件") {
        Some(rest) => (rest, true),
        None => (word, false),
    };
    Some((word.strip_prefix('第')?.strip_suffix(['项', '条'])?, is_of_document))
}

/// The ends of a range, or twice a number that stands alone.
fn ends<T: Copy + PartialOrd>(
    word: &str,
    number: impl Fn(&str) -> Option<T>,
) -> Result<(T, T), BadReference> {
    let (first, last) = match word.split_once(RANGE_MARKS) {
        // A dash is often typed as two.
        Some((first, last)) => (number(first), number(last.trim_start_matches('—'))),
        None => (number(word), number(word)),
    };
    first.zip(last).filter(|(first, last)| first <= last).ok_or(BadReference)
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
            ("第4项", "第4项"),
            ("第４项、5", "第4项 5"),
            ("第3至7项", "第3-7项"),
            ("第3项至第7项", "第3-7项"),
            ("other/*", "other/*"),
            ("other/第4项", "other/第4项"),
            ("文件第4项、（文件第５项）", "文件第4项 文件第5项"),
            ("other/文件第3至7项", "other/文件第3-7项"),
        ] {
            assert_eq!(named(word).map(|names| names.join(" ")).as_deref(), Some(expected), "{word}");
        }
        for bad in [
            "", "3,", ",3", "3,,5", "3 5", "3、5 7", "7至3", "3-5-7", "至", "（）", "（3", "三", "第项",
            "第", "4项", "**",
        ] {
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

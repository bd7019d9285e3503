//! How people write which tasks they mean, and how it is written back.

use std::{fmt, str::FromStr};

use super::{TaskReference, Wanted, beside::Beside};
use crate::{
    model::TaskId,
    store::layout,
    text::{Lang, Text, clean},
};

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
        }?;
        self.beside.as_ref().map_or(Ok(()), |beside| write!(f, "（{beside}）"))
    }
}

/// A word that names no task.
#[derive(Debug)]
pub struct BadReference;

impl BadReference {
    /// How tasks are named.
    pub fn words(&self) -> Text {
        text!(
            "任务可以写编号（14）、范围（3-7、3至7）、文件序号（第4项；与编号不是同一任务时写 文件第4项），也可以带上方案（方案名/14，方案名/* 指全部）；编号中间没有空格，文字里有空格的用引号括起来",
            "a task is named by its number (14), a range (3-7), the number that the document prints (第4项, or 文件第4项 where the number 4 is another task), or with its plan (other-plan/14, other-plan/* for all); no blank stands in a number, and a text with blanks stands in quotes"
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
        let (word, beside) = as_command(word.trim());
        let (plan, numbers) = match word.rsplit_once('/') {
            Some((plan, numbers)) if layout::is_slug(plan) => (Some(plan.to_owned()), numbers),
            Some(_) => return Err(BadReference),
            None => (None, word),
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
        // What stands in brackets is said of one task of the ledger.
        let is_one = matches!(wanted, Wanted::Numbers(first, last) if first == last);
        if beside.is_some() && !is_one {
            return Err(BadReference);
        }
        Ok(Self { plan, wanted, beside })
    }
}

/// What a command takes of a number as it is shown: `编号17`, `台账编号17`, `17（文件第4项）`, `17（文件4）`, `17 (document 4)`.
fn as_command(word: &str) -> (&str, Option<Beside>) {
    let named = word.strip_prefix("台账").unwrap_or(word);
    let number = named.strip_prefix("编号").unwrap_or(word);
    let shown = number.strip_suffix(['）', ')']).and_then(|number| number.split_once(['（', '(']));
    let shown = shown.filter(|(own, _)| !own.trim().is_empty());
    match shown.and_then(|(own, beside)| Some((own.trim_end(), Beside::read(beside)?))) {
        Some((own, beside)) => (own, Some(beside)),
        None => (number, None),
    }
}

/// What stands in 第…项, and whether the document is named in front.
fn printed(word: &str) -> Option<(&str, bool)> {
    let word = without_brackets(word);
    let (word, is_of_document) = match word.strip_prefix("文件") {
        Some(rest) => (rest, true),
        None => (word, false),
    };
    match word.strip_prefix('第').and_then(|word| word.strip_suffix(['项', '条'])) {
        Some(numbers) => Some((numbers, is_of_document)),
        // 文件4 stands beside numbers in tables.
        None => is_of_document.then_some((word, true)),
    }
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
            ("文件4、（文件５）、other/文件4", "文件第4项 文件第5项 other/文件第4项"),
            ("other/文件第3至7项", "other/文件第3-7项"),
            ("编号14、编号other/3", "14 other/3"),
            ("台账编号14", "14"),
            (
                "17（文件第4项）、编号17（文件 3.2）、other/17（文件4）",
                "17（文件第4项） 17（文件3.2） other/17（文件第4项）",
            ),
            ("17（文件４）、17(文件4)、17 (document 4)", "17（文件第4项） 17（文件第4项） 17（文件第4项）"),
            ("17 (no. 4 in the document)", "17（文件第4项）"),
            ("17 (3.2 in the document)", "17（文件3.2）"),
            ("7（台账编号）", "7（台账编号）"),
        ] {
            assert_eq!(named(word).map(|names| names.join(" ")).as_deref(), Some(expected), "{word}");
        }
        for bad in [
            "",
            "3,",
            ",3",
            "3,,5",
            "3 5",
            "3、5 7",
            "7至3",
            "3-5-7",
            "至",
            "（）",
            "（3",
            "三",
            "第项",
            "第",
            "4项",
            "**",
            "3-7（文件4）",
            "第5项（文件4）",
            "17（4）",
            "文件",
            "文件四",
            "17（文件）",
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

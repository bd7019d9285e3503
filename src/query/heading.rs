//! Pillars and key tasks as people name them: by number, by the marker that is printed, by a part of the title.

use crate::{
    error::{Error, Result},
    model::{KeyTask, Pillar, Plan, Snapshot},
    text::{clean, fold::fold, numeral},
};

/// A pillar or key task as it was asked for, by its number or by a part of its title.
#[derive(Clone, Debug)]
pub struct Heading(Wanted);

#[derive(Clone, Debug)]
enum Wanted {
    Number(u32),
    /// The number that its label prints: 四 for （四）.
    Label(u32),
    /// A folded part of the title, or the whole folded label.
    Words(String),
}

impl Heading {
    /// The pillar that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a pillar; the error lists those that there are.
    pub fn pillar(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        Self::somewhere(Level::Pillar, typed, &snapshot.plans)
    }

    /// The key task that was typed.
    ///
    /// # Errors
    /// When no plan of `snapshot` has such a key task; the error lists those that there are.
    pub fn key_task(typed: &str, snapshot: &Snapshot) -> Result<Self> {
        Self::somewhere(Level::KeyTask, typed, &snapshot.plans)
    }

    /// The number of the pillar of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such pillar, or several.
    pub fn pillar_of(typed: &str, plan: &Plan) -> Result<u32> {
        Self::in_plan(Level::Pillar, typed, plan)
    }

    /// The number of the key task of one plan that was typed.
    ///
    /// # Errors
    /// When the plan has no such key task, or several.
    pub fn key_task_of(typed: &str, plan: &Plan) -> Result<u32> {
        Self::in_plan(Level::KeyTask, typed, plan)
    }

    fn somewhere(level: Level, typed: &str, plans: &[Plan]) -> Result<Self> {
        let heading = Self::of(typed, plans, level);
        let is_there = plans.iter().flat_map(|plan| level.of(plan)).any(|known| heading.is(known));
        if is_there { Ok(heading) } else { Err(level.unknown(typed, plans)) }
    }

    fn in_plan(level: Level, typed: &str, plan: &Plan) -> Result<u32> {
        let plans = std::slice::from_ref(plan);
        let heading = Self::of(typed, plans, level);
        let found: Vec<Known<'_>> = level.of(plan).into_iter().filter(|known| heading.is(*known)).collect();
        match found.as_slice() {
            [] => Err(level.unknown(typed, plans)),
            [known] => Ok(known.id),
            several => {
                let list = list_of(several);
                Err(Error::conflict(text!(
                    "`{typed}` 可以指几个标题：{list}",
                    "`{typed}` may mean several headings: {list}"
                ))
                .named("ambiguous-heading")
                .hint(text!("请写编号", "write the number")))
            }
        }
    }

    /// What was typed: a number in digits; one in Chinese, which is that of a label where just one heading of a plan has it;
    /// else words.
    fn of(typed: &str, plans: &[Plan], level: Level) -> Self {
        if let Some(number) = clean::number(typed.trim()) {
            return Self(Wanted::Number(number));
        }
        let Some(number) = heading_number(typed) else { return Self(Wanted::Words(fold(typed))) };
        let has_it = |known: &Known<'_>| known.label.and_then(numeral::of_label) == Some(number);
        let count = |plan: &Plan| level.of(plan).into_iter().filter(has_it).count();
        let counts: Vec<usize> = plans.iter().map(count).collect();
        let is_label = counts.contains(&1) && counts.iter().all(|count| *count < 2);
        Self(if is_label { Wanted::Label(number) } else { Wanted::Number(number) })
    }

    /// Whether a heading is meant.
    pub(super) fn is(&self, known: Known<'_>) -> bool {
        match &self.0 {
            Wanted::Number(number) => *number == known.id,
            Wanted::Label(number) => known.label.and_then(numeral::of_label) == Some(*number),
            Wanted::Words(words) => {
                fold(known.title).contains(words) || known.label.is_some_and(|label| fold(label) == *words)
            }
        }
    }
}

/// The number of a heading as it is said: 四, 四、, 第四, 第四板块. A label in brackets (（四）) is compared as printed.
pub fn heading_number(typed: &str) -> Option<u32> {
    // A blank that parts digits parts numbers: `1 2` is no 12.
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let is_digit = |sign: Option<char>| sign.is_some_and(char::is_numeric);
    let parted = |pair: &[&str]| {
        let [one, other] = pair else { return false };
        is_digit(one.chars().next_back()) && is_digit(other.chars().next())
    };
    if parts.windows(2).any(parted) {
        return None;
    }
    let word = fold(typed);
    let word = word.strip_prefix('第').unwrap_or(&word);
    let ends = ["板块", "重点任务", "个", "、", ".", "．"];
    let word = ends.iter().fold(word, |word, end| word.strip_suffix(end).unwrap_or(word));
    numeral::chinese(word).or_else(|| clean::number(word)).filter(|number| *number > 0)
}

/// A heading of a plan, on either level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) id: u32,
    pub(super) title: &'a str,
    pub(super) label: Option<&'a str>,
}

impl<'a> From<&'a Pillar> for Known<'a> {
    fn from(Pillar { id, title, label }: &'a Pillar) -> Self {
        Self { id: *id, title, label: label.as_deref() }
    }
}

impl<'a> From<&'a KeyTask> for Known<'a> {
    fn from(KeyTask { id, title, label, .. }: &'a KeyTask) -> Self {
        Self { id: *id, title, label: label.as_deref() }
    }
}

#[derive(Clone, Copy)]
enum Level {
    Pillar,
    KeyTask,
}

impl Level {
    fn of(self, plan: &Plan) -> Vec<Known<'_>> {
        match self {
            Self::Pillar => plan.pillars.iter().map(Known::from).collect(),
            Self::KeyTask => plan.key_tasks.iter().map(Known::from).collect(),
        }
    }

    fn unknown(self, typed: &str, plans: &[Plan]) -> Error {
        let list = list_of(&plans.iter().flat_map(|plan| self.of(plan)).collect::<Vec<_>>());
        match self {
            Self::Pillar => Error::not_found(text!("没有板块 `{typed}`", "there is no pillar `{typed}`"))
                .named("no-such-pillar")
                .hint(text!("现有板块：{list}", "the pillars are: {list}")),
            Self::KeyTask => {
                Error::not_found(text!("没有重点任务 `{typed}`", "there is no key task `{typed}`"))
                    .named("no-such-key-task")
                    .hint(text!("现有重点任务：{list}", "the key tasks are: {list}"))
            }
        }
    }
}

/// Headings on one line, not more than somebody reads; plans of one kind have the same ones.
fn list_of(headings: &[Known<'_>]) -> String {
    const MOST: usize = 20;
    let mut list: Vec<String> = Vec::new();
    for Known { id, title, .. } in headings {
        let heading = format!("{id} {title}");
        if list.len() <= MOST && !list.contains(&heading) {
            list.push(heading);
        }
    }
    if list.len() > MOST {
        list.truncate(MOST);
        list.push("…".to_owned());
    }
    list.join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_are_not_there_are_answered_with_those_that_are() {
        let pillar = |id: u32, title: &str| Pillar { id, title: title.into(), ..Pillar::default() };
        let plan = Plan { pillars: vec![pillar(1, "数字"), pillar(2, "人才")], ..Plan::default() };
        let snapshot = Snapshot { plans: vec![plan.clone(), plan.clone()], ..Snapshot::default() };
        let hint = |error: Error| {
            error.hints().iter().map(|hint| hint.in_lang(crate::text::Lang::Zh)).collect::<String>()
        };
        let error = Heading::pillar("九", &snapshot).unwrap_err();
        assert_eq!(error.code(), "no-such-pillar");
        assert!(hint(error).contains("1 数字；2 人才"), "each once");
        let many = (1..30).map(|id| pillar(id, "板块")).collect();
        let snapshot = Snapshot { plans: vec![Plan { pillars: many, ..plan }], ..Snapshot::default() };
        let hint = hint(Heading::pillar("九十", &snapshot).unwrap_err());
        assert!(hint.contains("20 板块；…") && !hint.contains("21 板块"), "{hint}");
    }
}
